"""Networks as people write them: PyTorch's and Keras's lines, read and never run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal, NamedTuple

from pyconv.arithmetic import whole
from pyconv.errors import MOST_DIGITS, ConvError
from pyconv.networks import keras, pytorch
from pyconv.networks.binding import bound
from pyconv.networks.constants import Unreadable, value
from pyconv.networks.skips import Levels, Skip, concatenated, lacking
from pyconv.networks.steps import Maker, Shape, Step
from pyconv.networks.text import PUT_TOGETHER, Call, Unknown, calls
from pyconv.receptive_field import ReceptiveField
from pyconv.stack import Spec

Framework = Literal["pytorch", "keras"]

TABLES: dict[Framework, dict[str, Maker]] = {"pytorch": pytorch.LAYERS, "keras": keras.LAYERS}

IGNORED: dict[Framework, frozenset[str]] = {"pytorch": pytorch.IGNORED, "keras": keras.IGNORED}

MODULES: dict[str, Framework] = {"nn": "pytorch", "torch": "pytorch", "layers": "keras", "keras": "keras"}
"""Parts of a dotted name that tell which framework's it is."""

MOST_NUMBERS = 4
"""Channels and three axes."""

INPUTS = frozenset({"Input", "InputLayer"})
"""What Keras calls the input, which is no layer but says what comes in."""


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
        """Return the numbers that all layers learn, or keep."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiplications(self) -> int:
        """Return the products of all layers, for one input."""
        return sum(row.multiplications for row in self.rows)


def read_network(text: str, input_shape: Sequence[int], *, most_rows: int | None = None) -> Network:
    r"""Return the network of some lines of PyTorch or Keras, which are read and never run.

    The lines may be an `nn.Sequential(…)` or a `Sequential([…])`, single layers one after the other,
    as in the `__init__` of a class or with `model.add`, or what PyTorch prints of a model. Names of
    whole numbers may be given before (`width = 64`). Convolutions, poolings, padding, resizing, dense
    layers and normalisations are known with the arguments that their framework gives them;
    activations and dropout pass everything through.

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
            `numbers["line"]`, and under `numbers["row"]` how many layers come before it. What is not
            understood is no error: it is listed in `unknown`, and the rest is read as if it were not
            there. Or the text is too long, or too deep.

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
    unknown: list[Unknown] = []
    known: dict[str, Step | None] = {}
    seen: list[Spec] = []
    levels = Levels(shape)
    for piece in found:
        if len(rows) == most_rows:
            break
        arriving, line = (rows[-1].output_shape, rows[-1].line) if rows else (shape, 0)
        skip = None
        try:
            made, deeper = None, None
            if not isinstance(piece, Unknown):
                made, skip = _joined(piece, arriving, usual, known, levels.back(arriving))
            if made is not None:
                deeper = _through(field, made.layers, len(rows) + 1)
                _check_digits(made, deeper)
        except ConvError as error:
            error.numbers |= {"line": piece.line, "row": len(rows)}
            error.add_note(f"line {piece.line}: {piece.text}")
            raise
        if made is None or isinstance(piece, Unknown):
            unknown.append(Unknown(piece.line, piece.text))
        elif piece.path[-1] not in INPUTS:
            field = deeper
            seen += (made.layers or ()) if field is not None else ()
            if skip:
                levels.read()
            levels.passed(arriving, made, len(rows), line)
            rows.append(
                Row(
                    piece.line,
                    piece.text,
                    piece.path[-1],
                    made.shape,
                    made.parameters,
                    made.multiplications,
                    field,
                    len(seen),
                    made.layers,
                    skip,
                    made.sized,
                    framework=_framework(piece, usual) or usual,
                    call=piece,
                )
            )
    return Network(shape, tuple(rows), tuple(unknown), tuple(seen), usual)


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


def _joined(
    call: Call, shape: Shape, usual: Framework, made: dict[str, Step | None], skip: Skip | None
) -> tuple[Step | None, Skip | None]:
    """Return what a call makes of a shape, with the copy that it reads besides if that is what it takes.

    Raises:
        ConvError: it makes no layer of that.
    """
    if call.path[-1] in PUT_TOGETHER:
        return (concatenated(shape, skip), skip) if skip else (None, None)
    try:
        return _made(call, shape, usual, made), None
    except ConvError as error:
        if skip is None or not lacking(error, shape, skip):
            error.numbers["copied"] = skip.output_shape[0] if skip else 0
            raise
    both = concatenated(shape, skip)
    step = _made(call, both.shape, usual, made)
    return step and replace(step, layers=(*(both.layers or ()), *(step.layers or ()))), skip


def _made(call: Call, shape: Shape, usual: Framework, made: dict[str, Step | None]) -> Step | None:
    """Return what a call makes of a shape, if it is known; what was made before is not made again.

    Raises:
        ConvError: it makes no layer of that.
    """
    framework, name = _framework(call, usual) or usual, call.path[-1]
    try:
        given = [value(each, call.names) for each in call.given]
        named = {
            key: value(each, call.names)
            for key, each in call.named.items()
            if key not in IGNORED[framework] and not (name in INPUTS and key != "shape")
        }
    except (Unreadable, RecursionError):
        return None
    if name in INPUTS:
        for told in (*given, *named.values())[:1]:
            keras.declared(shape, "shape", told)
        return Step(shape)
    if framework == "keras":
        for key in keras.DECLARING:
            if key in named:
                keras.declared(shape, key, named.pop(key))
    # Networks repeat themselves. Numbers are told apart by how they are written: 3 is not 3.0.
    key = f"{framework}.{name} {shape} {given} {named}"
    if key not in made:
        made[key] = _step(framework, name, shape, given, named)
    return made[key]


def _step(
    framework: Framework, name: str, shape: Shape, given: list[object], named: dict[str, object]
) -> Step | None:
    """Return what a layer makes of a shape, if there is such a layer."""
    make = TABLES[framework].get(name)
    if make is None:
        return None
    arguments = bound(make, name, shape, given, named)
    return make(*arguments.args, **arguments.kwargs)


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
