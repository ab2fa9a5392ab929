"""Opening each page on a slow phone: how long the page does not answer, and how much is asked of it.

The processor is slowed four times and the window is that of a phone; Python does not start, so that
only the page itself is measured. The yardstick is the same page with nothing of a widget in it, so
that what remains is the theme's.

A task that takes more than 50 ms keeps a reader waiting: of each, what is over counts as blocked.
"""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.pages import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
SLOWER = 4
"""How many times slower the processor is made."""

PROMPT_MS = 50
"""A task of up to so many milliseconds is one that nobody notices."""

SETTLED_MS = 2000
"""The page has settled when it had no long task for so long."""

ROUNDS = 3

TIMES = ("painted", "longest", "blocked", "theme")

WITHOUT_PYTHON = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"

WATCH = """
window.tasks = []; window.shifted = 0; window.painted = 0;
const watch = (type, heard) =>
    new PerformanceObserver((list) => list.getEntries().forEach(heard)).observe({ type, buffered: true });
watch('longtask', (task) => tasks.push([task.startTime, task.duration]));
watch('layout-shift', (shift) => { if (!shift.hadRecentInput) shifted += shift.value; });
watch('largest-contentful-paint', (paint) => { painted = paint.startTime; });
"""

WIDGET = re.compile(r"<pyconv-(widget|plot)\b.*?</pyconv-\1>", re.DOTALL)


def measure(browser: Browser, address: str, site: Path) -> list[dict[str, Any]]:
    """Return what opening each page costs: milliseconds, bytes and shifts.

    Args:
        address: of the Spanish home page.
    """
    return [
        {
            "page": name or "home",
            "html": len((site / name / "index.html").read_bytes()),
            **_opened(browser, f"{address}{name}"),
            "theme": _opened(browser, f"{address}{name}", empty=True)["blocked"],
        }
        for name in pages(site)
    ]


def _opened(browser: Browser, address: str, *, empty: bool = False) -> dict[str, float]:
    rounds = [_once(browser, address, empty=empty) for _ in range(ROUNDS)]
    return {name: median(each[name] for each in rounds) for name in rounds[0]}


def _without_widgets(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=WIDGET.sub("", answer.text()))


def phone(browser: Browser, script: str) -> Page:
    """Return a page on a phone with a slow processor; `script` runs before those of the page."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    context.add_init_script(script)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def _once(browser: Browser, address: str, *, empty: bool) -> dict[str, float]:
    page = phone(browser, WITHOUT_PYTHON + WATCH)
    if empty:
        page.route(address, _without_widgets)
    page.goto(address)
    _settle(page)
    tasks, shifted, painted = page.evaluate("[tasks, shifted, painted]")
    page.context.close()
    return {
        "longest": max((length for _, length in tasks), default=0),
        "blocked": sum(length - PROMPT_MS for _, length in tasks),
        "shifted": shifted,
        "painted": painted,
    }


def _settle(page: Page) -> None:
    rested = f"""performance.now() - Math.max(0, ...tasks.map(([start, length]) => start + length))
        > {SETTLED_MS} && document.readyState === 'complete'"""
    while not page.evaluate(rested):
        page.wait_for_timeout(200)


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text, beside the same pages without their widgets."""
    heads = (
        "page",
        "HTML kB",
        "largest paint",
        "longest task",
        "blocked",
        "no widgets",
        "shifts",
    )
    lines = [
        f"opening a page on a phone, processor {SLOWER} times slower, median of {ROUNDS}, ms",
        " ".join(f"{head:>14}" for head in heads),
    ]
    for row in rows:
        kilobytes = row["html"] / 1000
        times = (row[name] for name in TIMES)
        cells = (f"{number:14.0f}" for number in (kilobytes, *times))
        lines.append(f"{row['page'].strip('/'):>14} {' '.join(cells)} {row['shifted']:14.3f}")
    return "\n".join(lines)
