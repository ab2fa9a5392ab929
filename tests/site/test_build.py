"""Whole builds, of a small project with this project's own configuration, hooks and theme."""

from __future__ import annotations

import os
import re
import shutil

import pytest

from site_assets.build import BuildFailed, build, configuration_file
from site_assets.publish.languages import LANGUAGES

PAGES = {
    "index.md": "# {0}\n\nSee [more](parameters.md): $o = i - k + 1$.\n",
    "parameters.md": "# {0} 2\n\n$$x^2$$\n",
}


@pytest.fixture
def small(project, tmp_path):
    """A project with two short pages in each language; nothing in it is this project's but copies."""
    root = tmp_path / "small"
    configurations = [configuration_file(one.folder) for one in LANGUAGES]
    for one in LANGUAGES:
        (root / "docs" / one.code).mkdir(parents=True)
        for name, text in PAGES.items():
            (root / "docs" / one.code / name).write_text(text.format(one.code), encoding="utf-8")
    for name in (*configurations, "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(project / name, root / name)
    for name in configurations:
        # The other pages of the site are not here to be led to.
        whole = (root / name).read_text("utf-8")
        kept = re.sub(r"^  - .+: (?!index|parameters)\w+\.md\n", "", whole, flags=re.MULTILINE)
        (root / name).write_text(kept, "utf-8")
    shutil.copytree(project / "pyconv", root / "pyconv", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        project / "site_assets", root / "site_assets", ignore=shutil.ignore_patterns("__pycache__")
    )
    return root


def test_one_variable_moves_the_whole_site(small, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://someone.github.io/conv")
    monkeypatch.setenv("REPO_URL", "https://github.com/someone/conv")
    site = small / "site"
    # Whoever builds it may be shy of others; those that serve it read it all the same.
    umask = os.umask(0o077)
    try:
        build(site, small)
    finally:
        os.umask(umask)
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in [site, *site.rglob("*")]}
    assert modes == {(True, 0o755), (False, 0o644)}
    spanish = (site / "parameters/index.html").read_text(encoding="utf-8")
    english = (site / "en/parameters/index.html").read_text(encoding="utf-8")
    assert 'rel="canonical" href="https://someone.github.io/conv/parameters/"' in spanish
    assert 'rel="canonical" href="https://someone.github.io/conv/en/parameters/"' in english
    assert "https://github.com/someone/conv/edit/main/docs/en/parameters.md" in english
    assert 'href="../../en/parameters/" hreflang="en"' in english
    assert 'href="../en/parameters/" hreflang="en"' in spanish
    assert 'href="/conv/en/" hreflang="en"' in (site / "404.html").read_text(encoding="utf-8")
    assert "example.github.io" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "<math" in spanish


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("en", r"$\nonsense$", r"parameters\.md: formula .*nonsense is not known"),
        ("es", "[x](gone.md)", r"parameters\.md' contains a link 'gone\.md'"),
        ("es", "[x](index.md#gone)", r"does not contain an anchor '#gone'"),
        ("en", '<p style="color: red">x</p>', r'en/parameters/index\.html: line \d+: style="color: red"'),
        ("es", '<a href="x" onclick="go()">x</a>', r"parameters/index\.html: line \d+: onclick"),
    ],
)
def test_a_bad_page_stops_the_build_and_leaves_the_last_good_site(small, caplog, language, text, message):
    site = small / "site"
    site.mkdir()
    (site / "index.html").write_text("good")
    page = small / "docs" / language / "parameters.md"
    page.write_text(f"# Bad\n\n{text}\n", encoding="utf-8")
    with caplog.at_level("INFO", logger="mkdocs"), pytest.raises(BuildFailed) as failure:
        build(site, small)
    said = f"{failure.value}\n{caplog.text}"
    assert re.search(message, said), said
    assert (site / "index.html").read_text() == "good"
