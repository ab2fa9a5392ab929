"""The real runtime, when it has been assembled."""

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from site_assets.plugin.wheel import build_wheel, compiled
from site_assets.runtime import assemble, cache_folder, compile_wheel, layout
from site_assets.runtime.description import load_description
from site_assets.runtime.node import find_node
from tests.runtime.fakes import Dead

pytestmark = pytest.mark.usefixtures("runtime")
SMOKE = Path(__file__).with_name("smoke.mjs")


@pytest.fixture(scope="session")
def manifest(runtime):
    return runtime.manifest


def archives(folder):
    """Yield the name and the members of every archive of the runtime."""
    for path in folder.glob("*.whl"):
        with zipfile.ZipFile(path) as packed:
            yield path.name, {name: packed.read(name) for name in packed.namelist()}
    for name in ("stdlib.bin", "numpy.bin", "rest.bin"):
        plain = io.BytesIO(gzip.decompress((folder / name).read_bytes()))
        with tarfile.open(fileobj=plain) as packed:
            yield name, {entry.name: packed.extractfile(entry).read() for entry in packed}


def test_a_second_run_touches_no_source(runtime):
    dead = Dead()
    assert assemble(lambda _: None, sources=[dead]) == runtime
    assert dead.asked == []


def test_the_folder_is_named_after_its_content(runtime):
    assert runtime.directory.name == runtime.name == layout.content_name(runtime.directory)


def test_the_lock_matches_its_files(runtime):
    lock = json.loads((runtime.directory / "pyodide-lock.json").read_text())
    names = {wheel.name.lower() for wheel in load_description().wheels} - {"numpy"}
    assert set(lock["packages"]) == names
    for package in lock["packages"].values():
        content = (runtime.directory / package["file_name"]).read_bytes()
        assert package["sha256"] == hashlib.sha256(content).hexdigest()
        assert set(package["depends"]) <= names


def test_the_manifest_has_every_file_with_its_size_and_hash(runtime, manifest):
    found = {
        path.relative_to(runtime.directory).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in runtime.directory.rglob("*")
        if path.is_file()
    }
    assert found.pop("runtime.json")
    assert manifest["files"] == found
    later = {manifest["rest"], *manifest["matplotlib"], manifest["fonttools"]}
    assert {*manifest["boot"].values(), *later} <= set(found)
    # What only a PDF needs comes with nothing else.
    assert manifest["fonttools"] not in manifest["matplotlib"]


def test_python_starts_from_less_than_six_and_a_half_million_bytes_whatever_a_server_compresses(manifest):
    sizes = {part: manifest["files"][name]["bytes"] for part, name in manifest["boot"].items()}
    sizes["package"] = len(compiled(build_wheel()).data)
    assert sum(sizes.values()) < 6_500_000, sizes


def test_every_module_is_compiled_and_nothing_left_out_is_there(runtime):
    seen = 0
    for archive, members in archives(runtime.directory):
        for name, content in members.items():
            assert not name.endswith((".py", ".pyi")), f"{archive}: {name}"
            assert "/tests/" not in name, f"{archive}: {name}"
            if name.endswith(".pyc"):
                seen += 1
                assert content[4:8] == b"\1\0\0\0", f"{archive}: {name} would look for its source"
    assert seen > 700


def test_numpy_and_matplotlib_work_under_node(runtime, tmp_path):
    released = tmp_path / "pyodide"
    layout.lay_out_as_released(runtime.directory, released)
    done = subprocess.run(
        [str(find_node()), str(SMOKE), str(runtime.directory), str(released)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["windows"] == [3, 3, 3, 3]
    assert answer["corner"] == 6
    assert answer["inverse"] == [[0.5, 0], [0, 0.5]]
    assert answer["spectrum"] is True
    assert answer["sources"] == []
    assert answer["svg"].startswith("<?xml")
    assert answer["png"].startswith("\x89PNG")
    assert answer["pdf"].startswith("%PDF")


def test_a_wheel_is_compiled_for_the_page(tmp_path, runtime):
    # Node and Pyodide get addresses of folders, which a space could break.
    cache = tmp_path / "a cache with spaces"
    shutil.copytree(runtime.directory, cache / "assembled" / runtime.name)
    shutil.copytree(cache_folder() / "keys", cache / "keys")
    with zipfile.ZipFile(tmp_path / "a-1-py3-none-any.whl", "w") as packed:
        packed.writestr("a.py", "x = 1\n")
        packed.writestr("a.toml", "x = 1\n")
        packed.writestr("a-1.dist-info/RECORD", "")
    for target in ("one.bin", "two.bin"):
        compile_wheel(tmp_path / "a-1-py3-none-any.whl", tmp_path / target, cache=cache)
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()
    with tarfile.open(tmp_path / "one.bin") as packed:
        assert packed.getnames() == ["site-packages/a.pyc", "site-packages/a.toml"]
