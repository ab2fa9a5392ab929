"""A dense layer beside a convolution on the same cells: as connections and as matrices.

The weights of the dense layer are numbered one by one, `w₀`, `w₁`, …; those of the
convolution are its taps, which come back in every window. The cells of the dense layer have
keys of their own, `dense-in:0` and `dense-out:0`, because it joins more of them, and what
joins two of them is `pair:0:0`, both as a line and as an entry.
"""

from html import escape
from itertools import product

from pyconv.counts import LAYER_KINDS, multiply_count, parameter_count
from pyconv.errors import ConvError
from pyconv.expressions import Expression, Indexed
from pyconv.formulas import text
from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.controls import Integer
from pyconv.pictures.model import HUES, NO_HUE, Cell, Form, Grid, Kind, Mark, Prose, Scene
from pyconv.pictures.parts.convolution import cell_keys, cells_inside
from pyconv.pictures.parts.layers import edge, facing, layer, lines
from pyconv.pictures.parts.matrix_grids import matrix_grid
from pyconv.pictures.parts.meetings import taps_between
from pyconv.pictures.settings import Controls
from pyconv.pictures.words import table
from pyconv.spec import ConvSpec
from pyconv.symbols import flattened, input_symbols, kernel_symbols, matrix_symbols, output_symbols
from pyconv.terms import OUTSIDE, untouched


class Settings(Controls):
    """What a reader can change."""

    input = Integer(3, 12, (5,))
    kernel = Integer(1, 5, (3,))
    stride = Integer(1, 4, (1,))
    padding = Integer(0, 2, (0,))


_WIDEST = 8
"""A matrix of more columns than this scrolls sideways rather than shrink."""


def prepare(chosen: Settings) -> ConvSpec:
    """Return the geometry of the convolution, along its one axis.

    Raises:
        ConvError: the settings define no convolution.
    """
    try:
        return ConvSpec(chosen.input, chosen.kernel, stride=chosen.stride, padding=chosen.padding)
    except ConvError as error:
        raise error.without_axis() from None


def written(letters: Expression) -> list[str]:
    """Return the letters of some cells, in order."""
    return [text(letter) for letter in flattened(letters).rows[0]]  # type: ignore[arg-type]


def weight_text(spec: ConvSpec, cell: int, out: int) -> str:
    """Return the name of the weight between two cells of the dense layer, in the order of reading."""
    return text(Indexed("w", (cell * spec.outputs + out,)))


def pair_key(cell: int, out: int) -> str:
    """Return the name of the line, or entry, between two cells of the dense layer."""
    return keys.written("pair", cell, out)


def _dense(spec: ConvSpec, language: str) -> Grid:
    ends = (
        ("dense-in", Kind.INPUT, input_symbols(spec)),
        ("dense-out", Kind.ACTIVATION, output_symbols(spec)),
    )
    above, below = (
        layer(
            [
                Cell(f"{name}:{at}", kind, letter, 0, 0, form=Form.NODE)
                for at, letter in enumerate(written(letters))
            ],
            count,
        )
        for (name, kind, letters), count in zip(ends, (spec.inputs, spec.outputs), strict=True)
    )
    rows = facing(above, below)
    shapes = tuple(
        edge(pair_key(cell, out), rows[0][cell], rows[1][out], 0)._replace(hue=NO_HUE)
        for cell, out in product(range(spec.inputs), range(spec.outputs))
    )
    weights = parameter_count(spec, "dense")
    return Grid("dense", say(language, "dense-vs-conv.dense", weights=weights), "", rows, shapes=shapes)


