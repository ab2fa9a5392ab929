"""The transposed convolution in three ways: as an ordinary convolution, as a matrix, as stamps."""

from html import escape
from typing import NamedTuple

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.controls import Choice, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus, Grid, Kind, Mark, Panel, Prose, Scene, map_cells
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.convolution import (
    AXES,
    HEIGHT_WIDTH,
    Valued,
    size_text,
)
from pyconv.pictures.parts.maps import kernel_grid
from pyconv.pictures.parts.matrix_grids import (
    MOST_LEGIBLE,
    legible,
    matrix_grid,
    pattern_grid,
    stands_for_all,
)
from pyconv.pictures.parts.meetings import is_meeting, meeting_focus, taps_between, with_terms
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import Controls
from pyconv.pictures.views.transposed.shares import shares
from pyconv.pictures.views.transposed.sizes import formula
from pyconv.pictures.views.transposed.stretched import (
    Stretched,
    cropped,
    stretched,
    stretched_panels,
    stretched_values,
)
from pyconv.pictures.words import joined, retold, said_of, told
from pyconv.terms import placements, untouched
from pyconv.transposed import TransposedSpec

_AXES = ("vertical", "horizontal")

WAYS = ("parameters", "matrix", "superposition")


class Geometry(Controls):
    """The geometry of a transposed convolution."""

    way = Choice(WAYS, "parameters")
    input = Integers(1, 8, (2, 2), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 5, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 4, (2, 2), AXES, "both")
    padding = Integers(0, 4, (0, 0), AXES, "both")
    output_padding = Integers(0, 3, (0, 0), AXES, "both")
    dilation = Integers(1, 3, (1, 1), AXES, "both")


class Settings(Valued, Geometry):
    """What a reader can change."""

    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    prominent = ("way", "input", "kernel", "stride", "padding", "output_padding", "dilation")


class Transposed(NamedTuple):
    """A transposed convolution, computed in each of the three ways.

    Attributes:
        layer: its geometry, with its own input and output.
        way: the one that the steps walk through.
        stamped: its values by superposition, as its convolution's terms read backwards.
        by_parameters: the result of the equivalent convolution.
        by_matrix: the result of O · T.
    """

    layer: TransposedSpec
    way: str
    stamped: Transposition
    by_parameters: Rationals
    by_matrix: Rationals


def prepare(chosen: Settings) -> Transposed:
    """Return the transposed convolution that the reader set up, computed three times.

    Raises:
        ConvError: the settings define none, or no convolution has it as its transpose.
    """
    layer = TransposedSpec(
        chosen.input,
        chosen.kernel,
        stride=chosen.stride,
        padding=chosen.padding,
        dilation=chosen.dilation,
        output_padding=chosen.output_padding,
    )
    stamped = transposition.linear(chosen, layer.direct)
    given, kernel = stamped.given, stamped.kernel
    stretched_map = Rationals(cropped(layer, stretched_values(layer, given.numerators)), given.denominator)
    turned = Rationals(np.flip(kernel.numerators), kernel.denominator)
    by_parameters = exact.cross_correlate(stretched_map, turned, dilation=layer.dilation)
    return Transposed(layer, chosen.way, stamped, by_parameters, exact.times_matrix(given, kernel, layer))


def agreeing(shown: Transposed) -> int:
    """Return in how many cells the three results are equal."""
    first, second, third = (
        values.numerators for values in (shown.by_parameters, shown.by_matrix, shown.stamped.result)
    )
    return int(np.count_nonzero((first == second) & (second == third)))


def scene(shown: Transposed, language: str) -> Scene:
    """Return the picture: what is given, the three ways, and whether they agree."""
    layer = shown.layer
    kind, count = ("out", layer.inputs) if shown.way == "superposition" else ("in", layer.outputs)
    return Scene(
        panels=(
            _given(shown, language),
            kernel_grid(shown.stamped, language),
            *stretched_panels(layer, shown.stamped, language),
            _result("result", shown.by_parameters, shown, language)._replace(scale="parameters"),
            *_by_matrix(shown, language),
            *_by_superposition(shown, language),
            _check(shown, language),
        ),
        steps=tuple(f"{kind}:{flat}" for flat in range(count)),
        summary=shares(layer, shown.stamped.spec, language),
        formula=formula(layer, language),
    )


