"""A reader whose browser keeps nothing: storage is denied, with an error as soon as it is named."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# What Chromium does when a reader blocks all cookies, or a page stands in a sandbox.
DENIED = """
for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
        get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
    });
}
"""


@pytest.mark.parametrize("path", ["", "en/why/", "nothing/"])
def test_the_palette_switches_and_nothing_is_written_to_the_console(open_reader, path):
    reader = open_reader(color_scheme="dark")
    reader.tolerates(r"Failed to load resource: .*404 .*nothing/")
    reader.context.add_init_script(DENIED)
    page = reader.goto(path)
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("label[for=__palette_1]").click()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.locator("label[for=__palette_2]").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_the_palette_stays_while_pages_are_swapped(open_reader):
    reader = open_reader(color_scheme="dark")
    reader.context.add_init_script(DENIED)
    page = reader.goto("")
    page.locator("label[for=__palette_1]").click()
    page.locator(".md-footer__link--next").click()
    expect(page).to_have_url(reader.address + "why/")
    expect(page.locator(".md-footer__link--prev")).to_have_count(1)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_storage_is_really_denied(reader):
    # The script above must be able to fail a page, so here it does.
    reader.context.add_init_script(DENIED)
    reader.expects("SecurityError|Access is denied")
    reader.goto("").evaluate("setTimeout(() => localStorage)")
    reader.page.wait_for_timeout(100)
