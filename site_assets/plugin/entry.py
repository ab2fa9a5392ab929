"""What MkDocs calls: `plugins: - pyconv`.

Each event hands its data to the modules beside this one; what a build has to remember is the plugin's own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.utils import get_relative_url

from pyconv.messages import LANGUAGES
from site_assets.plugin.blocks import ID, Block, Shown, parse_figure, parse_widget
from site_assets.plugin.cells import cell_text
from site_assets.plugin.contents import write_tree
from site_assets.plugin.fences import BlockExtension
from site_assets.plugin.figures import figure_html
from site_assets.plugin.image import image_html
from site_assets.plugin.markup import shared, widget_html
from site_assets.plugin.practice import exercises_html
from site_assets.plugin.publication import MAIN_SCRIPT, Publication, prepare
from site_assets.plugin.reference import reference
from site_assets.plugin.searching import searchable
from site_assets.plugin.sheets import SHEETS
from site_assets.plugin.sound import sound_html
from site_assets.runtime import AssemblyError, RuntimeMissing, assemble, assembled

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

FIRST, LAST = 100, -100
"""Before and after what other plugins do at the same event."""

log = logging.getLogger("mkdocs.plugins.pyconv")


class Options(Config):  # type: ignore[no-untyped-call]
    """What mkdocs.yml may say below `pyconv`.

    Attributes:
        language: of the words in the widgets; unless told that of the theme, or English.
        assemble: whether to fetch the Python of the browser and put it together if that was not done before.
        assets: where, seen from the root of this site, another build puts styles, scripts and Python.
            Unless told this one does.
    """

    language = config_options.Optional(config_options.Choice(LANGUAGES))
    assemble = config_options.Type(bool, default=True)
    assets = config_options.Type(str, default="")


class PyconvPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Widgets, figures and what the package offers, from blocks in the pages."""

    def __init__(self) -> None:
        super().__init__()
        self._publication: Publication
        self.pictures: dict[str, bytes] = {}
        """The files that figures need, by their path inside the site."""
        self._page: Page
        """The page that Markdown is at."""
        self._before = 0
        """How many lines of its file come before its Markdown."""
        self._files: Files
        self._names: set[str] = set()
        """What the figures of that page are called."""
        self._content = ""
        """What it consists of, while other plugins make their index of it."""

    def address(self, path: str) -> str:
        """Return where a style sheet or script is, seen from the root of this site."""
        return self.config.assets + self._publication.static_address + path

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Teach Markdown the blocks, and give every page the styles and scripts that they need."""
        self._publication = self.gather()
        config.markdown_extensions.append(self.blocks(self._language(config)))  # type: ignore[arg-type]
        # What becomes of a reference or a cell is Markdown in HTML.
        if "md_in_html" not in config.markdown_extensions:
            config.markdown_extensions.append("md_in_html")
        # What the site brings itself comes later, and may change the look.
        config.extra_css[:0] = map(self.address, SHEETS)
        script = ExtraScriptValue(self.address(MAIN_SCRIPT))
        script.type = "module"
        config.extra_javascript.append(script)
        return config

    def blocks(self, language: str) -> BlockExtension:
        """Return what teaches Markdown the blocks, with words in one language."""
        download = self._publication.runtime.matplotlib_size
        return BlockExtension(
            {
                "widget": lambda name, body: self._widget(name, body, language),
                "figure": lambda name, body: figure_html(
                    self._named(parse_figure(name, body)), language, self._publish, download
                ),
                "exercises": lambda _, body: exercises_html(body, language),
                "image": lambda _, body: image_html(body, language, self._publish),
                "sound": lambda _, body: sound_html(body, language, self._publish),
            },
            self._failure,
            {
                "reference": lambda name, body: reference(f"{name}\n{body}"),
                "python-cell": lambda name, body: cell_text(self._cell(name), body, language),
            },
        )

    @event_priority(FIRST)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Remember which page is being read, and where in its file."""
        del config
        # MkDocs takes what stands before the text away: settings of the page, and empty lines.
        self._before = page.file.content_string.count("\n") - markdown.count("\n")
        self._page = page
        self._files = files
        self._names = set()

    @event_priority(FIRST)
    def _hide_widgets(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Let the search read the words of widgets, and nothing else of them."""
        del context, config, nav
        self._content = page.content or ""
        page.content = searchable(self._content)

    @event_priority(LAST)
    def _show_widgets(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        del context, nav
        page.content = shared(self._content, self._language(config)) + self._content

    on_page_context = CombinedEvent(_hide_widgets, _show_widgets)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put the pictures of the figures beside the pages, and all that widgets need."""
        site = Path(config.site_dir)
        write_tree(site, self.pictures)
        if not self.config.assets:
            self._publication.write(site)

    def gather(self) -> Publication:
        """Return all that is published beside the pages.

        Raises:
            PluginError: there is no Python for the browser, and none can be put together.
        """
        try:
            if self.config.assemble:
                self._assemble()
            return prepare()
        except (AssemblyError, RuntimeMissing) as error:
            raise PluginError(f"pyconv: {error}") from error

    @contextmanager
    def publishing(self) -> Iterator[dict[str, bytes]]:
        """Return the pictures that figures need while the `with` block runs, and forget them after it."""
        before, self.pictures = self.pictures, {}
        try:
            yield self.pictures
        finally:
            self.pictures = before

    def _assemble(self) -> None:
        """Put together the Python of the browser, unless it is there; that takes minutes, so it is told."""
        try:
            assembled()
        except RuntimeMissing:
            assemble(report=log.info)

    def _language(self, config: MkDocsConfig) -> str:
        """Return the language of the words: one that there are words in."""
        if self.config.language:
            return self.config.language
        # Material calls it so; the themes of MkDocs have a locale.
        code = str(config.theme.get("language") or config.theme.locale)[:2].lower()
        return code if code in LANGUAGES else "en"

    def _widget(self, name: str, body: str, language: str) -> str:
        block = self._named(parse_widget(name, body))
        opens = ((kind, self._address_of(place)) for kind, place in block.opens.items())
        return widget_html(name, body, language, block.id, tuple(opens))

    def _named(self, block: Block[Shown]) -> Block[Shown]:
        """Return a block with a name that no other one of the page has.

        Raises:
            ValueError: its name is taken.
        """
        if block.id in self._names:
            raise ValueError(f"another figure of the page has the id {block.id}")
        view = block.shown.name
        names = chain([block.id or view], (f"{view}-{number}" for number in count(2)))
        named = replace(block, id=next(name for name in names if name not in self._names))
        self._names.add(named.id)
        return named

    def _cell(self, name: str) -> str:
        """Return the name of a cell of code, which links call it by.

        Raises:
            ValueError: it is none, or taken.
        """
        if not ID.fullmatch(name):
            raise ValueError(f"a python-cell is called by an id, such as “first-sizes”, not by {name!r}")
        if name in self._names:
            raise ValueError(f"another figure of the page has the id {name}")
        self._names.add(name)
        return name

    def _address_of(self, place: str) -> str:
        """Return the address of a figure, given as `page.md#name`, as seen from the page.

        Raises:
            ValueError: there is no such page.
        """
        source, name = place.split("#")
        file = self._files.get_file_from_path(source)
        if file is None:
            raise ValueError(f"there is no page {source}")
        return f"{get_relative_url(file.url, self._page.url)}#{name}"

    def _publish(self, path: str, data: bytes) -> str:
        """Keep a file for the end of the build and return its address, as seen from the page."""
        self.pictures[path] = data
        return get_relative_url(path, self._page.url)

    def _failure(self, line: int, reason: str) -> PluginError:
        """Return the error that names the page and the line of its file."""
        path = self._page.file
        folder = Path(path.src_dir).name if path.src_dir else ""
        name = Path(folder, path.src_uri).as_posix()
        return PluginError(f"{name}, line {line + self._before}: {reason}")
