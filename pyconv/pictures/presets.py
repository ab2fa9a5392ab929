"""Ready-made kernels and inputs of any size, as exact values."""

from collections.abc import Callable
from math import comb
from random import Random

import numpy as np
from numpy.typing import NDArray

from pyconv.pictures.exact import Rationals

Whole = NDArray[np.int64]

DRAWING = (
    "00033000",
    "00399300",
    "03999930",
    "39999993",
    "05666650",
    "05611650",
    "05611650",
    "05555550",
)
"""A small house, one digit of brightness per cell."""


def _centred(height: int, width: int) -> tuple[Whole, Whole]:
    """Return the row and column offsets from the middle tap (the earlier one if even)."""
    rows, columns = np.indices((height, width))
    return rows - (height - 1) // 2, columns - (width - 1) // 2


def _identity(height: int, width: int) -> Rationals:
    rows, columns = _centred(height, width)
    return Rationals(((rows == 0) & (columns == 0)).astype(np.int64))


def _box_blur(height: int, width: int) -> Rationals:
    return Rationals(np.ones((height, width), dtype=np.int64), height * width)


def _binomial(size: int) -> Whole:
    return np.array([comb(size - 1, place) for place in range(size)], dtype=np.int64)


def _gaussian(height: int, width: int) -> Rationals:
    """Return binomial weights, the integer samples of a Gaussian, with sum 1."""
    weights = np.outer(_binomial(height), _binomial(width))
    return Rationals(weights, int(weights.sum()))


def _neighbours(height: int, width: int) -> Whole:
    rows, columns = _centred(height, width)
    near: Whole = (abs(rows) + abs(columns) == 1).astype(np.int64)
    return near


def _sharpen(height: int, width: int) -> Rationals:
    """Return the image plus its difference from the four neighbours; sum 1."""
    near = _neighbours(height, width)
    return Rationals(-near + _identity(height, width).numerators * (1 + int(near.sum())))


def _laplacian(height: int, width: int) -> Rationals:
    """Return the sum of the four neighbours minus as many times the middle; sum 0."""
    near = _neighbours(height, width)
    return Rationals(near - _identity(height, width).numerators * int(near.sum()))


def _derivative(size: int) -> Whole:
    """Return a smoothed difference: -1 0 1 at size 3, -1 -2 0 2 1 at size 5."""
    if size < 3:
        return np.array([-1, 1], dtype=np.int64)[:size] if size == 2 else np.zeros(1, np.int64)
    derivative: Whole = np.convolve(_binomial(size - 2), np.array([-1, 0, 1]))
    return derivative


def _sobel_x(height: int, width: int) -> Rationals:
    """Return the horizontal change, smoothed vertically."""
    return Rationals(np.outer(_binomial(height), _derivative(width)))


def _sobel_y(height: int, width: int) -> Rationals:
    """Return the vertical change, smoothed horizontally."""
    return Rationals(np.outer(_derivative(height), _binomial(width)))


def _emboss(height: int, width: int) -> Rationals:
    """Return a relief lit from the upper left; sum 1 where the size is odd."""
    rows, columns = _centred(height, width)
    return Rationals(rows + columns + _identity(height, width).numerators)


def _mixed(height: int, width: int) -> Rationals:
    """Return 0, 1 and 2 in an order that no flip or transpose leaves as it is."""
    rows, columns = np.indices((height, width))
    return Rationals((2 * rows + columns) % 3)


def _counting(height: int, width: int) -> Rationals:
    return Rationals(np.arange(1, height * width + 1).reshape(height, width))


def _ones(height: int, width: int) -> Rationals:
    """Return ones: with ones under them too, they count how many products there are."""
    return Rationals(np.ones((height, width), dtype=np.int64))


KERNELS: dict[str, Callable[[int, int], Rationals]] = {
    "mixed": _mixed,
    "counting": _counting,
    "ones": _ones,
    "identity": _identity,
    "box-blur": _box_blur,
    "gaussian": _gaussian,
    "sharpen": _sharpen,
    "sobel-x": _sobel_x,
    "sobel-y": _sobel_y,
    "laplacian": _laplacian,
    "emboss": _emboss,
}


def _ramp(height: int, width: int, _seed: int) -> Rationals:
    return Rationals(np.arange(height * width).reshape(height, width))


def _checkerboard(height: int, width: int, _seed: int) -> Rationals:
    rows, columns = np.indices((height, width))
    return Rationals((rows + columns) % 2)


def _random(height: int, width: int, seed: int) -> Rationals:
    """Return digits drawn from Python's generator, the same for a seed everywhere."""
    draw = Random(seed).random  # noqa: S311 - digits to look at, not secrets
    digits = [int(draw() * 10) for _ in range(height * width)]
    return Rationals(np.array(digits, dtype=np.int64).reshape(height, width))


def _signed(height: int, width: int, seed: int) -> Rationals:
    """Return numbers from -2 to 2: as many above 0 as below, on average."""
    return Rationals(_random(height, width, seed).numerators // 2 - 2)


def _drawing(height: int, width: int, _seed: int) -> Rationals:
    """Return the small drawing, stretched to the size by nearest cells."""
    picture = np.array([[int(digit) for digit in row] for row in DRAWING], dtype=np.int64)
    rows = (2 * np.arange(height) + 1) * len(DRAWING) // (2 * height)
    columns = (2 * np.arange(width) + 1) * len(DRAWING[0]) // (2 * width)
    return Rationals(picture[np.ix_(rows, columns)])


def _all_ones(height: int, width: int, _seed: int) -> Rationals:
    return _ones(height, width)


INPUTS: dict[str, Callable[[int, int, int], Rationals]] = {
    "random": _random,
    "signed": _signed,
    "ramp": _ramp,
    "ones": _all_ones,
    "checkerboard": _checkerboard,
    "drawing": _drawing,
}
