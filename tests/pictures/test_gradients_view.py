"""The gradients of a layer in a picture: sums by plain loops, and what is lit for them."""

from __future__ import annotations

from typing import Any

import pytest

from pyconv.pictures.model import Box, Focus
from pyconv.pictures.views import view
from tests.pictures.views import asked, check_focuses, picture, prepared, texts

PARAMS: dict[str, Any] = {
    "input": [5, 6],
    "kernel": [2, 3],
    "stride": [2, 1],
    "padding": "explicit",
    "amounts": [1, 0, 0, 2],
    "dilation": [1, 2],
    "input_values": "signed",
    "gradient_values": "mixed",
    "kernel_values": "counting",
}


def whole(text: str) -> int:
    return int(text.replace("\N{MINUS SIGN}", "-"))


def values(drawn: dict[str, Any], panel: str, kind: str) -> dict[int, int]:
    said = texts(drawn, panel)
    return {int(key.split(":")[1]): whole(text) for key, text in said.items() if key.startswith(f"{kind}:")}


def meetings() -> list[tuple[int, int, int]]:
    """Return which input cell, if any, meets which weight in which output: 3 × 4 windows."""
    return [
        (row * 6 + column, a * 3 + b, o * 4 + q)
        for o in range(3)
        for q in range(4)
        for a in range(2)
        for b in range(3)
        for row, column in [(2 * o + a - 1, q + 2 * b)]
        if 0 <= row < 5 and 0 <= column < 6
    ]


def test_the_gradient_of_each_weight_and_of_the_bias() -> None:
    drawn = picture("gradients", PARAMS)
    x, given = values(drawn, "input", "in"), values(drawn, "gradient", "out")
    expected = dict.fromkeys(range(6), 0)
    for cell, tap, out in meetings():
        expected[tap] += x[cell] * given[out]
    assert values(drawn, "weights", "tap") == expected
    assert values(drawn, "bias", "bias") == {0: sum(given.values())}
    assert drawn["steps"] == [*(f"tap:{tap}" for tap in range(6)), "bias:0"]
    assert "2 × 1 apart" in drawn["summary"]


def test_the_gradient_of_each_cell() -> None:
    drawn = picture("gradients", PARAMS | {"toward": "input"})
    given, kernel = values(drawn, "gradient", "out"), values(drawn, "kernel", "tap")
    expected = dict.fromkeys(range(30), 0)
    for cell, tap, out in meetings():
        expected[cell] += kernel[tap] * given[out]
    assert values(drawn, "result", "in") == expected
    assert drawn["steps"] == [f"in:{cell}" for cell in range(30)]
    focus = asked("gradients", PARAMS | {"toward": "input"}, key="in:8")["focus"]
    assert {key for key in focus["lit"] if key.startswith("out:")} == {
        f"out:{out}" for cell, _, out in meetings() if cell == 8
    }


def prepared_focus(key: str) -> Focus:
    return view("gradients").focus(prepared("gradients", PARAMS), key, "en")


def test_what_is_lit() -> None:
    tap = asked("gradients", PARAMS, key="tap:4")["focus"]
    assert {key for key in tap["lit"] if key.startswith("in:")} == {
        f"in:{cell}" for cell, weight, _ in meetings() if weight == 4
    }
    # Twelve products are not read aloud.
    assert "12 products that add up to" in tap["spoken"]
    (frame,) = prepared_focus("tap:4").boxes
    assert frame == Box("input", 0, 2, 5, 4)
    bias = asked("gradients", PARAMS, key="bias:0")["focus"]
    assert set(bias["lit"]) == {"bias:0", *(f"out:{out}" for out in range(12))}
    out = asked("gradients", PARAMS, key="out:2")["focus"]
    assert {key for key in out["lit"] if key.startswith("tap:")} == {f"tap:{tap}" for tap in range(6)}
    assert "adds 2 times its window" in out["spoken"]
    cell = asked("gradients", PARAMS, key="in:8")["focus"]
    assert {key for key in cell["lit"] if key.startswith("tap:")} == {
        f"tap:{tap}" for at, tap, _ in meetings() if at == 8
    }
    assert "adds nothing" in asked("gradients", PARAMS, key="pad:0")["focus"]["spoken"]
    assert "refused" in asked("gradients", PARAMS, key="pad:8")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_cell_tells_something(language: str) -> None:
    for toward in ("weights", "input"):
        check_focuses("gradients", PARAMS | {"toward": toward}, language)


def test_fractions_stay_exact() -> None:
    edits = {"input:0,0": "1/3", "gradient:0,0": "1/7"}
    params = {"input": [1, 2], "kernel": [1, 2], "edits": edits}
    assert "1/21 ≈ 0.05" in asked("gradients", params, key="tap:0")["focus"]["spoken"]
    assert "1/7 ≈ 0.14" in asked("gradients", params, key="bias:0")["focus"]["spoken"]
