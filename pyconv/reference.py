"""The operations written on the set of terms, one product after the other: plain to read, and slow.

The fast operations of `pyconv.ops` are held against them.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import Array, exact_dtype, numbers, shape_text
from pyconv.errors import ConvError
from pyconv.matrix import convolution_of, linear_terms
from pyconv.spec import Geometry
from pyconv.transposed import TransposedSpec
from pyconv.windows import computing


def apply_terms(geometry: Geometry, x: ArrayLike, kernel: ArrayLike) -> Array:
    """Return what a convolution makes of `x`, or a transposed one, term by term.

        output[o] += kernel[t] · x[i]   over the terms (i, t, o) of a `ConvSpec`,
        output[i] += kernel[t] · x[o]   of a `TransposedSpec`: those of its `direct`, read backwards

    Args:
        geometry: a `ConvSpec` or a `TransposedSpec`.
        x: one channel of `geometry.input_size` cells; integers and booleans give exact integers.
        kernel: an array of `geometry.kernel_size` taps.

    Returns:
        An array of `geometry.output_size` cells.

    Raises:
        ConvError: `geometry` is neither, the arrays have other shapes than it says, no
            convolution has it as its transpose, or windows meet padding with a constant.

    >>> from pyconv.spec import ConvSpec
    >>> apply_terms(ConvSpec(4, 3), [1, 2, 3, 4], [0, 1, 2])
    array([ 8, 11])
    >>> apply_terms(TransposedSpec(2, 3, stride=2), [1, 10], [1, 2, 3])
    array([ 1,  2, 13, 20, 30])
    """
    direct = convolution_of(geometry)
    cells, weights = numbers("input", x), numbers("kernel", kernel)
    for name, array, size in (
        ("input", cells, geometry.input_size),
        ("kernel", weights, geometry.kernel_size),
    ):
        if array.shape != size:
            raise ConvError(
                f"{name}-differs", field=name, shape=shape_text(array.shape), expected=shape_text(size)
            )
    backwards = isinstance(geometry, TransposedSpec)
    values, taps = cells.ravel().tolist(), weights.ravel().tolist()
    output: list[Any] = [0] * geometry.outputs
    with computing(cells, weights):
        for cell, tap, out in linear_terms(direct).tolist():
            source, target = (out, cell) if backwards else (cell, out)
            output[target] += taps[tap] * values[source]
        return np.array(output, object).reshape(geometry.output_size).astype(exact_dtype(cells, weights))
