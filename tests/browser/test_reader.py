"""How different readers meet the widget: by keyboard, by touch, with less motion, off screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import cell, expect_picture, refusal, wait_for_python, words

pytestmark = pytest.mark.browser


def test_everything_can_be_done_with_the_keyboard(open_reader):
    page = open_reader(reduced_motion="reduce", height=1100).goto("")
    wait_for_python(page)
    reached = []
    page.locator("h1").click()
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => {
                let active = document.activeElement;
                while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
                const shaded = active?.getRootNode() instanceof ShadowRoot;
                const inside = shaded || active?.closest("pyconv-widget");
                if (!inside) return null;
                const { key, field, slides, links, does } = active.dataset;
                return key ?? field ?? slides ?? links ?? does ?? active.classList[0];
            }"""
        )
        if name is not None:
            reached.append(name)
    in_sight = ["input.0", "kernel.0", "stride.0", "padding", "amounts.0", "dilation.0"]
    for name in ["pad:0", "tap:0", "out:0", "back", "play", "forward", "pc-scrubber", "reset", *in_sight]:
        assert name in reached, f"{name} is not reached: {reached}"

    cell(page, "pad:0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "in:0")).to_be_focused()
    expect(words(page)).to_contain_text("Entrada (0, 0)")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "in:4")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(words(page)).to_contain_text("Relleno")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "in:0")).to_be_focused()
    outline = cell(page, "in:0").locator("rect").evaluate("rect => getComputedStyle(rect).strokeWidth")
    assert float(outline.removesuffix("px")) >= 3, "the focus can be seen"

    page.keyboard.press("Enter")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect_picture(page, {"edits": {"input:0,0": "9"}})
    expect(cell(page, "in:0")).to_be_focused()
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    expect_picture(page, {"edits": {"input:0,0": "7"}})
    page.keyboard.press("Escape")
    page.keyboard.press(" ")
    expect(page.locator("pyconv-widget").first).to_have_class(re.compile("pc-playing"))
    page.keyboard.press(" ")
    expect(page.locator("pyconv-widget").first).not_to_have_class(re.compile("pc-playing"))


def test_where_the_reader_is_is_announced(open_reader):
    page = open_reader(reduced_motion="reduce").goto("en/")
    live = page.locator(".pc-live").first
    assert live.get_attribute("aria-live") == "polite"
    page.locator("[data-does=forward]").first.click()
    expect(live).to_have_text(re.compile(r"^Output, row 0, column 1: .* = \d+$"))
    cell(page, "in:7").focus()
    page.keyboard.press("ArrowRight")
    expect(live).to_have_text(re.compile(r"^Input \(1, 3\) = \d+\. It reaches"))
    scrubber = page.locator(".pc-scrubber").first
    scrubber.fill("4")
    expect(scrubber).to_have_attribute("aria-valuetext", "Step 5 of 9")
    expect(live).to_have_text(re.compile(r"^Output, row 1, column 1"))


def test_touch_pins_and_then_edits(open_reader):
    page = open_reader(reduced_motion="reduce", width=360, height=740, touch=True).goto("")
    wait_for_python(page)
    cell(page, "in:12").tap()
    expect(words(page)).to_contain_text("Entrada (2, 2)")
    expect(page.locator(".pc-stage").first).to_have_class(re.compile("pc-pinned"))
    cell(page, "in:12").tap()
    editor = page.locator(".pc-edit").first
    expect(editor).to_be_visible()
    editor.fill("1")
    editor.press("Enter")
    expect_picture(page, {"edits": {"input:2,2": "1"}})
    cell(page, "out:0").tap()
    expect(words(page)).to_contain_text("Salida (0, 0)")
    cell(page, "out:0").tap()
    expect(page.locator(".pc-stage").first).not_to_have_class(re.compile("pc-pinned"))
    expect(refusal(page)).to_have_text("")


def test_it_plays_by_itself_until_the_reader_acts(open_reader):
    page = open_reader(reduced_motion="no-preference").goto("")
    widget = page.locator("pyconv-widget").first
    expect(widget).to_have_class(re.compile("pc-playing"))
    expect(page.locator(".pc-step").first).to_have_text(re.compile(r"^Paso [2-9]"))
    page.locator("[data-does=play]").first.click()
    expect(widget).not_to_have_class(re.compile("pc-playing"))
    stopped = page.locator(".pc-step").first.inner_text()
    page.wait_for_timeout(1500)
    assert page.locator(".pc-step").first.inner_text() == stopped
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(300)
    page.mouse.wheel(0, -3000)
    page.wait_for_timeout(1500)
    expect(widget).not_to_have_class(re.compile("pc-playing"))


def test_it_stops_while_it_is_off_screen(open_reader):
    page = open_reader(reduced_motion="no-preference", height=500).goto("")
    step = page.locator(".pc-step").first
    expect(step).to_have_text(re.compile(r"^Paso [2-9]"))
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    left = step.inner_text()
    page.wait_for_timeout(2500)
    assert step.inner_text() == left
    page.evaluate("window.scrollTo(0, 0)")
    expect(step).not_to_have_text(left)


def test_nothing_moves_by_itself_for_those_who_want_less_motion(open_reader):
    page = open_reader(reduced_motion="reduce").goto("")
    wait_for_python(page)
    page.wait_for_timeout(2000)
    expect(page.locator(".pc-step").first).to_have_text("Paso 1 de 9")
    page.locator("[data-does=play]").first.click()
    expect(page.locator(".pc-step").first).to_have_text("Paso 2 de 9")
    moving = page.locator(".pc-window.pc-shown").first.evaluate(
        "frame => getComputedStyle(frame).transitionDuration"
    )
    assert moving == "0s"


def test_speed_is_what_was_chosen(open_reader):
    reader = open_reader(reduced_motion="reduce")
    reader.page.clock.install(time="2026-01-01T00:00:00")
    page = reader.goto("")
    page.clock.pause_at("2026-01-01T00:00:30")
    step = page.locator(".pc-step").first
    page.locator(".pc-speed select").first.select_option("8")
    page.locator("[data-does=play]").first.click()
    page.clock.run_for(4 * 1000 // 8 + 60)
    expect(step).to_have_text("Paso 5 de 9")
    page.locator(".pc-speed select").first.select_option("0.5")
    page.clock.run_for(1900)
    expect(step).to_have_text("Paso 5 de 9")
    page.clock.run_for(200)
    expect(step).to_have_text("Paso 6 de 9")
