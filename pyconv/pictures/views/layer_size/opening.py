"""The small example with numbers in it: a link that opens it in the figure of a convolution."""

import json
from collections.abc import Iterator
from html import escape

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures.model import Prose
from pyconv.pictures.parts.convolution import Plane
from pyconv.pictures.parts.transposition import TransposedPlane
from pyconv.pictures.settings import Raw
from pyconv.pictures.views.layer_size.setup import Layer


def panels(shown: Layer, language: str) -> Iterator[Prose]:
    """Return the link, if a figure could show the example as one row of cells.

    Where that figure is, the page knows, and shows the link.
    """
    settings = drawn(shown)
    if settings is None:
        return
    words = escape(say(language, f"layer-size.open-{shown.kind}"))
    chosen = escape(json.dumps(settings))
    link = f'<a hidden="" data-opens="{shown.kind}" data-settings="{chosen}">{words}</a>'
    yield Prose("open", "", f"<p>{link}</p>")


def drawn(shown: Layer) -> Raw | None:
    """Return the settings of the figure that shows the example; none if no figure can.

    A pooling has no figure of this kind; and the others take no cropped input, no kernel of more cells, no
    sides of a transposed convolution that differ.
    """
    small = shown.example.small
    row = {
        name: [1, value]
        for name, value in (
            ("input", small.size),
            ("kernel", small.kernel),
            ("stride", small.stride),
            ("dilation", small.dilation),
        )
    }
    try:
        if shown.kind == "convolution":
            sides = [0, 0, small.before, small.after]
            settings: Raw = row | {"padding": "explicit", "amounts": sides}
            Plane.read(settings)
            return settings
        if shown.kind == "transposed" and small.before == small.after:
            settings = row | {"padding": [0, small.before], "output_padding": [0, small.extra]}
            TransposedPlane.read(settings).layer()
            return settings
    except ConvError:
        return None
    return None
