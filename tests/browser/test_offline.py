"""The site without a network, for a reader who has asked to keep it."""

from __future__ import annotations

import json
import os
import re
import shutil

import pytest
from playwright.sync_api import Locator, Page, expect

from site_assets.publish.offline import LIST, SERVICE_WORKER
from site_assets.serve import served
from tests.browser.two_versions import Publisher, publishing, version_of
from tests.browser.widget_page import expect_picture, field, wait_for_python

pytestmark = pytest.mark.browser

KEPT_MS = 300_000
# What Chromium writes by itself when nobody answers.
NOBODY = r"net::ERR_"

REGISTERED = "async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope)"
# Every address of a list as this page gets it, with those that no answer came to.
UNANSWERED = """async (addresses) => {
    const answers = addresses.map(async (address) => {
        const response = await fetch(address).catch(() => null);
        return response?.ok && (await response.blob()).size ? null : address;
    });
    return (await Promise.all(answers)).filter(Boolean);
}"""


@pytest.fixture
def server(versions):
    with publishing(*versions) as running:
        # A page that came a moment ago would come from the browser's own cache.
        running.fleeting = re.compile("/$")
        yield running
        # What waits may go.
        running.down.set()


@pytest.fixture
def visitor(open_reader, server):
    reader = open_reader(reduced_motion="reduce", address=server.address)
    reader.tolerates(NOBODY)
    return reader


def footer(page: Page) -> Locator:
    return page.locator(".offline")


def expect_kept(page: Page) -> None:
    expect(footer(page)).to_have_attribute("data-state", "kept", timeout=KEPT_MS)


def keep(page: Page) -> None:
    footer(page).get_by_role("button", name=re.compile("Guardar para|Keep for")).click()
    expect_kept(page)


def cached(page: Page) -> list[str]:
    names: list[str] = page.evaluate("() => caches.keys()")
    return names


def no_network(visitor, server: Publisher) -> None:
    server.down.set()
    visitor.context.set_offline(offline=True)


def test_every_page_and_python_without_a_network(visitor, server, built_site):
    page = visitor.goto("summary/")
    # Nothing is kept and nothing registered for whoever did not ask.
    expect(footer(page)).to_be_visible()
    assert (page.evaluate(REGISTERED), cached(page)) == ([], [])
    size = footer(page).get_attribute("data-megabytes")
    expect(footer(page).get_by_role("button")).to_have_text(
        f"Guardar para usar sin conexión ({size.replace('.', ',')} MB)"
    )
    keep(page)
    expect(footer(page)).to_contain_text(f"({size.replace('.', ',')} MB)")
    no_network(visitor, server)
    server.forget()

    told = json.loads(json.loads((built_site / LIST).read_text("utf-8"))["facts"])
    addresses = [server.address + each["address"] for kind in ("files", "pages") for each in told[kind]]
    assert page.evaluate(UNANSWERED, addresses) == []
    assert page.evaluate(UNANSWERED, [f"{server.address}nothing/"]) == [f"{server.address}nothing/"]

    for path in ("summary/", "en/transposed/", "en/"):
        page.goto(server.address + path)
        page.reload()
        expect(footer(page)).to_have_attribute("data-state", "kept")
        assert page.locator("link[rel=stylesheet]").evaluate_all("all => all.every(({ sheet }) => sheet)")
    # Through the theme, which swaps pages, with what links and addresses may have behind them.
    page.goto(f"{server.address}index.html?from=here#compruebalo")
    # By then the theme's scripts run.
    expect(footer(page)).to_have_attribute("data-state", "kept")
    page.locator(".md-footer__link--next").click()
    expect(page.locator(".md-footer__link--prev")).to_have_count(1)
    expect(footer(page)).to_have_attribute("data-state", "kept")
    plot = page.locator("pyconv-plot").first
    plot.scroll_into_view_if_needed()
    plot.locator(".pc-plot-load").click()
    expect(plot.locator("form")).to_be_visible(timeout=90_000)
    page.goto(server.address)
    field(page, "kernel.0").fill("2")
    wait_for_python(page)
    expect_picture(page, {"kernel": [2, 2]})
    # The theme heeds keys.
    page.locator("[data-md-component=search-query]").press_sequentially("dilatación")
    expect(page.locator(".md-search-result__item").first).to_contain_text("La dilatación")
    assert [each for each in server.asked if each[1] == 200] == []


def test_a_new_version_is_taken_over_whole_and_an_open_page_goes_on(visitor, server, versions):
    first = visitor.goto("why/")
    keep(first)
    wait_for_python(first)
    # As somebody who has chosen something, and does not want the page to be loaded anew.
    first.locator("pyconv-widget [data-does=forward]").first.dispatch_event("pointerdown")
    server.publish()
    second = visitor.context.new_page()
    # The new version stops in the middle: what is kept is still the version before, and whole.
    server.slow = re.compile("/runtime/")
    second.goto(f"{server.address}en/")
    expect(second.locator("html")).to_have_attribute("data-edition", "2")
    expect(footer(second).locator("progress")).to_have_attribute("value", re.compile(r"0\.\d+"))
    server.down.set()
    second.close()
    second = visitor.context.new_page()
    second.goto(f"{server.address}en/")
    assert second.locator("html").get_attribute("data-edition") is None
    expect_kept(second)
    # It goes on where it had stopped, by itself.
    server.down.clear()
    server.slow = re.compile("(?!)")
    server.forget()
    second.reload()
    expect(second.locator("html")).to_have_attribute("data-edition", "2")
    expect_kept(second)
    assert [name for name, count in _counts(server).items() if count > 1 and "/static/" in name] == []
    names = [f"pyconv:/pyconv/:{name}" for name in ("files", version_of(versions[1]))]
    assert sorted(cached(second)) == sorted(names)

    no_network(visitor, server)
    second.goto(f"{server.address}en/pooling/")
    expect(second.locator("html")).to_have_attribute("data-edition", "2")
    wait_for_python(second)
    assert first.locator("html").get_attribute("data-edition") is None
    plot = first.locator("pyconv-plot").first
    plot.scroll_into_view_if_needed()
    plot.locator(".pc-plot-load").click()
    expect(plot.locator("form")).to_be_visible(timeout=90_000)


