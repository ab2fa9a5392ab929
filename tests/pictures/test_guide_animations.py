"""The guide's fifteen animations: their sizes, as the guide draws them, and that they can be walked."""

from __future__ import annotations

import pytest

from pyconv.messages import LANGUAGES
from pyconv.pictures.views.guide_animations import ANIMATIONS
from tests.pictures.views import asked, check_focuses, picture, texts

VIEW = "guide-animations"

# The side of what is given, without padding, and of what comes out.
SIDES = {
    "no_padding_no_strides": (4, 2),
    "arbitrary_padding_no_strides": (5, 6),
    "same_padding_no_strides": (5, 5),
    "full_padding_no_strides": (5, 7),
    "no_padding_strides": (5, 2),
    "padding_strides": (5, 3),
    "padding_strides_odd": (6, 3),
    "dilation": (7, 3),
}


def test_there_are_fifteen() -> None:
    assert len(ANIMATIONS) == 15
    assert set(ANIMATIONS) == set(SIDES) | {f"{name}_transposed" for name in SIDES if name != "dilation"}


@pytest.mark.parametrize("name", ANIMATIONS)
def test_an_animation_has_the_sizes_of_the_guide(name: str) -> None:
    drawn = picture(VIEW, {"preset": name})
    given, made = SIDES[name.removesuffix("_transposed")]
    if name.endswith("_transposed"):
        given, made = made, given
    assert name in drawn["summary"]
    cells = texts(drawn, "input")
    assert sum(key.startswith(("in:", "out:")) for key in cells) == given**2
    result = texts(drawn, "result" if name.endswith("_transposed") else "output")
    assert len(result) == made**2
    assert len(drawn["steps"]) == made**2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["padding_strides_odd", "padding_strides_odd_transposed"])
def test_everything_can_be_pointed_at(name: str, language: str) -> None:
    check_focuses(VIEW, {"preset": name}, language)


def test_a_cell_can_be_changed() -> None:
    for name, panel in (("no_padding_strides", "output"), ("no_padding_strides_transposed", "result")):
        plain = texts(picture(VIEW, {"preset": name}), panel)
        changed = texts(picture(VIEW, {"preset": name, "edits": {"input:0,1": "100"}}), panel)
        assert plain != changed
    assert asked(VIEW, {"edits": {"input:0,0": "x"}})["refused"]["field"] == "input:0,0"
