"""How large the pages are: what repeats in them is not to be sent again and again."""

from __future__ import annotations

import pytest

from site_assets.publish.languages import LANGUAGES

pytestmark = pytest.mark.site

LIMITS = {"transposed": 413_000, "parameters": 307_500}
"""Bytes of the HTML of the pages with most widgets; what makes them smaller lowers these."""

OTHERS = 230_000


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_page_outgrows_its_limit(built_site, language):
    folders = {other.folder.rstrip("/") for other in LANGUAGES if other.folder}
    home = built_site / language.folder
    pages = {path.parent.name: path for path in home.glob("*/index.html") if path.parent.name not in folders}
    assert pages.keys() > LIMITS.keys()
    pages[""] = home / "index.html"
    sizes = {name: path.stat().st_size for name, path in pages.items()}
    assert {name: size for name, size in sizes.items() if size > LIMITS.get(name, OTHERS)} == {}
