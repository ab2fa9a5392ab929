"""What a reader leaves goes: pages under instant navigation, pictures that were replaced, widgets taken out.

Counted by Chromium itself once it has collected its garbage: documents, elements, listeners, and
the heap of scripts. Nothing may be waited for here that leaves a handle to an element behind.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.widget_page import (
    cell,
    expect_picture,
    field,
    picture,
    shown,
    slider,
    wait_for_python,
    words,
)

pytestmark = pytest.mark.browser

# Heavy pages and light ones in turn, all with Python.
ROUND = ["transposed/", "summary/", "parameters/", "summary/"]
ALL_NAVIGATIONS, NAVIGATIONS = 200, 60
FIRST_LOOK = 20

ALL_MOVES, MOVES = 2500, 800

HEAP_SLACK = 2_000_000
"""Bytes. One page that stayed for each navigation would be some hundred times as much."""


class Counts:
    """Chromium's own counts of what a page holds."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        self.session.send("HeapProfiler.enable")

    def look(self) -> dict[str, float]:
        """Count, once what nobody holds is gone."""
        self.page.wait_for_timeout(500)
        for _ in range(3):
            self.session.send("HeapProfiler.collectGarbage")
        metrics = {
            each["name"]: each["value"] for each in self.session.send("Performance.getMetrics")["metrics"]
        }
        return {name: metrics[name] for name in ("Documents", "Nodes", "JSEventListeners", "JSHeapUsedSize")}


def expect_no_growth(before: dict[str, float], after: dict[str, float]) -> None:
    assert after["Documents"] <= before["Documents"], (before, after)
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 5, (before, after)
    assert after["Nodes"] <= before["Nodes"] * 1.02, (before, after)
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] + HEAP_SLACK, (before, after)


def follow(reader: Reader, path: str) -> None:
    """Follow a link to a page, and come near its first widget."""
    page, there = reader.page, reader.address + path
    page.evaluate("there => [...document.links].find(({ href }) => href === there).click()", there)
    expect(page.locator(f'link[rel=canonical][href$="/{path}"]')).to_be_attached(timeout=15_000)
    page.evaluate("document.querySelector('pyconv-widget')?.scrollIntoView()")


def test_many_navigations_hold_on_to_no_page(reader, every):
    last = ALL_NAVIGATIONS if every else NAVIGATIONS
    page = reader.goto(ROUND[0])
    page.evaluate("window.same = true; document.querySelector('pyconv-widget').scrollIntoView()")
    wait_for_python(page)
    counts, looks = Counts(page), {}
    for place in range(1, last + 1):
        follow(reader, ROUND[place % len(ROUND)])
        # Some are left while Python still answers, some while a figure plays.
        page.evaluate("document.querySelector('[data-does=forward]')?.click()")
        if place % 3 == 0:
            page.evaluate("document.querySelector('[data-does=play]')?.click()")
        if place in (FIRST_LOOK, last):
            looks[place] = counts.look()
    assert page.evaluate("window.same"), "the page was loaded afresh: instant navigation is off"
    expect_no_growth(looks[FIRST_LOOK], looks[last])


def test_what_is_held_on_to_is_seen(reader):
    # The counts must be able to fail, so here they are made to.
    page = reader.goto(ROUND[0])
    counts = Counts(page)
    page.evaluate("window.held = []")
    before = counts.look()
    for path in [*ROUND[1:], ROUND[0]]:
        page.evaluate("window.held.push(document.querySelector('pyconv-widget'))")
        follow(reader, path)
    with pytest.raises(AssertionError):
        expect_no_growth(before, counts.look())


