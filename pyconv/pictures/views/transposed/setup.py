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

RESULTS = "results"
"""Beside a way, the results of all three, compared."""


class Way(Controls):
    """The way that is shown, whose steps are walked through, and what is shown beside it."""

    way = Choice(WAYS, "parameters")
    beside = Choice(("none", *WAYS, RESULTS), "none")


class Settings(Valued, TransposedPlane, Way):
    """What a reader can change."""

    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    prominent = ("way", "beside", "input", "kernel", "stride", "padding", "output_padding", "dilation")


class Transposed(NamedTuple):
    """A transposed convolution, computed in each of the three ways.

    Attributes:
        layer: its geometry, with its own input and output.
        way: the one that the steps walk through.
        beside: what is shown besides: another way, `RESULTS`, or "none".
        stamped: its values by superposition, as its convolution's terms read backwards.
        by_parameters: the result of the equivalent convolution.
        by_matrix: the result of O · T.
    """

    layer: TransposedSpec
    way: str
    beside: str
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
    by_matrix = exact.times_matrix(given, kernel, layer)
    return Transposed(layer, chosen.way, chosen.beside, stamped, by_parameters, by_matrix)


def ways_shown(shown: Transposed) -> tuple[str, ...]:
    """Return the ways that are shown, in their order."""
    return tuple(way for way in WAYS if way in {shown.way, shown.beside})


def results(shown: Transposed) -> dict[str, Rationals]:
    """Return the result of each way."""
    return dict(zip(WAYS, (shown.by_parameters, shown.by_matrix, shown.stamped.result), strict=True))


def agreeing(shown: Transposed) -> int:
    """Return in how many cells the three results are equal."""
    first, second, third = (values.numerators for values in results(shown).values())
    return int(np.count_nonzero((first == second) & (second == third)))
