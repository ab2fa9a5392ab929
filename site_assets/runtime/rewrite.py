"""Rewrites archives: sources become bytecode, what is not needed goes, the rest keeps its place.

This file is run by Pyodide's own Python, because bytecode belongs to one version of Python and because
the bytes that its zlib writes are then the same on every machine. It imports nothing but the standard
library.
"""

from __future__ import annotations

import fnmatch
import gzip
import io
import json
import py_compile
import tarfile
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


def members(archive: Path, drop: Sequence[str], empty: Sequence[str], place: str) -> dict[str, bytes]:
    """Return what stays of an archive, by name in sorted order, sources compiled.

    Members that match `drop` go; modules named in `empty` stay as modules without content.
    `place` is the folder in which the members will be found, for tracebacks.

    Raises:
        ValueError: a module to be emptied is not there.
    """
    kept: dict[str, bytes] = {}
    with zipfile.ZipFile(archive) as packed:
        for name in sorted(packed.namelist()):
            if name.endswith("/") or any(fnmatch.fnmatchcase(name, pattern) for pattern in drop):
                continue
            content = b"" if name in empty else packed.read(name)
            if name.endswith(".py"):
                kept[name + "c"] = bytecode(content, place + name)
            else:
                kept[name] = content
    if missing := [name for name in empty if name + "c" not in kept]:
        raise ValueError(f"{archive.name}: nothing to empty at {missing}")
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


def write_tar(target: Path, content: dict[str, bytes]) -> None:
    """Write a gzipped tar whose bytes follow from its content alone."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as packed:
        for name, data in sorted(content.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    target.write_bytes(gzip.compress(plain.getvalue(), compresslevel=9, mtime=0))


def run(job_file: Path) -> None:
    """Do what a job says: a list of `{source, target, form, drop, empty, place}`, paths relative to it."""
    folder = job_file.parent
    write = {"zip": write_zip, "tar": write_tar}
    for task in json.loads(job_file.read_text(encoding="utf-8")):
        content = members(folder / task["source"], task["drop"], task["empty"], task["place"])
        write[task["form"]](folder / task["target"], content)
        print(f"  {task['source']}: {len(content)} files", flush=True)
