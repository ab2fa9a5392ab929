"""The set of terms: which input cell meets which kernel tap in which output cell.

Cells are counted row-major from 0. With values, an operation is
`output[o] += kernel[t] * input[i]` over all terms.
"""

from functools import lru_cache
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pyconv.errors import ConvError, shown
from pyconv.spec import ConvSpec, PaddingMode

Terms = NDArray[np.int64]

OUTSIDE = -1
"""What `padded_source` says of a cell that copies no input cell."""

NUMPY_PAD_MODE: dict[PaddingMode, Literal["reflect", "edge", "wrap"]] = {
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
    "wrap": "wrap",
}


@lru_cache(maxsize=32)
def padded_source(spec: ConvSpec) -> Terms:
    """Return, for each cell of the padded input, the input cell that its value comes from.

    The array has the shape of the padded input. A cell filled with zeros or a constant
    comes from none and says `OUTSIDE`.

    >>> padded_source(ConvSpec(3, 3, padding=2, padding_mode="reflect"))
    array([2, 1, 0, 1, 2, 1, 0])
    """
    source = pad(
        np.arange(spec.inputs, dtype=np.int64).reshape(spec.input_size),
        spec.padding,
        spec.padding_mode,
        OUTSIDE,
    )
    source.flags.writeable = False
    return source


def pad(
    x: NDArray[Any],
    pairs: tuple[tuple[int, int], ...],
    mode: PaddingMode,
    value: Any = 0,
) -> NDArray[Any]:
    """Return `x` with `(before, after)` cells added along each axis, filled as `mode` says.

    Below 0 they are cropped, and what is added is added to what is left.

    >>> pad(np.array([1, 2, 3]), ((-1, 2),), "circular")
    array([2, 3, 2, 3])
    """
    x = x[tuple(slice(max(-b, 0), size - max(-a, 0)) for size, (b, a) in zip(x.shape, pairs, strict=True))]
    pairs = tuple((max(before, 0), max(after, 0)) for before, after in pairs)
    if mode in NUMPY_PAD_MODE:
        return np.pad(x, pairs, mode=NUMPY_PAD_MODE[mode])
    # Not NumPy's own mode "constant": it would put 64-bit integers among Python's.
    padded = np.full(
        [before + size + after for size, (before, after) in zip(x.shape, pairs, strict=True)], value, x.dtype
    )
    padded[tuple(slice(before, before + size) for size, (before, _) in zip(x.shape, pairs, strict=True))] = x
    return padded


@lru_cache(maxsize=32)
def placements(spec: ConvSpec) -> Terms:
    """Return every `(padded cell, tap, output cell)`, one row each, windows in order.

    The padded cell is counted on the padded input, so padding is there as well. With n
    taps, rows n·o to n·o + n - 1 are the window of output cell o, from its first corner
    to its last.

    >>> placements(ConvSpec(3, 2, padding=[(1, 0)]))
    array([[0, 0, 0],
           [1, 1, 0],
           [1, 0, 1],
           [2, 1, 1],
           [2, 0, 2],
           [3, 1, 2]])
    """
    # First of all, so that what cannot fit in the memory fails at once.
    table = np.empty((spec.outputs, spec.taps, 3), dtype=np.int64)
    corners = np.zeros(1, dtype=np.int64)
    offsets = np.zeros(1, dtype=np.int64)
    for size, outputs, taps, stride, dilation in zip(
        spec.padded_size, spec.output_size, spec.kernel_size, spec.stride, spec.dilation,
        strict=True,
    ):  # fmt: skip
        # The step between windows or taps of which there is one may be too long for NumPy.
        corners = np.add.outer(corners * size, np.arange(outputs) * min(stride, size)).ravel()
        offsets = np.add.outer(offsets * size, np.arange(taps) * min(dilation, size)).ravel()
    table[..., 0] = np.add.outer(corners, offsets)
    order = np.arange(spec.taps)
    table[..., 1] = order[::-1] if spec.flipped else order
    table[..., 2] = np.arange(spec.outputs)[:, np.newaxis]
    table.flags.writeable = False
    return table.reshape(-1, 3)


def terms(spec: ConvSpec) -> Terms:
    """Return the set of terms: rows `(input cell, tap, output cell)`, ordered by output.

    Cells of padding that copy an input cell (reflect, replicate, circular) count as that
    cell; those filled with zeros or a constant are no input and have no term.

    Raises:
        ConvError: `spec` is not a `ConvSpec`, or its terms do not fit in the memory.

    >>> terms(ConvSpec(3, 2))
    array([[0, 0, 0],
           [1, 1, 0],
           [1, 0, 1],
           [2, 1, 1]])
    """
    if not isinstance(spec, ConvSpec):
        raise ConvError("not-geometry", field="spec", choices="ConvSpec", kind=type(spec).__name__)
    try:
        table = placements(spec)
        source = padded_source(spec).ravel()[table[:, 0]]
        kept = source != OUTSIDE
        listed: Terms = np.column_stack((source, table[:, 1], table[:, 2]))[kept]
    except (MemoryError, OverflowError, TypeError, ValueError):
        # Whether it is the table that is too large, or the padded input, NumPy tells in many ways.
        cells = max(spec.outputs * spec.taps, prod(spec.padded_size))
        raise ConvError("no-room", shape=f"{shown(cells)}×3") from None
    return listed


def distinct(cells: Terms) -> Terms:
    """Return what occurs in `cells`, once each and in order.

    >>> distinct(np.array([3, 1, 3]))
    array([1, 3])
    """
    # Unless it is asked for the counts too, NumPy loads its masked arrays, which pages do without.
    found: Terms = np.unique(cells, return_counts=True)[0]
    return found


@lru_cache(maxsize=32)
def untouched(spec: ConvSpec) -> Terms:
    """Return the input cells that no window touches, in order.

    They are left over where the stride does not divide, or skipped where it is larger
    than what the kernel covers.

    >>> untouched(ConvSpec(6, 3, stride=2))
    array([5])
    """
    cells = np.arange(spec.inputs, dtype=np.int64)
    alone: Terms = cells[~np.isin(cells, terms(spec)[:, 0])]
    alone.flags.writeable = False
    return alone
