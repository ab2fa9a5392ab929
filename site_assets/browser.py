"""Find a Chromium for the tests and benchmarks, or get one.

    python -m site_assets.browser

In this order: the one that $PYCONV_CHROMIUM names, one on this machine, Playwright's own
(downloaded if need be), Debian's package when run as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

VARIABLE = "PYCONV_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Without these it asks hosts of its own for updates and lists.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_VERSION_SECONDS = 30


class BrowserMissing(RuntimeError):
    """There is no browser, and none could be installed; the message says what to do."""


def flags(*, root: bool | None = None) -> list[str]:
    """Return the command-line flags to start it with; Chromium's sandbox refuses to work as root.

    >>> "--no-sandbox" in flags(root=True), "--no-sandbox" in flags(root=False)
    (True, False)
    """
    is_root = _is_root() if root is None else root
    return [*FLAGS, "--no-sandbox"] if is_root else list(FLAGS)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(command: Sequence[str]) -> bool:
    print("$", " ".join(command), flush=True)
    return (
        subprocess.run(
            command, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        ).returncode
        == 0
    )


def _starts(program: str) -> bool:
    """Tell whether the program answers; some systems have a `chromium` that only says to get one."""
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, check=False, timeout=_VERSION_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


_ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def _playwrights() -> str | None:
    """Return where Playwright keeps its own Chromium, whether it is there or not."""
    # In a process of its own: inside a test Playwright is running already, and may not run twice.
    asked = subprocess.run(
        [sys.executable, "-c", _ASK_PLAYWRIGHT], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or None


@dataclass
class Machine:
    """What the search asks of the machine; tests put their own answers here."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    which: Callable[[str], str | None] = shutil.which
    starts: Callable[[str], bool] = _starts
    run: Callable[[Sequence[str]], bool] = _run
    playwrights: Callable[[], str | None] = _playwrights
    is_root: Callable[[], bool] = _is_root


def installed(machine: Machine) -> str | None:
    """Return the path of a Chromium that this machine has, or None.

    Raises:
        BrowserMissing: $PYCONV_CHROMIUM names a program that does not start.
    """
    named = machine.environ.get(VARIABLE)
    if named:
        if machine.starts(named):
            return named
        raise BrowserMissing(f"${VARIABLE} is {named!r}, which does not start as a browser.")
    return next((program for program in _candidates(machine) if program and machine.starts(program)), None)


def _candidates(machine: Machine) -> Iterator[str | None]:
    yield from (machine.which(name) for name in NAMES)
    yield from MAC_PROGRAMS
    yield machine.playwrights()


def _installers(machine: Machine) -> Iterator[list[list[str]]]:
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if machine.is_root() and machine.which("apt-get"):
        yield [["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]]


def find(machine: Machine | None = None, *, install: bool = False) -> Path:
    """Return the path of a Chromium; with `install`, get one if there is none.

    Raises:
        BrowserMissing: there is none, and none could be installed.
    """
    machine = machine or Machine()
    program = installed(machine)
    if program is None and install:
        for commands in _installers(machine):
            if all(machine.run(command) for command in commands):
                program = installed(machine)
            if program:
                break
    if program is None:
        raise BrowserMissing(
            "No browser for the tests. Install Chromium or Google Chrome (on Debian, as root: "
            f"apt-get install chromium), or put the path of one into ${VARIABLE}."
        )
    return Path(program)


def main() -> int:
    """Find or install one from the command line; return the exit status."""
    try:
        print(f"Browser for the tests: {find(install=True)}")
    except BrowserMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
