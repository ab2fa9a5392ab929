"""The calls of a text in the order in which a network takes them: followed line by line, and never run.

Layers that are given a name are read where the name is called, a network of a class as its `forward` says.
One map goes through: what an earlier one goes through is a path beside, and named as not understood.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from pyconv.errors import ConvError, shown
from pyconv.networks.constants import Unreadable, dotted, value
from pyconv.networks.following.calls import Calls
from pyconv.networks.following.defined import unused
from pyconv.networks.following.passage import Found
from pyconv.networks.places import NOTHING, Source
from pyconv.networks.text import DEEPEST, Call, Unknown, check, pieces, plain_lines
from pyconv.networks.things import Class, Function, Known, Layers, Listed, Map, Scope, Written, flat, items_of


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
        # What other lines name may be called by those that nothing calls.
        self._settle(lambda each: isinstance(each, Class | Function) and not self._awaited(each))
        self._settle(lambda _: True)
        rest = [each for network in self.networks for one in network.items for each in unused(one)]
        return [each for each in (*self.passage.found, *rest) if isinstance(each, Call | Unknown)]

    def _settle(self, ready: Callable[[Found], bool]) -> None:
        """Read what is ready of what was found, and of what is found of that, each in its place."""
        settled: list[Found] = []
        left = self.passage.found[::-1]
        while left:
            each = left.pop()
            if isinstance(each, Call | Unknown) or not ready(each):
                settled.append(each)
                continue
            self.passage.found = []
            for one in self.untaken([each]):
                self.emit(one)
            left += self.passage.found[::-1]
        self.passage.found = settled

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
        elif not isinstance(node, ast.Pass | ast.Global | ast.Nonlocal):
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
        found = self.evaluated(node, scope)
        if isinstance(node, ast.List) and found == Known(()):
            found = Layers.at(Written(node, scope.source), [])
        single = all(isinstance(each, ast.Name | ast.Attribute) for each in targets)
        if single and isinstance(found, Listed) and any(isinstance(each, Layers) for each in flat([found])):
            at = Written(node, scope.source)
            found = Layers.at(at, items_of(at, found))
        for target in targets:
            self.bind(target, found, scope)

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
        elif isinstance(new, Known) and name and name in scope.names:
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
