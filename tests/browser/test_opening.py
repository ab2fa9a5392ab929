"""A page that opens: only what is near is set up, and nothing is out of the keyboard's reach."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from pyconv.messages import LANGUAGES
from pyconv.pictures.settings import offered
from pyconv.pictures.views import view
from tests.browser.widget_page import pages_of, set_up, wait_for_python

pytestmark = pytest.mark.browser

# With many figures, the last of them far from the first.
LONG = "transposed/"
SET_UP = re.compile(r"\bpc-set-up\b")
SKIPPED = "picture => !picture.checkVisibility({ contentVisibilityAuto: true })"

SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries()
    .filter(({ hadRecentInput, sources }) => !hadRecentInput
        // The header, a cell and the sum below it say something else then.
        && sources.some(({ node }) =>
            !(node?.parentElement ?? node)?.closest(".md-header, svg text, .pc-words")))
    .map(({ value, startTime, sources }) =>
        ({ value, at: startTime, parts: sources.map(({ node }) => node?.className || node?.nodeName) }))))
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


CONTROLS = """widget => {
    const form = widget.querySelector(".pc-settings");
    const value = (field) => [field.dataset.field, field.value];
    return {
        prominent: form.dataset.prominent,
        first: widget.querySelector(".pc-state").content.textContent,
        open: form.querySelector("details")?.open ?? null,
        controls: [...form.querySelectorAll(".pc-control")].map((control) => ({
            name: control.dataset.parameter,
            folded: control.closest("details") !== null,
            hidden: control.hidden,
            fields: Object.fromEntries([...control.querySelectorAll("[data-field]")].map(value)),
            slides: [...control.querySelectorAll("[data-slides]")].map(({ value }) => value),
            linked: control.querySelector("[data-links]")?.checked ?? null,
            seen: [...control.querySelectorAll(".pc-part")].filter(({ hidden }) => !hidden).length,
        })),
    };
}"""


def expected(parameter, params, shown):
    """Return what the control of a parameter says where it is set to `params`."""
    values = params[parameter.name]
    several = isinstance(values, list)
    parts = len(values) if several else 0
    linked = len(set(values)) == 1 if getattr(parameter, "together", "") else None
    return {
        "name": parameter.name,
        "hidden": not offered(parameter, params, shown.parameters),
        "fields": {f"{parameter.name}.{place}": str(value) for place, value in enumerate(values)}
        if several
        else {parameter.name: str(values)},
        "slides": [str(value) for value in values] if several else [],
        "linked": linked,
        "seen": 1 if linked else parts,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_controls_of_a_widget_are_set_to_what_its_block_says(open_reader, built_site, language):
    reader = open_reader(width=1280, reduced_motion="reduce")
    for path, views in pages_of(built_site, language).items():
        page = reader.goto(path)
        for name, widget in zip(views, page.locator("pyconv-widget").all(), strict=True):
            set_up(widget)
            found, shown = widget.evaluate(CONTROLS), view(name)
            params = json.loads(found["first"])["params"]
            prominent = found["prominent"].split()
            drawn = [parameter for parameter in shown.parameters if parameter.template]
            ordered = [one for one in drawn if one.name in prominent]
            folded = [one for one in drawn if one.name not in prominent]
            told = [expected(one, params, shown) for one in ordered + folded]
            for one, said in zip(ordered + folded, told, strict=True):
                said["folded"] = one in folded
            assert found["controls"] == told, (path, name)
            assert found["open"] == ((not ordered) if folded else None), (path, name)


FRAME = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"

# What moves in the frame that shows an answer is that answer; what moves later has slipped.
ANSWERS = """() => {
  window.answered = [];
  document.addEventListener("pyconv-drawn", () => {
    const answer = [performance.now(), Infinity];
    answered.push(answer);
    requestAnimationFrame(() => requestAnimationFrame(() => { answer[1] = performance.now(); }));
  });
}"""

SLIPPED = """() => shifts.filter(({ at }) => !answered.some(([from, to]) => at >= from && at <= to))
  .map(({ value, parts }) => [value, ...parts])"""


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["", LONG])
def test_nothing_moves_when_a_widget_is_set_up_nor_when_a_control_changes_a_size(open_reader, path, size):
    width, height = size
    reader = open_reader(width=width, height=height, reduced_motion="reduce", touch=width < 600)
    reader.page.add_init_script(SHIFTS)
    held = []

    def hold(route):
        held.append(route)

    reader.context.route("**/js/main.js", hold)
    page = reader.page
    # The widgets are set up once the page is there with its fonts, as on a slow line.
    page.goto(reader.address + path, wait_until="commit")
    widget = page.locator("pyconv-widget").first
    page.wait_for_function("() => document.readyState !== 'loading'")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(FRAME)
    page.evaluate("() => { shifts.length = 0; }")
    while not held:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()
    page.evaluate(ANSWERS)
    page.mouse.move(width / 2, height / 2)
    # It is set up while it is still below the window.
    for below in (0.8 * height, -0.9 * height):
        while widget.evaluate("(widget, y) => widget.getBoundingClientRect().top > innerHeight + y", below):
            page.mouse.wheel(0, 100)
            page.evaluate(FRAME)
        expect(widget).to_have_class(SET_UP)
    wait_for_python(page)
    if width < 600:
        widget.locator(".pc-adjust").click()
    slider = widget.locator("[data-slides]").first
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        before = page.evaluate("() => answered.length")
        page.keyboard.press(key)
        page.wait_for_function(
            "before => answered.length > before && answered.at(-1)[1] < Infinity", arg=before
        )
    assert page.evaluate(SLIPPED) == []
