"""What a cell of one of the two drawings is connected to."""

from html import escape

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import signed
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.views.same_layer.drawing import Side, written
from pyconv.pictures.views.same_layer.picture import place_key
from pyconv.pictures.views.same_layer.reasons import SIDES
from pyconv.pictures.views.same_layer.setup import Drawn, Shown
from pyconv.pictures.words import Said, joined, named, told
from pyconv.pooling import PoolingSpec
from pyconv.transposed import TransposedSpec


def focus(shown: Shown, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    drawn = shown.drawn
    if not drawn or not drawn.sides:
        raise keys.unknown(key)
    for name, side in zip(SIDES, drawn.sides, strict=True):
        for place in side.places:
            if key == place_key(name, side, place.number):
                return _of_place(key, name, side, place.number, language)
    for out in sorted({out for side in drawn.sides for out in side.outputs}):
        if key == f"out:{out}":
            return _of_output(drawn, drawn.sides, out, language)
    raise keys.unknown(key)


def _of_place(key: str, name: str, side: Side, number: int, language: str) -> Focus:
    """Return which of the drawn output cells read a place."""
    outs = [out for out, window in side.windows.items() if number in window]
    inside = next(place.inside for place in side.places if place.number == number)
    words = say(
        language,
        f"same-layer.{'cell' if inside else 'padding'}-{name}",
        count=len(outs),
        cell=signed(number),
        outputs=", ".join(map(str, outs)),
    )
    return told(key, {key: NO_HUE}, words)


def _of_output(drawn: Drawn, both: tuple[Side, Side], out: int, language: str) -> Focus:
    title = named(say(language, "same-layer.output", cell=out))
    lit, notes, boxes, said = {f"out:{out}": NO_HUE}, {}, [], [title]
    for name, layer, side in zip(SIDES, drawn.layers, both, strict=True):
        window = side.windows.get(out)
        if window is None:
            said.append(_below(say(language, f"same-layer.none-{name}", cell=out)))
            continue
        for number, tap in window.items():
            key = place_key(name, side, number)
            lit[key] = tap % HUES
            if not isinstance(layer.spec, PoolingSpec):
                notes[key] = f"w{tap}"
        if not isinstance(layer.spec, TransposedSpec):
            low = min(window)
            boxes.append(Box(name, 0, low, 1, max(window) - low + 1))
        value = f"y[{out}] = {written(layer.spec, drawn.axis, out)}"
        said.append(_below(say(language, f"same-layer.is-{name}", value=value)))
    return told(f"out:{out}", lit, joined(said), notes=notes, boxes=boxes)


def _below(words: str) -> Said:
    """Return words on a line of their own."""
    return Said(f'<span class="pc-line">{escape(words)}</span>', f". {words}")
