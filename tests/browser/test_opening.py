"""A page that opens: only what is near is set up, and nothing is out of the keyboard's reach."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget_page import wait_for_python

pytestmark = pytest.mark.browser

# With many figures, the last of them far from the first.
LONG = "transposed/"
SET_UP = re.compile(r"\bpc-set-up\b")
SKIPPED = "picture => !picture.checkVisibility({ contentVisibilityAuto: true })"

SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries()
    .filter((shift) => !shift.hadRecentInput && shift.value > 0.001)
    .map(({ value, sources }) => [value, ...sources.map(({ node }) => node?.className)])))
    .observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture
def page(open_reader) -> Page:
    """A long page on a phone, just opened."""
    return open_reader(width=390, height=844, reduced_motion="reduce").goto(LONG)


def test_what_is_far_waits_and_what_comes_near_is_set_up(page: Page):
    last = page.locator("pyconv-widget").last
    picture = last.locator("svg[role=grid]").first
    page.locator("pyconv-widget").first.scroll_into_view_if_needed()
    expect(page.locator("pyconv-widget").first).to_have_class(SET_UP)
    expect(last).not_to_have_class(SET_UP)
    assert picture.evaluate(SKIPPED)
    assert last.locator("form").count() == 0
    last.scroll_into_view_if_needed()
    expect(last).to_have_class(SET_UP)
    expect(last.locator("form")).to_have_count(1)
    assert not picture.evaluate(SKIPPED)
    last.locator("[data-does=forward]").click()
    expect(last.locator(".pc-step")).to_contain_text("Paso 2 ")


@pytest.mark.parametrize("backwards", [False, True])
def test_the_keyboard_comes_to_a_widget_however_far_it_is(page: Page, backwards: bool):
    far = page.locator("pyconv-widget").last
    expect(far).to_have_attribute("tabindex", "0")
    beside = page.evaluate_handle(
        """(backwards) => {
            const widgets = [...document.querySelectorAll("pyconv-widget")];
            const stop = document.createElement("button");
            widgets.at(-1)[backwards ? "after" : "before"](stop);
            stop.focus({ preventScroll: true });
            return stop;
        }""",
        backwards,
    )
    page.keyboard.press("Shift+Tab" if backwards else "Tab")
    expect(far).to_have_class(SET_UP)
    expect(far).not_to_have_attribute("tabindex", "0")
    expect(far.locator(".pc-cell:focus")).to_have_count(0 if backwards else 1)
    expect(far.locator(":is(button, input, select, summary):focus")).to_have_count(1 if backwards else 0)
    beside.dispose()


def test_a_heading_is_where_its_link_leads(page: Page):
    links = page.locator(".md-content h2[id]").evaluate_all("all => all.map(({ id }) => id)")
    for name in (links[-1], links[len(links) // 2], links[0]):
        page.evaluate("name => { location.hash = name; }", name)
        heading = page.locator(f"[id='{name}']")
        expect(heading).to_be_in_viewport()
        top = "heading => heading.getBoundingClientRect().top < innerHeight / 2"
        assert heading.evaluate(top), name


def test_nothing_moves_when_python_comes(open_reader):
    reader = open_reader(width=390, height=844, reduced_motion="reduce")
    reader.page.add_init_script(SHIFTS)
    held = []

    def hold(route):
        held.append(route)

    reader.context.route("**/runtime/**/pyodide-lock.json", hold)
    page = reader.goto("")
    widget = page.locator("pyconv-widget").first
    widget.scroll_into_view_if_needed()
    expect(widget).to_have_class(SET_UP)
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "starting")
    page.wait_for_timeout(500)
    page.evaluate("shifts.length = 0")
    for route in held:
        route.continue_()
    wait_for_python(page)
    assert page.evaluate("shifts") == []
