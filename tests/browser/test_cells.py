"""The cells of code of a page: written and run by the keyboard, stopped, kept, sent by a link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pyconv.pictures.interpreter import page_words
from site_assets.build import PROJECT
from tests.browser.widget_page import READY_MS, set_up

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
HOSTILE = """
class Page:
    def _repr_html_(self):
        return (
            "<p id=seen onclick=alert(1)>drawn</p><script>alert(1)</script><style>p { color: red }</style>"
            "<img src=https://example.org/a.png onerror=alert(1)><a href=javascript:alert(1)>go</a>"
            "<form action=/><input name=a></form><svg><use href=#a /><rect width=9 height=9 /></svg>"
            "<p style=color:red>plain</p>"
        )

Page()
"""


def cell_of(page: Page, name: str) -> Locator:
    """Return a cell once it was set up."""
    cell = page.locator(f"#{name}")
    # The theme may make it anew for a link, now or in a moment.
    page.evaluate("(name) => document.getElementById(name).scrollIntoView()", name)
    expect(cell).to_have_class(re.compile("pc-set-up"))
    return cell


def write(cell: Locator, code: str) -> Locator:
    """Put a code into a cell, and return the field."""
    field = cell.get_by_role("textbox").first
    field.fill(code)
    return field


def accepted(page: Page, selector: str) -> None:
    page.evaluate(AXE)
    found = page.evaluate(
        "(selector) => axe.run(selector, { resultTypes: ['violations'] })",
        selector,
    )
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_written_and_run_by_the_keyboard(open_reader: Any) -> None:
    words = page_words("es")
    reader = open_reader(width=360, height=740, color_scheme="dark", reduced_motion="reduce")
    page = reader.goto("pyconv/")
    cell = cell_of(page, "first-sizes")
    field = cell.get_by_role("textbox", name=words["code"])
    expect(field).to_have_value(re.compile("^import numpy as np\n"))
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    # Enter goes on with the indentation of a line, Tab indents, and Escape lets it lead on.
    page.keyboard.type("def half(x):")
    page.keyboard.press("Enter")
    page.keyboard.type("return x / 2")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.keyboard.type("print('ñ')")
    page.keyboard.press("Enter")
    page.keyboard.type("half(42)")
    expect(field).to_have_value("def half(x):\n    return x / 2\n\nprint('ñ')\nhalf(42)")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell.get_by_role("button", name=words["run"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell.locator(".pc-said")).to_have_text(words["done"], timeout=READY_MS)
    expect(cell.locator(".pc-put-out pre")).to_have_text(["ñ\n", "21.0\n"])
    expect(cell.locator(".pc-python")).to_be_hidden()

    # The cells of a page share their names; what fails is marked in its line, and told without machinery.
    other = cell_of(page, "same-by-matrix")
    field = write(other, "print(half(2))\n\nhalf('a')")
    field.press("Shift+Enter")
    expect(other.locator(".pc-said")).to_have_text(words["failed-line"].format(line=3))
    failed = other.locator(".pc-failure")
    expect(failed).to_contain_text('File "<cell first-sizes 1>", line 2, in half')
    expect(failed).not_to_contain_text("pyconv/")
    expect(other.locator(".pc-wrong-line")).to_have_text("half('a')\n")
    expect(field).to_have_attribute("aria-invalid", "true")
    accepted(page, "#same-by-matrix")
    other.get_by_role("button", name=words["to-line"].format(line=3)).press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("# ")
    expect(other.locator(".pc-wrong-line")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(other.locator(".pc-said")).to_have_text(words["done"])

    # A picture of the package, and what is no picture.
    shown = cell_of(page, "home-figure")
    shown.get_by_role("button", name=words["run"]).click()
    place = shown.locator(".pc-drawn .pc-cell.output rect").first
    expect(place).to_be_visible()
    assert shown.locator(".pc-drawn svg").count() == 3
    write(shown, HOSTILE).press("Shift+Enter")
    drawn = shown.locator(".pc-drawn")
    expect(drawn.get_by_text("drawn", exact=True)).to_be_visible()
    left = drawn.evaluate("(place) => place.shadowRoot.innerHTML")
    assert left == ('<div><p>drawn</p><img>go<svg><rect width="9" height="9"></rect></svg><p>plain</p></div>')
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360

    # What was written is there when the page is loaded anew, and none of it was run.
    page.reload()
    cell = cell_of(page, "first-sizes")
    expect(cell.get_by_role("textbox")).to_have_value(re.compile("half"))
    expect(cell.locator(".pc-put-out")).to_be_hidden()
    cell.get_by_role("button", name=words["reset-all"]).click()
    expect(cell.locator(".pc-said")).to_have_text(words["reset-all-done"])
    for name, begins in (("first-sizes", "import numpy"), ("same-by-matrix", "from pyconv")):
        expect(cell_of(page, name).get_by_role("textbox")).to_have_value(re.compile(begins))


def test_a_loop_without_end_is_stopped_and_figures_go_on(open_reader: Any) -> None:
    words = page_words("en")
    reader = open_reader(width=1280)
    page = reader.goto("en/sizes/")
    cell = cell_of(page, "sizes-curve")
    accepted(page, "#sizes-curve")

    write(cell, "print('begun')\nwhile True:\n    pass").press("Shift+Enter")
    expect(cell.locator(".pc-put-out")).to_have_text("begun\n", timeout=READY_MS)
    expect(cell.get_by_role("button", name=words["run"])).to_have_attribute("aria-disabled", "true")
    widget = page.locator("#layer-figure")
    widget.scroll_into_view_if_needed()
    set_up(widget)
    expect(widget.locator(".pc-python")).to_have_attribute("data-state", "ready", timeout=READY_MS)
    widget.locator('[data-field="stride"]').first.fill("3")
    expect(widget.locator(".pc-stage")).to_contain_text("75", timeout=READY_MS)

    cell.scroll_into_view_if_needed()
    expect(cell.locator(".pc-said")).to_have_text(words["running"])
    cell.get_by_role("button", name=words["stop"]).press("Enter")
    expect(cell.locator(".pc-said")).to_have_text(words["stopped"])
    expect(cell.get_by_role("button", name=words["run"])).to_be_focused()
    expect(cell.locator(".pc-put-out")).to_have_text("begun\n")

    # Python begins anew, and matplotlib comes when it is needed.
    cell.get_by_role("button", name=words["reset"], exact=True).click()
    expect(cell.locator(".pc-put-out")).to_be_hidden()
    cell.get_by_role("button", name=words["run"]).click()
    figure = cell.get_by_role("img", name="A figure of matplotlib")
    expect(figure).to_be_visible(timeout=READY_MS)
    assert figure.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 300
    assert cell.locator(".pc-put-out").inner_text() == ""
    expect(cell.locator(".pc-said")).to_have_text(words["done"])


def test_a_link_brings_code_that_is_not_run(open_reader: Any) -> None:
    words = page_words("en")
    code = (
        "from pyconv import output_size\n\n"
        + "# a remark: 100 % & more; as long as it likes\n" * 12
        + "6 * 7"
    )
    reader = open_reader(
        width=768, permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce"
    )
    page = reader.goto("en/pyconv/")
    cell = cell_of(page, "first-sizes")
    write(cell, code)
    cell.get_by_role("button", name=words["link"]).click()
    expect(cell.locator(".pc-said")).to_have_text(words["linked"])
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert "#first-sizes?deflate=" in link

    other = open_reader(width=360, height=740, reduced_motion="reduce")
    page = other.page
    page.goto(link)
    cell = cell_of(page, "first-sizes")
    expect(cell.get_by_role("textbox")).to_have_value(code)
    expect(cell.locator(".pc-came")).to_have_text(words["came"])
    expect(cell.locator(".pc-put-out")).to_be_hidden()
    assert not [
        worker for worker in page.workers if "worker.js" in worker.url and cell.locator("pre").count()
    ]
    # What is written in its place is not taken back by the address when the page is loaded anew.
    write(cell, "1 + 1")
    page.reload()
    cell = cell_of(page, "first-sizes")
    expect(cell.get_by_role("textbox")).to_have_value("1 + 1")
    expect(cell.locator(".pc-came")).to_have_text(words["came"])
    cell.get_by_role("button", name=words["reset"], exact=True).click()
    expect(cell.locator(".pc-came")).to_be_empty()

    # Another link in the same page; what is damaged, hidden or of a later grammar changes nothing.
    page.evaluate("() => { location.hash = 'first-sizes?code=print(7)&v=1'; }")
    expect(cell_of(page, "first-sizes").get_by_role("textbox")).to_have_value("print(7)")
    for said, why in (
        ("code=print(8)&v=2", "newer"),
        ("deflate=AAAA&v=1", "damaged"),
        ("code=%E2%80%AE1&v=1", "damaged"),
        ("code=%&v=1", "damaged"),
        ("stride=2", "damaged"),
    ):
        page.evaluate("(said) => { location.hash = `first-sizes?${said}`; }", said)
        cell = cell_of(page, "first-sizes")
        expect(cell.locator(".pc-came")).to_have_text(words[why])
        expect(cell.get_by_role("textbox")).to_have_value("print(7)")


def test_without_scripts_it_is_code(open_reader: Any) -> None:
    page = open_reader(javascript=False).goto("en/pyconv/")
    expect(page.locator("#first-sizes pre code")).to_contain_text("import numpy as np")
    assert page.locator("#first-sizes :is(button, textarea)").count() == 0
