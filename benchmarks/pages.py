"""The heaviest widget of each page: from moving its control to the painted picture.

The yardstick is the sliding filter of the home page, measured in the same way and browser.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.redraw import HERE, READY_MS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOVES = 8
"""Changes of a control measured in each widget."""

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
    """Return the milliseconds of the slowest widget of each page.

    Args:
        address: of the Spanish home page.
    """
    script = (HERE / "redraw.js").read_text("utf-8").split("export ", 1)[1]
    return [_slowest(browser.new_page(), f"{address}{page}", page, script) for page in pages(site)]


def _slowest(page: Page, address: str, name: str, script: str) -> dict[str, Any]:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.locator("pyconv-widget").first.scroll_into_view_if_needed()
    page.wait_for_selector('.pc-python[data-state="ready"]', timeout=READY_MS)
    rows = []
    for control in page.evaluate(CONTROLS):
        moves = [[control["selector"], control["values"][place % 2]] for place in range(MOVES)]
        page.locator(control["selector"]).scroll_into_view_if_needed()
        page.evaluate(script, {"plain": False, "moves": moves[:2]})  # Warms up; not counted.
        timed = page.evaluate(script, {"plain": False, "moves": moves})
        rows.append(
            {
                "page": name or "home",
                "view": control["view"],
                "control": control["control"],
                "python": median(each["python"] for each in timed),
                "total": median(each["total"] for each in timed),
            }
        )
    page.close()
    return max(rows, key=lambda row: float(row["total"]))


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text, in milliseconds, beside those of the home page."""
    home = next(row["total"] for row in rows if row["page"] == "home")
    lines = [
        "the heaviest widget of each page, control to painted picture, median ms",
        f"{'page':>14} {'widget':>18} {'control':>16} {'python':>8} {'all':>8} {'to home':>8}",
    ]
    lines += [
        f"{row['page'].strip('/'):>14} {row['view']:>18} {row['control']:>16} {row['python']:8.1f}"
        f" {row['total']:8.1f} {row['total'] / home:8.2f}"
        for row in rows
    ]
    return "\n".join(lines)
