"""The files that describe the runtime."""

import hashlib
import re

import pytest

from site_assets.runtime import layout
from site_assets.runtime.description import HERE, load_description, load_trim


def test_the_description_is_complete():
    description = load_description()
    assert re.fullmatch(r"\d+\.\d+\.\d+", description.version)
    assert {file.file for file in description.core} == {
        "pyodide.mjs",
        "pyodide.asm.mjs",
        "pyodide.asm.wasm",
        "python_stdlib.zip",
    }
    assert {"numpy", "matplotlib"} <= {wheel.name for wheel in description.wheels}


def test_every_archive_gets_one_task_and_what_python_starts_with_is_a_tar():
    description = load_description()
    tasks = layout.tasks(description, load_trim())
    assert len(tasks) == 1 + len(description.wheels)
    assert [task["source"] for task in tasks if task["form"] == "tar"] == [
        "python_stdlib.zip",
        *(wheel.file for wheel in description.wheels if wheel.name == "numpy"),
    ]
    assert [task["under"] for task in tasks if task["first"]] == ["", "site-packages/"]
    assert "__getattr__" in tasks[1]["add"]["numpy/linalg/_umath_linalg.py"]
    assert tasks[0]["place"] == f"/lib/python{description.python}/"


def test_trimming_an_archive_that_is_not_there_is_an_error():
    trim = load_trim()
    with pytest.raises(ValueError, match="scipy"):
        layout.tasks(load_description(), {**trim, "scipy": trim["numpy"]})


CORE = load_description().core[0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (f'sha256 = "{CORE.sha256}', f'sha256 = "z{CORE.sha256[1:]}', "pyodide.mjs: not a SHA-256"),
        (f"size = {CORE.size}", "size = 0", "size 0 is not positive"),
        ('depends = ["numpy"]', 'depends = ["scipy"]', "contourpy depends on .*scipy"),
        ('file = "pyodide.mjs"', 'file = "../pyodide.mjs"', "not a plain file name"),
        ('file = "pyodide.mjs"', 'file = "pyodide.asm.mjs"', "described twice"),
    ],
)
def test_a_malformed_description_is_refused(tmp_path, old, new, message):
    text = (HERE / "pyodide.toml").read_text()
    assert old in text
    (tmp_path / "pyodide.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=message):
        load_description(tmp_path / "pyodide.toml")


def test_the_lock_has_the_wheels_that_are_there_and_leaves_numpy_out(tmp_path):
    description = load_description()
    for wheel in description.wheels:
        if wheel.name in {"numpy", "contourpy"}:
            (tmp_path / wheel.file).write_bytes(b"rewritten")
    lock = layout.lock(description, tmp_path)
    assert list(lock["packages"]) == ["contourpy"]
    assert lock["packages"]["contourpy"]["depends"] == []
    assert lock["packages"]["contourpy"]["sha256"] == hashlib.sha256(b"rewritten").hexdigest()
