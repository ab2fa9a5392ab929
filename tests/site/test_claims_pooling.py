"""What the page Pooling claims in numbers, computed once more."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from pyconv import ConvSpec, PoolingSpec, pool, sizes_that_give, unpooled_size
from pyconv.layers import conv_layer
from pyconv.terms import untouched
from tests.site.claims import claimed

PAGE = "pooling.md"


def test_windows() -> None:
    first = ConvSpec((5, 5), 2, stride=2)
    assert len(untouched(first)) == 9
    claimed(PAGE, "Sobran una fila y una columna (rayadas)", "A row and a column are left over (hatched)")
    sizes = [PoolingSpec(6, 3, stride=2, ceil_mode=up).output_size for up in (False, True)]
    assert sizes == [(2,), (3,)]
    claimed(PAGE, "hay 2 salidas si se redondea hacia abajo y 3", "there are 2 outputs if one rounds down, and 3")
    assert PoolingSpec(5, 2, stride=2, padding=1, ceil_mode=True).output_size == (3,)
    claimed(PAGE, "¿por qué hay 3 salidas y no 4?", "why are there 3 outputs and not 4?")
    sizes = [PoolingSpec(112, 3, stride=2, ceil_mode=up).output_size for up in (False, True)]
    assert sizes == [(55,), (56,)]
    claimed(PAGE, "y salen 55; hacia arriba, 55, y salen 56", "and 55 outputs; rounded up 55, and 56 outputs")


def test_averages() -> None:
    row = [-2, -1, 0, 1]

    def averages(**how: object) -> list[Fraction]:
        exact = np.array([Fraction(each) for each in row], dtype=object)
        found: list[Fraction] = pool(exact, 3, kind="average", stride=3, **how).tolist()  # type: ignore[arg-type]
        return found

    assert averages(padding=1) == [-1, Fraction(1, 3)]
    claimed(PAGE, "los resultados son −1 y 1/3", "the results are −1 and 1/3")
    assert averages(padding="same") == averages(padding=1, count_include_pad=False) != averages(padding=1)
    assert pool([1, 2, 3, 4], 3, kind="average", ceil_mode=True).tolist() == [2, 4]
    claimed(PAGE, "¿Por qué el segundo es 4 y no 4/3?", "Why is the second one 4 and not 4/3?")
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    quarter = np.full((1, 1, 2, 2), 1 / 4)
    assert np.array_equal(conv_layer(x, quarter, stride=2)[0, 0], pool(x[0, 0], 2, kind="average"))


def test_a_peak_moves() -> None:
    there, further = np.array([0, 0, 9, 0, 0, 0]), np.array([0, 0, 0, 9, 0, 0])
    claimed(PAGE, "0 0 9 0 0 0", "0 0 9 0 0 0")
    assert (there[::2].tolist(), further[::2].tolist()) == ([0, 9, 0], [0, 0, 0])
    claimed(PAGE, "(un paso de 2) | 0 **9** 0 | 0 0 0 |", "(a stride of 2) | 0 **9** 0 | 0 0 0 |")
    assert pool(there, 2).tolist() == pool(further, 2).tolist() == [0, 9, 0]
    averages = [pool(row, 2, kind="average").tolist() for row in (there, further)]
    assert averages == [[0, 4.5, 0], [0, 4.5, 0]]
    claimed(PAGE, "0 **4,5** 0 | 0 **4,5** 0", "0 **4.5** 0 | 0 **4.5** 0")


def test_the_way_back() -> None:
    sizes = [(540, 960)]
    for _ in range(3):
        sizes.append(PoolingSpec(sizes[-1], 2).output_size)
    assert sizes == [(540, 960), (270, 480), (135, 240), (67, 120)]
    claimed(PAGE, "llevan 540 × 960 a 67 × 120", "bring 540 × 960 to 67 × 120")
    assert (unpooled_size(67, 2), unpooled_size(67, 2, output_shape=135)) == (134, 135)
    assert sizes_that_give({"pooling": "max", "kernel_size": 2}, 67) == (range(134, 136),)
    claimed(PAGE, "se vuelve a 134 celdas", "back from 67 come 134 cells")
