"""Values that a text writes out: numbers and what is reckoned of them, texts and lists."""

import ast
from bisect import bisect_left
from dataclasses import dataclass
from typing import Protocol

from pyconv.errors import MOST_DIGITS

LARGEST = 2**63
"""A number that a sum or a product in the text may not exceed."""


class Unreadable(Exception):
    """A value in the text that only running it could tell."""


class Named(Protocol):
    """What has values under names, such as a dictionary."""

    def __contains__(self, name: object, /) -> bool: ...

    def __getitem__(self, name: str, /) -> object: ...


class Names:
    """Values that lines of a text give a name, each known from its line on.

    Thousands of places of a text may each know thousands of names, so that no place has a copy of its own.

    >>> names = Names()
    >>> names.give("width", 64)
    >>> here = names.here()
    >>> names.give("width", 32)
    >>> here["width"], names.here()["width"], "height" in here
    (64, 32, False)
    """

    def __init__(self) -> None:
        self._given: dict[str, list[tuple[int, object]]] = {}
        self._until = 0

    def give(self, name: str, value: object) -> None:
        """Give a value a name, from here on."""
        self._given.setdefault(name, []).append((self._until, value))
        self._until += 1

    def here(self) -> "Names":
        """Return the names that are known by now, whatever comes after."""
        found = Names()
        found._given, found._until = self._given, self._until
        return found

    def __contains__(self, name: object) -> bool:
        """Return whether something has a name."""
        return name in self._given and self._given[name][0][0] < self._until

    def __getitem__(self, name: str) -> object:
        """Return what was given a name last."""
        given = self._given[name]
        return given[bisect_left(given, self._until, key=lambda each: each[0]) - 1][1]


@dataclass(frozen=True)
class Either:
    """Values that have names in one of two places, the first of which counts more.

    >>> names = Either({"width": 64}, {"width": 32, "height": 16})
    >>> names["width"], names["height"], "depth" in names
    (64, 16, False)
    """

    first: Named
    second: Named

    def __contains__(self, name: object) -> bool:
        """Return whether something has a name."""
        return name in self.first or name in self.second

    def __getitem__(self, name: str) -> object:
        """Return what has a name."""
        return self.first[name] if name in self.first else self.second[name]


def value(node: ast.expr, names: Named) -> object:
    """Return the value of an expression of numbers, names of numbers, texts and lists.

    Raises:
        Unreadable: it is something else, or too large a number.

    >>> value(ast.parse("16 * (5, 5)[0]", mode="eval").body, {})
    Traceback (most recent call last):
    pyconv.networks.constants.Unreadable
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | None):
        if isinstance(node.value, int) and node.value >= 10**MOST_DIGITS:
            raise Unreadable
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(value(each, names) for each in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        number = _number(node.operand, names)
        return -number if isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.BinOp):
        return _computed(node, names)
    raise Unreadable


def _computed(node: ast.BinOp, names: Named) -> int | float:
    left, right = _number(node.left, names), _number(node.right, names)
    if isinstance(node.op, ast.FloorDiv) and right:
        return left // right
    if isinstance(node.op, ast.Add):
        made = left + right
    elif isinstance(node.op, ast.Sub):
        made = left - right
    elif isinstance(node.op, ast.Mult):
        made = left * right
    else:
        raise Unreadable
    if abs(made) > LARGEST:
        raise Unreadable
    return made


def _number(node: ast.expr, names: Named) -> int | float:
    found = value(node, names)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > LARGEST:
        raise Unreadable
    return found
