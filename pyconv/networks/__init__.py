"""Networks as people write them: PyTorch's and Keras's lines, read and never run."""

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal, NamedTuple

from pyconv.arithmetic import whole
from pyconv.errors import MOST_DIGITS, ConvError
from pyconv.networks import keras, pytorch
from pyconv.networks.applied import axis_of, from_torch
from pyconv.networks.binding import bound, made_of
from pyconv.networks.constants import Unreadable
from pyconv.networks.following import calls
from pyconv.networks.shaped import settled
from pyconv.networks.skips import Levels, Skip, concatenated, lacking
from pyconv.networks.steps import Maker, Shape, Step, unchanged
from pyconv.networks.text import INPUTS, PUT_TOGETHER, Call, Unknown
from pyconv.receptive_field import ReceptiveField
from pyconv.stack import Spec

Framework = Literal["pytorch", "keras"]

TABLES: dict[Framework, dict[str, Maker]] = {"pytorch": pytorch.LAYERS, "keras": keras.LAYERS}

IGNORED: dict[Framework, frozenset[str]] = {"pytorch": pytorch.IGNORED, "keras": keras.IGNORED}

IDLE: dict[Framework, frozenset[str]] = {"pytorch": pytorch.IDLE, "keras": keras.IDLE}
"""Arguments of which it does not matter whether they can be read."""

UNREAD = object()
"""The value of an argument that only running the text would tell."""

MODULES: dict[str, Framework] = {"nn": "pytorch", "torch": "pytorch", "layers": "keras", "keras": "keras"}
"""Parts of a dotted name that tell which framework's it is."""

MOST_SKIPPED = 6
"""Lines that a refusal names."""

MOST_NUMBERS = 4
"""Channels and three axes."""


class Row(NamedTuple):
    """A layer of a network.

    Attributes:
        line: its line in the text, from 1.
        text: the layer as it is written.
        name: what its framework calls it.
        output_shape: channels, then the cells along every axis of space; one number after a `Flatten`.
        parameters: numbers that it learns, or keeps.
        multiplications: products of a weight and a cell, for one input (MACs).
        field: what its cells see of the network's input; None where there is no such field, as after a
            `Flatten`.
        depth: of the network's `layers`, how many its cells see the input through, counted from the first.
        layers: the geometries that its cells see those of the row before through; none if a cell sees the
            one in its place, and None where there are no such geometries.
        joins: the map of an earlier layer that it reads beside what arrives, if it reads one.
        sized: whether the layer is made for the size that it gets, as an adaptive pooling is.
        flattened: whether what arrives was flattened for it: for a dense layer that takes as many numbers as
            there are cells in all, which PyTorch does not print, or where all cells are given another shape.
        framework: whose layer it is.
        call: the layer with its arguments.
    """

    line: int
    text: str
    name: str
    output_shape: tuple[int, ...]
    parameters: int
    multiplications: int
    field: ReceptiveField | None
    depth: int = 0
    layers: tuple[Spec, ...] | None = ()
    joins: Skip | None = None
    sized: bool = False
    flattened: bool = False
    framework: Framework = "pytorch"
    call: Call | None = None


