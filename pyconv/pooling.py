"""Pooling: one number for each window, its largest or its average."""

from fractions import Fraction
from numbers import Rational
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import WHOLE, Array, numbers, room
from pyconv.errors import ConvError
from pyconv.ops import spec_of
from pyconv.spec import ConvSpec, Padding, PerAxis, per_axis
from pyconv.windows import blocks, computing, gathered, padded, windows

PoolingKind = Literal["max", "average"]

POOLING_KINDS: tuple[PoolingKind, ...] = get_args(PoolingKind)

BLOCK = 2**14
"""Cells of a block: as many as stay in the processor's cache."""


def pool(
    x: ArrayLike,
    window: PerAxis,
    *,
    stride: PerAxis | None = None,
    padding: Padding = 0,
    kind: PoolingKind = "max",
) -> Array:
    """Return the largest number of each window, or its average.

        output[o] = max over t of padded[o·s + t]   or   sum over t of padded[o·s + t] / cells

    Padding never is the largest. An average divides by all the cells of the window, those of the
    padding too, which count as zeros; with "same" and "same_lower" it leaves them out and divides
    by the cells of the input that the window holds. A window must hold one of them at least.

    Args:
        x: one channel with any number of axes.
        window: cells of the window, for all axes or one per axis.
        stride: cells from one window to the next; without it, windows lie side by side.
        padding: as in `ConvSpec`.
        kind: "max", which keeps the dtype of `x`, or "average", which is exact for objects such
            as fractions, and float64 for integers.

    Returns:
        An array of `ConvSpec(...).output_size` cells.

    Raises:
        ConvError: the arguments define no pooling.

    Source: arXiv:1603.07285, section 1.2; PyTorch's `MaxPool2d` and `AvgPool2d`, which count the
    padding by default and allow half a window of it; TensorFlow's `avg_pool2d` and ONNX's
    `AveragePool`, which leave out that of SAME. ONNX Runtime allows less than a window of padding.

    >>> pool([1, 5, 2, 3], 2)
    array([5, 3])
    >>> pool([1, 5, 2, 3], 2, kind="average")
    array([3. , 2.5])
    >>> pool([-2, -1, 0, 1], 3, padding="same", kind="average")
    array([-1.5,  0.5])
    """
    image = numbers("input", x)
    sizes = per_axis("window", window, image.ndim)
    _check_kind(kind)
    spec = spec_of(
        image.shape,
        sizes,
        stride=sizes if stride is None else stride,
        padding=padding,
        dilation=1,
        padding_mode="zeros",
    )
    check_windows(spec)
    channel = image[np.newaxis, np.newaxis]
    if kind == "max":
        return _largest(channel, spec)
    cells = _cells_held(spec) if padding in ("same", "same_lower") else np.full((), spec.taps)
    return _average(channel, spec, np.broadcast_to(cells, spec.output_size))


def _check_kind(kind: object) -> None:
    if not isinstance(kind, str) or kind not in POOLING_KINDS:
        raise ConvError("unknown-choice", field="kind", name="kind", value=kind, choices=POOLING_KINDS)


def check_windows(spec: ConvSpec) -> None:
    """Refuse a pooling whose first window or last one would lie in the padding alone.

    Raises:
        ConvError: one of them would.

    >>> check_windows(ConvSpec(5, 2, padding=1))
    """
    for axis, (size, window, stride, (before, after), count) in enumerate(
        zip(spec.input_size, spec.span, spec.stride, spec.padding, spec.output_size, strict=True)
    ):
        if before >= window or (count - 1) * stride >= before + size:
            raise ConvError(
                "window-of-padding",
                field="padding",
                axis=axis,
                window=window,
                stride=stride,
                size=size,
                before=before,
                after=after,
            )


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


def _cells_held(spec: ConvSpec) -> Array:
    """Return how many cells of the input each window holds."""
    cells = np.ones((), np.int64)
    for size, window, stride, (before, _), outputs in zip(
        spec.input_size, spec.kernel_size, spec.stride, spec.padding, spec.output_size, strict=True
    ):
        first = np.arange(outputs, dtype=np.int64) * stride - before
        cells = np.multiply.outer(cells, np.minimum(first + window, size) - np.maximum(first, 0))
    return cells


def _average(x: Array, spec: ConvSpec, divisors: Array) -> Array:
    # A sum of floats of 16 bits is soon infinite where their average is not.
    kind = np.result_type(x.dtype, np.bool_)
    cells = x.astype(np.float32) if kind == np.float16 else x
    ones = room((1, 1, *spec.kernel_size), np.dtype(np.bool_))
    ones[...] = True
    sums = gathered(cells, ones, spec).reshape(spec.output_size)
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
