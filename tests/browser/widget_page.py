"""What the tests of the widget do on a page, in the words of a reader."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, Worker, expect

from pyconv import web

READY_MS = 90_000

FIRST = {
    "input": [5, 5],
    "kernel": [3, 3],
    "stride": [2, 2],
    "padding": "explicit",
    "amounts": [1, 1, 1, 1],
}
"""How the figure of the home page begins, where it differs from the view's own defaults."""


def wait_for_python(page: Page) -> None:
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "ready", timeout=READY_MS)


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'pyconv-widget [data-key="{key}"].pc-cell').first


def value(page: Page, key: str) -> str:
    return cell(page, key).locator("text:not(.pc-note)").text_content() or ""


def field(page: Page, name: str) -> Locator:
    return page.locator(f'[data-field="{name}"]').first


def slider(page: Page, name: str) -> Locator:
    return page.locator(f'[data-slides="{name}"]').first


def words(page: Page) -> Locator:
    return page.locator(".pc-words").first


def refusal(page: Page) -> Locator:
    return page.locator(".pc-refusal").first


def texts(page: Page, grid: str) -> list[list[str]]:
    """Return the values of a grid as they stand on the page, row by row."""
    rows: list[list[str]] = page.locator(f'svg[data-grid="{grid}"]').first.evaluate(
        """svg => [...svg.querySelectorAll("[role=row]")].map(
            row => [...row.children].map(cell => cell.querySelector("text").textContent))"""
    )
    return rows


def lit(page: Page) -> set[str]:
    """Return the keys of the cells that are lit."""
    keys: list[str] = page.locator("pyconv-widget .pc-cell.pc-lit").evaluate_all(
        "cells => cells.map(cell => cell.dataset.key)"
    )
    return set(keys)


def picture(params: dict[str, Any], language: str = "es") -> dict[str, Any]:
    """Return what this Python draws for the home page's figure with some parameters changed."""
    request = {"view": "sliding-filter", "language": language, "params": FIRST | params}
    answer: dict[str, Any] = json.loads(web.build(json.dumps(request)))
    return answer


def scrub(page: Page, step: str) -> str:
    """Go to a step without moving the keyboard; return the step that was shown."""
    shown: str = page.locator(".pc-scrubber").first.evaluate(
        """(scrubber, step) => {
            const shown = scrubber.value;
            scrubber.value = step;
            scrubber.dispatchEvent(new InputEvent("input", { bubbles: true }));
            return shown;
        }""",
        step,
    )
    return shown


def expect_texts(page: Page, grid: str, rows: list[list[str]]) -> None:
    for _ in range(200):
        if texts(page, grid) == rows:
            break
        page.wait_for_timeout(50)
    assert texts(page, grid) == rows


def expect_picture(page: Page, params: dict[str, Any], language: str = "es") -> None:
    """Wait until the page shows, cell by cell, what this Python draws for the parameters.

    The output is compared at the last step, when all of it is written.
    """
    wanted = picture(params, language)
    assert "refused" not in wanted, wanted
    expect(page.locator(".pc-summary").first).to_have_text(wanted["summary"])
    for grid in wanted["panels"]:
        shell = page.locator(f'.pc-item[data-name="{grid["name"]}"] .pc-title').first
        expect(shell).to_have_text(grid["title"])
    # Values may change under the same titles: the picture is there when input and kernel are.
    for grid in wanted["panels"][:2]:
        expect_texts(page, grid["name"], [[text for *_, text in row] for row in grid["rows"]])
    before = scrub(page, str(len(wanted["steps"]) - 1))
    output = wanted["panels"][2]
    expect_texts(page, output["name"], [[text for *_, text in row] for row in output["rows"]])
    scrub(page, before)
    for grid in wanted["panels"]:
        keys = [key for row in grid["rows"] for key, *_ in row]
        drawn = page.locator(f'svg[data-grid="{grid["name"]}"]').first.evaluate(
            "svg => [...svg.querySelectorAll('[data-key]')].map(cell => cell.dataset.key)"
        )
        assert drawn == keys


def pythons(page: Page) -> list[Worker]:
    """Return the workers that hold Python; the theme's search has one of its own."""
    return [worker for worker in page.workers if worker.url.endswith("/js/worker/worker.js")]
