"""What the site's search finds a heading by, besides its title and its text.

Three fields of its index are the site's own, and `mkdocs.yml` says what they weigh:

- `also`: other names of what stands below the heading, marked in the page with the class `also`, as in
  `*stride*{ .also }`; with them their forms without accents, and those of the title.
- `abroad`: the title and the other names of the same heading in the other languages.
- `bare`: the words of the text that have accents, without them. Many readers type none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

_FENCE = re.compile(r"^(?P<marks>`{3,}|~{3,}).*?^(?P=marks)\s*?$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} +(?P<title>.*?) *(?:\{[^}]*\})?$", re.MULTILINE)
_ALSO = re.compile(r"(?P<marks>\*{1,2}|`)(?P<name>[^*`]+)(?P=marks)\{ \.also \}")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")


class Names(NamedTuple):
    """What else a heading is called: on its own page, and in other languages."""

    own: list[str]
    abroad: list[str]


def headings(page: str) -> list[tuple[str, list[str]]]:
    r"""Return the headings of a page in Markdown, each with the other names that are marked below it.

    >>> headings("# A\n\n## The *b*\n\nOr **c d**{ .also }, `e`{ .also }, *f*.\n")
    [('A', []), ('The b', ['c d', 'e'])]
    """
    text = _FENCE.sub("", page)
    found = list(_HEADING.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    return [
        (re.sub("[*`]", "", each["title"]), [name["name"] for name in _ALSO.finditer(text, each.end(), end)])
        for each, end in zip(found, ends, strict=True)
    ]


def other_names(page: str, others: Iterable[str]) -> dict[str, Names]:
    """Return what else each heading of a page is called, by its title.

    Args:
        page: the page in Markdown.
        others: the same page in the other languages, with its headings in the same order.

    Raises:
        ValueError: the languages have not as many headings.
    """
    here = headings(page)
    abroad = [[[title, *names] for title, names in found] for found in map(headings, others)]
    for elsewhere in abroad:
        if len(elsewhere) != len(here):
            raise ValueError(f"{len(here)} headings here, {len(elsewhere)} in another language")
    return {
        title: Names(own, [name for names in elsewhere for name in names])
        for (title, own), *elsewhere in zip(here, *abroad, strict=True)
    }


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return the words of a text that have accents, without them, each once.

    >>> bare("<p>Correlación y tamaño</p>")
    'Correlacion tamano'
    """
    folded: dict[str, None] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", unescape(_TAG.sub(" ", text)))):
        signs = unicodedata.normalize("NFD", word)
        plain = "".join(sign for sign in signs if not unicodedata.combining(sign))
        if plain != word:
            folded[plain] = None
    return " ".join(folded)


def complete(entries: Iterable[MutableMapping[str, Any]], pages: Mapping[str, Mapping[str, Names]]) -> None:
    """Give entries of the search index the fields of this site.

    Args:
        entries: as the search plugin makes them, changed in place.
        pages: what else the headings of each page are called, by its address.
    """
    for entry in entries:
        title = unescape(_TAG.sub("", entry["title"]))
        page = entry["location"].partition("#")[0]
        own, abroad = pages.get(page, {}).get(title, Names([], []))
        entry["also"] = " ".join(filter(None, [*own, bare(" ".join([title, *own]))]))
        entry["abroad"] = " ".join(filter(None, [*abroad, bare(" ".join(abroad))]))
        entry["bare"] = bare(entry["text"])
