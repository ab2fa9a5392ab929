"""Values that a text writes out: numbers and what is reckoned of them, texts and lists."""

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, islice
from math import ceil, floor, log, log2, sqrt
from operator import add, eq, floordiv, ge, gt, le, lt, mod, mul, ne, sub, truediv
from typing import Any, Protocol

from pyconv.errors import MOST_DIGITS

LARGEST = 2**63
"""A number that a sum or a product in the text may not exceed."""

GREATEST_POWER = 64
"""To which a number in the text may be raised."""

MOST_LISTED = 1_000
"""Entries of a list that is put together, and about so many characters of a name that is made up."""

MOST_TURNS = 200
"""Entries of a list that is made of numbers, and turns of a loop that makes one."""

MOST_WORK = 400
"""Parts of expressions that such a loop may go through: a text may have thousands of them."""

MOST_WITHIN = 10_000
"""Numbers and texts in a list, and in the lists in it: names make long lists of short lines."""


class Unreadable(Exception):
    """A value in the text that only running it could tell."""


class Named(Protocol):
    """What has values under names, such as a dictionary."""

    def __contains__(self, name: object, /) -> bool: ...

    def __getitem__(self, name: str, /) -> object: ...


NOTHING = object()
"""What a name has that was given something unreadable."""


class Names:
    """Values that lines of a text give a name, each known from its line on.

    Thousands of places of a text may each know thousands of names, so that no place has a copy of its own.

    Args:
        outer: the names around it, such as those of the text around a function.

    >>> names = Names()
    >>> names.give("width", 64)
    >>> here = names.here()
    >>> names.forget("width")
    >>> here["width"], "width" in names, "height" in here
    (64, False, False)
    """

    def __init__(self, outer: "Names | None" = None) -> None:
        self._given: dict[str, list[tuple[int, object]]] = {}
        self._until = 0
        self._outer = outer

    def give(self, name: str, value: object) -> None:
        """Give a value a name, from here on."""
        self._given.setdefault(name, []).append((self._until, value))
        self._until += 1

    def forget(self, name: str) -> None:
        """Let nobody know from here on what a name means, here or around."""
        self.give(name, NOTHING)

    def here(self) -> "Names":
        """Return the names that are known by now, whatever comes after."""
        found = Names(self._outer and self._outer.here())
        found._given, found._until = self._given, self._until
        return found

    def __contains__(self, name: object) -> bool:
        """Return whether something has a name."""
        return self.found(name) is not NOTHING

    def __getitem__(self, name: str) -> object:
        """Return what was given a name last."""
        return self.found(name)

    def found(self, name: object) -> object:
        """Return what was given a name last, here or around, or that nothing is known of it."""
        given = self._given.get(name, ())  # type: ignore[call-overload]
        place = bisect_left(given, self._until, key=lambda each: each[0])
        if place:
            return given[place - 1][1]
        return self._outer.found(name) if self._outer else NOTHING


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

    >>> value(ast.parse("16 * (5, 5)[0] + max(2, int(7 / 2))", mode="eval").body, {})
    83
    >>> value(ast.parse("open('x')", mode="eval").body, {})
    Traceback (most recent call last):
    pyconv.networks.constants.Unreadable
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | None):
        if isinstance(node.value, int) and node.value >= 10**MOST_DIGITS:
            raise Unreadable
        return node.value
    name = dotted(node)
    if name:
        if name in names:
            return names[name]
        raise Unreadable
    if isinstance(node, ast.List | ast.Tuple):
        return _bounded(tuple(value(each, names) for each in node.elts))
    if isinstance(node, ast.UnaryOp):
        return _signed(node, names)
    for kind, read in _KINDS.items():
        if isinstance(node, kind):
            return read(node, names)
    raise Unreadable


