"""What a picture says of a cell: HTML to be shown, and the same pieces to be read aloud.

Whatever comes as text is escaped here, and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from pyconv.pictures.model import HUES, Box, Focus, Prose


class Said(NamedTuple):
    """Words in their two forms.

    Attributes:
        html: as they are shown.
        spoken: as they are read aloud, in plain text.
    """

    html: str
    spoken: str


def plain(text: str) -> Said:
    """Return plain words.

    >>> plain("1 < 2")
    Said(html='1 &lt; 2', spoken='1 < 2')
    """
    return Said(escape(text), text)


def chip(text: str, key: str, tap: int) -> Said:
    """Return words that light the cell `key` when they are pointed at, in the hue of a tap."""
    return Said(f'<span class="pc-term pc-hue-{tap % HUES}" data-key="{key}">{escape(text)}</span>', text)


def named(title: str) -> Said:
    """Return the name of what is explained."""
    return Said(f'<b class="pc-what">{escape(title)}</b>', title)


def strong(text: str) -> Said:
    """Return a result."""
    return Said(f"<b>{escape(text)}</b>", text)


def kept(*parts: Said | str) -> Said:
    """Return words that stay on one line."""
    whole = joined(parts)
    return Said(f'<span class="pc-equals">{whole.html}</span>', whole.spoken)


def joined(parts: Iterable[Said | str], between: str = "") -> Said:
    """Return several words as one, with plain words between them."""
    both = [plain(part) if isinstance(part, str) else part for part in parts]
    return Said(escape(between).join(part.html for part in both), between.join(part.spoken for part in both))


def summed(products: Sequence[Said], result: str) -> Said:
    """Return a sum with its result, which stays on the line of the last product.

    A sum of no products is 0.
    """
    if not products:
        return strong("0")
    *others, last = products
    return joined([*others, kept(last, " = ", strong(result))], " + ")


def factor(text: str) -> str:
    """Return a factor of a product, in parentheses where its sign would be misread.

    >>> factor("−2")
    '(−2)'
    """
    return f"({text})" if text.startswith("\N{MINUS SIGN}") else text


def told(
    key: str,
    lit: dict[str, int],
    words: Said | str,
    *,
    notes: Mapping[str, str] | None = None,
    boxes: Iterable[Box] = (),
) -> Focus:
    """Return the focus of a cell; its words are plain, or in two forms."""
    said = plain(words) if isinstance(words, str) else words
    return Focus(key, lit, dict(notes or {}), tuple(boxes), said.html, said.spoken)


def retold(focus: Focus, words: Said | str) -> Focus:
    """Return a focus with other words."""
    said = plain(words) if isinstance(words, str) else words
    return focus._replace(words=said.html, spoken=said.spoken)


def said_of(focus: Focus) -> Said:
    """Return the words of a focus, to say more after them."""
    return Said(focus.words, focus.spoken)


def shade_legend(name: str, title: str, steps: Sequence[tuple[float, str]]) -> Prose:
    """Return what the shades of cells mean, with a sample of each.

    Args:
        name: of the panel.
        title: what the shade is a measure of.
        steps: a shade, from 0 to 1, and what it stands for.
    """
    samples = "".join(
        f'<li><span class="pc-sample" data-shade="{shade:g}"><svg viewBox="0 0 14 14" aria-hidden="true">'
        f'<rect class="pc-shade" width="14" height="14" fill-opacity="{shade:g}"/></svg></span>'
        f"{escape(words)}</li>"
        for shade, words in steps
    )
    return Prose(name, title, f'<ul class="pc-legend">{samples}</ul>')


def table(heads: Sequence[str], rows: Iterable[str], style: str, *, reachable: bool = False) -> str:
    """Return a table as HTML: its heads are plain words, its rows are HTML.

    Args:
        style: class of the style sheet.
        reachable: whether the keyboard reaches it, to scroll it.
    """
    reach = ' tabindex="0"' if reachable else ""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(rows)
    return f'<table class="{style}"{reach}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
