"""A page that is open and at rest asks nothing of the processor, with Python loaded too.

What would run is counted, not timed: frames and timers that call back, layouts, animations, questions
to Python and answers.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import walk
from tests.browser.widget_page import cell, expect_picture, field, wait_for_python

pytestmark = pytest.mark.browser

REST_MS = 3000

# Counts what calls back from now on, in the page itself.
COUNT = """
window.called = [];
const counted = (name) => {
    const plain = window[name].bind(window);
    window[name] = (heard, ...rest) => plain(typeof heard === "function"
        ? (...given) => { window.called.push(`${name}: ${String(heard).slice(0, 120)}`); heard(...given); }
        : heard, ...rest);
};
["requestAnimationFrame", "requestIdleCallback"].forEach(counted);
["setTimeout", "setInterval", "queueMicrotask"].forEach(counted);
window.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", () => window.called.push("message from a worker"));
    }
    postMessage(...given) {
        window.called.push("message to a worker");
        super.postMessage(...given);
    }
};
"""
# Animations and transitions that run, behind shadow roots too.
RUNNING = """() => {
    const roots = [document, ...[...document.querySelectorAll("*")].flatMap((each) => each.shadowRoot ?? [])];
    return roots.flatMap((root) => root.getAnimations())
        .filter(({ playState }) => playState === "running")
        .map((each) => each.animationName ?? each.transitionProperty ?? "an animation");
}"""


def counts(page: Page) -> dict[str, float]:
    """Return how often the page was laid out and styled, by Chromium's own count."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {name: metrics[name] for name in ("LayoutCount", "RecalcStyleCount")}


def expect_rest(page: Page) -> None:
    """Wait until what was begun has ended, then see that nothing runs."""
    page.wait_for_timeout(1000)
    assert page.evaluate(RUNNING) == []
    page.evaluate("window.called.length = 0")
    before = counts(page)
    page.wait_for_timeout(REST_MS)
    assert counts(page) == before
    assert page.evaluate("window.called") == []


@pytest.fixture
def reader(open_reader):
    """A reader whose pages count what calls back, and who lets them move."""
    reader = open_reader(height=1100, reduced_motion="no-preference")
    reader.context.add_init_script(COUNT)
    return reader


@pytest.fixture
def page(reader):
    """The Spanish home page, whose figure plays by itself, with Python there."""
    page = reader.goto("")
    wait_for_python(page)
    expect(page.locator("pyconv-widget").first).to_have_class(re.compile("pc-playing"))
    return page


def test_no_page_runs_anything_at_rest(reader):
    reader.page.emulate_media(reduced_motion="reduce")
    called = []
    for _ in walk(reader, "en/"):
        called += reader.page.evaluate("window.called")
        expect_rest(reader.page)
    assert "message from a worker" in called, "the counts are taken"


def test_a_figure_that_was_played_changed_and_paused_runs_nothing(page):
    widget = page.locator("pyconv-widget").first
    expect(page.locator(".pc-step").first).to_have_text(re.compile(r"^Paso [2-9]"))
    page.locator("[data-does=play]").first.click()
    expect(widget).not_to_have_class(re.compile("pc-playing"))
    field(page, "kernel.0").fill("2")
    expect_picture(page, {"kernel": [2, 2]})
    cell(page, "in:0").hover()
    expect_rest(page)


def test_a_figure_that_plays_out_of_sight_runs_nothing(page):
    page.set_viewport_size({"width": 1280, "height": 400})
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".pc-stage").first).not_to_be_in_viewport()
    expect_rest(page)


def test_what_does_run_is_seen(page):
    # The counts must be able to fail, so here they are made to.
    with pytest.raises(AssertionError):
        expect_rest(page)
    assert any(call.startswith("setTimeout") for call in page.evaluate("window.called"))
