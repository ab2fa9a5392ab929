"""A network on its page: code is pasted, read, and blamed by its line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.widget_page import set_up, wait_for_python

pytestmark = pytest.mark.browser

CODE = "nn.Conv2d(1, 8, 4)\nnn.MaxPool2d(2)\nnn.Conv2d(8, 16, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"


def opened(page: Page) -> Locator:
    """Return the widget of the network with its controls in sight, once Python is there."""
    wait_for_python(page)
    widget = page.locator('pyconv-widget[data-view="network"]')
    widget.scroll_into_view_if_needed()
    set_up(widget)
    button = widget.locator(".pc-adjust")
    if button.is_visible():
        button.click()
    return widget


@pytest.mark.parametrize("width", [360, 1280])
def test_pasted_code_is_read_and_blamed_by_its_line(open_reader: Any, width: int) -> None:
    widget = opened(open_reader(width=width, reduced_motion="reduce").goto("sizes/"))
    page = widget.page
    layers, refusal = widget.locator('[data-name="layers"]'), widget.locator(".pc-refusal")
    expect(layers).to_contain_text("nn.Linear(120, 84)")
    widget.locator('[data-field="network"]').select_option("own")
    code = widget.locator('textarea[data-field="code"]')
    code.fill(CODE)
    expect(refusal).to_contain_text("Línea 1", timeout=PATIENCE_MS)
    expect(code).to_have_attribute("aria-invalid", "true")
    widget.locator('[data-field="own_input"]').fill("1 × 28 × 28")
    expect(widget.locator('[data-name="whole"]')).to_contain_text("400: lo que recibe")
    expect(refusal).to_be_empty()
    # Typed text is text: no letter of it is a command.
    code.focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Enter")
    page.keyboard.type("fff(2)")
    expect(widget.locator('[data-name="unknown"]')).to_contain_text("línea 6: fff(2)")
    expect(widget.locator('[data-name="field"]')).to_be_visible()
