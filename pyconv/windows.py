"""Sums over windows, block by block: one product of matrices for each block.

A block of output cells has a matrix of windows: one row for each tap, one column for each cell,
in it the input cells that the tap meets. The weights times that matrix are the output. Backwards,
the weights times the cells are what each tap adds at each place, and the places are added up.
Blocks are small enough for their matrix to stay in the processor's cache. The input is padded and
converted for a few blocks at a time, so there never is a second copy of it.

Arrays are (N, C, space): samples, channels, and any number of axes of space.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from pyconv.arrays import Array, dtypes, room, shape_text
from pyconv.errors import ConvError
from pyconv.spec import ConvSpec, PaddingMode
from pyconv.terms import NUMPY_PAD_MODE, pad
from pyconv.transposed import TransposedSpec, equivalent_convolution

BLOCK = 2**16
"""Numbers in the matrix of windows of one block."""

NARROWEST = 2**9
"""Cells of a block, however many taps there are: products of narrower matrices are slow."""

SHIFT = 8
"""Numbers between the rows of a matrix: rows a power of two apart would share few places in the cache."""

Size = tuple[int, ...]
Pairs = tuple[tuple[int, int], ...]


def gathered(
    x: Array,
    weights: Array,
    spec: ConvSpec,
    *,
    groups: int = 1,
    fill: Array | None = None,
    bias: Array | None = None,
) -> Array:
    """Return the cross-correlation of `x` (N, C, space) with weights (C', C / groups, kernel).

    >>> gathered(np.array([[[1, 2, 3], [10, 20, 30]]]), np.array([[[1, 1], [0, 1]]]), ConvSpec(3, 2))
    array([[[23, 35]]])
    """
    fill = fill if spec.padding_mode == "constant" else None
    kinds = dtypes(x, weights, terms=weights[0].size, fill=fill, bias=bias)
    depth = x.shape[1] * spec.taps
    output = room((len(x), len(weights), *spec.output_size), kinds.result)
    copies = spec.padding_mode in NUMPY_PAD_MODE
    x = padded(x, spec.padding, spec.padding_mode) if copies else x
    pads = ((0, 0),) * spec.axes if copies else spec.padding
    size = (len(x), *spec.output_size)
    cells = min(max(BLOCK // depth, NARROWEST), prod(size))
    scratch = room((depth, cells + SHIFT), kinds.working)
    with computing(x, weights, fill, bias):
        matrices = weights.astype(kinds.working).reshape(groups, len(weights) // groups, depth // groups)
        value = 0 if fill is None else fill.astype(kinds.working)[()]
        for part in blocks(size, max(BLOCK // x.shape[1], cells)):
            counts = tuple(cut.stop - cut.start for cut in part)
            inside, outside = _reach(x.shape[2:], pads, spec, part[1:])
            reached = x[(part[0], slice(None), *inside)].astype(kinds.working, copy=False)
            reached = padded(reached, outside, "constant", value).swapaxes(0, 1)
            view = windows(reached, counts[1:], spec.kernel_size, spec.stride, spec.dilation)
            made = output.swapaxes(0, 1)[(slice(None), *part)]
            for block in blocks(counts, cells):
                met = view[(..., *block)]
                columns = scratch[:, : met.size // depth]
                np.copyto(columns.reshape(met.shape), met)
                sums = matrices @ columns.reshape(groups, depth // groups, -1)
                made[(slice(None), *block)] = sums.reshape(len(weights), *met.shape[1 + spec.axes :])
        return _with_bias(output, bias)


def _reach(size: Size, pads: Pairs, spec: ConvSpec, part: tuple[Any, ...]) -> tuple[list[slice], Pairs]:
    """Return the input cells that the windows of a part of the output reach, and the padding around them."""
    inside, outside = [], []
    for cells, (before, _), span, stride, cut in zip(size, pads, spec.span, spec.stride, part, strict=True):
        start = cut.start * stride - before
        length = (cut.stop - 1 - cut.start) * stride + span
        low = max(start, 0)
        count = max(min(start + length, cells) - low, 0)
        missing = min(low - start, length)
        inside.append(slice(low, low + count))
        outside.append((missing, length - missing - count))
    return inside, tuple(outside)


def scattered(
    y: Array, weights: Array, spec: TransposedSpec, *, groups: int = 1, bias: Array | None = None
) -> Array:
    """Return the transposed convolution of `y` (N, C', space) with weights (C', C / groups, kernel).

    >>> scattered(np.array([[[1, 10]]]), np.array([[[1, 2, 3]]]), TransposedSpec(2, 3, stride=2))
    array([[[ 1,  2, 13, 20, 30]]])
    """
    each = weights.shape[0] // groups
    direct = _direct(spec)
    if direct and weights.dtype.kind in "biuf" and np.isfinite(weights).all():
        turned = np.flip(weights, tuple(range(2, weights.ndim))).reshape(groups, each, *weights.shape[1:])
        turned = turned.swapaxes(1, 2).reshape(-1, each, *spec.kernel_size)
        return gathered(y, turned, direct, groups=groups, bias=bias)
    channels = weights.shape[1] * groups
    kinds = dtypes(y, weights, terms=each * spec.taps, bias=bias)
    sides = list(zip(spec.padding, spec.output_size, strict=True))
    canvas = room(
        (channels, len(y), *(before + size + after for (before, after), size in sides)), kinds.working
    )
    canvas[...] = 0
    view = windows(canvas, spec.input_size, spec.kernel_size, spec.stride, spec.dilation)
    multiply = np.multiply if each == 1 else np.matmul
    cells = max(BLOCK // (len(y[0]) + channels), NARROWEST)
    with computing(y, weights, bias):
        by_channel = y.astype(kinds.working, copy=False).swapaxes(0, 1)
        matrices = weights.astype(kinds.working).reshape(groups, each, channels // groups, spec.taps)
        matrices = matrices.transpose(3, 0, 2, 1)
        for block in blocks(by_channel.shape[1:], cells):
            given = by_channel[(slice(None), *block)]
            columns = given.reshape(groups, each, -1)
            for tap, matrix in zip(product(*map(range, spec.kernel_size)), matrices, strict=True):
                place = view[(slice(None), *tap, *block)]
                place += multiply(matrix, columns).reshape(channels, *given.shape[1:])
        inner: tuple[Any, ...] = tuple(slice(before, before + size) for (before, _), size in sides)
        output = np.ascontiguousarray(canvas[(..., *inner)].swapaxes(0, 1), kinds.result)
        return _with_bias(output, bias)


def _direct(spec: TransposedSpec) -> ConvSpec | None:
    """Return the convolution over the very cells of the input that gives the same, if there is one.

    There is at stride 1, where no zeros lie between the cells, unless the padding crops more than a
    kernel reaches. Gathering is faster than scattering: it reads each block of the output once. With
    weights that are infinite it is not the same: they meet the zeros around the input.
    """
    same = equivalent_convolution(spec)
    if any(same.zeros_between) or min(map(min, same.padding)) < 0:
        return None
    return ConvSpec(spec.input_size, spec.kernel_size, dilation=spec.dilation, padding=same.padding)


def padded(x: Array, pads: Pairs, mode: PaddingMode, value: object = 0) -> Array:
    """Return `x` (N, C, space) with `(before, after)` cells added along each axis of its space.

    Raises:
        ConvError: it does not fit in the memory.

    >>> padded(np.array([[[1, 2]]]), ((0, 1),), "replicate")
    array([[[1, 2, 2]]])
    """
    if not any(map(any, pads)):
        return x
    try:
        return pad(x, ((0, 0), (0, 0), *pads), mode, value)
    except (MemoryError, OverflowError, TypeError, ValueError):  # NumPy tells it in many ways
        size = (before + cells + after for cells, (before, after) in zip(x.shape[2:], pads, strict=True))
        raise ConvError("no-room", shape=shape_text((*x.shape[:2], *size))) from None


def windows(x: Array, counts: Size, taps: Size, stride: Size, dilation: Size) -> Array:
    """Return a view of `x` (C, N, space) of shape (C, taps, N, counts): what each tap meets in each window.

    >>> windows(np.arange(5).reshape(1, 1, 5), (2,), (2,), (3,), (1,))[0, :, 0]
    array([[0, 3],
           [1, 4]])
    """
    # The step along an axis with one window or tap is of no use, and may be too long for NumPy.
    cells = [
        cell * (s if many > 1 else 1) for cell, s, many in zip(x.strides[2:], stride, counts, strict=True)
    ]
    holes = [
        cell * (d if many > 1 else 1) for cell, d, many in zip(x.strides[2:], dilation, taps, strict=True)
    ]
    shape = (len(x), *taps, x.shape[1], *counts)
    return as_strided(x, shape, (x.strides[0], *holes, x.strides[1], *cells))


def blocks(size: Size, cells: int) -> Iterator[tuple[Any, ...]]:
    """Cut an array into blocks of at most `cells` cells, whole along its last axes where that fits.

    >>> list(blocks((2, 3), 3))
    [(slice(0, 1, None), slice(0, 3, None)), (slice(1, 2, None), slice(0, 3, None))]
    """
    cuts = []
    for count in reversed(size):
        parts = -(-count // max(cells, 1))
        step = -(-count // parts)
        cells //= step
        cuts.append([slice(at, min(at + step, count)) for at in range(0, count, step)])
    return product(*reversed(cuts))


@contextmanager
def computing(*arrays: Array | None) -> Iterator[None]:
    """Let infinities and NaN pass as values, and refuse objects that do not go together.

    Raises:
        ConvError: kinds of numbers that Python does not multiply or add, or a copy of one of
            the arrays does not fit in the memory.

    >>> with computing():
    ...     print(np.float64(0) * np.inf)
    nan
    """
    given = [array for array in arrays if array is not None]
    try:
        with np.errstate(all="ignore"):
            yield
    except MemoryError:
        largest = max((array.shape for array in given), key=prod, default=())
        raise ConvError("no-room", shape=shape_text(largest)) from None
    except (TypeError, ArithmeticError):
        if all(array.dtype.kind != "O" for array in given):
            raise
        kinds = {type(value).__name__ for array in given for value in array.flat}
        raise ConvError("mixed-numbers", kinds=", ".join(sorted(kinds))) from None


def _with_bias(output: Array, bias: Array | None) -> Array:
    if bias is not None:
        output += bias.astype(output.dtype).reshape(-1, *(1,) * (output.ndim - 2))
    return output
