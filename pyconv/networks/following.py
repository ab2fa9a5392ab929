"""The calls of a text in the order in which a network takes them: followed line by line, and never run.

Layers that are given a name are read where the name is called, a network of a class as its `forward` says.
One map goes through: what an earlier one goes through is a path beside, and named as not understood.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from pyconv.errors import ConvError, shown
from pyconv.networks import keras, pytorch
from pyconv.networks.applied import MAPS, MODULES, SAME, SIZES, Applied, layer_of, method_of
from pyconv.networks.constants import Unreadable, dotted, value
from pyconv.networks.places import NOTHING, Source
from pyconv.networks.text import (
    BESIDE,
    DEEPEST,
    INPUTS,
    PUT_TOGETHER,
    Call,
    Unknown,
    check,
    pieces,
    plain_lines,
)
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
    flat,
)

MOST_FOLLOWED = 5_000
"""Layers and lines that a text may repeat, in loops and by calling what it defines."""

DEEPEST_CALL = 16
"""Functions in functions, and networks in networks."""

LISTS = frozenset({"ModuleDict", "ModuleList", "OrderedDict", "Sequential"})
"""Calls whose arguments are layers, in their order."""

ADDING = frozenset({"add", "add_module", "append", "extend", "insert", "register_module"})
"""Methods of a network that give it more layers."""

SILENT = frozenset({"Model", "__init__", "build", "compile", "fit", "print", "summary"})
"""Calls that stand beside a network and are nothing of it."""

STILL = SAME | {"apply", "children", "eval", "train"}
"""Methods of a network that give the network itself, or its layers."""

MERGING = frozenset({"add", "average", "dot", "maximum", "minimum", "multiply", "subtract"})
"""Functions of `keras.layers` that make one map of several."""

FORWARD = ("forward", "call", "__call__")
"""Methods that say how a network takes its layers."""

WALKED = frozenset({"modules", "named_modules", "named_parameters", "parameters"})
"""Methods of a network that give its weights, or over which loops set them."""

KNOWN = frozenset({*pytorch.LAYERS, *keras.LAYERS, *INPUTS, "Concatenate"})
"""Names of layers, and what is read as one."""

Found = Call | Unknown | Layers | Class | Function


def calls(text: str) -> Iterator[Call | Unknown]:
    r"""Yield the calls of a text in the order in which a network takes them, and what is none.

    Raises:
        ConvError: the text is too long, or its brackets lie too deep.

    >>> [call.path for call in calls("nn.Sequential(nn.ReLU(), nn.Flatten())")]
    [('nn', 'ReLU'), ('nn', 'Flatten')]
    >>> [call.path[-1] for call in calls("pool = nn.MaxPool2d(2)\nx = pool(F.relu(pool(x)))")]
    ['MaxPool2d', 'ReLU', 'MaxPool2d']
    """
    check(text)
    reader = _Reader()
    try:
        for piece in pieces(plain_lines(text)):
            if piece.tree is None:
                reader.found.append(Unknown(piece.line, shown(piece.text.strip())))
            else:
                reader.read(piece.tree, piece.source(piece.tree))
        yield from reader.settled()
    except RecursionError:
        raise ConvError("text-deep", field="text", most=DEEPEST) from None


class _Reader:
    """Follows a text.

    Attributes:
        found: what was read, and what may yet be taken by something else.
    """

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._root = Scope(NOTHING)
        self._root.keep("__name__", Known("__main__"))
        self._loose = Class("", self._root, NOTHING)
        self._networks: list[Layers] = []
        self._imported: dict[str, str] = {}
        self._named: Counter[str] = Counter()
        self._named_within: Counter[str] = Counter()
        self._after = 0
        self._made: Call | None = None
        self._left = MOST_FOLLOWED
        self._depth = 0

        self._kinds: dict[type[ast.expr], Callable[[Any, Scope], object]] = {
            ast.Attribute: lambda node, scope: self._part(self._evaluated(node.value, scope), node.attr),
            ast.BinOp: self._computed,
            ast.Call: self._called,
            ast.GeneratorExp: self._comprehended,
            ast.IfExp: self._chosen,
            ast.ListComp: self._comprehended,
            ast.SetComp: self._comprehended,
            ast.Starred: lambda node, scope: self._evaluated(node.value, scope),
            ast.Subscript: self._picked,
        }

    def read(self, tree: ast.Module, source: Source) -> None:
        """Follow the lines of a text, or of a piece of it."""
        self._root.source = source
        self._named.update(_names(tree))
        self._run(tree.body, self._root)
        self._root.ended = ""

    def settled(self) -> list[Call | Unknown]:
        """Return what was read, with all that nothing else takes."""
        # What other lines name may be called by those that nothing calls.
        self._settle(lambda each: isinstance(each, Class | Function) and not self._awaited(each))
        self._settle(lambda _: True)
        unused = [each for network in self._networks for one in network.items for each in _unused(one)]
        return [each for each in (*self.found, *unused) if isinstance(each, Call | Unknown)]

    def _settle(self, ready: Callable[[Found], bool]) -> None:
        """Read what is ready of what was found, and of what is found of that, each in its place."""
        settled: list[Found] = []
        left = self.found[::-1]
        while left:
            each = left.pop()
            if isinstance(each, Call | Unknown) or not ready(each):
                settled.append(each)
                continue
            self.found = []
            for one in self._untaken([each]):
                self._emit(one)
            left += self.found[::-1]
        self.found = settled

    def _awaited(self, each: Class | Function) -> bool:
        """Return whether other lines of the text than its own name a class or a function."""
        return self._named[each.name] > self._named_within[each.name]

    def _untaken(self, entries: Iterable[Found]) -> list[Layers | Call | Unknown]:
        """Return what was read but for what something else takes."""
        found: list[Layers | Call | Unknown] = []
        for each in entries:
            if isinstance(each, Class | Function):
                found += [] if each.used else self._alone(each)
            elif not isinstance(each, Layers):
                found.append(each)
            elif not each.taken:
                apart = each.name in BESIDE or _begun(each)
                found += _unused(each) if apart else [each]
        return found

    def _alone(self, each: Class | Function) -> list[Layers | Call | Unknown]:
        """Return what a class or a function that nothing calls is by itself."""
        if isinstance(each, Class):
            return [self._network(each, Given(), each.line, each.text)]
        kept, self.found = self.found, []
        self._place(self._invoked(each, Given.of(each, self._arriving)))
        kept, self.found = self.found, kept
        return self._untaken(kept)

    # What goes through.

    @property
    def _arriving(self) -> Map:
        return Map(self._after, self._made)

    def _arrives(self, values: Iterable[object]) -> bool:
        """Return whether the map that goes through is among some values; what nothing is known of is."""
        told = [each for each in values if not isinstance(each, Known) and each is not SIZE]
        return not told or any(
            each.after == self._after
            if isinstance(each, Map)
            else self._after == 0
            if isinstance(each, Layers | Class | Function)
            else True
            for each in told
        )

    def _passed(self, values: Sequence[object]) -> Map:
        """Return what comes out where something was not understood: what goes through, or another map."""
        return self._arriving if self._arrives(values) else Map(-1)

    def _emit(self, each: Layers | Call | Unknown) -> None:
        """Have the map go through a layer."""
        if isinstance(each, Layers):
            each.taken = True
            self._through(each, Given.of(each.forward, self._arriving) if each.forward else Given())
            return
        self.found.append(each)
        if isinstance(each, Call) and each.path[-1] not in INPUTS:
            self._after += 1
            self._made = each

    def _through(self, layers: Layers, given: Given) -> object:
        """Have what is given go through layers, and return what comes out."""
        if layers.running or (layers.told and self._left <= 0):
            self.found.append(Unknown(layers.line, layers.text))
            return self._arriving
        self._left -= layers.told * (len(layers.items) + 1)
        layers.told = layers.running = True
        made: object = None
        try:
            if layers.forward:
                made = self._invoked(layers.forward, given)
            else:
                for each in list(layers.items):
                    self._emit(each)
        finally:
            layers.running = False
        self._place(made)
        return made if isinstance(made, Map | Listed) else self._arriving

    def _name(self, node: ast.expr | ast.stmt, scope: Scope, mark: int | None = None) -> None:
        """Name a part of the text that is not understood, and no part of that part since a mark."""
        if mark is not None:
            self._unsay(node, scope, mark)
        self.found.append(_unknown(node, scope))

    def _unsay(self, node: ast.expr | ast.stmt, scope: Scope, mark: int) -> None:
        """Name no parts any more of a part of the text that is named itself."""
        first = scope.source.line(node)
        last = first + (node.end_lineno or node.lineno) - node.lineno
        self.found[mark:] = [
            each
            for each in self.found[mark:]
            if not (isinstance(each, Unknown) and first <= each.line <= last)
        ]

    def _place(self, found: object) -> None:
        """Put new layers among what was found."""
        if isinstance(found, Listed) and any(isinstance(each, Layers) for _, each in found.entries):
            first, _ = found.entries[0]
            found = _layers(first, _items(first, found))
        if isinstance(found, Layers) and not found.placed:
            found.placed = True
            self.found.append(found)

    # Lines.

    def _run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for node in body:
            if scope.ended:
                return
            self._left -= self._depth > 0
            try:
                self._line(node, scope)
            except Unreadable:
                self._left_out(node, scope)

    def _line(self, node: ast.stmt, scope: Scope) -> None:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            self._defined(node, scope)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr):
            self._told(node, scope)
        elif isinstance(node, ast.Return | ast.Break | ast.Continue):
            self._ended(node, scope)
        elif isinstance(node, ast.With):
            self._run(node.body, scope)
        elif isinstance(node, ast.If):
            self._if(node, scope)
        elif isinstance(node, ast.For):
            self._for(node, scope)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            within = node.module if isinstance(node, ast.ImportFrom) else None
            for each in node.names:
                self._imported[each.asname or each.name] = f"{within}.{each.name}" if within else each.name
        elif not isinstance(node, ast.Pass | ast.Global | ast.Nonlocal):
            self._left_out(node, scope)

    def _told(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr, scope: Scope) -> None:
        if isinstance(node, ast.AugAssign):
            self._changed(node, scope)
        elif isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Constant) and node.value.value is ...:
                self._name(node, scope)
            self._place(self._evaluated(node.value, scope))
        elif node.value is not None:
            self._assigned(node.targets if isinstance(node, ast.Assign) else [node.target], node.value, scope)

    def _ended(self, node: ast.Return | ast.Break | ast.Continue, scope: Scope) -> None:
        scope.ended = type(node).__name__
        if isinstance(node, ast.Return):
            scope.result = self._evaluated(node.value, scope) if node.value else None
            if scope is self._root:
                self._place(scope.result)

    def _left_out(self, node: ast.stmt, scope: Scope) -> None:
        """Name lines that are not followed, and forget the values that they may change."""
        self._name(node, scope)
        for each in ast.walk(node):
            if isinstance(each, ast.Name | ast.Attribute) and not isinstance(each.ctx, ast.Load):
                name = dotted(each)
                old = scope.thing(name)
                scope.keep(name, self._passed([old]) if isinstance(old, Map) else None)

    def _defined(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        self._named_within[node.name] += sum(name == node.name for name in _names(node))
        made: Class | Function
        if isinstance(node, ast.ClassDef):
            line, text = scope.source.line(node), shown(f"class {node.name}")
            made = Class(node.name, scope, scope.source, line, text, [dotted(each) for each in node.bases])
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    made.methods[each.name] = Function(each, scope, scope.source)
                else:
                    made.values.append(each)
                    made.known |= _constant(each, scope)
        else:
            made = Function(node, scope, scope.source)
            first = node.args.args[:1]
            if scope is self._root and first and first[0].arg == "self":
                # Methods without the class that they are of.
                if not self._loose.methods:
                    self._loose.line, self._loose.text = scope.source.line(node), node.name
                    self._loose.source = scope.source
                    self.found.append(self._loose)
                self._loose.methods[node.name] = made
                return
        scope.keep(node.name, made)
        self.found.append(made)

    def _assigned(self, targets: Sequence[ast.expr], node: ast.expr, scope: Scope) -> None:
        found = self._evaluated(node, scope)
        if isinstance(node, ast.List) and found == Known(()):
            found = _layers(Written(node, scope.source), [])
        single = all(isinstance(each, ast.Name | ast.Attribute) for each in targets)
        if single and isinstance(found, Listed) and any(isinstance(each, Layers) for each in flat([found])):
            at = Written(node, scope.source)
            found = _layers(at, _items(at, found))
        for target in targets:
            self._bind(target, found, scope)

    def _bind(self, target: ast.expr, found: object, scope: Scope) -> None:
        """Give something a name, or the names of its parts."""
        name = dotted(target)
        if name:
            found = self._entered(found)
            if isinstance(found, Layers) and not found.placed:
                found.name = name.rpartition(".")[2]
            self._place(found)
            scope.keep(name, found)
        elif isinstance(target, ast.Tuple | ast.List):
            parts = _parts(found)
            for place, each in enumerate(target.elts):
                self._bind(each, parts[place] if parts and len(parts) == len(target.elts) else None, scope)
            if not parts:
                self._place(found)
        elif isinstance(target, ast.Subscript):
            into = self._evaluated(target.value, scope)
            if isinstance(into, Layers):
                into.items += _items(Written(target, scope.source), found)
            else:
                self._place(found)

    def _changed(self, node: ast.AugAssign, scope: Scope) -> None:
        name = dotted(node.target)
        old = scope.thing(name) if name else None
        if isinstance(old, Map):
            # Where names are added up, the map is looked for as it is after the other side.
            other = self._evaluated(node.value, scope)
            scope.keep(name, self._combined(node, [old, other], scope))
            return
        new = self._evaluated(node.value, scope)
        if isinstance(old, Layers) and isinstance(node.op, ast.Add):
            old.items += _items(Written(node.value, scope.source), new)
        elif isinstance(new, Known) and name and name in scope.names:
            total = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
            self._bind(node.target, self._evaluated(total, scope), scope)
        else:
            self._place(new)
            if name:
                scope.keep(name, None)

    def _if(self, node: ast.If, scope: Scope) -> None:
        holds = self._truth(node.test, scope)
        if holds is None:
            self._left_out(node, scope)
        else:
            self._run(node.body if holds else node.orelse, scope)

    def _truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Return whether a condition holds, if the text says it."""
        try:
            return bool(value(node, scope.names))
        except Unreadable:
            pass
        if isinstance(node, ast.BoolOp):
            parts = [self._truth(each, scope) for each in node.values]
            decides = isinstance(node.op, ast.Or)
            return decides if decides in parts else None if None in parts else not decides
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            holds = self._truth(node.operand, scope)
            return None if holds is None else not holds
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Is | ast.IsNot):
            none = isinstance(node.comparators[0], ast.Constant) and node.comparators[0].value is None
            there = isinstance(scope.thing(dotted(node.left)), Layers | Map | Class | Function | Kind)
            return isinstance(node.ops[0], ast.IsNot) if none and there else None
        return True if isinstance(scope.thing(dotted(node)), Layers) else None

    def _for(self, node: ast.For, scope: Scope) -> None:
        turns = self._turns(node.iter, scope)
        if turns is None:
            self._left_out(node, scope)
            return
        self._depth += 1
        try:
            self._turned(node, turns, scope)
        finally:
            self._depth -= 1

    def _turned(self, node: ast.For, turns: Iterable[object], scope: Scope) -> None:
        for each in turns:
            if self._left <= 0:
                self._left_out(node, scope)
                return
            self._left -= 1
            self._bind(node.target, each, scope)
            self._run(node.body, scope)
            if scope.ended == "Return":
                return
            ended, scope.ended = scope.ended, ""
            if ended == "Break":
                return
        self._run(node.orelse, scope)

    def _turns(self, node: ast.expr, scope: Scope) -> Iterable[object] | None:
        """Return what a loop goes over, if the text says it."""
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
            if name in WALKED:
                return ()
            if name == "range":
                try:
                    return map(Known, range(*(self._end(each, scope) for each in node.args)))
                except (Unreadable, TypeError, ValueError):
                    return None
            if name in {"enumerate", "reversed", "zip"} and node.args and not node.keywords:
                inner = [self._turns(each, scope) for each in node.args]
                if any(each is None for each in inner):
                    return None
                several = [list(islice(each or (), MOST_FOLLOWED)) for each in inner]
                if name == "reversed":
                    return several[0][::-1]
                if name == "enumerate":
                    several = [list(map(Known, range(len(several[0])))), several[0]]
                return (
                    Listed([(Written(node, scope.source), each) for each in both])
                    for both in zip(*several, strict=False)
                )
        mark = len(self.found)
        found = self._evaluated(node, scope)
        if isinstance(found, Layers) and not found.forward:
            return [each if isinstance(each, Layers) else None for each in found.items]
        parts = _parts(found)
        if parts is None:
            del self.found[mark:]
        return parts

    def _end(self, node: ast.expr, scope: Scope) -> Any:
        """Return where a loop begins or ends: a number, or that of the layers of a list."""
        if isinstance(node, ast.Call) and dotted(node.func) == "len" and len(node.args) == 1:
            listed = scope.thing(dotted(node.args[0]))
            if isinstance(listed, Layers) and not listed.forward:
                return len(listed.items)
        return value(node, scope.names)

    # Expressions.

    def _evaluated(self, node: ast.expr, scope: Scope) -> object:
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
            return Listed([(Written(each, scope.source), self._evaluated(each, scope)) for each in parts])
        for kind, read in self._kinds.items():
            if isinstance(node, kind):
                return read(node, scope)
        if not isinstance(node, ast.Constant | ast.JoinedStr):
            self._name(node, scope)
        return None

    def _chosen(self, node: ast.IfExp, scope: Scope) -> object:
        holds = self._truth(node.test, scope)
        if holds is None:
            self._name(node, scope)
            return None
        return self._evaluated(node.body if holds else node.orelse, scope)

    def _computed(self, node: ast.BinOp, scope: Scope) -> object:
        both = [self._evaluated(node.left, scope), self._evaluated(node.right, scope)]
        return self._combined(node, both, scope)

    def _attribute(self, node: ast.expr, scope: Scope) -> object:
        """Return what a dotted name means of which only the beginning is known."""
        if not isinstance(node, ast.Attribute):
            return None
        return self._member(self._evaluated(node.value, scope), node, scope)

    def _member(self, of: object, node: ast.Attribute, scope: Scope) -> object:
        """Return what an attribute of something is, or of the network that is `self`."""
        if dotted(node.value) == "self":
            owner = scope.owner("self.")
            return self._method(owner.of, node.attr, owner) if owner.of else None
        return self._part(of, node.attr)

    def _part(self, of: object, name: str) -> object:
        """Return what an attribute of something is."""
        if isinstance(of, Map):
            return SIZE if name in SIZES else of if name in {"data", "T"} else None
        if isinstance(of, Layers) and of.scope and of.scope.of:
            return of.scope.things.get(f"self.{name}") or self._method(of.scope.of, name, of.scope)
        return SIZE if of is SIZE else None

    def _method(self, of: Class, name: str, scope: Scope, depth: int = 0) -> Function | None:
        """Return a method of a network, its own or of what its class is made of."""
        if name in of.methods:
            scope.called.add(name)
            method = of.methods[name]
            return Function(method.node, scope, method.source, bound=True)
        if depth < DEEPEST_CALL:
            for base in of.bases:
                above = of.scope.thing(base)
                found = isinstance(above, Class) and self._method(above, name, scope, depth + 1)
                if found:
                    return found
        return None

    def _comprehended(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
    ) -> Listed | None:
        (first, *more) = node.generators
        turns = self._turns(first.iter, scope)
        inner = Scope(scope.source, scope)
        entries: list[tuple[Written, object]] = []
        for each in turns or ():
            self._left -= 1
            self._bind(first.target, each, inner)
            kept = [self._truth(test, inner) for test in first.ifs]
            if self._left <= 0 or None in kept:
                turns = None
                break
            if all(kept):
                at = Written(node.elt, scope.source)
                entries.append((at, self._evaluated(node.elt, inner)))
        if more or turns is None:
            self._name(node, scope)
            return None
        return Listed(entries)

    def _combined(self, node: ast.BinOp | ast.AugAssign, both: list[object], scope: Scope) -> object:
        """Return a sum or another product of two things, one of which is no value."""
        maps = [each for each in both if isinstance(each, Map)]
        if len(maps) == 1 and any(isinstance(each, Known) for each in both):
            # A number changes no size.
            return maps[0]
        if isinstance(node, ast.BinOp) and all(isinstance(each, Layers | Listed | Known) for each in both):
            sides = (Written(node.left, scope.source), Written(node.right, scope.source))
            parts = zip(sides, both, strict=True)
            return _layers(
                Written(node, scope.source), [each for at, one in parts for each in _items(at, one)]
            )
        if SIZE in both and not maps:
            return SIZE
        self._name(node, scope)
        return self._passed(maps) if maps else None

    def _picked(self, node: ast.Subscript, scope: Scope) -> object:
        mark = len(self.found)
        of = self._evaluated(node.value, scope)
        if of is SIZE:
            return SIZE
        try:
            place = value(node.slice, scope.names)
        except Unreadable:
            place = None
        parts = of.items if isinstance(of, Layers) and not of.forward else _parts(of)
        if parts and isinstance(place, int) and -len(parts) <= place < len(parts):
            found = parts[place]
            return None if isinstance(found, Call | Unknown) else found
        self._name(node, scope, mark)
        return self._passed([of]) if isinstance(of, Map) else None

    # Calls.

    def _called(self, node: ast.Call, scope: Scope) -> object:
        mark = len(self.found)
        if not isinstance(node.func, ast.Attribute):
            target = self._evaluated(node.func, scope)
        elif isinstance(node.func.value, ast.Call) and dotted(node.func.value.func) == "super":
            return self._above(node.func.attr, node, scope)
        else:
            of = self._evaluated(node.func.value, scope)
            name = dotted(node.func)
            target = scope.thing(name) or self._member(of, node.func, scope)
            if target is None or target is SIZE:
                handled, made = self._of_thing(of, node.func, node, scope, mark)
                if handled:
                    return made
        if isinstance(target, Layers):
            return self._applied(target, node, scope, mark)
        if isinstance(target, Class):
            given = self._given(node, scope)
            return self._network(target, given, scope.source.line(node), _written(node, scope))
        if isinstance(target, Function):
            target.used = True
            return self._invoked(target, self._given(node, scope), (node, scope))
        return self._free(node, scope, mark, target.name if isinstance(target, Kind) else dotted(node.func))

    def _given(self, node: ast.Call, scope: Scope) -> Given:
        """Return what a call is given."""
        given: list[tuple[Written, object]] = []
        for each in node.args:
            found = self._entered(self._evaluated(each, scope))
            if isinstance(each, ast.Starred):
                given += [(Written(each, scope.source), one) for one in _parts(found) or [None]]
            else:
                given.append((Written(each, scope.source), found))
        named = {
            each.arg: self._entered(self._evaluated(each.value, scope)) for each in node.keywords if each.arg
        }
        return Given(given, named)

    def _entered(self, found: object) -> object:
        """Return what comes in where something is the input."""
        first = found.items[0] if isinstance(found, Layers) and len(found.items) == 1 else None
        if isinstance(found, Layers) and isinstance(first, Call) and first.path[-1] in INPUTS:
            if not found.taken:
                self._emit(found)
            return Map(0)
        return found

    def _of_thing(
        self, of: object, func: ast.Attribute, node: ast.Call, scope: Scope, mark: int
    ) -> tuple[bool, object]:
        """Return whether a method of something is known, and what it gives."""
        name, whose = func.attr, dotted(func.value)
        if isinstance(of, Layers):
            return True, self._of_layers(of, name, node, scope, mark)
        # A name of which nothing is known may be that of a map.
        unknown = of is None and whose and "." not in whose and whose not in MODULES
        applied = method_of(name, node, scope.names) if isinstance(of, Map) or unknown else None
        if applied:
            return True, self._function(applied, of, node, scope, mark)
        if isinstance(of, Map):
            return True, self._of_map(of, name, node, scope, mark)
        if of is SIZE:
            return True, SIZE
        if name in ADDING and not (name in MERGING and whose.split(".")[-1] == "layers"):
            return True, self._added(name, node, scope, own=whose == "self")
        return False, None

    def _of_layers(self, of: Layers, name: str, node: ast.Call, scope: Scope, mark: int) -> object:
        if name in FORWARD:
            return self._applied(of, node, scope, mark)
        if name in ADDING:
            self._add(of, name, node, scope)
        elif name not in STILL | SILENT | WALKED:
            self._given(node, scope)
            self._name(node, scope, mark)
        return of if name in STILL | ADDING else None

    def _of_map(self, of: Map, name: str, node: ast.Call, scope: Scope, mark: int) -> object:
        if name in SAME:
            return of
        if name in SIZES:
            return SIZE
        self._given(node, scope)
        self._name(node, scope, mark)
        return self._passed([of])

    def _added(self, name: str, node: ast.Call, scope: Scope, *, own: bool) -> Layers:
        """Return the layers that are given to a network that the text does not show."""
        layers = _layers(Written(node, scope.source), [])
        self._add(layers, name, node, scope)
        called = self._evaluated(node.args[0], scope) if own and len(node.args) == 2 else None
        if isinstance(called, Known) and isinstance(called.value, str):
            self._bind(ast.Attribute(ast.Name("self"), called.value), layers, scope)
        return layers

    def _members(self, node: ast.expr, scope: Scope) -> list[Layers | Call | Unknown]:
        """Return the layers that an argument of a network is, each part that is none named once."""
        mark = len(self.found)
        items = _items(Written(node, scope.source), self._evaluated(node, scope))
        if any(isinstance(each, Unknown) for each in items):
            self._unsay(node, scope, mark)
        return items

    def _add(self, layers: Layers, name: str, node: ast.Call, scope: Scope) -> None:
        """Give a network the layers of a call."""
        first = self._evaluated(node.args[0], scope) if node.args else None
        place = first.value if name == "insert" and isinstance(first, Known) else None
        parts = [*node.args, *(each.value for each in node.keywords if each.arg != "name")]
        items: list[Layers | Call | Unknown] = []
        for each in parts:
            at, known = Written(each, scope.source), each in node.args[:1]
            if known and first is layers:
                items.append(at.unknown())
            else:
                items += _items(at, first) if known else self._members(each, scope)
        if isinstance(place, int):
            layers.items[place:place] = items
        elif len(parts) == 1 and isinstance(first, Known) and name == "append":
            layers.items.append(_unknown(node, scope))
        else:
            layers.items += items

    def _applied(self, layers: Layers, node: ast.Call, scope: Scope, mark: int) -> object:
        """Return what comes out of layers that are called with something."""
        layers.taken = True
        only = layers.items[0] if len(layers.items) == 1 else None
        single = only if isinstance(only, Call) else None
        name = single.path[-1] if single else ""
        if single and name in PUT_TOGETHER:
            return self._together(single, node, scope, mark)
        given = self._given(node, scope)
        for each in given.all():
            self._place(each)
        if not self._arrives(given.all()):
            if name.startswith("Cropping"):
                # How a copy is cropped is found out, not read.
                return next((each for each in given.all() if isinstance(each, Map)), None)
            self._name(node, scope, mark)
            return Map(-1)
        return self._through(layers, given)

    def _together(self, call: Call, node: ast.Call, scope: Scope, mark: int) -> Map:
        """Return what arrives with a copy of an earlier map behind it, or before."""
        both = list(flat(self._copies(node, scope)))
        others = [each for each in both if isinstance(each, Map) and each.after != self._after]
        arrives = self._arrives(both)
        if not arrives or len(others) > 1 or any(each.after < 0 for each in others):
            self._name(node, scope, mark)
            return self._passed(both)
        self._emit(replace(call, copied=others[0].made if others else None))
        return self._arriving

    def _copies(self, node: ast.Call, scope: Scope) -> Iterator[object]:
        """Yield what is put together; how a copy is cropped for that is found out, not read."""
        for each in node.args[:1] or [named.value for named in node.keywords[:1]]:
            for one in each.elts if isinstance(each, ast.List | ast.Tuple) else [each]:
                cropped = scope.thing(dotted(one.value)) if isinstance(one, ast.Subscript) else None
                if isinstance(cropped, Map):
                    yield cropped
                elif not _crops_a_name(one, scope):
                    yield self._evaluated(one, scope)

    def _function(self, applied: Applied, of: object, node: ast.Call, scope: Scope, mark: int) -> Map:
        """Return what a function or a method that does what a layer does makes of a map."""
        self._place(of)
        if not self._arrives([of]):
            self._name(node, scope, mark)
            return Map(-1)
        call = _call(applied.path, node, scope)
        self._emit(replace(call, given=applied.given, named=applied.named, cells=applied.cells))
        return self._arriving

    def _free(self, node: ast.Call, scope: Scope, mark: int, name: str) -> object:
        """Return what a call of something gives that the text does not define."""
        path = tuple(name.split(".")) if name else ()
        last = path[-1] if path else getattr(node.func, "attr", "")
        if last in SILENT:
            for each in self._given(node, scope).all():
                self._place(each)
            return None
        if last in LISTS:
            parts = [*node.args, *(each.value for each in node.keywords if each.arg != "name")]
            items = [item for each in parts for item in self._members(each, scope)]
            return _layers(Written(node, scope.source), items)
        if path and last in PUT_TOGETHER and last.islower() and _of_channels(path, node):
            return self._together(replace(_call(path, node, scope), given=[], named={}), node, scope, mark)
        applied = layer_of(self._full(path), node, scope.names) if path else None
        named = [each.value for each in node.keywords if each.arg in MAPS]
        if applied and (named or node.args):
            return self._function(applied, self._evaluated([*named, *node.args][0], scope), node, scope, mark)
        if last == "setattr" and len(node.args) == 3 and dotted(node.args[0]) == "self":
            called = self._evaluated(node.args[1], scope)
            if isinstance(called, Known) and isinstance(called.value, str):
                attribute = ast.Attribute(ast.Name("self"), called.value)
                self._bind(attribute, self._evaluated(node.args[2], scope), scope)
                return None
        plain = path and path[0] != "self" and not any(isinstance(each, ast.Starred) for each in node.args)
        plain = plain and all(each.arg for each in node.keywords)
        made = _call(path, node, scope) if plain else _unknown(node, scope)
        if last not in KNOWN or not plain:
            given = list(self._given(node, scope).all())
            merges = last in MERGING and (len(path) == 1 or path[-2] == "layers")
            if merges or any(isinstance(each, Map) for each in flat(given)):
                self._name(node, scope, mark)
                return self._passed(list(flat(given)))
            self._unsay(node, scope, mark)
        return _layers(Written(node, scope.source), [made])

    def _full(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return a dotted name with what its first part was imported from."""
        return (*self._imported.get(path[0], path[0]).split("."), *path[1:])

    def _above(self, name: str, node: ast.Call, scope: Scope) -> object:
        """Return what a method of the class above does, such as `super().__init__`."""
        owner = scope.owner("self.")
        given = self._given(node, scope)
        for base in owner.of.bases if owner.of else ():
            above = owner.of.scope.thing(base) if owner.of else None
            method = (
                self._method(above, name, owner)
                if isinstance(above, Class) and above is not owner.of
                else None
            )
            if isinstance(above, Class):
                above.used = True
            if method:
                return self._invoked(method, given, (node, scope))
        if name != "__init__":
            self._name(node, scope)
            return self._passed(list(given.all()))
        # A class that is a `Sequential` is given its layers.
        self._place(Listed(given.given))
        return None

    def _network(self, of: Class, given: Given, line: int, text: str) -> Layers:
        """Return a network of a class."""
        of.used = True
        scope = Scope(of.source, of.scope, of=of)
        network = Layers(line, text, scope=scope)
        if self._depth >= DEEPEST_CALL or self._left <= 0:
            network.items.append(Unknown(line, text))
            return network
        kept, self.found = self.found, []
        self._run(of.values, scope)
        for each, known in _constants(of).items():
            scope.keep(f"self.{each}", Known(known))
        for name in ("__init__", "build"):
            method = self._method(of, name, scope)
            if method:
                self._invoked(method, given if name == "__init__" else Given())
        forward = next((found for name in FORWARD if (found := self._method(of, name, scope))), None)
        if forward is None:
            for name in of.methods:
                if name not in scope.called:
                    scope.called.add(name)
                    method = Function(of.methods[name].node, scope, of.methods[name].source, bound=True)
                    self._place(self._invoked(method, Given()))
        read, self.found = self.found, kept
        network.forward = forward
        if forward is None:
            network.items = self._untaken(read)
        else:
            self.found += [each for each in read if isinstance(each, Call | Unknown)]
            network.items += [each for each in read if isinstance(each, Layers)]
            self._networks.append(network)
        return network

    def _invoked(
        self, function: Function, given: Given, named: tuple[ast.Call, Scope] | None = None
    ) -> object:
        """Return what a function of the text gives for what it is given."""
        function.used = True
        if self._depth >= DEEPEST_CALL or self._left <= 0:
            if named:
                self._name(*named)
            return self._passed(list(given.all()))
        scope = Scope(function.source, function.scope)
        takes = function.node.args
        usual = Scope(function.source, function.scope)
        parameters = [*takes.posonlyargs, *takes.args][function.bound :]
        defaults = [None] * len(parameters) + list(takes.defaults)
        values = [each for _, each in given.given]
        known = zip(parameters, defaults[len(defaults) - len(parameters) :], strict=True)
        for place, (each, default) in enumerate(known):
            if place < len(values):
                found = values[place]
            elif each.arg in given.named:
                found = given.named[each.arg]
            elif default is not None:
                found = self._evaluated(default, usual)
            else:
                # Nothing is known of it, and if it is a map it is another one.
                found = Map(-1)
            scope.keep(each.arg, found)
        for each, default in zip(takes.kwonlyargs, takes.kw_defaults, strict=True):
            told = given.named.get(each.arg)
            scope.keep(each.arg, told or (self._evaluated(default, usual) if default else None))
        if takes.vararg:
            scope.keep(takes.vararg.arg, Listed(given.given[len(parameters) :]))
        if takes.kwarg:
            scope.keep(takes.kwarg.arg, None)
        self._depth += 1
        self._run(function.node.body, scope)
        self._depth -= 1
        return scope.result


def _constant(node: ast.stmt, scope: Scope) -> dict[str, object]:
    """Return the value that a line of a class gives a name, if it does."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and node.value:
        try:
            return {target.id: value(node.value, scope.names)}
        except Unreadable:
            pass
    return {}


def _constants(of: Class, depth: int = 0) -> dict[str, object]:
    """Return the values that a class, and what it is made of, gives a name."""
    above = [of.scope.thing(base) for base in of.bases] if depth < DEEPEST_CALL else []
    found: dict[str, object] = {}
    for each in reversed(above):
        if isinstance(each, Class) and each is not of:
            found |= _constants(each, depth + 1)
    return found | of.known


def _names(tree: ast.AST) -> Iterator[str]:
    """Yield the names that lines use."""
    return (
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    )


def _begun(layers: Layers) -> bool:
    """Return whether some of the layers have been gone through by themselves."""
    return not layers.forward and any(isinstance(each, Layers) and each.told for each in layers.items)


def _unused(layers: object) -> list[Unknown]:
    """Return layers that nothing takes, as what is not understood."""
    if not isinstance(layers, Layers) or layers.taken or layers.told:
        return []
    if not _begun(layers):
        return [Unknown(layers.line, layers.text)]
    return [
        Unknown(each.line, each.text) for each in layers.items if isinstance(each, Layers) and not each.told
    ]


def _items(at: Written, found: object) -> list[Layers | Call | Unknown]:
    """Return the layers that something is for a network that takes them; what is none is named."""
    if isinstance(found, Layers):
        found.taken = True
        return [found]
    if isinstance(found, Listed):
        return [each for part, one in found.entries for each in _items(part, one)]
    return [] if isinstance(found, Known) else [at.unknown()]


def _layers(at: Written, items: list[Layers | Call | Unknown]) -> Layers:
    """Return layers that stand in some place."""
    unknown = at.unknown()
    return Layers(unknown.line, unknown.text, items)


def _parts(found: object) -> list[object] | None:
    """Return the parts of a list, if it is one."""
    if isinstance(found, Listed):
        return [each for _, each in found.entries]
    if isinstance(found, Known) and isinstance(found.value, tuple | dict):
        return [Known(each) for each in found.value]
    return None


def _crops_a_name(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression crops what has a name of which nothing is known."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Call):
        return False
    crops = dotted(node.func.func).rpartition(".")[2].startswith("Cropping")
    return crops and all(isinstance(each, ast.Name) and scope.thing(each.id) is None for each in node.args)


def _of_channels(path: tuple[str, ...], node: ast.Call) -> bool:
    """Return whether maps are put together along the channels, which PyTorch has to be told."""
    if path[-1] == "concatenate":
        return True
    axis = next((each.value for each in node.keywords if each.arg in {"dim", "axis"}), None)
    axis = node.args[1] if axis is None and len(node.args) > 1 else axis
    try:
        along = 0 if axis is None else value(axis, {})
    except Unreadable:
        return False
    return along in ({1, -3} if "torch" in path or len(path) == 1 else {-1, 3})


def _call(path: tuple[str, ...], node: ast.Call, scope: Scope) -> Call:
    named = {each.arg: each.value for each in node.keywords if each.arg is not None}
    names = scope.names.here()
    return Call(
        scope.source.line(node), path, _written(node, scope), node.args, named, names, node, scope.source
    )


def _unknown(node: ast.expr | ast.stmt, scope: Scope) -> Unknown:
    return Written(node, scope.source).unknown()


def _written(node: ast.expr | ast.stmt, scope: Scope) -> str:
    return scope.source.written(node)
