"""All steps as one SVG that moves by itself, and rests where a reader wants no movement."""

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.drawn import with_words
from pyconv.pictures.plot.film import Film
from pyconv.pictures.state import State

_CALM = "@media (prefers-reduced-motion:reduce){g{animation:none!important}}"


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    yield 0, 2
    film = Film(shown, narrow=options.narrow, palette=options.palette)
    yield 1, 2
    svg, style = film.svg(shown.step or 0)
    return with_words(svg, shown, style + _CALM)
