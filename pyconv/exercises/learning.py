"""Exercises about learning: the gradient of a weight, and a bias after one step."""

from fractions import Fraction
from random import Random

from pyconv.exercises.model import Exercise, Table, factor, kind, numbers, rows_of, rules_of
from pyconv.gradients import weight_gradient
from pyconv.ops import cross_correlate


@kind("weight-gradient")
def _weight_gradient(draw: Random) -> Exercise | None:
    s, k, outputs = draw.randint(1, 2), 3, draw.randint(2, 3)
    x = [draw.randint(0, 6) for _ in range(s * (outputs - 1) + k)]
    given = [draw.choice((-2, -1, 1, 2, 3)) for _ in range(outputs)]
    t = draw.randrange(k)
    right = int(weight_gradient(x, given, k, stride=s)[t])
    wrong: dict[str, object] = {
        "gradient-turned": int(weight_gradient(x, given[::-1], k, stride=s)[t]),
        "gradient-first": given[0] * x[t],
        "gradient-cells": sum(x[o * s + t] for o in range(outputs)),
    }
    if s > 1:
        wrong = {"gradient-stride": int(cross_correlate(x, given)[t])} | wrong
    products = " + ".join(f"{factor(given[o])} · {x[o * s + t]}" for o in range(outputs))
    asked = {"s": s, "t": t, "sum": products}
    found = numbers(right, wrong)
    if s > 1 and "gradient-stride" not in rules_of(found):
        return None
    tables = (Table("input", rows_of(x)), Table("gradient", rows_of(given)))
    return Exercise(asked=asked, tables=tables, **found)


@kind("bias-step")
def _bias_step(draw: Random) -> Exercise | None:
    rows = [[draw.randint(-3, 4) for _ in range(3)] for _ in range(2)]
    total, bias, below = sum(map(sum, rows)), draw.randint(-2, 5), draw.choice((2, 4, 5))
    if not total:
        return None
    rate = Fraction(1, below)
    wrong = {
        "step-uphill": bias + rate * total,
        "step-mean": bias - rate * total / 6,
        "step-whole": bias - total,
        "step-alone": -rate * total,
    }
    asked = {"b": bias, "rate": f"1/{below}", "total": total, "part": factor(total)}
    tables = (Table("gradient", rows_of(rows)),)
    return Exercise(asked=asked, tables=tables, **numbers(bias - rate * total, wrong))
