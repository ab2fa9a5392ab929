"""Stamps: what the columns add up to is what `convolve` and `transposed_conv` give, whoever stamps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, convolve, transposed_conv
from pyconv.pictures.model import Cell, Grid
from pyconv.pictures.views import view
from tests.pictures.views import check_focuses

VIEW = view("stamps")
BY_HAND = {"input": 2, "stride": 2, "edits": {"input:0,0": "2", "input:0,1": "1"}}


def spoken(key: str, **params: Any) -> str:
    return VIEW.focus(VIEW.prepared(params), key, "en").spoken


def rows(**params: Any) -> tuple[tuple[Cell, ...], ...]:
    grid = VIEW.scene(VIEW.prepared(params), "en").panels[2]
    assert isinstance(grid, Grid)
    return grid.rows


def polynomials(**params: Any) -> str:
    return VIEW.scene(VIEW.prepared(params), "en").panels[3].html  # type: ignore[union-attr]


@given(st.data())
def test_columns_add_up_to_the_convolution(data: st.DataObject) -> None:
    cells = data.draw(st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=8))
    weights = data.draw(st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=5))
    stride = data.draw(st.integers(1, 4))
    params: dict[str, Any] = {
        "stamping": data.draw(st.sampled_from(["cells", "weights"])),
        "input": len(cells),
        "kernel": len(weights),
        "stride": stride,
        "edits": {f"input:0,{at}": str(value) for at, value in enumerate(cells)}
        | {f"kernel:0,{at}": str(value) for at, value in enumerate(weights)},
    }
    x, kernel = (np.array(each, dtype=object) for each in (cells, weights))
    shown = VIEW.prepared(params)
    result = [shown.values.result.fraction(at) for at in range(shown.spec.inputs)]
    assert result == [Fraction(each) for each in transposed_conv(x, kernel, stride=stride)]
    if stride == 1:
        assert result == [Fraction(each) for each in convolve(x, kernel, padding="full")]
        assert result == [Fraction(each) for each in convolve(kernel, x, padding="full")]
    stamps = rows(**params)[len(rows(**params)) // 2 : -1]
    columns = [0] * len(result)
    for row in stamps:
        for cell in row:
            columns[int(cell.column)] += 1
    met = np.bincount(np.add.outer(stride * np.arange(len(cells)), np.arange(len(weights))).ravel())
    assert columns == met.tolist()


def test_the_example_by_hand() -> None:
    texts = [[cell.text for cell in row] for row in rows(**BY_HAND)]
    assert texts == [["2"], ["1"], ["2", "4", "6"], ["1", "2", "3"], ["2", "4", "7", "2", "3"]]
    assert spoken("in:2", **BY_HAND) == "Result (0, 2): 2·3 + 1·1 = 7"
    assert "the transposed convolution of stride 2" in VIEW.scene(VIEW.prepared(BY_HAND), "en").summary


def test_either_may_stamp_the_other() -> None:
    by_weights = BY_HAND | {"stride": 1, "stamping": "weights"}
    texts = [[cell.text for cell in row] for row in rows(**by_weights)]
    assert texts[:3] == [["1"], ["2"], ["3"]]
    assert texts[3:] == [["2", "1"], ["4", "2"], ["6", "3"], ["2", "5", "8", "3"]]
    apart = VIEW.scene(VIEW.prepared(BY_HAND | {"stamping": "weights"}), "en").summary
    assert "Each stamp lays its cells 2 apart" in apart
    assert spoken("tap:1", **by_weights) == "Weight (0, 1) = 2 stamps the input, multiplied by it: 2 cells."
    assert spoken("tap:0", **BY_HAND).endswith("joins 2 pairs of cells: the same number every time.")
    assert VIEW.scene(VIEW.prepared(by_weights), "en").steps == (
        "tap:0", "tap:1", "tap:2", "in:0", "in:1", "in:2", "in:3",
    )  # fmt: skip


def test_what_stamps_is_framed_in_its_row() -> None:
    def boxes(key: str, **params: Any) -> list[tuple[float, ...]]:
        return [tuple(box[1:5]) for box in VIEW.focus(VIEW.prepared(params), key, "en").boxes]

    assert boxes("out:1", **BY_HAND) == [(1, 2, 1, 3)]
    assert boxes("tap:1", **BY_HAND) == []
    assert boxes("tap:1", **BY_HAND | {"stamping": "weights"}) == [(1, 1, 1, 3)]
    assert boxes("out:1", **BY_HAND | {"stamping": "weights"}) == []
    assert boxes("in:2", **BY_HAND) == [(0, 2, 2, 1)]
    assert spoken("term:2:0:1", **BY_HAND).startswith("Given cell (0, 1) reaches cell (0, 2)")


def test_polynomials_are_written_as_people_write_them() -> None:
    assert "<td>2 + x²</td>" in polynomials(**BY_HAND)
    assert '<td class="pc-worked-out">2 + 4x + 7x² + 2x³ + 3x⁴</td>' in polynomials(**BY_HAND)
    edits = {"input:0,0": "0", "input:0,1": "-1/3", "kernel:0,0": "-1", "kernel:0,1": "0.5"}
    written = polynomials(input=2, kernel=2, edits=edits)
    assert "<td>−(1/3)x</td>" in written
    assert "<td>−1 + 0.5x</td>" in written
    assert '<td class="pc-worked-out">(1/3)x − (1/6)x²</td>' in written
    assert ">0</td>" in polynomials(input=1, edits={"input:0,0": "0"})
    assert "x¹⁰" in polynomials(stride=3, kernel=2)


def test_every_part_tells_something() -> None:
    check_focuses("stamps", {"stamping": "weights", "stride": 3, "kernel": 2, "input": 3}, "es")


@pytest.mark.parametrize("key", ["out:4", "tap:3", "in:6", "apart:0:3", "term:0:1:0"])
def test_there_are_no_other_cells(key: str) -> None:
    with pytest.raises(ConvError, match=r"no cell|no entry"):
        spoken(key)
