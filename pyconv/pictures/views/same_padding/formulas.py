"""The formulas of what is called SAME padding, in letters and with the numbers of the moment."""

from collections.abc import Mapping
from html import escape

from pyconv.expressions import Expression, Fenced, Fraction, Row, Symbol, floor, parenthesised, product, row
from pyconv.formulas import mathml
from pyconv.messages import say
from pyconv.spec import ConvSpec


def letter(spec: ConvSpec) -> str:
    """Return the letter of the cells that the kernel spans: k, or k̂ if it is dilated."""
    return "k\u0302" if spec.dilation[0] > 1 else "k"


def formulas(specs: Mapping[str, ConvSpec], language: str) -> str:
    """Return, as HTML, how the padding of each rule comes about; `specs` are those of one axis.

    o = ceil(i / s),  P = max((o - 1)s + k̂ - i, 0),  before = floor(P / 2),  after = P - before;
    SAME_LOWER has the two the other way round.
    """
    spec = specs["same"]
    written = {"same": _same(spec, language)}
    if spec.dilation[0] > 1:
        written = {"span": [_span(spec)], **written}
    written["lower"] = _lower(specs["lower"], language)
    if "pytorch" in specs:
        written["pytorch"] = [_pytorch(specs["pytorch"])]
    written["half"] = [_half(specs["half"], language)]

    def titled(rule: str, lines: list[list[Row]]) -> str:
        title = escape(say(language, f"same-padding.formula-{rule}", letter=letter(spec)))
        # A line is broken between its parts where it is too long.
        formulae = [" ".join(map(mathml, parts)) for parts in lines]
        formulae[0] = f"<span>{title}:</span> {formulae[0]}"
        return "".join(f'<p class="pc-formula">{formula}</p>' for formula in formulae)

    return "".join(titled(rule, lines) for rule, lines in written.items())


def _sides(language: str) -> tuple[Symbol, Symbol]:
    return Symbol("p", say(language, "same-padding.before")), Symbol("p", say(language, "same-padding.after"))


def _span(spec: ConvSpec) -> list[Row]:
    k, d, kernel, dilation = Symbol("k"), Symbol("d"), spec.kernel_size[0], spec.dilation[0]
    letters = row(k, "+", product(row(k, "−", 1), row(d, "−", 1)))
    numbers = row(kernel, "+", product(kernel - 1, dilation - 1))
    return [row(Symbol(letter(spec)), "=", letters), row("=", numbers), row("=", spec.span[0])]


def _same(spec: ConvSpec, language: str) -> list[list[Row]]:
    i, o, s, total, k = Symbol("i"), Symbol("o"), Symbol("s"), Symbol("P"), Symbol(letter(spec))
    size, stride, outputs = spec.input_size[0], spec.stride[0], spec.outputs
    before, after = _sides(language)
    pads = spec.padding[0]
    lacking = _at_least_0(row(product(row(o, "−", 1), s), "+", k, "−", i))
    lacked = _at_least_0(row(product(outputs - 1, stride), "+", spec.span[0], "−", size))
    return [
        [row(o, "=", _ceiling(i, s)), row("=", _ceiling(size, stride)), row("=", outputs)],
        [row(total, "=", lacking), row("=", lacked), row("=", sum(pads))],
        [row(before, "=", _half_of(total)), row("=", _half_of(sum(pads))), row("=", pads[0])],
        [row(after, "=", total, "−", before), row("=", sum(pads), "−", pads[0]), row("=", pads[1])],
    ]


def _lower(spec: ConvSpec, language: str) -> list[list[Row]]:
    total = Symbol("P")
    before, after = _sides(language)
    pads = spec.padding[0]
    return [
        [row(after, "=", _half_of(total)), row("=", _half_of(sum(pads))), row("=", pads[1])],
        [row(before, "=", total, "−", after), row("=", sum(pads), "−", pads[1]), row("=", pads[0])],
    ]


def _pytorch(spec: ConvSpec) -> list[Row]:
    letters = product(Symbol("d"), row(Symbol("k"), "−", 1))
    numbers = product(spec.dilation[0], spec.kernel_size[0] - 1)
    return [row(Symbol("P"), "=", letters), row("=", numbers), row("=", sum(spec.padding[0]))]


def _half(spec: ConvSpec, language: str) -> list[Row]:
    before, after = _sides(language)
    halves = _half_of(Symbol(letter(spec))), _half_of(spec.span[0])
    return [row(before, "=", after, "=", halves[0]), row("=", halves[1]), row("=", spec.padding[0][0])]


def _half_of(whole: Expression) -> Expression:
    return floor(Fraction(whole, 2))


def _ceiling(above: Expression, below: Expression) -> Expression:
    return Fenced("⌈", Fraction(above, below), "⌉")


def _at_least_0(inside: Expression) -> Row:
    return row(Symbol("max"), parenthesised(row(inside, ",", 0)))
