"""The columns of a picture are those of `im2col`, and a row times them is the convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, cross_correlate, im2col
from pyconv.pictures.model import Grid, Kind
from pyconv.pictures.views import view
from tests.pictures.views import check_focuses, refusal

VIEW = view("im2col")


def grid(name: str, **params: Any) -> Grid:
    (found,) = [panel for panel in VIEW.scene(VIEW.prepared(params), "en").panels if panel.name == name]
    assert isinstance(found, Grid)
    return found


def numbers(shown: Grid) -> list[list[int]]:
    return [[int(cell.text.replace("−", "-")) for cell in row] for row in shown.rows]


@given(st.data())
def test_columns_are_those_of_im2col(data: st.DataObject) -> None:
    pair = st.tuples(st.integers(1, 3), st.integers(1, 3))
    how: dict[str, Any] = {
        "stride": data.draw(pair),
        "padding": data.draw(st.sampled_from(["valid", "half", "same"])),
        "dilation": data.draw(pair),
    }
    kernel, size = data.draw(pair), data.draw(st.tuples(st.integers(2, 6), st.integers(2, 6)))
    try:
        shown = VIEW.prepared({"input": size, "kernel": kernel, **how})
    except ConvError:
        return
    x, weights = _map(shown), shown.kernel.numerators
    columns = im2col(x, kernel, **how)
    drawn = grid("columns", input=size, kernel=kernel, **how)
    assert numbers(drawn) == columns.tolist()
    row = numbers(grid("row", input=size, kernel=kernel, **how))
    assert (np.array(row) @ columns).ravel().tolist() == cross_correlate(x, weights, **how).ravel().tolist()


def _map(shown: Any) -> Any:
    (top, _), (left, _) = shown.spec.padding
    height, width = shown.spec.input_size
    return shown.padded.numerators[top : top + height, left : left + width]


def test_a_step_frames_a_window_and_its_column() -> None:
    shown = VIEW.prepared({})
    boxes = {box.grid: box[1:5] for box in VIEW.focus(shown, "out:3", "en").boxes}
    assert boxes == {"input": (1, 1, 3, 3), "columns": (0, 3, 9, 1)}
    (box,) = VIEW.focus(shown, "tap:4", "en").boxes
    assert box[:5] == ("columns", 4, 0, 1, 4)
    lit = VIEW.focus(shown, "in:5", "en").lit
    assert sum(key.startswith("term:5:") for key in lit) == 4
    assert VIEW.scene(shown, "en").summary == "Numbers in the matrix: 9 · 4 = 36. Cells of the input: 16."


def test_padding_stands_in_the_columns_too() -> None:
    padded = {"padding": "half"}
    kinds = [cell.kind for row in grid("columns", **padded).rows for cell in row]
    assert kinds.count(Kind.PADDING) == 16 * 9 - 100
    found = VIEW.focus(VIEW.prepared(padded), "pad-term:0:0:0", "en")
    assert found.key == "pad-term:0:0:0"
    check_focuses("im2col", {"padding": "half", "input": 2}, "es")


def test_more_than_can_be_looked_at_is_refused() -> None:
    params = {"input": 6, "padding": "explicit", "amounts": 2}
    refused = refusal("im2col", params)
    assert refused["field"] == "padding"
    assert refused["message"].startswith("The matrix would have a column for each of 64 windows (8 × 8)")
    assert len(grid("columns", input=6, padding="half").rows[0]) == 36


@pytest.mark.parametrize("key", ["out:4", "tap:9", "in:16", "pad:0", "term:0:1:0", "pad-term:0:0:0"])
def test_there_are_no_other_cells(key: str) -> None:
    with pytest.raises(ConvError):
        VIEW.focus(VIEW.prepared({}), key, "en")
