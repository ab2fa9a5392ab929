"""The kernel nearest to an output: the conditions that make it so, and cases by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError, cross_correlate, fit_kernel, weight_gradient
from tests.strategies import geometries, nested
from tests.unit.reference import flattened, meetings, sources
from tests.unit.test_gradients import outputs, steps


def equations(geometry: dict[str, Any], x: Any, fill: int) -> list[list[int]]:
    """Return what each weight is multiplied by in each output."""
    behind, values = (
        sources(geometry["input_size"], geometry["padding"], geometry["padding_mode"]),
        flattened(x),
    )
    outside = fill if geometry["padding_mode"] == "constant" else 0
    rows = [[0] * prod(geometry["kernel_size"]) for _ in range(prod(outputs(geometry)))]
    for cell, tap, out in meetings(geometry):
        at = behind[cell]
        rows[out][tap] = outside if at is None else values[at]
    return rows


@given(geometries(flips=False), st.data())
@settings(max_examples=60)
def test_nothing_comes_nearer_and_nothing_as_near_is_smaller(
    geometry: dict[str, Any], data: st.DataObject
) -> None:
    x = data.draw(nested(geometry["input_size"], -3, 3))
    wanted = data.draw(nested(outputs(geometry), -3, 3))
    fill = data.draw(st.integers(-2, 2))
    rows = equations(geometry, x, fill)
    found = fit_kernel(x, wanted, geometry["kernel_size"], padding_value=fill, **steps(geometry))
    kernel, residuals = found.kernel.ravel().tolist(), found.residuals.ravel().tolist()
    assert (found.kernel.shape, found.residuals.shape) == (geometry["kernel_size"], outputs(geometry))
    assert all(isinstance(value, Fraction) for value in [*kernel, *residuals])
    for row, asked, rest in zip(rows, flattened(wanted), residuals, strict=True):
        assert sum(a * b for a, b in zip(row, kernel, strict=True)) == asked - rest
    # Nearest: the residuals have nothing of any column left in them.
    assert not any(weight_gradient(x, found.residuals, geometry["kernel_size"], padding_value=fill,
                                   **steps(geometry)).ravel())  # fmt: skip
    matrix = np.array(rows, float)
    assert found.free == len(kernel) - np.linalg.matrix_rank(matrix)
    # Smallest, and which weights any other would have as well: by the inverse of Moore and Penrose.
    inverse = np.linalg.pinv(matrix)
    assert np.allclose(inverse @ flattened(wanted), np.array(kernel, float), atol=1e-6)
    same = np.isclose(np.diag(inverse @ matrix), 1, atol=1e-6)
    assert found.determined.ravel().tolist() == same.tolist()
    assert found.bias == 0


@given(geometries(flips=False), st.data())
@settings(max_examples=40)
def test_a_bias_is_a_weight_that_meets_a_one_in_every_window(
    geometry: dict[str, Any], data: st.DataObject
) -> None:
    x = data.draw(nested(geometry["input_size"], -3, 3))
    wanted = data.draw(nested(outputs(geometry), -3, 3))
    found = fit_kernel(x, wanted, geometry["kernel_size"], bias=True, **steps(geometry))
    assert isinstance(found.bias, Fraction)
    # Nearest: the residuals have nothing left of any column, nor of the ones of the bias.
    assert found.residuals.sum() == 0
    assert not any(weight_gradient(x, found.residuals, geometry["kernel_size"], **steps(geometry)).ravel())
    made = cross_correlate(x, found.kernel.astype(float), **steps(geometry)) + float(found.bias)
    assert np.allclose(made + found.residuals.astype(float), wanted, atol=1e-6)
    matrix = np.column_stack((np.array(equations(geometry, x, 0), float), np.ones(found.residuals.size)))
    assert found.free == matrix.shape[1] - np.linalg.matrix_rank(matrix)
    inverse = np.linalg.pinv(matrix)
    flat = [*map(float, found.kernel.ravel()), float(found.bias)]
    assert np.allclose(inverse @ flattened(wanted), flat, atol=1e-6)
    same = np.isclose(np.diag(inverse @ matrix), 1, atol=1e-6)[:-1]
    assert found.determined.ravel().tolist() == same.tolist()


def test_by_hand() -> None:
    sobel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    x = np.random.default_rng(1).integers(-2, 3, (6, 6))
    found = fit_kernel(x, cross_correlate(x, sobel), 3)
    assert found.kernel.tolist() == sobel
    assert (found.free, found.residuals.any(), found.determined.all()) == (0, False, True)
    # One weight, three wishes: their mean, and what each lacks.
    found = fit_kernel([1, 1, 1], [1, 2, 6], 1)
    assert found.kernel.tolist() == [3]
    assert found.residuals.tolist() == [-2, -1, 3]
    # Nothing comes of zeros, whatever the kernel.
    found = fit_kernel([0, 0, 0], [1, 2], 2)
    assert (found.kernel.tolist(), found.residuals.tolist(), found.free) == ([0, 0], [1, 2], 2)
    assert found.determined.tolist() == [False, False]
    # The first weight is known, the others only by their sum.
    found = fit_kernel([1, 0, 0, 1, 1], [5, 4], 3, stride=2)
    assert found.kernel.tolist() == [5, 2, 2]
    assert (found.free, found.determined.tolist()) == (1, [True, False, False])
    # Zeros everywhere: the bias alone can answer, with the mean.
    found = fit_kernel([0, 0, 0], [1, 2], 2, bias=True)
    assert (found.bias, found.kernel.tolist(), found.free) == (Fraction(3, 2), [0, 0], 2)
    half = fit_kernel([0.5, 0.25], [Fraction(1, 3), 0], 1)
    assert half.kernel.tolist() == [Fraction(8, 15)]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fit_kernel([1, 2, 3], [1], 2), "the output measures 1, but the output of this convolution"),
        (lambda: fit_kernel([1j, 2], [1], 2), "the input must hold finite real numbers"),
        (lambda: fit_kernel([1, 2], [np.inf], 2), "the output must hold finite real numbers"),
        (lambda: fit_kernel([1, np.nan], [1], 2), "the input must hold finite real numbers"),
        (lambda: fit_kernel([1, 2], [1], 2, padding_value=np.inf), "padding value must hold finite"),
        (lambda: fit_kernel([1, 2], [1], 3), "the kernel spans 3 cells"),
    ],
)
def test_what_has_no_exact_answer_is_refused(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(ConvError) as refused:
        call()
    assert said in str(refused.value)
