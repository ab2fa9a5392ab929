"""Convolutions, poolings, padding and resizing of `keras.layers`, with the arguments that they take there."""

from dataclasses import replace
from typing import Any

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
    shared_out,
    split,
)
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec


def conv(axes: int) -> Maker:
    """Return `Conv1D`, `Conv2D` or `Conv3D`."""

    def make(
        shape: Shape, filters: object, kernel_size: object, strides: object = 1, padding: object = "valid",
        data_format: object = None, dilation_rate: object = 1, groups: object = 1,
        activation: object = None, use_bias: object = True,
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        spec = windows(space, kernel_size, strides, padding, dilation_rate, causal=axes == 1)
        return convolved(spec, channels, filters, groups, use_bias)

    return make


def windows(
    space: Shape, kernel_size: object, strides: object, padding: object, dilation_rate: object,
    *, causal: bool,
) -> ConvSpec:  # fmt: skip
    """Return the windows of a convolution, within the limits that Keras has."""
    axes = len(space)
    steps, rates = entries("stride", strides, axes), entries("dilation", dilation_rate, axes)
    check_steps(steps, rates)
    sides = one_of("padding", lower(padding), ("valid", "same", "causal") if causal else ("valid", "same"))
    return ConvSpec(
        space,
        entries("kernel", kernel_size, axes),
        stride=steps,
        padding=sides,  # type: ignore[arg-type]
        dilation=rates,
    )


def check_steps(steps: Shape, rates: Shape) -> None:
    """Refuse a stride together with a dilation, as Keras does."""
    if any(step > 1 for step in steps) and any(rate > 1 for rate in rates):
        raise ConvError(
            "stride-and-dilation",
            field="dilation",
            name="Keras",
            stride=shape_text(steps),
            dilation=shape_text(rates),
        )


def lower(padding: object) -> object:
    """Return the name of a padding in small letters, as Keras reads it."""
    return padding.lower() if isinstance(padding, str) else padding


def depthwise(axes: int) -> Maker:
    """Return `DepthwiseConv1D` or `DepthwiseConv2D`."""

    def make(
        shape: Shape, kernel_size: object, strides: object = 1, padding: object = "valid",
        depth_multiplier: object = 1, data_format: object = None, dilation_rate: object = 1,
        activation: object = None, use_bias: object = True,
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        spec = windows(space, kernel_size, strides, padding, dilation_rate, causal=False)
        outputs = channels * whole("depth_multiplier", depth_multiplier, minimum=1)
        return convolved(spec, channels, outputs, channels, use_bias)

    return make


def separable(axes: int) -> Maker:
    """Return `SeparableConv1D` or `SeparableConv2D`."""

    def make(
        shape: Shape, filters: object, kernel_size: object, strides: object = 1, padding: object = "valid",
        data_format: object = None, dilation_rate: object = 1, depth_multiplier: object = 1,
        activation: object = None, use_bias: object = True,
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        spec = windows(space, kernel_size, strides, padding, dilation_rate, causal=axes == 1)
        between = channels * whole("depth_multiplier", depth_multiplier, minimum=1)
        deep = convolved(spec, channels, between, channels, bias=False)
        wide = convolved(ConvSpec(spec.output_size, (1,) * axes), between, filters, bias=use_bias)
        return Step(
            wide.shape,
            deep.parameters + wide.parameters,
            deep.multiplications + wide.multiplications,
            (spec,),
        )

    return make


def transposed(axes: int) -> Maker:
    """Return `Conv1DTranspose`, `Conv2DTranspose` or `Conv3DTranspose`.

    With "same" the size decides how much is cropped, as in TensorFlow's `conv2d_transpose`, which computes
    them there: so `output_padding` moves the cells, too.

    Source: Keras's `compute_conv_transpose_output_shape`, and the padding that it gives JAX, which crops the
    same.
    """

    def make(
        shape: Shape, filters: object, kernel_size: object, strides: object = 1, padding: object = "valid",
        output_padding: object = None, data_format: object = None, dilation_rate: object = 1,
        activation: object = None, use_bias: object = True,
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        kernels, steps = entries("kernel", kernel_size, axes), entries("stride", strides, axes)
        rates = entries("dilation", dilation_rate, axes)
        same = one_of("padding", lower(padding), ("valid", "same")) == "same"
        spans = [rate * (kernel - 1) + 1 for kernel, rate in zip(kernels, rates, strict=True)]
        check_steps(steps, rates)
        longer = [max(step - span, 0) for span, step in zip(spans, steps, strict=True)]
        made = [step * cells for cells, step in zip(space, steps, strict=True)]
        if output_padding is not None:
            longer = list(entries("output_padding", output_padding, axes, minimum=0))
            for axis, (extra, step) in enumerate(zip(longer, steps, strict=True)):
                if extra >= step:
                    raise ConvError(
                        "extra-too-large", field="output_padding", axis=axis, value=extra, stride=step
                    )
            # An odd kernel that is cropped by half of itself leaves a cell more than an even one.
            made = [
                step * (cells - 1) + span % 2 + extra
                for cells, step, span, extra in zip(space, steps, spans, longer, strict=True)
            ]
        told: dict[str, Any] = {"stride": steps, "dilation": rates}
        told |= {"padding": "same", "output_shape": made} if same else {"output_padding": longer}
        spec = TransposedSpec(space, kernels, **told)
        return convolved(spec, channels, filters, bias=use_bias)

    return make


def pool(axes: int, kind: PoolingKind) -> Maker:
    """Return a pooling of one kind."""

    def make(
        shape: Shape, pool_size: object = 2, strides: object = None, padding: object = "valid",
        data_format: object = None,
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        kernels = entries("kernel", pool_size, axes)
        spec = PoolingSpec(
            space,
            kernels,
            stride=kernels if strides is None else entries("stride", strides, axes),
            padding=one_of("padding", lower(padding), ("valid", "same")),  # type: ignore[arg-type]
            kind=kind,
        )
        return moved(spec, channels)

    return make


def whole_map(axes: int, kind: PoolingKind) -> Maker:
    """Return a pooling of the whole map, of one kind."""

    def make(shape: Shape, data_format: object = None, keepdims: object = False) -> Step:
        channels, space = split(shape, axes)
        if flag("keepdims", keepdims):
            return shared_out(channels, space, (1,) * axes, kind)
        return Step((channels,), layers=None)

    return make


def adaptive(axes: int, kind: PoolingKind) -> Maker:
    """Return an adaptive pooling of one kind."""

    def make(shape: Shape, output_size: object, data_format: object = None) -> Step:
        channels, space = split(shape, axes)
        return shared_out(channels, space, entries("output_shape", output_size, axes), kind)

    return make


def sides(name: str, value: object, axes: int) -> list[tuple[int, int]]:
    """Return what is before and after, of one number, one for each axis, or a pair for each."""
    given = value if isinstance(value, list | tuple) else [value] * axes
    if axes == 1 and len(given) == 2:
        given = [given]
    if len(given) != axes:
        raise ConvError("axes-disagree", field=name, name=name, count=len(given), axes=axes)
    pairs = [each if isinstance(each, list | tuple) else (each, each) for each in given]
    return [tuple(entries(name, pair, 2, minimum=0)) for pair in pairs]  # type: ignore[misc]


def zero_padding(axes: int) -> Maker:
    """Return `ZeroPadding1D`, `ZeroPadding2D` or `ZeroPadding3D`."""

    def make(shape: Shape, padding: object = 1, data_format: object = None) -> Step:
        channels, space = split(shape, axes)
        return padded(channels, space, sides("padding", padding, axes))

    return make


def cropping(axes: int) -> Maker:
    """Return `Cropping1D`, `Cropping2D` or `Cropping3D`."""

    def make(shape: Shape, cropping: object = 0 if axes == 2 else 1, data_format: object = None) -> Step:
        channels, space = split(shape, axes)
        return padded(channels, space, [(-a, -b) for a, b in sides("cropping", cropping, axes)])

    return make


def upsampling(axes: int) -> Maker:
    """Return `UpSampling1D`, `UpSampling2D` or `UpSampling3D`."""

    def make(
        shape: Shape, size: object = 2, data_format: object = None, interpolation: object = "nearest"
    ) -> Step:  # fmt: skip
        channels, space = split(shape, axes)
        kind = one_of("mode", interpolation, (*SUPPORT, "lanczos3", "lanczos5", "area"))
        factors = entries("size", size, axes)
        if kind in SUPPORT:
            return enlarged(channels, space, factors, kind)
        return Step((channels, *(n * f for n, f in zip(space, factors, strict=True))), layers=None)

    return make


def center_crop(shape: Shape, height: object, width: object, data_format: object = None) -> Step:
    """Return `CenterCrop`, which resizes maps that are smaller than what it is to cut out."""
    channels, space = split(shape, 2)
    wanted = (whole("height", height, minimum=1), whole("width", width, minimum=1))
    if any(cells < size for cells, size in zip(space, wanted, strict=True)):
        return Step((channels, *wanted), layers=None)
    firsts = [(cells - size) // 2 for cells, size in zip(space, wanted, strict=True)]
    pairs = [(-a, a + size - n) for a, size, n in zip(firsts, wanted, space, strict=True)]
    return replace(padded(channels, space, pairs), sized=True)


def resizing(
    shape: Shape, height: object, width: object, interpolation: object = "bilinear",
    crop_to_aspect_ratio: object = False, pad_to_aspect_ratio: object = False, fill_mode: object = "constant",
    fill_value: object = 0.0, antialias: object = False, data_format: object = None,
) -> Step:  # fmt: skip
    """Return `Resizing`, whose cells lie at no regular distance from those before."""
    channels, space = split(shape, 2)
    made = (whole("height", height, minimum=1), whole("width", width, minimum=1))
    return Step((channels, *made), layers=() if made == space else None)
