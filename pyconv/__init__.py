"""One convolution, many views: a small, exact package about the discrete convolution.

A convolution without values is a set of terms `(input cell, kernel tap, output cell)`.
`ConvSpec` describes the geometry, `terms` lists the set, and every operation and
picture of the package is read from it.

>>> import numpy as np
>>> cross_correlate(np.arange(6), [1, 2], stride=2)
array([ 2,  8, 14])
"""

from pyconv.arithmetic import dilated_size, output_size, same_padding
from pyconv.errors import ConvError
from pyconv.ops import convolve, cross_correlate
from pyconv.spec import ConvSpec
from pyconv.terms import terms

__version__ = "0.1.0"

__all__ = [
    "ConvError",
    "ConvSpec",
    "convolve",
    "cross_correlate",
    "dilated_size",
    "output_size",
    "same_padding",
    "terms",
]
