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
from pyconv.networks.depth import DEEPEST, RULER, bare, code_too_deep, too_deep
from pyconv.networks.places import Source

LONGEST_TEXT = 100_000
"""Characters of a text."""

MOST_LINES = 5_000
"""Lines of a text."""

CHANNELS_FIRST = re.compile(r"data_format\s*[=(]\s*[\"']channels_first")
"""How a text tells Keras, or one of its layers, to have the channels first."""

LONGEST_CALL = 40
"""Lines that a single call may take where the text as a whole is not Python."""

PUT_TOGETHER = frozenset({"Concatenate", "cat", "concat", "concatenate"})
"""What puts the channels of maps together. How a copy is cropped for that is found out, not read."""

INPUTS = frozenset({"Input", "InputLayer"})
"""What Keras calls the input, which is no layer but says what comes in."""

NOTEBOOK = ("cells", "cell_type", "source")
"""What the file of a notebook, which is JSON, has names for."""

PRINTED = re.compile(r"^\(\w+(?:-\w+)?\):\s*(?:\d+ x )?")
"""What PyTorch prints before a layer: its name in the network, and of layers that are alike how many."""

REPEATED = re.compile(r"\s*\(\w+-\w+\):\s*(\d+) x (?=\w+\()")
"""What it prints before a layer, or a block of them, that stands for several."""

MOST_REPEATED = 5_000
"""Lines that such blocks may add."""

PROMPTS = (re.compile(r"\s*(?:>>>|\.\.\.)(?: |$)"), re.compile(r"\s*(?:In \[\d*\]:|\.{3,}:)(?: |$)"))
"""What Python, and what IPython, shows before a line that is typed."""

TYPED = (re.compile(r"\s*>>> "), re.compile(r"\s*In \[\d*\]:(?: |$)"))
"""What it shows before the first."""

QUOTED = re.compile(r"\s*>(?!>>)(?: ?>(?!>>))* ?")
"""What a mail puts before a line that it quotes."""

NUMBERED = re.compile(r"\s*(\d{1,5})(?:[:.|)]|\s[|│])?(?=\s|$)")
"""The number of a line before it."""

BESIDE = frozenset({"downsample", "shortcut"})
"""What people call the path past a block, which takes what comes before the block."""

PRINTED_BESIDE = re.compile(rf"\s*\((?:{'|'.join(sorted(BESIDE))})\):\s*\w+\(")

NO_LAYER = re.compile(r"[()\[\]{},\s]*")
"""What a line may hold that only opens or closes brackets."""


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

    def value(self, node: ast.expr) -> object:
        """Return the value of an argument; PyTorch prints some texts without their quotes.

        Raises:
            Unreadable: only running the text could tell it.
        """
        if self.source.printed and isinstance(node, ast.Name):
            return node.id
        return value(node, self.names)


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

    The others are what `Source` says of it.
    """

    tree: ast.Module | None
    line: int
    text: str
    cut: list[int]
    whole: bool = False
    printed: bool = False
    channels_first: bool = False

    def source(self, tree: ast.Module) -> Source:
        """Return it as Python."""
        lines = self.text.encode().split(b"\n")
        return Source(tree, lines, self.line - 1, self.cut, self.whole, self.printed, self.channels_first)


def plain_lines(text: str) -> str:
    """Return a text whose lines end in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check(text: object) -> None:
    """Refuse what is no text, the file of a notebook, or a text that is too long or too deep to be read.

    Raises:
        ConvError: it is one of these.
    """
    if not isinstance(text, str):
        raise ConvError("not-text", field="text", kind=type(text).__name__)
    if text.lstrip()[:1] == "{" and all(f'"{part}"' in text for part in NOTEBOOK):
        raise ConvError("notebook-file", field="text")
    lines = text.count("\n") + text.count("\r") + 1
    if len(text) > LONGEST_TEXT or lines > MOST_LINES:
        raise ConvError(
            "text-long", field="text", count=len(text), lines=lines, most=LONGEST_TEXT, most_lines=MOST_LINES
        )
    most = code_too_deep(plain_lines(text))
    if most:
        raise ConvError("text-deep", field="text", most=most)


