"""Two layers along one axis: the cells of the input that some output cells meet, and where they stand."""

from collections.abc import Iterator
from typing import NamedTuple

from pyconv.comparison import divisors_along, met_along
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.terms import OUTSIDE
from pyconv.transposed import TransposedSpec

MOST_COLUMNS = 26
"""How wide a drawing may be."""

BESIDE = 3
"""So many output cells at most on either side of the one that matters."""

FEW_TERMS = 7
"""Terms of a sum that are written out."""


class Place(NamedTuple):
    """A cell of the input or of the padding, where it stands in the drawing.

    Attributes:
        number: of the cell along the axis; below 0 or beyond the last it is padding.
        column: where it is drawn.
        inside: whether it is a cell of the input.
    """

    number: int
    column: float
    inside: bool


class Side(NamedTuple):
    """What is drawn of one layer.

    Attributes:
        places: cells of the input with the padding around them, from left to right.
        outputs: of each output cell the place where it stands.
        windows: of each output cell the numbers of the places that it reads, with the tap that each meets.
        before: cells of padding before the input.
    """

    places: tuple[Place, ...]
    outputs: dict[int, float]
    windows: dict[int, dict[int, int]]
    before: int


def sides(first: Spec, second: Spec, axis: int, out: int) -> tuple[Side, Side] | None:
    """Return what is drawn of two layers around an output cell, or None if it is too wide."""
    for beside in range(BESIDE, -1, -1):
        found = _side(first, axis, out, beside), _side(second, axis, out, beside)
        columns = [
            column
            for side in found
            for column in (*(place.column for place in side.places), *side.outputs.values())
        ]
        if max(columns) - min(columns) < MOST_COLUMNS:
            return found
    return None


def _side(spec: Spec, axis: int, out: int, beside: int) -> Side:
    last = spec.output_size[axis] - 1
    outs = range(max(min(out, last) - beside, 0), min(out + beside, last) + 1)
    windows = {each: dict(_window(spec, axis, each)) for each in outs}
    numbers = {number for window in windows.values() for number in window}
    low, high = (min(numbers), max(numbers)) if numbers else (0, 0)
    size, (before, after) = spec.input_size[axis], spec.padding[axis]
    stride, span = spec.stride[axis], spec.span[axis]
    if isinstance(spec, TransposedSpec):
        # Each cell stands in the middle of the copy of the kernel that it puts into the result.
        places = tuple(
            Place(number, number * stride + (span - 1) / 2 - before, inside=True)
            for number in range(low, high + 1)
        )
        return Side(places, {each: float(each) for each in outs}, windows, 0)
    ends = max(-before, 0), size - max(-after, 0)
    places = tuple(
        Place(number, number, inside=ends[0] <= number < ends[1]) for number in range(low, high + 1)
    )
    centres = {each: each * stride - before + (span - 1) / 2 for each in outs}
    return Side(places, centres, windows, max(before, 0))


def _window(spec: Spec, axis: int, out: int) -> Iterator[tuple[int, int]]:
    """Yield the places that an output cell reads along an axis, and the tap that each of them meets."""
    taps, stride, dilation = spec.kernel_size[axis], spec.stride[axis], spec.dilation[axis]
    before = spec.padding[axis][0]
    if isinstance(spec, TransposedSpec):
        for tap, cell in enumerate(met_along(spec, axis)[out].tolist()):
            if cell != OUTSIDE:
                yield cell, tap
        return
    turned = isinstance(spec, ConvSpec) and spec.flipped
    for place in range(taps):
        yield out * stride - before + dilation * place, taps - 1 - place if turned else place


def written(spec: Spec, axis: int, out: int) -> str:
    """Return what an output cell is along an axis, as code: `w[0]·x[0] + w[1]·x[1]`.

    >>> written(ConvSpec(4, 3, padding=1), 0, 0)
    'w[1]·x[0] + w[2]·x[1]'
    >>> written(PoolingSpec(4, 3, padding=1, kind="average"), 0, 0)
    '(x[0] + x[1]) / 3'
    """
    row = met_along(spec, axis)[out].tolist()
    if not isinstance(spec, PoolingSpec):
        return _added([f"w[{tap}]·x[{cell}]" for tap, cell in enumerate(row) if cell != OUTSIDE])
    cells = [f"x[{cell}]" for cell in sorted(row) if cell != OUTSIDE]
    if spec.kind == "max":
        return f"max({', '.join(_few(cells))})"
    total = f"({_added(cells)})" if len(cells) > 1 else cells[0]
    return f"{total} / {divisors_along(spec, axis)[out]}"


def _added(terms: list[str]) -> str:
    return " + ".join(_few(terms)) or "0"


def _few(terms: list[str]) -> list[str]:
    """Return some words, or the first and the last of them if they are many."""
    return terms if len(terms) <= FEW_TERMS else [*terms[: FEW_TERMS - 2], "…", terms[-1]]
