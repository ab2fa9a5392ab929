"""A table of the layers, what they come to together, and the field of one cell, drawn."""

import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import prod

from pyconv.messages import say
from pyconv.networks import Row
from pyconv.networks.text import PUT_TOGETHER
from pyconv.pictures.exact import grouped
from pyconv.pictures.model import Cell, Grid, Kind, Panel, Prose, Scene
from pyconv.pictures.views.network import code, editing, plane, totals
from pyconv.pictures.views.network.field import MOST_DRAWN, MOST_REPEATED, Drawn, middle
from pyconv.pictures.views.network.setup import Shown
from pyconv.pictures.views.network.totals import TIMES, alike, sizes
from pyconv.pictures.words import shade_legend
from pyconv.receptive_field import ReceptiveField

HEADS = ("number", "layer", "shape", "parameters", "jump", "span", "start", "half", "padding")

BELOW = {"number": "line", "parameters": "products"}
"""What stands in small type below a number of a column."""

WRITTEN_OUT = 10**3
"""Numbers of paths below this stand in their cells."""

LINE = 1.4
"""From one map of a field to the next, in sides of a cell."""


def scene(shown: Shown, language: str) -> Scene:
    """Return the table and the drawing: one step for each layer."""
    panels: list[Panel] = []
    if shown.network.unknown:
        said = (
            say(language, "network.at-line", line=piece.line, text=piece.text)
            for piece in shown.network.unknown
        )
        panels.append(Prose("unknown", say(language, "network.unknown"), _listed(said)))
    noted = list(_noted(shown, language))
    if noted:
        panels.append(Prose("noted", say(language, "network.noted"), _listed(noted)))
    panels += [
        Prose("layers", "", _layers(shown, language)),
        *([code.edit(shown, language)] if shown.source else []),
        *totals.panels(shown, language),
        *_field(shown, language),
        *plane.panels(shown.plane, language),
        *_repeated(shown, language),
        *([code.decoder(shown, language)] if shown.decoder else []),
        code.written_for(shown, language),
    ]
    return Scene(
        tuple(panels),
        tuple(f"layer:{place}" for place in range(len(shown.network.rows))),
        _summary(shown, language),
        "",
    )


def _listed(said: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in said)}</ul>"


def _noted(shown: Shown, language: str) -> Iterator[str]:
    """Yield what was taken for granted where the text does not say it, or says what a framework refuses."""
    arriving = shown.network.input_shape
    for number, row in enumerate(shown.network.rows, 1):
        where = {"number": number, "line": row.line, "arriving": sizes(arriving, language)}
        if row.flattened:
            yield say(language, "network.flattened", **where, cells=grouped(prod(arriving), language))
        unequal = row.joins and row.name in PUT_TOGETHER and any(map(any, row.joins.padded))
        if row.joins and unequal and row.framework == "keras":
            copy = sizes(row.joins.output_shape, language)
            yield say(language, "network.unequal", **where, copy=copy)
        arriving = row.output_shape


def _summary(shown: Shown, language: str) -> str:
    network = shown.network
    said = [
        say(
            language,
            "network.summary",
            input=sizes(network.input_shape, language),
            output=sizes(network.output_shape, language),
        )
    ]
    size = network.input_shape[1:]
    large = [number for number, row in enumerate(network.rows, 1) if row.field and _exceeds(row.field, size)]
    if large:
        said.append(say(language, "network.exceeds", number=large[0]))
    if any(row.joins for row in network.rows):
        said.append(say(language, "network.deepest"))
    if shown.source:
        said.append(say(language, "network.source", source=shown.source))
    return " ".join(said)


def _exceeds(field: ReceptiveField, size: Sequence[int]) -> bool:
    return any(span > cells for span, cells in zip(field.span, size, strict=True))


