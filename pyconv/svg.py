"""Grids as SVG text: the one renderer of the site, at build time and in the browser.

A grid is drawn in pieces, one per cell, each under its key and with its value apart, so
that a page can keep the pieces that did not change, and change a value alone. Colours and
type belong to the style sheet; what is said here is geometry.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TypedDict

from pyconv.scenes.model import HUES, NO_HUE, Box, Cell, Focus, Grid

CELL = 40
"""The side of a cell, in units of the drawing."""

MARGIN = 3
"""The space around a grid, for the frame of the window."""

CELL_SIDES = ((8, 40), (11, 34), (16, 28), (20, 24), (26, 20), (32, 17), (48, 12), (64, 9))
"""The side of a cell on the screen, in pixels, for grids of up to so many cells."""


DENSE = 12
"""A grid of so many columns has small cells, which its values fill more."""

ROOMY = 3
"""Texts of up to so many characters are written at full size."""

Piece = tuple[str, str, str]


class DrawnGrid(TypedDict):
    """A grid, drawn: its pieces, row by row from row number `top`."""

    name: str
    title: str
    sign: str
    viewBox: tuple[int, int, int, int]
    size: tuple[int, int]
    top: int
    dense: bool
    rows: list[list[Piece]]


@lru_cache(maxsize=16384)
def piece(drawn: Cell) -> Piece:
    """Return one cell: its key, an SVG group without the value, and the value."""
    # Single quotes, because the text crosses to the page as JSON.
    hue = f" pc-hue-{int(drawn.key[4:]) % HUES}" if drawn.kind == "tap" else ""
    edit = f" data-place='{drawn.row},{drawn.column}'" if drawn.editable else ""
    hatch = "<path d='M0 40 40 0M0 20 20 0M20 40 40 20'/>" if "untouched" in drawn.kind else ""
    size = f" class='pc-n{min(len(drawn.text), 7)}'" if len(drawn.text) > ROOMY else ""
    shell = (
        f"<g role='gridcell' tabindex='-1' class='pc-cell {drawn.kind}{hue}' data-key='{drawn.key}'{edit}"
        f" transform='translate({drawn.column * CELL} {drawn.row * CELL})'>"
        f"<rect width='{CELL}' height='{CELL}'/>{hatch}<text x='20' y='20'{size}></text></g>"
    )
    return drawn.key, shell, drawn.text


def grids(drawn: Sequence[Grid]) -> list[DrawnGrid]:
    """Return grids in pieces, all with cells of one size that suits the largest."""
    longest = max(max(len(each.rows), len(each.rows[0])) for each in drawn)
    side = next(side for cells, side in CELL_SIDES if longest <= cells)
    return [_grid(each, side) for each in drawn]


def _grid(drawn: Grid, side: int) -> DrawnGrid:
    first, last = drawn.rows[0][0], drawn.rows[-1][-1]
    width = (last.column - first.column + 1) * CELL + 2 * MARGIN
    height = (last.row - first.row + 1) * CELL + 2 * MARGIN
    return {
        "name": drawn.name,
        "title": drawn.title,
        "sign": drawn.sign,
        "viewBox": (first.column * CELL - MARGIN, first.row * CELL - MARGIN, width, height),
        "size": (width * side // CELL, height * side // CELL),
        "top": first.row,
        "dense": len(drawn.rows[0]) >= DENSE,
        "rows": [list(map(piece, row)) for row in drawn.rows],
    }


def markup(drawn: DrawnGrid, focus: Focus | None = None) -> str:
    """Return a drawn grid as one `<svg>` element, with what a focus lights in it."""
    lit = focus.lit if focus else {}
    notes = focus.notes if focus else {}
    chosen = focus.key if focus else ""
    rows = "".join(
        f'<g role="row" data-line="{line}">'
        + "".join(_filled(each, lit.get(each[0]), notes.get(each[0], ""), chosen) for each in row)
        + "</g>"
        for line, row in enumerate(drawn["rows"], drawn["top"])
    )
    window = '<rect class="pc-window"/>'
    if focus and focus.box and focus.box.grid == drawn["name"]:
        left, top, across, down = frame(focus.box)
        window = (
            f'<rect class="pc-window pc-shown" width="{across}" height="{down}"'
            f' transform="translate({left} {top})"/>'
        )
    x, y, width, height = drawn["viewBox"]
    across, down = drawn["size"]
    dense = ' class="pc-dense"' if drawn["dense"] else ""
    return (
        f'<svg role="grid"{dense} aria-label="{escape(drawn["title"])}" data-grid="{drawn["name"]}"'
        f' viewBox="{x} {y} {width} {height}" width="{across}" height="{down}">'
        f"{rows}{window}</svg>"
    )


def _filled(drawn: Piece, hue: int | None, note: str, chosen: str) -> str:
    """Return a piece with its value in it, lit if it has a hue."""
    key, shell, text = drawn
    whole = shell.replace("></text>", f">{escape(text)}</text>")
    if note:
        whole = whole.replace("</g>", f'<text class="pc-note">×{escape(note)}</text></g>')
    if hue is None:
        return whole
    classes = "pc-lit" + (" pc-chosen" if key == chosen else "")
    if hue != NO_HUE and f"pc-hue-{hue}" not in shell:
        classes += f" pc-tinted pc-hue-{hue}"
    return whole.replace("class='pc-cell", f"class='pc-cell {classes}", 1)


def frame(box: Box) -> tuple[int, int, int, int]:
    """Return the place and size of a frame in units of the drawing: x, y, width, height."""
    return (box.column * CELL, box.row * CELL, box.width * CELL, box.height * CELL)
