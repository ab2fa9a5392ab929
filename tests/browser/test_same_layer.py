"""Two lines of code on their page: chosen, written, compared, blamed by their line, and translated."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.widget_page import with_controls

pytestmark = pytest.mark.browser


def opened(page: Page) -> Locator:
    """Return the widget with its controls in sight, once Python is there."""
    return with_controls(page, 'pyconv-widget[data-view="same-layer"]')


@pytest.mark.parametrize("width", [360, 1280])
def test_two_lines_are_compared_and_the_first_is_translated(open_reader: Any, width: int) -> None:
    widget = opened(open_reader(width=width, reduced_motion="reduce").goto("sizes/"))
    page = widget.page
    verdict = widget.locator('[data-name="verdict"]')
    expect(verdict).to_contain_text("distintas con 2, 4, 6 … 32")
    pair = widget.locator('[data-field="pair"]')
    pair.focus()
    pair.select_option("ceil")
    expect(verdict).to_contain_text("La misma, para toda entrada hasta 32", timeout=PATIENCE_MS)
    pair.select_option("own")
    first = widget.locator('textarea[data-field="first_layer"]')
    second = widget.locator('textarea[data-field="second_layer"]')
    first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("nn.Conv2d(3, 8, 4, padding=1)")
    second.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("w = (4, 4, 3, 8)")
    page.keyboard.press("Enter")
    page.keyboard.type('tf.nn.conv2d(x, w, 1, "SAME"')
    refusal = widget.locator(".pc-refusal")
    expect(second).to_have_attribute("aria-invalid", "true", timeout=PATIENCE_MS)
    expect(refusal).to_contain_text('Línea 2: «tf.nn.conv2d(x, w, 1, "SAME"» no es una capa')
    page.keyboard.type(")")
    expect(refusal).to_be_empty()
    expect(verdict).to_contain_text("Distintas, para toda entrada hasta 32.")
    expect(widget.locator('[data-name="why"]')).to_contain_text("Con 4 miden 3 × 3 y 4 × 4.")
    code = widget.locator('[data-name="code"]')
    expect(code).to_contain_text("return tf.nn.conv2d(x, weight, 1,")
    # The same line in both fields.
    second.fill("nn.Conv2d(3, 8, 4, padding=1)")
    expect(verdict).to_contain_text("La misma, para toda entrada hasta 32")
    expect(code).to_contain_text("Ese texto, leído de nuevo, es la primera línea para toda entrada")


def test_the_windows_of_both_lines_are_walked_by_keyboard(open_reader: Any) -> None:
    widget = opened(open_reader(width=1280, reduced_motion="reduce").goto("en/sizes/"))
    page = widget.page
    expect(widget.locator('[data-name="second"]')).to_contain_text("nn.Conv2d(3, 8, 3, stride=2, padding=1)")
    widget.locator('[data-key="second:in:1"].pc-cell').focus()
    words = widget.locator(".pc-words")
    expect(words).to_contain_text("Input cell 1 of the second: output cells 0, 1 read it.")
    page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("Input cell 2 of the second: output cell 1 reads it.")
