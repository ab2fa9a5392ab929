"""The locks are installed as they stand, whatever an index offers by then and whichever pip there is.

A small index stands for such a day: it has a newer release of a package that the lock names and
that another package asks for with an extra.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

LOCKED = {"asker": "1.0", "told": "1.0", "helper": "1.0"}
METADATA = {
    ("asker", "1.0"): "Requires-Dist: told[more]>=1.0\n",
    ("told", "1.0"): "Provides-Extra: more\nRequires-Dist: helper; extra == 'more'\n",
    ("told", "1.1"): "Provides-Extra: more\nRequires-Dist: helper; extra == 'more'\n",
    ("helper", "1.0"): "",
}


@pytest.fixture(scope="module")
def noxfile(project):
    spec = importlib.util.spec_from_file_location("noxfile", project / "noxfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_wheel(folder, name, version, requires):
    """Write a wheel that holds nothing but what it asks for; return its file."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
            record += f"{path},sha256={digest},{len(text)}\n"
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return wheel


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """The address of the small index, in a folder whose name has a space."""
    simple = tmp_path_factory.mktemp("an index") / "simple"
    for (name, version), requires in METADATA.items():
        folder = simple / name
        folder.mkdir(parents=True, exist_ok=True)
        write_wheel(folder, name, version, requires)
        links = "".join(f'<a href="{wheel.name}">{wheel.name}</a>' for wheel in sorted(folder.glob("*.whl")))
        (folder / "index.html").write_text(f"<!DOCTYPE html><title>{name}</title>{links}", "utf-8")
    return simple.as_uri()


def lock_of(index, folder, names):
    """Write a lock of some packages with their hashes; return its file."""
    lines = []
    for name in names:
        wheel = Path(index.removeprefix("file://").replace("%20", " "), name, f"{name}-1.0-py3-none-any.whl")
        lines.append(f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    lock = folder / "lock.txt"
    lock.write_text("".join(lines), "utf-8")
    return lock


@pytest.fixture(params=["the pip that Python brings", "the newest pip"])
def run(request, index, tmp_path):
    """Return a function that runs a command of pip's for a new environment, by one pip or another."""
    newest = request.param == "the newest pip"
    folder = tmp_path / "an environment"
    options = ["--without-pip"] if newest else []
    subprocess.run([sys.executable, "-m", "venv", *options, folder], check=True)
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environ = kept | {"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}

    def run_one(command):
        words = list(command)
        assert words[:3] == [python, "-m", "pip"]
        if newest:
            words[:3] = [sys.executable, "-m", "pip", "--python", python]
        return subprocess.run(words, env=environ, capture_output=True, text=True, check=False, timeout=120)

    run_one.python = python
    return run_one


def versions(run):
    """Return what is installed."""
    script = "import asker, told, helper; print(asker.version, told.version, helper.version)"
    done = subprocess.run([run.python, "-c", script], capture_output=True, text=True, check=True)
    return dict(zip(LOCKED, done.stdout.split(), strict=True))


def test_a_lock_is_installed_as_it_stands_when_a_newer_release_has_come(noxfile, run, index, tmp_path):
    lock = lock_of(index, tmp_path, LOCKED)
    done = run(noxfile.install_lock(run.python, lock))
    assert done.returncode == 0, done.stderr
    assert versions(run) == LOCKED
    assert run(noxfile.pip(run.python, "check")).returncode == 0


def test_the_index_is_such_a_day(noxfile, run):
    """Without the lock a newer release is taken; so the test above says something."""
    done = run(noxfile.pip(run.python, "install", "asker"))
    assert done.returncode == 0, done.stderr
    assert versions(run) == LOCKED | {"told": "1.1"}


def test_a_lock_that_lacks_a_package_is_noticed(noxfile, run, index, tmp_path):
    lock = lock_of(index, tmp_path, ["asker", "helper"])
    assert run(noxfile.install_lock(run.python, lock)).returncode == 0
    checked = run(noxfile.pip(run.python, "check"))
    assert checked.returncode != 0
    assert "told" in checked.stdout + checked.stderr


def test_a_file_that_is_not_the_locked_one_is_refused(noxfile, run, index, tmp_path):
    lock = lock_of(index, tmp_path, LOCKED)
    lock.write_text(re.sub("sha256:....", "sha256:0000", lock.read_text("utf-8")), "utf-8")
    done = run(noxfile.install_lock(run.python, lock))
    assert done.returncode != 0
    assert "hash" in done.stderr.lower()


def test_every_lock_pins_every_package_with_its_hashes(noxfile, project):
    pinned = re.compile(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
    found = {path.stem for path in (project / "requirements").glob("*.txt")}
    assert found == {path.stem for path in (project / "requirements").glob("*.in")} == set(noxfile.LOCKS)
    for name in noxfile.LOCKS:
        text = (project / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", "")
        lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        assert lines
        for line in lines:
            assert pinned.match(line), (name, line)


def test_only_locks_are_installed(project):
    """No task, script or workflow lets pip choose what to install, but for the tool that writes locks."""
    files = [
        *(project / ".github" / "workflows").glob("*.yml"),
        *(project / name for name in ("noxfile.py", ".ci/run", "README.md", "README.es.md")),
    ]
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            if re.search(r"\bpip install\b|pip\(python, \"install\"", line):
                # Whoever uses the plugin installs it into an environment of his own. And the frameworks
                # that read the code of layers are those that readers have, the newest.
                free = ("--no-deps", '"uv"', "[mkdocs]", "*FRAMEWORKS")
                assert any(each in line for each in free), (file.name, line)
