"""One convolution, many views: a small, exact package about the discrete convolution.

A convolution without values is a set of terms `(input cell, kernel tap, output cell)`.
`ConvSpec` describes the geometry, `terms` lists the set, and every operation and
picture of the package is read from it.

>>> import numpy as np
>>> cross_correlate(np.arange(6), [1, 2], stride=2)
array([ 2,  8, 14])
"""

from typing import TYPE_CHECKING

from pyconv.arithmetic import (
    dilated_size,
    output_size,
    same_padding,
    transposed_output_size,
    unpooled_size,
)
from pyconv.columns import col2im, im2col, window_counts
from pyconv.comparison import LayerComparison, compare_layers
from pyconv.counts import multiply_count, parameter_count
from pyconv.errors import ConvError
from pyconv.fitting import FittedKernel, fit_kernel
from pyconv.gradients import input_gradient, weight_gradient
from pyconv.inverses import settings_that_give, sizes_that_give
from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.matrix import conv_matrix, matrix_entries
from pyconv.ops import convolve, cross_correlate, transposed_conv
from pyconv.paths import effective_field, path_totals, paths_to
from pyconv.pooling import PoolingSpec
from pyconv.pooling_ops import pool
from pyconv.receptive_field import reaching_cells, receptive_field
from pyconv.reference import apply_terms
from pyconv.relationships import relationship, relationships
from pyconv.shuffle import pixel_shuffle, pixel_shuffle_weight
from pyconv.spec import ConvSpec
from pyconv.stack import stack
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec, equivalent_convolution

if TYPE_CHECKING:
    from pyconv.frameworks import FrameworkCode, framework_code
    from pyconv.networks import read_network
    from pyconv.networks.layer import ReadLayer, read_layer
    from pyconv.pictures.notebook import read_picture, show
    from pyconv.translation import network_code
    from pyconv.translation.decoder import matching_decoder

__version__ = "0.1.0"

__all__ = [
    "ConvError",
    "ConvSpec",
    "FittedKernel",
    "FrameworkCode",
    "LayerComparison",
    "PoolingSpec",
    "ReadLayer",
    "TransposedSpec",
    "apply_terms",
    "col2im",
    "compare_layers",
    "conv_layer",
    "conv_matrix",
    "convolve",
    "cross_correlate",
    "dilated_size",
    "effective_field",
    "equivalent_convolution",
    "fit_kernel",
    "framework_code",
    "im2col",
    "input_gradient",
    "matching_decoder",
    "matrix_entries",
    "multiply_count",
    "network_code",
    "output_size",
    "parameter_count",
    "path_totals",
    "paths_to",
    "pixel_shuffle",
    "pixel_shuffle_weight",
    "pool",
    "reaching_cells",
    "read_layer",
    "read_network",
    "read_picture",
    "receptive_field",
    "relationship",
    "relationships",
    "same_padding",
    "settings_that_give",
    "show",
    "sizes_that_give",
    "stack",
    "terms",
    "transposed_conv",
    "transposed_conv_layer",
    "transposed_output_size",
    "unpooled_size",
    "weight_gradient",
    "window_counts",
]


_LATER = {
    "FrameworkCode": "pyconv.frameworks",
    "ReadLayer": "pyconv.networks.layer",
    "framework_code": "pyconv.frameworks",
    "network_code": "pyconv.translation",
    "read_layer": "pyconv.networks.layer",
    "matching_decoder": "pyconv.translation.decoder",
    "read_network": "pyconv.networks",
    "read_picture": "pyconv.pictures.notebook",
    "show": "pyconv.pictures.notebook",
}


def __getattr__(name: str) -> object:
    """Return what is loaded when it is first asked for: a page in the browser needs it late, or never."""
    if name in _LATER:
        from importlib import import_module  # noqa: PLC0415 - that is the point

        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
