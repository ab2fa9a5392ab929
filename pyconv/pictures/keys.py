"""The names of cells, lines and entries: written, read and refused in one place.

A key is a kind and the numbers that tell which one of them it is: `in:7`, `term:7:2:3`,
`map:in:0`. Numbers have no sign, no leading zero and at most six digits.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pyconv.errors import ConvError

_KEY = re.compile(r"([a-z]+(?:[-:][a-z]+)*)((?::(?:0|[1-9][0-9]{0,5}))+)")

LONGEST = 120
"""Characters of a key that are kept where one is refused."""


class Key(NamedTuple):
    """A key, read."""

    kind: str
    numbers: tuple[int, ...]


def written(kind: str, *numbers: int) -> str:
    """Return a key.

    >>> written("term", 7, 2, 3)
    'term:7:2:3'
    """
    return ":".join((kind, *map(str, numbers)))


def read(key: str, counts: Mapping[str, tuple[int, ...]]) -> Key:
    """Return the parts of a key of one of several kinds.

    Args:
        counts: by kind, of how many each of its numbers is one, counted from 0.

    Raises:
        ConvError: it is none of them.

    >>> read("term:7:2:3", {"in": (9,), "term": (9, 4, 4)})
    Key(kind='term', numbers=(7, 2, 3))
    """
    found = _KEY.fullmatch(key)
    if found:
        kind, numbers = found[1], tuple(map(int, found[2][1:].split(":")))
        limits = counts.get(kind, ())
        if len(numbers) == len(limits) and all(map(int.__lt__, numbers, limits)):
            return Key(kind, numbers)
    raise unknown(key)


def unknown(key: str) -> ConvError:
    """Return what is to be raised of a key that nothing has."""
    return ConvError("unknown-cell", field=key[:LONGEST], value=key)
