"""Formulas as small expressions, written out as MathML or as LaTeX."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from pyconv.arithmetic import output_size


@dataclass(frozen=True)
class Symbol:
    """A letter, with a subscript if there is one."""

    name: str
    subscript: str = ""


@dataclass(frozen=True)
class Operator:
    """A sign between two expressions, such as `+`, `=` or `·`."""

    sign: str


@dataclass(frozen=True)
class Row:
    """Expressions one after the other."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Fraction:
    """One expression over another."""

    above: "Expression"
    below: "Expression"


@dataclass(frozen=True)
class Fenced:
    """An expression between two fences, such as the two of the floor."""

    left: str
    inside: "Expression"
    right: str


Expression = int | Symbol | Operator | Row | Fraction | Fenced

_LATEX_SIGNS = {"−": "-", "·": r"\cdot", "⌊": r"\lfloor", "⌋": r"\rfloor"}


def row(*parts: Expression | str) -> Row:
    """Return the parts in a row; a string is an operator.

    >>> latex(row(Symbol("i"), "+", 2))
    'i + 2'
    """
    return Row(tuple(Operator(part) if isinstance(part, str) else part for part in parts))


def floor(inside: Expression) -> Fenced:
    """Return the largest integer not above the expression."""
    return Fenced("⌊", inside, "⌋")


def parenthesised(inside: Expression) -> Fenced:
    """Return the expression in parentheses."""
    return Fenced("(", inside, ")")


def mathml(expression: Expression) -> str:
    """Return the expression as one `<math>` element.

    >>> mathml(Fraction(1, Symbol("s")))
    '<math><mfrac><mn>1</mn><mi>s</mi></mfrac></math>'
    """
    return f"<math>{_mathml(expression)}</math>"


def _mathml(expression: Expression) -> str:
    match expression:
        case int(number):
            digits = f"<mn>{abs(number)}</mn>"
            return digits if number >= 0 else f"<mrow><mo>−</mo>{digits}</mrow>"
        case Symbol(name, ""):
            return f"<mi>{escape(name)}</mi>"
        case Symbol(name, subscript):
            below = f"<mtext>{escape(subscript)}</mtext>"
            return f"<msub><mi>{escape(name)}</mi>{below}</msub>"
        case Operator(sign):
            return f"<mo>{escape(sign)}</mo>"
        case Row(parts):
            return f"<mrow>{''.join(map(_mathml, parts))}</mrow>"
        case Fraction(above, below_line):
            return f"<mfrac>{_mathml(above)}{_mathml(below_line)}</mfrac>"
        case Fenced(left, inside, right):
            return f"<mrow><mo>{left}</mo>{_mathml(inside)}<mo>{right}</mo></mrow>"


def latex(expression: Expression) -> str:
    r"""Return the expression as LaTeX.

    >>> latex(floor(Fraction(row(Symbol("i"), "−", Symbol("k")), Symbol("s"))))
    '\\left\\lfloor \\frac{i - k}{s} \\right\\rfloor'
    """
    match expression:
        case int(number):
            return str(number)
        case Symbol(name, ""):
            return name
        case Symbol(name, subscript):
            return f"{name}_{{\\text{{{subscript}}}}}"
        case Operator(sign):
            return _LATEX_SIGNS.get(sign, sign)
        case Row(parts):
            return " ".join(map(latex, parts))
        case Fraction(above, below_line):
            return f"\\frac{{{latex(above)}}}{{{latex(below_line)}}}"
        case Fenced(left, inside, right):
            opening, closing = _LATEX_SIGNS.get(left, left), _LATEX_SIGNS.get(right, right)
            return f"\\left{opening} {latex(inside)} \\right{closing}"


def size_formula(
    input_size: int,
    kernel_size: int,
    *,
    stride: int,
    padding: tuple[int, int],
    dilation: int,
    sides: Sequence[str] = ("1", "2"),
) -> tuple[Expression, Expression, Expression]:
    r"""Return the size formula of one axis in letters, in numbers, and its result.

        o = floor((i + 2p - k - (k - 1)(d - 1)) / s) + 1

    The dilation is left out where it is 1; padding that differs at the two sides is
    written as two summands, subscripted with `sides`.

    Source: arXiv:1603.07285, relationships 6 and 15.

    >>> letters, numbers, result = size_formula(
    ...     5, 3, stride=2, padding=(1, 1), dilation=1)
    >>> latex(numbers), result
    ('\\left\\lfloor \\frac{5 + 2 \\cdot 1 - 3}{2} \\right\\rfloor + 1', 3)
    """
    i, k, s, p, d = map(Symbol, "ikspd")
    before, after = padding
    letters: list[Expression | str] = [i, "+"]
    numbers: list[Expression | str] = [input_size, "+"]
    if before == after:
        letters += [2, p]
        numbers += [2, "·", before]
    else:
        letters += [Symbol("p", sides[0]), "+", Symbol("p", sides[1])]
        numbers += [before, "+", after]
    letters += ["−", k]
    numbers += ["−", kernel_size]
    if dilation > 1:
        letters += ["−", parenthesised(row(k, "−", 1)), parenthesised(row(d, "−", 1))]
        numbers += ["−", kernel_size - 1, "·", dilation - 1]
    result = output_size(input_size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    return (
        row(floor(Fraction(row(*letters), s)), "+", 1),
        row(floor(Fraction(row(*numbers), stride)), "+", 1),
        result,
    )
