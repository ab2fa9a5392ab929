"""What the tests of the widget do on a page, in the words of a reader."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Worker, expect

from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from site_assets.build import PROJECT
from site_assets.publish.languages import language as folder_of
from tests.browser.scripts import READ

READY_MS = 90_000

PAGES = [f"{page.stem}/".removeprefix("index/") for page in sorted((PROJECT / "docs" / "es").glob("*.md"))]
"""The address of every page inside a language."""

FIRST = {
    "input": [5, 5],
    "kernel": [3, 3],
    "stride": [2, 2],
    "padding": "explicit",
    "amounts": [1, 1, 1, 1],
}
"""How the figure of the home page begins, where it differs from the view's own defaults."""


@cache
def pages_of(site: Path, language: str) -> dict[str, list[str]]:
    """Return the views that each page of a language holds, in order, by the address of the page."""
    root = site / folder_of(language).folder
    held = {}
    for page in [root / "index.html", *sorted(root.glob("[!_]*/index.html"))]:
        views = re.findall(r'<pyconv-widget[^>]* data-view="([^"]+)"', page.read_text(encoding="utf-8"))
        inside = str(page.parent.relative_to(site))
        if views and (root != site or inside.split("/", maxsplit=1)[0] not in LANGUAGES):
            held["" if inside == "." else f"{inside}/"] = views
    return held


def set_up(widget: Locator) -> None:
    """Have a widget set up where it is, as the keyboard does that comes to it."""
    for _ in range(60):
        # The page may just be giving way to another one, whose widget has to be told again.
        widget.dispatch_event("focusin", {"bubbles": False})
        if "pc-set-up" in (widget.get_attribute("class") or "").split():
            return
        widget.page.wait_for_timeout(50)
    expect(widget).to_have_class(re.compile(r"\bpc-set-up\b"))


def wait_for_python(page: Page) -> None:
    """Expect Python in the first widget, whether that is near or not."""
    set_up(page.locator("pyconv-widget, pyconv-plot").first)
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "ready", timeout=READY_MS)


def drawn_first(page: Page, selector: str) -> Locator:
    """Return the first of these in the first widget that has any.

    A browser test finds what is behind a shadow root, as in a widget that was set up, only after
    all that is not.
    """
    part = page.locator(selector)
    return page.locator("pyconv-widget").filter(has=part).first.locator(selector).first


def cell(page: Page, key: str) -> Locator:
    return drawn_first(page, f'[data-key="{key}"].pc-cell')


def open_controls(page: Page) -> None:
    """Open the controls of the first widget, where they are folded away for want of room."""
    set_up(page.locator("pyconv-widget").first)
    button = page.locator(".pc-adjust").first
    if button.is_visible():
        button.click()


def with_controls(page: Page, selector: str) -> Locator:
    """Return a widget with its controls in sight, once Python is there."""
    wait_for_python(page)
    widget = page.locator(selector)
    widget.scroll_into_view_if_needed()
    set_up(widget)
    button = widget.locator(".pc-adjust")
    if button.is_visible():
        button.focus()
        page.keyboard.press("Enter")
    return widget


