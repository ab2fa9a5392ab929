"""The map with its padding, and one number for each window of it."""

from collections.abc import Iterator

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import Cell, Grid, Kind, Mark, Scene, in_rows, map_cells
from pyconv.pictures.parts import maps
from pyconv.pictures.parts.convolution import cell_keys, cells_inside, size_text
from pyconv.pictures.parts.poolings import drops_a_window, rounded_up
from pyconv.pictures.views.pooling.setup import Pooled
from pyconv.pooling import PoolingSpec
from pyconv.terms import OUTSIDE, untouched

LEAST = "\N{MINUS SIGN}\N{INFINITY}"
"""What stands in the padding of a maximum, so that it never is the largest."""


def scene(shown: Pooled, language: str) -> Scene:
    """Return the picture: one step for each window."""
    spec = shown.spec
    output = map_cells("out", Kind.OUTPUT, exact.texts(shown.output, language), spec.output_size[1])
    title = say(language, "sliding-filter.output", size=size_text(spec.output_size))
    return Scene(
        (_map(shown, language), Grid("output", title, "→", output)),
        tuple(f"out:{flat}" for flat in range(spec.windows.outputs)),
        " ".join(_notices(spec, language)),
        _formula(spec, language),
    )


def _formula(spec: PoolingSpec, language: str) -> str:
    if not spec.ceil_mode:
        return maps.formula(spec.windows, language)
    return maps.formulas_of_axes(spec, lambda axis: rounded_up(spec, axis), language)


def outside(spec: PoolingSpec, row: int, column: int) -> str:
    """Return what stands in a place around the map: nothing where it is no cell, or does not count."""
    places = zip((row, column), spec.input_size, spec.padding, strict=True)
    if any(not -before <= place < size + after for place, size, (before, after) in places):
        return ""
    if spec.kind == "max":
        return LEAST
    return "0" if spec.count_include_pad else ""


def _map(shown: Pooled, language: str) -> Grid:
    spec = shown.spec
    title = (
        say(language, "sliding-filter.input", size=size_text(spec.input_size))
        if spec.padded_size == spec.input_size
        else say(
            language,
            "sliding-filter.input-padded",
            size=size_text(spec.input_size),
            padded=size_text(spec.padded_size),
        )
    )
    return Grid("input", title, "", in_rows(tuple(_cells(shown, language)), spec.windows.padded_size[1]))


def _cells(shown: Pooled, language: str) -> Iterator[Cell]:
    windows = shown.spec.windows
    (top, _), (left, _) = windows.padding
    alone = set(untouched(windows).tolist())
    values = exact.texts(shown.x, language, exact=True)
    for place, (name, cell) in enumerate(zip(cell_keys(windows), cells_inside(windows), strict=True)):
        line, column = divmod(place, windows.padded_size[1])
        row, column = line - top, column - left
        if cell == OUTSIDE:
            text = outside(shown.spec, row, column)
            yield Cell(name, Kind.PADDING if text else Kind.ZERO, text, row, column)
        else:
            marks = (Mark.UNTOUCHED,) if cell in alone else ()
            yield Cell(name, Kind.INPUT, values[cell], row, column, editable=True, marks=marks)


def _notices(spec: PoolingSpec, language: str) -> Iterator[str]:
    yield say(language, "sliding-filter.untouched", count=len(untouched(spec.windows)))
    if drops_a_window(spec):
        yield say(language, "pooling.dropped")
    elif spec.windows.padded_size != spec.padded_size:
        yield say(language, "pooling.sticks-out")
