"""A notebook that Jupyter ran, as a browser shows it: light and dark, among rules of the notebook's own."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser, Page

from pyconv.messages import LANGUAGES
from pyconv.pictures.notebook import show
from pyconv.pictures.plot.palette import PALETTES
from pyconv.pictures.views import VIEWS

pytestmark = pytest.mark.browser

LOOK = """() => {
  const drawn = ".pc-cell:not(.pixel) rect, .pc-cell text, .pc-window, .pc-shape path, th, td";
  return [...document.querySelectorAll(drawn)].map((each) => {
    const { fill, stroke, color } = getComputedStyle(each);
    const where = each.closest(".pc-cell, .pc-shape, .pc-window, table").getAttribute("class");
    return [where, each.tagName, fill, stroke, color];
  });
}"""

# What Jupyter, VS Code and others say of everything inside an output.
NOTEBOOK = """
.output * { color: red; fill: blue; stroke: lime; font-family: fantasy; margin: 40px; }
.output tbody tr:nth-child(odd) td, .output p, #out svg text { background: yellow; padding: 30px; fill: red; }
p, td { border: 3px solid red; text-transform: uppercase; }
"""

HOSTS = {
    "jupyter": 'data-jp-theme-light="{is_light}"',
    "vscode": 'class="vscode-{palette}"',
    "marimo": 'class="{palette}"',
    "colab": 'theme="{palette}"',
}


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def opened(browser: Browser, outputs: list[str], body: str = "", *, prefers: str = "light") -> Page:
    """Open a page with outputs of a notebook in it."""
    page = browser.new_page(viewport={"width": 900, "height": 900}, color_scheme=prefers)  # type: ignore[arg-type]
    divs = "".join(f'<div class="output">{output}</div>' for output in outputs)
    page.set_content(f"<!doctype html><style>{NOTEBOOK}</style><body {body}><main id=out>{divs}</main>")
    return page


def paper(page: Page) -> list[list[str]]:
    """Return the paper and the ink of every picture."""
    return page.eval_on_selector_all(
        ".output > div",
        "(all) => all.map((one) => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color])",
    )


@pytest.mark.parametrize("name", VIEWS)
def test_everything_drawn_has_a_colour(browser: Browser, name: str) -> None:
    html = show(name)._repr_html_()
    page = opened(browser, [html], 'class="dark"')
    strange = {"rgb(0, 0, 0)", "rgb(255, 0, 0)", "rgb(0, 0, 255)", "rgb(0, 255, 0)"}
    drawn = page.evaluate(LOOK)
    assert drawn
    for where, tag, fill, stroke, colour in drawn:
        if tag in {"TH", "TD"}:
            assert colour not in strange, (where, tag)
            continue
        assert not {fill, stroke} & strange, (where, tag)
        assert not fill == stroke == "none", (where, tag)
    page.close()


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("host", HOSTS)
def test_the_notebook_says_which_palette(browser: Browser, host: str, palette: str) -> None:
    says = HOSTS[host].format(palette=palette, is_light=str(palette == "light").lower())
    other = "dark" if palette == "light" else "light"
    page = opened(browser, [show("matrix")._repr_html_()], says, prefers=other)
    assert paper(page) == [[rgb(PALETTES[palette]["paper"]), rgb(PALETTES[palette]["ink"])]]
    page.emulate_media(media="print")
    assert paper(page) == [[rgb(PALETTES["light"]["paper"]), rgb(PALETTES["light"]["ink"])]]
    page.close()


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_where_the_notebook_says_nothing_the_system_does(browser: Browser, palette: str) -> None:
    page = opened(browser, [show("matrix")._repr_html_()], prefers=palette)
    assert paper(page) == [[rgb(PALETTES[palette]["paper"]), rgb(PALETTES[palette]["ink"])]]
    page.close()


def test_pictures_neither_disturb_each_other_nor_the_notebook(browser: Browser) -> None:
    one, two = (
        show("sliding-filter", stride=2)._repr_html_(),
        show("relationships", language="es")._repr_html_(),
    )
    own = '<p class="pc-title">Mine</p><svg><g class="pc-cell"><rect width="9" height="9"/></g></svg>'
    look = """() => [...document.querySelectorAll(".own *")].map((one) => {
      const look = getComputedStyle(one);
      const names = [...look].filter((name) => !name.startsWith("--"));
      return names.map((name) => look.getPropertyValue(name)).join();
    })"""
    alone = opened(browser, [f'<div class="own">{own}</div>'])
    among = opened(browser, [f'<div class="own">{own}</div>', one, two])
    assert alone.evaluate(look) == among.evaluate(look)
    first = opened(browser, [one])
    box = """() => { const all = [...document.querySelectorAll(".output:has(.pc-window) *")];
      return all.map((one) => { const { width, height } = one.getBoundingClientRect();
                                const { fill, color } = getComputedStyle(one);
                                return [one.tagName, width, height, fill, color]; }); }"""
    assert first.evaluate(box) == among.evaluate(box)
    title = among.locator(".output:has(.pc-window) .pc-title").first
    assert title.evaluate("(one) => getComputedStyle(one).textTransform") == "none"
    for page in (alone, among, first):
        page.close()


@pytest.fixture(scope="module", params=LANGUAGES)
def outputs(request: pytest.FixtureRequest, project: Path, tmp_path_factory: pytest.TempPathFactory):
    """Run the recipe of the page in Jupyter, and then more; return the outputs of the cells."""
    page = (project / "docs" / request.param / "pyconv.md").read_text("utf-8")
    (recipe,) = re.findall(r"^```python-cell home-figure\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    cells = [
        recipe,
        'picture = pyconv.show("connectivity", stride=2)\nprint(len(picture.svg()) > 1000)\npicture',
        'picture.figure(dark=True).savefig("picture.png")',
        'pyconv.show("sliding-filter", stride=0)',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    folder = tmp_path_factory.mktemp("notebook")
    environment = {"PYTHONPATH": str(project), "IPYTHONDIR": str(folder), "JUPYTER_PLATFORM_DIRS": "1"}
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        client = NotebookClient(
            notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}
        )
        client.execute(env={**os.environ, **environment})
    assert (folder / "picture.png").read_bytes().startswith(b"\x89PNG")
    return [cell["outputs"] for cell in notebook["cells"]]


def test_jupyter_shows_the_recipe_of_the_page(browser: Browser, outputs) -> None:
    (shown,), (printed, second), nothing, (refused,) = outputs
    assert shown["data"]["text/plain"].startswith("pyconv.show('sliding-filter', input=5, kernel=3")
    assert printed["text"] == "True\n"
    assert nothing == []
    assert refused["ename"] == "ConvError"
    assert refused["evalue"] == "stride must be between 1 and 5, but it is 0"
    pictures = [output["data"]["text/html"] for output in (shown, second)]
    traceback = f"<pre>{escape(refused['evalue'])}</pre>"
    for palette in ("light", "dark"):
        says = HOSTS["jupyter"].format(is_light=str(palette == "light").lower())
        page = opened(browser, [*pictures, traceback], says)
        assert paper(page) == [[rgb(PALETTES[palette]["paper"]), rgb(PALETTES[palette]["ink"])]] * 2
        assert page.locator(".output").nth(0).locator("svg").count() == 3
        chosen = page.locator(".output").nth(0).locator(".pc-chosen rect")
        assert chosen.evaluate("(one) => getComputedStyle(one).stroke") == rgb(PALETTES[palette]["accent"])
        folder = os.environ.get("PYCONV_PICTURES")
        if folder:
            page.screenshot(path=Path(folder) / f"notebook-{palette}.png", full_page=True)
        page.close()
