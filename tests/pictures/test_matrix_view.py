"""The matrix view: the post's example as it first stands, and U and T for whatever a reader sets up."""

from __future__ import annotations

import re
from fractions import Fraction
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import svg
from pyconv.pictures.model import HUES, NO_HUE, Grid
from pyconv.pictures.parts.matrix_grids import MOST_LEGIBLE
from pyconv.pictures.views.matrix.focus import focus
from pyconv.pictures.views.matrix.picture import MOST_PLACED, scene
from tests.pictures.linear import (
    cells_of,
    ends,
    every_cell_tells,
    framed,
    grid,
    keys_of,
    linear_params,
    near,
    said,
    terms_of,
    texts_of,
    unknown_cells,
    works_or_is_refused,
)
from tests.pictures.views import prepared
from tests.strategies import Params, span
from tests.unit import reference

languages = st.sampled_from(LANGUAGES)
BOTH_WAYS = ("direct", "transposed")

I = [[f"I{row}{column}" for column in range(5)] for row in range(5)]  # noqa: E741 - the post's own name
O = [["O00", "O01"], ["O10", "O11"]]  # noqa: E741 - the post's own name
PLACED = """
k00 k01 k02 0 0   0 0 k00 k01 k02   0 0 0 0 0       0 0 0 0 0
k10 k11 k12 0 0   0 0 k10 k11 k12   0 0 0 0 0       0 0 0 0 0
k20 k21 k22 0 0   0 0 k20 k21 k22   k00 k01 k02 0 0 0 0 k00 k01 k02
0 0 0 0 0         0 0 0 0 0         k10 k11 k12 0 0 0 0 k10 k11 k12
0 0 0 0 0         0 0 0 0 0         k20 k21 k22 0 0 0 0 k20 k21 k22
"""
U = """
k00 0 0 0
k01 0 0 0
k02 k00 0 0
0 k01 0 0
0 k02 0 0
k10 0 0 0
k11 0 0 0
k12 k10 0 0
0 k11 0 0
0 k12 0 0
k20 0 k00 0
k21 0 k01 0
k22 k20 k02 k00
0 k21 0 k01
0 k22 0 k02
0 0 k10 0
0 0 k11 0
0 0 k12 k10
0 0 0 k11
0 0 0 k12
0 0 k20 0
0 0 k21 0
0 0 k22 k20
0 0 0 k21
0 0 0 k22
"""
C = """
O00k00 O00k01 O00k02+O01k00 O01k01 O01k02
O00k10 O00k11 O00k12+O01k10 O01k11 O01k12
O00k20+O10k00 O00k21+O10k01 O00k22+O01k20+O10k02+O11k00 O01k21+O11k01 O01k22+O11k02
O10k10 O10k11 O10k12+O11k10 O11k11 O11k12
O10k20 O10k21 O10k22+O11k20 O11k21 O11k22
"""


def table(written: str) -> list[list[str]]:
    return [line.split() for line in written.strip().splitlines()]


def plain(texts: list[list[str]]) -> list[list[str]]:
    """Return texts with their subscripts as digits and without the breaks of long sums."""
    raised = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
    return [[re.sub(r"\s", "", text).translate(raised) for text in row] for row in texts]


def drawn(params: Params, language: str = "es") -> tuple[Any, dict[str, Grid]]:
    """Return what a view prepared, and its panels by name."""
    shown = prepared("matrix", params)
    return shown, {panel.name: panel for panel in scene(shown, language).panels if isinstance(panel, Grid)}


def entries(panel: Grid) -> list[list[str]]:
    """Return what stands in a matrix, without the names at its sides."""
    return [row[1:] for row in texts_of(panel)[1:]]


# The example of the post.


def test_the_first_state_is_the_example_of_the_post() -> None:
    _, panels = drawn({})
    assert list(panels) == ["input", "kernel", "output", *(f"placed-{at}" for at in range(4)), "X", "matrix"]
    assert plain(texts_of(panels["input"])) == I
    assert plain(texts_of(panels["kernel"])) == [
        [f"k{row}{column}" for column in range(3)] for row in range(3)
    ]
    assert plain(texts_of(panels["output"])) == O
    assert plain(texts_of(panels["X"])) == [[cell for row in I for cell in row]]
    for at in range(4):
        wanted = [row[5 * at : 5 * at + 5] for row in table(PLACED)]
        assert plain(texts_of(panels[f"placed-{at}"])) == wanted
    assert plain(entries(panels["matrix"])) == table(U)
    heads, *rows = plain(texts_of(panels["matrix"]))
    assert heads == ["", "O00", "O01", "O10", "O11"]
    assert [row[0] for row in rows] == [cell for row in I for cell in row]


