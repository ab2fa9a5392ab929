"""The colours of the figures: those of the site, in its light and its dark palette.

A figure is drawn once, in the light colours, and translated to the dark ones.
"""

import re

from pyconv.pictures.model import HUES

PALETTES = ("light", "dark")

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

_COLOUR = re.compile("#[0-9a-f]{6}")


def _mixed(colour: str, ground: str, strength: float) -> str:
    """Return a colour laid over a ground, as `color-mix(in srgb, …)` does."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(strength * one + (1 - strength) * other):02x}" for one, other in pairs)


def _colours(place: int) -> dict[str, str]:
    """Return every colour of a palette by its name."""
    roles = {name: pair[place] for name, pair in _ROLES.items()}
    taps = {f"tap-{tap}": pair[place] for tap, pair in enumerate(_TAPS)}
    tints = {
        f"tint-{tap}": _mixed(pair[place], roles["paper"], STRENGTHS[place]) for tap, pair in enumerate(_TAPS)
    }
    return {**roles, **taps, **tints, "glow": _mixed(roles["accent"], roles["paper"], 0.2)}


COLOURS = _colours(0)
"""The light colours by name: roles, `tap-0` … and `tint-0` … (of a cell that a tap lights)."""

_DARK = _colours(1)
_TRANSLATED = {COLOURS[name]: dark for name, dark in _DARK.items()}


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
