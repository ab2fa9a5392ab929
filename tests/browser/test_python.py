"""Python in the page: one worker for the tab, missing files, silence."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import cell, expect_picture, field, pythons, wait_for_python, words

pytestmark = pytest.mark.browser

ABSENT = "the server responded with a status of 404"


def test_one_worker_serves_ten_navigations(reader):
    page = reader.goto("")
    wait_for_python(page)
    [worker] = pythons(page)
    page.evaluate("window.same = true")
    for direction, path in [("next", "why/"), ("prev", "")] * 5:
        page.locator(f".md-footer__link--{direction}").click()
        expect(page).to_have_url(reader.address + path)
        expect(page.locator(".md-footer__link--prev")).to_have_count(1 if path else 0)
        wait_for_python(page)
        assert pythons(page) == [worker]
    assert page.evaluate("window.same"), "instant navigation is off"
    field(page, "kernel.0").fill("2")
    expect_picture(page, {"kernel": [2, 2]})


def test_leaving_a_page_leaves_nothing_running(open_reader):
    reader = open_reader(reduced_motion="no-preference")
    page = reader.goto("")
    wait_for_python(page)
    page.evaluate("window.widget = document.querySelector('pyconv-widget')")
    page.locator(".md-footer__link--next").click()
    expect(page).to_have_url(reader.address + "why/")
    page.wait_for_timeout(300)
    step = "window.widget.querySelector('.pc-step').textContent"
    left = page.evaluate(step)
    page.wait_for_timeout(2500)
    assert page.evaluate(step) == left
    assert not page.evaluate("window.widget.classList.contains('pc-playing')")


def still_usable(page):
    """The first state is there and can be stepped."""
    page.locator("[data-does=forward]").first.click()
    expect(page.locator(".pc-step").first).to_have_text("Paso 2 de 9")
    cell(page, "out:4").hover()
    expect(words(page)).to_contain_text("Salida (1, 1)")


@pytest.mark.parametrize("broken", ["numpy.bin", "convolution_views-*.bin"])
def test_a_missing_file_is_named_and_can_be_fetched_again(open_reader, broken):
    reader = open_reader(reduced_motion="reduce")
    reader.tolerates(ABSENT)
    pattern = f"**/{broken}"
    reader.context.route(pattern, lambda route: route.fulfill(status=404, body="gone"))
    page = reader.goto("")
    status = page.locator(".pc-status").first
    expect(status).to_contain_text("No se pudo descargar", timeout=60_000)
    expect(status).to_contain_text(broken.partition("*")[0])
    still_usable(page)
    reader.context.unroute(pattern)
    page.locator("[data-does=retry]").first.click()
    wait_for_python(page)
    field(page, "kernel.0").fill("5")
    expect_picture(page, {"kernel": [5, 5]})


def test_silence_has_an_end(open_reader):
    reader = open_reader(reduced_motion="reduce")
    reader.page.clock.install()
    reader.context.route("**/runtime/**/*.wasm.bin", lambda _: None)
    page = reader.goto("")
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "starting")
    page.wait_for_timeout(1500)
    page.clock.run_for(181_000)
    expect(page.locator(".pc-status").first).to_contain_text("dejó de responder")
    assert not pythons(page)
    page.clock.resume()
    still_usable(page)


def test_saving_data_python_waits_to_be_needed(open_reader):
    reader = open_reader(reduced_motion="reduce")
    reader.page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    page = reader.goto("")
    page.wait_for_timeout(1500)
    assert not pythons(page)
    expect(page.locator(".pc-status").first).to_have_text("Python se cargará cuando haga falta.")
    field(page, "kernel.0").fill("5")
    expect_picture(page, {"kernel": [5, 5]})


@pytest.mark.parametrize("interest", ["pointer", "keyboard", "scrolling"])
def test_who_turns_to_a_widget_does_not_wait_for_the_whole_page(open_reader, interest):
    reader = open_reader(reduced_motion="reduce")
    # The page is never complete: a picture of it does not come.
    reader.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
            const picture = new Image();
            picture.src = "never.svg";
            document.body.append(picture);
        })"""
    )
    reader.context.route("**/never.svg", lambda _: None)
    page = reader.page
    page.goto(reader.address, wait_until="commit")
    widget = page.locator("pyconv-widget").first
    idle = "Python se cargará cuando haga falta."
    expect(widget.locator(".pc-status").first).to_have_text(idle, timeout=60_000)
    assert not pythons(page)
    if interest == "pointer":
        widget.locator(".pc-words").first.hover()
    elif interest == "keyboard":
        widget.locator("[data-does=forward]").first.focus()
    else:
        page.mouse.wheel(0, 40)
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "ready", timeout=90_000)
    assert page.evaluate("document.readyState") == "interactive"
