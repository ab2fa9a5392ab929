"""What a move of a control must not cost: a second layout, or cells made anew.

Whoever asks for a width between two changes of a page has it laid out twice.

What reads the layout is watched from the first script on. From the moment a control is moved until
the frame after the answer, nothing may read it outside the callbacks that come after the layout.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.widget_page import READY_MS, set_up

pytestmark = pytest.mark.browser

# The getters and functions that make a browser lay out what has changed; a ResizeObserver's
# callback comes when everything is laid out, and may read what it likes as long as it has not written.
WATCH = """(() => {
  window.forced = [];
  let laidOut = false;
  const watched = [
    [Element.prototype, ["clientWidth", "clientHeight", "scrollWidth", "scrollHeight"]],
    [Element.prototype, ["scrollTop", "scrollLeft"]],
    [HTMLElement.prototype, ["offsetWidth", "offsetHeight", "offsetTop", "offsetLeft"]],
    [HTMLElement.prototype, ["offsetParent", "innerText"]],
  ];
  const note = (name) => {
    if (!laidOut) window.forced.push(`${name} ${new Error().stack}`);
  };
  for (const [owner, names] of watched)
    for (const name of names) {
      const { get, ...others } = Object.getOwnPropertyDescriptor(owner, name);
      Object.defineProperty(owner, name, { ...others, get() { note(name); return get.call(this); } });
    }
  const functions = [
    [Element.prototype, ["getBoundingClientRect", "getClientRects"]],
    [SVGGraphicsElement.prototype, ["getBBox", "getCTM", "getScreenCTM"]],
    [Document.prototype, ["elementFromPoint"]],
    [window, ["getComputedStyle"]],
  ];
  for (const [owner, names] of functions)
    for (const name of names) {
      const own = owner[name];
      owner[name] = function (...args) { note(name); return own.apply(this, args); };
    }
  const Observer = window.ResizeObserver;
  window.ResizeObserver = class extends Observer {
    constructor(told) {
      super((...args) => {
        laidOut = true;
        try { told(...args); } finally { laidOut = false; }
      });
    }
  };
})()"""

MOVE = """async ([slider, values]) => {
  const drawn = () => new Promise((resolve) =>
    document.addEventListener("pyconv-drawn", resolve, { once: true }));
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const control = document.querySelector(slider);
  await frame();
  window.forced.length = 0;
  for (const value of values) {
    const answer = drawn();
    control.value = value;
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await answer;
    await frame();
  }
  // What the theme reads, and what the tests themselves read, is not ours.
  return window.forced.filter((where) => where.includes("/js/elements/"));
}"""


@pytest.mark.parametrize(
    ("page", "slider", "values"),
    [
        ("", "stride.0", ["1", "2", "1"]),
        ("", "kernel.0", ["2", "4", "3"]),
        ("transposed/", "stride.0", ["1", "2", "1"]),
    ],
)
def test_nothing_is_laid_out_while_a_control_is_moved(
    reader: Reader, page: str, slider: str, values: list[str]
) -> None:
    reader.page.add_init_script(WATCH)
    opened = reader.goto(page)
    set_up(opened.locator("pyconv-widget").first)
    control = opened.locator(f'[data-slides="{slider}"]').first
    control.scroll_into_view_if_needed()
    expect(opened.locator(".pc-python").first).to_have_attribute("data-state", "ready", timeout=READY_MS)
    control.focus()
    assert opened.evaluate(MOVE, [f'[data-slides="{slider}"]', values]) == []


def test_cells_are_not_made_anew(reader: Reader) -> None:
    reader.page.add_init_script(WATCH)
    opened = reader.goto("")
    opened.locator("pyconv-widget").first.scroll_into_view_if_needed()
    expect(opened.locator(".pc-python").first).to_have_attribute("data-state", "ready", timeout=READY_MS)
    cells = opened.locator('svg[data-grid="input"] .pc-cell')
    before = cells.count()
    assert before > 0
    cells.evaluate_all("cells => cells.forEach((cell) => { cell.marked = true; })")
    opened.evaluate(MOVE, ['[data-slides="stride.0"]', ["1"]])
    opened.evaluate(MOVE, ['[data-slides="kernel.0"]', ["2"]])
    assert cells.evaluate_all("cells => cells.filter((cell) => cell.marked).length") == before


def test_what_reads_the_layout_is_seen(reader: Reader) -> None:
    reader.page.add_init_script(WATCH)
    opened = reader.goto("")
    seen = opened.evaluate(
        """() => {
            window.forced.length = 0;
            document.body.clientWidth;
            document.body.getBoundingClientRect();
            return window.forced.map((where) => where.split(" ")[0]);
        }"""
    )
    assert seen == ["clientWidth", "getBoundingClientRect"]
