"""One cell, shape or frame as SVG text.

How a cell looks is said apart from its name, place and value: a grid has hundreds of cells, of a
few looks. A page is sent each look once, keeps the cells that did not change, and changes of the
others only what differs. Colours and type belong to the style sheet; what is said here is geometry.
"""

from functools import lru_cache
from html import escape
from typing import NamedTuple

from pyconv.pictures.model import (
    FLAT,
    LEAN,
    NO_HUE,
    UNIT,
    Box,
    Cell,
    Focus,
    Kind,
    Mark,
    Plane,
    Shape,
    ShapeKind,
)  # fmt: skip

CELL = UNIT
"""The side of a cell, in units of the drawing."""

ORIGIN = Plane(0, 0)
"""Where a plane lies does not matter to the look of its cells."""

ROOMY = 3
"""Texts of up to so many characters are written at full size."""

Piece = tuple[str, str, str]
"""A shape: its key, its markup without words, and its words."""

DrawnCell = tuple[str, int, *tuple[str | float, ...]]
"""What there is to say of a cell, with the number of its look."""


class Lighting:
    """What a focus makes of the pieces of one grid.

    Args:
        focus: what is lit, if anything.
        grid: the name of the grid.
    """

    def __init__(self, focus: Focus | None, grid: str) -> None:
        self._lit = focus.lit if focus else {}
        self._notes = focus.notes if focus else {}
        self._chosen = focus.key if focus else ""
        self._texts = focus.texts.get(grid, {}) if focus else {}

    def classes(self, key: str, own: int) -> str:
        """Return the classes of a piece that is lit, or nothing; `own` is the hue that it always has."""
        if key not in self._lit:
            return ""
        hue = self._lit[key]
        tint = f" pc-tinted pc-hue-{hue}" if hue not in {NO_HUE, own} else ""
        return f" pc-lit{' pc-chosen' if key == self._chosen else ''}{tint}"

    def text(self, drawn: Cell) -> str:
        """Return what a cell says."""
        return self._texts.get(drawn.key, drawn.text)

    def note(self, drawn: Cell) -> str:
        """Return the small text beside the value of a cell, as SVG."""
        note = self._notes.get(drawn.key, "")
        return f'<text class="pc-note">×{escape(note)}</text>' if note else ""


def _hue(number: int) -> str:
    return f" pc-hue-{number}" if number != NO_HUE else ""


def corner(drawn: Cell | Box, height: float = 0, width: float = 0) -> tuple[float, float]:
    """Return where a cell or frame begins, or the place so far below it and to the right: x, y."""
    row, column, plane = drawn.row + height, drawn.column + width, drawn.plane
    if plane is None:
        return column * CELL, row * CELL
    # Rounded, so that no digits of floating point are sent.
    return round((plane.column + column - row * LEAN) * CELL, 2), round((plane.row + row * FLAT) * CELL, 2)


def moved(x: float, y: float, plane: Plane | None) -> str:
    """Return the transform that lays something on its place, and on its plane if it has one."""
    if plane is None:
        return f"translate({number(x)} {number(y)})"
    across, down = slant(plane)
    return f"matrix(1 0 {number(across)} {number(down)} {number(x)} {number(y)})"


def slant(plane: Plane | None) -> tuple[float, float]:
    """Return where one unit down leads on a plane: so much to the right, and so much down."""
    return (0, 1) if plane is None else (-LEAN, FLAT)


REACH = " tabindex='-1'"
"""The attribute of a cell that the keyboard can come to, though not with Tab."""


