"""Calls in a text that is Python, or nearly: they are looked at and never run."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import dedent
from typing import NamedTuple

from pyconv.errors import ConvError, shown
from pyconv.networks.constants import Named, Names, Unreadable, value
from pyconv.networks.places import Source

LONGEST_TEXT = 100_000
"""Characters of a text."""

MOST_LINES = 5_000
"""Lines of a text."""

DEEPEST = 40
"""Brackets in brackets."""

LONGEST_ROW = 300
"""Signs in a row, such as those of `a.b.c` and `1 + 2 + 3`, and conditions of a text."""

SIGNS = frozenset("-+*/%@&|^~.")

APART = frozenset(",;:=")
"""What stands between two rows of signs."""

LONGEST_CALL = 40
"""Lines that a single call may take where the text as a whole is not Python."""

CONTAINERS = frozenset({"Sequential", "OrderedDict", "ModuleList", "add", "append", "add_module", "extend"})
"""Calls whose arguments are layers, in their order."""

SILENT = frozenset({"Model", "__init__", "build", "compile", "fit", "print", "summary"})
"""Calls that stand beside a network and are nothing of it."""

APPLIED = frozenset({"concatenate"})
"""Functions of layers: what they are called with comes first, as what a layer is applied to does."""

PUT_TOGETHER = frozenset({"Concatenate", "concatenate"})
"""What puts the channels of maps together. How a copy is cropped for that is found out, not read."""

MERGING = frozenset({"add", "average", "dot", "maximum", "minimum", "multiply", "subtract"})
"""Functions of `keras.layers` that make one map of several."""

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
        node: the call in the tree of what it was read from.
        source: what it was read from.
    """

    line: int
    path: tuple[str, ...]
    text: str
    given: list[ast.expr] = field(repr=False, compare=False)
    named: dict[str, ast.expr] = field(repr=False, compare=False)
    names: Named = field(repr=False, compare=False)
    node: ast.Call = field(repr=False, compare=False)
    source: Source = field(repr=False, compare=False)


@dataclass(frozen=True)
class Unknown:
    """A piece of the text that is no layer known here.

    Attributes:
        line: its line in the text, from 1.
        text: the piece, shortened.
    """

    line: int
    text: str


class _Piece(NamedTuple):
    """A piece of the text: what it was read as, if it is Python; its first line, from 1, and itself.

    `cut` and `whole` are what `Source` says of it.
    """

    tree: ast.Module | None
    line: int
    text: str
    cut: list[int]
    whole: bool = False

    def source(self, tree: ast.Module, names: Names) -> Source:
        """Return it as Python, with the names of numbers up to it."""
        return Source(tree, self.text.encode().split(b"\n"), self.line - 1, self.cut, self.whole, names)


def calls(text: str) -> Iterator[Call | Unknown]:
    """Yield the calls of a text in the order in which a network takes them, and what is none.

    Raises:
        ConvError: the text is too long, or its brackets lie too deep.

    >>> [call.path for call in calls("nn.Sequential(nn.ReLU(), nn.Flatten())")]
    [('nn', 'ReLU'), ('nn', 'Flatten')]
    """
    check(text)
    names = Names()
    for piece in _pieces(plain_lines(text)):
        if piece.tree is None:
            yield Unknown(piece.line, shown(piece.text.strip()))
            continue
        try:
            yield from _statements(piece.tree.body, piece.source(piece.tree, names))
        except RecursionError:
            raise ConvError("text-deep", field="text", most=DEEPEST) from None


