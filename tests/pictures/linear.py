"""What the tests of the views of the terms share: settings of theirs, and reading a scene."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from math import prod

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.pictures.controls import Choice, Edits
from pyconv.pictures.model import Cell, Focus, Grid, Scene
from pyconv.pictures.settings import offered
from pyconv.pictures.views import view
from tests.pictures.pictures import geometry, names
from tests.pictures.views import prepared
from tests.strategies import Params, legal_params, pads_of
from tests.unit import reference

LIT_EVERYWHERE = ("in:", "out:", "tap:", "term:", "pad:", "pad-term:")
"""Keys that a focus may light only if some panel draws them."""


@st.composite
def linear_params(draw: st.DrawFn, largest_input: int = 6, **choices: tuple[str, ...]) -> Params:
    """Draw settings of at most 64 inputs and outputs, and some choices of the view's own.

    What the padding is filled with is none of them.
    """
    params = draw(legal_params(largest_input=largest_input, largest_kernel=3))
    del params["fill"], params["constant"]
    # The padding of the settings was chosen so that the kernel fits whatever the stride.
    params["stride"] = [min(step, 3) for step in params["stride"]]
    starts = [
        len(reference.positions(*axis))
        for axis in zip(
            *(params[name] for name in ("input", "kernel", "stride")), pads_of(params), params["dilation"],
            strict=True,
        )
    ]  # fmt: skip
    assume(max(prod(params["input"]), prod(starts)) <= 64)
    return params | {name: draw(st.sampled_from(options)) for name, options in choices.items()}


def terms_of(params: Params) -> list[tuple[int, int, int]]:
    """Return `(input cell, tap, output cell)` of every meeting with a cell of the input."""
    drawn = names(params)
    return [
        (int(drawn[place][3:]), tap, out)
        for place, tap, out in reference.meetings(geometry(params | {"fill": "zeros"}))
        if drawn[place].startswith("in:")
    ]


def grid(scene: Scene, name: str) -> Grid:
    """Return a grid of a scene by its name."""
    (found,) = [panel for panel in scene.panels if panel.name == name]
    assert isinstance(found, Grid)
    return found


def cells_of(panel: Grid) -> list[Cell]:
    """Return the cells of a grid in order."""
    return [cell for row in panel.rows for cell in row]


def texts_of(panel: Grid) -> list[list[str]]:
    """Return what the cells of a grid say, row by row."""
    return [[cell.text for cell in row] for row in panel.rows]


def keys_of(scene: Scene) -> set[str]:
    """Return the keys of all cells and shapes; within a panel each is drawn once."""
    found: set[str] = set()
    for panel in scene.panels:
        assert isinstance(panel, Grid)
        drawn = [cell.key for cell in cells_of(panel)] + [shape.key for shape in panel.shapes]
        assert len(set(drawn)) == len(drawn), panel.name
        found |= set(drawn)
    return found


def framed(panel: Grid, focus: Focus) -> set[str]:
    """Return the keys of the cells that lie inside the frame of a focus on a grid."""
    (box,) = [box for box in focus.boxes if box.grid == panel.name]
    return {
        cell.key
        for cell in cells_of(panel)
        if box.row <= cell.row < box.row + box.height and box.column <= cell.column < box.column + box.width
    }


def near(text: str, value: Fraction) -> bool:
    """Tell whether a cell says a value: exactly if three decimals can, else to the nearest hundredth."""
    exact = 1000 % value.denominator == 0
    return abs(reference.number(text) - value) <= (0 if exact else Fraction(1, 200))


def said(markup: str) -> str:
    """Return the text of a piece of HTML, which has to be well-formed."""
    return re.sub(r"\s+", " ", "".join(ET.fromstring(f"<p>{markup}</p>").itertext()))


def every_cell_tells(name: str, params: Params, language: str, *, limit: int = 40) -> None:
    """Check that what is drawn has a focus, and that a focus lights and names only what is drawn."""
    shown, ready = view(name), prepared(name, params)
    scene = shown.scene(ready, language)
    drawn = keys_of(scene)
    assert set(scene.steps) <= drawn
    panels = {panel.name for panel in scene.panels}
    some = sorted(drawn)
    for key in [*scene.steps[:6], *some[:: max(1, len(some) // limit)]]:
        found = shown.focus(ready, key, language)
        assert found.words
        assert found.spoken
        assert "{" not in found.words + found.spoken
        assert {box.grid for box in found.boxes} <= panels, (key, found.boxes)
        assert set(found.texts) <= panels
        # Where entries are too many to be drawn, no term is drawn at all.
        kinds = [kind for kind in LIT_EVERYWHERE if any(each.startswith(kind) for each in drawn)]
        lost = [each for each in found.lit if each.startswith(tuple(kinds)) and each not in drawn]
        assert not lost, (key, lost)
        spans = ET.fromstring(f"<p>{found.words}</p>").iter("span")
        assert {span.get("data-key") for span in spans} - {None} <= drawn


def ends(name: str) -> list[Params]:
    """Return settings with one parameter at an end of its range, alone and with all others there."""
    parameters = view(name).parameters
    low: Params = {}
    high: Params = {}
    single: list[Params] = [{}]
    for parameter in parameters:
        if isinstance(parameter, Edits):
            continue
        values = parameter.ends()
        both = (values[0], values[-1])
        if isinstance(parameter, Choice):
            single += [{parameter.name: option} for option in values]
        low[parameter.name], high[parameter.name] = both
        needed: Params = {parameter.when.name: parameter.when.values[0]} if parameter.when else {}
        assert offered(parameter, needed, parameters)
        single += [needed | {parameter.name: end} for end in both]
    crossed = [high | {key: value} for key, value in low.items()]
    return [*single, low, high, *crossed]


def works_or_is_refused(name: str, params: Params, language: str) -> None:
    """Check that settings make a picture, or are refused with a field of the view and in its words."""
    shown = view(name)
    refusal = None
    try:
        ready = prepared(name, params)
    except ConvError as error:
        refusal = error
    if refusal:
        message = refusal.message(language)
        assert str(refusal.field).split(".", maxsplit=1)[0] in {each.name for each in shown.parameters}
        assert re.search(r"\d", message), message
        assert "{" not in message
        return
    scene = shown.scene(ready, language)
    assert set(scene.steps) <= keys_of(scene)
    assert scene.summary
    assert "{" not in unescape(scene.summary + scene.formula)
    for key in (*scene.steps[:1], *scene.steps[-1:]):
        assert shown.focus(ready, key, language).words


def unknown_cells(name: str, params: Params, *keys: str) -> None:
    """Check that keys of no cell are refused."""
    tell: Callable[..., Focus] = view(name).focus
    ready = prepared(name, params)
    for key in ("", "in", "in:", "in:-1", "in:007", "out:99999", "tap:x", "term:0:0", "cell:1", *keys):
        with pytest.raises(ConvError, match="there is no cell"):
            tell(ready, key, "en")
