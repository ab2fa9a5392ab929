"""Two lines that a reader wrote, the layers that they are, and for which sizes those are the same."""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from pyconv.comparison import LayerComparison, compare_layers, divisors_along, met_along
from pyconv.errors import ConvError
from pyconv.networks.layer import ReadLayer, read_layer
from pyconv.pictures.controls import Choice, Code, Condition, Integer
from pyconv.pictures.settings import Controls
from pyconv.pictures.views.same_layer.drawing import Side, sides
from pyconv.pictures.views.same_layer.examples import EXAMPLES, Pair
from pyconv.pooling import PoolingSpec
from pyconv.stack import Spec
from pyconv.terms import OUTSIDE

LARGEST = 64
"""Cells along each axis of the largest input."""

LONGEST_LINES = 4000
"""Characters of a line, or of a few."""

SHOWN_LINES = 3

FEW_CELLS = 4
"""An input of so many cells is drawn rather than a smaller one."""

VERY_LARGE = 10**6
"""Cells of an input that any layer takes which takes one at all."""


OWN = "own"


def _line(first: str) -> Code:
    return Code(first, longest=LONGEST_LINES, lines=SHOWN_LINES, wrapped=True, when=Condition("pair", (OWN,)))


class Settings(Controls):
    """What a reader can change."""

    pair = Choice((*EXAMPLES, OWN), "same")
    first_layer = _line(EXAMPLES["same"].first)
    second_layer = _line(EXAMPLES["same"].second)
    up_to = Integer(1, LARGEST, (32,))


class Drawn(NamedTuple):
    """One output cell, in both layers.

    Attributes:
        size: of the input along each axis.
        axis: along which the layers are drawn.
        out: the cell's place along it: the first that differs, or the first if none does.
        layers: both, for that size.
        sides: what is drawn of them, or None if that would be too wide.
    """

    size: int
    axis: int
    out: int
    layers: tuple[ReadLayer, ReadLayer]
    sides: tuple[Side, Side] | None


class Shown(NamedTuple):
    """Two layers and how they compare.

    Attributes:
        texts: both, as they were written.
        first, second: each for the largest of the sizes that it takes.
        compared: for each size of the input.
        refusals: by size, why only one of them takes it.
        drawn: an output cell of both; None if there is no size that both take.
    """

    texts: Pair
    first: ReadLayer
    second: ReadLayer
    compared: tuple[LayerComparison, ...]
    refusals: dict[int, ConvError]
    drawn: Drawn | None


def prepare(chosen: Settings) -> Shown:
    """Return how the two layers compare for every input up to the largest.

    Raises:
        ConvError: one of the texts is no layer, or none that takes such an input; or one is for images,
            say, and the other for signals.
    """
    own = Pair(chosen.first_layer, chosen.second_layer)
    texts = own if chosen.pair == OWN else EXAMPLES[chosen.pair]
    first, second = (
        _largest(text, chosen.up_to, name)
        for text, name in zip(texts, ("first_layer", "second_layer"), strict=True)
    )
    axes = first.spec.axes
    if axes != second.spec.axes:
        raise ConvError("other-axes", field="second_layer", first=axes, second=second.spec.axes)
    sizes = [(size,) * axes for size in range(1, chosen.up_to + 1)]
    compared = compare_layers(geometry(texts[0]), geometry(texts[1]), sizes)
    return Shown(
        texts,
        first,
        second,
        compared,
        _refusals(compared, texts, axes),
        _drawn(compared, texts),
    )


def geometry(text: str) -> Callable[[tuple[int, ...]], Spec]:
    """Return what makes the layer of a text for a size."""
    return lambda size: read_layer(text, size).spec


def _largest(text: str, up_to: int, name: str) -> ReadLayer:
    """Return a layer for the largest size that it takes."""
    try:
        return read_layer(text, up_to)
    except ConvError as error:
        why = error
    for size in range(up_to - 1, 0, -1):
        with suppress(ConvError):
            return read_layer(text, size)
    # One that takes a much larger input has nothing else to be blamed for.
    axes = 0
    with suppress(ConvError):
        axes = read_layer(text, VERY_LARGE).spec.axes
    raise _named(why, axes, name) from None


def _named(error: ConvError, axes: int, field: str | None = None) -> ConvError:
    """Return an error with the number that its axis has in words: one alone has none, a depth the last."""
    numbers = dict(error.numbers)
    place = numbers.get("axis")
    if isinstance(place, int):
        numbers["axis"] = place if axes == 2 else (place - 1) % axes if axes == 3 else None
    return ConvError(error.reason, field=field, **numbers)


def _refusals(
    compared: tuple[LayerComparison, ...], texts: tuple[str, str], axes: int
) -> dict[int, ConvError]:
    found = {}
    for each in compared:
        if each.reason == "refused":
            try:
                read_layer(texts[each.outputs[0] is not None], each.size)
            except ConvError as error:
                found[each.size[0]] = _named(error, axes)
    return found


def _drawn(compared: tuple[LayerComparison, ...], texts: tuple[str, str]) -> Drawn | None:
    """Return the first difference that can be drawn, or where there is none, the first cell of both.

    One of a few cells shows more than one of a single cell, if there is one.
    """
    taken = [each for each in compared if None not in each.outputs and each.reason != "operation"]
    if not taken:
        return None
    differing = [each for each in taken if not each.equal] or taken
    shown = next((each for each in differing if each.size[0] >= FEW_CELLS), differing[-1])
    layers = read_layer(texts[0], shown.size), read_layer(texts[1], shown.size)
    axis, out = _place(shown, layers)
    return Drawn(shown.size[0], axis, out, layers, sides(layers[0].spec, layers[1].spec, axis, out))


def _place(shown: LayerComparison, layers: tuple[ReadLayer, ReadLayer]) -> tuple[int, int]:
    """Return the axis along which the first differing cell differs, and its place along it."""
    axes = range(layers[0].spec.axes)
    for axis in axes if not shown.equal else ():
        one, other = (_rows(layer.spec, axis) for layer in layers)
        if shown.cell is not None:
            place = shown.cell[axis]
            if one[place] != other[place]:
                return axis, place
        elif one != other:
            shared = min(len(one), len(other))
            return axis, next((out for out in range(shared) if one[out] != other[out]), shared)
    return 0, 0


def _rows(spec: Spec, axis: int) -> list[object]:
    """Return what tells each output cell along an axis apart from others."""
    met = met_along(spec, axis).tolist()
    if not isinstance(spec, PoolingSpec):
        return list(met)
    # What lies beyond the cells counts for nothing in a pooling.
    cells = [[cell for cell in row if cell != OUTSIDE] for row in met]
    if spec.kind == "max":
        return list(cells)
    return list(zip(cells, divisors_along(spec, axis).tolist(), strict=True))
