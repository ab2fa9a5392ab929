"""What a reader can change of a transposed convolution, which is computed three times."""

from typing import NamedTuple

import numpy as np

from pyconv.pictures import exact
from pyconv.pictures.controls import Choice
from pyconv.pictures.exact import Rationals
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.convolution import Valued
from pyconv.pictures.parts.transposition import TransposedPlane, Transposition
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import Controls
from pyconv.pictures.views.transposed.stretched import cropped, stretched_values
from pyconv.transposed import TransposedSpec

WAYS = ("parameters", "matrix", "superposition")


class Way(Controls):
    """What the steps walk through."""

    way = Choice(WAYS, "parameters")


class Settings(Valued, TransposedPlane, Way):
    """What a reader can change."""

    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    prominent = ("way", "input", "kernel", "stride", "padding", "output_padding", "dilation")


class Transposed(NamedTuple):
    """A transposed convolution, computed in each of the three ways.

    Attributes:
        layer: its geometry, with its own input and output.
        way: the one that the steps walk through.
        stamped: its values by superposition, as its convolution's terms read backwards.
        by_parameters: the result of the equivalent convolution.
        by_matrix: the result of O · T.
    """

    layer: TransposedSpec
    way: str
    stamped: Transposition
    by_parameters: Rationals
    by_matrix: Rationals


def prepare(chosen: Settings) -> Transposed:
    """Return the transposed convolution that the reader set up, computed three times.

    Raises:
        ConvError: the settings define none, or no convolution has it as its transpose.
    """
    layer = chosen.layer()
    stamped = transposition.linear(chosen, layer.direct)
    given, kernel = stamped.given, stamped.kernel
    stretched_map = Rationals(cropped(layer, stretched_values(layer, given.numerators)), given.denominator)
    turned = Rationals(np.flip(kernel.numerators), kernel.denominator)
    by_parameters = exact.cross_correlate(stretched_map, turned, dilation=layer.dilation)
    return Transposed(layer, chosen.way, stamped, by_parameters, exact.times_matrix(given, kernel, layer))


def agreeing(shown: Transposed) -> int:
    """Return in how many cells the three results are equal."""
    first, second, third = (
        values.numerators for values in (shown.by_parameters, shown.by_matrix, shown.stamped.result)
    )
    return int(np.count_nonzero((first == second) & (second == third)))
