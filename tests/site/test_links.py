"""Every address in the built site: inside it leads somewhere, outside it is well formed.

No request is made; that other sites still have their pages is not for tests to say.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from site_assets.serve import locate
from tests.site.html_tree import Element, read_pages

pytestmark = pytest.mark.site

ADDRESSES = ("href", "src", "data", "poster", "action", "formaction", "cite", "xlink:href")
NAMES_OF_ELEMENTS = (
    "for",
    "list",
    "headers",
    "popovertarget",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-labelledby",
    "aria-owns",
)
IMPORTED = re.compile(
    r"""(?:\bfrom|\bimport\(?)\s*["'](\.[^"']*)["']"""
    r"""|new URL\(\s*["']([^"'`$]*)["'],\s*import\.meta\.url\)"""
)
STYLED = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")


def sources(value: str) -> list[str]:
    """Return the addresses in a `srcset`.

    >>> sources("a.png 1x, b.png 2x")
    ['a.png', 'b.png']
    """
    return [candidate.split()[0] for candidate in value.split(",") if candidate.strip()]


def addresses(page: Element) -> list[tuple[str, str]]:
    """Return (tag and attribute, address) of everything that a page names."""
    return [
        (f"<{element.tag} {name}>", address)
        for element in page.all()
        for name, value in element.attributes.items()
        for address in ([value] if name in ADDRESSES else sources(value) if name.endswith("srcset") else [])
    ]


@pytest.fixture(scope="module")
def pages(built_site):
    return read_pages(built_site)


@pytest.fixture(scope="module")
def home(pages):
    """The public address of the site, as its home page tells it."""
    [canonical] = (link["href"] for link in pages["index.html"].all("link") if link["rel"] == "canonical")
    assert canonical.startswith("https://")
    assert canonical.endswith("/")
    return canonical


def identifiers(page: Element) -> list[str]:
    return [element["id"] for element in page.all() if "id" in element.attributes]


def test_every_address_inside_the_site_leads_to_a_file_and_an_element(built_site, pages, home):
    ids = {name: set(identifiers(page)) for name, page in pages.items()}
    prefix = urlsplit(home).path
    wrong = []
    checked = 0
    for name, page in pages.items():
        for place, address in addresses(page):
            target = urlsplit(urljoin(home + name.removesuffix("index.html"), address))
            if f"{target.scheme}://{target.netloc}" != home.removesuffix(prefix):
                continue
            checked += 1
            found = locate(built_site, target.path, prefix)
            if found is None or isinstance(found, str):
                wrong.append(f"{name}: {place} {address}: " + ("redirected" if found else "nothing there"))
            elif target.fragment and found.suffix == ".html":
                there = found.relative_to(built_site).as_posix()
                # Behind the name of a figure stands what it is set to.
                if unquote(target.fragment.partition("?")[0]) not in ids[there]:
                    wrong.append(f"{name}: {place} {address}: {there} has no such element")
    assert not wrong, "\n".join(wrong)
    assert checked > 20 * len(pages)


def test_every_address_outside_the_site_is_a_well_formed_https_url(pages, home):
    wrong = [
        f"{name}: {place} {address}"
        for name, page in pages.items()
        for place, address in addresses(page)
        if ":" in address.split("/")[0].partition("#")[0] or address.startswith("//")
        if not address.startswith(home)
        # An image that is written into the page.
        if not address.startswith("data:image/png;base64,")
        if not re.fullmatch(
            r"https://([a-z0-9-]+\.)+[a-z]{2,}(/([\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*)?"
            r"(\?[\w.~!$&'()*+,;=:@/?%-]*)?(#[\w.~!$&'()*+,;=:@/?%-]*)?",
            address,
            re.ASCII,
        )
    ]
    assert not wrong, "\n".join(wrong)


def test_every_page_says_its_own_address(pages, home):
    for name, page in pages.items():
        canonical = [link["href"] for link in page.all("link") if link["rel"] == "canonical"]
        wanted = [] if name.endswith("404.html") else [home + name.removesuffix("index.html")]
        assert canonical == wanted, name


def test_the_page_for_wrong_addresses_holds_at_any_depth(pages):
    for name in ("404.html", "en/404.html"):
        relative = [
            f"{place} {address}"
            for place, address in addresses(pages[name])
            if not address.startswith(("/", "#", "https://"))
        ]
        assert not relative, relative


def test_every_element_that_another_names_is_on_its_page(pages):
    wrong = []
    for name, page in pages.items():
        ids = identifiers(page)
        assert len(ids) == len(set(ids)), f"{name} has an id twice"
        wrong += [
            f'{name}: <{element.tag} {attribute}="{value}">'
            for element in page.all()
            for attribute, value in element.attributes.items()
            if attribute in NAMES_OF_ELEMENTS
            if not set(value.split()) <= set(ids)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("suffix", "pattern"), [("css", STYLED), ("js", IMPORTED)])
def test_style_sheets_and_scripts_find_what_they_name(built_site, suffix, pattern):
    wrong = []
    checked = 0
    for path in built_site.glob(f"static/**/*.{suffix}"):
        for match in pattern.finditer(path.read_text(encoding="utf-8")):
            address = match[1] or match[2]
            if address.startswith("data:"):
                continue
            checked += 1
            if not (path.parent / PurePosixPath(unquote(urlsplit(address).path))).exists():
                wrong.append(f"{path.name}: {address}")
    assert not wrong, wrong
    assert checked


def test_the_parts_of_a_page_that_are_looked_at():
    # The tests above must be able to fail, so here it is told what they see.
    from tests.site.html_tree import parse

    page = parse(
        '<a href="a/">x</a><img srcset="b.png 1x, c.png 2x" src=d.png><svg><use href="#e"/></svg>'
        '<template><a href="hidden/"></a></template><form action="f">'
    )
    assert [address for _, address in addresses(page)] == ["a/", "b.png", "c.png", "d.png", "#e", "f"]
