"""There and back: a convolution, then its transpose, beside what one started from."""

from html import escape
from typing import NamedTuple

import numpy as np

from pyconv.matrix import matrix_entries
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import Focus, Grid, Kind, Mark, Prose, Scene, map_cells
from pyconv.pictures.parts import connections, convolution, transposition
from pyconv.pictures.parts.connections import result_text
from pyconv.pictures.parts.convolution import AXES, HEIGHT_WIDTH, Convolution, Valued, size_text
from pyconv.pictures.parts.maps import formula, input_grid, kernel_grid
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.presets import INPUTS
from pyconv.pictures.settings import Controls
from pyconv.pictures.view import View
from pyconv.pictures.words import joined, retold, said_of
from pyconv.spec import ConvSpec
from pyconv.terms import terms, untouched
from pyconv.transposed import TransposedSpec

_AXES = ("vertical", "horizontal")


class Geometry(Controls):
    """The geometry of a convolution that is the same at opposite edges."""

    input = Integers(1, 8, (5, 5), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 5, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 4, (2, 2), AXES, "both")
    padding = Integers(0, 4, (0, 0), AXES, "both")
    dilation = Integers(1, 3, (1, 1), AXES, "both")


class Settings(Valued, Geometry):
    """What a reader can change."""

    input_values = Choice(tuple(INPUTS), "drawing", fills="input")
    prominent = ("input", "kernel", "stride", "padding", "kernel_values", "input_values")


class RoundTrip(NamedTuple):
    """The map at the start, its convolution, and the transposed one of the output."""

    original: Rationals
    there: Convolution
    back: Transposition


def prepare(chosen: Settings) -> RoundTrip:
    """Return the convolution that the reader set up and its way back, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = ConvSpec(
        chosen.input,
        chosen.kernel,
        stride=chosen.stride,
        padding=[(amount, amount) for amount in chosen.padding],
        dilation=chosen.dilation,
    )
    original = chosen.map_of(spec.input_size)
    there = convolution.convolved(spec, original, chosen.kernel_of(spec.kernel_size))
    return RoundTrip(original, there, transposition.transposed(spec, there.output, there.kernel))


def pairs(spec: ConvSpec) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the pairs (input cell, output cell) that a convolution joins, and those of the way back.

    The first are those of its terms; the others stand in the matrix T of the transposed
    convolution, which is set up by itself from the sizes.
    """
    layer = TransposedSpec(
        spec.output_size,
        spec.kernel_size,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        output_shape=spec.input_size,
    )
    entries = matrix_entries(layer, np.ones(spec.kernel_size, dtype=np.int64))
    back = zip(entries.columns.tolist(), entries.rows.tolist(), strict=True)
    return {(cell, out) for cell, _, out in terms(spec).tolist()}, set(back)


def unchanged(shown: RoundTrip) -> list[bool]:
    """Return, cell by cell, whether what comes back equals what there was."""
    cells = range(shown.there.spec.inputs)
    return [shown.original.fraction(flat) == shown.back.result.fraction(flat) for flat in cells]


def scene(shown: RoundTrip, language: str) -> Scene:
    """Return the way there, the way back, and what both have in common."""
    spec = shown.there.spec
    return Scene(
        panels=(
            Prose("there", say(language, "round-trip.there"), ""),
            input_grid(shown.there, language)._replace(scale="there"),
            kernel_grid(shown.there, language)._replace(sign="⋆", scale="there"),
            Grid(
                "output",
                say(language, "round-trip.output", size=size_text(spec.output_size)),
                "=",
                map_cells(
                    "out",
                    Kind.OUTPUT,
                    exact.texts(shown.there.output, language),
                    spec.output_size[1],
                ),
                scale="there",
            ),
            *_back(shown, language),
            _compared(shown, language),
        ),
        steps=(
            *(f"out:{flat}" for flat in range(spec.outputs)),
            *(f"in:{flat}" for flat in range(spec.inputs)),
        ),
        summary="",
        formula=formula(spec, language),
    )


def _back(shown: RoundTrip, language: str) -> tuple[Prose, Grid, Grid]:
    """Return what there was beside what comes back, each cell of which says whether they are equal."""
    spec = shown.there.spec
    width = spec.input_size[1]
    size = size_text(spec.input_size)
    same = unchanged(shown)
    alone = set(untouched(spec).tolist())
    texts = [
        f"{text}\n{'✓' if equal else '✗'}"
        for text, equal in zip(exact.texts(shown.back.result, language), same, strict=True)
    ]
    words = escape(say(language, "round-trip.compared"))
    return (
        Prose("back", say(language, "round-trip.back"), f"<p>{words}</p>"),
        Grid(
            "original",
            say(language, "round-trip.original", size=size),
            "",
            map_cells("in", Kind.INPUT, exact.texts(shown.original, language, exact=True), width),
            scale="back",
        ),
        Grid(
            "returned",
            say(language, "round-trip.returned", size=size),
            "→",
            map_cells(
                "in",
                Kind.OUTPUT,
                texts,
                width,
                marks=lambda flat: (Mark.COMPARED, Mark.UNTOUCHED) if flat in alone else (Mark.COMPARED,),
            ),
            scale="back",
        ),
    )


def _compared(shown: RoundTrip, language: str) -> Prose:
    """Return how many values come back, and whether the connections do."""
    same, cells = sum(unchanged(shown)), shown.there.spec.inputs
    there, back = pairs(shown.there.spec)
    lines = (
        say(
            language,
            f"round-trip.values{'.all' if same == cells else ''}",
            count=same,
            cells=cells,
        ),
        say(
            language,
            "round-trip.pairs-same" if there == back else "round-trip.pairs-differ",
            there=len(there),
            back=len(back),
        ),
    )
    return Prose("compared", "", "".join(f'<p class="pc-check">{escape(line)}</p>' for line in lines))


def focus(shown: RoundTrip, key: str, language: str) -> Focus:
    """Return what a cell is connected to, on the way there or on the way back.

    Raises:
        ConvError: there is no such cell.
    """
    if key.startswith("out:"):
        return _there_focus(shown, key, language)
    if not key.startswith("in:"):
        return connections.focus(shown.there, key, language)
    found = transposition.focus(shown.back, key, language)
    flat = int(key[3:])
    before = result_text(shown.original, flat, language)
    after = result_text(shown.back.result, flat, language)
    words = say(
        language,
        f"round-trip.{'equal' if unchanged(shown)[flat] else 'different'}",
        before=before,
        after=after,
    )
    # Without a product, what is said ends with a sentence already.
    stop = "." if any(name.startswith("out:") for name in found.lit) else ""
    return retold(found, joined([said_of(found), f"{stop} {words}"]))


def _there_focus(shown: RoundTrip, key: str, language: str) -> Focus:
    """Return the window of an output cell, and the stamp that it leaves on the way back."""
    found, back = connections.focus(shown.there, key, language), shown.back
    flat = int(key.removeprefix("out:"))
    stamp = transposition.focus(back, key, language)
    texts = transposition.stamped(back, range(flat, flat + 1), language)
    words = say(language, "round-trip.stamp")
    return retold(found, joined([said_of(found), f". {words}"]))._replace(
        boxes=(*found.boxes, transposition.stamp(back.spec, flat, "returned")),
        lit=found.lit | {key: hue for key, hue in stamp.lit.items() if key.startswith("in:")},
        texts={"returned": {key: texts[key] for key in stamp.lit if key in texts}},
    )


VIEW = View("round-trip", Settings, prepare, scene, focus)