def dotted(node: ast.expr) -> str:
    """Return a name with its dots; of anything else there is none.

    >>> dotted(ast.parse("tf.nn.conv2d", mode="eval").body)
    'tf.nn.conv2d'
    """
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _signed(node: ast.UnaryOp, names: Named) -> object:
    if isinstance(node.op, ast.Not):
        return not value(node.operand, names)
    if isinstance(node.op, ast.USub | ast.UAdd):
        number = _number(node.operand, names)
        return -number if isinstance(node.op, ast.USub) else number
    raise Unreadable


def _computed(node: ast.BinOp, names: Named) -> object:
    left, right = value(node.left, names), value(node.right, names)
    if isinstance(left, str) and isinstance(right, str) and isinstance(node.op, ast.Add):
        return _short(left + right)
    if isinstance(left, tuple) and isinstance(right, tuple | int):
        return _lengthened(left, node.op, right)
    return reckoned(node.op, left, right)


def reckoned(operation: ast.operator, left: object, right: object) -> int | float:
    """Return what one operation makes of two numbers.

    Raises:
        Unreadable: these are none, or what it makes is too large.

    >>> reckoned(ast.Mult(), 64, 2), reckoned(ast.Pow(), 2, 7)
    (128, 128)
    """
    for each in (left, right):
        if isinstance(each, bool) or not isinstance(each, int | float) or not abs(each) <= LARGEST:
            raise Unreadable
    compute = _OPERATIONS.get(type(operation))
    if compute is None or (isinstance(operation, ast.Pow) and right not in range(GREATEST_POWER + 1)):
        raise Unreadable
    try:
        made: int | float = compute(left, right)
    except ArithmeticError:
        raise Unreadable from None
    if not abs(made) <= LARGEST:
        raise Unreadable
    return made


_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv, ast.FloorDiv: floordiv, ast.Mod: mod,
    ast.Pow: pow,
}  # fmt: skip


def _lengthened(left: tuple[object, ...], operation: ast.operator, right: tuple[object, ...] | int) -> object:
    """Return two lists as one, or one several times."""
    if isinstance(operation, ast.Add) and isinstance(right, tuple) and len(left) + len(right) <= MOST_LISTED:
        return _bounded(left + right)
    if isinstance(operation, ast.Mult) and isinstance(right, int) and len(left) * right <= MOST_LISTED:
        return _bounded(left * right)
    raise Unreadable


def _bounded(listed: tuple[object, ...]) -> tuple[object, ...]:
    if _within(listed) > MOST_WITHIN:
        raise Unreadable
    return listed


def _within(found: object) -> int:
    """Return how many numbers and texts there are in a value, or some number above the most."""
    count = 1
    for each in found.values() if isinstance(found, dict) else found if isinstance(found, tuple) else ():
        count += _within(each)
        if count > MOST_WITHIN:
            break
    return count


def _number(node: ast.expr, names: Named) -> int | float:
    found = value(node, names)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > LARGEST:
        raise Unreadable
    return found


def _compared(node: ast.Compare, names: Named) -> bool:
    if len(node.ops) != 1:
        raise Unreadable
    left, right = value(node.left, names), value(node.comparators[0], names)
    try:
        return bool(_COMPARISONS[type(node.ops[0])](left, right))
    except TypeError:
        raise Unreadable from None


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: eq, ast.NotEq: ne, ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge,
    ast.Is: lambda a, b: a is b, ast.IsNot: lambda a, b: a is not b,
    ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip


def _either(node: ast.BoolOp, names: Named) -> object:
    found: object = None
    for each in node.values:
        found = value(each, names)
        if bool(found) is isinstance(node.op, ast.Or):
            break
    return found


def _chosen(node: ast.IfExp, names: Named) -> object:
    return value(node.body if value(node.test, names) else node.orelse, names)


