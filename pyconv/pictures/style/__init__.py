"""The style sheet of a picture: a page loads it, and a picture in a notebook brings it along."""

from importlib.resources import files

_PARTS = ("panels.css", "shapes.css", "cells.css", "words.css", "print.css")
_NOTEBOOK = "notebook.css"


def sheet() -> str:
    """Return the whole of it; every rule lies in a layer.

    What a page around says in no layer outweighs them, so it has to be kept away: by a shadow root, or
    by a rule that reverts to the layers.

    >>> sheet().count("@layer pyconv.picture.cells {")
    1
    """
    return "\n".join(map(_text, _PARTS))


def notebook_sheet() -> str:
    """Return the whole of it, and what a picture in a notebook needs besides."""
    return f"{sheet()}\n{_text(_NOTEBOOK)}"


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")
