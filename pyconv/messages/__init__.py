"""Every word that a picture, a control or an error shows, in each language of the site.

The words of a package lie in it, in one TOML file for each language, with the same keys in all of
them. Those of errors lie here; a package that has more, such as a view, adds its own when it is
imported. A language is read when it is first spoken: a page speaks one.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

NAMES = {"es": "Español", "en": "English"}
"""The languages by their code, and what their readers call them. The first is that of the site's root."""

LANGUAGES = tuple(NAMES)

FORMS = {0: "none", 1: "one"}
"""Which form of some words speaks of how many; `many` does of all others."""

_PACKAGES: list[str] = [__name__]


class _Catalogue(dict[str, str]):
    """The words of one language, and how many packages they are of: the first so many of `_PACKAGES`."""

    packages = 0


_CATALOGUES: dict[str, _Catalogue] = {}


def add_words(package: str) -> None:
    """Take in the words that lie in a package, those of a language once they are asked for."""
    if package not in _PACKAGES:
        _PACKAGES.append(package)


def catalogue(language: str) -> dict[str, str]:
    """Return the words of one language as one flat table: `{"errors.empty": "…", …}`.

    Raises:
        KeyError: there is no such language.
        ValueError: a package has words that another has already, of which one would never be shown.
    """
    found = _CATALOGUES.get(language)
    if found is None:
        if language not in LANGUAGES:
            raise KeyError(f"no words for the language {language!r}; there are {LANGUAGES}")
        found = _CATALOGUES[language] = _Catalogue()
    while found.packages < len(_PACKAGES):
        package = _PACKAGES[found.packages]
        words = _words_of(package, language)
        if twice := found.keys() & words:
            raise ValueError(f"{package} has other words for {sorted(twice)}")
        found |= words
        found.packages += 1
    return found


def _words_of(package: str, language: str) -> dict[str, str]:
    text = files(package).joinpath(f"{language}.toml").read_text("utf-8")
    flat: dict[str, str] = {}

    def collect(prefix: str, table: dict[str, Any]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                collect(f"{prefix}{name}.", value)
            else:
                flat[prefix + name] = value

    collect("", tomllib.loads(text))
    return flat


def form(words: Mapping[str, str], key: str, count: object) -> str:
    """Return the key of the form of some words that speaks of so many, or their own if there are none.

    >>> form({"cells.one": "a cell", "cells.many": "{count} cells"}, "cells", 1)
    'cells.one'
    """
    if f"{key}.many" not in words:
        return key
    found = f"{key}.{FORMS.get(count, 'many') if isinstance(count, int) else 'many'}"
    return found if found in words else f"{key}.many"


def say(language: str, key: str, *, count: object = None, **values: object) -> str:
    """Return the words of `key`, with `{name}` replaced by the values given.

    Args:
        count: how many are spoken of. Where the words have several forms, it chooses one: `none`,
            `one` or `many`; it is also the value of `{count}`.
    """
    words = catalogue(language)
    if count is not None:
        values["count"] = count
        if isinstance(count, int):
            key = form(words, key, count)
    return words[key].format_map(values) if values else words[key]
