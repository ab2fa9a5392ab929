"""MkDocs hook: the site's own blocks in the pages, widgets and figures.

A thin adapter: the work is done by `site_assets/widgets`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.utils import get_relative_url

from site_assets.publish.contents import write_tree
from site_assets.runtime import RuntimeMissing, assembled
from site_assets.widgets.blocks import parse_block
from site_assets.widgets.fences import BlockExtension
from site_assets.widgets.figures import figure_html, parse_figure
from site_assets.widgets.markup import widget

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


_page: list[Page] = []
"""The page that Markdown is at, if any: the extension sees only its lines."""

_pictures: dict[str, bytes] = {}
"""The files that the figures of this build need, by their path inside the site."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Teach Markdown the blocks, in the language of this build."""
    language: str = config.theme["language"]
    _pictures.clear()
    try:
        download = assembled().figures_size
    except RuntimeMissing as error:
        raise PluginError(str(error)) from error
    renders = {
        "widget": lambda name, body: widget(parse_block(name, body), language),
        "figure": lambda name, body: figure_html(parse_figure(name, body), language, _publish, download),
    }
    config.markdown_extensions.append(BlockExtension(renders, _failure))  # type: ignore[arg-type]
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Remember which page is being read."""
    del markdown, config, files
    _page[:] = [page]


def on_post_build(config: MkDocsConfig) -> None:
    """Put the pictures of the figures beside the pages."""
    write_tree(Path(config.site_dir), _pictures)


def _publish(path: str, data: bytes) -> str:
    """Keep a file for the end of the build and return its address, as seen from the page."""
    _pictures[path] = data
    return get_relative_url(path, _page[0].url)


def _failure(line: int, reason: str) -> PluginError:
    """Return the error that names the page and the line of its file."""
    page = _page[0]
    path = Path(page.file.abs_src_path or page.file.src_uri)
    whole = path.read_text("utf-8-sig")
    before = whole[: whole.find((page.markdown or "").strip()[:80])].count("\n")
    name = f"{path.parent.name}/{page.file.src_uri}"
    return PluginError(f"{name}, line {line + before}: {reason}")
