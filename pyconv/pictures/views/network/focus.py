"""What a layer and a cell of a map are connected to."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import grouped, signed
from pyconv.pictures.model import NO_HUE, Box, Focus
from pyconv.pictures.views.network import plane
from pyconv.pictures.views.network.field import MOST_REPEATED, Drawn, Line, extent, paths_between
from pyconv.pictures.views.network.setup import Shown
from pyconv.pictures.words import joined, named, told


def focus(shown: Shown, key: str, language: str) -> Focus:
    """Return what a layer or a cell of a map has to do with the others.

    Raises:
        ConvError: there is neither.
    """
    drawn, rows = shown.drawn, len(shown.network.rows)
    counts: dict[str, tuple[int, ...]] = {"layer": (rows,)}
    if isinstance(drawn, Drawn):
        ends = [line.first + len(line.paths) for line in drawn.lines]
        counts |= {"input": (1,), "in": (ends[0],), "map": (rows + 1, max(ends))}
    if shown.repeated:
        *above, across = [len(along) for along in shown.repeated[-2:]]
        counts["total"] = tuple(min(each, MOST_REPEATED) for each in (*(above or [1]), across))
    if isinstance(shown.plane, plane.Plane):
        counts["plane"] = plane.counts(shown.plane)
    kind, numbers = keys.read(key, counts)
    if kind == "plane" and isinstance(shown.plane, plane.Plane):
        return _of_plane(shown.plane, key, numbers, language)
    if kind == "total":
        return _of_total(shown, key, numbers, language)
    if kind == "layer" or not isinstance(drawn, Drawn):
        return _of_layer(shown, key, numbers[0], language)
    if kind == "input":
        cells = grouped(shown.network.input_shape[1], language)
        return told(key, {key: NO_HUE}, say(language, "network.input-line", cells=cells))
    number, cell = (0, *numbers)[-2:]
    line = next((line for line in drawn.lines if line.number == number), None)
    if line is None or not 0 <= cell - line.first < len(line.paths) or (kind == "map" and not number):
        raise keys.unknown(key)
    return _of_cell(shown, drawn, key, (line, cell), language)


def _of_cell(shown: Shown, drawn: Drawn, key: str, at: tuple[Line, int], language: str) -> Focus:
    line, cell = at
    words = say(
        language,
        "network.paths-between" if line.number else "network.paths",
        cell=grouped(cell, language),
        count=line.paths[cell - line.first],
        number=drawn.row + 1,
        to=grouped(drawn.cell, language),
        of=line.number,
    )
    lit = {key: NO_HUE, f"layer:{drawn.row}": NO_HUE}
    # What it sees itself, on the maps before it.
    for above in drawn.lines[: drawn.lines.index(line)]:
        for seen, paths in enumerate(paths_between(shown.network, above, line, cell), above.first):
            if paths:
                lit[f"map:{above.number}:{seen}" if above.number else f"in:{seen}"] = NO_HUE
    return told(key, lit, words)


def _of_plane(found: plane.Plane, key: str, numbers: tuple[int, ...], language: str) -> Focus:
    words = plane.told_of(found, numbers, language)
    if words is None:
        raise keys.unknown(key)
    return told(key, {key: NO_HUE, f"layer:{found.number - 1}": NO_HUE}, words)


def _of_total(shown: Shown, key: str, numbers: tuple[int, ...], language: str) -> Focus:
    pattern = shown.repeated[-2:]
    paths = 1
    for along, at in zip(pattern, numbers[-len(pattern) :], strict=True):
        paths *= along[at]
    words = say(language, "network.total", count=paths, number=shown.asked + 1)
    return told(key, {key: NO_HUE, f"layer:{shown.asked}": NO_HUE}, words)


def _of_layer(shown: Shown, key: str, number: int, language: str) -> Focus:
    row = shown.network.rows[number]
    title = named(say(language, "network.layer-line", number=number + 1, line=row.line, name=row.name))
    seen, lit, boxes = extent(row), {key: NO_HUE}, []
    if seen is None or row.field is None:
        return told(key, lit, joined([title, f": {say(language, 'network.no-field')}"]))
    words = say(
        language,
        "network.sees",
        count=row.field.span[0],
        first=signed(grouped(seen[0], language)),
        last=signed(grouped(seen[1], language)),
    )
    if isinstance(shown.drawn, Drawn):
        line = shown.drawn.lines[0]
        left = (max(len(each.paths) for each in shown.drawn.lines) - len(line.paths)) / 2
        begin, end = line.first, line.first + len(line.paths)
        # Of the layer that is drawn, it is the cell that is drawn.
        chosen = number == shown.drawn.row
        first, last = (begin, end) if chosen else (max(seen[0], begin), min(seen[1] + 1, end))
        lit |= {f"in:{cell}": NO_HUE for cell in range(first, last)}
        if first < last:
            boxes.append(Box("field", 0, left + first - begin, 1, last - first))
    return told(key, lit, joined([title, f": {words}"]), boxes=boxes)
