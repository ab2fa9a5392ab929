"""What the page Learning claims in numbers, computed once more."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from pyconv import cross_correlate, fit_kernel, input_gradient, transposed_conv, weight_gradient
from pyconv.pictures import web
from pyconv.pictures.presets import INPUTS, KERNELS
from tests.site.claims import claimed

PAGE = "learning.md"
ROW = [1, 1, 0, 1]
SOBEL = KERNELS["sobel-x"](3, 3).numerators


def descent(
    x: Any, wanted: Any, size: tuple[int, ...], rate: float, steps: int
) -> tuple[list[float], np.ndarray]:
    """Return the loss after each step, and the last kernel."""
    kernel, losses = np.zeros(size), []
    for step in range(steps + 1):
        off = cross_correlate(x, kernel) - wanted
        losses.append(float((off**2).mean() / 2))
        if step < steps:
            kernel = kernel - rate * weight_gradient(x, off / off.size, size)
    return losses, kernel


def plane(size: int) -> Any:
    return INPUTS["signed"](size, size, 1).numerators


def test_the_gradients_by_hand() -> None:
    assert weight_gradient([1, 2, 3, 4], [1, 10], 3).tolist() == [21, 32, 43]
    claimed(PAGE, "$1 \\cdot 1 + 10 \\cdot 2 = 21$")
    claimed(PAGE, "$1 \\cdot 2 + 10 \\cdot 3 = 32$")
    claimed(PAGE, "$1 \\cdot 3 + 10 \\cdot 4 = 43$")
    assert weight_gradient([1, 2, 3, 4], [0, 1], 3).tolist() == [2, 3, 4]
    claimed(PAGE, "la segunda ventana misma: 2, 3, 4", "the second window itself: 2, 3, 4")
    assert weight_gradient([1, 2, 3, 4, 5], [1, 10], 3, stride=2).tolist() == [31, 42, 53]
    claimed(PAGE, "los gradientes son 31, 42, 53", "the gradients are 31, 42, 53")
    # A window that leaves a cell over: the first three are the gradients.
    row = [1, 2, 3, 4, 5, 6]
    assert cross_correlate(row, [1, 10], dilation=2).tolist() == [31, 42, 53, 64]
    assert weight_gradient(row, [1, 10], 3, stride=2).tolist() == [31, 42, 53]
    assert weight_gradient([2, 0, 1, 3], [1, -1, 2], 2).tolist() == [4, 5]
    claimed(PAGE, "$2 - 0 + 2 = 4$")
    claimed(PAGE, "$0 - 1 + 6 = 5$")
    # The stride and the dilation change places.
    x, g = np.arange(9) ** 2, [3, -1, 2, 5]
    assert cross_correlate(x, g, dilation=2).tolist() == weight_gradient(x, g, 3, stride=2).tolist()


def test_the_gradient_of_the_input() -> None:
    ones = np.ones((3, 3), int)
    twice = input_gradient(np.ones((2, 2), int), ones, 5, stride=2)
    assert (twice[2, 2], twice[0, 0], twice[4, 4]) == (4, 1, 1)
    assert input_gradient(ones, ones, 5)[2, 2] == 9
    claimed(PAGE, "le llega 4 y a las de las esquinas 1", "get 4 and the corners 1")
    claimed(PAGE, "y le llega 9", "and gets 9")
    assert np.array_equal(twice, transposed_conv(np.ones((2, 2), int), ones, stride=2))
    assert input_gradient([1, 10], [1, 2, 3], 4).tolist() == [1, 12, 23, 30]
    claimed(PAGE, "las cuatro celdas son 1, 12, 23, 30", "the four cells are 1, 12, 23, 30")
    # A cell that no window covers has a gradient as well, of 0: the output padding.
    assert input_gradient([1, 10], [1, 2, 3], 6, stride=2).tolist() == [1, 2, 13, 20, 30, 0]


def test_a_step_by_hand() -> None:
    off = -np.array([3, 1, 2], dtype=object)
    gradient = weight_gradient(ROW, [Fraction(value, 3) for value in off], 2)
    assert gradient.tolist() == [Fraction(-4, 3), Fraction(-5, 3)]
    kernel = [-Fraction(3, 5) * value for value in gradient]
    assert kernel == [Fraction(4, 5), 1]
    left = cross_correlate(ROW, kernel) + off
    assert sum(left**2) / 6 == Fraction(31, 75)
    claimed(PAGE, "0,8; 1, y la pérdida, $\\frac{31}{75} \\approx 0{,}41$", "0.8, 1, and the loss $\\frac{31}{75} \\approx 0.41$")
    _, kernel = descent(ROW, [3, 1, 2], (2,), 0.6, 12)
    assert kernel.round(2).tolist() == [1.03, 1.97]
    claimed(PAGE, "Valen 1,03 y 1,97, igual de cerca", "They are 1.03 and 1.97, equally near")
    assert descent(ROW, [3, 1, 2], (2,), 1.5, 12)[1].round(2).tolist() == [1, 2]
    # What is missing of the sum and of the difference, one step later.
    for rate, shrunk in ((0.6, (0.4, 0.8)), (1.5, (-0.5, 0.5))):
        before, after = (
            descent(ROW, [3, 1, 2], (2,), rate, steps)[1] - np.array([1, 2]) for steps in (3, 4)
        )
        assert np.allclose([after.sum() / before.sum(), np.subtract(*after) / np.subtract(*before)], shrunk)
    claimed(PAGE, "se reduce a 0,4 veces lo que era", "shrinks to 0.4 of itself")
    claimed(PAGE, "lo que falta de su diferencia, solo a 0,8", "of their difference only to 0.8")


def test_sobel_is_learned() -> None:
    x = plane(7)
    wanted = cross_correlate(x, SOBEL)
    losses, kernel = descent(x, wanted, (3, 3), 0.2, 20)
    assert abs(kernel - SOBEL).max() <= 0.03
    claimed(PAGE, "ningún peso se aleja de él más de 0,03", "every weight is within 0.03 of it")
    assert (round(losses[0], 2), round(losses[-1], 5)) == (16.24, 0.00067)
    claimed(PAGE, "de 16,24 a 0,00067", "from 16.24 to 0.00067")
    assert round(descent(x, wanted, (3, 3), 0.5, 20)[0][-1], 2) == 0.76
    claimed(PAGE, "solo a 0,76", "only to 0.76")
    assert 700_000 < descent(x, wanted, (3, 3), 0.6, 20)[0][-1] < 720_000
    claimed(PAGE, "más de 700\N{NO-BREAK SPACE}000", "more than 700,000")
    wanted[0, 0] = 9
    assert round(descent(x, wanted, (3, 3), 0.2, 20)[0][-1], 2) == 1.78
    best = fit_kernel(x, wanted, 3).residuals
    assert round(float((best**2).mean() / 2), 2) == 1.78
    claimed(PAGE, "se queda en 1,78", "stops at 1.78")


def test_the_limit() -> None:
    windows = np.lib.stride_tricks.sliding_window_view(plane(7), (3, 3)).reshape(25, 9)
    limit = 2 / np.linalg.eigvalsh(windows.T @ windows / 25).max()
    assert f"{limit:.3f}" == "0.513"
    claimed(PAGE, "0,513 para la entrada de la segunda", "0.513 for the input of the second")


def test_the_drawn_output() -> None:
    found = fit_kernel(ROW, [4, 1, 2], 2)
    assert found.kernel.tolist() == [Fraction(4, 3), Fraction(7, 3)]
    assert [abs(value) for value in found.residuals] == [Fraction(1, 3)] * 3
    claimed(PAGE, "$\\frac{4}{3}, \\frac{7}{3}$, que falla en cada una por $\\frac{1}{3}$", "$\\frac{4}{3}, \\frac{7}{3}$, which misses each by $\\frac{1}{3}$")
    assert not fit_kernel(ROW, [4, 1, 3], 2).residuals.any()
    assert fit_kernel(ROW, [3, 1, 2], 2).kernel.tolist() == [1, 2]
    short = fit_kernel(ROW[:2], [3], 2)
    assert (short.kernel.tolist(), short.free) == ([Fraction(3, 2)] * 2, 1)
    claimed(PAGE, "el más pequeño es 3/2, 3/2", "the smallest is 3/2, 3/2")
    x = plane(5)
    wanted = cross_correlate(x, KERNELS["sobel-x"](2, 2).numerators)
    wanted[0, 0] = 9
    missed = fit_kernel(x, wanted, 2).residuals
    assert np.count_nonzero(missed) == 16
    assert abs(missed).max() == missed[0, 0]
    assert round(float(missed[0, 0]), 2) == 3.18
    claimed(PAGE, "por 3,18", "by 3.18")
    small = plane(4)
    found = fit_kernel(small, cross_correlate(small, SOBEL), 3)
    assert (found.free, found.determined.any()) == (5, False)
    claimed(PAGE, "quedan libres 5 direcciones", "5 directions are free")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_figures_are_of_these_numbers(language: str) -> None:
    def said(view: str, **params: Any) -> str:
        request = {"view": view, "language": language, "params": params}
        return str(json.loads(web.build(json.dumps(request)))["summary"]).replace(",", ".")

    assert "16.24" in said("learning")
    assert "0.513" in said("learning")
    assert "16" in said("fitted-kernel", edits={"target:0,0": "9"})
    assert " 5 " in said("fitted-kernel", kernel=3, input=4)


def test_a_bias_learns_too() -> None:
    gradient = -np.array([5, 3, 4], dtype=object) * Fraction(1, 3)
    assert gradient.tolist() == [Fraction(-5, 3), -1, Fraction(-4, 3)]
    assert gradient.sum() == -4
    assert -Fraction(3, 5) * gradient.sum() == Fraction(12, 5)
    claimed(PAGE, "suma −4, y con $\\eta = 0{,}6$ el sesgo pasa a 2,4", "adds up to −4, and with $\\eta = 0.6$ the bias becomes 2.4")
    x = plane(7)
    wanted = cross_correlate(x, SOBEL) + 3

    def learnt(steps: int) -> float:
        kernel, bias = np.zeros((3, 3)), 0.0
        for _ in range(steps):
            off = (cross_correlate(x, kernel) + bias - wanted) / wanted.size
            kernel, bias = kernel - 0.2 * weight_gradient(x, off, 3), bias - 0.2 * off.sum()
        return bias

    assert (round(learnt(20), 2), round(learnt(60), 2)) == (2.86, 3)
    claimed(PAGE, "Llega a 2,86, y en 60 pasos a 3, con dos decimales", "comes to 2.86, and to 3, to two decimals, in 60 steps")
    losses, kernel = descent(x, wanted, (3, 3), 0.2, 20)
    assert round(losses[-1], 2) == 3.72
    assert kernel[:, 2].round(2).tolist() == [0.22, 1.56, 0.71]
    claimed(PAGE, "se queda en 3,72", "stops at 3.72")
    claimed(PAGE, "0,22; 1,56; 0,71 en lugar de 1; 2; 1", "0.22, 1.56, 0.71 in the place of 1, 2, 1")


def test_a_bias_is_found_with_the_kernel() -> None:
    alone = fit_kernel(ROW, [5, 3, 4], 2)
    assert alone.kernel.tolist() == [Fraction(7, 3), Fraction(10, 3)]
    assert [abs(value) for value in alone.residuals] == [Fraction(2, 3)] * 3
    claimed(PAGE, "es $\\frac{7}{3}, \\frac{10}{3}$, y falla en cada celda por $\\frac{2}{3}$", "is $\\frac{7}{3}, \\frac{10}{3}$, and misses each by $\\frac{2}{3}$")
    found = fit_kernel(ROW, [5, 3, 4], 2, bias=True)
    assert (found.kernel.tolist(), found.bias, found.residuals.any()) == ([1, 2], 2, False)
    claimed(PAGE, "1, 2 con un sesgo de 2 no falla en ninguna", "1, 2 with a bias of 2 misses none")
