"""There and back: the values that return, and the connections that stay."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv.messages import LANGUAGES
from pyconv.pictures import svg
from pyconv.pictures.views import view
from pyconv.pictures.views.round_trip.setup import pairs, unchanged
from tests.pictures.views import asked, check_focuses, picture, prepared, refusal, texts

VIEW = "round-trip"
Params = dict[str, Any]


@st.composite
def trips(draw: st.DrawFn, most: int = 6) -> Params:
    params: Params = {name: [] for name in ("input", "kernel", "stride", "padding", "dilation")}
    for _ in range(2):
        kernel, dilation, padding = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(0, 2))
        least = max(1, dilation * (kernel - 1) + 1 - 2 * padding)
        for name, number in (
            ("input", draw(st.integers(least, max(least, most)))),
            ("kernel", kernel),
            ("stride", draw(st.integers(1, 4))),
            ("padding", padding),
            ("dilation", dilation),
        ):
            params[name].append(number)
    return {
        **params,
        "kernel_values": draw(st.sampled_from(["mixed", "identity", "gaussian", "box-blur"])),
        "input_values": draw(st.sampled_from(["drawing", "random", "ones"])),
        "seed": draw(st.integers(0, 999)),
    }


def meetings(params: Params) -> list[tuple[int, int, int]]:
    """Return (input cell, tap, output cell), by plain loops."""
    found = []
    (ih, iw), (kh, kw) = params["input"], params["kernel"]
    (sh, sw), (ph, pw), (dh, dw) = params["stride"], params["padding"], params["dilation"]
    oh, ow = ((i + 2 * p - d * (k - 1) - 1) // s + 1 for i, p, d, k, s in (
        (ih, ph, dh, kh, sh), (iw, pw, dw, kw, sw)))  # fmt: skip
    for out in range(oh * ow):
        for tap in range(kh * kw):
            row = out // ow * sh + tap // kw * dh - ph
            column = out % ow * sw + tap % kw * dw - pw
            if 0 <= row < ih and 0 <= column < iw:
                found.append((row * iw + column, tap, out))
    return found


@settings(max_examples=40)
@given(trips())
def test_there_and_back_by_plain_loops(params: Params) -> None:
    shown = prepared(VIEW, params)
    cells = [shown.original.fraction(flat) for flat in range(shown.there.spec.inputs)]
    weights = [shown.there.kernel.fraction(tap) for tap in range(shown.there.spec.taps)]
    out = [0] * shown.there.spec.outputs
    for cell, tap, place in meetings(params):
        out[place] += cells[cell] * weights[tap]
    back = [0] * len(cells)
    for cell, tap, place in meetings(params):
        back[cell] += out[place] * weights[tap]
    assert [shown.back.result.fraction(flat) for flat in range(len(back))] == back
    assert unchanged(shown) == [one == other for one, other in zip(cells, back, strict=True)]
    joined = {(cell, place) for cell, _, place in meetings(params)}
    assert pairs(shown.there.spec) == (joined, joined)


@settings(max_examples=25)
@given(trips(), st.sampled_from(LANGUAGES))
def test_each_cell_says_whether_it_came_back(params: Params, language: str) -> None:
    drawn = picture(VIEW, params, language)
    shown = prepared(VIEW, params)
    marks = ["✓" if text.endswith("\n✓") else "✗" for text in texts(drawn, "returned").values()]
    assert marks == ["✓" if same else "✗" for same in unchanged(shown)]
    panel = next(each for each in drawn["panels"] if each["name"] == "compared")
    counts = [int(number) for number in re.findall(r"\d+", panel["html"])]
    same, all_of_them, joined = sum(unchanged(shown)), len(marks), len(pairs(shown.there.spec)[0])
    assert counts[-2:] == [joined, joined]
    assert set(counts[:-2]) <= {same, all_of_them}
    spec = shown.there.spec
    assert drawn["steps"] == [f"out:{n}" for n in range(spec.outputs)] + [
        f"in:{n}" for n in range(spec.inputs)
    ]


@settings(max_examples=8)
@given(trips(4), st.sampled_from(LANGUAGES))
def test_what_a_focus_names_is_drawn(params: Params, language: str) -> None:
    check_focuses(VIEW, params, language)


def test_an_output_leaves_its_stamp() -> None:
    found = asked(VIEW, {"input_values": "ones", "kernel_values": "counting"}, key="out:3")["focus"]
    # 1 + 2 + … + 9 = 45
    assert found["texts"]["returned"] == {
        f"in:{cell}": str(45 * weight)
        for cell, weight in zip((12, 13, 14, 17, 18, 19, 22, 23, 24), range(1, 10), strict=True)
    }
    assert [box["grid"] for box in found["boxes"]] == ["input", "returned"]


def test_the_identity_comes_back() -> None:
    shown = prepared(VIEW, {"kernel_values": "identity", "stride": 1, "padding": 1})
    assert all(unchanged(shown))
    assert "all 25 cells" in str(
        picture(VIEW, {"kernel_values": "identity", "stride": 1, "padding": 1})["panels"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_that_make_no_picture(language: str) -> None:
    refused = refusal(VIEW, {"input": 2, "kernel": 5}, language)
    assert refused["field"] == "kernel"
    assert "5" in refused["message"]
    assert "refused" in asked(VIEW, {}, key="in:99")
    assert "refused" in asked(VIEW, {}, key="elsewhere:0")


def test_the_first_state_keeps_what_a_cell_says_by_itself() -> None:
    shown = prepared(VIEW, {})
    made = view(VIEW)
    focus = made.focus(shown, "out:0", "en")
    (returned,) = [panel for panel in made.scene(shown, "en").panels if panel.name == "returned"]
    cells = ET.fromstring(svg.stills([returned], focus)[0]).iter("g")
    own = {cell.attrib["data-key"]: cell.get("data-value") for cell in cells if "data-key" in cell.attrib}
    stamped = focus.texts["returned"]
    assert {key for key, value in own.items() if value is not None} == set(stamped)
    assert all(own[key].split()[-1] in "✓✗" for key in stamped)


def test_sentences_end_once() -> None:
    # The window leaves the last row and column out, so nothing comes back there.
    params = {"input": 6, "kernel": 2, "stride": 3}
    reached = asked(VIEW, params, key="in:0")["focus"]["spoken"]
    assert re.search(r"= −?\d+\. ", reached)
    alone = asked(VIEW, params, key="in:35")["focus"]["spoken"]
    assert "No product reaches it: it stays 0. It comes back" in alone
    for spoken in (reached, alone):
        assert ".." not in spoken.replace("…", "")
        assert ". ." not in spoken
