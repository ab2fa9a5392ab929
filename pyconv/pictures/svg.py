"""Panels as SVG text: the one renderer of the site, at build time and in the browser.

Colours and type belong to the style sheet; what is said here is geometry.
"""

from collections.abc import Sequence
from html import escape
from typing import TypedDict, final

from pyconv.pictures.model import (
    Cell,
    Focus,
    Grid,
    Kind,
    Panel,
    Prose,
)
from pyconv.pictures.pieces import (
    CELL,
    DrawnCell,
    Lighting,
    Look,
    Piece,
    corner,
    lit_cell,
    lit_shape,
    number,
    own,
    shape,
    window,
)

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

Extent = tuple[float, float, float, float]

NOWHERE: Extent = (0, 0, 0, 0)

XLINK = "http://www.w3.org/1999/xlink"


@final
class DrawnGrid(TypedDict):
    """A grid, drawn: its cells, row by row from row number `top`, and how they look."""

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
    looks: list[str]
    rows: list[list[DrawnCell]]


@final
class DrawnProse(TypedDict):
    """Words as they are written."""

    name: str
    title: str
    html: str


Drawn = DrawnGrid | DrawnProse


def panels(drawn: Sequence[Panel]) -> list[Drawn]:
    """Return panels as they are drawn; grids of one scale with cells of one size."""
    extents = _extents(drawn)
    return [
        _prose(each) if isinstance(each, Prose) else _grid(each, reach, side)
        for each, reach, side in zip(drawn, extents, _sides(drawn, extents), strict=True)
    ]


def sides(drawn: Sequence[Panel]) -> list[int]:
    """Return the side of a cell on the screen for each panel, in pixels; one for all grids of a scale."""
    return _sides(drawn, _extents(drawn))


def _extents(drawn: Sequence[Panel]) -> list[Extent]:
    return [extent(each) if isinstance(each, Grid) else NOWHERE for each in drawn]


def _sides(drawn: Sequence[Panel], extents: Sequence[Extent]) -> list[int]:
    longest: dict[str, float] = {}
    for each, reach in zip(drawn, extents, strict=True):
        if isinstance(each, Grid):
            width, height = (side / CELL for side in reach[2:])
            # A panel that scrolls sideways may be higher than the others, and a stack somewhat.
            cells = max(width, height / (2 if each.wide else 1.5 if each.stacked else 1))
            # An image is looked at as a whole: two fit side by side, with a filter between them.
            cells *= 2.5 if each.image else 1
            before = longest.get(each.scale, 0)
            # Grids with a scale of their own are to stand beside each other.
            longest[each.scale] = before + cells if each.scale else max(before, cells)
    return [_side(longest[each.scale], wide=each.wide) if isinstance(each, Grid) else 0 for each in drawn]


def _side(cells: float, *, wide: bool) -> int:
    side = next((side for most, side in CELL_SIDES if cells <= most), SMALLEST_SIDE)
    return max(side, LEGIBLE_SIDE) if wide else side


def _prose(drawn: Prose) -> DrawnProse:
    return {"name": drawn.name, "title": drawn.title, "html": drawn.html}


def extent(drawn: Grid) -> Extent:
    """Return where the cells of a grid begin and how far they reach: x, y, width, height."""
    width, height = drawn.cell
    ends = [cell for row in drawn.rows for cell in (row[0], row[-1])]
    sizes = ((0, 0), (height, 0), (0, width), (height, width))
    corners = [corner(cell, *size) for cell in ends for size in sizes]
    across, down = zip(*corners, strict=True)
    across += tuple(column * CELL for column in drawn.columns)
    left, top = min(across), min(down)
    return left, top, max(across) - left, max(down) - top


def _grid(drawn: Grid, reach: Extent, side: int) -> DrawnGrid:
    left, top, width, height = reach
    across, down = width + 2 * MARGIN, height + 2 * MARGIN
    # Looks are numbered in the order in which the cells bring them.
    numbers: dict[Look, int] = {}
    rows: list[list[DrawnCell]] = []
    for row in drawn.rows:
        said = [own(cell, drawn.cell) for cell in row]
        rows.append([(key, numbers.setdefault(seen, len(numbers)), *more) for key, seen, *more in said])
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
        "looks": list(map(str, numbers)),
        "rows": rows,
    }


def stills(shown: Sequence[Panel], focus: Focus | None = None) -> list[str]:
    """Return each panel as one `<svg>` element, with what a focus lights in it; nothing for prose."""
    return [
        _still(each, drawn, focus) if isinstance(each, Grid) and "rows" in drawn else ""
        for each, drawn in zip(shown, panels(shown), strict=True)
    ]


def _still(grid: Grid, drawn: DrawnGrid, focus: Focus | None) -> str:
    lighting = Lighting(focus, grid.name)

    # One is enough for a picture that is wider than its place, and no page waits for hundreds.
    cells = [cell for row in grid.rows for cell in row]
    reached = next((cell for cell in cells if cell.kind is not Kind.PIXEL), cells[0] if cells else None)

    def written(row: tuple[Cell, ...]) -> str:
        return "".join(lit_cell(cell, grid.cell, lighting, reached=cell is reached) for cell in row)

    rows = "".join(
        f'<g role="row" data-line="{line}">{written(row)}</g>'
        for line, row in enumerate(grid.rows, drawn["top"])
    )
    shapes = "".join(lit_shape(each, lighting) for each in grid.shapes)
    boxes = [each for each in focus.boxes if each.grid == grid.name] if focus else []
    frames = "".join(map(window, boxes)) or '<rect class="pc-window"/>'
    x, y, width, height = map(number, drawn["viewBox"])
    dense = ' class="pc-dense"' if drawn["dense"] else ""
    # Not a plain `href`: the theme would take the image for a link, and fail.
    image = f' xmlns:xlink="{XLINK}" xlink:href="{drawn["image"]}"' if drawn["image"] else ""
    inner = [number(side - 2 * MARGIN) for side in drawn["viewBox"][2:]]
    corner = [number(side + MARGIN) for side in drawn["viewBox"][:2]]
    return (
        f'<svg role="grid"{dense} aria-label="{escape(drawn["title"])}" data-grid="{drawn["name"]}"'
        f' viewBox="{x} {y} {width} {height}" width="{drawn["size"][0]}" height="{drawn["size"][1]}">'
        f'<image class="pc-image" aria-hidden="true" preserveAspectRatio="none"'
        f' x="{corner[0]}" y="{corner[1]}" width="{inner[0]}" height="{inner[1]}"{image}/>'
        f'<g class="pc-shapes" role="presentation">{shapes}</g>'
        f'<g class="pc-rows" role="rowgroup">{rows}</g>{frames}</svg>'
    )
