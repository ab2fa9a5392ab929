"""The numbers of a picture, exactly: those that a view computed, found by what their cells say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import add_words, say
from pyconv.pictures.exact import Rationals, texts
from pyconv.pictures.model import Cell, Grid, Kind
from pyconv.pictures.state import State

add_words("pyconv.pictures.export")

_DEEPEST = 5
"""So many levels of what a view computed are looked through."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:/[1-9][0-9]*)?")


class Numbers(NamedTuple):
    """What a grid holds.

    Attributes:
        name: of the grid, as a program would call it.
        title: what stands above it.
        values: an array of fractions, or of texts where they are no numbers.
        rounded: whether they are as the picture shows them, perhaps rounded.
    """

    name: str
    title: str
    values: NDArray[np.object_]
    rounded: bool

    @property
    def written(self) -> bool:
        """Whether the values are texts."""
        return isinstance(self.values.flat[0], str)

    def note(self, language: str) -> str:
        """Return what is to be said of the values, or nothing."""
        return say(language, "export.as-shown") if self.rounded else ""


def numbers(shown: State) -> list[Numbers]:
    """Return what every grid of a picture holds, but for those that an image fills without saying how.

    A grid of several maps, or of rows that differ in length, is several arrays.
    """
    known = list(_rationals(shown.prepared, _DEEPEST))
    return [
        found
        for panel in shown.scene.panels
        if isinstance(panel, Grid)
        for found in _of_grid(panel, known, shown.language)
    ]


def _rationals(thing: object, levels: int) -> Iterator[Rationals]:
    if isinstance(thing, Rationals):
        yield thing
    elif levels:
        inner: Sequence[object] = ()
        if isinstance(thing, list | tuple):
            inner = thing
        elif isinstance(thing, dict):
            inner = list(thing.values())
        elif is_dataclass(thing):
            inner = [getattr(thing, each.name) for each in fields(thing)]
        for each in inner:
            yield from _rationals(each, levels - 1)


def _of_grid(grid: Grid, known: Sequence[Rationals], language: str) -> Iterator[Numbers]:
    blocks = _blocks(grid)
    name = re.sub("[^a-z0-9]+", "_", grid.name.lower())
    said = [cell.text for block in blocks for row in block for cell in row]
    for values in known:
        if values.numerators.size == len(said) and said in _ways(values, language):
            below = values.denominator
            flat = [Fraction(int(above), below) for above in values.numerators.ravel().tolist()]
            # What a view laid out otherwise than it computed it is as it is laid out.
            shape = _shape(blocks[0]) if len(blocks) == 1 else values.numerators.shape
            yield Numbers(name, grid.title, _array(flat, shape), rounded=False)
            return
    for place, block in enumerate(blocks):
        if any(cell.text for row in block for cell in row):
            yield _as_shown(f"{name}_{place}" if len(blocks) > 1 else name, grid.title, block, language)


def _blocks(grid: Grid) -> list[list[list[Cell]]]:
    """Return the cells of a grid row by row, the rows of one length together that follow each other."""
    blocks: list[list[list[Cell]]] = []
    before: tuple[object, ...] = ()
    for row in grid.rows:
        cells = [cell for cell in row if cell.kind is not Kind.HEAD]
        where = len(cells), cells[0].plane if cells else None
        if cells and where != before:
            blocks.append([])
        if cells:
            blocks[-1].append(cells)
        before = where
    return blocks


def _shape(block: list[list[Cell]]) -> tuple[int, int]:
    return len(block), len(block[0])


def _in_columns(block: list[list[Cell]]) -> list[list[Cell]]:
    """Return rows that begin in different columns with an empty cell wherever another row has one."""
    if len({row[0].column for row in block}) == 1:
        return block
    columns = {cell.column for row in block for cell in row}
    width = range(int(min(columns)), int(max(columns)) + 1)
    found = []
    for row in block:
        there = {cell.column: cell for cell in row}
        found.append([there.get(column, row[0]._replace(text="", column=column)) for column in width])
    return found


def _as_shown(name: str, title: str, block: list[list[Cell]], language: str) -> Numbers:
    block = _in_columns(block)
    shape = _shape(block)
    cells = [cell for row in block for cell in row]
    read = [_read(cell, language) for cell in cells]
    if None in read:
        words = _array([" ".join(cell.text.split()) for cell in cells], shape)
        return Numbers(name, title, words, rounded=False)
    rounded = any(
        "/" not in cell.text and value.denominator > 1
        for cell, value in zip(cells, read, strict=True)
        if value
    )
    return Numbers(name, title, _array(read, shape), rounded=rounded)


def _ways(values: Rationals, language: str) -> Iterator[list[str]]:
    """Return how a view may write values."""
    for exact in (False, True):
        yield texts(values, language, exact=exact)


def _read(cell: Cell, language: str) -> Fraction | None:
    """Return the number that a cell says; an empty one stands for 0."""
    plain = cell.text.replace("\N{MINUS SIGN}", "-").replace(say(language, "decimal"), ".")
    if not plain:
        return Fraction(0)
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def _array(flat: Sequence[Any], shape: tuple[int, ...]) -> NDArray[np.object_]:
    found = np.empty(prod(shape), dtype=object)
    found[:] = flat
    return found.reshape(shape)
