"""Two layers of cells with a line for every term, in the hue of its tap.

One row of cells makes the diagram of the post; more rows are drawn as two planes, one
above the other, each in projection.
"""

from pyconv.messages import say
from pyconv.pictures.controls import Condition, Integers
from pyconv.pictures.model import Scene
from pyconv.pictures.parts import maps, transposition
from pyconv.pictures.parts.convolution import (
    EDGES,
    HEIGHT_WIDTH,
    Convolution,
    Direction,
    Linear,
    check_diagram,
    geometry,
    linear,
)
from pyconv.pictures.parts.layers import Shown, diagram, focus, lines
from pyconv.pictures.view import View
from pyconv.terms import untouched

MOST_CELLS = 64
"""A layer of more cells than this has too many lines to be told apart."""


class Settings(Linear, Direction):
    """What a reader can change."""

    input = Integers(1, 12, (1, 7), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 5, (1, 3), HEIGHT_WIDTH, "both")
    amounts = Integers(0, 4, (0, 0, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    prominent = ("direction", "input", "kernel", "stride", "padding", "amounts", "dilation")


def prepare(chosen: Settings) -> Shown:
    """Return the convolution that the reader set up, or its transpose, computed.

    Raises:
        ConvError: the settings define no convolution, or too many cells for a diagram.
    """
    spec = geometry(chosen, flipped=chosen.flipped)
    check_diagram(spec, MOST_CELLS)
    return linear(chosen) if chosen.direction == "direct" else transposition.linear(chosen, spec)


def scene(shown: Shown, language: str) -> Scene:
    """Return the diagram beside its kernel, one step for each cell of what comes out."""
    spec = shown.spec
    alone = len(untouched(spec))
    direct = isinstance(shown, Convolution)
    summary = say(
        language,
        "connectivity.summary",
        lines=len(lines(spec)),
        weights=spec.taps,
        dense=spec.inputs * spec.outputs,
    )
    left_out = say(language, "sliding-filter.untouched", count=alone) if alone else ""
    return Scene(
        panels=(diagram(shown, language), maps.kernel_grid(shown, language)),
        steps=tuple(f"out:{flat}" for flat in range(spec.outputs))
        if direct
        else tuple(f"in:{flat}" for flat in range(spec.inputs)),
        summary=f"{summary} {left_out}".strip(),
        formula=maps.formula(spec, language) if direct else "",
    )


VIEW = View("connectivity", Settings, prepare, scene, focus)
