"""Exercises, drawn afresh from a seed: the same seed gives the same exercise everywhere.

A kind of exercise draws its numbers, works out the answer by the package itself, and knows the slips
behind the wrong answers: which rule gives that number. Its words lie beside it.
"""

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

from pyconv.arithmetic import whole
from pyconv.errors import ConvError
from pyconv.exercises import images, learning, lines, places, sizes, transposed, values
from pyconv.exercises.model import KINDS, Exercise, Slip, Table, answer_of
from pyconv.messages import add_words, catalogue, say
from pyconv.spec import ConvSpec

__all__ = [
    "KINDS",
    "Exercise",
    "Judged",
    "Slip",
    "Table",
    "answer_of",
    "exercise",
    "judged",
    "judged_figure",
    "names",
    "page_words",
    "posed",
]

add_words(__name__)

ORDER = (values, places, images, lines, sizes, learning, transposed)
"""The modules that have kinds."""

SERIES = 999_999
"""The last seed."""


class Judged(NamedTuple):
    """Whether an answer is right, and why."""

    right: bool
    why: str


@lru_cache(maxsize=64)
def exercise(kind: str, seed: int) -> Exercise:
    """Return the exercise of a kind that a seed gives.

    Raises:
        ConvError: there is no such kind or seed.

    >>> exercise("row-of-cell", 1).right == exercise("row-of-cell", 1).right
    True
    """
    if kind not in KINDS:
        raise ConvError("unknown-exercise", field="kind", value=kind, choices=", ".join(KINDS))
    if whole("seed", seed, minimum=0) > SERIES:
        raise ConvError("out-of-range", field="seed", name="seed", value=seed, low=0, high=SERIES)
    draw = Random(seed)  # noqa: S311 - numbers to practise with, not secrets
    # Where no slip leads to a wrong answer there is nothing to learn.
    while (found := KINDS[kind](draw)) is None or not (found.slips or found.wanted):
        pass
    return found


def posed(kind: str, seed: int, language: str) -> dict[str, Any]:
    """Return an exercise as it is put to a reader, with the hint and how it is solved.

    >>> posed("row-of-cell", 1, "en")["way"]
    'number'
    """
    found = exercise(kind, seed)
    told = _told(found, language)
    return {
        "kind": kind,
        "seed": seed,
        "way": found.way,
        "name": say(language, f"exercises.kinds.{kind}.name"),
        "question": say(language, f"exercises.kinds.{kind}.question", **told),
        "hint": say(language, f"exercises.kinds.{kind}.hint", **told),
        "solution": _solution(kind, found, language),
        "answer": found.right[0] if found.right else "",
        "tables": [_table(table, language) for table in found.tables],
        "options": [_said(option, language, {}) for option in found.options],
    }


def judged(kind: str, seed: int, given: str, language: str) -> Judged:
    """Return whether an answer is right, and if not, by which rule somebody comes to it.

    Args:
        kind, seed: of the exercise.
        given: as `answer_of` and `cells_of` write an answer, or the place of the line that was chosen.
        language: of the words.

    >>> judged("row-of-cell", 1, exercise("row-of-cell", 1).right[0], "en").right
    True
    """
    found = exercise(kind, seed)
    if given in found.right:
        return Judged(True, _solution(kind, found, language))
    slip = found.slips.get(given) or _other(found, given)
    return Judged(False, _why(slip, found, language))


def judged_figure(kind: str, seed: int, layer: object, language: str) -> Judged:
    """Return whether a figure is set to a layer as it was asked for.

    Raises:
        ConvError: it shows no convolution.
    """
    found = exercise(kind, seed)
    if not isinstance(layer, ConvSpec):
        raise ConvError("not-geometry", field="spec", choices="ConvSpec", kind=type(layer).__name__)
    numbers = {"kernel": layer.kernel_size, "stride": layer.stride, "output": layer.output_size}
    for name, wanted in found.wanted.items():
        given = numbers[name]
        if set(given) != {wanted}:
            has = " × ".join(map(str, given))
            return Judged(
                False, _why(Slip(f"figure-{name}", {"has": has, "wanted": wanted}), found, language)
            )
    return Judged(True, _solution(kind, found, language))


def names(language: str) -> dict[str, str]:
    """Return what the kinds are called."""
    return {kind: say(language, f"exercises.kinds.{kind}.name") for kind in KINDS}


def page_words(language: str) -> dict[str, str]:
    """Return what the page says around an exercise, by short names."""
    start = "exercises.page."
    return {
        key.removeprefix(start): said for key, said in catalogue(language).items() if key.startswith(start)
    }


def _other(found: Exercise, given: str) -> Slip:
    """Return what is said of a wrong answer that no rule gives."""
    if found.way != "cells":
        return Slip("no-rule", {"given": _written(given)})
    pointed, right = set(given.split()), set(found.right[0].split())
    return Slip("cells-differ", {"missing": len(right - pointed), "extra": len(pointed - right)})


def _why(slip: Slip, found: Exercise, language: str) -> str:
    return say(language, f"exercises.rules.{slip.rule}", **{**_told(found, language), **slip.values})


def _solution(kind: str, found: Exercise, language: str) -> str:
    return say(language, f"exercises.kinds.{kind}.solution", **_told(found, language))


def _told(found: Exercise, language: str) -> dict[str, object]:
    """Return what the words of an exercise name."""
    told = dict(found.asked)
    if found.way == "number":
        told["answer"] = _written(found.right[0])
    # What words name may be words themselves, with the same numbers in them.
    return {name: _said(value, language, told) for name, value in told.items()}


def _said(value: object, language: str, told: Mapping[str, object]) -> Any:
    if isinstance(value, str) and value.startswith("exercises."):
        return say(language, value, **told)
    return _written(str(value)) if isinstance(value, int) else value


def _written(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def _table(table: Table, language: str) -> Mapping[str, Any]:
    return {**table._asdict(), "title": say(language, f"exercises.tables.{table.name}")}
