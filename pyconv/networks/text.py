"""Calls in a text that is Python, or nearly: they are looked at and never run."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import dedent
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks.constants import Named, Names, Unreadable, dotted, value
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

PUT_TOGETHER = frozenset({"Concatenate", "cat", "concat", "concatenate"})
"""What puts the channels of maps together. How a copy is cropped for that is found out, not read."""

INPUTS = frozenset({"Input", "InputLayer"})
"""What Keras calls the input, which is no layer but says what comes in."""

PRINTED = re.compile(r"^\(\w+\):\s*")
"""What PyTorch prints before a layer: its name in the network."""

PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)(?: |$)")
"""What Python shows before a line that is typed."""

BESIDE = frozenset({"downsample", "shortcut"})
"""What people call the path past a block, which takes what comes before the block."""

PRINTED_BESIDE = re.compile(rf"\s*\((?:{'|'.join(sorted(BESIDE))})\):\s*\w+\(")

NO_LAYER = re.compile(r"[()\[\]{},\s]*")
"""What a line may hold that only opens or closes brackets."""

DEEP = re.compile(r"(?:[-+~({\[]\s*|\bnot\s+|\blambda\b[^:\n]*:\s*|\bawait\s+|\*\*\s*){" + str(DEEPEST) + "}")


@dataclass(frozen=True)
class Call:
    """A call of a name, such as `nn.Conv2d(3, 64, 3)`.

    Attributes:
        line: its line in the text, from 1.
        path: the parts of the name: `("nn", "Conv2d")`; of a function, those of the layer that does the same.
        text: the call as it is written, on one line.
        given: the arguments by position, unread.
        named: the arguments by name, unread.
        names: the numbers that have names where the call stands.
        node: the call in the tree of what it was read from.
        source: what it was read from.
        cells: how many numbers it is said to make, unread, where it flattens.
        copied: the layer whose map it puts beside what arrives, if the text says it.
    """

    line: int
    path: tuple[str, ...]
    text: str
    given: list[ast.expr] = field(repr=False, compare=False)
    named: dict[str, ast.expr] = field(repr=False, compare=False)
    names: Named = field(repr=False, compare=False)
    node: ast.Call = field(repr=False, compare=False)
    source: Source = field(repr=False, compare=False)
    cells: ast.expr | None = field(default=None, repr=False, compare=False)
    copied: "Call | None" = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, order=True)
class Unknown:
    """A piece of the text that is no layer known here.

    Attributes:
        line: its line in the text, from 1.
        text: the piece, shortened.
    """

    line: int
    text: str


class Piece(NamedTuple):
    """A piece of the text: what it was read as, if it is Python; its first line, from 1, and itself.

    `cut`, `whole` and `printed` are what `Source` says of it.
    """

    tree: ast.Module | None
    line: int
    text: str
    cut: list[int]
    whole: bool = False
    printed: bool = False

    def source(self, tree: ast.Module) -> Source:
        """Return it as Python."""
        return Source(
            tree, self.text.encode().split(b"\n"), self.line - 1, self.cut, self.whole, self.printed
        )


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
    return parsed(dedent("\n".join(_typed(text)))) is not None


def _typed(text: str) -> list[str]:
    """Return the lines of a text without the prompts that Python shows before them."""
    lines = text.split("\n")
    prompted = any(line.lstrip().startswith(">>> ") for line in lines)
    return [PROMPT.sub("", line, count=1) if prompted else line for line in lines]


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text."""
    lines = _typed(text)
    removed = [len(old) - len(new) for old, new in zip(text.split("\n"), lines, strict=True)]
    even = dedent("\n".join(lines))
    tree = parsed(even)
    if tree is not None and not any(map(_printed, tree.body)):
        dedented = zip(lines, even.split("\n"), removed, strict=True)
        yield Piece(tree, 1, even, [len(old) - len(new) + cut for old, new, cut in dedented], whole=True)
        return
    at = 0
    while at < len(lines):
        beside = _beside(lines, at)
        piece, used = (
            (Piece(None, at + 1, lines[at], [0]), beside)
            if beside
            else _piece(lines[at : at + LONGEST_CALL], at + 1)
        )
        # What opens brackets or a block holds what comes on the next lines.
        opening = lines[at].rstrip().endswith(("(", "[", "{", ":"))
        if beside or piece.tree is not None or not (opening or NO_LAYER.fullmatch(lines[at])):
            yield piece._replace(cut=[a + b for a, b in zip(piece.cut, removed[at:], strict=False)])
        at += used


def _printed(node: ast.stmt) -> bool:
    """Return whether a line is one that PyTorch has printed, which Python takes for the type of a name."""
    return isinstance(node, ast.AnnAssign) and not node.simple and isinstance(node.annotation, ast.Call)


def _beside(lines: list[str], at: int) -> int:
    """Return how many lines PyTorch prints of a path past a block that begins here; 0 if there is none."""
    if not PRINTED_BESIDE.match(lines[at]):
        return 0
    depth = 0
    for number in range(at, len(lines)):
        depth += sum((letter in "([{") - (letter in ")]}") for letter in lines[number])
        # Its name stands in brackets too.
        if depth <= 0:
            return number - at + 1
    return 0


def _piece(lines: list[str], number: int) -> tuple[Piece, int]:
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
    printed = cut[0] > 0 and taken.lstrip() != inner
    return (
        (Piece(tree, number, piece, cut, printed=printed), used)
        if tree
        else (Piece(None, number, lines[0], [0]), 1)
    )


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
    for piece in pieces(plain_lines(text)):
        if piece.tree is None:
            continue
        source = piece.source(piece.tree)
        nodes = list(ast.walk(piece.tree))
        for node in nodes:
            if isinstance(node, ast.Assign):
                _remember(node, names)
        sums = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)]
        added = {id(each) for node in sums for each in (node.left, node.right)}
        called = [node for node in nodes if isinstance(node, ast.Call | ast.Subscript)]
        for node in sorted(called, key=lambda each: (each.lineno, each.col_offset)):
            if isinstance(node, ast.Subscript):
                if any(isinstance(each, ast.Slice) for each in ast.walk(node.slice)):
                    yield Unknown(source.line(node), source.written(node)), False
                continue
            named = {each.arg: each.value for each in node.keywords if each.arg is not None}
            path = tuple(filter(None, dotted(node.func).split(".")))
            written = source.written(node)
            call = Call(source.line(node), path, written, node.args, named, names, node, source)
            yield call, id(node) in added


def _remember(node: ast.Assign, names: Names) -> None:
    """Keep the names that a line gives to values."""
    try:
        found = value(node.value, names)
    except Unreadable:
        return
    target = node.targets[0]
    if isinstance(target, ast.Name):
        names.give(target.id, found)
    elif isinstance(target, ast.Tuple) and isinstance(found, tuple):
        for each, number in zip(target.elts, found, strict=False):
            if isinstance(each, ast.Name):
                names.give(each.id, number)
