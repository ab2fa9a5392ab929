"""Sites of other people, built with the installed plugin: their widgets work, and look as they do here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from site_assets.serve import SiteServer, served
from tests.browser.conftest import Reader
from tests.browser.widget_page import (
    build,
    expect_shown,
    field,
    first_widget,
    open_controls,
    set_up,
    wait_for_python,
)
from tests.stranger import Stranger

pytestmark = pytest.mark.browser

WIDGET = """# Notes

Before.

```widget sliding-filter
input: 4
kernel: 2
caption: Look here.
```

After.

```figure weights
live: true
caption: Weights.
```
"""
PAGES = {"index.md": WIDGET, "deep/in/page.md": f"{WIDGET}\n[back](../../index.md)\n"}
FIRST = {"input": [4, 4], "kernel": [2, 2]}
# By name: the theme, and the language in which it speaks.
THEMES: dict[str, tuple[dict[str, Any], str]] = {
    # No other host is asked for the look of code.
    "mkdocs": ({"name": "mkdocs", "highlightjs": False}, "en"),
    "mkdocs-dark": ({"name": "mkdocs", "highlightjs": False, "color_mode": "dark"}, "en"),
    "readthedocs": ({"name": "readthedocs", "highlightjs": False, "locale": "es"}, "es"),
    "material": (
        {
            "name": "material",
            "language": "es",
            "font": False,
            "features": ["navigation.instant"],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
            ],
        },
        "es",
    ),
}

LOOK = """(widget) => {
  const kept = ["font-size", "font-weight", "font-style", "line-height", "padding", "border-width",
    "border-style", "border-color", "border-radius", "background-color", "color", "box-shadow", "float"];
  const parts = "p, b, span, label, legend, fieldset, button, select, input[type=number], figcaption, form";
  return [...widget.querySelectorAll(parts)].map((part) => {
    const look = getComputedStyle(part);
    return [part.localName, part.className, ...kept.map((name) => look.getPropertyValue(name))];
  });
}"""


@dataclass
class Site:
    """One of those sites while it is served under a path of its own."""

    server: SiteServer
    language: str


@pytest.fixture(scope="module")
def sites(stranger: Stranger) -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        running = {}
        for name, (theme, language) in THEMES.items():
            folder = stranger.build(name, theme, PAGES)
            running[name] = Site(stack.enter_context(served(folder, prefix=f"/{name}/")), language)
        yield running


def change(page: Page, language: str) -> None:
    """Change a control of a page's widget and see that the picture follows."""
    widget = first_widget(page)
    set_up(widget)
    expect_shown(widget, build("sliding-filter", language, FIRST))
    wait_for_python(page)
    open_controls(page)
    field(page, "stride.0").fill("2")
    expect_shown(widget, build("sliding-filter", language, FIRST | {"stride": [2, 2]}))


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_a_widget_works_from_the_sites_own_files(
    open_reader: Callable[..., Reader], sites: dict[str, Site], theme: str
) -> None:
    site = sites[theme]
    for path, width in (("", 1280), ("deep/in/page/", 360)):
        page = open_reader(address=site.server.address, width=width).goto(path)
        expect(first_widget(page)).to_have_attribute("data-language", site.language)
        change(page, site.language)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_plot_works_in_a_theme_without_palettes(
    open_reader: Callable[..., Reader], sites: dict[str, Site]
) -> None:
    page = open_reader(address=sites["readthedocs"].server.address).goto()
    images = page.locator("pyconv-plot img")
    expect(images.nth(0)).to_be_visible()
    expect(images.nth(1)).to_be_hidden()
    page.locator("[data-does=load]").click()
    kernel = page.locator("pyconv-plot [data-field='kernel.0']")
    expect(kernel).to_be_visible(timeout=90_000)
    before = images.nth(0).get_attribute("src")
    kernel.fill("5")
    expect(images.nth(0)).not_to_have_attribute("src", before or "", timeout=30_000)


def test_a_page_that_the_theme_swaps_in_works_too(
    open_reader: Callable[..., Reader], sites: dict[str, Site]
) -> None:
    site = sites["material"]
    page = open_reader(address=site.server.address).goto("deep/in/page/")
    wait_for_python(page)
    page.evaluate("window.same = true")
    page.get_by_role("link", name="back").click()
    page.wait_for_url(site.server.address)
    change(page, site.language)
    assert page.evaluate("window.same")


@pytest.mark.parametrize(
    ("theme", "scheme"), [("mkdocs", "light"), ("mkdocs-dark", "dark"), ("readthedocs", "light")]
)
def test_a_widget_looks_the_same_in_every_theme(
    open_reader: Callable[..., Reader], sites: dict[str, Site], theme: str, scheme: str
) -> None:
    looks = []
    for name in (theme, "material"):
        reader = open_reader(address=sites[name].server.address, color_scheme=scheme)
        if name == "mkdocs-dark":
            # The theme's own script, which looks for the colours of code that are switched off here.
            reader.expects("Cannot set properties of null")
        page = reader.goto()
        expect(page.locator(".pc-python").first).to_have_attribute("data-state", re.compile("."))
        looks.append(first_widget(page).evaluate(LOOK))
    assert looks[0]
    assert looks[0] == looks[1]


@pytest.mark.parametrize("theme", THEMES)
def test_what_a_widget_holds_is_not_searched(sites: dict[str, Site], theme: str) -> None:
    site = sites[theme].server.site
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "Before." in index
    assert "After." in index
    assert "focuses" not in index
    assert len(index) < 2000
    assert '"focuses"' in (site / "index.html").read_text("utf-8")
