"""Find a Java for the check of the pages' HTML, or get one.

    python -m site_assets.java

In this order: that of $JAVA_HOME, one on this machine, Debian's package when run as root.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from site_assets.browser import Machine

VARIABLE = "JAVA_HOME"
_INSTALLER = (["apt-get", "update"], ["apt-get", "install", "--yes", "default-jre-headless"])


class JavaMissing(RuntimeError):
    """There is no Java, and none could be installed; the message says what to do."""


def installed(machine: Machine) -> str | None:
    """Return the path of a Java that this machine has, or None.

    One older than 9 does not count: it knows no `--version`, and the checker needs 11.
    """
    return next((program for program in _candidates(machine) if program and machine.starts(program)), None)


def _candidates(machine: Machine) -> Iterator[str | None]:
    home = machine.environ.get(VARIABLE)
    if home:
        yield str(Path(home, "bin", "java"))
    yield machine.which("java")


def find(machine: Machine | None = None, *, install: bool = False) -> Path:
    """Return the path of a Java; with `install`, get one if there is none.

    Raises:
        JavaMissing: there is none, and none could be installed.
    """
    machine = machine or Machine()
    program = installed(machine)
    if (
        program is None
        and install
        and machine.is_root()
        and machine.which("apt-get")
        and all(machine.run(command) for command in _INSTALLER)
    ):
        program = installed(machine)
    if program is None:
        raise JavaMissing(
            "No Java for the check of the pages' HTML. Install version 11 or newer (on Debian, as root: "
            f"apt-get install default-jre-headless), or put the folder of one into ${VARIABLE}."
        )
    return Path(program)


def main() -> int:
    """Find or install one from the command line; return the exit status."""
    try:
        print(f"Java for the tests: {find(install=True)}")
    except JavaMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
