"""Every view on every page that holds it: as this Python draws it, whatever its reader does.

Views and pages are found in the registry and in the built site, so a new one is tested as it appears.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pyconv.pictures import web
from pyconv.pictures.views import VIEWS, view
from site_assets.serve import SiteServer
from tests.browser.conftest import Reader
from tests.browser.scripts import CONTROLS, MOVE, PRESS, RECORD, REFUSAL, STOPS, WALK
from tests.browser.widget_page import (
    LANGUAGES,
    build,
    difference,
    drawn,
    expect_shown,
    expect_walk,
    pages_of,
    set_up,
    shown,
    text_of,
    wait_for_python,
)

pytestmark = pytest.mark.browser

# The heavy tests alternate between the languages; those of one language follow each other, because
# Python is started once for each.
CASES = [
    (language, name)
    for place, language in enumerate(LANGUAGES)
    for name in list(VIEWS)[place :: len(LANGUAGES)]
]


def state(widget: Locator) -> dict[str, Any]:
    """Return the parameters and steps of the first state, as the page holds them."""
    found: dict[str, Any] = widget.evaluate(
        "widget => JSON.parse(widget.querySelector('.pc-state').content.textContent)"
    )
    return found


def test_every_view_has_a_page_in_all_languages(built_site):
    for language in LANGUAGES:
        held = {name for views in pages_of(built_site, language).values() for name in views}
        assert held == set(VIEWS)
    first, *others = (list(pages_of(built_site, language).values()) for language in LANGUAGES)
    assert all(other == first for other in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_state_is_what_this_python_draws(open_reader, built_site, language):
    reader = open_reader(reduced_motion="reduce")
    # Python never comes: its files are asked for and not answered.
    reader.context.route("**/runtime/**", lambda _: None)
    for path, views in pages_of(built_site, language).items():
        page = reader.goto(path)
        for place, name in enumerate(views):
            widget = page.locator("pyconv-widget").nth(place)
            set_up(widget)
            expect_shown(widget, build(name, language, state(widget)["params"]))


@pytest.fixture(scope="module")
def tab(browser: Browser, server: SiteServer) -> Iterator[Reader]:
    """One reader for all views, who wants nothing to move by itself; Python stays in the tab."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, locale="es-ES", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    yield Reader(context, server.address)
    context.close()


@pytest.fixture
def open_view(tab: Reader, built_site: Path) -> Iterator[Any]:
    """Return a function that opens the first page that holds a view; nothing may appear in the console."""
    before = len(tab.problems)

    def open_one(name: str, language: str) -> Locator:
        pages = pages_of(built_site, language)
        path = next((path for path, views in pages.items() if name in views), None)
        if path is None:
            pytest.skip(f"no page holds {name}: see test_every_view_has_a_page_in_both_languages")
        follow(tab, path, language)
        widget = tab.page.locator("pyconv-widget").nth(pages[path].index(name))
        # Python is not started before a widget comes near.
        widget.scroll_into_view_if_needed()
        set_up(widget)
        wait_for_python(tab.page)
        return widget

    yield open_one
    assert not tab.problems[before:]


def follow(tab: Reader, path: str, language: str) -> None:
    """Go to a page: by a link of the page that is open, if it is one of the same language."""
    page, there = tab.page, tab.address + path
    if page.url.split("#")[0] == there:
        return
    open_one = page.evaluate("document.documentElement.lang") if page.url.startswith(tab.address) else None
    if open_one != language:
        tab.goto(path)
        page.evaluate(RECORD)
        return
    page.evaluate("there => [...document.links].find(({ href }) => href === there).click()", there)
    expect(page).to_have_url(there)
    expect(page.locator(f'link[rel=canonical][href$="/pyconv/{path}"]')).to_be_attached()


def answered(asked: Any, language: str) -> dict[str, Any]:
    """Return what the page's Python answered, once this one has answered the same."""
    request, answer = asked
    assert request["language"] == language
    here = json.loads(web.build(json.dumps(request)))
    there = {key: value for key, value in answer.items() if key != "spent"}
    assert there == here, request
    return here


