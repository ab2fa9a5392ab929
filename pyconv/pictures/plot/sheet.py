"""A sheet to draw on with matplotlib, measured in pixels from its upper left corner.

Everything the figures have in common: type, outlines, lines, and how a drawing becomes SVG
whose bytes follow from what is drawn.
"""

import io
import re
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from pyconv.pictures.plot.lettering import SIZE, font, load_fonts
from pyconv.pictures.plot.palette import PALETTES

SETTINGS = {
    "font.size": SIZE,
    "svg.fonttype": "path",
    "svg.hashsalt": "pyconv",
    "axes.unicode_minus": True,
    "path.snap": False,
}
"""Letters are outlines: a picture in `<img>` has no fonts of the page."""

NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.5, 2), (5, 2, 1.5, 2), (9, 3))
"""Strokes of lines by tap: solid, dashed, dotted … Colour alone tells nothing."""

_NOT_DRAWN = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>\s*|<!--.*?-->\s*", re.DOTALL)
_POINTS = re.compile(r'(width|height)="([\d.]+)pt"')
_OUTLINE = re.compile(r' d="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_BREAK = re.compile(r"\s*\n\s*")


class Sheet:
    """A drawing of a certain size in pixels; the y axis points down."""

    def __init__(self, width: float, height: float, palette: str = "light") -> None:
        load_fonts()
        self.width, self.height = width, height
        self.colours = PALETTES[palette]
        with mpl.rc_context(SETTINGS):
            self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=self.colours["paper"])
            FigureCanvasSVG(self.figure)
            self.axes = self.plot(0, 0, width, height)
        self.axes.set(xlim=(0, width), ylim=(height, 0), autoscale_on=False)
        self.axes.axis("off")

    def colour(self, name: str) -> str:
        """Return a colour of the palette; "none" is none."""
        return self.colours.get(name, name)

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes of their own at a place of the sheet."""
        below = self.height - top - height
        with mpl.rc_context(SETTINGS):
            return self.figure.add_axes(
                (left / self.width, below / self.height, width / self.width, height / self.height),
                facecolor="none",
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
        halo: str = "",
        label: str = "",
    ) -> Text:
        """Write words at a point, which is the middle of their height; a halo sets them off what is below."""
        written = self.axes.text(
            x,
            y,
            words,
            color=self.colours[colour],
            ha=align,
            # Beside others on their line; what is higher than a line stands in its own middle.
            va="center" if "\n" in words or "\\dfrac" in words else "center_baseline",
            fontproperties=font(size, bold=bold),
            linespacing=1.25,
            zorder=5,
            label=label,
        )
        if halo:
            written.set_path_effects([withStroke(linewidth=size / 4, foreground=self.colours[halo])])
        return written

    def area(
        self,
        path: Path,
        *,
        fill: str = "none",
        edge: str = "none",
        width: float = 1,
        dashes: Sequence[float] = (),
        alpha: float = 1,
        above: float = 3,
        label: str = "",
    ) -> Artist:
        """Draw an outline, filled or not; `above` says what it covers."""
        # Not as a patch: the limits of the axes are fixed, and finding out how far it reaches takes long.
        return self.axes.add_artist(
            PathPatch(
                path,
                facecolor=self.colour(fill),
                edgecolor=self.colour(edge),
                linewidth=width,
                linestyle=(0, tuple(dashes)) if dashes else "solid",
                alpha=alpha if alpha < 1 else None,
                joinstyle="miter",
                capstyle="butt",
                zorder=above,
                label=label,
            )
        )

    def image(
        self, data: bytes, left: float, top: float, right: float, bottom: float, *, label: str = ""
    ) -> Artist:
        """Draw a PNG file of a map between four sides of the sheet, behind everything."""
        return self.axes.imshow(
            imread(io.BytesIO(data), format="png"),
            cmap="gray",
            vmin=0,
            vmax=1,
            extent=(left, right, bottom, top),
            interpolation="none",
            aspect="auto",
            zorder=1,
            label=label,
        )

    def stroke(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str,
        width: float = 1.6,
        dashes: Sequence[float] = (),
    ) -> None:
        """Draw a line through points, behind the cells."""
        self.area(Path(points), edge=colour, width=width, dashes=dashes, above=2)

    def svg(self, *, paper: bool = False) -> str:
        """Return the drawing as SVG, with its paper or transparent."""
        return svg(self.figure, paper=paper)


def svg(figure: Figure, *, paper: bool = False) -> str:
    """Return a figure as SVG: the same bytes for the same drawing, one unit a pixel."""
    out = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(out, format="svg", transparent=not paper, metadata=NO_METADATA)
    text = _POINTS.sub(r'\1="\2"', _NOT_DRAWN.sub("", out.getvalue().decode()))
    # A hundredth of a pixel is more than anybody sees.
    text = _OUTLINE.sub(lambda path: _LONG.sub(lambda found: f"{float(found[0]):.2f}", path[0]), text)
    return _BREAK.sub(" ", text).replace("> <", "><").strip()
