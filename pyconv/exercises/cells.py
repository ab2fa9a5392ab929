"""Exercises about cells: what value stands in one, what it has to do with others, its place in the matrix."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from pyconv.exercises.model import Exercise, Table, cells_of, kind, numbers, one, rows_of
from pyconv.ops import convolve, cross_correlate, transposed_conv
from pyconv.pooling_ops import pool
from pyconv.spec import ConvSpec
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec


@kind("value")
def _value(draw: Random) -> Exercise | None:
    x, kernel, s = _digits(draw, 4, 4, 0, 4), _digits(draw, 2, 2, -2, 2), draw.randint(1, 2)
    made = cross_correlate(x, kernel, stride=s)
    row, column = (draw.randrange(size) for size in made.shape)
    if row == column:
        return None
    window = x[row * s : row * s + 2, column * s : column * s + 2]
    wrong = {
        "turned": (window * kernel[::-1, ::-1]).sum(),
        "swapped": made[column, row],
        "no-stride-cell": (x[row : row + 2, column : column + 2] * kernel).sum(),
        "not-multiplied": window.sum(),
        "transposed-kernel": (window * kernel.T).sum(),
    }
    found = _numbers(made[row, column], wrong)
    if "turned" not in _rules(found):
        return None
    asked = {"s": s, "row": row, "column": column, "sum": _sum(window, kernel)}
    return Exercise(
        asked=asked, tables=(Table("input", rows_of(x)), Table("kernel", rows_of(kernel))), **found
    )


@kind("turned-value")
def _turned_value(draw: Random) -> Exercise | None:
    x, kernel = _digits(draw, 3, 3, 0, 4), _digits(draw, 2, 2, -2, 3)
    row, column = draw.randrange(2), draw.randrange(2)
    window = x[row : row + 2, column : column + 2]
    turned = kernel[::-1, ::-1]
    wrong = {
        "not-turned": (window * kernel).sum(),
        "flipped-once": (window * kernel[:, ::-1]).sum(),
        "flipped-upright": (window * kernel[::-1]).sum(),
    }
    found = _numbers(convolve(x, kernel)[row, column], wrong)
    if "not-turned" not in _rules(found):
        return None
    asked = {"row": row, "column": column, "sum": _sum(window, turned)}
    return Exercise(
        asked=asked, tables=(Table("input", rows_of(x)), Table("kernel", rows_of(kernel))), **found
    )


@kind("polynomial")
def _polynomial(draw: Random) -> Exercise | None:
    first, second = (_digits(draw, 1, size, 2, 5)[0] for size in (draw.randint(2, 3), 3))
    n = draw.randrange(1, len(first) + 1)
    made = transposed_conv(first, second)
    meet = [i for i in range(len(first)) if 0 <= n - i < len(second)]
    wrong = {
        "polynomial-turned": transposed_conv(first, second[::-1])[n],
        "polynomial-one": first[meet[0]] * second[n - meet[0]],
        "polynomial-next": made[n + 1],
    }
    products = " + ".join(f"{first[i]} · {second[n - i]}" for i in meet)
    asked = {"first": _power_sum(first), "second": _power_sum(second), "n": n, "sum": products}
    return Exercise(asked=asked, **_numbers(made[n], wrong))


@kind("impulse")
def _impulse(draw: Random) -> Exercise | None:
    kernel, size, at = _digits(draw, 1, 3, -3, 4)[0], draw.randint(2, 5), draw.randrange(1, 4)
    x = np.zeros(5, int)
    x[at] = size
    t = draw.choice((0, 2))
    true = draw.choice((True, False))
    # The true convolution with all its places, and the cross-correlation, which lays the kernel down turned.
    stamped, turned = transposed_conv(x, kernel)[at + t], transposed_conv(x, kernel[::-1])[at + t]
    right, other = (stamped, turned) if true else (turned, stamped)
    wrong = {
        "impulse-turned" if true else "impulse-not-turned": other,
        "impulse-weight": right // size,
        "impulse-alone": size,
    }
    found = _numbers(right, wrong)
    if kernel[0] == kernel[2]:
        return None
    tables = (Table("input", rows_of(x)), Table("kernel", rows_of(kernel)))
    name = "true" if true else "correlation"
    asked = {
        "operation": f"exercises.impulse.{name}",
        "how": f"exercises.impulse.{name}-how",
        "n": at + t,
        "size": size,
        "weight": _factor(int(kernel[t if true else 2 - t])),
        "at": at,
    }
    return Exercise(asked=asked, tables=tables, **found)


@kind("echo-place")
def _echo_place(draw: Random) -> Exercise | None:
    taps, apart, at = draw.randint(3, 9), 100 * draw.randint(3, 60), 100 * draw.randint(5, 90)
    tap = draw.randrange(2, taps)
    wrong = {
        "echo-counted": at + (tap - 1) * apart,
        "echo-begun": tap * apart,
        "echo-once": at + apart,
        "echo-next": at + (tap + 1) * apart,
    }
    asked = {"taps": taps, "last": taps - 1, "apart": apart, "at": at, "tap": tap}
    return Exercise(asked=asked, **_numbers(at + tap * apart, wrong))


@kind("pooled-value")
def _pooled_value(draw: Random) -> Exercise | None:
    x, largest = _digits(draw, 4, 4, 0, 9), draw.choice((True, False))
    row, column = draw.randrange(2), draw.randrange(2)
    window = x[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
    # An average of four whole numbers, as a fraction.
    average = f"{window.sum()}/4"
    both = pool(x, 2, stride=2)[row, column], average
    right, other = both if largest else both[::-1]
    wrong = {"other-pooling": other, "not-divided": window.sum(), "smallest": window.min()}
    found = _numbers(right, wrong)
    pooling = f"exercises.pooling.{'largest' if largest else 'average'}"
    asked = {"row": row, "column": column, "pooling": pooling, "window": ", ".join(map(str, window.ravel()))}
    return Exercise(asked=asked, tables=(Table("input", rows_of(x)),), **found)


@kind("padded-average")
def _padded_average(draw: Random) -> Exercise | None:
    k, counted = draw.randint(2, 3), draw.choice((True, False))
    x = _digits(draw, k + 2, k + 2, 0, 9)
    row, column = draw.randrange(3), draw.randrange(3)
    if row == column == 1:
        return None
    # Averages of objects are exact.
    averages = [
        pool(x.astype(object), k, stride=2, padding=1, kind="average", count_include_pad=way)
        for way in (counted, not counted)
    ]
    right, other = (made[row, column] for made in averages)
    at = np.s_[2 * row : 2 * row + k, 2 * column : 2 * column + k]
    total, held = (int(np.pad(cells, 1)[at].sum()) for cells in (x, np.ones_like(x)))
    wrong = {"average-left-out" if counted else "average-counted": other, "not-divided": total}
    if x[at].size == k**2:
        wrong["average-no-padding"] = Fraction(int(x[at].sum()), k**2)
    if row != column:
        wrong["swapped"] = averages[0][column, row]
    below, said = (k**2, "counted") if counted else (held, "left-out")
    asked: dict[str, object] = {"k": k, "row": row, "column": column, "cells": k**2, "held": held}
    asked |= {"sum": total, "below": below, "padding": f"exercises.padding.{said}"}
    return Exercise(asked=asked, tables=(Table("input", rows_of(x)),), **_numbers(right, wrong))


@kind("transposed-value")
def _transposed_value(draw: Random) -> Exercise | None:
    y, kernel, s = _digits(draw, 1, 3, 1, 4)[0], _digits(draw, 1, 3, 1, 5)[0], draw.randint(1, 2)
    j = draw.randrange(s * 2 + 3)
    meet = [(o, t) for i, t, o in terms(TransposedSpec(3, 3, stride=s).direct).tolist() if i == j]
    if len(meet) < 2:
        return None
    last = meet[-1]
    turned = transposed_conv(y, kernel[::-1], stride=s)[j]
    wrong = {"not-turned-back": turned, "last-stamp": y[last[0]] * kernel[last[1]]}
    wrong["first-stamp"] = y[meet[0][0]] * kernel[meet[0][1]]
    if s == 2 and j < 5:
        wrong["no-stride-stamps"] = transposed_conv(y, kernel)[j]
    products = " + ".join(f"{y[o]} · {kernel[t]}" for o, t in meet)
    tables = (Table("given", rows_of(y)), Table("kernel", rows_of(kernel)))
    found = _numbers(transposed_conv(y, kernel, stride=s)[j], wrong)
    return Exercise(asked={"s": s, "j": j, "sum": products}, tables=tables, **found)


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
    return Exercise(asked=asked, tables=(Table("kernel", rows_of(kernel)),), **_numbers(right, wrong))


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
    return Exercise(asked=asked, **_numbers(row * width + column, wrong))


def _pointing(asked: Mapping[str, object], parts: Any, pointed: Table) -> Exercise | None:
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


def _digits(draw: Random, height: int, width: int, low: int, high: int) -> Any:
    return np.array([[draw.randint(low, high) for _ in range(width)] for _ in range(height)])


def _power_sum(row: Any) -> str:
    """Return a row as the coefficients of a polynomial, the lowest power first."""
    powers = ("", "x", "x²")
    return " + ".join(f"{value}{power}" for value, power in zip(row.tolist(), powers, strict=False))


def _factor(value: int) -> str:
    return str(value) if value >= 0 else f"(−{-value})"


def _sum(window: Any, kernel: Any) -> str:
    """Return the products of a window, written."""
    pairs: Iterable[tuple[int, int]] = zip(window.ravel().tolist(), kernel.ravel().tolist(), strict=True)
    return " + ".join(f"{value} · {_factor(weight)}" for value, weight in pairs)


def _numbers(right: object, wrong: Mapping[str, object]) -> Any:
    return numbers(right, wrong)


def _rules(parts: Any) -> set[str]:
    return {slip.rule for slip in parts["slips"].values()}
