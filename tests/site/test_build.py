"""Whole builds, of a small project with this project's own configuration, hooks and theme."""

from __future__ import annotations

import os
import re

import pytest

from site_assets.build import BuildFailed, build
from site_assets.kept import Kept
from site_assets.publish.languages import LANGUAGES


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


RICH = """# {0}

See [below](parameters.md#more-{0}): $o = i - k + 1$.

```widget sliding-filter
kernel: 3
caption: What to look at.
```

```figure connectivity
caption: Still.
```
"""


def files(site):
    """Return what a site consists of, but for what has the time in it."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name != "sitemap.xml.gz"
    }


def test_a_site_built_with_what_earlier_builds_left_is_the_same(small):
    site, kept = small / "site", {language.code: Kept() for language in LANGUAGES}
    pages = {language.code: small / "docs" / language.code for language in LANGUAGES}

    def same():
        build(site, small, kept)
        found = files(site)
        build(site, small)
        assert found == files(site)
        return found

    for code, folder in pages.items():
        (folder / "index.md").write_text(RICH.format(code), "utf-8")
        (folder / "parameters.md").write_text(f"# {code} 2\n\n## More {code}\n", "utf-8")
    first = same()
    # Of a page and its figures, both kept; of one of them; of a heading, by which the other language finds its own.
    (pages["es"] / "parameters.md").write_text("# es 2\n\n## More es\n\nAnother *text*.\n", "utf-8")
    assert same() != first
    (pages["en"] / "index.md").write_text(RICH.format("en").replace("kernel: 3", "kernel: 2"), "utf-8")
    same()
    for code, folder in pages.items():
        (folder / "parameters.md").write_text(f"# {code} 2\n\n## More {code}\n\n*Name*{{ .also }}\n", "utf-8")
    assert b"Name" in same()["search/search_index.json"]

    # A page that is kept leads to what is there no more.
    (pages["en"] / "parameters.md").write_text("# en 2\n\n## Less\n", "utf-8")
    with pytest.raises(BuildFailed):
        build(site, small, kept)
    (pages["en"] / "parameters.md").write_text("# en 2\n\n## More en\n", "utf-8")
    same()


def test_a_heading_that_another_language_lacks_is_told(small, caplog):
    (small / "docs/es/parameters.md").write_text("# es 2\n\n## New\n", "utf-8")
    with caplog.at_level("INFO", logger="mkdocs"), pytest.raises(BuildFailed):
        build(small / "site", small)
    assert "es/parameters.md: 2 headings here, 1 in another language" in caplog.text
