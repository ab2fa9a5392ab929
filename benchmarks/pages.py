"""Every widget of every page: from moving its control to the painted picture.

At full speed on a desk, and on a phone whose processor is four times slower. The yardstick is the
sliding filter of the home page, measured in the same way and browser.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from benchmarks.redraw import READY_MS, script, slow_down

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOVES = 12
"""Changes of a control measured in each widget."""

SCREENS = ((1, 1440, 900), (4, 390, 844))
"""How many times slower the processor is made, and the width and height of the window."""

SET_UP_MS = 400
"""Milliseconds that a widget is given to be set up once it is in sight."""

CONTROLS = """() => [...document.querySelectorAll("pyconv-widget")].map((widget, place) => {
    widget.dataset.measured = String(place);
    const within = (selector) => [...widget.querySelectorAll(selector)].filter((each) => each.offsetParent);
    const [slider] = within("input[type=range][data-slides]");
    const [choice] = within("select[data-field]");
    const control = slider ?? choice;
    if (!control) return null;
    const name = slider ? `data-slides="${slider.dataset.slides}"` : `data-field="${choice.dataset.field}"`;
    const now = control.value;
    const other = slider
        ? String(Number(now) > Number(control.min) ? Number(now) - 1 : Number(now) + 1)
        : [...choice.options].map(({ value }) => value).find((value) => value !== now);
    return {
        view: widget.dataset.view,
        control: slider ? slider.dataset.slides : choice.dataset.field,
        selector: `[data-measured="${place}"] [${name}]`,
        values: [other, now],
    };
}).filter(Boolean)"""


def pages(site: Path) -> list[str]:
    """Return the addresses, under the site, of the Spanish pages that hold a widget."""
    found = [path.relative_to(site).parent.as_posix() for path in sorted(site.rglob("index.html"))]
    spanish = [page for page in found if page.split("/")[0] != "en"]
    return [
        "" if page == "." else f"{page}/"
        for page in spanish
        if "<pyconv-widget" in (site / page / "index.html").read_text("utf-8")
    ]


def measure(browser: Browser, address: str, site: Path) -> list[dict[str, Any]]:
    """Return the milliseconds of every widget of each page, on each screen.

    Args:
        address: of the Spanish home page.
    """
    return [
        row | {"page": page or "home", "slower": slower}
        for slower, width, height in SCREENS
        for page in pages(site)
        for row in _widgets(
            browser.new_page(viewport={"width": width, "height": height}), f"{address}{page}", slower
        )
    ]


def _widgets(page: Page, address: str, slower: int) -> list[dict[str, Any]]:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.locator("pyconv-widget").first.scroll_into_view_if_needed()
    page.wait_for_selector('.pc-python[data-state="ready"]', timeout=READY_MS)
    # A widget is set up, and its controls are there, once it has come near.
    for widget in page.locator("pyconv-widget").all():
        widget.scroll_into_view_if_needed()
        page.wait_for_timeout(SET_UP_MS)
    slow_down(page, slower)
    rows = []
    for control in page.evaluate(CONTROLS):
        moves = [[control["selector"], control["values"][place % 2]] for place in range(MOVES)]
        page.locator(control["selector"]).scroll_into_view_if_needed()
        page.evaluate(script(), {"asks": True, "moves": moves[:2]})  # Warms up; not counted.
        timed = page.evaluate(script(), {"asks": True, "moves": moves})
        totals = [each["total"] for each in timed]
        rows.append(
            {
                "view": control["view"],
                "control": control["control"],
                "python": median(each["python"] for each in timed),
                "total": median(totals),
                "p95": quantiles(totals, n=20, method="inclusive")[-1],
            }
        )
    page.close()
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text, in milliseconds, beside those of the home page."""
    home = {row["slower"]: row["total"] for row in reversed(rows) if row["page"] == "home"}
    heads = ("page", "widget", "control", "python", "median", "p95", "to home")
    widths = (14, 18, 16, 8, 8, 8, 8)
    lines = [
        "every widget, control to painted picture, ms; processor so many times slower",
        "slower " + " ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)),
    ]
    for row in rows:
        times = [row["python"], row["total"], row["p95"]]
        names = f"{row['page'].strip('/'):>14} {row['view']:>18} {row['control']:>16}"
        numbers = " ".join(f"{time:8.1f}" for time in times)
        lines.append(f"{row['slower']:>6} {names} {numbers} {row['total'] / home[row['slower']]:8.2f}")
    return "\n".join(lines)
