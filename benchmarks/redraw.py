"""From moving a slider to the painted picture, beside a visualizer written by hand.

The yardstick, in `redraw_yardstick.html`, draws the same grids in plain JavaScript, without
values, and swaps the whole picture; both are measured in the same browser, in turn.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
SIZES = ((5, 3), (9, 3), (16, 5))
"""Input and kernel, both square."""

MOVES = 60
"""Changes of a slider measured at each size."""

READY_MS = 120_000


def _set(page: Page, field: str, value: int) -> None:
    page.evaluate(
        """([field, value]) => {
            const control = document.querySelector(`[data-field="${field}"]`);
            control.value = value;
            control.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        [field, value],
    )


def _moves(kernel: int, names: dict[str, str]) -> list[tuple[str, int]]:
    """Return sliders and values that change every part of the picture in turn."""
    one_round = [
        (names["stride"], 2), (names["padding"], 1), (names["kernel"], kernel - 1),
        (names["stride"], 1), (names["padding"], 0), (names["kernel"], kernel),
    ]  # fmt: skip
    return list(islice(cycle(one_round), MOVES))


def _summary(measured: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        part: {
            "median": median(values := [each[part] for each in measured]),
            "p95": quantiles(values, n=20)[-1],
        }
        for part in measured[0]
    }


def measure(browser: Browser, address: str) -> list[dict[str, Any]]:
    """Return, for each size, the milliseconds of the site and of the yardstick.

    Args:
        address: of the Spanish home page, whose widget is measured.
    """
    script = (HERE / "redraw.js").read_text("utf-8").split("export ", 1)[1]
    site, plain = browser.new_page(), browser.new_page()
    for page in (site, plain):
        page.emulate_media(reduced_motion="reduce")
    site.goto(address)
    site.wait_for_selector('.pc-python[data-state="ready"]', timeout=READY_MS)
    plain.goto((HERE / "redraw_yardstick.html").as_uri())
    rows = []
    for size, kernel in SIZES:
        for field, value in (("amounts.0", 0), ("stride.0", 1), ("kernel.0", kernel)):
            _set(site, field, value)
        _set(site, "input.0", size)
        site.wait_for_timeout(500)
        plain.evaluate(
            """([size, kernel]) => {
                const set = (name, value) => (document.querySelector(`[name=${name}]`).value = value);
                set("input", size); set("kernel", kernel); set("stride", 1); set("padding", 0);
                document.dispatchEvent(new Event("input"));
            }""",
            [size, kernel],
        )
        measured = {}
        for name, page, sliders in (
            ("plain", plain, "[name={}]"),
            ("site", site, '[data-slides="{}.0"]'),
        ):
            page.bring_to_front()
            names = {key: sliders.format(key) for key in ("stride", "kernel", "padding")}
            if name == "site":
                names["padding"] = sliders.format("amounts")
            moves = _moves(kernel, names)
            asked = {"plain": name == "plain", "moves": moves}
            page.evaluate(script, {**asked, "moves": moves[:6]})  # Warms up; not counted.
            measured[name] = _summary(page.evaluate(script, asked))
        rows.append({"input": size, "kernel": kernel, **measured})
    site.close()
    plain.close()
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text, in milliseconds: median / 95th percentile."""
    lines = [
        "slider to painted picture, ms (median / 95th percentile)",
        f"{'size':>10} {'python':>12} {'transfer':>12} {'page':>12} {'all':>12} {'by hand':>12} ratio",
    ]
    for row in rows:
        parts = [row["site"][part] for part in ("python", "transfer", "page", "total")]
        cells = [f"{part['median']:.1f} / {part['p95']:.1f}" for part in (*parts, row["plain"]["total"])]
        size = f"{row['input']}², k {row['kernel']}"
        ratio = row["site"]["total"]["median"] / row["plain"]["total"]["median"]
        lines.append(f"{size:>10} " + " ".join(f"{cell:>12}" for cell in cells) + f" {ratio:.2f}")
    return "\n".join(lines)
