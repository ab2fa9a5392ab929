"""Figures that are drawn with matplotlib: pictures of the views, and plots that a reader can change.

Needs the extra `figures` of the package, and only once something is drawn:

    from pyconv.pictures import plot
    plot.draw("connectivity", {"stride": 2}, language="en").savefig("connectivity.png", dpi=144)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyconv.errors import ConvError
from pyconv.pictures.controls import Choice, Integer
from pyconv.pictures.settings import Controls, Raw
from pyconv.pictures.views import VIEWS, view

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pyconv.pictures.plot.sheet import Sheet


@dataclass(frozen=True)
class Kind:
    """One kind of figure.

    Attributes:
        settings: what can be chosen.
        live: whether a reader may change it. A view has its widget for that.
    """

    name: str
    settings: type[Controls]
    live: bool = False


class Weights(Controls):
    """What a reader can change in the plot of weights."""

    kernel = Integer(1, 11, (3,))
    in_channels = Integer(1, 64, (3,))
    out_channels = Integer(1, 64, (16,))
    largest = Integer(16, 512, (224,))
    layers = Choice(("all", "dense-convolutional", "local-convolutional", "convolutional"), "all")


class Drawing(NamedTuple):
    """A figure as SVG.

    Attributes:
        svg: by palette, "light" and "dark"; the paper is transparent.
        size: width and height in pixels.
        alt: what it shows, for those who do not see it.
        summary: what to notice about these settings; may be empty.
    """

    svg: Mapping[str, str]
    size: tuple[int, int]
    alt: str
    summary: str


WEIGHTS = Kind("weights", Weights, live=True)
"""The plot that is no picture of a view."""

FIGURES: Sequence[str] = (WEIGHTS.name, *VIEWS)
"""The names of all figures."""


def figure(name: str) -> Kind:
    """Return the kind of figure called `name`: the plot of weights, or a view as it is drawn on paper.

    Raises:
        ConvError: there is none.
    """
    if name == WEIGHTS.name:
        return WEIGHTS
    if name not in VIEWS:
        raise ConvError("unknown-figure", value=name, choices=FIGURES)
    return Kind(name, view(name).settings)


class _Drawn(NamedTuple):
    sheet: "Sheet"
    alt: str
    summary: str


def _drawn(
    name: str, params: Raw | None, language: str, step: int | None, *, narrow: bool, palette: str = "light"
) -> _Drawn:
    from pyconv.pictures.plot import still, weights  # noqa: PLC0415 - a page may never draw

    kind = figure(name)
    if kind is not WEIGHTS:
        shown = still.state(name, params or {}, language, step=step)
        sheet = still.draw(shown.scene, shown.focus, narrow=narrow, palette=palette)
        return _Drawn(sheet, still.alt(shown), shown.scene.summary)
    values = Weights.read(params or {})
    sheet = weights.draw(values, language, narrow=narrow, palette=palette)
    return _Drawn(sheet, weights.alt(values, language), weights.summary(values, language))


def draw(
    name: str,
    params: Raw | None = None,
    *,
    language: str = "en",
    narrow: bool = False,
    step: int | None = None,
    palette: str = "light",
) -> "Figure":
    """Return a figure as matplotlib has it.

    Args:
        name: one of `FIGURES`.
        params: the parameters that differ from their defaults; of a view, as in a block of a page.
        language: of the words in it, "es" or "en".
        narrow: whether it is for a phone.
        step: which step of a view's animation is lit; None is the picture at rest.
        palette: "light" or "dark".

    Raises:
        ConvError: an unknown name, or parameters that the figure does not allow.
    """
    return _drawn(name, params, language, step, narrow=narrow, palette=palette).sheet.figure


def drawing(
    name: str,
    params: Raw | None = None,
    *,
    language: str = "en",
    narrow: bool = False,
    step: int | None = None,
) -> Drawing:
    """Return a figure as SVG in both palettes, with its text alternative.

    Arguments and errors are those of `draw`. The same arguments give the same bytes.
    """
    from pyconv.pictures.plot.palette import darkened  # noqa: PLC0415 - a page may never draw

    sheet, alt, summary = _drawn(name, params, language, step, narrow=narrow)
    light = sheet.svg()
    return Drawing(
        {"light": light, "dark": darkened(light)}, (round(sheet.width), round(sheet.height)), alt, summary
    )


__all__ = ["FIGURES", "Drawing", "Kind", "Weights", "draw", "drawing", "figure"]
