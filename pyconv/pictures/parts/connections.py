"""What one cell is connected to: its window and sum, or every output that it reaches."""

from collections.abc import Iterable

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, NO_HUE, Focus
from pyconv.pictures.parts.convolution import Convolution, cell_keys, place_text, weight_texts
from pyconv.pictures.parts.volumes import window_frames
from pyconv.pictures.words import Said, chip, factor, joined, named, retold, said_of, summed, told
from pyconv.spec import ConvSpec
from pyconv.terms import OUTSIDE, padded_source, placements

MOST_SPOKEN_TAPS = 9
"""A sum with more products than this is too long to be read aloud; its result is said."""


def focus(shown: Convolution, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    spec = shown.spec
    counts = {
        "out": (spec.outputs,),
        "tap": (spec.taps,),
        "in": (spec.inputs,),
        "pad": (len(cell_keys(spec)),),
    }
    kind, (flat,) = keys.read(key, counts)
    if kind == "out":
        return _output_focus(shown, flat, language)
    if kind == "tap":
        return _tap_focus(shown, flat, language)
    if kind == "in":
        return _input_focus(shown, key, flat, language)
    if cell_keys(spec)[flat] != key:
        raise keys.unknown(key)
    return _padding_focus(shown, key, flat, language)


def _output_focus(shown: Convolution, flat: int, language: str) -> Focus:
    """Return the window of one output cell, with its sum written out."""
    spec = shown.spec
    names = cell_keys(spec)
    weights = weight_texts(shown, language)
    key = f"out:{flat}"
    lit = {key: NO_HUE}
    notes, products = {}, []
    window = placements(spec)[flat * spec.taps : (flat + 1) * spec.taps]
    values = exact.texts(shown.padded, language, exact=True, places=window[:, 0].tolist())
    for (place, tap, _), value in zip(window.tolist(), values, strict=True):
        lit |= {names[place]: tap % HUES, f"tap:{tap}": tap % HUES}
        notes[names[place]] = weights[tap]
        products.append(chip(f"{factor(weights[tap])}·{factor(value)}", f"tap:{tap}", tap))
    result = result_text(shown.output, flat, language)
    where = place_text(flat, spec.output_size, language)
    title = named(say(language, "sliding-filter.focus-output", place=where))
    added = summed(products, result)
    spoken = added.spoken
    if len(products) > MOST_SPOKEN_TAPS:
        spoken = say(language, "sliding-filter.say-result", taps=len(products), result=result)
    said = Said(f"{title.html} = {added.html}", _spoken(spec, flat, spoken, language))
    return told(key, lit, said, notes=notes, boxes=window_frames(spec, flat))


def _spoken(spec: ConvSpec, flat: int, written: str, language: str) -> str:
    """Return the sum of an output cell as it is read aloud."""
    if spec.axes != 2:
        where = place_text(flat, spec.output_size, language)
        return say(language, "sliding-filter.say-output-at", place=where, sum=written)
    line, column = divmod(flat, spec.output_size[1])
    return say(language, "sliding-filter.say-output", row=line, column=column, sum=written)


def result_text(values: Rationals, flat: int, language: str) -> str:
    """Return a value, and its rounding if its digits are not all of it."""
    above, below = int(values.numerators.flat[flat]), values.denominator
    short = exact.show(above, below, language)
    if exact.is_short(above, below):
        return short
    return f"{exact.show(above, below, language, as_fraction=True)} ≈ {short}"


def _tap_focus(shown: Convolution, flat: int, language: str) -> Focus:
    """Return every window that uses a tap, and the cell it meets there."""
    spec = shown.spec
    names = cell_keys(spec)
    table = placements(spec)
    lit = {f"tap:{flat}": flat % HUES}
    for place, _, out in table[table[:, 1] == flat].tolist():
        lit |= {names[place]: flat % HUES, f"out:{out}": flat % HUES}
    words = say(
        language,
        "sliding-filter.focus-tap",
        place=place_text(flat, spec.kernel_size, language),
        value=weight_texts(shown, language)[flat],
        count=spec.outputs,
    )
    return told(f"tap:{flat}", lit, words)


def _input_focus(shown: Convolution, key: str, flat: int, language: str) -> Focus:
    """Return every output that an input cell reaches, also through copies in the padding."""
    places = np.flatnonzero(padded_source(shown.spec) == flat).tolist()
    where = place_text(flat, shown.spec.input_size, language)
    return _reached(shown, key, places, "input", language, place=where)


def _padding_focus(shown: Convolution, key: str, place: int, language: str) -> Focus:
    source = int(padded_source(shown.spec).flat[place])
    reached = _reached(shown, key, [place], "padding", language)
    if source == OUTSIDE:
        return reached
    copied = say(
        language,
        "sliding-filter.focus-copy",
        place=place_text(source, shown.spec.input_size, language),
    )
    lit = reached.lit | {f"in:{source}": NO_HUE}
    return retold(reached._replace(lit=lit), joined([copied, " ", said_of(reached)]))


def _reached(
    shown: Convolution, key: str, places: Iterable[int], what: str, language: str, **words: str
) -> Focus:
    """Return the outputs that some cells of the padded input reach, each with its weight."""
    spec = shown.spec
    names, weights, table = cell_keys(spec), weight_texts(shown, language), placements(spec)
    places = list(places)
    (value,) = exact.texts(shown.padded, language, exact=True, places=[names.index(key)])
    met = table[np.isin(table[:, 0], places)].tolist()
    lit = {names[place]: NO_HUE for place in places} | {key: NO_HUE}
    notes: dict[str, str] = {}
    chips = []
    for _, tap, out in met:
        lit |= {f"out:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
        seen = notes.get(f"out:{out}")
        notes[f"out:{out}"] = weights[tap] if seen is None else f"{seen}, {weights[tap]}"
        where = place_text(out, spec.output_size, language)
        chips.append(chip(f"{where}\N{NO-BREAK SPACE}×{weights[tap]}", f"out:{out}", tap))
    count = len({out for _, _, out in met})
    title = say(language, f"sliding-filter.focus-{what}", count=count, value=value, **words)
    listed = ", ".join(place_text(out, spec.output_size, language) for _, _, out in met)
    spoken = f"{title} {listed}".strip() if count <= MOST_SPOKEN_TAPS else title
    return told(key, lit, Said(joined([title, *chips], " ").html, spoken), notes=notes)
