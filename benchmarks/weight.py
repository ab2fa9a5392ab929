"""Bytes that a reader downloads before Python, and the time that building takes."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from site_assets.runtime import Runtime

PROJECT = Path(__file__).resolve().parent.parent
BUILDS = 3

PLAIN_BUILD = """
import logging, sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
logging.disable(logging.CRITICAL)
BARE = {"hooks": [], "plugins": ["search"], "theme": {"name": "material"}, "extra": {}}
for name, folder in (("mkdocs.yml", sys.argv[1]), ("mkdocs.en.yml", sys.argv[1] + "/en")):
    config = load_config(name, site_dir=folder, **BARE)
    build(config)
"""
"""The same pages through MkDocs and Material alone: the yardstick of the build."""


def bytes_before_python(browser: Browser, address: str) -> dict[str, int]:
    """Return the bytes that come over the line for a page, by kind, while Python is held back."""
    context = browser.new_context(reduced_motion="reduce")
    context.route("**/runtime/**", lambda _: None)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def arrived(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", arrived)
    session.on("Network.loadingFinished", finished)
    page.goto(address)
    page.wait_for_load_state("load")
    page.wait_for_timeout(2000)
    context.close()
    return {"all": sum(sizes.values()), **sizes}


def bytes_of_python(runtime: Runtime, package: bytes) -> dict[str, tuple[int, int]]:
    """Return the bytes of each file that Python starts from: as it is, and as GitHub Pages would send it.

    Such a host compresses scripts, JSON and WebAssembly with gzip, and sends as they are what it has no
    type for; of what is compressed already nothing is lost by that.
    """
    files = {name: (runtime.directory / name).read_bytes() for name in runtime.manifest["boot"].values()}
    files["package"] = package
    return {
        name: (len(data), len(data if name.endswith(".bin") or name == "package" else gzip.compress(data)))
        for name, data in files.items()
    }


def files_table(files: dict[str, tuple[int, int]]) -> str:
    """Return the bytes of each file as text."""
    lines = [f"{'what Python starts from, kB':30}{'as it is':>12}{'on the wire':>14}"]
    total = (sum(plain for plain, _ in files.values()), sum(sent for _, sent in files.values()))
    for name, (plain, sent) in [*files.items(), ("in all", total)]:
        lines.append(f"{name:30}{plain / 1e3:>12.0f}{sent / 1e3:>14.0f}")
    return "\n".join(lines)


def build_seconds() -> dict[str, float]:
    """Return the median seconds of building the site, and of MkDocs alone on the same pages."""
    spent: dict[str, list[float]] = {"site": [], "plain": []}
    with tempfile.TemporaryDirectory(prefix="pyconv-build-") as name:
        commands = {
            "site": [sys.executable, "-m", "site_assets.build", f"{name}/site"],
            "plain": [sys.executable, "-c", PLAIN_BUILD, f"{name}/plain"],
        }
        for _ in range(BUILDS):
            for kind, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
                spent[kind].append(time.perf_counter() - started)
    return {kind: median(seconds) for kind, seconds in spent.items()}


def table(weight: dict[str, int], runtime: int, build: dict[str, float]) -> str:
    """Return the measurements as text."""
    kinds = ", ".join(f"{kind} {size / 1e3:.0f}" for kind, size in weight.items() if kind != "all")
    return (
        f"bytes before Python: {weight['all'] / 1e3:.0f} kB ({kinds})\n"
        f"bytes of Python until its first answer: {runtime / 1e6:.1f} MB\n"
        f"building both languages: {build['site']:.1f} s; MkDocs and Material alone:"
        f" {build['plain']:.1f} s; ratio {build['site'] / build['plain']:.2f}"
    )
