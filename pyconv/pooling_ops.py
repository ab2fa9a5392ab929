"""Pooling: one number for each window, its largest or its average."""

from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import WHOLE, Array, numbers, room
from pyconv.errors import ConvError
from pyconv.pooling import PoolingKind, PoolingSpec
from pyconv.spec import ConvSpec, Padding, PerAxis, padding_per_axis, per_axis
from pyconv.windows import blocks, computing, gathered, padded, windows

BLOCK = 2**14
"""Cells of a block: as many as stay in the processor's cache."""


def pool(
    x: ArrayLike,
    window: PerAxis,
    *,
    stride: PerAxis | None = None,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    kind: PoolingKind = "max",
    ceil_mode: bool = False,
    count_include_pad: bool | None = None,
) -> Array:
    """Return the largest number of each window, or its average.

        output[o] = max over t of padded[o·s + t·d]   or   sum over t of padded[o·s + t·d] / cells

    Padding never is the largest. An average divides by all the cells of the window, those of the
    padding too, which count as zeros; without `count_include_pad`, and by default with "same" and
    "same_lower", it leaves them out and divides by the cells of the input that the window holds. A
    window must hold one of them at least. With `ceil_mode` the last window may stick out of the
    padded input; what lies beyond it never counts.

    Args:
        x: one channel with any number of axes.
        window: cells of the window, for all axes or one per axis.
        stride: cells from one window to the next; without it, windows lie side by side.
        padding, dilation, ceil_mode, count_include_pad: as in `PoolingSpec`.
        kind: "max", which keeps the dtype of `x`, or "average", which is exact for objects such
            as fractions, and float64 for integers.

    Returns:
        An array of `PoolingSpec(...).output_size` cells.

    Raises:
        ConvError: the arguments define no pooling.

    Source: arXiv:1603.07285, section 1.2; PyTorch's `MaxPool2d` and `AvgPool2d`, which count the
    padding by default and allow half a window of it; TensorFlow's `avg_pool2d` and ONNX's
    `AveragePool`, which leave out that of SAME. ONNX Runtime allows less than a window of padding.

    >>> pool([1, 5, 2, 3], 2)
    array([5, 3])
    >>> pool([1, 5, 2, 3], 2, kind="average")
    array([3. , 2.5])
    >>> pool([1, 2, 3, 4], 3, kind="average", ceil_mode=True)
    array([2., 4.])
    >>> pool([-2, -1, 0, 1], 3, padding="same", kind="average")
    array([-1.5,  0.5])
    """
    image = numbers("input", x)
    axes = image.ndim
    sizes = per_axis("window", window, axes)
    spec = PoolingSpec(
        image.shape,
        sizes,
        # No argument may ask for more axes than there are.
        stride=None if stride is None else per_axis("stride", stride, axes),
        padding=padding if isinstance(padding, str) else padding_per_axis(padding, axes),
        dilation=per_axis("dilation", dilation, axes),
        kind=kind,
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
    )
    return pooled(image, spec)


def pooled(x: Array, spec: PoolingSpec) -> Array:
    """Return what `pool` does, for a geometry and an array of its input's size."""
    channel = x[np.newaxis, np.newaxis]
    return _largest(channel, spec.windows) if spec.kind == "max" else _average(channel, spec)


def _largest(x: Array, spec: ConvSpec) -> Array:
    if x.dtype.kind == "c" or any(isinstance(value, complex) for value in _objects(x)):
        raise ConvError("no-order", field="input", name="input", kind="complex")
    channel = padded(x, spec.padding, "constant", _least(x.dtype))
    view = windows(channel, spec.output_size, spec.kernel_size, spec.stride, spec.dilation)
    taps = list(np.ndindex(spec.kernel_size))
    output = room(spec.output_size, x.dtype)
    larger = _LARGER_OBJECT if x.dtype.kind == "O" else np.maximum
    with computing(x):
        for block in blocks(spec.output_size, BLOCK):
            output[block] = view[(0, *taps[0], 0, *block)]
            for tap in taps[1:]:
                larger(output[block], view[(0, *tap, 0, *block)], out=output[block])
    return output


def _larger_object(one: Any, other: Any) -> Any:
    """Return the larger of two, or the one that is NaN: NumPy's own would lose some of these."""
    for value in (one, other):
        if value != value:  # noqa: PLR0124 - NaN alone is not itself, of whatever kind it is
            return value
    return max(one, other)


_LARGER_OBJECT = np.frompyfunc(_larger_object, 2, 1)


def _least(dtype: np.dtype[Any]) -> Any:
    """Return a number that is larger than none of the dtype."""
    if dtype.kind in "iu":
        return np.iinfo(dtype).min
    return False if dtype.kind == "b" else -np.inf


def _divisors(spec: PoolingSpec) -> Array:
    """Return how many cells each window divides by."""
    if spec.count_include_pad and spec.windows.padding == spec.padding:
        return np.broadcast_to(np.int64(spec.taps), spec.output_size)
    cells = np.ones((), np.int64)
    for size, window, stride, (before, after), dilation, outputs in zip(
        spec.input_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, spec.output_size,
        strict=True,
    ):  # fmt: skip
        low, high = (-before, size + after) if spec.count_include_pad else (0, size)
        # A step of which there is one may be too long for NumPy.
        first = np.arange(outputs, dtype=np.int64) * (stride if outputs > 1 else 1) - before
        hole = dilation if window > 1 else 1
        # A cell t·d after the first is inside for t from one of these bounds to the other.
        bounds = (np.clip(-((first - edge) // hole), 0, window) for edge in (high, low))
        cells = np.multiply.outer(cells, np.subtract(*bounds))
    return cells


def _average(x: Array, spec: PoolingSpec) -> Array:
    # A sum of floats of 16 bits is soon infinite where their average is not.
    kind = np.result_type(x.dtype, np.bool_)
    cells = x.astype(np.float32) if kind == np.float16 else x
    ones = room((1, 1, *spec.kernel_size), np.dtype(np.bool_))
    ones[...] = True
    sums = gathered(cells, ones, spec.windows).reshape(spec.output_size)
    divisors = _divisors(spec)
    with computing(x):
        if x.dtype.kind != "O":
            # Divisors of the sums' own kind: those of 64 bits would make floats of 32 longer.
            averages: Array = sums / divisors.astype(sums.real.dtype)
            return averages.astype(np.float64 if x.dtype.kind in WHOLE else kind, copy=False)
        exact = [
            (Fraction(value) if isinstance(value, Rational) else value) / count
            for value, count in zip(sums.flat, divisors.flat, strict=True)
        ]
        return np.array(exact, dtype=object).reshape(spec.output_size)


def _objects(x: Array) -> list[Any]:
    return list(x.flat) if x.dtype.kind == "O" else []
