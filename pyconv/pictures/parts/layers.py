"""Two layers of cells with a line for every term, in the hue of its tap.

One row of cells makes a line of squares; more rows are drawn as a plane of dots in projection.
"""

from functools import lru_cache

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import HUES, NO_HUE, UNIT, Cell, Focus, Form, Grid, Kind, Mark, Shape, ShapeKind
from pyconv.pictures.parts import connections, convolution, transposition
from pyconv.pictures.parts.convolution import Convolution
from pyconv.pictures.parts.meetings import is_meeting, meeting_focus, term_key
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.words import told
from pyconv.spec import ConvSpec
from pyconv.terms import OUTSIDE, placements, untouched

GAP = 3.2
"""The space from one layer to the other, in sides of a cell; planes have half as much again."""

SLANT = 0.55
"""How far a row of a plane in projection lies below and beside the one before it."""

Shown = Convolution | Transposition


@lru_cache(maxsize=32)
def lines(spec: ConvSpec) -> dict[str, tuple[str, int, str]]:
    """Return `(cell, tap, output cell)` of each line, by its key; those from padding as well."""
    names, inside = convolution.cell_keys(spec), convolution.cells_inside(spec)
    return {
        f"pad-term:{place}:{tap}:{out}"
        if inside[place] == OUTSIDE
        else term_key(inside[place], out, (tap,)): (names[place], tap, f"out:{out}")
        for place, tap, out in placements(spec).tolist()
    }


def layer(cells: list[Cell], width: int) -> list[tuple[Cell, ...]]:
    """Return the rows of a layer with its cells put in place: a line, or a plane in projection."""
    height = len(cells) // width
    if height == 1:
        return [tuple(cell._replace(row=0, column=at) for at, cell in enumerate(cells))]
    return [
        tuple(
            cells[line * width + at]._replace(
                form=Form.DOT,
                text="",
                row=line * SLANT,
                column=at + (height - 1 - line) * SLANT,
                editable=False,
            )
            for at in range(width)
        )
        for line in range(height)
    ]


def _end(rows: list[tuple[Cell, ...]]) -> tuple[float, float]:
    """Return where a layer ends: its lowest row and its last column."""
    return max(row[0].row for row in rows), max(row[-1].column for row in rows)


def facing(upper: list[tuple[Cell, ...]], lower: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of two layers with the lower one put below the middle of the other."""
    (bottom, right), (_, short) = _end(upper), _end(lower)
    gap = GAP if len(upper) == len(lower) == 1 else 1.5 * GAP
    down, across = bottom + gap, (right - short) / 2
    return (
        *(tuple(cell._replace(column=cell.column + max(-across, 0)) for cell in row) for row in upper),
        *(
            tuple(cell._replace(row=cell.row + down, column=cell.column + max(across, 0)) for cell in row)
            for row in lower
        ),
    )


def diagram(shown: Shown, language: str) -> Grid:
    """Return the two layers with their lines: what is given above, what comes of it below."""
    spec, direct = shown.spec, isinstance(shown, Convolution)
    inputs, outputs = (
        layer(_inputs(shown, language), spec.padded_size[1]),
        layer(_outputs(shown, language), spec.output_size[1]),
    )
    rows = facing(inputs, outputs) if direct else facing(outputs, inputs)
    places = {cell.key: cell for row in rows for cell in row}
    name = "connections.diagram" if direct else "connections.diagram-transposed"
    return Grid(
        "connections",
        say(language, name),
        "",
        rows,
        shapes=tuple(
            edge(key, places[cell], places[out], tap) for key, (cell, tap, out) in lines(spec).items()
        ),
        scale="connections",
        wide=True,
    )


def edge(key: str, one: Cell, other: Cell, tap: int) -> Shape:
    """Return the line between two cells, in the hue of a tap."""
    above, below = sorted((one, other), key=lambda cell: cell.row)
    # From the lower side of a square to the upper side of another; from and to the middle of dots.
    leave = 0.6 if above.form is Form.DOT else 1.0
    arrive = 0.4 if below.form is Form.DOT else 0.0
    ends = [
        f"{(cell.column + 0.5) * UNIT:g} {(cell.row + part) * UNIT:g}"
        for cell, part in ((above, leave), (below, arrive))
    ]
    kind = ShapeKind.PADDING_EDGE if one.kind is Kind.PADDING else ShapeKind.EDGE
    return Shape(key, kind, "M" + "L".join(ends), tap % HUES)


def _inputs(shown: Shown, language: str) -> list[Cell]:
    spec = shown.spec
    names, inside = convolution.cell_keys(spec), convolution.cells_inside(spec)
    alone = set(untouched(spec).tolist())
    if isinstance(shown, Convolution):
        texts = exact.texts(shown.padded, language, exact=True)
    else:
        values = exact.texts(shown.result, language)
        texts = ["" if cell == OUTSIDE else values[cell] for cell in inside]
    result = () if isinstance(shown, Convolution) else (Mark.WRITTEN,)
    return [
        Cell(name, Kind.PADDING, text, 0, 0, form=Form.NODE)
        if cell == OUTSIDE
        else Cell(
            name,
            Kind.INPUT,
            text,
            0,
            0,
            form=Form.NODE,
            marks=(*result, Mark.UNTOUCHED) if cell in alone else result,
        )
        for name, cell, text in zip(names, inside, texts, strict=True)
    ]


def _outputs(shown: Shown, language: str) -> list[Cell]:
    if isinstance(shown, Convolution):
        texts, kind = exact.texts(shown.output, language), Kind.OUTPUT
    else:
        texts, kind = exact.texts(shown.given, language, exact=True), Kind.INPUT
    return [Cell(f"out:{flat}", kind, text, 0, 0, form=Form.NODE) for flat, text in enumerate(texts)]


def focus(shown: Shown, key: str, language: str) -> Focus:
    """Return what a cell, a weight or a line is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    spec = shown.spec
    if is_meeting(key):
        return meeting_focus(spec, shown.kernel, key, language)
    joined = lines(spec)
    if key in joined:
        # A line from padding: it tells what its end tells.
        key = joined[key][0]
    if isinstance(shown, Convolution):
        found = connections.focus(shown, key, language)
    elif key in convolution.cell_keys(spec) and key.startswith("pad:"):
        words = say(language, "connections.cropped")
        found = told(key, {key: NO_HUE}, words)
    else:
        found = transposition.focus(shown, key, language)
    lit = {line: tap % HUES for line, (cell, tap, out) in joined.items() if key in {cell, out, f"tap:{tap}"}}
    return found._replace(lit=found.lit | lit, boxes=())
