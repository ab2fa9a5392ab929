"""The transposed convolution's three ways show the same, and what plain loops make of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.views.transposed.setup import agreeing
from tests.pictures.views import asked, check_focuses, picture, piece, prepared, refusal, texts
from tests.unit import reference

VIEW = "transposed"
Params = dict[str, Any]

languages = st.sampled_from(LANGUAGES)

WAYS = ("parameters", "matrix", "superposition")
RESULTS = {"parameters": "result", "matrix": "product", "superposition": "canvas"}
"""The grid of a way's result."""


@st.composite
def axes(draw: st.DrawFn, most: int = 4) -> dict[str, int]:
    """Draw one axis of a transposed convolution that leaves a result."""
    numbers = {
        "input": draw(st.integers(1, most)),
        "kernel": draw(st.integers(1, 4)),
        "stride": draw(st.integers(1, 4)),
        "dilation": draw(st.integers(1, 3)),
    }
    numbers["output_padding"] = draw(st.integers(0, numbers["stride"] - 1))
    canvas = numbers["stride"] * (numbers["input"] - 1) + numbers["dilation"] * (numbers["kernel"] - 1) + 1
    numbers["padding"] = draw(st.integers(0, min(4, (canvas + numbers["output_padding"] - 1) // 2)))
    return numbers


@st.composite
def layers(draw: st.DrawFn, most: int = 4) -> Params:
    down, across = draw(axes(most)), draw(axes(most))
    return {
        **{name: [down[name], across[name]] for name in down},
        "way": draw(st.sampled_from(WAYS)),
        "beside": draw(st.sampled_from(["none", *WAYS, "results"])),
        "kernel_values": draw(st.sampled_from(["counting", "mixed", "gaussian", "sobel-x", "ones"])),
        "input_values": draw(st.sampled_from(["random", "ramp", "ones"])),
        "seed": draw(st.integers(0, 999)),
    }


def size(params: Params, axis: int) -> int:
    i, k, s, p, d, a = (
        params[name][axis] for name in ("input", "kernel", "stride", "padding", "dilation", "output_padding")
    )
    return s * (i - 1) - 2 * p + d * (k - 1) + 1 + a


def stamps(params: Params, x: list[Any], kernel: list[Any], count: int | None = None) -> list[Any]:
    """Add the stamps of the first cells, one number at a time."""
    height, width = size(params, 0), size(params, 1)
    result = [0] * (height * width)
    for flat, value in enumerate(x[:count]):
        row, column = divmod(flat, params["input"][1])
        for tap, weight in enumerate(kernel):
            r, c = divmod(tap, params["kernel"][1])
            down = row * params["stride"][0] + r * params["dilation"][0] - params["padding"][0]
            across = column * params["stride"][1] + c * params["dilation"][1] - params["padding"][1]
            if 0 <= down < height and 0 <= across < width:
                result[down * width + across] += value * weight
    return result


def shown_values(params: Params) -> tuple[list[Any], list[Any]]:
    shown = prepared(VIEW, params).stamped
    return (
        [shown.given.fraction(flat) for flat in range(shown.spec.outputs)],
        [shown.kernel.fraction(tap) for tap in range(shown.spec.taps)],
    )


@settings(max_examples=40)
@given(layers())
def test_the_three_ways_agree_with_plain_loops(params: Params) -> None:
    shown = prepared(VIEW, params)
    wanted = stamps(params, *shown_values(params))
    for values in (shown.by_parameters, shown.by_matrix, shown.stamped.result):
        assert values.numerators.shape == (size(params, 0), size(params, 1))
        assert [values.fraction(flat) for flat in range(len(wanted))] == wanted
    assert agreeing(shown) == len(wanted)


@settings(max_examples=30)
@given(layers(), languages)
def test_the_panels_say_it(params: Params, language: str) -> None:
    drawn = picture(VIEW, params, language)
    wanted = stamps(params, *shown_values(params))
    names = [panel["name"] for panel in drawn["panels"]]
    results = [name for name in RESULTS.values() if name in names] or ["matrix"]
    for name in results:
        said = {key: text for key, text in texts(drawn, name).items() if key.startswith("in:")}
        assert list(said) == [f"in:{flat}" for flat in range(len(wanted))]
        for flat, value in enumerate(wanted):
            assert abs(reference.number(said[f"in:{flat}"]) - value) < 0.006
    if params["beside"] == "results":
        assert results == list(RESULTS.values())
        check = next(panel for panel in drawn["panels"] if panel["name"] == "check")
        count = "one" if len(wanted) == 1 else "many"
        sentence = catalogue(language)[f"transposed.check.{count}"].format(cells=len(wanted))
        assert sentence in check["html"]
    kind, cells = ("out", "input") if params["way"] == "superposition" else ("in", results[0])
    assert drawn["steps"] == [key for key in texts(drawn, cells) if key.startswith(kind)]


@settings(max_examples=30)
@given(layers())
def test_a_road_stands_alone_unless_another_is_asked_for(params: Params) -> None:
    drawn = {panel["name"] for panel in picture(VIEW, params)["panels"]}
    own = {"parameters": {"stretched", "turned"}, "matrix": {"matrix"}, "superposition": {"canvas"}}
    asked_for = {params["way"], params["beside"]}
    for way, panels in own.items():
        if way in asked_for:
            assert panels <= drawn
        elif params["beside"] != "results":
            assert not (panels | {RESULTS[way]}) & drawn
        else:
            assert drawn & panels <= {RESULTS[way]}
    assert ("check" in drawn) == (params["beside"] == "results")
    ways = len(asked_for & set(WAYS))
    # Only where there are two of them does a way need its name above it.
    assert len([name for name in drawn if name.endswith("-way")]) == (ways if ways > 1 else 0)


@settings(max_examples=30)
@given(layers())
def test_the_stretched_map_holds_each_cell_once_and_crops_what_is_crossed_out(params: Params) -> None:
    drawn = picture(VIEW, params | {"way": "parameters"})
    panel = next(each for each in drawn["panels"] if each["name"] == "stretched")
    rows = [[piece(cell, panel["looks"]) for cell in row] for row in panel["rows"]]
    pieces = [each for row in rows for each in row]
    given_cells = [key for key, _, _ in pieces if key.startswith("out:")]
    assert given_cells == [f"out:{flat}" for flat in range(params["input"][0] * params["input"][1])]
    kept = [[shell for _, shell, _ in row if "cropped" not in shell.split("data-key")[0]] for row in rows]
    kept = [row for row in kept if row]
    span = [params["dilation"][axis] * (params["kernel"][axis] - 1) + 1 for axis in (0, 1)]
    assert len(kept) == size(params, 0) + span[0] - 1
    assert {len(row) for row in kept} == {size(params, 1) + span[1] - 1}
    extra = [shell for _, shell, _ in pieces if "padding extra" in shell]
    assert bool(extra) <= any(params["output_padding"])
    assert all(text == "0" for key, _, text in pieces if key.startswith("zero:"))


def test_a_zero_that_is_crossed_out_reaches_nothing() -> None:
    # Of five lines, a padding of 1 around a kernel of one tap takes the first and the last.
    focus = asked(VIEW, {"input": [3], "kernel": [1], "stride": [2], "padding": [1]}, key="zero:1")["focus"]
    assert focus["lit"] == {"zero:1": -1}


@settings(max_examples=12)
@given(layers(3), languages, st.data())
def test_what_a_focus_names_is_drawn(params: Params, language: str, data: st.DataObject) -> None:
    drawn = picture(VIEW, params, language)
    everything = [
        piece[0]
        for panel in drawn["panels"]
        if "rows" in panel
        for row in [panel["shapes"], *panel["rows"]]
        for piece in row
    ]
    some = data.draw(st.lists(st.sampled_from(everything), min_size=4, max_size=8))
    check_focuses(VIEW, params, language, [*some, drawn["steps"][-1]])


@settings(max_examples=15)
@given(layers(3), st.data())
def test_each_step_of_superposition_shows_the_sum_so_far(params: Params, data: st.DataObject) -> None:
    params = {**params, "way": "superposition", "beside": "none"}
    x, kernel = shown_values(params)
    flat = data.draw(st.integers(0, len(x) - 1))
    found = asked(VIEW, params, key=f"out:{flat}")["focus"]
    wanted = stamps(params, x, kernel, flat + 1)
    said = [reference.number(text) for text in found["texts"]["canvas"].values()]
    assert len(said) == len(wanted)
    assert all(abs(one - other) < 0.006 for one, other in zip(said, wanted, strict=True))
    assert f"Stamp {flat + 1} of {len(x)}." in found["spoken"]


def test_the_first_state_is_the_example() -> None:
    shown = prepared(VIEW, {})
    assert shown.layer.input_size == (2, 2)
    assert shown.layer.output_size == (5, 5)
    assert "Relationship 12" in picture(VIEW, {})["formula"]
    found = asked(VIEW, {}, key="in:12")["focus"]
    assert sorted(key for key in found["lit"] if key.startswith("out:")) == [
        "out:0",
        "out:1",
        "out:2",
        "out:3",
    ]
    assert [box["grid"] for box in found["boxes"]] == ["stretched"]
    assert "The other 5 weights" in found["spoken"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("params", "field", "numbers"),
    [
        ({"input": 2, "kernel": 3, "stride": 1, "padding": 4}, "padding", ["4 + 4", "4"]),
        ({"stride": 2, "output_padding": 2}, "output_padding", ["2"]),
        ({"stride": 1, "dilation": 3, "output_padding": 2}, "output_padding", ["2", "1"]),
        ({"input": 9}, "input.0", ["9", "1", "8"]),
    ],
)
def test_settings_that_make_no_picture(params: Params, field: str, numbers: list[str], language: str) -> None:
    refused = refusal(VIEW, params, language)
    assert refused["field"] == field
    assert all(number in refused["message"] for number in numbers)


@pytest.mark.parametrize("key", ["", "zero:", "zero:999", "zero:x", "out:4", "in:25", "pad:0", "term:0:0:3"])
def test_a_cell_that_is_not_there_is_refused(key: str) -> None:
    assert "refused" in asked(VIEW, {"beside": "matrix"}, key=key)


@pytest.mark.parametrize(
    ("key", "way"), [("zero:1", "parameters"), ("corner:matrix", "matrix"), ("term:0:0:0", "matrix")]
)
def test_a_cell_of_a_way_that_is_not_shown_is_refused(key: str, way: str) -> None:
    for taken in WAYS:
        for beside in ("none", *WAYS):
            answer = asked(VIEW, {"way": taken, "beside": beside}, key=key)
            assert ("focus" in answer) == (way in {taken, beside})


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"padding": 1, "output_padding": 1}, "weights of the kernel reach 7 of them"),
        ({"output_padding": 1}, "no weight of the kernel reaches them"),
    ],
)
def test_output_padding_says_which_cells_get_values(params: Params, said: str) -> None:
    assert said in picture(VIEW, params)["summary"]


