"""The style sheet of a picture: a page loads it, and a picture in a notebook brings it along."""

from importlib.resources import files

_PARTS = ("panels.css", "shapes.css", "cells.css")


def sheet() -> str:
    """Return the whole of it; every rule lies in a layer.

    What a page around says in no layer outweighs them, so it has to be kept away: by a shadow root, or
    by a rule that reverts to the layers.

    >>> sheet().count("@layer pyconv.picture.cells {")
    1
    """
    folder = files(__name__)
    return "\n".join(folder.joinpath(part).read_text("utf-8") for part in _PARTS)
