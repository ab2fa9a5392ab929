"""What a cell, a weight or a class of weights has to do with the others."""

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.model import HUES, NO_HUE, Focus
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.convolution import place_text
from pyconv.pictures.views.checkerboard.setup import Board
from pyconv.pictures.words import chip, factor, joined, named, summed, told
from pyconv.terms import terms

MOST_LISTED = 3
"""Rows and columns of a class that are named: so many show how they go on."""


def focus(shown: Board, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    spec = shown.spec
    classes = int(np.prod(shown.shape))
    counts = {"in": (spec.inputs,), "out": (spec.outputs,), "tap": (spec.taps,), "class": (classes,)}
    kind, (flat,) = keys.read(key, counts)
    if kind == "in":
        return _cell_focus(shown, flat, language)
    if kind == "class":
        return _class_focus(shown, flat, language)
    if kind == "tap":
        return _tap_focus(shown, flat, language)
    return transposition.focus(shown.stamped, key, language)


def _named(shown: Board, number: int) -> str:
    """Return the name of a class: its remainders."""
    return f"({', '.join(map(str, np.unravel_index(number, shown.shape)))})"


def _sum(shown: Board, number: int, language: str) -> str:
    return exact.texts(shown.sums(), language, exact=True, places=[number])[0]


def _cell_focus(shown: Board, flat: int, language: str) -> Focus:
    """Return the products that make a cell, and how many it would have further in."""
    number = shown.class_of(flat)
    lit = {f"in:{flat}": NO_HUE, f"class:{number}": NO_HUE}
    notes: dict[str, str] = {}
    weights = exact.texts(shown.stamped.kernel, language, exact=True)
    table = terms(shown.spec)
    for _, tap, out in table[table[:, 0] == flat].tolist():
        lit |= {f"out:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
        notes[f"out:{out}"] = weights[tap]
    count = int(shown.counts.flat[flat])
    words = say(
        language,
        f"checkerboard.cell-{'inside' if shown.is_inside(flat) else 'edge'}",
        count=count,
        place=place_text(flat, shown.spec.input_size, language),
        all=len(shown.taps(number)),
        named=_named(shown, number),
        sum=_sum(shown, number, language),
    )
    return told(f"in:{flat}", lit, words, notes=notes)


def _class_focus(shown: Board, number: int, language: str) -> Focus:
    """Return the weights of a class, their sum, and the cells of the result that they make."""
    taps = shown.taps(number)
    cells = [cell for cell in range(shown.spec.inputs) if shown.class_of(cell) == number]
    lit = {f"class:{number}": NO_HUE} | {f"tap:{tap}": tap % HUES for tap in taps}
    lit |= {f"in:{cell}": NO_HUE for cell in cells}
    weights = exact.texts(shown.stamped.kernel, language, exact=True)
    chips = [chip(factor(weights[tap]), f"tap:{tap}", tap) for tap in taps]
    title = named(say(language, "checkerboard.class", named=_named(shown, number)))
    added = summed(chips, _sum(shown, number, language))
    rows, columns = map(_listed, np.unravel_index(cells, shown.spec.input_size)) if cells else ("", "")
    rest = say(language, "checkerboard.class-makes", count=len(cells), rows=rows, columns=columns)
    return told(f"class:{number}", lit, joined([title, " = ", added, f". {rest}"]))


def _listed(places: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> str:
    """Return the first of some rows or columns."""
    found = sorted(set(places.tolist()))
    return f"{', '.join(map(str, found[:MOST_LISTED]))}{' …' if len(found) > MOST_LISTED else ''}"


def _tap_focus(shown: Board, tap: int, language: str) -> Focus:
    """Return the class of a weight, and the cells that it reaches."""
    number = shown.classes[tap]
    table = terms(shown.spec)
    hue = tap % HUES
    lit = {f"tap:{tap}": hue, f"class:{number}": NO_HUE}
    reached = table[table[:, 1] == tap][:, 0].tolist()
    lit |= {f"in:{cell}": hue for cell in reached}
    place = place_text(tap, shown.spec.kernel_size, language)
    value = exact.texts(shown.stamped.kernel, language, exact=True, places=[tap])[0]
    total = _sum(shown, number, language)
    words = (
        say(language, "checkerboard.tap", count=len(reached), place=place, value=value),
        say(
            language,
            "checkerboard.others",
            count=len(shown.taps(number)) - 1,
            named=_named(shown, number),
            sum=total,
        ),
    )
    return told(f"tap:{tap}", lit, " ".join(words))
