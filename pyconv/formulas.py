"""Formulas written out: as MathML, as LaTeX, or in plain characters."""

from collections.abc import Sequence
from html import escape
from types import UnionType
from typing import Literal

from pyconv.errors import ConvError
from pyconv.expressions import (
    Expression,
    Fenced,
    Fraction,
    Indexed,
    Matrix,
    Operator,
    Product,
    Row,
    Sum,
    Symbol,
)

_HAT, _PRIME, _TIMES = "\u0302", "′", "\u2062"

_LATEX_SIGNS = {
    "−": "-", "·": r"\cdot", "×": r"\times", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "→": r"\to",
    "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "…": r"\dots", _TIMES: "",
}  # fmt: skip
_LATEX_RESERVED = str.maketrans({sign: f"\\{sign}" for sign in "#$%&_{}"} | {"\\": r"\backslash "})
_LATEX_COLUMNS = 10
"""Columns that LaTeX's `matrix` has at most, unless it is told otherwise."""

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def mathml(expression: Expression, *, display: Literal["inline", "block"] = "inline") -> str:
    """Return the expression as one `<math>` element, in a line of text or in one of its own.

    Raises:
        ConvError: something in it is neither an expression nor a whole number, or it is to be
            displayed in some other way.

    >>> mathml(Fraction(1, Symbol("s")))
    '<math><mfrac><mn>1</mn><mi>s</mi></mfrac></math>'
    """
    if display not in {"inline", "block"}:
        raise ConvError(
            "unknown-choice", field="display", name="display", value=display, choices=("inline", "block")
        )
    style = ' display="block"' if display == "block" else ""
    return f"<math{style}>{_mathml(expression)}</math>"


def _mathml(expression: Expression) -> str:
    match expression:
        case int(number) if not isinstance(number, bool):
            digits = f"<mn>{abs(number)}</mn>"
            return digits if number >= 0 else f"<mrow><mo>−</mo>{digits}</mrow>"
        case Symbol(name, ""):
            return _mathml_letter(name)
        case Symbol(name, subscript):
            return f"<msub>{_mathml_letter(name)}<mtext>{escape(subscript)}</mtext></msub>"
        case Indexed(name, place, separated):
            between = '</mn><mo separator="true">,</mo><mn>' if separated else ""
            digits = f"<mn>{between.join(map(str, place))}</mn>"
            below = f"<mrow>{digits}</mrow>" if separated and len(place) > 1 else digits
            return f"<msub>{_mathml_letter(name)}{below}</msub>"
        case Operator(sign):
            return f"<mo>{escape(sign)}</mo>"
        case Row(parts):
            return f"<mrow>{''.join(map(_mathml, parts))}</mrow>"
        case Product():
            return f"<mrow>{''.join(map(_mathml, _with_signs(expression)))}</mrow>"
        case Fraction(above, below_line):
            return f"<mfrac>{_mathml(above)}{_mathml(below_line)}</mfrac>"
        case Fenced(left, inside, right):
            return f"<mrow><mo>{escape(left)}</mo>{_mathml(inside)}<mo>{escape(right)}</mo></mrow>"
        case Matrix(rows):
            cells = (f"<mtr>{''.join(f'<mtd>{_mathml(cell)}</mtd>' for cell in line)}</mtr>" for line in rows)
            return f"<mrow><mo>[</mo><mtable>{''.join(cells)}</mtable><mo>]</mo></mrow>"
        case Sum(below, above):
            sign = '<mo movablelimits="false">∑</mo>'
            return f"<munderover>{sign}{_mathml(below)}{_mathml(above)}</munderover>"
        case _:
            raise _no_expression(expression)


def _mathml_letter(name: str) -> str:
    letter, hat, primes = _dressed(name)
    written = f"<mi>{escape(letter)}</mi>"
    if hat:
        written = f'<mover accent="true">{written}<mo>^</mo></mover>'
    return f"<msup>{written}<mo>{primes}</mo></msup>" if primes else written


def _dressed(name: str) -> tuple[str, bool, str]:
    """Return the letter, whether it wears a hat, and its primes."""
    letter = name.rstrip(_PRIME)
    return letter.removesuffix(_HAT), letter.endswith(_HAT), name[len(letter) :]


def _with_signs(expression: Product) -> list[Expression]:
    """Return the factors with the sign of each multiplication between them.

    It is not seen, except before a number: 2 beside 3 would be read as 23.
    """
    parts: list[Expression] = []
    for factor in expression.factors:
        if parts:
            parts.append(Operator("·" if isinstance(factor, int) else _TIMES))
        parts.append(factor)
    return parts


