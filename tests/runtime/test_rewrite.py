"""Rewriting archives, with the Python that runs the tests."""

import gzip
import importlib.util
import io
import json
import marshal
import os
import tarfile
import zipfile

import pytest

from site_assets.runtime import rewrite

SOURCE = '''"""Doc."""

"""A second one."""
from __future__ import annotations


class Empty(Exception):
    """Doc."""


async def later():
    """Doc."""


def double(x):
    """Doc."""
    assert x
    return "no doc", 2 * x
'''


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "a.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("p/z.py", SOURCE)
        packed.writestr("p/", "")
        packed.writestr("p/tests/test_z.py", "")
        packed.writestr("p/docs.py", "1 / 0\n")
        packed.writestr("p/data.bin", b"\0\1\2")
    return path


def members(archive):
    return rewrite.members(archive, ["*/tests/*"], ["p/docs.py"], "/place/")


def test_sources_become_bytecode_and_the_rest_stays(archive):
    content = members(archive)
    assert list(content) == ["p/data.bin", "p/docs.pyc", "p/z.pyc"]
    assert content["p/data.bin"] == b"\0\1\2"


def test_bytecode_is_of_this_python_keeps_asserts_and_never_looks_for_its_source(archive):
    compiled = members(archive)["p/z.pyc"]
    assert compiled[:4] == importlib.util.MAGIC_NUMBER
    assert int.from_bytes(compiled[4:8], "little") == 0b01  # by hash, not to be checked
    code = marshal.loads(compiled[16:])
    assert code.co_filename == "/place/p/z.py"
    scope = {}
    exec(code, scope)
    assert scope["double"](2) == ("no doc", 4)
    with pytest.raises(AssertionError):
        scope["double"](0)


def test_nobody_reads_docstrings_so_they_are_left_out(archive):
    compiled = members(archive)["p/z.pyc"]
    assert b"Doc." not in compiled
    assert b"A second one." not in compiled
    scope = {}
    exec(marshal.loads(compiled[16:]), scope)
    assert [scope[name].__doc__ for name in ("Empty", "later", "double")] == [None] * 3


def test_a_module_that_asserts_something_of_docstrings_can_be_kept_from_it(archive):
    scope = {}
    exec(marshal.loads(rewrite.members(archive, [], [], "", ["p/z.py"])["p/z.pyc"][16:]), scope)
    assert scope["double"](0) == ("no doc", 0)


def test_an_emptied_module_does_nothing(archive):
    exec(marshal.loads(members(archive)["p/docs.pyc"][16:]), {})


def test_emptying_what_is_not_there_is_an_error(archive):
    with pytest.raises(ValueError, match=r"a\.whl: nothing to empty at \['p/gone.py'\]"):
        rewrite.members(archive, [], ["p/gone.py"], "")


def test_a_module_that_does_not_compile_is_an_error():
    with pytest.raises(SyntaxError, match=r"bad\.py"):
        rewrite.bytecode(b"def", "bad.py")


@pytest.mark.parametrize("write", [rewrite.write_zip, rewrite.write_tar])
def test_the_same_content_makes_the_same_bytes(tmp_path, write):
    content = {"b/x": b"1" * 1000, "a": b""}
    write(tmp_path / "one", content)
    os.utime(tmp_path / "one", (0, 0))
    write(tmp_path / "two", dict(reversed(content.items())))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    write(tmp_path / "two", {**content, "a": b"2"})
    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()


def job(folder, *tasks):
    """Carry out tasks on the archive."""
    task = {"source": "a.whl", "drop": ["*/tests/*"], "empty": [], "place": "/"}
    task |= {"unasserting": [], "under": "", "first": [], "add": {}}
    described = {"tasks": [task | each for each in tasks], "rest": "rest"}
    (folder / "job.json").write_text(json.dumps(described))
    rewrite.run(folder / "job.json")


def tarred(path):
    """Return the members of a gzipped tar."""
    plain = io.BytesIO(gzip.decompress(path.read_bytes()))
    with tarfile.open(fileobj=plain) as packed:
        return {entry.name: packed.extractfile(entry).read() for entry in packed}


def test_a_job_writes_zips_and_tars_that_hold_the_same(tmp_path, archive):
    job(tmp_path, {"target": "z", "form": "zip"}, {"target": "t", "form": "tar"})
    with zipfile.ZipFile(tmp_path / "z") as packed:
        zipped = {name: packed.read(name) for name in packed.namelist()}
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert (tmp_path / "t").read_bytes()[4:8] == b"\0\0\0\0", "the gzip header holds a date"
    assert zipped == tarred(tmp_path / "t") == rewrite.members(archive, ["*/tests/*"], [], "/")
    assert not (tmp_path / "rest").exists()


@pytest.mark.usefixtures("archive")
def test_what_is_not_needed_at_first_goes_to_the_rest(tmp_path):
    parted = {"first": ["p/z.py"], "under": "packages/", "form": "tar"}
    job(tmp_path, {"target": "t", "add": {"p/stand_in.py": "x = 1\n"}, **parted})
    assert list(tarred(tmp_path / "t")) == ["packages/p/stand_in.pyc", "packages/p/z.pyc"]
    assert list(tarred(tmp_path / "rest")) == ["packages/p/data.bin", "packages/p/docs.pyc"]


@pytest.mark.usefixtures("archive")
def test_beginning_with_what_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"nothing to begin with at \['p/gone.py'\]"):
        job(tmp_path, {"target": "t", "form": "tar", "first": ["p/z.py", "p/gone.py"]})
