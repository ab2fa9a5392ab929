"""The live plot: nothing is fetched before the button, then sliders redraw it, failures stay in place.

The plot stands on a page of its own, made of a page of the built site, so that these tests do not
depend on what the pages show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from pyconv.pictures import web
from site_assets.plugin.blocks import parse_figure
from site_assets.plugin.figures import figure_html
from site_assets.plugin.markup import shared
from site_assets.runtime import assembled
from tests.browser.widget_page import outline

pytestmark = pytest.mark.browser

READY_MS = 90_000
ABSENT = "the server responded with a status of 404"
FIRST: dict[str, Any] = {"kernel": [3]}
BODY = "id: weights-figure\nlive: true\ncaption: Move the kernel."


@pytest.fixture
def open_plot(open_reader: Callable[..., Any], built_site: Path) -> Callable[..., Any]:
    """Return a function that makes a reader, as `open_reader` does, on a page with the live plot."""

    def open_one(language: str = "es", fragment: str = "", **choices: Any) -> Any:
        reader = open_reader(**choices)
        home = "" if language == "es" else "en/"
        files: dict[str, bytes] = {}

        def publish(path: str, data: bytes) -> str:
            files[path] = data
            return f"../{path}"

        plot = figure_html(parse_figure("weights", BODY), language, publish, assembled().matplotlib_size)
        plot = shared(plot, language) + plot
        page = (built_site / home / "parameters" / "index.html").read_text("utf-8")
        page = re.sub(
            r"(<article[^>]*>).*(</article>)", lambda match: match[1] + plot + match[2], page, flags=re.DOTALL
        )
        serve(reader, f"**/{home}plot/", page.encode(), "text/html")
        for path, data in files.items():
            serve(reader, f"**/{path}", data, "image/svg+xml")
        reader.goto(f"{home}plot/{fragment}")
        return reader

    return open_one


def serve(reader: Any, pattern: str, body: bytes, kind: str) -> None:
    """Answer with these bytes wherever the pattern fits."""
    reader.context.route(pattern, lambda route: route.fulfill(body=body, content_type=kind))


def expected(params: dict[str, Any], language: str = "es", *, narrow: bool = False) -> dict[str, Any]:
    """Return what this Python answers; the bytes of letters differ a little in the browser's."""
    request = {"figure": "weights", "language": language, "params": params, "narrow": narrow}
    answer: dict[str, Any] = json.loads(web.plot(json.dumps(request)))
    return answer


def press(page: Page) -> None:
    page.locator(".pc-plot-load").click()
    expect(page.locator(".pc-plot form")).to_be_visible(timeout=READY_MS)
    expect(page.locator(".pc-status")).to_have_text(re.compile("listo|ready"))


def picture(page: Page, palette: str) -> str:
    address = page.locator(f".pc-plot-{palette} img").get_attribute("src") or ""
    kind, _, text = address.partition(",")
    assert kind == "data:image/svg+xml"
    return unquote(text)


def test_before_the_button_a_still_and_no_matplotlib(open_plot):
    asked = []
    reader = open_plot(color_scheme="light")
    page = reader.page
    reader.context.on("request", lambda request: asked.append(request.url))
    image = page.locator(".pc-plot-light img")
    expect(image).to_be_visible()
    expect(page.locator(".pc-plot-dark img")).to_be_hidden()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 680
    expect(page.locator(".pc-plot form")).to_be_hidden()
    expect(page.locator(".pc-plot .pc-python")).to_be_hidden()
    size = f"{assembled().matplotlib_size / 1e6:.1f}".replace(".", ",")
    expect(page.locator(".pc-plot-load")).to_have_text(f"Cambiar los parámetros (descarga {size} MB)")
    page.wait_for_timeout(500)
    assert not [address for address in asked if "runtime" in address]


def test_the_palettes_are_switched_without_a_script(open_plot):
    page = open_plot(color_scheme="dark").page
    expect(page.locator(".pc-plot-dark img")).to_be_visible()
    expect(page.locator(".pc-plot-light img")).to_be_hidden()


@pytest.mark.parametrize(("language", "scheme", "width"), [("es", "light", 1280), ("en", "dark", 360)])
def test_the_button_and_the_sliders(open_plot, language, scheme, width):
    reader = open_plot(language, color_scheme=scheme, width=width)
    page = reader.page
    said: list[str] = []

    def hear(words: str) -> None:
        said.append(words)

    page.expose_function("said", hear)
    page.evaluate(
        """() => new MutationObserver(() => said(document.querySelector(".pc-status").textContent))
            .observe(document.querySelector(".pc-status"), { childList: true })"""
    )
    press(page)
    assert any("matplotlib" in words and "MB" in words for words in said), said
    narrow = width < 780
    for params in ({}, {"kernel": [7]}, {"kernel": [7], "layers": "dense-convolutional"}):
        if "kernel" in params:
            page.locator("[data-slides='kernel.0']").fill("7")
            page.locator("[data-field='layers']").select_option(params.get("layers", "all"))
        wanted = expected(params, language, narrow=narrow)
        expect(page.locator(".pc-summary")).to_have_text(wanted["summary"])
        image = page.locator(f".pc-plot-{scheme} img")
        expect(image).to_have_attribute("alt", wanted["alt"])
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == wanted["size"][0]
        for palette in ("light", "dark"):
            assert outline(picture(page, palette)) == outline(wanted["svg"][palette])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("[data-does=reset]").click()
    expect(page.locator(".pc-summary")).to_have_text(expected({}, language)["summary"])


