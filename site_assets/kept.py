"""What one build leaves for the next in the same process, so that this makes anew only what differs.

Each thing is kept under all that it follows from, but for Python, templates, style sheets and settings: a
process in which those have changed has to end (`watch.py`). So a site that is built with what was kept is the
one that would be built without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from mkdocs.plugins import BasePlugin

from site_assets.plugin.contents import content_name
from site_assets.plugin.entry import PyconvPlugin
from site_assets.publish.languages import LANGUAGES
from site_assets.publish.search import headings

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

Entries = list[dict[str, Any]]


class Rendered(NamedTuple):
    """What Markdown made of a page.

    Attributes:
        state: the attributes of MkDocs' page that say it.
        links: by path of a page, the anchors of it that are linked to.
        pictures: of its figures, by path in the site.
    """

    state: dict[str, Any]
    links: dict[str, dict[str, str]]
    pictures: dict[str, bytes]


@dataclass
class Pages:
    """What pages became, by what they were made of."""

    rendered: dict[object, Rendered] = field(default_factory=dict)
    entries: dict[object, Entries] = field(default_factory=dict)


class Kept(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """What is kept of one language; a plugin of each of its builds."""

    def __init__(self) -> None:
        super().__init__()
        self.sources = ""
        """A name for what the last good build was made of."""
        self._before = Pages()
        self._now = Pages()
        self._once: dict[str, Callable[[], Any]] = {}
        self._plugin: PyconvPlugin
        self._files: frozenset[tuple[str, str]]

    def follow(self, config: MkDocsConfig) -> None:
        """Take part in a build that is about to begin."""
        self._now = Pages()
        self._plugin = cast("PyconvPlugin", config.plugins["pyconv"])
        self._plugin.gather = self._for_good("publication", self._plugin.gather)  # type: ignore[method-assign]
        environment = self._for_good("environment", partial(_environment, config.theme.get_env))
        config.theme.get_env = environment  # type: ignore[method-assign]
        config.plugins["kept"] = self

    def end(self, sources: str) -> None:
        """Keep what this build has made: it went well. What only builds before it had need of goes."""
        self.sources = sources
        self._before = self._now

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Keep what the search has found in each page."""
        del env, files
        index = cast("Any", config.plugins["material/search"]).search_index
        index.add_entry_from_context = partial(self._index, index, index.add_entry_from_context)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Remember which files there are: what a link leads to follows from that."""
        del nav, config
        self._files = frozenset((file.src_uri, file.url) for file in files)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> None:
        """Keep what Markdown makes of a page."""
        del config, files
        page.render = partial(self._render, page, page.render)  # type: ignore[method-assign]

    def _for_good(self, name: str, make: Callable[[], Any]) -> Callable[[], Any]:
        """Return what makes something once, for this build and those to come."""
        return self._once.setdefault(name, cache(make))

    def _render(self, page: Page, render: Callable[..., None], config: MkDocsConfig, files: Files) -> None:
        made_of = (page.file.src_uri, page.markdown, self._files)
        if found := self._before.rendered.get(made_of):
            vars(page).update(found.state)
            page.links_to_anchors = {
                file: anchors
                for path, anchors in found.links.items()
                if (file := files.get_file_from_path(path))
            }
        else:
            with self._plugin.publishing() as pictures:
                before = dict(vars(page))
                render(config, files)
            state = {name: value for name, value in vars(page).items() if before.get(name) is not value}
            links = state.pop("links_to_anchors", None) or {}
            found = Rendered(state, {file.src_uri: anchors for file, anchors in links.items()}, pictures)
        self._plugin.pictures.update(found.pictures)
        self._now.rendered[made_of] = found

    def _index(self, index: Any, add: Callable[[Page], None], page: Page) -> None:
        made_of = (page.url, page.title, page.content, repr(page.meta))
        found = self._before.entries.get(made_of)
        if found is None:
            before = len(index.entries)
            add(page)
            found = index.entries[before:]
            del index.entries[before:]
        # Copies: an entry is completed in place.
        index.entries += map(dict, found)
        self._now.entries[made_of] = found


def _environment(make: Callable[[], jinja2.Environment]) -> jinja2.Environment:
    """Return what holds the templates, and knows once and for all which files the theme has."""
    environment = make()
    listed = environment.list_templates
    found: list[list[str]] = []

    def list_templates(**chosen: Any) -> list[str]:
        if not found:
            found.append(listed(**chosen))
        return found[0]

    environment.list_templates = list_templates  # type: ignore[method-assign,assignment]
    return environment


def sources(docs: Path, code: str) -> str:
    """Return a name for what a language is built of in the folder `docs`.

    Its own files, and the headings of the other languages' pages, by which its search finds its own.
    """
    others = [docs / one.code for one in LANGUAGES if one.code != code]
    abroad = [
        (path.relative_to(docs).as_posix(), headings(path.read_text("utf-8")))
        for folder in others
        for path in _files(folder)
        if path.suffix == ".md"
    ]
    own = {path.relative_to(docs).as_posix(): path.read_bytes() for path in _files(docs / code)}
    return content_name({**own, "": repr(abroad).encode()})


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
