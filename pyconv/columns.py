"""A convolution as one product of matrices: windows written out as columns, and columns added up."""

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import Array, dtypes, numbers, room, shape_text
from pyconv.errors import ConvError
from pyconv.ops import spec_of
from pyconv.spec import ConvSpec, Padding, PerAxis, per_axis
from pyconv.terms import terms
from pyconv.windows import computing, padded, windows


def im2col(
    x: ArrayLike,
    kernel_size: PerAxis,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
) -> Array:
    """Return every window as a column: what each tap meets in it.

        columns[t, o] = padded[o·s + t·d]

    A kernel written out as a row, times these columns, is the cross-correlation written out as a
    row. Padding counts as zeros.

    Args:
        x: one channel with any number of axes.
        kernel_size: taps of the kernel, for all axes or one per axis.
        stride, padding, dilation: as in `ConvSpec`.

    Returns:
        An array (taps, output cells) of the dtype of `x`, both counted row-major.

    Raises:
        ConvError: the arguments define no convolution.

    Source: PyTorch's `unfold`, which writes the channels one below the other.

    >>> im2col([1, 2, 3, 4], 3)
    array([[1, 2],
           [2, 3],
           [3, 4]])
    """
    image = numbers("input", x)
    spec = spec_of(
        image.shape,
        per_axis("kernel", kernel_size, image.ndim),
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode="zeros",
    )
    columns = room((*spec.kernel_size, 1, *spec.output_size), image.dtype)
    channel = padded(image[np.newaxis, np.newaxis], spec.padding, "zeros")
    view = windows(channel, spec.output_size, spec.kernel_size, spec.stride, spec.dilation)
    np.copyto(columns, view[0])
    return columns.reshape(spec.taps, spec.outputs)


def col2im(
    columns: ArrayLike,
    input_size: PerAxis,
    kernel_size: PerAxis,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
) -> Array:
    """Return what columns add up to when each is put back where its window was.

        output[o·s + t·d - p] += columns[t, o]

    It is the adjoint of `im2col`, not its inverse: a cell comes back once for each window that holds
    it, so `col2im(im2col(x)) == x * window_counts(...)`. What lies in the padding is left out.

    Args:
        columns: (taps, output cells), as `im2col` returns them.
        input_size: cells of the result per axis, those of the input of `im2col`.
        kernel_size, stride, padding, dilation: as in `ConvSpec`.

    Returns:
        An array of `input_size` cells, for integers of a dtype that no sum overflows.

    Raises:
        ConvError: the arguments define no convolution, or the columns are not its own.

    Source: PyTorch's `fold`, ONNX's `Col2Im`.

    >>> col2im(im2col([1, 2, 3, 4], 3), 4, 3)
    array([1, 4, 6, 4])
    """
    given = numbers("columns", columns)
    spec = ConvSpec(input_size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    if given.shape != (spec.taps, spec.outputs):
        raise ConvError(
            "columns-shape",
            field="columns",
            shape=shape_text(given.shape),
            taps=spec.taps,
            outputs=spec.outputs,
        )
    kinds = dtypes(given, np.ones(1, dtype=bool), terms=spec.taps)
    # A cropped cell of the input is in no window, but has its place.
    sides = [(max(before, 0), max(after, 0)) for before, after in spec.padding]
    canvas = room(
        (1, 1, *(b + i + a for i, (b, a) in zip(spec.input_size, sides, strict=True))), kinds.working
    )
    canvas[...] = 0
    uncropped: tuple[Any, ...] = tuple(slice(max(-before, 0), None) for before, _ in spec.padding)
    reached = canvas[(..., *uncropped)]
    view = windows(reached, spec.output_size, spec.kernel_size, spec.stride, spec.dilation)
    kept: tuple[Any, ...] = tuple(slice(b, b + i) for i, (b, _) in zip(spec.input_size, sides, strict=True))
    with computing(given):
        for tap, row in zip(product(*map(range, spec.kernel_size)), given, strict=True):
            place = view[(0, *tap, 0)]
            place += row.astype(kinds.working, copy=False).reshape(spec.output_size)
        return np.ascontiguousarray(canvas[(0, 0, *kept)], kinds.result)


def window_counts(spec: ConvSpec) -> Array:
    """Return, for each input cell, how many windows hold it, once for each tap that meets it.

    Padding that copies input cells counts as those cells; a pooling has the windows of its
    `PoolingSpec.windows`.

    Returns:
        An array of `spec.input_size` cells.

    Raises:
        ConvError: `spec` is not a `ConvSpec`, or its terms along one axis do not fit in the memory.

    >>> window_counts(ConvSpec((4, 5), 3))
    array([[1, 2, 3, 2, 1],
           [2, 4, 6, 4, 2],
           [2, 4, 6, 4, 2],
           [1, 2, 3, 2, 1]])
    """
    if not isinstance(spec, ConvSpec):
        raise ConvError("not-geometry", field="spec", choices="ConvSpec", kind=type(spec).__name__)
    counts = np.ones((), np.int64)
    # Windows are all combinations of those along each axis, so each axis is counted alone.
    for axis, size in enumerate(spec.input_size):
        cells = terms(spec.along(axis))[:, 0]
        met = np.zeros(size, np.int64)
        # Not NumPy's own count of them, which takes indices of the machine's size: 32 bits in a browser.
        np.add.at(met, cells, 1)
        counts = np.multiply.outer(counts, met)
    return counts


__all__ = ["col2im", "im2col", "window_counts"]