def latex(expression: Expression) -> str:
    r"""Return the expression as LaTeX, without the signs of dollar around it.

    Raises:
        ConvError: something in it is neither an expression nor a whole number.

    >>> from pyconv.expressions import floor, product, row
    >>> latex(floor(Fraction(row(Symbol("i"), "−", Symbol("k")), Symbol("s"))))
    '\\left\\lfloor \\frac{i - k}{s} \\right\\rfloor'
    >>> latex(product(Indexed("O", (0, 1)), Indexed("k", (2, 0))))
    'O_{01} k_{20}'
    """
    match expression:
        case int(number) if not isinstance(number, bool):
            return str(number)
        case Symbol(name, ""):
            return _latex_letter(name)
        case Symbol(name, subscript):
            return f"{_latex_letter(name)}_{{\\text{{{subscript.translate(_LATEX_RESERVED)}}}}}"
        case Indexed(name, place, separated):
            return f"{_latex_letter(name)}_{{{(',' if separated else '').join(map(str, place))}}}"
        case Operator(sign):
            return _latex_sign(sign)
        case Row(parts):
            return " ".join(map(latex, parts))
        case Product():
            return " ".join(filter(None, map(latex, _with_signs(expression))))
        case Fraction(above, below_line):
            return f"\\frac{{{latex(above)}}}{{{latex(below_line)}}}"
        case Fenced(left, inside, right):
            return f"\\left{_latex_sign(left)} {latex(inside)} \\right{_latex_sign(right)}"
        case Matrix(rows):
            columns = expression.shape[1]
            wide = columns > _LATEX_COLUMNS
            name, places = ("array", f"{{{'c' * columns}}}") if wide else ("matrix", "")
            cells = r"\\".join(" & ".join(map(latex, line)) for line in rows)
            return rf"\left[\begin{{{name}}}{places}{cells}\end{{{name}}}\right]"
        case Sum(below, above):
            return rf"\sum_{{{latex(below)}}}^{{{latex(above)}}}"
        case _:
            raise _no_expression(expression)


def _latex_letter(name: str) -> str:
    letter, hat, primes = _dressed(name)
    written = letter.translate(_LATEX_RESERVED)
    written = f"\\mathrm{{{written}}}" if len(letter) > 1 else written
    return (f"\\hat{{{written}}}" if hat else written) + "'" * len(primes)


def _latex_sign(sign: str) -> str:
    return _LATEX_SIGNS.get(sign, sign.translate(_LATEX_RESERVED))


def text(expression: Expression) -> str:
    """Return the expression in plain characters, for places that hold nothing else.

    Raises:
        ConvError: something in it is neither an expression nor a whole number.

    >>> from pyconv.expressions import floor, product, row, total
    >>> text(total(product(Indexed("O", (0, 0)), Indexed("k", (2, 2))), Symbol("p", "top")))
    'O₀₀k₂₂ + p_top'
    >>> text(floor(Fraction(row(5, "−", 3), 2)))
    '⌊(5 − 3)/2⌋'
    """
    match expression:
        case int(number) if not isinstance(number, bool):
            return str(number).replace("-", "−")
        case Symbol(name, subscript):
            return f"{name}_{subscript}" if subscript else name
        case Indexed(name, place, separated):
            return name + (("," if separated else "").join(map(str, place))).translate(_LOWERED)
        case Operator(sign):
            return sign
        case Row(parts):
            return _spaced(parts)
        case Product():
            factors = (_closed(part, Fraction) for part in _with_signs(expression))
            return "".join(factors).replace(_TIMES, "")
        case Fraction(above, below_line):
            return f"{_closed(above, Row | Fraction)}/{_closed(below_line, Row | Fraction | Product)}"
        case Fenced(left, inside, right):
            return f"{left}{text(inside)}{right}"
        case Matrix(rows):
            return f"[{'; '.join(', '.join(map(text, line)) for line in rows)}]"
        case Sum(below, above):
            return f"∑[{text(below)} … {text(above)}]"
        case _:
            raise _no_expression(expression)


def _no_expression(value: object) -> ConvError:
    return ConvError("not-expression", field="expression", kind=type(value).__name__)


def _closed(expression: Expression, open_ones: type | UnionType) -> str:
    return f"({text(expression)})" if isinstance(expression, open_ones) else text(expression)


def _spaced(parts: Sequence[Expression]) -> str:
    """Return the parts with spaces around their signs, but for a product's and that of a number."""
    written = ""
    for at, part in enumerate(parts):
        alone = at == 0 or isinstance(parts[at - 1], Operator)
        tight = not isinstance(part, Operator) or part.sign == "·" or (part.sign in {"+", "−"} and alone)
        written += text(part) if tight else f" {text(part)} "
    return written.strip()
