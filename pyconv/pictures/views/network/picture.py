"""A table of the layers, what they come to together, and the field of one cell, drawn."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pyconv.messages import say
from pyconv.networks import Row
from pyconv.pictures.exact import grouped
from pyconv.pictures.model import Cell, Grid, Kind, Panel, Prose, Scene
from pyconv.pictures.views.network.setup import MOST_DRAWN, Drawn, Shown, middle, spatial
from pyconv.pictures.words import shade_legend, table
from pyconv.receptive_field import ReceptiveField

HEADS = (
    "number",
    "line",
    "layer",
    "shape",
    "parameters",
    "products",
    "jump",
    "span",
    "start",
    "half",
    "padding",
)

CODE = HEADS.index("layer") - 1
"""Which column after the first holds what is code."""

TIMES = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"

WRITTEN_OUT = 10**4
"""Numbers of paths below this stand in their cells."""


def scene(shown: Shown, language: str) -> Scene:
    """Return the table and the drawing: one step for each layer."""
    panels: list[Panel] = []
    if shown.network.unknown:
        panels.append(Prose("unknown", say(language, "network.unknown"), _unknown(shown, language)))
    panels += [
        Prose("layers", "", _layers(shown, language)),
        Prose("whole", "", _whole(shown, language)),
        *_field(shown, language),
    ]
    return Scene(
        tuple(panels),
        tuple(f"layer:{place}" for place in range(len(shown.network.rows))),
        _summary(shown, language),
        "",
    )


def _unknown(shown: Shown, language: str) -> str:
    said = (
        say(language, "network.at-line", line=piece.line, text=piece.text) for piece in shown.network.unknown
    )
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in said)}</ul>"


def _summary(shown: Shown, language: str) -> str:
    network = shown.network
    said = [
        say(
            language,
            "network.summary",
            input=_sizes(network.input_shape, language),
            output=_sizes(network.output_shape, language),
        )
    ]
    size = network.input_shape[1:]
    large = [number for number, row in enumerate(network.rows, 1) if row.field and _exceeds(row.field, size)]
    if large:
        said.append(say(language, "network.exceeds", number=large[0]))
    if shown.source:
        said.append(say(language, "network.source", source=shown.source))
    return " ".join(said)


def _sizes(numbers: Iterable[object], language: str) -> str:
    return TIMES.join(
        grouped(each, language) if isinstance(each, int) else str(each).replace("-", "\N{MINUS SIGN}")
        for each in numbers
    )


def _alike(numbers: Sequence[object], language: str) -> str:
    """Return numbers of the axes, once if they are the same along each."""
    return _sizes(numbers[:1] if len(set(numbers)) == 1 else numbers, language)


def _exceeds(field: ReceptiveField, size: Sequence[int]) -> bool:
    return any(span > cells for span, cells in zip(field.span, size, strict=True))


def _layers(shown: Shown, language: str) -> str:
    heads = [say(language, f"network.head-{head}") for head in HEADS]
    return table(heads, _lines(shown, language), "pc-counts", reachable=True)


def _lines(shown: Shown, language: str) -> Iterator[str]:
    for place, row in enumerate(shown.network.rows):
        cells = [
            str(place + 1),
            str(row.line),
            row.text,
            _sizes(row.output_shape, language),
            grouped(row.parameters, language),
            grouped(row.multiplications, language),
            *_seen(shown, place, row, language),
        ]
        head, *others = (escape(each) for each in cells)
        others[CODE] = f"<code>{others[CODE]}</code>"
        values = "".join(f"<td>{each}</td>" for each in others)
        yield f'<tr data-key="layer:{place}"><th scope="row">{head}</th>{values}</tr>'


def _seen(shown: Shown, place: int, row: Row, language: str) -> list[str]:
    field, half, size = row.field, shown.halves[place], shown.network.input_shape[1:]
    if field is None:
        return ["–"] * 5
    span = _alike(field.span, language)
    if _exceeds(field, size):
        span = say(language, "network.larger", span=span)
    return [
        _alike(field.jump, language),
        span,
        _alike(field.start, language),
        "–" if half is None else _alike(half, language),
        say(language, f"network.padding-{_padding(row, field, size)}"),
    ]


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


def _whole(shown: Shown, language: str) -> str:
    heads = [say(language, "network.whole"), say(language, "network.value")]
    rows = (
        f'<tr><th scope="row">{escape(head)}</th><td>{escape(value)}</td></tr>'
        for head, value in _totals(shown, language)
    )
    return table(heads, rows, "pc-counts")


def _totals(shown: Shown, language: str) -> Iterator[tuple[str, str]]:
    network = shown.network
    yield say(language, "network.head-parameters"), grouped(network.parameters, language)
    yield say(language, "network.head-products"), grouped(network.multiplications, language)
    before = network.input_shape
    for row in network.rows:
        if len(row.output_shape) == 1 < len(before):
            words = say(language, "network.flat-value", size=grouped(row.output_shape[0], language))
            yield say(language, "network.flat"), words
        before = row.output_shape
    if shown.alike:
        last = network.rows[spatial(network) - 1]
        head = say(language, "network.alike", output=_sizes(last.output_shape, language))
        yield head, _alike([_range(pair, language) for pair in shown.alike], language)


def _range(pair: tuple[int | None, int | None], language: str) -> str:
    low, high = (None if end is None else grouped(end, language) for end in pair)
    if low == high and low is not None:
        return low
    return f"{'' if low is None else low} … {'' if high is None else high}".strip()


def _field(shown: Shown, language: str) -> tuple[Panel, ...]:
    drawn, row = shown.drawn, shown.network.rows[shown.asked]
    if drawn is None:
        words = "no-field" if row.field is None else "too-large"
        said = say(language, f"network.{words}", most=MOST_DRAWN)
        title = say(language, "network.field-of", number=shown.asked + 1)
        return (Prose("field", title, f"<p>{escape(said)}</p>"),)
    title = say(
        language,
        "network.field",
        number=drawn.row + 1,
        cell=grouped(drawn.cell, language),
        name=row.name,
    )
    most = max(*drawn.paths, 1)
    steps = [(1.0, say(language, "network.most", count=most)), (0.0, say(language, "network.none"))]
    words = f"<p>{escape(say(language, 'network.equal'))}</p>"
    legend = shade_legend("legend", say(language, "network.shade"), steps)
    return (
        Grid("field", title, "", (tuple(_cells(drawn, most)),), wide=True),
        legend._replace(html=legend.html + words),
    )


def _cells(drawn: Drawn, most: int) -> Iterator[Cell]:
    for place, paths in enumerate(drawn.paths):
        text = str(paths) if paths < WRITTEN_OUT else ""
        yield Cell(f"in:{drawn.first + place}", Kind.MADE, text, 0, place, shade=round(paths / most, 3))