def test_read_backwards_it_is_the_other_half_of_the_post() -> None:
    _, panels = drawn({"direction": "transposed"})
    assert list(panels) == ["input", "kernel", "output", "X", "matrix"]
    assert plain(texts_of(panels["input"])) == O
    assert plain(texts_of(panels["X"])) == [["O00", "O01", "O10", "O11"]]
    assert plain(texts_of(panels["output"])) == table(C)
    assert plain(entries(panels["matrix"])) == [list(row) for row in zip(*table(U), strict=True)]


@pytest.mark.parametrize(
    ("direction", "product"),
    [
        ("direct", "X · U = O: (1, 25) · (25, 4) = (1, 4)"),
        ("transposed", "O · T = C: (1, 4) · (4, 25) = (1, 25)"),
    ],
)
def test_the_product_is_written_with_its_sizes(direction: str, product: str) -> None:
    for language in LANGUAGES:
        picture = scene(prepared("matrix", {"direction": direction}), language)
        assert product in said(picture.formula)
        for number in ("100", "64", "9"):
            assert number in re.findall(r"\d+", picture.summary)


def test_a_sum_of_the_example_is_written_in_symbols() -> None:
    for params, key, wanted in (
        ({}, "out:0", "O₀₀ = k₀₀I₀₀ + k₀₁I₀₁ + k₀₂I₀₂ + k₁₀I₁₀ + k₁₁I₁₁ + k₁₂I₁₂ + k₂₀I₂₀ + k₂₁I₂₁ + k₂₂I₂₂"),
        ({"direction": "transposed"}, "in:12", "C₂₂ = O₀₀k₂₂ + O₀₁k₂₀ + O₁₀k₀₂ + O₁₁k₀₀"),
    ):
        found = focus(prepared("matrix", params), key, "es")
        assert said(found.words) == found.spoken == wanted
        assert not found.notes, "numbers beside symbols would be of another kind"


def test_what_is_read_and_what_weighs_it_are_named_in_symbols() -> None:
    for params, key, wanted in (
        (
            {},
            "in:12",
            "Entrada (2, 2) = I₂₂. Llega a 4 celdas de salida: O₀₀ ×k₂₂ O₀₁ ×k₂₀ O₁₀ ×k₀₂ O₁₁ ×k₀₀",
        ),
        (
            {},
            "tap:1",
            "Peso (0, 1) = k₀₁. El mismo número se usa en las 4 ventanas, cada vez sobre otra celda.",
        ),
        ({"input": 3, "stride": 1}, "tap:1", "Peso (0, 1) = k₀₁. Hay una sola ventana, y se usa una vez."),
        ({"padding": "half"}, "pad:0", "Relleno = 0. Llega a 1 celda de salida: O₀₀ ×k₀₀"),
        (
            {"direction": "transposed"},
            "out:3",
            "La celda (1, 1) = O₁₁ estampa el núcleo, multiplicado por ella, en 9 celdas del resultado.",
        ),
        (
            {"direction": "transposed"},
            "tap:1",
            "El peso (0, 1) = k₀₁ une 4 parejas de celdas: siempre el mismo número.",
        ),
    ):
        found = focus(prepared("matrix", params), key, "es")
        assert said(found.words).replace("\N{NO-BREAK SPACE}", " ") == wanted
    reached = focus(prepared("matrix", {}), "in:12", "es")
    assert reached.spoken == "Entrada (2, 2) = I₂₂. Llega a 4 celdas de salida: O₀₀, O₀₁, O₁₀, O₁₁"


# Whatever a reader sets up.


