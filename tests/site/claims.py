"""How a test says what a page claims: the sentence, in each language, after the number was computed."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
MARK = "{ .also }"
"""Of another name, for the search: a reader does not see it."""


def pages(name: str) -> tuple[str, str]:
    """Return the text of a page in Spanish and in English, without the marks of other names."""
    texts = ((DOCS / language / name).read_text("utf-8") for language in ("es", "en"))
    spanish, english = (text.replace(MARK, "") for text in texts)
    return spanish, english


def claimed(name: str, spanish: str, english: str | None = None) -> None:
    """Check that a page says something, in each language in its own words, or in one for both."""
    for text, words in zip(pages(name), (spanish, english or spanish), strict=True):
        assert words in text, words
