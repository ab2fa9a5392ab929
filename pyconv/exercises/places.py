"""Exercises about places: which cells have to do with one, and where that stands in the matrix."""

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np

from pyconv.exercises.model import Exercise, Parts, Table, cells_of, kind, numbers, one, rows_of
from pyconv.spec import ConvSpec
from pyconv.terms import terms


@kind("seen-cells")
def _seen_cells(draw: Random) -> Exercise | None:
    n, k, s = draw.randint(5, 7), draw.randint(2, 3), draw.randint(1, 2)
    d, p = draw.randint(1, 2), draw.randint(0, 1)
    spec = ConvSpec((n, n), k, stride=s, padding=p, dilation=d)
    row, column = (draw.randrange(size) for size in spec.output_size)
    if (s, d) == (1, 1) or not row + column:
        return None

    def seen(**other: int) -> str:
        settings: dict[str, Any] = {"stride": s, "padding": p, "dilation": d, **other}
        return _read(ConvSpec((n, n), k, **settings), row, column)

    wrong = {
        "cells-stride": seen(stride=1),
        "cells-dilation": seen(dilation=1),
        "cells-swapped": _read(spec, column, row),
    }
    if p:
        wrong["cells-padding"] = seen(padding=0)
    parts = one(seen(), {rule: cells for rule, cells in wrong.items() if cells})
    asked = {
        "k": k,
        "s": s,
        "d": d,
        "p": p,
        "row": row,
        "column": column,
        "top": row * s - p,
        "left": column * s - p,
    }
    return _pointing(asked, parts, _blank("input", n, n))


@kind("reached-cells")
def _reached_cells(draw: Random) -> Exercise | None:
    n, k, s, p = draw.randint(5, 6), draw.randint(2, 3), draw.randint(1, 2), draw.randint(0, 1)
    spec = ConvSpec((n, n), k, stride=s, padding=p)
    m = spec.output_size[0]
    row, column = draw.randrange(n), draw.randrange(n)
    found = terms(spec)
    reached = {o: t for i, t, o in found.tolist() if i == row * n + column}
    if not reached or m < 2:
        return None
    # The cell in the same place, if the output has one there: one of several that read it, or none of them.
    place = row * m + column
    wrong = {}
    if row < m and column < m:
        wrong["cell-alone" if place in reached else "cell-place"] = cells_of([place])
    if p:
        bare = ConvSpec((n, n), k, stride=s)
        width = bare.output_size[1]
        cells = [o // width * m + o % width for i, _, o in terms(bare).tolist() if i == row * n + column]
        wrong["cells-padding"] = cells_of(cells) or "-"
    asked = {"n": n, "k": k, "s": s, "p": p, "row": row, "column": column}
    return _pointing(asked, one(cells_of(reached), wrong), _blank("output", m, m))


@kind("matrix-weight")
def _matrix_weight(draw: Random) -> Exercise | None:
    n, k, s, p = draw.randint(4, 6), draw.randint(2, 3), draw.randint(1, 2), draw.randint(0, 1)
    t = draw.randrange(k)
    spec = ConvSpec(n, k, stride=s, padding=p)
    m = spec.outputs
    if m < 2 or 2 * t == k - 1 or m == n:
        return None
    places = {tap: [i * m + o for i, each, o in terms(spec).tolist() if each == tap] for tap in range(k)}
    wrong = {"other-end": cells_of(places[k - 1 - t])}
    if s > 1:
        dense = [(o + t - p) * m + o for o in range(m) if 0 <= o + t - p < n]
        wrong["cells-stride"] = cells_of(dense)
    if p:
        wrong["cells-padding"] = cells_of((o * s + t) * m + o for o in range(m) if o * s + t < n)
    heads = tuple(f"X{i}" for i in range(n)), tuple(f"O{o}" for o in range(m))
    asked = {"n": n, "k": k, "s": s, "p": p, "t": t, "m": m}
    return _pointing(asked, one(cells_of(places[t]), wrong), _blank("matrix", n, m)._replace(heads=heads))


@kind("matrix-entry")
def _matrix_entry(draw: Random) -> Exercise | None:
    n, k, s, p = draw.randint(4, 6), draw.randint(2, 3), draw.randint(1, 2), draw.randint(0, 1)
    spec = ConvSpec((n, n), k, stride=s, padding=p)
    m = spec.output_size[0]
    row, column, u, v = (draw.randrange(size) for size in (n, n, m, m))
    kernel = np.array(draw.sample(range(1, 10), k * k)).reshape(k, k)
    down, along = row + p - s * u, column + p - s * v
    # The window reads the cell, or misses it by one.
    if m < 2 or not all(-1 <= offset <= k for offset in (down, along)):
        return None
    line, across = row * n + column, u * m + v
    met = {(i, o): int(kernel.flat[t]) for i, t, o in terms(spec).tolist()}
    right = met.get((line, across), 0)
    wrong = {
        "entry-turned": _weight(kernel[::-1, ::-1], down, along),
        "entry-swapped": _weight(kernel, along, down),
        "entry-stride": _weight(kernel, row + p - u, column + p - v),
        "entry-padding": _weight(kernel, row - s * u, column - s * v),
    }
    wrong = {rule: weight for rule, weight in wrong.items() if weight} | {"entry-none": 0}
    asked: dict[str, object] = {"n": n, "m": m, "k": k, "s": s, "p": p}
    asked |= {"row": row, "column": column, "u": u, "v": v, "line": line, "across": across}
    asked |= {"down": down, "along": along, "why": f"exercises.entry.{'met' if right else 'outside'}"}
    return Exercise(asked=asked, tables=(Table("kernel", rows_of(kernel)),), **numbers(right, wrong))


@kind("row-of-cell")
def _row_of_cell(draw: Random) -> Exercise | None:
    height, width = draw.randint(3, 6), draw.randint(3, 7)
    row, column = draw.randrange(1, height), draw.randrange(1, width)
    if height == width:
        return None
    wrong = {
        "column-by-column": column * height + row,
        "times-height": row * height + column,
        "from-one": row * width + column + 1,
    }
    asked = {"height": height, "width": width, "row": row, "column": column}
    return Exercise(asked=asked, **numbers(row * width + column, wrong))


def _pointing(asked: Mapping[str, object], parts: Parts, pointed: Table) -> Exercise | None:
    return Exercise(asked=asked, way="cells", tables=(pointed,), **parts)


def _blank(name: str, height: int, width: int) -> Table:
    return Table(name, (("",) * width,) * height, pointed=True)


def _read(spec: ConvSpec, row: int, column: int) -> str:
    """Return the input cells that an output cell reads."""
    height, width = spec.output_size
    if row >= height or column >= width:
        return ""
    out = row * width + column
    return cells_of(i for i, _, o in terms(spec).tolist() if o == out)


def _weight(kernel: Any, down: int, along: int) -> int:
    """Return the weight so far down and along; 0 outside the kernel."""
    height, width = kernel.shape
    return int(kernel[down, along]) if 0 <= down < height and 0 <= along < width else 0
