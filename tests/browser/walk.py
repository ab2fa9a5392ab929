"""A walk through the site as a reader takes it, from page to page by the link at the foot."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.widget_page import wait_for_python


def walk(reader: Reader, start: str) -> Iterator[str]:
    """Yield the path of each page from `start` on, once it is open; Python is loaded once for all."""
    page = reader.goto(start)
    onwards = page.locator(".md-footer__link--next")
    while True:
        expect(page.locator("h1")).to_be_visible()
        if page.locator("pyconv-widget").count():
            wait_for_python(page)
        yield page.url.removeprefix(reader.address)
        if not onwards.count():
            return
        there = onwards.evaluate("link => link.href")
        onwards.evaluate("link => link.click()")
        expect(page).to_have_url(there)
        # The new page's own link, or none: the foot has been swapped.
        expect(page.locator(f'.md-footer__link--next[href="{there}"]')).to_have_count(0)
