"""A layer in its text: rewritten, taken out, or put beside another, and nothing else of the text touched.

What can be done in several ways is offered in all of them, the one that keeps most first; whoever asks
reads the text again and takes the first that says what it should. What stands around a layer is what
decides: a list, a line of its own, an assignment, `model.add(…)`, or what a layer is applied to.
"""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from pyconv.networks.constants import Named
from pyconv.networks.editing.values import quoted
from pyconv.networks.text import PRINTED, Call

Node = ast.expr | ast.stmt | ast.keyword

ADDING = frozenset({"add", "add_module", "append"})
"""Methods of a network that take a single layer."""

_ENDS = re.compile(r"[ \t]*[,;]")
_COMMENT = re.compile(r"[ \t]*(?:#.*)?")


def replaced(text: str, *parts: tuple[tuple[int, int], str]) -> str:
    """Return a text with other words in some places, which do not overlap.

    >>> replaced("a-c", ((1, 2), "+"), ((2, 3), "b"))
    'a+b'
    """
    for (start, end), words in sorted(parts, reverse=True):
        text = text[:start] + words + text[end:]
    return text


class _Line(NamedTuple):
    """What stands around a part of the text on the lines that it takes.

    Attributes:
        start: where the first of the lines begins.
        before: what comes before the part.
        end: where the part ends, with a comma or a semicolon behind it.
        stop: where the last of the lines ends.
        after: what comes behind.
    """

    start: int
    before: str
    end: int
    stop: int
    after: str

    @property
    def alone(self) -> bool:
        """Return whether nothing is beside it but a comment, and the name that PyTorch prints before it."""
        return bool(
            re.fullmatch(rf"\s*(?:{PRINTED.pattern[1:]})?", self.before) and _COMMENT.fullmatch(self.after)
        )


