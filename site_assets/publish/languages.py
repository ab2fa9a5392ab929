"""The languages of the site, and how a page of one finds itself in the others.

The same pages stand in all of them under the same names: those of the first language at the root, the
others under their code, as in `en/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from pyconv.messages import NAMES


@dataclass(frozen=True)
class Language:
    """A language: its code, the name that its readers use, and its folder inside the site."""

    code: str
    name: str
    folder: str


LANGUAGES = tuple(
    Language(code, name, folder=f"{code}/" if place else "")
    for place, (code, name) in enumerate(NAMES.items())
)


def language(code: str) -> Language:
    """Return the language with that code.

    >>> language("en").folder
    'en/'
    """
    return next(one for one in LANGUAGES if one.code == code)


def alternates(page_url: str, code: str) -> list[dict[str, str]]:
    """Return the links from a page to itself in every language.

    `page_url` is MkDocs' own: relative to the root of its language, "" or "./" for the home page.
    The links are relative to the page. They need no `url` filter, and must not go through it:
    MkDocs' own loses a folder when a path that starts with `..` ends like the page's.

    >>> [link["link"] for link in alternates("parameters/", "es")[:2]]
    ['../parameters/', '../en/parameters/']
    >>> [link["link"] for link in alternates("parameters/", "en")[:2]]
    ['../../parameters/', '../../en/parameters/']
    >>> [link["link"] for link in alternates("", "es")[:2]]
    ['./', 'en/']
    """
    path = page_url.removeprefix("./")
    root = "../" * (path.count("/") + language(code).folder.count("/"))
    return _links(root, path)


def homes(site_url: str) -> list[dict[str, str]]:
    """Return links to every language's home page that hold on any page of the site.

    They begin at the host, for the page that answers every wrong address.

    >>> [link["link"] for link in homes("https://example.github.io/pyconv/")[:2]]
    ['/pyconv/', '/pyconv/en/']
    """
    return _links(urlsplit(site_url).path.rstrip("/") + "/", "")


def _links(root: str, path: str) -> list[dict[str, str]]:
    return [
        {"name": one.name, "lang": one.code, "link": root + one.folder + path or "./"} for one in LANGUAGES
    ]


def language_url(site_url: str, code: str) -> str:
    """Return the address of a language's home page, given the site's.

    >>> language_url("https://example.github.io/pyconv", "en")
    'https://example.github.io/pyconv/en/'
    """
    return site_url.rstrip("/") + "/" + language(code).folder


def canonical_alternates(canonical: str, site_url: str, code: str) -> dict[str, str]:
    """Return {language code: full address} of a page, for the sitemap.

    `site_url` is the address of the whole site, `canonical` that of the page in language `code`.

    >>> site = "https://example.github.io/pyconv/"
    >>> canonical_alternates(site + "en/parameters/", site, "en")["es"]
    'https://example.github.io/pyconv/parameters/'
    """
    path = canonical.removeprefix(language_url(site_url, code))
    return {one.code: language_url(site_url, one.code) + path for one in LANGUAGES}
