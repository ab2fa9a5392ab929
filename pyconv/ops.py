"""The operations on one channel: cross-correlation, convolution and transposed convolution."""

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import Array, numbers, one_number
from pyconv.errors import ConvError
from pyconv.spec import ConvSpec, Padding, PaddingMode, PaddingName, PerAxis, padding_per_axis, per_axis
from pyconv.transposed import TransposedSpec
from pyconv.windows import Size, gathered, scattered


def cross_correlate(
    x: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
    padding_mode: PaddingMode = "zeros",
    padding_value: float = 0,
) -> Array:
    """Return the cross-correlation: the kernel slides over `x` and is not flipped.

        output[o] = sum over t of kernel[t] · padded[o·s + t·d]

    This is what deep-learning frameworks call convolution.

    Args:
        x: one channel with any number of axes; integers and booleans give exact integers,
            anything else what NumPy promotes it to.
        kernel: an array with as many axes as `x`.
        stride, padding, dilation, padding_mode: as in `ConvSpec`.
        padding_value: what stands in the padding when `padding_mode` is "constant".

    Returns:
        An array of `ConvSpec(...).output_size` cells.

    Raises:
        ConvError: the arguments define no convolution.

    Source: arXiv:1603.07285, section 1.1.

    >>> cross_correlate([1, 2, 3, 4], [0, 1, 2])
    array([ 8, 11])
    """
    image, weights = _one_channel(numbers("input", x), numbers("kernel", kernel))
    spec = spec_of(
        image.shape[2:],
        weights.shape[2:],
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )
    output = gathered(image, weights, spec, fill=one_number("padding_value", padding_value))
    return output.reshape(spec.output_size)


def convolve(
    x: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
    padding_mode: PaddingMode = "zeros",
    padding_value: float = 0,
) -> Array:
    """Return the convolution of mathematics: the kernel is flipped on every axis.

        output[o] = sum over t of kernel[k - 1 - t] · padded[o·s + t·d]

    Arguments, result and errors are those of `cross_correlate`.

    Source: arXiv:1603.07285, section 1.1; NumPy's `convolve` and SciPy's, whose "valid" and "full"
    are those of here. Their "same" is "same_lower", with the odd cell of an even kernel before;
    "same" is that of the deep-learning frameworks, with it after.

    >>> convolve([1, 2, 3, 4], [0, 1, 2])
    array([4, 7])
    >>> convolve([1, 2, 3], [1, 10], padding="same_lower"), np.convolve([1, 2, 3], [1, 10], "same")
    (array([ 1, 12, 23]), array([ 1, 12, 23]))
    >>> convolve([1, 2, 3], [1, 10], padding="same")
    array([12, 23, 30])
    """
    return cross_correlate(
        x,
        np.flip(numbers("kernel", kernel)),
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
        padding_value=padding_value,
    )


def transposed_conv(
    y: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: PerAxis = 1,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    output_padding: PerAxis = 0,
    output_shape: PerAxis | None = None,
) -> Array:
    """Return the transposed convolution: each cell of `y` lays down a copy of the kernel.

        canvas[i·s + t·d] += kernel[t] · y[i],  output = canvas without its padding

    It is the adjoint of `cross_correlate` with the same stride, padding, dilation and kernel,
    not its inverse: the sum of `cross_correlate(x) · y` is that of `x · transposed_conv(y)`.

    Args:
        y: one channel with any number of axes; integers and booleans give exact integers.
        kernel: an array with as many axes as `y`.
        stride, padding, dilation, output_padding, output_shape: as in `TransposedSpec`.

    Returns:
        An array of `TransposedSpec(...).output_size` cells.

    Raises:
        ConvError: the arguments define no transposed convolution.

    Source: arXiv:1603.07285, section 4; PyTorch's `ConvTranspose2d`.

    >>> transposed_conv([1, 10], [1, 2, 3], stride=2)
    array([ 1,  2, 13, 20, 30])
    """
    cells, weights = _one_channel(numbers("input", y), numbers("kernel", kernel))
    spec = transposed_spec_of(
        cells.shape[2:],
        weights.shape[2:],
        stride=stride,
        padding=padding,
        dilation=dilation,
        output_padding=output_padding,
        output_shape=output_shape,
    )
    return scattered(cells, weights, spec).reshape(spec.output_size)


def spec_of(
    size: Size, kernel: Size, *, stride: object, padding: object, dilation: object, padding_mode: PaddingMode
) -> ConvSpec:
    """Return the geometry of a convolution of an array: no argument may ask for more axes than it has.

    Raises:
        ConvError: the arguments define no convolution of that many axes.

    >>> spec_of((5, 7), (3, 3), stride=2, padding=1, dilation=1, padding_mode="zeros").output_size
    (3, 4)
    """
    axes = len(size)
    return ConvSpec(
        size,
        kernel,
        stride=per_axis("stride", stride, axes),
        # A name that there is not is refused by ConvSpec.
        padding=cast("PaddingName", padding) if isinstance(padding, str) else padding_per_axis(padding, axes),
        dilation=per_axis("dilation", dilation, axes),
        padding_mode=padding_mode,
    )


def transposed_spec_of(
    size: Size,
    kernel: Size,
    *,
    stride: object,
    padding: object,
    dilation: object,
    output_padding: object,
    output_shape: object = None,
) -> TransposedSpec:
    """Return the geometry of a transposed convolution of an array, as `spec_of` does.

    Raises:
        ConvError: the arguments define no transposed convolution of that many axes.

    >>> transposed_spec_of((3,), (3,), stride=2, padding=1, dilation=1, output_padding=0).output_size
    (5,)
    """
    axes = len(size)
    return TransposedSpec(
        size,
        kernel,
        stride=per_axis("stride", stride, axes),
        padding=cast("PaddingName", padding) if isinstance(padding, str) else padding_per_axis(padding, axes),
        dilation=per_axis("dilation", dilation, axes),
        output_padding=per_axis("output_padding", output_padding, axes, minimum=0),
        output_shape=None if output_shape is None else per_axis("output_shape", output_shape, axes),
    )


def _one_channel(x: Array, kernel: Array) -> tuple[Array, Array]:
    """Return both as one sample of one channel."""
    if x.ndim != kernel.ndim:
        raise ConvError("axes-differ", field="kernel", input_axes=x.ndim, kernel_axes=kernel.ndim)
    return x[np.newaxis, np.newaxis], kernel[np.newaxis, np.newaxis]
