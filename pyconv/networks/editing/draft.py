"""A text on its way from one network to another: what is changed is taken only if it reads as it should."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks import Framework, Network, read_network
from pyconv.networks.constants import Unreadable, value
from pyconv.networks.editing.arguments import parameters
from pyconv.networks.editing.splices import Place
from pyconv.networks.following import calls
from pyconv.networks.keras import DECLARING
from pyconv.networks.text import Call, plain_lines, whole

FOLLOWING = frozenset({"in_channels", "in_features", "num_channels", "num_features", "num_parameters"})
"""Numbers of a layer of PyTorch that only repeat what comes before it."""

MOST_FOLLOWING = 1_000
"""Numbers that change along with one edit."""


class Followed(NamedTuple):
    """A number of a layer that has changed along with another layer.

    Attributes:
        row: the layer, from 0, as the network is now.
        name: of the number.
        before, after: what was written and what is; nothing where the line says nothing of it any more.
    """

    row: int
    name: str
    before: str
    after: str


class Meaning(NamedTuple):
    """A call, however it is written: its name, and the arguments by their places and by their names."""

    path: tuple[str, ...]
    given: tuple[str, ...]
    named: Mapping[str, str]


class Line(NamedTuple):
    """A call of the text.

    Attributes:
        means: what it says.
        framework: whose layer it is; None if it is none of the network.
        origin: which layer of the old network it was, from 0; None if it is new, or none.
    """

    means: Meaning
    framework: Framework | None
    origin: int | None = None


class Draft:
    """A text that is being changed.

    Attributes:
        old: the network that it was at first.
        text: as it is now.
        lines: what its calls mean, in order.
    """

    def __init__(self, text: str, input_shape: Sequence[int]) -> None:
        self._shape = tuple(input_shape)
        self.old = read_network(text, input_shape)
        self.text = plain_lines(text)
        self._found, self._others = _read(self.text)
        self._whole = whole(self.text)
        self.lines: list[Line] = []
        layers = list(enumerate(self.old.rows))[::-1]
        for call in self._found:
            # A layer may be taken more than once, each time in its place.
            found = layers and layers[-1][1].call
            if found and _key(found) == _key(call):
                origin, row = layers.pop()
                self.lines.append(Line(meaning(call), row.framework, origin))
            else:
                self.lines.append(Line(meaning(call), None))

    @property
    def rows(self) -> list[int]:
        """Return which calls are layers of the network."""
        return [place for place, line in enumerate(self.lines) if line.framework is not None]

    def at(self, row: int) -> int:
        """Return which call is a layer.

        Raises:
            ConvError: there is no such layer.
        """
        rows = self.rows
        if not 0 <= row < len(rows):
            raise ConvError("out-of-range", field="layer", name="layer", value=row + 1, low=1, high=len(rows))
        return rows[row]

    def call(self, row: int) -> Call:
        """Return a layer as it is written now."""
        return self._found[self.at(row)]

    def place(self, row: int) -> Place:
        """Return where a layer stands now."""
        return Place(self.text, self.call(row))

    def take(self, texts: Iterable[str], lines: Sequence[Line]) -> bool:
        """Take the first of some texts whose calls mean what they should; return whether there is one."""
        wanted = [line.means for line in lines]
        for text in texts:
            found, others = _read(text)
            alike = [meaning(call) for call in found] == wanted and others == self._others
            if alike and (whole(text) or not self._whole):
                self.text, self._found, self.lines = text, found, list(lines)
                return True
        return False

    def put(self, row: int, name: str, written: str) -> bool:
        """Write another value for an argument of a layer, or none; return whether the text reads so."""
        at = self.at(row)
        call = self._found[at]
        path, given, named = self.lines[at].means
        place = self.argument(row, name)
        if place < len(given):
            given = (*given[:place], told(written, call), *given[place + 1 :])
        else:
            left = {key: each for key, each in named.items() if key != name}
            named = left | {name: told(written, call)} if written else left
        means = Meaning(path, given, named)
        # Wherever the network takes this layer.
        lines = [
            each._replace(means=means) if _key(same) == _key(call) else each
            for each, same in zip(self.lines, self._found, strict=True)
        ]
        return self.take(Place(self.text, call).with_argument(place, name, written), lines)

    def argument(self, row: int, name: str) -> int:
        """Return the place of an argument where it is given without its name, from 0."""
        line = self.lines[self.at(row)]
        names = [each.name for each in parameters(line.framework or "pytorch", line.means.path[-1])]
        if name.isdecimal():
            return int(name) - 1
        return names.index(name) if name in names else len(line.means.given)

    def settle(self, row: int, kept: tuple[int, str] | None = None) -> tuple[Network, tuple[Followed, ...]]:
        """Read the network, and have numbers that only repeat what comes before them follow it.

        Args:
            row: the layer of the old network that was edited, from 0.
            kept: the layer and the argument that are not to follow.

        Raises:
            ConvError: it is none. Under `numbers["row"]` the error holds which layer of the old network is
                to blame, from 0, and -1 if it is a new one.
        """
        followed: list[Followed] = []
        for _ in range(MOST_FOLLOWING):
            try:
                network = read_network(self.text, self._shape)
            except ConvError as error:
                if fixed := self._follow(error, kept):
                    followed += fixed
                    continue
                raise self._blamed(error) from None
            if len(network.rows) == len(self.rows):
                return network, tuple(followed)
            break
        raise ConvError("edit-unread", field="layer", number=row + 1, row=row)

    def _blamed(self, error: ConvError) -> ConvError:
        rows, numbers = self.rows, dict(error.numbers)
        # Of the old text nobody knows the lines of the new one.
        numbers.pop("line", None)
        row = int(str(numbers["row"]))
        origin = self.lines[rows[row]].origin if row < len(rows) else None
        numbers["row"] = -1 if origin is None else origin
        return ConvError(error.reason, field=error.field, **numbers)

    def _follow(self, error: ConvError, kept: tuple[int, str] | None) -> list[Followed]:
        """Have a layer follow what comes before it now, if that is all that it was refused for."""
        row, rows = int(str(error.numbers["row"])), self.rows
        if row >= len(rows) or self.call(row).line != error.numbers["line"]:
            return []
        line, named = self.lines[rows[row]], self.lines[rows[row]].means.named
        if error.reason.startswith("input-declared") and row > 0:
            gone = [name for name in DECLARING if name in named]
            return [each for name in gone for each in self._put(row, name, "")]
        field = error.field or ""
        if (
            error.reason not in {"number-differs", "features-differ"}
            or field not in FOLLOWING
            or (row, field) == kept
        ):
            return []
        found, before = int(str(error.numbers["found"])), int(str(error.numbers["value"]))
        if line.origin is not None and self.old.rows[line.origin].joins:
            found += int(str(error.numbers.get("copied", 0)))
        depthwise = field == "in_channels" and before > 1 and self._value(row, "groups") == str(before)
        fixed = self._put(row, field, str(found)) if found != before else []
        if fixed and depthwise:
            outputs = int(self._value(row, "out_channels"))
            fixed += self._put(row, "out_channels", str(outputs // before * found))
            fixed += self._put(row, "groups", str(found))
        return fixed

    def _value(self, row: int, name: str) -> str:
        """Return what an argument is, as far as the line says it."""
        _, given, named = self.lines[self.at(row)].means
        place = self.argument(row, name)
        return given[place] if place < len(given) else named.get(name, "")

    def _put(self, row: int, name: str, written: str) -> list[Followed]:
        before = self._value(row, name)
        return [Followed(row, name, before, written)] if self.put(row, name, written) else []


def told(written: str, call: Call) -> str:
    """Return what a value means where a call stands."""
    return _told(ast.parse(written, mode="eval").body, call)


def _told(node: ast.expr, call: Call) -> str:
    try:
        return repr(value(node, call.names))
    except (Unreadable, RecursionError):
        return ast.dump(node)


def meaning(call: Call) -> Meaning:
    """Return what a call says, however it is written."""
    given = tuple(_told(each, call) for each in call.given)
    return Meaning(call.path, given, {name: _told(each, call) for name, each in call.named.items()})


def _read(text: str) -> tuple[list[Call], int]:
    """Return the calls of a text, and how many pieces of it are none."""
    found = list(calls(text))
    known = [each for each in found if isinstance(each, Call)]
    return known, len(found) - len(known)


def _key(call: Call) -> tuple[int, int, int]:
    """Return what no other call of the text has."""
    return call.source.before, call.node.lineno, call.node.col_offset


__all__ = ["FOLLOWING", "Draft", "Followed", "Line", "Meaning", "meaning", "told"]
