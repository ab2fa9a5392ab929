"""What one cell is connected to: its window and the number that comes of it, or the windows that hold it."""

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.model import NO_HUE, Focus
from pyconv.pictures.parts.connections import result_text
from pyconv.pictures.parts.convolution import cell_keys, cells_inside, place_text
from pyconv.pictures.parts.volumes import window_frames
from pyconv.pictures.views.pooling.picture import outside
from pyconv.pictures.views.pooling.setup import Pooled
from pyconv.pictures.words import Said, chip, factor, joined, kept, named, strong, told
from pyconv.terms import OUTSIDE, placements


def focus(shown: Pooled, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    windows = shown.spec.windows
    names = cell_keys(windows)
    counts = {"out": (windows.outputs,), "in": (windows.inputs,), "pad": (len(names),)}
    kind, (flat,) = keys.read(key, counts)
    if kind == "out":
        return _output_focus(shown, flat, language)
    if kind == "pad" and names[flat] != key:
        raise keys.unknown(key)
    return _cell_focus(shown, key, names.index(key), language)


def _window(shown: Pooled, out: int) -> list[int]:
    """Return the places of a window on the padded map."""
    taps = shown.spec.taps
    places: list[int] = placements(shown.spec.windows)[out * taps : (out + 1) * taps, 0].tolist()
    return places


def _around(shown: Pooled, place: int) -> str:
    """Return what stands in a place of the padding."""
    windows = shown.spec.windows
    (top, _), (left, _) = windows.padding
    row, column = divmod(place, windows.padded_size[1])
    return outside(shown.spec, row - top, column - left)


def _largest(shown: Pooled, out: int) -> list[int]:
    """Return the places of a window that hold its largest number."""
    inside, x, output = cells_inside(shown.spec.windows), shown.x, shown.output
    return [
        place
        for place in _window(shown, out)
        if inside[place] != OUTSIDE and x.fraction(inside[place]) == output.fraction(out)
    ]


def _output_focus(shown: Pooled, out: int, language: str) -> Focus:
    """Return the window of an output cell, with what it comes to."""
    spec = shown.spec
    names, inside = cell_keys(spec.windows), cells_inside(spec.windows)
    values = exact.texts(shown.x, language, exact=True)
    key, window = f"out:{out}", _window(shown, out)
    kept_ones = _largest(shown, out) if spec.kind == "max" else window
    # Only what goes into the result has its hue.
    lit = {key: NO_HUE} | {
        names[place]: number if place in kept_ones else NO_HUE for number, place in enumerate(window)
    }
    counted = []
    for number, place in enumerate(window):
        text = values[inside[place]] if inside[place] != OUTSIDE else _around(shown, place)
        if inside[place] != OUTSIDE or (text and spec.kind == "average"):
            counted.append((text, names[place], number))
    result = strong(result_text(shown.output, out, language))
    where = place_text(out, spec.output_size, language)
    if spec.kind == "max":
        listed = [chip(text, name, hue) if lit[name] != NO_HUE else text for text, name, hue in counted]
        said = joined(["max(", joined(listed, ", "), ")"])
    elif len(counted) == 1:
        said = chip(*counted[0])
    else:
        added = joined([chip(factor(text), name, number) for text, name, number in counted], " + ")
        said = joined(["(", added, f") / {len(counted)}"])
    title = named(say(language, "sliding-filter.focus-output", place=where))
    whole = joined([said, " ", kept("= ", result)])
    row, column = divmod(out, spec.output_size[1])
    spoken = say(language, "sliding-filter.say-output", row=row, column=column, sum=whole.spoken)
    said = Said(f"{title.html} = {whole.html}", spoken)
    return told(key, lit, said, boxes=window_frames(spec.windows, out))


def _cell_focus(shown: Pooled, key: str, place: int, language: str) -> Focus:
    """Return the windows that hold a cell of the map, or of what stands around it."""
    spec = shown.spec
    cell = cells_inside(spec.windows)[place]
    table = placements(spec.windows)
    outs = np.unique(table[table[:, 0] == place, 2]).tolist()
    lit = {key: NO_HUE} | {f"out:{out}": NO_HUE for out in outs}
    where = [place_text(out, spec.output_size, language) for out in outs]
    if cell == OUTSIDE:
        text = _around(shown, place)
        kind = "least" if text and spec.kind == "max" else "counts" if text else "absent"
        title = say(language, f"pooling.{kind}")
    else:
        (value,) = exact.texts(shown.x, language, exact=True, places=[cell])
        title = say(language, "pooling.cell", place=place_text(cell, spec.input_size, language), value=value)
    held = say(language, "pooling.held", count=len(outs), outputs=", ".join(where))
    words = [title, held]
    if spec.kind == "max" and cell != OUTSIDE and outs:
        best = [at for out, at in zip(outs, where, strict=True) if place in _largest(shown, out)]
        words.append(say(language, "pooling.largest", count=len(best), outputs=", ".join(best)))
    return told(key, lit, " ".join(words))
