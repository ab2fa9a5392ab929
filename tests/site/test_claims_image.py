"""What the page "Your own image" claims, computed once more."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape

import numpy as np
import pytest

from pyconv import ConvSpec, cross_correlate, transposed_conv
from pyconv.messages import LANGUAGES
from pyconv.pictures import links
from pyconv.pictures.imaging import Settings, prepare, sample
from pyconv.pictures.presets import KERNELS
from pyconv.terms import pad
from tests.site.claims import DOCS, claimed

PAGE = "image.md"


def kernel(name: str, side: int = 3) -> np.ndarray:
    made = KERNELS[name](side, side)
    return made.numerators / made.denominator


def test_the_table_of_kernels() -> None:
    sums = {1: ("identity", "box-blur", "gaussian", "sharpen", "emboss"), 0: ("sobel-x", "sobel-y", "laplacian")}
    for total, names in sums.items():
        for name in names:
            made = KERNELS[name](3, 3)
            assert Fraction(int(made.numerators.sum()), made.denominator) == total
    claimed(PAGE, "| promedio, gaussiano | 1 |", "| average, Gaussian | 1 |")
    claimed(PAGE, "| relieve | 1 |", "| emboss | 1 |")
    claimed(PAGE, "| Sobel x, Sobel y | 0 |", "| Sobel x, Sobel y | 0 |")
    claimed(PAGE, "| laplaciano | 0 |", "| Laplacian | 0 |")


def test_the_walls_of_the_house() -> None:
    walls = cross_correlate(sample(), KERNELS["sobel-x"](3, 3).numerators)[72:108]
    # The result has one column less on the left; the wall goes from column 20 to 63.
    assert (walls[:, 18] > 0).all()
    assert (walls[:, 63] < 0).all()
    assert not walls[6, 21:24].any()
    claimed(PAGE, "de naranja el borde izquierdo de la pared de la casa y de azul el derecho", "turns the left edge of the wall of the house orange and the right one blue")
    claimed(PAGE, "(montaña, agua o hierba) es más oscuro que la pared", "(mountain, water or grass) is darker than the wall")


def test_which_edges_of_the_house_stay() -> None:
    across, down = (cross_correlate(sample(), KERNELS[f"sobel-{axis}"](3, 3).numerators) for axis in "xy")
    # The left side of the wall, and its upper edge; the roof rises one row for each column.
    side, level = np.s_[77:82, 18:20], np.s_[70:72, 25:60]
    assert np.abs(across[side]).min() > 200 > 100 > np.abs(down[side]).max()
    assert np.abs(down[level]).min() > 400 > 100 > np.abs(across[level]).max()
    slope = [max(range(19, 38), key=lambda column: abs(across[row, column])) for row in range(53, 69)]
    assert all(abs(down[row, column]) > 100 for row, column in zip(range(53, 69), slope, strict=True))
    claimed(PAGE, "Con Sobel y desaparecen los lados verticales de la pared; con Sobel x, los horizontales", "With Sobel y the upright sides of the wall disappear, and with Sobel x the level ones")
    claimed(PAGE, "Los bordes inclinados del tejado quedan con los dos", "The slanting edges of the roof stay with both")


def test_the_middle_of_the_average() -> None:
    weights = np.ones((3, 3), int)
    weights[1, 1] = 2
    assert Fraction(int(weights.sum()), 9) == 1 + Fraction(1, 9)
    claimed(PAGE, "Suman 10 y se siguen dividiendo por 9: todo queda más claro, en una novena parte", "they add up to 10 and are still divided by 9: everything gets brighter, by a ninth")


def test_sizes() -> None:
    assert ConvSpec((128, 128), 3).output_size == (126, 126)
    claimed(PAGE, "lleva 128 × 128 a 126 × 126", "takes 128 × 128 to 126 × 126")
    assert ConvSpec(128, 3, dilation=2).span == (5,)
    claimed(PAGE, "uno de 3 × 3 abarca 5 × 5", "a 3 × 3 kernel spans 5 × 5")
    assert ConvSpec(128, 3, stride=2).output_size == (63,)
    claimed(PAGE, "mide cerca de la mitad", "measures about half")


def test_frames_around_an_average() -> None:
    bright = np.full((6, 6), 90)
    for mode in ("zeros", "replicate", "reflect", "circular"):
        average = cross_correlate(pad(bright, ((1, 1), (1, 1)), mode), kernel("box-blur"))  # type: ignore[arg-type]
        assert np.isclose(average[0], 90).all() == (mode != "zeros")
        assert mode != "zeros" or (average[0] < 61).all()
    claimed(PAGE, "Los ceros dejan un marco oscuro", "Zeros leave a dark frame")


def test_two_averages_and_the_way_back() -> None:
    image = sample()[60:80, 20:45]
    twice = cross_correlate(cross_correlate(image, kernel("box-blur")), kernel("box-blur"))
    both = transposed_conv(kernel("box-blur"), kernel("box-blur"))
    assert both.shape == (5, 5)
    assert np.allclose(cross_correlate(image, both), twice)
    claimed(PAGE, "son un solo núcleo de 5 × 5", "are one kernel of 5 × 5")
    result = cross_correlate(image, kernel("box-blur"))
    back = transposed_conv(result, kernel("box-blur"))
    assert back.shape == image.shape
    assert np.allclose(back[2:-2, 2:-2], twice)
    stamps = transposed_conv(np.ones_like(result), np.ones((3, 3), int))
    assert (stamps[0, 0], stamps[9, 9]) == (1, 9)
    claimed(PAGE, "una en la esquina, y nueve en el medio", "one in the corner, and nine in the middle")


LINKS = re.compile(r'href="#own-image\?(?P<said>[^"]+)"')
WRITTEN = re.compile(r"`#own-image\?(?P<said>[^`]+)`")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_tried_and_written_by_hand_makes_its_image(language: str) -> None:
    text = (DOCS / language / PAGE).read_text("utf-8")
    said = [unescape(each) for each in (*LINKS.findall(text), *WRITTEN.findall(text))]
    assert len(said) == 6
    for each in said:
        linked = links.read(each, Settings.parameters)
        assert not linked.left, each
        prepare(sample(), Settings.read(linked.params))
    [by_hand] = WRITTEN.findall(text)
    weights = links.read(by_hand, Settings.parameters).params["image_weights"]
    laid = np.array(weights, int).reshape(5, 5)
    assert np.array_equal(laid[:3, :3], KERNELS["laplacian"](3, 3).numerators)
    assert not laid[3:].any()
    assert not laid[:, 3:].any()
