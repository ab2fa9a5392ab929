"""Layers of `torch.nn` that have no windows: dense ones, normalisation, and those that reshape."""

from math import prod

from pyconv.arithmetic import flag, whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.steps import (
    Maker,
    Shape,
    Step,
    counted_axis,
    entries,
    flattened,
    joined,
    reshaped,
    same_number,
    split,
)


def linear(shape: Shape, in_features: object, out_features: object, bias: object = True) -> Step:
    """Return `Linear`, which acts along the last axis."""
    wanted = whole("in_features", in_features, minimum=1)
    if len(shape) > 1 and wanted != shape[-1]:
        flat = prod(shape)
        raise ConvError(
            "flatten-missing" if wanted == flat else "features-differ",
            field="in_features",
            name="in_features",
            value=wanted,
            found=shape[-1],
            shape=shape_text(shape),
            count=flat,
        )
    same_number("in_features", in_features, shape[-1])
    made, parameters, products = joined(shape[-1], out_features, bias)
    return Step((*shape[:-1], made), parameters, products * prod(shape[:-1]), layers=None)


def flatten(shape: Shape, start_dim: object = 1, end_dim: object = -1) -> Step:
    """Return `Flatten`."""
    first, last = counted_axis("start_dim", start_dim, shape), counted_axis("end_dim", end_dim, shape)
    if first > last:
        raise ConvError(
            "out-of-range", field="start_dim", name="start_dim", value=first + 1, low=1, high=last + 1
        )
    return flattened(shape, first, last)


def unflatten(shape: Shape, dim: object, unflattened_size: object) -> Step:
    """Return `Unflatten`."""
    axis = counted_axis("dim", dim, shape)
    sizes = list(unflattened_size) if isinstance(unflattened_size, list | tuple) else [unflattened_size]
    return Step((*shape[:axis], *reshaped(sizes, shape[axis]), *shape[axis + 1 :]), layers=None)


def batch_norm(axes: int) -> Maker:
    """Return `BatchNorm1d`, `BatchNorm2d` or `BatchNorm3d`."""

    def make(
        shape: Shape, num_features: object, eps: object = 1e-5, momentum: object = 0.1,
        affine: object = True, track_running_stats: object = True,
    ) -> Step:  # fmt: skip
        return normalised(shape, axes, num_features, affine)

    return make


def instance_norm(axes: int) -> Maker:
    """Return `InstanceNorm1d`, `InstanceNorm2d` or `InstanceNorm3d`."""

    def make(
        shape: Shape, num_features: object, eps: object = 1e-5, momentum: object = 0.1,
        affine: object = False, track_running_stats: object = False,
    ) -> Step:  # fmt: skip
        return normalised(shape, axes, num_features, affine)

    return make


def normalised(shape: Shape, axes: int, features: object, affine: object) -> Step:
    """Return a layer that learns two numbers for each channel, or none."""
    # Batches of single numbers are normalised as those of signals are.
    channels = shape[0] if axes == 1 and len(shape) == 1 else split(shape, axes)[0]
    same_number("num_features", features, channels)
    return Step(shape, 2 * channels if flag("affine", affine) else 0)


def sync_batch_norm(
    shape: Shape, num_features: object, eps: object = 1e-5, momentum: object = 0.1,
    affine: object = True, track_running_stats: object = True, process_group: object = None,
) -> Step:  # fmt: skip
    """Return `SyncBatchNorm`."""
    return normalised(shape, max(len(shape) - 1, 1), num_features, affine)


def group_norm(
    shape: Shape, num_groups: object, num_channels: object, eps: object = 1e-5, affine: object = True
) -> Step:  # fmt: skip
    """Return `GroupNorm`."""
    same_number("num_channels", num_channels, shape[0])
    parts = whole("groups", num_groups, minimum=1)
    if shape[0] % parts:
        raise ConvError("groups-unequal", field="groups", name="input", count=shape[0], groups=parts)
    return Step(shape, 2 * shape[0] if flag("affine", affine) else 0)


def layer_norm(
    shape: Shape, normalized_shape: object, eps: object = 1e-5, elementwise_affine: object = True,
    bias: object = True,
) -> Step:  # fmt: skip
    """Return `LayerNorm`."""
    return last_normalised(shape, normalized_shape, elementwise_affine, 2 if flag("bias", bias) else 1)


def rms_norm(
    shape: Shape, normalized_shape: object, eps: object = None, elementwise_affine: object = True
) -> Step:  # fmt: skip
    """Return `RMSNorm`."""
    return last_normalised(shape, normalized_shape, elementwise_affine, 1)


def last_normalised(shape: Shape, normalized: object, affine: object, each: int) -> Step:
    """Return a layer that learns some numbers for each cell of its last axes."""
    sizes = normalized if isinstance(normalized, list | tuple) else [normalized]
    wanted = entries("normalized_shape", sizes, len(sizes))
    if wanted != shape[len(shape) - len(wanted) :]:
        raise ConvError(
            "shape-differs",
            field="normalized_shape",
            name="normalized_shape",
            value=shape_text(wanted),
            shape=shape_text(shape),
        )
    return Step(shape, each * prod(wanted) if flag("elementwise_affine", affine) else 0)


def prelu(shape: Shape, num_parameters: object = 1, init: object = 0.25) -> Step:
    """Return `PReLU`."""
    if num_parameters != 1:
        same_number("num_parameters", num_parameters, shape[0])
    return Step(shape, whole("num_parameters", num_parameters, minimum=1))


def gated(shape: Shape, dim: object = -1) -> Step:
    """Return `GLU`: one half of an axis, each cell times the sigmoid of its like in the other half."""
    axis = counted_axis("dim", dim, shape)
    if shape[axis] % 2:
        raise ConvError("no-divisor", field="dim", name="dim", count=shape[axis], divisor=2)
    made = (*shape[:axis], shape[axis] // 2, *shape[axis + 1 :])
    # Halves of the channels lie in the same place; those of an axis of space do not.
    return Step(made, layers=() if axis == 0 < len(shape) - 1 else None)
