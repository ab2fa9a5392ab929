"""The answers in tables, and the same thing small, drawn."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import prod
from typing import NamedTuple

from pyconv.formulas import mathml
from pyconv.messages import say
from pyconv.pictures.exact import grouped, signed
from pyconv.pictures.model import Cell, Form, Grid, Kind, Mark, Prose, Scene
from pyconv.pictures.parts.poolings import drops_a_window
from pyconv.pictures.views.layer_size import answers, code, expected, opening
from pyconv.pictures.views.layer_size.example import Example
from pyconv.pictures.views.layer_size.setup import Layer
from pyconv.pictures.words import table
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.terms import placements
from pyconv.transposed import TransposedSpec

OUTPUT_ROW = 1.35
"""The row of what the windows make, below that of the cells."""


class Drawn(NamedTuple):
    """A place of the row of cells.

    Attributes:
        column: where it stands; the cells begin at 0.
        key: of a cell, or of what is around the cells.
        inside: whether it is a cell.
    """

    column: int
    key: str
    inside: bool


def scene(shown: Layer, language: str) -> Scene:
    """Return what there is to say of the layer, and its example."""
    size = say(language, "layer-size.size", size=answers.by_axis(shown.spec.output_size, language))
    return Scene(
        panels=(
            Prose("size", size, ""),
            *expected.panels(shown, language),
            Prose("axes", "", _axes_table(shown, language)),
            Prose("layer", "", _layer_table(shown, language)),
            _grid(shown, language),
            *opening.panels(shown, language),
            code.panel(shown, language),
        ),
        steps=tuple(f"out:{out}" for out in range(shown.example.drawn)),
        summary=" ".join(_compared(shown, language)),
        formula=_formulas(shown, language),
    )


def backwards(shown: Layer) -> bool:
    """Return whether the layer is a transposed convolution, which reads its windows the other way."""
    return isinstance(shown.spec, TransposedSpec)


def places(small: Example) -> list[Drawn]:
    """Return the row of cells with what is around them, from left to right; cropped cells are cells."""
    before, width = small.small.before, small.windows.padded_size[0]
    first = min(-before, 0)
    last = max(width - before, small.cells)
    return [
        Drawn(column, f"in:{column}", inside=True)
        if 0 <= column < small.cells
        else Drawn(column, f"pad:{column + before}", inside=False)
        for column in range(first, last)
    ]


def window(small: Example, out: int) -> list[int]:
    """Return the columns that a window meets, tap by tap."""
    rows = placements(small.windows)[out * small.windows.taps : (out + 1) * small.windows.taps, 0]
    found: list[int] = (rows - small.small.before).tolist()
    return found


def _grid(shown: Layer, language: str) -> Grid:
    small, back = shown.example, backwards(shown)
    met = {column for out in range(small.drawn) for column in window(small, out)}
    cells = [_cell(place, met, small, back=back) for place in places(small)]
    results = [
        Cell(
            f"out:{out}",
            Kind.OUTPUT if not back else Kind.PLAIN,
            str(out),
            OUTPUT_ROW,
            window(small, out)[0] + (small.windows.span[0] - 1) / 2,
            form=Form.NODE,
            marks=(Mark.NAMED,),
        )
        for out in range(small.drawn)
    ]
    numbers = small.small
    title = say(
        language,
        f"layer-size.drawn{'-back' if back else ''}",
        input=numbers.size,
        output=small.cells if back else small.drawn,
    )
    return Grid("example", title, "", (tuple(cells), tuple(results)), wide=True)


def _cell(place: Drawn, met: set[int], small: Example, *, back: bool) -> Cell:
    marks: tuple[Mark, ...] = ()
    kind = Kind.MADE if back else Kind.INPUT
    numbers = small.small
    if not place.inside:
        kind = Kind.MADE if back else Kind.PADDING
        marks = (Mark.CROPPED,) if back else ()
    elif place.column not in met:
        marks = (Mark.UNTOUCHED,)
    elif (
        back and place.column + numbers.before >= small.windows.padded_size[0] - numbers.after - numbers.extra
    ):
        marks = (Mark.EXTRA,)
    return Cell(place.key, kind, signed(place.column), 0, place.column, marks=marks)


def _axes_table(shown: Layer, language: str) -> str:
    axes = shown.spec.axes
    heads = [
        say(language, "layer-size.axis"),
        *(say(language, f"layer-size.axis-{axes}-{n}") for n in range(axes)),
    ]
    return table(heads, _lines(_axis_rows(shown, language)), "pc-counts")


def _lines(rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    for head, values in rows:
        cells = "".join(f"<td>{escape(value)}</td>" for value in values)
        yield f'<tr><th scope="row">{escape(head)}</th>{cells}</tr>'


def _axis_rows(shown: Layer, language: str) -> Iterator[tuple[str, Sequence[str]]]:
    spec, back = shown.spec, backwards(shown)

    def words(name: str) -> str:
        return say(language, f"layer-size.{name}")

    def each(values: Iterable[int]) -> list[str]:
        return [grouped(value, language) for value in values]

    yield words("row-input"), each(spec.input_size)
    yield words("row-output"), each(spec.output_size)
    if any(d > 1 for d in spec.dilation):
        yield words("row-span"), each(spec.span)
    yield (
        words("row-crop" if back else "row-padding"),
        [f"{signed(before)} + {signed(after)}" for before, after in spec.padding],
    )
    if isinstance(spec, TransposedSpec):
        yield words("row-output-padding"), each(spec.output_padding)
    cells = spec.output_size if back else spec.input_size
    left = [size - met for size, met in zip(cells, answers.touched(shown), strict=True)]
    yield words("row-empty" if back else "row-untouched"), each(left)

    def ranges(pairs: Iterable[tuple[int, int]]) -> list[str]:
        return [
            f"{grouped(low, language)} … {grouped(high, language)}" if low < high else grouped(low, language)
            for low, high in pairs
        ]

    yield words("row-reachable" if back else "row-alike"), ranges(answers.alike(shown))
    if isinstance(spec, TransposedSpec) and shown.same:
        yield words("row-tensorflow"), ranges(answers.tensorflow_shapes(spec))
    if isinstance(spec, ConvSpec):
        yield words("row-back"), each(answers.left_over(spec))


def _layer_table(shown: Layer, language: str) -> str:
    heads = [say(language, f"layer-size.{head}") for head in ("layer", "value")]
    rows = ((head, (value,)) for head, value in _layer_rows(shown, language))
    return table(heads, _lines(rows), "pc-counts")


def _layer_rows(shown: Layer, language: str) -> Iterator[tuple[str, str]]:
    spec, outputs = shown.spec, shown.real.channels[1]

    def words(name: str) -> str:
        return say(language, f"layer-size.{name}")

    yield words("row-shape"), answers.by_axis((outputs, *spec.output_size), language)
    yield words("row-numbers"), grouped(outputs * prod(spec.output_size), language)
    if isinstance(spec, PoolingSpec):
        yield words("row-none"), "0"
        if spec.kind == "average":
            first, inside, last = (grouped(each, language) for each in answers.divisors(spec))
            yield words("row-divisors"), f"{first} · {inside} · {last}"
    else:
        without, with_bias = (grouped(each, language) for each in shown.real.parameters)
        yield words("row-parameters"), without
        yield words("row-parameters-bias"), with_bias
        yield words("row-products"), grouped(shown.real.products, language)
        yield words("row-flops"), grouped(2 * shown.real.products, language)
    if isinstance(spec, ConvSpec):
        yield from _unfolded_rows(spec, language)
    size = answers.BYTES * outputs * prod(spec.output_size)
    yield words("row-bytes"), grouped(size, language)


def _unfolded_rows(spec: ConvSpec, language: str) -> Iterator[tuple[str, str]]:
    """Return what the windows come to as columns, and what the gradient of the weights is."""

    def words(name: str, **numbers: object) -> str:
        return say(language, f"layer-size.{name}", **numbers)

    columns, taps = grouped(spec.outputs, language), grouped(spec.taps, language)
    yield words("row-columns"), words("columns", count=columns, taps=taps)
    corner, most = (
        grouped(number, language) for number in (answers.corner_windows(spec), answers.most_windows(spec))
    )
    yield words("row-fold"), f"{corner} · {most}"
    yield (
        words("row-gradient"),
        words(
            "gradient",
            size=answers.by_axis(answers.gradient_size(spec), language),
            kernel=answers.by_axis(spec.kernel_size, language),
        ),
    )


def _formulas(shown: Layer, language: str) -> str:
    """Return the formula of each axis; one stands for all where they are the same."""
    axes = shown.spec.axes
    told = [answers.formulas(shown, axis) for axis in range(axes)]
    number = answers.relationship_number(shown)
    source = escape(say(language, "layer-size.relationship", number=number)) if number else ""
    if all(each == told[0] for each in told):
        titles = [say(language, "layer-size.formula-all" if axes > 1 else "layer-size.formula")]
        told = told[:1]
    else:
        titles = [
            say(language, "layer-size.formula-axis", axis=say(language, f"layer-size.axis-{axes}-{axis}"))
            for axis in range(axes)
        ]
    written = []
    for title, lines in zip(titles, told, strict=True):
        for number_of_line, parts in enumerate(lines):
            head = f"<span>{escape(title)}:</span> " if not number_of_line else ""
            written.append(f'<p class="pc-formula">{head}{" ".join(map(mathml, parts))}</p>')
    return "".join(written) + (f"<p>{source}</p>" if source else "")


def _compared(shown: Layer, language: str) -> Iterator[str]:
    """Return what the example has in common with the layer, and what is different in it."""
    real, small = shown.example.real, shown.example.small
    names = ("size", "kernel", "stride", "dilation", "before", "after", "extra")
    differing = [name for name in names if getattr(real, name) != getattr(small, name)]

    def listed(some: Iterable[str]) -> str:
        return ", ".join(
            say(
                language,
                f"layer-size.number-{name}",
                real=signed(grouped(getattr(real, name), language)),
                small=signed(getattr(small, name)),
            )
            for name in some
        )

    if not differing:
        yield say(language, "layer-size.whole")
    elif differing == ["size"]:
        same = not backwards(shown)
        yield say(language, "layer-size.only-size" if same else "layer-size.only-size-back",
                  real=grouped(real.size, language), small=small.size, stride=small.stride,
                  rest=small.size % small.stride)  # fmt: skip
    else:
        yield say(language, "layer-size.reduced", changes=listed(differing))
    if isinstance(shown.spec, PoolingSpec) and drops_a_window(shown.spec):
        yield say(language, "layer-size.dropped")