def test_a_link_sets_the_plot_up_and_follows_it(open_plot):
    reader = open_plot("en", "#weights-figure?kernel=7&banana=1&v=1")
    page = reader.page
    summary = page.locator(".pc-summary")
    expect(summary).to_contain_text("this makes no sense here and was left out: banana=1")
    expect(summary).to_contain_text("press the button, and it is drawn with them")
    press(page)
    expect(summary).to_have_text(expected({"kernel": [7]}, "en")["summary"])
    page.locator("[data-field='layers']").select_option("dense-convolutional")
    expect(page).to_have_url(re.compile(r"#weights-figure\?kernel=7&layers=dense-convolutional&v=1$"))
    page.locator("[data-does=share]").click()
    expect(page.locator(".pc-shared")).not_to_have_text("")
    expect(page.locator(".pc-shared-link")).to_have_value(page.url)
    # What is copied is yet to be written; the link takes its place.
    page.evaluate(
        """() => {
            const shared = document.querySelector(".pc-shared");
            shared.textContent = "";
            document.querySelector("[data-does=share]").click();
            return new Promise((copied) => {
                const seen = () => shared.textContent && copied();
                new MutationObserver(seen).observe(shared, { childList: true });
            }).then(() => { location.hash = "weights-figure?kernel=5&v=1"; });
        }"""
    )
    expect(summary).to_have_text(expected({"kernel": [5]}, "en")["summary"])
    page.wait_for_timeout(1000)
    expect(page).to_have_url(re.compile(r"#weights-figure\?kernel=5&v=1$"))
    expect(summary).to_have_text(expected({"kernel": [5]}, "en")["summary"])
    page.locator("[data-does=reset]").click()
    expect(page).to_have_url(re.compile("/plot/$"))


def test_a_refusal_stands_in_place_and_the_plot_stays(open_plot):
    page = open_plot().page
    press(page)
    before = picture(page, "light")
    page.locator("[data-field='kernel.0']").fill("12")
    expect(page.locator(".pc-refusal")).to_contain_text("Núcleo: debe estar entre 1 y 11, pero es 12")
    expect(page.locator("[data-field='kernel.0']")).to_have_attribute("aria-invalid", "true")
    assert picture(page, "light") == before
    page.locator("[data-field='kernel.0']").fill("11")
    expect(page.locator(".pc-refusal")).to_be_empty()
    expect(page.locator(".pc-summary")).to_have_text(expected({"kernel": [11]})["summary"])


def test_only_the_last_of_many_changes_is_drawn_last(open_plot):
    page = open_plot().page
    press(page)
    page.evaluate(
        """() => {
            window.drawn = 0;
            document.addEventListener("pyconv-drawn", () => drawn++);
            const slider = document.querySelector("[data-slides='largest.0']");
            for (let size = 100; size <= 140; size++) {
                slider.value = size;
                slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
            }
        }"""
    )
    expect(page.locator(".pc-summary")).to_have_text(expected({"largest": [140]})["summary"])
    assert page.evaluate("drawn") <= 3


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_file_that_fails_is_named_and_can_be_fetched_again(open_plot, how):
    reader = open_plot()
    reader.tolerates(ABSENT)

    def spoil(route):
        if how == "missing":
            return route.fulfill(status=404, body="gone")
        answer = route.fetch()
        return route.fulfill(response=answer, body=b"?" + answer.body()[1:])

    reader.context.route("**/kiwisolver*.whl", spoil)
    page = reader.page
    page.locator(".pc-plot-load").click()
    status = page.locator(".pc-status")
    expect(status).to_contain_text("kiwisolver", timeout=READY_MS)
    expect(status).to_contain_text("llegó dañado" if how == "damaged" else "No se pudo descargar")
    expect(page.locator(".pc-plot-light img")).to_be_visible()
    reader.context.unroute("**/kiwisolver*.whl")
    page.locator(".pc-plot [data-does=retry]").click()
    expect(page.locator(".pc-plot form")).to_be_visible(timeout=READY_MS)
    expect(page.locator(".pc-summary")).to_have_text(expected(FIRST)["summary"])


def test_without_scripts_there_is_the_still_alone(open_plot):
    page = open_plot(javascript=False).page
    expect(page.locator(".pc-plot-light img")).to_be_visible()
    expect(page.locator(".pc-plot-load")).to_be_hidden()
    expect(page.locator(".pc-plot noscript")).to_be_visible()
