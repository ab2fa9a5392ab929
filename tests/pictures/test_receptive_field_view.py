"""A small stack of layers: every field and every number of paths is the one that `pyconv` gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, paths_to, reaching_cells, receptive_field, stack
from pyconv.pictures.model import Cell, Grid
from pyconv.pictures.views import view
from tests.pictures.views import check_focuses, refusal

VIEW = view("receptive-field")
POOLED = {
    "stacked": 3, "input": 12, "kernel": [3, 2, 3, 3], "stride": [1, 2, 1, 1], "pooled": "layer-2",
}  # fmt: skip
GRIDDED = {"stacked": 3, "input": 15, "dilation": [2, 2, 2, 1]}


def spoken(key: str, **params: Any) -> str:
    return VIEW.focus(VIEW.prepared(params), key, "en").spoken


def drawn(**params: Any) -> dict[str, Cell]:
    grid = VIEW.scene(VIEW.prepared(params), "en").panels[0]
    assert isinstance(grid, Grid)
    return {cell.key: cell for row in grid.rows for cell in row}


@given(st.data())
def test_a_cell_lights_what_reaches_it(data: st.DataObject) -> None:
    numbers = st.lists(st.integers(1, 3), min_size=4, max_size=4)
    params: dict[str, Any] = {
        "stacked": data.draw(st.integers(1, 4)),
        "input": data.draw(st.integers(6, 24)),
        "kernel": data.draw(numbers),
        "stride": data.draw(numbers),
        "dilation": data.draw(numbers),
        "padding": data.draw(st.sampled_from(["valid", "half"])),
    }
    layers = [
        {"kernel_size": k, "stride": s, "dilation": d, "padding": params["padding"]}
        for k, s, d in zip(params["kernel"], params["stride"], params["dilation"], strict=True)
    ][: params["stacked"]]
    try:
        made = stack(params["input"], layers)
    except ConvError:
        assert refusal("receptive-field", params)["field"].startswith("kernel.")
        return
    number = len(layers)
    cell = data.draw(st.integers(0, made[-1].outputs - 1))
    shown = VIEW.prepared(params)
    found = VIEW.focus(shown, f"map:{number}:{cell}", "en")
    reached = reaching_cells(made, cell).tolist()
    assert {key for key in found.lit if key.startswith("in:")} == {f"in:{at}" for at in reached}
    paths = paths_to(made, cell)
    assert {key: note for key, note in found.notes.items() if key.startswith("in:")} == {
        f"in:{at}": str(paths[at]) for at in reached
    }
    ((first, last),) = receptive_field(made)[-1].extent(cell)
    (box,) = found.boxes
    assert (box.column, box.width) == (first, last - first + 1)
    for at in range(params["input"]):
        back = VIEW.focus(shown, f"in:{at}", "en")
        assert back.notes.get(f"map:{number}:{cell}", "0") == str(paths[at])


def test_cells_stand_below_the_middle_of_what_they_see() -> None:
    cells = drawn(**POOLED)
    assert [cells[f"map:3:{at}"].column for at in range(3)] == [3.5, 5.5, 7.5]
    assert cells["map:1:0"].column == 1
    shaded = drawn(stacked=4, input=11)
    assert [shaded[f"in:{at}"].shade for at in (1, 5, 0)] == [round(1 / 19, 3), 1, 0]
    assert [drawn(seen_cell=seen)["in:0"].shade for seen in ("first", "last")] == [round(1 / 3, 3), 0]


def test_the_rule_is_written_out() -> None:
    assert spoken("layer:0").startswith("0, input: a cell sees itself")
    assert "r = 4 + (3 − 1) · 2 = 8; j = 2 · 1 = 2; start = 1.5 + ((3 − 1)/2 − 0) · 2 = 3.5." in spoken(
        "layer:3", **POOLED
    )
    assert spoken("layer:2", **POOLED).startswith("2, pooling: r = 3 + (2 − 1) · 1 = 4; j = 1 · 2 = 2")
    assert "the kernel of 3 spans 5; r = 5 + (5 − 1) · 1 = 9" in spoken("layer:2", **GRIDDED)
    assert "start = 0 + ((3 − 1)/2 − 1) · 1 = 0." in spoken("layer:1", padding="half")
    for seen, cell in (("first", 0), ("last", 2)):
        shown = VIEW.prepared(POOLED | {"seen_cell": seen})
        assert f"map:3:{cell}" in VIEW.focus(shown, "layer:3", "en").lit


def test_holes_and_padding_are_told() -> None:
    said = VIEW.scene(VIEW.prepared(GRIDDED), "en").summary
    assert said.startswith(
        "Cell 1 of layer 3 spans 13 cells of the input, from 1 to 13. Paths that lead to it: 27."
    )
    assert "6 cells in between are holes" in said
    assert said.endswith("half of the paths to a cell of layer 3 begin in 3 of the cells that it sees.")
    assert "2 places of the field lie outside" in spoken("map:2:0", padding="half")
    assert "One place" in spoken("map:1:0", padding="half")
    assert spoken("pad:1:0", padding="half").startswith("Padding: a zero")
    assert (
        spoken("map:1:0", kernel=1)
        == "Cell 0 of layer 1 spans one cell of the input, number 0. Paths that lead to it: 1."
    )


def test_lines_of_a_pooling_have_no_weight() -> None:
    assert spoken("link:1:2:0", **POOLED) == "Layer 1: cell 0 reads the cell above through its weight 2."
    assert spoken("link:2:1:0", **POOLED).startswith("Layer 2: cell 0 has the cell above in its window")
    assert spoken("in:0", **POOLED).startswith("Input cell 0: no path leads from it to cell 1 of layer 3.")
    assert VIEW.prepared(POOLED | {"stacked": 1}).pooled == 0


def test_every_part_of_a_padded_stack_tells_something() -> None:
    check_focuses(
        "receptive-field", {"padding": "half", "stacked": 2, "kernel": [4, 2, 1, 1], "stride": 2}, "es"
    )


def test_a_layer_that_does_not_fit_is_named() -> None:
    refused = refusal("receptive-field", {"stacked": 4, "input": 7})
    assert refused["field"] == "kernel.3"
    assert refused["message"].startswith(
        "Layer 4: the kernel spans 3 cells (size 3, dilation 1), but the padded input has 1"
    )


@pytest.mark.parametrize(
    "key", ["map:0:0", "map:2:3", "in:7", "pad:1:0", "pad:0:0", "link:0:0:0", "link:2:0:3", "layer:3"]
)
def test_there_are_no_other_cells(key: str) -> None:
    with pytest.raises(ConvError, match="no cell"):
        spoken(key)


def test_a_cell_of_the_input_is_not_one_of_padding() -> None:
    with pytest.raises(ConvError, match="no cell"):
        spoken("pad:1:1", padding="half")
