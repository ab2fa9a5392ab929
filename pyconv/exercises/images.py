"""Exercises about images: what a kernel does to an even area, and which kernel has made a result."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from pyconv.exercises.model import Exercise, Slip, Table, factor, kind, numbers, rows_of
from pyconv.ops import cross_correlate

_FILTERS: dict[str, tuple[tuple[tuple[int, ...], ...], int]] = {
    "identity": (((0, 0, 0), (0, 1, 0), (0, 0, 0)), 1),
    "average": (((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9),
    "sharpen": (((0, -1, 0), (-1, 5, -1), (0, -1, 0)), 1),
    "sobel-x": (((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 1),
    "sobel-y": (((-1, -2, -1), (0, 0, 0), (1, 2, 1)), 1),
    "laplacian": (((0, 1, 0), (1, -4, 1), (0, 1, 0)), 1),
}
"""The weights of kernels, and what they are all divided by."""

_SHOWN = 4
"""So many of them are offered."""


@kind("even-area")
def _even_area(draw: Random) -> Exercise | None:
    kernel = np.array([[draw.choice((-2, -1, 0, 1, 1, 2)) for _ in range(3)] for _ in range(3)])
    brightness, below = 10 * draw.randint(2, 25), draw.choice((2, 4, 5, 8))
    total, middle = int(kernel.sum()), int(kernel[1, 1])
    if total == below or not middle:
        return None
    wrong = {
        "even-undivided": brightness * total,
        "even-kept": brightness,
        "even-middle": Fraction(brightness * middle, below),
        "even-gain": Fraction(total, below),
    }
    asked = {"b": brightness, "below": below, "total": total, "factor": factor(total)}
    found = numbers(Fraction(brightness * total, below), wrong)
    return Exercise(asked=asked, tables=(Table("kernel", rows_of(kernel)),), **found)


@kind("which-kernel")
def _which_kernel(draw: Random) -> Exercise:
    # Ninths of them are whole numbers; whatever is drawn, no two of the kernels give the same.
    dark, bright = 9 * draw.randint(0, 3), 9 * draw.randint(5, 10)
    row, column = np.indices((5, 5))
    at = draw.randint(2, 3)
    corner, middle = (row >= at) & (column >= at), np.maximum(abs(row - 2), abs(column - 2)) < 2
    areas = (column >= at, row >= at, corner, middle)
    area = draw.choice(areas)
    image = np.where(area != draw.choice((True, False)), bright, dark)
    names = draw.sample(list(_FILTERS), _SHOWN)
    made = [_made(image, name) for name in names]
    right = draw.randrange(_SHOWN)
    slips = {str(place): _differs(made[right], one) for place, one in enumerate(made) if place != right}
    most = divmod(int(np.abs(made[right]).argmax()), 3)
    asked = {
        "name": f"exercises.filters.{names[right]}",
        "row": most[0],
        "column": most[1],
        "sum": _sum(image[most[0] : most[0] + 3, most[1] : most[1] + 3], names[right]),
        "is": int(made[right][most]),
    }
    return Exercise(
        asked=asked,
        way="choice",
        right=(str(right),),
        slips=slips,
        options=tuple(f"exercises.filters.{name}" for name in names),
        tables=(Table("input", rows_of(image)), Table("made", rows_of(made[right]))),
    )


def _made(image: Any, name: str) -> Any:
    weights, below = _FILTERS[name]
    return cross_correlate(image, np.array(weights)) // below


def _differs(right: Any, other: Any) -> Slip:
    """Return where another kernel gives something else, first of all."""
    row, column = map(int, np.argwhere(right != other)[0])
    gives, stands = (str(made[row, column]).replace("-", "\N{MINUS SIGN}") for made in (other, right))
    return Slip("kernel-gives", {"row": row, "column": column, "gives": gives, "is": stands})


def _sum(window: Any, name: str) -> str:
    """Return the products of a window whose weights are not 0."""
    weights, below = _FILTERS[name]
    pairs = zip(window.ravel().tolist(), np.ravel(weights).tolist(), strict=True)
    products = " + ".join(f"{value} · {factor(weight)}" for value, weight in pairs if weight)
    return products if below == 1 else f"({products}) / {below}"
