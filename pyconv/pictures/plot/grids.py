"""A grid on a sheet: its cells and what lies behind them, with what a focus lights."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Transform

from pyconv.pictures.model import NO_HUE, Box, Cell, Focus, Grid, Kind, Mark, Plane, Shape, ShapeKind
from pyconv.pictures.pieces import CELL, corner, frame, slant
from pyconv.pictures.plot.lettering import font, plain, widest, width_of
from pyconv.pictures.plot.looks import Look, look
from pyconv.pictures.plot.outlines import outline
from pyconv.pictures.plot.palette import tap
from pyconv.pictures.plot.paper import Paper
from pyconv.pictures.plot.sheet import DASHES
from pyconv.pictures.svg import DENSE, MARGIN, extent

_OVER = {
    "hatch": ("accent", 0.75, "M0 40L40 0M0 20L20 0M20 40L40 20"),
    "cross": ("soft", 0.6, "M0 0L40 40M40 0L0 40"),
}
"""What is drawn over the ground of a cell: its colour, how much of it is seen, its lines."""

_SQUARE = Path(((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)), closed=True)

NOTHING = Focus("", {}, {}, (), "", "")
"""Of a picture at rest nothing is lit."""

_PALE = 0.22
"""How much is seen of the lines that a focus does not light."""


def dashes(hue: int) -> tuple[float, ...]:
    """Return the strokes of a line of a hue."""
    return () if hue == NO_HUE else DASHES[hue % len(DASHES)]


@dataclass
class Drawer:
    """Draws one grid.

    Attributes:
        side: of a cell, in pixels.
        left: where the drawing begins on the sheet, its margin included.
        top: likewise.
        sampled: whether the cells of taps show the line of their tap.
        awaited: keys of cells whose results are still to come.
    """

    sheet: Paper
    grid: Grid
    side: float
    left: float
    top: float
    focus: Focus = NOTHING
    sampled: bool = False
    awaited: frozenset[str] = frozenset()
    _texts: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.scale = self.side / CELL
        x, y, _, _ = span(self.grid, self.side)
        self._to_sheet = (
            Affine2D().translate(MARGIN - x, MARGIN - y).scale(self.scale).translate(self.left, self.top)
        )
        self._width, self._height = (side * CELL for side in self.grid.cell)
        self._texts = self.focus.texts.get(self.grid.name, {})

    def draw(self) -> None:
        """Draw everything, from the back to the front."""
        if self.grid.image:
            self._image()
        lines_lit = any(each.key in self.focus.lit for each in self.grid.shapes)
        for shape in self.grid.shapes:
            self._shape(shape, others_lit=lines_lit)
        for row in self.grid.rows:
            for cell in row:
                self._cell(cell)
        for box in self.focus.boxes:
            if box.grid == self.grid.name:
                self._box(box)

    def _label(self, key: str) -> str:
        return f"{self.grid.name}/{key}"

    def _area(self, path: Path, where: Transform, *, width: float = 1, **looks: Any) -> None:
        """Draw an outline given in units of the drawing."""
        placed = (where + self._to_sheet).transform_path(path)
        self.sheet.area(placed, width=max(width * self.scale, 0.5), **looks)

    def _image(self) -> None:
        x, y, width, height = extent(self.grid)
        (left, top), (right, bottom) = self._to_sheet.transform([(x, y), (x + width, y + height)])
        data = b64decode(self.grid.image.partition(",")[2])
        self.sheet.image(data, left, top, right, bottom, label=self._label("image"))
        self._area(_rectangle(x, y, width, height), Affine2D(), edge="edge", above=1.5)

    def _shape(self, shape: Shape, *, others_lit: bool) -> None:
        label = self._label(shape.key)
        if shape.text:
            x, y = self._to_sheet.transform(tuple(map(float, shape.path.split())))
            align = "right" if shape.kind is ShapeKind.END_CAPTION else "left"
            size = caption_size(self.side)
            self.sheet.text(
                x, y, plain(shape.text), size=size, colour="soft", bold=True, align=align, label=label
            )
            return
        colour = "soft" if shape.hue == NO_HUE else tap(shape.hue)
        lit = shape.key in self.focus.lit
        looks: dict[str, Any] = {"label": label, "above": 1}
        match shape.kind:
            case ShapeKind.HANDLE:
                looks |= {"fill": "ink"}
            case ShapeKind.AREA:
                looks |= {"fill": colour, "alpha": 0.8}
            case ShapeKind.OUTLINE:
                looks |= {"edge": "edge", "width": 8}
            case ShapeKind.GUIDE:
                looks |= {"edge": colour, "width": 1.2, "dashes": (2, 4), "alpha": 0.8}
            case _:
                thin = shape.kind is ShapeKind.PADDING_EDGE or shape.hue == NO_HUE
                looks |= {"edge": colour, "width": 4 if lit else 1.2 if thin else 2.4,
                          "dashes": dashes(shape.hue), "alpha": _PALE if others_lit and not lit else 1,
                          "above": 2.5 if lit else 2}  # fmt: skip
        self._area(outline(shape.path), Affine2D(), **looks)

    def _cell(self, cell: Cell) -> None:
        hue = self.focus.lit.get(cell.key)
        awaited = cell.key in self.awaited and (cell.kind is Kind.OUTPUT or Mark.WRITTEN in cell.marks)
        if awaited:
            cell = cell._replace(marks=(*cell.marks, Mark.PENDING), text=cell.text if hue is not None else "")
        drawn = look(cell, hue, chosen=cell.key == self.focus.key and hue is not None)
        where = self._placed(*corner(cell), cell.plane)
        if cell.kind is Kind.PIXEL:
            if hue is not None:
                self._pixel(cell, hue, where)
            return
        self._ground(cell, drawn, where)
        text = self._texts.get(cell.key, cell.text)
        if text:
            self._text(cell, text, drawn, where)
        note = self.focus.notes.get(cell.key, "")
        if note and drawn.noted:
            size = (11 if self.side <= DENSE else 9.5) * self.scale
            # In the lower right corner; a circle has none.
            middle = drawn.round
            place = (CELL / 2, CELL / 2) if middle else (self._width - 3, self._height - 7)
            x, y = (where + self._to_sheet).transform(place)
            align = "center" if middle else "right"
            self.sheet.text(x, y, plain(f"×{note}"), size=size, bold=True, align=align)

    def _pixel(self, cell: Cell, hue: int, where: Transform) -> None:
        """Draw a cell of an image that is lit: so that the image is still seen."""
        path = _rectangle(0, 0, self._width, self._height)
        fill, alpha = ("accent", 0.22) if hue == NO_HUE else (tap(hue), 0.62)
        self._area(path, where, fill=fill, alpha=alpha, above=3, label=self._label(cell.key))
        if cell.key == self.focus.key:
            self._area(path, where, edge="accent", width=2.5 / self.scale, above=3.4)

    def _ground(self, cell: Cell, drawn: Look, where: Transform) -> None:
        """Draw the cell without its text."""
        width, height = self._width, self._height
        inset = 7 if drawn.round else drawn.width / 2 if drawn.width >= 3 else 0
        if drawn.round:
            path = Path.circle((CELL / 2, CELL / 2), CELL / 2 - inset)
        else:
            path = _rectangle(inset, inset, width - 2 * inset, height - 2 * inset)
        # A fainter edge is drawn by itself, so that the ground covers what is behind it.
        faint = drawn.faint < 1
        above = 3 if drawn.edge == "edge" else 3.2
        self._area(path, where, fill=drawn.fill, edge="none" if faint else drawn.edge, width=drawn.width,
                   dashes=drawn.dashes, above=above, label=self._label(cell.key))  # fmt: skip
        if faint:
            self._area(path, where, edge=drawn.edge, width=drawn.width, alpha=drawn.faint, above=above)
        if drawn.shade:
            self._area(path, where, fill="accent", alpha=drawn.shade, above=above)
        if drawn.over:
            colour, seen, lines = _OVER[drawn.over]
            stretched = Affine2D().scale(width / CELL, height / CELL) + where
            self._area(outline(lines), stretched, edge=colour, width=1.2, alpha=seen, above=3.3)
        if self._samples(cell):
            line = outline(f"M{width * 0.15} {height - 6}H{width * 0.85}")
            self._area(line, where, edge=tap(cell.hue), width=2.8, dashes=dashes(cell.hue), above=3.4)

    def _samples(self, cell: Cell) -> bool:
        return self.sampled and cell.kind is Kind.TAP

    def _text(self, cell: Cell, text: str, drawn: Look, where: Transform) -> None:
        lines = [plain(line) for line in text.split("\n")]
        size = (20 if self.side <= DENSE else 15) * self.scale
        room = 0.86 * self._width * self.scale / widest(lines, size, bold=drawn.bold)
        size *= min(1, room, 0.92 * self._height * self.scale / (size * len(lines)))
        middle = self._height / 2 - (3 if self._samples(cell) else 0)
        if cell.plane:
            self._lying(text, drawn, self._placed(self._width / 2, middle, None) + where, size / self.scale)
            return
        halo = "paper" if drawn.over == "hatch" else ""
        for number, line in enumerate(lines):
            below = size / self.scale * (number - (len(lines) - 1) / 2)
            x, y = (where + self._to_sheet).transform((self._width / 2, middle + below))
            self.sheet.text(x, y, line, size=size, colour=drawn.ink, bold=drawn.bold, halo=halo)

    def _lying(self, text: str, drawn: Look, where: Transform, size: float) -> None:
        """Write on a plane, in the middle of a cell."""
        letters = TextPath((0, 0), text, prop=font(size, bold=drawn.bold))
        box = letters.get_extents()
        # Half the height of a figure, so that all stand on one line.
        upright = Affine2D().translate(-(box.x0 + box.x1) / 2, -0.36 * size).scale(1, -1)
        self._area(upright.transform_path(letters), where, fill=drawn.ink, above=5)

    def _placed(self, x: float, y: float, plane: Plane | None) -> Affine2D:
        """Return the way from a cell that begins at 0, 0 to its place in the grid."""
        return Affine2D.from_values(1, 0, *slant(plane), x, y)

    def _box(self, box: Box) -> None:
        x, y, width, height = frame(box)
        path = _rectangle(0, 0, width, height)
        where = self._placed(x, y, box.plane)
        if self.grid.image:
            self._area(path, where, edge="paper", width=5 / self.scale, above=4)
            self._area(path, where, edge="accent", width=2.5 / self.scale, above=4)
        else:
            self._area(path, where, edge="accent", width=4, above=4)


def caption_size(side: float) -> float:
    """Return the height of the letters of a caption among cells of a side, both in pixels."""
    return (20 if side <= DENSE else 14) * side / CELL


def span(grid: Grid, side: float) -> tuple[float, float, float, float]:
    """Return where a grid begins and how far it reaches with its captions: x, y, width, height."""
    left, top, width, height = extent(grid)
    right, bottom = left + width, top + height
    size = caption_size(side)
    for shape in grid.shapes:
        if shape.text:
            x, y = map(float, shape.path.split())
            long = width_of(plain(shape.text), size, bold=True) * CELL / side
            begin = x - long if shape.kind is ShapeKind.END_CAPTION else x
            left, right = min(left, begin), max(right, begin + long)
            top, bottom = min(top, y - 10), max(bottom, y + 10)
    return left, top, right - left, bottom - top


def size_of(grid: Grid, side: float) -> tuple[float, float]:
    """Return the width and height of a grid in pixels."""
    _, _, width, height = span(grid, side)
    return (width + 2 * MARGIN) * side / CELL, (height + 2 * MARGIN) * side / CELL


def _rectangle(x: float, y: float, width: float, height: float) -> Path:
    return Affine2D().scale(width, height).translate(x, y).transform_path(_SQUARE)
