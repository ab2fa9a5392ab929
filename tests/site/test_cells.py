"""The cells of code of the pages: they run as they stand, one after the other, and do what is said of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pyconv.messages import LANGUAGES
from pyconv.pictures.interpreter import Cell, Interpreter
from site_assets.build import PROJECT

CELLS = re.compile(r"^```python-cell (\S+)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(path for path in (PROJECT / "docs").glob("*/*.md") if CELLS.search(path.read_text("utf-8")))


def put_out(path: Path) -> dict[str, list[Any]]:
    """Run the cells of a page, and return what each has put out."""
    interpreter = Interpreter()
    parts: dict[str, list[Any]] = {}
    for name, code in CELLS.findall(path.read_text("utf-8")):
        told = parts[name] = []
        cell = Cell(code, name, path.stem, path.parent.name)
        assert interpreter.run(cell, lambda part, told=told: told.append(dict(part))) is None
    return parts


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_they_run_and_show_something(path: Path) -> None:
    if "matplotlib" in path.read_text("utf-8"):
        pytest.importorskip("matplotlib")
    for name, parts in put_out(path).items():
        assert parts, name
        assert not [part for part in parts if part["kind"] in ("err", "cut")], name


def test_every_language_has_the_same() -> None:
    names = {
        language: {path.stem: CELLS.findall(path.read_text("utf-8")) for path in PAGES if path.parent.name == language}
        for language in LANGUAGES
    }
    first, *others = (
        {page: [name for name, _ in cells] for page, cells in pages.items()} for pages in names.values()
    )
    assert first
    assert all(other == first for other in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_gives_what_the_filter_gives(language: str) -> None:
    parts = put_out(PROJECT / "docs" / language / "pyconv.md")
    filtered, multiplied = (parts[name][-1] for name in ("first-sizes", "same-by-matrix"))
    assert filtered == multiplied
    assert filtered["text"].split() == "array([[ -8, -6, 14], [-44, -8, 52], [-58, -6, 64]])".split()
