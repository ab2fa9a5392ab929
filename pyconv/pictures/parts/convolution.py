"""One convolution with its values: what a reader sets up and every view of it shows."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.ops import cross_correlate
from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.presets import INPUTS, KERNELS
from pyconv.pictures.settings import Choice, Condition, Edits, Integers, Number, Values
from pyconv.spec import PADDING_MODES, PADDING_NAMES, ConvSpec
from pyconv.terms import OUTSIDE, pad, padded_source

_AXES = ("vertical", "horizontal")

PADDINGS = (*PADDING_NAMES, "explicit")
"""How a reader says the padding: by its name, or by hand."""

PARAMETERS = (
    Integers("input", 1, 16, (5, 5), ("height", "width"), "both"),
    Integers("kernel", 1, 7, (3, 3), ("height", "width"), "both"),
    Integers("stride", 1, 5, (1, 1), _AXES, "both"),
    Choice("padding", PADDINGS, "valid", by_hand="amounts"),
    Integers(
        "amounts", 0, 8, (1, 1, 1, 1), ("top", "bottom", "left", "right"), "all-sides",
        Condition("padding", ("explicit",)),
    ),
    Integers("dilation", 1, 4, (1, 1), _AXES, "both"),
    Choice("fill", PADDING_MODES, "zeros"),
    Number("constant", "1", Condition("fill", ("constant",))),
    Choice("operation", ("correlation", "convolution"), "correlation"),
    Choice("kernel_values", tuple(KERNELS), "mixed", fills="kernel"),
    Choice("input_values", tuple(INPUTS), "random", fills="input"),
    Integers("seed", 0, 999, (1,), when=Condition("input_values", ("random",))),
    Edits("edits", ("input", "kernel")),
)  # fmt: skip

PROMINENT = ("input", "kernel", "stride", "padding", "amounts", "dilation")
"""The parameters whose controls are in sight; the others are folded away."""


class Convolution(NamedTuple):
    """The geometry and the exact values that the view shows; `padded` holds the input."""

    spec: ConvSpec
    padded: Rationals
    kernel: Rationals
    output: Rationals


def prepare(values: Values) -> Convolution:
    """Return the convolution that the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(values)
    x, kernel = map_values(values, spec.input_size), kernel_values(values, spec.kernel_size)
    padded = Rationals(pad(x.numerators, spec.padding, spec.padding_mode), x.denominator)
    if spec.padding_mode == "constant":
        outside = np.flatnonzero(padded_source(spec) == OUTSIDE).tolist()
        padded = exact.with_values(padded, dict.fromkeys(outside, cast("Fraction", values["constant"])))
    dtype = exact.product_dtype(padded, kernel)
    weights: NDArray[Any] = kernel.numerators.astype(dtype)
    output = cross_correlate(
        padded.numerators.astype(dtype),
        np.flip(weights) if spec.flipped else weights,
        stride=spec.stride,
        dilation=spec.dilation,
    )
    denominator = padded.denominator * kernel.denominator
    return Convolution(spec, padded, kernel, Rationals(output, denominator))


def geometry(values: Values) -> ConvSpec:
    """Return the geometry that the reader set up; a view that offers no edge or flip has none.

    Raises:
        ConvError: the settings define no convolution.
    """
    chosen = cast("dict[str, Any]", values)
    amounts = chosen["amounts"]
    return ConvSpec(
        chosen["input"],
        chosen["kernel"],
        stride=chosen["stride"],
        padding=(amounts[:2], amounts[2:]) if chosen["padding"] == "explicit" else chosen["padding"],
        dilation=chosen["dilation"],
        padding_mode=chosen.get("fill", "zeros"),
        flipped=chosen.get("operation") == "convolution",
    )


def map_values(values: Values, size: Sequence[int]) -> Rationals:
    """Return the map that the operation is given, as chosen and edited by the reader."""
    chosen = cast("dict[str, Any]", values)
    return _edited(INPUTS[chosen["input_values"]](*size, *chosen["seed"]), chosen["edits"]["input"])


def kernel_values(values: Values, size: Sequence[int]) -> Rationals:
    """Return the kernel, as chosen and edited by the reader."""
    chosen = cast("dict[str, Any]", values)
    return _edited(KERNELS[chosen["kernel_values"]](*size), chosen["edits"]["kernel"])


def _edited(values: Rationals, edits: dict[tuple[int, int], Fraction]) -> Rationals:
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


def how_many(count: int) -> str:
    """Return which form of a sentence speaks of so many."""
    return {0: "none", 1: "one"}.get(count, "many")