def refused_in_place(widget: Locator, answer: dict[str, Any], before: dict[str, Any]) -> None:
    """Check that a refusal stands beside the last picture, with its numbers and a control to blame."""
    said = widget.evaluate(REFUSAL)
    assert answer["refused"]["message"] in said["words"]
    assert re.search(r"\d", answer["refused"]["message"])
    assert said["stale"]
    assert said["told"]
    assert len(said["blamed"]) == 1, (answer, said)
    assert not difference(shown(widget), before), "the last picture stays"


def start_over(widget: Locator, language: str) -> dict[str, Any]:
    """Press the button that brings back the first state; return what was answered."""
    answer = answered(widget.evaluate(PRESS, "[data-does=reset]"), language)
    assert not difference(shown(widget), drawn(answer))
    assert widget.evaluate(REFUSAL) == {"words": "", "blamed": [], "told": True, "stale": False}
    return answer


def move(widget: Locator, name: str, value: str, language: str, before: dict[str, Any]) -> dict[str, Any]:
    """Set a control; return what is shown then, which is what was shown before if it is refused."""
    asked, kept = widget.evaluate(MOVE, [name, value])
    assert kept == value, "nothing that was typed is lost"
    parameter, _, place = name.partition(".")
    sent = asked[0]["params"][parameter]
    assert str(sent[int(place)] if place else sent) == value
    answer = answered(asked, language)
    if "refused" in answer:
        refused_in_place(widget, answer, before)
        return before
    assert not difference(shown(widget), drawn(answer)), asked[0]["params"]
    assert not widget.evaluate(REFUSAL)["words"]
    return drawn(answer)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_nothing_moves_by_itself_and_every_step_is_shown(open_view, language, name):
    widget = open_view(name, language)
    page = widget.page
    page.wait_for_timeout(300)
    first = state(widget)
    assert "pc-playing" not in widget.get_attribute("class")
    expect_shown(widget, build(name, language, first["params"]))
    last = len(first["steps"]) - 1
    for step in sorted({1, last} & set(range(1, last + 1))):
        if step == 1:
            widget.evaluate(PRESS, "[data-does=forward]")
        else:
            widget.locator(".pc-scrubber").evaluate(
                """(scrubber, step) => {
                    scrubber.value = step;
                    scrubber.dispatchEvent(new InputEvent("input", { bubbles: true }));
                    return window.settled();
                }""",
                step,
            )
        expect_shown(widget, build(name, language, first["params"], step=step))
        assert str(step + 1) in widget.locator(".pc-step").inner_text()
    start_over(widget, language)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_every_control_at_both_ends_gives_a_picture_or_a_refusal(open_view, language, name, every):
    widget = open_view(name, language)
    moves = pictures = 0
    # The page does not say what can be typed into a field of text.
    typed = {one.name: one.ends() for one in view(name).parameters if one.template in {"text", "code"}}
    # Of a parameter with several parts, the first stands for all of them and the last for one alone.
    outermost = [each for each in widget.evaluate(CONTROLS) if each["outermost"]]
    for number, control in enumerate(outermost):
        now = drawn(start_over(widget, language))
        if control["links"]:
            apart = control["place"] > 0
            widget.locator(f'[data-links="{control["links"]}"]').evaluate(
                "(link, apart) => (link.checked === apart) && link.click()", apart
            )
            widget.evaluate("() => window.settled()")
            # What was not the same along all axes is so once they are linked.
            now = shown(widget)
        if control["needs"]:
            now = move(widget, *control["needs"], language, now)
        ends = typed.get(control["name"], control["ends"])
        # In an ordinary run at one of them, in turn; all of them are tried without a browser.
        for end in ends if every else [ends[number % len(ends)]]:
            before, now = now, move(widget, control["name"], end, language, now)
            moves, pictures = moves + 1, pictures + (now is not before)
    assert pictures > moves / 2
    start_over(widget, language)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_an_impossible_setting_is_refused_and_the_last_picture_stays(open_view, language, name):
    widget = open_view(name, language)
    first = drawn(start_over(widget, language))
    numbers = [control for control in widget.evaluate(CONTROLS) if control["type"] == "number"]
    for control in [each for each in numbers if not each["needs"] and not each["place"]][:2]:
        beyond = str(int(control["ends"][1]) + 1)
        assert move(widget, control["name"], beyond, language, first) is first
        assert widget.evaluate(REFUSAL)["blamed"] == [control["name"]]
        assert move(widget, control["name"], "", language, first) is first
        start_over(widget, language)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_the_keyboard_is_enough(open_view, language, name):
    widget = open_view(name, language)
    page = widget.page
    answer = start_over(widget, language)
    stops = widget.evaluate(STOPS)
    grids = [panel["name"] for panel in answer["panels"] if "rows" in panel]
    assert sorted(stop[5:] for stop in stops if stop.startswith("grid ")) == sorted(grids)
    widget.evaluate("widget => { widget.tabIndex = -1; widget.focus({ preventScroll: true }); }")
    reached = []
    for _ in range(len(stops) + 1):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("window.reached()"))
    widget.evaluate("widget => widget.removeAttribute('tabindex')")
    assert reached[-1] is None, "the next Tab leaves the widget"
    assert sorted(each["name"] for each in reached[:-1]) == sorted(stops)
    for panel in answer["panels"]:
        if "rows" in panel:
            walk_grid(widget, panel, name, language)
    if grids:
        act_on_a_cell(page, widget, answer)
    start_over(widget, language)


