"""The plugin inside MkDocs: its options, what it adds to a site, and what it says if it cannot."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from site_assets.plugin import entry
from site_assets.plugin.publication import MAIN_SCRIPT
from site_assets.plugin.sheets import SHEETS
from site_assets.runtime import AssemblyError, assembled

WIDGET = "# Title\n\n```widget sliding-filter\ncaption: a\n```\n"
FIGURE = "# Title\n\n```figure weights\ncaption: a\n```\n"


@pytest.fixture
def built(tmp_path):
    """Return a function that builds a site of one page and returns its folder."""

    def make(
        text: str = WIDGET, theme: dict[str, Any] | None = None, name: str = "one", **options: Any
    ) -> Path:
        root = tmp_path / name
        (root / "docs" / "more").mkdir(parents=True)
        (root / "docs" / "more" / "page.md").write_text(text, encoding="utf-8")
        settings = {
            "site_name": "a",
            "theme": {"name": "mkdocs"} | (theme or {}),
            "plugins": ["search", {"pyconv": {"assemble": False} | options}],
        }
        # YAML is JSON and more.
        (root / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
        build(load_config(str(root / "mkdocs.yml"), strict=True))
        return root / "site"

    return make


@pytest.fixture
def refused(built, caplog):
    """Return a function that builds a site which cannot be built, and returns what is said."""

    def make(text: str = WIDGET, **options: Any) -> str:
        with pytest.raises(Abort):
            built(text, **options)
        return caplog.text

    return make


def page(site: Path) -> str:
    return (site / "more" / "page" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("theme", "options", "language"),
    [
        ({}, {}, "en"),
        ({"locale": "es"}, {}, "es"),
        ({"locale": "es_MX"}, {}, "es"),
        ({"locale": "fr"}, {}, "en"),
        ({"locale": "fr"}, {"language": "es"}, "es"),
        ({"locale": "es"}, {"language": "en"}, "en"),
        ({"name": "material"}, {}, "en"),
        ({"name": "material", "language": "es"}, {}, "es"),
        ({"name": "material", "language": "pt-BR"}, {}, "en"),
    ],
)
def test_the_language_is_that_of_the_theme_unless_told(built, theme, options, language):
    assert f'data-view="sliding-filter" data-language="{language}"' in page(built(theme=theme, **options))


@pytest.mark.parametrize(
    "options", [{"language": "fr"}, {"assemble": "perhaps"}, {"assets": 1}, {"langauge": "es"}]
)
def test_an_option_that_makes_no_sense_stops_the_build(built, options):
    with pytest.raises((Abort, ConfigurationError)):
        built(**options)


def test_a_page_loads_what_stands_beside_it(built):
    site = built()
    (static,) = (site / "static").iterdir()
    html = page(site)
    for sheet in SHEETS:
        assert f'href="../../static/{static.name}/{sheet}"' in html
        assert (static / sheet).is_file()
    assert f'src="../../static/{static.name}/{MAIN_SCRIPT}" type="module"' in html
    assert [each.name for each in (site / "runtime").iterdir()] == [assembled().name]
    assert len(list(site.glob("wheel/*/*.bin"))) == 1


def test_another_build_may_hold_what_a_page_loads(built):
    whole, part = built(name="whole"), built(name="part", assets="../")
    (static,) = (whole / "static").iterdir()
    assert not {each.name for each in part.iterdir()} & {"static", "runtime", "wheel"}
    assert f'src="../../../static/{static.name}/{MAIN_SCRIPT}"' in page(part)


def test_a_build_remembers_nothing_of_another(built):
    assert list(built(FIGURE, name="first").glob("figures/*/*.svg"))
    assert not list(built(name="second").glob("figures/*/*.svg"))


def test_the_line_of_a_bad_block_is_that_of_the_file(refused):
    good = "```reference\npool\nconvolve\n```\n\n" + WIDGET
    bad = "---\ntitle: a\n---\n\n" + good + "\n" + WIDGET.replace("caption", "kernel: 99\ncaption")
    # Front matter 4, reference 5, the first widget with its title 5, an empty line, the title and a line.
    assert "docs/more/page.md, line 18: kernel must be between 1 and 7" in refused(bad)


def test_every_figure_of_a_page_has_another_name(built, refused):
    named = WIDGET.replace("caption", "id: a-figure\ncaption")
    html = page(built(WIDGET + named + WIDGET + FIGURE + WIDGET))
    assert re.findall(r'<(?:pyconv-\w+|div) id="([^"]+)" class="pc', html) == [
        "sliding-filter", "a-figure", "sliding-filter-2", "weights", "sliding-filter-3",
    ]  # fmt: skip
    assert "line 9: another figure of the page has the id a-figure" in refused(named + named, name="twice")


def test_a_cell_of_code_is_code_in_any_theme(built, refused):
    cell = "```python-cell first-sum\n1 < 2\n```\n"
    shown = page(built(f"# Title\n\n{cell}"))
    assert re.search(r'<pyconv-python[^>]* id="first-sum">\s*<pre><code[^>]*>1 &lt; 2\n</code>', shown)
    assert 'class="pc-page-words"' in shown
    assert "line 5: another figure of the page has the id first-sum" in refused(2 * f"{cell}\n", name="twice")
    assert "is called by an id" in refused(cell.replace("first-sum", "First sum"), name="named")


def test_an_example_opens_in_a_figure_of_another_page(built, refused):
    opening = WIDGET.replace("caption", "opens: {a: more/page.md#b}\ncaption")
    assert 'data-opens="{&#34;a&#34;: &#34;./#b&#34;}"' in page(built(opening))
    assert "there is no page more/other.md" in refused(opening.replace("page.md", "other.md"), name="lost")


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PYCONV_CACHE", str(tmp_path / "cache"))


def test_without_python_for_the_browser_it_says_what_to_do(refused, empty_cache):
    assert re.search(r"pyconv: no assembled .* python -m site_assets\.runtime", refused())


def test_it_is_assembled_at_the_first_build(refused, empty_cache, monkeypatch):
    def assemble(report):
        report("Fetching")
        raise AssemblyError("no source has it")

    monkeypatch.setattr(entry, "assemble", assemble)
    assert "pyconv: no source has it" in refused(assemble=True)


def test_what_is_assembled_is_not_assembled_again(built, monkeypatch):
    monkeypatch.delattr(entry, "assemble")
    assert (built(assemble=True) / "runtime" / assembled().name).is_dir()


def test_a_figure_says_what_it_lacks(refused, monkeypatch, tmp_path):
    # None that was drawn before is there.
    monkeypatch.setattr("site_assets.plugin.stills.cache_folder", lambda: tmp_path)
    for name in [each for each in sys.modules if each.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    for name in [each for each in sys.modules if each.startswith("pyconv.pictures.plot.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "page.md, line 3: a figure needs matplotlib" in refused(FIGURE)
