"""The built pages as trees of elements, for the tests that look at what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

# Tags that hold nothing and are never closed.
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# Tags that an HTML parser closes by itself when the next of their kind begins.
CLOSED_BY = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "option": {"option"}, "p": {"p"}}


class Element:
    """A tag with its attributes and what is in it; `element["name"]` is "" where there is none."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.content: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self["class"].split())

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    @property
    def ancestors(self) -> Iterator[Element]:
        """Those that it stands in, from the inside out."""
        above = self.parent
        while above:
            yield above
            above = above.parent

    def all(self, *tags: str) -> Iterator[Element]:
        """Everything in it, in order; with tags, only those. What is in a `<template>` is not shown."""
        for part in self.content:
            if isinstance(part, Element):
                if not tags or part.tag in tags:
                    yield part
                if part.tag != "template":
                    yield from part.all(*tags)

    def one(self, tag: str, name: str = "") -> Element:
        """The only element of that tag in it, of that class if one is named."""
        found = [each for each in self.all(tag) if not name or name in each.classes]
        assert len(found) == 1, f"{len(found)} <{tag} {name}> in <{self.tag}>"
        return found[0]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.open = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open.tag in CLOSED_BY.get(tag, ()):
            self.handle_endtag(self.open.tag)
        new = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.content.append(new)
        if tag not in VOID:
            self.open = new

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for element in (self.open, *self.open.ancestors):
            if element.tag == tag and element.parent:
                self.open = element.parent
                return

    def handle_data(self, data: str) -> None:
        self.open.content.append(data)


def parse(text: str) -> Element:
    """Return the root of a page, which holds its `<html>`.

    >>> [each.text for each in parse("<ul><li>a<li>b<br>c</ul>").all("li")]
    ['a', 'bc']
    """
    parser = _Parser()
    parser.feed(text)
    parser.close()
    return parser.root


def read_pages(site: Path) -> dict[str, Element]:
    """Return every page of a built site under its path: "index.html", "en/parameters/index.html"."""
    return {
        path.relative_to(site).as_posix(): parse(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }
