"""Ready-made kernels and inputs: the classic matrices, and what makes them what they are at any size."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pyconv.pictures.presets import INPUTS, KERNELS
from tests.strategies import INPUT_PRESETS, KERNEL_PRESETS

SIZES = [(height, width) for height in range(1, 8) for width in range(1, 8)]


def weights(name: str, height: int, width: int) -> list[list[Fraction]]:
    values = KERNELS[name](height, width)
    assert values.numerators.shape == (height, width)
    assert values.numerators.dtype.kind == "i"
    return [[values.fraction(row * width + column) for column in range(width)] for row in range(height)]


def test_the_strategies_know_all_presets() -> None:
    assert set(KERNELS) == set(KERNEL_PRESETS)
    assert set(INPUTS) == set(INPUT_PRESETS)


@pytest.mark.parametrize(
    ("name", "denominator", "expected"),
    [
        ("identity", 1, [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("box-blur", 9, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
        ("gaussian", 16, [[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
        ("sharpen", 1, [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ("laplacian", 1, [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        ("sobel-x", 1, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("sobel-y", 1, [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        ("emboss", 1, [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ("counting", 1, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        ("ones", 1, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
        ("mixed", 1, [[0, 1, 2], [2, 0, 1], [1, 2, 0]]),
    ],
)
def test_the_classic_matrices(name: str, denominator: int, expected: list[list[int]]) -> None:
    assert weights(name, 3, 3) == [[Fraction(value, denominator) for value in row] for row in expected]


def test_sobel_at_size_5() -> None:
    values = KERNELS["sobel-x"](5, 5).numerators.tolist()
    assert values[0] == [-1, -2, 0, 2, 1]
    assert values[2] == [-6, -12, 0, 12, 6]
    assert [row[0] for row in values] == [-1, -4, -6, -4, -1]


@pytest.mark.parametrize(
    ("name", "total"),
    [("identity", 1), ("box-blur", 1), ("gaussian", 1), ("sharpen", 1), ("laplacian", 0), ("sobel-x", 0),
     ("sobel-y", 0)],
)  # fmt: skip
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_sums(name: str, total: int, height: int, width: int) -> None:
    assert sum(sum(row) for row in weights(name, height, width)) == total


@pytest.mark.parametrize(("height", "width"), [size for size in SIZES if size[0] % 2 == size[1] % 2 == 1])
def test_embossing_keeps_the_brightness_at_odd_sizes(height: int, width: int) -> None:
    assert sum(sum(row) for row in weights("emboss", height, width)) == 1


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_symmetries(height: int, width: int) -> None:
    for name in ("box-blur", "gaussian"):
        values = np.array(weights(name, height, width))
        assert (values == values[::-1]).all()
        assert (values == values[:, ::-1]).all()
    across = np.array(weights("sobel-x", height, width))
    assert (across == -across[:, ::-1]).all() or width == 1
    assert (across == across[::-1]).all()
    assert (np.array(weights("sobel-y", width, height)) == across.T).all()
    assert np.any(across) == (width > 1)


@pytest.mark.parametrize("size", SIZES[1:])
def test_mixed_looks_different_flipped(size: tuple[int, int]) -> None:
    values = KERNELS["mixed"](*size).numerators
    assert (values != np.flip(values)).any()
    assert set(values.ravel().tolist()) <= {0, 1, 2}
    if size[0] == size[1]:
        assert (values != values.T).any()


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_identity_has_its_one_in_the_middle(height: int, width: int) -> None:
    values = weights("identity", height, width)
    assert values[(height - 1) // 2][(width - 1) // 2] == 1


@pytest.mark.parametrize("name", INPUT_PRESETS)
@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 16), (16, 1), (3, 8), (8, 8), (16, 16)])
def test_inputs_are_digits_or_a_ramp(name: str, height: int, width: int) -> None:
    values = INPUTS[name](height, width, 3)
    assert values.denominator == 1
    assert values.numerators.shape == (height, width)
    low, high = {"ramp": (0, height * width - 1), "signed": (-2, 2)}.get(name, (0, 9))
    assert low <= values.numerators.min()
    assert values.numerators.max() <= high


def test_inputs_by_hand() -> None:
    assert INPUTS["ramp"](2, 3, 0).numerators.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert INPUTS["checkerboard"](2, 3, 0).numerators.tolist() == [[0, 1, 0], [1, 0, 1]]
    picture = INPUTS["drawing"](8, 8, 0).numerators.tolist()
    assert picture[0] == [0, 0, 0, 3, 3, 0, 0, 0]
    assert picture[5] == [0, 5, 6, 1, 1, 6, 5, 0]
    # Twice as large, every cell is drawn twice each way.
    assert INPUTS["drawing"](16, 16, 0).numerators[::2, 1::2].tolist() == picture


def test_random_digits_depend_on_the_seed_alone() -> None:
    first = INPUTS["random"](3, 5, 1).numerators.tolist()
    assert INPUTS["random"](3, 5, 1).numerators.tolist() == first
    assert INPUTS["random"](3, 5, 2).numerators.tolist() != first
    # Python's generator promises these digits for ever: the pages show them.
    assert INPUTS["signed"](1, 5, 1).numerators.tolist() == [[-2, 2, 1, -1, 0]]
    assert first == [[1, 8, 7, 2, 4], [4, 6, 7, 0, 0], [8, 4, 7, 0, 4]]
