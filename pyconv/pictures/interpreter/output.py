"""What a cell puts out, told in parts while it runs, and no more of it than a page can hold."""

import io
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from pyconv.messages import say
from pyconv.pictures.exact import grouped

Part = Mapping[str, Any]
"""A part: of which `kind` it is, and its `text`, its `html` or its `image` with what is said of it."""

TEXT = 100_000
"""Characters that one run may print."""

DRAWN = 5_000_000
"""Characters that the pictures of one run may have together."""

LARGE = 1_000_000
"""Characters of a figure as SVG above which it is told as pixels."""

LINE = 2_000
"""Characters after which a line is told before it has ended."""


class Outlet:
    """Tells the parts, until there are too many."""

    def __init__(self, tell: Callable[[Part], object], language: str) -> None:
        self._tell = tell
        self._language = language
        self._left = {"text": TEXT, "drawn": DRAWN}
        self._shown: set[int] = set()

    def text(self, kind: str, text: str) -> None:
        """Tell a text, or as much of it as may still be told."""
        left = self._left["text"]
        if left <= 0:
            return
        self._left["text"] = left - len(text)
        self._tell({"kind": kind, "text": text[:left]})
        if len(text) > left:
            self._cut("text", TEXT)

    def drawn(self, part: Part, size: int) -> None:
        """Tell a picture, if it may still be told."""
        left = self._left["drawn"]
        if left <= 0:
            return
        self._left["drawn"] = left - size
        if size > left:
            self._cut("drawn", DRAWN)
        else:
            self._tell(part)

    def _cut(self, what: str, most: int) -> None:
        self._left[what] = 0
        self._tell(
            {
                "kind": "cut",
                "text": say(self._language, f"interpreter.cut-{what}", most=grouped(most, self._language)),
            }
        )

    def show(self, value: object, *, quiet: bool = False) -> None:
        """Tell a value as a notebook shows it: as a figure, as HTML, or as Python writes it.

        Args:
            quiet: whether nothing is told of None.
        """
        if value is None and quiet:
            return
        markup = None if isinstance(value, type) else getattr(value, "_repr_html_", None)
        if hasattr(value, "savefig") and not isinstance(value, type):
            self._figure(value)
        elif callable(markup) and isinstance(html := markup(), str):
            self.drawn({"kind": "html", "html": html, "text": repr(value)}, len(html))
        else:
            self.text("value", f"{value!r}\n")

    def show_figures(self) -> None:
        """Tell the figures that matplotlib holds open and that were not shown, and close them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            self._figure(pyplot.figure(number))
        pyplot.close("all")

    def _figure(self, figure: Any) -> None:
        if id(figure) in self._shown:
            return
        self._shown.add(id(figure))
        titles = filter(None, (axes.get_title() for axes in figure.axes))
        said = ": ".join([say(self._language, "interpreter.figure"), *filter(None, ["; ".join(titles)])])
        media, image = "svg+xml", _saved(figure, "svg")
        if len(image) > LARGE:
            media, image = "png", _saved(figure, "png")
        data = f"data:image/{media};base64,{b64encode(image).decode()}"
        self.drawn({"kind": "image", "image": data, "text": said}, len(data))


def _saved(figure: Any, kind: str) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format=kind)
    return file.getvalue()


class Printer(io.TextIOBase):
    """A stream whose lines are told as they are written."""

    def __init__(self, outlet: Outlet, kind: str) -> None:
        self._outlet = outlet
        self._kind = kind
        self._line = ""

    def writable(self) -> bool:
        """Return that it is there to be written to."""
        return True

    def write(self, text: str, /) -> int:
        """Tell the lines that are whole by now."""
        whole, end, rest = (self._line + text).rpartition("\n")
        self._line = rest
        if end:
            self._outlet.text(self._kind, whole + end)
        if len(rest) > LINE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Tell what is there of a line."""
        if self._line:
            self._outlet.text(self._kind, self._line)
            self._line = ""
