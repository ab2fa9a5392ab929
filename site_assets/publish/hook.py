"""What MkDocs does for this site and for no other: addresses, languages, formulas, and the look of its pages.

A thin adapter: each event hands its data to a pure function beside it. The widgets are the plugin's.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

from pyconv.messages import catalogue
from site_assets.plugin.contents import write_tree
from site_assets.plugin.entry import FIRST, PyconvPlugin
from site_assets.publish.formulas import FormulaError, replace_formulas
from site_assets.publish.icons import sized_icons
from site_assets.publish.install import MANIFEST, TOUCH, drawing, icons, manifest, paper
from site_assets.publish.languages import (
    LANGUAGES,
    alternates,
    canonical_alternates,
    homes,
    language,
    language_url,
)
from site_assets.publish.search import complete, other_names
from site_assets.publish.version import guard

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

SHEETS = ("fonts/text.css", "css/palette.css", "css/site.css", "css/prose.css")
SCRIPT = "js/site.js"


def _project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _code(config: MkDocsConfig) -> str:
    code: str = config.theme["language"]
    return code


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give this language its address, and every page its styles and scripts."""
    code = _code(config)
    # Set once, for the root, so that one variable moves the whole site to another address.
    config.extra["root_url"] = config.site_url or ""
    config.site_url = language_url(config.extra["root_url"], code)
    config.extra["other_names"] = {}
    if config.repo_url:
        config.edit_uri = f"edit/main/docs/{code}/"
    plugin = cast("PyconvPlugin", config.plugins["pyconv"])
    config.extra_css.extend(map(plugin.address, SHEETS))
    script = ExtraScriptValue(plugin.address(SCRIPT))
    script.type = "module"
    # It listens to the theme before the theme shows a page.
    config.extra_javascript.insert(0, script)
    return config


def _root(config: MkDocsConfig) -> str:
    """Return what leads from the root of this language to that of the site."""
    return "../" * language(_code(config)).folder.count("/")


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """Give the templates what they write into every page, and the sitemap every page's other language."""
    del files
    project = _project(config)
    touch = next(path for path in icons(drawing(project)) if path.endswith(TOUCH))
    env.globals |= {
        "words": catalogue(_code(config)),
        "guard": guard(project),
        "manifest": MANIFEST,
        "touch_icon": _root(config) + touch,
    }
    root_url: str = config.extra["root_url"]
    code = _code(config)
    env.filters["canonical_alternates"] = lambda url: canonical_alternates(url, root_url, code)
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Keep what else its headings are called, for the search."""
    del files
    docs = Path(config.docs_dir)
    others = [docs.parent / one.code / page.file.src_uri for one in LANGUAGES if one.code != docs.name]
    texts = [path.read_text("utf-8") for path in others]
    try:
        config.extra["other_names"][page.url] = other_names(markdown, texts)
    except ValueError as error:
        raise PluginError(f"{docs.name}/{page.file.src_uri}: {error}") from error


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the page's formulas into MathML."""
    del config, files
    try:
        return replace_formulas(html)
    except FormulaError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Make the language switch of this page lead to this page."""
    del nav
    context["alternates"] = alternates(page.url, _code(config))  # type: ignore[typeddict-unknown-key]
    return context


def on_template_context(
    context: TemplateContext, template_name: str, config: MkDocsConfig
) -> TemplateContext:
    """Give the page for wrong addresses links to both home pages."""
    del template_name
    context["alternates"] = homes(config.extra["root_url"])  # type: ignore[typeddict-unknown-key]
    return context


@event_priority(FIRST)
def on_post_build(config: MkDocsConfig) -> None:
    """Complete the index of the search before it is written, and put what installs the site beside it."""
    search = cast("Any", config.plugins["material/search"])
    complete(search.search_index.entries, config.extra["other_names"])
    project, site, root = _project(config), Path(config.site_dir), _root(config)
    drawn = icons(drawing(project))
    words = {
        "lang": _code(config),
        "name": config.site_name,
        "short_name": config.extra["short_name"],
        "description": config.site_description or "",
    }
    write_tree(site, {MANIFEST: manifest(words, paper(project), root, drawn)})
    if not root:
        write_tree(site, drawn)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the theme's icons a size of their own."""
    del page, config
    return sized_icons(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Do so in the page for wrong addresses too."""
    del config
    return sized_icons(output_content) if template_name.endswith(".html") else output_content
