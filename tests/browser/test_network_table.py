"""The table of a network, changed where it stands: by keyboard at 360 pixels, with the mouse at 1280."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from pyconv.pictures.views.network.presets import PRESETS
from tests.browser.widget_page import with_controls

pytestmark = pytest.mark.browser

LENET = PRESETS["lenet"].text

POOLED_LAST = LENET.replace(
    "nn.Tanh()\nnn.AvgPool2d(2)\nnn.Conv2d(16", "nn.AvgPool2d(2)\nnn.Tanh()\nnn.Conv2d(16"
)


class Table:
    """The table of LeNet-5, with what is done to it."""

    def __init__(self, reader: Any, path: str = "sizes/") -> None:
        self.widget = with_controls(reader.goto(path), 'pyconv-widget[data-view="network"]')
        self.page = self.widget.page
        self.code = self.widget.locator('textarea[data-field="code"]')
        self.told = self.widget.locator(".pc-told")

    def control(self, name: str) -> Locator:
        return self.widget.locator(f'[data-hold="{name}"]')

    @property
    def held(self) -> str:
        """What the control is called that has the keyboard."""
        name: str = self.widget.locator(".pc-frame").evaluate(
            "frame => frame.shadowRoot.activeElement?.dataset.hold ?? ''"
        )
        return name

    def press(self, name: str, key: str = "Enter", tab: str = "Tab") -> None:
        """Go with Tab to a control, which is not far, and press a key there."""
        for _ in range(24):
            if self.held == name:
                break
            self.page.keyboard.press(tab)
        assert self.held == name
        self.page.keyboard.press(key)

    def type(self, name: str, typed: str) -> None:
        self.press(name, "ControlOrMeta+a")
        self.page.keyboard.insert_text(typed)
        self.page.keyboard.press("Enter")


def test_with_the_keyboard(open_reader: Any) -> None:
    table = Table(open_reader(width=360, reduced_motion="reduce"))
    page, widget, told = table.page, table.widget, table.told
    table.control("1").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(table.control("4")).to_be_focused()
    page.keyboard.press("Enter")
    edits = widget.locator(".pc-edits")
    expect(edits).to_be_visible()
    assert table.held == "4"
    # All that can be pressed is large enough for a finger, in sight sideways, and has a name.
    for box in edits.evaluate(
        """edits => [...edits.querySelectorAll("input, select, button")].map((each) => {
            const { left, right, width, height } = each.getBoundingClientRect();
            return [left, innerWidth - right, width - 43.9, height - 43.9];
        })"""
    ):
        assert min(box) >= 0, box
    table.type("set kernel_size", "15")
    expect(told).to_have_text(
        "Capa 4: el núcleo abarca 15 celdas (tamaño 15, dilatación 1), pero la entrada con relleno tiene 14 "
        "(tamaño 14, relleno 0 + 0; en vertical)."
    )
    field = table.control("set kernel_size")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("15")
    expect(widget.locator(".pc-live")).to_contain_text("15 celdas")
    page.keyboard.press("Escape")
    expect(field).to_have_value("5")
    expect(told).to_be_empty()
    # What is typed meanwhile into another field is not lost when the table is written anew.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("32")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("3")
    expect(told).to_have_text(
        "Capa 4, out_channels: 16 → 32. Con ella cambia la capa 7, in_channels: 16 → 32."
    )
    expect(field).to_have_value("3")
    expect(widget.locator(".pc-live")).to_contain_text("out_channels: 16 → 32")
    page.keyboard.press("Escape")
    table.press("down")
    expect(told).to_contain_text("es ahora la 5")
    expect(table.control("down")).to_be_focused()
    table.press("duplicate")
    expect(told).to_contain_text("Capa 7: el núcleo abarca 5 celdas")
    table.press("remove")
    expect(told).to_contain_text("Ya no está la capa 5, nn.Conv2d(6, 32, 5).")
    table.press("kind", "r")
    table.press("after")
    expect(told).to_contain_text("La capa 6 es nueva: nn.ZeroPad2d(1).")
    expect(table.control("set padding")).to_have_value("1")
    for _ in range(4):
        table.press("undo", tab="Shift+Tab")
    expect(table.control("undo")).to_have_attribute("aria-disabled", "true")
    expect(told).to_have_text("Deshecho.")
    expect(widget.locator('[data-field="network"]')).to_have_value("lenet")
    table.press("redo")
    expect(table.code).to_have_value(LENET.replace("(6, 16, 5)", "(6, 32, 5)").replace("(16, ", "(32, "))
    # Pressed again, the row is closed.
    table.control("4").focus()
    page.keyboard.press("Enter")
    expect(edits).to_have_count(0)
    expect(table.control("4")).to_be_focused()


def test_with_the_mouse(open_reader: Any) -> None:
    table = Table(open_reader(width=1280, reduced_motion="reduce"), "en/sizes/")
    page, told = table.page, table.told
    table.widget.locator('tr[data-key="layer:4"][data-does]').locator("td").first.click()
    expect(table.control("5")).to_have_attribute("aria-expanded", "true")
    # Three in a row, none of them lost, and the button stays under the pointer.
    down = table.control("down")
    down.scroll_into_view_if_needed()
    before = down.bounding_box()
    assert before
    page.mouse.move(before["x"] + 10, before["y"] + 10)
    for _ in range(3):
        page.mouse.down()
        page.mouse.up()
    expect(told).to_contain_text("is now layer 8")
    expect(table.widget.locator('[data-field="layer"]')).to_have_value("8")
    after = down.bounding_box()
    assert after
    assert abs(after["y"] - before["y"]) < 4
    for _ in range(2):
        table.control("undo").click()
    expect(table.code).to_have_value(POOLED_LAST)
    table.control("remove").click()
    expect(told).to_contain_text("Layer 6, nn.Tanh(), is gone.")
    table.control("undo").click()
    table.control("kind").select_option("padding")
    table.control("before").click()
    expect(told).to_contain_text("Layer 6 is new: nn.ZeroPad2d(1).")
    # What was typed is done before what is pressed next.
    table.control("set padding").fill("2")
    table.control("duplicate").click()
    expect(told).to_contain_text("Layer 7 is a copy of layer 6.")
    expect(table.code).to_have_value(re.compile(r"AvgPool2d\(2\)\n(nn.ZeroPad2d\(2\)\n){2}nn.Tanh"))
