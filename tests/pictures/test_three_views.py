"""The three views of one convolution: each as it is drawn alone, and linked cell by cell."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.model import Grid
from pyconv.pictures.parts import maps
from pyconv.pictures.views import connectivity
from pyconv.pictures.views.matrix import picture as matrix
from pyconv.pictures.views.three_views import MOST_CELLS, Settings, focus, scene
from tests.pictures.linear import (
    cells_of,
    ends,
    every_cell_tells,
    framed,
    grid,
    linear_params,
    terms_of,
    unknown_cells,
    works_or_is_refused,
)
from tests.pictures.test_connectivity import counts
from tests.pictures.views import prepared
from tests.strategies import Params
from tests.unit import reference

languages = st.sampled_from(LANGUAGES)
PANELS = ["input", "kernel", "output", "matrix", "connections"]


def fits(params: Params) -> bool:
    return max(counts(params)) <= MOST_CELLS


small = linear_params(largest_input=5).filter(fits)


def drawn(params: Params, language: str = "es") -> tuple[Any, dict[str, Grid]]:
    shown = prepared("three-views", params)
    return shown, {panel.name: panel for panel in scene(shown, language).panels if isinstance(panel, Grid)}


@given(small, languages)
def test_each_picture_is_the_one_that_its_view_draws_alone(params: Params, language: str) -> None:
    shown, panels = drawn(params, language)
    assert list(panels) == PANELS
    alone = maps.scene(shown, language)
    assert [panels[name] for name in PANELS[:3]] == list(alone.panels)
    assert scene(shown, language).steps == alone.steps
    lines = connectivity.scene(prepared("connectivity", params), language)
    assert panels["connections"] == grid(lines, "connections")
    numbers = grid(matrix.scene(prepared("matrix", params | {"entries": "numbers"}), language), "matrix")
    assert panels["matrix"].title == numbers.title
    for row, other in zip(panels["matrix"].rows[1:], numbers.rows[1:], strict=True):
        assert row[1:] == other[1:]


@given(small)
def test_the_sides_of_the_matrix_name_the_cells_in_letters(params: Params) -> None:
    shown, panels = drawn(params)
    heads = {cell.key: cell.text for cell in cells_of(panels["matrix"]) if cell.kind == "head"}
    lowered = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    for kind, letter, size in (("in", "I", shown.spec.input_size), ("out", "O", shown.spec.output_size)):
        # Places with two digits need a comma between them.
        comma = "," if max(size) > 10 else ""
        for flat in range(size[0] * size[1]):
            place = f"{flat // size[1]}{comma}{flat % size[1]}"
            assert heads[f"{kind}:{flat}"] == f"{letter}{place.translate(lowered)}"


@given(small, languages)
@settings(max_examples=20)
def test_every_cell_tells_and_lights_only_what_is_drawn(params: Params, language: str) -> None:
    every_cell_tells("three-views", params, language)


@given(small, st.data())
def test_a_step_lights_its_output_in_all_three(params: Params, data: st.DataObject) -> None:
    shown, panels = drawn(params)
    out = data.draw(st.integers(0, shown.spec.outputs - 1))
    found = focus(shown, f"out:{out}", "en")
    met = [(cell, tap) for cell, tap, to in terms_of(params) if to == out]
    terms = {f"term:{cell}:{tap}:{out}" for cell, tap in met}
    assert {key for key in found.lit if key.startswith("term:")} == terms
    assert {f"in:{cell}" for cell, _ in met} == {key for key in found.lit if key.startswith("in:")}
    column = framed(panels["matrix"], found)
    assert terms | {f"out:{out}"} <= column
    assert len(column) == shown.spec.inputs + 1
    window = framed(panels["input"], found)
    assert window >= {key for key in found.lit if key.startswith(("in:", "pad:"))}
    lines = {shape.key for shape in panels["connections"].shapes if shape.key.endswith(f":{out}")}
    assert lines <= set(found.lit)
    assert len(lines) == shown.spec.taps


@given(small, st.data())
def test_an_input_cell_has_a_row_and_its_lines(params: Params, data: st.DataObject) -> None:
    shown, panels = drawn(params)
    cell = data.draw(st.integers(0, shown.spec.inputs - 1))
    found = focus(shown, f"in:{cell}", "en")
    terms = {f"term:{cell}:{tap}:{out}" for i, tap, out in terms_of(params) if i == cell}
    assert {key for key in found.lit if key.startswith("term:")} == terms
    row = framed(panels["matrix"], found)
    assert terms | {f"in:{cell}"} <= row
    assert len(row) == shown.spec.outputs + 1


@pytest.mark.parametrize(
    ("params", "field", "numbers"),
    [
        ({"input": [8, 8]}, "input", ("64", "8 × 8", "36")),
        ({"input": [4, 4], "padding": "explicit", "amounts": [2, 2, 2, 1]}, "input", ("56", "8 × 7", "36")),
        ({"input": [2, 2], "kernel": 4}, "kernel", ("4", "2")),
        ({"input": [9, 4]}, "input.0", ("9", "1", "8")),
        ({"kernel": [5, 4]}, "kernel.0", ("5", "1", "4")),
        ({"stride": [1, 4]}, "stride.1", ("4", "1", "3")),
    ],
)
def test_what_has_no_room_is_refused_with_the_numbers(
    params: Params, field: str, numbers: tuple[str, ...]
) -> None:
    with pytest.raises(ConvError) as caught:
        prepared("three-views", params)
    assert caught.value.field == field
    for language in LANGUAGES:
        found = re.findall(r"[\d × ]*\d", caught.value.message(language))
        assert all(any(number in each for each in found) for number in numbers), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ends_of_every_range_work_or_are_refused(language: str) -> None:
    for params in ends("three-views"):
        works_or_is_refused("three-views", params, language)


def test_its_first_state_is_small_and_has_no_direction() -> None:
    shown, panels = drawn({})
    assert max(shown.spec.inputs, shown.spec.outputs) <= 16
    assert "direction" not in {parameter.name for parameter in Settings.parameters}
    result = [reference.number(text.text) for text in cells_of(panels["output"])]
    assert len(result) == shown.spec.outputs


def test_cells_that_are_not_there_are_refused() -> None:
    unknown_cells("three-views", {}, "term:0:1:0", "pad:0", "apart:0:0")