def _given(shown: Transposed, language: str) -> Grid:
    size = shown.layer.input_size
    texts = exact.texts(shown.stamped.given, language, exact=True)
    return Grid(
        "input",
        say(language, "transposed.given", size=size_text(size)),
        "",
        map_cells("out", Kind.INPUT, texts, size[1], editable=True),
    )


def _result(name: str, values: Rationals, shown: Transposed, language: str) -> Grid:
    spec = shown.stamped.spec
    alone = set(untouched(spec).tolist())
    return Grid(
        name,
        say(language, "transposed.result", size=size_text(spec.input_size)),
        "=",
        map_cells(
            "in",
            Kind.OUTPUT,
            exact.texts(values, language),
            spec.input_size[1],
            marks=lambda flat: (Mark.UNTOUCHED,) if flat in alone else (),
        ),
        scale=name,
    )


def _by_matrix(shown: Transposed, language: str) -> tuple[Panel, ...]:
    """Return T with what is given beside its rows and the result, as it comes about, above its columns."""
    spec, stamped = shown.stamped.spec, shown.stamped
    words = [say(language, "transposed.matrix-words")]
    title = say(language, "matrix.T", size=size_text((spec.outputs, spec.inputs)))
    if legible(spec):
        heads = (
            exact.texts(stamped.given, language, exact=True),
            exact.texts(shown.by_matrix, language),
        )
        joined = taps_between(spec)
        weights = exact.texts(stamped.kernel, language, exact=True)
        entries = [
            [weights[joined[cell, out][0]] if (cell, out) in joined else "0" for cell in range(spec.inputs)]
            for out in range(spec.outputs)
        ]
        grid = matrix_grid(spec, entries, heads, title, transposed=True)
        corner, *made = grid.rows[0]
        top = (corner, *(cell._replace(marks=(Mark.WRITTEN,)) for cell in made))
        grid = grid._replace(rows=(top, *grid.rows[1:]))
    else:
        words.append(
            say(
                language,
                "transposed.pattern",
                inputs=spec.inputs,
                outputs=spec.outputs,
                entries=spec.inputs * spec.outputs,
                most=MOST_LEGIBLE,
            )
        )
        grid = pattern_grid(spec, title, transposed=True)
    said = "".join(f"<p>{escape(each)}</p>" for each in words)
    return Prose("matrix-words", say(language, "transposed.by-matrix"), said), grid


def _by_superposition(shown: Transposed, language: str) -> tuple[Panel, ...]:
    words = escape(say(language, "transposed.superposition-words"))
    return (
        Prose("superposition", say(language, "transposed.by-superposition"), f"<p>{words}</p>"),
        _result("canvas", shown.stamped.result, shown, language)._replace(sign=""),
    )


def _check(shown: Transposed, language: str) -> Prose:
    same, cells = agreeing(shown), shown.layer.outputs
    words = say(
        language,
        "transposed.check" if same == cells else "transposed.check-failed",
        count=cells,
        same=same,
        cells=cells,
    )
    return Prose("check", "", f'<p class="pc-check">{escape(words)}</p>')


