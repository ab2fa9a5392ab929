"""How long a page takes to answer the size of a layer before Python is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 200

ASKED = {
    "kind": "convolution", "spatial_axes": "3", "kernel": "7 × 5 × 3", "stride": "2", "padding": "same",
    "dilation": "1", "in_channels": "3", "out_channels": "64", "groups": "1",
}  # fmt: skip

TIMED = """
async ([address, asked, rounds]) => {
  const { outputSizes } = await import(address);
  const spent = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    outputSizes({ ...asked, input: `${200 + round} × 224 × 224` });
    spent.push(performance.now() - started);
  }
  const [first] = spent;
  spent.sort((one, other) => one - other);
  return { first, most: spent.at(-1), median: spent[rounds / 2] };
}
"""


def measure(browser: Browser, address: str, site: Path) -> dict[str, float]:
    """Return the milliseconds of a size: the first time, the longest and the median.

    Args:
        address: of the Spanish home page.
    """
    (script,) = site.glob("static/*/js/elements/sizes.js")
    page = browser.new_page()
    page.goto(f"{address}sizes/")
    module = f"{address}{script.relative_to(site).as_posix()}"
    found: dict[str, float] = page.evaluate(TIMED, [module, ASKED, ROUNDS])
    page.close()
    return found


def table(times: dict[str, float]) -> str:
    """Return the measurements as text."""
    first, most, middle = (f"{times[name]:.2f}" for name in ("first", "most", "median"))
    return f"the size of a layer without Python, ms: the first {first}, median {middle}, at most {most}"
