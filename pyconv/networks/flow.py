"""Which call of a text is given what another one makes."""

import ast
from collections.abc import Iterator

from pyconv.networks.text import Call


def ended(call: Call) -> tuple[int, int]:
    """Return where a call ends in its text: one that is given what another makes ends after that one."""
    node = call.node
    return call.source.before + (node.end_lineno or 0), node.end_col_offset or 0


def feeds(maker: Call, taker: Call, first: str) -> bool:
    """Return whether a call is given first what another makes: in place, or under the name it has last.

    Args:
        maker, taker: the two calls, in the order of the text.
        first: the name of the argument that is meant.
    """
    given = taker.given[0] if taker.given else taker.named.get(first)
    if not isinstance(given, ast.Name):
        return given is maker.node
    values = dict(sorted(_values(given.id, maker, taker)))
    place = max((place for place in values if place < ended(taker)), default=None)
    return place is not None and values[place] == id(maker.node)


def _values(name: str, *calls: Call) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield where a text gives a value that name, and which part of the tree the value is."""
    for source in {id(call.source.tree): call.source for call in calls}.values():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in node.targets
            ):
                yield (source.before + (node.end_lineno or 0), node.end_col_offset or 0), id(node.value)


__all__ = ["ended", "feeds"]
