"""What Python starts with, and the rest that comes when it is needed."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.startup_server import serving
from pyconv.pictures.views import VIEWS
from site_assets.plugin.publication import file_facts, runtime_facts, sealed_facts
from site_assets.plugin.wheel import build_wheel, compiled
from site_assets.runtime import assembled
from tests.browser.faults import faulty
from tests.browser.widget_page import expect_picture, field, wait_for_python

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>'
SCRIPTS = Path(__file__).with_name("start_page")

NOT_ASKED = (
    "pyconv.__main__",
    "pyconv.pictures.command",
    "pyconv.pictures.export",
    "pyconv.pictures.inline",
    "pyconv.pictures.links",
    "pyconv.pictures.moments",
    "pyconv.pictures.notebook",
    "pyconv.pictures.plot.",
    "pyconv.pictures.state",
)

# Everything that a page may ask, in both languages, and every module but those that the rest of Python is
# fetched for: plots, files, notebooks, the command.
ASKED = f"""
import importlib, json, pkgutil, sys
lacking = []
from pyconv.pictures import web
import pyconv
for name in {list(VIEWS)!r}:
    for language in ("es", "en"):
        request = {{"view": name, "language": language, "params": {{}}}}
        picture = json.loads(web.build(json.dumps(request)))
        key = picture["steps"][0] if picture["steps"] else "in:0"
        web.focus(json.dumps(request | {{"key": key}}))
assert "refused" in web.build('{{"view": "sliding-filter", "language": "es", "params": {{"kernel": "x"}}}}')
for found in pkgutil.walk_packages(pyconv.__path__, "pyconv."):
    if not found.name.startswith({NOT_ASKED!r}):
        try:
            importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            lacking.append(f"{{found.name}}: {{error.name}}")
json.dumps([lacking, sorted(sys.modules)])
"""

LATER = """
import importlib, json
def tried(code):
    try:
        return repr(eval(code, {"get": importlib.import_module}))
    except ModuleNotFoundError as error:
        return f"no {error.name}"
json.dumps([tried(code) for code in [
    "get('numpy').random.default_rng(1).integers(5, 6)",
    "get('numpy').linalg.inv([[2.0]]).tolist()",
    "get('numpy').linalg.det([[2.0]]).item()",
    "get('numpy').fft.fft([1, 0]).real.tolist()",
    "get('numpy').ma.masked_array([1, 2], [0, 1]).sum().item()",
    "get('numpy').polynomial.polynomial.polyval(2, [1, 1]).item()",
    "get('numpy').testing.assert_allclose(1, 1)",
    "get('email').message_from_string('To: a')['to']",
    "get('unittest').TestCase().assertEqual(1, 1)",
    "get('http').HTTPStatus(404).value",
    "get('xml.etree.ElementTree').fromstring('<a/>').tag",
    "get('encodings.latin_1').Codec().encode('é')[0]",
    "get('asyncio').Queue.__name__",
]])
"""

# Members of what Python starts with that are no modules, or that it only has for the sake of their package.
UNUSED = ("os.pyc",)


@pytest.fixture
def visit(browser, tmp_path, project):
    """Return what the worker tells of some Python, before and after something was added."""

    def visited(python, added="rest"):
        package = compiled(build_wheel())
        (tmp_path / "wheel").mkdir()
        (tmp_path / "wheel" / package.filename).write_bytes(package.data)
        facts = {
            **runtime_facts(assembled(), "./runtime"),
            "wheel": file_facts(f"./wheel/{package.filename}", package.data),
            "scripts": [],
        }
        setup = {"site": json.loads(sealed_facts(facts)), "python": python, "added": added}
        (tmp_path / "setup.json").write_text(json.dumps(setup))
        (tmp_path / "index.html").write_text(PAGE)
        places = {
            **{path.name: path for path in [*SCRIPTS.iterdir(), *tmp_path.iterdir()]},
            "runtime": assembled().directory,
            "js": project / "site_assets" / "js",
        }
        context = browser.new_context()
        with serving(places) as server:
            page = context.new_page()
            page.goto(server.url)
            page.wait_for_selector("html[data-outcome]", timeout=180_000)
            outcome = page.evaluate("outcome")
            context.close()
        assert "error" not in outcome, outcome["error"]
        return outcome["answers"]

    return visited


def members(archive):
    """Return the names of all files in one of the runtime's archives."""
    plain = io.BytesIO(gzip.decompress((assembled().directory / archive).read_bytes()))
    with tarfile.open(fileobj=plain) as packed:
        return packed.getnames()


def test_pages_need_no_more_than_python_starts_with_and_nothing_of_it_is_idle(visit):
    lacking, imported = json.loads(visit(ASKED)[0])
    assert not lacking
    idle = []
    for name in [*members("stdlib.bin"), *members("numpy.bin")]:
        module = name.removeprefix("site-packages/").removesuffix(".pyc").partition(".cpython")[0]
        if module.replace("/", ".").removesuffix(".__init__") not in imported and name not in UNUSED:
            idle.append(name)
    assert not idle, " ".join(idle)


def test_the_rest_brings_all_of_numpy_and_of_the_standard_library(visit):
    before, after = map(json.loads, visit(LATER))
    missing = [answer for answer in before if answer.startswith("no ")]
    assert "no numpy.linalg._umath_linalg" in missing
    assert len(missing) == len(before) - 1, before
    assert after == [
        "np.int64(5)",
        "[[0.5]]",
        "2.0",
        "[1.0, 1.0]",
        "1",
        "3.0",
        "None",
        "'a'",
        "None",
        "404",
        "'a'",
        "b'\\xe9'",
        "'Queue'",
    ]


def test_matplotlib_brings_the_rest_with_it(visit):
    assert json.loads(visit(LATER, "matplotlib")[1])[1:3] == ["[[0.5]]", "2.0"]


def test_an_answer_that_needs_the_rest_gets_it(open_reader, built_site):
    with faulty(built_site) as server:
        begun = "part }));\n  try {"
        server.rewrite("worker.js", begun, f'{begun}\n    pyodide.runPython("import email");')
        reader = open_reader(locale="en-GB", reduced_motion="reduce")
        reader.address = server.address
        page = reader.goto("en/")
        wait_for_python(page)
        field(page, "kernel.0").fill("5")
        expect_picture(page, {"kernel": [5, 5]}, "en")
        field(page, "kernel.0").fill("4")
        expect_picture(page, {"kernel": [4, 4]}, "en")
        expect(page.locator(".pc-python").first).to_have_attribute("data-state", "ready")
        assert server.state.asked.count("rest.bin") == 1
