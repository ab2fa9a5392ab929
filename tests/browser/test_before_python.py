"""The widget in its first state: before Python has come, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import cell, lit, picture, texts, value, words

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(open_reader):
    """A page whose Python never comes: its files are asked for and not answered."""
    reader = open_reader(reduced_motion="reduce")
    reader.context.route("**/runtime/**", lambda _: None)
    return reader.goto("")


def test_it_can_be_stepped_and_pointed_at(waiting):
    page = waiting
    steps = picture({})["steps"]
    expect(page.locator(".pc-step").first).to_have_text(f"Paso 1 de {len(steps)}")
    for number in range(2, len(steps) + 1):
        page.locator("[data-does=forward]").first.click()
        expect(page.locator(".pc-step").first).to_have_text(f"Paso {number} de {len(steps)}")
        expect(cell(page, steps[number - 1])).to_have_class(re.compile("pc-chosen"))
        expect(words(page)).to_contain_text(f"= {value(page, steps[number - 1])}")
    page.locator("[data-does=back]").first.click()
    expect(page.locator(".pc-step").first).to_have_text(f"Paso {len(steps) - 1} de {len(steps)}")
    cell(page, "out:4").hover()
    expect(words(page)).to_contain_text("Salida (1, 1)")
    assert page.locator(".pc-python").first.get_attribute("data-state") == "starting"


def test_output_cells_are_written_one_by_one(waiting):
    page = waiting
    pending = page.locator("pyconv-widget .pc-cell.pc-pending")
    expect(pending).to_have_count(8)
    scrubber = page.locator(".pc-scrubber").first
    scrubber.fill("5")
    expect(pending).to_have_count(3)
    scrubber.fill("1")
    expect(pending).to_have_count(7)


def test_a_change_made_early_is_drawn_once_python_is_there(open_reader):
    reader = open_reader(reduced_motion="reduce")
    held = []

    def hold(route):
        held.append(route)

    reader.context.route("**/runtime/**/pyodide-lock.json", hold)
    page = reader.goto("")
    page.locator('[data-field="kernel.0"]').first.fill("5")
    expect(page.locator(".pc-stage").first).to_have_class(re.compile("pc-behind"))
    assert len(texts(page, "kernel")) == 3
    held[0].continue_()
    expect(page.locator('svg[data-grid="kernel"] .pc-cell')).to_have_count(25, timeout=90_000)
    expect(page.locator(".pc-stage").first).not_to_have_class(re.compile("pc-behind"))


@pytest.mark.parametrize(("path", "sentence"), [("", "Con JavaScript"), ("en/", "With JavaScript")])
def test_it_can_be_read_without_scripts(open_reader, path, sentence):
    reader = open_reader(javascript=False, width=360)
    page = reader.goto(path)
    for grid in ("input", "kernel", "output"):
        expect(page.locator(f'svg[data-grid="{grid}"]')).to_be_visible()
    expect(page.locator('[data-key="out:8"] text')).to_be_visible()
    expect(page.locator(".pc-words")).to_be_visible()
    expect(page.locator("figcaption").first).to_be_visible()
    assert sentence in (page.locator("pyconv-widget noscript").first.text_content() or "")
    assert lit(page) == set(picture({})["focus"]["lit"]), "the first window is lit"
    for part in (".pc-player", ".pc-settings", ".pc-python", ".pc-edit"):
        expect(page.locator(part).first).to_be_hidden()


def test_the_first_focus_is_lit(waiting):
    assert lit(waiting) == set(picture({})["focus"]["lit"])


def test_progress_counts_the_bytes_that_come(open_reader):
    reader = open_reader(reduced_motion="reduce")
    session = reader.context.new_cdp_session(reader.page)
    session.send("Network.enable")
    page = reader.page
    page.add_init_script(
        """new MutationObserver(() => {
            const line = document.querySelector(".pc-status")?.textContent;
            const bar = document.querySelector(".pc-python progress");
            const seen = (window.seen ??= []);
            if (line && seen.at(-1)?.[0] !== line) seen.push([line, bar?.hidden ? null : bar?.position]);
        }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })"""
    )
    reader.goto("")
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "ready", timeout=90_000)
    seen = page.evaluate("window.seen")
    counted = [
        (float(found[1].replace(",", ".")), float(found[2].replace(",", ".")), position)
        for line, position in seen
        if (found := re.fullmatch(r"Descargando Python: ([\d,]+) de ([\d,]+) MB", line)) and found[2] != "0,0"
    ]
    assert counted, seen
    assert counted[-1][1] > 3, "the total is that of the runtime"
    assert [loaded for loaded, *_ in counted] == sorted(loaded for loaded, *_ in counted)
    assert all(abs(position - loaded / total) < 0.02 for loaded, total, position in counted)
    assert seen[-1][0] == "Python está listo."