@dataclass(frozen=True)
class Network:
    """A network that was read.

    Attributes:
        input_shape: channels, then space.
        rows: its layers, in order.
        unknown: pieces of the text that are no layer known here, each with its line.
        layers: the geometries that its cells see the input through, as far as there are any:
            what `paths_to`, `path_totals` and `effective_field` take. Where maps are copied past
            layers, they are those of the deepest way, past which nothing is copied.
        framework: whose layers they are.
    """

    input_shape: tuple[int, ...]
    rows: tuple[Row, ...]
    unknown: tuple[Unknown, ...]
    layers: tuple[Spec, ...]
    framework: Framework = "pytorch"

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Return what comes out of the last layer."""
        return self.rows[-1].output_shape if self.rows else self.input_shape

    @property
    def parameters(self) -> int:
        """Return the numbers that all layers learn, or keep; a layer that is used again has no others."""
        return sum(row.parameters for row, again in zip(self.rows, self.shared, strict=True) if not again)

    @property
    def shared(self) -> tuple[bool, ...]:
        """Return for each row whether its numbers are those of an earlier one: whether it is used again."""
        first: dict[int, int] = {}
        calls = [id(row.call) if row.call and row.parameters else None for row in self.rows]
        return tuple(
            call is not None and first.setdefault(call, place) < place for place, call in enumerate(calls)
        )

    @property
    def multiplications(self) -> int:
        """Return the products of all layers, for one input."""
        return sum(row.multiplications for row in self.rows)


def read_network(text: str, input_shape: Sequence[int], *, most_rows: int | None = None) -> Network:
    r"""Return the network of some lines of PyTorch or Keras, which are read and never run.

    The lines may be an `nn.Sequential(…)` or a `Sequential([…])`, single layers one after the other, as in
    the `__init__` of a class or with `model.add`, a class with its `forward` (in Keras its `call`), or what
    PyTorch prints of a model. What has a `forward` is read as that goes through it, with functions such as
    `F.relu(x)` and methods such as `x.view(-1, 400)` as layers; so are loops, functions and classes that the
    text defines itself, as far as it says the numbers. One map goes through: what an earlier one goes
    through, sums of maps, and conditions that only running would decide are named as unknown. Convolutions,
    poolings, padding, resizing, dense layers and normalisations are known with the arguments that their
    framework gives them; activations and dropout pass everything through. Before a dense layer that PyTorch
    prints, what has just as many cells as it takes in is flattened (`Row.flattened`).

    Maps are copied past layers as in U-Net. Before each step down (a layer with a stride), the map waits;
    the step up that comes back to its level brings it. A layer of that level whose `in_channels` are
    those that arrive and those of the map together reads both, what arrives first; in Keras,
    `Concatenate()` does. Copies that are longer are cropped, and what a step down has rounded off is
    padded (`Row.joins`).

    Args:
        text: the lines.
        input_shape: channels, then the cells along one to three axes; one number for no space at all.
        most_rows: read no more layers than so many, the first; of all that come after nothing is said.

    Raises:
        ConvError: a line makes no layer of what comes before it. The error holds the line under
            `numbers["line"]`, under `numbers["row"]` how many layers come before it, and under
            `numbers["skipped"]` lines before it that were not understood, if any, the nearest first. What
            is not understood is no error: it is listed in `unknown`, and the rest is read as if it were
            not there. Or the text is too long, or too deep.

    Source: the signatures of `torch.nn` and of `keras.layers` (Keras 3).

    >>> network = read_network("nn.Conv2d(1, 6, 5)\nnn.ReLU()\nnn.MaxPool2d(2)\nnn.Flatten()", (1, 28, 28))
    >>> [(row.line, row.output_shape, row.parameters) for row in network.rows]
    [(1, (6, 24, 24), 156), (2, (6, 24, 24), 0), (3, (6, 12, 12), 0), (4, (864,), 0)]
    >>> network.rows[2].field.span, network.rows[3].field, network.multiplications
    ((6, 6), None, 86400)
    """
    shape = _shape(input_shape)
    found = list(calls(text))
    usual = _usual(found)
    # Where there is no space, there is nothing to see.
    field = ReceptiveField.of_input(shape[1:]) if len(shape) > 1 else None
    rows: list[Row] = []
    taken: list[Call] = []
    unknown: list[_Left] = []
    known: dict[str, Step | None] = {}
    seen: list[Spec] = []
    levels = Levels(shape)
    for piece in found:
        if len(rows) == most_rows:
            break
        arriving, line = (rows[-1].output_shape, rows[-1].line) if rows else (shape, 0)
        read, layer = _Read(None), None
        try:
            if not isinstance(piece, Unknown):
                skip = levels.back(arriving)
                if skip and piece.copied and piece.copied is not taken[skip.row - 1]:
                    # The text puts the map of another layer beside this one.
                    skip = None
                layer, flattened = settled(piece, arriving)
                if layer:
                    read = _joined(layer, arriving, usual, known, skip, flattened=flattened)
            deeper = None
            if read.step is not None:
                deeper = _through(field, read.step.layers, len(rows) + 1)
                _check_digits(read.step, deeper)
        except ConvError as error:
            error.numbers |= {"line": piece.line, "row": len(rows)}
            if unknown:
                error.numbers["skipped"] = _nearest(unknown, piece.line)
            error.add_note(f"line {piece.line}: {piece.text}")
            raise
        made = read.step
        if made is None or layer is None or isinstance(piece, Unknown):
            unknown.append(_Left(Unknown(piece.line, piece.text), within=bool(rows)))
        elif layer.path[-1] not in INPUTS:
            taken.append(piece)
            field = deeper
            seen += (made.layers or ()) if field is not None else ()
            if read.skip:
                levels.read()
            levels.passed(arriving, made, len(rows), line)
            rows.append(
                Row(
                    piece.line,
                    piece.text,
                    layer.path[-1],
                    made.shape,
                    made.parameters,
                    made.multiplications,
                    field,
                    len(seen),
                    made.layers,
                    read.skip,
                    made.sized,
                    read.flattened,
                    framework=_framework(layer, usual) or usual,
                    call=layer,
                )
            )
    return Network(shape, tuple(rows), tuple(sorted({each.piece for each in unknown})), tuple(seen), usual)


def _shape(input_shape: object) -> Shape:
    listed = isinstance(input_shape, Sequence) and not isinstance(input_shape, str | bytes)
    sizes = tuple(input_shape) if listed else (input_shape,)  # type: ignore[arg-type]
    if not 1 <= len(sizes) <= MOST_NUMBERS:
        raise ConvError("network-input", field="input", count=len(sizes))
    return tuple(whole("input", size, minimum=1) for size in sizes)


def _usual(found: list[Call | Unknown]) -> Framework:
    """Return the framework of the names that only one of them has."""
    only = Counter(_framework(each, None) for each in found if isinstance(each, Call))
    return "keras" if only["keras"] > only["pytorch"] else "pytorch"


def _framework(call: Call, usual: Framework | None) -> Framework | None:
    for part in reversed(call.path[:-1]):
        if part in MODULES:
            return MODULES[part]
    named = [framework for framework, table in TABLES.items() if call.path[-1] in table]
    return named[0] if len(named) == 1 else usual


class _Left(NamedTuple):
    """A piece of the text that was not understood, and whether it stands among the layers."""

    piece: Unknown
    within: bool


def _nearest(left: Sequence[_Left], line: int) -> str:
    """Return the lines that were not understood before a line that is refused, the nearest of them first.

    What stands among the layers has more to do with them than what comes before them all.
    """
    within = (
        [each for each in left if each.within] or [each for each in left if each.piece.line < line] or left
    )
    lines = list(dict.fromkeys(each.piece.line for each in reversed(within)))
    return ", ".join([*map(str, lines[:MOST_SKIPPED]), *["…"][: len(lines) > MOST_SKIPPED]])


class _Read(NamedTuple):
    """What a call was read as: what it makes, the copy that it reads, whether what arrives is flattened."""

    step: Step | None
    skip: Skip | None = None
    flattened: bool = False


def _joined(
    call: Call, shape: Shape, usual: Framework, made: dict[str, Step | None], skip: Skip | None,
    *, flattened: bool,
) -> _Read:  # fmt: skip
    """Return what a call makes of a shape, with the copy that it reads besides if that is what it takes.

    Args:
        call: a layer.
        shape: what arrives, which may have to be flattened.
        usual: whose layers they are.
        made: what other calls have made.
        skip: the copy.
        flattened: whether what arrives is flattened for it.

    Raises:
        ConvError: it makes no layer of that.
    """
    if call.path[-1] in PUT_TOGETHER:
        return _Read(concatenated(shape, skip), skip) if skip and _of_channels(call, shape) else _Read(None)
    try:
        return _Read(_made(call, (prod(shape),) if flattened else shape, usual, made), flattened=flattened)
    except ConvError as error:
        if error.reason == "flatten-missing" and call.source.printed:
            return _Read(_made(call, (prod(shape),), usual, made), flattened=True)
        if skip is None or not lacking(error, shape, skip):
            error.numbers["copied"] = skip.output_shape[0] if skip else 0
            raise
    both = concatenated(shape, skip)
    step = _made(call, both.shape, usual, made)
    return _Read(step and replace(step, layers=(*(both.layers or ()), *(step.layers or ()))), skip)


def _of_channels(call: Call, shape: Shape) -> bool:
    """Return whether a call puts maps of that shape together along their channels."""
    axis, count = _told(axis_of(call.path, call.node), call), len(shape) + 1
    channels = 1 if from_torch(call.path) or call.source.channels_first else count - 1
    return isinstance(axis, int) and axis in {channels, channels - count}


def told(call: Call, framework: Framework, first: object) -> tuple[list[object], dict[str, object]] | None:
    """Return the arguments of a layer by position and by name; None if one that matters cannot be read.

    Args:
        call: the layer.
        framework: whose it is.
        first: what comes in.

    Raises:
        ConvError: the layer does not take them.
    """
    make = TABLES[framework].get(call.path[-1])
    passed = IGNORED[framework] | (frozenset(keras.DECLARING) if framework == "keras" else frozenset())
    given = [_told(each, call) for each in call.given]
    named = {key: _told(each, call) for key, each in call.named.items() if key not in passed}
    if make is None:
        return None
    if call.source.channels_first and isinstance(first, tuple):
        given, named = keras.channels_last(make, len(first) + 1, given, named)
    if make is not unchanged and any(each is UNREAD for each in (*given, *named.values())):
        arguments = bound(make, call.path[-1], first, given, named).arguments
        if any(each is UNREAD and key not in IDLE[framework] for key, each in arguments.items()):
            return None
        if any(each is UNREAD for each in given):
            # What comes after it is told by name.
            names = list(arguments)[1:]
            cut = next(place for place, each in enumerate(given) if each is UNREAD)
            named |= dict(zip(names[cut:], given[cut:], strict=False))
            given = given[:cut]
    if make is unchanged:
        given = [each for each in given if each is not UNREAD]
    return given, {key: each for key, each in named.items() if each is not UNREAD}


def _told(node: ast.expr, call: Call) -> object:
    try:
        return call.value(node)
    except (Unreadable, RecursionError):
        return UNREAD


def _made(call: Call, shape: Shape, usual: Framework, made: dict[str, Step | None]) -> Step | None:
    """Return what a call makes of a shape, if it is known; what was made before is not made again.

    Raises:
        ConvError: it makes no layer of that.
    """
    framework, name = _framework(call, usual) or usual, call.path[-1]
    if framework == "keras":
        declared = [(key, each) for key, each in call.named.items() if key in keras.DECLARING]
        if name in INPUTS:
            given_first = [*call.given[:1], *(each for key, each in call.named.items() if key == "shape")]
            declared = [("shape", each) for each in given_first[:1]]
        for key, each in declared:
            size = _told(each, call)
            if size is not UNREAD:
                keras.declared(shape, key, size, first=call.source.channels_first)
        if name in INPUTS:
            return Step(shape)
    read = told(call, framework, shape)
    if read is None:
        return None
    given, named = read
    # Networks repeat themselves. Numbers are told apart by how they are written: 3 is not 3.0.
    key = f"{framework}.{name} {shape} {given} {named}"
    if key not in made:
        arguments = bound(TABLES[framework][name], name, shape, given, named)
        made[key] = made_of(TABLES[framework][name], name, arguments)
    step = made[key]
    cells = UNREAD if call.cells is None else _told(call.cells, call)
    if cells is not UNREAD and step and (cells,) != step.shape:
        raise ConvError("reshape", field="size", shape=str(cells), count=prod(step.shape))
    return step


def _check_digits(made: Step, field: ReceptiveField | None) -> None:
    """Refuse numbers that nobody could read, which grow from layer to layer.

    Raises:
        ConvError: one of what a layer makes has too many digits.
    """
    jumps = field.jump if field else ()
    largest = max(
        prod(made.shape),
        made.parameters,
        made.multiplications,
        *(field.span if field else ()),
        *(max(jump.numerator, jump.denominator) for jump in jumps),
    )
    if largest >= 10**MOST_DIGITS:
        raise ConvError("too-many-digits", field="layers", value=largest, most=MOST_DIGITS)


def _through(
    field: ReceptiveField | None, layers: tuple[Spec, ...] | None, number: int
) -> ReceptiveField | None:
    if field is None or layers is None:
        return None
    try:
        for layer in layers:
            field = field.through(layer)
    except ConvError:
        # Too many kinds of cells to be told apart.
        return None
    return field.numbered(number)


__all__ = ["Network", "Row", "Skip", "Unknown", "read_network"]
