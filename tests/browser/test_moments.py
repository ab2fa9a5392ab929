"""What cells say follows from the step and what is lit, whatever a reader does and in whatever order.

The order is drawn at random, from a seed; Python's answers come late, each after a time of its own.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from pyconv.pictures import web
from tests.browser.scripts import READ, function
from tests.browser.widget_page import build, difference, drawn, text_of, wait_for_python

pytestmark = pytest.mark.browser

EVENTS = 60

_SCRIPTS = Path(__file__).with_name("moments.js")
RECORD = function(_SCRIPTS, "record")
DO = function(_SCRIPTS, "act")
SETTLE = function(_SCRIPTS, "settle")
OBSERVE = f"widget => ({{ ...({READ})(widget), ...({function(_SCRIPTS, 'marks')})(widget) }})"

# How often each thing is done.
DONE = {
    "point": 8, "leave": 3, "pin": 3, "release": 2, "scrub": 5, "back": 3, "forward": 5,
    "play": 3, "reset": 1, "change": 3, "edit": 2,
}  # fmt: skip

# The page of a widget, its view, and how many of that view stand before it.
WIDGETS = [
    ("transposed/", "transposed", 0),
    ("transposed/", "transposed", 1),
    ("transposed/", "transposed", 2),
    ("transposed/", "round-trip", 0),
    ("", "sliding-filter", 0),
    ("matrix/", "matrix", 0),
    ("parameters/", "channels", 0),
    ("connectivity/", "connectivity", 0),
]


class Oracle:
    """What this Python has a widget show, by the parameters of its picture, its step and what is lit."""

    def __init__(self, view: str) -> None:
        self.view = view
        self.pictures: dict[str, dict[str, Any]] = {}
        self.focuses: dict[tuple[str, str], dict[str, Any]] = {}

    def focus(self, params: dict[str, Any], key: str) -> dict[str, Any]:
        """Return what is told of a cell."""
        name = json.dumps(params), key
        if name not in self.focuses:
            request = {"view": self.view, "language": "es", "params": params, "key": key}
            self.focuses[name] = json.loads(web.focus(json.dumps(request)))["focus"]
        return self.focuses[name]

    def picture(self, params: dict[str, Any]) -> dict[str, Any]:
        """Return the whole picture, at its first step."""
        name = json.dumps(params)
        if name not in self.pictures:
            self.pictures[name] = build(self.view, "es", params)
        return self.pictures[name]

    def check(self, seen: dict[str, Any]) -> None:
        """Check that what is seen is what the step and the cell that is lit demand."""
        params, key = seen["pictured"], seen["chosen"]
        answer = self.picture(params) | {"step": seen["step"]}
        answer["focus"] = self.focus(params, key) if key else None
        wanted = drawn(answer)
        wrong = difference(seen["panels"], wanted["panels"])
        assert not wrong, f"step {seen['step']}, {key} lit, {params}: {wrong}"
        if key:
            assert seen["words"] == text_of(answer["focus"]["words"])

    def check_rest(self, seen: dict[str, Any]) -> None:
        """Check that a cell is lit, if the picture has any to show."""
        steps = self.picture(seen["pictured"])["steps"]
        assert (seen["chosen"] is not None) == bool(steps)


def play(page: Page, widget: Locator, oracle: Oracle, chance: random.Random) -> None:
    """Do something at random, and look at once, after a while, and sometimes when all is answered."""
    page.evaluate("late => (window.late = late)", [chance.choice([0, 0, 20, 90]) for _ in range(3)])
    what = chance.choices(list(DONE), list(DONE.values()))[0]
    widget.evaluate(DO, [what, chance.random()])
    oracle.check(widget.evaluate(OBSERVE))
    page.wait_for_timeout(chance.choice([0, 10, 60]))
    oracle.check(widget.evaluate(OBSERVE))
    if chance.random() < 0.3:
        page.evaluate(SETTLE)
        seen = widget.evaluate(OBSERVE)
        oracle.check(seen)
        oracle.check_rest(seen)


@pytest.fixture
def open_widget(open_reader):
    """Return a function that opens a widget with Python there, and watches what it is answered."""

    def open_one(path: str, view: str, place: int) -> Locator:
        page = open_reader(reduced_motion="reduce", height=1000).goto(path)
        widget: Locator = page.locator(f'pyconv-widget[data-view="{view}"]').nth(place)
        widget.scroll_into_view_if_needed()
        wait_for_python(page)
        widget.evaluate(RECORD)
        widget.locator(".pc-speed select").select_option("8")
        return widget

    return open_one


@pytest.mark.parametrize(("path", "view", "place"), WIDGETS)
def test_cells_say_what_the_step_and_the_light_demand(open_widget, path, view, place):
    widget = open_widget(path, view, place)
    oracle, chance = Oracle(view), random.Random(f"moments of {view}, {place}")
    for _ in range(EVENTS):
        play(widget.page, widget, oracle, chance)


def test_a_step_taken_while_a_cell_is_pointed_at_leaves_its_partial_sums(open_widget):
    # One cell of the map stamps the kernel on the canvas, whose sums are partial as long as it is lit.
    widget = open_widget("transposed/", "transposed", 0)
    oracle = Oracle("transposed")
    steps = oracle.picture(widget.page.evaluate("window.pictured"))["steps"]
    widget.locator('[data-key="out:1"].pc-cell').first.dispatch_event("pointerover")
    widget.page.evaluate(SETTLE)
    for does in ["forward"] * len(steps) + ["back"] * len(steps):
        widget.locator(f"[data-does={does}]").evaluate("button => button.click()")
        seen = widget.evaluate(OBSERVE)
        assert seen["chosen"] == "out:1"
        oracle.check(seen)
