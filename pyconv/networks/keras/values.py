"""Layers of `keras.layers` that have no windows: dense ones, normalisation, and those that reshape."""

from math import prod

from pyconv.arithmetic import flag, whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.steps import Shape, Step, entries, flattened, joined, reshaped, split


def dense(shape: Shape, units: object, activation: object = None, use_bias: object = True) -> Step:
    """Return `Dense`."""
    # Channels are last in Keras, so that they are what every place has a dense layer of its own for.
    made, parameters, products = joined(shape[0], units, use_bias)
    return Step((made, *shape[1:]), parameters, products * prod(shape[1:]))


def flatten(shape: Shape, data_format: object = None) -> Step:
    """Return `Flatten`."""
    return flattened(shape)


def reshape(shape: Shape, target_shape: object) -> Step:
    """Return `Reshape`, whose sizes have the channels last."""
    sizes = list(target_shape) if isinstance(target_shape, list | tuple) else [target_shape]
    made = reshaped(sizes, prod(shape))
    return Step((made[-1], *made[:-1]), layers=None)


def permute(shape: Shape, dims: object) -> Step:
    """Return `Permute`."""
    order = entries("dims", dims, len(shape))
    if sorted(order) != list(range(1, len(shape) + 1)):
        raise ConvError("no-order-of-axes", field="dims", value=shape_text(order), count=len(shape))
    last = (*shape[1:], shape[0])
    made = [last[axis - 1] for axis in order]
    return Step((made[-1], *made[:-1]), layers=None)


def repeat(shape: Shape, n: object) -> Step:
    """Return `RepeatVector`."""
    (features, _) = split("RepeatVector", shape, 0)
    return Step((features, whole("n", n, minimum=1)), layers=None)


def batch_normalization(
    shape: Shape, axis: object = -1, momentum: object = 0.99, epsilon: object = 1e-3,
    center: object = True, scale: object = True,
) -> Step:  # fmt: skip
    """Return `BatchNormalization`."""
    # Two numbers more for each channel are not learned but kept: Keras counts them.
    return Step(shape, shape[0] * (2 + flag("center", center) + flag("scale", scale)))


def layer_normalization(
    shape: Shape, axis: object = -1, epsilon: object = 1e-3, center: object = True, scale: object = True
) -> Step:  # fmt: skip
    """Return `LayerNormalization`."""
    return Step(shape, shape[0] * (flag("center", center) + flag("scale", scale)))


def rms_normalization(shape: Shape, axis: object = -1, epsilon: object = 1e-6) -> Step:
    """Return `RMSNormalization`, which learns one number for each channel."""
    return Step(shape, shape[0])


def group_normalization(
    shape: Shape, groups: object = 32, axis: object = -1, epsilon: object = 1e-3,
    center: object = True, scale: object = True,
) -> Step:  # fmt: skip
    """Return `GroupNormalization`."""
    parts = shape[0] if groups == -1 else whole("groups", groups, minimum=1)
    if shape[0] % parts:
        raise ConvError("groups-unequal", field="groups", name="input", count=shape[0], groups=parts)
    return layer_normalization(shape, axis, epsilon, center, scale)


def prelu(shape: Shape, shared_axes: object = None) -> Step:
    """Return `PReLU`."""
    # The numbers are learned for every cell, but along the axes that share them.
    shared = (
        shared_axes if isinstance(shared_axes, list | tuple) else [] if shared_axes is None else [shared_axes]
    )
    last = (*shape[1:], shape[0])
    return Step(shape, prod(cells for axis, cells in enumerate(last, 1) if axis not in shared))


def check_input(shape: Shape, given: Shape) -> Step:
    """Return what comes in, if that is what the text says."""
    told = (given[-1], *given[:-1]) if given else given
    if len(told) != len(shape) or any(a not in {None, b} for a, b in zip(told, shape, strict=True)):
        raise ConvError(
            "input-declared", field="input", value=", ".join(map(str, given)), shape=shape_text(shape)
        )
    return Step(shape)


def declared(shape: Shape, name: str, value: object) -> None:
    """Refuse an input other than the one that is there, which a text declares channels last.

    Raises:
        ConvError: it is another one.

    >>> declared((3, 32, 64), "input_shape", (32, None, 3))
    """
    sizes = list(value) if isinstance(value, list | tuple) else [value]
    check_input(shape, tuple(sizes[1:] if name.startswith("batch") else sizes))  # type: ignore[arg-type]
