"""The version in every page: one for all of them, another one as soon as any file is another."""

from __future__ import annotations

import re

import pytest

from site_assets.publish.version import PLACE, NoPlaceError, guard, stamp, stamped

PAGE = f'<!doctype html>\n<head>\n{PLACE} data-reload="Reload"></head>'


def make(site, **others):
    files = {"index.html": PAGE, "en/index.html": PAGE, "assets/a.css": "p {}", **others}
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    return stamp(site)


def test_every_page_carries_the_version(tmp_path):
    version = make(tmp_path)
    assert re.fullmatch(r"\w+", version)
    for page in ("index.html", "en/index.html"):
        assert f'content="{version}" data-reload="Reload">' in (tmp_path / page).read_text(encoding="utf-8")
    assert (tmp_path / "assets/a.css").read_text(encoding="utf-8") == "p {}"


@pytest.mark.parametrize("name", ["index.html", "assets/a.css", "wheel/12/p.whl"])
def test_any_other_file_makes_another_version(tmp_path, name):
    assert make(tmp_path / "1") == make(tmp_path / "2")
    assert make(tmp_path / "3", **{name: PAGE + "<p>"}) != make(tmp_path / "4")


def test_the_time_of_the_build_makes_none(tmp_path):
    one, two = (make(tmp_path / time, **{"sitemap.xml.gz": time}) for time in ("10", "11"))
    assert one == two


def test_a_page_without_a_place_for_it_is_named(tmp_path):
    with pytest.raises(NoPlaceError, match=r"en/index\.html: 0 places"):
        make(tmp_path, **{"en/index.html": "<head></head>"})
    with pytest.raises(NoPlaceError, match="2 places"):
        stamped(PAGE + PAGE, "1")


def test_the_guard_is_written_without_its_comments(project):
    script = guard(project)
    assert script.startswith("(() => {")
    assert not re.search(r"/\*|^\s*//", script, re.MULTILINE)


@pytest.mark.site
def test_the_guard_and_the_version_stand_before_all_that_can_be_missing(project, built_site):
    versions = set()
    for page in built_site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        (version,) = re.findall(r'<meta name="pyconv-version" content="(\w+)"', text)
        versions.add(version)
        script = text.index(f"<script>{guard(project)}</script>")
        others = [found.start() for found in re.finditer(r"<script|<link rel=\"stylesheet\"|<img", text)]
        assert min(others) == script, page
    assert len(versions) == 1
