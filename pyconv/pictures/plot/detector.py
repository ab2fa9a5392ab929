"""Figure 1: a dense unit fitted to one place, and a filter of three weights that slides."""

from typing import NamedTuple

import numpy as np

from pyconv.arrays import Array
from pyconv.matrix import conv_matrix
from pyconv.messages import say
from pyconv.ops import cross_correlate
from pyconv.pictures.plot.palette import tap, tint
from pyconv.pictures.plot.sheet import DASHES, Sheet, folded
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec
from pyconv.terms import terms

LENGTH = 9
PATTERN = (1, 0, 1)
WEIGHTS = (1, -1, 1)
"""Positive where the pattern has a one, negative where it has none."""

LEARNT, MOVED = 1, 5
"""Where the pattern stood when the dense unit was fitted, and where it stands later."""

PITCH, SIDE, RADIUS = 32, 27, 15
CHIP = 19
"""The side of the small cell that holds a weight."""

HEADING, BLOCK, GAP = 70, 172, 26
NARROW_WIDTH = 304
WIDE_WIDTH = 680


class Case(NamedTuple):
    """What the two layers make of one input.

    Attributes:
        unit: the sum of the dense unit.
        activations: the sums of the filter, window by window.
    """

    place: int
    pixels: Array
    unit: int
    activations: Array


def threshold() -> int:
    """Return the sum that the weights make of the pattern itself: only it reaches that."""
    return sum(weight * pixel for weight, pixel in zip(WEIGHTS, PATTERN, strict=True))


def unit_weights() -> Array:
    """Return the weights of the dense unit: those of the filter where it learnt, 0 elsewhere."""
    weights: Array = conv_matrix(ConvSpec(LENGTH, len(WEIGHTS)), WEIGHTS)[:, LEARNT]
    return weights


def cases() -> tuple[Case, Case]:
    """Return what is drawn: the pattern where it was learnt, and where it moved to."""
    return _case(LEARNT), _case(MOVED)


def _case(place: int) -> Case:
    pixels = np.zeros(LENGTH, dtype=np.int64)
    pixels[place : place + len(PATTERN)] = PATTERN
    return Case(place, pixels, int(pixels @ unit_weights()), cross_correlate(pixels, WEIGHTS))


def alt(_: Controls, language: str) -> str:
    """Return what the figure shows, in words."""
    learnt, moved = cases()
    return say(
        language,
        "figure-1.alt",
        pixels=LENGTH,
        weights=len(WEIGHTS),
        learnt=learnt.place,
        moved=moved.place,
        unit=_signed(learnt.unit),
        lost=_signed(moved.unit),
        map=", ".join(map(_signed, learnt.activations.tolist())),
        later=", ".join(map(_signed, moved.activations.tolist())),
    )


def draw(_: Controls, language: str, *, narrow: bool) -> Sheet:
    """Return the figure: dense unit and filter side by side, or one below the other."""
    column = HEADING + 2 * BLOCK + GAP
    sheet = Sheet(NARROW_WIDTH, 2 * column + 8) if narrow else Sheet(WIDE_WIDTH, column)
    for number, kind in enumerate(("unit", "filter")):
        left = 0 if narrow else number * (WIDE_WIDTH - NARROW_WIDTH)
        top = number * (column + 8) if narrow else 0
        title = say(language, f"figure-1.{kind}", count=LENGTH if kind == "unit" else len(WEIGHTS))
        sheet.text(left + NARROW_WIDTH / 2, top + 14, folded(title, NARROW_WIDTH, 15), size=15, bold=True)
        if kind == "filter":
            for number_of_tap, weight in enumerate(WEIGHTS):
                x = left + NARROW_WIDTH / 2 + (number_of_tap - 1) * CHIP * 1.3
                _weight(sheet, x, top + 42, number_of_tap, weight)
        for row, case in enumerate(cases()):
            corner = left + (NARROW_WIDTH - LENGTH * PITCH) / 2, top + HEADING + row * (BLOCK + GAP)
            _input(sheet, case, corner, say(language, f"figure-1.place-{row}"))
            (_unit if kind == "unit" else _filter)(sheet, case, corner, language)
    return sheet


