"""Exercises about values: what stands in one cell of an output, and how it is put together."""

from collections.abc import Iterable
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from pyconv.exercises.model import Exercise, Table, factor, kind, numbers, rows_of, rules_of
from pyconv.ops import convolve, cross_correlate, transposed_conv
from pyconv.pooling_ops import pool
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
    found = numbers(made[row, column], wrong)
    if "turned" not in rules_of(found):
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
    found = numbers(convolve(x, kernel)[row, column], wrong)
    if "not-turned" not in rules_of(found):
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
    return Exercise(asked=asked, **numbers(made[n], wrong))


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
    found = numbers(right, wrong)
    if kernel[0] == kernel[2]:
        return None
    tables = (Table("input", rows_of(x)), Table("kernel", rows_of(kernel)))
    name = "true" if true else "correlation"
    asked = {
        "operation": f"exercises.impulse.{name}",
        "how": f"exercises.impulse.{name}-how",
        "n": at + t,
        "size": size,
        "weight": factor(int(kernel[t if true else 2 - t])),
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
    return Exercise(asked=asked, **numbers(at + tap * apart, wrong))


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
    found = numbers(right, wrong)
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
    return Exercise(asked=asked, tables=(Table("input", rows_of(x)),), **numbers(right, wrong))


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
    found = numbers(transposed_conv(y, kernel, stride=s)[j], wrong)
    return Exercise(asked={"s": s, "j": j, "sum": products}, tables=tables, **found)


def _digits(draw: Random, height: int, width: int, low: int, high: int) -> Any:
    return np.array([[draw.randint(low, high) for _ in range(width)] for _ in range(height)])


def _power_sum(row: Any) -> str:
    """Return a row as the coefficients of a polynomial, the lowest power first."""
    powers = ("", "x", "x²")
    return " + ".join(f"{value}{power}" for value, power in zip(row.tolist(), powers, strict=False))


def _sum(window: Any, kernel: Any) -> str:
    """Return the products of a window, written."""
    pairs: Iterable[tuple[int, int]] = zip(window.ravel().tolist(), kernel.ravel().tolist(), strict=True)
    return " + ".join(f"{value} · {factor(weight)}" for value, weight in pairs)
