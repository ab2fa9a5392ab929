"""The programs that the tests need beside Python: find each on this machine, or get it.

    python -m site_assets.programs chromium java firefox webkit

A program is looked for, in this order, where its variable points, on this machine, and at last
where it can be had: from a downloader of its own, or as Debian's package when run as root. The
tests cannot do without Chromium and Java; what needs Firefox or WebKit is skipped where they lack.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_VERSION_SECONDS = 30

_ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


class ProgramMissing(RuntimeError):
    """A program is not there and could not be installed; the message says what to do."""


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(command: Sequence[str]) -> bool:
    print("$", " ".join(command), flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, env=quiet).returncode == 0


def _answers(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_VERSION_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _playwrights() -> str | None:
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
    answers: Callable[[Sequence[str]], bool] = _answers
    run: Callable[[Sequence[str]], bool] = _run
    playwrights: Callable[[], str | None] = _playwrights
    is_root: Callable[[], bool] = _is_root


@dataclass(frozen=True)
class Program:
    """One program: what it is called, how it is recognised and where it comes from."""

    title: str
    """As it stands in messages."""
    variable: str
    """Names one in the environment."""
    names: tuple[str, ...]
    """What it is called on the PATH."""
    package: str
    """Debian's packages that bring it, as words of a command."""
    places: tuple[str, ...] = ()
    """Where else it may lie."""
    asks: tuple[str, ...] = ("--version",)
    """What a working one answers. Some systems have a `chromium` that only says to get one."""
    in_folder: tuple[str, ...] = ()
    """Where it lies below what the variable names, if that is a folder."""
    playwright: bool = False
    """Whether Playwright has one of its own, and can get it."""
    needed: bool = True
    """Whether the tests cannot do without it."""


CHROMIUM = Program(
    "Chromium or Google Chrome",
    variable="PYCONV_CHROMIUM",
    names=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    package="chromium",
    places=(
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    playwright=True,
)
# One older than 9 does not count: it knows no `--version`, and the checker of the HTML needs 11.
JAVA = Program(
    "Java 11 or newer",
    variable="JAVA_HOME",
    names=("java",),
    package="default-jre-headless",
    in_folder=("bin", "java"),
)
FIREFOX = Program(
    "Firefox",
    variable="PYCONV_FIREFOX",
    names=("firefox-esr", "firefox"),
    package="firefox-esr",
    needed=False,
)
# The driver of WebKitGTK; it knows no `--version`. It shows its pages on a screen, so one is made.
WEBKIT = Program(
    "WebKitGTK's driver",
    variable="PYCONV_WEBKIT",
    names=("WebKitWebDriver",),
    package="webkit2gtk-driver xvfb",
    asks=("--help",),
    needed=False,
)
TEX = Program(
    "pdfTeX with TikZ",
    variable="PYCONV_TEX",
    names=("pdflatex",),
    package="texlive-pictures texlive-latex-recommended texlive-latex-extra",
    needed=False,
)
PROGRAMS = {"chromium": CHROMIUM, "java": JAVA, "firefox": FIREFOX, "webkit": WEBKIT, "tex": TEX}

# Without these Chromium asks hosts of its own for updates and lists.
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium_flags(*, root: bool | None = None) -> list[str]:
    """Return the command-line flags to start Chromium with; its sandbox refuses to work as root.

    >>> "--no-sandbox" in chromium_flags(root=True), "--no-sandbox" in chromium_flags(root=False)
    (True, False)
    """
    is_root = _is_root() if root is None else root
    return [*CHROMIUM_FLAGS, "--no-sandbox"] if is_root else list(CHROMIUM_FLAGS)


def installed(program: Program, machine: Machine) -> str | None:
    """Return the path of a program that this machine has, or None.

    Raises:
        ProgramMissing: its variable names one that does not start.
    """

    def starts(path: str) -> bool:
        return machine.answers([path, *program.asks])

    named = machine.environ.get(program.variable)
    if named:
        path = str(Path(named, *program.in_folder))
        if starts(path):
            return path
        raise ProgramMissing(f"${program.variable} is {named!r}, where no {program.title} starts.")
    return next((path for path in _candidates(program, machine) if path and starts(path)), None)


def _candidates(program: Program, machine: Machine) -> Iterator[str | None]:
    yield from (machine.which(name) for name in program.names)
    yield from program.places
    if program.playwright:
        yield machine.playwrights()


def _installers(program: Program, machine: Machine) -> Iterator[list[list[str]]]:
    if program.playwright:
        yield [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if machine.is_root() and machine.which("apt-get"):
        yield [["apt-get", "update"], ["apt-get", "install", "--yes", *program.package.split()]]


def find(program: Program, machine: Machine | None = None, *, install: bool = False) -> Path:
    """Return the path of a program; with `install`, get it if it is not there.

    Raises:
        ProgramMissing: it is not there, and could not be installed.
    """
    machine = machine or Machine()
    path = installed(program, machine)
    if path is None and install:
        for commands in _installers(program, machine):
            if all(machine.run(command) for command in commands):
                path = installed(program, machine)
            if path:
                break
    if path is None:
        raise ProgramMissing(
            f"No {program.title}, which the tests {'need' if program.needed else 'also run with'}. "
            f"Install it (on Debian, as root: apt-get install {program.package}), "
            f"or tell in ${program.variable} where it is."
        )
    return Path(path)


def chromium_choices() -> dict[str, Any]:
    """Return how Playwright is to launch this machine's Chromium, as arguments of its `launch`."""
    return {"executable_path": str(find(CHROMIUM)), "args": chromium_flags()}


def main(names: Sequence[str]) -> int:
    """Find or install some programs from the command line; return the exit status."""
    status = 0
    for name in names:
        program = PROGRAMS[name]
        try:
            print(f"{program.title}: {find(program, install=True)}")
        except ProgramMissing as error:
            print(error, file=sys.stderr)
            status = max(status, int(program.needed))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