@given(linear_params(direction=BOTH_WAYS, entries=("symbols", "numbers")), languages)
def test_a_tap_stands_where_its_two_cells_meet(params: Params, language: str) -> None:
    shown, panels = drawn(params, language)
    meetings = {(cell, out): tap for cell, tap, out in terms_of(params)}
    turned = params["direction"] == "transposed"
    kernel = [text for row in texts_of(panels["kernel"]) for text in row]
    matrix = panels["matrix"]
    for row in matrix.rows:
        for cell in row:
            if cell.row < 0 or cell.column < 0:
                kind = {(-1, -1): "corner"}.get(
                    (cell.row, cell.column), "out" if (cell.row < 0) != turned else "in"
                )
                assert cell.key.startswith(f"{kind}:")
                assert kind == "corner" or cell.key == f"{kind}:{max(cell.row, cell.column)}"
                continue
            line, at = int(cell.row), int(cell.column)
            i, o = (at, line) if turned else (line, at)
            tap = meetings.get((i, o))
            if tap is None:
                assert (cell.key, cell.kind, cell.text, cell.hue) == (f"apart:{i}:{o}", "zero", "0", NO_HUE)
            else:
                assert (cell.key, cell.kind, cell.hue) == (f"term:{i}:{tap}:{o}", "entry", tap % HUES)
                assert cell.text == kernel[tap]
    assert len(entries(matrix)) == (shown.spec.outputs if turned else shown.spec.inputs)


@given(linear_params(entries=("symbols", "numbers")), languages)
def test_a_placed_filter_is_a_column_in_the_shape_of_the_input(params: Params, language: str) -> None:
    shown, panels = drawn(params, language)
    placed = [panel for name, panel in panels.items() if name.startswith("placed-")]
    assert len(placed) == (shown.spec.outputs if shown.spec.outputs <= MOST_PLACED else 0)
    columns = list(zip(*panels["matrix"].rows, strict=True))[1:]
    for panel, column in zip(placed, columns, strict=False):
        assert [(cell.key, cell.text) for cell in cells_of(panel)] == [
            (cell.key, cell.text) for cell in column[1:]
        ]
        assert [len(row) for row in panel.rows] == [params["input"][1]] * params["input"][0]


@given(linear_params(direction=BOTH_WAYS), languages)
def test_the_product_of_what_is_shown_is_the_result_that_is_shown(params: Params, language: str) -> None:
    _, panels = drawn(params | {"entries": "numbers"}, language)
    given_row = [reference.number(text) for text in texts_of(panels["X"])[0]]
    matrix = [[reference.number(text) for text in row] for row in entries(panels["matrix"])]
    results = [text for row in texts_of(panels["output"]) for text in row]
    for at, text in enumerate(results):
        exact = sum((value * row[at] for value, row in zip(given_row, matrix, strict=True)), Fraction(0))
        assert near(text, exact), (at, text, exact)
    flat = [cell.text for cell in cells_of(panels["input"]) if not cell.key.startswith("pad:")]
    assert flat == texts_of(panels["X"])[0]


def evaluated(text: str, letters: dict[str, Fraction]) -> Fraction:
    """Return what a sum of products of letters comes to."""
    name = re.compile("|".join(map(re.escape, sorted(letters, key=len, reverse=True))))
    total = Fraction(0)
    for written in re.sub(r"\s+", " ", text).split(" + "):
        factors = name.findall(written)
        assert written == "".join(factors) or written == "0", written
        total += prod((letters[each] for each in factors), start=Fraction(1)) if factors else 0
    return total


@given(linear_params(direction=BOTH_WAYS), languages, st.data())
def test_symbols_and_numbers_say_the_same(params: Params, language: str, data: st.DataObject) -> None:
    shown, letters = drawn(params | {"entries": "symbols"}, language)
    _, numbers = drawn(params | {"entries": "numbers"}, language)
    assert list(letters) == list(numbers)
    known = {
        one.text: reference.number(other.text)
        for name in ("input", "kernel")
        for one, other in zip(cells_of(letters[name]), cells_of(numbers[name]), strict=True)
        if not one.key.startswith("pad:")
    }
    for name in ("X", "matrix", *(name for name in letters if name.startswith("placed"))):
        for one, other in zip(cells_of(letters[name]), cells_of(numbers[name]), strict=True):
            assert one.key == other.key
            if one.kind != "head":
                assert evaluated(one.text, known) == reference.number(other.text)
    made = cells_of(letters["output"])
    shown_numbers = [cell.text for cell in cells_of(numbers["output"])]
    at = data.draw(st.integers(0, len(made) - 1))
    name, _, whole = said(focus(shown, made[at].key, language).words).partition(" = ")
    assert near(shown_numbers[at], evaluated(whole, known))
    if params["direction"] == "direct":
        assert name == made[at].text
    else:
        assert name[0] == "C"
        assert all(
            near(text, evaluated(cell.text, known)) for cell, text in zip(made, shown_numbers, strict=True)
        )
        assert re.sub(r"\s+", " ", made[at].text) == whole