class Look(NamedTuple):
    """What cells have in common that differ only by name, place and value: the parts of their markup.

    Attributes:
        tag: `g`, or `rect` for a pixel, which is drawn by an image and holds nothing.
        classes: what it is, as classes of the style sheet.
        drag: which parameter it drags, as an attribute.
        moves: the transform up to the place, or nothing if a place is said by `x` and `y`.
        behind: the square and what lies on it.
        text: the tag that the value stands in.
    """

    tag: str
    classes: str
    drag: str
    moves: str
    behind: str
    text: str

    def __str__(self) -> str:
        """Return the markup of a cell without a name, at the origin, that says nothing."""
        place = f" transform='{self.moves}0 0)'" if self.moves else ""
        # Pixels are many, and wait for the keyboard to come.
        return self.written(place=place, reach=REACH if self.tag == "g" else "")

    def written(
        self, *, name: str = "", place: str, drop: str = "", lit: str = "", value: str = "", says: str = "",
        note: str = "", reach: str = "",
    ) -> str:  # fmt: skip
        """Return the markup of a cell.

        Args:
            name: its key as an attribute, and its place in the grid if it can be edited.
            place: where it lies, as attributes.
            drop: what is dropped on it, likewise.
            lit: classes that a focus adds.
            value: what it says by itself as an attribute, if it says something else now.
            says: the SVG of what it says.
            note: the SVG of the note beside it.
            reach: that the keyboard can come to it, as an attribute.
        """
        if self.tag == "rect":
            classes = f"pc-cell{lit} {self.classes}"
            return f"<rect role='gridcell'{reach} class='{classes}'{name}{place}{self.behind}/>"
        return (
            f"<g {value}role='gridcell'{reach} class='pc-cell{lit} {self.classes}'"
            f"{name}{self.drag}{drop}{place}>{self.behind}{self.text}{says}</text>{note}</g>"
        )


def look(drawn: Cell, size: tuple[int, int] = (1, 1)) -> Look:
    """Return how a cell is drawn, whatever it is called and says and wherever it lies."""
    return _look(
        drawn._replace(
            key="", text="", row=0, column=0, editable=False, drop="", plane=drawn.plane and ORIGIN, room=0
        ),
        size,
        _shrunk(drawn.text, size[0], drawn.room),
    )


