"""A layer from several maps to several maps: each output map adds up a convolution of every map it reads.

Cells are counted row-major over all the maps: with 5 × 5 cells in a map, `in:25` is the first
cell of the second one. A weight has the hue of its place in its kernel.
"""

from collections.abc import Sequence
from html import escape
from itertools import chain
from typing import Any

from numpy.typing import NDArray

from pyconv.counts import multiply_count, parameter_count
from pyconv.expressions import Indexed, Sum, Symbol, row
from pyconv.formulas import mathml, text
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, Cell, Grid, Kind, Scene
from pyconv.pictures.parts import maps
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.volumes import Content
from pyconv.pictures.views.channels.setup import Layer, map_keys, tap_of

HEAD = 0.9
"""How far above its map the name of a map stands, in sides of a cell."""

BETWEEN = 0.6
"""The space between two maps, besides the name of the lower one."""


def name_of(kind: str, *numbers: int) -> str:
    """Return the name of a map or kernel as it is written: X₀, W₁₀, O₂."""
    return text(Indexed({"in": "X", "kernel": "W", "out": "O"}[kind], numbers))


def scene(shown: Layer, language: str) -> Scene:
    """Return the picture: the input maps, the kernels and the output maps, with the counts of weights."""
    spec = shown.spec
    titles = {
        "input": say(language, "sliding-filter.input", size=size_text((len(shown.padded), *spec.input_size))),
        "kernel": say(language, "channels.kernels", size=size_text(shown.weights.shape)),
        "output": say(language, "sliding-filter.output", size=size_text(shown.output.shape)),
    }
    channels: dict[str, Any] = {"in_channels": len(shown.padded), "out_channels": len(shown.weights)}
    weights = parameter_count(spec, **channels, groups=shown.groups)
    summary = say(
        language,
        "channels.summary",
        shape=size_text(shown.weights.shape),
        weights=weights,
        biased=parameter_count(spec, **channels, groups=shown.groups, bias=True),
        products=multiply_count(spec, **channels, groups=shown.groups),
        dense=parameter_count(spec, "dense", **channels),
    )
    return Scene(
        panels=(
            Grid("input", titles["input"], "", tuple(_input_rows(shown, language)), stacked=True),
            Grid("kernel", titles["kernel"], "⋆", tuple(_kernel_rows(shown, language)), stacked=True),
            Grid("output", titles["output"], "=", tuple(_output_rows(shown, language)), stacked=True),
        ),
        steps=tuple(f"out:{flat}" for flat in range(shown.output.size)),
        summary=summary,
        formula=_sum_formula(shown, language) + maps.formula(spec, language),
    )


def _sum_formula(shown: Layer, language: str) -> str:
    """Return how an output map comes about, as HTML."""
    summed = () if shown.reads == 1 else (Sum(row(Symbol("c"), "=", 0), shown.reads - 1),)
    parts = row(Symbol("O", "o"), "=", *summed, Symbol("X", "c"), "⋆", Symbol("W", "o,c"))
    words = escape(say(language, f"channels.{'sum' if shown.groups == 1 else 'sum-each'}"))
    return f'<p class="pc-formula"><span>{words}:</span> {mathml(parts)}</p>'


def top(shown: Layer, kind: str, number: int) -> float:
    """Return the row where a map begins, under its name; kernels stand beside the map that they make."""
    spec = shown.spec
    lines = spec.padded_size[0] if kind == "in" else max(spec.output_size[0], spec.kernel_size[0])
    return round(number * (lines + HEAD + BETWEEN), 2)


def left(shown: Layer, channel: int) -> float:
    """Return the column where the kernels for an input map begin."""
    return round(channel * (shown.spec.kernel_size[1] + BETWEEN), 2)


Rows = list[tuple[Cell, ...]]


def _map(head: Content, cells: Sequence[Content], width: int, line: float, column: float) -> Rows:
    """Return a map with its name above: where it begins is where its first cell stands."""
    rows: Rows = [(_cell(head, line - HEAD, column),)]
    for start in range(0, len(cells), width):
        row_of_cells = enumerate(cells[start : start + width])
        rows.append(tuple(_cell(each, line + start // width, column + at) for at, each in row_of_cells))
    return rows


def _cell(content: Content, line: float, column: float) -> Cell:
    return Cell(content.key, content.kind, content.text, round(line, 2), round(column, 2), hue=content.hue)


def _head(key: str, name: str) -> Content:
    return Content(key, Kind.HEAD, name)


def _texts(values: NDArray[Any], language: str) -> list[str]:
    return exact.texts(Rationals(values), language)


def _input_rows(shown: Layer, language: str) -> Rows:
    (before, _), (aside, _) = shown.spec.padding
    rows: Rows = []
    for channel, values in enumerate(shown.padded):
        cells = [
            Content(key, Kind.PADDING if key.startswith("pad:") else Kind.INPUT, value)
            for key, value in zip(map_keys(shown, channel), _texts(values, language), strict=True)
        ]
        head = _head(f"map:in:{channel}", name_of("in", channel))
        line = top(shown, "in", channel) - before
        rows += _map(head, cells, shown.spec.padded_size[1], line, -aside)
    return rows


def _kernel_rows(shown: Layer, language: str) -> Rows:
    taps, width = shown.spec.taps, shown.spec.kernel_size[1]
    values = _texts(shown.weights, language)
    rows: Rows = []
    for out_map in range(len(shown.weights)):
        beside: list[Rows] = []
        for place in range(shown.reads):
            channel, first = shown.channel(out_map, place), tap_of(shown, out_map, place, 0)
            cells = [
                Content(f"tap:{first + tap}", Kind.TAP, values[first + tap], tap % HUES)
                for tap in range(taps)
            ]
            head = _head(f"kernel:{out_map}:{channel}", name_of("kernel", out_map, channel))
            line = top(shown, "kernel", out_map)
            beside.append(_map(head, cells, width, line, left(shown, channel)))
        rows += [tuple(chain.from_iterable(lines)) for lines in zip(*beside, strict=True)]
    return rows


def _output_rows(shown: Layer, language: str) -> Rows:
    rows: Rows = []
    for out_map, values in enumerate(shown.output):
        first = out_map * shown.spec.outputs
        cells = [
            Content(f"out:{flat}", Kind.OUTPUT, value)
            for flat, value in enumerate(_texts(values, language), first)
        ]
        head = _head(f"map:out:{out_map}", name_of("out", out_map))
        rows += _map(head, cells, shown.spec.output_size[1], top(shown, "out", out_map), 0)
    return rows
