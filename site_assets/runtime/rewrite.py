"""Rewrites archives: sources become bytecode, what is not needed goes, the others keep their place.

What Python starts with is written apart from what it can do without until somebody asks for it.

This file is run by Pyodide's own Python, because bytecode belongs to one version of Python and because
the bytes that its zlib writes are then the same on every machine. It imports nothing but the standard
library.
"""

from __future__ import annotations

import ast
import fnmatch
import gzip
import io
import json
import marshal
import re
import tarfile
import warnings
import zipfile
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path

# The earliest date that a zip can hold: no archive carries the time at which it was made.
DATE = (1980, 1, 1, 0, 0, 0)


# What stands before the code in a .pyc that is found by its hash and never looks for its source.
UNCHECKED_HASH = (1).to_bytes(4, "little")

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Take the docstrings out of a module, in place, and return it; assertions and lines stay as they are."""
    for node in ast.walk(tree):
        while (
            isinstance(node, _DOCUMENTED) and node.body and ast.get_docstring(node, clean=False) is not None
        ):
            documented = node.body.pop(0)
            if not node.body and not isinstance(node, ast.Module):
                node.body.append(ast.copy_location(ast.Pass(), documented))
    return tree


def bytecode(source: bytes, shown_as: str, *, asserting: bool = True) -> bytes:
    """Compile a module, without its docstrings; `shown_as` is the path that tracebacks will name.

    What it asserts stays, unless it is not to be `asserting`.

    The result never looks for its source (an unchecked hash), so it holds no time stamp.

    Raises:
        SyntaxError: the source does not compile.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = without_docstrings(ast.parse(source, shown_as))
        code = compile(tree, shown_as, "exec", dont_inherit=True, optimize=0 if asserting else 1)
    return MAGIC_NUMBER + UNCHECKED_HASH + source_hash(source) + marshal.dumps(code)


def members(
    archive: Path, drop: Sequence[str], empty: Sequence[str], place: str, unasserting: Sequence[str] = ()
) -> dict[str, bytes]:
    """Return what stays of an archive, by name in sorted order, sources compiled.

    Members that match `drop` go; modules named in `empty` stay as modules without content, and those
    in `unasserting` lose their assertions.
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
                kept[name + "c"] = bytecode(content, place + name, asserting=name not in unasserting)
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


def divided(content: dict[str, bytes], first: Sequence[str]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the members that match one of the patterns `first`, and the others.

    A pattern says the name of a source for what became of it.

    Raises:
        ValueError: a pattern matches nothing.
    """
    names = {re.sub(r"\.pyc$", ".py", name): name for name in content}
    found = {pattern: fnmatch.filter(names, pattern) for pattern in first}
    if missing := [pattern for pattern, matched in found.items() if not matched]:
        raise ValueError(f"nothing to begin with at {missing}")
    chosen = {names[name] for matched in found.values() for name in matched}
    return (
        {name: data for name, data in content.items() if name in chosen},
        {name: data for name, data in content.items() if name not in chosen},
    )


def run(job_file: Path) -> None:
    """Do what a job says, paths relative to it.

    Its `tasks` are a list of `{source, target, form, place, under, drop, empty, unasserting, first,
    add}`. Members are put below the folder `under`. With patterns in `first`, only what matches them and
    what is added (sources by their name) goes to the target; the others of all tasks go to the job's
    `rest`.
    """
    folder = job_file.parent
    job = json.loads(job_file.read_text(encoding="utf-8"))
    write = {"zip": write_zip, "tar": write_tar}
    rest: dict[str, bytes] = {}
    for task in job["tasks"]:
        chosen = (task[name] for name in ("drop", "empty", "place", "unasserting"))
        content = members(folder / task["source"], *chosen)
        later: dict[str, bytes] = {}
        if task["first"]:
            content, later = divided(content, task["first"])
        for name, source in task["add"].items():
            content[f"{name}c"] = bytecode(source.encode(), task["place"] + name)
        write[task["form"]](folder / task["target"], _under(task["under"], content))
        rest |= _under(task["under"], later)
        print(f"  {task['source']}: {len(content)} files, and {len(later)} for later", flush=True)
    if rest:
        write_tar(folder / job["rest"], rest)


def _under(folder: str, content: dict[str, bytes]) -> dict[str, bytes]:
    return {folder + name: data for name, data in content.items()}
