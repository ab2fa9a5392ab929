"""A live picture in JupyterLab: the site's own element, answered by the kernel."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser

# JupyterLab, a kernel and NumPy start, on a machine that has more to do.
START_MS = 90_000

SHOWN = """import pyconv
w = pyconv.show("sliding-filter", input=5, kernel=3, stride=2, padding=1, step=1, live=True)
w"""
READ = "print(w.settings['stride'], w.settings['kernel'])"


@pytest.fixture
def jupyter(project: Path, tmp_path: Path):
    """The address of a JupyterLab with a notebook in it; it asks no other host for anything."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (SHOWN, READ)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    work = tmp_path / "work"
    work.mkdir()
    nbformat.write(notebook, work / "live.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    settings = [
        *("--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={work}", "--IdentityProvider.token=", "--LabApp.news_url="),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    running = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *settings],
        env={**os.environ, **own, "PYTHONPATH": str(project), "JUPYTER_PLATFORM_DIRS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        deadline = time.monotonic() + START_MS / 1000
        while True:
            try:
                urllib.request.urlopen(f"{address}api").close()
                break
            except OSError:
                assert running.poll() is None, "JupyterLab has ended"
                assert time.monotonic() < deadline, "JupyterLab does not answer"
                time.sleep(0.2)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def run(cell: Locator) -> None:
    """Run a cell; JupyterLab forgets what it is told before its kernel is there."""
    deadline = time.monotonic() + START_MS / 1000
    while not re.fullmatch(r"\[[\d*]+\]:", cell.locator(".jp-InputPrompt").inner_text().strip()):
        assert time.monotonic() < deadline
        cell.locator(".cm-content").click(timeout=START_MS)
        cell.page.keyboard.press("Shift+Enter")
        cell.page.wait_for_timeout(500)


def accept(dialog: Locator) -> None:
    """Answer a dialog as it proposes."""
    dialog.locator("button.jp-mod-accept").first.click()


def test_a_figure_in_jupyterlab_is_played_changed_and_read_back(open_reader, jupyter):
    reader = open_reader(address=jupyter, color_scheme="light", reduced_motion="reduce", height=1000)
    # JupyterLab itself now and then gives up a connection to the kernel for another one.
    reader.tolerates(r"WebSocket connection to .*/api/kernels/")
    page = reader.goto("lab/tree/live.ipynb?reset")
    # It may ask which kernel to take, or say that it lost one, before the notebook can be worked with.
    page.add_locator_handler(page.locator(".jp-Dialog"), accept)
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    run(cells.first)
    widget = page.locator(".jp-OutputArea-output .pc")
    expect(widget).to_be_visible(timeout=START_MS)
    # It opens where it was told to, and says in the words of the site who answers.
    expect(widget.locator(".pc-step")).to_have_text("Step 2 of 9")
    expect(widget.locator(".pc-python")).to_have_attribute("data-state", "ready")
    assert widget.locator(".pc-share").is_hidden()
    painted = "(one) => getComputedStyle(one).backgroundColor"
    assert widget.evaluate(painted) == "rgb(255, 255, 255)"

    field = widget.locator('[data-field="kernel.0"]')
    field.fill("2")
    expect(widget.locator("[data-name=kernel] .pc-title")).to_have_text("Kernel 2 × 2")
    expect(widget.locator("[data-name=output] .pc-title")).to_have_text("Output 3 × 3")
    # Keys are the widget's: "b" would add a cell, "d" twice take one away.
    slider = widget.locator('[data-slides="stride.0"]')
    slider.focus()
    for key in ("b", "d", "d", "ArrowLeft"):
        page.keyboard.press(key)
    expect(widget.locator("[data-name=output] .pc-title")).to_have_text("Output 6 × 6")
    expect(cells).to_have_count(2)
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

    # What it is set to can be read in the next cell.
    run(cells.nth(1))
    expect(cells.nth(1).locator(".jp-OutputArea-output")).to_contain_text("[1, 1] [3, 3]")
    # The notebook turns dark, and the figure with it.
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    expect(widget).not_to_have_css("background-color", "rgb(255, 255, 255)")
