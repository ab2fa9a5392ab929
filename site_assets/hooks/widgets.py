"""MkDocs hook: widget blocks in the pages.

A thin adapter: the work is done by `site_assets/widgets`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError

from site_assets.widgets.blocks import Block, WidgetExtension
from site_assets.widgets.markup import widget

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


_page: list[Page] = []
"""The page that Markdown is at, if any: the extension sees only its lines."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Teach Markdown the widget blocks, in the language of this build."""
    language: str = config.theme["language"]

    def render(block: Block) -> str:
        return widget(block, language)

    config.markdown_extensions.append(WidgetExtension(render, _failure))  # type: ignore[arg-type]
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Remember which page is being read."""
    del markdown, config, files
    _page[:] = [page]


def _failure(line: int, reason: str) -> PluginError:
    """Return the error that names the page and the line of its file."""
    page = _page[0]
    path = Path(page.file.abs_src_path or page.file.src_uri)
    whole = path.read_text("utf-8-sig")
    before = whole[: whole.find((page.markdown or "").strip()[:80])].count("\n")
    name = f"{path.parent.name}/{page.file.src_uri}"
    return PluginError(f"{name}, line {line + before}: {reason}")
