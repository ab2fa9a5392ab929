"""A pattern is dragged along its pixels, with a mouse and with a finger, and Python redraws."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widget_page import cell, field, wait_for_python

pytestmark = pytest.mark.browser


def middle(page: Page, key: str) -> tuple[float, float]:
    box = cell(page, key).locator("rect").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def show(page: Page) -> None:
    # Below the header, which stays in sight; Python comes once the widget is near.
    page.locator("pyconv-widget").first.evaluate(
        "widget => scrollBy(0, widget.getBoundingClientRect().top - 80)"
    )
    wait_for_python(page)


def test_a_mouse_drags_the_pattern(open_reader):
    page = open_reader(reduced_motion="reduce").goto("why/")
    show(page)
    page.mouse.move(*middle(page, "in:4"))
    page.mouse.down()
    for at in range(5, 11):
        page.mouse.move(*middle(page, f"in:{at}"))
        # The middle of the pattern comes along.
        expect(field(page, "place.0")).to_have_value(str(at - 1))
        expect(page.locator(".pc-summary").first).to_contain_text(f"en 1 lugar: {at - 1}")
    # It need not stay on the line of the pixels.
    page.mouse.move(*middle(page, "slot:0"))
    expect(field(page, "place.0")).to_have_value("0")
    page.mouse.up()
    page.mouse.move(*middle(page, "in:8"))
    expect(field(page, "place.0")).to_have_value("0")


def test_a_finger_drags_the_pattern_and_does_not_scroll(open_reader):
    reader = open_reader(width=360, height=740, touch=True, is_mobile=True, reduced_motion="reduce")
    page = reader.goto("why/")
    show(page)
    finger = reader.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    # A cell that is just being redrawn has no place.
    before = [middle(page, f"in:{at}") for at in range(9)]
    touch("touchStart", before[4])
    for at in range(5, 9):
        touch("touchMove", before[at])
        expect(field(page, "place.0")).to_have_value(str(at - 1))
    touch("touchEnd")
    expect(page.locator(".pc-summary").first).to_contain_text("en 1 lugar: 7")
    assert [middle(page, f"in:{at}") for at in range(9)] == before
