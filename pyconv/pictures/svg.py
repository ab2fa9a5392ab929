"""Panels as SVG text: the one renderer of the site, at build time and in the browser.

A grid is drawn in pieces, one per cell, each under its key and with its value apart, so
that a page can keep the pieces that did not change, and change a value alone. Colours and
type belong to the style sheet; what is said here is geometry.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TypedDict, final

from pyconv.pictures.model import FLAT, LEAN, NO_HUE, UNIT, Box, Cell, Focus, Grid, Panel, Plane, Prose, Shape

CELL = UNIT
"""The side of a cell, in units of the drawing."""

MARGIN = 3
"""The space around a grid, for the frame of the window."""

CELL_SIDES = ((8, 40), (11, 34), (16, 28), (20, 24), (26, 20), (32, 17), (48, 12), (64, 9), (100, 6))
"""The side of a cell on the screen, in pixels, for grids of up to so many cells."""

LEGIBLE_SIDE = 26
"""The least side of a cell on the screen, in pixels, in a panel that scrolls sideways."""

SMALLEST_SIDE = 4
"""The side of a cell on the screen in a grid larger than any of those."""

DENSE = 28
"""Cells of up to so many pixels are small, and their values fill them more."""

ROOMY = 3
"""Texts of up to so many characters are written at full size."""

LINE = 15
"""The distance between two lines of a text."""

XLINK = "http://www.w3.org/1999/xlink"

Piece = tuple[str, str, str]

_EMPTY = re.compile("(<text x='([0-9]+)'[^>]*>)</text>")


@final
class DrawnGrid(TypedDict):
    """A grid, drawn: its pieces, row by row from row number `top`."""

    name: str
    title: str
    sign: str
    viewBox: tuple[float, float, float, float]
    size: tuple[int, int]
    top: int
    dense: bool
    wide: bool
    image: str
    margin: int
    shapes: list[Piece]
    rows: list[list[Piece]]


@final
class DrawnProse(TypedDict):
    """Words as they are written."""

    name: str
    title: str
    html: str


Drawn = DrawnGrid | DrawnProse


def _hue(number: int) -> str:
    return f" pc-hue-{number}" if number != NO_HUE else ""


def _units(length: float) -> str:
    """Return a length in sides of a cell in units of the drawing."""
    return f"{length * CELL:g}"


def _corner(drawn: Cell | Box, height: float = 0, width: float = 0) -> tuple[float, float]:
    """Return where a cell or frame begins, or the place so far below it and to the right: x, y."""
    row, column, plane = drawn.row + height, drawn.column + width, drawn.plane
    if plane is None:
        return column * CELL, row * CELL
    # Rounded, so that no digits of floating point are sent.
    return round((plane.column + column - row * LEAN) * CELL, 2), round((plane.row + row * FLAT) * CELL, 2)


def _moved(x: float, y: float, plane: Plane | None) -> str:
    """Return the transform that lays something on its place, and on its plane if it has one."""
    if plane is None:
        return f"translate({_number(x)} {_number(y)})"
    across, down = slant(plane)
    return f"matrix(1 0 {_number(across)} {_number(down)} {_number(x)} {_number(y)})"


def slant(plane: Plane | None) -> tuple[float, float]:
    """Return where one unit down leads on a plane: so much to the right, and so much down."""
    return (0, 1) if plane is None else (-LEAN, FLAT)


@lru_cache(maxsize=16384)
def piece(drawn: Cell, size: tuple[int, int] = (1, 1)) -> Piece:
    """Return one cell: its key, an SVG group without the value, and the value."""
    # Single quotes, because the text crosses to the page as JSON.
    width, height = (side * CELL for side in size)
    if drawn.kind == "pixel":
        return drawn.key, _pixel(drawn, width, height), ""
    edit = f" data-place='{drawn.row},{drawn.column}'" if drawn.editable else ""
    drag = f" data-drags='{drawn.drags}'" if drawn.drags else ""
    drop = f" data-drop='{drawn.drop}'" if drawn.drop else ""
    hatch = "<path d='M0 40 40 0M0 20 20 0M20 40 40 20'/>" if "untouched" in drawn.kind else ""
    hatch = "<path d='M0 0 40 40M40 0 0 40'/>" if "cropped" in drawn.kind else hatch
    longest = -(-max(map(len, drawn.text.split("\n"))) // size[0])
    shrunk = f" class='pc-n{min(longest, 7)}'" if longest > ROOMY else ""
    text = f"<text x='{width // 2}' y='{height // 2}'{shrunk}></text>"
    shell = (
        f"<g role='gridcell' tabindex='-1' class='pc-cell {drawn.kind}{_hue(drawn.hue)}'"
        f" data-key='{drawn.key}'{edit}{drag}{drop}"
        f" transform='{_moved(*_corner(drawn), drawn.plane)}'>"
        f"<rect width='{width}' height='{height}'/>{hatch}{text}</g>"
    )
    return drawn.key, shell, drawn.text


def _pixel(drawn: Cell, width: int, height: int) -> str:
    """Return a cell to point into, with as little markup as will do: an image has hundreds.

    The keyboard reaches it because `picture.js` lets it, when it comes to it.
    """
    sides = "" if width == height == CELL else f" width='{width}' height='{height}'"
    place = f"x='{_units(drawn.column)}' y='{_units(drawn.row)}'"
    return f"<rect role='gridcell' class='pc-cell pixel' data-key='{drawn.key}' {place}{sides}/>"


@lru_cache(maxsize=4096)
def shape(drawn: Shape) -> Piece:
    """Return a line or an area: its key, an SVG path and no value; a caption: its words as the value."""
    if drawn.text:
        shell = (
            f"<g class='pc-shape {drawn.kind}' data-key='{drawn.key}'"
            f" transform='translate({drawn.path})'><text x='0' y='0'></text></g>"
        )
        return drawn.key, shell, drawn.text
    # An edge is too thin to be pointed at: a wider one that nobody sees lies over it.
    reach = f"<path class='pc-reach' d='{drawn.path}'/>" if drawn.kind == "edge" else ""
    shell = (
        f"<g class='pc-shape {drawn.kind}{_hue(drawn.hue)}' data-key='{drawn.key}'>"
        f"<path d='{drawn.path}'/>{reach}</g>"
    )
    return drawn.key, shell, ""


def panels(drawn: Sequence[Panel]) -> list[Drawn]:
    """Return panels as they are drawn; grids of one scale with cells of one size."""
    longest: dict[str, float] = {}
    for each in drawn:
        if isinstance(each, Grid):
            width, height = (side / CELL for side in _extent(each)[2:])
            # A panel that scrolls sideways may be higher than the others, and a stack somewhat.
            cells = max(width, height / (2 if each.wide else 1.5 if each.stacked else 1))
            # An image is looked at as a whole: two fit side by side, with a filter between them.
            cells *= 2.5 if each.image else 1
            before = longest.get(each.scale, 0)
            # Grids with a scale of their own are to stand beside each other.
            longest[each.scale] = before + cells if each.scale else max(before, cells)
    return [
        _prose(each) if isinstance(each, Prose) else _grid(each, _side(longest[each.scale], wide=each.wide))
        for each in drawn
    ]


def _side(cells: float, *, wide: bool) -> int:
    side = next((side for most, side in CELL_SIDES if cells <= most), SMALLEST_SIDE)
    return max(side, LEGIBLE_SIDE) if wide else side


def _prose(drawn: Prose) -> DrawnProse:
    return {"name": drawn.name, "title": drawn.title, "html": drawn.html}


def _extent(drawn: Grid) -> tuple[float, float, float, float]:
    """Return where the cells of a grid begin and how far they reach: x, y, width, height."""
    width, height = drawn.cell
    ends = [cell for row in drawn.rows for cell in (row[0], row[-1])]
    sizes = ((0, 0), (height, 0), (0, width), (height, width))
    corners = [_corner(cell, *size) for cell in ends for size in sizes]
    across, down = zip(*corners, strict=True)
    across += tuple(column * CELL for column in drawn.columns)
    left, top = min(across), min(down)
    return left, top, max(across) - left, max(down) - top


def _grid(drawn: Grid, side: int) -> DrawnGrid:
    left, top, width, height = _extent(drawn)
    across, down = width + 2 * MARGIN, height + 2 * MARGIN
    return {
        "name": drawn.name,
        "title": drawn.title,
        "sign": drawn.sign,
        "viewBox": (left - MARGIN, top - MARGIN, across, down),
        "size": (int(across * side // CELL), int(down * side // CELL)),
        "top": int(drawn.rows[0][0].row),
        "dense": side <= DENSE,
        "wide": drawn.wide,
        "image": drawn.image,
        "margin": MARGIN,
        "shapes": list(map(shape, drawn.shapes)),
        "rows": [[piece(cell, drawn.cell) for cell in row] for row in drawn.rows],
    }


def markup(drawn: DrawnGrid, focus: Focus | None = None) -> str:
    """Return a drawn grid as one `<svg>` element, with what a focus lights in it."""
    lit = focus.lit if focus else {}
    notes = focus.notes if focus else {}
    chosen = focus.key if focus else ""
    texts = focus.texts.get(drawn["name"], {}) if focus else {}

    def filled(each: Piece) -> str:
        key, shell, text = each
        if texts.get(key, text) != text:
            # The page reads from there what the cell says by itself.
            shell = shell.replace("<g ", f"<g data-value='{escape(text)}' ", 1)
        written = key, shell, texts.get(key, text)
        return _filled(written, lit.get(key), notes.get(key, ""), chosen)

    rows = "".join(
        f'<g role="row" data-line="{line}">{"".join(map(filled, row))}</g>'
        for line, row in enumerate(drawn["rows"], drawn["top"])
    )
    shapes = "".join(map(filled, drawn["shapes"]))
    boxes = [each for each in focus.boxes if each.grid == drawn["name"]] if focus else []
    window = "".join(map(_window, boxes)) or '<rect class="pc-window"/>'
    x, y, width, height = map(_number, drawn["viewBox"])
    dense = ' class="pc-dense"' if drawn["dense"] else ""
    # Not a plain `href`: the theme would take the image for a link, and fail.
    image = f' xmlns:xlink="{XLINK}" xlink:href="{drawn["image"]}"' if drawn["image"] else ""
    inner = [_number(side - 2 * MARGIN) for side in drawn["viewBox"][2:]]
    corner = [_number(side + MARGIN) for side in drawn["viewBox"][:2]]
    return (
        f'<svg role="grid"{dense} aria-label="{escape(drawn["title"])}" data-grid="{drawn["name"]}"'
        f' viewBox="{x} {y} {width} {height}" width="{drawn["size"][0]}" height="{drawn["size"][1]}">'
        f'<image class="pc-image" aria-hidden="true" preserveAspectRatio="none"'
        f' x="{corner[0]}" y="{corner[1]}" width="{inner[0]}" height="{inner[1]}"{image}/>'
        f'<g class="pc-shapes" role="presentation">{shapes}</g>'
        f'<g class="pc-rows" role="rowgroup">{rows}</g>{window}</svg>'
    )


def _window(box: Box) -> str:
    x, y, width, height = frame(box)
    return (
        f'<rect class="pc-window pc-shown" width="{_number(width)}" height="{_number(height)}"'
        f' transform="{_moved(x, y, box.plane)}"/>'
    )


def _number(value: float) -> str:
    return f"{value:g}"


def _filled(drawn: Piece, hue: int | None, note: str, chosen: str) -> str:
    """Return a piece with its value in it, lit if it has a hue."""
    key, shell, text = drawn
    whole = _EMPTY.sub(lambda found: f"{found[1]}{typeset(text, found[2])}</text>", shell)
    if note and "'pc-cell" in shell:
        whole = whole.replace("</g>", f'<text class="pc-note">×{escape(note)}</text></g>')
    if hue is None:
        return whole
    classes = "pc-lit" + (" pc-chosen" if key == chosen else "")
    if hue != NO_HUE and f"pc-hue-{hue}" not in shell:
        classes += f" pc-tinted pc-hue-{hue}"
    for kind in ("cell", "shape"):
        whole = whole.replace(f"class='pc-{kind}", f"class='pc-{kind} {classes}", 1)
    return whole


def typeset(text: str, middle: str) -> str:
    """Return the text of a cell as SVG, its lines one under the other about the middle.

    `panel.js` does the same in the page.
    """
    lines = text.split("\n")
    if len(lines) == 1:
        return escape(text)
    first = -LINE * (len(lines) - 1) / 2
    return "".join(
        f'<tspan x="{middle}" dy="{LINE if number else first:g}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )


def frame(box: Box) -> tuple[float, float, float, float]:
    """Return the place and size of a frame in units of the drawing: x, y, width, height.

    On a plane the size is that before it is laid down.
    """
    return (*_corner(box), box.width * CELL, box.height * CELL)
