"""What the search of a site reads of a widget or a figure: what it is called, and its caption."""

from __future__ import annotations

import re

_FIGURE = re.compile(
    r'<(?P<tag>pyconv-widget|pyconv-plot|pyconv-image|pyconv-sound|div) (?:id="[^"]*" )?class="pc\b.*?'
    r'<figure aria-label="(?P<title>[^"]*)".*?'
    r"<figcaption>(?P<caption>.*?)</figcaption>\s*</figure>.*?</(?P=tag)>",
    re.DOTALL,
)


def searchable(page: str) -> str:
    """Return the HTML of a page with the words of each figure alone: cells and controls are no text.

    >>> figure = '<figure aria-label="A plot"><svg></svg><figcaption>Look.</figcaption></figure>'
    >>> searchable(f'<p>One</p><div id="a" class="pc pc-plot" data-search-exclude>{figure}</div><p>Two</p>')
    '<p>One</p><p>A plot. Look.</p><p>Two</p>'
    """
    return _FIGURE.sub(r"<p>\g<title>. \g<caption></p>", page)
