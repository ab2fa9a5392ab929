"""What is written for contributors holds: the map is that of the imports, and each place named is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site.import_map import MAP, PAGE, drawn, without_detours

PROJECT = PAGE.parents[1]
PAGES = [PAGE, PROJECT / "CONTRIBUTING.md"]
PLACE = re.compile(r"`((?:docs|pyconv|site_assets|tests|requirements)/[\w./-]*)`")


def test_the_map_is_that_of_the_imports() -> None:
    kept = MAP.search(PAGE.read_text("utf-8"))
    assert kept
    assert kept[0] == drawn(), "python -m tests.site.import_map draws it anew"


def test_an_arrow_is_left_out_where_a_longer_way_leads_there() -> None:
    along = {"a": {"b", "c"}, "b": {"c"}, "c": {"d"}, "d": set()}
    assert without_detours(along) == {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": set()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_place_that_is_named_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    # What a recipe has its reader make is written with an x: docs/xx, mkdocs.xx.yml.
    places = [place for place in PLACE.findall(text) if "xx" not in place]
    assert places
    for place in places:
        assert (PROJECT / place).exists(), place
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (page.parent / link).exists(), link
