"""The rules called SAME: their windows counted cell by cell, what they share and where they part."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures import svg
from pyconv.pictures.model import HUES, NO_HUE, Grid, Kind, Mark, Prose
from pyconv.pictures.views.same_padding import focus, picture, setup
from pyconv.pictures.views.same_padding.setup import Rules
from tests.pictures.pictures import text_of
from tests.pictures.views import asked

Params = dict[str, int]

VIEW = "same-padding"

languages = st.sampled_from(LANGUAGES)
drawn_params = st.fixed_dictionaries({
    "input": st.integers(1, 16), "kernel": st.integers(1, 7),
    "stride": st.integers(1, 4), "dilation": st.integers(1, 3),
})  # fmt: skip


def ask(params: Params, language: str = "es", **more: Any) -> dict[str, Any]:
    return asked(VIEW, params, language, **more)


def prepared(params: Params) -> Rules:
    return setup.prepare(setup.Settings.read(params))


def pads(params: Params, rule: str) -> tuple[int, int]:
    """Return the padding, by the words of each framework's documentation."""
    reach = (params["kernel"] - 1) * params["dilation"]
    if rule == "half":
        return ((reach + 1) // 2,) * 2
    if rule == "pytorch":
        return reach // 2, reach - reach // 2
    # TensorFlow's own way: from what is left when the stride does not divide the input.
    left = params["input"] % params["stride"]
    total = max(reach + 1 - (left or params["stride"]), 0)
    return (total - total // 2, total // 2) if rule == "lower" else (total // 2, total - total // 2)


def windows(params: Params, rule: str) -> list[list[int]]:
    """List the columns that each output reads; the input begins at column 0."""
    before, after = pads(params, rule)
    taps = [tap * params["dilation"] for tap in range(params["kernel"])]
    found = []
    start = -before
    while start + taps[-1] < params["input"] + after:
        found.append([start + tap for tap in taps])
        start += params["stride"]
    return found


def rules(params: Params) -> list[str]:
    return ["same", "lower", *(["pytorch"] if params["stride"] == 1 else []), "half"]


def name_of(params: Params, rule: str, column: int) -> str:
    inside = 0 <= column < params["input"]
    return f"{rule}-in:{column}" if inside else f"{rule}-pad:{column + pads(params, rule)[0]}"


@given(drawn_params, languages)
def test_every_rule_is_drawn_in_aligned_columns(params: Params, language: str) -> None:
    scene = picture.scene(prepared(params), language)
    assert [panel.name for panel in scene.panels] == ["same", "lower", "pytorch", "half"]
    extents = set()
    for panel in scene.panels:
        if isinstance(panel, Prose):
            assert (panel.name, params["stride"] > 1) == ("pytorch", True)
            before, after = pads(params, "same")
            assert f"({before}, {after})" in text_of(panel.html)
            assert str(params["stride"]) in text_of(panel.html)
            continue
        before, after = pads(params, panel.name)
        cells, outputs = panel.rows
        assert [cell.column for cell in cells] == list(range(-before, params["input"] + after))
        seen = windows(params, panel.name)
        read_ones = {column for window in seen for column in window}
        for cell in cells:
            assert cell.key == name_of(params, panel.name, int(cell.column))
            assert cell.text == str(int(cell.column)).replace("-", "−")
            inside = 0 <= cell.column < params["input"]
            assert cell.kind is (Kind.INPUT if inside else Kind.PADDING)
            assert (Mark.UNTOUCHED in cell.marks) == (inside and cell.column not in read_ones)
        assert [cell.key for cell in outputs] == [f"{panel.name}-out:{out}" for out in range(len(seen))]
        for cell, window in zip(outputs, seen, strict=True):
            assert cell.column == (window[0] + window[-1]) / 2
        numbers = list(
            map(int, re.findall(r"\d+", panel.title.replace("// 2", "").replace("//\N{NO-BREAK SPACE}2", "")))
        )
        assert numbers == [before, after, len(seen)]
        (drawn,) = svg.panels([panel])
        extents.add((drawn["viewBox"][0], drawn["viewBox"][2]))
        ET.fromstring(svg.stills([panel])[0])
    assert len(extents) == 1


@given(drawn_params)
def test_same_gives_an_output_for_each_stride_of_the_input(params: Params) -> None:
    wanted = -(-params["input"] // params["stride"])
    assert ask(params)["steps"] == [f"same-out:{out}" for out in range(wanted)]
    assert len(windows(params, "same")) == wanted


@given(drawn_params, languages, st.data())
def test_an_output_is_lit_in_every_rule(params: Params, language: str, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(rules(params)))
    out = data.draw(st.integers(0, len(windows(params, rule)) - 1))
    key = f"{rule}-out:{out}"
    found = focus.focus(prepared(params), key, language)
    lit: dict[str, int] = {}
    boxes = {}
    for other in rules(params):
        seen = windows(params, other)
        if out < len(seen):
            lit |= {name_of(params, other, column): tap % HUES for tap, column in enumerate(seen[out])}
            lit[f"{other}-out:{out}"] = NO_HUE
            boxes[other] = (seen[out][0], seen[out][-1] - seen[out][0] + 1)
            columns = ", ".join(map(str, seen[out])).replace("-", "−")
            assert columns in found.spoken
    assert found.lit == lit
    assert {box.grid: (box.column, box.width) for box in found.boxes} == boxes
    assert all((box.row, box.height) == (0, 1) for box in found.boxes)
    assert text_of(found.words) == found.spoken.replace("\N{NO-BREAK SPACE}", " ")


@given(drawn_params, languages)
def test_a_cell_lights_the_outputs_that_read_it(params: Params, language: str) -> None:
    shown = prepared(params)
    for column in {0, params["input"] - 1}:
        found = focus.focus(shown, f"half-in:{column}", language)
        wanted = {f"{rule}-in:{column}" for rule in rules(params)}
        for rule in rules(params):
            seen = windows(params, rule)
            wanted |= {f"{rule}-out:{out}" for out, window in enumerate(seen) if column in window}
        assert set(found.lit) == wanted
    for rule in rules(params):
        before = pads(params, rule)[0]
        for place in range(before):
            found = focus.focus(shown, f"{rule}-pad:{place}", language)
            seen = windows(params, rule)
            outs = {f"{rule}-out:{out}" for out, window in enumerate(seen) if place - before in window}
            assert set(found.lit) == {f"{rule}-pad:{place}"} | outs
            assert found.words


@given(drawn_params)
def test_what_is_said_of_the_differences(params: Params) -> None:
    said = ask(params, "en")["summary"].replace("\N{NO-BREAK SPACE}", " ").replace("k\u0302", "k")
    same, half = windows(params, "same"), windows(params, "half")
    assert ("agree:" in said) == (same == half)
    assert (f"k // 2 gives {len(half)} outputs where SAME gives {len(same)}" in said) == (
        len(half) > len(same)
    )
    assert len(half) >= len(same)
    earlier = same[0][0] - half[0][0]
    assert earlier >= 0
    assert (" earlier: " in said) == (earlier > 0)
    if earlier:
        assert f"begin {earlier} cell" in said
        assert f"column {half[0][0]}, that of SAME in column {same[0][0]}".replace("-", "−") in said
    spare = pads(params, "half")[1] - pads(params, "same")[1]
    assert ("no window needs" in said) == (same == half and spare > 0)
    assert ("PyTorch and SAME are the same rule" in said) == (params["stride"] == 1)
    if params["stride"] == 1:
        assert windows(params, "pytorch") == same
    lower = windows(params, "lower")
    assert len(lower) == len(same)
    assert ("SAME_LOWER is the same here" in said) == (lower == same)
    moved = lower[0][0] == same[0][0] - 1
    assert ("windows begin 1 cell earlier than those of SAME." in said) == moved
    assert moved == (sum(pads(params, "same")) % 2 == 1)
    assert sum(pads(params, "lower")) == sum(pads(params, "same"))


@given(drawn_params, languages)
def test_the_formulas_end_in_what_is_drawn(params: Params, language: str) -> None:
    root = ET.fromstring(f"<div>{ask(params, language)['formula']}</div>")
    results = [list(line.iter("mn"))[-1].text for line in root if line.tag == "p"]
    before, after = pads(params, "same")
    wanted = [len(windows(params, "same")), before + after, before, after, *reversed(pads(params, "lower"))]
    if params["dilation"] > 1:
        wanted.insert(0, (params["kernel"] - 1) * params["dilation"] + 1)
    if params["stride"] == 1:
        wanted.append(sum(pads(params, "pytorch")))
    wanted.append(pads(params, "half")[0])
    assert results == [str(number) for number in wanted]


@given(drawn_params, languages)
def test_every_key_that_is_named_is_drawn(params: Params, language: str) -> None:
    shown = prepared(params)
    scene = picture.scene(shown, language)
    drawn = [
        cell.key for panel in scene.panels if isinstance(panel, Grid) for row in panel.rows for cell in row
    ]
    assert len(set(drawn)) == len(drawn)
    assert set(scene.steps) <= set(drawn)
    for key in drawn[:: max(1, len(drawn) // 5)]:
        assert set(focus.focus(shown, key, language).lit) <= set(drawn)


def test_the_example_of_the_page() -> None:
    example = {"input": 6, "kernel": 3, "stride": 2, "dilation": 1}
    assert pads(example, "same") == (0, 1)
    assert windows(example, "same") == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]
    assert windows(example, "half") == [[-1, 0, 1], [1, 2, 3], [3, 4, 5]]
    assert "begin 1 cell earlier" in ask({}, "en")["summary"]
    assert "empiezan 1 celda antes" in ask({}, "es")["summary"]


@pytest.mark.parametrize(
    "key", ["", "same-in:6", "same-in:01", "same-pad:0", "same-pad:7", "same-out:3", "pytorch-in:0", "in:0"]
)
def test_a_cell_that_is_not_there_is_refused(key: str) -> None:
    with pytest.raises(ConvError, match="there is no cell"):
        focus.focus(prepared({}), key, "en")


@pytest.mark.parametrize(("name", "value", "high"), [("input", 17, 16), ("kernel", 8, 7), ("stride", 5, 4)])
def test_settings_out_of_range_are_refused(name: str, value: int, high: int) -> None:
    refused = ask({name: value}, "en")["refused"]
    assert f"must be between 1 and {high}, but it is {value}" in refused["message"]
    assert refused["field"] == f"{name}.0"
    assert ask({name: value}, "es")["refused"]["message"] != refused["message"]


def test_the_formulas_are_written_in_letters() -> None:
    root = ET.fromstring(f"<div>{ask({'stride': 1, 'dilation': 2}, 'en')['formula']}</div>")
    signs = {ord("^"): "\u0302", ord("\N{INVISIBLE TIMES}"): None}
    written = ["".join("".join(line.itertext()).split()).translate(signs) for line in root]
    assert [line.split("=")[:2] for line in written] == [
        ["Thekernelspans:k\u0302", "k+(k−1)(d−1)"],
        ["SAME:o", "⌈is⌉"],
        ["P", "max((o−1)s+k\u0302−i,0)"],
        ["pbefore", "⌊P2⌋"],
        ["pafter", "P−pbefore"],
        ["SAME_LOWER:pafter", "⌊P2⌋"],
        ["pbefore", "P−pafter"],
        ["PyTorch,inall:P", "d(k−1)"],
        ["k\u0302//2:pbefore", "pafter"],
    ]
    assert written[-1].split("=")[2] == "⌊k\u03022⌋"
