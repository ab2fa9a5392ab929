"""The kernel of a drawn output, in the picture: fractions, refusals and weights that are free."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.pictures.views import asked, check_focuses, picture, prepared, texts

ROW: dict[str, Any] = {"input": [1, 4], "kernel": [1, 2], "hidden": "counting"}
CELLS = {"input:0,0": "1", "input:0,1": "1", "input:0,2": "0", "input:0,3": "1"}


def row(**target: str) -> dict[str, Any]:
    return ROW | {"edits": CELLS | {f"target:0,{place[1:]}": value for place, value in target.items()}}


def test_an_output_that_there_is() -> None:
    drawn = picture("fitted-kernel", row())
    assert texts(drawn, "kernel") == {"tap:0": "1", "tap:1": "2"}
    assert texts(drawn, "missed") == {f"out:{out}": "0" for out in range(3)}
    assert drawn["summary"] == "There is a kernel that gives exactly this output."
    said = asked("fitted-kernel", row(), key="out:0")["focus"]["spoken"]
    assert said == "Output, row 0, column 0: 1·1 + 2·1 = 3. It is what was asked for."


def test_an_output_that_there_is_not() -> None:
    drawn = picture("fitted-kernel", row(_0="4"))
    assert texts(drawn, "kernel") == {"tap:0": "4/3", "tap:1": "7/3"}
    assert texts(drawn, "output") == {"out:0": "11/3", "out:1": "4/3", "out:2": "7/3"}
    assert texts(drawn, "missed") == {"out:0": "1/3", "out:1": "−1/3", "out:2": "−1/3"}
    assert "3 cells of 3 refuse" in drawn["summary"]
    assert "add up to 1/3 ≈ 0.33" in drawn["summary"]
    said = asked("fitted-kernel", row(_0="4"), key="out:0")["focus"]["spoken"]
    assert said.endswith("11/3 ≈ 3.67. 4 was asked for: the difference is 1/3 ≈ 0.33.")
    assert "4/3 ≈ 1.33. Any kernel" in asked("fitted-kernel", row(_0="4"), key="tap:0")["focus"]["spoken"]


def test_weights_that_are_free() -> None:
    params = row() | {"input": [1, 2]}
    drawn = picture("fitted-kernel", params)
    assert texts(drawn, "kernel") == {"tap:0": "3/2", "tap:1": "3/2"} or texts(drawn, "kernel") == {
        "tap:0": "1.5",
        "tap:1": "1.5",
    }
    assert "(equations: 1; weights: 2): 1 direction stays free" in drawn["summary"]
    assert "Another number could stand here" in asked("fitted-kernel", params, key="tap:1")["focus"]["spoken"]
    (kernel,) = [panel for panel in drawn["panels"] if panel["name"] == "kernel"]
    assert all("untouched" in look for look in kernel["looks"])


def test_denominators_of_what_was_typed_count() -> None:
    edits = {"input:0,0": "1/2", "input:0,1": "1/3", "target:0,0": "1/7"}
    shown = prepared("fitted-kernel", {"input": [1, 2], "kernel": 1, "edits": edits})
    x, y = (Fraction(1, 2), Fraction(1, 3)), (Fraction(1, 7), shown.wanted.fraction(1))
    expected = (x[0] * y[0] + x[1] * y[1]) / (x[0] ** 2 + x[1] ** 2)
    assert shown.layer.kernel.fraction(0) == expected
    assert [shown.missed.fraction(out) for out in range(2)] == [
        b - a * expected for a, b in zip(x, y, strict=True)
    ]


def test_long_fractions_are_not_written_out() -> None:
    params = {"kernel": 3, "input": 7, "edits": {"target:0,0": "7/9", "input:2,2": "0.123"}}
    drawn = picture("fitted-kernel", params)
    assert max(map(len, texts(drawn, "kernel").values())) <= 9
    said = asked("fitted-kernel", params, key="out:0")["focus"]["spoken"]
    assert said.startswith("Output (0, 0) ≈ ")
    assert len(said) < 120
    check_focuses("fitted-kernel", params, "es")
    check_focuses("fitted-kernel", row(_0="4"), "en")
