"""One cell, shape or frame as SVG text: its shell under its key, and its value apart.

Apart, so that a page can keep the pieces that did not change, and change a value alone. Colours
and type belong to the style sheet; what is said here is geometry.
"""

from functools import lru_cache
from html import escape

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

ROOMY = 3
"""Texts of up to so many characters are written at full size."""

Piece = tuple[str, str, str]


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


def _classes(drawn: Cell) -> str:
    return " ".join(part for part in (drawn.form, drawn.kind, *drawn.marks) if part)


def _units(length: float) -> str:
    """Return a length in sides of a cell in units of the drawing."""
    return f"{length * CELL:g}"


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


@lru_cache(maxsize=16384)
def piece(drawn: Cell, size: tuple[int, int] = (1, 1)) -> Piece:
    """Return one cell: its key, an SVG group without the value, and the value."""
    return drawn.key, _shell(drawn, size), "" if drawn.kind is Kind.PIXEL else drawn.text


def lit_piece(drawn: Cell, size: tuple[int, int], lighting: Lighting) -> str:
    """Return one cell with its value in it, as it is lit."""
    classes = lighting.classes(drawn.key, drawn.hue)
    if drawn.kind is Kind.PIXEL:
        return _pixel(drawn, size, classes)
    width = size[0] * CELL
    text = lighting.text(drawn)
    # The page reads from there what the cell says by itself.
    value = f"data-value='{escape(drawn.text)}' " if text != drawn.text else ""
    return _shell(
        drawn, size, value=value, classes=classes, text=typeset(text, width // 2), note=lighting.note(drawn)
    )


def _shell(
    drawn: Cell, size: tuple[int, int], *, value: str = "", classes: str = "", text: str = "", note: str = ""
) -> str:
    # Single quotes, because the text crosses to the page as JSON.
    if drawn.kind is Kind.PIXEL:
        return _pixel(drawn, size)
    width, height = (side * CELL for side in size)
    edit = f" data-place='{drawn.row},{drawn.column}'" if drawn.editable else ""
    drag = f" data-drags='{drawn.drags}'" if drawn.drags else ""
    drop = f" data-drop='{drawn.drop}'" if drawn.drop else ""
    hatch = "<path d='M0 40 40 0M0 20 20 0M20 40 40 20'/>" if Mark.UNTOUCHED in drawn.marks else ""
    hatch = "<path d='M0 0 40 40M40 0 0 40'/>" if Mark.CROPPED in drawn.marks else hatch
    longest = -(-max(map(len, drawn.text.split("\n"))) // size[0])
    shrunk = f" class='pc-n{min(longest, 7)}'" if longest > ROOMY else ""
    return (
        f"<g {value}role='gridcell' tabindex='-1' class='pc-cell{classes} {_classes(drawn)}{_hue(drawn.hue)}'"
        f" data-key='{drawn.key}'{edit}{drag}{drop}"
        f" transform='{moved(*corner(drawn), drawn.plane)}'>"
        f"<rect width='{width}' height='{height}'/>{_shade(drawn, width, height)}{hatch}"
        f"<text x='{width // 2}' y='{height // 2}'{shrunk}>{text}</text>{note}</g>"
    )


def _shade(drawn: Cell, width: int, height: int) -> str:
    if drawn.shade is None:
        return ""
    return f"<rect class='pc-shade' width='{width}' height='{height}' fill-opacity='{drawn.shade:g}'/>"


def _pixel(drawn: Cell, size: tuple[int, int], classes: str = "") -> str:
    """Return a cell to point into, with as little markup as will do: an image has hundreds.

    The keyboard reaches it because `picture.js` lets it, when it comes to it.
    """
    width, height = (side * CELL for side in size)
    sides = "" if width == height == CELL else f" width='{width}' height='{height}'"
    place = f"x='{_units(drawn.column)}' y='{_units(drawn.row)}'"
    return f"<rect role='gridcell' class='pc-cell{classes} pixel' data-key='{drawn.key}' {place}{sides}/>"


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
