"""The table of the fifteen relationships tells sizes that counting confirms."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, pool
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures.views.relationships import PRESETS
from tests.pictures.views import asked, picture, prepared, refusal

VIEW = "relationships"
Params = dict[str, Any]


def table(params: Params, language: str = "en") -> dict[int, tuple[str, list[str]]]:
    """Return the class and the texts of each line of the table, by number."""
    panel = next(each for each in picture(VIEW, params, language)["panels"] if each["name"] == "table")
    lines = ET.fromstring(panel["html"]).findall("tbody/tr")
    return {
        int(line.findtext("th") or ""): (
            line.attrib["class"],
            ["".join(cell.itertext()) for cell in line.findall("td")],
        )
        for line in lines
    }


def lost(i: int, k: int, s: int, p: int, d: int) -> bool:
    """Return whether a window has no cell in the input: it is beside it, or steps over it."""
    span = d * (k - 1) + 1
    starts = [start for start in range(-p, i + p) if (start + p) % s == 0 and start + span <= i + p]
    return not all(any(0 <= start + tap * d < i for tap in range(k)) for start in starts)


def counted_by_hand(preset: str, i: int, k: int, s: int, p: int, d: int, a: int) -> int:
    span = d * (k - 1) + 1
    if preset == "own-transposed":
        return len(range(p, s * (i - 1) + span + a - p))
    return len([start for start in range(-p, i + p) if (start + p) % s == 0 and start + span <= i + p])


numbers = st.tuples(
    st.sampled_from(["own-convolution", "own-pooling", "own-transposed"]),
    st.integers(1, 16), st.integers(1, 7), st.integers(1, 5), st.integers(0, 8), st.integers(1, 4),
    st.integers(0, 4),
)  # fmt: skip


@given(numbers, st.sampled_from(LANGUAGES))
def test_what_applies_gives_the_size_that_is_counted(
    drawn: tuple[str, int, int, int, int, int, int], language: str
) -> None:
    preset, i, k, s, p, d, a = drawn
    params: Params = {"preset": preset, "input": i, "kernel": k, "stride": s, "padding": p, "dilation": d}
    if preset == "own-transposed":
        params["output_padding"] = a
    if "refused" in asked(VIEW, params, language):
        size = counted_by_hand(*drawn)
        assert (
            size < 1
            or (preset == "own-transposed" and a >= max(s, d))
            or (preset == "own-pooling" and lost(i, k, s, p, d))
        )
        return
    assert preset != "own-pooling" or not lost(i, k, s, p, d)
    size = counted_by_hand(*drawn)
    assert prepared(VIEW, params).counted == size
    lines = table(params, language)
    assert sorted(lines) == list(range(1, 16))
    yes, no = (catalogue(language)[f"relationships.{word}"] for word in ("yes", "no"))
    for kind, (applies, _, said) in lines.values():
        holds = kind != "pc-fails"
        assert applies == (f"✓\N{NO-BREAK SPACE}{yes}" if holds else f"✗\N{NO-BREAK SPACE}{no}")
        if holds:
            (last,) = re.findall(r"=(\d+)(?: · .*)?$", said)
            assert int(last) == size
    assert [kind for kind, _ in lines.values()].count("pc-most") == 1


@pytest.mark.parametrize(
    ("preset", "numbers", "most"),
    [
        ("no_padding_no_strides", "4", 1),
        ("arbitrary_padding_no_strides", "5", 2),
        ("same_padding_no_strides", "5", 3),
        ("full_padding_no_strides", "5", 4),
        ("no_padding_strides", "5", 5),
        ("padding_strides", "5", 6),
        ("padding_strides_odd", "6", 6),
        ("no_padding_no_strides_transposed", "2", 8),
        ("arbitrary_padding_no_strides_transposed", "6", 9),
        ("same_padding_no_strides_transposed", "5", 10),
        ("full_padding_no_strides_transposed", "7", 11),
        ("no_padding_strides_transposed", "2", 12),
        ("padding_strides_transposed", "3", 13),
        ("padding_strides_odd_transposed", "3", 14),
        ("dilation", "7", 15),
    ],
)
def test_the_animations_of_the_guide_show_its_relationships(preset: str, numbers: str, most: int) -> None:
    lines = table({"preset": preset})
    assert [number for number, (kind, _) in lines.items() if kind == "pc-most"] == [most]
    drawn = picture(VIEW, {"preset": preset})
    settings = drawn["panels"][0]["html"]
    letter = "i′" if "transposed" in preset else "i"
    assert f"<i>{letter}</i> = {numbers}," in settings
    assert drawn["steps"] == []
    assert drawn["focus"] is None


def test_there_are_fifteen_animations() -> None:
    assert len([preset for preset in PRESETS if not preset.startswith("own-")]) == 15


def test_a_pooling_with_windows_in_the_padding_alone_is_refused_as_pool_does() -> None:
    params = {"preset": "own-pooling", "input": 5, "kernel": 2, "stride": 2, "padding": 8}
    assert "nothing but padding" in refusal(VIEW, params, "en")["message"]
    with pytest.raises(ConvError, match="nothing but padding"):
        pool([0] * 5, 2, stride=2, padding=8)
    assert "refused" not in asked(VIEW, params | {"preset": "own-convolution"}, "en")


def test_pooling_has_a_relationship_of_its_own() -> None:
    assert table({"preset": "own-pooling", "padding": 0})[7][0] == "pc-most"


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_that_make_no_picture(language: str) -> None:
    refused = refusal(VIEW, {"input": 2, "kernel": 7, "padding": 0}, language)
    assert refused["field"] == "kernel"
    assert "7" in refused["message"]
    refused = refusal(VIEW, {"preset": "own-transposed", "stride": 2, "output_padding": 3}, language)
    assert refused["field"] == "output_padding"


def test_nothing_in_it_can_be_pointed_at() -> None:
    assert asked(VIEW, {}, key="in:0")["refused"]["field"] == "in:0"
