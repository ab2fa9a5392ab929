"""What a reader can change of a network, and what is found out about it."""

from collections.abc import Callable
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks import Network, Row, read_network
from pyconv.paths import effective_field, paths_along
from pyconv.pictures.controls import Choice, Code, Condition
from pyconv.pictures.settings import Controls
from pyconv.pictures.size_controls import Sizes
from pyconv.pictures.views.network.presets import PRESETS

OWN = "own"

MOST_DRAWN = 64
"""Cells of a field that are drawn."""

LONGEST_INPUT = 100_000
"""Cells along an axis of an input on which paths are counted for a drawing."""

MOST_ROWS = 60
"""Layers of a network of which other inputs are tried."""

FARTHEST = 2**12
"""How far from the input's own size other inputs are tried."""

EXAMPLE = """\
nn.Conv2d(3, 16, 3, padding=1)
nn.ReLU()
nn.MaxPool2d(2)
nn.Conv2d(16, 32, 3, padding=1)
nn.ReLU()
nn.MaxPool2d(2)
nn.Flatten()
"""


class Shape(Sizes):
    """Channels, then the cells along every axis of space."""

    def ends(self) -> tuple[str, str]:
        """Return no space at all, or nothing where that will do, and much space for the same channels."""
        if not self.default:
            return super().ends()
        channels, *space = self.read(self.default)
        return "1", " × ".join(map(str, (channels, *[10**6] * len(space))))


class Settings(Controls):
    """What a reader can change."""

    network = Choice((*PRESETS, OWN), "lenet")
    code = Code(EXAMPLE, when=Condition("network", (OWN,)))
    own_input = Shape("3 × 32 × 32", axes=4, when=Condition("network", (OWN,)))
    other_input = Shape("", axes=4, optional=True, when=Condition("network", tuple(PRESETS)))
    layer = Sizes("", axes=1, optional=True)


class Drawn(NamedTuple):
    """The field of a cell along the first axis.

    Attributes:
        row: which layer's cell, counted from 0.
        cell: its number along the axis.
        first: the first cell of the input that is drawn.
        paths: from each of the cells drawn.
    """

    row: int
    cell: int
    first: int
    paths: list[int]


class Shown(NamedTuple):
    """A network and what is said of it.

    Attributes:
        network: as it was read.
        source: where it was published; empty for the reader's own.
        halves: for each layer the cells that hold half of all paths, along each axis.
        alike: along each axis the first and the last input size that gives the same last map, as far as
            they were looked for; None where the search ended before a border.
        drawn: the field that is drawn, or None.
        asked: the layer whose field was asked for, counted from 0.
    """

    network: Network
    source: str
    halves: tuple[tuple[int, ...] | None, ...]
    alike: tuple[tuple[int | None, int | None], ...]
    drawn: Drawn | None
    asked: int


def prepare(chosen: Settings) -> Shown:
    """Return the network that the reader chose or wrote.

    Raises:
        ConvError: a line makes no layer of what comes before it, or there is no line that is one.
    """
    own = chosen.network == OWN
    preset = None if own else PRESETS[chosen.network]
    text = preset.text if preset else chosen.code
    shape = chosen.own_input if not preset else chosen.other_input or preset.input_shape
    given = "own_input" if own else "other_input"
    try:
        network = read_network(text, shape)
    except ConvError as error:
        field = "code" if own and error.field != "input" else given
        raise ConvError(error.reason, field=field, **error.numbers) from None
    if not network.rows:
        raise ConvError("no-network", field="code", count=len(network.unknown))
    asked = _asked(chosen.layer, network)
    return Shown(
        network,
        preset.source if preset else "",
        _halves(network),
        _alike(text, network),
        _drawn(network, asked),
        asked,
    )


def middle(row: Row) -> tuple[int, ...]:
    """Return the cell in the middle of a map."""
    return tuple(size // 2 for size in row.output_shape[1:])


def extent(row: Row) -> tuple[int, int] | None:
    """Return the first and the last place that a map's middle cell spans along the first axis."""
    return None if row.field is None else row.field.extent(middle(row))[0]


def spatial(network: Network) -> int:
    """Return how many layers come before the space ends."""
    return sum(1 for row in network.rows if len(row.output_shape) == len(network.input_shape))


def _fits(row: Row) -> bool:
    return row.field is not None and row.field.span[0] <= MOST_DRAWN


def _asked(typed: tuple[int, ...], network: Network) -> int:
    if not typed:
        # Without a wish, the last whose field can be drawn.
        return max((place for place, row in enumerate(network.rows) if _fits(row)), default=0)
    (number,) = typed
    if number > len(network.rows):
        raise ConvError(
            "out-of-range", field="layer", name="layer", value=number, low=1, high=len(network.rows)
        )
    return number - 1


def _halves(network: Network) -> tuple[tuple[int, ...] | None, ...]:
    if not network.layers:
        return tuple(None if row.field is None else (1,) * len(row.field.span) for row in network.rows)
    try:
        found = effective_field(network.layers)
    except ConvError:
        return (None,) * len(network.rows)
    return tuple(None if row.field is None else found[row.depth] for row in network.rows)


def _drawn(network: Network, asked: int) -> Drawn | None:
    row = network.rows[asked]
    seen = extent(row)
    size = network.input_shape[1] if len(network.input_shape) > 1 else 0
    if seen is None or not _fits(row) or not 0 < size <= LONGEST_INPUT:
        return None
    first, last = max(seen[0], 0), min(seen[1], size - 1)
    if last < first:
        return None
    cell = middle(row)[0]
    paths = (
        paths_along(network.layers[: row.depth], 0, cell)
        if row.depth
        else [int(at == cell) for at in range(size)]
    )
    return Drawn(asked, cell, first, paths[first : last + 1])


def _alike(text: str, network: Network) -> tuple[tuple[int | None, int | None], ...]:
    """Return the inputs that give the same last map, found by trying: sizes that do lie side by side."""
    shape, rows = network.input_shape, spatial(network)
    if not 0 < rows <= MOST_ROWS:
        return ()
    wanted = network.rows[rows - 1].output_shape

    def same(axis: int, size: int) -> bool:
        tried = (*shape[:axis], size, *shape[axis + 1 :])
        try:
            made = read_network(text, tried, most_rows=rows).rows
        except ConvError:
            return False
        return len(made) == rows and made[-1].output_shape == wanted

    return tuple(
        (_border(axis, shape[axis], -1, same), _border(axis, shape[axis], 1, same))
        for axis in range(1, len(shape))
    )


def _border(axis: int, size: int, way: int, same: Callable[[int, int], bool]) -> int | None:
    """Return the last size on one side that does as well, or None if it is far away."""
    good, step = 0, 1
    while step <= FARTHEST and size + way * step > 0 and same(axis, size + way * step):
        good, step = step, step * 2
    if step > FARTHEST:
        return None
    bad = min(step, size) if way < 0 else step
    while bad - good > 1:
        tried = (good + bad) // 2
        good, bad = (tried, bad) if same(axis, size + way * tried) else (good, tried)
    return size + way * good
