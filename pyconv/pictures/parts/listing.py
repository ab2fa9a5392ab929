"""A program in a picture, to be copied."""

from collections.abc import Iterable
from html import escape

from pyconv.messages import say
from pyconv.pictures.model import Prose


def listing(title: str, text: str, warnings: Iterable[str], language: str) -> Prose:
    """Return a program with a button that copies it, and under it what is not to be seen from it."""
    told = "".join(f"<p>{escape(each)}</p>" for each in warnings)
    return Prose("code", title, program(title, text, language) + told)


def program(title: str, text: str, language: str) -> str:
    """Return a program as HTML, with a button that copies it and says whether it did."""
    words = {name: escape(say(language, f"listing.{name}")) for name in ("copy", "copied", "not-copied")}
    return (
        f'<pre class="pc-code" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<code>{escape(text)}</code></pre>"
        f'<p><button type="button" data-does="copy" data-done="{words["copied"]}"'
        f' data-failed="{words["not-copied"]}">{words["copy"]}</button> <output></output></p>'
    )
