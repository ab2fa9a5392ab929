"""Asking any view for its pictures, as the worker does, and what holds of all of them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

from pyconv.pictures import web
from pyconv.pictures.views import view

Params = dict[str, Any]


LOOK = re.compile(
    r"<(?P<tag>g|rect)(?P<first>[^>]*? class='[^']*')(?P<drags>(?: data-drags='[^']*')?)"
    r"(?: transform='(?P<moves>[^']*)0 0\)')?(?P<more>[^>]*>.*)"
)


def piece(cell: list[Any], looks: list[str]) -> list[str]:
    """Return key, markup and value of a cell: its look with all that is its own, as a page puts it."""
    key, number, value, x, y, *others = cell
    place, drop = [*others, "", ""][:2]
    parts = LOOK.fullmatch(looks[number])
    assert parts, looks[number]
    own = f" data-key='{key}'" + (f" data-place='{place}'" if place else "") + parts["drags"]
    own += f" data-drop='{drop}'" if drop else ""
    moves = parts["moves"]
    own += f" transform='{moves}{x:g} {y:g})'" if moves else f" x='{x:g}' y='{y:g}'"
    return [key, f"<{parts['tag']}{parts['first']}{own}{parts['more']}", value]


def assembled(panel: dict[str, Any]) -> str:
    """Put the cells and shapes of an answer together, as a page does; each has to be well-formed XML."""
    whole = ET.Element("svg")

    def add(parent: ET.Element, piece: list[str]) -> None:
        _, shell, value = piece
        node = ET.fromstring(shell)
        if value:
            text = node.find("text")
            assert text is not None
            text.text = value
        parent.append(node)

    shapes = ET.SubElement(whole, "g")
    for each in panel["shapes"]:
        add(shapes, each)
    for line, row in enumerate(panel["rows"], panel["top"]):
        parent = ET.SubElement(whole, "g", {"role": "row", "data-line": str(line)})
        for cell in row:
            add(parent, piece(cell, panel["looks"]))
    return ET.tostring(whole, encoding="unicode")


def asked(name: str, params: Params, language: str = "en", **more: Any) -> dict[str, Any]:
    """Ask a view for the picture of some settings, or for a focus if a key is named."""
    request = json.dumps({"view": name, "language": language, "params": params, **more})
    answer: dict[str, Any] = json.loads(web.focus(request) if "key" in more else web.build(request))
    return answer


def picture(name: str, params: Params, language: str = "en") -> dict[str, Any]:
    """Ask for the picture of settings that have one."""
    answer = asked(name, params, language)
    assert "refused" not in answer, answer
    return answer


def refusal(name: str, params: Params, language: str = "en") -> dict[str, Any]:
    """Ask for the picture of settings that have none, and return why."""
    refused: dict[str, Any] = asked(name, params, language)["refused"]
    return refused


def prepared(name: str, params: Params) -> Any:
    """Return what a view computes for some settings."""
    shown = view(name)
    return shown.prepared(params)


def keys(drawn: dict[str, Any]) -> set[str]:
    """Return the keys of everything in a picture; within a panel each stands for one thing."""
    found: set[str] = set()
    for panel in drawn["panels"]:
        if "rows" not in panel:
            found |= set(re.findall(r'data-key="([^"]*)"', panel["html"]))
            continue
        own = [piece[0] for row in [panel["shapes"], *panel["rows"]] for piece in row]
        assert len(set(own)) == len(own), panel["name"]
        ET.fromstring(assembled(panel))
        found |= set(own)
    return found


def texts(drawn: dict[str, Any], name: str) -> dict[str, str]:
    """Return what the cells of one panel say, by key."""
    panel = next(each for each in drawn["panels"] if each["name"] == name)
    return {key: text for row in panel["rows"] for key, _, text, *_ in row}


def check_focuses(name: str, params: Params, language: str, some: list[str] | None = None) -> None:
    """Check that whatever a focus names is drawn, and that its words are well-formed."""
    drawn = picture(name, params, language)
    known = keys(drawn)
    panels = {panel["name"] for panel in drawn["panels"]}
    assert set(drawn["steps"]) <= known
    for key in some or sorted(known):
        found = asked(name, params, language, key=key)["focus"]
        assert found["key"] == key
        assert set(found["lit"]) <= known
        assert set(found["notes"]) <= known
        assert {box["grid"] for box in found["boxes"]} <= panels
        assert {key for said in found["texts"].values() for key in said} <= known
        words = ET.fromstring(f"<p>{found['words']}</p>")
        assert {span.get("data-key") for span in words.iter("span")} - {None} <= known
        assert "{" not in found["words"] + found["spoken"]
