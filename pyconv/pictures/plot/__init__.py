"""Figures that are drawn with matplotlib: stills of the site, and plots that a reader can change.

Needs the extra `figures` of the package, and only once something is drawn:

    from pyconv.pictures import plot as figures
    figures.draw("figure-2", language="en").savefig("figure-2.png", dpi=144)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from pyconv.errors import ConvError
from pyconv.pictures.controls import Choice, Integer
from pyconv.pictures.settings import Controls, Raw

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Kind:
    """One kind of figure.

    Attributes:
        module: the module of this package that draws it; it needs matplotlib, this one does not.
        settings: what a reader can change, if anything.
    """

    name: str
    module: str
    settings: type[Controls] = Controls


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


FIGURES = {
    kind.name: kind
    for kind in (
        Kind("figure-1", "detector"),
        Kind("figure-2", "layers"),
        Kind("figure-3", "diagram"),
        Kind(
            "weights",
            "weights",
            Weights,
        ),
    )
}


def figure(name: str) -> Kind:
    """Return the kind of figure called `name`.

    Raises:
        ConvError: there is none.
    """
    try:
        return FIGURES[name]
    except KeyError:
        raise ConvError("unknown-figure", value=name, choices=list(FIGURES)) from None


def _module(kind: Kind) -> Any:
    return import_module(f"{__name__}.{kind.module}")


def draw(name: str, params: Raw | None = None, *, language: str = "en", narrow: bool = False) -> "Figure":
    """Return a figure as matplotlib has it, in light colours.

    Args:
        name: one of `FIGURES`.
        params: the parameters that differ from their defaults.
        language: of the words in it, "es" or "en".
        narrow: whether it is for a phone.

    Raises:
        ConvError: an unknown name, or parameters that the figure does not allow.
    """
    kind = figure(name)
    drawn: Figure = _module(kind).draw(kind.settings.read(params or {}), language, narrow=narrow).figure
    return drawn


def drawing(name: str, params: Raw | None = None, *, language: str = "en", narrow: bool = False) -> Drawing:
    """Return a figure as SVG in both palettes, with its text alternative.

    Arguments and errors are those of `draw`. The same arguments give the same bytes.
    """
    from pyconv.pictures.plot.palette import darkened  # noqa: PLC0415 - a page may never draw

    kind = figure(name)
    values = kind.settings.read(params or {})
    module = _module(kind)
    sheet = module.draw(values, language, narrow=narrow)
    light = sheet.svg()
    return Drawing(
        {"light": light, "dark": darkened(light)},
        (round(sheet.width), round(sheet.height)),
        module.alt(values, language),
        module.summary(values, language) if kind.settings.parameters else "",
    )


__all__ = ["FIGURES", "Drawing", "Kind", "draw", "drawing", "figure"]
