"""Convolutions, poolings, padding and resizing of `torch.nn`, with the arguments that they take there."""

from dataclasses import replace
from fractions import Fraction
from math import floor, isfinite

from pyconv.arithmetic import flag, whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.steps import (
    SUPPORT,
    Maker,
    Shape,
    Step,
    convolved,
    enlarged,
    entries,
    moved,
    one_of,
    padded,
    same_number,
    shared_out,
    split,
)
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import ConvSpec, PaddingMode
from pyconv.transposed import TransposedSpec

MODES: tuple[PaddingMode, ...] = ("zeros", "reflect", "replicate", "circular")


def conv(axes: int) -> Maker:
    """Return `Conv1d`, `Conv2d` or `Conv3d`."""

    def make(
        shape: Shape, in_channels: object, out_channels: object, kernel_size: object, stride: object = 1,
        padding: object = 0, dilation: object = 1, groups: object = 1, bias: object = True,
        padding_mode: object = "zeros",
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        same_number("in_channels", in_channels, channels)
        strides = entries("stride", stride, axes)
        if padding == "same" and any(step > 1 for step in strides):
            raise ConvError("same-strided", field="padding", stride=shape_text(strides))
        sides = one_of("padding", padding, ("same", "valid")) if isinstance(padding, str) else None
        spec = ConvSpec(
            space,
            entries("kernel", kernel_size, axes),
            stride=strides,
            padding=sides or entries("padding", padding, axes, minimum=0),  # type: ignore[arg-type]
            dilation=entries("dilation", dilation, axes),
            padding_mode=one_of("padding_mode", padding_mode, MODES),  # type: ignore[arg-type]
        )
        return convolved(spec, channels, out_channels, groups, bias)

    return make


def transposed(axes: int) -> Maker:
    """Return `ConvTranspose1d`, `ConvTranspose2d` or `ConvTranspose3d`."""

    def make(
        shape: Shape, in_channels: object, out_channels: object, kernel_size: object, stride: object = 1,
        padding: object = 0, output_padding: object = 0, groups: object = 1, bias: object = True,
        dilation: object = 1, padding_mode: object = "zeros",
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        same_number("in_channels", in_channels, channels)
        one_of("padding_mode", padding_mode, MODES[:1])
        spec = TransposedSpec(
            space,
            entries("kernel", kernel_size, axes),
            stride=entries("stride", stride, axes),
            padding=entries("padding", padding, axes, minimum=0),
            dilation=entries("dilation", dilation, axes),
            output_padding=entries("output_padding", output_padding, axes, minimum=0),
        )
        return convolved(spec, channels, out_channels, groups, bias)

    return make


def pooled(
    shape: Shape, axes: int, kernel_size: object, stride: object, padding: object, dilation: object,
    ceil_mode: object, kind: PoolingKind, *, counts: object = True,
) -> Step:  # fmt: skip
    """Return a pooling, within the limits that PyTorch has for its padding."""
    channels, space = split(shape, axes)
    kernels = entries("kernel", kernel_size, axes)
    spec = PoolingSpec(
        space,
        kernels,
        stride=kernels if stride is None else entries("stride", stride, axes),
        padding=entries("padding", padding, axes, minimum=0),
        dilation=entries("dilation", dilation, axes),
        kind=kind,
        ceil_mode=flag("ceil_mode", ceil_mode),
        count_include_pad=flag("count_include_pad", counts),
    )
    for axis, ((side, _), window) in enumerate(zip(spec.padding, spec.span, strict=True)):
        if 2 * side > window:
            raise ConvError("pooling-padding", field="padding", axis=axis, padding=side, window=window)
    return moved(spec, channels)


def max_pool(axes: int) -> Maker:
    """Return `MaxPool1d`, `MaxPool2d` or `MaxPool3d`."""

    def make(
        shape: Shape, kernel_size: object, stride: object = None, padding: object = 0,
        dilation: object = 1, return_indices: object = False, ceil_mode: object = False,
    ) -> Step:  # fmt: skip
        flag("return_indices", return_indices)
        return pooled(shape, axes, kernel_size, stride, padding, dilation, ceil_mode, "max")

    return make


def average_pool(axes: int) -> Maker:
    """Return `AvgPool1d`, `AvgPool2d` or `AvgPool3d`."""

    def make(
        shape: Shape, kernel_size: object, stride: object = None, padding: object = 0,
        ceil_mode: object = False, count_include_pad: object = True, divisor_override: object = None,
    ) -> Step:  # fmt: skip
        return pooled(
            shape, axes, kernel_size, stride, padding, 1, ceil_mode, "average", counts=count_include_pad
        )

    return make


def power_pool(axes: int) -> Maker:
    """Return `LPPool1d`, `LPPool2d` or `LPPool3d`."""

    def make(
        shape: Shape, norm_type: object, kernel_size: object, stride: object = None,
        ceil_mode: object = False,
    ) -> Step:  # fmt: skip
        return pooled(shape, axes, kernel_size, stride, 0, 1, ceil_mode, "average")

    return make


def adaptive(axes: int, kind: PoolingKind) -> Maker:
    """Return an adaptive pooling of one kind."""

    def make(shape: Shape, output_size: object, return_indices: object = False) -> Step:
        channels, space = split(shape, axes)
        wanted = list(output_size) if isinstance(output_size, list | tuple) else [output_size] * axes
        filled = [size if given is None else given for size, given in zip(space, wanted, strict=False)]
        return shared_out(channels, space, entries("output_shape", filled + wanted[axes:], axes), kind)

    return make


def pad(axes: int, mode: PaddingMode) -> Maker:
    """Return a layer that pads in one of the ways."""

    def make(shape: Shape, padding: object, value: object = None) -> Step:
        channels, space = split(shape, axes)
        sides = padding if isinstance(padding, list | tuple) else [padding] * 2 * axes
        if len(sides) != 2 * axes:
            raise ConvError("axes-disagree", field="padding", name="padding", count=len(sides), axes=2 * axes)
        # The last axis comes first.
        amounts = [whole("padding", side, minimum=None) for side in sides]
        pairs = [(amounts[2 * axis], amounts[2 * axis + 1]) for axis in reversed(range(axes))]
        return padded(channels, space, pairs, mode)

    return make


def upsample(
    shape: Shape, size: object = None, scale_factor: object = None, mode: object = "nearest",
    align_corners: object = None, recompute_scale_factor: object = None,
) -> Step:  # fmt: skip
    """Return `Upsample`."""
    axes = len(shape) - 1
    channels, space = split(shape, max(axes, 1))
    if (size is None) == (scale_factor is None):
        raise ConvError("one-of-two", field="size", name="size", other="scale_factor")
    if size is None:
        factors = list(scale_factor) if isinstance(scale_factor, list | tuple) else [scale_factor]
        if len(factors) == 1:
            factors *= axes
        if len(factors) != axes:
            raise ConvError("axes-disagree", field="size", name="scale_factor", count=len(factors), axes=axes)
        made = tuple(scaled(cells, factor) for cells, factor in zip(space, factors, strict=True))
        sized = any(isinstance(factor, float) and not factor.is_integer() for factor in factors)
    else:
        made, sized = entries("size", size, axes), True
    interpolation = one_of("mode", mode, ("nearest", *list(SUPPORT)[1:], "nearest-exact", "area"))
    whole_steps = all(m % n == 0 for m, n in zip(made, space, strict=True))
    if whole_steps and not align_corners and interpolation != "area":
        factors_of = tuple(m // n for m, n in zip(made, space, strict=True))
        step = enlarged(channels, space, factors_of, interpolation.removesuffix("-exact"))
        return replace(step, sized=sized)
    return resized(channels, space, made)


def scaled(cells: int, factor: object) -> int:
    """Return so many cells times a factor, rounded down."""
    exact = (
        Fraction(factor)
        if isinstance(factor, float) and isfinite(factor)
        else whole("scale_factor", factor, minimum=1)
    )
    return whole("size", floor(cells * exact), minimum=1)


def resized(channels: int, space: Shape, made: Shape) -> Step:
    """Return maps of another size, whose cells lie at no regular distance from those before."""
    return Step((channels, *entries("size", made, len(space))), layers=None)


def nearest(shape: Shape, size: object = None, scale_factor: object = None) -> Step:
    """Return `UpsamplingNearest2d`."""
    return upsample(shape, size, scale_factor)


def bilinear(shape: Shape, size: object = None, scale_factor: object = None) -> Step:
    """Return `UpsamplingBilinear2d`, which aligns the corners."""
    return upsample(shape, size, scale_factor, "bilinear", align_corners=True)


def shuffle(shape: Shape, upscale_factor: object) -> Step:
    """Return `PixelShuffle`: every cell becomes a square of cells, each a channel before."""
    channels, space = split(shape, 2)
    factor = whole("upscale_factor", upscale_factor, minimum=1)
    if channels % factor**2:
        raise ConvError("no-divisor", field="channels", name="channels", count=channels, divisor=factor**2)
    return enlarged(channels // factor**2, space, (factor, factor), "nearest")


def unshuffle(shape: Shape, downscale_factor: object) -> Step:
    """Return `PixelUnshuffle`: every square of cells becomes one cell."""
    channels, space = split(shape, 2)
    factor = whole("downscale_factor", downscale_factor, minimum=1)
    for size in space:
        if size % factor:
            raise ConvError("no-divisor", field="input", name="input", count=size, divisor=factor)
    # Only multiples of the factor come through.
    step = moved(ConvSpec(space, (factor, factor), stride=factor), channels * factor**2)
    return replace(step, sized=True)


def unfold(
    shape: Shape, kernel_size: object, dilation: object = 1, padding: object = 0, stride: object = 1
) -> Step:
    """Return `Unfold`: the windows as columns."""
    channels, space = split(shape, 2)
    spec = ConvSpec(
        space,
        entries("kernel", kernel_size, 2),
        stride=entries("stride", stride, 2),
        padding=entries("padding", padding, 2, minimum=0),
        dilation=entries("dilation", dilation, 2),
    )
    return Step((channels * spec.taps, spec.outputs), layers=None)
