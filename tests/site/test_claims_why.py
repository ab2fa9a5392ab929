"""What the page Why convolve claims in numbers, computed once more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pyconv.counts import parameter_count
from pyconv.ops import cross_correlate
from pyconv.pictures.views.feature_maps import setup as feature_maps
from pyconv.pictures.views.pattern_detector.setup import FILTER, PATTERN, Settings, prepare
from pyconv.spec import ConvSpec
from tests.site.claims import claimed


def test_why_page() -> None:
    page = "why.md"
    shown = prepare(Settings.read({}))
    sums = sorted(int(cross_correlate(three, FILTER)[0]) for three in product((0, 1), repeat=3))
    assert (sums[-1], sums[-2]) == (2, 1)
    assert cross_correlate(PATTERN, FILTER).tolist() == [2]
    claimed(page, "Sobre el patrón suman 2;", "On the pattern they add up to 2;")
    claimed(page, "suman como mucho 1", "to 1 at most")
    assert [at for at, weight in enumerate(shown.weights) if weight] == [3, 4, 5]
    claimed(page, "tres pesos en los píxeles 3, 4 y 5", "three weights at pixels 3, 4 and 5")
    # The same line with 16 pixels, and with 32.
    for pixels, places, weights in ((16, 14, 224), (32, 30, 960)):
        line = ConvSpec(pixels, 3)
        assert (line.outputs, parameter_count(line, "dense"), parameter_count(line)) == (places, weights, 3)
    claimed(page, "cabe en 14 lugares", "fits in 14 places")
    claimed(page, "14 unidades densas de 16 pesos, 224", "14 dense units of 16 weights, 224")
    claimed(page, "30 unidades de 32 pesos son 960", "30 units of 32 weights make 960")
    image = ConvSpec((100, 100), 3)
    assert (image.outputs, parameter_count(image, "dense"), parameter_count(image)) == (9604, 96_040_000, 9)
    claimed(page, "9604 lugares", "9,604 places")
    claimed(page, "96 040 000 pesos densos contra 9", "96,040,000 dense weights against 9")
    still = {"length": 9, "fitted": 1}
    learnt, moved = (prepare(Settings.read(still | {"place": place})) for place in (1, 5))
    assert (learnt.unit, moved.unit) == (2, 0)
    claimed(page, "en el píxel 1, y se activa", "at pixel 1, and fires")
    claimed(page, "ahora en el píxel 5: la suma de la unidad cae a 0", "now at pixel 5: the unit’s sum drops to 0")
    # The 2 moves with its neighbours, which stay as they were.
    assert learnt.activations[:3] == moved.activations[4:] == (-1, 2, -1)
    two = {"patterns": "two", "place": 5, "second": 11, "noise": "some"}
    found = prepare(Settings.read(two)).activations
    assert [place for place, value in enumerate(found) if value >= 2] == [5, 9, 11]
    claimed(page, "el filtro se activa en tres lugares", "the filter fires at three places")
    assert prepare(Settings.read(two | {"place": 3, "outside": "minus"})).unit < 2
    low = prepare(Settings.read({"threshold": 1}))
    assert [place - 3 for place, value in enumerate(low.activations) if low.fires(value)] == [-2, 0, 2]
    claimed(page, "dos antes y dos después", "two before and two after")
    assert {max(prepare(Settings.read({"place": place})).activations) for place in range(14)} == {2}
    claimed(page, "el máximo vale siempre 2", "the largest value is always 2")
    maps = feature_maps.prepare(feature_maps.Settings.read({}))
    assert maps.maps[-1].span == 8
    claimed(page, "los 8 × 8 píxeles que ve", "the 8 × 8 pixels of the photograph")


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_the_map_follows_shifts_of_whole_strides(stride: int) -> None:
    # With room enough on both sides: nothing leaves the image.
    image = np.zeros(40, dtype=int)
    image[14:19] = [1, 2, 3, 5, 8]
    weights = [1, 0, -1]
    still = cross_correlate(image, weights, stride=stride)
    for shift in range(1, 4 * stride):
        moved = cross_correlate(np.roll(image, shift), weights, stride=stride)
        followed = [m for m in range(still.size) if (np.roll(still, m) == moved).all()]
        assert followed == ([] if shift % stride else [shift // stride])
    claimed("why.md", "$s \\cdot m$ celdas, el mapa se mueve $m$", "$s \\cdot m$ cells, the map moves $m$")
    claimed("why.md", "$f(T^{sm} x) = T^m f(x)$")
