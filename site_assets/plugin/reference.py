"""The package's public names as a page: made of their docstrings, so that it cannot go stale.

    ```reference
    cross_correlate
    pool
    ```

Each name becomes a heading with its signature, its docstring and its examples.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from textwrap import dedent

from griffe import Docstring, DocstringNamedElement, DocstringRaise, DocstringSectionKind

import pyconv

_TITLES = {
    DocstringSectionKind.parameters: "Args",
    DocstringSectionKind.attributes: "Attributes",
    DocstringSectionKind.raises: "Raises",
}
_SOURCE = "Source:"

LANGUAGE = "en"
"""The language of the docstrings."""

WIDEST = 88
"""A signature of more characters is written on several lines."""


class UnknownName(ValueError):
    """A reference block names something that the package does not offer."""


def reference(names: str) -> str:
    """Return what a block says of the names in it, as Markdown.

    Raises:
        UnknownName: `pyconv` does not offer one of them, or there is none.
    """
    if not names.split():
        raise UnknownName("the block names nothing")
    return "\n\n".join(map(entry, names.split()))


def entry(name: str) -> str:
    """Return one public name as Markdown: its heading, signature and docstring."""
    if name not in pyconv.__all__:
        raise UnknownName(f"pyconv offers no {name!r}")
    offered = getattr(pyconv, name)
    parts = [
        f"#### `{name}` {{ #{name.lower().replace('_', '-')} }}",
        f"```python\n{signature(name, offered)}\n```",
    ]
    body = "\n\n".join([*parts[1:], *_documented(inspect.getdoc(offered) or "")])
    return f'{parts[0]}\n\n<div lang="{LANGUAGE}" markdown="1">\n\n{body}\n\n</div>'


def signature(name: str, offered: object) -> str:
    """Return how to call something: the names of its arguments and their defaults."""
    called = inspect.signature(offered)  # type: ignore[arg-type]
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in called.parameters.values()]
    whole = f"{name}{called.replace(parameters=bare, return_annotation=inspect.Signature.empty)}"
    if len(whole) <= WIDEST:
        return whole
    inner = whole[len(name) + 1 : -1].replace(", ", ",\n    ")
    return f"{name}(\n    {inner},\n)"


def _documented(text: str) -> Iterator[str]:
    """Return the parts of a docstring as Markdown."""
    for section in Docstring(text).parse("google", warnings=False, returns_multiple_items=False):
        if section.kind is DocstringSectionKind.text:
            yield from map(_paragraph, section.value.split("\n\n"))
        elif section.kind is DocstringSectionKind.returns:
            (returned,) = section.value
            yield f"**Returns** {_line(returned.description)}"
        else:
            yield f"**{_TITLES[section.kind]}**\n\n" + "\n".join(map(_item, section.value))


def _paragraph(text: str) -> str:
    """Return one paragraph: an example, a formula, where something is from, or plain text."""
    if text.startswith(">>>"):
        return f"```pycon\n{text}\n```"
    if text.startswith("    "):
        return f"```text\n{dedent(text)}\n```"
    if text.startswith(_SOURCE):
        return f"**Source** {_line(text.removeprefix(_SOURCE))}"
    return text


def _item(item: DocstringNamedElement | DocstringRaise) -> str:
    """Return one entry of a section's list."""
    name = item.name if isinstance(item, DocstringNamedElement) else item.annotation
    return f"- `{name}`: {_line(item.description)}"


def _line(text: str) -> str:
    """Return a text without its breaks, which in a list would end it."""
    return " ".join(text.split())