def test_many_slider_moves_leave_nothing_behind(open_reader, every):
    moves = ALL_MOVES if every else MOVES
    page = open_reader(reduced_motion="reduce", height=1100).goto("")
    wait_for_python(page)
    counts = Counts(page)
    move = """(slider, moves) => new Promise((resolve) => {
        let left = moves;
        const next = () => {
            if (left-- === 0) {
                document.removeEventListener("pyconv-drawn", next);
                return resolve();
            }
            slider.value = 3 + (left % 5);
            slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
        };
        document.addEventListener("pyconv-drawn", next);
        next();
    })"""
    slider(page, "input.0").evaluate(move, moves // 10)
    before = counts.look()
    page.set_default_timeout(300_000)
    slider(page, "input.0").evaluate(move, moves - moves // 10)
    expect_no_growth(before, counts.look())


# Widgets that are taken out of the page and put back.

OUT = """() => {
    window.taken = document.querySelector("pyconv-widget");
    window.place = document.createComment("");
    window.taken.replaceWith(window.place);
}"""
BACK = "() => window.place.replaceWith(window.taken)"
MOVE = "() => { const one = document.querySelector('pyconv-widget'); one.parentElement.append(one); }"
# Python answers only when told so.
HOLD = """async () => {
    const main = [...document.scripts].find(({ type }) => type === "module").src;
    const { python } = await import(new URL("worker/client.js", main));
    const ask = python.ask.bind(python);
    const told = new Promise((resolve) => (window.tell = resolve));
    python.ask = async (...given) => {
        const answer = await ask(...given);
        await told;
        return answer;
    };
}"""


@pytest.fixture
def page(open_reader):
    """The Spanish home page, with Python there and nothing moving by itself."""
    page = open_reader(reduced_motion="reduce", height=1100).goto("")
    wait_for_python(page)
    return page


def works(page: Page, **params: Any) -> None:
    """See that the widget answers to pointing, stepping and changing."""
    expect_picture(page, params)
    cell(page, "out:0").hover()
    expect(words(page)).to_contain_text("Salida (0, 0)")
    page.mouse.move(2, 2)
    page.locator("[data-does=forward]").first.click()
    expect(page.locator(".pc-step").first).to_contain_text("Paso 2 de")
    field(page, "dilation.0").fill("2")
    expect_picture(page, params | {"dilation": [2, 2]})


def test_a_widget_that_is_moved_goes_on(page):
    for _ in range(3):
        page.evaluate(MOVE)
    works(page)


@pytest.mark.parametrize("answered", ["before", "after"])
def test_a_widget_that_is_taken_out_while_python_answers_and_put_back_shows_what_was_asked(page, answered):
    page.evaluate(HOLD)
    field(page, "kernel.0").fill("2")
    field(page, "stride.0").fill("1")
    page.evaluate(OUT)
    if answered == "before":
        page.evaluate("window.tell()")
        page.wait_for_timeout(200)
        page.evaluate(BACK)
    else:
        page.evaluate(BACK)
        page.evaluate("window.tell()")
    works(page, kernel=[2, 2], stride=[1, 1])


def test_a_widget_that_was_put_back_does_everything_once(page):
    page.evaluate(MOVE)
    page.evaluate("document.addEventListener('pyconv-drawn', () => (window.drawn = (window.drawn ?? 0) + 1))")
    field(page, "kernel.0").fill("2")
    expect_picture(page, {"kernel": [2, 2]})
    assert page.evaluate("window.drawn") == 1
    page.locator("[data-does=forward]").first.click()
    assert shown(page.locator("pyconv-widget").first)["step"] == 1


def test_a_page_that_is_left_while_python_starts_or_is_silent_says_nothing(open_reader):
    reader = open_reader()
    reader.context.route("**/runtime/**", lambda _: None)
    page = reader.goto("")
    page.locator("pyconv-widget").first.scroll_into_view_if_needed()
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "starting")
    for path in ("why/", "parameters/", "why/", "matrix/"):
        follow(reader, path)
        page.evaluate("document.querySelector('[data-does=forward]')?.click()")
        cell(page, "out:0").dispatch_event("click")
    page.wait_for_timeout(1000)
    assert not reader.problems


def test_retry_pressed_twice_starts_python_once(open_reader):
    reader = open_reader(reduced_motion="reduce")
    reader.tolerates("Failed to load resource|NetworkError|Failed to fetch")
    started: list[str] = []
    reader.page.on("worker", lambda worker: started.append(worker.url))
    broken = True
    reader.context.route("**/runtime/**", lambda route: route.abort() if broken else route.continue_())
    page = reader.goto("")
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "failed")
    broken = False
    started.clear()
    page.locator("[data-does=retry]").first.evaluate("button => { button.click(); button.click(); }")
    wait_for_python(page)
    assert sum(url.endswith("/js/worker/worker.js") for url in started) == 1


def test_a_figure_without_steps_left_does_not_go_on_playing(page):
    page.locator(".pc-speed select").first.select_option("8")
    page.locator("[data-does=play]").first.click()
    field(page, "kernel.0").fill("5")
    field(page, "amounts.0").fill("0")
    answer = picture({"kernel": [5, 5], "amounts": [0, 0, 0, 0]})
    assert len(answer["steps"]) == 1
    expect(page.locator(".pc-player").first).to_be_hidden()
    widget = page.locator("pyconv-widget").first
    expect(widget).not_to_have_class(re.compile("pc-playing"))
    assert shown(widget)["step"] == 0
