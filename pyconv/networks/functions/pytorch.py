"""Functions of `torch.nn.functional`: the layers of `torch.nn`, given their weights.

Source: the pages of `torch.nn.functional.conv2d`, `conv_transpose2d`, `max_pool2d` and `avg_pool2d`.
"""

from collections.abc import Callable

from pyconv.arithmetic import whole
from pyconv.networks.functions.arrays import weights
from pyconv.networks.functions.made import Made, Maker, check_divisor
from pyconv.networks.pytorch import LAYERS
from pyconv.networks.steps import Step
from pyconv.spec import PerAxis, per_axis


def made(step: Step) -> Made:
    """Return the one geometry of a layer of `torch.nn`."""
    (spec,) = step.layers or ()
    return Made(spec)


def conv(axes: int) -> Maker:
    """Return `conv1d`, `conv2d` or `conv3d`."""
    make_layer = LAYERS[f"Conv{axes}d"]

    def make(
        size: PerAxis, input: object, weight: object, bias: object = None, stride: object = 1,
        padding: object = 0, dilation: object = 1, groups: object = 1,
    ) -> Made:  # fmt: skip
        told = weights(f"conv{axes}d", weight, axes, last=False)
        parts = whole("groups", groups, minimum=1)
        channels = told.second * parts
        shape = (channels, *per_axis("input", size, axes))
        step = make_layer(shape, channels, told.first, told.kernel, stride, padding, dilation, parts)
        return Made(made(step).spec, channels, told.first, parts, bias is not None)

    return make


def transposed(axes: int) -> Maker:
    """Return `conv_transpose1d`, `conv_transpose2d` or `conv_transpose3d`."""
    make_layer = LAYERS[f"ConvTranspose{axes}d"]

    def make(
        size: PerAxis, input: object, weight: object, bias: object = None, stride: object = 1,
        padding: object = 0, output_padding: object = 0, groups: object = 1, dilation: object = 1,
    ) -> Made:  # fmt: skip
        told = weights(f"conv_transpose{axes}d", weight, axes, last=False)
        parts = whole("groups", groups, minimum=1)
        outputs = told.second * parts
        shape = (told.first, *per_axis("input", size, axes))
        step = make_layer(
            shape, told.first, outputs, told.kernel, stride, padding, output_padding, parts,
            dilation=dilation,
        )  # fmt: skip
        return Made(made(step).spec, told.first, outputs, parts, bias is not None)

    return make


def max_pool(axes: int) -> Maker:
    """Return `max_pool1d`, `max_pool2d` or `max_pool3d`."""
    make_layer = LAYERS[f"MaxPool{axes}d"]

    def make(
        size: PerAxis, input: object, kernel_size: object, stride: object = None, padding: object = 0,
        dilation: object = 1, ceil_mode: object = False, return_indices: object = False,
    ) -> Made:  # fmt: skip
        shape = (1, *per_axis("input", size, axes))
        return made(make_layer(shape, kernel_size, stride, padding, dilation, return_indices, ceil_mode))

    return make


def average_pool(axes: int) -> Maker:
    """Return `avg_pool1d`, `avg_pool2d` or `avg_pool3d`."""
    make_layer = LAYERS[f"AvgPool{axes}d"]

    def make(
        size: PerAxis, input: object, kernel_size: object, stride: object = None, padding: object = 0,
        ceil_mode: object = False, count_include_pad: object = True, divisor_override: object = None,
    ) -> Made:  # fmt: skip
        check_divisor(f"avg_pool{axes}d", divisor_override)
        shape = (1, *per_axis("input", size, axes))
        return made(make_layer(shape, kernel_size, stride, padding, ceil_mode, count_include_pad))

    return make


KINDS: dict[str, Callable[[int], Maker]] = {
    "conv": conv,
    "conv_transpose": transposed,
    "max_pool": max_pool,
    "avg_pool": average_pool,
}

FUNCTIONS: dict[str, Maker] = {
    f"{name}{axes}d": kind(axes) for name, kind in KINDS.items() for axes in (1, 2, 3)
}
"""What `torch.nn.functional` calls each function."""

__all__ = ["FUNCTIONS"]
