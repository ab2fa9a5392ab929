"""Pictures as files, each of which carries the state that it was made in.

A file is made by a generator, which yields how far it has come, done and all, and returns the bytes:
a page shows the progress and may give up in between. The same state gives the same bytes.
"""

from collections.abc import Generator, Mapping
from importlib import import_module
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.pictures.state import State

Work = Generator[tuple[int, int], None, bytes]
"""The making of a file."""

SCALES = (1, 2, 4)
"""Pixels of an image for one of the drawing, along each side."""


class Options(NamedTuple):
    """How a file shows its state.

    Attributes:
        dark: whether it has the dark colours.
        narrow: whether it is as wide as a phone rather than as a column of text.
        scale: pixels of an image for one of the drawing, along each side.
        so_far: whether results that the animation has not come to are left out.
        address: of the page that it comes from, if any.
    """

    dark: bool = False
    narrow: bool = False
    scale: int = 2
    so_far: bool = False
    address: str = ""

    @property
    def palette(self) -> str:
        """The name of the colours."""
        return "dark" if self.dark else "light"


class Format(NamedTuple):
    """A kind of file.

    Attributes:
        suffix: how its name ends.
        media: its media type.
        module: which of this package writes it, in its function `write`.
        moves: whether it shows every step.
    """

    suffix: str
    media: str
    module: str
    moves: bool = False


FORMATS: Mapping[str, Format] = {
    "svg": Format(".svg", "image/svg+xml", "svg"),
    "png": Format(".png", "image/png", "png"),
    "pdf": Format(".pdf", "application/pdf", "pdf"),
    "gif": Format(".gif", "image/gif", "gif", moves=True),
    "animated-svg": Format(".svg", "image/svg+xml", "animated", moves=True),
    "html": Format(".html", "text/html", "html", moves=True),
    "tex": Format(".tex", "application/x-tex", "tex"),
    "tikz": Format(".tikz", "application/x-tex", "tikz"),
    "numpy": Format(".py", "text/x-python", "numpy"),
    "csv": Format(".csv", "text/csv", "csv"),
}
"""All kinds, by name."""


def format_of(name: str, *, animated: bool = False) -> str:
    """Return which kind of file is meant by how its name ends.

    Raises:
        ConvError: none is, or none that moves.

    >>> format_of("figure.svg"), format_of("figure.SVG", animated=True), format_of("figure.gif")
    ('svg', 'animated-svg', 'gif')
    """
    suffix = f".{name.rpartition('.')[2]}".lower() if "." in name else ""
    found = [kind for kind, each in FORMATS.items() if each.suffix == suffix]
    if animated:
        found = [kind for kind in found if FORMATS[kind].moves]
    if not found:
        suffixes = sorted({each.suffix for each in FORMATS.values() if each.moves or not animated})
        raise ConvError("file-suffix", field="path", value=name, choices=", ".join(suffixes))
    return found[0]


def work(kind: str, shown: State, options: Options | None = None) -> Work:
    """Return the making of a file of a kind.

    Raises:
        ConvError: there is no such kind or size.
    """
    if kind not in FORMATS:
        raise ConvError("unknown-format", field="format", value=kind, choices=list(FORMATS))
    chosen = options or Options()
    if chosen.scale not in SCALES:
        raise ConvError("unknown-scale", field="scale", value=chosen.scale, choices=list(map(str, SCALES)))
    making: Work = import_module(f"{__name__}.{FORMATS[kind].module}").write(shown, chosen)
    return making


def written(kind: str, shown: State, options: Options | None = None) -> bytes:
    """Return a file of a kind; arguments and errors are those of `work`."""
    making = work(kind, shown, options)
    while True:
        try:
            next(making)
        except StopIteration as end:
            data: bytes = end.value
            return data
