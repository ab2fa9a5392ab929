"""The layers of a network with what was said of each: the shape that comes in, and all arguments."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from pyconv.errors import ConvError
from pyconv.networks import TABLES, Framework, Network, Row, told
from pyconv.networks.binding import bound
from pyconv.networks.constants import Unreadable, dotted, value
from pyconv.networks.skips import concatenated
from pyconv.networks.steps import Shape, Step
from pyconv.networks.text import PUT_TOGETHER, Call


@dataclass(frozen=True)
class Part:
    """A layer of a network.

    Attributes:
        row: as it was read.
        before: the shape that comes in, channels first, with those of a copy that is read.
        made: what the layer makes of it.
        given, named: its arguments by position and by name.
        values: all its arguments, those left out with their usual values.
        after: the name of the activation that is an argument of a layer of Keras, if there is one.
        apart: whether that argument is not among those given and named.
    """

    row: Row
    before: Shape
    made: Step
    given: list[object]
    named: dict[str, object]
    values: dict[str, object]
    after: str = ""
    apart: bool = False

    @property
    def name(self) -> str:
        """Return what the layer's framework calls it."""
        return self.row.name

    @property
    def framework(self) -> Framework:
        """Return whose layer it is."""
        return self.row.framework

    @property
    def axes(self) -> int:
        """Return how many axes of space come in."""
        return len(self.before) - 1

    @property
    def written(self) -> str:
        """Return the layer as its framework writes it, with the values of all names."""
        given = [repr(each) for each in self.given]
        given += [f"{key}={each!r}" for key, each in self.named.items()]
        return f"{self.name}({', '.join(given)})"

    def argument(self, *names: str) -> object:
        """Return the first of some arguments that the layer has, or None."""
        return next((self.values[name] for name in names if name in self.values), None)


def parts(network: Network) -> Iterator[Part]:
    """Yield the layers of a network that was read from a text.

    Raises:
        ConvError: it was not.
    """
    arriving = network.input_shape
    # Networks repeat themselves, and what a layer is called with takes long to bind to its arguments.
    known: dict[str, tuple[Step, dict[str, object]]] = {}
    for row in network.rows:
        call = row.call
        if call is None:
            raise ConvError("row-unread", field="network", name=row.name, line=row.line)
        before = concatenated(arriving, row.joins).shape if row.joins else arriving
        if row.name in PUT_TOGETHER:
            arriving = before
            yield Part(row, before, Step(before), [], {}, {})
            continue
        if row.flattened:
            before = (prod(before),)
            flat = row._replace(name="Flatten", parameters=0, output_shape=before)
            yield Part(flat, arriving, Step(before, layers=None), [], {}, {})
        given, named = told(call, row.framework, before) or ([], {})
        written = f"{row.framework}.{row.name} {before} {given} {named}"
        if written not in known:
            known[written] = _made(row, before, given, named)
        made, values = known[written]
        apart = "activation" in call.named and row.name != "Activation"
        after = _activation(call) if apart else values.get("activation") or ""
        yield Part(row, before, made, given, named, values, str(after), apart)
        arriving = made.shape


def copied(network: Network) -> frozenset[int]:
    """Return the numbers of the rows whose maps are read again after others; 0 is the input."""
    return frozenset(row.joins.row for row in network.rows if row.joins)


def _made(
    row: Row, before: Shape, given: list[object], named: dict[str, object]
) -> tuple[Step, dict[str, object]]:
    """Return what a layer makes of a shape, and all its arguments."""
    make = TABLES[row.framework][row.name]
    arguments = bound(make, row.name, before, given, named)
    values = {key: each for key, each in arguments.arguments.items() if key != "shape"}
    return make(*arguments.args, **arguments.kwargs), values


def _activation(call: Call) -> object:
    """Return the name of the activation that a layer is told."""
    node = call.named["activation"]
    try:
        return value(node, call.names) or ""
    except Unreadable:
        return dotted(node).rpartition(".")[2] or "?"
