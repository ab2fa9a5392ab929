"""In sight together: the picture, the control in hand and its answer, on every screen; and nothing moves.

Every figure of the site is measured with one load of its page for each size of window.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from site_assets.publish.languages import LANGUAGES
from tests.browser.scripts import CLEAR, HAND, RECORD
from tests.browser.widget_page import cell, pages_of, set_up, slider, wait_for_python

pytestmark = pytest.mark.browser

FOLDERS = {one.code: one.folder for one in LANGUAGES}
SIZES = {
    "desk": (1440, 900),
    "laptop": (1280, 720),
    "tablet": (768, 1024),
    "phone": (390, 844),
    "landscape": (844, 390),
}
DESKS = ("desk", "laptop")
SHARE = {"laptop", "phone", "landscape"}
"""Those with the least room, which an ordinary run tries."""


def marked(*sizes: str) -> list[Any]:
    """Return sizes of windows as cases of a test."""
    return [pytest.param(size, marks=[] if size in SHARE else pytest.mark.rest) for size in sizes]


WORK = 0.9
"""What one works with takes at most so much of the height of a desk's window."""

SHEET = 0.4
"""The controls of a telephone cover at most so much of it."""

SEEN = 0.25
"""Of the picture at least so much of the window's height, or all of it."""

STILL = 1
"""So many pixels a control may move by rounding alone."""


def opened(open_reader: Any, size: str, path: str, **choices: Any) -> Page:
    width, height = SIZES[size]
    choices = {"reduced_motion": "reduce", "touch": size not in DESKS} | choices
    page: Page = open_reader(width=width, height=height, **choices).goto(path)
    expect(page.locator("pyconv-widget").first).to_be_attached()
    return page


def figures(page: Page) -> list[Locator]:
    return page.locator("pyconv-widget").all()


def heights(widget: Locator) -> dict[str, float]:
    """Return where the parts of a widget end, from the top of its picture on."""
    found: dict[str, float] = widget.evaluate(
        """widget => {
            const top = widget.querySelector(".pc-frame").getBoundingClientRect().top;
            const ends = [".pc-frame", ".pc-bar", ".pc-words", ".pc-settings"].map((part) => {
                const { height, bottom } = widget.querySelector(part).getBoundingClientRect();
                return [part, height ? bottom - top : 0];
            });
            return Object.fromEntries(ends);
        }"""
    )
    return found


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("size", marked(*DESKS))
def test_what_one_works_with_fits_the_window(open_reader, built_site, size, language):
    reader_page = None
    most = WORK * SIZES[size][1]
    for path in pages_of(built_site, language):
        if reader_page is None:
            reader_page = opened(open_reader, size, path)
        else:
            reader_page.goto(reader_page.url.split("/pyconv/")[0] + "/pyconv/" + path)
        for place, widget in enumerate(figures(reader_page)):
            set_up(widget)
            ends = heights(widget)
            assert max(ends.values()) <= most, (path, place, ends)


@pytest.mark.parametrize("size", marked(*SIZES))
def test_the_control_in_hand_and_the_picture_are_in_sight_together(open_reader, built_site, size):
    _, height = SIZES[size]
    page = None
    told = []
    for path, views in pages_of(built_site, "es").items():
        if page is None:
            page = opened(open_reader, size, path)
            wait_for_python(page)
            page.evaluate(RECORD)
        else:
            page.evaluate(
                "there => [...document.links].find(({ href }) => href === there).click()",
                page.url.split("/pyconv/")[0] + f"/pyconv/{path}",
            )
            expect(page).to_have_url(re.compile(f"/pyconv/{path}$"))
            expect(page.locator(f'link[rel=canonical][href$="/pyconv/{path}"]')).to_be_attached()
        for place, widget in enumerate(figures(page)):
            widget.scroll_into_view_if_needed()
            set_up(widget)
            button = widget.locator(".pc-adjust")
            if button.is_visible():
                button.click()
                expect(button).to_have_attribute("aria-expanded", "true")
            # Of a view that the page has shown already, two controls have to do.
            few = views[place] in views[:place]
            for seen in widget.evaluate(HAND, few):
                where = (path, place, seen)
                if seen["moved"] > STILL:
                    told.append(f"moves: {where}")
                if not seen["control"]:
                    told.append(f"control out of sight: {where}")
                if seen["picture"] < min(0.9 * seen["whole"], SEEN * height):
                    told.append(f"picture out of sight: {where}")
            if button.is_visible():
                dock = widget.locator(".pc-dock").bounding_box()
                assert dock
                if dock["height"] > SHEET * height + STILL:
                    told.append(f"covers {dock['height']} of {height}: {path} {place}")
                button.click()
    assert not told, "\n".join(told)


def seen(page: Page) -> Any:
    """Return what has the keyboard, and whether it can be seen once the page has come to rest."""
    for _ in range(60):
        found = page.evaluate(CLEAR)
        if found is None or found["clear"]:
            break
        page.wait_for_timeout(50)
    return found


@pytest.mark.parametrize("size", ["laptop", "phone", "landscape"])
def test_nothing_lies_over_what_the_keyboard_reaches(open_reader, size):
    page = opened(open_reader, size, "matrix/")
    widget = page.locator("pyconv-widget").first
    widget.scroll_into_view_if_needed()
    widget.evaluate("widget => { widget.tabIndex = -1; widget.focus({ preventScroll: true }); }")
    reached = []
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.append(seen(page))
    # And back again, where what comes next is hidden by the header and not by the bar.
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        reached.append(seen(page))
    assert len([each for each in reached if each]) > 30
    assert not [each for each in reached if each and not each["clear"]]


