"""How different readers meet the widget: by keyboard, by touch, with less motion, off screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import (
    cell,
    expect_picture,
    field,
    picture,
    refusal,
    slider,
    wait_for_python,
    words,
)

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
    # The page itself tells of its steps; of other cells Python does.
    wait_for_python(page)
    cell(page, "in:7").focus()
    page.keyboard.press("ArrowRight")
    expect(live).to_have_text(re.compile(r"^Input \(1, 3\) = \d+\. It reaches"))
    scrubber = page.locator(".pc-scrubber").first
    scrubber.fill("4")
    expect(scrubber).to_have_attribute("aria-valuetext", "Step 5 of 9")
    expect(live).to_have_text(re.compile(r"^Output, row 1, column 1"))


def said_of(live):
    """Return everything that a live region comes to say, from now on."""
    live.evaluate(
        """live => {
            window.heard = [];
            const hear = () => window.heard.push(live.textContent);
            new MutationObserver(hear).observe(live, { childList: true });
        }"""
    )
    return lambda: [words for words in live.page.evaluate("window.heard") if words]


@pytest.mark.parametrize(
    ("language", "path", "output"), [("en", "en/", "Output"), ("es", "", "Salida")], ids=["en", "es"]
)
def test_what_came_of_a_control_is_told_once_it_rests(open_reader, language, path, output):
    wide, narrow = (picture({"stride": [stride, stride]}, language)["summary"] for stride in (1, 4))
    assert wide != narrow
    page = open_reader(reduced_motion="reduce").goto(path)
    wait_for_python(page)
    live = page.locator(".pc-live").first
    heard = said_of(live)
    stride = field(page, "stride.0")
    stride.focus()
    stride.press("ArrowDown")
    expect(live).to_have_text(f"{output} 5 × 5.")
    # Through 2 and 3 to 4 without a pause: what lies between is not told.
    slider(page, "stride.0").evaluate(
        """slider => [2, 3, 4].forEach(value => {
            slider.value = value;
            slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
        })"""
    )
    expect(live).to_have_text(f"{output} 2 × 2. {narrow}")
    assert len(heard()) == 2, heard()
    # A refusal tells itself, and nothing is told of a picture that there is not.
    stride.fill("9")
    expect(refusal(page)).to_contain_text("9")
    stride.fill("1")
    expect(refusal(page)).to_have_text("")
    expect(live).to_have_text(f"{output} 5 × 5. {wide}")
    assert len(heard()) == 3, heard()
    # Where neither a size nor the summary changes, what is shown is told.
    page.locator('[data-parameter="kernel_values"]').locator("xpath=ancestor::details").locator(
        "summary"
    ).click()
    field(page, "kernel_values").select_option("ones")
    expect(live).to_have_text(re.compile(f"^{output}, .* = \\d+$"))
    page.locator("[data-does=forward]").first.click()
    expect(live).to_have_text(re.compile(f"^{output}, .* = \\d+$"))


def test_every_field_is_one_stop_of_the_keyboard_and_does_what_its_slider_does(open_reader):
    page = open_reader(reduced_motion="reduce").goto("")
    wait_for_python(page)
    size, beside = field(page, "input.0"), slider(page, "input.0")
    low, high = size.get_attribute("min"), size.get_attribute("max")
    assert beside.get_attribute("tabindex") == "-1"
    size.focus()
    for key, value in (
        ("End", high),
        ("PageDown", "14"),
        ("ArrowDown", "13"),
        ("Home", low),
        ("PageUp", "3"),
    ):
        size.press(key)
        expect(size).to_have_value(value)
        expect(beside).to_have_value(value)
    expect_picture(page, {"input": [3, 3]})
    # The box that links the axes stands before the field: back to it from there, and on again.
    size.press("Shift+Tab")
    link = page.locator('[data-links="input"]').first
    expect(link).to_be_focused()
    link.press(" ")
    expect(field(page, "input.1")).to_be_visible()
    link.press("Tab")
    expect(size).to_be_focused()
    size.press("Tab")
    expect(field(page, "input.1")).to_be_focused()
    size.press("End")
    expect_picture(page, {"input": [int(high), 3]})
    field(page, "input.1").press("Tab")
    # Without a pause at the box that links the parts of the next one.
    expect(field(page, "kernel.0")).to_be_focused()


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