class Place:
    """Where one layer stands in a text.

    Attributes:
        text: the text, whose lines end in one way.
        call: the layer.
        span: where it begins and ends.
    """

    def __init__(self, text: str, call: Call) -> None:
        self.text, self.call = text, call
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.span = self._span(call.node)
        self._above: dict[int, ast.AST] = {
            id(child): node for node in ast.walk(call.source.tree) for child in ast.iter_child_nodes(node)
        }

    def _span(self, node: Node) -> tuple[int, int]:
        return self.call.source.span(node, self._starts)

    def _written(self, node: Node) -> str:
        start, end = self._span(node)
        return self.text[start:end]

    def with_argument(self, place: int, name: str, value: str) -> Iterator[str]:
        """Yield texts in which an argument has another value; with an empty one the line says nothing of it.

        Args:
            place: of the argument where it is given without its name, from 0.
            name: of the argument.
            value: as it is to be written.
        """
        call, node = self.call, self.call.node
        named = next((each for each in node.keywords if each.arg == name), None)
        values: list[Node] = [*node.args, *node.keywords]
        last = max((self._span(each)[1] for each in values), default=0)
        if place < len(call.given):
            yield replaced(self.text, (self._span(call.given[place]), value))
            return
        if named and value:
            yield replaced(self.text, (self._span(named.value), value))
        elif named:
            yield self._cut(*self._span(named))
        elif value:
            end = self.span[1] - 1
            yield replaced(self.text, ((last or end, last or end), f"{', ' if last else ''}{name}={value}"))
        else:
            yield self.text
        # Brackets around a value are no part of it, so that what comes behind it may come into them.
        changed = deepcopy(node)
        kept = [each for each in changed.keywords if each.arg != name]
        given = [ast.keyword(name, ast.parse(value, mode="eval").body)] if value else []
        changed.keywords = kept + given
        yield replaced(self.text, (self.span, ast.unparse(changed)))

    def line_of(self, start: int, end: int) -> _Line:
        """Return what stands around a part of the text on its lines."""
        begins = self.text.rfind("\n", 0, start) + 1
        ended = _ENDS.match(self.text, end)
        end = ended.end() if ended else end
        stop = self.text.find("\n", end)
        stop = len(self.text) if stop < 0 else stop
        return _Line(begins, self.text[begins:start], end, stop, self.text[end:stop])

    def _holder(self) -> tuple[Node, ast.AST]:
        """Return the largest part of the text that holds this layer alone, and what that is part of."""
        node: Node = self.call.node
        while True:
            above = self._above[id(node)]
            moved = isinstance(above, ast.Attribute) or (
                isinstance(above, ast.Call) and above.func is node and isinstance(node, ast.Attribute)
            )
            if moved or isinstance(above, ast.keyword) or _is_pair(above) or _adds(above):
                node = above  # type: ignore[assignment]
            else:
                return node, above

    def without(self) -> Iterator[str]:
        """Yield texts from which the layer was taken out, and the lines that hold nothing else."""
        node, above = self._holder()
        if isinstance(above, ast.Call) and above.func is node:
            whole, assigned = self._applied(above)
            if assigned and len(set(assigned)) == 1:
                yield self._cut(*self._span(whole))
            if len(above.args) == 1:
                yield replaced(self.text, (self._span(above), self._written(above.args[0])))
        elif isinstance(above, ast.stmt):
            span = self._span(above)
            yield self._cut(*span)
            yield replaced(self.text, (span, "pass"))
        else:
            yield self._cut(*self._span(node))

    def _applied(self, applied: ast.Call) -> tuple[ast.stmt | ast.Call, tuple[str, str] | None]:
        """Return the line `y = layer(x)` and its two names, or only what the layer is applied to."""
        above = self._above[id(applied)]
        if (
            isinstance(above, ast.Assign)
            and isinstance(above.targets[0], ast.Name)
            and len(above.targets) == len(applied.args) == 1
            and isinstance(applied.args[0], ast.Name)
        ):
            return above, (above.targets[0].id, applied.args[0].id)
        return applied, None

    def _cut(self, start: int, end: int) -> str:
        line = self.line_of(start, end)
        if line.alone:
            return self.text[: line.start] + self.text[line.stop + 1 :]
        if line.end > end:
            rest = self.text[line.end :].lstrip(" \t")
            return (self.text[:start].rstrip(" \t") if rest[:1] in ("", "\n") else self.text[:start]) + rest
        # The last of several on one line takes the comma before it along.
        return self.text[: line.start] + re.sub(r"[,;]\s*$", "", line.before) + self.text[end:]

    def beside(self, new: str, *, after: bool) -> Iterator[str]:
        """Yield texts in which a new layer stands right before this one, or right after it."""
        node, above = self._holder()
        if isinstance(above, ast.Call) and above.func is node:
            yield from self._around(above, new, after=after)
        elif isinstance(above, ast.stmt):
            target = above.targets[0] if isinstance(above, ast.Assign) else None
            if isinstance(above, ast.Return):
                pair = (self._written(node), new) if after else (new, self._written(node))
                yield replaced(self.text, (self._span(node), ", ".join(pair)))
                return
            parts = [
                (self.span, new),
                *self._renamed(node.args if isinstance(node, ast.Call) and _adds(node) else []),
            ]
            if isinstance(target, ast.Name | ast.Attribute):
                parts.append((self._span(target), self._unused(self._written(target))))
            yield self._put(above, self._part(above, parts), after=after, listed=not self.call.source.whole)
        else:
            parts = [(self.span, new), *self._renamed(node.elts if isinstance(node, ast.Tuple) else [])]
            yield self._put(node, self._part(node, parts), after=after, listed=True)

    def _renamed(self, beside: list[ast.expr]) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield another name for the one that stands before a layer, if one does."""
        for name in beside[:1]:
            if isinstance(name, ast.Constant):
                yield self._span(name), quoted(self._unused(str(name.value)))

    def _around(self, applied: ast.Call, new: str, *, after: bool) -> Iterator[str]:
        whole, names = self._applied(applied)
        if names:
            made, given = names
            put = f"{made} = {new}({made})" if after else f"{given} = {new}({given})"
            yield self._put(whole, put, after=after, listed=False)
        elif after:
            yield replaced(self.text, (self._span(applied), f"{new}({self._written(applied)})"))
        elif len(applied.args) == 1:
            inner = applied.args[0]
            yield replaced(self.text, (self._span(inner), f"{new}({self._written(inner)})"))

    def _part(self, node: Node, parts: list[tuple[tuple[int, int], str]]) -> str:
        """Return a part of the text with other words in some places of it."""
        first, last = self._span(node)
        moved = [((start - first, end - first), words) for (start, end), words in parts]
        return replaced(self.text[first:last], *moved)

    def _unused(self, name: str) -> str:
        """Return a name like another one that no word of the text is yet."""
        words = set(re.findall(r"\w+", self.text))
        stem = re.sub(r"_\d+$", "", name)
        last = re.split(r"\W", stem)[-1]
        return f"{stem}_{next(count for count in range(2, len(words) + 3) if f'{last}_{count}' not in words)}"

    def _put(self, node: Node, item: str, *, after: bool, listed: bool) -> str:
        """Return the text with an item beside another one, in a line of its own if that has one."""
        start, end = self._span(node)
        line, text = self.line_of(start, end), self.text
        ended = line.end > end
        if not line.alone:
            apart = ", " if listed else "; "
            return replaced(text, ((end, end), apart + item) if after else ((start, start), item + apart))
        printed = re.fullmatch(r"(\s*\()(\w+)(\):\s*)", line.before)
        before = f"{printed[1]}{self._unused(printed[2])}{printed[3]}" if printed else line.before
        if not after:
            comma = "," if ended or (listed and not printed) else ""
            return replaced(text, ((line.start, line.start), f"{before}{item}{comma}\n"))
        comma = "," if listed and not ended and not printed else ""
        put = f"{comma}{line.after}\n{before}{item}{',' if ended else ''}"
        return replaced(text, ((line.end, line.stop), put))

    def exchanged(self, other: "Place") -> Iterator[str]:
        """Yield the text in which this layer and a later one have changed places.

        Names and what else stands around a layer stay where they are; a comment behind a layer that has
        a line of its own goes with it. A name of a number that means another number where the layer
        comes to is written out.
        """
        if self.span[0] < other.span[1] and other.span[0] < self.span[1]:
            return
        lines = self.line_of(*self.span), other.line_of(*other.span)
        parts = [(self.span, other.text_for(self.call.names)), (other.span, self.text_for(other.call.names))]
        if all(line.alone for line in lines):
            parts += [
                ((line.end, line.stop), with_.after) for line, with_ in zip(lines, lines[::-1], strict=True)
            ]
        yield replaced(self.text, *parts)

    def text_for(self, names: Named) -> str:
        """Return the layer as it is to be written where names of numbers may mean other ones."""
        parts = [
            (self._span(node), repr(self.call.names[node.id]))
            for argument in [*self.call.given, *self.call.named.values()]
            for node in ast.walk(argument)
            if isinstance(node, ast.Name) and node.id in self.call.names
            if node.id not in names or repr(names[node.id]) != repr(self.call.names[node.id])
        ]
        return self._part(self.call.node, parts)


def _is_pair(node: ast.AST) -> bool:
    """Return whether this is a name and a layer, as an `OrderedDict` has them."""
    return isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant)


def _adds(node: ast.AST) -> bool:
    """Return whether this adds a single layer to a network."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ADDING
        and sum(not isinstance(each, ast.Constant) for each in node.args) == 1
    )


__all__ = ["Place", "replaced"]
