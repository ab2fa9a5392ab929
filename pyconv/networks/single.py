"""A layer that is an object, as one geometry with its channels, or why it is none."""

import re
from collections.abc import Mapping, Sequence
from inspect import BoundArguments

from pyconv.arithmetic import whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.binding import bound, made_of
from pyconv.networks.functions import Made, check_divisor
from pyconv.networks.steps import Maker, Shape, Step, has_bias
from pyconv.spec import PerAxis, per_axis

RESIZING = re.compile(r"Up[sS]ampl\w*|Pixel(Uns|S)huffle|Resizing|CenterCrop")
"""Names of layers that make maps larger or smaller and are no pooling."""


def single(
    make: Maker, name: str, size: PerAxis, given: Sequence[object], named: Mapping[str, object],
    channels: int | None,
) -> Made:  # fmt: skip
    """Return the one geometry of a layer for a size of the input.

    Args:
        make: the layer of its framework.
        name: what it is called there.
        size: of the input.
        given, named: its arguments by position and by name.
        channels: those that come in, if that is known.

    Raises:
        ConvError: it has another number of geometries, or does something else with its windows.
    """
    axes = next((int(letter) for letter in name if letter.isdigit()), 0)
    if RESIZING.fullmatch(name) or not axes:
        raise ConvError("resizes" if RESIZING.fullmatch(name) else "no-windows", field="layers", name=name)
    space = per_axis("input", size, axes)
    arguments = bound(make, name, (1, *space), given, named)
    known = _channels(arguments, channels)
    arguments.arguments["shape"] = (known or _fewest(arguments), *space)
    step: Step = made_of(make, name, arguments)
    _check(name, step, space, arguments)
    (spec,) = step.layers or ()
    if step.parameters == 0:
        return Made(spec, known)
    values = arguments.arguments
    depthwise = name.startswith("Depthwise")
    groups = None if depthwise else whole("groups", values.get("groups", 1), minimum=1)
    outputs = step.shape[0] if not depthwise or known else None
    bias = has_bias(values.get("bias", values.get("use_bias", True)))
    return Made(spec, known, outputs, groups, bias)


def _check(name: str, step: Step, space: Shape, arguments: BoundArguments) -> None:
    """Refuse a layer that is not one geometry, or not what its geometry says.

    Raises:
        ConvError: it is such a layer.
    """
    if name.startswith("Separable"):
        (spec,) = step.layers or ()
        kernel = spec.kernel_size[0] if len(set(spec.kernel_size)) == 1 else spec.kernel_size
        raise ConvError(
            "two-layers",
            field="layers",
            name=name,
            first=f"DepthwiseConv{spec.axes}D({kernel})",
            second=f"Conv{spec.axes}D({step.shape[0]}, 1)",
        )
    if name.startswith("LPPool"):
        raise ConvError("powers", field="layers", name=name)
    if name.startswith("Adaptive") and step.layers is None:
        raise ConvError("uneven-windows", field="layers", name=name, size=shape_text(space))
    if name.startswith("Global") and len(step.shape) == 1:
        raise ConvError("no-space-left", field="layers", name=name)
    if step.layers is None or len(step.layers) != 1:
        raise ConvError("no-windows", field="layers", name=name)
    check_divisor(name, arguments.arguments.get("divisor_override"))


def _channels(arguments: BoundArguments, channels: int | None) -> int | None:
    """Return the channels that a layer takes in: what it says itself, or else those that there are."""
    said = arguments.arguments.get("in_channels")
    return channels if said is None else whole("in_channels", said, minimum=1)


def _fewest(arguments: BoundArguments) -> int:
    """Return the fewest channels that a layer takes in that does not say how many."""
    return whole("groups", arguments.arguments.get("groups", 1), minimum=1)


__all__ = ["single"]
