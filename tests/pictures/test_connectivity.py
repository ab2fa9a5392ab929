"""The connections: a line for every meeting, in the hue of its tap, read forwards or backwards."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.model import HUES, Cell, Form, Grid, Mark, Shape
from pyconv.pictures.views.connectivity import MOST_CELLS, focus, scene
from tests.pictures.linear import (
    cells_of,
    ends,
    every_cell_tells,
    grid,
    linear_params,
    near,
    terms_of,
    unknown_cells,
    works_or_is_refused,
)
from tests.pictures.pictures import geometry, names
from tests.pictures.views import prepared
from tests.strategies import Params, pads_of
from tests.unit import reference

languages = st.sampled_from(LANGUAGES)
BOTH_WAYS = ("direct", "transposed")


def counts(params: Params) -> tuple[int, int]:
    """Return how many cells the padded input and the output have."""
    return len(names(params)), 1 + max(out for _, _, out in meetings(params))


def meetings(params: Params) -> list[tuple[int, int, int]]:
    return reference.meetings(geometry(params | {"fill": "zeros"}))


def fits(params: Params) -> bool:
    return max(counts(params)) <= MOST_CELLS


def diagrams(**choices: tuple[str, ...]) -> st.SearchStrategy[Params]:
    return linear_params(largest_input=5, **choices).filter(fits)


def diagram(params: Params, language: str = "es") -> tuple[Any, Grid, dict[str, Cell]]:
    """Return what the view prepared, its diagram, and the cells of that by their keys."""
    shown = prepared("connectivity", params)
    panel = grid(scene(shown, language), "connections")
    return shown, panel, {cell.key: cell for cell in cells_of(panel)}


def line_key(params: Params, meeting: tuple[int, int, int]) -> str:
    place, tap, out = meeting
    end = names(params)[place]
    return f"term:{end[3:]}:{tap}:{out}" if end.startswith("in:") else f"pad-term:{place}:{tap}:{out}"


@given(diagrams(direction=BOTH_WAYS))
def test_there_is_a_line_for_every_meeting_and_no_other(params: Params) -> None:
    shown, panel, _ = diagram(params)
    wanted = {line_key(params, each): each[1] % HUES for each in meetings(params)}
    assert {shape.key: shape.hue for shape in panel.shapes} == wanted
    assert len(panel.shapes) == shown.spec.outputs * shown.spec.taps
    for shape in panel.shapes:
        assert shape.kind == ("edge padding" if shape.key.startswith("pad") else "edge")


@given(diagrams(direction=BOTH_WAYS))
def test_a_line_joins_its_two_cells(params: Params) -> None:
    _, panel, cells = diagram(params)
    lines = {shape.key: shape for shape in panel.shapes}
    for meeting in meetings(params):
        place, _, out = meeting
        ends_of_line = [cells[names(params)[place]], cells[f"out:{out}"]]
        above, below = sorted(ends_of_line, key=lambda cell: cell.row)
        assert reaches(lines[line_key(params, meeting)], above, below), meeting


def reaches(line: Shape, above: Cell, below: Cell) -> bool:
    """Tell whether a line goes from inside one cell, or its lower side, into another, or its upper side."""
    start, end = (tuple(map(float, each.split())) for each in re.findall(r"[ML]([^ML]+)", line.path))
    dots = [cell.form is Form.DOT for cell in (above, below)]
    heights = [end[1] / 40 - below.row, start[1] / 40 - above.row]
    return (
        [start[0] / 40, end[0] / 40] == pytest.approx([above.column + 0.5, below.column + 0.5], abs=1e-3)
        and heights == pytest.approx([0.4 if dots[1] else 0.0, 0.6 if dots[0] else 1.0], abs=1e-3)
    )  # fmt: skip


@given(diagrams(direction=BOTH_WAYS))
def test_what_is_given_stands_above_in_the_order_of_reading(params: Params) -> None:
    shown, panel, cells = diagram(params)
    inputs = [cells[key] for key in names(params)]
    outputs = [cells[f"out:{at}"] for at in range(shown.spec.outputs)]
    upper, lower = (inputs, outputs) if params["direction"] == "direct" else (outputs, inputs)
    assert max(cell.row for cell in upper) < min(cell.row for cell in lower)
    assert cells_of(panel) == [*upper, *lower]
    assert min(cell.column for cell in cells.values()) >= 0
    (top, bottom), (left, right) = pads_of(params)
    sizes = (
        (inputs, params["input"][1] + left + right, params["input"][0] + top + bottom),
        (outputs, shown.spec.output_size[1], shown.spec.output_size[0]),
    )
    for layer, width, height in sizes:
        for flat, cell in enumerate(layer):
            first = layer[flat // width * width]
            assert cell.row == first.row
            assert cell.column == pytest.approx(first.column + flat % width)
            assert (cell.form is Form.DOT) == (height > 1)
        if height > 1:
            starts = layer[::width]
            assert all(one.row < other.row for one, other in pairwise(starts))
            assert all(one.column > other.column for one, other in pairwise(starts))


@given(diagrams(), languages)
def test_the_values_are_those_of_the_convolution(params: Params, language: str) -> None:
    # In one row, where they are written.
    params |= {name: [1, params[name][1]] for name in ("input", "kernel")}
    if "amounts" in params:
        params["amounts"] = [0, 0, *params["amounts"][2:]]
    shown, _, cells = diagram(params | {"direction": "direct"}, language)
    weights = [reference.number(cell.text) for cell in cells_of(grid(scene(shown, language), "kernel"))]
    sums = [Fraction(0)] * shown.spec.outputs
    for place, tap, out in meetings(params):
        sums[out] += reference.number(cells[names(params)[place]].text) * weights[tap]
    assert all(near(cells[f"out:{out}"].text, total) for out, total in enumerate(sums))
    shown, _, cells = diagram(params | {"direction": "transposed"}, language)
    back = [Fraction(0)] * shown.spec.inputs
    weights = [reference.number(cell.text) for cell in cells_of(grid(scene(shown, language), "kernel"))]
    for cell, tap, out in terms_of(params):
        back[cell] += reference.number(cells[f"out:{out}"].text) * weights[tap]
    assert all(near(cells[f"in:{at}"].text, total) for at, total in enumerate(back))
    assert all(not cell.text for key, cell in cells.items() if key.startswith("pad:"))


@given(diagrams(direction=BOTH_WAYS), languages)
def test_cells_without_a_line_are_hatched_and_counted(params: Params, language: str) -> None:
    shown, panel, cells = diagram(params, language)
    reached = {cell for cell, _, _ in terms_of(params)}
    alone = {f"in:{cell}" for cell in range(shown.spec.inputs) if cell not in reached}
    assert {key for key, cell in cells.items() if Mark.UNTOUCHED in cell.marks} == alone
    numbers = [int(digits) for digits in re.findall(r"\d+", scene(shown, language).summary)]
    dense = shown.spec.inputs * shown.spec.outputs
    assert numbers == [len(panel.shapes), shown.spec.taps, dense, *([len(alone)] if alone else [])]


@given(diagrams(direction=BOTH_WAYS), languages)
@settings(max_examples=20)
def test_every_cell_and_line_tells_and_lights_only_what_is_drawn(params: Params, language: str) -> None:
    every_cell_tells("connectivity", params, language)


@given(diagrams(direction=BOTH_WAYS), st.data())
def test_a_cell_lights_its_lines_and_what_is_at_their_other_end(params: Params, data: st.DataObject) -> None:
    shown, _, cells = diagram(params)
    drawn = names(params)
    keys = [*cells, *(f"tap:{tap}" for tap in range(shown.spec.taps))]
    for key in data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=5)):
        found = focus(shown, key, "en")
        mine = [
            each for each in meetings(params) if key in {drawn[each[0]], f"tap:{each[1]}", f"out:{each[2]}"}
        ]
        lines = {line_key(params, each): each[1] % HUES for each in mine}
        assert {lit: hue for lit, hue in found.lit.items() if "term:" in lit} == lines
        assert key in found.lit
        if params["direction"] == "direct":
            assert {drawn[place] for place, _, _ in mine} <= set(found.lit)
        if not key.startswith("pad:"):
            inside = [each for each in mine if drawn[each[0]].startswith("in:")]
            met = {name for place, tap, out in inside for name in (drawn[place], f"tap:{tap}", f"out:{out}")}
            assert met <= set(found.lit)
        assert found.boxes == ()


def test_a_line_tells_its_two_cells_and_its_weight() -> None:
    shown = prepared("connectivity", {})
    found = focus(shown, "term:3:1:2", "en")
    assert set(found.lit) == {"term:3:1:2", "in:3", "out:2", "tap:1"}
    assert found.spoken == (
        "Input (0, 3) meets output (0, 2) through the weight (0, 1) = 2. "
        "The same weight joins 5 pairs of cells."
    )


def test_a_line_from_padding_tells_what_its_end_tells() -> None:
    params = {"padding": "same"}
    for direction, words in (("direct", "Padding = 0. It reaches 1 output cell"), ("transposed", "cropped")):
        shown = prepared("connectivity", params | {"direction": direction})
        found = focus(shown, "pad-term:0:0:0", "en")
        assert found == focus(shown, "pad:0", "en")
        assert words in found.spoken
        assert set(found.lit) >= {"pad:0", "pad-term:0:0:0"}


# Sizes without room, and settings that make no picture.


@pytest.mark.parametrize("direction", BOTH_WAYS)
@pytest.mark.parametrize(
    ("params", "field", "numbers"),
    [
        ({"input": [9, 8], "kernel": [3, 3]}, "input", ("72", "9 × 8", "64")),
        ({"input": [7, 8], "kernel": [2, 2], "padding": "full"}, "input", ("90", "9 × 10", "64")),
        ({"input": [12, 12], "stride": [4, 4], "kernel": [5, 5]}, "input", ("144", "12 × 12", "64")),
        ({"input": [1, 7], "kernel": [2, 3]}, "kernel", ("2", "1")),
        ({"input": [1, 13]}, "input.1", ("13", "1", "12")),
        ({"dilation": [0, 1]}, "dilation.0", ("0", "1", "3")),
        ({"edits": {"output:0,0": "1"}}, "output:0,0", ("output:0,0",)),
    ],
)
def test_what_makes_no_diagram_is_refused_with_the_numbers(
    params: Params, field: str, numbers: tuple[str, ...], direction: str
) -> None:
    with pytest.raises(ConvError) as caught:
        prepared("connectivity", params | {"direction": direction})
    assert caught.value.field == field
    for language in LANGUAGES:
        assert all(number in caught.value.message(language) for number in numbers)


def test_the_largest_layers_have_room() -> None:
    for params in (
        {"input": [8, 8], "kernel": [1, 1]},
        {"input": [8, 8], "kernel": [3, 3], "stride": [2, 2]},
    ):
        _, _, cells = diagram(params)
        assert sum(key.startswith("in:") for key in cells) == MOST_CELLS


@pytest.mark.parametrize(("language", "direction"), [("es", "direct"), ("en", "transposed")])
def test_the_ends_of_every_range_work_or_are_refused(language: str, direction: str) -> None:
    for params in ends("connectivity"):
        works_or_is_refused("connectivity", {"direction": direction} | params, language)


def test_cells_that_are_not_there_are_refused() -> None:
    for params in ({}, {"direction": "transposed"}):
        unknown_cells("connectivity", params, "term:0:1:0", "pad-term:0:0:0", "pad:0", "term:00:0:0")


def test_the_words_are_there_in_both_languages() -> None:
    spanish, english = catalogue("es"), catalogue("en")
    keys = [key for key in english if key.startswith("connectivity.")]
    assert keys
    assert all(spanish[key] != english[key] for key in keys)


def test_a_line_has_the_hue_of_its_weight_and_so_have_its_ends() -> None:
    for direction in BOTH_WAYS:
        shown = prepared("connectivity", {"input": [4, 4], "kernel": [4, 4], "direction": direction})
        for tap in range(16):
            key = f"term:{tap}:{tap}:0"
            lit = focus(shown, key, "en").lit
            assert lit == dict.fromkeys((key, f"in:{tap}", "out:0", f"tap:{tap}"), tap % HUES)
