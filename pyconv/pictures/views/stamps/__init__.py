"""One row convolved in the true sense: every cell stamps its multiple of the kernel, and the columns add up.

Where the stamps lie more than one cell apart, it is a transposed convolution. The kernel may stamp the row
as well: the products are the same, and so is what they come to.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.controls import Choice, Integer
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, Box, Cell, Focus, Grid, Kind, Mark, Prose, Scene, map_cells
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.convolution import Valued, place_text
from pyconv.pictures.parts.meetings import meeting_focus, with_terms
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.view import View
from pyconv.pictures.words import plain, retold, table
from pyconv.spec import ConvSpec
from pyconv.terms import terms


class Settings(Valued):
    """What a reader can change."""

    stamping = Choice(("cells", "weights"), "cells")
    input = Integer(1, 8, (4,))
    kernel = Integer(1, 5, (3,))
    stride = Integer(1, 4, (1,))
    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    prominent = ("stamping", "input", "kernel", "stride")


class Stamps(NamedTuple):
    """A row, a kernel and what they come to; `by_weights` says which of the two stamps the other."""

    values: Transposition
    by_weights: bool

    @property
    def spec(self) -> ConvSpec:
        """The convolution whose transpose it is: cells `out:` are given, and cells `in:` are the result."""
        return self.values.spec

    @property
    def rows(self) -> int:
        """How many stamps there are."""
        return self.spec.taps if self.by_weights else self.spec.outputs


def prepare(chosen: Settings) -> Stamps:
    """Return the row and the kernel that the reader set up, convolved."""
    result = chosen.stride * (chosen.input - 1) + chosen.kernel
    spec = ConvSpec((1, result), (1, chosen.kernel), stride=(1, chosen.stride))
    return Stamps(transposition.linear(chosen, spec), chosen.stamping == "weights")


def scene(shown: Stamps, language: str) -> Scene:
    """Return the row, the kernel and the stamps with their sum; a step for each stamp and each column."""
    spec = shown.spec
    stamping = [_stamping(shown, row) for row in range(shown.rows)]
    row = exact.texts(shown.values.given, language, exact=True)
    weights = exact.texts(shown.values.kernel, language, exact=True)
    return Scene(
        (
            Grid(
                "input",
                say(language, "stamps.row"),
                "",
                map_cells("out", Kind.INPUT, row, spec.outputs, editable=True),
            ),
            Grid(
                "kernel",
                say(language, "stamps.kernel"),
                "∗",
                map_cells("tap", Kind.TAP, weights, spec.taps, editable=True),
            ),
            _stamps(shown, (row, weights), language),
            _polynomials(shown, language),
        ),
        (*stamping, *(f"in:{cell}" for cell in range(spec.inputs))),
        _summary(shown, language),
        "",
    )


def _stamping(shown: Stamps, row: int) -> str:
    return f"{'tap' if shown.by_weights else 'out'}:{row}"


def _summary(shown: Stamps, language: str) -> str:
    spec = shown.spec
    apart = "transposed-by-weights" if shown.by_weights else "transposed"
    kind = "convolution" if spec.stride[1] == 1 else apart
    return say(
        language,
        f"stamps.{kind}",
        cells=spec.outputs,
        weights=spec.taps,
        products=spec.outputs * spec.taps,
        stride=spec.stride[1],
        result=spec.inputs,
    )


def _stamps(shown: Stamps, texts: tuple[list[str], list[str]], language: str) -> Grid:
    """Return the stamps below each other, each at its place, with what stamps beside it, and their sum."""
    spec, (row, weights) = shown.spec, texts
    heads: list[tuple[Cell, ...]] = []
    rows: list[list[Cell]] = [[] for _ in range(shown.rows)]
    for number in range(shown.rows):
        key, hue = _stamping(shown, number), number % HUES
        head = (
            Cell(key, Kind.TAP, weights[number], number, -1.5, hue=hue)
            if shown.by_weights
            else Cell(key, Kind.INPUT, row[number], number, -1.5)
        )
        # By themselves: arrow keys lead along the column of what stamps, and along the stamps.
        heads.append((head,))
    for (cell, tap, out), product in zip(terms(spec).tolist(), _products(shown, language), strict=True):
        number = tap if shown.by_weights else out
        key = keys.written("term", cell, tap, out)
        rows[number].append(Cell(key, Kind.ENTRY, product, number, cell, hue=tap % HUES))
    result = exact.texts(shown.values.result, language)
    sums = tuple(
        Cell(f"in:{cell}", Kind.OUTPUT, text, shown.rows + 0.5, cell, marks=(Mark.WRITTEN,))
        for cell, text in enumerate(result)
    )
    title = say(language, "stamps.by-weights" if shown.by_weights else "stamps.by-cells")
    return Grid("stamps", title, "", (*heads, *map(tuple, rows), sums), wide=True)


def _products(shown: Stamps, language: str) -> Iterator[str]:
    given, kernel = shown.values.given, shown.values.kernel
    for _, tap, out in terms(shown.spec).tolist():
        product = given.fraction(out) * kernel.fraction(tap)
        yield exact.show(*product.as_integer_ratio(), language)


def _polynomials(shown: Stamps, language: str) -> Prose:
    """Return the three rows as polynomials, of which the last is the product of the others."""
    values, stride = shown.values, shown.spec.stride[1]
    rows = (
        ("stamps.row", "", _polynomial(values.given, stride, language)),
        ("stamps.kernel", "", _polynomial(values.kernel, 1, language)),
        ("stamps.product", ' class="pc-worked-out"', _polynomial(values.result, 1, language)),
    )
    lines = (
        f'<tr><th scope="row">{plain(say(language, name)).html}</th><td{style}>{text}</td></tr>'
        for name, style, text in rows
    )
    heads = (say(language, "stamps.numbers"), say(language, "stamps.polynomial"))
    return Prose("polynomials", say(language, "stamps.polynomials"), table(heads, lines, "pc-counts"))


def _polynomial(values: Rationals, step: int, language: str) -> str:
    """Return numbers as the coefficients of a polynomial, each `step` powers above the one before."""
    written = ""
    for place in range(values.numerators.size):
        number = values.fraction(place)
        if not number:
            continue
        power = place * step
        letter = "x" + (str(power).translate(exact.RAISED) if power > 1 else "") if power else ""
        size = abs(number)
        text = exact.show(
            *size.as_integer_ratio(), language, as_fraction=not exact.is_short(*size.as_integer_ratio())
        )
        amount = "" if size == 1 and letter else f"({text})" if "/" in text and letter else text
        sign = "\N{MINUS SIGN}" if number < 0 else "+"
        written += f" {sign} {amount}{letter}" if written else f"{sign if number < 0 else ''}{amount}{letter}"
    return written or "0"


def focus(shown: Stamps, key: str, language: str) -> Focus:
    """Return what a cell, a weight or a product is connected to.

    Raises:
        ConvError: there is none of them.
    """
    spec = shown.spec
    if key.startswith("term:"):
        return meeting_focus(spec, shown.values.kernel, key, language, back=True)
    found = with_terms(transposition.focus(shown.values, key, language), spec)
    kind, number = key.partition(":")[0], int(key.partition(":")[2])
    if kind == "in":
        return found._replace(boxes=(Box("stamps", 0, number, shown.rows, 1),))
    if kind == "tap" and shown.by_weights:
        (value,) = exact.texts(shown.values.kernel, language, exact=True, places=[number])
        place = place_text(number, spec.kernel_size, language)
        found = retold(found, say(language, "stamps.weight", place=place, value=value, count=spec.outputs))
    # A row of stamps is framed whole; what is spread over them all is not.
    framed = shown.by_weights == (kind == "tap")
    left = number if kind == "tap" else number * spec.stride[1]
    width = spec.stride[1] * (spec.outputs - 1) + 1 if kind == "tap" else spec.taps
    return found._replace(boxes=(Box("stamps", number, left, 1, width),) if framed else ())


VIEW = View("stamps", Settings, prepare, scene, focus)
