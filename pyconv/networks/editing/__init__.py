"""A network changed layer by layer, in the text that it was read from and nowhere else.

An edit returns the new text, in which only what it means has changed: comments, names and the other lines
are as they were. Numbers of later layers that only repeat what comes before them follow. The text is read
again before it is returned, and what does not read as it should is refused.
"""

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pyconv.errors import ConvError
from pyconv.networks import Network
from pyconv.networks.editing.arguments import Argument, arguments
from pyconv.networks.editing.draft import Draft, Followed, Line, meaning
from pyconv.networks.editing.kinds import KINDS, kinds_for, new_layer
from pyconv.networks.editing.splices import Place
from pyconv.networks.editing.values import literal, quoted
from pyconv.networks.following import calls
from pyconv.networks.keras import DECLARING
from pyconv.networks.text import Call

ONCE = frozenset({*DECLARING, "name"})
"""Arguments of a layer of Keras that no second layer may have."""


class Edited(NamedTuple):
    """A network that was changed.

    Attributes:
        text: what it is read from.
        network: as it is read.
        row: the layer that was changed, moved or put in, from 0; where one was taken out, the one in its
            place, or the last.
        followed: numbers of layers that have changed along.
    """

    text: str
    network: Network
    row: int
    followed: tuple[Followed, ...]


def set_argument(text: str, input_shape: Sequence[int], row: int, name: str, typed: str) -> Edited:
    r"""Return a network with another value of one argument of a layer.

    Args:
        text: the network, as `read_network` takes it.
        input_shape: what comes in.
        row: the layer, from 0.
        name: of the argument, or its number, from 1, as `arguments` has it.
        typed: the value as somebody types it (`3`, `3 × 5`, `same`); empty for the framework's own.

    Raises:
        ConvError: the value is none, or makes no layer there or further on. Under `numbers["row"]` the error
            holds the layer to blame, from 0; -1 if it is a new one.

    >>> text = "nn.Conv2d(1, 6, 5)  # first\nnn.Conv2d(6, 16, 5)"
    >>> made = set_argument(text, (1, 28, 28), 0, "out_channels", "8")
    >>> print(made.text)
    nn.Conv2d(1, 8, 5)  # first
    nn.Conv2d(8, 16, 5)
    >>> made.followed
    (Followed(row=1, name='in_channels', before='6', after='8'),)
    """
    draft = Draft(text, input_shape)
    draft.at(row)
    argument = next((each for each in arguments(draft.old.rows[row]) if each.name == name), None)
    if argument is None:
        raise ConvError(
            "unknown-parameter",
            field=name,
            value=name,
            choices=[each.name for each in arguments(draft.old.rows[row])],
        )
    try:
        written = literal(typed, draft.call(row).names)
    except ConvError as error:
        raise ConvError(error.reason, field=error.field, **{"name": name, **error.numbers}, row=row) from None
    if not written and argument.needed:
        raise ConvError("no-argument", field=name, name=name, number=row + 1, row=row)
    if not written and draft.argument(row, name) < len(draft.call(row).given):
        written = argument.usual
    if not draft.put(row, name, written):
        raise _unread(row)
    network, followed = draft.settle(row, (row, name))
    return Edited(draft.text, network, row, followed)


def move(text: str, input_shape: Sequence[int], row: int, by: int) -> Edited:
    r"""Return a network in which a layer has come so many places further on, or back if below 0.

    Args:
        text, input_shape, row: as of `set_argument`.
        by: places.

    Raises:
        ConvError: there is no such place, or no network with the layer there.

    >>> print(move("nn.Flatten()\nnn.ReLU()  # here", (1, 4), 1, -1).text)
    nn.ReLU()  # here
    nn.Flatten()
    """
    draft = Draft(text, input_shape)
    at, goal = row, row + by
    draft.at(row), draft.at(goal)
    while at != goal:
        step = 1 if goal > at else -1
        first, second = sorted((at, at + step))
        texts = draft.place(first).exchanged(draft.place(second))
        lines = list(draft.lines)
        one, other = draft.at(first), draft.at(second)
        lines[one], lines[other] = lines[other], lines[one]
        if not draft.take(texts, lines):
            raise _unread(row)
        at += step
    network, followed = draft.settle(row)
    return Edited(draft.text, network, goal, followed)


