"""Every page without scripts: it can be read and printed, and offers nothing that does nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import PAGES

pytestmark = pytest.mark.browser

# Labels of the menu work without scripts: each belongs to a box that the style sheet asks. The rows of a
# table can be read, whatever is done to them where there are scripts.
OFFERED = """() => [...document.querySelectorAll(
        "button, input, select, textarea, progress, [data-does]:not(tr)")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((each) => each.getBoundingClientRect().width > 1)
    .map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(params=["", "en/"])
def pages(request):
    return [f"{request.param}{page}" for page in PAGES]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_offers_what_does_nothing(open_reader, pages, width):
    reader = open_reader(javascript=False, width=width)
    for path in pages:
        page = reader.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate(OFFERED) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        # Each figure that scripts would move says so.
        live = page.locator("pyconv-widget, pyconv-plot, pyconv-exercises, pyconv-image, pyconv-sound")
        assert page.locator("noscript >> visible=true").count() == live.count(), path


def test_the_menu_opens(open_reader):
    page = open_reader(javascript=False, width=360).goto("en/")
    page.locator(".md-header label[for=__drawer]").click()
    page.locator(".md-sidebar--primary a", has_text="Connectivity").click()
    expect(page.locator("h1")).to_contain_text("Connectivity")


def test_a_legend_is_a_line_with_and_without_scripts(open_reader):
    measured = []
    for javascript in (True, False):
        page = open_reader(javascript=javascript, reduced_motion="reduce").goto("transposed/")
        legend = page.locator(".pc-legend").first
        expect(legend).to_have_css("list-style-type", "none")
        measured.append([legend.bounding_box()["height"], legend.locator("li").count()])
    assert measured[0] == measured[1]
    assert measured[0][1] > 1


def test_on_paper_answers_are_open_and_nothing_is_asked_of_the_reader(open_reader, pages):
    reader = open_reader(javascript=False)
    reader.page.emulate_media(media="print")
    answers = 0
    for path in pages:
        page = reader.goto(path)
        # What is to be tried is nothing on paper.
        shown = page.locator("details.question > :not(summary, :has(> .pc-try))").evaluate_all(
            "parts => parts.map((part) => part.getBoundingClientRect().height > 10 && part.checkVisibility())"
        )
        assert all(shown), path
        answers += len(shown)
        expect(page.locator("noscript >> visible=true")).to_have_count(0)
    assert answers > 5
