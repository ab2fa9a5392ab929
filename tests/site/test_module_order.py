"""Modules import only from those named before them in the record of decisions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pyconv

PACKAGE = Path(pyconv.__file__).parent
RECORD = PACKAGE.parent / "docs" / "adr" / "0001-one-set-of-terms.md"


def order() -> list[str]:
    (named,) = re.findall(r"The module order is `([^`]+)`", RECORD.read_text("utf-8"))
    return named.split(", ")


def top(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    """List the modules of the package that a file imports from, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports name the package"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "pyconv" and len(parts) > 1:
                yield parts[1]


FILES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py" or path.parent != PACKAGE
]


def test_the_record_names_every_module_once() -> None:
    assert sorted(order()) == sorted({top(path) for path in FILES})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_those_before_it(path: Path) -> None:
    modules = order()
    earlier = modules[: modules.index(top(path))]
    late = {name for name in imported(path) if name in modules} - {*earlier, top(path)}
    assert not late, f"{top(path)} imports {late}, which the record names after it"
