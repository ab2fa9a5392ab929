"""Two detectors of the pattern 1, 0, 1: a dense unit fitted to one place, and a filter that slides.

Both hold the same template, +1 where the pattern has 1 and -1 where it has 0, and both fire
at the same threshold, which only the whole pattern reaches. All that differs is that the
weights of the unit stay where they were fitted.
"""

from random import Random
from typing import NamedTuple

import numpy as np

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.ops import cross_correlate
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Condition, Integer
from pyconv.pictures.exact import Rationals
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec
from pyconv.terms import terms

PATTERN = (1, 0, 1)

FILTER = tuple(1 if pixel else -1 for pixel in PATTERN)
"""The template: no window but the pattern itself makes its sum as large."""

NOISE = 0.25
"""How many of the pixels around the patterns are 1 where there is noise."""


class Settings(Controls):
    """What a reader can change."""

    patterns = Choice(("one", "two"), "one")
    place = Integer(0, 29, (3,))
    second = Integer(0, 29, (10,), when=Condition("patterns", ("two",)))
    noise = Choice(("none", "some"), "none")
    seed = Integer(0, 999, (1,), when=Condition("noise", ("some",)))
    threshold = Integer(-1, 3, (2,))
    length = Integer(8, 32, (16,))
    fitted = Integer(0, 29, (3,))
    outside = Choice(("zero", "minus"), "zero")
    prominent = ("patterns", "place", "second", "noise", "seed", "threshold", "length")


class Detectors(NamedTuple):
    """What both detectors are given and what they make of it.

    Attributes:
        spec: the filter's windows on the pixels.
        places: where each pattern begins.
        weights: of the dense unit, one for each pixel.
        fitted: where the pattern began to which the unit was fitted.
        unit: the activation of the dense unit.
        activations: of the filter, one for each place.
    """

    spec: ConvSpec
    pixels: tuple[int, ...]
    places: tuple[int, ...]
    weights: tuple[int, ...]
    fitted: int
    unit: int
    activations: tuple[int, ...]
    threshold: int

    def fires(self, activation: int) -> bool:
        """Return whether an activation reaches the threshold."""
        return activation >= self.threshold


def prepare(chosen: Settings) -> Detectors:
    """Return the pixels that the reader set up, and what both detectors make of them.

    Raises:
        ConvError: a pattern, or the place that the unit is fitted to, is not within the pixels.
    """
    length, fitted = chosen.length, chosen.fitted
    spec = ConvSpec(length, len(PATTERN))
    begins = {"place": chosen.place}
    if chosen.patterns == "two":
        begins["second"] = chosen.second
    for name, place in (begins | {"fitted": fitted}).items():
        if place >= spec.outputs:
            numbers = {"value": place, "length": length, "last": spec.outputs - 1}
            raise ConvError("pattern-outside", field=f"{name}.0", name=name, **numbers)
    draw = Random(chosen.seed).random  # noqa: S311 - pixels to look at, not secrets
    noisy = chosen.noise == "some"
    pixels = [int(draw() < NOISE) if noisy else 0 for _ in range(length)]
    places = tuple(begins.values())
    for place in places:
        pixels[place : place + len(PATTERN)] = PATTERN
    weights = [-1 if chosen.outside == "minus" else 0] * length
    for cell, tap, out in terms(spec).tolist():
        if out == fitted:
            weights[cell] = FILTER[tap]
    # A dense unit is a filter as long as the input: it fits in one place only.
    (unit,) = cross_correlate(pixels, weights).tolist()
    activations = cross_correlate(pixels, FILTER).tolist()
    made = tuple(activations)
    return Detectors(spec, tuple(pixels), places, tuple(weights), fitted, unit, made, chosen.threshold)


def texts(numbers: tuple[int, ...], language: str) -> list[str]:
    """Return whole numbers as they are written."""
    return exact.texts(Rationals(np.array(numbers)), language)


def text(number: int, language: str) -> str:
    """Return a whole number as it is written."""
    return texts((number,), language)[0]


def drop(shown: Detectors, column: int) -> str:
    """Return where a pattern begins whose middle is dropped in a column."""
    middle = len(PATTERN) // 2
    return str(min(max(column - middle, 0), shown.spec.outputs - 1))


def verdict(shown: Detectors, value: int, language: str) -> str:
    """Return an activation compared with the threshold."""
    words = "fires" if shown.fires(value) else "silent"
    numbers = {"value": text(value, language), "threshold": text(shown.threshold, language)}
    return say(language, f"pattern-detector.verdict-{words}", **numbers)