def counts(params: Params, axis: int) -> list[tuple[int, int, int]]:
    """Count the products of each cell along an axis: all, those of a map without end, and its place."""
    i, k, s, p, d = (params[name][axis] for name in ("input", "kernel", "stride", "padding", "dilation"))
    found = []
    for cell in range(size(params, axis)):
        starts = [cell + p - tap * d for tap in range(k) if (cell + p - tap * d) % s == 0]
        found.append((sum(0 <= start // s < i for start in starts), len(starts), cell % s))
    return found


@given(layers(most=6))
def test_edges_are_told_apart_from_the_inside(params: Params) -> None:
    said = picture(VIEW, params, "en")["summary"]
    down, across = counts(params, 0), counts(params, 1)
    everywhere = {one[0] * other[0] for one in down for other in across}
    inner = [[each[0] == each[1] for each in along] for along in (down, across)]
    whole = all(
        {each[2] for each, inside in zip(along, insides, strict=True) if inside} == set(range(stride))
        for along, insides, stride in zip((down, across), inner, params["stride"], strict=True)
    )
    parts: dict[bool, set[int]] = {True: set(), False: set()}
    for one, here in zip(down, inner[0], strict=True):
        for other, there in zip(across, inner[1], strict=True):
            parts[here and there].add(one[0] * other[0])
    low, high = min(everywhere), max(everywhere)
    if low == high:
        assert said.startswith(("Every cell of the result gets", "No product"))
        return
    if not whole:
        assert f"not all get the same number of products: from {low} to {high}." in said
        assert "edges" not in said.partition(".")[0]
        return
    inside, edges = sorted(parts[True]), sorted(parts[False])
    if len(inside) > 1:
        assert said.startswith("Even away from the edges")
        assert f"the same number of products: from {inside[0]} to {inside[-1]}, alternately." in said
        return
    written = str(edges[0]) if len(edges) == 1 else f"from {edges[0]} to {edges[-1]}"
    amount = {0: "no cell of the result gets a product", 1: "every cell of the result gets 1 product"}
    inner_words = amount.get(inside[0], f"every cell of the result gets {inside[0]} products")
    assert said.startswith(f"Away from the edges {inner_words}; at the edges, {written}.")


@pytest.mark.parametrize(
    ("kernel", "en", "es"),
    [
        (3, "Even away from the edges the cells", "Ni siquiera lejos de los bordes"),
        (4, "Away from the edges every cell of the result gets 4 products; at the edges, from 1 to 2.",
         "Lejos de los bordes cada celda del resultado recibe 4 productos; en los bordes, de 1 a 2."),
    ],
)  # fmt: skip
def test_the_words_tell_a_checkerboard_from_none(kernel: int, en: str, es: str) -> None:
    params = {"input": 4, "kernel": kernel, "stride": 2, "input_values": "ones", "kernel_values": "ones"}
    assert picture(VIEW, params, "en")["summary"].startswith(en)
    assert picture(VIEW, params, "es")["summary"].startswith(es)


def test_the_largest_is_drawn_as_a_pattern() -> None:
    largest = {"input": 8, "kernel": 5, "stride": 4, "dilation": 3, "output_padding": 3}
    largest |= {"way": "matrix", "beside": "parameters"}
    drawn = picture(VIEW, largest)
    panel = next(each for each in drawn["panels"] if each["name"] == "matrix")
    assert len(panel["shapes"]) >= 25
    assert "could not be read" in panel["title"]
    assert len(texts(drawn, "product")) == len(drawn["steps"])
    assert "stretched" not in {box["grid"] for box in asked(VIEW, largest, key="tap:0")["focus"]["boxes"]}
    assert not [box for box in asked(VIEW, largest, key="in:0")["focus"]["boxes"] if box["grid"] == "matrix"]


def test_the_corner_of_the_matrix_tells_of_the_matrix() -> None:
    corner = asked(VIEW, {"way": "matrix"}, language="en", key="corner:matrix")["focus"]
    assert corner["words"] == catalogue("en")["transposed.matrix-words"]
    assert corner["lit"] == {}


@settings(max_examples=20)
@given(layers(3), st.data())
def test_a_given_cell_shows_its_stamp_alone_on_the_other_ways(params: Params, data: st.DataObject) -> None:
    beside = data.draw(st.sampled_from(["superposition", "results"]))
    params = {**params, "way": data.draw(st.sampled_from(["parameters", "matrix"])), "beside": beside}
    x, kernel = shown_values(params)
    flat = data.draw(st.integers(0, len(x) - 1))
    found = asked(VIEW, params, key=f"out:{flat}")["focus"]
    alone = [value if place == flat else 0 for place, value in enumerate(x)]
    wanted = stamps(params, alone, kernel)
    said = {key: reference.number(text) for key, text in found["texts"]["canvas"].items()}
    assert set(said) == {key for key in found["lit"] if key.startswith("in:")}
    assert all(abs(value - wanted[int(key[3:])]) < 0.006 for key, value in said.items())


@settings(max_examples=30)
@given(layers())
def test_pytorchs_formula_is_written_with_the_numbers(params: Params) -> None:
    root = ET.fromstring(f"<div>{picture(VIEW, params, 'en')['formula']}</div>")
    lines = ["".join("".join(line.itertext()).split()) for line in root]
    ours = [line.split(":", 1)[1].split("=") for line in lines if "PyTorch" in line]
    assert len(ours) in {1, 2}
    for axis, parts in enumerate(ours):
        assert parts[:2] == ["o′", "(i′−1)s−2p+d(k−1)+a+1"]
        i, k, s, p, d, a = (
            params[name][axis]
            for name in ("input", "kernel", "stride", "padding", "dilation", "output_padding")
        )
        assert parts[2] == f"({i}−1)·{s}−2·{p}+{d}·({k}−1)+{a}+1"
        assert parts[3:] == [str(size(params, axis))]
    assert len(ours) == 2 or size(params, 0) == size(params, 1)


def test_the_zeros_of_the_output_padding_are_marked_on_their_sides() -> None:
    params = {"input": 2, "kernel": 3, "stride": 3, "padding": 1, "output_padding": 1}
    panel = next(each for each in picture(VIEW, params)["panels"] if each["name"] == "stretched")
    looks = panel["looks"]
    marked = [["padding extra" in looks[number] for _, number, *_ in row] for row in panel["rows"]]
    side = len(marked)
    # One row below and one column on the right.
    assert marked == [
        [row == side - 1 or column == side - 1 for column in range(side)] for row in range(side)
    ]


def test_output_padding_that_differs_is_told_for_each_axis() -> None:
    said = picture(VIEW, {"padding": 1, "output_padding": [1, 0]}, "en")["summary"]
    assert "1 vertically, 0 horizontally" in said
    said = picture(VIEW, {"padding": 1, "output_padding": 1}, "en")["summary"]
    assert "vertically" not in said
