"""The operations on arrays: beside SciPy's direct methods in CPython, beside NumPy alone in the browser."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import ndimage, signal

from benchmarks import operations_timing
from benchmarks.operations_timing import Case, Run, naive, timed
from benchmarks.startup_server import serving
from site_assets.plugin.publication import file_facts, runtime_facts
from site_assets.runtime import assembled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
SCRIPTS = HERE.parent / "site_assets" / "js"
OTHERS = ("ndimage", "signal", "einsum")
ROUNDS = 15
PATIENCE_MS = 300_000

Rows = list[dict[str, Any]]


def scipy_ways(case: Case) -> dict[str, Run]:
    """Return how the same is computed with `scipy.ndimage` and `scipy.signal`, sum by sum."""
    x, kernel = case.x, case.kernel
    if case.kind == "same":
        return {
            "ndimage": lambda: ndimage.correlate(x, kernel, mode="constant"),
            "signal": lambda: signal.correlate(x, kernel, mode="same", method="direct"),
        }
    if case.kind == "transposed":
        pads = [(size // 2, size // 2) for size in kernel.shape]
        return {
            "ndimage": lambda: ndimage.convolve(np.pad(x, pads), kernel, mode="constant"),
            "signal": lambda: signal.convolve(x, kernel, mode="full", method="direct"),
        }
    if case.kind == "layer":

        def layer() -> Any:
            return [[
                sum(ndimage.correlate(x[0, c], taps, mode="constant") for c, taps in enumerate(made))
                for made in kernel
            ]]  # fmt: skip

        return {"ndimage": layer}
    return {}


def measure(rounds: int = ROUNDS) -> Rows:
    """Return the milliseconds of every case in this Python, all ways of computing it in turns."""
    return [
        {"case": case.name, "times": timed({"ours": case.ours, **scipy_ways(case), **naive(case)}, rounds)}
        for case in operations_timing.cases()
    ]


def measure_in_browser(browser: Browser, wheel: Path, rounds: int = ROUNDS) -> Rows:
    """Return the milliseconds of every case in the site's own Python.

    Args:
        wheel: what the site serves of pyconv.

    Raises:
        RuntimeError: the page answered with an error.
    """
    source = Path(operations_timing.__file__).read_text("utf-8")
    setup = {
        "answer": f"{source}\nin_this_python({rounds})",
        # The arrays are random, and of NumPy only what pages need is there at first.
        "whole": True,
        "site": {
            **runtime_facts(assembled(), "./runtime"),
            "wheel": file_facts(f"./wheel/{wheel.name}", wheel.read_bytes()),
            "scripts": [],
        },
    }
    pages = {path.name: path for path in (HERE / "startup_pages").iterdir()}
    with tempfile.TemporaryDirectory(prefix="pyconv-bench-") as name:
        said = Path(name, "setup.json")
        said.write_text(json.dumps(setup), encoding="utf-8")
        places = {
            **pages,
            "setup.json": said,
            "js": SCRIPTS,
            "runtime": assembled().directory,
            "wheel": wheel.parent,
        }
        with serving(places) as server:
            page = browser.new_page()
            page.goto(f"{server.url}?variant=site")
            page.wait_for_function("globalThis.outcome", timeout=PATIENCE_MS)
            outcome = page.evaluate("globalThis.outcome")
            page.close()
    if "error" in outcome:
        raise RuntimeError(outcome["error"])
    rows: Rows = json.loads(outcome["answer"])
    return rows


def table(rows: Rows, place: str) -> str:
    """Return the measurements as text, with how many times as long the others take."""
    others = [name for name in OTHERS if any(name in row["times"] for row in rows)]
    lines = [
        f"operations on arrays in {place}, ms: median (quartiles), and the others' over ours",
        f"{'':30}{'ours':>20}" + "".join(f"{name:>33}" for name in others),
    ]
    for row in rows:
        times = row["times"]
        line = f"{row['case']:30}{_spread(times['ours']):>20}"
        for name in others:
            ratio = times[name]["median"] / times["ours"]["median"] if name in times else 0
            line += f"{_spread(times[name])}  {ratio:5.1f}".rjust(33) if ratio else " " * 33
        lines.append(line.rstrip())
    return "\n".join(lines)


def _spread(times: dict[str, float]) -> str:
    return f"{times['median']:.2f} ({times['low']:.2f}-{times['high']:.2f})"
