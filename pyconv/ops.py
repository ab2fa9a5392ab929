"""The operations on arrays, as loops over the kernel's taps.

For each tap the whole image is read once, shifted by the place of the tap: a slice, no
copy. The sum of those slices, each times its tap, is the output.
"""

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pyconv.errors import ConvError
from pyconv.spec import ConvSpec, Padding, PaddingMode, PerAxis
from pyconv.terms import pad

Array = NDArray[Any]


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
        x: one channel with any number of axes; integers and booleans give exact integers.
        kernel: an array with as many axes as `x`.
        stride, padding, dilation, padding_mode: as in `ConvSpec`.
        padding_value: what stands in the padding when `padding_mode` is "constant".

    Returns:
        An array of `ConvSpec(...).output_size` cells.

    Raises:
        ConvError: the arguments define no convolution.

    Source: arXiv:1603.07285, section 2.

    >>> cross_correlate([1, 2, 3, 4], [0, 1, 2])
    array([ 8, 11])
    """
    return _slide(
        _numbers("input", x),
        _numbers("kernel", kernel),
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
        padding_value=padding_value,
    )


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

    Source: arXiv:1603.07285, section 1.1; NumPy's `convolve`.

    >>> convolve([1, 2, 3, 4], [0, 1, 2])
    array([4, 7])
    """
    return _slide(
        _numbers("input", x),
        np.flip(_numbers("kernel", kernel)),
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
        padding_value=padding_value,
    )


def _numbers(name: str, values: ArrayLike) -> Array:
    """Return `values` as an array of numbers that does not overflow where it can be helped."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise ConvError("ragged", field=name, name=name) from None
    if array.ndim == 0:
        raise ConvError("no-axes", field=name, name=name)
    if array.dtype.kind in "bui":
        return array.astype(np.int64)
    if array.dtype.kind not in "fcO":
        raise ConvError("not-numbers", field=name, name=name, kind=array.dtype)
    return array


def _slide(
    x: Array,
    kernel: Array,
    *,
    stride: PerAxis,
    padding: Padding,
    dilation: PerAxis,
    padding_mode: PaddingMode,
    padding_value: float,
) -> Array:
    if x.ndim != kernel.ndim:
        raise ConvError("axes-differ", field="kernel", input_axes=x.ndim, kernel_axes=kernel.ndim)
    spec = ConvSpec(
        x.shape,
        kernel.shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )
    dtype = np.result_type(x, kernel)
    padded = x
    if any(before or after for before, after in spec.padding):
        if padding_mode == "constant" and dtype.kind == "i":
            dtype = np.result_type(dtype, np.min_scalar_type(padding_value))
        fill = padding_value if padding_mode == "constant" else 0
        padded = pad(x.astype(dtype, copy=False), spec.padding, padding_mode, fill)
    output = np.zeros(spec.output_size, dtype=dtype)
    for tap in product(*map(range, spec.kernel_size)):
        window = tuple(
            slice(t * d, t * d + (o - 1) * s + 1, s)
            for t, d, s, o in zip(tap, spec.dilation, spec.stride, spec.output_size, strict=True)
        )
        output += kernel[tap] * padded[window]
    return output
