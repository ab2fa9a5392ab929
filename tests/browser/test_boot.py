"""Booting in a real browser: what works, what is missing, what is damaged."""

import contextlib
from pathlib import Path

import pytest

from benchmarks.startup_server import serving
from site_assets.plugin.publication import file_facts, runtime_facts, sealed_facts
from site_assets.runtime import assembled
from site_assets.runtime.layout import PACKAGES
from site_assets.runtime.rewrite import write_tar

pytestmark = pytest.mark.browser

# The policy of the site's pages, without what only its styles and pictures need.
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
PAGE = """<!doctype html><meta http-equiv="Content-Security-Policy" content="{policy}">
<link rel="icon" href="about.ico"><script type="module" src="page.js"></script>"""
SCRIPTS = Path(__file__).with_name("boot_page")


@pytest.fixture(scope="module")
def runtime():
    return assembled()


@pytest.fixture(scope="module")
def places(tmp_path_factory, runtime, project):
    folder = tmp_path_factory.mktemp("boot")
    wheel = folder / "wheel" / "pyconv-1.bin"
    wheel.parent.mkdir()
    modules = {
        "pyconv/__init__.py": "",
        "pyconv/pictures/__init__.py": "",
        "pyconv/pictures/web.py": (
            "import numpy\n\ndef answer():\n    return int(numpy.convolve([1, 2], [3, 4])[1])\n"
        ),
    }
    write_tar(wheel, {PACKAGES + name: text.encode() for name, text in modules.items()})
    files = {
        "index.html": PAGE.format(policy=POLICY),
        "setup.json": sealed_facts(
            {
                **runtime_facts(runtime, "./runtime"),
                "wheel": file_facts(f"./wheel/{wheel.name}", wheel.read_bytes()),
                "scripts": [],
            }
        ).decode(),
        "about.ico": "",
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {
        **{name: folder / name for name in files},
        **{path.name: path for path in SCRIPTS.iterdir()},
        "wheel": wheel.parent,
        "runtime": runtime.directory,
        "js": project / "site_assets" / "js",
    }


@contextlib.contextmanager
def visiting(browser, places):
    context = browser.new_context()
    try:
        with serving(places) as server:
            page = context.new_page()
            page.goto(server.url)
            page.wait_for_selector("html[data-outcome]", timeout=60_000)
            yield page.evaluate("outcome"), page.evaluate("progress")
    finally:
        context.close()


def test_boots_under_the_policy_and_puts_back_what_it_borrowed(browser, places):
    with visiting(browser, places) as (outcome, _):
        assert outcome == {"answer": 10, "restored": True}


def test_progress_counts_every_byte_and_names_each_stage(browser, places, runtime):
    manifest = runtime.manifest
    wheel = (places["wheel"] / "pyconv-1.bin").stat().st_size
    total = wheel + sum(manifest["files"][name]["bytes"] for name in manifest["boot"].values())
    with visiting(browser, places) as (_, progress):
        assert list(dict.fromkeys(step["stage"] for step in progress)) == [
            "download",
            "start",
            "import",
            "ready",
        ]
        assert {step["total"] for step in progress} == {total}
        loaded = [step["loaded"] for step in progress]
        assert loaded == sorted(loaded)
        assert loaded[-1] == total


FILES = [
    "runtime/pyodide.mjs",
    "runtime/pyodide.asm.mjs.bin",
    "runtime/pyodide.asm.wasm.bin",
    "runtime/stdlib.bin",
    "runtime/pyodide-lock.json",
    "runtime/numpy.bin",
    "wheel/pyconv-1.bin",
]


def tampered(places, file, content, tmp_path):
    """The same places but for one file: other content, or none at all."""
    path = tmp_path / "tampered"
    if content is not None:
        path.write_bytes(content)
    return {file: path, **places}


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named_with_its_status(browser, places, tmp_path, file):
    with visiting(browser, tampered(places, file, None, tmp_path)) as (outcome, _):
        assert outcome["reason"] == "missing"
        assert outcome["file"] == file.rpartition("/")[2]
        assert outcome["status"] == 404


@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_named(browser, places, tmp_path, file):
    folder, _, name = file.partition("/")
    content = bytearray((places[folder] / name).read_bytes())
    # One bit, in the middle of a comment or of code that nobody runs as well as anywhere else.
    content[len(content) // 2] ^= 1
    with visiting(browser, tampered(places, file, bytes(content), tmp_path)) as (outcome, _):
        assert outcome["reason"] == "damaged"
        assert outcome["file"] == name


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_which_a_part_came_is_missing(browser, places, tmp_path, file):
    folder, _, name = file.partition("/")
    content = (places[folder] / name).read_bytes()
    with visiting(browser, tampered(places, file, content[: len(content) // 2], tmp_path)) as (outcome, _):
        assert outcome["reason"] == "missing"
        assert outcome["file"] == name
