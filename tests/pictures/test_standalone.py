"""A picture outside a page brings all that it is drawn with."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.standalone import VARIABLES, picture
from pyconv.pictures.views import VIEWS
from tests.pictures.views import picture as asked

# Set where they are used, by the hue of a cell, or with a colour of their own beside them.
LOCAL = {"--tap", "--edge", "--md-text-font-family"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_view_is_drawn_with_its_style(name: str, language: str) -> None:
    html = picture(name, language=language)
    style, _, stage = html.removeprefix("<style>").partition("</style>")
    assert "<" not in style
    for variable in set(re.findall(r"var\((--[\w-]+)", style)) - LOCAL:
        assert f"{variable}: {VARIABLES[variable]};" in style
    root = ET.fromstring(stage)
    panels = asked(name, {}, language)["panels"]
    assert [item.get("class", "").split()[0] for item in root] == ["pc-item"] * len(panels)
    assert len(list(root.iter("svg"))) == sum("rows" in panel for panel in panels)
    titles = [title.text for title in root.iter("p") if title.get("class") == "pc-title"]
    assert titles == [panel["title"] for panel in panels if panel["title"]]
    # Nothing is asked of the page or of another address but pictures that are written out.
    assert not re.search(r"(?:href|src)=\"(?!data:)", stage)


def test_parameters_are_given_as_in_a_block() -> None:
    assert picture("sliding-filter", {"padding": 1}) == picture(
        "sliding-filter", {"padding": "explicit", "amounts": [1, 1, 1, 1]}
    )
    assert picture("sliding-filter", {"kernel": 2}) == picture("sliding-filter", {"kernel": [2, 2]})
    assert picture("matrix") == picture("matrix", {}) == picture("matrix", None, language="en")


def test_the_first_step_is_lit() -> None:
    html = picture("sliding-filter")
    assert "pc-chosen" in html
    assert "pc-window pc-shown" in html
    assert "pc-chosen" not in picture("relationships").partition("</style>")[2]


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("matrix9", {}, "there is no view “matrix9”"),
        ("matrix", {"kernel": 0}, "it is 0"),
        ("matrix", {"kernels": 3}, "there is no parameter “kernels”"),
        ("matrix", {"input": 2, "kernel": 3}, "the kernel spans 3 cells"),
        ("sliding-filter", {"padding": 9}, "between 0 and 8, but it is 9"),
    ],
)
def test_a_refusal_is_raised_with_its_message(name: str, params: dict[str, object], said: str) -> None:
    with pytest.raises(ConvError, match=said):
        picture(name, params)


def test_the_words_are_in_the_language_asked_for() -> None:
    for language in LANGUAGES:
        title = catalogue(language)["sliding-filter.kernel"].partition("{")[0]
        assert title in picture("sliding-filter", language=language)
