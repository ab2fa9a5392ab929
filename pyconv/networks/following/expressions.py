"""What the expressions of a text mean."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from pyconv.networks.applied import SIZES
from pyconv.networks.constants import Unreadable, dotted, value
from pyconv.networks.following.passage import KNOWN, Passage
from pyconv.networks.places import NOTHING
from pyconv.networks.text import Call, Unknown
from pyconv.networks.things import (
    SIZE,
    Class,
    Function,
    Given,
    Kind,
    Known,
    Layers,
    Listed,
    Map,
    Scope,
    Written,
    items_of,
    parts_of,
)

MOST_FOLLOWED = 5_000
"""Layers and lines that a text may repeat, in loops and by calling what it defines."""

COUNTING = frozenset({"enumerate", "range", "reversed", "zip"})
"""Functions of Python's own that say what loops go over."""

PROPERTIES = frozenset({"cached_property", "property"})
"""What makes a method a value."""

WALKED = frozenset({"modules", "named_modules", "named_parameters", "parameters"})
"""Methods of a network that give its weights, or over which loops set them."""


class Expressions(ABC):
    """Follows expressions; what they call is followed by what is made of this.

    Attributes:
        passage: what goes through.
        root: what names mean in the whole text.
        left: how many more layers and lines the text may repeat.
        depth: how many loops and functions lie around what is followed.
    """

    def __init__(self) -> None:
        self.passage = Passage()
        self.root = Scope(NOTHING)
        self.root.keep("__name__", Known("__main__"))
        self.left = MOST_FOLLOWED
        self.depth = 0
        self._kinds: dict[type[ast.expr], Callable[[Any, Scope], object]] = {
            ast.Attribute: lambda node, scope: self._part(self.evaluated(node.value, scope), node.attr),
            ast.BinOp: self._computed,
            ast.Call: self.called,
            ast.GeneratorExp: self._comprehended,
            ast.IfExp: self._chosen,
            ast.ListComp: self._comprehended,
            ast.SetComp: self._comprehended,
            ast.Starred: lambda node, scope: self.evaluated(node.value, scope),
            ast.Subscript: self._picked,
        }

    @abstractmethod
    def called(self, node: ast.Call, scope: Scope) -> object:
        """Return what a call gives."""

    @abstractmethod
    def entered(self, found: object) -> object:
        """Return what comes in where something is the input."""

    @abstractmethod
    def invoked(
        self, function: Function, given: Given, named: tuple[ast.Call, Scope] | None = None
    ) -> object:
        """Return what a function of the text gives for what it is given."""

    @abstractmethod
    def method(self, of: Class, name: str, scope: Scope, depth: int = 0) -> Function | None:
        """Return a method of a network, its own or of what its class is made of."""

    def evaluated(self, node: ast.expr, scope: Scope) -> object:
        """Return what an expression means, after having the map go through the layers that it calls."""
        try:
            return Known(value(node, scope.names))
        except Unreadable:
            pass
        name = dotted(node)
        if name:
            found = scope.thing(name) or self._attribute(node, scope)
            return Kind(name) if found is None and name.rpartition(".")[2] in KNOWN else found
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            parts = node.values if isinstance(node, ast.Dict) else node.elts
            return Listed([(Written(each, scope.source), self.evaluated(each, scope)) for each in parts])
        for kind, read in self._kinds.items():
            if isinstance(node, kind):
                return read(node, scope)
        if not isinstance(node, ast.Constant | ast.JoinedStr):
            self.passage.name(node, scope)
        return None

    def _chosen(self, node: ast.IfExp, scope: Scope) -> object:
        holds = self.truth(node.test, scope)
        if holds is None:
            self.passage.name(node, scope)
            return None
        return self.evaluated(node.body if holds else node.orelse, scope)

    def _computed(self, node: ast.BinOp, scope: Scope) -> object:
        both = [self.evaluated(node.left, scope), self.evaluated(node.right, scope)]
        return self.combined(node, both, scope)

    def _attribute(self, node: ast.expr, scope: Scope) -> object:
        """Return what a dotted name means of which only the beginning is known."""
        if not isinstance(node, ast.Attribute):
            return None
        return self.member(self.evaluated(node.value, scope), node, scope)

    def member(self, of: object, node: ast.Attribute, scope: Scope) -> object:
        """Return what an attribute of something is, or of the network that is `self`."""
        if dotted(node.value) == "self":
            owner = scope.owner("self.")
            found: object = self.method(owner.of, node.attr, owner) if owner.of else None
        else:
            found = self._part(of, node.attr)
        # What is reckoned when it is asked for.
        asked = isinstance(found, Function) and found.marks & PROPERTIES
        return self.invoked(found, Given()) if isinstance(found, Function) and asked else found

    def _part(self, of: object, name: str) -> object:
        """Return what an attribute of something is."""
        if isinstance(of, Map):
            return SIZE if name in SIZES else of if name == "data" else None
        if isinstance(of, Class) and name in of.methods:
            method = of.method(name, of.scope)
            return method if method.marks & {"classmethod", "staticmethod"} else None
        if isinstance(of, Layers) and of.scope and of.scope.of:
            return of.scope.things.get(f"self.{name}") or self.method(of.scope.of, name, of.scope)
        return SIZE if of is SIZE else None

    def _comprehended(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
    ) -> Listed | None:
        (first, *more) = node.generators
        turns = self.turns(first.iter, scope)
        inner = Scope(scope.source, scope)
        entries: list[tuple[Written, object]] = []
        for each in turns or ():
            self.left -= 1
            self.bind(first.target, each, inner)
            kept = [self.truth(test, inner) for test in first.ifs]
            if self.left <= 0 or None in kept:
                turns = None
                break
            if all(kept):
                at = Written(node.elt, scope.source)
                entries.append((at, self.evaluated(node.elt, inner)))
        if more or turns is None:
            self.passage.name(node, scope)
            return None
        return Listed(entries)

    def combined(self, node: ast.BinOp | ast.AugAssign, both: list[object], scope: Scope) -> object:
        """Return a sum or another product of two things, one of which is no value."""
        maps = [each for each in both if isinstance(each, Map)]
        if len(maps) == 1 and any(isinstance(each, Known) for each in both):
            # A number changes no size.
            return maps[0]
        repeated = self._repeated(both) if isinstance(node.op, ast.Mult) else None
        if repeated:
            return repeated
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Add)
            and all(isinstance(each, Layers | Listed | Known) for each in both)
        ):
            sides = (Written(node.left, scope.source), Written(node.right, scope.source))
            parts = zip(sides, both, strict=True)
            return Layers.at(
                Written(node, scope.source), [each for at, one in parts for each in items_of(at, one)]
            )
        if SIZE in both and not maps:
            return SIZE
        self.passage.name(node, scope)
        return self.passage.passed(maps) if maps else None

    def _repeated(self, both: list[object]) -> Listed | None:
        """Return a list several times, if it is one and the text says how often."""
        for listed, times in (both, both[::-1]):
            if isinstance(listed, Listed) and isinstance(times, Known) and isinstance(times.value, int):
                self.left -= len(listed.entries) * max(0, times.value)
                return Listed(list(listed.entries) * times.value) if self.left > 0 else None
        return None

    def _picked(self, node: ast.Subscript, scope: Scope) -> object:
        mark = len(self.passage.found)
        of = self.evaluated(node.value, scope)
        if of is SIZE:
            return SIZE
        try:
            place = value(node.slice, scope.names)
        except Unreadable:
            place = None
        parts = of.items if isinstance(of, Layers) and not of.forward else parts_of(of)
        if parts and isinstance(place, int) and -len(parts) <= place < len(parts):
            found = parts[place]
            return None if isinstance(found, Call | Unknown) else found
        self.passage.name(node, scope, mark)
        return self.passage.passed([of]) if isinstance(of, Map) else None

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Return whether a condition holds, if the text says it."""
        try:
            return bool(value(node, scope.names))
        except Unreadable:
            pass
        if isinstance(node, ast.BoolOp):
            parts = [self.truth(each, scope) for each in node.values]
            decides = isinstance(node.op, ast.Or)
            return decides if decides in parts else None if None in parts else not decides
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            holds = self.truth(node.operand, scope)
            return None if holds is None else not holds
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Is | ast.IsNot):
            none = isinstance(node.comparators[0], ast.Constant) and node.comparators[0].value is None
            there = isinstance(scope.thing(dotted(node.left)), Layers | Map | Class | Function | Kind)
            return isinstance(node.ops[0], ast.IsNot) if none and there else None
        return True if isinstance(scope.thing(dotted(node)), Layers) else None

    def turns(self, node: ast.expr, scope: Scope) -> Iterable[object] | None:
        """Return what a loop goes over, if the text says it."""
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
            if name in WALKED:
                return ()
            if name in COUNTING:
                return self._counted(name, node, scope)
        mark = len(self.passage.found)
        found = self.evaluated(node, scope)
        parts = parts_of(found)
        if isinstance(found, Layers) and not found.forward and not found.single:
            parts = [each if isinstance(each, Layers) else None for each in found.items]
        if parts is None:
            del self.passage.found[mark:]
        return parts

    def _counted(self, name: str, node: ast.Call, scope: Scope) -> Iterable[object] | None:
        """Return what a loop goes over that one of Python's own functions gives, if the text says it."""
        if name == "range":
            try:
                return map(Known, range(*(self._end(each, scope) for each in node.args)))
            except (Unreadable, TypeError, ValueError):
                return None
        starts = [each.value for each in node.keywords if each.arg == "start"]
        given = list(node.args)
        if name == "enumerate":
            given, starts = given[:1], [*given[1:], *starts]
        start = self.evaluated(starts[0], scope) if starts else Known(0)
        inner = [self.turns(each, scope) for each in given]
        first = start.value if isinstance(start, Known) else None
        if not inner or any(each is None for each in inner) or not isinstance(first, int):
            return None
        several = [list(islice(each or (), MOST_FOLLOWED)) for each in inner]
        if name == "reversed":
            return several[0][::-1]
        if name == "enumerate":
            several = [[Known(first + place) for place in range(len(several[0]))], several[0]]
        return (
            Listed([(Written(node, scope.source), each) for each in both])
            for both in zip(*several, strict=False)
        )

    def _end(self, node: ast.expr, scope: Scope) -> Any:
        """Return where a loop begins or ends: a number, or that of the layers of a list."""
        if isinstance(node, ast.Call) and dotted(node.func) == "len" and len(node.args) == 1:
            listed = scope.thing(dotted(node.args[0]))
            if isinstance(listed, Layers) and not listed.forward:
                return len(listed.items)
        return value(node, scope.names)

    def bind(self, target: ast.expr, found: object, scope: Scope) -> None:
        """Give something a name, or the names of its parts."""
        name = dotted(target)
        if name:
            found = self.entered(found)
            if isinstance(found, Layers) and not found.placed:
                found.name = name.rpartition(".")[2]
            self.passage.place(found)
            owner = scope.thing(name.rpartition(".")[0])
            if isinstance(owner, Layers) and owner.scope:
                owner.scope.keep(f"self.{name.rpartition('.')[2]}", found)
                if isinstance(found, Layers):
                    found.taken = True
                    owner.items.append(found)
            scope.keep(name, found)
        elif isinstance(target, ast.Tuple | ast.List):
            parts = parts_of(found)
            for place, each in enumerate(target.elts):
                self.bind(each, parts[place] if parts and len(parts) == len(target.elts) else None, scope)
            if not parts:
                self.passage.place(found)
        elif isinstance(target, ast.Subscript):
            self._set(target, found, scope)

    def _set(self, target: ast.Subscript, found: object, scope: Scope) -> None:
        """Put something into a list, or under a key."""
        into, place = (self.evaluated(each, scope) for each in (target.value, target.slice))
        key = place.value if isinstance(place, Known) else None
        if isinstance(into, Layers):
            items = items_of(Written(target, scope.source), found)
            there = isinstance(key, int) and -len(into.items) <= key < len(into.items)
            if isinstance(key, int) and there:
                into.items[key : key + 1 or None] = items
            else:
                into.items += items
            return
        name = dotted(target.value)
        if isinstance(into, Known) and name:
            # What it holds is known no more, or is known anew.
            scope.keep(name, _with(into.value, key, found))
        self.passage.place(found)


def _with(listed: object, key: object, found: object) -> Known | None:
    """Return a list or a table in which one entry is another; nothing, if that is not known."""
    if not isinstance(found, Known):
        return None
    if isinstance(listed, dict) and isinstance(key, int | str):
        return Known(listed | {key: found.value})
    if isinstance(listed, tuple) and isinstance(key, int) and -len(listed) <= key < len(listed):
        changed = list(listed)
        changed[key] = found.value
        return Known(tuple(changed))
    return None
