"""Both languages say the same: page by page the same headings, figures, tables, in the same order."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urljoin

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from site_assets.build import configuration_file
from site_assets.publish.languages import LANGUAGES
from tests.site.html_tree import Element, parse, read_pages

FIRST, *OTHERS = LANGUAGES
every_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
every_other = pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.code)
# What of a block or of a page's head is words; all else must be equal.
WORDS = {"caption", "question", "title", "description"}

FENCE = re.compile(r"^\s*(`{3,}|~{3,})\s*(.*?)\s*$")
HEADING = re.compile(r"^(#{1,6}) .*?(\{[^}]*\})?$")
ADMONITION = re.compile(r"^\s*(!!!|\?\?\?\+?) ([\w ]+)")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.|:) ")
TAG = re.compile(r'^\s*<([a-z][\w-]*)(?: [^>]*?class="([^"]*)")?')
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s#]*)")


def without_words(entries):
    return {name: value for name, value in (entries or {}).items() if name not in WORDS}


def parts(text):
    """Yield (kind, lines) of a page's Markdown: "fence", "formula", "table", and "line" for the rest."""
    kind, lines, closing = "line", [], ""
    for line in text.splitlines():
        mark = FENCE.match(line)
        if kind == "table" and not line.lstrip().startswith("|"):
            yield kind, lines
            kind, lines = "line", []
        ends = mark and mark[1].startswith(closing) and not mark[2]
        if (kind == "fence" and ends) or (kind == "formula" and line.strip() == "$$"):
            yield kind, lines
            kind, lines = "line", []
        elif kind != "line":
            lines.append(line)
        elif mark:
            kind, lines, closing = "fence", [mark[2]], mark[1]
        elif line.strip() == "$$":
            kind = "formula"
        elif line.lstrip().startswith("|"):
            kind, lines = "table", [line]
        else:
            yield kind, [line]
    assert kind not in ("fence", "formula"), f"a {kind} is never closed"
    if kind == "table":
        yield kind, lines


def outline(kind, lines):
    """Return what a part is, without its words, or None if it is words alone."""
    if kind == "fence":
        [first, *inside] = lines
        body = "\n".join(inside)
        has_settings = first.startswith(("widget", "figure"))
        return first, without_words(yaml.safe_load(body)) if has_settings else len(inside)
    if kind == "formula":
        return kind, re.sub(r"\\text\{[^}]*\}", "", "".join(lines))
    if kind == "table":
        return kind, [row.count("|") for row in lines]
    [line] = lines
    patterns = {"heading": HEADING, "admonition": ADMONITION, "item": ITEM, "tag": TAG}
    for name, pattern in patterns.items():
        if match := pattern.match(line):
            return name, *match.groups()
    return None


def skeleton(text):
    """Return what a page's Markdown is made of, in order, without its words."""
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    found = [("head", without_words(yaml.safe_load(head[1])))] if head else []
    for kind, lines in parts(text[head.end() :] if head else text):
        found += [part] if (part := outline(kind, lines)) else []
        found += [("image", address) for address in IMAGE.findall(lines[0])] if kind == "line" else []
    return found


def values(control: Element):
    options = [(option["value"], "selected" in option.attributes) for option in control.all("option")]
    return control["data-field"], control["value"], control["min"], control["max"], options


PLAIN = ("h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "pre", "summary")
DESCRIBED = {
    "table": lambda table: [len(list(row.all("td", "th"))) for row in table.all("tr")],
    "ul": lambda it: len(list(it.all("li"))),
    "ol": lambda it: len(list(it.all("li"))),
    "dl": lambda it: len(list(it.all("dt", "dd"))),
    "img": lambda image: image["src"].rsplit("/", 1)[-1],
    "details": lambda details: (sorted(details.classes), "open" in details.attributes),
    "div": lambda div: sorted(div.classes & {"admonition", "formula", "tabbed-set"}),
    "pyconv-widget": lambda widget: (widget["data-view"], "data-autoplay" in widget.attributes),
    "pyconv-plot": lambda plot: plot["data-figure"],
    "input": values,
    "select": values,
    "svg": lambda svg: (svg["viewbox"], [piece["data-key"] for piece in svg.all() if piece["data-key"]]),
}


def structure(article: Element):
    """Return what a built page is made of, in order, without its words."""
    return [
        (element.tag, DESCRIBED[element.tag](element)) if element.tag in DESCRIBED else (element.tag,)
        for element in article.all(*PLAIN, *DESCRIBED)
    ]


def configuration(project, language):
    with (project / configuration_file(language.folder)).open("rb") as file:
        return yaml_load(file)


def listed(nav):
    """Return the pages of a `nav`, through all its sections, in the order of reading."""
    for entry in nav:
        [target] = entry.values()
        yield from listed(target) if isinstance(target, list) else [target]


def address(source):
    """Return where the page of a Markdown file stands, from the root of its language.

    >>> address("index.md"), address("more/size.md")
    ('', 'more/size/')
    """
    return re.sub(r"(^|/)index/$", r"\1", source.removesuffix(".md") + "/")


def sources(project, language):
    folder = project / "docs" / language.code
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}


