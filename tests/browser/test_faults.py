"""What can go wrong between the site and a reader's Python: what the reader is told, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faults import FaultyServer, faulty
from tests.browser.widget_page import READY_MS, expect_picture, field, pythons, wait_for_python

pytestmark = pytest.mark.browser

MISSING = "A file of Python could not be downloaded ({}). The figure still works in its first state."
DAMAGED = "A file of Python arrived damaged ({}). The figure still works in its first state."
MISTYPED = (
    "The browser refused a file of Python because the server gives it the wrong type ({}). "
    "The figure still works in its first state."
)
HUNG = "Python stopped answering. The figure keeps its last state."
SLOW = "This machine is slow: Python is taking longer than usual. You can go on waiting or try again."
SLOW_DOWNLOAD = (
    "The connection is slow: the download is taking longer than usual. You can go on waiting or try again."
)

# What the browser itself writes of answers that it could not use.
BROWSERS_OWN = (
    r"Failed to load resource: (the server responded with a status of 404|net::ERR_\w+)"
    r"|Failed to load module script: The server responded with a non-JavaScript MIME type"
    r"|Failed to load module script: Expected a JavaScript(-or-Wasm)? module script"
)

WHEEL = "convolution_views-*.bin"
BOOT_FILES = [
    "site.json",
    "worker.js",
    "boot.js",
    "matplotlib.js",
    "pyodide.mjs",
    "pyodide.asm.mjs.bin",
    "pyodide.asm.wasm.bin",
    "stdlib.bin",
    "pyodide-lock.json",
    "numpy.bin",
    WHEEL,
]
# One file of each kind: the facts, a script of the worker, modules of Pyodide as they are and gzipped, code,
# an archive, a wheel.
KINDS = [
    "site.json",
    "boot.js",
    "pyodide.mjs",
    "pyodide.asm.mjs.bin",
    "pyodide.asm.wasm.bin",
    "numpy.bin",
    WHEEL,
]
SCRIPTS = ["worker.js", "boot.js", "pyodide.mjs"]

FAULTS = [
    *((file, "missing", MISSING) for file in BOOT_FILES),
    *((file, "one bit flipped", DAMAGED) for file in KINDS),
    *((file, "valid, but another", MISSING) for file in KINDS[1:]),
    ("site.json", "valid, but another", DAMAGED),
    ("site.json", "truncated", DAMAGED),
    *((file, "truncated", MISSING) for file in ("pyodide.asm.mjs.bin", "pyodide.asm.wasm.bin")),
    *(
        (file, "broken off", MISSING)
        for file in ("site.json", "boot.js", "pyodide.asm.wasm.bin", "numpy.bin")
    ),
    *((file, "a page in its place", MISSING) for file in ("site.json", "worker.js", "pyodide.asm.wasm.bin")),
    *((file, "wrong type", MISTYPED) for file in SCRIPTS),
]

SHARE = {
    *((file, "missing") for file in ("site.json", "pyodide.asm.wasm.bin", "matplotlib.js", WHEEL)),
    *((file, "one bit flipped") for file in ("boot.js", "numpy.bin")),
    *((file, "valid, but another") for file in ("site.json", "pyodide.mjs")),
    ("pyodide.asm.wasm.bin", "truncated"),
    ("boot.js", "broken off"),
    ("worker.js", "a page in its place"),
    ("pyodide.mjs", "wrong type"),
}
"""What an ordinary run tries: each way to spoil a file, and files of each kind."""


def marked(file: str, how: str, *more: str) -> Any:
    """Return a case of a test, which ordinary runs leave out if it is no part of the share."""
    name = f"{how}: {file}"
    return pytest.param(file, how, *more, id=name, marks=[] if (file, how) in SHARE else pytest.mark.rest)


@pytest.fixture
def server(built_site: Path) -> Iterator[FaultyServer]:
    """A site whose files can be spoiled."""
    with faulty(built_site) as running:
        yield running


@pytest.fixture
def reader(open_reader: Any) -> Any:
    """A reader of the faulty site, in English."""
    reader = open_reader(locale="en-GB", reduced_motion="reduce")
    reader.tolerates(BROWSERS_OWN)
    return reader


def status(page: Page) -> Any:
    return page.locator(".pc-status").first


def retry(page: Page) -> None:
    page.locator("[data-does=retry]").first.click()


def works(page: Page) -> None:
    """See that Python draws what is asked of it."""
    wait_for_python(page)
    field(page, "kernel.0").fill("5")
    expect_picture(page, {"kernel": [5, 5]}, "en")


def expect_no_python(page: Page) -> None:
    """Wait until the worker is gone; a browser gives one that never rests two seconds."""
    for _ in range(100):
        if not pythons(page):
            return
        page.wait_for_timeout(50)
    assert not pythons(page)


@pytest.mark.parametrize(("file", "how", "sentence"), [marked(*fault) for fault in FAULTS])
def test_the_reader_is_told_which_file_failed_and_may_try_again(reader, server, file, how, sentence):
    server.spoil(file, how)
    page = reader.goto("en/")
    expect(page.locator(".pc-python").first).to_have_attribute("data-state", "failed", timeout=READY_MS)
    said = status(page).text_content()
    name = re.escape(file).replace(r"\*", r"[\w.-]+")
    assert re.fullmatch(re.escape(sentence).replace(r"\{\}", name), said), said
    expect_no_python(page)
    page.locator("[data-does=forward]").first.click()
    expect(page.locator(".pc-step").first).to_have_text("Step 2 of 9")
    server.mend()
    retry(page)
    wait_for_python(page)


@pytest.mark.parametrize(
    ("file", "how"),
    [marked(file, "one bit flipped") for file in KINDS] + [pytest.param("worker.js", "missing")],
)
def test_what_failed_once_is_asked_for_again_without_a_word(reader, server, file, how):
    seen = []

    def see(state):
        seen.append(state)

    reader.page.expose_function("seen", see)
    reader.page.add_init_script(
        """new MutationObserver(() => seen(document.querySelector(".pc-python")?.dataset.state))
            .observe(document, { subtree: true, childList: true, attributes: true })"""
    )
    server.spoil(file, how, times=1)
    page = reader.goto("en/")
    works(page)
    assert "failed" not in seen


@pytest.mark.parametrize("file", ["pyodide.asm.wasm.bin", pytest.param("site.json", marks=pytest.mark.rest)])
def test_the_type_of_what_is_no_script_does_not_matter(reader, server, file):
    server.spoil(file, "wrong type")
    works(reader.goto("en/"))


def test_a_damaged_file_in_the_cache_does_not_outlive_a_visit(reader, server):
    server.spoil(WHEEL, "one bit flipped")
    page = reader.goto("en/")
    expect(status(page)).to_contain_text("arrived damaged", timeout=READY_MS)
    server.mend()
    page = reader.goto("en/why/")
    page.locator(".pc-python").first.scroll_into_view_if_needed()
    wait_for_python(page)


def test_a_file_that_comes_late_is_waited_for(reader, server):
    server.hurry()
    server.delay("*.wasm.bin", 3)
    page = reader.goto("en/")
    expect(status(page)).to_have_text(SLOW_DOWNLOAD)
    expect(page.locator("[data-does=retry]").first).to_be_visible()
    works(page)
    assert server.state.asked.count("pyodide.asm.wasm.bin") == 1


def test_a_file_that_never_comes_is_named(reader, server):
    server.hurry(50)
    server.delay("numpy.bin", 30)
    page = reader.goto("en/")
    expect(status(page)).to_have_text(MISSING.format("numpy.bin"), timeout=READY_MS)
    assert server.state.asked.count("numpy.bin") == 2
    server.mend()
    retry(page)
    works(page)


def test_a_machine_that_takes_long_is_told_so_and_not_given_up(reader, server):
    server.hurry()
    # A hundred seconds of its patience: silence of twenty was once the end.
    server.rewrite("boot.js", '"numpy, pyconv.', '"time; time.sleep(10); import numpy, pyconv.')
    page = reader.goto("en/")
    expect(status(page)).to_have_text(SLOW, timeout=READY_MS)
    expect(page.locator(".pc-live").first).to_have_text(SLOW)
    works(page)
    expect(page.locator("[data-does=retry]").first).to_be_hidden()


def test_matplotlib_takes_its_time_and_every_widget_keeps_python(reader, server):
    server.hurry()
    server.rewrite("matplotlib.js", '"pyconv.', '"time; time.sleep(10); import pyconv.')
    page = reader.goto("en/why/")
    page.locator(".pc-python").first.scroll_into_view_if_needed()
    wait_for_python(page)
    [worker] = pythons(page)
    page.locator(".pc-plot-load").click()
    expect(page.locator(".pc-plot .pc-status")).to_have_text(SLOW, timeout=READY_MS)
    expect(page.locator(".pc-plot form")).to_be_visible(timeout=READY_MS)
    assert pythons(page) == [worker]


# What the worker does, but that a kernel of seven cells keeps it for ever.
ENDLESS = (
    "const said = await ask(",
    """if (asked.question === "build" && JSON.parse(asked.request).params.kernel[0] == 7) {
        python.pyodide.runPython("while True: pass");
    }
    const said = await ask(""",
)


def test_a_question_without_end_comes_to_one(reader, server):
    server.hurry()
    server.rewrite("worker.js", *ENDLESS)
    page = reader.goto("en/")
    wait_for_python(page)
    field(page, "kernel.0").fill("7")
    expect(status(page)).to_have_text(SLOW)
    expect(status(page)).to_have_text(HUNG, timeout=READY_MS)
    expect_no_python(page)
    field(page, "kernel.0").fill("5")
    retry(page)
    expect_picture(page, {"kernel": [5, 5]}, "en")


def test_a_slow_python_can_be_started_again_by_hand(reader, server):
    server.hurry()
    server.rewrite("worker.js", *ENDLESS)
    page = reader.goto("en/")
    wait_for_python(page)
    field(page, "kernel.0").fill("7")
    expect(status(page)).to_have_text(SLOW)
    field(page, "kernel.0").fill("5")
    retry(page)
    expect_picture(page, {"kernel": [5, 5]}, "en")


def test_a_worker_that_is_ended_while_it_answers(reader, server):
    server.hurry()
    reader.page.add_init_script(
        """window.Worker = class extends Worker {
            constructor(...given) { super(...given); (window.workers ??= []).push(this); }
        };"""
    )
    page = reader.goto("en/")
    wait_for_python(page)
    page.evaluate(
        """() => {
            const field = document.querySelector('[data-field="kernel.0"]');
            field.value = "5";
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
            for (const worker of window.workers) worker.terminate();
        }"""
    )
    expect(status(page)).to_have_text(HUNG, timeout=READY_MS)
    retry(page)
    expect_picture(page, {"kernel": [5, 5]}, "en")


def test_without_a_network_what_is_here_goes_on_working(reader):
    page = reader.goto("en/why/")
    page.locator(".pc-python").first.scroll_into_view_if_needed()
    wait_for_python(page)
    reader.context.set_offline(True)
    before = page.locator(".pc-summary").first.text_content()
    page.locator("pyconv-widget [data-slides]").first.fill("7")
    expect(page.locator(".pc-summary").first).not_to_have_text(before)
    page.locator(".pc-plot-load").click()
    plot = page.locator(".pc-plot .pc-status")
    expect(plot).to_have_text(re.compile(r"A file of matplotlib could not be downloaded \(\S+\)"))
    reader.context.set_offline(False)
    page.locator(".pc-plot [data-does=retry]").click()
    expect(page.locator(".pc-plot form")).to_be_visible(timeout=READY_MS)


def test_two_tabs_have_a_python_each(reader, server):
    first = reader.goto("en/")
    second = reader.context.new_page()
    second.goto(server.address + "en/")
    for page in (first, second):
        works(page)
    first.close()
    field(second, "kernel.0").fill("2")
    expect_picture(second, {"kernel": [2, 2]}, "en")
