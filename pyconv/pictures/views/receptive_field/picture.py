"""The maps one below the other, each cell under the middle of what it sees, and the rule as a table."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple

from pyconv.messages import say
from pyconv.paths import effective_field
from pyconv.pictures import keys
from pyconv.pictures.exact import show, signed
from pyconv.pictures.model import NO_HUE, Cell, Form, Grid, Kind, Mark, Prose, Scene, Shape
from pyconv.pictures.parts.layers import edge
from pyconv.pictures.views.receptive_field.setup import Stack
from pyconv.pictures.words import shade_legend, table
from pyconv.receptive_field import ReceptiveField
from pyconv.terms import OUTSIDE, placements, untouched

DOWN = 2.5
"""From one map to the next, in sides of a cell."""

HEADS = ("layer", "kind", "k", "s", "d", "size", "jump", "span", "start")


class Link(NamedTuple):
    """A line from a cell of a map, or from its padding, to one of the next layer."""

    key: str
    source: str
    cell: int
    """On the map before, or `OUTSIDE`."""
    tap: int
    out: int


def cell_key(number: int, cell: int) -> str:
    """Return the name of a cell of a map: that of the input has number 0."""
    return keys.written("map", number, cell) if number else keys.written("in", cell)


@lru_cache(maxsize=64)
def links(shown: Stack, number: int) -> tuple[Link, ...]:
    """Return the lines that end in a layer, counted from 1."""
    layer = shown.layers[number - 1]
    before, size = layer.padding[0][0], layer.input_size[0]

    def link(place: int, tap: int, out: int) -> Link:
        cell = place - before if before <= place < before + size else OUTSIDE
        source = keys.written("pad", number, place) if cell == OUTSIDE else cell_key(number - 1, cell)
        return Link(keys.written("link", number, tap, out), source, cell, tap, out)

    return tuple(link(*each) for each in placements(layer).tolist())


def scene(shown: Stack, language: str) -> Scene:
    """Return the drawing and the table: a step for each map, from the input on."""
    last = len(shown.layers)
    return Scene(
        (_diagram(shown, language), _legend(shown, language), _rule(shown, language)),
        tuple(keys.written("layer", number) for number in range(last + 1)),
        _summary(shown, language),
        "",
    )


def _summary(shown: Stack, language: str) -> str:
    last = len(shown.layers)
    (half,) = effective_field(shown.layers)[-1]
    said = say(language, "receptive-field.summary", number=last, half=half)
    return f"{sees(shown, last, shown.seen, language)} {said}"


def sees(shown: Stack, number: int, cell: int, language: str) -> str:
    """Return what is to be said of a field: from where to where, by how many paths, and what is odd in it."""
    ((first, last),) = shown.fields[number].extent(cell)
    words = say(
        language,
        "receptive-field.sees",
        number=number,
        cell=cell,
        count=last - first + 1,
        first=signed(first),
        last=signed(last),
        paths=sum(shown.paths(0, number, cell)),
    )
    return f"{words} {_remarks(shown, number, cell, language)}".strip()


def _remarks(shown: Stack, number: int, cell: int, language: str) -> str:
    """Return what is to be said of a field that has holes, or leaves the input."""
    ((first, last),) = shown.fields[number].extent(cell)
    inside = range(max(first, 0), min(last + 1, shown.sizes[0]))
    paths = shown.paths(0, number, cell)
    holes = sum(not paths[at] for at in inside)
    outside = last - first + 1 - len(inside)
    said = [say(language, "receptive-field.holes", count=holes)] if holes else []
    return " ".join([*said, *([say(language, "receptive-field.outside", count=outside)] if outside else [])])


def _legend(shown: Stack, language: str) -> Prose:
    last = len(shown.layers)
    most = max(shown.paths(0, last, shown.seen))
    title = say(language, "receptive-field.shade", cell=shown.seen, number=last)
    steps = (
        (1.0, say(language, "receptive-field.most", count=most)),
        (0.0, say(language, "receptive-field.none")),
    )
    return shade_legend("legend", title, steps)


def _diagram(shown: Stack, language: str) -> Grid:
    rows = [tuple(_cells(shown, number)) for number in range(len(shown.sizes))]
    left = min(row[0].column for row in rows) - 1.25
    heads = [
        Cell(keys.written("layer", number), Kind.HEAD, str(number), number * DOWN, left)
        for number in range(len(rows))
    ]
    places = {cell.key: cell for row in rows for cell in row}
    lines = tuple(
        _line(shown, number, link, places) for number in _numbers(shown) for link in links(shown, number)
    )
    title = say(language, "receptive-field.diagram")
    drawn = tuple((head, *row) for head, row in zip(heads, rows, strict=True))
    return Grid("layers", title, "", drawn, shapes=lines, wide=True)


def _numbers(shown: Stack) -> range:
    return range(1, len(shown.layers) + 1)


def _line(shown: Stack, number: int, link: Link, places: dict[str, Cell]) -> Shape:
    drawn = edge(link.key, places[link.source], places[cell_key(number, link.out)], link.tap)
    # A pooling has no weights.
    return drawn._replace(hue=NO_HUE) if number == shown.pooled else drawn


def _cells(shown: Stack, number: int) -> Iterator[Cell]:
    """Return the cells of a map with its padding, each where the middle of its field is."""
    field, last = shown.fields[number], len(shown.layers)
    start, jump, size = field.start[0], field.jump[0], shown.sizes[number]
    layer = shown.layers[number] if number < last else None
    before, after = layer.padding[0] if layer else (0, 0)
    alone = set(untouched(layer).tolist()) if layer else set()
    paths = shown.paths(number, last, shown.seen)
    most = max(*paths, 1)
    for place in range(-before, size + after):
        column = float(start + jump * place)
        if 0 <= place < size:
            yield Cell(
                cell_key(number, place),
                Kind.MADE if number else Kind.INPUT,
                str(place),
                number * DOWN,
                column,
                form=Form.NODE,
                marks=(Mark.NAMED, Mark.UNTOUCHED) if place in alone else (Mark.NAMED,),
                shade=round(paths[place] / most, 3),
            )
        else:
            key = keys.written("pad", number + 1, place + before)
            yield Cell(key, Kind.PADDING, "0", number * DOWN, column, form=Form.NODE)


def _rule(shown: Stack, language: str) -> Prose:
    heads = [say(language, f"receptive-field.head-{head}") for head in HEADS]
    rows = (_row(shown, number, language) for number in range(len(shown.sizes)))
    return Prose(
        "rule", say(language, "receptive-field.rule"), table(heads, rows, "pc-counts pc-rule", reachable=True)
    )


def _row(shown: Stack, number: int, language: str) -> str:
    field = shown.fields[number]
    layer = shown.layers[number - 1] if number else None
    told = [
        kind_text(shown, number, language),
        *((layer.kernel_size[0], layer.stride[0], layer.dilation[0]) if layer else ("",) * 3),
        field.size[0],
        field.jump[0],
        field.span[0],
        start_text(field, language),
    ]
    cells = "".join(f"<td>{escape(str(each))}</td>" for each in told)
    return f'<tr data-key="layer:{number}"><th scope="row">{number}</th>{cells}</tr>'


def start_text(field: ReceptiveField, language: str) -> str:
    """Return where the first cell of a map has the middle of its field."""
    return show(*field.start[0].as_integer_ratio(), language)


def kind_text(shown: Stack, number: int, language: str) -> str:
    """Return what kind of layer it is; number 0 is the input."""
    kind = "pooling" if number and number == shown.pooled else "convolution" if number else "input"
    return say(language, f"receptive-field.kind-{kind}")
