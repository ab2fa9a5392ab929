"""The verdict with its reasons, the first difference drawn, and the first line in the other framework."""

from collections.abc import Iterator

from pyconv.messages import say
from pyconv.pictures.exact import signed
from pyconv.pictures.model import Cell, Form, Grid, Kind, Mark, Panel, Prose, Scene
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.listing import listing
from pyconv.pictures.views.same_layer import reasons
from pyconv.pictures.views.same_layer.drawing import MOST_COLUMNS, Side
from pyconv.pictures.views.same_layer.reasons import SIDES, framework_name, line, listed
from pyconv.pictures.views.same_layer.setup import Drawn, Shown
from pyconv.pictures.views.same_layer.translation import translated

OUTPUT_ROW = 1.35
"""The row of the output cells, below that of the input."""


def scene(shown: Shown, language: str) -> Scene:
    """Return the answer: one step for each output cell that is drawn."""
    drawn = shown.drawn
    panels: list[Panel] = [
        Prose("verdict", reasons.verdict(shown, language), ""),
        *reasons.reasons(shown, language),
        *(_grids(shown, drawn, language) if drawn else ()),
        _code(shown, language),
    ]
    return Scene(tuple(panels), steps(drawn), say(language, "same-layer.compared"), "")


def steps(drawn: Drawn | None) -> tuple[str, ...]:
    """Return the output cells that are drawn, from the one that matters on."""
    if not drawn or not drawn.sides:
        return ()
    outs = sorted({out for side in drawn.sides for out in side.outputs})
    later = [out for out in outs if out >= drawn.out]
    return tuple(f"out:{out}" for out in [*later, *(out for out in outs if out < drawn.out)])


def cell_key(side: str, kind: str, number: int) -> str:
    """Return the key of a cell: the same input cell has one of its own in each of the two drawings."""
    return f"{kind}:{number}" if side == SIDES[0] else f"{side}:{kind}:{number}"


def place_key(side: str, drawn: Side, number: int) -> str:
    """Return the key of a place of the input or of its padding."""
    inside = next(place.inside for place in drawn.places if place.number == number)
    return cell_key(side, "in", number) if inside else cell_key(side, "pad", number + drawn.before)


def _grids(shown: Shown, drawn: Drawn, language: str) -> Iterator[Panel]:
    if not drawn.sides:
        yield Prose("drawing", "", line(say(language, "same-layer.too-wide", most=MOST_COLUMNS)))
        return
    columns = [
        column
        for side in drawn.sides
        for column in (*(place.column for place in side.places), *side.outputs.values())
    ]
    room = min(columns), max(columns) + 1
    for name, layer, side in zip(SIDES, drawn.layers, drawn.sides, strict=True):
        text = shown.texts[SIDES.index(name)]
        title = say(
            language,
            f"same-layer.drawn-{name}",
            code=" ".join(text.split()),
            size=drawn.size,
            output=layer.spec.output_size[drawn.axis],
        )
        cells = tuple(
            Cell(
                place_key(name, side, place.number),
                Kind.INPUT if place.inside else Kind.PADDING,
                signed(place.number),
                0,
                place.column,
            )
            for place in side.places
        )
        outputs = tuple(
            Cell(f"out:{out}", Kind.MADE, str(out), OUTPUT_ROW, column, form=Form.NODE, marks=(Mark.NAMED,))
            for out, column in side.outputs.items()
        )
        yield Grid(name, title, "", (cells, outputs), wide=True, columns=room, scale="windows")


def _code(shown: Shown, language: str) -> Prose:
    made = translated(shown, language)
    title = say(
        language,
        "same-layer.translated",
        framework=framework_name(shown.second, language),
        size=size_text(made.layer.spec.input_size),
    )
    told = list(made.code.warnings)
    if made.every:
        told.insert(0, say(language, "same-layer.text-always", most=len(shown.compared)))
    elif made.same:
        told.insert(0, say(language, "same-layer.text-same", sizes=listed(made.same)))
    return listing(title, made.code.text, told, language)
