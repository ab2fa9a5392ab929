"""Build the site again whenever one of its sources changes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from site_assets.build import PROJECT

SOURCES = ("docs", "pyconv", "site_assets", "mkdocs.yml", "mkdocs.en.yml")
PAUSE_SECONDS = 1.0


def state(project: Path = PROJECT) -> dict[str, int]:
    """Return {path: time of the last change in nanoseconds} of every source of the site."""
    times: dict[str, int] = {}
    for source in SOURCES:
        root = project / source
        for path in [root] if root.is_file() else root.rglob("*"):
            if "__pycache__" not in path.parts:
                try:
                    if path.is_file():
                        times[str(path)] = path.stat().st_mtime_ns
                except FileNotFoundError:
                    # An editor replaced it in between; the next look finds the new one.
                    continue
    return times


def rebuild_on_change() -> None:
    """Look once a second; build in a process of its own, so that changed Python counts too.

    A build that fails says why and leaves the last good site in place. Never returns.
    """
    last = state()
    while True:
        time.sleep(PAUSE_SECONDS)
        now = state()
        if now != last:
            last = now
            subprocess.run([sys.executable, "-m", "site_assets.build"], check=False)