@pytest.fixture(scope="module")
def pages(built_site):
    return read_pages(built_site)


def paths(pages):
    """Return the path of every page of the first language, but of that for wrong addresses."""
    others = tuple(one.folder for one in OTHERS)
    return [path for path in pages if not path.startswith(others) and path != "404.html"]


def article(page: Element) -> Element:
    return page.one("article", "md-content__inner")


@every_other
def test_the_sources_have_the_same_skeleton(project, language):
    first, other = sources(project, FIRST), sources(project, language)
    assert first.keys() == other.keys()
    for name, text in first.items():
        assert skeleton(text) == skeleton(other[name]), name


@every_other
def test_the_sources_link_to_the_same_pages(project, language):
    other = sources(project, language)
    for name, text in sources(project, FIRST).items():
        assert sorted(LINK.findall(text)) == sorted(LINK.findall(other[name])), name


def test_the_menus_name_every_page_in_the_same_order(project):
    first, *others = (list(listed(configuration(project, language)["nav"])) for language in LANGUAGES)
    assert all(other == first for other in others)
    assert len(first) == len(set(first))
    assert set(first) == sources(project, FIRST).keys()


@pytest.mark.site
@every_other
def test_the_built_pages_have_the_same_structure(pages, language):
    for path in paths(pages):
        first, other = pages[path], pages[language.folder + path]
        assert structure(article(first)) == structure(article(other)), path


@pytest.mark.site
@every_language
def test_each_page_leads_to_the_next_and_back(project, pages, language):
    order = [language.folder + address(name) for name in listed(configuration(project, language)["nav"])]
    links = {}
    for path in order:
        page = pages[path + "index.html"]
        for way in ("next", "prev"):
            found = [link["href"] for link in page.all("a") if f"md-footer__link--{way}" in link.classes]
            links[path, way] = [urljoin("/" + path, href).lstrip("/") for href in found]
    for here, there in pairwise(order):
        assert links[here, "next"] == [there]
        assert links[there, "prev"] == [here]
    assert links[order[0], "prev"] == links[order[-1], "next"] == []


@pytest.mark.site
@every_language
def test_the_menu_of_each_page_names_every_page(project, pages, language):
    order = [language.folder + address(name) for name in listed(configuration(project, language)["nav"])]
    for path in order:
        menu = pages[path + "index.html"].one("nav", "md-nav--primary")
        named = [
            urljoin("/" + path, link["href"]).lstrip("/")
            for link in menu.all("a")
            if "md-nav__link" in link.classes and not link["href"].startswith("#")
        ]
        assert list(dict.fromkeys(named)) == order, path


@pytest.mark.site
@every_language
def test_each_page_leads_to_itself_in_the_other_languages(pages, language):
    every = paths(pages)
    assert every
    for path in every:
        page, here = pages[language.folder + path], path.removesuffix("index.html")

        def leads(link, here=here):
            return urljoin("/" + language.folder + here, link["href"])

        switches = [leads(link) for link in page.all("a") if "language-switch" in link.classes]
        assert switches == [f"/{one.folder}{here}" for one in LANGUAGES if one is not language], path
        alternates = {
            link["hreflang"]: leads(link) for link in page.all("link") if link["rel"].strip() == "alternate"
        }
        assert alternates == {one.code: f"/{one.folder}{here}" for one in LANGUAGES}, path


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("# A\n\n## B", "# A\n\n### B"),
        ("```widget x\ninput: 5\ncaption: a\n```", "```widget x\ninput: 6\ncaption: b\n```"),
        ("```widget x\ninput: 5\n```", "```widget y\ninput: 5\n```"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|"),
        ("$$\nx + 1\n$$", "$$\nx + 2\n$$"),
        ("??? question\n", "!!! question\n"),
        ("- a\n- b", "- a"),
        ("![a](a.png)", "![a](b.png)"),
        ("---\nhide: [toc]\n---\n", "---\nhide: [navigation]\n---\n"),
    ],
)
def test_a_difference_in_the_sources_is_seen(one, other):
    assert skeleton(one) != skeleton(other)


def test_other_words_are_no_difference():
    spanish = "---\ntitle: Uno\n---\n# Uno\n\n```widget x\ninput: 5\ncaption: Mira.\n```\n\nTexto.\n"
    english = "---\ntitle: One\n---\n# One\n\n```widget x\ncaption: Look.\ninput: 5\n```\n\nText.\n"
    assert skeleton(spanish) == skeleton(english)
    one, other = "<h2>Uno</h2><table><tr><td>dos</table>", "<h2>One</h2><table><tr><td>two</table>"
    assert structure(parse(one)) == structure(parse(other)) == [("h2",), ("table", [1])]