def _signed(number: int) -> str:
    return str(number).replace("-", "\N{MINUS SIGN}")


def _middle(corner: tuple[float, float], place: float) -> float:
    return corner[0] + (place + 0.5) * PITCH


def _input(sheet: Sheet, case: Case, corner: tuple[float, float], words: str) -> None:
    """Draw the pixels, the ones dark, with the pattern framed."""
    _, top = corner
    sheet.text(_middle(corner, (LENGTH - 1) / 2), top + 10, words, colour="soft")
    for place, pixel in enumerate(case.pixels.tolist()):
        x, y = _middle(corner, place), top + 38
        sheet.cell(x, y, SIDE, fill="ink" if pixel else "paper")
        sheet.text(x, y, str(pixel), colour="paper" if pixel else "ink")
    frame = (SIDE - PITCH) / 2 - 3
    sheet.frame(
        _middle(corner, case.place) - PITCH / 2 - frame - 3,
        top + 38 - SIDE / 2 - 3,
        len(PATTERN) * PITCH + 2 * frame + 6,
        SIDE + 6,
    )


def _weight(sheet: Sheet, x: float, y: float, number: int, weight: int) -> None:
    """Draw a weight of the filter, or one that is no part of it."""
    part = 0 <= number < len(WEIGHTS)
    sheet.cell(x, y, CHIP, fill=tint(number) if part else "sunken", edge="edge" if part else "line")
    sheet.text(x, y, _signed(weight), size=11.5, colour="ink" if part else "soft")


def _unit(sheet: Sheet, case: Case, corner: tuple[float, float], language: str) -> None:
    """Draw one unit with a weight for every pixel."""
    top = corner[1] + 38 + SIDE / 2 + 4
    x, y = _middle(corner, (LENGTH - 1) / 2), corner[1] + 146
    for place, weight in enumerate(unit_weights().tolist()):
        at, number = _middle(corner, place), place - LEARNT
        _weight(sheet, at, top + CHIP / 2, number, weight)
        ends = [(at, top + CHIP), (x, y)]
        if weight:
            sheet.stroke(ends, colour=tap(number), width=2.4, dashes=DASHES[number % len(DASHES)])
        else:
            sheet.stroke(ends, colour="edge", width=0.8, behind=True)
    fires = case.unit >= threshold()
    sheet.node(x, y, RADIUS, fill="glow" if fires else "paper", edge="accent" if fires else "edge", width=2)
    sheet.text(x, y, _signed(case.unit), bold=fires)
    words = say(language, "figure-1.fires" if fires else "figure-1.silent")
    sheet.text(x + RADIUS + 8, y + 7, words, bold=fires, align="left", colour="accent" if fires else "soft")


def _filter(sheet: Sheet, case: Case, corner: tuple[float, float], language: str) -> None:
    """Draw the windows of the filter and its activation map."""
    top = corner[1] + 38 + SIDE / 2
    y = corner[1] + 126
    shift = (len(PATTERN) - 1) / 2
    for source, number, out in terms(ConvSpec(LENGTH, len(WEIGHTS))).tolist():
        ends = [(_middle(corner, source), top), (_middle(corner, out + shift), y - SIDE / 2)]
        sheet.stroke(ends, colour=tap(number), width=1.8, dashes=DASHES[number % len(DASHES)])
    for out, value in enumerate(case.activations.tolist()):
        fires = value >= threshold()
        x = _middle(corner, out + shift)
        sheet.cell(
            x,
            y,
            SIDE,
            fill="glow" if fires else "paper",
            edge="accent" if fires else "edge",
            width=2.5 if fires else 1,
        )
        sheet.text(x, y, _signed(value), bold=fires)
        if fires:
            words = say(language, "figure-1.fires")
            sheet.text(x, y + SIDE / 2 + 14, words, bold=True, colour="accent")
