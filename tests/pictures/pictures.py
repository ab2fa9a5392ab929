"""Reading pictures back: what a page would show, taken from the answer of `pyconv.pictures.web`."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pyconv.pictures import svg
from tests.pictures.views import asked, assembled
from tests.strategies import Params, pads_of
from tests.unit import reference

VIEW = "sliding-filter"


def ask(params: Params, language: str = "es", **more: Any) -> dict[str, Any]:
    """Ask for the picture, or for a focus if a key is named."""
    return asked(VIEW, params, language, **more)


def built(params: Params, language: str = "es", **more: Any) -> dict[str, Any]:
    """Ask for the picture of settings that have one."""
    answer = ask(params, language, **more)
    assert "refused" not in answer, answer
    return answer


@dataclass(frozen=True)
class Drawn:
    """One cell as it was drawn."""

    key: str
    text: str
    kinds: frozenset[str]
    hatched: bool
    row: int
    column: int
    place: str | None


def cell(node: ET.Element) -> Drawn:
    """Read one cell."""
    moved = re.fullmatch(r"translate\((-?\d+) (-?\d+)\)", node.attrib["transform"])
    assert moved
    text = node.find("text")
    assert text is not None
    return Drawn(
        key=node.attrib["data-key"],
        text=text.text or "",
        kinds=frozenset(node.attrib["class"].split()),
        hatched=node.find("path") is not None,
        row=int(moved[2]) // svg.CELL,
        column=int(moved[1]) // svg.CELL,
        place=node.get("data-place"),
    )


def drawn_rows(grid: Any) -> list[list[Drawn]]:
    """Read the cells of a drawn grid; it has to be well-formed XML."""
    root = ET.fromstring(assembled(grid))
    rows = [
        [cell(node) for node in line if node.get("role") == "gridcell"]
        for line in root.iter("g")
        if line.get("role") == "row"
    ]
    assert [[drawn.key for drawn in row] for row in rows] == [
        [entry[0] for entry in row] for row in grid["rows"]
    ]
    return rows


def cells(picture: dict[str, Any], name: str) -> list[list[Drawn]]:
    """Read the cells of one grid."""
    return drawn_rows(next(grid for grid in picture["panels"] if grid["name"] == name))


def keys(picture: dict[str, Any]) -> list[str]:
    """List the keys of all cells, in the order in which they are drawn."""
    return [entry[0] for grid in picture["panels"] for row in grid["rows"] for entry in row]


def values(rows: list[list[Drawn]]) -> list[Fraction]:
    """Return what the cells say, in order."""
    return [reference.number(drawn.text) for row in rows for drawn in row]


def geometry(params: Params) -> dict[str, Any]:
    """Return the settings as `tests.unit.reference` takes them."""
    return {
        "input_size": tuple(params["input"]),
        "kernel_size": tuple(params["kernel"]),
        "stride": tuple(params["stride"]),
        "padding": tuple(pads_of(params)),
        "dilation": tuple(params["dilation"]),
        "padding_mode": params["fill"],
        "flipped": params["operation"] == "convolution",
    }


def names(params: Params) -> list[str]:
    """Return the key of every cell of the padded input: `in:` in the input, `pad:` around it."""
    size = tuple(params["input"])
    inside = reference.sources(size, pads_of(params), "zeros")
    return [f"pad:{place}" if cell is None else f"in:{cell}" for place, cell in enumerate(inside)]


def text_of(markup: str) -> str:
    """Return the text of a piece of HTML, which has to be well-formed."""
    return "".join(ET.fromstring(f"<p>{markup}</p>").itertext()).replace("\N{NO-BREAK SPACE}", " ")