# What is connected to what.


@given(linear_params(direction=BOTH_WAYS, entries=("symbols", "numbers"), largest_input=5), languages)
@settings(max_examples=25)
def test_every_cell_tells_and_lights_only_what_is_drawn(params: Params, language: str) -> None:
    every_cell_tells("matrix", params, language)


@given(linear_params(direction=BOTH_WAYS, entries=("symbols", "numbers"), largest_input=5), st.data())
def test_the_frame_covers_the_row_or_column_of_a_cell(params: Params, data: st.DataObject) -> None:
    shown, panels = drawn(params)
    matrix = panels["matrix"]
    meetings = terms_of(params)
    for kind, count, column in (("in", shown.spec.inputs, 0), ("out", shown.spec.outputs, 2)):
        number = data.draw(st.integers(0, count - 1))
        key = f"{kind}:{number}"
        found = focus(shown, key, "en")
        line = {key}
        for cell in cells_of(matrix):
            prefix, *numbers = cell.key.split(":")
            if prefix in {"term", "apart"} and int(numbers[0 if kind == "in" else -1]) == number:
                line.add(cell.key)
        assert framed(matrix, found) == line
        terms = {
            f"term:{cell}:{tap}:{out}" for cell, tap, out in meetings if (cell, tap, out)[column] == number
        }
        assert {lit for lit in found.lit if lit.startswith("term:")} == terms <= line


