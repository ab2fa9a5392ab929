"""What a picture is made of.

A scene holds panels and the order of its steps. A panel is a grid of cells, which may
stand over lines or an image, or a piece of prose. Each cell has a key, the same in every
panel and every view: `in:7`, `tap:2`, `out:3` (row-major index), `pad:4` for a cell of
padding (row-major index on the padded input) and `term:7:2:3` for the meeting of input
cell 7 and tap 2 in output cell 3. A focus tells what one cell is connected to, and lights
it in every panel; a step of the animation is the focus of one cell.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

Thing = TypeVar("Thing")

UNIT = 40
"""The side of a cell, in units of the drawing."""

TYPE = 15
"""The height of a line of text in a cell, in the same units; the style sheet's."""

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


class Kind(StrEnum):
    """What a cell is; its value is the class of the style sheet."""

    INPUT = "input"
    PADDING = "padding"
    GAP = "gap"
    """A zero that a stride puts between given cells."""
    TAP = "tap"
    OUTPUT = "output"
    """A result that the animation writes."""
    MADE = "made"
    """A result that is written from the start."""
    ACTIVATION = "activation"
    """A result of a layer, written from the start."""
    WEIGHT = "weight"
    """A weight that is no tap of a kernel: one of a dense layer."""
    ENTRY = "entry"
    """A tap in a matrix."""
    ZERO = "zero"
    """An entry of a matrix, or a place, where nothing meets."""
    HEAD = "head"
    """The name of a row or column of a matrix."""
    PIXEL = "pixel"
    """A cell of an image, drawn by the image itself."""
    PLAIN = ""


class Mark(StrEnum):
    """What else is true of a cell; its value is a class of the style sheet."""

    UNTOUCHED = "untouched"
    CROPPED = "cropped"
    EXTRA = "extra"
    """Of the edge that output padding adds."""
    WRITTEN = "output"
    """The animation writes it, whatever its kind."""
    COMPARED = "compared"
    """It says whether it equals another cell."""
    FIRES = "fires"
    INK = "ink"
    """A pixel of the pattern."""
    ZERO = "zero"
    """It counts for nothing."""
    NAMED = "named"
    """Its text is its name or number, and no value."""
    SUM = "sum"
    """It holds a sum written out."""
    PENDING = "pc-pending"
    """Its result is still to come; no scene has it, it belongs to the moment."""


class Form(StrEnum):
    """How a cell is drawn; its value is made of classes of the style sheet."""

    SQUARE = ""
    NODE = "node"
    """A square that lines end at."""
    DOT = "node dot"
    """A circle that lines end at, too small for a value."""


class Cell(NamedTuple):
    """One cell of a grid.

    Attributes:
        key: name of the cell in every panel.
        kind: what it is.
        text: the value as it is shown; a line break begins a second line.
        row: its row in the grid, from 0; padding before the first cell counts below 0.
            A node may stand between two rows.
        column: its column, likewise.
        editable: whether a reader may replace its value.
        hue: number of the hue that it always has, or `NO_HUE`.
        drags: the parameter that moves when the cell is dragged, such as `place.0`.
        drop: the value that the parameter takes when something is dropped here.
        plane: the slice that it lies on, if the grid is a volume; row and column count on it.
        marks: what else is true of it.
        form: how it is drawn.
        shade: from 0 to 1, how dark it is, for a measure that a legend tells.
        room: characters that its text is written small enough for, whatever it says by itself: of the
            longest that a focus has it say.
    """

    key: str
    kind: Kind
    text: str
    row: float
    column: float
    editable: bool = False
    hue: int = NO_HUE
    drags: str = ""
    drop: str = ""
    plane: Plane | None = None
    marks: tuple[Mark, ...] = ()
    form: Form = Form.SQUARE
    shade: float | None = None
    room: int = 0


class ShapeKind(StrEnum):
    """What a shape is; its value is made of classes of the style sheet."""

    EDGE = "edge"
    PADDING_EDGE = "edge padding"
    AREA = "area"
    HANDLE = "area handle"
    """An area to take hold of."""
    OUTLINE = "outline"
    GUIDE = "guide"
    """A thin line that helps to see depth."""
    CAPTION = "caption"
    END_CAPTION = "caption ends"
    """A caption that ends at its place."""


def in_rows(things: Sequence[Thing], width: int) -> tuple[tuple[Thing, ...], ...]:
    """Cut a row-major list into rows.

    >>> in_rows("abcdef", 3)
    (('a', 'b', 'c'), ('d', 'e', 'f'))
    """
    return tuple(tuple(things[start : start + width]) for start in range(0, len(things), width))


def map_cells(
    prefix: str,
    kind: Kind,
    texts: Sequence[str],
    width: int,
    *,
    marks: Callable[[int], tuple[Mark, ...]] = lambda _: (),
    editable: bool = False,
) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of a map row by row, called `prefix:0`, `prefix:1` …; a tap has its hue.

    Args:
        marks: what else is true of a cell, by its row-major index.
    """
    cells = [
        Cell(
            f"{prefix}:{flat}",
            kind,
            text,
            *divmod(flat, width),
            editable=editable,
            hue=flat % HUES if kind is Kind.TAP else NO_HUE,
            marks=marks(flat),
        )
        for flat, text in enumerate(texts)
    ]
    return in_rows(cells, width)


class Shape(NamedTuple):
    """A line, an area or a caption behind the cells.

    Attributes:
        key: name of what it stands for, as of a cell.
        kind: what it is.
        path: its outline as an SVG path; the side of a cell is 40 units. A caption has the
            place where it begins, as two numbers.
        hue: number of its hue, or `NO_HUE`.
        text: the words of a caption.
    """

    key: str
    kind: ShapeKind
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
        steps: keys of the cells whose focus makes up the animation, in order; results among
            them that are of kind `OUTPUT`, or marked as `WRITTEN`, are written as it comes to them.
        summary: what to notice about these settings, as plain text.
        formula: how the size comes about, as HTML.
    """

    panels: tuple[Panel, ...]
    steps: tuple[str, ...]
    summary: str
    formula: str
