"""What an exercise is: what is asked, what is right, and the slip behind each wrong answer that has one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Literal, NamedTuple, TypedDict

Way = Literal["number", "cells", "choice", "figure"]
"""How it is answered: by a number, by pointing at cells, by choosing a line, or by setting a figure."""


class Slip(NamedTuple):
    """Why an answer is wrong: the name of the rule that gives it, and what its words name."""

    rule: str
    values: Mapping[str, object] = {}


class Table(NamedTuple):
    """Cells that are shown.

    Attributes:
        name: of its title among the words.
        rows: the text of every cell.
        marked: the cells that the question is about, counted row by row.
        pointed: whether the reader points at its cells.
        heads: what rows and columns are called, if they are.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    marked: tuple[int, ...] = ()
    pointed: bool = False
    heads: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise with its numbers.

    Attributes:
        asked: what its words name; a text that begins with `exercises.` is the name of words itself.
        right: every answer that is right, as `answer_of` and `cells_of` write them; the first is told.
        slips: by wrong answer, why.
        way: how it is answered.
        tables: what is shown.
        options: what to choose from; the answer is the place in it.
        wanted: of a figure that is to be set, what its layer has to have.
    """

    asked: Mapping[str, object]
    right: Sequence[str] = ()
    slips: Mapping[str, Slip] = field(default_factory=dict)
    way: Way = "number"
    tables: tuple[Table, ...] = ()
    options: tuple[str, ...] = ()
    wanted: Mapping[str, int] = field(default_factory=dict)


class Parts(TypedDict):
    """The parts of an exercise with one right answer: that answer, and the slips by theirs."""

    right: Sequence[str]
    slips: Mapping[str, Slip]


Draw = Callable[[Random], Exercise | None]
"""Draws an exercise, or nothing where its numbers make no good one."""

KINDS: dict[str, Draw] = {}
"""Every kind by its name, in the order in which the modules that have them are imported."""


def kind(name: str) -> Callable[[Draw], Draw]:
    """Have a kind of exercise found by its name."""

    def added(draw: Draw) -> Draw:
        KINDS[name] = draw
        return draw

    return added


def answer_of(number: object) -> str:
    """Return a number as an answer is written.

    >>> answer_of(3), answer_of(Fraction(6, 4))
    ('3', '3/2')
    """
    return str(Fraction(str(number)))


def cells_of(cells: Iterable[object]) -> str:
    """Return cells as an answer is written.

    >>> cells_of([7, 2, 2])
    '2 7'
    """
    return " ".join(map(str, sorted({int(str(cell)) for cell in cells})))


def numbers(right: object, wrong: Mapping[str, object]) -> Parts:
    """Return the parts of an exercise that is answered by one number: what rules give, the usual first.

    A rule that gives the right number is no slip here, and of two with the same number the first is told.
    """
    return one(answer_of(right), {rule: answer_of(value) for rule, value in wrong.items()})


def one(right: str, wrong: Mapping[str, str]) -> Parts:
    """Return the parts of an exercise with one right answer, and what rules give, as answers are written."""
    slips: dict[str, Slip] = {}
    for rule, answer in wrong.items():
        if answer != right:
            slips.setdefault(answer, Slip(rule))
    return {"right": (right,), "slips": slips}


def rules_of(parts: Parts) -> set[str]:
    """Return the rules behind the wrong answers."""
    return {slip.rule for slip in parts["slips"].values()}


def factor(value: int) -> str:
    """Return a number as a factor is written, behind another one.

    >>> factor(3), factor(-2)
    ('3', '(−2)')
    """
    return str(value) if value >= 0 else f"(\N{MINUS SIGN}{-value})"


def choice(options: Sequence[str], right: int, slips: Mapping[str, Slip], **asked: object) -> Exercise:
    """Return an exercise in which one line is chosen, the one in a place; slips are by place too."""
    return Exercise(asked=asked, way="choice", right=(str(right),), slips=slips, options=tuple(options))


def rows_of(values: object) -> tuple[tuple[str, ...], ...]:
    """Return the text of the cells of a map or of a single row.

    >>> rows_of([[1, -2]]), rows_of([3])
    ((('1', '−2'),), (('3',),))
    """
    listed = list(values)  # type: ignore[call-overload]
    rows = listed if hasattr(listed[0], "__len__") else [listed]
    return tuple(tuple(str(value).replace("-", "\N{MINUS SIGN}") for value in row) for row in rows)
