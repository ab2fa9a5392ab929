"""MkDocs hook: the site's own blocks in the pages: widgets, figures, and what the package offers.

A thin adapter: the work is done by `site_assets/widgets`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.utils import get_relative_url

from site_assets.publish.contents import write_tree
from site_assets.publish.reference import reference
from site_assets.runtime import RuntimeMissing, assembled
from site_assets.widgets.blocks import parse_block
from site_assets.widgets.fences import BlockExtension
from site_assets.widgets.figures import figure_html, parse_figure
from site_assets.widgets.markup import widget

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


_page: list[tuple[Page, int]] = []
"""The page that Markdown is at, if any, and how many lines of its file come before its Markdown."""

_pictures: dict[str, bytes] = {}
"""The files that the figures of this build need, by their path inside the site."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Teach Markdown the blocks, in the language of this build."""
    language: str = config.theme["language"]
    _pictures.clear()
    try:
        download = assembled().matplotlib_size
    except RuntimeMissing as error:
        raise PluginError(str(error)) from error
    renders = {
        "widget": lambda name, body: widget(parse_block(name, body), language),
        "figure": lambda name, body: figure_html(parse_figure(name, body), language, _publish, download),
    }
    texts = {"reference": lambda name, body: reference(f"{name}\n{body}")}
    blocks = BlockExtension(renders, _failure, texts)
    config.markdown_extensions.append(blocks)  # type: ignore[arg-type]
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Remember which page is being read, and where in its file."""
    del config, files
    # MkDocs takes what stands before the text away: settings of the page, and empty lines.
    before = page.file.content_string.count("\n") - markdown.count("\n")
    _page[:] = [(page, before)]


def on_post_build(config: MkDocsConfig) -> None:
    """Put the pictures of the figures beside the pages."""
    write_tree(Path(config.site_dir), _pictures)


def _publish(path: str, data: bytes) -> str:
    """Keep a file for the end of the build and return its address, as seen from the page."""
    _pictures[path] = data
    page, _ = _page[0]
    return get_relative_url(path, page.url)


def _failure(line: int, reason: str) -> PluginError:
    """Return the error that names the page and the line of its file."""
    page, before = _page[0]
    path = Path(page.file.abs_src_path or page.file.src_uri)
    name = f"{path.parent.name}/{page.file.src_uri}"
    return PluginError(f"{name}, line {line + before}: {reason}")