def cells_of(table: Locator, head: str) -> Locator:
    """Return the cells of the line of a table that has this head."""
    named = table.page.locator("th", has_text=re.compile(rf"^\s*{re.escape(head)}\s*$"))
    return table.locator("tr", has=named).locator("td")


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
    rows: list[list[str]] = drawn_first(page, f'svg[data-grid="{grid}"]').evaluate(
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


def build(view: str, language: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what this Python answers."""
    request = {"view": view, "language": language, "params": params, **more}
    answer: dict[str, Any] = json.loads(web.build(json.dumps(request)))
    return answer


def picture(params: dict[str, Any], language: str = "es", **more: Any) -> dict[str, Any]:
    """Return what this Python draws for the home page's figure with some parameters changed."""
    return build("sliding-filter", language, FIRST | params, **more)


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


def first_widget(page: Page) -> Locator:
    return page.locator("pyconv-widget").first


def shown(widget: Locator) -> dict[str, Any]:
    """Return what a widget shows: the text of every cell, what is lit and framed, and all words."""
    read: dict[str, Any] = widget.evaluate(READ)
    return read


def text_of(html: str) -> str:
    """Return the text of some HTML as `READ` returns it."""
    pieces: list[str] = []
    parser = HTMLParser()
    parser.handle_data = pieces.append  # type: ignore[method-assign]
    parser.feed(html)
    parser.close()
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def drawn(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what a widget has to show for an answer of `pyconv.pictures.web.build`, as `shown` does."""
    focus = answer["focus"] or {"lit": {}, "texts": {}, "boxes": [], "words": ""}
    pending = set(answer["steps"][answer["step"] + 1 :])

    def said(panel: dict[str, Any], piece: list[str]) -> list[str]:
        key, shell, value = piece
        kinds = re.findall(r"class='([^']*)'", shell)[0].split()
        waits = key in pending and "output" in kinds and key not in focus["lit"]
        # An area, a line and a pixel have no place for a text.
        own = value if "<text" in shell and not waits else ""
        return [key, focus["texts"].get(panel["name"], {}).get(key, own)]

    panels = []
    for panel in answer["panels"]:
        seen = {"name": panel["name"], "title": text_of(panel["title"])}
        if "html" in panel:
            panels.append(seen | {"html": text_of(panel["html"])})
            continue
        looks = panel["looks"]
        rows = [[said(panel, [cell[0], looks[cell[1]], cell[2]]) for cell in row] for row in panel["rows"]]
        shapes = [said(panel, piece) for piece in panel["shapes"]]
        keys = [key for row in [*rows, shapes] for key, _ in row]
        boxes = [box["place"] for box in focus["boxes"] if box["grid"] == panel["name"]]
        seen |= {"sign": text_of(panel["sign"]), "rows": rows, "shapes": shapes}
        panels.append(seen | {"lit": sorted(set(keys) & set(focus["lit"])), "frames": boxes})
    return {
        "panels": panels,
        "summary": text_of(answer["summary"]),
        "formula": text_of(answer["formula"]),
        "words": text_of(focus["words"]),
        "step": answer["step"],
        "last": max(len(answer["steps"]) - 1, 0),
        "player": len(answer["steps"]) > 1,
    }


def difference(seen: Any, wanted: Any, where: str = "") -> str:
    """Return the first place where two readings differ, with what stands there; nothing if none does."""
    if isinstance(seen, dict) and isinstance(wanted, dict) and seen.keys() == wanted.keys():
        return next(
            (found for key in seen if (found := difference(seen[key], wanted[key], f"{where} {key}"))), ""
        )
    if isinstance(seen, list) and isinstance(wanted, list) and len(seen) == len(wanted):
        pairs = enumerate(zip(seen, wanted, strict=True))
        return next((found for at, pair in pairs if (found := difference(*pair, f"{where} {at}"))), "")
    return "" if seen == wanted else f"{where}: {seen!r}, but wanted is {wanted!r}"


def expect_shown(widget: Locator, answer: dict[str, Any]) -> None:
    """Wait until a widget shows, in every part, what was answered."""
    wanted = drawn(answer)
    for _ in range(60):
        if not difference(shown(widget), wanted):
            return
        widget.page.wait_for_timeout(50)
    pytest.fail(difference(shown(widget), wanted))


def expect_picture(page: Page, params: dict[str, Any], language: str = "es") -> None:
    """Wait until the page shows, cell by cell, what this Python draws for the parameters.

    It is compared at the last step, when all of it is written; what is pointed at is left out.
    """
    answer = picture(params, language)
    assert "refused" not in answer, answer
    widget, wanted = first_widget(page), drawn(answer)
    # Values may change under the same titles: the picture is there when input and kernel are.
    for panel in wanted["panels"][:2]:
        expect_texts(page, panel["name"], [[text for _, text in row] for row in panel["rows"]])
    end = str(len(answer["steps"]) - 1)
    before = scrub(page, end)
    last = _settings_of(drawn(picture(params, language, step=int(end))))
    for _ in range(200):
        if not (found := difference(_settings_of(shown(widget)), last)):
            break
        page.wait_for_timeout(50)
        # Another picture, with fewer steps, may have stood there until now.
        if page.locator(".pc-scrubber").first.input_value() != end:
            scrub(page, end)
    assert not found, found
    scrub(page, before)


def _settings_of(read: dict[str, Any]) -> Any:
    """Return the part of what is shown that does not depend on where the reader points."""
    panels = [{name: panel[name] for name in ("name", "title", "rows")} for panel in read["panels"]]
    return [panels, read["summary"], read["formula"]]


def pythons(page: Page) -> list[Worker]:
    """Return the workers that hold Python; the theme's search has one of its own."""
    return [worker for worker in page.workers if worker.url.endswith("/js/worker/worker.js")]


def outline(svg: str) -> list[str]:
    """Return the lines of a drawing without its letters."""
    return re.findall(r'<path d="(M [^"]*)" clip-path', svg) + re.findall("#[0-9a-f]{6}", svg)


def beside(place: int, row: list[list[Any]], other: list[list[Any]]) -> str:
    """Return the key of the cell of another row that is in the same column, or else nearest."""
    if len(row) == len(other):
        return str(other[place][0])
    _, _, _, from_left, *_ = row[place]
    return str(min(other, key=lambda cell: abs(cell[3] - from_left))[0])


def expect_walk(panel: dict[str, Any], walked: list[list[str]], through: list[list[str]]) -> None:
    """Expect of a grid that every key led from every cell where it should, as `WALK` found it."""
    rows = panel["rows"]
    wanted = [
        [
            row[place][0],
            row[max(place - 1, 0)][0],
            row[min(place + 1, len(row) - 1)][0],
            row[0][0],
            row[-1][0],
            beside(place, row, rows[line - 1]) if line else row[place][0],
            beside(place, row, rows[line + 1]) if line + 1 < len(rows) else row[place][0],
        ]
        for line, row in enumerate(rows)
        for place in range(len(row))
    ]
    assert not difference(walked, wanted), panel["name"]
    for place, keys in enumerate(through):
        # Not diagonally: in each row of the same length, the same place; and back where it began.
        path = [rows[0][place][0], *keys[: len(rows) - 1]]
        assert all(
            key == row[place][0] for key, row in zip(path, rows, strict=True) if len(row) == len(rows[0])
        ), path
        assert keys[-2] == rows[0][place][0], path
