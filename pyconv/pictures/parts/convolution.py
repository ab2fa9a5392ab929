"""One convolution with its values: what a reader sets up and every view of it shows."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Condition, Edits, Integer, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.presets import INPUTS, KERNELS
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec, PaddingMode
from pyconv.terms import OUTSIDE, pad, padded_source

HEIGHT_WIDTH = ("height", "width")
AXES = ("vertical", "horizontal")
EDGES = ("top", "bottom", "left", "right")
"""Keys of the words for the single numbers of a control."""

PADDINGS = ("valid", "same", "same_lower", "half", "full", "explicit")
"""How a reader says the padding: by its name, or by hand."""


class Plane(Controls):
    """The geometry of a convolution over a map."""

    input = Integers(1, 16, (5, 5), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 7, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 5, (1, 1), AXES, "both")
    padding = Choice(PADDINGS, "valid", by_hand="amounts")
    amounts = Integers(0, 8, (1, 1, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    dilation = Integers(1, 4, (1, 1), AXES, "both")


class Operated(Controls):
    """Whether the kernel is flipped."""

    operation = Choice(("correlation", "convolution"), "correlation")

    @property
    def flipped(self) -> bool:
        """Whether it is a convolution in the strict sense."""
        return self.operation == "convolution"


class Mapped(Controls):
    """The values of a map, each of which a reader may replace."""

    input_values = Choice(tuple(INPUTS), "random", fills="input")
    seed = Integer(0, 999, (1,), when=Condition("input_values", ("random", "signed")))
    edits = Edits(("input",))

    def map_of(self, size: Sequence[int]) -> Rationals:
        """Return a map, as chosen and edited by the reader."""
        return edited(INPUTS[self.input_values](size[0], size[1], self.seed), self.edits["input"])


class Weighted(Controls):
    """The values of a kernel."""

    kernel_values = Choice(tuple(KERNELS), "mixed", fills="kernel")


class Valued(Mapped, Weighted):
    """The values of a map and a kernel, each of which a reader may replace."""

    edits = Edits(("input", "kernel"))

    def kernel_of(self, size: Sequence[int]) -> Rationals:
        """Return the kernel, as chosen and edited by the reader."""
        return edited(KERNELS[self.kernel_values](size[0], size[1]), self.edits["kernel"])


class Linear(Valued, Operated, Plane):
    """What can be written as a matrix, and drawn as connections: nothing but zeros stands around the map."""

    input = Integers(1, 12, (5, 5), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 5, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 4, (1, 1), AXES, "both")
    amounts = Integers(0, 4, (1, 1, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    dilation = Integers(1, 3, (1, 1), AXES, "both")
    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")


class Direction(Controls):
    """Whether a convolution is shown or its transpose."""

    direction = Choice(("direct", "transposed"), "direct")


class Convolution(NamedTuple):
    """The geometry and the exact values that the view shows; `padded` holds the input."""

    spec: ConvSpec
    padded: Rationals
    kernel: Rationals
    output: Rationals


def convolved(
    spec: ConvSpec, x: Rationals, kernel: Rationals, constant: Fraction | None = None
) -> Convolution:
    """Return a convolution, computed exactly.

    Args:
        constant: what the padding is filled with, if with a constant.
    """
    padded = Rationals(pad(x.numerators, spec.padding, spec.padding_mode), x.denominator)
    if constant is not None:
        outside = np.flatnonzero(padded_source(spec) == OUTSIDE).tolist()
        padded = exact.with_values(padded, dict.fromkeys(outside, constant))
    return Convolution(spec, padded, kernel, exact.cross_correlate(padded, kernel, spec))


def geometry(chosen: Plane, mode: PaddingMode = "zeros", *, flipped: bool = False) -> ConvSpec:
    """Return the geometry that the reader set up.

    Raises:
        ConvError: the settings define no convolution.
    """
    amounts = chosen.amounts
    return ConvSpec(
        chosen.input,
        chosen.kernel,
        stride=chosen.stride,
        padding=(amounts[:2], amounts[2:]) if chosen.padding == "explicit" else chosen.padding,  # type: ignore[arg-type]
        dilation=chosen.dilation,
        padding_mode=mode,
        flipped=flipped,
    )


def linear(chosen: Linear) -> Convolution:
    """Return the convolution that the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(chosen, flipped=chosen.flipped)
    return convolved(spec, chosen.map_of(spec.input_size), chosen.kernel_of(spec.kernel_size))


def check_diagram(spec: ConvSpec, most: int) -> None:
    """Check that the lines between the cells of a diagram can be told apart.

    Raises:
        ConvError: a layer has more than `most` cells.
    """
    for field, size in (("input", spec.padded_size), ("padding", spec.output_size)):
        cells = size[0] * size[1]
        if cells > most:
            raise ConvError("diagram-too-large", field=field, size=size_text(size), cells=cells, most=most)


def edited(values: Rationals, edits: dict[tuple[int, int], Fraction]) -> Rationals:
    """Return `values` with the edits that fall inside; the others wait for a larger size."""
    height, width = values.numerators.shape
    return exact.with_values(
        values,
        {r * width + c: value for (r, c), value in edits.items() if r < height and c < width},
    )


@lru_cache(maxsize=32)
def cells_inside(spec: ConvSpec) -> list[int]:
    """Return which input cell stands at each place of the padded input, or `OUTSIDE`."""
    cells = np.arange(spec.inputs).reshape(spec.input_size)
    inside: list[int] = pad(cells, spec.padding, "constant", OUTSIDE).ravel().tolist()
    return inside


@lru_cache(maxsize=32)
def cell_keys(spec: ConvSpec) -> list[str]:
    """Return the key of each cell of the padded input: `in:` inside, `pad:` around it."""
    return [
        f"pad:{place}" if cell == OUTSIDE else f"in:{cell}" for place, cell in enumerate(cells_inside(spec))
    ]


def size_text(size: Sequence[int]) -> str:
    """Return a size as it is written: `5 × 7`."""
    return " × ".join(map(str, size))


def place_text(flat: int, size: Sequence[int], language: str) -> str:
    """Return the row and column of a cell, counted row-major, as they are written.

    With other than two axes it is a number for each of them.
    """
    if len(size) == 2:
        row_number, column = divmod(flat, size[1])
        return say(language, "sliding-filter.place", row=row_number, column=column)
    return f"({', '.join(map(str, np.unravel_index(flat, size)))})"


def weight_texts(shown: Convolution, language: str) -> Sequence[str]:
    """Return the text of each weight of the kernel."""
    return exact.texts(shown.kernel, language, exact=True)
