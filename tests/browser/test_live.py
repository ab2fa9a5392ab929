"""JupyterLab: a live picture, answered by the kernel, and a figure of the site in a frame."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from site_assets.serve import SiteServer
from tests.browser.live_picture import READ, READ_BACK, SHOWN, START_MS, free_port, notebook, try_out
from tests.browser.widget_page import READY_MS

pytestmark = pytest.mark.browser

GIVEN_UP = (
    r"WebSocket connection to .*/api/kernels/",
    r"Canceled future for \w+ message before replies were done",
    r"History was unable to be retrieved \S*/static/lab/",
    r"Could not restore the debugger state",
)


@pytest.fixture
def jupyter(project: Path, tmp_path: Path, server: SiteServer):
    """The address of a JupyterLab with a notebook in it; it asks no other host for anything."""
    framed = (
        "from IPython.display import IFrame\n"
        f'IFrame("{server.address}en/parameters/?embed#stride-figure?stride=1", 700, 500)'
    )
    cells = [nbformat.v4.new_code_cell(cell) for cell in (SHOWN, READ, framed)]
    written = nbformat.v4.new_notebook(cells=cells)
    written.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    work = tmp_path / "work"
    work.mkdir()
    nbformat.write(written, work / "live.ipynb")
    own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    port = free_port()
    settings = [
        *("--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={work}", "--IdentityProvider.token=", "--LabApp.news_url="),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    command = [sys.executable, "-m", "jupyterlab", *settings]
    address = f"http://127.0.0.1:{port}/"
    env = {**own, "PYTHONPATH": str(project), "JUPYTER_PLATFORM_DIRS": "1"}
    with notebook(command, f"{address}api", env):
        yield address


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
    # JupyterLab itself now and then gives up a connection to the kernel for another one, and what it
    # asked the kernel for over that one: its history, the state of its debugger.
    for given_up in GIVEN_UP:
        reader.tolerates(given_up)
    page = reader.goto("lab/tree/live.ipynb?reset")
    # It may ask which kernel to take, or say that it lost one, before the notebook can be worked with.
    page.add_locator_handler(page.locator(".jp-Dialog"), accept)
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    run(cells.first)
    widget = page.locator(".jp-OutputArea-output .pc")
    try_out(widget)
    expect(cells).to_have_count(3)
    # What it is set to can be read in the next cell.
    run(cells.nth(1))
    expect(cells.nth(1).locator(".jp-OutputArea-output")).to_contain_text(READ_BACK)
    # A figure of the site stands in a frame, set up by its link and answered by its own Python.
    run(cells.nth(2))
    framed = page.frame_locator("iframe[src*=embed]")
    expect(framed.locator("#stride-figure")).to_have_class(re.compile("pc-alone"))
    expect(framed.locator("#stride-figure .pc-python")).to_have_attribute(
        "data-state", "ready", timeout=READY_MS
    )
    expect(framed.locator("#stride-figure [data-field='stride.0']")).to_have_value("1")
    expect(framed.locator(".md-header")).to_be_hidden()
    # The notebook turns dark, and the figure with it.
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    expect(widget).not_to_have_css("background-color", "rgb(255, 255, 255)")
