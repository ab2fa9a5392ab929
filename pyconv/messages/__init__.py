"""Every word that a picture, a control or an error shows, in each language of the site.

The words live in one TOML file per language, with the same keys in all of them.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

NAMES = {"es": "Español", "en": "English"}
"""The languages by their code, and what their readers call them. The first is that of the site's root."""

LANGUAGES = tuple(NAMES)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the words of one language as one flat table: `{"errors.empty": "…", …}`."""
    if language not in LANGUAGES:
        raise KeyError(f"no words for the language {language!r}; there are {LANGUAGES}")
    text = files(__name__).joinpath(f"{language}.toml").read_text("utf-8")
    flat: dict[str, str] = {}

    def collect(prefix: str, table: dict[str, Any]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                collect(f"{prefix}{name}.", value)
            else:
                flat[prefix + name] = value

    collect("", tomllib.loads(text))
    return flat


def say(language: str, key: str, **values: object) -> str:
    """Return the words of `key`, with `{name}` replaced by the values given."""
    words = catalogue(language)[key]
    return words.format_map(values) if values else words
