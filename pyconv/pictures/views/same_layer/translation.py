"""The first line in the framework of the second, and for which inputs that text is the same layer."""

from typing import NamedTuple

from pyconv.comparison import compare_layers
from pyconv.errors import ConvError
from pyconv.frameworks import FrameworkCode, framework_code
from pyconv.networks.layer import ReadLayer, read_layer
from pyconv.pictures.views.same_layer.setup import Shown, geometry

TRIED = 2
"""So many sizes are tried for the text."""


class Translation(NamedTuple):
    """The first layer as a text of the second's framework.

    Attributes:
        layer: the first, for the size whose text is written.
        code: the text.
        same: sizes for which the text, read again, is the first layer; None if it cannot be read.
        every: whether those are all that the first layer takes.
    """

    layer: ReadLayer
    code: FrameworkCode
    same: tuple[int, ...] | None
    every: bool


def translated(shown: Shown, language: str) -> Translation:
    """Return the first layer for the size whose text is the same for most others.

    Padding by name often has one amount for even sizes and one for odd: both are tried.
    """
    taken = [each.size for each in shown.compared if each.outputs[0] is not None]
    found: list[Translation] = []
    for size in taken[: -TRIED - 1 : -1]:
        found.append(_written(shown, size, taken, language))
        if found[-1].every:
            break
    return max(found, key=lambda each: len(each.same or ()))


def _written(shown: Shown, size: tuple[int, ...], taken: list[tuple[int, ...]], language: str) -> Translation:
    text, second = shown.texts[0], shown.second
    try:
        layer = read_layer(text, size, second.in_channels, second.out_channels)
    except ConvError:  # those channels are not shared out equally among its groups
        layer = read_layer(text, size)
    channels = layer.in_channels, layer.out_channels, layer.groups, layer.bias
    code = framework_code(layer.spec, second.framework, *channels, language=language)
    try:
        read_layer(code.text, size)
    except ConvError:
        return Translation(layer, code, None, every=False)
    compared = compare_layers(geometry(text), geometry(code.text), taken)
    same = tuple(each.size[0] for each in compared if each.equal)
    return Translation(layer, code, same, every=len(same) == len(taken))
