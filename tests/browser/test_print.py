"""The pages on paper: each widget a whole still with its values, questions open, in light colours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import PAGES, first_widget, shown, wait_for_python

pytestmark = pytest.mark.browser


SHEET = {"width": 680, "height": 980}
"""What A4 leaves between its margins, in CSS pixels."""

MOST_SHEETS = {"transposed/": 16, "parameters/": 15}

WIDE = """() => {
    const wide = [];
    const edge = document.documentElement.clientWidth + 1;
    const roots = [document, ...[...document.querySelectorAll(".pc-frame")].flatMap(f => f.shadowRoot ?? [])];
    for (const root of roots)
        for (const part of root.querySelectorAll(".pc svg[role=grid], .pc-stage svg, .pc-html > *, .pc img,"
                + ".md-typeset table, .md-typeset math")) {
            const { left, right, width } = part.getBoundingClientRect();
            if (width && (right > edge || left < -1)) wide.push(part.outerHTML.slice(0, 80));
        }
    return wide;
}"""

HIGH = """most => {
    const height = part => part.getBoundingClientRect().height;
    const high = [...document.querySelectorAll(".pc")].filter(part => height(part) > most);
    const items = part => [...part.querySelectorAll(".pc-frame")].flatMap(frame =>
        [...(frame.shadowRoot ?? frame).querySelectorAll(".pc-item")]);
    // One alone is the whole picture.
    return high.flatMap(part => items(part).length > 1 ? items(part).map(height) : [height(part)])
        .filter(each => each > most);
}"""


def sheets(page, **choices):
    """Return how many sheets of A4 a page takes."""
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", margin=margin, **choices)))


def on_paper(page):
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")


@pytest.mark.parametrize("path", [path for path in PAGES if path != "pyconv/"])
def test_nothing_is_cut_or_folded_on_paper(open_reader, path):
    page = open_reader(reduced_motion="reduce").goto(path)
    on_paper(page)
    # The page of frameworks has tables alone.
    shown = "table" if path == "frameworks/" else "pyconv-widget, pyconv-image, pyconv-sound"
    expect(page.locator(shown).first).to_be_visible()
    assert page.evaluate(WIDE) == []
    # A widget that is higher than a sheet is broken between its panels: each is on one.
    assert page.evaluate(HIGH, SHEET["height"]) == []
    for part in (".pc-player", ".pc-settings", ".pc-python", ".pc-help", ".pc-sources", ".pc-dials"):
        for each in page.locator(f":is(pyconv-widget, pyconv-image, pyconv-sound) {part}").all():
            expect(each).to_be_hidden()
    # What is to be tried is nothing on paper.
    for answer in page.locator("details.question > :not(summary, :has(> .pc-try))").all():
        expect(answer).to_be_visible()


@pytest.mark.parametrize(("path", "most"), MOST_SHEETS.items())
def test_a_page_takes_few_sheets(open_reader, path, most):
    page = open_reader(reduced_motion="reduce").goto(path)
    expect(page.locator("pyconv-widget").first).to_be_attached()
    assert sheets(page) <= most


def test_every_value_is_written_on_paper_and_only_there(open_reader):
    page = open_reader(reduced_motion="reduce").goto("en/")
    wait_for_python(page)
    widget = first_widget(page)
    before = shown(widget)
    blank = [text for panel in before["panels"] for row in panel["rows"] for _, text in row if not text]
    assert blank, "the animation has yet to come to most outputs"
    page.emulate_media(media="print")
    expect(widget.locator(".pc-pending")).to_have_count(0)
    texts = [text for panel in shown(widget)["panels"] for row in panel["rows"] for _, text in row]
    assert all(texts)
    # What is drawn anew meanwhile is whole as well.
    page.locator('[data-field="stride.0"]').first.evaluate(
        """field => {
            field.value = "1";
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    expect(widget.locator('svg[data-grid="output"] .pc-cell')).to_have_count(25)
    expect(widget.locator(".pc-pending")).to_have_count(0)
    page.emulate_media(media="screen")
    expect(widget.locator(".pc-pending")).to_have_count(24)


def test_a_dark_page_is_printed_light(open_reader):
    page = open_reader(reduced_motion="reduce", color_scheme="dark").goto("transposed/")
    paper = "element => getComputedStyle(element).getPropertyValue('--paper')"
    widget = first_widget(page)
    dark = widget.evaluate(paper)
    page.emulate_media(media="print", color_scheme="dark")
    light = widget.evaluate(paper)
    assert (dark.strip(), light.strip()) == ("#0f171a", "#fcfbf8")
    body = page.locator("body")
    expect(body).not_to_have_css("color-scheme", "dark")
    assert page.locator(".md-typeset").first.evaluate("e => getComputedStyle(e).color") == "rgb(34, 50, 56)"
