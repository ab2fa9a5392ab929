"""The operations on arrays, as loops over the kernel's taps.

For each tap the whole image is read once, shifted by the place of the tap: a slice, no
copy. The sum of those slices, each times its tap, is the output.
"""

from itertools import product
from numbers import Number
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
    """Return `values` as an array of numbers: integers of any size, floats or complex ones."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise ConvError("ragged", field=name, name=name) from None
    if array.dtype.kind == "f" and not isinstance(values, np.ndarray):
        # NumPy reads a list of integers beyond 64 bits as floats.
        whole = np.asarray(values, dtype=object)
        array = whole if all(isinstance(value, int) for value in whole.flat) else array
    if array.ndim == 0:
        raise ConvError("no-axes", field=name, name=name)
    if array.dtype.kind == "O" and not all(isinstance(value, Number) for value in array.flat):
        raise ConvError("not-numbers", field=name, name=name, kind=array.dtype)
    if array.dtype.kind not in "buifcO":
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
    fill = np.asarray(padding_value if padding_mode == "constant" else 0)
    dtype = _exact_dtype(x, kernel, fill)
    padded = x.astype(dtype, copy=False)
    if any(before or after for before, after in spec.padding):
        padded = pad(padded, spec.padding, padding_mode, fill.astype(dtype)[()])
    weights = kernel.astype(dtype, copy=False)
    output = np.zeros(spec.output_size, dtype=dtype)
    for tap in product(*map(range, spec.kernel_size)):
        window = tuple(
            slice(t * d, t * d + (o - 1) * s + 1, s)
            for t, d, s, o in zip(tap, spec.dilation, spec.stride, spec.output_size, strict=True)
        )
        output += weights[tap] * padded[window]
    return output


def _exact_dtype(x: Array, kernel: Array, fill: Array) -> np.dtype[Any]:
    """Return the dtype of the result; for integers one that no sum of products overflows."""
    if not all(array.dtype.kind in "bui" for array in (x, kernel, fill)):
        kinds = [array.dtype for array in (x, kernel, fill) if array.dtype.kind not in "bui"]
        whole = [np.dtype(np.int64)] * (len(kinds) < 3)
        return np.result_type(*kinds, *whole)
    largest = max(_magnitude(x), _magnitude(fill)) * _magnitude(kernel) * kernel.size
    return np.dtype(np.int64 if largest <= np.iinfo(np.int64).max else object)


def _magnitude(values: Array) -> int:
    return max(int(values.max()), -int(values.min()))