def plain_lines(text: str) -> str:
    """Return a text whose lines end in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check(text: object) -> None:
    """Refuse what is no text, or one that is too long or too deep to be read.

    Raises:
        ConvError: it is one of these.
    """
    if not isinstance(text, str):
        raise ConvError("not-text", field="text", kind=type(text).__name__)
    lines = text.count("\n") + text.count("\r") + 1
    if len(text) > LONGEST_TEXT or lines > MOST_LINES:
        raise ConvError(
            "text-long", field="text", count=len(text), lines=lines, most=LONGEST_TEXT, most_lines=MOST_LINES
        )
    most = DEEPEST if DEEP.search(text) else _too_deep(text)
    if most:
        raise ConvError("text-deep", field="text", most=most)


def _too_deep(text: str) -> int:
    """Return the limit that a text exceeds, of brackets in brackets or of signs in a row; 0 if it does not.

    A tree is as deep as what stands in a row without a comma between: in a browser Python ends where one
    is thousands of levels deep.
    """
    # Each bracket has a row of its own, in one place of the row outside.
    rows, total, before = [0], 0, ""
    for letter in text:
        if letter in "([{":
            rows[-1] += 1
            total += 1
            rows.append(0)
        elif letter in ")]}":
            total -= rows.pop()
            rows = rows or [0]
        elif letter in APART or (letter in "\r\n" and len(rows) == 1 and before != "\\"):
            total -= rows[-1]
            rows[-1] = 0
        elif letter in SIGNS:
            rows[-1] += 1
            total += 1
        before = letter
        if len(rows) > DEEPEST + 1:
            return DEEPEST
        if total > LONGEST_ROW:
            return LONGEST_ROW
    return LONGEST_ROW if text.count("else") + text.count("elif") > LONGEST_ROW else 0


def parsed(text: str) -> ast.Module | None:
    """Return the tree of a text, if it is Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    # Python says in many ways that a text is none, or too much for it.
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def whole(text: str) -> bool:
    """Return whether all of a text is Python."""
    return parsed(dedent(text)) is not None


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the pieces of a text."""
    lines = text.split("\n")
    even = dedent(text)
    tree = parsed(even)
    if tree is not None:
        cut = [len(old) - len(new) for old, new in zip(lines, even.split("\n"), strict=True)]
        yield _Piece(tree, 1, even, cut, whole=True)
        return
    at = 0
    while at < len(lines):
        piece, used = _piece(lines[at : at + LONGEST_CALL], at + 1)
        # What opens brackets or a block holds what comes on the next lines.
        opening = lines[at].rstrip().endswith(("(", "[", "{", ":"))
        if piece.tree is not None or not (opening or NO_LAYER.fullmatch(lines[at])):
            yield piece
        at += used


def _piece(lines: list[str], number: int) -> tuple[_Piece, int]:
    """Return the shortest piece of Python at the beginning of some lines, and how many of them it takes."""
    depth = used = 0
    while used < len(lines) and (used == 0 or depth > 0):
        code = lines[used].partition("#")[0]
        depth += sum((letter in "([{") - (letter in ")]}") for letter in code)
        used += 1
    taken = "\n".join(lines[:used]).rstrip()
    inner = PRINTED.sub("", taken.lstrip())
    cut = [len(taken) - len(inner), *[0] * (used - 1)]
    piece = inner.rstrip(",; \n")
    tree = parsed(piece)
    # A closing bracket too much belongs to what was opened on an earlier line, where there can be no more.
    for _ in range(min(-depth, DEEPEST)):
        if tree is not None or not piece.endswith((")", "]", "}")):
            break
        piece = piece[:-1].rstrip(",; \n")
        tree = parsed(piece)
    return (_Piece(tree, number, piece, cut), used) if tree else (_Piece(None, number, lines[0], [0]), 1)


def _statements(body: list[ast.stmt], source: Source) -> Iterator[Call | Unknown]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.With):
            yield from _statements(node.body, source)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _assigned(node, source)
        elif isinstance(node, ast.Expr | ast.Return | ast.AugAssign) and node.value is not None:
            yield from _found(node.value, source)
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Return | ast.Global):
            yield Unknown(source.line(node), source.written(node))


def _assigned(node: ast.Assign | ast.AnnAssign, source: Source) -> Iterator[Call | Unknown]:
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
        source.names.give(target.id, found)
    elif isinstance(target, ast.Tuple) and isinstance(found, tuple):
        for each, number in zip(target.elts, found, strict=False):
            if isinstance(each, ast.Name):
                source.names.give(each.id, number)


def _found(node: ast.expr, source: Source) -> Iterator[Call | Unknown]:
    if isinstance(node, ast.List | ast.Tuple):
        for each in node.elts:
            yield from _found(each, source)
    elif isinstance(node, ast.Call):
        yield from _called(node, source)
    elif not isinstance(node, ast.Constant | ast.Name | ast.Attribute):
        yield Unknown(source.line(node), source.written(node))


def _called(node: ast.Call, source: Source) -> Iterator[Call | Unknown]:
    if isinstance(node.func, ast.Call):
        # A layer that is called with what it is applied to, which comes first.
        for each in _arriving(node.func.func, node.args):
            yield from _found(each, source)
        yield from _found(node.func, source)
        return
    path = _path(node.func)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else path[-1] if path else ""
    if last in SILENT or path[:1] == ("self",):
        # What a class calls its layers by is no layer beside them.
        return
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        # Something is done with a network, such as moving it to a device.
        yield from _found(node.func.value, source)
        return
    # `add` of a model takes its next layer, but that of `keras.layers` adds maps.
    merges = last in MERGING and (len(path) == 1 or path[-2:-1] == ("layers",))
    if merges:
        for each in node.args:
            yield from _found(each, source)
        yield Unknown(source.line(node), source.written(node))
        return
    if last in CONTAINERS:
        for each in [*node.args, *(named.value for named in node.keywords if named.arg != "name")]:
            yield from _found(each, source)
        return
    if last in APPLIED and path:
        for each in _arriving(node.func, node.args):
            yield from _found(each, source)
        yield Call(source.line(node), path, source.written(node), [], {}, {}, node, source)
        return
    plain = not any(isinstance(each, ast.Starred) for each in node.args)
    if not path or not plain or any(named.arg is None for named in node.keywords):
        yield Unknown(source.line(node), source.written(node))
        return
    named = {each.arg: each.value for each in node.keywords if each.arg is not None}
    names = source.names.here()
    yield Call(source.line(node), path, source.written(node), node.args, named, names, node, source)


def _arriving(layer: ast.expr, given: list[ast.expr]) -> Iterator[ast.expr]:
    """Yield what a layer is applied to; where it puts maps together, without the crops of copies."""
    together = not PUT_TOGETHER.isdisjoint(_path(layer)[-1:])
    for each in given:
        if together and isinstance(each, ast.List | ast.Tuple):
            yield from (one for one in each.elts if not _cropped_copy(one))
        else:
            yield each


def _cropped_copy(node: ast.expr) -> bool:
    """Return whether an expression crops what has a name."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Call):
        return False
    crops = _path(node.func.func)[-1:] in {(f"Cropping{axes}D",) for axes in (1, 2, 3)}
    return crops and all(isinstance(each, ast.Name) for each in node.args)


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
    check(text)
    names = Names()
    for piece in _pieces(plain_lines(text)):
        if piece.tree is None:
            continue
        source = piece.source(piece.tree, names)
        nodes = list(ast.walk(piece.tree))
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
            written = source.written(node)
            call = Call(source.line(node), path, written, node.args, named, names, node, source)
            yield call, id(node) in added
