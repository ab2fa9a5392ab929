"""Run the package's tests inside Pyodide, in Chromium, and return pytest's exit status.

    python -m tests.pyodide.run PACKAGES [argument of pytest ...]

Python, NumPy and pyconv are those of the built site in site/ (or $PYCONV_SITE), loaded by its own
script. PACKAGES is a folder with pytest, Hypothesis and what they need, made for Pyodide. The site's
standard library is trimmed: what they need of the rest comes from the release that it was made of.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, sync_playwright
from playwright.sync_api import TimeoutError as Endless

from benchmarks.startup_server import serving
from site_assets.programs import chromium_choices
from site_assets.runtime.assembly import cache_folder, official_sources
from site_assets.runtime.description import load_description
from site_assets.runtime.fetching import fetch_all
from site_assets.runtime.layout import STDLIB

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
SERVED = ("index.html", "page.js", "worker.js")
TESTS = (
    "pyproject.toml",
    "pyconv",
    "tests/conftest.py",
    "tests/hostile.py",
    "tests/strategies.py",
    "tests/oracles/drawing.py",
    "tests/frameworks",
    "tests/unit",
    "tests/pictures",
    "tests/pyodide",
)
INSIDE = "/project"
PATIENCE_MINUTES = 20


def zipped(root: Path, parts: Iterable[str]) -> bytes:
    """Return a zip of some files and folders under `root`, without what Python compiled for this machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in parts:
            place = root / part
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file() and "__pycache__" not in path.parts:
                    archive.write(path, path.relative_to(root).as_posix())
    return packed.getvalue()


def whole_stdlib() -> Path:
    """Return the standard library as Pyodide publishes it: kept since the runtime was assembled from it."""
    description = load_description()
    folder = cache_folder() / "downloads" / description.version
    wanted = [file for file in description.core if file.file == STDLIB]
    fetch_all(wanted, official_sources(description), folder, print)
    return folder / STDLIB


def places(folder: Path, site: Path, packages: Path, arguments: list[str]) -> dict[str, Path]:
    """Lay out what the server serves: the page and its worker, the site, the archives."""
    (described,) = site.glob("static/*/site.json")
    (folder / "packages.zip").write_bytes(zipped(packages, sorted(path.name for path in packages.iterdir())))
    (folder / "tests.zip").write_bytes(zipped(PROJECT, TESTS))
    setup = {
        "site": f"./site/{described.relative_to(site).as_posix()}",
        "archives": {"packages.zip": "/packages", "tests.zip": INSIDE},
        "project": INSIDE,
        "stdlib": "/whole_stdlib.zip",
        "arguments": arguments,
    }
    (folder / "setup.json").write_text(json.dumps(setup), encoding="utf-8")
    return {
        **{name: HERE / name for name in SERVED},
        **{name: folder / name for name in ("setup.json", "packages.zip", "tests.zip")},
        "stdlib.zip": whole_stdlib(),
        "site": site,
    }


def visit(url: str) -> dict[str, Any]:
    """Open the page, print what it says, and return how it ended."""

    def tell(message: ConsoleMessage) -> None:
        sys.stdout.write(f"{message.text}\n")
        sys.stdout.flush()

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**chromium_choices())
        page = running.new_page()
        page.on("console", tell)
        page.goto(url)
        # Asked from here now and then: meanwhile the lines come in.
        try:
            page.wait_for_function("globalThis.outcome", timeout=PATIENCE_MINUTES * 60_000, polling=200)
            outcome: dict[str, Any] = page.evaluate("globalThis.outcome")
        except Endless:
            outcome = {"error": f"no end after {PATIENCE_MINUTES} minutes"}
        running.close()
    return outcome


def main(arguments: list[str]) -> int:
    """Run them and return the exit status: pytest's, or 1 if it never came to that."""
    site = Path(os.environ.get("PYCONV_SITE", PROJECT / "site"))
    packages, *rest = arguments
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="pyconv-pyodide-") as folder,
        serving(places(Path(folder), site, Path(packages), rest)) as server,
    ):
        outcome = visit(server.url)
    sys.stdout.write(f"Inside Pyodide: {time.monotonic() - started:.0f} s in all.\n")
    if "error" in outcome:
        sys.stderr.write(f"The tests did not run to their end: {outcome['error']}\n")
        return 1
    return int(outcome["status"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
