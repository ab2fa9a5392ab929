"""Layers one after the other: convolutions, transposed convolutions and poolings."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any

from pyconv.arithmetic import flag
from pyconv.arrays import shape_text
from pyconv.errors import ConvError, shown
from pyconv.pooling import PoolingSpec
from pyconv.spec import SAME, ConvSpec, PerAxis, count_axes, per_axis
from pyconv.transposed import TransposedSpec

Spec = ConvSpec | TransposedSpec | PoolingSpec
"""The geometry of a layer, of whatever kind."""

SETTINGS = ("kernel_size", "stride", "padding", "dilation", "padding_mode", "flipped")
"""What `stack` takes for a convolution: the arguments of `ConvSpec` but for the size of the input."""

TRANSPOSED_SETTINGS = ("kernel_size", "stride", "padding", "dilation", "output_padding", "output_shape")
"""What it takes for a transposed convolution."""

POOLING_SETTINGS = ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "count_include_pad")
"""What it takes for a pooling."""

BEYOND = 2**64
"""Cells of an input on which any layer that makes sense fits."""


def stack(input_size: PerAxis | None, layers: Sequence[Mapping[str, Any]]) -> tuple[Spec, ...]:
    """Return layers one after the other: the output of each is the input of the next.

    Args:
        input_size: input cells of the first layer, as in `ConvSpec`. Without it (None), the input
            is just so long that a cell of the last layer surely sees no padding: fields need no
            other.
        layers: for each layer the other arguments of `ConvSpec` by name, at least its
            `kernel_size`. With `"transposed": True` they are those of `TransposedSpec`, with
            `"pooling": "max"` or `"average"` those of `PoolingSpec`.

    Raises:
        ConvError: there is no layer, or one is none of what comes before it. Such an error holds
            the number of the layer, from 1, under `numbers["layer"]`. Without a size, padding
            "same" with a stride and an `output_shape` are refused: they depend on it.

    >>> [layer.output_size for layer in stack(9, [{"kernel_size": 3}, {"kernel_size": 2, "stride": 2}])]
    [(7,), (3,)]
    >>> stack(7, [{"kernel_size": 3, "stride": 2}, {"transposed": True, "kernel_size": 2}])[-1].output_size
    (4,)
    >>> stack(112, [{"pooling": "max", "kernel_size": 3, "stride": 2, "ceil_mode": True}])[-1].output_size
    (56,)
    """
    listed = listed_layers(layers)
    size = _long_enough(listed) if input_size is None else input_size
    made: list[Spec] = []
    for number, settings in enumerate(listed, 1):
        made.append(_numbered(number, size, settings))
        size = made[-1].output_size
    return chained(made)


def listed_layers(layers: object) -> Sequence[Any]:
    """Return the layers, of which there is at least one.

    Raises:
        ConvError: they are no list, or there is none.
    """
    if not isinstance(layers, Sequence) or isinstance(layers, str | bytes):
        raise ConvError("not-layers", field="layers", kind=type(layers).__name__)
    if not layers:
        raise ConvError("no-layers", field="layers")
    return layers


def chained(layers: object) -> tuple[Spec, ...]:
    """Return the layers, checked: each begins with what the one before ends with.

    Raises:
        ConvError: there is no layer, or two do not fit.
    """
    chain = tuple(listed_layers(layers))
    for number, spec in enumerate(chain, 1):
        if not isinstance(spec, Spec):
            raise ConvError("not-layer", field="layers", layer=number, kind=type(spec).__name__)
    for number, (before, after) in enumerate(pairwise(chain), 2):
        if before.output_size != after.input_size:
            raise ConvError(
                "layers-differ",
                field="layers",
                layer=number,
                before=number - 1,
                size=shape_text(after.input_size),
                output=shape_text(before.output_size),
            )
    return chain


def windows(layer: Spec) -> ConvSpec | TransposedSpec:
    """Return the convolution with the windows of a pooling; any other layer as it is.

    >>> windows(PoolingSpec(4, 3, stride=3, ceil_mode=True)).padding
    ((0, 2),)
    """
    return layer.windows if isinstance(layer, PoolingSpec) else layer


def place(cell: object, size: tuple[int, ...]) -> tuple[int, ...]:
    """Return where a cell is, of which its number or its place is given.

    Raises:
        ConvError: there is no such cell.

    >>> place(5, (2, 3)), place((1, 2), (2, 3))
    ((1, 2), (1, 2))
    """
    entries = tuple(cell) if isinstance(cell, Sequence) and not isinstance(cell, str | bytes) else (cell,)
    counts = (prod(size),) if len(entries) == 1 else size
    found = per_axis("cell", entries, len(counts), minimum=0)
    if any(at >= count for at, count in zip(found, counts, strict=True)):
        told = ", ".join(map(shown, found))
        raise ConvError("no-such-output", field="cell", value=told, size=shape_text(size), count=prod(size))
    if len(found) == len(size):
        return found
    number, places = found[0], []
    for cells in reversed(size):
        number, at = divmod(number, cells)
        places.append(at)
    return tuple(reversed(places))


def layer_of(number: int, size: PerAxis, settings: object) -> Spec:
    """Return the layer that some settings make of an input.

    Raises:
        ConvError: they make none.

    >>> layer_of(1, 5, {"kernel_size": 3}).output_size
    (3,)
    """
    if not isinstance(settings, Mapping):
        raise ConvError("not-settings", field="layers", layer=number, kind=type(settings).__name__)
    given = dict(settings)
    pooling = given.pop("pooling", None)
    transposed = flag("transposed", given.pop("transposed", False))
    if transposed and pooling is not None:
        raise ConvError("pooling-transposed", field="layers")
    known = TRANSPOSED_SETTINGS if transposed else SETTINGS if pooling is None else POOLING_SETTINGS
    for name in given:
        if name not in known:
            raise ConvError("unknown-parameter", field="layers", value=name, choices=known)
    if "kernel_size" not in given:
        raise ConvError("no-kernel-size", field="layers", layer=number)
    if transposed:
        return TransposedSpec(size, **given)
    return ConvSpec(size, **given) if pooling is None else PoolingSpec(size, kind=pooling, **given)


def _numbered(number: int, size: PerAxis, settings: object) -> Spec:
    """Return a layer; if there is none, the error knows its number, and says it."""
    try:
        return layer_of(number, size, settings)
    except ConvError as error:
        if "layer" not in error.numbers:
            error.numbers["blamed"] = number
        error.numbers["layer"] = number
        raise


def _long_enough(layers: Sequence[Any]) -> tuple[int, ...]:
    """Return the size of an input so long that some cell of the last layer sees no padding.

    If w cells of a layer are to see none, wherever they lie, its input needs w·s + k̂ - 1 such cells,
    and that of a transposed layer ceil((w + k̂ - 2) / s) + 1, or more if it is cropped further.
    """
    probes = [_probe(number, settings) for number, settings in enumerate(layers, 1)]
    needed = [1] * max(probe.axes for probe in probes)
    for probe in reversed(probes):
        # A layer whose numbers are given once has one axis here, and stands for all of them.
        axes = [0] * len(needed) if probe.axes == 1 else range(count_axes(needed, probe.span))
        needed = [_needed(probe, axis, most) for axis, most in zip(axes, needed, strict=False)]
    return tuple(needed)


def _probe(number: int, settings: object) -> Spec:
    """Return a layer on a very long input, if its settings mean the same on any."""
    given = settings if isinstance(settings, Mapping) else {}
    if given.get("output_shape") is not None:
        raise ConvError("needs-size", field="input", layer=number, name="output_shape")
    made = _numbered(number, BEYOND, settings)
    padding = given.get("padding")
    if isinstance(padding, str) and padding in SAME and any(stride > 1 for stride in made.stride):
        raise ConvError("needs-size", field="input", layer=number, name="padding")
    return made


def _needed(layer: Spec, axis: int, cells: int) -> int:
    reach, stride, (before, after) = layer.span[axis] - 1, layer.stride[axis], layer.padding[axis]
    if isinstance(layer, TransposedSpec):
        # The crop may take more than the cells at the ends, which do not see all that their windows span.
        ends = max(reach, before) + max(after - reach, 0)
        return -(-(cells - 1 + ends) // stride) + 1
    # Padding that copies needs as many cells to copy; what is below 0 crops.
    return max(cells * stride + reach, before + 1, after + 1) - min(before, 0) - min(after, 0)


__all__ = ["SETTINGS", "Spec", "stack"]