def _picked(node: ast.Subscript, names: Named) -> object:
    listed: Any = value(node.value, names)
    if isinstance(node.slice, ast.Slice):
        return _cut(listed, node.slice, names)
    place: Any = value(node.slice, names)
    if not isinstance(listed, tuple | dict | str):
        raise Unreadable
    try:
        return listed[place]
    except (LookupError, TypeError):
        raise Unreadable from None


def _cut(listed: object, part: ast.Slice, names: Named) -> object:
    """Return a part of a list or a text, which may not be long, for a text may ask for it very often."""
    ends: Any = (each and value(each, names) for each in (part.lower, part.upper, part.step))
    if not isinstance(listed, tuple | str) or len(listed) > MOST_LISTED:
        raise Unreadable
    try:
        return listed[slice(*ends)]
    except (TypeError, ValueError):
        raise Unreadable from None


def _table(node: ast.Dict, names: Named) -> object:
    keys = [value(each, names) if each else () for each in node.keys]
    if not all(isinstance(each, int | float | str) for each in keys):
        raise Unreadable
    return dict(zip(keys, _bounded(tuple(value(each, names) for each in node.values)), strict=True))


def _joined_text(node: ast.JoinedStr, names: Named) -> str:
    """Return a text with numbers or texts in it, as names of layers are made up."""
    found = ""
    for each in node.values:
        plain = isinstance(each, ast.FormattedValue) and each.conversion < 0 and each.format_spec is None
        part = value(each.value if isinstance(each, ast.FormattedValue) and plain else each, names)
        if not isinstance(part, int | str) or len(found) > MOST_LISTED:
            raise Unreadable
        found += str(part)
    return found


def _built_in(node: ast.Call, names: Named) -> object:
    """Return what one of Python's own functions, or of `math`, makes of values."""
    name = dotted(node.func)
    if name == "cast" and len(node.args) == 2:
        return value(node.args[1], names)
    hidden = name in names or name.rpartition(".")[0] in names
    if hidden or any(each.arg is None for each in node.keywords):
        raise Unreadable
    if name == "isinstance" and len(node.args) == 2:
        return _is_of(value(node.args[0], names), node.args[1], names)
    least, most, function = _FUNCTIONS.get(name, (1, 0, abs))
    if not least <= len(node.args) + len(node.keywords) <= most:
        raise Unreadable
    given = [value(each, names) for each in node.args]
    named = {str(each.arg): value(each.value, names) for each in node.keywords}
    try:
        made = function(*given, **named)
    except (TypeError, ValueError, ArithmeticError):
        raise Unreadable from None
    if isinstance(made, int) and abs(made) > LARGEST:
        raise Unreadable
    return made


def _is_of(found: object, kinds: ast.expr, names: Named) -> bool:
    """Return whether a value is of a kind, or one of some kinds; lists are kept as tuples are."""
    told = [dotted(each) for each in (kinds.elts if isinstance(kinds, ast.Tuple) else [kinds])]
    if any(each not in _CLASSES or each in names for each in told):
        raise Unreadable
    if isinstance(found, tuple) and len({"list", "tuple"} & set(told)) == 1:
        raise Unreadable
    return isinstance(found, tuple(_CLASSES[each] for each in told))


_CLASSES: dict[str, type] = {
    "bool": bool, "dict": dict, "float": float, "int": int, "list": tuple, "str": str, "tuple": tuple,
}  # fmt: skip


def _listed(entries: Iterable[object]) -> tuple[object, ...]:
    """Return entries as a list, if they are few."""
    found = tuple(islice(entries, MOST_TURNS + 1))
    if len(found) > MOST_TURNS:
        raise Unreadable
    return _bounded(found)


def _short(text: str) -> str:
    """Return a text that is put together, if it is not long."""
    if len(text) > MOST_LISTED:
        raise Unreadable
    return text


def _text(found: object) -> str:
    if not isinstance(found, int | float | str):
        raise Unreadable
    return _short(str(found))


