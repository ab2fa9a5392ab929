"""How many weights a layer has, and how many products it takes, dense, local or convolutional.

All three kinds make the same output from the same input; they differ in which cells are
connected and in which connections share a weight.
"""

from typing import Literal, get_args

from pyconv.arithmetic import flag, whole
from pyconv.errors import ConvError
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec

LayerKind = Literal["dense", "local", "convolutional"]

LAYER_KINDS: tuple[LayerKind, ...] = get_args(LayerKind)


def parameter_count(
    spec: ConvSpec | TransposedSpec,
    kind: LayerKind = "convolutional",
    *,
    in_channels: int = 1,
    out_channels: int = 1,
    groups: int = 1,
    bias: bool = False,
) -> int:
    """Return how many numbers a layer learns.

        dense           I·O · C·C' / g    (+ O·C' with a bias)
        local           P·K · C·C' / g    (+ O·C')
        convolutional     K · C·C' / g    (+ C')

    with I input cells, O output cells and K kernel taps in one channel, C channels of input
    and C' of output in g groups; in a depthwise layer g = C. P are the places of the kernel: the
    output cells of a convolution, the input cells of a transposed one. Nothing is shared in a
    dense layer, nor in a locally connected one, which has a kernel of its own at every place; a
    convolution has one kernel for all of them, and one number of bias for each channel.

    Weights that only ever meet padding count, as they do in the implementations.

    Raises:
        ConvError: a count is below 1, the groups do not divide the channels, or the kind is
            unknown.

    Source: Keras's `Dense`, `LocallyConnected2D` (implementation 1) and `Conv2D`.

    >>> spec = ConvSpec((5, 5), (3, 3))
    >>> [parameter_count(spec, kind) for kind in ("dense", "local", "convolutional")]
    [225, 81, 9]
    """
    pairs = _channel_pairs(spec, in_channels, out_channels, groups)
    connections = _connections(spec, kind)
    shared = kind == "convolutional"
    weights = (spec.taps if shared else connections) * pairs
    biases = whole("out_channels", out_channels, minimum=1) * (1 if shared else spec.outputs)
    return weights + (biases if flag("bias", bias) else 0)


def multiply_count(
    spec: ConvSpec | TransposedSpec,
    kind: LayerKind = "convolutional",
    *,
    in_channels: int = 1,
    out_channels: int = 1,
    groups: int = 1,
) -> int:
    """Return how many products of a weight and a cell a layer takes for one input.

        dense                    I·O · C·C' / g
        local, convolutional     P·K · C·C' / g

    with the letters of `parameter_count`: sharing weights saves none. Products with padding
    count, as the implementations compute them, and so do those that a transposed convolution
    crops; in one channel `len(terms(spec))` of a convolution's meet an input cell. A bias adds
    sums but no products.

    Raises:
        ConvError: as `parameter_count`.

    >>> spec = ConvSpec((5, 5), (3, 3))
    >>> [multiply_count(spec, kind) for kind in ("dense", "local", "convolutional")]
    [225, 81, 81]
    >>> multiply_count(TransposedSpec((2, 2), 2, stride=2), in_channels=3)
    48
    """
    pairs = _channel_pairs(spec, in_channels, out_channels, groups)
    return _connections(spec, kind) * pairs


def _connections(spec: ConvSpec | TransposedSpec, kind: object) -> int:
    """Return how many pairs of a cell and an output cell there are from one channel to one."""
    if not isinstance(kind, str) or kind not in LAYER_KINDS:
        raise ConvError("unknown-choice", field="kind", name="kind", value=kind, choices=LAYER_KINDS)
    if kind == "dense":
        return spec.inputs * spec.outputs
    return spec.taps * (spec.inputs if isinstance(spec, TransposedSpec) else spec.outputs)


def _channel_pairs(spec: object, in_channels: int, out_channels: int, groups: int) -> int:
    """Return how many pairs of an input channel and an output channel are connected."""
    if not isinstance(spec, ConvSpec | TransposedSpec):
        raise ConvError(
            "not-geometry", field="spec", choices="ConvSpec / TransposedSpec", kind=type(spec).__name__
        )
    inputs = whole("in_channels", in_channels, minimum=1)
    outputs = whole("out_channels", out_channels, minimum=1)
    parts = whole("groups", groups, minimum=1)
    for name, count in (("input", inputs), ("output", outputs)):
        if count % parts:
            raise ConvError("groups-unequal", field="groups", name=name, count=count, groups=parts)
    return inputs // parts * outputs


__all__ = ["LAYER_KINDS", "LayerKind", "multiply_count", "parameter_count"]