def _shrunk(text: str, width: int, room: int) -> int:
    """Return how long a text counts that is written smaller than others, or 0 if it has room."""
    longest = -(-max(room, *map(len, text.split("\n"))) // width)
    return min(longest, 7) if longest > ROOMY else 0


@lru_cache(maxsize=4096)
def _look(drawn: Cell, size: tuple[int, int], shrunk: int) -> Look:
    # Single quotes, because the text crosses to the page as JSON.
    width, height = (side * CELL for side in size)
    if drawn.kind is Kind.PIXEL:
        # As little markup as will do: an image has hundreds of cells to point into. The keyboard
        # reaches them because `picture.js` lets it, when it comes to them.
        sides = "" if width == height == CELL else f" width='{width}' height='{height}'"
        return Look("rect", "pixel", "", "", sides, "")
    across, down = slant(drawn.plane)
    hatch = "<path d='M0 40 40 0M0 20 20 0M20 40 40 20'/>" if Mark.UNTOUCHED in drawn.marks else ""
    hatch = "<path d='M0 0 40 40M40 0 0 40'/>" if Mark.CROPPED in drawn.marks else hatch
    square = f"<rect width='{width}' height='{height}'/>"
    if drawn.shade is not None:
        square += f"<rect class='pc-shade' width='{width}' height='{height}' fill-opacity='{drawn.shade:g}'/>"
    smaller = f" class='pc-n{shrunk}'" if shrunk else ""
    return Look(
        tag="g",
        classes=" ".join(part for part in (drawn.form, drawn.kind, *drawn.marks) if part) + _hue(drawn.hue),
        drag=f" data-drags='{drawn.drags}'" if drawn.drags else "",
        moves=f"matrix(1 0 {number(across)} {number(down)} " if drawn.plane else "translate(",
        behind=f"{square}{hatch}",
        text=f"<text x='{width // 2}' y='{height // 2}'{smaller}>",
    )


@lru_cache(maxsize=16384)
def own(cell: Cell, size: tuple[int, int] = (1, 1)) -> tuple[str, Look, *tuple[str | float, ...]]:
    """Return what there is to say of a cell: its key, look, value, x and y.

    Behind these, if it can be edited or something can be dropped on it: what it is called where it
    is edited, and what is dropped.
    """
    x, y = corner(cell)
    first = cell.key, look(cell, size), "" if cell.kind is Kind.PIXEL else cell.text, _short(x), _short(y)
    if cell.drop:
        return *first, _place(cell), cell.drop
    return (*first, _place(cell)) if cell.editable else first


def _place(cell: Cell) -> str:
    """Return what a cell is called where a reader may edit it, or nothing."""
    return f"{cell.row},{cell.column}" if cell.editable else ""


def _short(value: float) -> float:
    """Return a number that is written in as few digits as `number` writes."""
    # Equal cells share what is remembered of them, whether they count in whole numbers or not.
    whole = int(value)
    return whole if whole == value else float(number(value))


def lit_cell(cell: Cell, size: tuple[int, int], lighting: Lighting, *, reached: bool = False) -> str:
    """Return one cell as SVG with its value, as it is lit; if `reached`, the keyboard can come to it."""
    seen = look(cell, size)
    x, y = map(number, corner(cell))
    text = lighting.text(cell)
    place, drop = _place(cell), cell.drop
    return seen.written(
        name=f" data-key='{cell.key}'" + (f" data-place='{place}'" if place else ""),
        place=f" transform='{seen.moves}{x} {y})'" if seen.moves else f" x='{x}' y='{y}'",
        drop=f" data-drop='{drop}'" if drop else "",
        lit=lighting.classes(cell.key, cell.hue),
        # The page reads from there what the cell says by itself.
        value=f"data-value='{escape(cell.text)}' " if text != cell.text else "",
        says=typeset(text, size[0] * CELL // 2),
        note=lighting.note(cell),
        reach=REACH if reached else "",
    )


@lru_cache(maxsize=4096)
def shape(drawn: Shape) -> Piece:
    """Return a line or an area: its key, an SVG path and no value; a caption: its words as the value."""
    return drawn.key, _outline(drawn), drawn.text


def lit_shape(drawn: Shape, lighting: Lighting) -> str:
    """Return a line, an area or a caption with its words in it, as it is lit."""
    return _outline(drawn, lighting.classes(drawn.key, drawn.hue), typeset(drawn.text, 0))


def _outline(drawn: Shape, classes: str = "", words: str = "") -> str:
    if drawn.text:
        return (
            f"<g class='pc-shape{classes} {drawn.kind}' data-key='{drawn.key}'"
            f" transform='translate({drawn.path})'><text x='0' y='0'>{words}</text></g>"
        )
    # An edge is too thin to be pointed at: a wider one that nobody sees lies over it.
    reach = f"<path class='pc-reach' d='{drawn.path}'/>" if drawn.kind is ShapeKind.EDGE else ""
    return (
        f"<g class='pc-shape{classes} {drawn.kind}{_hue(drawn.hue)}' data-key='{drawn.key}'>"
        f"<path d='{drawn.path}'/>{reach}</g>"
    )


def window(box: Box) -> str:
    """Return a frame as SVG."""
    x, y, width, height = frame(box)
    return (
        f'<rect class="pc-window pc-shown" width="{number(width)}" height="{number(height)}"'
        f' transform="{moved(x, y, box.plane)}"/>'
    )


def number(value: float) -> str:
    """Return a number in as few digits as will do."""
    return f"{value:g}"


def typeset(text: str, middle: int) -> str:
    """Return the text of a cell as SVG, its lines one under the other about the middle.

    `panel.js` does the same in the page.
    """
    lines = text.split("\n")
    if len(lines) == 1:
        return escape(text)
    first = -(len(lines) - 1) / 2
    return "".join(
        f'<tspan x="{middle}" dy="{1 if place else first:g}em">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )


def frame(box: Box) -> tuple[float, float, float, float]:
    """Return the place and size of a frame in units of the drawing: x, y, width, height.

    On a plane the size is that before it is laid down.
    """
    return (*corner(box), box.width * CELL, box.height * CELL)
