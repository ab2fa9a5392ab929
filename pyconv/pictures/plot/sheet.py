"""A sheet to draw on with matplotlib, measured in pixels from its upper left corner.

Everything the figures have in common: type, cells, lines, and how a drawing becomes SVG
whose bytes follow from what is drawn.
"""

import io
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from textwrap import wrap

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from pyconv.pictures.plot.palette import COLOURS

FAMILY = "Inter Figures"

SIZE = 13
"""The height of the type, in pixels, also on a phone."""

ADVANCE = 0.55
"""How wide a letter is on average, as a part of the height of the type."""

SETTINGS = {
    "font.family": FAMILY,
    "font.size": SIZE,
    "svg.fonttype": "path",
    "svg.hashsalt": "pyconv",
    "axes.unicode_minus": True,
    "text.parse_math": False,
    "path.snap": False,
}
"""Letters are outlines: a picture in `<img>` has no fonts of the page."""

NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.5, 2))
"""Strokes by tap: solid, dashed, dotted. Colour alone tells nothing."""

_NOT_DRAWN = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>\s*|<!--.*?-->\s*", re.DOTALL)
_POINTS = re.compile(r'(width|height)="([\d.]+)pt"')
_OUTLINE = re.compile(r' d="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_BREAK = re.compile(r"\s*\n\s*")


@cache
def _load_fonts() -> None:
    """Tell matplotlib of the package's own fonts."""
    for font in files(__package__).joinpath("fonts").iterdir():
        if font.name.endswith(".ttf"):
            with as_file(font) as path:
                fontManager.addfont(str(path))


class Sheet:
    """A drawing of a certain size in pixels; the y axis points down."""

    def __init__(self, width: float, height: float) -> None:
        _load_fonts()
        self.width, self.height = width, height
        with mpl.rc_context(SETTINGS):
            self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
            FigureCanvasSVG(self.figure)
            self.axes = self.plot(0, 0, width, height)
        self.axes.set(xlim=(0, width), ylim=(height, 0))
        self.axes.axis("off")

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes of their own at a place of the sheet."""
        below = self.height - top - height
        with mpl.rc_context(SETTINGS):
            return self.figure.add_axes(
                (left / self.width, below / self.height, width / self.width, height / self.height)
            )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        colour: str = "ink",
        bold: bool = False,
        align: str = "center",
    ) -> None:
        """Write words at a point, which is the middle of their height."""
        self.axes.text(
            x,
            y,
            words,
            color=COLOURS[colour],
            ha=align,
            va="center_baseline" if "\n" not in words else "center",
            fontproperties=font(size, bold=bold),
            linespacing=1.25,
            zorder=5,
        )

    def indexed(
        self, x: float, y: float, letter: str, index: str, *, size: float = SIZE, colour: str = "ink"
    ) -> None:
        """Write a letter with an index, the two together in the middle of a point."""
        small = 0.72 * size
        shift = (len(letter) * size - len(index) * small) * ADVANCE / 2
        self.text(x + shift, y, letter, size=size, colour=colour, align="right")
        self.text(x + shift + 0.5, y + 0.28 * size, index, size=small, colour=colour, align="left")

    def cell(
        self, x: float, y: float, side: float, *, fill: str = "paper", edge: str = "edge", width: float = 1
    ) -> None:
        """Draw a square cell around a point."""
        corner = x - side / 2, y - side / 2
        self.axes.add_patch(
            Rectangle(
                corner,
                side,
                side,
                facecolor=COLOURS[fill],
                edgecolor=COLOURS[edge],
                linewidth=width,
                zorder=3,
            )
        )

    def node(
        self, x: float, y: float, radius: float, *, fill: str = "paper", edge: str = "edge", width: float = 1
    ) -> None:
        """Draw a round node around a point."""
        self.axes.add_patch(
            Circle(
                (x, y), radius, facecolor=COLOURS[fill], edgecolor=COLOURS[edge], linewidth=width, zorder=3
            )
        )

    def frame(self, x: float, y: float, width: float, height: float, *, edge: str = "accent") -> None:
        """Draw a frame with round corners; `x` and `y` are its upper left corner."""
        self.axes.add_patch(
            FancyBboxPatch(
                (x, y),
                width,
                height,
                boxstyle="round,pad=0,rounding_size=4",
                facecolor="none",
                edgecolor=COLOURS[edge],
                linewidth=2.5,
                zorder=4,
            )
        )

    def stroke(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str,
        width: float = 1.6,
        dashes: Sequence[float] = (),
        behind: bool = False,
    ) -> None:
        """Draw a line through points, behind the cells."""
        xs, ys = zip(*points, strict=True)
        style = (0, tuple(dashes)) if dashes else "solid"
        self.axes.plot(
            xs,
            ys,
            color=COLOURS[colour],
            linewidth=width,
            linestyle=style,
            zorder=1 if behind else 2,
        )

    def svg(self) -> str:
        """Return the drawing as SVG in light colours, its paper transparent."""
        return svg(self.figure)


def font(size: float = SIZE, *, bold: bool = False) -> FontProperties:
    """Return the type of the figures at a size in pixels."""
    return FontProperties(family=FAMILY, weight="semibold" if bold else "normal", size=size)


def folded(words: str, width: float, size: float = SIZE) -> str:
    """Return words with line breaks, so that they are about as wide as that at most."""
    return "\n".join(wrap(words, int(width / (size * ADVANCE))))


def svg(figure: Figure) -> str:
    """Return a figure as SVG: the same bytes for the same drawing, one unit a pixel."""
    out = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(out, format="svg", transparent=True, metadata=NO_METADATA)
    text = _POINTS.sub(r'\1="\2"', _NOT_DRAWN.sub("", out.getvalue().decode()))
    # A hundredth of a pixel is more than anybody sees.
    text = _OUTLINE.sub(lambda path: _LONG.sub(lambda found: f"{float(found[0]):.2f}", path[0]), text)
    return _BREAK.sub(" ", text).replace("> <", "><").strip()
