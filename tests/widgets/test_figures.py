"""Figure blocks: a good one becomes pictures and HTML, a bad one is told with its line and reason."""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from markdown import Markdown

from pyconv import ConvError
from pyconv.messages import LANGUAGES, say
from site_assets.plugin.blocks import parse_figure
from site_assets.plugin.fences import BlockError, BlockExtension
from site_assets.plugin.figures import figure_html

PLAIN = "caption: Look here."
STEP = "input: [1, 7]\nstep: 2\ncaption: Look here."
LIVE = "live: true\nkernel: 5\ncaption: Move it."
BYTES = 5_150_000

every_language = pytest.mark.parametrize("language", LANGUAGES)


class Elements(HTMLParser):
    """The elements of some HTML, each closed where it should be."""

    VOID = frozenset({"img", "source", "input", "path"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def shown(name: str, body: str, language: str = "es") -> tuple[str, dict[str, bytes]]:
    """Return the HTML of a block and the files that it needs, by their path."""
    files: dict[str, bytes] = {}

    def publish(path: str, data: bytes) -> str:
        files[path] = data
        return f"../{path}"

    return figure_html(parse_figure(name, body), language, publish, BYTES), files


@every_language
@pytest.mark.parametrize(("name", "body"), [("connectivity", STEP), ("weights", PLAIN), ("weights", LIVE)])
def test_a_picture_for_each_palette_and_width(name: str, body: str, language: str) -> None:
    html, files = shown(name, body, language)
    elements = Elements(html)
    images, sources = elements.named("img"), elements.named("source")
    assert len(images) == len(sources) == 2
    addresses = [image["src"] for image in images] + [source["srcset"] for source in sources]
    assert {f"../{path}" for path in files} == set(addresses)
    assert len(files) == 4
    for image in images:
        assert image["alt"]
        assert image["loading"] == "lazy"
    for element in images + sources:
        data = files[str(element.get("src") or element.get("srcset")).removeprefix("../")]
        root = ET.fromstring(data)
        assert (root.get("width"), root.get("height")) == (element["width"], element["height"])
    for image, source in zip(images, sources, strict=True):
        assert int(source["width"] or 0) < int(image["width"] or 0)
    for path, data in files.items():
        assert hashlib.sha256(data).hexdigest()[:12] in path
    for image, palette in zip(images, ("light", "dark"), strict=True):
        assert str(image["src"]).endswith(f"-{palette}.svg")
    assert not re.search(r"\s(on\w+|style)=|Undefined", html)


@every_language
def test_a_still_has_no_controls(language: str) -> None:
    elements = Elements(shown("weights", PLAIN, language)[0])
    tags = {tag for tag, _ in elements.found}
    assert tags == {"div", "figure", "picture", "source", "img", "figcaption"}


@every_language
def test_a_live_one_has_controls_a_button_with_the_size_and_its_first_state(language: str) -> None:
    html, _ = shown("weights", LIVE, language)
    elements = Elements(html)
    assert f"5{say(language, 'decimal')}2 MB" in html
    fields = {one["data-field"]: one for one in elements.named("input") if "data-field" in one}
    assert set(fields) == {"kernel.0", "in_channels.0", "out_channels.0", "largest.0"}
    assert fields["kernel.0"]["value"] == "5"
    state = json.loads(re.findall('<template class="pc-state">(.*?)</template>', html, re.DOTALL)[0])
    assert state["params"]["kernel"] == [5]


def test_controls_can_be_folded() -> None:
    html, _ = shown("weights", f"{LIVE}\ncontrols: [kernel]")
    before, after = html.split("<details>")
    assert 'data-parameter="kernel"' in before
    assert 'data-parameter="largest"' in after


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("figure-4", PLAIN, "there is no figure “figure-4”"),
        ("", PLAIN, "there is no figure “”"),
        ("connectivity", "", "the block needs a caption"),
        ("connectivity", "live: true\ncaption: a", "connectivity cannot be live: a widget block shows"),
        ("connectivity", "kernels: 3\ncaption: a", "there is no parameter “kernels”"),
        ("connectivity", "step: first\ncaption: a", "step must be the number of a step, from 0, not 'first'"),
        ("connectivity", "step: true\ncaption: a", "step must be the number of a step, from 0, not True"),
        ("weights", "step: 0\ncaption: a", "there is no parameter “step”"),
        ("weights", "live: perhaps\ncaption: a", "live must be true or false, not 'perhaps'"),
        ("weights", "kernel: 12\ncaption: a", "kernel must be between 1 and 11, but it is 12"),
        ("weights", "layers: many\ncaption: a", "layers cannot be “many”"),
        ("weights", "controls: [stride]\ncaption: a", "controls names 'stride'"),
        ("weights", "[", "the block is not YAML"),
        ("weights", "only words", "lines of the form"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(name: str, body: str, reason: str) -> None:
    with pytest.raises((ConvError, ValueError), match=re.escape(reason)):
        parse_figure(name, body)
    markdown = Markdown(extensions=[BlockExtension({"figure": lambda *block: shown(*block)[0]})])
    with pytest.raises(BlockError, match=re.escape(reason)) as failed:
        markdown.convert(f"Text.\n\n```figure {name}\n{body}\n```\n")
    assert failed.value.line == 3


def test_a_figure_stands_between_paragraphs_as_it_was_rendered() -> None:
    markdown = Markdown(
        extensions=["fenced_code", BlockExtension({"figure": lambda *_: "<pyconv-plot></pyconv-plot>"})]
    )
    html = markdown.convert("Before.\n```figure weights\ncaption: a\n```\nAfter.\n\n```widget x\n```")
    assert html.startswith("<p>Before.</p>\n<pyconv-plot></pyconv-plot>\n<p>After.</p>")
    assert "<code" in html


def test_a_step_is_lit() -> None:
    at_rest, lit = (shown("connectivity", body)[0] for body in (PLAIN, f"step: 0\n{PLAIN}"))
    assert at_rest != lit
    with pytest.raises(ConvError, match="step must be between 0 and 4, but it is 5"):
        shown("connectivity", f"input: [1, 7]\nstep: 5\n{PLAIN}")