def walk_grid(widget: Locator, panel: dict[str, Any], name: str, language: str) -> None:
    """Walk the ends of two rows of a grid with the keyboard."""
    page = widget.page
    rows = [[key for key, *_ in row] for row in panel["rows"]]
    grid = widget.locator(f'svg[data-grid="{panel["name"]}"]')
    grid.locator('[tabindex="0"]').evaluate("cell => cell.focus()")

    def press(key: str) -> str:
        page.keyboard.press(key)
        found: str = page.evaluate("window.reached().key")
        return found

    while (here := page.evaluate("window.reached().key")) not in rows[0]:
        assert press("ArrowUp") != here
    assert press("Home") == rows[0][0]
    if len(rows[0]) > 1:
        assert press("ArrowRight") == rows[0][1]
        assert press("ArrowLeft") == rows[0][0]
    assert press("End") == rows[0][-1]
    if len(rows) > 1:
        assert press("ArrowDown") in rows[1]
        assert press("ArrowUp") in rows[0]
    key = press("Home")
    asked = {"view": name, "language": language, "params": state(widget)["params"], "key": key}
    focus = json.loads(web.focus(json.dumps(asked)))["focus"]
    expect(widget.locator(".pc-words")).to_have_text(text_of(focus["words"]))


@pytest.mark.parametrize(("language", "name"), CASES)
def test_arrow_keys_go_along_rows_and_columns(open_view, language, name):
    widget = open_view(name, language)
    for setting in TURNED.get(name, [{}]):
        answer = start_over(widget, language)
        for control, value in setting.items():
            answer = answered(widget.evaluate(MOVE, [control, value])[0], language)
        for panel in answer["panels"]:
            if "rows" in panel:
                grid = widget.locator(f'svg[data-grid="{panel["name"]}"]')
                expect_walk(panel, *grid.evaluate(WALK))
    start_over(widget, language)


# Settings with rows of other lengths than at first: layers that are planes or lines, volumes or none.
TURNED: dict[str, list[dict[str, str]]] = {
    "connectivity": [{}, {"input.0": "4"}, {"direction": "transposed"}],
    "three-views": [{}, {"input.0": "5"}, {"padding": "explicit"}],
    "dimensions": [{}, {"dimensions": "1d"}, {"dimensions": "2d"}],
}


def act_on_a_cell(page: Page, widget: Locator, answer: dict[str, Any]) -> None:
    """Pin the cell that has the keyboard, release it, and play."""
    stage = widget.locator(".pc-stage")
    page.keyboard.press("Enter")
    expect(stage).to_have_class(re.compile("pc-pinned"))
    if widget.locator(".pc-edit").is_visible():
        # A cell whose value is the reader's is opened as well, and closed first.
        page.keyboard.press("Escape")
        expect(widget.locator(".pc-edit")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(stage).not_to_have_class(re.compile("pc-pinned"))
    if len(answer["steps"]) > 1:
        page.keyboard.press(" ")
        expect(widget).to_have_class(re.compile("pc-playing"))
        page.keyboard.press(" ")
        expect(widget).not_to_have_class(re.compile("pc-playing"))
    page.evaluate("document.activeElement.blur()")
