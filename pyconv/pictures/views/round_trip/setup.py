"""What a reader can change of the way there and back, and what comes of it."""

from typing import NamedTuple

import numpy as np

from pyconv.matrix import matrix_entries
from pyconv.pictures.controls import Choice, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.parts import convolution, transposition
from pyconv.pictures.parts.convolution import AXES, HEIGHT_WIDTH, Convolution, Valued
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.presets import INPUTS
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec


class Geometry(Controls):
    """The geometry of a convolution that is the same at opposite edges."""

    input = Integers(1, 8, (5, 5), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 5, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 4, (2, 2), AXES, "both")
    padding = Integers(0, 4, (0, 0), AXES, "both")
    dilation = Integers(1, 3, (1, 1), AXES, "both")


class Settings(Valued, Geometry):
    """What a reader can change."""

    input_values = Choice(tuple(INPUTS), "drawing", fills="input")
    prominent = ("input", "kernel", "stride", "padding", "kernel_values", "input_values")


class RoundTrip(NamedTuple):
    """The map at the start, its convolution, and the transposed one of the output."""

    original: Rationals
    there: Convolution
    back: Transposition


def prepare(chosen: Settings) -> RoundTrip:
    """Return the convolution that the reader set up and its way back, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = ConvSpec(
        chosen.input,
        chosen.kernel,
        stride=chosen.stride,
        padding=[(amount, amount) for amount in chosen.padding],
        dilation=chosen.dilation,
    )
    original = chosen.map_of(spec.input_size)
    there = convolution.convolved(spec, original, chosen.kernel_of(spec.kernel_size))
    return RoundTrip(original, there, transposition.transposed(spec, there.output, there.kernel))


def pairs(spec: ConvSpec) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the pairs (input cell, output cell) that a convolution joins, and those of the way back.

    The first are those of its terms; the others stand in the matrix T of the transposed
    convolution, which is set up by itself from the sizes.
    """
    layer = TransposedSpec(
        spec.output_size,
        spec.kernel_size,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        output_shape=spec.input_size,
    )
    entries = matrix_entries(layer, np.ones(spec.kernel_size, dtype=np.int64))
    back = zip(entries.columns.tolist(), entries.rows.tolist(), strict=True)
    return {(cell, out) for cell, _, out in terms(spec).tolist()}, set(back)


def unchanged(shown: RoundTrip) -> list[bool]:
    """Return, cell by cell, whether what comes back equals what there was."""
    cells = range(shown.there.spec.inputs)
    return [shown.original.fraction(flat) == shown.back.result.fraction(flat) for flat in cells]
