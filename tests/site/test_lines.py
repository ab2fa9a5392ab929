"""A block that cannot be shown is reported on its line in the file, whatever stands before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

BAD = "```widget sliding-filter\nkernel: 99\ncaption: a\n```\n"
GOOD = "```widget sliding-filter\ncaption: a\n```\n"

BEFORE = {
    "nothing": "",
    "a title": "# Title\n\n",
    "empty lines": "\n\n\n",
    "front matter": "---\ntitle: a\nhide: [toc]\n---\n\n# Title\n",
    "front matter and empty lines": "---\ntitle: a\n---\n\n\n\n\nText\n\n",
    "front matter that is empty": "---\n---\n\n# Title\n\n",
    "what only looks like front matter": "Text\n\n---\ntitle: a\n---\n\n",
    "settings without marks": "title: a\n  and more\ndate: b\n\nText\n\n",
    "a reference": "```reference\npool\n```\n\n",
    "references between texts": "Text\n\n```reference\npool\nconvolve\n```\n\nMore\n\n```reference\nterms\n```\n\n",
    "another block": f"Text\n\n{GOOD}\n\n",
    "the same block as code": f"````markdown\n{BAD}````\n\n",
    "the same beginning": "```widget sliding-filter\nkernel: 9\n```\n".replace("9", "3\ncaption: a") + "\n",
    "other marks": "~~~\n```\n~~~\n\n",
    "tabs": "\tcode\n\n* a\n\t* b\n\n",
    "spaces at the end": "Text  \n   \n\t\n  \n\n",
    "signs of other scripts": "Español 🌍\u2028\u0085\x0b\x0c\n\n",
}


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """A site with the plugin and nothing else."""
    root = tmp_path_factory.mktemp("site")
    (root / "en").mkdir()
    config = MkDocsConfig()
    plugins = [{"pyconv": {"assemble": False}}]
    config.load_dict({"site_name": "a", "docs_dir": str(root / "en"), "plugins": plugins})
    errors, _ = config.validate()
    assert not errors
    return config.plugins.on_config(config)


@pytest.fixture
def read(config):
    """Return what reads a page as the build does, from its bytes."""

    def convert(data: bytes, name: str = "page.md") -> str:
        path = Path(config.docs_dir, name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        file = File(name, config.docs_dir, config.site_dir, use_directory_urls=True)
        page = Page(None, file, config)
        page.read_source(config)
        markdown = config.plugins.on_page_markdown(page.markdown, page=page, config=config, files=Files([file]))
        return Markdown(extensions=config.markdown_extensions).convert(markdown)

    return convert


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("before", BEFORE)
def test_the_line_is_that_of_the_file(read, before, mark, newline):
    text = BEFORE[before] + BAD + "\nAfter.\n\n" + GOOD
    line = BEFORE[before].count("\n") + 1
    with pytest.raises(PluginError, match=rf"en/page\.md, line {line}: kernel must be between 1 and 7"):
        read((mark + text).replace("\n", newline).encode())


@pytest.mark.parametrize(
    ("bad", "line", "said"),
    [
        ("```reference\npool\nnonsense\n```\n", 5, "pyconv offers no 'nonsense'"),
        ("```reference\n```\n", 5, "the block names nothing"),
        ("```reference nonsense\n```\n", 5, "pyconv offers no 'nonsense'"),
        (" ```reference\n pool\n ```\n", 5, "a reference block stands at the left margin"),
        ("```reference\npool\n```\n\n```widget\n```", 9, "there is no view “”"),
        ("```reference\npool\n```\n\n```widget matrix\ncaption: a\n", 9, "the widget block is never closed"),
        (f"{GOOD}\n\n{BAD}", 10, "kernel must be"),
        (f"{BAD}\n\n{BAD}", 5, "kernel must be"),
    ],
)
def test_other_failures_have_their_line_too(read, bad, line, said):
    with pytest.raises(PluginError, match=rf"en/page\.md, line {line}: .*{said}"):
        read(f"---\ntitle: a\n---\n\n{bad}".encode())


def test_what_is_good_is_shown(read):
    html = read(f"---\ntitle: a\n---\n\n```reference\npool\n```\n\n{GOOD}\nAfter".encode())
    assert html.count("<pyconv-widget") == 1
    assert "<h4 " in html
    assert html.endswith("<p>After</p>")


def test_a_page_in_a_folder_is_named_with_it(read):
    with pytest.raises(PluginError, match=r"^en/more/page\.md, line 5: kernel must be"):
        read(f"---\ntitle: a\n---\n\n{BAD}".encode(), "more/page.md")
