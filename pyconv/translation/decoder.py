"""The decoder of an encoder: layers that lead through the same sizes back to that of the input."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.frameworks import Framework
from pyconv.frameworks.layer import Layer, Pairs
from pyconv.networks import Network, Row
from pyconv.networks.steps import Shape
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.translation import row_code
from pyconv.translation.operations import DENSE, Dense, Enlarge, Operation, Pad, Reshape, Windows
from pyconv.transposed import TransposedSpec


class Decoder(NamedTuple):
    """A decoder as code.

    Attributes:
        text: its layers, as `network_code` writes those of a network: the program leaves `network`.
        framework: for which it is.
        warnings: what is not to be seen from the text.
    """

    text: str
    framework: Framework
    warnings: tuple[str, ...] = ()


def matching_decoder(
    network: Network, *, framework: Framework | None = None, language: str = "en"
) -> Decoder:
    r"""Return the decoder that leads through the sizes of an encoder back to that of its input.

    Every layer is reversed, the last one first: a convolution or a pooling by a transposed convolution
    with the same kernel, stride and dilation (with dilation and steps of 1 by the convolution that is
    the same), a transposed convolution or a resizing by a convolution,
    a dense layer by one the other way, and what flattens by what gives the shape back. A transposed
    convolution has

        a = i - (s(o - 1) - 2p + k̂)

    cells of output padding, where i and o are the sizes before and after the layer that is reversed.
    Where no output padding does (a pooling that rounded up, padding that differs before and after),
    the result is cropped or padded behind it. Activations, normalisation and dropout change no size and
    are left out; of copies past layers (`Row.joins`), none is given back.

    Args:
        network: the encoder, as `read_network` returns it.
        framework: for which the decoder is written; without it, that of the encoder.
        language: of comments and warnings.

    Returns:
        Code that runs as it stands. In the encoder's own framework `read_network` reads it, and makes
        of the encoder's `output_shape` its `input_shape`.

    Raises:
        ConvError: a layer makes sizes that no layer brings back, as `Unfold` does, or is a dense layer
            of maps and the decoder is for another framework; the error holds its line under
            `numbers["line"]`. Or an unknown framework.

    >>> from pyconv import read_network
    >>> encoder = read_network("nn.Conv2d(3, 8, 3, stride=2, padding=1)\nnn.MaxPool2d(2)", (3, 26, 26))
    >>> print(matching_decoder(encoder).text)
    from torch import nn
    <BLANKLINE>
    # x (N, 8, 6, 6) -> (N, 3, 26, 26)
    network = nn.Sequential(
        nn.ConvTranspose2d(8, 8, 2, stride=2, output_padding=1),
        nn.ConvTranspose2d(8, 3, 3, stride=2, padding=1, output_padding=1),
    )
    <BLANKLINE>
    >>> read_network(matching_decoder(encoder).text, encoder.output_shape).output_shape
    (3, 26, 26)
    """
    chosen = framework or network.framework
    row: list[Operation] = []
    for place in reversed(range(len(network.rows))):
        before = network.rows[place - 1].output_shape if place else network.input_shape
        row += _back(network.rows[place], before, network.framework, chosen, language)
    found = row_code(row, (network.output_shape, network.input_shape), chosen, language=language)
    return Decoder(found.text, chosen, found.warnings)


def _back(row: Row, before: Shape, read: Framework, chosen: Framework, language: str) -> Iterator[Operation]:
    """Yield what reverses a layer."""
    after = row.output_shape
    if row.flattened:
        yield Dense(after[0], prod(before), bias=True)
        yield Reshape((prod(before),), before)
    elif row.name in DENSE:
        if len(before) > 1 and chosen != read:
            raise ConvError("untranslated", field="network", name=row.name, line=row.line)
        # Of cells with space PyTorch takes the last axis, Keras the channels.
        axis = -1 if read == "pytorch" else 0
        yield Dense(after[axis], before[axis], bias=True)
    elif row.layers is not None:
        yield from _through(row, row.layers, before, language)
    elif prod(before) == prod(after):
        yield Reshape(after, before)
    elif len(before) == len(after) and before[0] == after[0]:
        yield from _resized(before[1:], after[1:])
    elif after == before[:1]:
        # The mean of a map, or its maximum: as if its window were the whole.
        yield Reshape(after, (*after, *(1 for _ in before[1:])))
        yield from _up(ConvSpec(before[1:], before[1:]), (before[0], before[0]), language)
    else:
        raise ConvError("no-decoder", field="network", line=row.line, name=row.name)


def _through(row: Row, layers: Sequence[Spec], before: Shape, language: str) -> Iterator[Operation]:
    channels = row.output_shape[0], before[0]
    for number, layer in reversed(list(enumerate(layers, 1))):
        learns = row.parameters and number == len(layers)
        if isinstance(layer, TransposedSpec):
            yield from _down(layer, channels, language)
        elif layer.taps == 1 == max(layer.stride) and channels[0] == channels[1] and not learns:
            yield from _padded(tuple((-start, -end) for start, end in layer.padding))
        else:
            yield from _up(layer, channels, language)
        channels = before[0], before[0]


def _resized(before: Shape, after: Shape) -> Iterator[Operation]:
    """Yield what gives maps the size that they had before."""
    factors = tuple(-(-n // m) for n, m in zip(before, after, strict=True))
    if max(factors) > 1:
        yield Enlarge(factors)
    yield from _padded(tuple((0, n - m * f) for n, m, f in zip(before, after, factors, strict=True)))


def _padded(sides: Pairs) -> Iterator[Pad]:
    """Yield what adds cells before and after, or cuts them off, if there is any to be."""
    if any(map(any, sides)):
        yield Pad(sides)


def _up(layer: Spec, channels: tuple[int, int], language: str) -> Iterator[Operation]:
    """Yield what reverses windows: a transposed convolution, and what it leaves over."""
    if max(layer.stride) == 1 < max(layer.dilation):
        # Not every framework has a transposed one with dilation; with steps of 1 it is a convolution.
        yield from _turned(layer, channels, language)
        return
    crops, extras, rest = [], [], []
    for axis, (start, _) in enumerate(layer.padding):
        reached = (layer.output_size[axis] - 1) * layer.stride[axis] + layer.span[axis]
        end = layer.input_size[axis] + start - reached
        extra = min(max(end, 0), layer.stride[axis] - 1)
        crops.append((max(start, 0), max(-end, 0)))
        extras.append(extra)
        rest.append((max(-start, 0), max(end, 0) - extra))
    spec = TransposedSpec(
        layer.output_size,
        layer.kernel_size,
        stride=layer.stride,
        padding=tuple(crops),
        dilation=layer.dilation,
        output_padding=tuple(extras),
    )
    yield Windows(Layer(spec, *channels, 1, True, language))
    yield from _padded(tuple(rest))


def _turned(layer: Spec, channels: tuple[int, int], language: str) -> Iterator[Operation]:
    """Yield the convolution that reverses one with steps of 1."""
    padding = []
    sizes = zip(layer.input_size, layer.output_size, layer.span, layer.padding, strict=True)
    for before, after, span, (start, _) in sizes:
        padding.append((span - 1 - start, before - after + start))
    spec = ConvSpec(layer.output_size, layer.kernel_size, padding=tuple(padding), dilation=layer.dilation)
    yield Windows(Layer(spec, *channels, 1, True, language))


def _down(layer: TransposedSpec, channels: tuple[int, int], language: str) -> Iterator[Operation]:
    """Yield a convolution that reverses a transposed one."""
    pairs = zip(layer.padding, layer.output_padding, strict=True)
    spec = ConvSpec(
        layer.output_size,
        layer.kernel_size,
        stride=layer.stride,
        padding=tuple((before, after - extra) for (before, after), extra in pairs),
        dilation=layer.dilation,
    )
    yield Windows(Layer(spec, *channels, 1, True, language))


__all__ = ["Decoder", "matching_decoder"]
