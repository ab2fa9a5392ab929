"""A convolution as one product of matrices: each window written out as a column, the kernel as a row."""

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Condition, Integers
from pyconv.pictures.model import HUES, NO_HUE, Box, Cell, Focus, Grid, Kind, Scene, in_rows
from pyconv.pictures.parts import layers, maps
from pyconv.pictures.parts.convolution import (
    AXES,
    EDGES,
    HEIGHT_WIDTH,
    Convolution,
    Plane,
    Valued,
    convolved,
    geometry,
    size_text,
)
from pyconv.pictures.parts.volumes import window_frames
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.view import View
from pyconv.terms import placements

MOST_COLUMNS = 36
"""With more outputs than this, the columns are too many to be looked at."""


class Settings(Valued, Plane):
    """What a reader can change."""

    input = Integers(1, 6, (4, 4), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 3, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 3, (1, 1), AXES, "both")
    amounts = Integers(0, 2, (1, 1, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    dilation = Integers(1, 3, (1, 1), AXES, "both")
    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    prominent = ("input", "kernel", "stride", "padding", "amounts", "dilation")


def prepare(chosen: Settings) -> Convolution:
    """Return the convolution that the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution, or one with too many outputs.
    """
    spec = geometry(chosen)
    if spec.outputs > MOST_COLUMNS:
        size = size_text(spec.output_size)
        raise ConvError("columns-too-many", field="padding", size=size, cells=spec.outputs, most=MOST_COLUMNS)
    return convolved(spec, chosen.map_of(spec.input_size), chosen.kernel_of(spec.kernel_size))


def scene(shown: Convolution, language: str) -> Scene:
    """Return the map and its kernel, and below them the row, the columns and what they come to."""
    spec = shown.spec
    weights = exact.texts(shown.kernel, language, exact=True)
    results = exact.texts(shown.output, language)
    row = Grid(
        "row",
        say(language, "im2col.row", size=size_text((1, spec.taps))),
        "",
        (
            tuple(
                Cell(f"tap:{tap}", Kind.TAP, text, 0, tap, hue=tap % HUES) for tap, text in enumerate(weights)
            ),
        ),
    )
    result = Grid(
        "output",
        say(language, "im2col.output", size=size_text((1, spec.outputs)), map=size_text(spec.output_size)),
        "=",
        (tuple(Cell(f"out:{out}", Kind.OUTPUT, text, 0, out) for out, text in enumerate(results)),),
    )
    return Scene(
        (
            maps.input_grid(shown, language),
            maps.kernel_grid(shown, language),
            row,
            _columns(shown, language),
            result,
        ),
        tuple(f"out:{out}" for out in range(spec.outputs)),
        say(
            language,
            "im2col.summary",
            entries=spec.taps * spec.outputs,
            taps=spec.taps,
            outputs=spec.outputs,
            inputs=spec.inputs,
        ),
        maps.formula(spec, language),
    )


def _columns(shown: Convolution, language: str) -> Grid:
    """Return the matrix with a column for each window, and a row for each weight."""
    spec = shown.spec
    values = exact.texts(shown.padded, language, exact=True)
    places = [place for place, _, _ in placements(spec).tolist()]
    cells = [
        Cell(
            key,
            Kind.ENTRY if key.startswith("term:") else Kind.PADDING,
            values[place],
            tap,
            int(out.partition(":")[2]),
            hue=tap % HUES,
        )
        for (key, (_, tap, out)), place in zip(layers.lines(spec).items(), places, strict=True)
    ]
    size = size_text((spec.taps, spec.outputs))
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return Grid(
        "columns",
        say(language, "im2col.columns", size=size),
        "·",
        in_rows(ordered, spec.outputs),
    )


def focus(shown: Convolution, key: str, language: str) -> Focus:
    """Return what a cell, a weight or an entry is connected to.

    Raises:
        ConvError: there is none of them.
    """
    spec = shown.spec
    found = layers.focus(shown, key, language)
    kind, _, number = key.partition(":")
    if kind == "out":
        return found._replace(
            boxes=(*window_frames(spec, int(number)), Box("columns", 0, int(number), spec.taps, 1))
        )
    if kind == "pad-term":
        return found._replace(key=key, lit=found.lit | {key: NO_HUE})
    if kind == "tap":
        return found._replace(boxes=(Box("columns", int(number), 0, 1, spec.outputs),))
    return found


VIEW = View("im2col", Settings, prepare, scene, focus)
