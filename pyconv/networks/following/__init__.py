"""The calls of a text in the order in which a network takes them: followed line by line, and never run.

Layers that are given a name are read where the name is called, a network of a class as its `forward` says.
One map goes through: what an earlier one goes through is a path beside, and named as not understood.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from pyconv.errors import ConvError, shown
from pyconv.networks.constants import Unreadable, dotted, value
from pyconv.networks.following.calls import Calls
from pyconv.networks.following.defined import unused
from pyconv.networks.following.passage import KNOWN, Found, Passage
from pyconv.networks.places import NOTHING, Source
from pyconv.networks.text import DEEPEST, INPUTS, Call, Unknown, check, pieces, plain_lines
from pyconv.networks.things import Class, Function, Known, Layers, Listed, Map, Scope, Written, flat, items_of

PAST = frozenset({"identity", "residual", "shortcut"})
"""What people call the map that goes past a block."""

NONE: Mapping[Found, Passage] = MappingProxyType({})
"""Nothing was tried."""


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
                reader.passage.found.append(Unknown(piece.line, shown(piece.text.strip())))
            else:
                reader.read(piece.tree, piece.source(piece.tree))
        yield from reader.settled()
    except RecursionError:
        raise ConvError("text-deep", field="text", most=DEEPEST) from None


class _Reader(Calls):
    """Follows the lines of a text."""

    def __init__(self) -> None:
        super().__init__()
        self._loose = Class("", self.root, NOTHING)
        self._named: Counter[str] = Counter()
        self._named_within: Counter[str] = Counter()

    def read(self, tree: ast.Module, source: Source) -> None:
        """Follow the lines of a text, or of a piece of it."""
        self.root.source = source
        self._named.update(_names(tree))
        self.run(tree.body, self.root)
        self.root.ended = ""

    def settled(self) -> list[Call | Unknown]:
        """Return what was read, with all that nothing else takes."""
        self._settle()
        rest = [each for network in self.passage.networks for one in network.items for each in unused(one)]
        return [each for each in (*self.passage.found, *rest) if isinstance(each, Call | Unknown)]

    def _settle(self) -> None:
        """Have the map go through the network that is found: what lines make, or else what they define."""
        found = self.passage.found
        makes = any(_has_layers(each) and not each.taken for each in found if isinstance(each, Layers))
        if self.passage.layers or makes:
            self._settle_made()
            return
        defined = [each for each in found if isinstance(each, Class | Function) and not each.used]
        tried: list[tuple[Class | Function, Passage]] = []
        # What other lines name may be called by those that nothing calls.
        for some in ([each for each in defined if not self._awaited(each)], defined):
            if not any(passage.layers for _, passage in tried):
                tried += [(each, self._tried(each)) for each in some if not each.used]
        self._settle_made(dict(tried))

    def _settle_made(self, tried: Mapping[Found, Passage] = NONE) -> None:
        """Put what is read in the place of what was found, and name other networks.

        Args:
            tried: what goes through each of what lines define, if that is the network: the longest is.
        """
        longest = max(tried, key=lambda each: (tried[each].layers, len(tried[each].found)), default=None)
        found, self.passage.found = self.passage.found, []
        for each in found:
            if each is longest:
                self.passage.found += tried[each].found
                self.passage.networks += tried[each].networks
            elif each in tried and tried[each].layers and isinstance(each, Class | Function):
                self.passage.found.append(Unknown(each.line, each.text))
            elif isinstance(each, Call | Unknown):
                self.passage.found.append(each)
            elif isinstance(each, Layers):
                for one in self.untaken([each]):
                    self.emit(self._another(one) or one)
            elif not each.used and not self._awaited(each) and _makes_layers(each):
                self.passage.found.append(Unknown(each.line, each.text))

    def _another(self, each: Layers | Call | Unknown) -> Unknown | None:
        """Return how to name a network, if it is another one than that which was read."""
        if isinstance(each, Layers) and self.passage.whole and each.is_whole and _has_layers(each):
            each.leave()
            return Unknown(each.line, each.text)
        return None

    def _tried(self, each: Class | Function) -> Passage:
        """Return what goes through what nothing calls, if that is the network."""
        kept, self.passage = self.passage, Passage()
        for one in self.untaken([each]):
            self.emit(one)
        self._settle()
        kept, self.passage = self.passage, kept
        return kept

    def _awaited(self, each: Class | Function) -> bool:
        """Return whether other lines of the text than its own name a class or a function."""
        return self._named[each.name] > self._named_within[each.name]

    # Lines.

    def run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Follow lines, until one of them ends them."""
        for node in body:
            if scope.ended:
                return
            self.left -= self.depth > 0
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
            self.run(node.body, scope)
        elif isinstance(node, ast.If):
            self._if(node, scope)
        elif isinstance(node, ast.For):
            self._for(node, scope)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            within = node.module if isinstance(node, ast.ImportFrom) else None
            for each in node.names:
                self.imported[each.asname or each.name] = f"{within}.{each.name}" if within else each.name
        elif isinstance(node, ast.Global | ast.Nonlocal):
            scope.around |= dict.fromkeys(node.names, isinstance(node, ast.Global))
        elif not isinstance(node, ast.Pass):
            self._left_out(node, scope)

    def _told(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr, scope: Scope) -> None:
        if isinstance(node, ast.AugAssign):
            self._changed(node, scope)
        elif isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Constant) and node.value.value is ...:
                self.passage.name(node, scope)
            self.passage.place(self.evaluated(node.value, scope))
        elif node.value is not None:
            self._assigned(node.targets if isinstance(node, ast.Assign) else [node.target], node.value, scope)

    def _ended(self, node: ast.Return | ast.Break | ast.Continue, scope: Scope) -> None:
        scope.ended = type(node).__name__
        if isinstance(node, ast.Return):
            scope.result = self.evaluated(node.value, scope) if node.value else None
            if scope is self.root:
                self.passage.place(scope.result)

    def _left_out(self, node: ast.stmt, scope: Scope) -> None:
        """Name lines that are not followed, and forget the values that they may change."""
        self.passage.name(node, scope)
        for each in ast.walk(node):
            if isinstance(each, ast.Name | ast.Attribute) and not isinstance(each.ctx, ast.Load):
                name = dotted(each)
                old = scope.thing(name)
                scope.keep(name, self.passage.passed([old]) if isinstance(old, Map) else None)

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
            if scope is self.root and first and first[0].arg == "self":
                # Methods without the class that they are of.
                if not self._loose.methods:
                    self._loose.line, self._loose.text = scope.source.line(node), node.name
                    self._loose.source = scope.source
                    self.passage.found.append(self._loose)
                self._loose.methods[node.name] = made
                return
        scope.keep(node.name, made)
        self.passage.found.append(made)

    def _assigned(self, targets: Sequence[ast.expr], node: ast.expr, scope: Scope) -> None:
        beside = any(dotted(target).rpartition(".")[2] in PAST for target in targets)
        found = self._beside(node, scope) if beside else self.evaluated(node, scope)
        if isinstance(node, ast.List) and found == Known(()):
            found = Layers.at(Written(node, scope.source), [])
        single = all(isinstance(each, ast.Name | ast.Attribute) for each in targets)
        if single and isinstance(found, Listed) and any(isinstance(each, Layers) for each in flat([found])):
            at = Written(node, scope.source)
            found = Layers.at(at, items_of(at, found))
        for target in targets:
            self.bind(target, found, scope)

    def _beside(self, node: ast.expr, scope: Scope) -> object:
        """Return what an expression means that has the name of a path beside: nothing goes through it."""
        passage = self.passage
        mark, after, made, layers = len(passage.found), passage.after, passage.made, passage.layers
        found = self.evaluated(node, scope)
        if passage.after == after:
            return found
        del passage.found[mark:]
        passage.after, passage.made, passage.layers = after, made, layers
        passage.name(node, scope)
        return Map(-1)

    def _changed(self, node: ast.AugAssign, scope: Scope) -> None:
        name = dotted(node.target)
        old = scope.thing(name) if name else None
        if isinstance(old, Map):
            # Where names are added up, the map is looked for as it is after the other side.
            other = self.evaluated(node.value, scope)
            scope.keep(name, self.combined(node, [old, other], scope))
            return
        new = self.evaluated(node.value, scope)
        if isinstance(old, Layers) and isinstance(node.op, ast.Add):
            old.items += items_of(Written(node.value, scope.source), new)
        elif isinstance(new, Known) and (
            name in scope.names if name else isinstance(node.target, ast.Subscript)
        ):
            total = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
            self.bind(node.target, self.evaluated(total, scope), scope)
        else:
            self.passage.place(new)
            if name:
                scope.keep(name, None)

    def _if(self, node: ast.If, scope: Scope) -> None:
        holds = self.truth(node.test, scope)
        if holds is None:
            self._left_out(node, scope)
        else:
            self.run(node.body if holds else node.orelse, scope)

    def _for(self, node: ast.For, scope: Scope) -> None:
        turns = self.turns(node.iter, scope)
        if turns is None:
            self._left_out(node, scope)
            return
        self.depth += 1
        try:
            self._turned(node, turns, scope)
        finally:
            self.depth -= 1

    def _turned(self, node: ast.For, turns: Iterable[object], scope: Scope) -> None:
        for each in turns:
            if self.left <= 0:
                self._left_out(node, scope)
                return
            self.left -= 1
            self.bind(node.target, each, scope)
            self.run(node.body, scope)
            if scope.ended == "Return":
                return
            ended, scope.ended = scope.ended, ""
            if ended == "Break":
                return
        self.run(node.orelse, scope)


def _constant(node: ast.stmt, scope: Scope) -> dict[str, object]:
    """Return the value that a line of a class gives a name, if it does."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and node.value:
        try:
            return {target.id: value(node.value, scope.names)}
        except Unreadable:
            pass
    return {}


def _names(tree: ast.AST) -> Iterator[str]:
    """Yield the names that lines use."""
    return (
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    )


def _has_layers(each: Layers) -> bool:
    """Return whether there are layers in what a text makes."""
    return each.forward is not None or any(one.path[-1] in KNOWN - INPUTS for one in each.calls())


def _makes_layers(each: Class | Function) -> bool:
    """Return whether the lines of a class or a function make layers."""
    lines: list[ast.stmt] = [each.node] if isinstance(each, Function) else list(each.values)
    if isinstance(each, Class):
        lines += [method.node for method in each.methods.values()]
    calls = (node for line in lines for node in ast.walk(line) if isinstance(node, ast.Call))
    return any(dotted(node.func).rpartition(".")[2] in KNOWN for node in calls)
