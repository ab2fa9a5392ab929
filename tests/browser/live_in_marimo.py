"""A live picture in marimo, whose packages cannot lie beside the site's own: `nox -s marimo`."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import indent

import pytest
from playwright.sync_api import expect

from tests.browser.live_picture import READ_BACK, SHOWN, free_port, notebook, try_out

pytestmark = pytest.mark.browser

NOTEBOOK = f"""import marimo

app = marimo.App()


@app.cell
def shown():
{indent(SHOWN, "    ")}
    return (w,)


@app.cell
def button():
    import marimo as mo
    read = mo.ui.run_button(label="read")
    read
    return mo, read


@app.cell
def back(mo, read, w):
    mo.stop(not read.value)
    # What is printed is not shown where a notebook is only read.
    mo.md(f"`{{w.settings['stride']}} {{w.settings['kernel']}}`")
    return
"""


@pytest.fixture
def marimo(project: Path, tmp_path: Path):
    """The address of a notebook that marimo runs; it asks no other host for anything."""
    written = tmp_path / "live.py"
    written.write_text(NOTEBOOK, "utf-8")
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    settings = ["run", str(written), "--headless", "--no-token", f"--port={port}"]
    env = {"PYTHONPATH": str(project), "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with notebook([os.environ["MARIMO"], "-m", "marimo", *settings], address, env):
        yield address


def test_a_figure_in_marimo_is_played_changed_and_read_back(open_reader, marimo):
    reader = open_reader(address=marimo, color_scheme="light", reduced_motion="reduce", height=1000)
    reader.tolerates("was preloaded using link preload")
    page = reader.goto("")
    try_out(page.locator(".pc"))
    # What it is set to can be read in another cell.
    page.get_by_role("button", name="read").click()
    expect(page.get_by_text(READ_BACK)).to_be_visible()
    # The notebook turns dark, and the figure with it.
    told = page.locator("marimo-anywidget .light")
    told.evaluate("(one) => one.classList.replace('light', 'dark')")
    expect(page.locator(".pc")).not_to_have_css("background-color", "rgb(255, 255, 255)")
