"""A still as SVG: its letters are outlines, so that it looks the same in a browser, an editor and a slide."""

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.drawn import sheet, with_words
from pyconv.pictures.state import State


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    yield 0, 1
    return with_words(sheet(shown, options).svg(paper=True), shown)
