"""Assembling from small files, without Node."""

import os
import shutil
import zipfile

import pytest

from site_assets.runtime import AssemblyError, RuntimeMissing, __main__, assemble, assembled, assembly
from site_assets.runtime.description import Carrier, Description, Trim, Wheel
from tests.runtime.fakes import Dead, Shelf, core_file

CORE = {name: name.encode() for name in ("pyodide.mjs", "python_stdlib.zip")}


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A source of a tiny runtime, which becomes what `assemble` works on."""
    contents = dict(CORE)
    wheels = []
    for name in ("numpy", "small", "fonttools"):
        path = tmp_path / f"{name}-1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(f"{name}-1.dist-info/LICENSE", f"licence of {name}")
        file = core_file(path.name, path.read_bytes())
        wheels.append(Wheel(file.file, file.size, file.sha256, name, "1", (name,), ()))
        contents[path.name] = path.read_bytes()
    description = Description(
        version="1",
        python="3.14",
        lock_info={"abi_version": "1"},
        carrier=Carrier("carrier==1", "3.12", "", 1),
        core=tuple(core_file(name, content) for name, content in CORE.items()),
        wheels=tuple(wheels),
    )

    def copy_all(tasks, work, *_):
        for task in tasks:
            shutil.copyfile(work / task["source"], work / task["target"])

    monkeypatch.setattr(assembly, "load_description", lambda: description)
    monkeypatch.setattr(assembly, "load_trim", lambda: {"every": Trim()})
    monkeypatch.setattr(assembly, "rewrite", copy_all)
    return Shelf(contents)


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def quiet(line):
    pass


def test_nothing_is_assembled_at_first(cache):
    with pytest.raises(RuntimeMissing, match=r"python -m site_assets\.runtime"):
        assembled(cache)


def test_a_second_run_touches_no_source_and_does_nothing(cache, shelf, monkeypatch):
    first = assemble(quiet, cache=cache, sources=[shelf])
    written = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    monkeypatch.setattr(assembly, "rewrite", None)
    dead = Dead()
    assert assemble(quiet, cache=cache, sources=[dead]) == first == assembled(cache)
    assert dead.asked == []
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == written


def test_the_cache_folder_is_taken_from_the_environment(cache, shelf, monkeypatch):
    monkeypatch.setenv("PYCONV_CACHE", str(cache))
    assert assemble(quiet, sources=[shelf]).directory.is_relative_to(cache)


def test_another_cache_gives_the_same_name_and_other_content_another(tmp_path, shelf, monkeypatch):
    first = assemble(quiet, cache=tmp_path / "a", sources=[shelf])
    assert assemble(quiet, cache=tmp_path / "b", sources=[shelf]).name == first.name

    def write_other(tasks, work, *_):
        for task in tasks:
            (work / task["target"]).write_bytes(b"other")

    monkeypatch.setattr(assembly, "rewrite", write_other)
    assert assemble(quiet, cache=tmp_path / "c", sources=[shelf]).name != first.name


def lost(folder):
    (folder / "pyodide.mjs").unlink()


def emptied(folder):
    (folder / "pyodide.mjs").write_bytes(b"")


def changed(folder):
    (folder / "pyodide.mjs").write_bytes(CORE["pyodide.mjs"][::-1])


def described_otherwise(folder):
    (folder / "runtime.json").write_bytes(b"{}")


@pytest.mark.parametrize("damage", [lost, emptied, changed, described_otherwise, shutil.rmtree])
def test_a_runtime_that_is_not_what_it_was_is_made_again_from_the_downloads(cache, shelf, damage):
    runtime = assemble(quiet, cache=cache, sources=[shelf])
    damage(runtime.directory)
    with pytest.raises(RuntimeMissing):
        assembled(cache)
    dead = Dead()
    assert assemble(quiet, cache=cache, sources=[dead]) == runtime
    assert dead.asked == []
    assert (runtime.directory / "pyodide.mjs").read_bytes() == CORE["pyodide.mjs"]


def test_a_failed_rewrite_leaves_only_the_downloads(cache, shelf, monkeypatch):
    def fail(tasks, work, *_):
        (work / tasks[0]["target"]).write_bytes(b"half")
        raise AssemblyError("no Node")

    monkeypatch.setattr(assembly, "rewrite", fail)
    with pytest.raises(AssemblyError, match="no Node"):
        assemble(quiet, cache=cache, sources=[shelf])
    assert {path.name for path in cache.iterdir()} <= {"downloads", "assembled"}
    assert list((cache / "assembled").iterdir()) == []


def test_licences_lie_beside_the_files(cache, shelf):
    folder = assemble(quiet, cache=cache, sources=[shelf]).directory / "licences"
    assert "licence of numpy" in (folder / "numpy-1.txt").read_text()
    assert "Mozilla Public License" in (folder / "MPL-2.0.txt").read_text()


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_others_may_read_it_and_nobody_else_may_change_it(cache, shelf, umask):
    before = os.umask(umask)
    try:
        runtime = assemble(quiet, cache=cache, sources=[shelf])
    finally:
        os.umask(before)
    everything = [runtime.directory, *runtime.directory.rglob("*")]
    assert {(path.is_dir(), path.stat().st_mode & 0o777) for path in everything} == {
        (True, 0o755),
        (False, 0o644),
    }


def test_builds_at_the_same_time_share_a_cache(cache, shelf, monkeypatch):
    copy_all, others = assembly.rewrite, []

    def overtaken(*arguments):
        monkeypatch.setattr(assembly, "rewrite", copy_all)
        other = assemble(quiet, cache=cache, sources=[Shelf(shelf.contents)])
        others.append((other, other.directory.stat().st_ino))
        copy_all(*arguments)

    monkeypatch.setattr(assembly, "rewrite", overtaken)
    runtime = assemble(quiet, cache=cache, sources=[shelf])
    # The one that was first stays where it is: its build may be copying it.
    assert others == [(runtime, runtime.directory.stat().st_ino)]
    assert assembled(cache) == runtime
    assert {path.name for path in cache.iterdir()} == {"downloads", "assembled", "keys"}


def test_a_cache_that_cannot_be_written_is_named_with_the_way_out(cache, shelf):
    cache.write_text("a file where a folder should be")
    with pytest.raises(AssemblyError, match="PYCONV_CACHE") as refused:
        assemble(quiet, cache=cache, sources=[shelf])
    assert str(cache) in str(refused.value)


def test_a_runtime_is_found_in_a_cache_that_cannot_be_written(cache, shelf, monkeypatch):
    runtime = assemble(quiet, cache=cache, sources=[shelf])

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    for writing in ("mkdir", "write_bytes", "write_text", "replace", "unlink"):
        monkeypatch.setattr(f"pathlib.Path.{writing}", refuse)
    assert assemble(quiet, cache=cache, sources=[Dead()]) == runtime


def test_without_a_network_and_with_an_empty_cache_it_says_what_failed(cache, shelf, monkeypatch, capsys):
    monkeypatch.setenv("PYCONV_CACHE", str(cache / "with spaces"))
    monkeypatch.setattr(assembly, "official_sources", lambda _: [Dead(), Shelf({})])
    assert __main__.main() == 1
    said = capsys.readouterr().err
    for part in ("not assembled", "pyodide.mjs", "the dead source: connection refused", "the shelf"):
        assert part in said
    monkeypatch.setattr(assembly, "official_sources", lambda _: [shelf])
    assert __main__.main() == 0
    assert "with spaces" in capsys.readouterr().out