def focus(shown: Transposed, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to, in all three ways.

    Raises:
        ConvError: there is no such cell.
    """
    spec = shown.stamped.spec
    if stands_for_all(spec, key, transposed=True):
        words = say(language, "transposed.matrix-words")
        return told(key, {}, words)
    if is_meeting(key):
        return meeting_focus(spec, shown.stamped.kernel, key, language, back=True)
    grid = stretched(shown.layer)
    if key.startswith("zero:"):
        return _zero_focus(grid, key, language)
    found = transposition.focus(shown.stamped, key, language)
    if legible(spec):
        found = with_terms(found, spec)
    kind, _, number = key.partition(":")
    if kind == "in":
        return _result_focus(shown, grid, int(number), found, language)
    if kind == "out":
        return _stamp_focus(shown, int(number), found, language)
    return found


def _result_focus(shown: Transposed, grid: Stretched, flat: int, found: Focus, language: str) -> Focus:
    """Return the focus of a cell of the result with its window, its column and what they leave out."""
    convolution = grid.convolution
    line, column = divmod(flat, convolution.output_size[1])
    height, width = convolution.span
    window = Box("stretched", grid.corner[0] + line, grid.corner[1] + column, height, width)
    met = sum(key.startswith("out:") for key in found.lit)
    lit, notes = dict(found.lit), dict(found.notes)
    if shown.way == "parameters":
        weights = exact.texts(shown.stamped.kernel, language, exact=True)
        for place, tap, _ in placements(convolution)[
            flat * convolution.taps : (flat + 1) * convolution.taps
        ].tolist():
            lit |= {grid.keys[place]: tap % HUES, f"tap:{tap}": tap % HUES}
            notes[grid.keys[place]] = weights[tap]
    rest = {"parameters": convolution.taps - met, "matrix": shown.layer.inputs - met, "superposition": met}
    count = rest[shown.way]
    # Without a product there are no others to speak of.
    words = say(language, f"transposed.{shown.way}-rest{'' if met else '.all'}", count=count)
    # Without a product, what is said ends with a sentence already.
    said = joined([said_of(found), f"{'.' if met else ''} {words}"])
    return retold(found, said)._replace(
        lit=lit,
        notes=notes,
        boxes=(window, *_line(shown, found.key)),
    )


def _line(shown: Transposed, key: str) -> tuple[Box, ...]:
    """Return the frame of the row or the column of T that belongs to a cell, if T is written out."""
    spec = shown.stamped.spec
    if not legible(spec):
        return ()
    kind, _, number = key.partition(":")
    if kind == "out":
        return (Box("matrix", int(number), -1, 1, spec.inputs + 1),)
    return (Box("matrix", -1, int(number), spec.outputs + 1, 1),)


def _stamp_focus(shown: Transposed, flat: int, found: Focus, language: str) -> Focus:
    """Return the focus of a given cell with its row, and on the canvas its stamp.

    On the way of superposition the canvas shows the sums up to this stamp.
    """
    stamped = shown.stamped
    boxes = (transposition.stamp(stamped.spec, flat, "canvas"), *_line(shown, found.key))
    if shown.way != "superposition":
        alone = transposition.stamped(stamped, range(flat, flat + 1), language)
        texts = {key: alone[key] for key in found.lit if key in alone}
        return found._replace(boxes=boxes, texts={"canvas": texts})
    words = say(language, "transposed.stamp", number=flat + 1, count=shown.layer.inputs)
    return retold(found, joined([said_of(found), words], " "))._replace(
        boxes=boxes, texts={"canvas": transposition.stamped(stamped, range(flat + 1), language)}
    )


def _zero_focus(grid: Stretched, key: str, language: str) -> Focus:
    """Return what a zero of the stretched grid is, and the results whose windows it lies in.

    Raises:
        ConvError: there is no such cell.
    """
    cell = next((cell for line in grid.rows for cell in line if cell.key == key), None)
    if cell is None:
        raise keys.unknown(key)
    lit = {key: NO_HUE}
    if key in grid.keys:
        table = placements(grid.convolution)
        for _, tap, out in table[table[:, 0] == grid.keys.index(key)].tolist():
            lit |= {f"in:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
    count = sum(name.startswith("in:") for name in lit)
    what = say(language, f"transposed.zero-{cell.marks[-1] if cell.marks else cell.kind}")
    words = f"{what} {say(language, 'transposed.zero', count=count)}"
    return told(key, lit, words)
