"""A pooling window by window: every number that the picture says is the one that `pool` gives."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, pool
from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import NO_HUE
from pyconv.pictures.views import view
from pyconv.pooling import PoolingSpec
from tests.pictures.views import refusal

VIEW = view("pooling")
ROW = {
    "input": [1, 4], "window": [1, 3], "stride": [1, 3], "padding": "explicit", "amounts": [0, 0, 1, 1],
    "edits": {f"input:0,{place}": str(value) for place, value in enumerate((-2, -1, 0, 1))},
}  # fmt: skip


def spoken(key: str, **params: Any) -> str:
    return VIEW.focus(VIEW.prepared(params), key, "en").spoken


@given(st.data())
def test_values_are_those_of_pool(data: st.DataObject) -> None:
    size = data.draw(st.tuples(*[st.integers(1, 6)] * 2))
    cells = size[0] * size[1]
    typed = data.draw(st.lists(st.fractions(-9, 9, max_denominator=9), min_size=cells, max_size=cells))
    how: dict[str, Any] = {
        "stride": data.draw(st.integers(1, 3)),
        "padding": data.draw(st.sampled_from([0, 1, "same"])),
        "kind": data.draw(st.sampled_from(["max", "average"])),
        "ceil_mode": data.draw(st.booleans()),
    }
    window = data.draw(st.integers(1, 3))
    try:
        spec = PoolingSpec(size, window, **how)
    except ConvError:
        return
    values = np.array(typed, dtype=object).reshape(size)
    x = exact.with_values(Rationals(np.zeros(size, np.int64)), dict(enumerate(typed)))
    shown = exact.pool(x, spec)
    found = [shown.fraction(flat) for flat in range(spec.windows.outputs)]
    assert found == [Fraction(each) for each in pool(values, window, **how).flat]


def test_a_maximum_is_that_of_its_window() -> None:
    assert spoken("out:0") == "Output, row 0, column 0: max(1, 8, 4, 6) = 8"
    assert spoken("in:0") == "Cell (0, 0) = 1. One window holds it: (0, 0). It is the largest of none."
    assert spoken("in:1").endswith("It is the largest in one: (0, 0).")
    assert spoken("in:24") == "Cell (4, 4) = 2. No window holds it."
    shown = VIEW.prepared({})
    lit = VIEW.focus(shown, "out:0", "en").lit
    assert {key for key, hue in lit.items() if hue != NO_HUE} == {"in:1"}
    assert len(lit) == 5
    assert "max(" in VIEW.focus(shown, "out:0", "es").spoken


def test_padding_never_is_the_largest() -> None:
    padded = {"window": 3, "padding": "same"}
    shown = VIEW.prepared(padded)
    grid = VIEW.scene(shown, "en").panels[0]
    assert {cell.text for row in grid.rows for cell in row if cell.key.startswith("pad:")} == {"−∞"}  # type: ignore[union-attr]
    assert "never the largest" in spoken("pad:0", **padded)
    assert "max(1, 8, 4, 6) = 8" in spoken("out:0", **padded)


def test_averages_count_padding_or_not() -> None:
    average = ROW | {"pooling_kind": "average"}
    assert spoken("out:0", **average) == "Output, row 0, column 0: (0 + (−2) + (−1)) / 3 = −1"
    assert "= 1/3 ≈ 0.33" in spoken("out:1", **average)
    assert spoken("pad:0", **average).startswith("Padding: it counts as a 0")
    left_out = average | {"averaged_padding": "excluded"}
    assert "((−2) + (−1)) / 2 = −1.5" in spoken("out:0", **left_out)
    assert spoken("pad:0", **left_out).startswith("No cell stands here")
    assert "−2 = −2" in spoken("out:0", **average | {"window": [1, 1], "stride": [1, 1], "amounts": [0] * 4})


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"input": 6, "window": 3}, ""),
        ({"input": 6, "window": 3, "rounding": "ceil"}, "sticks out"),
        ({"input": 5, "padding": "explicit", "rounding": "ceil"}, "would begin in the padding after"),
    ],
)
def test_what_rounding_up_does_is_said(params: dict[str, Any], said: str) -> None:
    scene = VIEW.scene(VIEW.prepared(params), "en")
    assert re.search(said, scene.summary)
    assert ("⌈" in scene.formula) == ("rounding" in params)


def test_what_sticks_out_counts_for_nothing() -> None:
    params = {"input": 6, "window": 3, "rounding": "ceil", "pooling_kind": "average"}
    shown = VIEW.prepared(params)
    names = {cell.key: cell.text for row in VIEW.scene(shown, "en").panels[0].rows for cell in row}  # type: ignore[union-attr]
    beyond = [key for key in names if key.startswith("pad:")]
    assert [names[key] for key in beyond] == [""] * 13
    assert shown.output.fraction(8) == sum(shown.x.fraction(cell) for cell in (28, 29, 34, 35)) / 4


def test_a_window_that_does_not_fit_is_refused_where_it_was_said() -> None:
    assert refusal("pooling", {"input": 2, "window": 3})["field"] == "window"
    padded = {"window": 1, "stride": 1, "padding": "explicit"}
    assert refusal("pooling", padded)["field"] == "padding"


@pytest.mark.parametrize("key", ["pad:0", "out:9", "in:25", "tap:0"])
def test_there_are_no_other_cells(key: str) -> None:
    with pytest.raises(ConvError, match="no cell"):
        spoken(key)


def test_a_cell_of_the_map_is_not_one_of_padding() -> None:
    with pytest.raises(ConvError, match="no cell"):
        spoken("pad:9", window=3, padding="same")
