"""A kernel learns and an output is drawn, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.widget_page import wait_for_python

pytestmark = pytest.mark.browser


def figure(page: Page, name: str) -> Locator:
    found = page.locator(f"#{name}")
    found.evaluate("widget => scrollBy(0, widget.getBoundingClientRect().top - 80)")
    wait_for_python(page)
    return found


def in_grid(widget: Locator, grid: str, key: str) -> Locator:
    return widget.locator(f'svg[data-grid="{grid}"] [data-key="{key}"]')


def said(widget: Locator, grid: str, key: str) -> Locator:
    return in_grid(widget, grid, key).locator("text").first


def test_with_a_mouse(open_reader):
    page = open_reader(width=1280, height=900, reduced_motion="reduce").goto("en/learning/")
    learning = figure(page, "learning-figure")
    expect(said(learning, "kernel", "tap:5")).to_have_text("0")
    # Step by step, and by a point of the curve.
    learning.locator('[data-does="forward"]').click()
    expect(said(learning, "kernel", "tap:5")).to_have_text("1.26")
    in_grid(learning, "curve", "step:20").click()
    expect(said(learning, "kernel", "tap:5")).to_have_text("2")
    expect(learning.locator(".pc-words")).to_contain_text("Step 20, the last")
    rate = learning.locator('[data-field="rate"]')
    rate.fill("0.6")
    rate.press("Enter")
    expect(learning.locator(".pc-summary")).to_contain_text("0.6 does not: each step overshoots")
    rate.fill("fast")
    rate.press("Enter")
    expect(learning.locator(".pc-refusal")).to_contain_text("“fast” is not a number")
    drawn = figure(page, "draw-figure")
    in_grid(drawn, "target", "out:0").dblclick()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(said(drawn, "kernel", "tap:0")).to_have_text("4/3")
    expect(said(drawn, "missed", "out:1")).to_have_text("−1/3")
    expect(drawn.locator(".pc-summary")).to_contain_text("3 cells of 3 refuse")


def test_with_the_keyboard_on_a_telephone(open_reader):
    page = open_reader(width=360, height=740, reduced_motion="reduce").goto("learning/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    weights = figure(page, "weights-figure")
    in_grid(weights, "gradient", "out:0").focus()
    page.keyboard.press("ArrowRight")
    expect(in_grid(weights, "gradient", "out:1")).to_be_focused()
    for key in ("Enter", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(weights.locator(".pc-words")).to_contain_text(re.compile("gradiente", re.IGNORECASE))
    # Only the first window is left: 1, 2, 3.
    page.keyboard.press("Escape")
    in_grid(weights, "weights", "tap:2").focus()
    page.keyboard.press("Enter")
    expect(said(weights, "weights", "tap:2")).to_have_text("3")
    expect(weights.locator(".pc-words")).to_contain_text("Gradiente del peso (0, 2)")
