"""No word can be read as HTML: what the word files say is escaped wherever it becomes part of it."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from pyconv import messages
from pyconv.pictures.controls import Choice, Condition
from pyconv.pictures.views import VIEWS, view
from tests.pictures.views import Params, asked, keys

MARK = " <&>"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every word end with signs that mean something in HTML."""
    catalogue = messages.catalogue
    # A view adds its words when it is imported, and would add them to a copy.
    for name in VIEWS:
        view(name)

    def signed(language: str) -> dict[str, str]:
        return {key: f"{text}{MARK}" for key, text in catalogue(language).items()} | {"decimal": "."}

    forget()
    monkeypatch.setattr(messages, "catalogue", signed)
    yield
    forget()


def forget() -> None:
    """Empty what the package keeps, which may hold words."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "pyconv":
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear") and kept is not messages.catalogue:
                    kept.cache_clear()


def text_of(html: str) -> str:
    """Return the text of a piece of HTML, which has to be well-formed."""
    return "".join(ET.fromstring(f"<p>{html}</p>").itertext())


def settings(name: str) -> Iterator[Params]:
    """List the defaults of a view, and each option of each choice."""
    yield {}
    for parameter in view(name).parameters:
        when: Condition | None = parameter.when
        for option in parameter.options if isinstance(parameter, Choice) else ():
            yield {parameter.name: option} | ({when.name: when.values[0]} if when else {})


def some_of_each(drawn: dict[str, Any]) -> list[str]:
    """Return some of the keys of a picture: a few of each kind, and its first step."""
    known = sorted(keys(drawn))
    Random(5).shuffle(known)
    kinds: dict[str, list[str]] = {}
    for key in known:
        kinds.setdefault(key.rstrip("0123456789:"), []).append(key)
    return [*drawn["steps"][:1], *(key for few in kinds.values() for key in few[:6])]


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("name", sorted(VIEWS))
def test_words_are_escaped(name: str) -> None:
    for params in settings(name):
        drawn = asked(name, params)
        if "refused" in drawn:
            continue
        texts = [panel["html"] for panel in drawn["panels"] if "html" in panel] + [drawn["formula"]]
        told = {key: asked(name, params, key=key)["focus"] for key in some_of_each(drawn)}
        for html in (*texts, *(focus["words"] for focus in told.values())):
            assert "&amp;lt;" not in html, "escaped twice"
            text_of(html)
        assert not drawn["summary"] or MARK in drawn["summary"]
