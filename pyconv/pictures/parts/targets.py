"""An output that is asked for: what a hidden kernel makes of the input, and cells that a reader draws."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Condition, Edits, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import Grid, Kind, Mark, map_cells
from pyconv.pictures.parts.convolution import (
    AXES,
    EDGES,
    HEIGHT_WIDTH,
    Convolution,
    Mapped,
    Plane,
    convolved,
    edited,
    place_text,
    size_text,
)
from pyconv.pictures.presets import INPUTS, KERNELS
from pyconv.pictures.words import Said, joined, named
from pyconv.spec import ConvSpec

LONGEST = 24
"""Characters of a fraction that is written out in a sentence."""


class Targeted(Mapped, Plane):
    """The geometry of a layer, its input, and the output that it is to have."""

    input = Integers(1, 8, (7, 7), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 3, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 3, (1, 1), AXES, "both")
    amounts = Integers(0, 2, (1, 1, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    dilation = Integers(1, 3, (1, 1), AXES, "both")
    hidden = Choice(tuple(KERNELS), "sobel-x", fills="target", words="kernel_values")
    input_values = Choice(tuple(INPUTS), "signed", fills="input")
    edits = Edits(("input", "target"))

    def target(self, spec: ConvSpec, x: Rationals, bias: Fraction = Fraction(0)) -> Rationals:
        """Return the output that is asked for, of a hidden kernel with a bias."""
        made = convolved(spec, x, self.hidden_kernel(spec)).output
        return edited(exact.plus(made, bias) if bias else made, self.edits["target"])

    def hidden_kernel(self, spec: ConvSpec) -> Rationals:
        """Return the kernel that makes the output, where no reader has changed it."""
        return KERNELS[self.hidden](*spec.kernel_size)


def target_grid(spec: ConvSpec, wanted: Rationals, language: str) -> Grid:
    """Return the output that is asked for, to be edited."""
    return Grid(
        "target",
        say(language, "targets.target", size=size_text(spec.output_size)),
        "",
        map_cells(
            "out", Kind.INPUT, exact.texts(wanted, language, exact=True), spec.output_size[1], editable=True
        ),
    )


def made_grid(
    spec: ConvSpec,
    name: str,
    title: str,
    sign: str,
    texts: list[str],
    *,
    marks: Callable[[int], tuple[Mark, ...]] = lambda _: (),
) -> Grid:
    """Return a map of the output's size that is worked out."""
    return Grid(name, title, sign, map_cells("out", Kind.MADE, texts, spec.output_size[1], marks=marks))


def fractions_of(values: Rationals, language: str, *, most: int = 7) -> list[str]:
    """Return the text of each value: a fraction where it is short enough for a cell, rounded otherwise."""
    texts = []
    for flat in range(values.numerators.size):
        value = values.fraction(flat)
        whole = exact.show(*value.as_integer_ratio(), language, as_fraction=True)
        texts.append(whole if len(whole) <= most else exact.brief(value, language))
    return texts


def value_text(value: Fraction, language: str) -> str:
    """Return a value as a sentence has it: its fraction, unless that is too long, and its decimals."""
    ratio = value.as_integer_ratio()
    if exact.is_short(*ratio) and abs(value) < exact.BRIEF[1]:
        return exact.show(*ratio, language)
    whole, short = exact.show(*ratio, language, as_fraction=True), exact.brief(value, language)
    return f"{whole} ≈ {short}" if len(whole) <= LONGEST else f"≈ {short}"


def to_two_decimals(layer: Convolution) -> Convolution:
    """Return a layer whose weights have no more decimals than can be read; its output stays what it was."""
    kernel = layer.kernel
    hundredths = [round(100 * kernel.fraction(tap)) for tap in range(layer.spec.taps)]
    rounded: NDArray[Any] = np.array(hundredths, dtype=object).reshape(layer.spec.kernel_size)
    return layer._replace(kernel=Rationals(rounded, 100))


def about(layer: Convolution, out: int, language: str) -> Said:
    """Return what an output comes to, without a sum of weights that are too long to be written."""
    place = place_text(out, layer.spec.output_size, language)
    title = named(say(language, "sliding-filter.focus-output", place=place))
    value = value_text(layer.output.fraction(out), language)
    return joined([title, " ", value if value.startswith("≈") else f"= {value}"])
