"""A transposed convolution with its values, and what each of its cells is connected to.

It is a convolution's set of terms read backwards: cells `out:` are given and cells `in:`
are the result, so every key means the same as in the pictures of the convolution.
"""

from typing import NamedTuple

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.controls import Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.parts.connections import MOST_SPOKEN_TAPS, result_text
from pyconv.pictures.parts.convolution import AXES, HEIGHT_WIDTH, Valued, place_text
from pyconv.pictures.settings import Controls
from pyconv.pictures.words import Said, chip, factor, named, plain, summed, told
from pyconv.spec import ConvSpec
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec


class TransposedPlane(Controls):
    """The geometry of a transposed convolution of a map."""

    input = Integers(1, 8, (2, 2), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 5, (3, 3), HEIGHT_WIDTH, "both")
    stride = Integers(1, 4, (2, 2), AXES, "both")
    padding = Integers(0, 4, (0, 0), AXES, "both")
    output_padding = Integers(0, 3, (0, 0), AXES, "both")
    dilation = Integers(1, 3, (1, 1), AXES, "both")

    def layer(self) -> TransposedSpec:
        """Return the geometry that the reader set up.

        Raises:
            ConvError: the settings define no transposed convolution.
        """
        return TransposedSpec(
            self.input,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            output_padding=self.output_padding,
        )


class Transposition(NamedTuple):
    """The convolution that is transposed, the map that is given, and what comes of it."""

    spec: ConvSpec
    given: Rationals
    kernel: Rationals
    result: Rationals


def transposed(spec: ConvSpec, given: Rationals, kernel: Rationals) -> Transposition:
    """Return the transpose of `spec` applied to a map of its output's size, exactly."""
    return Transposition(spec, given, kernel, exact.transposed_conv(spec, given, kernel))


def linear(chosen: Valued, spec: ConvSpec) -> Transposition:
    """Return the transpose of a convolution with the values that the reader set up, computed."""
    return transposed(spec, chosen.map_of(spec.output_size), chosen.kernel_of(spec.kernel_size))


def stamped(shown: Transposition, cells: range, language: str) -> dict[str, str]:
    """Return what each cell of the result would say if only some of the cells were given, by key."""
    given = shown.given
    kept = np.zeros_like(given.numerators)
    kept.reshape(-1)[cells] = given.numerators.reshape(-1)[cells]
    sums = transposed(shown.spec, Rationals(kept, given.denominator), shown.kernel).result
    return {f"in:{cell}": text for cell, text in enumerate(exact.texts(sums, language))}


def focus(shown: Transposition, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    spec = shown.spec
    counts = {"out": (spec.outputs,), "tap": (spec.taps,), "in": (spec.inputs,)}
    kind, (flat,) = keys.read(key, counts)
    tell = {"out": _given_focus, "in": _result_focus, "tap": _tap_focus}[kind]
    return tell(shown, flat, language)


def _result_focus(shown: Transposition, flat: int, language: str) -> Focus:
    """Return the sum that makes one cell of the result."""
    spec, table = shown.spec, terms(shown.spec)
    met = table[table[:, 0] == flat]
    weights = exact.texts(shown.kernel, language, exact=True)
    values = exact.texts(shown.given, language, exact=True)
    key = f"in:{flat}"
    lit, notes, products = {key: NO_HUE}, {}, []
    for _, tap, out in met.tolist():
        lit |= {f"out:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
        notes[f"out:{out}"] = weights[tap]
        products.append(chip(f"{factor(values[out])}·{factor(weights[tap])}", f"out:{out}", tap))
    result = result_text(shown.result, flat, language)
    added = summed(products, result)
    title = named(
        say(language, "transposition.focus-result", place=place_text(flat, spec.input_size, language))
    )
    spoken = added.spoken
    if len(products) > MOST_SPOKEN_TAPS:
        spoken = say(language, "sliding-filter.say-result", taps=len(products), result=result)
    words = f"{title.html} = {added.html}"
    if not products:
        rest = plain(say(language, "transposition.untouched"))
        words, spoken = f"{words}. {rest.html}", rest.spoken
    return told(key, lit, Said(words, f"{title.spoken}: {spoken}"), notes=notes)


def _given_focus(shown: Transposition, flat: int, language: str) -> Focus:
    """Return the stamp of one given cell: the kernel, times the cell's value."""
    spec, table = shown.spec, terms(shown.spec)
    met = table[table[:, 2] == flat].tolist()
    weights = exact.texts(shown.kernel, language, exact=True)
    (value,) = exact.texts(shown.given, language, exact=True, places=[flat])
    key = f"out:{flat}"
    lit, notes = {key: NO_HUE}, dict[str, str]()
    for cell, tap, _ in met:
        lit |= {f"in:{cell}": tap % HUES, f"tap:{tap}": tap % HUES}
        before = notes.get(f"in:{cell}")
        notes[f"in:{cell}"] = weights[tap] if before is None else f"{before}, {weights[tap]}"
    words = say(
        language,
        "transposition.focus-given",
        count=len(met),
        place=place_text(flat, spec.output_size, language),
        value=value,
    )
    return told(key, lit, words, notes=notes, boxes=(stamp(spec, flat, "result"),))


def stamp(spec: ConvSpec, flat: int, grid: str) -> Box:
    """Return the frame of the window of one `out:` cell on a grid of the `in:` cells.

    It keeps to the grid: what padding crops away is not there to be framed.
    """
    row, column = divmod(flat, spec.output_size[-1])
    edges = []
    for place, stride, (before, _), span, size in zip(
        (row, column), spec.stride, spec.padding, spec.span, spec.input_size, strict=True
    ):
        first = place * stride - before
        low, high = max(first, 0), min(first + span, size)
        # A window that lies in the padding alone has a frame of no width at the edge.
        edges.append((min(low, size), max(high - low, 0)))
    (top, height), (left, width) = edges
    return Box(grid, top, left, height, width)


def _tap_focus(shown: Transposition, flat: int, language: str) -> Focus:
    """Return every pair of cells that a tap connects."""
    spec, table = shown.spec, terms(shown.spec)
    met = table[table[:, 1] == flat].tolist()
    hue = flat % HUES
    lit = {f"tap:{flat}": hue}
    for cell, _, out in met:
        lit |= {f"in:{cell}": hue, f"out:{out}": hue}
    (value,) = exact.texts(shown.kernel, language, exact=True, places=[flat])
    words = say(
        language,
        "transposition.focus-tap",
        count=len(met),
        place=place_text(flat, spec.kernel_size, language),
        value=value,
    )
    return told(f"tap:{flat}", lit, words)
