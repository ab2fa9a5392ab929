"""The sliding filter shows the convolution of what it shows, and lights what the terms connect."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES, say
from pyconv.pictures.exact import parse
from pyconv.pictures.model import HUES, NO_HUE, Focus
from pyconv.pictures.parts.connections import MOST_SPOKEN_TAPS, focus
from pyconv.pictures.parts.convolution import Convolution
from pyconv.pictures.parts.maps import scene
from pyconv.pictures.views import view
from tests.pictures.linear import near
from tests.pictures.pictures import VIEW, built, cells, geometry, keys, names, text_of, values
from tests.pictures.views import prepared as prepared_of
from tests.strategies import MODES, Params, legal_params, pads_of
from tests.unit import reference

languages = st.sampled_from(LANGUAGES)


def prepared(params: Params) -> Convolution:
    return view(VIEW).prepared(params)


@given(legal_params(), languages)
def test_the_output_is_the_convolution_of_the_cells_shown(params: Params, language: str) -> None:
    picture = built(params, language)
    padded, kernel = values(cells(picture, "input")), values(cells(picture, "kernel"))
    sums: dict[int, Fraction] = {}
    for cell, tap, out in reference.meetings(geometry(params)):
        sums[out] = sums.get(out, Fraction(0)) + padded[cell] * kernel[tap]
    shown = [drawn.text for row in cells(picture, "output") for drawn in row]
    assert len(shown) == len(sums)
    for out, text in enumerate(shown):
        assert near(text, sums[out]), (out, text, sums[out])


@given(legal_params())
def test_the_padding_shows_what_its_mode_says(params: Params) -> None:
    rows = cells(built(params), "input")
    shown = values(rows)
    drawn_keys = [drawn.key for row in rows for drawn in row]
    assert drawn_keys == names(params)
    inside = {key: value for key, value in zip(drawn_keys, shown, strict=True) if key.startswith("in:")}
    assert len(inside) == params["input"][0] * params["input"][1]
    fill = parse(params["constant"]) if params["fill"] == "constant" else Fraction(0)
    behind = reference.sources(tuple(params["input"]), pads_of(params), params["fill"])
    for cell, value in zip(behind, shown, strict=True):
        assert value == (fill if cell is None else inside[f"in:{cell}"])
    for row in rows:
        for drawn in row:
            assert ("padding" in drawn.kinds) == drawn.key.startswith("pad:")
            assert ("input" in drawn.kinds) == drawn.key.startswith("in:")
            assert (drawn.place is not None) == drawn.key.startswith("in:")


@given(legal_params())
def test_cells_stand_where_they_belong(params: Params) -> None:
    picture = built(params)
    (top, _), (left, _) = pads_of(params)
    for name, first in (("input", (-top, -left)), ("kernel", (0, 0)), ("output", (0, 0))):
        rows = cells(picture, name)
        assert len({len(row) for row in rows}) == 1
        for down, row in enumerate(rows, first[0]):
            for across, drawn in enumerate(row, first[1]):
                assert (drawn.row, drawn.column) == (down, across)
                if name != "output" and drawn.place is not None:
                    assert drawn.place == f"{down},{across}"
    assert [len(cells(picture, "kernel")), len(cells(picture, "kernel")[0])] == params["kernel"]
    editable = [drawn for row in cells(picture, "kernel") for drawn in row if drawn.place is not None]
    assert len(editable) == params["kernel"][0] * params["kernel"][1]
    assert all(drawn.place is None for row in cells(picture, "output") for drawn in row)


@given(legal_params())
def test_edited_cells_show_what_was_typed(params: Params) -> None:
    picture = built(params)
    plain = built({**params, "edits": {}})
    for name in ("input", "kernel"):
        for row, before in zip(cells(picture, name), cells(plain, name), strict=True):
            for drawn, old in zip(row, before, strict=True):
                if drawn.place is None:
                    continue
                typed = params["edits"].get(f"{name}:{drawn.place}")
                wanted = reference.number(old.text) if typed is None else parse(typed)
                assert reference.number(drawn.text) == wanted


# What each cell is connected to.


def connected(params: Params, key: str) -> tuple[set[str], dict[str, set[int]]]:
    """Return the cells that have to be lit for a key, and the taps that may colour each of them."""
    drawn = names(params)
    behind = reference.sources(tuple(params["input"]), pads_of(params), params["fill"])
    grid, number = key.split(":")
    lit = {key}
    mine: set[int] = set()
    if grid == "in":
        mine = {place for place, cell in enumerate(behind) if cell == int(number)} | {drawn.index(key)}
        lit |= {drawn[place] for place in mine}
    if grid == "pad":
        mine = {int(number)}
        lit |= {f"in:{behind[int(number)]}"} if behind[int(number)] is not None else set()
    hues: dict[str, set[int]] = {}
    for cell, tap, out in reference.meetings(geometry(params)):
        met = {drawn[cell], f"tap:{tap}", f"out:{out}"}
        if (grid in {"in", "pad"} and cell in mine) or key in met - {drawn[cell]}:
            lit |= {f"tap:{tap}", f"out:{out}"} if grid in {"in", "pad"} else met
            if grid == "out":
                lit -= {f"out:{out}"} - {key}
            for name in met:
                hues.setdefault(name, set()).add(tap)
    return lit, hues


def some_keys(params: Params, data: st.DataObject) -> list[str]:
    picture = built(params)
    drawn = keys(picture)
    chosen = data.draw(st.lists(st.integers(0, len(drawn) - 1), min_size=1, max_size=12))
    return [drawn[place] for place in chosen]


@given(legal_params(largest_input=6, largest_kernel=3), languages, st.data())
def test_a_focus_lights_what_the_placements_connect(
    params: Params, language: str, data: st.DataObject
) -> None:
    shown = prepared(params)
    for key in some_keys(params, data):
        found = focus(shown, key, language)
        lit, hues = connected(params, key)
        assert found.key == key
        assert set(found.lit) == lit
        for name, hue in found.lit.items():
            if name == key and not key.startswith("tap:"):
                continue
            taps = hues.get(name, set())
            assert hue == -1 or hue in {tap % HUES for tap in taps}, (key, name)
            if name.startswith("tap:"):
                assert hue == int(name[4:]) % HUES


@given(legal_params(largest_input=6, largest_kernel=3))
def test_every_output_is_lit_by_its_window_alone(params: Params) -> None:
    shown = prepared(params)
    drawn = names(params)
    windows: dict[int, dict[str, int]] = {}
    for cell, tap, out in reference.meetings(geometry(params)):
        windows.setdefault(out, {})[drawn[cell]] = tap
    for out, window in windows.items():
        found = focus(shown, f"out:{out}", "es")
        inputs = {name: hue for name, hue in found.lit.items() if name.startswith(("in:", "pad:"))}
        assert inputs == {name: tap % HUES for name, tap in window.items()}
        assert [name for name in found.lit if name.startswith("out:")] == [f"out:{out}"]
        assert set(found.notes) == set(window)


@given(legal_params(largest_input=6, largest_kernel=3), languages, st.data())
def test_every_key_that_is_named_is_drawn_exactly_once(
    params: Params, language: str, data: st.DataObject
) -> None:
    picture = built(params, language)
    drawn = keys(picture)
    assert len(set(drawn)) == len(drawn)
    everything = set(drawn)
    outputs = [drawn.key for row in cells(picture, "output") for drawn in row]
    assert picture["steps"] == outputs
    shown = prepared(params)
    for key in [*some_keys(params, data), picture["steps"][-1]]:
        found = focus(shown, key, language)
        assert set(found.lit) <= everything
        assert set(found.notes) <= everything
        named = {node.get("data-key") for node in ET.fromstring(f"<p>{found.words}</p>").iter("span")}
        assert named - {None} <= everything


@given(legal_params())
def test_the_frame_covers_the_window_and_no_more(params: Params) -> None:
    shown = prepared(params)
    rows = cells(built(params), "input")
    where = {drawn.key: (drawn.row, drawn.column) for row in rows for drawn in row}
    for out in range(0, shown.spec.outputs, max(1, shown.spec.outputs // 6)):
        found = focus(shown, f"out:{out}", "en")
        (box,) = found.boxes
        assert box is not None
        assert box.grid == "input"
        window = [where[name] for name in found.lit if name in where]
        down, across = [row for row, _ in window], [column for _, column in window]
        assert (box.row, box.column) == (min(down), min(across))
        assert (box.height, box.width) == (max(down) - box.row + 1, max(across) - box.column + 1)
    assert focus(shown, "tap:0", "en").boxes == ()
    assert focus(shown, "in:0", "en").boxes == ()


# The sums, written out.


@given(legal_params(), languages, st.data())
def test_the_sum_written_out_is_the_result(params: Params, language: str, data: st.DataObject) -> None:
    picture = built(params, language)
    out = data.draw(st.integers(0, len(picture["steps"]) - 1))
    found = focus(prepared(params), f"out:{out}", language)
    texts = {
        drawn.key: drawn.text
        for grid in ("input", "kernel", "output")
        for row in cells(picture, grid)
        for drawn in row
    }
    said = re.sub(r"\s+", " ", text_of(found.words))
    title, _, rest = said.partition(" = ")
    width = len(cells(picture, "output")[0])
    assert title == say(language, "sliding-filter.focus-output", place=f"({out // width}, {out % width})")
    *products, result = re.split(r" \+ | = ", rest)
    drawn = names(params)
    window = [(drawn[cell], tap) for cell, tap, to in reference.meetings(geometry(params)) if to == out]
    total = Fraction(0)
    for product, (name, tap) in zip(products, window, strict=True):
        weight, value = product.split("·")
        assert weight.strip("()") == texts[f"tap:{tap}"]
        assert value.strip("()") == texts[name]
        # A sign in the middle of a sum stands in parentheses.
        assert [factor[0] == "(" for factor in (weight, value)] == ["−" in weight, "−" in value]
        total += reference.number(weight) * reference.number(value)
    exact, _, rounded = result.partition(" ≈ ")
    assert reference.number(exact) == total
    assert (rounded or exact) == texts[f"out:{out}"]
    assert bool(rounded) == (1000 % total.denominator != 0)
    spans = [
        span.get("data-key")
        for span in ET.fromstring(f"<p>{found.words}</p>").iter("span")
        if span.get("data-key")
    ]
    assert spans == [f"tap:{tap}" for _, tap in window]


def test_a_sum_by_hand() -> None:
    params = {
        "input": [2, 3], "kernel": [1, 2], "input_values": "ramp", "operation": "convolution",
        "edits": {"kernel:0,0": "-1/3", "kernel:0,1": "0.5", "input:0,2": "-4"},
    }  # fmt: skip
    # As soon as one weight needs a fraction, all of them are fractions: -1/3 and 1/2.
    found = focus(prepared(params), "out:1", "es")
    assert text_of(found.words).replace("\n", " ") == "Salida (0, 1) = 1/2·1 + (−1/3)·(−4) = 11/6 ≈ 1,83"
    assert found.spoken == "Salida, fila 0, columna 1: 1/2·1 + (−1/3)·(−4) = 11/6 ≈ 1,83"
    english = focus(
        prepared(params | {"edits": {"input:0,2": "0.5"}, "kernel_values": "counting"}), "out:1", "en"
    )
    assert english.spoken == "Output, row 0, column 1: 2·1 + 1·0.5 = 2.5"


def test_sums_of_awkward_fractions_are_exact() -> None:
    # Over one common denominator the numerators of these pass 2^64.
    primes = [997, 991, 983, 977, 971, 967, 953]
    typed = {f"input:0,{place}": f"9{place}/{prime}" for place, prime in enumerate(primes)}
    params = {"input": [1, 7], "kernel": [1, 7], "kernel_values": "counting", "edits": typed}
    (output,) = prepared(params).output.numerators.ravel().tolist()
    wanted = sum(
        ((place + 1) * Fraction(90 + place, prime) for place, prime in enumerate(primes)), Fraction(0)
    )
    assert Fraction(output, prepared(params).output.denominator) == wanted
    picture = built(params)
    assert near(cells(picture, "output")[0][0].text, wanted)


@pytest.mark.parametrize("fill", MODES)
def test_awkward_fractions_and_padding_go_together(fill: str) -> None:
    primes = [997, 991, 983, 977, 971, 967, 953, 947]
    typed = {f"kernel:{place // 3},{place % 3}": f"1/{prime}" for place, prime in enumerate(primes)}
    params = {
        "input": [4, 5], "kernel": [3, 3], "stride": [1, 1], "dilation": [1, 1], "padding": "half",
        "fill": fill, "operation": "correlation", "edits": {**typed, "input:0,0": "1/3"},
    }  # fmt: skip
    picture = built(params)
    padded, kernel = values(cells(picture, "input")), values(cells(picture, "kernel"))
    sums = [Fraction(0)] * 20
    for cell, tap, out in reference.meetings(geometry(params)):
        sums[out] += padded[cell] * kernel[tap]
    shown = [drawn.text for row in cells(picture, "output") for drawn in row]
    assert all(near(text, total) for text, total in zip(shown, sums, strict=True))


def test_few_outputs_are_read_aloud_and_many_are_counted() -> None:
    corner = focus(prepared({"input": 5, "kernel": 3}), "in:1", "en")
    assert corner.spoken.endswith("It reaches 2 output cells: (0, 0), (0, 1)")
    middle = focus(prepared({"input": 9, "kernel": 5}), "in:40", "en")
    assert middle.spoken.endswith("It reaches 25 output cells:")


def test_a_long_sum_is_not_read_aloud() -> None:
    for kernel, spoken in ((3, True), (4, False)):
        params = {"input": 5, "kernel": kernel, "kernel_values": "counting", "input_values": "ramp"}
        said = focus(prepared(params), "out:0", "en").spoken
        assert (kernel**2 <= MOST_SPOKEN_TAPS) is spoken
        assert ("·" in said) is spoken
        assert spoken or f"{kernel**2} products that add up to" in said


# What is said besides.


@given(legal_params(), languages)
def test_the_cells_no_window_touches_are_hatched_and_counted(params: Params, language: str) -> None:
    picture = built(params, language)
    behind = reference.sources(tuple(params["input"]), pads_of(params), params["fill"])
    touched = {behind[cell] for cell, _, _ in reference.meetings(geometry(params))}
    rows = [drawn for row in cells(picture, "input") for drawn in row]
    hatched = {drawn.key for drawn in rows if drawn.hatched}
    inputs = params["input"][0] * params["input"][1]
    assert hatched == {f"in:{cell}" for cell in range(inputs) if cell not in touched}
    assert hatched == {drawn.key for drawn in rows if "untouched" in drawn.kinds}
    counted = [int(digits) for digits in re.findall(r"\d+", picture["summary"])]
    assert counted == ([len(hatched)] if hatched else [])


@given(legal_params(), languages)
def test_the_formulas_come_to_the_sizes_of_the_output(params: Params, language: str) -> None:
    picture = built(params, language)
    output = cells(picture, "output")
    sizes = [len(output), len(output[0])]
    lines = list(ET.fromstring(f"<div>{picture['formula']}</div>"))
    assert [line.tag for line in lines] in (["p"], ["p", "p"])
    if len(lines) == 1:
        assert sizes[0] == sizes[1]
        sizes = sizes[:1]
    sides = {
        (side, axis): say(language, f"sliding-filter.{side}-{axis}")
        for side in ("before", "after")
        for axis in (0, 1)
    }
    for axis, (line, size) in enumerate(zip(lines, sizes, strict=True)):
        before, after = pads_of(params)[axis]
        letters = {
            "i": params["input"][axis], "k": params["kernel"][axis], "s": params["stride"][axis],
            "d": params["dilation"][axis], "p": before,
            f"p_{sides['before', axis]}": before, f"p_{sides['after', axis]}": after,
        }  # fmt: skip
        rights = line.findall("math")
        # The first begins with the letter that all of them equal.
        row = rights[0][0]
        assert row[0].text == "o"
        row.remove(row[0])
        assert len(rights) == 3
        assert [reference.evaluated(right, letters) for right in rights] == [size] * 3
        assert {node.text for node in rights[1].iter("mi")} == set()


@given(legal_params(), languages)
def test_titles_say_the_sizes(params: Params, language: str) -> None:
    picture = built(params, language)
    grids = {grid["name"]: grid for grid in picture["panels"]}
    assert list(grids) == ["input", "kernel", "output"]
    sizes = {name: f"{len(cells(picture, name))} × {len(cells(picture, name)[0])}" for name in grids}
    for name, size in sizes.items():
        assert size in grids[name]["title"]
    assert f"{params['input'][0]} × {params['input'][1]}" in grids["input"]["title"]
    flipped = params["operation"] == "convolution"
    assert [grid["sign"] for grid in grids.values()] == ["", "∗" if flipped else "⋆", "="]
    assert ("180°" in grids["kernel"]["title"]) == flipped


@given(legal_params(largest_input=6, largest_kernel=3), languages, st.data())
def test_an_input_cell_counts_the_outputs_that_it_reaches(
    params: Params, language: str, data: st.DataObject
) -> None:
    cell = data.draw(st.integers(0, params["input"][0] * params["input"][1] - 1))
    found = focus(prepared(params), f"in:{cell}", language)
    behind = reference.sources(tuple(params["input"]), pads_of(params), params["fill"])
    met = [(tap, out) for place, tap, out in reference.meetings(geometry(params)) if behind[place] == cell]
    outs = {out for _, out in met}
    chips = [
        span.get("data-key")
        for span in ET.fromstring(f"<p>{found.words}</p>").iter("span")
        if span.get("data-key")
    ]
    assert chips == [f"out:{out}" for _, out in met]
    assert set(found.notes) == {f"out:{out}" for out in outs}
    place = f"({cell // params['input'][1]}, {cell % params['input'][1]})"
    assert place in text_of(found.words)
    said = say(language, "sliding-filter.focus-input", place=place, value="@", count=len(outs))
    start, _, end = said.partition("@")
    assert text_of(found.words).startswith(start)
    assert end in text_of(found.words)


@given(legal_params(largest_input=5, largest_kernel=3))
def test_the_languages_show_the_same_picture(params: Params) -> None:
    spanish, english = (scene(prepared(params), language) for language in ("es", "en"))
    assert spanish.steps == english.steps
    for one, other in zip(spanish.panels, english.panels, strict=True):
        assert [[cell._replace(text=cell.text.replace(",", ".")) for cell in row] for row in one.rows] == [
            list(row) for row in other.rows
        ]
    for key in ("out:0", "in:0", "tap:0"):
        said, told = (focus(prepared(params), key, language) for language in ("es", "en"))
        assert (said.key, said.lit, said.boxes) == (told.key, told.lit, told.boxes)
        assert list(said.notes) == list(told.notes)


@pytest.mark.parametrize(
    "key",
    ["", "in", "in:", "in:25", "in:-1", "in:1.5", "in:²", "out:9", "tap:9", "pad:0", "pad:99", "cell:0", ":0",
     "in:00", "in:07", "in:٣"],
)  # fmt: skip
def test_a_cell_that_is_not_there_is_refused(key: str) -> None:
    shown = prepared({})
    with pytest.raises(ConvError, match="there is no cell") as refused:
        focus(shown, key, "en")
    assert key in refused.value.message("es")


def test_padding_that_copies_says_what_it_copies() -> None:
    params = {"padding": "explicit", "amounts": 1, "fill": "reflect", "input": [3, 4], "kernel": 2}
    shown = prepared(params)
    found = focus(shown, "pad:0", "es")
    assert "in:5" in found.lit
    assert text_of(found.words).startswith("Copia de la entrada (1, 1).")
    assert found.spoken.startswith("Copia de la entrada (1, 1).")
    assert "Copia" not in focus(prepared(params | {"fill": "zeros"}), "pad:0", "es").words
    # The input cell lights its copies in turn.
    assert "pad:0" in focus(shown, "in:5", "es").lit


def test_a_focus_can_be_sent_as_json() -> None:
    found = focus(prepared({"kernel_values": "gaussian"}), "out:0", "es")
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(list(found)))
    assert Focus(*found) == found


def sums(params: Params) -> list[Any]:
    return values(cells(built(params), "output"))


def test_convolution_and_correlation_differ_by_a_turned_kernel() -> None:
    turned = {f"kernel:{r},{c}": str(9 - 3 * r - c) for r in range(3) for c in range(3)}
    same = {"kernel_values": "counting", "operation": "convolution"}
    assert sums(same) == sums({"kernel_values": "mixed", "edits": turned})
    assert sums(same) != sums({"kernel_values": "counting"})


@pytest.mark.parametrize("name", ["sliding-filter", "connectivity", "matrix", "three-views", "transposed"])
def test_weights_have_a_hue_wherever_they_are_drawn_and_cells_of_maps_have_none(name: str) -> None:
    drawn = 0
    for panel in view(name).scene(prepared_of(name, {"kernel": [4, 4], "input": [4, 4]}), "en").panels:
        for cell in (cell for row in getattr(panel, "rows", ()) for cell in row):
            kind, _, number = cell.key.partition(":")
            if kind == "tap":
                assert cell.hue == int(number) % HUES
                drawn += 1
            elif kind in {"in", "out", "pad"}:
                assert cell.hue == NO_HUE
    assert drawn >= 16
