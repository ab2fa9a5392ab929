"""Questions that people ask of values and of networks, answered on the pages with the keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from pyconv.pictures.views.network.picture import HEADS
from tests.browser.widget_page import with_controls

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)

CHAIN = "\n".join(
    f"nn.Conv2d(1, 1, {kernel}, {stride})" for kernel, stride in ((7, 2), (3, 2), (5, 2), (3, 2), (3, 1))
)
DILATED = "\n".join(f"nn.Conv1d(1, 1, 2, dilation={2**power})" for power in range(4))
CODE = "nn.Conv3d(1, 1, 3)\nnn.MaxPool3d(2)"
SMALL = "nn.Conv2d(1, 8, 4)\nnn.MaxPool2d(2)\nnn.Conv2d(8, 16, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"
LARGE = "nn.Conv2d(3, 8, 3)\nnn.Conv2d(8, 128, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"
LAYERS: list[tuple[str, str, int, str, str]] = [
    # Lines, what comes in, and of which layer's line which column says what.
    (CODE, "1 × 40 × 64 × 64", 0, "shape", "1 × 38 × 62 × 62"),
    (CODE, "1 × 40 × 64 × 64", 1, "shape", "1 × 19 × 31 × 31"),
    ("nn.MaxPool2d(2)\n" * 3, "1 × 540 × 960", 2, "shape", "1 × 67 × 120"),
    (DILATED, "1 × 64", -1, "span", "16"),
    (f"{DILATED}\n{DILATED}\n{DILATED}", "1 × 64", -1, "span", "46"),
    (CHAIN, "1 × 107 × 107", -1, "span", "75"),
    (CHAIN, "1 × 107 × 107", -1, "jump", "16"),
]
WHOLE: list[tuple[str, str, str]] = [
    # And how the cell of the whole network begins that answers.
    (SMALL, "1 × 28 × 28", "400: lo que recibe"),
    (LARGE, "3 × 200 × 150", "915 712: lo que recibe"),
    (CHAIN, "1 × 107 × 107", "107 … 122"),
]


def type_into(widget: Locator, field: str, typed: str) -> None:
    widget.locator(f'[data-field="{field}"]').focus()
    widget.page.keyboard.press("ControlOrMeta+a")
    widget.page.keyboard.insert_text(typed)


def choose(widget: Locator, field: str, value: str) -> None:
    """Choose one of a list with the arrows."""
    control = widget.locator(f'[data-field="{field}"]')
    control.focus()
    widget.page.keyboard.press("Home")
    options: list[str] = control.evaluate("select => [...select.options].map((option) => option.value)")
    for _ in range(options.index(value)):
        widget.page.keyboard.press("ArrowDown")
    expect(control).to_have_value(value)


@pytest.fixture(params=WIDTHS)
def opened(open_reader: Any, request: pytest.FixtureRequest) -> Any:
    return open_reader(width=request.param, reduced_motion="reduce")


def pasted(widget: Locator, lines: str, comes_in: str) -> None:
    """Write a network; first one that takes whatever comes in, so that nothing is refused on the way."""
    type_into(widget, "code", "nn.ReLU()")
    type_into(widget, "own_input", comes_in)
    type_into(widget, "code", lines)
    expect(widget.locator('[data-name="layers"] tbody tr')).to_have_count(len(lines.splitlines()))
    expect(widget.locator(".pc-refusal")).to_be_empty()


def test_networks(opened: Any) -> None:
    widget = with_controls(opened.goto("sizes/"), "#network-figure")
    choose(widget, "network", "own")
    for lines, comes_in, layer, column, told in LAYERS:
        pasted(widget, lines, comes_in)
        line = widget.locator('[data-name="layers"] tbody tr').nth(layer)
        # The first column is the head of the line.
        expect(line.locator("td").nth(HEADS.index(column) - 1)).to_have_text(told)
    for lines, comes_in, told in WHOLE:
        pasted(widget, lines, comes_in)
        begins = re.compile("^" + r"\s".join(map(re.escape, told.split())))
        expect(widget.locator('[data-name="whole"] td').filter(has_text=begins)).to_have_count(1)


def test_averages(opened: Any) -> None:
    widget = with_controls(opened.goto("pooling/"), "#averages-figure")

    def expect_last(value: str) -> None:
        widget.locator('[data-key="out:1"].pc-cell').focus()
        expect(widget.locator(".pc-words")).to_contain_text(value)

    for counted, value in (("excluded", "= 0,5"), ("included", "= 1/3"), ("default", "= 1/3")):
        choose(widget, "averaged_padding", counted)
        expect_last(value)
    choose(widget, "padding", "same")
    expect_last("= 0,5")


def test_one_cell_back(opened: Any) -> None:
    link = "transposed/#three-agree-figure?input=1&kernel=3&stride=2&padding=1&output_padding=1&input:0,0=2"
    widget = with_controls(opened.goto(link), "#three-agree-figure")
    for cell, value in enumerate(("10", "12", "16", "18")):
        widget.locator(f'[data-key="in:{cell}"].pc-cell').first.focus()
        expect(widget.locator(".pc-words")).to_contain_text(f"= {value}")
