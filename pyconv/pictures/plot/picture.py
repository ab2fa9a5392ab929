"""A scene on a sheet: its panels in lines within a width, as they stand on the page."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pyconv.pictures.model import NO_HUE, Focus, Grid, Panel, Prose, Scene, ShapeKind
from pyconv.pictures.moments import Moment
from pyconv.pictures.plot import prose
from pyconv.pictures.plot.grids import NOTHING, Drawer, size_of
from pyconv.pictures.plot.lettering import LEADING, SIZE, balanced, plain, widest
from pyconv.pictures.plot.paper import Paper
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
    """A panel as it is laid out: `draw` takes the paper, where it begins, and what is lit and awaited."""

    width: float
    height: float
    wide: bool
    draw: Callable[[Paper, float, float, Moment], None]


class Layout:
    """A scene with a place for each panel, the same at every moment.

    Attributes:
        width: of the sheet, in pixels.
    """

    def __init__(self, scene: Scene, *, narrow: bool = False) -> None:
        self.width = NARROW if narrow else WIDE
        self._room = self.width - 2 * EDGE
        lines = _lines(_items(scene.panels, self._room), self._room)
        self._places: list[tuple[_Item, float, float]] = []
        top = float(EDGE)
        for line in lines:
            tall = max(item.height for item in line)
            x = (self.width - sum(item.width for item in line) - GAP * (len(line) - 1)) / 2
            for item in line:
                self._places.append((item, x, top + (tall - item.height) / 2))
                x += item.width + GAP
            top += tall + BETWEEN
        self._below = top

    def _caption(self, moment: Moment) -> prose.Lines | None:
        spoken = moment.focus.spoken if moment.focus else ""
        return prose.paragraph(plain(spoken), self._room) if spoken else None

    def height(self, moment: Moment) -> float:
        """Return how high a sheet has to be for a moment, in pixels."""
        caption = self._caption(moment)
        return round(self._below + (caption.height if caption else -BETWEEN) + EDGE)

    def draw(self, paper: Paper, moment: Moment) -> None:
        """Draw a moment."""
        for item, x, top in self._places:
            item.draw(paper, x, top, moment)
        caption = self._caption(moment)
        if caption:
            caption.draw(paper, EDGE, self._below, self._room)


def draw(
    scene: Scene,
    focus: Focus | None = None,
    *,
    narrow: bool = False,
    palette: str = "light",
    awaited: frozenset[str] = frozenset(),
) -> Sheet:
    """Return a scene as a drawing, with what a focus lights and says.

    Args:
        scene: what to draw.
        focus: what is lit, if anything; its words stand below.
        narrow: whether it is for a phone.
        palette: "light" or "dark".
        awaited: keys of cells whose results are still to come.
    """
    layout, moment = Layout(scene, narrow=narrow), Moment(focus, awaited)
    sheet = Sheet(layout.width, layout.height(moment), palette)
    layout.draw(sheet, moment)
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


def _items(panels: Sequence[Panel], room: float) -> list[_Item]:
    # The cells of taps are the legend of the lines, where there are lines.
    sampled = any(
        shape.hue != NO_HUE and shape.kind in {ShapeKind.EDGE, ShapeKind.PADDING_EDGE}
        for panel in panels
        if isinstance(panel, Grid)
        for shape in panel.shapes
    )
    return [
        _words(panel, room) if isinstance(panel, Prose) else _grid(panel, side, room, sampled=sampled)
        for panel, side in zip(panels, sides(panels), strict=True)
    ]


def _words(panel: Prose, room: float) -> _Item:
    blocks = prose.blocks(panel, room)

    def drawn(paper: Paper, left: float, top: float, _: Moment) -> None:
        for block in blocks:
            block.draw(paper, left, top, room)
            top += block.height

    return _Item(room, sum(block.height for block in blocks), wide=True, draw=drawn)


def _grid(panel: Grid, side: float, room: float, *, sampled: bool) -> _Item:
    """Return a grid with its title above and its sign before it, no wider than there is room."""
    before = SIGN + GAP / 2 if panel.sign else 0
    wanted, _ = size_of(panel, side)
    side *= min(1, (room - before) / wanted)
    width, height = size_of(panel, side)
    # The title of an image is no wider than it.
    title = balanced(plain(panel.title), width if panel.image else room - before, bold=True)
    above = len(title) * SIZE * LEADING + 4 if title else 0
    across = max(width, widest(title, bold=True))

    def drawn(paper: Paper, left: float, top: float, moment: Moment) -> None:
        left += before
        if panel.sign:
            paper.text(left - before + SIGN / 2, top + above + height / 2, panel.sign, size=SIGN_SIZE,
                       colour="soft")  # fmt: skip
        for number, line in enumerate(title):
            paper.text(
                left + across / 2, top + (number + 0.5) * SIZE * LEADING, line, bold=True, colour="soft"
            )
        Drawer(
            paper,
            panel,
            side,
            left + (across - width) / 2,
            top + above,
            moment.focus or NOTHING,
            sampled=sampled,
            awaited=moment.awaited,
        ).draw()

    return _Item(before + across, above + height, panel.wide, drawn)
