"""What a picture is made of.

A scene holds panels and the order of its steps. A panel is a grid of cells, which may
stand over lines or an image, or a piece of prose. Each cell has a key, the same in every
panel and every view: `in:7`, `tap:2`, `out:3` (row-major index), `pad:4` for a cell of
padding (row-major index on the padded input) and `term:7:2:3` for the meeting of input
cell 7 and tap 2 in output cell 3. A focus tells what one cell is connected to, and lights
it in every panel; a step of the animation is the focus of one cell.
"""

from typing import NamedTuple

UNIT = 40
"""The side of a cell, in units of the drawing."""

HUES = 9
"""How many hues the taps share: tap t has hue t modulo this, the same in every view."""

NO_HUE = -1
"""The hue of a lit cell that belongs to no single tap."""


LEAN, FLAT = 0.3, 0.75
"""How far to the left of the row behind it a row of a plane begins, and its height, in sides of a cell."""


class Plane(NamedTuple):
    """A slice of a volume, drawn lying: each row stands lower and more to the left than the one behind.

    Attributes:
        row: where its cell (0, 0) begins in the grid, in sides of a plain cell.
        column: likewise.
    """

    row: float
    column: float


class Cell(NamedTuple):
    """One cell of a grid.

    Attributes:
        key: name of the cell in every panel.
        kind: what it is, as classes of the style sheet: "input", "padding", "tap",
            "output", "entry", "head", "node", "pixel", and "untouched" beside one of them;
            "activation" is an output that is written from the start.
        text: the value as it is shown; a line break begins a second line.
        row: its row in the grid, from 0; padding before the first cell counts below 0.
            A node may stand between two rows.
        column: its column, likewise.
        editable: whether a reader may replace its value.
        hue: number of the hue that it always has, or `NO_HUE`.
        drags: the parameter that moves when the cell is dragged, such as `place.0`.
        drop: the value that the parameter takes when something is dropped here.
        plane: the slice that it lies on, if the grid is a volume; row and column count on it.
    """

    key: str
    kind: str
    text: str
    row: float
    column: float
    editable: bool = False
    hue: int = NO_HUE
    drags: str = ""
    drop: str = ""
    plane: Plane | None = None


class Shape(NamedTuple):
    """A line, an area or a caption behind the cells.

    Attributes:
        key: name of what it stands for, as of a cell.
        kind: what it is, as a class of the style sheet: "edge", "area" or "caption".
        path: its outline as an SVG path; the side of a cell is 40 units. A caption has the
            place where it begins, as two numbers.
        hue: number of its hue, or `NO_HUE`.
        text: the words of a caption.
    """

    key: str
    kind: str
    path: str
    hue: int = NO_HUE
    text: str = ""


class Grid(NamedTuple):
    """Cells under one title.

    Attributes:
        name: with row and column it names a cell to edit; "input", "kernel", "output" …
        title: the words above the grid.
        sign: the sign between this panel and the one before it, if any.
        rows: the cells, row by row.
        shapes: what lies behind the cells.
        image: what lies behind the shapes: the address of a picture that fills the grid.
        cell: width and height of a cell, in sides of a plain one.
        scale: grids with the same scale are shown with cells of one size.
        wide: whether it takes a line of its own and scrolls sideways if it has to.
        stacked: whether it is parts one under the other, which need not be seen all at once.
        columns: the first column and the one after the last that it has room for at least, so
            that grids one above the other have their columns aligned.
    """

    name: str
    title: str
    sign: str
    rows: tuple[tuple[Cell, ...], ...]
    shapes: tuple[Shape, ...] = ()
    image: str = ""
    cell: tuple[int, int] = (1, 1)
    scale: str = ""
    wide: bool = False
    stacked: bool = False
    columns: tuple[float, ...] = ()


class Prose(NamedTuple):
    """Words, a formula or a table, as HTML; elements with a `data-key` are lit as cells are."""

    name: str
    title: str
    html: str


Panel = Grid | Prose


class Box(NamedTuple):
    """A frame around cells of a grid, or of one plane of it, in cells."""

    grid: str
    row: float
    column: float
    height: float
    width: float
    plane: Plane | None = None


class Focus(NamedTuple):
    """What one cell is connected to.

    Attributes:
        key: the cell.
        lit: the cells that take part, each with the hue of the tap it meets.
        notes: a small text beside some of them: the weight they meet.
        boxes: frames: the window, in each slice of it; a row, a column.
        words: the sentence or sum to show, as HTML.
        spoken: the same for a screen reader, as plain text.
        texts: by grid and key, what some cells say as long as this is shown.
    """

    key: str
    lit: dict[str, int]
    notes: dict[str, str]
    boxes: tuple[Box, ...]
    words: str
    spoken: str
    texts: dict[str, dict[str, str]] = {}  # noqa: RUF012 - nobody writes into it


class Scene(NamedTuple):
    """One picture with its steps.

    Attributes:
        panels: the grids and words, in reading order.
        steps: keys of the cells whose focus makes up the animation, in order; cells of kind
            "output" among them are written as the animation comes to them.
        summary: what to notice about these settings, as plain text.
        formula: how the size comes about, as HTML.
    """

    panels: tuple[Panel, ...]
    steps: tuple[str, ...]
    summary: str
    formula: str
