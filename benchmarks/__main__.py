"""Measure all of it, print the tables and write them as JSON.

    python -m benchmarks [--rounds N] [--visualizer FOLDER] [--json FILE]

The site must have been built into `site/`.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import opening, operations, own_image, pages, redraw, sizes_alone, slow_line, startup, weight
from site_assets.build import PROJECT, SITE
from site_assets.plugin.wheel import build_wheel, compiled
from site_assets.programs import chromium_choices
from site_assets.runtime import assembled
from site_assets.serve import served

ANSWER = """import pyconv.pictures.web
pyconv.pictures.web.build('{"view": "sliding-filter", "language": "en", "params": {}}')"""

RESULTS = PROJECT / "benchmarks" / "results" / "latest.json"


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="fresh browser profiles of each kind (5)")
    parser.add_argument(
        "--visualizer",
        type=Path,
        help="folder with a build of Yang's convolution visualizer, to stand beside",
    )
    parser.add_argument("--json", type=Path, default=RESULTS, help="where to write the numbers")
    asked = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="pyconv-wheels-") as name:
        source = build_wheel()
        paths = {}
        for kind, wheel in (("source", source), ("compiled", compiled(source))):
            paths[kind] = Path(name, kind, wheel.filename)
            paths[kind].parent.mkdir()
            paths[kind].write_bytes(wheel.data)
        start = startup.measure(ANSWER, paths["compiled"], stock_wheel=paths["source"], rounds=asked.rounds)

        with served(SITE) as server, sync_playwright() as playwright:
            choices = chromium_choices()
            browser = playwright.chromium.launch(**choices)
            version = browser.version
            redrawn = {"60 Hz": redraw.measure(browser, server.address, asked.visualizer)}
            freely = playwright.chromium.launch(
                **{**choices, "args": [*choices["args"], *redraw.FREE_FRAMES]}
            )
            redrawn["at once"] = redraw.measure(freely, server.address, asked.visualizer)
            freely.close()
            imaged = own_image.measure(browser, server.address)
            by_page = pages.measure(browser, server.address, SITE)
            opened = opening.measure(browser, server.address, SITE)
            slowly = slow_line.measure(browser, server.server_port, server.prefix, SITE)
            alone = sizes_alone.measure(browser, server.address, SITE)
            before = weight.bytes_before_python(browser, server.address)
            in_browser = operations.measure_in_browser(browser, paths["compiled"])
            browser.close()
    here = operations.measure()
    built = weight.build_seconds()
    files = weight.bytes_of_python(assembled(), compiled(source).data)

    for frames, rows in redrawn.items():
        print(f"\nframes: {frames}\n{redraw.table(rows)}")
    print("\n" + own_image.table(imaged))
    print("\n" + pages.table(by_page))
    print("\n" + opening.table(opened))
    print("\n" + slow_line.table(slowly))
    print("\n" + weight.table(before, start["site"]["bytes"], built))
    print("\n" + weight.files_table(files))
    print("\n" + sizes_alone.table(alone))
    print("\n" + operations.table(here, "CPython"))
    print("\n" + operations.table(in_browser, "the browser"))
    numbers = {
        "machine": {"system": platform.platform(), "chromium": version},
        "startup": start,
        "redraw": redrawn,
        "own_image": imaged,
        "pages": by_page,
        "opening": opened,
        "slow_line": slowly,
        "bytes_before_python": before,
        "bytes_of_python": {name: {"plain": one, "sent": two} for name, (one, two) in files.items()},
        "sizes_alone": alone,
        "build_seconds": built,
        "operations": {"cpython": here, "browser": in_browser},
    }
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(f"\nWritten to {asked.json.name}.")


if __name__ == "__main__":
    main()
