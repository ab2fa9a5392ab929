"""Calls in a text that is Python, or nearly: they are looked at and never run."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import dedent
from typing import NamedTuple

from pyconv.errors import ConvError, shown
from pyconv.networks.constants import Unreadable, value

LONGEST_TEXT = 100_000
"""Characters of a text."""

MOST_LINES = 5_000
"""Lines of a text."""

DEEPEST = 40
"""Brackets in brackets."""

LONGEST_CALL = 40
"""Lines that a single call may take where the text as a whole is not Python."""

CONTAINERS = frozenset({"Sequential", "OrderedDict", "ModuleList", "add", "append", "add_module", "extend"})
"""Calls whose arguments are layers, in their order."""

SILENT = frozenset({"__init__", "build", "compile", "fit", "print", "summary"})
"""Calls that stand beside a network and are nothing of it."""

APPLIED = frozenset({"concatenate"})
"""Functions of layers: what they are called with comes first, as what a layer is applied to does."""

PRINTED = re.compile(r"^\(\w+\):\s*")
"""What PyTorch prints before a layer: its name in the network."""

NO_LAYER = re.compile(r"[()\[\]{},\s]*")
"""What a line may hold that only opens or closes brackets."""

DEEP = re.compile(r"(?:[-+~({\[]\s*|\bnot\s+|\blambda\b[^:\n]*:\s*|\bawait\s+|\*\*\s*){" + str(DEEPEST) + "}")


@dataclass(frozen=True)
class Call:
    """A call of a name, such as `nn.Conv2d(3, 64, 3)`.

    Attributes:
        line: its line in the text, from 1.
        path: the parts of the name: `("nn", "Conv2d")`.
        text: the call as it is written, on one line.
        given: the arguments by position, unread.
        named: the arguments by name, unread.
        names: the numbers that have names where the call stands.
    """

    line: int
    path: tuple[str, ...]
    text: str
    given: list[ast.expr] = field(repr=False, compare=False)
    named: dict[str, ast.expr] = field(repr=False, compare=False)
    names: dict[str, object] = field(repr=False)


@dataclass(frozen=True)
class Unknown:
    """A piece of the text that is no layer known here.

    Attributes:
        line: its line in the text, from 1.
        text: the piece, shortened.
    """

    line: int
    text: str


class _Source(NamedTuple):
    """A piece of the text that is Python: its lines, what comes before it, and the names of numbers."""

    lines: list[bytes]
    before: int
    names: dict[str, object]

    def line(self, node: ast.expr | ast.stmt) -> int:
        """Return the line of the text in which a part of the tree begins."""
        return node.lineno + self.before

    def written(self, node: ast.expr | ast.stmt) -> str:
        """Return a part of the tree as it is written, on one line."""
        last = node.end_lineno or node.lineno
        part = self.lines[node.lineno - 1 : last]
        part[-1] = part[-1][: node.end_col_offset]
        part[0] = part[0][node.col_offset :]
        return shown(" ".join(each.decode("utf-8", "replace").strip() for each in part))


def calls(text: str) -> Iterator[Call | Unknown]:
    """Yield the calls of a text in the order in which a network takes them, and what is none.

    Raises:
        ConvError: the text is too long, or its brackets lie too deep.

    >>> [call.path for call in calls("nn.Sequential(nn.ReLU(), nn.Flatten())")]
    [('nn', 'ReLU'), ('nn', 'Flatten')]
    """
    _check(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    names: dict[str, object] = {}
    for tree, line, piece in _trees(text):
        if tree is None:
            yield Unknown(line, shown(piece.strip()))
            continue
        try:
            yield from _statements(tree.body, _Source(piece.encode().split(b"\n"), line - 1, names))
        except RecursionError:
            raise ConvError("text-deep", field="text", most=DEEPEST) from None


def _check(text: object) -> None:
    if not isinstance(text, str):
        raise ConvError("not-text", field="text", kind=type(text).__name__)
    lines = text.count("\n") + text.count("\r") + 1
    if len(text) > LONGEST_TEXT or lines > MOST_LINES:
        raise ConvError(
            "text-long", field="text", count=len(text), lines=lines, most=LONGEST_TEXT, most_lines=MOST_LINES
        )
    depth = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if depth > DEEPEST:
            break
        depth = max(depth, 0)
    if depth > DEEPEST or DEEP.search(text):
        raise ConvError("text-deep", field="text", most=DEEPEST)


def _parsed(text: str) -> ast.Module | None:
    """Return the tree of a text, if it is Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    # Python says in many ways that a text is none, or too much for it.
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _trees(text: str) -> Iterator[tuple[ast.Module | None, int, str]]:
    """Yield the pieces of a text, with their trees if they are Python and their first lines."""
    tree = _parsed(dedent(text))
    if tree is not None:
        yield tree, 1, dedent(text)
        return
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        tree, used, piece = _piece(lines[at : at + LONGEST_CALL])
        # What opens brackets or a block holds what comes on the next lines.
        opening = lines[at].rstrip().endswith(("(", "[", "{", ":"))
        if tree is not None or not (opening or NO_LAYER.fullmatch(lines[at])):
            yield tree, at + 1, piece
        at += used


