"""Formulas as small expressions, to be written out by `pyconv.formulas`."""

from dataclasses import dataclass

from pyconv.errors import ConvError


@dataclass(frozen=True)
class Symbol:
    """A letter, with a worded subscript if there is one.

    A name that ends in the combining circumflex (k̂) wears a hat, and each prime at its
    end (i′) stands above the line.
    """

    name: str
    subscript: str = ""


@dataclass(frozen=True)
class Indexed:
    """A letter with the place of a cell as its subscript, such as the k of one tap.

    The numbers stand side by side, or with commas between them where they are `separated`,
    as they have to be where one may have two digits.
    """

    name: str
    place: tuple[int, ...]
    separated: bool = False


@dataclass(frozen=True)
class Operator:
    """A sign between two expressions, such as `+`, `=` or `·`."""

    sign: str


@dataclass(frozen=True)
class Row:
    """Expressions one after the other."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Product:
    """Factors side by side, with no sign between them, except before a number."""

    factors: tuple["Expression", ...]


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


@dataclass(frozen=True)
class Matrix:
    """Rows of expressions in brackets.

    Raises:
        ConvError: the rows are not all of the same length.

    >>> Matrix(((1, 2), (3,)))
    Traceback (most recent call last):
    pyconv.errors.ConvError: the rows of matrix are not all of the same length
    """

    rows: tuple[tuple["Expression", ...], ...]

    def __post_init__(self) -> None:
        if len(set(map(len, self.rows))) > 1:
            raise ConvError("ragged", field="matrix", name="matrix")

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many rows and columns there are.

        >>> Matrix(((1, 2, 3), (4, 5, 6))).shape
        (2, 3)
        """
        return len(self.rows), len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Sum:
    """The sign of a sum with its limits below and above; what is summed stands after it."""

    below: "Expression"
    above: "Expression"


Expression = int | Symbol | Indexed | Operator | Row | Product | Fraction | Fenced | Matrix | Sum


def row(*parts: Expression | str) -> Row:
    """Return the parts in a row; a string is an operator.

    >>> row(Symbol("i"), "+", 2)
    Row(parts=(Symbol(name='i', subscript=''), Operator(sign='+'), 2))
    """
    return Row(tuple(Operator(part) if isinstance(part, str) else part for part in parts))


def product(*factors: Expression) -> Product:
    """Return the factors side by side; those in a row, and negative numbers, in parentheses.

    >>> product(Symbol("k"), -1).factors[1]
    Fenced(left='(', inside=-1, right=')')
    """
    return Product(tuple(map(_as_factor, factors)))


def _as_factor(factor: Expression) -> Expression:
    open_row = isinstance(factor, Row) and len(factor.parts) != 1
    return parenthesised(factor) if open_row or (isinstance(factor, int) and factor < 0) else factor


def total(*summands: Expression) -> Expression:
    """Return the sum of the summands: 0 if there is none, and one alone as it is.

    >>> total(), total(7), total(1, 2)
    (0, 7, Row(parts=(1, Operator(sign='+'), 2)))
    """
    if len(summands) <= 1:
        return summands[0] if summands else 0
    parts: list[Expression | str] = [summands[0]]
    for summand in summands[1:]:
        parts += ["+", summand]
    return row(*parts)


def floor(inside: Expression) -> Fenced:
    """Return the largest integer not above the expression.

    >>> floor(Symbol("i")).left
    '⌊'
    """
    return Fenced("⌊", inside, "⌋")


def parenthesised(inside: Expression) -> Fenced:
    """Return the expression in parentheses.

    >>> parenthesised(3)
    Fenced(left='(', inside=3, right=')')
    """
    return Fenced("(", inside, ")")
