"""A kernel that learns, step by step: by plain loops over fractions, and what is said of it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from pyconv.pictures.exact import Rationals
from tests.pictures.views import asked, check_focuses, picture, prepared, texts

SMALL: dict[str, Any] = {
    "input": [1, 4],
    "kernel": [1, 2],
    "hidden": "counting",
    "rate": "0.6",
    "steps": 12,
    "edits": {"input:0,0": "1", "input:0,1": "1", "input:0,2": "0", "input:0,3": "1"},
}


def fractions(values: Rationals) -> list[Fraction]:
    return [values.fraction(flat) for flat in range(values.numerators.size)]


def descent(
    rows: list[list[Fraction]], wanted: list[Fraction], kernel: list[Fraction], rate: Fraction, steps: int
) -> list[tuple[list[Fraction], Fraction]]:
    """Return the kernel and the loss after each step, window by window."""
    found = []
    for _ in range(steps + 1):
        off = [sum(map(Fraction.__mul__, row, kernel)) - y for row, y in zip(rows, wanted, strict=True)]
        found.append((kernel, Fraction(sum(each**2 for each in off), 2 * len(off))))
        gradient = [
            Fraction(sum(each * row[tap] for each, row in zip(off, rows, strict=True)), len(off))
            for tap in range(len(kernel))
        ]
        kernel = [weight - rate * each for weight, each in zip(kernel, gradient, strict=True)]
    return found


@pytest.mark.parametrize("edit", [{}, {"input:1,1": "1/3", "target:0,1": "2/7"}])
@pytest.mark.parametrize("rate", ["0.2", "1/7"])
def test_every_step_is_exact(rate: str, edit: dict[str, str]) -> None:
    params = {
        "input": 4,
        "kernel": 2,
        "padding": "same",
        "stride": 2,
        "rate": rate,
        "steps": 6,
        "start": "ones",
    }
    shown = prepared("learning", params | {"edits": edit})
    padded = [*map(list, np.array(fractions(shown.layer.padded)).reshape(shown.layer.spec.padded_size))]
    rows = [
        [padded[2 * o + a][2 * q + b] for a in range(2) for b in range(2)] for o in range(2) for q in range(2)
    ]
    expected = descent(rows, fractions(shown.wanted), [Fraction(1)] * 4, Fraction(rate), 6)
    assert [fractions(kernel) for kernel in shown.kernels] == [kernel for kernel, _ in expected]
    assert list(shown.losses) == [loss for _, loss in expected]
    assert fractions(shown.layer.kernel) == expected[-1][0]
    assert fractions(shown.layer.output) == [sum(map(Fraction.__mul__, row, expected[-1][0])) for row in rows]


def test_by_hand() -> None:
    shown = prepared("learning", SMALL)
    assert shown.losses[:2] == (Fraction(7, 3), Fraction(31, 75))
    assert fractions(shown.gradients[0]) == [Fraction(-4, 3), Fraction(-5, 3)]
    assert fractions(shown.kernels[1]) == [Fraction(4, 5), 1]
    assert shown.limit == pytest.approx(2)
    step = asked("learning", SMALL, key="step:0")["focus"]
    assert step["spoken"].startswith("Start: loss 2.33. The weight with the steepest gradient is (0, 1)")
    assert "0 − 0.6 · (−1.67) ≈ 1." in step["spoken"]
    assert step["texts"]["kernel"] == {"tap:0": "0", "tap:1": "0"}
    assert step["texts"]["output"] == {"out:0": "0", "out:1": "0", "out:2": "0"}
    later = asked("learning", SMALL, key="step:1")["focus"]
    assert later["texts"]["output"] == {"out:0": "1.8", "out:1": "0.8", "out:2": "1"}
    assert asked("learning", SMALL, key="step:12")["focus"]["spoken"].startswith("Step 12, the last")
    assert "In the hidden kernel it is 2" in asked("learning", SMALL, key="tap:1")["focus"]["spoken"]
    assert "it is off by 0.03" in asked("learning", SMALL, key="out:1")["focus"]["spoken"]
    assert "reaches 1 output cell" in asked("learning", SMALL, key="in:0")["focus"]["spoken"]


def test_a_bias_learns_along_with_the_weights() -> None:
    params = SMALL | {"bias": "learnt", "hidden_bias": "3/2", "start": "ones"}
    shown = prepared("learning", params)
    rows = [[Fraction(value) for value in row] for row in ([1, 1, 1], [1, 0, 1], [0, 1, 1])]
    wanted = [Fraction(value) + Fraction(3, 2) for value in (3, 1, 2)]
    assert fractions(shown.wanted) == wanted
    expected = descent(rows, wanted, [Fraction(1), Fraction(1), Fraction(0)], Fraction(3, 5), 12)
    moved = [[*fractions(kernel), bias] for kernel, bias in zip(shown.kernels, shown.biases, strict=True)]
    assert moved == [kernel for kernel, _ in expected]
    assert list(shown.losses) == [loss for _, loss in expected]
    last = expected[-1][0]
    made = [sum(map(Fraction.__mul__, row, last)) for row in rows]
    assert fractions(shown.layer.output) == made
    # The gradient of a bias is the sum of those of the outputs.
    off = [value - asked_for for value, asked_for in zip(made, wanted, strict=True)]
    assert shown.bias_gradients[-1] == Fraction(sum(off), 3)
    matrix = np.array(rows, float)
    assert shown.limit == pytest.approx(2 / np.linalg.eigvalsh(matrix.T @ matrix / 3).max())

    drawn = picture("learning", params)
    names = [panel["name"] for panel in drawn["panels"]]
    assert names == ["input", "kernel", "bias", "output", "target", "gradient", "bias-gradient", "curve"]
    step = asked("learning", params, key="step:0")["focus"]
    # Off by −5/2, −3/2 and −5/2 at first.
    assert step["texts"]["bias"] == {"bias:0": "0"}
    assert step["texts"]["bias-gradient"] == {"bias:0": "−2.17"}
    assert step["spoken"].endswith("The bias: 0 − 0.6 · (−2.17) ≈ 1.3.")
    assert "bias:0" in step["lit"]
    told = asked("learning", params, key="bias:0")["focus"]
    assert {"bias:0", "out:0", "out:1", "out:2"} == told["lit"].keys()
    assert "In the hidden layer it is 1.5." in told["spoken"]
    assert "bias:0" in asked("learning", params, key="out:0")["focus"]["lit"]
    assert "bias:0" not in asked("learning", SMALL, key="out:0")["focus"]["lit"]
    check_focuses("learning", params, "es", drawn["steps"][-2:])
    for wrong, settings in (("bias:1", params), ("bias:0", SMALL)):
        assert "refused" in asked("learning", settings, key=wrong)


def test_a_bias_can_run_away_too() -> None:
    edits = {"input:0,0": "0", "input:0,1": "0", "target:0,0": "9"}
    zeros = {"input": [1, 2], "kernel": [1, 2], "edits": edits}
    shown = prepared("learning", zeros | {"bias": "learnt", "rate": "9999"})
    assert shown.ran_away
    assert (shown.last, shown.biases) == (1, (0, 9 * 9999))
    # Without a bias an input of zeros teaches nothing.
    assert not prepared("learning", zeros).ran_away


def test_a_hidden_bias_is_missed_without_one() -> None:
    params = SMALL | {"hidden_bias": "2", "steps": 60}
    without, learnt = (prepared("learning", params | {"bias": bias}) for bias in ("none", "learnt"))
    assert fractions(without.wanted) == [5, 3, 4]
    # The nearest kernel alone is 7/3, 10/3: it misses each of the three by 2/3.
    assert float(without.losses[-1]) == pytest.approx(2 / 9, rel=1e-6)
    assert learnt.losses[-1] < Fraction(1, 100)


def test_the_limit_is_two_by_the_largest_eigenvalue() -> None:
    for params in ({}, {"input_values": "random"}, {"kernel": [3, 1], "stride": 2}, {"input_values": "ones"}):
        shown = prepared("learning", params)
        spec = shown.layer.spec
        padded = np.array(fractions(shown.layer.padded), float).reshape(spec.padded_size)
        windows = np.lib.stride_tricks.sliding_window_view(padded, spec.kernel_size)
        rows = windows[:: spec.stride[0], :: spec.stride[1]].reshape(spec.outputs, spec.taps)
        largest = np.linalg.eigvalsh(rows.T @ rows / spec.outputs).max()
        assert shown.limit == pytest.approx(2 / largest, rel=1e-9)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, r"In 20 steps the loss falls from 16\.24 to .* below 0\.513, and 0\.2 does\."),
        # In so many digits that the limit is told on the side of the rate on which it is.
        ({"rate": "41/80"}, r"below 0\.513, and 41/80 ≈ 0\.51 does\."),
        ({"rate": "20/39"}, r"below 0\.5125, and 20/39 ≈ 0\.51 does not: each step overshoots"),
        ({"rate": "0.6"}, r"the loss grows .* 0\.6 does not: each step overshoots"),
        ({"rate": "1", "steps": 60}, r"It diverges: after 9 steps a weight is beyond ±9999"),
        ({"rate": "0"}, r"In 20 steps the loss stays 16\.24\. With a rate of 0 nothing moves"),
        ({"rate": "-1/3", "steps": 1}, r"In 1 step the loss grows .* The rate −1/3 ≈ −0\.33 is below 0"),
        ({"hidden": "sobel-y", "kernel": [1, 2]}, r"falls|stays"),
        (
            {"rate": "9999"},
            r"after 1 step a weight is beyond ±9999, .* 16\.24 to .*·10¹⁰",
        ),
    ],
)
def test_what_is_said_of_the_rate(params: dict[str, Any], said: str) -> None:
    assert re.search(said, picture("learning", params)["summary"])
    check_focuses("learning", params, "es", picture("learning", params)["steps"][-2:])


def test_an_input_of_zeros_teaches_nothing() -> None:
    params = {"input": [1, 2], "kernel": [1, 2], "edits": {"input:0,0": "0", "input:0,1": "0"}}
    assert picture("learning", params)["summary"] == "In 20 steps the loss stays 0."
    assert prepared("learning", params).limit == 0


def test_the_curve_and_room_for_what_is_said() -> None:
    drawn = picture("learning", {})
    (curve,) = [panel for panel in drawn["panels"] if panel["name"] == "curve"]
    heights = [cell[4] for cell in curve["rows"][0]]
    assert heights[0] == 0
    assert heights == sorted(heights)
    assert [shape[0] for shape in curve["shapes"]] == ["axis:0", "axis:1", "curve:0"]
    assert curve["shapes"][1][2] == "16.24"
    # Whatever a step has them say, the cells of one grid write it in one size.
    (kernel,) = [panel for panel in drawn["panels"] if panel["name"] == "kernel"]
    assert {re.search("pc-n.", look)[0] for look in kernel["looks"]} == {"pc-n5"}  # type: ignore[index]
    assert set(texts(drawn, "target")) == set(texts(drawn, "output"))
    for key in ("curve:0", "axis:1"):
        assert asked("learning", {}, key=key)["focus"]["spoken"].startswith(drawn["summary"][:-1])
    for wrong in ("curve:1", "axis:2", "step:21", "step:x"):
        assert "refused" in asked("learning", {}, key=wrong)
