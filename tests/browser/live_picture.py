"""What a reader does with a live picture, whichever notebook shows it; and the notebooks that are started."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from playwright.sync_api import Locator, expect

# A notebook, a kernel and NumPy start, on a machine that has more to do.
START_MS = 90_000

SHOWN = """import pyconv
w = pyconv.show("sliding-filter", input=5, kernel=3, stride=2, padding=1, step=1, live=True)
w"""
READ = "print(w.settings['stride'], w.settings['kernel'])"
READ_BACK = "[1, 1] [3, 3]"
"""What `READ` prints after `try_out`."""


def free_port() -> int:
    """Return the number of a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def notebook(command: Sequence[str], address: str, env: Mapping[str, str]) -> Iterator[str]:
    """Run the server of a notebook, and wait until it answers at an address."""
    running = subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_MS / 1000
        while True:
            try:
                urllib.request.urlopen(address).close()
                break
            except OSError:
                assert running.poll() is None, "the notebook has ended"
                assert time.monotonic() < deadline, "the notebook does not answer"
                time.sleep(0.2)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def try_out(widget: Locator) -> None:
    """Change, refuse, step and touch the picture that `SHOWN` shows, on a light page."""
    expect(widget).to_be_visible(timeout=START_MS)
    # It opens where it was told to, and says in the words of the site who answers.
    expect(widget.locator(".pc-step")).to_have_text("Step 2 of 9")
    expect(widget.locator(".pc-python")).to_have_attribute("data-state", "ready")
    assert widget.locator(".pc-share").is_hidden()
    assert widget.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"

    field = widget.locator('[data-field="kernel.0"]')
    field.fill("2")
    expect(widget.locator("[data-name=kernel] .pc-title")).to_have_text("Kernel 2 × 2")
    expect(widget.locator("[data-name=output] .pc-title")).to_have_text("Output 3 × 3")
    # Keys are the widget's: in JupyterLab "b" would add a cell, "d" twice take one away.
    slider = widget.locator('[data-slides="stride.0"]')
    slider.focus()
    for key in ("b", "d", "d", "ArrowLeft"):
        widget.page.keyboard.press(key)
    expect(widget.locator("[data-name=output] .pc-title")).to_have_text("Output 6 × 6")
    # What makes no picture is refused there as well.
    field.fill("99")
    expect(widget.locator(".pc-refusal")).to_contain_text("99")
    field.fill("3")
    expect(widget.locator(".pc-refusal")).to_be_empty()
    widget.locator("[data-does=forward]").click()
    expect(widget.locator(".pc-step")).to_have_text("Step 3 of 25")
    words = widget.locator(".pc-words").inner_text()
    widget.locator("g.pc-cell[data-key='tap:0']").first.hover()
    expect(widget.locator(".pc-words")).not_to_have_text(words)