def _piece(lines: list[str]) -> tuple[ast.Module | None, int, str]:
    """Return the tree of the shortest piece of Python at the beginning of some lines, its lines, itself."""
    depth = used = 0
    while used < len(lines) and (used == 0 or depth > 0):
        code = lines[used].partition("#")[0]
        depth += sum((letter in "([{") - (letter in ")]}") for letter in code)
        used += 1
    piece = PRINTED.sub("", "\n".join(lines[:used]).strip()).rstrip(",; \n")
    tree = _parsed(piece)
    # A closing bracket too much belongs to what was opened on an earlier line.
    while tree is None and depth < 0 and piece.endswith((")", "]", "}")):
        piece, depth = piece[:-1].rstrip(",; \n"), depth + 1
        tree = _parsed(piece)
    return (tree, used, piece) if tree is not None else (None, 1, lines[0])


def _statements(body: list[ast.stmt], source: _Source) -> Iterator[Call | Unknown]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.With):
            yield from _statements(node.body, source)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _assigned(node, source)
        elif isinstance(node, ast.Expr | ast.Return | ast.AugAssign) and node.value is not None:
            yield from _found(node.value, source)
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Return | ast.Global):
            yield Unknown(source.line(node), source.written(node))


def _assigned(node: ast.Assign | ast.AnnAssign, source: _Source) -> Iterator[Call | Unknown]:
    """Remember the name of a number; yield the calls of anything else."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if node.value is None:
        return
    try:
        found = value(node.value, source.names)
    except Unreadable:
        yield from _found(node.value, source)
        return
    if isinstance(target, ast.Name):
        source.names[target.id] = found
    elif isinstance(target, ast.Tuple) and isinstance(found, tuple):
        for each, number in zip(target.elts, found, strict=False):
            if isinstance(each, ast.Name):
                source.names[each.id] = number


def _found(node: ast.expr, source: _Source) -> Iterator[Call | Unknown]:
    if isinstance(node, ast.List | ast.Tuple):
        for each in node.elts:
            yield from _found(each, source)
    elif isinstance(node, ast.Call):
        yield from _called(node, source)
    elif not isinstance(node, ast.Constant | ast.Name | ast.Attribute):
        yield Unknown(source.line(node), source.written(node))


def _called(node: ast.Call, source: _Source) -> Iterator[Call | Unknown]:
    if isinstance(node.func, ast.Call):
        # A layer that is called with what it is applied to, which comes first.
        for each in node.args:
            yield from _found(each, source)
        yield from _found(node.func, source)
        return
    path = _path(node.func)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else path[-1] if path else ""
    if last in SILENT:
        return
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        # Something is done with a network, such as moving it to a device.
        yield from _found(node.func.value, source)
        return
    if last in CONTAINERS:
        for each in [*node.args, *(named.value for named in node.keywords if named.arg != "name")]:
            yield from _found(each, source)
        return
    if last in APPLIED:
        for each in node.args:
            yield from _found(each, source)
        yield Call(source.line(node), path, source.written(node), [], {}, {})
        return
    plain = not any(isinstance(each, ast.Starred) for each in node.args)
    if not path or not plain or any(named.arg is None for named in node.keywords):
        yield Unknown(source.line(node), source.written(node))
        return
    named = {each.arg: each.value for each in node.keywords if each.arg is not None}
    yield Call(source.line(node), path, source.written(node), node.args, named, dict(source.names))


def _path(node: ast.expr) -> tuple[str, ...]:
    """Return the parts of a dotted name; of anything else there are none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (*reversed([*parts, node.id]),) if isinstance(node, ast.Name) else ()


def every_call(text: str) -> Iterator[tuple[Call | Unknown, bool]]:
    """Yield every call in a text that is Python, and whether something is added to it; and what is cut out.

    The names of numbers are those that any line of the text gives.

    Raises:
        ConvError: the text is too long, or its brackets lie too deep.

    >>> [(call.path, added) for call, added in every_call("y = tf.nn.relu(x) + 1")]
    [(('tf', 'nn', 'relu'), True)]
    """
    _check(text)
    names: dict[str, object] = {}
    for tree, line, piece in _trees(text.replace("\r\n", "\n").replace("\r", "\n")):
        if tree is None:
            continue
        source = _Source(piece.encode().split(b"\n"), line - 1, names)
        nodes = list(ast.walk(tree))
        for node in nodes:
            if isinstance(node, ast.Assign):
                list(_assigned(node, source))
        sums = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)]
        added = {id(each) for node in sums for each in (node.left, node.right)}
        called = [node for node in nodes if isinstance(node, ast.Call | ast.Subscript)]
        for node in sorted(called, key=lambda each: (each.lineno, each.col_offset)):
            if isinstance(node, ast.Subscript):
                if any(isinstance(each, ast.Slice) for each in ast.walk(node.slice)):
                    yield Unknown(source.line(node), source.written(node)), False
                continue
            named = {each.arg: each.value for each in node.keywords if each.arg is not None}
            path = _path(node.func)
            call = Call(source.line(node), path, source.written(node), node.args, named, names)
            yield call, id(node) in added