def _counts(server: Publisher) -> dict[str, int]:
    paths = [path for path, _ in server.asked]
    return {path: paths.count(path) for path in paths}


def test_a_line_that_is_almost_dead_a_cancel_a_full_disk_and_no_more_of_it(visitor, server):
    visitor.tolerates("404 .*/matplotlib-")
    page = visitor.goto("en/sizes/")
    server.slow = re.compile("/matplotlib-")
    button = footer(page).get_by_role("button").first
    button.click()
    expect(footer(page).locator(".offline__count")).to_contain_text("Keeping:")
    button.click()
    expect(button).to_have_text(re.compile("Keep for offline"))
    assert page.evaluate("() => caches.keys()") == []
    assert page.evaluate(REGISTERED) == []

    # A file that is not there is named, and what has come is not fetched again.
    server.down.set()
    page.wait_for_timeout(300)
    server.down.clear()
    server.slow = re.compile("(?!)")
    server.gone = re.compile("/matplotlib-")
    button.click()
    expect(footer(page).get_by_role("status")).to_contain_text("(matplotlib-", timeout=KEPT_MS)
    server.gone = re.compile("(?!)")

    # A browser without room.
    page.evaluate(
        "() => { navigator.storage.estimate = async () => ({ quota: 3_000_000, usage: 1_000_000 }); }"
    )
    button.click()
    expect(footer(page).get_by_role("status")).to_contain_text("the browser leaves 2.0 MB.")
    assert page.evaluate("() => caches.keys()") == []
    page.evaluate("() => { delete navigator.storage.estimate; }")
    page.evaluate(
        """() => {
            const { put } = Cache.prototype;
            Cache.prototype.put = async function (url, response) {
                if (String(url).includes("pyodide.asm")) throw new DOMException("", "QuotaExceededError");
                return put.call(this, url, response);
            };
        }"""
    )
    button.click()
    expect(footer(page).get_by_role("status")).to_contain_text("will not store", timeout=KEPT_MS)
    page.reload()
    keep(page)
    assert page.evaluate(REGISTERED) == [server.address]

    # Pages wait for nobody.
    server.slow = re.compile("/sizes/$")
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect_kept(page)
    server.down.set()
    footer(page).get_by_role("button", name="Delete what is kept").click()
    expect(footer(page).get_by_role("status")).to_contain_text("has been deleted")
    assert (page.evaluate(REGISTERED), cached(page)) == ([], [])


def test_two_sites_of_one_host_and_one_that_has_given_it_up(open_reader, built_site, tmp_path):
    for name in ("pyconv", "pyconv/fork"):
        shutil.copytree(built_site, tmp_path / name, copy_function=os.link, dirs_exist_ok=True)
    with served(tmp_path, prefix="/") as host:
        reader = open_reader(address=host.address, reduced_motion="reduce")
        reader.tolerates(r"404 .*(service-worker\.js|sitemap\.xml)")
        page = reader.goto("pyconv/en/")
        keep(page)
        page.goto(f"{host.address}pyconv/fork/en/")
        # The other one is not kept yet.
        expect(footer(page).get_by_role("button")).to_have_text(re.compile("Keep for"))
        keep(page)
        assert len(cached(page)) == 4
        footer(page).get_by_role("button", name="Delete").click()
        expect(footer(page).get_by_role("status")).to_contain_text("has been deleted")
        assert {name.rpartition(":")[0] for name in cached(page)} == {"pyconv:/pyconv/"}
        assert page.evaluate(REGISTERED) == [f"{host.address}pyconv/"]
        page.goto(f"{host.address}pyconv/en/")
        expect_kept(page)
        # The site has no such script any more: the one that is there goes, with all that is kept.
        (tmp_path / "pyconv" / SERVICE_WORKER).unlink()
        page.goto("about:blank")
        # It looks once in each of its lives.
        worker = reader.context.service_workers[0]
        worker.evaluate("() => { looked = false; }")
        page.goto(f"{host.address}pyconv/en/")
        expect(footer(page).get_by_role("button")).to_have_count(1)
        for _ in range(50):
            if cached(page) == []:
                break
            page.wait_for_timeout(100)
        assert (page.evaluate(REGISTERED), cached(page)) == ([], [])


def test_where_a_browser_cannot_do_it_nothing_is_offered(open_reader):
    reader = open_reader()
    reader.context.add_init_script("delete Navigator.prototype.serviceWorker;")
    page = reader.goto("")
    # The theme has told its scripts of the page by then.
    expect(page.locator(".drawer")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(footer(page)).to_be_hidden()
