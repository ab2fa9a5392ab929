"""Python ready: from opening a page to the first answer with NumPy, stock Pyodide against the site's runtime.

Both load the same wheel in a module worker, from the same local server, in the same browser, in turns.
Stock Pyodide is the unmodified release, loaded as its documentation shows. A fresh visit has a new browser
with a new profile; a warm one is a later visit with that profile.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from benchmarks.startup_server import Server, serving
from site_assets.plugin.publication import file_facts, runtime_facts
from site_assets.programs import chromium_choices
from site_assets.runtime import assemble
from site_assets.runtime.assembly import cache_folder, official_sources
from site_assets.runtime.description import load_description
from site_assets.runtime.fetching import fetch_all
from site_assets.runtime.layout import PACKAGES
from site_assets.runtime.rewrite import write_tar

HERE = Path(__file__).parent
PAGES = HERE / "startup_pages"
SCRIPTS = HERE.parent / "site_assets" / "js"
VARIANTS = ("stock", "site")
PATIENCE_MS = 120_000
PAUSE_SECONDS = 0.5

# What is asked when nothing else is given: a module that needs NumPy, and its first answer.
SMALL_MODULE = "import numpy\n\n\ndef answer():\n    return numpy.convolve([1, 2, 3], [1, 1]).tolist()\n"
SMALL_ANSWER = "import pyconv.pictures.web\npyconv.pictures.web.answer()"


def measure(
    answer: str | None = None,
    wheel: Path | None = None,
    *,
    stock_wheel: Path | None = None,
    rounds: int = 5,
    warm_visits: int = 3,
    report: Callable[[str], object] = print,
) -> dict[str, Any]:
    """Measure, print a table and return it.

    `answer` is Python source whose last expression is the first answer, and `wheel` what the site serves
    of the pyconv that it needs (give both or neither); stock Pyodide loads `stock_wheel`, a real one.
    Each round makes one fresh and `warm_visits` warm visits for each variant.

    The result holds, for "stock" and "site", "fresh" and "warm" (milliseconds: "median", "min", "max",
    "all") and "bytes" (downloaded by a fresh visit), and in "ratio" the site's medians over stock's.

    Raises:
        RuntimeError: a page answered with an error.
    """
    if (answer is None) != (wheel is None):
        raise ValueError("give both the answer and the wheel that it needs, or neither")
    with tempfile.TemporaryDirectory(prefix="pyconv-bench-") as name:
        folder = Path(name)
        small, small_wheel = _small_package(folder)
        stock_wheel = stock_wheel or (wheel or small_wheel)
        wheel = wheel or small
        places = _places(folder, answer or SMALL_ANSWER, wheel, stock_wheel, report)
        with serving(places) as server, sync_playwright() as playwright:
            visits = _visit_all(server, playwright, rounds, warm_visits, report)
    result = _summary(visits)
    for line in _table(result):
        report(line)
    return result


def _visit_all(
    server: Server,
    playwright: Playwright,
    rounds: int,
    warm_visits: int,
    report: Callable[[str], object],
) -> dict[str, dict[str, list[float]]]:
    visits: dict[str, dict[str, list[float]]] = {
        variant: {"fresh": [], "warm": [], "bytes": []} for variant in VARIANTS
    }
    for number in range(rounds):
        # Taking turns to be first, so that neither always follows the other.
        for variant in VARIANTS if number % 2 == 0 else VARIANTS[::-1]:
            with _fresh_profile(playwright) as context:
                server.take_sent()
                visits[variant]["fresh"].append(_visit(context, server.url, variant))
                visits[variant]["bytes"].append(server.take_sent())
                for _ in range(warm_visits):
                    time.sleep(PAUSE_SECONDS)
                    visits[variant]["warm"].append(_visit(context, server.url, variant))
        report(f"  start-up: round {number + 1} of {rounds}")
    return visits


@contextmanager
def _fresh_profile(playwright: Playwright) -> Iterator[BrowserContext]:
    with tempfile.TemporaryDirectory(prefix="pyconv-profile-", ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(profile, **chromium_choices(), headless=True)
        try:
            # The browser's own start is no part of what is measured.
            context.new_page().goto("about:blank")
            time.sleep(PAUSE_SECONDS)
            yield context
        finally:
            context.close()


def _visit(context: BrowserContext, url: str, variant: str) -> float:
    page = context.new_page()
    try:
        page.goto(f"{url}?variant={variant}")
        page.wait_for_function("globalThis.outcome", timeout=PATIENCE_MS)
        outcome = page.evaluate("globalThis.outcome")
    finally:
        page.close()
    if "error" in outcome:
        raise RuntimeError(f"{variant}: {outcome['error']}")
    return float(outcome["milliseconds"])


def _places(
    folder: Path, answer: str, wheel: Path, stock_wheel: Path, report: Callable[[str], object]
) -> dict[str, Path]:
    """Lay out what the server serves: pages, scripts, both runtimes, both wheels."""
    runtime = assemble(report)
    setup = {
        "answer": answer,
        "site": {
            **runtime_facts(runtime, "./runtime"),
            "wheel": file_facts(f"./wheel/{wheel.name}", wheel.read_bytes()),
            "scripts": [],
        },
        "stockWheelURL": f"./stock-wheel/{stock_wheel.name}",
    }
    (folder / "setup.json").write_text(json.dumps(setup), encoding="utf-8")
    return {
        **{path.name: path for path in PAGES.iterdir()},
        "setup.json": folder / "setup.json",
        "js": SCRIPTS,
        "runtime": runtime.directory,
        "wheel": wheel.parent,
        "stock-wheel": stock_wheel.parent,
        "stock": _stock(report),
    }


def _stock(report: Callable[[str], object]) -> Path:
    """Return a folder with the release as it is; its files are those that the runtime was made of."""
    description = load_description()
    folder = cache_folder() / "downloads" / description.version
    fetch_all(description.files, official_sources(description), folder, report)
    packages = {
        wheel.name.lower(): {
            "name": wheel.name,
            "version": wheel.version,
            "file_name": wheel.file,
            "install_dir": "site",
            "sha256": wheel.sha256,
            "package_type": "package",
            "imports": list(wheel.imports),
            "depends": list(wheel.depends),
            "unvendored_tests": False,
        }
        for wheel in description.wheels
    }
    lock = {"info": description.lock_info, "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return folder


def _small_package(folder: Path) -> tuple[Path, Path]:
    """Write the small module as the site serves a package, and as a wheel; return both."""
    modules = {"pyconv/__init__.py": "", "pyconv/pictures/web.py": SMALL_MODULE}
    archive = folder / "pyconv-0.0.0.bin"
    write_tar(archive, {PACKAGES + name: text.encode() for name, text in modules.items()})
    info = "pyconv-0.0.0.dist-info"
    modules[f"{info}/METADATA"] = "Metadata-Version: 2.1\nName: pyconv\nVersion: 0.0.0\n"
    modules[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    wheel = folder / "pyconv-0.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for name, text in modules.items():
            packed.writestr(name, text)
    return archive, wheel


def _summary(visits: dict[str, dict[str, list[float]]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for variant, kinds in visits.items():
        result[variant] = {
            kind: {
                "median": round(statistics.median(kinds[kind])),
                "min": round(min(kinds[kind])),
                "max": round(max(kinds[kind])),
                "all": [round(value) for value in kinds[kind]],
            }
            for kind in ("fresh", "warm")
        } | {"bytes": int(kinds["bytes"][0])}
    result["ratio"] = {
        kind: round(result["site"][kind]["median"] / result["stock"][kind]["median"], 3)
        for kind in ("fresh", "warm")
    }
    return result


def _table(result: dict[str, Any]) -> list[str]:
    lines = ["Python ready, page open to first answer, ms", f"{'':8}{'fresh':>20}{'warm':>20}{'MB':>8}"]
    for variant in VARIANTS:
        row = result[variant]
        cells = [
            f"{row[kind]['median']} ({row[kind]['min']}-{row[kind]['max']})" for kind in ("fresh", "warm")
        ]
        lines.append(f"{variant:8}{cells[0]:>20}{cells[1]:>20}{row['bytes'] / 1e6:>8.1f}")
    ratio = result["ratio"]
    lines.append(f"{'ratio':8}{ratio['fresh']:>20.3f}{ratio['warm']:>20.3f}")
    return lines