def test_the_sheet_of_the_controls_opens_and_closes_with_the_keyboard(open_reader):
    page = opened(open_reader, "phone", "")
    button = page.locator(".pc-adjust").first
    expect(page.locator(".pc-settings").first).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(slider(page, "input.0")).to_be_in_viewport()
    slider(page, "input.0").focus()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator(".pc-settings").first).to_be_hidden()


def test_the_speed_goes_where_there_is_room_for_it(open_reader):
    page = opened(open_reader, "phone", "")
    speed = page.locator(".pc-speed select").first
    expect(page.locator(".pc-settings .pc-speed")).to_have_count(1)
    page.locator(".pc-adjust").first.click()
    expect(speed).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(page.locator(".pc-player .pc-speed")).to_have_count(1)
    expect(speed).to_be_visible()


def filled(widget: Locator) -> Any:
    return expect(widget).to_have_class(re.compile("pc-full"))


def side(page: Page) -> float:
    found: float = cell(page, "in:0").evaluate("cell => cell.getBoundingClientRect().width")
    return found


@pytest.mark.parametrize("allowed", [True, False], ids=["screen", "window"])
def test_a_widget_fills_the_screen_and_keeps_what_it_shows(open_reader, allowed):
    page = opened(open_reader, "laptop", "")
    widget = page.locator("pyconv-widget").first
    if not allowed:
        page.evaluate(
            "() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError()); }"
        )
    wait_for_python(page)
    slider(page, "input.0").fill("6")
    expect(page.locator("pyconv-widget [data-key='in:35']")).to_be_attached()
    page.locator("[data-does=forward]").first.click()
    expect(page.locator(".pc-step").first).to_have_text(re.compile("^Paso 2 "))
    before = side(page)
    cell(page, "in:0").focus()
    page.keyboard.press("f")
    filled(widget)
    if not allowed:
        expect(widget).to_have_attribute("popover", "manual")
    expect(page.locator(".pc-fill").first).to_have_attribute("aria-label", re.compile("Esc"))
    expect(page.locator(".md-header")).to_have_js_property("inert", True)
    page.wait_for_function(
        """() => {
            const { x, y, width, height } = document.querySelector("pyconv-widget").getBoundingClientRect();
            return x === 0 && y === 0 && width === innerWidth && height === innerHeight;
        }"""
    )
    expect(page.locator(".pc-step").first).to_have_text(re.compile("^Paso 2 "))
    assert side(page) > before, "the picture is larger"
    if allowed:
        page.evaluate("document.exitFullscreen()")
    else:
        page.keyboard.press("Escape")
    expect(widget).not_to_have_class(re.compile("pc-full"))
    expect(page.locator(".md-header")).to_have_js_property("inert", False)
    expect(page.locator("pyconv-widget [data-key='in:35']")).to_be_attached()
    expect(page.locator(".pc-step").first).to_have_text(re.compile("^Paso 2 "))
    page.locator(".pc-fill").first.click()
    filled(widget)
    page.locator(".pc-fill").first.click()
    expect(widget).not_to_have_class(re.compile("pc-full"))


def test_a_letter_that_is_typed_does_not_fill_the_screen(open_reader):
    page = opened(open_reader, "laptop", "")
    page.locator(".pc-settings select").first.focus()
    page.keyboard.press("f")
    page.locator("[data-field='input.0']").focus()
    page.keyboard.press("f")
    expect(page.locator(".pc-full")).to_have_count(0)


def test_the_help_is_there_when_it_is_asked_for(open_reader):
    page = opened(open_reader, "phone", "")
    help_text = page.locator(".pc-help p").first
    expect(help_text).to_be_hidden()
    page.locator(".pc-help summary").first.focus()
    page.keyboard.press("Enter")
    expect(help_text).to_be_in_viewport()
    # Values of the home page's figure can be edited.
    expect(help_text).to_have_text(re.compile(r"^Señala una celda .* suelta\. Un segundo clic .* desde 0\.$"))
    expect(page.locator(".pc-help summary").first).to_have_accessible_name("Cómo se usa")
    page.keyboard.press("Escape")
    expect(help_text).to_be_hidden()
    expect(page.locator(".pc-help summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(help_text).to_be_visible()
    page.locator("[data-does=forward]").first.focus()
    expect(help_text).to_be_hidden()


@pytest.mark.parametrize(("width", "key"), [(320, "Enter"), (390, " ")])
def test_the_menu_is_reached_only_where_it_can_be_seen(open_reader, width, key):
    page = open_reader(reduced_motion="reduce", width=width, height=640).goto("parameters/")
    sign = page.locator(".md-header [for=__drawer] button")
    expect(sign).to_have_attribute("aria-expanded", "false")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    hidden = []
    for _ in range(14):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null"))
    assert not any(hidden), "the closed menu is passed over"
    sign.focus()
    page.keyboard.press(key)
    expect(sign).to_have_attribute("aria-expanded", "true")
    link = page.locator(".md-sidebar--primary .md-nav__link[href]").first
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(sign).to_be_focused()
    expect(link).not_to_be_visible()


def test_prose_has_a_comfortable_measure_and_figures_take_what_there_is(open_reader):
    page = opened(open_reader, "desk", "parameters/")
    found = page.evaluate(
        """() => {
            const width = (one) => document.querySelector(one).getBoundingClientRect().width;
            return [width(".md-content__inner > p"), width("pyconv-widget"), width(".md-content__inner")];
        }"""
    )
    prose, figure, content = found
    assert prose <= 640
    assert figure == content >= 1000
