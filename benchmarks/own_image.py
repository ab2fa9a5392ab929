"""A reader's own image: from moving the slider of a weight to the painted result, at 128 × 128 pixels."""

from __future__ import annotations

from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from benchmarks.redraw import READY_MS, SPEEDS, script, slow_down

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOVES = 60
SLIDER = "#own-image .pc-mover input"
SIDE = "[data-slides='image_side.0']"


def measure(browser: Browser, address: str) -> list[dict[str, Any]]:
    """Return, for each speed and size of the kernel, the milliseconds of a move and of its parts."""
    page = browser.new_page()
    page.goto(f"{address}image/")
    page.wait_for_selector('#own-image .pc-python[data-state="ready"]', timeout=READY_MS)
    page.wait_for_selector("[data-name='result'] canvas")
    rows = []
    for speed in SPEEDS:
        slow_down(page, speed)
        for side in (3, 5):
            moves = [(SLIDER, place / 10 - 3) for place in range(MOVES)]
            # Warms up; not counted.
            page.evaluate(script(), {"asks": True, "moves": [(SIDE, 4), (SIDE, side), *moves[:6]]})
            measured = page.evaluate(script(), {"asks": True, "moves": moves})
            parts = {part: [each[part] for each in measured] for part in measured[0]}
            summary = {
                part: {"median": median(values), "p95": quantiles(values, n=20)[-1]}
                for part, values in parts.items()
            }
            rows.append({"speed": speed, "kernel": side, **summary})
    page.close()
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text, in milliseconds: median / 95th percentile."""
    lines = [
        "a weight of an own image, slider to painted result, ms (median / 95th percentile)",
        f"{'slower':>6} {'kernel':>8} {'python':>14} {'transfer':>14} {'page':>14} {'all':>14}",
    ]
    for row in rows:
        parts = [row[part] for part in ("python", "transfer", "page", "total")]
        cells = [f"{part['median']:.1f} / {part['p95']:.1f}" for part in parts]
        lines.append(f"{row['speed']:>6} {row['kernel']:>7}² " + " ".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)
