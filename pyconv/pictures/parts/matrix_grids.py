"""The grid of a matrix, entry by entry or as a pattern of where its taps stand."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, UNIT, Cell, Grid, Kind, Shape, ShapeKind
from pyconv.pictures.parts.meetings import apart_key, taps_between, term_key
from pyconv.spec import ConvSpec

MOST_LEGIBLE = 64
"""Beyond so many inputs, or outputs, the entries are not written: only where they stand is shown."""


def legible(spec: ConvSpec) -> bool:
    """Return whether the entries of the matrix are written out."""
    return max(spec.inputs, spec.outputs) <= MOST_LEGIBLE


def corners(spec: ConvSpec, *, transposed: bool = False) -> tuple[tuple[int, int], ...]:
    """Return row and column of the corners of U, or of T: four, or fewer of a matrix of one row or column."""
    height, width = (spec.outputs, spec.inputs) if transposed else (spec.inputs, spec.outputs)
    return tuple((line, at) for line in sorted({0, height - 1}) for at in sorted({0, width - 1}))


def stands_for_all(spec: ConvSpec, key: str, *, transposed: bool = False) -> bool:
    """Return whether a key names a cell, or the outline, that tells of the matrix as a whole."""
    if legible(spec):
        return key == "corner:matrix"
    places = corners(spec, transposed=transposed)
    return key in {"corner:matrix:outline", *(f"corner:matrix:{line}:{at}" for line, at in places)}


def entries(spec: ConvSpec, kernel: Rationals, language: str, *, transposed: bool = False) -> list[list[str]]:
    """Return the entries of U, or of T, in numbers: where several taps join two cells, their sum."""
    weights = exact.texts(kernel, language, exact=True)
    joined = taps_between(spec)
    rows = [
        ["+".join(weights[tap] for tap in joined.get((cell, out), ())) or "0" for out in range(spec.outputs)]
        for cell in range(spec.inputs)
    ]
    return [list(column) for column in zip(*rows, strict=True)] if transposed else rows


def matrix_grid(
    spec: ConvSpec, written: Sequence[Sequence[str]], heads: tuple[Sequence[str], Sequence[str]], title: str,
    *, transposed: bool = False, name: str = "matrix",
) -> Grid:  # fmt: skip
    """Return U, or T with `transposed`, with the names of its rows and columns at its sides.

    Args:
        spec: the convolution whose matrix it is.
        written: what stands at each row and column.
        heads: what is written beside the rows and above the columns.
    """
    joined = taps_between(spec)
    row_kind, column_kind = ("out", "in") if transposed else ("in", "out")
    row_heads, column_heads = heads
    corner = Cell(f"corner:{name}", Kind.HEAD, "", -1, -1)
    rows = [
        (
            corner,
            *(Cell(f"{column_kind}:{at}", Kind.HEAD, head, -1, at) for at, head in enumerate(column_heads)),
        )
    ]
    for line, head in enumerate(row_heads):
        cells = [Cell(f"{row_kind}:{line}", Kind.HEAD, head, line, -1)]
        for at, entry in enumerate(written[line]):
            cell, out = (at, line) if transposed else (line, at)
            taps = joined.get((cell, out))
            if taps is None:
                cells.append(Cell(apart_key(cell, out), Kind.ZERO, entry, line, at))
            else:
                key = term_key(cell, out, taps)
                cells.append(Cell(key, Kind.ENTRY, entry, line, at, hue=taps[0] % HUES))
        rows.append(tuple(cells))
    return Grid(name, title, "", tuple(rows), scale=name, wide=True)


def pattern_grid(spec: ConvSpec, title: str, *, transposed: bool = False, name: str = "matrix") -> Grid:
    """Return where the taps stand in a matrix that is too large to be written: one area per tap."""
    squares: dict[int, list[str]] = {}
    for (cell, out), taps in taps_between(spec).items():
        line, at = (out, cell) if transposed else (cell, out)
        squares.setdefault(taps[0], []).append(f"M{at * UNIT} {line * UNIT}h{UNIT}v{UNIT}h-{UNIT}z")
    height, width = (spec.outputs, spec.inputs) if transposed else (spec.inputs, spec.outputs)
    # The cells say how far the grid reaches.
    places = groupby(corners(spec, transposed=transposed), key=itemgetter(0))
    ends = tuple(
        tuple(Cell(f"corner:{name}:{line}:{at}", Kind.PIXEL, "", line, at) for line, at in row)
        for _, row in places
    )
    edge = f"M0 0h{width * UNIT}v{height * UNIT}h-{width * UNIT}z"
    outline = Shape(f"corner:{name}:outline", ShapeKind.OUTLINE, edge)
    shapes = tuple(
        Shape(f"tap:{tap}", ShapeKind.AREA, "".join(places), tap % HUES)
        for tap, places in sorted(squares.items())
    )
    return Grid(name, title, "", ends, shapes=(outline, *shapes), scale=name)
