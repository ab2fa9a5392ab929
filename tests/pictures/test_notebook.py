"""A picture in a notebook brings all that it is drawn with, and keeps to itself."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import pyconv
from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import inline, notebook
from pyconv.pictures.inline import VARIABLES
from pyconv.pictures.notebook import show
from pyconv.pictures.plot.palette import PALETTES
from pyconv.pictures.views import VIEWS
from tests.pictures.views import picture as asked

# Set where it is used, by the hue of a cell.
LOCAL = {"--tap"}


def html(name: str, **settings: object) -> str:
    """Return what a notebook shows of a picture."""
    return show(name, **settings)._repr_html_()  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_shown_with_its_style(name: str, language: str) -> None:
    shown = html(name, language=language)
    style, _, body = shown.removeprefix("<style>").partition("</style>")
    assert "<" not in style
    for variable in set(re.findall(r"var\((--[\w-]+)\)", style)) - LOCAL:
        for palette, variables in VARIABLES.items():
            assert f"{variable}: {variables[variable]};" in style, palette
    root = ET.fromstring(body)
    assert root.get("lang") == language
    stage = root[0]
    panels = asked(name, {}, language)["panels"]
    assert [item.get("class", "").split()[0] for item in stage] == ["pc-item"] * len(panels)
    grids = [drawn for drawn in stage.iter("svg") if drawn.get("role") == "grid"]
    assert len(grids) == sum("rows" in panel for panel in panels)
    titles = [title.text for title in root.iter("p") if title.get("class") == "pc-title"]
    assert titles == [panel["title"] for panel in panels if panel["title"]]
    # Nothing is asked of the page or of another address but pictures that are written out.
    assert not re.search(r"(?:href|src)=\"(?!data:)", body)
    assert not list(root.iter("script"))
    assert not [element for element in root.iter() if element.get("id")]


def test_the_style_keeps_to_the_picture() -> None:
    style, scope = inline.style()
    depth, outside = 0, ""
    for part in re.split(r"([{}])", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)):
        depth += {"{": 1, "}": -1}.get(part, 0)
        outside += part if depth == 0 else ""
    for rule in filter(None, map(str.strip, re.split(r"[;}]", outside))):
        assert scope in rule or rule.startswith("@media"), rule
    assert "pyconv.picture" not in style
    assert html("sliding-filter").startswith(f'<style>{style}</style><div class="{scope}"')


def test_the_words_below_are_those_of_the_site() -> None:
    answer = asked("sliding-filter", {"padding": "half"}, "es")
    shown = html("sliding-filter", padding="half", language="es")
    for part in (answer["focus"]["words"], answer["formula"], answer["summary"]):
        assert part in shown
    assert "pc-words" not in html("relationships").partition("</style>")[2]


def test_settings_are_given_as_in_a_block() -> None:
    assert html("sliding-filter", padding=1) == html(
        "sliding-filter", padding="explicit", amounts=[1, 1, 1, 1]
    )
    assert html("sliding-filter", kernel=2) == html("sliding-filter", kernel=(2, 2))
    assert html("sliding-filter", kernel=np.int64(2), step=np.int8(1)) == html(
        "sliding-filter", kernel=np.array([2, 2]), step=1
    )
    edited = html("sliding-filter", edits={"input:0,2": "1/3"})
    assert "1/3" in edited.partition("</style>")[2]


def test_a_step_or_a_cell_is_lit_or_nothing() -> None:
    first = html("sliding-filter").partition("</style>")[2]
    assert "pc-chosen" in first
    assert "pc-window pc-shown" in first
    assert html("sliding-filter", cell="out:3").endswith(html("sliding-filter", step=3)[-2000:])
    assert html("sliding-filter", step=3) != html("sliding-filter")
    at_rest = html("sliding-filter", step=None).partition("</style>")[2]
    assert "pc-lit" not in at_rest
    assert "pc-words" not in at_rest


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("matrix9", {}, "there is no view “matrix9”"),
        ("matrix", {"kernel": 0}, "it is 0"),
        ("matrix", {"kernels": 3}, "there is no parameter “kernels”"),
        ("matrix", {"input": 2, "kernel": 3}, "the kernel spans 3 cells"),
        ("matrix", {"stride": 1.5}, "stride must be a whole number, not “1.5”"),
        ("sliding-filter", {"padding": 9}, "between 0 and 8, but it is 9"),
        ("sliding-filter", {"step": 9}, "step must be between 0 and 8, but it is 9"),
        ("sliding-filter", {"step": -1}, "step must be between 0 and 8, but it is -1"),
        ("sliding-filter", {"step": "last"}, "step must be a whole number, not “last”"),
        ("relationships", {"step": 1}, "step must be between 0 and 0, but it is 1"),
        ("sliding-filter", {"cell": "out:99"}, "out:99"),
        ("sliding-filter", {"language": "fr"}, "there is no language “fr”; there are: es, en"),
    ],
)
def test_a_refusal_is_raised_with_its_message(name: str, settings: dict[str, object], said: str) -> None:
    with pytest.raises(ConvError, match=re.escape(said)) as refused:
        show(name, **settings)  # type: ignore[arg-type]
    assert not hasattr(refused.value, "__notes__")


def test_a_refusal_is_told_in_the_language_asked_for_too() -> None:
    with pytest.raises(ConvError, match="stride must be between 1 and 5") as refused:
        show("sliding-filter", stride=0, language="es")
    (note,) = refused.value.__notes__
    assert note.startswith("paso: debe estar entre 1 y 5")


def test_the_words_are_in_the_language_asked_for() -> None:
    for language in LANGUAGES:
        title = catalogue(language)["sliding-filter.kernel"].partition("{")[0]
        assert title in html("sliding-filter", language=language)


def test_a_terminal_shows_the_call_that_made_it() -> None:
    said = repr(show("sliding-filter", stride=2, padding="half", step=4, language="es"))
    assert said == "pyconv.show('sliding-filter', stride=2, padding='half', language='es', step=4)"
    again = eval(said)
    assert again._repr_html_() == html("sliding-filter", stride=2, padding="half", step=4, language="es")
    lit = "pyconv.show('sliding-filter', language='en', cell='tap:0')"
    assert repr(eval(lit)) == lit
    bundle = again._repr_mimebundle_()
    assert bundle == {"text/html": again._repr_html_(), "text/plain": said}


def test_a_file_has_its_paper_and_a_figure_can_be_saved(tmp_path) -> None:
    shown = pyconv.show("connectivity", step=0)
    for palette, dark in (("light", False), ("dark", True)):
        root = ET.fromstring(shown.svg(dark=dark))
        assert f"fill: {PALETTES[palette]['paper']}" in ET.tostring(root[4], encoding="unicode")
    assert ET.fromstring(shown.svg(narrow=True)).get("width") == "304"
    figure = shown.figure()
    for ending, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        figure.savefig(tmp_path / f"one.{ending}")
        assert (tmp_path / f"one.{ending}").read_bytes().startswith(begins)


def test_the_package_loads_no_picture_until_one_is_asked_for() -> None:
    program = (
        "import sys, pyconv; assert 'pyconv.pictures' not in sys.modules;"
        "pyconv.show('matrix')._repr_html_(); sys.exit('matplotlib' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    with pytest.raises(AttributeError, match="module 'pyconv' has no attribute 'shows'"):
        pyconv.shows  # noqa: B018


class Entry:
    """An entry point, of which only the loading is used."""

    def __init__(self, made: object) -> None:
        self.made = made

    def load(self) -> object:
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


@pytest.mark.parametrize("found", [(), (Entry(ModuleNotFoundError("anywidget")),)])
def test_what_a_live_picture_needs_is_named(
    monkeypatch: pytest.MonkeyPatch, found: tuple[Entry, ...]
) -> None:
    monkeypatch.setattr(notebook, "entry_points", lambda **_: found)
    with pytest.raises(ImportError, match=r"\[notebook\]"):
        show("sliding-filter", live=True)
    # What makes no picture is told first.
    with pytest.raises(ConvError):
        show("sliding-filter", stride=0, live=True)


def test_a_live_picture_is_made_of_what_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry(lambda still, **asked: (still, asked))
    monkeypatch.setattr(notebook, "entry_points", lambda group: [entry] * (group == "pyconv.notebook"))
    still, asked = show("sliding-filter", step=np.int64(2), stride=np.int64(2), language="es", live=True)
    told = {"name": "sliding-filter", "settings": {"stride": 2}, "language": "es", "step": 2, "cell": ""}
    assert asked == told
    assert repr(still) == repr(show("sliding-filter", stride=2, step=2, language="es"))