def _product(listed: object) -> int | float:
    """Return the product of numbers, or a single one."""
    made: int | float = 1
    for each in listed if isinstance(listed, tuple) else (listed,):
        made = reckoned(ast.Mult(), made, each)
    return made


def _table_of(**named: object) -> dict[str, object]:
    _bounded(tuple(named.values()))
    return named


def _of_list(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of lists that makes a list, if it is short."""

    def made(*given: object, **named: object) -> tuple[object, ...]:
        if not all(isinstance(each, tuple | str | int) for each in given):
            raise Unreadable
        return _listed(function(*given, **named))

    return made


def _list(found: Any) -> tuple[object, ...]:
    return _listed(found) if isinstance(found, str) else tuple(found)


def _rounded(number: float, ndigits: int | None = None) -> float:
    # Whole numbers are rounded to so many digits before the point by a power of ten.
    if ndigits is not None and abs(ndigits) > GREATEST_POWER:
        raise Unreadable
    return round(number, ndigits)


_MATHEMATICS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "ceil": (1, 1, ceil), "floor": (1, 1, floor), "log": (1, 2, log), "log2": (1, 1, log2),
    "prod": (1, 1, _product), "sqrt": (1, 1, sqrt),
}  # fmt: skip

_FUNCTIONS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "abs": (1, 1, abs), "bool": (1, 1, bool), "dict": (0, MOST_LISTED, _table_of),
    "enumerate": (1, 2, _of_list(enumerate)), "float": (1, 1, float), "int": (1, 1, int), "len": (1, 1, len),
    "list": (1, 1, _list), "max": (1, MOST_LISTED, max), "min": (1, MOST_LISTED, min),
    "range": (1, 3, _of_list(range)), "reversed": (1, 1, _of_list(reversed)), "round": (1, 2, _rounded),
    "str": (1, 1, _text), "sum": (1, 1, sum), "tuple": (1, 1, _list), "zip": (1, 9, _of_list(zip)),
    **{f"{of}{name}": how for of in ("", "math.", "np.", "numpy.") for name, how in _MATHEMATICS.items()},
}  # fmt: skip
"""Functions that are known: how few and how many arguments each is given, and what makes its value."""


def _comprehended(node: ast.ListComp | ast.GeneratorExp, names: Named) -> object:
    """Return a list that is made of another one entry by entry, if that is little work."""
    (first, *more) = node.generators
    inside = list(islice(chain(*map(ast.walk, (node.elt, *first.ifs))), MOST_WORK + 1))
    turns = value(first.iter, names)
    few = isinstance(turns, tuple | dict) and 0 < len(turns) * len(inside) <= MOST_WORK
    if more or not few or any(isinstance(each, _REPEATING) for each in inside):
        raise Unreadable
    found = []
    for each in turns:  # type: ignore[attr-defined]
        here = Either(_given(first.target, each), names)
        if all(value(test, here) for test in first.ifs):
            found.append(value(node.elt, here))
    return _bounded(tuple(found))


_REPEATING = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)


def _given(target: ast.expr, found: object) -> dict[str, object]:
    """Return the names that the target of a loop gives to the parts of something."""
    if isinstance(target, ast.Name):
        return {target.id: found}
    if not isinstance(target, ast.Tuple) or not isinstance(found, tuple) or len(target.elts) != len(found):
        raise Unreadable
    return {
        name: one
        for each, part in zip(target.elts, found, strict=True)
        for name, one in _given(each, part).items()
    }


_KINDS: dict[type[ast.expr], Callable[[Any, Named], object]] = {
    ast.BinOp: _computed,
    ast.BoolOp: _either,
    ast.Call: _built_in,
    ast.Compare: _compared,
    ast.Dict: _table,
    ast.GeneratorExp: _comprehended,
    ast.IfExp: _chosen,
    ast.JoinedStr: _joined_text,
    ast.ListComp: _comprehended,
    ast.Subscript: _picked,
}
"""How each kind of expression is read."""
