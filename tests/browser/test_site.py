"""The frame of the site, as a reader meets it: languages, palette, search, wrong addresses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, expect

pytestmark = pytest.mark.browser

PAGES = ["", "parameters/", "en/", "en/parameters/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_opens_without_a_word_in_the_console_and_fits(open_reader, path, width):
    reader = open_reader(width=width)
    page = reader.goto(path)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    fonts = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map(f => [f.family, f.status]))"
    )
    assert ["Inter Variable", "loaded"] in fonts


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("path", "other"),
    [("", "en/"), ("parameters/", "en/parameters/"), ("en/parameters/", "parameters/"), ("en/", "")],
)
def test_the_language_switch_stays_on_the_page(open_reader, javascript, path, other):
    reader = open_reader(javascript=javascript)
    page = reader.goto(path)
    page.locator("a.language-switch").click()
    expect(page).to_have_url(reader.address + other)
    expect(page.locator("html")).to_have_attribute("lang", "en" if other.startswith("en/") else "es")


def test_a_figure_that_is_set_up_stays_so_in_the_other_language(reader):
    page = reader.goto("parameters/#stride-figure?stride=1&v=1")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(re.compile(r"/en/parameters/#stride-figure\?stride=1&v=1$"))
    expect(page.locator("#stride-figure [data-field='stride.0']")).to_have_value("1")
    page.goto(page.url.partition("#")[0] + "#the-padding")
    page.locator("a.language-switch").click()
    expect(page).to_have_url(re.compile(r"/pyconv/parameters/$"))


def test_the_language_switch_follows_instant_navigation(reader):
    page = reader.goto("")
    page.evaluate("window.same = true")
    page.locator(".md-footer__link--next").click()
    expect(page).to_have_url(reader.address + "why/")
    expect(page.locator("a.language-switch")).to_have_attribute("href", re.compile(r"/pyconv/en/why/$"))
    assert page.evaluate("window.same"), "the page was loaded afresh: instant navigation is off"
    page.locator("a.language-switch").click()
    expect(page).to_have_url(reader.address + "en/why/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_ten_instant_navigations_leave_the_console_empty(reader):
    page = reader.goto("en/")
    page.evaluate("window.same = true")
    for direction, path in [("next", "en/why/"), ("prev", "en/")] * 5:
        page.locator(f".md-footer__link--{direction}").click()
        expect(page).to_have_url(reader.address + path)
        expect(page.locator(".md-footer__link--prev")).to_have_count(1 if direction == "next" else 0)
        expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("window.same")
    assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1


def test_the_palette_goes_through_its_three_states_and_is_remembered(open_reader):
    reader = open_reader(color_scheme="dark")
    page = reader.goto("")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    dark = body.evaluate("body => getComputedStyle(body).backgroundColor")
    page.locator("label[for=__palette_1]").click()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") != dark
    page.reload()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.locator("label[for=__palette_2]").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("label[for=__palette_0]").click()
    page.emulate_media(color_scheme="light")
    expect(body).to_have_attribute("data-md-color-scheme", "default")


@pytest.mark.parametrize(("home", "word"), [("", "convolución"), ("en/", "convolution")])
def test_the_search_finds_text_of_its_language(reader, home, word):
    page = reader.goto(home)
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially(word)
    link = page.locator(".md-search-result__link").first
    expect(link).to_be_visible()
    assert ("/en/" in link.get_attribute("href")) == (home == "en/")
    expect(page.locator(".md-search-result")).to_contain_text(re.compile(word, re.IGNORECASE))


@pytest.mark.parametrize("path", ["nothing", "deep/down/nothing/", "en/nothing/"])
def test_a_wrong_address_speaks_both_languages_and_leads_home(open_reader, path):
    reader = open_reader()
    reader.expects(r"Failed to load resource: .*404")
    page = reader.page
    response = page.goto(reader.address + path)
    assert response.status == 404
    expect(page.locator("section[lang=es]")).to_be_visible()
    expect(page.locator("section[lang=en]")).to_be_visible()
    page.locator("section[lang=en] a").click()
    expect(page).to_have_url(reader.address + "en/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


# What lies over the page at its place: the uppermost elements that do not scroll with it.
OVER = """() => {
    const header = document.querySelector(".md-header").getBoundingClientRect().bottom;
    const over = new Set();
    for (let x = 4; x < innerWidth; x += 8) {
        for (let y = header + 4; y < innerHeight; y += 8) {
            for (let each = document.elementFromPoint(x, y); each; each = each.parentElement) {
                if (getComputedStyle(each).position === "fixed") over.add(each.className);
            }
        }
    }
    return [...over];
}"""


@pytest.mark.parametrize("path", ["", "en/parameters/"])
def test_nothing_lies_over_the_page_of_a_reader_who_scrolls_back(open_reader, path):
    page = open_reader(width=360, height=740, touch=True).goto(path)
    expect(page.locator("h1")).to_be_visible()
    for distance in (2000, -500, -200):
        page.mouse.wheel(0, distance)
        page.wait_for_timeout(500)
    assert page.evaluate("scrollY") > 0
    assert page.evaluate(OVER) == []


def test_the_policy_refuses_a_request_to_another_host(reader, other_hosts):
    # The fixtures must be able to fail, so here they are made to.
    reader.expects("elsewhere.example.*Content Security Policy")
    reader.goto("").evaluate("fetch('http://elsewhere.example/').catch(() => {})")
    assert not other_hosts.asked


def test_the_proxy_records_what_no_policy_stops(reader, other_hosts):
    with pytest.raises(Error, match="ERR_"):
        reader.page.goto("http://elsewhere.example/")
    assert other_hosts.asked == ["GET http://elsewhere.example/"]
    other_hosts.asked.clear()
