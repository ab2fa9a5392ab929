"""The colours of the figures: those of the site, by name, in its light and its dark palette.

A figure is drawn in the colours of one palette. What both palettes are needed of is drawn once,
in the light one, and translated.
"""

import re
from collections.abc import Mapping

from pyconv.pictures.model import HUES

_ROLES = {
    "paper": ("#ffffff", "#162125"),
    "sunken": ("#f3f1ea", "#0b1113"),
    "ink": ("#1b2a2f", "#e6ebe9"),
    "soft": ("#4a5a5f", "#a9b6b7"),
    "line": ("#dcd8cc", "#2a383d"),
    "edge": ("#8a9598", "#8a9599"),
    "accent": ("#a8430b", "#f5a76c"),
}

# Paul Tol's "muted" scheme; three of its colours are lighter on dark paper.
_TAPS = (
    ("#332288", "#7c74e6"),
    ("#88ccee", "#88ccee"),
    ("#44aa99", "#44aa99"),
    ("#117733", "#4fae6d"),
    ("#999933", "#999933"),
    ("#ddaa33", "#ddaa33"),
    ("#cc6677", "#cc6677"),
    ("#882255", "#c2558d"),
    ("#aa4499", "#aa4499"),
)

STRENGTHS = (0.38, 0.41)
"""How much of a tap's colour is in the cells that it lights, in either palette."""

_MIXED = {
    "wash": ("accent", 0.07),
    "marked": ("accent", 0.12),
    "fired": ("accent", 0.38),
    "inked": ("ink", 0.3),
}
"""Names of colours that are laid over the paper: which, and how much of it."""

_COLOUR = re.compile("#[0-9a-f]{6}")


def _mixed(colour: str, ground: str, strength: float) -> str:
    """Return a colour laid over a ground, as `color-mix(in srgb, …)` does."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(strength * one + (1 - strength) * other):02x}" for one, other in pairs)


def _colours(place: int) -> dict[str, str]:
    """Return every colour of a palette by its name."""
    roles = {name: pair[place] for name, pair in _ROLES.items()}
    paper = roles["paper"]
    taps = {f"tap-{tap}": pair[place] for tap, pair in enumerate(_TAPS)}
    tints = {f"tint-{tap}": _mixed(pair[place], paper, STRENGTHS[place]) for tap, pair in enumerate(_TAPS)}
    mixed = {name: _mixed(roles[role], paper, strength) for name, (role, strength) in _MIXED.items()}
    return {**roles, **taps, **tints, **mixed}


PALETTES: Mapping[str, Mapping[str, str]] = {"light": _colours(0), "dark": _colours(1)}
"""The colours by palette and name: roles, `tap-0` … and `tint-0` … (of a cell that a tap lights)."""

COLOURS = PALETTES["light"]

_TRANSLATED = {COLOURS[name]: dark for name, dark in PALETTES["dark"].items()}


def tap(number: int) -> str:
    """Return the name of a tap's colour, the same in every view and figure."""
    return f"tap-{number % HUES}"


def tint(number: int) -> str:
    """Return the name of the colour of a cell that a tap lights."""
    return f"tint-{number % HUES}"


def darkened(drawing: str) -> str:
    """Return a drawing made in light colours, in the dark ones.

    A colour that is in no palette raises KeyError: it would be lost on dark paper.

    >>> darkened('<path fill="#ffffff"/>')
    '<path fill="#162125"/>'
    """
    return _COLOUR.sub(lambda found: _TRANSLATED[found[0]], drawing)
