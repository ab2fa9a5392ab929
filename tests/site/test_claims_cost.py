"""What the page What it costs claims in numbers, computed once more."""

from __future__ import annotations

from fractions import Fraction
from math import log2

import numpy as np

from pyconv import ConvSpec, TransposedSpec, cross_correlate, im2col, multiply_count, parameter_count
from pyconv.pictures.exact import grouped
from pyconv.pictures.presets import KERNELS
from pyconv.transposed import equivalent_convolution
from tests.site.claims import claimed

PAGE = "cost.md"
LAYER = ConvSpec((56, 56), 3, padding=1)
POINT = ConvSpec((56, 56), 1)
MAPS = {"in_channels": 64, "out_channels": 64}


def written(number: int) -> tuple[str, str]:
    """Return a number as it stands in a formula, in each language."""
    return tuple(  # type: ignore[return-value]
        grouped(number, language).replace(",", "{,}").replace("\N{NO-BREAK SPACE}", "\\,") for language in ("es", "en")
    )


def counted(number: int) -> None:
    """Check that both pages say a number in their words."""
    claimed(PAGE, grouped(number, "es"), grouped(number, "en"))


def test_the_example() -> None:
    claimed(PAGE, *written(multiply_count(LAYER, **MAPS)))
    counted(parameter_count(LAYER, **MAPS))
    dense = multiply_count(LAYER, "dense", **MAPS)
    assert dense == parameter_count(LAYER, "dense", **MAPS)
    counted(dense)


def test_im2col() -> None:
    columns = im2col(np.ones((56, 56)), 3, padding=1)
    assert columns.size * 64 == 9 * 56 * 56 * 64
    counted(56 * 56 * 64)
    counted(columns.size * 64)
    # Cell (1, 1) of a map of 4 × 4: in all four columns, each time in another row.
    found = np.argwhere(im2col(np.arange(16).reshape(4, 4), 3) == 5).tolist()
    assert (len({row for row, _ in found}), len({column for _, column in found})) == (4, 4)


def test_fft() -> None:
    assert 1024 + 1024 - 1 < 2048
    assert round(2048 / 2 * log2(2048)) == 11_264
    for number in (1024 * 1024, 11_264, 3 * 11_264 + 2048):
        claimed(PAGE, *written(number))
    claimed(PAGE, "$1024 \\cdot 3 = 3072$")


def test_winograd() -> None:
    d, g = [3, -1, 4, 7], [2, 5, -3]
    even, odd = Fraction(g[0] + g[1] + g[2], 2), Fraction(g[0] - g[1] + g[2], 2)
    m1, m2 = (d[0] - d[2]) * g[0], (d[1] + d[2]) * even
    m3, m4 = (d[2] - d[1]) * odd, (d[1] - d[3]) * g[2]
    assert [m1 + m2 + m3, m2 - m3 - m4] == cross_correlate(d, g).tolist()
    claimed(PAGE, "m_1 = (d_0 - d_2) \\, g_0, \\qquad m_2 = (d_1 + d_2) \\, \\frac{g_0 + g_1 + g_2}{2}")
    claimed(PAGE, "m_4 = (d_1 - d_3) \\, g_2, \\qquad m_3 = (d_2 - d_1) \\, \\frac{g_0 - g_1 + g_2}{2}")
    claimed(PAGE, "$m_1 + m_2 + m_3$ y $m_2 - m_3 - m_4$", "$m_1 + m_2 + m_3$ and $m_2 - m_3 - m_4$")
    assert 4 * 9 / (4 * 4) == 2.25
    claimed(PAGE, "2,25 veces menos", "2.25 times fewer")


def test_layers_that_take_less() -> None:
    whole, point = multiply_count(LAYER, **MAPS), multiply_count(POINT, **MAPS)
    depth = multiply_count(LAYER, **MAPS, groups=64)
    assert whole == 9 * point
    for number in (point, depth, point + depth):
        counted(number)
    assert round(whole / (point + depth), 1) == 7.9
    claimed(PAGE, "en total, 7,9 veces menos", "together, 7.9 times fewer")
    assert Fraction(point + depth, whole) == Fraction(1, 64) + Fraction(1, 9)
    counted(parameter_count(LAYER, **MAPS, groups=64) + parameter_count(POINT, **MAPS))
    assert parameter_count(ConvSpec((5, 5), 3), in_channels=3, out_channels=3, groups=3) == 27
    claimed(PAGE, "solo quedan los núcleos de la diagonal: 27 pesos".replace("solo", "Solo"), "Only the kernels on the diagonal are left: 27 weights")


def test_separable_kernels() -> None:
    sobel = KERNELS["sobel-x"](3, 3).numerators
    assert sobel.tolist() == np.outer([1, 2, 1], [-1, 0, 1]).tolist()
    ranks = {name: np.linalg.matrix_rank(KERNELS[name](3, 3).numerators.astype(float)) for name in KERNELS}
    assert (ranks["box-blur"], ranks["gaussian"], ranks["laplacian"]) == (1, 1, 2)


def test_a_dense_layer() -> None:
    whole = ConvSpec((7, 7), 7)
    channels = {"in_channels": 512, "out_channels": 4096}
    assert parameter_count(whole, **channels) == parameter_count(whole, "dense", **channels)
    claimed(PAGE, *written(parameter_count(whole, **channels)))
    assert ConvSpec((8, 8), 7).output_size == (2, 2)
    claimed(PAGE, "Con mapas de 8 × 8 salen 2 × 2 respuestas", "Maps of 8 × 8 give 2 × 2 answers")


def test_the_zeros() -> None:
    layer = TransposedSpec((2, 2), 3, stride=2)
    equal = equivalent_convolution(layer)
    assert equal.zeros_between == (1, 1)
    stops = layer.output_size[0] * layer.output_size[1]
    assert (stops, stops * layer.direct.taps, multiply_count(layer)) == (25, 225, 36)
    claimed(PAGE, "25 paradas de 9 productos, 225. Abajo, 4 estampas de 9 productos, 36", "25 stops of 9 products, 225. Below, 4 stamps of 9 products, 36")


def test_answers() -> None:
    layer = ConvSpec((32, 32), 5)
    assert layer.output_size == (28, 28)
    claimed(PAGE, *written(multiply_count(layer, in_channels=3, out_channels=16)))
    assert parameter_count(layer, in_channels=3, out_channels=16) == 1200
    claimed(PAGE, "$25 \\cdot 3 \\cdot 16 = 1200$")
