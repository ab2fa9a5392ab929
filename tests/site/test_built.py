"""The built site as a whole: the same pages in each language, working links, no other host."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from site_assets.publish.csp import CHARSET
from site_assets.publish.languages import LANGUAGES
from site_assets.serve import PREFIX, locate

pytestmark = pytest.mark.site

ORIGIN = "http://site.example"
# Attributes by which a page makes the browser fetch something, as against a link to follow.
FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("use", "href"),
    ("image", "href"),
    ("object", "data"),
}
FOLLOWED_RELATIONS = {"canonical", "alternate"}
# Relations by which a page makes some browser fetch another one before anybody asks for it.
FETCHED_AHEAD = {"next", "prefetch", "prerender", "preconnect", "dns-prefetch"}


class Addresses(HTMLParser):
    """Collects every address in a page: (tag, attribute, address, is it fetched by itself)."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.ids = set()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.ids.add(values["id"])
        for name in ("href", "src", "data", "srcset", "poster"):
            if values.get(name):
                relations = set((values.get("rel") or "").split())
                fetched = (tag, name) in FETCHED or (tag == "link" and not relations & FOLLOWED_RELATIONS)
                self.found.append((tag, name, values[name], fetched))


def read(path):
    parser = Addresses()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


def pages(site):
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_all_languages_have_the_same_pages(built_site):
    every = set(pages(built_site))
    _, *others = LANGUAGES
    at_root = {page for page in every if not page.startswith(tuple(one.folder for one in others))}
    assert {"index.html", "404.html", "parameters/index.html"} <= at_root
    for one in others:
        assert {page.removeprefix(one.folder) for page in every if page.startswith(one.folder)} == at_root


def test_all_languages_have_the_same_sources(project):
    folders = [project / "docs" / one.code for one in LANGUAGES]
    first, *others = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} for folder in folders
    )
    assert all(other == first for other in others)


def test_every_link_under_the_sub_path_leads_somewhere(built_site):
    known = {page: read(built_site / page) for page in pages(built_site)}
    checked = 0
    for page, parser in known.items():
        base = ORIGIN + PREFIX + page.removesuffix("index.html")
        for tag, _, address, _ in parser.found:
            target = urlsplit(urljoin(base, address))
            if f"{target.scheme}://{target.netloc}" != ORIGIN:
                continue
            found = locate(built_site, target.path)
            assert found is not None, f"{page}: <{tag}> leads to {address}, where nothing is"
            assert not isinstance(found, str), f"{page}: <{tag}> leads to {address}, which redirects"
            checked += 1
            if target.fragment and not target.fragment.startswith("__"):
                there = known[found.relative_to(built_site).as_posix()]
                called = unquote(target.fragment.partition("?")[0])
                assert called in there.ids, f"{page}: {address} names no element"
    assert checked > 20


def test_no_page_fetches_anything_from_another_host(built_site):
    for page in pages(built_site):
        for tag, name, address, fetched in read(built_site / page).found:
            if fetched:
                assert not urlsplit(address).netloc, f"{page}: <{tag} {name}={address!r}>"
                assert not address.startswith("//")


def test_no_page_is_fetched_before_a_reader_asks_for_it(built_site):
    for page in pages(built_site):
        text = (built_site / page).read_text(encoding="utf-8")
        relations = set(" ".join(re.findall(r"<link\b[^>]*\brel=\"([^\"]*)\"", text)).split())
        assert "stylesheet" in relations
        assert not relations & FETCHED_AHEAD, page
        # Half a pair would leave a key that leads back and none that leads on.
        assert "prev" not in relations, page


def test_no_script_looks_for_the_tabs_that_no_page_has(built_site):
    for page in pages(built_site):
        text = (built_site / page).read_text(encoding="utf-8")
        # Firefox warns of an address that names nothing when it is looked for as an element.
        assert "tabbed" not in text, page


def test_no_style_sheet_fetches_anything_from_another_host(built_site):
    sheets = list(built_site.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text) + re.findall(
            r"@import\s+[\"']([^\"']+)", text
        ):
            assert address.startswith("data:") or not urlsplit(address).netloc, f"{sheet.name}: {address}"


def test_every_page_carries_the_same_policy_first(built_site):
    policies = set()
    for page in pages(built_site):
        text = (built_site / page).read_text(encoding="utf-8")
        match = re.search(
            re.escape(CHARSET) + r'\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text
        )
        assert match, f"{page} has no policy after its charset"
        assert text.count("Content-Security-Policy") == 1
        policies.add(match[1])
    (policy,) = policies
    assert "http" not in policy
    assert "'unsafe-" not in policy


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_the_sitemap_names_every_page_in_all_languages(built_site, language):
    root = ET.fromstring((built_site / language.folder / "sitemap.xml").read_bytes())
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    entries = root.findall("s:url", space)
    assert entries
    for entry in entries:
        links = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", space)}
        assert entry.findtext("s:loc", namespaces=space) == links[language.code]
        assert links.keys() == {one.code for one in LANGUAGES}
        for one in LANGUAGES:
            assert links[one.code].replace(f"/{one.folder}", "/") == links[LANGUAGES[0].code]
            assert locate(built_site, urlsplit(links[one.code]).path) is not None


def test_formulas_are_mathml_and_no_latex_is_left(built_site):
    texts = [(built_site / page).read_text(encoding="utf-8") for page in pages(built_site)]
    assert not any("arithmatex" in text for text in texts)


def test_documents_say_their_language(built_site):
    for page in pages(built_site):
        first, *others = LANGUAGES
        lang = next((one.code for one in others if page.startswith(one.folder)), first.code)
        assert f'<html lang="{lang}"' in (built_site / page).read_text(encoding="utf-8")


def test_every_fraction_has_two_parts(built_site):
    fractions = 0
    for name in pages(built_site):
        text = (built_site / name).read_text("utf-8")
        for written in re.findall(r"<math\b.*?</math>", text, re.DOTALL):
            for each in ET.fromstring(written).iter():
                if each.tag.endswith("mfrac"):  # in a widget the namespace is not written
                    assert len(each) == 2, name
                    fractions += 1
    assert fractions > 100
