"""The package's public names as a page: made of their docstrings, so that it cannot go stale.

    ```reference
    cross_correlate
    pool
    ```

Each name becomes a heading with its signature, its docstring and its examples.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import groupby

import pyconv

_SECTION = re.compile(r"(?P<name>Args|Attributes|Returns|Raises|Source): *(?P<rest>.*)")
_ITEM = re.compile(r" {4}(?P<names>\w+(?:, \w+)*): (?P<rest>.*)")

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
    paragraphs = [
        list(lines) for blank, lines in groupby(text.split("\n"), lambda line: not line.strip()) if not blank
    ]
    for lines in paragraphs:
        section = _SECTION.fullmatch(lines[0])
        if lines[0].startswith(">>>"):
            yield "```pycon\n" + "\n".join(lines) + "\n```"
        elif section:
            yield f"**{section['name']}** {section['rest']}".rstrip() + _items(lines[1:])
        elif all(line.startswith("    ") for line in lines):
            yield "```text\n" + inspect.cleandoc("\n".join(lines)) + "\n```"
        else:
            yield "\n".join(lines)


def _items(lines: list[str]) -> str:
    """Return the indented lines of a section: a list where they name things, else plain text."""
    if not lines:
        return ""
    if not _ITEM.fullmatch(lines[0]):
        return " " + " ".join(line.strip() for line in lines)
    items: list[str] = []
    for line in lines:
        named = _ITEM.fullmatch(line)
        if named:
            items.append(f"- `{named['names']}`: {named['rest']}")
        else:
            items[-1] += f" {line.strip()}"
    return "\n\n" + "\n".join(items)
