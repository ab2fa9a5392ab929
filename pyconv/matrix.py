"""The convolution as a matrix: which multiple of each input cell every output cell gets.

With the cells of the input in one row X, and those of the output in one row O, both
row-major, `X · U = O`. Each tap stands in U once for every window: U is large, mostly
zeros, and has few different numbers in it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arithmetic import flag
from pyconv.arrays import Array, exact_dtype, numbers, room, shape_text
from pyconv.errors import ConvError
from pyconv.spec import ConvSpec, Geometry
from pyconv.terms import Terms, terms
from pyconv.transposed import TransposedSpec
from pyconv.windows import computing


class Entries(NamedTuple):
    """The entries of a matrix at which a tap stands, row by row and from left to right.

    Attributes:
        rows: the row of each, counted from 0.
        columns: the column of each.
        values: what stands there; 0 where the tap is 0.
        shape: rows and columns of the whole matrix, which is 0 everywhere else.
    """

    rows: Terms
    columns: Terms
    values: Array
    shape: tuple[int, int]


def conv_matrix(geometry: Geometry, kernel: ArrayLike, *, transposed: bool = False) -> Array:
    """Return the matrix U of a convolution, of shape (inputs, outputs).

        output.ravel() = x.ravel() @ U,  U[i, o] = sum of kernel[t] over the terms (i, t, o)

    Padding that copies input cells (reflect, replicate, circular) adds up what the copies
    of one cell give. U itself is exact; `x @ U` is, as long as it fits the dtypes of both.
    U has inputs · outputs entries and takes memory for all of them: `matrix_entries` has
    only those at which a tap stands.

    Args:
        geometry: a `ConvSpec`, or a `TransposedSpec`, for which the matrix is that of the
            transposed convolution: T = Uᵀ of its `direct`.
        kernel: the values of the taps; integers give exact integers.
        transposed: whether to return the transpose: T instead of U, or U instead of T.

    Raises:
        ConvError: `geometry` is none, no convolution has it as its transpose, the kernel has
            another shape than it says, windows meet padding with a constant (what that adds is
            no multiple of any input cell), or the matrix does not fit in the memory.

    Source: arXiv:1603.07285, section 4.1, which writes the cells in columns: its C is Uᵀ.

    >>> conv_matrix(ConvSpec(4, 3), [1, 2, 3])
    array([[1, 0],
           [2, 1],
           [3, 2],
           [0, 3]])
    >>> np.array([1, 0, 0, 10]) @ conv_matrix(ConvSpec(4, 3), [1, 2, 3])
    array([ 1, 30])
    """
    rows, columns, values, shape = matrix_entries(geometry, kernel, transposed=transposed)
    matrix = room(shape, values.dtype)
    matrix[...] = 0
    matrix[rows, columns] = values
    return matrix


def matrix_entries(geometry: Geometry, kernel: ArrayLike, *, transposed: bool = False) -> Entries:
    """Return the entries of `conv_matrix` at which a tap stands, and its shape.

    A tap that is 0 has its entries as the others do: they say where the kernel lies, not
    what it weighs. Each place is listed once, also where several taps are added up.

    Arguments and errors are those of `conv_matrix`.

    >>> rows, columns, values, shape = matrix_entries(ConvSpec(3, 2), [5, 0])
    >>> list(zip(rows.tolist(), columns.tolist(), values.tolist())), shape
    ([(0, 0, 5), (1, 0, 0), (1, 1, 5), (2, 1, 0)], (3, 2))
    """
    weights = numbers("kernel", kernel)
    spec = convolution_of(geometry)
    turned = flag("transposed", transposed) ^ isinstance(geometry, TransposedSpec)
    if weights.shape != spec.kernel_size:
        raise ConvError(
            "kernel-differs",
            field="kernel",
            shape=shape_text(weights.shape),
            expected=shape_text(spec.kernel_size),
        )
    table = linear_terms(spec)
    shape = (spec.outputs, spec.inputs) if turned else (spec.inputs, spec.outputs)
    lines, across = table[:, [2, 0]].T if turned else table[:, [0, 2]].T
    places, at, counts = np.unique(lines * shape[1] + across, return_inverse=True, return_counts=True)
    dtype = exact_dtype(np.array(1), weights, terms=int(np.max(counts, initial=1)))
    values = np.zeros(places.shape, dtype)
    with computing(weights):
        np.add.at(values, at.reshape(-1), weights.astype(dtype).ravel()[table[:, 1]])
    rows, columns = np.divmod(places, shape[1])
    return Entries(rows, columns, values, shape)


def convolution_of(geometry: Geometry) -> ConvSpec:
    """Return the convolution of a geometry; for a transposed one, that of which it is the transpose.

    Raises:
        ConvError: `geometry` is neither, or no convolution has it as its transpose.

    >>> convolution_of(TransposedSpec(2, 3, stride=2)).input_size
    (5,)
    """
    if isinstance(geometry, TransposedSpec):
        return geometry.direct
    if not isinstance(geometry, ConvSpec):
        raise ConvError(
            "not-geometry", field="spec", choices="ConvSpec / TransposedSpec", kind=type(geometry).__name__
        )
    return geometry


def linear_terms(spec: ConvSpec) -> Terms:
    """Return the terms of a convolution, whose output they make without anything added.

    Raises:
        ConvError: windows meet padding with a constant, or the terms do not fit in the memory.

    >>> len(linear_terms(ConvSpec(3, 2, padding=1)))
    6
    """
    table = terms(spec)
    missing = spec.outputs * spec.taps - len(table)
    if spec.padding_mode == "constant" and missing:
        raise ConvError("constant-added", field="fill", count=missing, total=spec.outputs * spec.taps)
    return table
