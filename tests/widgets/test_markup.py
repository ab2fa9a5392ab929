"""The first state of a widget: complete, well formed, the same in both languages, and true."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import svg
from pyconv.pictures.controls import Choice, Edits, Ranged
from pyconv.pictures.settings import read
from pyconv.pictures.views import VIEWS, view
from site_assets.plugin.blocks import Block, parse_widget
from site_assets.plugin.markup import (
    RefusedError,
    first_params,
    shared,
    state_json,
    widget,
)
from tests.pictures.pictures import ask, built
from tests.strategies import Params, legal_params

VIEW = "sliding-filter"
VOID = {"br", "hr", "img", "input", "link", "meta", "rect", "path", "source", "wbr"}
SPOKEN = {"aria-label", "title", "alt", "placeholder", "data-name", "data-part", "data-leave"}
BODIES = [
    "caption: a",
    "input: [4, 6]\nkernel: [2, 3]\nstride: 2\npadding: [0, 1, 2, 1]\ncaption: a\nautoplay: true",
    "fill: constant\nconstant: 0.5\npadding: same\ncaption: a",
    "operation: convolution\nkernel_values: gaussian\nstride: 3\ncaption: a",
    "input: 16\npadding: 8\ncaption: a\ncontrols: []",
    "kernel: 1\nedits: {'kernel:0,0': '-1/3'}\ncaption: a\ncontrols: [fill, seed, constant]",
]


class Outline(HTMLParser):
    """The elements of a page with their attributes, each closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[int, str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice in {tag}: {names}"
        self.elements.append((len(self.open), tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((len(self.open), tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((tuple(self.open), data.strip()))

    def having(self, name: str) -> Iterator[dict[str, str | None]]:
        """List the attributes of the elements that have a certain one."""
        return (attributes for _, _, attributes in self.elements if name in attributes)


def state(html: str) -> dict[str, Any]:
    found = re.findall(r'<template class="pc-state">(.*?)</template>', html, re.DOTALL)
    assert len(found) == 1
    assert not set("<>&") & set(found[0])
    parsed: dict[str, Any] = json.loads(found[0])
    stream = zlib.decompress(base64.b64decode(parsed["focuses"]), -zlib.MAX_WBITS)
    return {**parsed, "focuses": json.loads(stream)}


def drawn(body: str, language: str = "es") -> str:
    return widget(parse_widget(VIEW, body), language)


def chosen(params: Params) -> Block:
    """Return a block with these settings as its first state."""
    return parse_widget(VIEW, json.dumps({**params, "caption": "a"}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", BODIES)
def test_every_element_is_closed_and_no_word_is_missing(body: str, language: str) -> None:
    html = drawn(body, language)
    outline = Outline(html)
    assert [attributes.get("class") for depth, _, attributes in outline.elements if depth == 0] == ["pc"]
    assert "Undefined" not in html
    assert not re.search(
        r"\{\w+\}", re.sub(r'<template class="pc-state">.*?</template>', "", html, flags=re.DOTALL)
    )
    for attributes in outline.having("aria-label"):
        assert attributes["aria-label"]
    assert not re.search(r"\s(on\w+|style)=", html), "the policy of the site allows neither"


@pytest.mark.parametrize("body", BODIES)
def test_the_languages_have_the_same_structure(body: str) -> None:
    def structure(language: str) -> list[Any]:
        return [
            (depth, tag, {n: None if n in SPOKEN | {"data-language"} else v for n, v in attributes.items()})
            for depth, tag, attributes in Outline(drawn(body, language)).elements
            # An English name beside the Spanish one, and the numbers of the languages.
            if not (tag == "i" and attributes.get("lang") == "en")
        ]

    def plain(elements: list[Any]) -> list[Any]:
        return [
            (depth, tag, {**attributes, "class": _class(attributes)}) for depth, tag, attributes in elements
        ]

    assert plain(structure("es")) == plain(structure("en"))


def _class(attributes: dict[str, Any]) -> str:
    return attributes.get("class") or ""


@pytest.mark.parametrize("body", BODIES)
def test_the_states_of_the_languages_have_the_same_form(body: str) -> None:
    def form(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: form(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [form(inner) for inner in value]
        return type(value).__name__ if isinstance(value, str) else value

    assert form(state(drawn(body, "es"))) == form(state(drawn(body, "en")))


@given(legal_params(largest_input=5, largest_kernel=3), st.sampled_from(LANGUAGES))
def test_the_page_shows_what_the_worker_would_answer(params: Params, language: str) -> None:
    html = widget(chosen(params), language)
    kept = state(html)
    answer = built(kept["params"], language)
    assert answer == built(params, language)
    shown = view(VIEW)
    focus = shown.focus(shown.prepared(params), answer["steps"][0], language)
    scene = shown.scene(shown.prepared(params), language)
    for still in svg.stills(scene.panels, focus):
        assert still in html
    assert answer["focus"]["words"] in html
    assert answer["formula"] in html
    assert kept["steps"] == answer["steps"]
    for key, told in zip(kept["steps"], kept["focuses"], strict=True):
        asked = ask(params, language, key=key)["focus"]
        assert {name: value for name, value in asked.items() if value and name != "key"} == told


def test_a_large_picture_carries_its_steps_and_no_more() -> None:
    kept = state(drawn("input: 16\npadding: 8\ncaption: a"))
    assert len(kept["focuses"]) == len(kept["steps"]) == 30 * 30


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_parameter_has_one_control_at_its_default(name: str, language: str) -> None:
    shown = parse_widget(name, "caption: a")
    outline = Outline(shared(widget(shown, language), language))
    fields = {str(attributes["data-field"]): attributes for attributes in outline.having("data-field")}
    assert len(fields) == len(list(outline.having("data-field")))
    wanted: set[str] = set()
    for parameter in shown.parameters:
        if isinstance(parameter, Ranged):
            for place, number in enumerate(parameter.default):
                field = f"{parameter.name}.{place}"
                wanted.add(field)
                entry = fields[field]
                assert (entry["type"], entry["value"]) == ("number", str(number))
                assert (entry["min"], entry["max"]) == (str(parameter.low), str(parameter.high))
                assert entry["aria-label"]
                (slider,) = (a for a in outline.having("data-slides") if a["data-slides"] == field)
                assert (slider["type"], slider["value"]) == ("range", str(number))
                assert (slider["min"], slider["max"]) == (entry["min"], entry["max"])
        elif parameter.template == "text":
            wanted.add(parameter.name)
            assert fields[parameter.name]["value"] == str(parameter.default)
        elif parameter.template == "code":
            wanted.add(parameter.name)
            texts = [text for inside, text in outline.texts if inside[-1] == "textarea"]
            assert parameter.default.strip() in texts
        elif isinstance(parameter, Choice):
            wanted.add(parameter.name)
    assert set(fields) == wanted
    selected = [attributes["value"] for attributes in outline.having("selected")]
    defaults = {parameter.default for parameter in shown.parameters if isinstance(parameter, Choice)}
    assert defaults <= set(selected)


def prominent(body: str) -> list[str]:
    (form,) = Outline(drawn(body)).having("data-prominent")
    return str(form["data-prominent"]).split()


def test_the_prominent_controls_are_named() -> None:
    # The seed is that of random inputs.
    assert set(prominent("caption: a\ncontrols: [seed, stride]")) == {"seed", "stride", "input_values"}
    assert prominent("caption: a\ncontrols: []") == []


def test_the_control_on_which_another_one_depends_stands_above_it() -> None:
    named = prominent("padding: explicit\ncaption: a\ncontrols: [stride, amounts]")
    assert named == ["stride", "padding", "amounts"]


def test_a_page_has_the_controls_of_a_view_once() -> None:
    other = widget(parse_widget("matrix", "caption: a"), "es")
    kept = shared(drawn("caption: a") + other + drawn("stride: 2\ncaption: b"), "es")
    assert re.findall(r'pc-page-controls" data-view="([^"]+)"', kept) == [VIEW, "matrix"]
    assert shared("<p>pyconv-widget</p>", "es") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_text(language: str) -> None:
    caption = "<script>alert('x')</script> & </template> \"q\" {{ 3 }}"
    html = widget(parse_widget(VIEW, json.dumps({"caption": caption})), language)
    outline = Outline(html)
    assert not any(tag == "script" for _, tag, _ in outline.elements)
    said = "".join(text for where, text in outline.texts if where[-1:] == ("figcaption",))
    assert said == caption
    state(html)


def test_the_mark_of_autoplay() -> None:
    assert "data-autoplay" in drawn("caption: a\nautoplay: true")
    assert "data-autoplay" not in drawn("caption: a")


def test_a_block_that_makes_no_picture_is_refused_in_the_language_of_the_page() -> None:
    body = "input: 2\nkernel: 3\ncaption: a"
    with pytest.raises(RefusedError, match=r"^El núcleo abarca 3 celdas"):
        drawn(body, "es")
    with pytest.raises(RefusedError, match=r"^The kernel spans 3 cells"):
        drawn(body, "en")


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(st.text(alphabet="a<>&\"'\\/"), values, max_size=4))
def test_state_comes_back_as_it_was_and_means_nothing_in_html(kept: dict[str, Any]) -> None:
    text = str(state_json(kept))
    assert not set("<>&") & set(text)
    assert json.loads(text) == kept


@given(legal_params(largest_input=5, largest_kernel=3))
def test_the_first_params_are_what_the_block_chose(params: Params) -> None:
    first = first_params(chosen(params).parameters)
    parameters = view(VIEW).parameters
    assert read(parameters, json.loads(json.dumps(first))) == read(parameters, params)
    assert set(first) == {parameter.name for parameter in parameters}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_the_scripts_are_those_of_the_language(language: str) -> None:
    common = shared("<pyconv-plot>", language)
    (kept,) = re.findall(r'<template class="pc-page-words">(.*?)</template>', common)
    words = json.loads(kept)
    every = catalogue(language)
    assert words.items() <= every.items()
    assert {"controls.play", "controls.pause", "runtime.bug", "errors.stale"} <= set(words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_the_help_says_only_what_can_be_done(name: str, language: str) -> None:
    # Scripts get more words than are shown.
    html, _, _ = widget(parse_widget(name, "caption: a"), language).partition('<template class="pc-state">')
    words = catalogue(language)
    drawn = ask({}, language, view=name)
    has_cells = any("rows" in panel for panel in drawn["panels"])
    assert has_cells == bool(drawn["steps"])
    # Pointing, walking and playing need cells; the table of the fifteen relationships has none.
    assert ("data-help=" in html) == has_cells
    assert (words["controls.noscript"] in html) == has_cells
    assert (words["controls.noscript-still"] in html) == (not has_cells)
    editable = any(isinstance(parameter, Edits) for parameter in view(name).parameters)
    assert ('data-help="editable"' in html) == editable
    # The page says it once, for all its widgets.
    assert words["controls.help"].partition("{")[0] not in html
    (kept,) = re.findall(r'<template class="pc-page-words">(.*?)</template>', shared(html, language))
    assert {words["controls.help"], words["controls.help-editing"]} <= set(json.loads(kept).values())
