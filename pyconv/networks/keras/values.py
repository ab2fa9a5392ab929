"""Layers of `keras.layers` that have no windows: dense ones, normalisation, and those that reshape."""

from math import prod

from pyconv.arithmetic import flag, whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.steps import Shape, Step, counted_axis, entries, flattened, joined, reshaped, split


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
    made = (made[-1], *made[:-1])
    return Step(made, layers=() if made == shape else None)


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
    (features, _) = split(shape, 0)
    return Step((features, whole("n", n, minimum=1)), layers=None)


def along(shape: Shape, axis: object) -> int:
    """Return the cells along one axis, or several, of which Keras counts the channels last.

    >>> along((3, 32, 64), -1), along((3, 32, 64), 1), along((3, 32, 64), [1, 3])
    (3, 32, 96)
    """
    last = (*shape[1:], shape[0])
    axes = axis if isinstance(axis, list | tuple) else [axis]
    return prod(last[counted_axis("axis", each, last)] for each in axes)


def batch_normalization(
    shape: Shape, axis: object = -1, momentum: object = 0.99, epsilon: object = 1e-3,
    center: object = True, scale: object = True,
) -> Step:  # fmt: skip
    """Return `BatchNormalization`."""
    # Two numbers more for each channel are not learned but kept: Keras counts them.
    return Step(shape, along(shape, axis) * (2 + flag("center", center) + flag("scale", scale)))


def layer_normalization(
    shape: Shape, axis: object = -1, epsilon: object = 1e-3, center: object = True, scale: object = True,
    rms_scaling: object = False,
) -> Step:  # fmt: skip
    """Return `LayerNormalization`."""
    learned = flag("center", center) + flag("scale", scale)
    return Step(shape, along(shape, axis) * (1 if flag("rms_scaling", rms_scaling) else learned))


def rms_normalization(shape: Shape, axis: object = -1, epsilon: object = 1e-6) -> Step:
    """Return `RMSNormalization`, which learns one number for each cell of its axes."""
    return Step(shape, along(shape, axis))


def normalization(
    shape: Shape, axis: object = -1, mean: object = None, variance: object = None, invert: object = False
) -> Step:  # fmt: skip
    """Return `Normalization`, which keeps means and variances that it is not told, and of how many."""
    if mean is not None and variance is not None:
        return Step(shape)
    return Step(shape, 2 * along(shape, () if axis is None else axis) + 1)


def group_normalization(
    shape: Shape, groups: object = 32, axis: object = -1, epsilon: object = 1e-3,
    center: object = True, scale: object = True,
) -> Step:  # fmt: skip
    """Return `GroupNormalization`."""
    cells = along(shape, axis)
    parts = cells if groups == -1 else whole("groups", groups, minimum=1)
    if cells % parts:
        raise ConvError("groups-unequal", field="groups", name="input", count=cells, groups=parts)
    return Step(shape, cells * (flag("center", center) + flag("scale", scale)))


def prelu(shape: Shape, shared_axes: object = None) -> Step:
    """Return `PReLU`."""
    # The numbers are learned for every cell, but along the axes that share them.
    shared = (
        shared_axes if isinstance(shared_axes, list | tuple) else [] if shared_axes is None else [shared_axes]
    )
    last = (*shape[1:], shape[0])
    return Step(shape, prod(cells for axis, cells in enumerate(last, 1) if axis not in shared))


def declared(shape: Shape, name: str, value: object, *, first: bool = False) -> None:
    """Refuse an input other than the one that is there, which a text declares.

    Args:
        shape: what is there.
        name: of the argument that declares it.
        value: what is declared.
        first: whether that has the channels first.

    Raises:
        ConvError: it is another one.

    >>> declared((3, 32, 64), "input_shape", (32, None, 3))
    """
    sizes = tuple(value) if isinstance(value, list | tuple) else (value,)
    given = sizes[1:] if name.startswith("batch") else sizes
    told = given if first else (*given[-1:], *given[:-1])
    if len(told) != len(shape) or any(a not in {None, b} for a, b in zip(told, shape, strict=True)):
        raise ConvError(
            "input-declared-first" if first else "input-declared",
            field="input",
            value=", ".join(map(str, given)),
            shape=shape_text(shape),
        )
