"""What one cell of a layer sees, along the first axis: on the input, and on every layer between."""

from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks import Network, Row
from pyconv.networks.checkerboard import repeated_totals
from pyconv.paths import paths_along
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

MOST_DRAWN = 64
"""Cells of a field that are drawn."""

IN_SIGHT = 36
"""Cells of a field that are seen without scrolling: the most that are drawn without being asked for."""

MOST_LINES = 12
"""Maps on which a field is drawn."""

LONGEST_MAP = 100_000
"""Cells along an axis of a map on which paths are counted for a drawing."""

MOST_REPEATED = 16
"""Cells along an axis of the pattern that repeats."""


class Line(NamedTuple):
    """The cells of one map that a cell sees.

    Attributes:
        number: of the layer that made the map; 0 is the input.
        depth: how many geometries the map has behind it.
        first: the first cell that is seen.
        paths: from that one and each after it, up to the last that is seen.
    """

    number: int
    depth: int
    first: int
    paths: list[int]


class Drawn(NamedTuple):
    """The field of a cell.

    Attributes:
        row: which layer's cell, counted from 0.
        cell: its number along the first axis.
        lines: from the input to that layer itself.
        left_out: maps between that are not drawn.
    """

    row: int
    cell: int
    lines: tuple[Line, ...]
    left_out: int


def middle(row: Row) -> tuple[int, ...]:
    """Return the cell in the middle of a map."""
    return tuple(size // 2 for size in row.output_shape[1:])


def extent(row: Row) -> tuple[int, int] | None:
    """Return the first and the last place that a map's middle cell spans along the first axis."""
    return None if row.field is None else row.field.extent(middle(row))[0]


def fits(row: Row, most: int = MOST_DRAWN) -> bool:
    """Return whether the field of a layer is small enough to be drawn."""
    return row.field is not None and row.field.span[0] <= most


def chosen(typed: tuple[int, ...], network: Network) -> int:
    """Return the layer that was asked for, counted from 0; without a wish, the last that is seen at once.

    Raises:
        ConvError: there is none of that number.
    """
    if not typed:
        return max((place for place, row in enumerate(network.rows) if fits(row, IN_SIGHT)), default=0)
    (number,) = typed
    if number > len(network.rows):
        raise ConvError(
            "out-of-range", field="layer", name="layer", value=number, low=1, high=len(network.rows)
        )
    return number - 1


def drawn(network: Network, asked: int, typed: tuple[int, ...]) -> Drawn | str:
    """Return the field of a layer's cell, the middle one without a wish; or why there is none to be drawn.

    Raises:
        ConvError: the layer has no such cell.
    """
    row = network.rows[asked]
    if row.field is None:
        return "no-field"
    cells = row.output_shape[1]
    (cell,) = typed or middle(row)[:1]
    if cell >= cells:
        raise ConvError("out-of-range", field="field_cell", name="cell", value=cell, low=0, high=cells - 1)
    numbers = [0, *_numbers(network, asked)]
    kept = numbers if len(numbers) <= MOST_LINES else [0, *numbers[1 - MOST_LINES :]]
    sizes = [_size(network, number) for number in kept]
    if not fits(row) or max(sizes) > LONGEST_MAP:
        return "too-large"
    lines = [_line(network, number, row, cell, size) for number, size in zip(kept, sizes, strict=True)]
    if not any(lines[0].paths):
        return "sees-nothing"
    if any(len(line.paths) > MOST_DRAWN for line in lines):
        return "too-large"
    return Drawn(asked, cell, tuple(lines), len(numbers) - len(kept))


def paths_between(network: Network, above: Line, below: Line, cell: int) -> list[int]:
    """Return the paths to a cell of one map from each of the cells of another that are drawn."""
    layers = network.layers[above.depth : below.depth]
    found = paths_along(layers, 0, cell) if layers else [0] * cell + [1]
    return found[above.first : above.first + len(above.paths)]


def repeated(network: Network, asked: int) -> tuple[tuple[int, ...], ...]:
    """Return, per axis, the paths into the cells of a layer; none if no layer before makes maps larger."""
    row = network.rows[asked]
    layers = network.layers[: row.depth]
    if row.field is None or not any(enlarges(layer) for layer in layers):
        return ()
    try:
        return tuple(repeated_totals(layers, axis) for axis in range(len(row.field.span)))
    except ConvError:
        return ()


def enlarges(layer: Spec) -> bool:
    """Return whether a layer makes maps larger."""
    return isinstance(layer, TransposedSpec) and max(layer.stride) > 1


def _numbers(network: Network, asked: int) -> list[int]:
    """Return the layers up to one that look at several cells, and that one itself, counted from 1."""
    found = [
        number
        for number, row in enumerate(network.rows[:asked], 1)
        if row.depth < network.rows[asked].depth and not all(map(_moves, row.layers or ()))
    ]
    return [*found, asked + 1]


def _moves(layer: Spec) -> bool:
    """Return whether each cell is one of those before, at another place at most."""
    return isinstance(layer, ConvSpec) and layer.kernel_size[0] == layer.stride[0] == 1


def _size(network: Network, number: int) -> int:
    shape = network.rows[number - 1].output_shape if number else network.input_shape
    return shape[1]


def _line(network: Network, number: int, row: Row, cell: int, size: int) -> Line:
    depth = network.rows[number - 1].depth if number else 0
    layers = network.layers[depth : row.depth]
    paths = paths_along(layers, 0, cell) if layers else [int(at == cell) for at in range(size)]
    seen = [at for at, count in enumerate(paths) if count]
    first, last = (seen[0], seen[-1]) if seen else (0, 0)
    return Line(number, depth, first, paths[first : last + 1])
