"""What the drawn kinds of files have in common: the sheet of a still, and what is said of it."""

from html import escape

from pyconv.pictures.export import Options
from pyconv.pictures.export.carried import line, title
from pyconv.pictures.moments import awaited
from pyconv.pictures.plot.picture import draw
from pyconv.pictures.plot.sheet import Sheet
from pyconv.pictures.plot.still import alt
from pyconv.pictures.state import State


def sheet(shown: State, options: Options) -> Sheet:
    """Return a state on a sheet."""
    later = awaited(shown) if options.so_far else frozenset()
    return draw(shown.scene, shown.focus, narrow=options.narrow, palette=options.palette, awaited=later)


def with_words(svg: str, shown: State, style: str = "") -> bytes:
    """Return an SVG file with its name, what it shows in words, and what it carries."""
    opening, mark, rest = svg.partition(">")
    said = (
        f"<title>{_text(title(shown))}</title><desc>{_text(alt(shown))}</desc>"
        f"<metadata>{_text(line(shown))}</metadata>"
    )
    moves = f"<style>{style}</style>" if style else ""
    return f"{opening}{mark}{said}{moves}{rest}\n".encode()


def _text(words: str) -> str:
    """Return words as they stand in XML, without signs that it cannot hold."""
    return escape("".join(sign if sign >= " " or sign in "\t\n" else " " for sign in words), quote=False)
