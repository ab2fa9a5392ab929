"""A small image enlarged in three ways: values by plain loops, what stays even, how far a pixel reaches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pyconv.ops import convolve, transposed_conv
from pyconv.pictures.views.upsampling import (
    FACTOR,
    INNER,
    KERNEL,
    SIDE,
    Enlarged,
    Settings,
    Way,
    prepare,
    reach,
)
from tests.pictures.views import asked

VIEW = "upsampling"
WEIGHTS = {
    "ones": lambda side: np.ones((side, side)),
    "gaussian": lambda side: np.outer(*[{3: [1, 2, 1], 4: [1, 3, 3, 1]}[side]] * 2) / 4 ** (side - 1),
    "counting": lambda side: np.arange(1.0, side * side + 1).reshape(side, side),
}


def prepared(**settings: Any) -> Enlarged:
    return prepare(Settings.read(settings))


def by_loops(given: Any, way: Way, weights: Any, times: int) -> Any:
    """Enlarge a map by stamping the kernel, or by repeating and sliding it, one cell after the other."""
    for _ in range(times):
        size = 2 * len(given)
        made = np.zeros((size, size))
        for row in range(size):
            for column in range(size):
                if way == "resized":
                    for down, right in np.ndindex(weights.shape):
                        r, c = row + down - 1, column + right - 1
                        if 0 <= r < size and 0 <= c < size:
                            made[row, column] += given[r // 2, c // 2] * weights[down, right]
                    continue
                for r, c in np.ndindex(given.shape):
                    down, right = row + 1 - 2 * r, column + 1 - 2 * c
                    if 0 <= down < len(weights) and 0 <= right < len(weights):
                        made[row, column] += given[r, c] * weights[down, right]
        given = made
    return given


@pytest.mark.parametrize("way", KERNEL)
@pytest.mark.parametrize("name", WEIGHTS)
def test_values(name: str, way: Way) -> None:
    shown = prepared(kernel_values=name)
    result = shown.results[way]
    wanted = by_loops(shown.given.numerators, way, WEIGHTS[name](KERNEL[way]), 2)
    assert (result.numerators / result.denominator).tolist() == pytest.approx(wanted)


def test_the_photograph_and_ones() -> None:
    shown = prepared()
    assert shown.given.numerators.shape == (SIDE, SIDE)
    assert 0 <= shown.given.numerators.min() < shown.given.numerators.max() <= 255
    uniform = prepared(enlarged="uniform")
    assert uniform.given.numerators.tolist() == np.ones((SIDE, SIDE)).tolist()
    for way, result in uniform.results.items():
        assert result.numerators.tolist() == uniform.uniform[way].numerators.tolist()
    assert "Michetti" in asked(VIEW, {}, "en")["summary"]
    assert "Michetti" not in asked(VIEW, {"enlarged": "uniform"}, "en")["summary"]


@pytest.mark.parametrize(
    ("name", "even"),
    [("ones", {"even", "resized"}), ("gaussian", {"odd", "even", "resized"}), ("counting", {"resized"})],
)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_stays_even(name: str, even: set[str], times: int) -> None:
    shown = prepared(kernel_values=name, doublings=times)
    found = set()
    for way, result in shown.uniform.items():
        row, column = (place * shown.scale for place in divmod(INNER, SIDE))
        part = result.numerators[row : row + shown.scale, column : column + shown.scale]
        beyond = result.numerators[row - shown.scale : row, column - shown.scale : column]
        assert part.tolist() == beyond.tolist(), "the edges are far"
        found |= {way} if part.min() == part.max() else set()
    assert found == even


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("pixel", [0, 7, 27, 63])
def test_how_far_a_pixel_reaches(pixel: int, times: int) -> None:
    shown = prepared(doublings=times)
    single = np.zeros((SIDE, SIDE))
    single.flat[pixel] = 1
    for way in KERNEL:
        reached = np.argwhere(by_loops(single, way, np.ones((KERNEL[way],) * 2), times))
        first, last = reached.min(axis=0), reached.max(axis=0)
        box = reach(shown, way, pixel)
        assert (box.grid, box.row, box.column) == (way, *first)
        assert (box.height, box.width) == tuple(last - first + 1)


def test_to_repeat_and_convolve_is_a_transposed_convolution() -> None:
    given, kernel = np.array([3, 1, 4]), np.array([1, 2, 5])
    longer = convolve(np.ones(FACTOR, int), kernel, padding="full")
    repeated = convolve(given.repeat(FACTOR), kernel, padding="full")
    assert transposed_conv(given, longer, stride=FACTOR).tolist() == repeated.tolist()
    assert len({int(longer[rest::FACTOR].sum()) for rest in range(FACTOR)}) == 1


def test_a_pixel_tells_what_came_of_it() -> None:
    told = asked(VIEW, {"enlarged": "uniform"}, "en", key=f"in:{INNER}")
    assert told["focus"]["spoken"].startswith(
        "Pixel (4, 4) = 1. What stands in its place: with kernel 3, from 1 to 9; "
        "with kernel 4, 16 everywhere; repeated and convolved, 81 everywhere."
    )
    assert {box["grid"] for box in told["focus"]["boxes"]} == set(KERNEL)