def parsed(text: str) -> ast.Module | None:
    """Return the tree of a text, if it is Python, and no tree that is too deep."""
    if too_deep(text):
        return None
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
    """Return the lines of a text without what a mail, an editor or Python shows before each of them."""
    lines = text.split("\n")
    written = [line for line in lines if line.strip()]
    if all(map(QUOTED.match, written)):
        lines = [QUOTED.sub("", line, count=1) for line in lines]
        written = [line for line in lines if line.strip()]
    numbers = [int(found[1]) for found in map(NUMBERED.match, written) if found]
    if len(numbers) == len(written) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        lines = [NUMBERED.sub("", line, count=1) for line in lines]
    for prompt, first in zip(PROMPTS, TYPED, strict=True):
        if any(map(first.match, lines)):
            lines = [prompt.sub("", line, count=1) for line in lines]
    return lines


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text."""
    lines = _typed(text)
    removed = [len(old) - len(new) for old, new in zip(text.split("\n"), lines, strict=True)]
    even = dedent("\n".join(lines))
    first = CHANNELS_FIRST.search(text) is not None
    tree = parsed(even)
    if tree is not None and not any(map(_printed, tree.body)):
        dedented = zip(lines, even.split("\n"), removed, strict=True)
        cuts = [len(old) - len(new) + cut for old, new, cut in dedented]
        yield Piece(tree, 1, even, cuts, whole=True, channels_first=first)
        return
    for piece in _Lines(lines).pieces(0, len(lines)):
        cuts = [a + b for a, b in zip(piece.cut, removed[piece.line - 1 :], strict=False)]
        yield piece._replace(cut=cuts, channels_first=first)


class _Lines:
    """The lines of a text that as a whole is not Python."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        codes = map(bare, lines)
        self._depths = [sum((sign in "([{") - (sign in ")]}") for sign in code) for code in codes]
        self._left = MOST_REPEATED

    def pieces(self, at: int, end: int, *, within: bool = False) -> list[Piece]:
        """Return the pieces of some lines, those of which several are printed as one so often.

        Args:
            at: the first of the lines.
            end: the line after the last.
            within: whether they are the lines of which there are several.
        """
        found: list[Piece] = []
        first, lines = at, self._lines
        while at < end:
            several = None if within and at == first else REPEATED.match(lines[at])
            if several or PRINTED_BESIDE.match(lines[at]):
                closed = self._closed(at, end)
                if several or closed > at:
                    cut = Piece(None, at + 1, lines[at], [0])
                    found += self._several(at, closed, several[1]) or [cut] if several else [cut]
                    at = max(closed, at + 1)
                    continue
            piece, used = self._piece(at, end)
            # What opens brackets or a block holds what comes on the next lines.
            opening = lines[at].rstrip().endswith(("(", "[", "{", ":"))
            silent = opening or NO_LAYER.fullmatch(lines[at]) or RULER.fullmatch(lines[at])
            if piece.tree is not None or not silent:
                found.append(piece)
            at += used
        return found

    def _closed(self, at: int, end: int) -> int:
        """Return the line after the one in which what is opened in a line is closed; the same if none is."""
        depth = 0
        for number in range(at, end):
            depth += self._depths[number]
            # The name of what is printed stands in brackets too.
            if depth <= 0:
                return number + 1
        return at

    def _several(self, at: int, closed: int, count: str) -> list[Piece]:
        """Return the pieces of a block as often as it is printed to be there; none if that is too often."""
        found = self.pieces(at, closed, within=True)
        times = int(count[:5])
        more = max(times - 1, 0) * len(found)
        if len(count) > 4 or more > self._left:
            return []
        self._left -= more
        return found * times

    def _piece(self, at: int, end: int) -> tuple[Piece, int]:
        """Return the shortest piece of Python that begins in a line, and how many lines it takes."""
        depth = used = 0
        lines = self._lines[at : min(end, at + LONGEST_CALL)]
        while used < len(lines) and (used == 0 or depth > 0):
            depth += self._depths[at + used]
            used += 1
        taken = "\n".join(lines[:used]).rstrip()
        inner = PRINTED.sub("", taken.lstrip())
        cut = [len(taken) - len(inner), *[0] * (used - 1)]
        piece = inner.rstrip(",; \n")
        tree = parsed(piece)
        # A closing bracket too much belongs to what was opened on an earlier line: there can be no more.
        for _ in range(min(-depth, DEEPEST)):
            if tree is not None or not piece.endswith((")", "]", "}")):
                break
            piece = piece[:-1].rstrip(",; \n")
            tree = parsed(piece)
        printed = cut[0] > 0 and taken.lstrip() != inner
        if tree is None:
            return Piece(None, at + 1, lines[0], [0]), 1
        return Piece(tree, at + 1, piece, cut, printed=printed), used


def _printed(node: ast.stmt) -> bool:
    """Return whether a line is one that PyTorch has printed, which Python takes for the type of a name."""
    return isinstance(node, ast.AnnAssign) and not node.simple and isinstance(node.annotation, ast.Call)


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


__all__ = [
    "BESIDE", "DEEPEST", "INPUTS", "PRINTED", "PUT_TOGETHER", "Call", "Piece", "Unknown", "check",
    "every_call", "parsed", "pieces", "plain_lines", "whole",
]  # fmt: skip
