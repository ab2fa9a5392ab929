"""The field of a cell along two axes: on the input, and on the maps between, as planes of cells.

Along each axis by itself the paths are counted; those to a cell of the plane are the product of both.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.networks import Network
from pyconv.paths import paths_along
from pyconv.pictures.exact import grouped
from pyconv.pictures.model import Cell, Grid, Kind, Panel, Prose
from pyconv.pictures.views.network.field import LONGEST_MAP, Drawn

WIDEST = 32
"""Cells along an axis of a plane that is drawn."""

MOST_CELLS = 1_200
"""Cells of all planes together."""

WRITTEN_OUT = 10**3
"""Numbers of paths below this stand in their cells, as long as these are large enough to be read."""

READABLE = 16
"""Cells along an axis of a plane in which numbers can be read; in larger ones stand only those of holes.

A field that nobody asked for is drawn as far as it can be read.
"""

AXES = 2


class Map(NamedTuple):
    """The cells of one map that a cell sees.

    Attributes:
        number: of the layer that made the map; 0 is the input.
        first: the first row and column that are seen.
        along: the paths along both axes, from these on up to the last that are seen.
    """

    number: int
    first: tuple[int, int]
    along: tuple[list[int], list[int]]

    @property
    def cells(self) -> int:
        """Return how many cells there are."""
        return len(self.along[0]) * len(self.along[1])

    def paths(self, row: int, column: int) -> int:
        """Return the paths from a cell, counted from the first that is seen."""
        return self.along[0][row] * self.along[1][column]


class Plane(NamedTuple):
    """The field of a cell along two axes.

    Attributes:
        number: the layer's, from 1.
        cell: row and column on its map.
        maps: the input, and what is drawn of the maps between.
        left_out: how many maps between are too many to be drawn.
    """

    number: int
    cell: tuple[int, int]
    maps: tuple[Map, ...]
    left_out: int


def plane(
    network: Network, drawn: Drawn | str, typed: Sequence[int], widest: int = WIDEST
) -> Plane | tuple[int, ...] | None:
    """Return the field along two axes, or how many cells it has along each if one has more than `widest`.

    None, if there are not two axes, or no field is drawn along the first one either.

    Raises:
        ConvError: the layer has no such column.
    """
    if isinstance(drawn, str):
        return None
    shape = network.rows[drawn.row].output_shape
    if len(shape) != AXES + 1:
        return None
    column = typed[1] if len(typed) > 1 else shape[2] // 2
    if column >= shape[2]:
        raise ConvError(
            "out-of-range", field="field_cell", name="cell", value=column, low=0, high=shape[2] - 1
        )
    maps: list[Map] = []
    for line in drawn.lines:
        layers = network.layers[line.depth : network.rows[drawn.row].depth]
        if layers and layers[0].input_size[1] > LONGEST_MAP:
            return (len(line.paths), layers[0].input_size[1])
        across = paths_along(layers, 1, column) if layers else [0] * column + [1]
        seen = [at for at, count in enumerate(across) if count]
        if not seen:
            return None
        maps.append(Map(line.number, (line.first, seen[0]), (line.paths, across[seen[0] : seen[-1] + 1])))
    if max(map(len, maps[0].along)) > widest:
        return (*map(len, maps[0].along),)
    kept, cells = [maps[0]], maps[0].cells
    # The nearest to the cell are the smallest.
    for each in reversed(maps[1:]):
        cells += each.cells
        if cells > MOST_CELLS or max(map(len, each.along)) > widest:
            break
        kept.insert(1, each)
    return Plane(drawn.row + 1, (drawn.cell, column), (*kept,), len(maps) - len(kept))


def panels(found: Plane | tuple[int, ...] | None, language: str) -> Iterator[Panel]:
    """Yield a grid for each map, and what is to be said of them."""
    if found is None:
        return
    if not isinstance(found, Plane):
        down, across = (grouped(each, language) for each in found)
        known = "network.plane-large" if max(found) > WIDEST else "network.plane-unasked"
        said = say(language, known, down=down, across=across, most=WIDEST)
        yield Prose("plane", "", f"<p>{escape(said)}</p>")
        return
    row, column = (grouped(each, language) for each in found.cell)
    words = [say(language, "network.plane-product")]
    if found.left_out:
        words.append(say(language, "network.left-out", count=found.left_out))
    title = say(language, "network.plane", number=found.number, row=row, column=column)
    yield Prose("plane", title, f"<p>{escape(' '.join(words))}</p>")
    # All are of one scale.
    largest = max(max(map(len, each.along)) for each in found.maps)
    below = WRITTEN_OUT if largest <= READABLE else 1
    for each in found.maps:
        yield Grid(f"plane{each.number}", _title(each, language), "", (*_rows(each, below),), scale="plane")


def _title(each: Map, language: str) -> str:
    ends = [
        grouped(place, language)
        for first, paths in zip(each.first, each.along, strict=True)
        for place in (first, first + len(paths) - 1)
    ]
    named = dict(zip(("top", "bottom", "left", "right"), ends, strict=True))
    return say(
        language, "network.plane-map" if each.number else "network.plane-input", of=each.number, **named
    )


def _rows(each: Map, below: int) -> Iterator[tuple[Cell, ...]]:
    most = max(each.along[0]) * max(each.along[1])
    for row in range(len(each.along[0])):
        yield tuple(
            Cell(
                f"plane:{each.number}:{row}:{column}",
                Kind.MADE,
                str(paths) if (paths := each.paths(row, column)) < below else "",
                row,
                column,
                shade=round(paths / most, 3),
            )
            for column in range(len(each.along[1]))
        )


def counts(found: Plane) -> tuple[int, int, int]:
    """Return the limits of the numbers in the key of a cell."""
    lengths = [[len(each.along[axis]) for each in found.maps] for axis in range(AXES)]
    return found.number + 1, max(lengths[0]), max(lengths[1])


def told_of(found: Plane, numbers: Sequence[int], language: str) -> str | None:
    """Return what is said of a cell; None if there is none of these numbers."""
    number, row, column = numbers
    each = next((each for each in found.maps if each.number == number), None)
    if each is None or row >= len(each.along[0]) or column >= len(each.along[1]):
        return None
    place = [grouped(first + at, language) for first, at in zip(each.first, (row, column), strict=True)]
    to = [grouped(at, language) for at in found.cell]
    return say(
        language,
        "network.plane-paths" if number else "network.plane-paths-input",
        count=each.paths(row, column),
        cell=f"({', '.join(place)})",
        to=f"({', '.join(to)})",
        number=found.number,
        of=number,
    )
