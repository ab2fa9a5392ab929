"""Opening each page on a slow phone: how long the page does not answer, and how much is asked of it.

The processor is slowed four times and the window is that of a phone; Python does not start, so that
only the page itself is measured. The yardstick is the same page with nothing of a widget in it, so
that what remains is the theme's. On a slow line, also how long it takes until the largest thing in
sight is painted, and until the first widget takes a step; the server compresses text, as hosts do.

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

TIMES = ("painted", "longest", "blocked", "theme", "slow_painted", "slow_playable")

SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""A slow 4G line: milliseconds, and bytes a second."""

WATCH = """
Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
window.tasks = []; window.shifted = 0; window.painted = 0;
const watch = (type, heard) =>
    new PerformanceObserver((list) => list.getEntries().forEach(heard)).observe({ type, buffered: true });
watch('longtask', (task) => tasks.push([task.startTime, task.duration]));
watch('layout-shift', (shift) => { if (!shift.hadRecentInput) shifted += shift.value; });
watch('largest-contentful-paint', (paint) => { painted = paint.startTime; });
"""

PLAYABLE = """async () => {
    const widget = document.querySelector("pyconv-widget");
    widget.scrollIntoView();
    const said = () => widget.querySelector(".pc-step")?.textContent;
    const first = said();
    while (!said() || said() === first) {
        widget.querySelector("[data-does=forward]")?.click();
        await new Promise((go) => setTimeout(go, 50));
        if (widget.querySelector(".pc-player")?.hidden) return NaN;
    }
    return performance.now();
}"""

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
            **_on_a_slow_line(browser, f"{address}{name}"),
        }
        for name in pages(site)
    ]


def _opened(browser: Browser, address: str, *, empty: bool = False) -> dict[str, float]:
    rounds = [_once(browser, address, empty=empty) for _ in range(ROUNDS)]
    return {name: median(each[name] for each in rounds) for name in rounds[0]}


def _without_widgets(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=WIDGET.sub("", answer.text()))


def _phone(browser: Browser, line: dict[str, Any] | None = None) -> Page:
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", line)
    return page


def _once(browser: Browser, address: str, *, empty: bool) -> dict[str, float]:
    page = _phone(browser)
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


def _on_a_slow_line(browser: Browser, address: str) -> dict[str, float]:
    page = _phone(browser, SLOW_LINE)
    page.goto(address)
    playable = page.evaluate(PLAYABLE)
    _settle(page)
    painted = page.evaluate("painted")
    page.context.close()
    return {"slow_painted": painted, "slow_playable": playable}


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
        "slow: paint",
        "slow: a step",
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
