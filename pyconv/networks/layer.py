"""One layer as people write it, in any of the frameworks: read and never run."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks import IGNORED, INPUTS, TABLES
from pyconv.networks.binding import bound
from pyconv.networks.constants import Either, Unreadable, value
from pyconv.networks.functions import Framework, Made, Maker, Unrun, function_of
from pyconv.networks.functions.arrays import commented, makes_array, told
from pyconv.networks.joined import joined
from pyconv.networks.single import single
from pyconv.networks.steps import unchanged
from pyconv.networks.text import Call, Unknown, calls, every_call
from pyconv.pooling import PoolingSpec
from pyconv.spec import PerAxis
from pyconv.stack import Spec

BESIDE = frozenset(
    {"append", "bias_add", "check_model", "key", "PRNGKey", "default_rng", "make_graph", "make_model",
     "make_opsetid", "make_tensor", "make_tensor_value_info", "shape"}
)  # fmt: skip
"""Calls that stand beside a function that computes a layer, and change nothing of it."""


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


class _Piece(NamedTuple):
    """A layer of the text that is not yet given a size."""

    call: Call
    framework: Framework
    make: Maker | object
    given: list[object]
    named: dict[str, object]
    added: bool = False


def read_layer(
    text: str, input_size: PerAxis, in_channels: int | None = None, out_channels: int | None = None
) -> ReadLayer:
    r"""Return the geometry and the channels of one layer of code, which is read and never run.

    The line may be a layer of PyTorch (`nn.Conv2d(…)`) or Keras (`layers.Conv2D(…)`), or a call of
    `torch.nn.functional`, `tf.nn`, `jax.lax`, `onnx.helper.make_node`, `numpy.convolve`,
    `numpy.correlate`, `scipy.signal` or this package's `conv_layer`, `transposed_conv_layer` and `pool`.
    A function is given its weights, whose shape the text has to say: in the call
    (`tf.zeros((3, 3, 16, 32))`), on a line before it (`w = (3, 3, 16, 32)`), or in a comment
    (`# weight (3, 3, 16, 32)`). Layers of padding before a convolution and of cropping after a
    transposed one are taken as part of it.

    What is read is which cells meet which weights: activations, also those of a Keras layer's
    `activation`, change nothing of that and are passed over.

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
    `numpy.convolve` and `scipy.signal`.

    >>> read_layer('layers.Conv2D(8, 3, strides=2, padding="same")', 6).spec.padding
    ((0, 1), (0, 1))
    >>> read_layer("nn.Conv2d(3, 8, 3, stride=2, padding=1)", 6).out_channels
    8
    >>> read_layer('w = (3, 3, 16, 32)\ntf.nn.conv2d(x, w, 2, "SAME")', 6).in_channels
    16
    """
    pieces = _pieces(text)
    made: list[Made] = []
    lines: list[_Piece] = []
    for piece in pieces:
        channels = (made[-1].out_channels or made[-1].in_channels) if made else in_channels
        size = made[-1].spec.output_size if made else input_size
        try:
            found = _read(piece, size, channels)
            if found is not None:
                made = [joined(made[0], found)] if made else [found]
                lines.append(piece)
        except ConvError as error:
            error.numbers.setdefault("line", piece.call.line)
            raise
    if not made:
        raise ConvError("no-layer", field="layers")
    return _whole(made[0], lines, in_channels, out_channels)


def _whole(
    made: Made, lines: Sequence[_Piece], in_channels: int | None, out_channels: int | None
) -> ReadLayer:
    """Return the layer with all its channels."""
    groups = made.groups or in_channels or 1
    given = made.in_channels or in_channels or groups
    groups = made.groups or given
    pooled = isinstance(made.spec, PoolingSpec)
    outputs = given if pooled else made.out_channels or out_channels or given
    main = max(lines, key=lambda piece: piece.call.path[-1].lower().startswith("conv"))
    return ReadLayer(made.spec, given, outputs, groups, made.bias, main.framework, main.call.line)


@lru_cache(maxsize=8)
def _pieces(text: str) -> tuple[_Piece, ...]:
    """Return the layers of a text, which need not be looked for again for another size."""
    found = list(calls(text))
    functions = tuple(_functions(text))
    return functions or tuple(_classes(found))


def _functions(text: str) -> Iterator[_Piece]:
    """Yield the calls of functions that compute a layer; if there are any, nothing else is called."""
    arrays: dict[str, object] | None = None
    pieces: list[_Piece] = []
    others: list[Call | Unknown] = []
    for call, added in every_call(text):
        known = function_of(call.path) if isinstance(call, Call) else None
        if isinstance(call, Unknown) or known is None:
            others.append(call)
            continue
        framework, make = known
        if arrays is None:
            arrays = {**dict(commented(text)), **_assigned_arrays(text)}
        names = Either(call.names, arrays)
        given = [told(each, names) for each in call.given]
        named = {key: told(each, names) for key, each in call.named.items()}
        pieces.append(_Piece(call, framework, make, given, named, added))
    if pieces:
        for call in others:
            name = call.path[-1] if isinstance(call, Call) and call.path else ""
            if not (name in BESIDE or makes_array(name)):
                raise _unknown(call)
    yield from pieces


def _assigned_arrays(text: str) -> dict[str, object]:
    """Return what is known of the arrays that lines of a text give a name."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            made = told(node.value, found)
            if isinstance(made, Unrun) and made.shape is not None:
                found[node.targets[0].id] = made
    return found


def _classes(found: Sequence[Call | Unknown]) -> Iterator[_Piece]:
    """Yield the layers that are objects.

    Raises:
        ConvError: there is something that is none.
    """
    for call in found:
        if isinstance(call, Unknown):
            raise _unknown(call)
        name = call.path[-1]
        if name in INPUTS:
            continue
        framework = next((each for each, table in TABLES.items() if name in table), None)
        if framework is None:
            raise _unknown(call)
        try:
            given = [value(each, call.names) for each in call.given]
            named = {
                key: value(each, call.names)
                for key, each in call.named.items()
                if key not in IGNORED[framework]
            }
        except Unreadable:
            raise _unknown(call) from None
        yield _Piece(call, framework, TABLES[framework][name], given, named)


def _unknown(piece: Call | Unknown) -> ConvError:
    return ConvError("unknown-layer", field="layers", value=piece.text, line=piece.line)


def _read(piece: _Piece, size: PerAxis, channels: int | None) -> Made | None:
    """Return what a piece of the text is for a size, or None if it passes everything through."""
    name = piece.call.path[-1]
    make = piece.make
    if make is unchanged:
        return None
    try:
        if function_of(piece.call.path) is not None:
            taken = bound(make, name, size, piece.given, piece.named)  # type: ignore[arg-type]
            made: Made = make(*taken.args, **taken.kwargs)  # type: ignore[operator]
            return Made(made.spec, made.in_channels, made.out_channels, made.groups, made.bias or piece.added)
        return single(make, name, size, piece.given, piece.named, channels)  # type: ignore[arg-type]
    except Unreadable:
        raise _unknown(piece.call) from None


__all__ = ["ReadLayer", "read_layer"]
