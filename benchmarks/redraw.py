"""From moving a slider to the painted picture, beside visualizers written by hand.

The yardstick, in `redraw_yardstick.html`, keeps coloured cells without values and changes those that
differ, in plain JavaScript. Edward Z. Yang's convolution visualizer is measured too where a build of
it is at hand: a folder with its `index.html`, such as its branch `gh-pages`. All in one browser.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
SIZES = ((5, 3), (9, 3), (16, 5))
"""Input and kernel, both square."""

SPEEDS = (1, 4)
"""How many times slower the processor is made."""

MOVES = 60
"""Changes of a slider measured at each size."""

READY_MS = 120_000

FREE_FRAMES = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
"""Has Chromium draw as soon as there is something to draw.

A screen of 60 Hz shows a slider at once and what Python answers with the frame after, however soon
the answer comes: 16 ms in the median, whatever is drawn. Without that beat the work itself is seen.
"""

VISUALIZER = "http://visualizer.test/convolution-visualizer/"
"""Where the build of the other visualizer believes that it lies."""

SLIDERS = {
    "site": {
        "input": '[data-slides="input.0"]',
        "kernel": '[data-slides="kernel.0"]',
        "stride": '[data-slides="stride.0"]',
        "padding": '[data-slides="amounts.0"]',
    },
    "plain": {name: f"[name={name}]" for name in ("input", "kernel", "stride", "padding")},
    "visualizer": {
        name: f"fieldset:nth-of-type({place}) [type=range]"
        for name, place in (("input", 1), ("kernel", 2), ("padding", 3), ("stride", 5))
    },
}


def script() -> str:
    """Return the function that moves controls in a page and times what comes of it."""
    return (HERE / "redraw.js").read_text("utf-8").split("export ", 1)[1]


def slow_down(page: Page, times: int) -> None:
    """Make the processor so many times slower for a page; its workers keep their speed."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def _moves(kernel: int, sliders: dict[str, str]) -> list[tuple[str, int]]:
    """Return sliders and values that change every part of the picture in turn."""
    one_round = [
        (sliders["stride"], 2), (sliders["padding"], 1), (sliders["kernel"], kernel - 1),
        (sliders["stride"], 1), (sliders["padding"], 0), (sliders["kernel"], kernel),
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


def _files_of(folder: Path) -> Callable[[Route], None]:
    """Return what answers a page from a folder and lets nothing else through."""

    def answer(route: Route) -> None:
        _, _, name = route.request.url.partition(VISUALIZER)
        file = folder / (name or "index.html")
        if route.request.url.startswith(VISUALIZER) and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()

    return answer


def _opened(browser: Browser, address: str, visualizer: Path | None) -> dict[str, Page]:
    names = ["site", "plain", *(["visualizer"] if visualizer else [])]
    pages = {name: browser.new_page() for name in names}
    for page in pages.values():
        page.emulate_media(reduced_motion="reduce")
    pages["site"].goto(address)
    pages["site"].wait_for_selector('.pc-python[data-state="ready"]', timeout=READY_MS)
    pages["plain"].goto((HERE / "redraw_yardstick.html").as_uri())
    if visualizer:
        pages["visualizer"].route("**/*", _files_of(visualizer))
        pages["visualizer"].goto(VISUALIZER)
    return pages


def measure(browser: Browser, address: str, visualizer: Path | None = None) -> list[dict[str, Any]]:
    """Return, for each speed and size, the milliseconds of the site and of what stands beside it.

    Args:
        address: of the Spanish home page, whose widget is measured.
        visualizer: the folder with a build of Yang's visualizer, if there is one.
    """
    pages = _opened(browser, address, visualizer)
    rows = []
    for speed in SPEEDS:
        for page in pages.values():
            slow_down(page, speed)
        for size, kernel in SIZES:
            measured = {}
            for name, page in pages.items():
                page.bring_to_front()
                sliders = SLIDERS[name]
                first = [(sliders["padding"], 0), (sliders["stride"], 1)]
                # The smaller kernel goes with every size; what is larger might be out of bounds at first.
                first += [(sliders["kernel"], 3), (sliders["input"], size), (sliders["kernel"], kernel)]
                moves = _moves(kernel, sliders)
                asked = {"asks": name == "site", "moves": moves}
                # Warms up; not counted.
                page.evaluate(script(), {**asked, "moves": first + moves[:6]})
                measured[name] = _summary(page.evaluate(script(), asked))
            rows.append({"speed": speed, "input": size, "kernel": kernel, **measured})
    for page in pages.values():
        page.close()
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the measurements as text, in milliseconds: median / 95th percentile."""
    beside = [name for name in ("plain", "visualizer") if name in rows[0]]
    title = {"plain": "by hand", "visualizer": "Yang's"}
    lines = [
        "slider to painted picture, ms (median / 95th percentile); processor so many times slower",
        f"{'slower':>6} {'size':>10} {'python':>12} {'transfer':>12} {'page':>14} {'all':>14}"
        + "".join(f" {title[name]:>14} ratio" for name in beside),
    ]
    for row in rows:
        parts = [row["site"][part] for part in ("python", "transfer", "page", "total")]
        cells = [f"{part['median']:.1f} / {part['p95']:.1f}" for part in parts]
        others = ""
        for name in beside:
            part = row[name]["total"]
            shown = f"{part['median']:.1f} / {part['p95']:.1f}"
            others += f" {shown:>14} {row['site']['total']['median'] / part['median']:5.2f}"
        size = f"{row['input']}², k {row['kernel']}"
        python, transfer, page, whole = cells
        lines.append(
            f"{row['speed']:>6} {size:>10} {python:>12} {transfer:>12} {page:>14} {whole:>14}{others}"
        )
    return "\n".join(lines)
