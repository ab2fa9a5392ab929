"""One convolution along one, two or three axes: the same sum, the same sizes, one more index each time."""

from collections.abc import Sequence
from html import escape

from pyconv.expressions import Expression, Indexed, Sum, Symbol, parenthesised, product, row
from pyconv.formulas import mathml
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import HUES, Grid, Kind, Mark, Scene
from pyconv.pictures.parts import maps
from pyconv.pictures.parts.convolution import Convolution, cell_keys, size_text
from pyconv.pictures.parts.volumes import Content, grid_of
from pyconv.spec import ConvSpec
from pyconv.terms import untouched


def scene(shown: Convolution, language: str) -> Scene:
    """Return the picture: the three grids, the steps, what to notice, the sum and the size formula."""
    spec = shown.spec
    left_out = len(untouched(spec))
    return Scene(
        panels=(_input_grid(shown, language), _kernel_grid(shown, language), _output_grid(shown, language)),
        steps=tuple(f"out:{flat}" for flat in range(spec.outputs)),
        summary=say(
            language,
            "dimensions.summary",
            taps=spec.taps,
            products=spec.taps * spec.outputs,
            untouched=say(language, "sliding-filter.untouched", count=left_out),
        ),
        formula=sum_formula(spec, language) + maps.formula(spec, language),
    )


def _input_grid(shown: Convolution, language: str) -> Grid:
    spec = shown.spec
    alone = {f"in:{cell}" for cell in untouched(spec).tolist()}
    values = exact.texts(shown.padded, language, exact=True)
    cells = [
        Content(
            key,
            Kind.PADDING if key.startswith("pad:") else Kind.INPUT,
            value,
            marks=(Mark.UNTOUCHED,) if key in alone else (),
        )
        for key, value in zip(cell_keys(spec), values, strict=True)
    ]
    size, padded = size_text(spec.input_size), size_text(spec.padded_size)
    words = "input" if size == padded else "input-padded"
    title = say(language, f"sliding-filter.{words}", size=size, padded=padded)
    before = tuple(first for first, _ in spec.padding)
    return grid_of("input", title, "", spec.padded_size, cells, before=before)


def _kernel_grid(shown: Convolution, language: str) -> Grid:
    spec = shown.spec
    values = exact.texts(shown.kernel, language, exact=True)
    cells = [Content(f"tap:{tap}", Kind.TAP, value, tap % HUES) for tap, value in enumerate(values)]
    words = "dimensions.kernel-flipped" if spec.flipped else "sliding-filter.kernel"
    title = say(language, words, size=size_text(spec.kernel_size))
    return grid_of("kernel", title, "∗" if spec.flipped else "⋆", spec.kernel_size, cells)


def _output_grid(shown: Convolution, language: str) -> Grid:
    size = shown.spec.output_size
    values = exact.texts(shown.output, language)
    cells = [Content(f"out:{out}", Kind.OUTPUT, value) for out, value in enumerate(values)]
    title = say(language, "sliding-filter.output", size=size_text(size))
    return grid_of("output", title, "=", size, cells)


def sum_formula(spec: ConvSpec, language: str) -> str:
    """Return the sum that makes one output cell, with a sign of sum for each axis, as HTML."""
    numbers = range(1, spec.axes + 1)
    sums = [
        Sum(row(_letter("k", axis), "=", 0), size - 1)
        for axis, size in zip(numbers, spec.kernel_size, strict=True)
    ]
    parts = [
        row(_at("O", [_letter("n", axis) for axis in numbers]), "=", *sums),
        row(_at("K", [_letter("k", axis) for axis in numbers]), "·"),
        # In pieces, because with three axes they need more than one line on a telephone.
        *_in_pieces("X", [_read(spec, axis) for axis in range(spec.axes)]),
    ]
    words = escape(say(language, "dimensions.sum"))
    return f'<p class="pc-formula"><span>{words}:</span> {" ".join(map(mathml, parts))}</p>'


def _letter(name: str, axis: int) -> Indexed:
    return Indexed(name, (axis,))


def _at(name: str, place: Sequence[Expression]) -> Expression:
    """Return a letter with a place in parentheses after it."""
    listed: list[Expression | str] = [place[0]]
    for each in place[1:]:
        listed += [",", each]
    return row(Symbol(name), parenthesised(row(*listed)))


def _in_pieces(name: str, place: Sequence[Expression]) -> list[Expression]:
    """Return a letter with a place in parentheses after it, in a piece for each number."""
    *others, last = place
    pieces = [*(row(each, ",") for each in others), row(last, ")")]
    return [row(Symbol(name), "(", pieces[0]), *pieces[1:]]


def _read(spec: ConvSpec, axis: int) -> Expression:
    """Return which cell tap k meets in the window of output n, along one axis: s·n ± d·k and what is left.

    A flipped kernel runs against the input: there k is subtracted.
    """
    stride, dilation, span = spec.stride[axis], spec.dilation[axis], spec.span[axis]
    rest = (span - 1 if spec.flipped else 0) - spec.padding[axis][0]
    parts: list[Expression | str] = [_times(stride, _letter("n", axis + 1))]
    parts += ["−" if spec.flipped else "+", _times(dilation, _letter("k", axis + 1))]
    if rest:
        parts += ["+" if rest > 0 else "−", abs(rest)]
    return row(*parts)


def _times(factor: int, letter: Expression) -> Expression:
    return letter if factor == 1 else product(factor, letter)
