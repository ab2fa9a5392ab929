"""Taking a figure along: its dialog, a slide, what is foretold, a lesson, and a frame in another page."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from site_assets.build import PROJECT
from tests.browser.widget_page import READY_MS

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
STRIDE = "en/parameters/#stride-figure?stride=1&v=1"


def dialog(page: Page) -> Locator:
    return page.locator("dialog[open]")


def section(page: Page, title: str) -> Locator:
    """Open a section of the dialog and return its content."""
    held = dialog(page).locator("details", has=page.locator("summary", has_text=title))
    if not held.evaluate("(section) => section.open"):
        held.locator("summary").click()
    place = held.locator(".pc-section")
    expect(place.locator("> *").first).to_be_visible()
    return place


def expect_no_faults(page: Page) -> None:
    # What a script of the page could not do under its policy, the browser's own door can.
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('dialog', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def coded(image: bytes) -> str:
    """Return what stands in the QR code of an image."""
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(image)).convert("L"))
    return str(code.text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_holds_the_keyboard_and_gives_it_back(open_reader: Any, scheme: str) -> None:
    reader = open_reader(width=360, height=800, color_scheme=scheme, reduced_motion="reduce")
    page = reader.goto(STRIDE)
    take = page.locator("#stride-figure .pc-take")
    take.click()
    link = section(page, "A link").locator("input")
    expect(link).to_have_value(re.compile(r"/en/parameters/#stride-figure\?stride=1&v=1$"))
    dialog(page).get_by_role("button", name="QR code").click()
    code = dialog(page).locator("canvas")
    expect(code).to_be_visible()
    assert coded(code.screenshot()) == link.input_value()
    for title in ("A slide", "Inside another page", "A lesson"):
        section(page, title)
    expect_no_faults(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert dialog(page).evaluate("(dialog) => dialog.scrollWidth - dialog.clientWidth") <= 0
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("() => !document.querySelector('main').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(take).to_be_focused()


def test_a_slide_is_led_by_a_clicker_and_keeps_its_results_back(open_reader: Any) -> None:
    reader = open_reader(height=720, reduced_motion="reduce")
    page = reader.goto("en/parameters/?present=predict#stride-figure?stride=1&step=2&v=1")
    widget = page.locator("#stride-figure")
    expect(widget).to_have_class(re.compile("pc-presenting"))
    expect(widget.locator(".pc-question")).to_contain_text("The window moves two cells")
    output = widget.locator('svg[data-grid="output"]')
    expect(output.locator('[data-key="out:1"]')).to_have_text("?", timeout=READY_MS)
    step = widget.locator(".pc-step")
    assert step.evaluate("(step) => parseFloat(getComputedStyle(step).fontSize)") >= 18
    assert widget.locator(".pc-bar").evaluate("(bar) => bar.getBoundingClientRect().bottom") <= 720
    expect(widget.locator(".pc-settings")).to_be_hidden()
    expect(widget.locator(".pc-words")).to_be_hidden()
    assert "72" not in output.aria_snapshot()
    field = widget.locator(".pc-predict input")
    for typed, said in (("abc", "is not a number"), ("144/2", "Right: 72.")):
        field.fill(typed)
        field.press("Enter")
        expect(widget.locator(".pc-verdict")).to_contain_text(said, timeout=READY_MS)
    expect(output.locator('[data-key="out:1"]')).to_contain_text("72")
    expect(widget.locator(".pc-words")).to_contain_text("= 72")
    page.keyboard.press("PageDown")
    expect(step).to_have_text("Step 3 of 16")
    expect(output.locator('[data-key="out:2"]')).to_have_text("?")
    page.keyboard.press("PageDown")
    expect(output.locator('[data-key="out:2"]')).to_have_text("81")
    page.keyboard.press("PageUp")
    expect(step).to_have_text("Step 2 of 16")
    page.keyboard.press("b")
    expect(widget.locator(".pc-black")).to_be_visible()
    page.keyboard.press("b")
    expect(widget.locator(".pc-black")).to_be_hidden()
    page.keyboard.press("c")
    expect(widget.locator(".pc-settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(widget).not_to_have_class(re.compile("pc-full|pc-presenting|pc-predicting"))
    expect(output.locator('[data-key="out:0"]')).to_have_text("63")
    expect(page).to_have_url(re.compile(r"/en/parameters/#stride-figure\?stride=1&step=2"))


def test_a_lesson_is_made_sent_and_played(open_reader: Any) -> None:
    reader = open_reader(reduced_motion="reduce")
    page = reader.goto(STRIDE)
    page.locator("#stride-figure .pc-take").click()
    lesson = section(page, "A lesson")
    for sentence in ("How many stops?", "And now?"):
        lesson.get_by_role("button", name="Add this figure").click()
        lesson.locator("li:last-child input").fill(sentence)
    reader.goto("en/pooling/").locator("pyconv-widget .pc-take").first.click()
    lesson = section(page, "A lesson")
    lesson.get_by_role("button", name="Add this figure").click()
    lesson.locator("li:last-child input").fill("<b>And the largest?</b>")
    lesson.get_by_role("button", name="Take figure 2 out").click()
    expect(lesson.locator("li")).to_have_count(2)
    link = lesson.get_by_label("Opens the whole lesson")
    expect(link).to_have_value(re.compile("deflate="))
    address = link.input_value()
    lesson.get_by_role("button", name="QR code").click()
    with page.expect_download() as saved:
        lesson.locator(".pc-qr").get_by_role("button", name="PNG").click()
    assert coded(saved.value.path().read_bytes()) == address
    with page.expect_download() as saved:
        lesson.get_by_role("button", name="Save as a file").click()
    kept = json.loads(saved.value.path().read_text("utf-8"))
    assert [figure["sentence"] for figure in kept["figures"]] == [
        "How many stops?",
        "<b>And the largest?</b>",
    ]
    foreign = {**kept, "figures": [{"link": "https://example.com/#a-figure", "sentence": ""}]}
    for text, said in (
        (json.dumps(foreign), "Figure 1 of the lesson leads to no figure"),
        ("{}", "no lesson"),
    ):
        file = {"name": "lesson.json", "mimeType": "application/json", "buffer": text.encode()}
        lesson.locator("input[type=file]").set_input_files(file)
        expect(dialog(page).locator(".pc-told")).to_contain_text(said)

    # Somebody else opens the link.
    other = open_reader(reduced_motion="reduce").page
    other.goto(address)
    expect(dialog(other).locator("li")).to_have_count(2)
    dialog(other).get_by_role("button", name="Play", exact=True).click()
    question, place = other.locator(".pc-question"), other.locator(".pc-place")
    expect(question).to_have_text("How many stops?")
    expect(place).to_have_text("1 of 2")
    other.keyboard.press("n")
    expect(question).to_have_text("<b>And the largest?</b>")
    expect(other).to_have_url(re.compile(r"/en/pooling/\?lesson#"))
    other.keyboard.press("p")
    expect(question).to_have_text("How many stops?")
    expect(other.locator("#stride-figure")).to_have_class(re.compile("pc-presenting"))
    other.keyboard.press("n")
    expect(place).to_have_text("2 of 2")
    other.keyboard.press("n")
    expect(dialog(other)).to_contain_text("The lesson has ended.")
    other.keyboard.press("Escape")
    other.keyboard.press("Escape")
    expect(other.locator(".pc-presenting")).to_have_count(0)
    other.goto(address.replace("deflate=", "deflate=x"))
    expect(dialog(other)).to_contain_text("This is no lesson, or it has been damaged.")


@pytest.fixture
def foreign() -> Iterator[tuple[str, dict[str, str]]]:
    """A page of somebody else's, on a port of its own; its text is put there later."""
    held: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = held["page"].encode() if self.path == "/" else b""
            self.send_response(200 if page else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", held
    server.shutdown()
    thread.join()
    server.server_close()


def test_words_that_hold_all_results_wait_for_the_last_of_them(open_reader: Any) -> None:
    page = open_reader(height=720).goto("en/true-convolution/?present=predict#stride-figure")
    widget = page.locator("#stride-figure")
    polynomials = widget.locator(".pc-counts td")
    expect(polynomials).to_have_count(3)
    product = polynomials.last
    expect(product).to_be_hidden(timeout=READY_MS)
    assert "7" not in polynomials.first.inner_text()
    widget.get_by_role("button", name="Show all").click()
    expect(product).to_be_visible()
    expect(product).to_contain_text("7")


def test_nothing_of_the_text_around_an_embedded_figure_is_left(open_reader: Any) -> None:
    page = open_reader(reduced_motion="reduce").goto("en/pooling/")
    name = page.locator("pyconv-widget").first.get_attribute("id")
    # It has lists, which the theme lays out in its own way.
    assert page.locator(".md-content__inner > ul").count()
    page.goto(f"{page.url}?embed#{name}")
    expect(page.locator(f"#{name}")).to_have_class(re.compile("pc-alone"))
    seen = """() => [...document.querySelectorAll(".md-content__inner > *")]
        .filter((each) => each.getBoundingClientRect().height).map((each) => each.id)"""
    assert page.evaluate(seen) == [name]


@pytest.mark.parametrize(
    ("page_of", "name", "allowed"),
    [
        ("image", "own-image?image_filter=gaussian", "camera"),
        ("sound", "own-sound?sound=clicks", "microphone"),
    ],
)
def test_what_a_reader_brings_stands_in_a_foreign_page(
    open_reader: Any, foreign: tuple[str, dict[str, str]], page_of: str, name: str, allowed: str
) -> None:
    address, held = foreign
    page = open_reader(reduced_motion="reduce").goto(f"en/{page_of}/#{name}")
    name, settings = name.split("?")
    figure = page.locator(f"#{name}")
    figure.locator("[data-does='take-along']").click()
    frame, listener = section(page, "Inside another page").locator("textarea").all()
    assert f"?embed#{name}?{settings}&amp;v=1" in frame.input_value()
    assert re.search(rf'allow="[^"]*{allowed}', frame.input_value())
    text = re.sub(r'height="\d+"', 'height="200"', frame.input_value())
    held["page"] = f"<!doctype html><title>Foreign</title>{text}{listener.input_value()}"
    page.goto(address)
    inside = page.frame_locator("iframe")
    expect(inside.locator(f"#{name}")).to_have_class(re.compile("pc-set-up"))
    expect(inside.locator(f"#{name}")).to_have_class(re.compile("pc-alone"))
    parameter, value = settings.split("=")
    expect(inside.locator(f"[data-field='{parameter}']")).to_have_value(value)
    expect(inside.locator(".md-header")).to_be_hidden()
    expect(page.locator("iframe")).not_to_have_attribute("height", "200")


def test_a_figure_stands_in_a_foreign_page(open_reader: Any, foreign: tuple[str, dict[str, str]]) -> None:
    address, held = foreign
    reader = open_reader(reduced_motion="reduce")
    page = reader.goto(STRIDE)
    page.locator("#stride-figure .pc-take").click()
    embed = section(page, "Inside another page")
    embed.locator("select").select_option("dark")
    frame, listener = (embed.locator("textarea").nth(place).input_value() for place in (0, 1))
    # Not as high as the figure, so that it has to be told.
    frame = re.sub(r'height="\d+"', 'height="200"', frame)
    held["page"] = f"<!doctype html><title>Foreign</title>{frame}{listener}"
    page.goto(address)
    inside = page.frame_locator("iframe")
    widget = inside.locator("#stride-figure")
    expect(widget).to_have_class(re.compile("pc-set-up"))
    expect(inside.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(inside.locator("html")).to_have_class(re.compile("pc-embedded"))
    for hidden in (".md-header", "h1", ".md-footer", "#kernel-figure"):
        expect(inside.locator(hidden).first).to_be_hidden()
    expect(page.locator("iframe")).not_to_have_attribute("height", "200")
    expect(widget.locator('svg[data-grid="output"] .pc-cell')).to_have_count(16, timeout=READY_MS)
    for _ in range(40):
        asked = float(page.locator("iframe").get_attribute("height") or 0)
        high = widget.evaluate("(widget) => widget.getBoundingClientRect().height")
        if abs(asked - high) <= 1:
            break
        page.wait_for_timeout(50)
    assert abs(asked - high) <= 1
