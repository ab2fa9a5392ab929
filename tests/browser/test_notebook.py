"""A picture outside the site, as a notebook shows it: its own colours, on its own paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from pyconv.pictures.standalone import picture
from pyconv.pictures.views import VIEWS

pytestmark = pytest.mark.browser

LOOK = """() => {
  const drawn = ".pc-cell:not(.pixel) rect, .pc-cell text, .pc-window, .pc-shape path";
  return [...document.querySelectorAll(drawn)].map((each) => {
    const { fill, stroke } = getComputedStyle(each);
    const where = each.closest(".pc-cell, .pc-shape, .pc-window").getAttribute("class");
    return [where, each.tagName, fill, stroke];
  });
}"""


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_everything_drawn_has_a_colour(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 900})
    html = picture(name)
    page.set_content(f'<!doctype html><body style="background: #111; color: #eee">{html}</body>')
    black = "rgb(0, 0, 0)"
    drawn = page.evaluate(LOOK)
    assert bool(drawn) == ("<svg" in html)
    for where, tag, fill, stroke in drawn:
        assert fill != black, (where, tag)
        assert fill != "none" or stroke not in {"none", black}, (where, tag)
    paper, ink = page.eval_on_selector(
        ".pc-stage", "(stage) => [getComputedStyle(stage).backgroundColor, getComputedStyle(stage).color]"
    )
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(27, 42, 47)")
    page.close()
