"""The block for an own image: the sample and its result beside the page, and what a bad block is told."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.imaging import Settings
from site_assets.plugin.image import image_html
from tests.widgets.test_markup import Outline


def built(language: str = "en") -> tuple[str, dict[str, bytes]]:
    files: dict[str, bytes] = {}

    def publish(path: str, data: bytes) -> str:
        files[path] = data
        return f"../{path}"

    return image_html('caption: "Look <here>."', language, publish), files


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_state_is_whole(language: str) -> None:
    html, files = built(language)
    outline = Outline(html)
    assert [html.count(f'src="../{path}"') for path in files] == [1, 1]
    assert all(data.startswith(b"\x89PNG") for data in files.values())
    fields = {attributes["data-field"] for _, _, attributes in outline.elements if "data-field" in attributes}
    for parameter in Settings.parameters:
        assert {field.split(".")[0] for field in fields if field} >= {parameter.name}
    words = catalogue(language)
    assert "Look &lt;here&gt;." in html
    assert words["imaging.page.private"] in unescape(html)
    assert "−820" in re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    names = [attributes.get("aria-label") for _, tag, attributes in outline.elements if tag == "input"]
    assert len(set(filter(None, names))) >= 50


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "needs a caption"),
        ("caption: a\nkernel: 3", "a caption and nothing else, not kernel"),
        ("- a", "must hold lines"),
    ],
)
def test_a_bad_block_is_told(body: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        image_html(body, "en", lambda path, _: path)
