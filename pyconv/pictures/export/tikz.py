r"""The grids of a picture in TikZ, as a file that can be compiled or taken over into another."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import line
from pyconv.pictures.export.texts import entry, words
from pyconv.pictures.model import NO_HUE, Cell, Focus, Grid, Kind, Mark, Plane, Shape, ShapeKind
from pyconv.pictures.moments import awaited
from pyconv.pictures.pieces import CELL, corner, frame, number, slant
from pyconv.pictures.plot.lines import points
from pyconv.pictures.plot.looks import Look, look
from pyconv.pictures.plot.palette import PALETTES, tap
from pyconv.pictures.png import pixels
from pyconv.pictures.state import State
from pyconv.pictures.svg import extent

_WIDEST = 36
"""Cells that stand beside each other; a grid that finds no room begins a new line."""

_GAP, _LINE = 1.5, 2.0
"""The room beside and between grids, in cells."""

_STROKES = ("", "5pt off 2.5pt", "1.5pt off 2pt", "5pt off 2pt on 1.5pt off 2pt", "9pt off 3pt")
_OVER = {"hatch": "M0 40L40 0M0 20L20 0M20 40L40 20", "cross": "M0 0L40 40M40 0L0 40"}
_PALE = 0.22
_SIZES = ((2, r"\small"), (4, r"\scriptsize"))


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    yield 0, 1
    later = awaited(shown) if options.so_far else frozenset()
    drawing = _Drawing(options.palette, shown.focus, later)
    grids = [panel for panel in shown.scene.panels if isinstance(panel, Grid)]
    body = [part for grid, x, y in _places(grids) for part in drawing.grid(grid, x, y)]
    colours = [
        rf"\definecolor{{pyconv-{name}}}{{HTML}}{{{PALETTES[options.palette][name][1:].upper()}}}"
        for name in sorted(drawing.used)
    ]
    lines = [
        f"% {line(shown)}",
        r"\documentclass[tikz,border=4pt]{standalone}",
        r"\usepackage[T1]{fontenc}",
        r"\usepackage{amsmath,amssymb}",
        *colours,
        r"\begin{document}",
        r"\begin{tikzpicture}[x=6mm,y=-6mm,font=\sffamily\small,line join=miter]",
        *body,
        r"\end{tikzpicture}",
        r"\end{document}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _places(grids: Sequence[Grid]) -> Iterator[tuple[Grid, float, float]]:
    """Yield where each grid begins, in cells."""
    x = y = tall = 0.0
    for grid in grids:
        _, _, width, height = (side / CELL for side in extent(grid))
        before = 1.0 if grid.sign else 0.0
        if x and (grid.wide or x + before + width > _WIDEST):
            x, y, tall = 0.0, y + tall + _LINE, 0.0
        yield grid, x + before, y
        x += before + width + _GAP
        tall = max(tall, height)
        if grid.wide:
            x = _WIDEST


class _Drawing:
    """Draws grids; remembers the colours that it used."""

    def __init__(self, palette: str, focus: Focus | None, awaited: frozenset[str]) -> None:
        self.used: set[str] = {"ink", "soft"}
        self._focus = focus or Focus("", {}, {}, (), "", "")
        self._awaited = awaited
        self._palette = palette

    def grid(self, grid: Grid, x: float, y: float) -> Iterator[str]:
        """Yield the lines of a grid that begins at a place, in cells."""
        left, top, width, height = extent(grid)
        yield f"% {' '.join(grid.title.split())}"
        # Units of the drawing are as in the picture: forty for the side of a cell.
        yield (
            rf"\begin{{scope}}[shift={{({number(x - left / CELL)},{number(y - top / CELL)})}},"
            rf"x={number(6 / CELL)}mm,y=-{number(6 / CELL)}mm]"
        )
        middle = number(left + width / 2)
        if grid.title:
            place = f"({middle},{number(top - 6)})"
            yield rf"\node[text=pyconv-soft,anchor=south] at {place} {{{words(grid.title)}}};"
        if grid.sign:
            yield (
                rf"\node[text=pyconv-soft,font=\sffamily\Large] at ({number(left - 20)},"
                rf"{number(top + height / 2)}) {{{words(grid.sign)}}};"
            )
        if grid.image:
            yield from self._image(grid)
        others_lit = any(shape.key in self._focus.lit for shape in grid.shapes)
        for shape in grid.shapes:
            yield from self._shape(shape, others_lit=others_lit)
        texts = self._focus.texts.get(grid.name, {})
        lit = []
        for row in grid.rows:
            for cell in row:
                # What is lit covers the edges of what is not.
                drawn = list(self._cell(cell, grid.cell, texts))
                if cell.key in self._focus.lit:
                    lit += drawn
                else:
                    yield from drawn
        yield from lit
        for box in self._focus.boxes:
            if box.grid == grid.name:
                area = _area(*frame(box), box.plane)
                yield rf"\draw[{self._colour('accent')},line width=1.6pt] {area};"
        yield r"\end{scope}"

    def _colour(self, name: str) -> str:
        self.used.add(name)
        return f"pyconv-{name}"

    def _image(self, grid: Grid) -> Iterator[str]:
        left, top, width, height = extent(grid)
        rows = pixels(grid.image)
        down, across = height / len(rows), width / len(rows[0])
        for place, row in enumerate(rows):
            for column, (red, green, blue) in enumerate(row):
                x, y = left + column * across, top + place * down
                yield (
                    rf"\fill[fill={{rgb,255:red,{red};green,{green};blue,{blue}}}] ({number(x)},{number(y)})"
                    rf" rectangle ({number(x + across)},{number(y + down)});"
                )

    def _shape(self, shape: Shape, *, others_lit: bool) -> Iterator[str]:
        if shape.text:
            x, y = map(float, shape.path.split())
            anchor = "east" if shape.kind is ShapeKind.END_CAPTION else "west"
            yield (
                rf"\node[text=pyconv-soft,anchor={anchor},font=\sffamily\scriptsize] at"
                rf" ({number(x)},{number(y)}) {{{words(shape.text)}}};"
            )
            return
        lit = shape.key in self._focus.lit
        colour = self._colour("soft" if shape.hue == NO_HUE else tap(shape.hue))
        match shape.kind:
            case ShapeKind.HANDLE:
                yield rf"\fill[{self._colour('ink')}] {_lines(shape.path)};"
            case ShapeKind.AREA:
                yield rf"\fill[{colour},opacity=.8] {_lines(shape.path)};"
            case ShapeKind.OUTLINE:
                yield rf"\draw[{self._colour('edge')},line width=2pt] {_lines(shape.path)};"
            case ShapeKind.GUIDE:
                thin = "line width=.4pt,dash pattern=on 1pt off 2pt,opacity=.8"
                yield rf"\draw[{colour},{thin}] {_lines(shape.path)};"
            case _:
                faint = shape.kind is ShapeKind.PADDING_EDGE or shape.hue == NO_HUE
                width = "1.4pt" if lit else ".5pt" if faint else ".9pt"
                dashes = "" if shape.hue == NO_HUE else _STROKES[shape.hue % len(_STROKES)]
                dashes = f",dash pattern=on {dashes}" if dashes else ""
                pale = f",opacity={_PALE}" if others_lit and not lit else ""
                yield (
                    rf"\draw[{colour},line width={width}{dashes}{pale}]"
                    rf" {_lines(shape.path)};"
                )

    def _cell(self, cell: Cell, size: tuple[int, int], texts: dict[str, str]) -> Iterator[str]:
        hue = self._focus.lit.get(cell.key)
        chosen = cell.key == self._focus.key and hue is not None
        place = _Place(*corner(cell), size[0] * CELL, size[1] * CELL, cell.plane)
        if cell.kind is Kind.PIXEL:
            if hue is not None:
                fill = self._colour("accent" if hue == NO_HUE else tap(hue))
                yield rf"\fill[{fill},opacity={'.22' if hue == NO_HUE else '.62'}] {_area(*place)};"
            return
        if cell.key in self._awaited and (cell.kind is Kind.OUTPUT or Mark.WRITTEN in cell.marks):
            cell = cell._replace(marks=(*cell.marks, Mark.PENDING), text=cell.text if hue is not None else "")
        drawn = look(cell, hue, chosen=chosen)
        yield from self._ground(drawn, place)
        text = texts.get(cell.key, cell.text)
        if text:
            yield self._text(text, drawn, place, size[0])
        note = self._focus.notes.get(cell.key, "")
        if note and drawn.noted:
            corner_of = f"({number(place.x + place.width - 2)},{number(place.y + place.height - 2)})"
            where, anchor = (place.middle, "center") if drawn.round else (corner_of, "south east")
            yield (
                rf"\node[text={self._colour('ink')},anchor={anchor},inner sep=0pt,font=\sffamily\tiny]"
                rf" at {where} {{$\times {entry(note)}$}};"
            )

    def _text(self, text: str, drawn: Look, place: "_Place", width: int) -> str:
        size = next((name for most, name in _SIZES if len(text) <= most * width), r"\tiny")
        bold = r"\bfseries\boldmath" if drawn.bold else ""
        said = r" \\ ".join(f"${entry(part)}$" if part else "" for part in text.split("\n"))
        looks = rf"text={self._colour(drawn.ink)},align=center,inner sep=0pt,font=\sffamily{size}{bold}"
        return rf"\node[{looks}] at {place.middle} {{{said}}};"

    def _ground(self, drawn: Look, place: "_Place") -> Iterator[str]:
        """Yield the cell without its text."""
        area = f"{place.middle} circle[radius={number(CELL / 2 - 7)}]" if drawn.round else _area(*place)
        looks = []
        if drawn.fill != "none":
            looks.append(f"fill={self._colour(drawn.fill)}")
        if drawn.edge != "none":
            looks += [f"draw={self._colour(drawn.edge)}", f"line width={number(drawn.width * 0.4)}pt"]
            if drawn.dashes:
                on, off = (number(each * 0.5) for each in drawn.dashes[:2])
                looks.append(f"dash pattern=on {on}pt off {off}pt")
            if drawn.faint < 1:
                looks.append(f"draw opacity={drawn.faint}")
        if looks:
            yield rf"\path[{','.join(looks)}] {area};"
        if drawn.shade:
            yield rf"\fill[{self._colour('accent')},opacity={number(drawn.shade)}] {area};"
        if drawn.over:
            colour = self._colour("accent" if drawn.over == "hatch" else "soft")
            scale = place.width / CELL, place.height / CELL
            over = _lines(_OVER[drawn.over], place.x, place.y, scale)
            yield rf"\draw[{colour},line width=.5pt,opacity=.7] {over};"


class _Place(NamedTuple):
    """Where a cell lies."""

    x: float
    y: float
    width: float
    height: float
    plane: Plane | None

    @property
    def middle(self) -> str:
        across, down = slant(self.plane)
        half = self.height / 2
        return f"({number(self.x + self.width / 2 + across * half)},{number(self.y + down * half)})"


def _area(x: float, y: float, width: float, height: float, plane: Plane | None = None) -> str:
    """Return the outline of a rectangle, on its plane."""
    across, down = slant(plane)
    if plane is None:
        return f"({number(x)},{number(y)}) rectangle ({number(x + width)},{number(y + height)})"
    ends = ((0, 0), (width, 0), (width, height), (0, height))
    corners = [f"({number(x + a + across * b)},{number(y + down * b)})" for a, b in ends]
    return " -- ".join([*corners, "cycle"])


def _lines(path: str, x: float = 0, y: float = 0, scale: tuple[float, float] = (1, 1)) -> str:
    """Return an outline that is written as SVG does."""
    parts = []
    for does, across, down in points(path):
        place = f"({number(round(x + across * scale[0], 3))},{number(round(y + down * scale[1], 3))})"
        parts.append(place if does == "M" else "-- cycle" if does == "Z" else f"-- {place}")
    return " ".join(parts)
