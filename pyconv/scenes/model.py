"""What a picture is made of.

A scene holds grids of cells and the order of its steps. Each cell has a key, the same in
every view: `in:7`, `tap:2`, `out:3` (row-major index) and `pad:4` for a cell of padding
(row-major index on the padded input). A focus tells what one cell is connected to; a
step of the animation is the focus of one output cell.
"""

from typing import NamedTuple

HUES = 9
"""How many hues the taps share: tap t has hue t modulo this, the same in every view."""

NO_HUE = -1
"""The hue of a lit cell that belongs to no single tap."""


class Cell(NamedTuple):
    """One square of a grid.

    Attributes:
        key: name of the cell in every view.
        kind: what it is: "input", "padding", "tap" or "output", and "untouched" after it.
        text: the value as it is shown.
        row: its row in the grid, from 0; padding before the first cell counts below 0.
        column: its column, likewise.
        editable: whether a reader may replace its value.
    """

    key: str
    kind: str
    text: str
    row: int
    column: int
    editable: bool = False


class Grid(NamedTuple):
    """Rows of cells under one title.

    Attributes:
        name: "input", "kernel" or "output"; with row and column it names a cell to edit.
        title: the words above the grid.
        sign: the sign between this grid and the one before it, if any.
        rows: the cells, row by row.
    """

    name: str
    title: str
    sign: str
    rows: tuple[tuple[Cell, ...], ...]


class Box(NamedTuple):
    """A frame around cells of a grid, in cells."""

    grid: str
    row: int
    column: int
    height: int
    width: int


class Focus(NamedTuple):
    """What one cell is connected to.

    Attributes:
        key: the cell.
        lit: the cells that take part, each with the hue of the tap it meets.
        notes: a small text beside some of them: the weight they meet.
        box: the frame of the window, where there is one.
        words: the sentence or sum to show, as HTML.
        spoken: the same for a screen reader, as plain text.
    """

    key: str
    lit: dict[str, int]
    notes: dict[str, str]
    box: Box | None
    words: str
    spoken: str


class Scene(NamedTuple):
    """One picture with its steps.

    Attributes:
        grids: the grids, in reading order.
        steps: keys of the cells whose focus makes up the animation, in order.
        summary: what to notice about these settings, as plain text.
        formula: how the size comes about, as HTML.
    """

    grids: tuple[Grid, ...]
    steps: tuple[str, ...]
    summary: str
    formula: str
