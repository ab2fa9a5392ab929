"""A new version of the site is published while a page of the one before is open or cached."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from pyconv import __version__
from pyconv.messages import catalogue
from tests.browser.two_versions import ASSETS, NOTHING, Publisher, leave, publishing
from tests.browser.widget_page import expect_picture, field, pythons, set_up, wait_for_python

pytestmark = pytest.mark.browser

# Chromium writes of every file that is not there, whatever the page makes of it.
ABSENT = "the server responded with a status of 404"
NEWER = catalogue("es")["runtime.newer"]
INCOMPLETE = catalogue("es")["runtime.incomplete"]
# A page may be loaded twice, on a machine that has more to do.
LOADED_MS = 30_000
SAVE_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


@pytest.fixture
def server(versions):
    with publishing(*versions) as running:
        yield running


@pytest.fixture
def visitor(open_reader):
    """Someone whose Python begins when it is needed, and who wants less motion."""
    reader = open_reader(reduced_motion="reduce")
    reader.tolerates(ABSENT)
    return reader


# What a whole page is, asked in one go: a page that is being loaded anew has no two moments to compare.
WHOLE = """() => {
    const root = document.documentElement;
    return {
        scripts: /\\bjs$/.test(root.className),
        edition: Number(root.dataset.edition ?? 1),
        styles: Number(getComputedStyle(root).outlineColor === 'rgb(1, 2, 3)') + 1,
        heading: document.querySelector('h1')?.checkVisibility() ?? false,
        sheets: [...document.querySelectorAll('link[rel=stylesheet]')]
            .every(({ sheet }) => sheet?.cssRules.length > 0),
        images: [...document.images].every((image) => !image.complete || image.naturalWidth),
        widgets: document.querySelector('pyconv-widget, pyconv-plot')?.isConnected ?? false,
        undefined: document.querySelectorAll(':not(:defined)').length,
    };
}"""


def whole(edition: int) -> dict[str, Any]:
    """Return what `WHOLE` answers of a page of one version, with its styles and its scripts."""
    return {
        "scripts": True,
        "edition": edition,
        "styles": edition,
        "heading": True,
        "sheets": True,
        "images": True,
        "widgets": True,
        "undefined": 0,
    }


def expect_of(page: Page, asked: str, wanted: Any) -> None:
    """Expect that a page comes to answer this, however often it is loaded on the way."""
    seen = None
    deadline = time.monotonic() + LOADED_MS / 1000
    while seen != wanted and time.monotonic() < deadline:
        # While the page gives way to another, there is nothing to ask.
        with suppress(Error):
            seen = page.evaluate(asked)
        page.wait_for_timeout(100)
    assert seen == wanted


def expect_version(page: Page, edition: int) -> None:
    """Expect a page that is whole: of one version, with its styles and its scripts."""
    expect_of(page, WHOLE, whole(edition))


def expect_usable(page: Page) -> None:
    """Expect a first widget that Python draws."""
    field(page, "kernel.0").fill("2")
    wait_for_python(page)
    expect_picture(page, {"kernel": [2, 2]})


def at_rest(page: Page, server: Publisher) -> None:
    """Expect that nothing more is asked for, once what was under way has come."""
    for _ in range(60):
        server.forget()
        page.wait_for_timeout(1000)
        if not server.asked:
            return
    pytest.fail(f"asked again and again: {server.asked}")


def test_a_setting_changed_before_python_came_is_not_lost_silently(visitor, server):
    visitor.context.add_init_script(SAVE_DATA)
    page = visitor.goto("")
    server.publish()
    server.forget()
    field(page, "kernel.0").fill("2")
    expect(page.locator(".pc-status").first).to_have_text(NEWER)
    expect(page.locator(".pc-refusal").first).to_contain_text(NEWER)
    expect(field(page, "kernel.0")).to_have_value("2")
    assert server.count("") == 1
    at_rest(page, server)
    expect_version(page, 1)
    page.get_by_role("button", name="Recargar").first.click()
    expect_version(page, 2)
    assert server.count("") == 1
    expect_usable(page)
    at_rest(page, server)


def test_in_english_too(visitor, server):
    visitor.context.add_init_script(SAVE_DATA)
    page = visitor.goto("en/")
    server.publish()
    field(page, "kernel.0").fill("2")
    expect(page.locator(".pc-status").first).to_have_text(catalogue("en")["runtime.newer"])
    page.get_by_role("button", name="Reload").first.click()
    expect_version(page, 2)


PACKAGE = f"convolution_views-{__version__}.bin"


@pytest.mark.parametrize("file", ["worker/worker.js", "site.json", "pyodide.asm.wasm.bin", PACKAGE])
def test_a_page_that_nobody_touched_is_loaded_anew(visitor, server, file):
    server.soon = file
    page = visitor.goto("")
    expect_version(page, 2)
    expect_usable(page)
    # The first time, to learn of the version, and to load it.
    assert server.count("") == 3
    at_rest(page, server)


def test_python_that_is_there_goes_on(visitor, server):
    page = visitor.goto("")
    wait_for_python(page)
    at_rest(page, server)
    server.publish()
    field(page, "kernel.0").fill("5")
    expect_picture(page, {"kernel": [5, 5]})
    expect_version(page, 1)
    # The address follows too.
    expect(page).to_have_url(re.compile("kernel=5"))
    assert server.asked == []


def test_matplotlib_of_a_version_that_is_gone(visitor, server):
    page = visitor.goto("why/")
    plot = page.locator("pyconv-plot").first
    plot.scroll_into_view_if_needed()
    wait_for_python(page)
    server.publish()
    plot.locator(".pc-plot-load").click()
    expect(plot.locator(".pc-status")).to_have_text(NEWER)
    plot.get_by_role("button", name="Recargar").click()
    expect_version(page, 2)
    plot.locator(".pc-plot-load").click()
    expect(plot.locator("form")).to_be_visible(timeout=90_000)


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("", "/static/"),
        ("en/why/", r"site\.css$"),
        ("en/", r"bundle\..*\.js$"),
        ("why/", r"elements/player\.js$"),
    ],
)
def test_a_cached_page_whose_files_are_gone_is_loaded_anew(visitor, server, tmp_path, path, missing):
    server.fleeting = ASSETS
    page = visitor.goto(path)
    expect_version(page, 1)
    page.goto("about:blank")
    server.forget()
    # The other files of the first version are still in some cache.
    server.other = leave(server.first, server.other, tmp_path / "left", missing)
    server.publish()
    page.goto(server.address + path)
    expect_version(page, 2)
    # To learn of the version, and to load it: the first time, the page came from the cache.
    assert server.count(path) == 2
    at_rest(page, server)


def test_a_page_that_is_being_loaded_anew_does_not_begin_again(visitor, server):
    page = visitor.goto("en/why/")
    expect_version(page, 1)
    at_rest(page, server)
    server.publish()
    server.forget()
    # Scripts of this page ask on and on until it is gone.
    page.evaluate("() => void setInterval(pyconvOutdated, 1)")
    expect_version(page, 2)
    # To learn of the version, and to load it.
    assert server.count("en/why/") == 2


def test_a_picture_that_is_gone(visitor, server):
    visitor.page.set_viewport_size({"width": 1280, "height": 400})
    visitor.context.add_init_script(SAVE_DATA)
    page = visitor.goto("why/")
    server.publish()
    page.locator("pyconv-plot, .pc-plot").last.scroll_into_view_if_needed()
    expect_version(page, 2)
    expect_of(page, "scrollY > 0", True)
    at_rest(page, server)


def test_a_picture_that_is_gone_where_the_reader_chose_something(visitor, server):
    visitor.page.set_viewport_size({"width": 1280, "height": 400})
    visitor.context.add_init_script(SAVE_DATA)
    page = visitor.goto("why/")
    # Without scrolling, which would fetch the picture.
    set_up(page.locator("pyconv-widget").first)
    page.locator("pyconv-widget [data-does=forward]").first.dispatch_event("pointerdown")
    server.publish()
    page.locator("pyconv-plot, .pc-plot").last.scroll_into_view_if_needed()
    notice = page.locator(".notice")
    expect(notice).to_be_in_viewport()
    expect(notice).to_contain_text(NEWER)
    at_rest(page, server)
    notice.get_by_role("button").click()
    expect_version(page, 2)


@pytest.mark.parametrize("storage", [True, False])
def test_files_that_stay_away_make_no_loop(visitor, server, storage):
    if not storage:
        visitor.context.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name,"
            " { get() { throw new DOMException('Access is denied.', 'SecurityError'); } });"
        )
    server.gone = re.compile(r"\.css$")
    page = visitor.goto("")
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text(INCOMPLETE)
    sizes = page.locator("body > :not(.md-container) svg, img, .md-footer svg").evaluate_all(
        "icons => icons.map((icon) => icon.getBoundingClientRect().width)"
    )
    assert sizes
    assert max(sizes) == 24, "without style sheets, an icon would fill the window"
    assert server.count("") == 2
    at_rest(page, server)
    server.gone = NOTHING
    page.get_by_role("button", name="Recargar").first.click()
    expect(page.locator(".notice")).to_have_count(0)
    expect_version(page, 1)


def test_a_server_that_cannot_make_up_its_mind_makes_no_loop(visitor, server):
    # Every other answer is of the other version, and of each only the pages are there.
    server.alternating = True
    server.gone = re.compile("/static/")
    page = visitor.goto("")
    expect(page.locator(".notice")).to_be_visible()
    at_rest(page, server)
    assert page.locator(".notice").count() == 1


def test_a_file_that_was_away_for_a_moment_is_fetched_past_the_cache(visitor, server):
    server.gone = re.compile(r"site\.css$")
    server.gone_times = 1
    page = visitor.goto("")
    expect_version(page, 1)
    expect(page.locator(".notice")).to_have_count(0)
    assert server.count("") == 3
    at_rest(page, server)


@pytest.mark.parametrize("anchor", ["", "#compruebalo"])
def test_a_page_of_another_version_is_loaded_and_not_swapped_in(visitor, server, anchor):
    page = visitor.goto("")
    wait_for_python(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)
    server.publish()
    server.forget()
    link = page.locator(".md-footer__link--next")
    link.evaluate("(link, anchor) => { link.href += anchor }", anchor)
    link.click()
    expect(page).to_have_url(f"{server.address}why/{anchor}")
    expect_version(page, 2)
    assert server.count("why/") <= 3
    if not anchor:
        expect_of(page, "scrollY", 0)
    at_rest(page, server)
    page.locator(".md-footer__link--prev").click()
    expect(page).to_have_url(server.address)
    expect(page.locator("h1")).not_to_contain_text("¿Por qué convolucionar?", timeout=LOADED_MS)
    expect_version(page, 2)
    expect_usable(page)


@pytest.mark.parametrize("kept", [True, False])
def test_back_to_a_page_of_another_version(visitor, server, kept):
    server.fleeting = NOTHING if kept else re.compile("/$")
    # Two pages without pictures, which may be fetched at any moment.
    page = visitor.goto("transposed/")
    page.locator("pyconv-widget").first.scroll_into_view_if_needed()
    wait_for_python(page)
    following = page.locator(".md-footer__link--next")
    name = following.locator(".md-ellipsis").inner_text()
    there = following.evaluate("link => link.href")
    following.click()
    expect(page).to_have_url(there)
    expect(page.locator(".md-footer__link--prev")).to_contain_text("Transpuesta")
    server.publish()
    page.go_back()
    expect(page).to_have_url(f"{server.address}transposed/")
    expect(page.locator(".md-footer__link--next")).to_contain_text(name, timeout=LOADED_MS)
    # The page that the browser kept is one that its scripts know.
    expect_version(page, 1 if kept else 2)
    set_up(page.locator("pyconv-widget").first)
    page.locator("[data-does=forward]").first.click()
    expect(page.locator(".pc-step").first).to_contain_text("Paso 2 ")
    wait_for_python(page)


def test_a_page_that_the_cache_has_of_an_older_version(visitor, server):
    page = visitor.goto("why/")
    server.publish()
    page.goto(server.address)
    expect_version(page, 2)
    page.locator(".md-footer__link--next").click()
    expect(page).to_have_url(f"{server.address}why/")
    # The page before is of that version too.
    expect(page.locator("h1")).to_contain_text("¿Por qué convolucionar?", timeout=LOADED_MS)
    expect_version(page, 2)
    at_rest(page, server)
    expect_version(page, 2)


@pytest.mark.parametrize("kept", [True, False])
def test_back_over_a_publication(visitor, server, kept):
    server.fleeting = NOTHING if kept else ASSETS
    page = visitor.goto("")
    wait_for_python(page)
    page.goto(f"{server.address}en/")
    server.publish()
    page.go_back()
    page.wait_for_timeout(1000)
    expect(page).to_have_url(server.address)
    wait_for_python(page)
    # What the browser kept is shown as it was, if all of it was kept: large files it may have dropped.
    as_it_was = kept and page.locator("html").get_attribute("data-edition") is None
    expect_version(page, 1 if as_it_was else 2)
    expect_usable(page)
    at_rest(page, server)


def test_two_tabs_of_two_versions(visitor, server):
    first = visitor.goto("")
    wait_for_python(first)
    server.publish()
    second = visitor.context.new_page()
    second.goto(f"{server.address}why/")
    second.goto(f"{server.address}en/")
    expect_version(second, 2)
    expect_usable(first)
    wait_for_python(second)
    assert len(pythons(first)) == len(pythons(second)) == 1
    expect_version(first, 1)
