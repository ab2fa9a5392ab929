"""One layer as people write it, in any of the frameworks: read and never run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pyconv.errors import ConvError
from pyconv.networks.binding import signature
from pyconv.networks.constants import Unreadable
from pyconv.networks.flow import feeds
from pyconv.networks.functions import Framework, Made, function_of
from pyconv.networks.functions.padding import Padded, layout
from pyconv.networks.joined import joined
from pyconv.networks.pieces import Piece, pieces_of, unknown
from pyconv.networks.single import single
from pyconv.networks.steps import unchanged
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec, PerAxis, count_axes, per_axis
from pyconv.stack import Spec


@dataclass(frozen=True)
class ReadLayer:
    """A layer that was read.

    Attributes:
        spec: its geometry, for the size of the input that was given.
        in_channels, out_channels, groups, bias: as `framework_code` takes them. A pooling has as many
            channels as its input, and no bias.
        framework: whose line it is.
        line: its line in the text, from 1.

    >>> read = read_layer("layers.DepthwiseConv2D(3)", 6, in_channels=4)
    >>> read.spec.output_size, read.out_channels, read.groups, read.framework
    ((4, 4), 4, 4, 'keras')
    """

    spec: Spec
    in_channels: int
    out_channels: int
    groups: int
    bias: bool
    framework: Framework
    line: int


def read_layer(
    text: str, input_size: PerAxis, in_channels: int | None = None, out_channels: int | None = None
) -> ReadLayer:
    r"""Return the geometry and the channels of one layer of code, which is read and never run.

    The line may be a layer of PyTorch (`nn.Conv2d(…)`) or Keras (`layers.Conv2D(…)`), or a call of
    `torch.nn.functional`, `tf.nn`, `jax.lax`, `onnx.helper.make_node`, `numpy.convolve`,
    `numpy.correlate`, `scipy.signal`, `scipy.ndimage` or this package's `conv_layer`,
    `transposed_conv_layer` and `pool`.
    A function is given its weights, whose shape the text has to say: in the call
    (`tf.zeros((3, 3, 16, 32))`), on a line before it (`w = (3, 3, 16, 32)`), or in a comment
    (`# weight (3, 3, 16, 32)`). Layers of padding before a convolution and of cropping after a
    transposed one are taken as part of it; so are `F.pad`, `tf.pad`, `np.pad` and `jnp.pad` where what they
    make is what the function is given.

    What is read is which cells meet which weights: activations, as layers, as functions around a call or
    after it, and as a Keras layer's `activation`, change nothing of that and are passed over.

    Args:
        text: the code.
        input_size: cells of the input, one number for all axes or one per axis. How many axes there are
            is what the layer says.
        in_channels, out_channels: where the text does not say them; without them, the fewest that
            the layer takes in, and as many out as in.

    Raises:
        ConvError: no layer, more than one, one that is not known here or does not take that size. The
            error holds the line of the text under `numbers["line"]`.

    Source: the signatures of `torch.nn`, `keras.layers` (Keras 3), `tf.nn`, `jax.lax`, ONNX's operators,
    `numpy.convolve`, `scipy.signal` and `scipy.ndimage`.

    >>> read_layer('layers.Conv2D(8, 3, strides=2, padding="same")', 6).spec.padding
    ((0, 1), (0, 1))
    >>> read_layer("nn.Conv2d(3, 8, 3, stride=2, padding=1)", 6).out_channels
    8
    >>> read_layer('w = (3, 3, 16, 32)\ntf.nn.conv2d(x, w, 2, "SAME")', 6).in_channels
    16
    """
    pieces = pieces_of(text)
    made: list[Made] = []
    lines: list[Piece] = []
    for place, piece in enumerate(pieces):
        channels = (made[-1].out_channels or made[-1].in_channels) if made else in_channels
        size = made[-1].spec.output_size if made else input_size
        try:
            found = _padded(place, pieces, made, size) if piece.pads else _read(piece, size, channels)
            if found is not None:
                made = [_together(made[0], found, piece.name)] if made else [found]
                lines.append(piece)
        except ConvError as error:
            error.numbers.setdefault("line", piece.call.line)
            raise
    if not made:
        raise ConvError("no-layer", field="layers")
    return _whole(made[0], lines, in_channels, out_channels)


def _whole(
    made: Made, lines: Sequence[Piece], in_channels: int | None, out_channels: int | None
) -> ReadLayer:
    """Return the layer with all its channels."""
    groups = made.groups or in_channels or 1
    given = made.in_channels or in_channels or groups
    groups = made.groups or given
    pooled = isinstance(made.spec, PoolingSpec)
    outputs = given if pooled else made.out_channels or out_channels or given
    main = max(lines, key=lambda piece: (not piece.pads, piece.name.lower().startswith("conv")))
    return ReadLayer(made.spec, given, outputs, groups, made.bias, main.framework, main.call.line)


def _padded(place: int, pieces: Sequence[Piece], made: Sequence[Made], size: PerAxis) -> Made:
    """Return what a call pads, or crops, of what the layer after it is given, or the one before it makes.

    Args:
        place: of the call among the pieces of the text.
        pieces: of which one at least is a layer.
        made: what comes before it, if anything does.
        size: of what the call is given.

    Raises:
        ConvError: that is another array, or other axes than those of space are padded.
    """
    piece = pieces[place]
    layer = next(each for each in (*pieces[place:], *reversed(pieces[:place])) if not each.pads)
    for maker, taker in pairwise(pieces[max(place - 1, 0) : place + 2]):
        first = list(signature(taker.make).parameters)[1]
        if not feeds(maker.call, taker.call, first):
            raise ConvError("pads-apart", field="layers", name=piece.call.text)
    taken = piece.bound(size)
    told: Padded = piece.make(*taken.args, **taken.kwargs)  # type: ignore[operator]
    axes = made[0].spec.axes if made else _axes(layer, told, size)
    sides = told.along(axes, around=layout(layer.framework, layer.name, layer.bound(size).arguments))
    return Made(ConvSpec(per_axis("input", size, axes), (1,) * axes, padding=sides, padding_mode=told.mode))


def _axes(layer: Piece, told: Padded, size: PerAxis) -> int:
    """Return along how many axes a layer slides: on an input that is as long as the longest, padded."""
    sizes = per_axis("input", size, count_axes(size))
    if len(sizes) > 1:
        return len(sizes)
    longest = sizes[0] + sum(max(sum(pair), 0) for pair in told.sides)
    try:
        return _computed(layer, longest).spec.axes
    except ConvError as error:
        error.numbers.setdefault("line", layer.call.line)
        raise


def _together(first: Made, then: Made, name: str) -> Made:
    """Return two layers as one, if they are.

    Raises:
        ConvError: they are two, or zeros are put around what the largest is taken of.
    """
    pad, pooling = first.spec, then.spec
    zeros = isinstance(pad, ConvSpec) and pad.taps == max(pad.stride) == 1 and pad.padding_mode == "zeros"
    largest = isinstance(pooling, PoolingSpec) and pooling.kind == "max"
    if zeros and largest and max(map(max, pad.padding)) > 0:
        raise ConvError("zeros-before-largest", field="padding", name=name)
    return joined(first, then)


def _read(piece: Piece, size: PerAxis, channels: int | None) -> Made | None:
    """Return what a piece of the text is for a size, or None if it passes everything through."""
    if piece.make is unchanged:
        return None
    if function_of(piece.call.path) is not None:
        return _computed(piece, size)
    return single(piece.make, piece.name, size, piece.given, piece.named, channels)  # type: ignore[arg-type]


def _computed(piece: Piece, size: PerAxis) -> Made:
    """Return the layer that a function computes of an input of that size."""
    taken = piece.bound(size)
    try:
        made: Made = piece.make(*taken.args, **taken.kwargs)  # type: ignore[operator]
    except Unreadable:
        raise unknown(piece.call) from None
    return replace(made, bias=made.bias or piece.added)


__all__ = ["ReadLayer", "read_layer"]
