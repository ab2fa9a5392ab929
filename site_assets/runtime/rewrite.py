"""Rewrites archives: sources become bytecode, what is not needed goes, the rest keeps its place.

This file is run by Pyodide's own Python, because bytecode belongs to one version of Python and because the bytes that
its zlib writes are then the same on every machine. It imports nothing but the standard library.
"""

from __future__ import annotations

import fnmatch
import json
import py_compile
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

# The earliest date that a zip can hold: no archive carries the time at which it was made.
DATE = (1980, 1, 1, 0, 0, 0)


def bytecode(source: bytes, shown_as: str) -> bytes:
    """Compile a module at optimisation level 0; `shown_as` is the path that tracebacks will name.

    The result never looks for its source (an unchecked hash), so it holds no time stamp.

    Raises:
        py_compile.PyCompileError: the source does not compile.
    """
    with tempfile.TemporaryDirectory() as name:
        module, compiled = Path(name) / "module.py", Path(name) / "module.pyc"
        module.write_bytes(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            py_compile.compile(
                str(module),
                cfile=str(compiled),
                dfile=shown_as,
                doraise=True,
                optimize=0,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        return compiled.read_bytes()


def members(archive: Path, drop: Sequence[str], place: str) -> dict[str, bytes]:
    """Return what stays of an archive, by name in sorted order, sources compiled.

    `place` is the folder in which its members will be found, for tracebacks.
    """
    kept = {}
    with zipfile.ZipFile(archive) as packed:
        for name in sorted(packed.namelist()):
            if name.endswith("/") or any(fnmatch.fnmatchcase(name, pattern) for pattern in drop):
                continue
            content = packed.read(name)
            if name.endswith(".py"):
                kept[name + "c"] = bytecode(content, place + name)
            else:
                kept[name] = content
    return kept


def write_zip(target: Path, content: dict[str, bytes]) -> None:
    """Write a zip whose bytes follow from its content alone."""
    with zipfile.ZipFile(target, "w") as packed:
        for name, data in sorted(content.items()):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, data, compresslevel=9)


def run(job_file: Path) -> None:
    """Do what a job says: a list of `{source, target, drop, place}`; paths are relative to it."""
    folder = job_file.parent
    for task in json.loads(job_file.read_text(encoding="utf-8")):
        content = members(folder / task["source"], task["drop"], task["place"])
        write_zip(folder / task["target"], content)
        print(f"  {task['target']}: {len(content)} files", flush=True)