def _convolution(spec: ConvSpec, language: str) -> Grid:
    letters, alone = written(input_symbols(spec)), set(untouched(spec).tolist())
    above = layer(
        [
            Cell(key, Kind.PADDING, "0", 0, 0, form=Form.NODE)
            if cell == OUTSIDE
            else Cell(
                key,
                Kind.INPUT,
                letters[cell],
                0,
                0,
                form=Form.NODE,
                marks=(Mark.UNTOUCHED,) if cell in alone else (),
            )
            for key, cell in zip(cell_keys(spec), cells_inside(spec), strict=True)
        ],
        *spec.padded_size,
    )
    outs = enumerate(written(output_symbols(spec)))
    below = layer(
        [Cell(f"out:{at}", Kind.ACTIVATION, letter, 0, 0, form=Form.NODE) for at, letter in outs],
        spec.outputs,
    )
    rows = facing(above, below)
    places = {cell.key: cell for row in rows for cell in row}
    shapes = tuple(edge(key, places[cell], places[out], tap) for key, (cell, tap, out) in lines(spec).items())
    title = say(language, "dense-vs-conv.convolution", count=spec.taps, weights=spec.taps)
    return Grid("convolution", title, "", rows, shapes=shapes)


def _matrices(spec: ConvSpec, language: str) -> tuple[Grid, Grid]:
    """Return the matrices of both layers: a row for each input cell, a column for each output cell."""
    heads = written(input_symbols(spec)), written(output_symbols(spec))
    entries = [[text(entry) for entry in row] for row in matrix_symbols(spec).rows]
    size = {"rows": spec.inputs, "columns": spec.outputs}
    wide = spec.outputs > _WIDEST
    shared = matrix_grid(
        spec, entries, heads, say(language, "dense-vs-conv.shared", **size), name="convolution-matrix"
    )._replace(scale="", wide=wide)
    own = [[weight_text(spec, cell, out) for out in range(spec.outputs)] for cell in range(spec.inputs)]
    rows = [
        tuple(cell._replace(key=f"dense-{cell.key}" if cell.kind is Kind.HEAD else cell.key) for cell in row)
        for row in matrix_grid(spec, own, heads, "", name="matrix").rows
    ]
    for line, (head, *cells) in enumerate(rows[1:]):
        rows[line + 1] = (
            head,
            *(
                cell._replace(key=pair_key(line, out), kind=Kind.WEIGHT, hue=NO_HUE)
                for out, cell in enumerate(cells)
            ),
        )
    title = say(language, "dense-vs-conv.own", **size)
    return Grid("dense-matrix", title, "", tuple(rows), wide=wide), shared


def _counts(spec: ConvSpec, language: str) -> Prose:
    """Return the table of weights and products of both layers, and of one that shares nothing."""
    heads = [say(language, f"dense-vs-conv.{name}") for name in ("layer", "weights", "products")]
    lines_of_table = (
        f'<tr><th scope="row">{escape(say(language, f"dense-vs-conv.layer-{kind}"))}</th>'
        f"<td>{parameter_count(spec, kind)}</td><td>{multiply_count(spec, kind)}</td></tr>"
        for kind in LAYER_KINDS
    )
    return Prose("counts", "", table(heads, lines_of_table, "pc-counts"))


def scene(spec: ConvSpec, language: str) -> Scene:
    """Return both layers as connections and as matrices, one step for each output cell."""
    taps = tuple(
        Cell(f"tap:{tap}", Kind.TAP, letter, 0, tap, hue=tap % HUES)
        for tap, letter in enumerate(written(kernel_symbols(spec)))
    )
    kernel = Grid(
        "kernel", say(language, "dense-vs-conv.kernel", count=spec.taps, weights=spec.taps), "", (taps,)
    )
    alone, outside = len(untouched(spec)), len(lines(spec)) - len(taps_between(spec))
    told = [
        say(language, "dense-vs-conv.summary", count=spec.taps, kept=len(taps_between(spec)),
            pairs=spec.inputs * spec.outputs, weights=spec.taps),
    ]  # fmt: skip
    if outside:
        told.append(say(language, "dense-vs-conv.padding", count=outside))
    if alone:
        told.append(say(language, "sliding-filter.untouched", count=alone))
    return Scene(
        panels=(
            _dense(spec, language), _convolution(spec, language), *_matrices(spec, language), kernel,
            _counts(spec, language),
        ),
        steps=tuple(f"out:{out}" for out in range(spec.outputs)),
        summary=" ".join(told),
        formula="",
    )  # fmt: skip
