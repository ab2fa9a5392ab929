"""What the page What a convolution is claims in numbers, computed once more."""

from __future__ import annotations

import numpy as np

from pyconv import convolve, cross_correlate, transposed_conv
from tests.site.claims import claimed

PAGE = "true-convolution.md"
KERNEL = np.array([1, 2, 3])


def full(*rows: list[int]) -> list[int]:
    first, *others = (np.array(row) for row in rows)
    for other in others:
        first = convolve(first, other, padding="full")
    return first.tolist()


def test_an_impulse() -> None:
    impulse = np.array([0, 0, 1, 0, 0])
    assert cross_correlate(impulse, KERNEL, padding=2).tolist() == [0, 0, 3, 2, 1, 0, 0]
    assert convolve(impulse, KERNEL, padding=2).tolist() == [0, 0, 1, 2, 3, 0, 0]
    claimed(PAGE, "y solo al final por el primero: 3, 2, 1", "only at the end with the first: 3, 2, 1")
    assert len(full([2, 1, 0, 3], [1, 2, 3])) == 6
    claimed(PAGE, "¿Por qué hay 6 resultados", "Why are there 6 results")


def test_it_is_commutative_and_associative() -> None:
    draw = np.random.default_rng(13)
    x, a, b = (draw.integers(-9, 9, size) for size in (7, 3, 4))
    assert full(list(x), list(a)) == full(list(a), list(x))
    one, other = (cross_correlate(*pair, padding="full") for pair in ((x, a), (a, x)))
    assert one.tolist() == other[::-1].tolist() != other.tolist()
    claimed(PAGE, "$k \\star x$ es $x \\star k$ girada", "$k \\star x$ is $x \\star k$ turned")
    joined = convolve(a, b, padding="full")
    assert full(list(x), list(a), list(b)) == full(list(x), list(joined))
    twice = cross_correlate(cross_correlate(x, a), b)
    assert twice.tolist() == cross_correlate(x, joined).tolist()
    claimed(PAGE, "$(x \\star a) \\star b = x \\star (a * b)$")
    assert full([1, 1, 1], [1, 1, 1]) == [1, 2, 3, 2, 1]
    claimed(PAGE, "es suavizar una con 1, 2, 3, 2, 1", "is blurring once with 1, 2, 3, 2, 1")


def test_polynomials() -> None:
    assert full([1, 2, 3], [1, 2]) == [1, 4, 7, 6]
    claimed(PAGE, "(1 + 2x + 3x^2)(1 + 2x) = 1 + 4x + 7x^2 + 6x^3")
    assert 123 * 12 == 1476
    claimed(PAGE, "$123 \\times 12 = 1476$")


def test_the_transposed_convolution() -> None:
    assert transposed_conv([2, 1], KERNEL).tolist() == full([2, 1], [1, 2, 3]) == np.convolve([2, 1], KERNEL).tolist()
    claimed(PAGE, "Con paso 1 y sin relleno **es la convolución verdadera completa**", "With stride 1 and without padding **it is the full true convolution**")
    assert transposed_conv([2, 1], KERNEL, stride=2).tolist() == [2, 4, 7, 2, 3]
    claimed(PAGE, "a dos lugares una de otra: 2, 4, 7, 2, 3", "two places apart: 2, 4, 7, 2, 3")


def test_answers() -> None:
    assert full([1, 2], [3, 4]) == [3, 10, 8]
    claimed(PAGE, "6 8: 3, 10, 8. Y $(1 + 2x)(3 + 4x) = 3 + 10x + 8x^2$", "6 8: 3, 10, 8. And $(1 + 2x)(3 + 4x) = 3 + 10x + 8x^2$")
    assert full([1, 1, 1], [-1, 0, 1]) == [-1, -1, 0, 1, 1]
    claimed(PAGE, "un lugar más allá: −1, −1, 0, 1, 1", "one place apart: −1, −1, 0, 1, 1")
    assert full([1, 1], [1, 1], [1, 1]) == [1, 3, 3, 1]
    claimed(PAGE, "$(1, 1) * (1, 1) * (1, 1) = (1, 3, 3, 1)$")
