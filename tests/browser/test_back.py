"""Back to a page that the browser kept whole, and two tabs at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from site_assets.programs import chromium_choices
from tests.browser.two_versions import publish_next, publishing
from tests.browser.widget_page import expect_picture, field, pythons, wait_for_python

pytestmark = pytest.mark.browser

SHOWN = "addEventListener('pageshow', (event) => { window.kept = event.persisted; });"


@pytest.fixture(scope="module")
def browser(browser, other_hosts):
    """A Chromium that keeps pages whole when their reader leaves, as it does for everybody else."""
    running = browser.browser_type.launch(
        **chromium_choices(),
        ignore_default_args=["--disable-back-forward-cache"],
        proxy={"server": f"http://127.0.0.1:{other_hosts.server_address[1]}", "bypass": "127.0.0.1"},
    )
    yield running
    running.close()


@pytest.fixture(scope="module")
def other_version(built_site, tmp_path_factory):
    return publish_next(built_site, tmp_path_factory.mktemp("back") / "next")


@pytest.fixture
def server(built_site, other_version):
    with publishing(built_site, other_version) as running:
        yield running


@pytest.fixture
def leaver(open_reader):
    reader = open_reader(reduced_motion="reduce")
    reader.context.add_init_script(SHOWN)
    return reader


def leave_and_return(page):
    """Go to the other language, which is another document, and come back; tell whether it was kept whole."""
    # The fragment says what was set up, and may follow only now.
    address = re.compile(re.escape(page.url.partition("#")[0]) + "(#.*)?$")
    page.evaluate("window.mark = 'here'")
    page.locator("a.language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    wait_for_python(page)
    page.evaluate("history.back()")
    expect(page).to_have_url(address)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    return page.evaluate("[window.kept, window.mark]") == [True, "here"]


def test_a_widget_works_when_its_page_comes_back(leaver):
    page = leaver.goto("")
    wait_for_python(page)
    field(page, "kernel.0").fill("2")
    expect_picture(page, {"kernel": [2, 2]})
    assert leave_and_return(page)
    expect(field(page, "kernel.0")).to_have_value("2")
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "ready")
    field(page, "kernel.0").fill("5")
    expect_picture(page, {"kernel": [5, 5]})


def test_python_that_was_on_its_way_arrives_when_its_page_comes_back(leaver):
    page = leaver.goto("")
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "starting")
    # Chromium may give up a page that is downloading; then it is loaded again.
    leave_and_return(page)
    field(page, "kernel.0").fill("5")
    expect_picture(page, {"kernel": [5, 5]})


@pytest.mark.parametrize("ready", [True, False])
def test_a_new_version_was_published_meanwhile(leaver, server, ready):
    leaver.tolerates("the server responded with a status of 404")
    if not ready:
        # Spanish pages save data: their Python begins when it is needed.
        leaver.context.add_init_script(
            "const connection = { saveData: !location.pathname.includes('/en/') };"
            "Object.defineProperty(navigator, 'connection', { value: connection });"
        )
    page = leaver.goto("")
    if ready:
        wait_for_python(page)
    server.publish()
    assert leave_and_return(page)
    if not ready:
        # Its Python is gone, and the page says so.
        field(page, "kernel.0").fill("5")
        page.get_by_role("button", name="Recargar").first.click()
        expect(page.locator("html")).to_have_attribute("data-edition", "2")
    field(page, "kernel.0").fill("2")
    expect_picture(page, {"kernel": [2, 2]})


def test_two_tabs_have_a_python_each(leaver):
    first = leaver.goto("")
    second = leaver.context.new_page()
    second.goto(f"{leaver.address}en/")
    wait_for_python(second)
    first.bring_to_front()
    wait_for_python(first)
    field(first, "kernel.0").fill("5")
    field(second, "kernel.0").fill("2")
    expect_picture(first, {"kernel": [5, 5]})
    expect_picture(second, {"kernel": [2, 2]}, "en")
    assert [len(pythons(page)) for page in (first, second)] == [1, 1]
    second.close()
    field(first, "kernel.0").fill("3")
    expect_picture(first, {"kernel": [3, 3]})
