"""The sliding filter: input with its padding, kernel and output, one step per output."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Protocol

from pyconv.expressions import Expression, Row, Symbol, row
from pyconv.formulas import mathml
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import Cell, Grid, Kind, Mark, Scene, map_cells
from pyconv.pictures.parts.convolution import Convolution, cell_keys, cells_inside, size_text
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.symbols import size_formula
from pyconv.terms import OUTSIDE, untouched


class HasKernel(Protocol):
    """A convolution or a transposed one, with its weights."""

    @property
    def spec(self) -> ConvSpec:
        """The geometry."""

    @property
    def kernel(self) -> Rationals:
        """The weights."""


def input_grid(shown: Convolution, language: str) -> Grid:
    """Return the input with its padding around it; what no window touches is hatched."""
    spec = shown.spec
    (top, _), (left, _) = spec.padding
    height, width = spec.padded_size
    alone = set(untouched(spec).tolist())
    values = exact.texts(shown.padded, language, exact=True)
    cells = zip(cell_keys(spec), cells_inside(spec), values, strict=True)
    rows = []
    for line in range(-top, height - top):
        # The range comes first: a zip takes from the cells only while it has a column.
        row_of_cells = zip(range(-left, width - left), cells, strict=False)
        rows.append(
            tuple(
                [
                    Cell(name, Kind.PADDING, value, line, column)
                    if cell == OUTSIDE
                    else Cell(
                        name,
                        Kind.INPUT,
                        value,
                        line,
                        column,
                        editable=True,
                        marks=(Mark.UNTOUCHED,) if cell in alone else (),
                    )
                    for column, (name, cell, value) in row_of_cells
                ]
            )
        )
    size, padded = size_text(spec.input_size), size_text(spec.padded_size)
    title = (
        say(language, "sliding-filter.input", size=size)
        if size == padded
        else say(language, "sliding-filter.input-padded", size=size, padded=padded)
    )
    return Grid("input", title, "", tuple(rows))


def kernel_grid(shown: HasKernel, language: str) -> Grid:
    """Return the weights, to be edited."""
    spec = shown.spec
    title = "kernel-flipped" if spec.flipped else "kernel"
    return Grid(
        "kernel",
        say(language, f"sliding-filter.{title}", size=size_text(spec.kernel_size)),
        "",
        map_cells(
            "tap",
            Kind.TAP,
            exact.texts(shown.kernel, language, exact=True),
            spec.kernel_size[1],
            editable=True,
        ),
    )


def scene(shown: Convolution, language: str) -> Scene:
    """Return the picture: the three grids, the steps, what to notice and the size formula."""
    spec = shown.spec
    left_out = len(untouched(spec))
    return Scene(
        panels=(
            input_grid(shown, language),
            kernel_grid(shown, language)._replace(sign="∗" if spec.flipped else "⋆"),
            Grid(
                "output",
                say(language, "sliding-filter.output", size=size_text(spec.output_size)),
                "=",
                map_cells("out", Kind.OUTPUT, exact.texts(shown.output, language), spec.output_size[1]),
            ),
        ),
        steps=tuple(f"out:{flat}" for flat in range(spec.outputs)),
        summary=say(language, "sliding-filter.untouched", count=left_out),
        formula=formula(spec, language),
    )


def formula(spec: ConvSpec, language: str) -> str:
    """Return the size formula with the numbers of the moment, once if both axes agree."""

    def parts(axis: int) -> Iterator[Row]:
        letters, numbers, result = size_formula(
            spec.input_size[axis],
            spec.kernel_size[axis],
            stride=spec.stride[axis],
            padding=spec.padding[axis],
            dilation=spec.dilation[axis],
            sides=[say(language, f"sliding-filter.{side}-{axis}") for side in ("before", "after")],
        )
        yield row(Symbol("o"), "=", letters)
        sizes: list[Expression] = [numbers, result]
        yield from (row("=", part) for part in sizes)

    return formulas_of_axes(spec, parts, language)


def formulas_of_axes(
    spec: ConvSpec | PoolingSpec, parts: Callable[[int], Iterable[Row]], language: str
) -> str:
    """Return the formula of each of two axes as a line, or one for both if they agree."""

    def line(axis: int, title: str) -> str:
        words = escape(say(language, f"sliding-filter.formula-{title}"))
        written = " ".join(map(mathml, parts(axis)))
        return f'<p class="pc-formula"><span>{words}:</span> {written}</p>'

    axes = zip(spec.input_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, strict=True)
    if len(set(axes)) == 1:
        return line(0, "both")
    return "".join(line(axis, str(axis)) for axis in range(spec.axes))