def remove(text: str, input_shape: Sequence[int], row: int) -> Edited:
    r"""Return a network without one of its layers.

    Args:
        text, input_shape, row: as of `set_argument`.

    Raises:
        ConvError: it is the only one, or there is no network without it.

    >>> print(remove("nn.Conv1d(1, 8, 3)\nnn.ReLU()\nnn.Conv1d(8, 2, 3)", (1, 9), 0).text)
    nn.ReLU()
    nn.Conv1d(1, 2, 3)
    """
    draft = Draft(text, input_shape)
    at, rows = draft.at(row), len(draft.rows)
    if rows == 1:
        raise ConvError("only-layer", field="layer", count=rows, row=row)
    if not draft.take(draft.place(row).without(), [*draft.lines[:at], *draft.lines[at + 1 :]]):
        raise _unread(row)
    network, followed = draft.settle(row)
    return Edited(draft.text, network, min(row, rows - 2), followed)


def add(text: str, input_shape: Sequence[int], row: int, kind: str, *, after: bool = True) -> Edited:
    r"""Return a network with another layer, which takes what there is and changes as little as it can.

    Args:
        text, input_shape: as of `set_argument`.
        row: the layer beside which it is put, from 0.
        kind: one of `KINDS`.
        after: whether it comes after that layer, and not before it.

    Raises:
        ConvError: there is no such kind, or no network with it there.

    >>> print(add("nn.Conv2d(1, 8, 3)\nnn.Flatten()", (1, 9, 9), 0, "max_pooling").text)
    nn.Conv2d(1, 8, 3)
    nn.MaxPool2d(2)
    nn.Flatten()
    """
    draft = Draft(text, input_shape)
    path = draft.call(row).path[:-1]
    old = draft.old
    comes = row if after else row - 1
    shape = old.rows[comes].output_shape if comes >= 0 else old.input_shape
    new = new_layer(kind, shape, old.rows[row].framework, max(len(old.input_shape) - 1, 1))
    return _beside(draft, row, ".".join((*path, new)), after=after)


def duplicate(text: str, input_shape: Sequence[int], row: int) -> Edited:
    r"""Return a network with a layer twice, one after the other.

    Args:
        text, input_shape, row: as of `set_argument`.

    Raises:
        ConvError: there is no such network.

    >>> print(duplicate("nn.Conv1d(1, 8, 3)", (1, 9), 0).text)
    nn.Conv1d(1, 8, 3)
    nn.Conv1d(8, 8, 3)
    """
    draft = Draft(text, input_shape)
    call = draft.call(row)
    once = [each for each in call.node.keywords if each.arg in ONCE]
    if once:
        kept: list[Any] = [each for each in call.node.keywords if each.arg not in ONCE]
        new = ast.unparse(ast.Call(call.node.func, call.node.args, kept))
    else:
        new = call.source.exact(call.node)
    return _beside(draft, row, new, after=True)


def _beside(draft: Draft, row: int, new: str, *, after: bool) -> Edited:
    beside = draft.at(row)
    known = [each for each in calls(new) if isinstance(each, Call)]
    if len(known) != 1:
        raise _unread(row)
    named = replace(known[0], names=draft.call(row).names)
    line = Line(meaning(named), draft.old.rows[row].framework)
    at = beside + after
    texts: list[str] = list(draft.place(row).beside(new, after=after))
    if not draft.take(texts, [*draft.lines[:at], line, *draft.lines[at:]]):
        raise _unread(row)
    network, followed = draft.settle(row)
    return Edited(draft.text, network, row + after, followed)


def _unread(row: int) -> ConvError:
    return ConvError("edit-unread", field="layer", number=row + 1, row=row)


__all__ = [
    "KINDS",
    "Argument",
    "Edited",
    "Followed",
    "Place",
    "add",
    "arguments",
    "duplicate",
    "kinds_for",
    "move",
    "quoted",
    "remove",
    "set_argument",
]
