"""What a layer and a cell of the input are connected to."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import grouped
from pyconv.pictures.model import NO_HUE, Box, Focus
from pyconv.pictures.views.network.setup import Shown, extent
from pyconv.pictures.words import joined, named, told


def focus(shown: Shown, key: str, language: str) -> Focus:
    """Return what a layer or a cell of the input has to do with the others.

    Raises:
        ConvError: there is neither.
    """
    drawn = shown.drawn
    counts = {"layer": (len(shown.network.rows),)}
    if drawn:
        counts["in"] = (drawn.first + len(drawn.paths),)
    kind, (number,) = keys.read(key, counts)
    if kind == "layer":
        return _of_layer(shown, key, number, language)
    if drawn is None or number < drawn.first:
        raise keys.unknown(key)
    words = say(
        language,
        "network.paths",
        cell=grouped(number, language),
        count=drawn.paths[number - drawn.first],
        number=drawn.row + 1,
        to=grouped(drawn.cell, language),
    )
    return told(key, {key: NO_HUE, f"layer:{drawn.row}": NO_HUE}, words)


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
        first=grouped(seen[0], language),
        last=grouped(seen[1], language),
    )
    if shown.drawn:
        end = shown.drawn.first + len(shown.drawn.paths)
        first, last = max(seen[0], shown.drawn.first), min(seen[1] + 1, end)
        lit |= {f"in:{cell}": NO_HUE for cell in range(first, last)}
        if first < last:
            boxes.append(Box("field", 0, first - shown.drawn.first, 1, last - first))
    return told(key, lit, joined([title, f": {words}"]), boxes=boxes)
