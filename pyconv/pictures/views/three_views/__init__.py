"""One convolution as a filter, as a matrix and as connections, linked cell by cell."""

from pyconv.formulas import text
from pyconv.messages import say
from pyconv.pictures.controls import Condition, Integers
from pyconv.pictures.model import Box, Focus, Scene
from pyconv.pictures.parts import connections, layers, maps
from pyconv.pictures.parts.convolution import (
    AXES,
    EDGES,
    HEIGHT_WIDTH,
    Convolution,
    Linear,
    check_diagram,
    linear,
    size_text,
)
from pyconv.pictures.parts.matrix_grids import entries, matrix_grid, stands_for_all
from pyconv.pictures.parts.meetings import is_meeting
from pyconv.pictures.view import View
from pyconv.pictures.words import told
from pyconv.symbols import flattened, input_symbols, output_symbols

MOST_CELLS = 36
"""With more input or output cells than this, the three do not fit beside each other."""


class Settings(Linear):
    """What a reader can change: less than for each of the three pictures."""

    input = Integers(1, 8, (4, 4), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 4, (2, 2), HEIGHT_WIDTH, "both")
    stride = Integers(1, 3, (2, 2), AXES, "both")
    amounts = Integers(0, 4, (0, 0, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    prominent = ("input", "kernel", "stride", "padding", "amounts", "dilation")


def prepare(chosen: Settings) -> Convolution:
    """Return the convolution that the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution, or one with too many cells.
    """
    shown = linear(chosen)
    check_diagram(shown.spec, MOST_CELLS)
    return shown


def scene(shown: Convolution, language: str) -> Scene:
    """Return the three pictures; each step lights one output cell in all of them."""
    spec = shown.spec
    filtered = maps.scene(shown, language)
    heads = [
        [text(letter) for letter in flattened(letters).rows[0]]
        for letters in (input_symbols(spec), output_symbols(spec))
    ]
    title = say(language, "matrix.U", size=size_text((spec.inputs, spec.outputs)))
    matrix = matrix_grid(spec, entries(spec, shown.kernel, language), (heads[0], heads[1]), title)
    return filtered._replace(panels=(*filtered.panels, matrix, layers.diagram(shown, language)))


def focus(shown: Convolution, key: str, language: str) -> Focus:
    """Return what a cell, a weight, a line or an entry is connected to, in all three.

    Raises:
        ConvError: there is no such cell.
    """
    kind, _, number = key.partition(":")
    if stands_for_all(shown.spec, key):
        words = say(language, "matrix.U", size=size_text((shown.spec.inputs, shown.spec.outputs)))
        return told(key, {}, words)
    found = layers.focus(shown, key, language)
    if kind == "out":
        column = Box("matrix", -1, int(number), shown.spec.inputs + 1, 1)
        window = connections.focus(shown, key, language).boxes
        return found._replace(boxes=(*window, column))
    if kind == "in" and not is_meeting(key):
        return found._replace(boxes=(Box("matrix", int(number), -1, 1, shown.spec.outputs + 1),))
    return found


VIEW = View("three-views", Settings, prepare, scene, focus)
