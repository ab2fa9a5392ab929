"""How a cell looks: what the style sheet of pictures says of kinds of cells, for paper."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pyconv.pictures.model import NO_HUE, Cell, Form, Kind, Mark
from pyconv.pictures.plot.palette import tint


class Look(NamedTuple):
    """How a cell is drawn; lengths are in units of the drawing, colours names of a palette.

    Attributes:
        fill: its ground, or "none".
        edge: its outline, or "none".
        width: of the outline.
        dashes: of the outline, if it is not solid.
        faint: how much is seen of the outline, from 0 to 1.
        ink: the colour of its text.
        bold: whether its text is.
        round: whether it is a circle.
        over: what is drawn over its ground: "hatch", "cross" or nothing.
        noted: whether it says which weight it meets.
        shade: how much of the accent lies over its ground, from 0 to 1.
    """

    fill: str = "paper"
    edge: str = "edge"
    width: float = 1
    dashes: tuple[float, ...] = ()
    faint: float = 1
    ink: str = "ink"
    bold: bool = False
    round: bool = False
    over: str = ""
    noted: bool = True
    shade: float = 0


LOOKS: Mapping[str, Mapping[str, Any]] = {
    Kind.PADDING: {"fill": "sunken", "dashes": (3, 3), "ink": "soft"},
    Kind.GAP: {"fill": "sunken", "dashes": (1, 4), "ink": "soft"},
    Mark.EXTRA: {"edge": "accent", "width": 2, "dashes": (8, 4)},
    Mark.CROPPED: {"over": "cross"},
    Mark.UNTOUCHED: {"over": "hatch"},
    Kind.HEAD: {"fill": "none", "edge": "none", "ink": "soft", "noted": False},
    Kind.ENTRY: {"noted": False},
    Kind.ZERO: {"faint": 0.35, "ink": "soft", "noted": False},
    Mark.COMPARED: {"noted": False},
    Kind.OUTPUT: {"fill": "wash"},
    Kind.MADE: {"fill": "wash"},
    Kind.ACTIVATION: {"fill": "wash"},
    Mark.PENDING: {"fill": "sunken"},
    Kind.PIXEL: {"fill": "none", "edge": "none"},
    Mark.INK: {"fill": "inked"},
    Mark.FIRES: {"fill": "fired", "edge": "accent", "width": 3, "bold": True},
}
"""What each kind and mark adds to the look of a plain cell; a later one goes before an earlier one.

Like those of the style sheet, a mark that is called as a kind looks as that does.
"""


SHADE = 0.5
"""The darkest shade lets what stands in the cell be read, as on the page."""


def plain_look(*names: str, shade: float | None = None) -> Look:
    """Return how a cell of a kind, marks and a shade looks that nothing lights."""
    found = Look(shade=SHADE * (shade or 0))
    for name, more in LOOKS.items():
        if name in names:
            found = found._replace(**more)
    return found


def look(cell: Cell, hue: int | None = None, *, chosen: bool = False) -> Look:
    """Return how a cell is drawn.

    Args:
        cell: what is drawn.
        hue: the hue that a focus lights it in, perhaps `NO_HUE`; None if it does not.
        chosen: whether it is the cell of the focus.
    """
    found = plain_look(cell.kind, *cell.marks, shade=cell.shade)
    if cell.form is Form.DOT:
        found = found._replace(round=True)
    for tinted in (cell.hue, hue):
        if tinted is not None and tinted != NO_HUE:
            found = found._replace(fill=tint(tinted))
    if hue is None:
        return found
    found = found._replace(edge="ink", width=1.5, faint=1, ink="ink")
    return found._replace(edge="accent", width=3, dashes=(), bold=True) if chosen else found