def _layers(shown: Shown, language: str) -> str:
    heads = "".join(f'<th scope="col">{_head(name, language)}</th>' for name in HEADS)
    rows = "".join(_lines(shown, language))
    return (
        f'<p class="pc-hint">{escape(say(language, "network.pick"))}</p>'
        f'<table class="pc-counts pc-layers" tabindex="0"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _head(name: str, language: str) -> str:
    below = say(language, f"network.head-{BELOW[name]}") if name in BELOW else ""
    return _stacked(say(language, f"network.head-{name}"), below)


def _stacked(above: str, below: str) -> str:
    """Return words with others in small type below them."""
    return escape(above) + (f" <small>{escape(below)}</small>" if below else "")


def _lines(shown: Shown, language: str) -> Iterator[str]:
    for place, (row, again) in enumerate(zip(shown.network.rows, shown.network.shared, strict=True)):
        parameters = grouped(row.parameters, language)
        products = grouped(row.multiplications, language) if row.multiplications else ""
        cells = [
            f"<code>{escape(row.text)}</code>",
            escape(sizes(row.output_shape, language)),
            _stacked(say(language, "network.again", count=parameters) if again else parameters, products),
            *(_stacked(*each) for each in _seen(shown, place, row, language)),
        ]
        line = say(language, "network.at", line=row.line) if row.line != place + 1 else ""
        picked = shown.picked and place == shown.asked
        head = _stacked(str(place + 1), line) + editing.pick(shown, place, language)
        values = "".join(f"<td>{each}</td>" for each in cells)
        # A second time it is let go.
        taken = escape(json.dumps({"layer": "" if picked else str(place + 1), "field_cell": ""}))
        yield (
            f'<tr data-key="layer:{place}" data-does="pick" data-takes="{taken}">'
            f'<th scope="row">{head}</th>{values}</tr>'
        )
        if picked:
            yield editing.line(shown, len(HEADS), language)


def _seen(shown: Shown, place: int, row: Row, language: str) -> list[tuple[str, str]]:
    field, half, size = row.field, shown.halves[place], shown.network.input_shape[1:]
    if field is None:
        return [("–", "")] * 5
    return [
        (_along(field.jump, language), ""),
        (_along(field.span, language), say(language, "network.larger") if _exceeds(field, size) else ""),
        (_along(field.start, language), ""),
        ("–" if half is None else _along(half, language), ""),
        (say(language, f"network.padding-{_padding(row, field, size)}"), ""),
    ]


def _along(numbers: Sequence[object], language: str) -> str:
    """Return numbers of the axes, which may be broken into lines."""
    return alike(numbers, language).replace(TIMES, f"{TIMES[:-1]} ")


def _padding(row: Row, field: ReceptiveField, size: Sequence[int]) -> str:
    """Return which cells of a map see padding: all, some or none."""
    last = tuple(cells - 1 for cells in row.output_shape[1:])

    def reached(cell: tuple[int, ...]) -> bool:
        return any(
            low < 0 or high >= cells
            for (low, high), cells in zip(field.extent(cell), size, strict=True)
            if low <= high
        )

    if reached(middle(row)):
        return "middle"
    return "edge" if reached((0,) * len(size)) or reached(last) else "none"


def _field(shown: Shown, language: str) -> tuple[Panel, ...]:
    drawn, row = shown.drawn, shown.network.rows[shown.asked]
    if isinstance(drawn, str):
        said = say(language, f"network.{drawn}", most=MOST_DRAWN)
        title = say(language, "network.field-of", number=shown.asked + 1)
        return (Prose("field", title, f"<p>{escape(said)}</p>"),)
    title = say(
        language,
        "network.field",
        number=drawn.row + 1,
        cell=grouped(drawn.cell, language),
        name=row.name,
    )
    words = [say(language, "network.lines"), say(language, "network.equal")]
    if drawn.left_out:
        words.insert(1, say(language, "network.left-out", count=drawn.left_out))
    most = max(drawn.lines[0].paths)
    steps = [(1.0, say(language, "network.most", count=most)), (0.0, say(language, "network.none"))]
    legend = shade_legend("legend", say(language, "network.shade"), steps)
    told = f"<p>{escape(' '.join(words))}</p>"
    rows = tuple(_lines_drawn(drawn))
    # What is higher than wide would stand beside the table, and leave it no room.
    wide = max(map(len, rows)) > LINE * len(rows)
    return (
        Grid("field", title, "", rows, wide=wide),
        legend._replace(html=legend.html + told),
    )


def _lines_drawn(drawn: Drawn) -> Iterator[tuple[Cell, ...]]:
    widest = max(len(line.paths) for line in drawn.lines)
    for place, line in enumerate(drawn.lines):
        most, row, left = max(*line.paths, 1), place * LINE, (widest - len(line.paths)) / 2
        key = f"layer:{line.number - 1}" if line.number else "input:0"
        yield (
            Cell(key, Kind.HEAD, str(line.number), row, -1.5),
            *(
                Cell(
                    f"map:{line.number}:{line.first + at}" if line.number else f"in:{line.first + at}",
                    Kind.MADE,
                    str(paths) if paths < WRITTEN_OUT else "",
                    row,
                    left + at,
                    shade=round(paths / most, 3),
                )
                for at, paths in enumerate(line.paths)
            ),
        )


def _repeated(shown: Shown, language: str) -> tuple[Panel, ...]:
    """Return the pattern that the layers leave where all is equal: along two axes, or the only one."""
    if not shown.repeated:
        return ()
    least, most = (prod(each(along) for along in shown.repeated) for each in (min, max))
    if least == most:
        said = say(language, "network.even", count=most)
    elif least:
        said = say(language, "network.uneven", least=grouped(least, language), most=grouped(most, language))
    else:
        said = say(language, "network.gaps", most=grouped(most, language))
    down, across = (shown.repeated if len(shown.repeated) > 1 else ((1,), *shown.repeated))[-2:]
    largest = max(down) * max(across)
    cells = tuple(
        tuple(
            Cell(
                f"total:{row}:{column}",
                Kind.MADE,
                str(one * other) if one * other < WRITTEN_OUT else "",
                row,
                column,
                shade=round(one * other / largest, 3),
            )
            for column, other in enumerate(across[:MOST_REPEATED])
        )
        for row, one in enumerate(down[:MOST_REPEATED])
    )
    period = alike([len(along) for along in shown.repeated], language)
    title = say(language, "network.repeated", number=shown.asked + 1, period=period)
    return Grid("repeated", title, "", cells), Prose("evenness", "", f"<p>{escape(said)}</p>")
