"""A scene on a sheet: its panels in lines within a width, as they stand on the page."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pyconv.pictures.model import NO_HUE, Focus, Grid, Panel, Prose, Scene, ShapeKind
from pyconv.pictures.plot import prose
from pyconv.pictures.plot.grids import NOTHING, Drawer, size_of
from pyconv.pictures.plot.lettering import LEADING, SIZE, balanced, plain, widest
from pyconv.pictures.plot.sheet import Sheet
from pyconv.pictures.svg import sides

WIDE, NARROW = 680, 304
"""The width of a sheet in pixels: for the column of a page, and for a phone."""

GAP, BETWEEN = 14, 12
"""The room beside and between lines of panels."""

SIGN, SIGN_SIZE = 20, 26
"""The room of the sign before a panel, and its height."""

EDGE = 4
"""The room around everything, for frames that reach beyond their cells."""


class _Item(NamedTuple):
    """A panel as it is laid out: `draw` takes the sheet and where it begins."""

    width: float
    height: float
    wide: bool
    draw: Callable[[Sheet, float, float], None]


def draw(scene: Scene, focus: Focus | None = None, *, narrow: bool = False, palette: str = "light") -> Sheet:
    """Return a scene as a drawing, with what a focus lights and says.

    Args:
        scene: what to draw.
        focus: what is lit, if anything; its words stand below.
        narrow: whether it is for a phone.
        palette: "light" or "dark".
    """
    width = NARROW if narrow else WIDE
    room = width - 2 * EDGE
    lit = focus or NOTHING
    lines = _lines(_items(scene.panels, lit, room), room)
    caption = prose.paragraph(plain(lit.spoken), room) if lit.spoken else None
    height = sum(max(item.height for item in line) for line in lines) + BETWEEN * (len(lines) - 1)
    below = caption.height + BETWEEN if caption else 0
    sheet = Sheet(width, round(height + below + 2 * EDGE), palette)
    top = float(EDGE)
    for line in lines:
        tall = max(item.height for item in line)
        x = (width - sum(item.width for item in line) - GAP * (len(line) - 1)) / 2
        for item in line:
            item.draw(sheet, x, top + (tall - item.height) / 2)
            x += item.width + GAP
        top += tall + BETWEEN
    if caption:
        caption.draw(sheet, EDGE, top, room)
    return sheet


def _lines(items: Sequence[_Item], room: float) -> list[list[_Item]]:
    """Return the items in lines; a wide one has a line of its own."""
    lines: list[list[_Item]] = []
    alone = True
    for item in items:
        taken = sum(each.width + GAP for each in lines[-1]) if lines else 0
        if alone or item.wide or taken + item.width > room:
            lines.append([])
        lines[-1].append(item)
        alone = item.wide
    return lines


def _items(panels: Sequence[Panel], focus: Focus, room: float) -> list[_Item]:
    # The cells of taps are the legend of the lines, where there are lines.
    sampled = any(
        shape.hue != NO_HUE and shape.kind in {ShapeKind.EDGE, ShapeKind.PADDING_EDGE}
        for panel in panels
        if isinstance(panel, Grid)
        for shape in panel.shapes
    )
    return [
        _words(panel, room) if isinstance(panel, Prose) else _grid(panel, side, focus, room, sampled=sampled)
        for panel, side in zip(panels, sides(panels), strict=True)
    ]


def _words(panel: Prose, room: float) -> _Item:
    blocks = prose.blocks(panel, room)

    def drawn(sheet: Sheet, left: float, top: float) -> None:
        for block in blocks:
            block.draw(sheet, left, top, room)
            top += block.height

    return _Item(room, sum(block.height for block in blocks), wide=True, draw=drawn)


def _grid(panel: Grid, side: float, focus: Focus, room: float, *, sampled: bool) -> _Item:
    """Return a grid with its title above and its sign before it, no wider than there is room."""
    before = SIGN + GAP / 2 if panel.sign else 0
    wanted, _ = size_of(panel, side)
    side *= min(1, (room - before) / wanted)
    width, height = size_of(panel, side)
    # The title of an image is no wider than it.
    title = balanced(plain(panel.title), width if panel.image else room - before, bold=True)
    above = len(title) * SIZE * LEADING + 4 if title else 0
    across = max(width, widest(title, bold=True))

    def drawn(sheet: Sheet, left: float, top: float) -> None:
        left += before
        if panel.sign:
            sheet.text(left - before + SIGN / 2, top + above + height / 2, panel.sign, size=SIGN_SIZE,
                       colour="soft")  # fmt: skip
        for number, line in enumerate(title):
            sheet.text(
                left + across / 2, top + (number + 0.5) * SIZE * LEADING, line, bold=True, colour="soft"
            )
        Drawer(sheet, panel, side, left + (across - width) / 2, top + above, focus, sampled=sampled).draw()

    return _Item(before + across, above + height, panel.wide, drawn)