@given(linear_params(direction=BOTH_WAYS, entries=("symbols", "numbers"), largest_input=5), st.data())
def test_the_frame_covers_the_window_or_the_stamp(params: Params, data: st.DataObject) -> None:
    shown, panels = drawn(params)
    number = data.draw(st.integers(0, shown.spec.outputs - 1))
    found = focus(shown, f"out:{number}", "en")
    panel = panels["input" if params["direction"] == "direct" else "output"]
    inside = framed(panel, found)
    met = {f"in:{cell}" for cell, _, out in terms_of(params) if out == number}
    assert met <= inside
    places = {cell.key: (cell.row // panel.cell[1], cell.column // panel.cell[0]) for cell in cells_of(panel)}
    if met and params["direction"] == "transposed":
        # The frame is as large as the dilated window, but for what is cropped.
        for axis in (0, 1):
            extent = [places[key][axis] for key in inside]
            assert max(extent) - min(extent) + 1 <= span(params["kernel"][axis], params["dilation"][axis])


def test_an_entry_tells_its_two_cells_and_a_zero_that_they_do_not_meet() -> None:
    shown = prepared("matrix", {})
    entry = focus(shown, "term:12:0:3", "en")
    assert set(entry.lit) == {"term:12:0:3", "in:12", "out:3", "tap:0"}
    assert entry.spoken == (
        "Input (2, 2) meets output (1, 1) through the weight (0, 0) = k₀₀. "
        "The same weight joins 4 pairs of cells."
    )
    zero = focus(shown, "apart:3:0", "en")
    assert set(zero.lit) == {"apart:3:0", "in:3", "out:0"}
    assert "do not meet" in zero.words


# Sizes that cannot be read, and settings that make no picture.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("direction", BOTH_WAYS)
@pytest.mark.parametrize(
    "params",
    [
        {"input": [9, 8], "kernel": [3, 2], "stride": [1, 2], "dilation": [2, 1]},
        {"input": [8, 8], "kernel": [2, 2], "stride": [1, 1], "padding": "full", "operation": "convolution"},
        {"input": [12, 12], "kernel": [5, 5], "stride": [4, 4]},
        {
            "input": [1, 12],
            "kernel": [1, 3],
            "padding": "explicit",
            "amounts": [4, 4, 4, 4],
            "stride": [1, 1],
        },
        {"input": [10, 10], "kernel": [5, 5], "dilation": [2, 2], "stride": [4, 4]},
    ],
)
def test_a_large_matrix_shows_where_its_weights_stand(params: Params, direction: str, language: str) -> None:
    whole = {"padding": "valid", "dilation": [1, 1], "operation": "correlation"} | params
    shown, panels = drawn(whole | {"direction": direction}, language)
    inputs, outputs = shown.spec.inputs, shown.spec.outputs
    assert max(inputs, outputs) > MOST_LEGIBLE
    assert "X" not in panels
    numbers = list(map(int, re.findall(r"\d+", scene(shown, language).summary)))
    meetings = terms_of(whole)
    assert {inputs, outputs, inputs * outputs, MOST_LEGIBLE, inputs * outputs - len(meetings)} <= set(numbers)
    stand = {
        (int(y) // 40, int(x) // 40, int(shape.key[4:]), shape.hue)
        for shape in panels["matrix"].shapes
        if shape.kind == "area"
        for x, y in re.findall(r"M(\d+) (\d+)h40v40h-40z", shape.path)
    }
    turned = direction == "transposed"
    assert stand == {((o, i) if turned else (i, o)) + (tap, tap % HUES) for i, tap, o in meetings}
    assert keys_of(scene(shown, language))
    every_cell_tells("matrix", whole | {"direction": direction}, language, limit=15)


@pytest.mark.parametrize(("language", "direction"), [("es", "direct"), ("en", "transposed")])
def test_the_ends_of_every_range_work_or_are_refused(language: str, direction: str) -> None:
    for params in ends("matrix"):
        works_or_is_refused("matrix", {"direction": direction} | params, language)


@pytest.mark.parametrize(
    ("params", "field", "numbers"),
    [
        ({"input": 4, "kernel": 5, "dilation": 3}, "kernel", ("13", "5", "3", "4")),
        ({"input": 13}, "input.0", ("13", "1", "12")),
        ({"stride": [1, 5]}, "stride.1", ("5", "1", "4")),
        ({"entries": "numbers", "edits": {"kernel:0,0": "1/0"}}, "kernel:0,0", ("1/0",)),
    ],
)
def test_what_makes_no_matrix_is_refused_with_the_numbers(
    params: Params, field: str, numbers: tuple[str, ...]
) -> None:
    for direction in BOTH_WAYS:
        with pytest.raises(ConvError) as caught:
            prepared("matrix", params | {"direction": direction})
        assert caught.value.field == field
        for language in LANGUAGES:
            assert all(number in caught.value.message(language) for number in numbers)


def test_cells_that_are_not_there_are_refused() -> None:
    for params in ({}, {"direction": "transposed"}, {"input": 12}):
        unknown_cells("matrix", params, "term:0:1:0", "apart:0:0", "term:00:0:0")


def test_the_words_are_there_in_both_languages() -> None:
    spanish, english = catalogue("es"), catalogue("en")
    keys = [key for key in english if key.startswith(("matrix.", "meetings."))]
    assert keys
    for key in keys:
        assert spanish[key] != english[key] or "·" in english[key], key
    for direction in BOTH_WAYS:
        shown = prepared("matrix", {"direction": direction, "padding": "half"})
        titles = [[panel.title for panel in scene(shown, language).panels] for language in ("es", "en")]
        assert all(one != other for one, other in zip(*titles, strict=True))


@pytest.mark.parametrize("direction", ["direct", "transposed"])
def test_a_pattern_is_drawn_as_wide_and_high_as_the_matrix(direction: str) -> None:
    params = {"input": [12, 12], "kernel": [5, 5], "stride": [4, 4], "direction": direction}
    panel = grid(scene(prepared("matrix", params), "en"), "matrix")
    (drawn,) = svg.panels([panel])
    inputs, outputs = 144, 4
    across, down = (outputs, inputs) if direction == "direct" else (inputs, outputs)
    assert drawn["viewBox"] == (-3, -3, across * svg.CELL + 6, down * svg.CELL + 6)
