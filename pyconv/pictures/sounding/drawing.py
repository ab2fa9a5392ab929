"""What is seen of a sound, as SVG: its waveform, the kernel, and a close-up around one sample.

Colours and type belong to the style sheet, as in every picture of the package.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.pictures.exact import Rationals, brief, exactly
from pyconv.pictures.model import HUES
from pyconv.pictures.sounding.setup import FULL, Kernel, Sounded, peak_of

WIDTH, HEIGHT = 800, 200
"""Of a waveform, in units of its drawing: at most one upright line for each unit of its width."""

REACH = 96
"""Units from the middle of a waveform to the loudest sample that it can show."""

BROAD, DEEP = 400, 258
"""The width of the kernel and of the close-up, and the height of that."""

ROWS = 60, 140, 220
"""The middle of each row of the close-up."""

NAME = 22
"""Units that the name of a weight takes across."""

SHORT = 6
"""Characters of a weight that have room above its stem."""

IN_SIGHT = 41
"""Samples of a close-up, unless the weights lie so far apart that it has to show several places."""

LEAST = 2
"""Samples to either side of each place that is shown."""


def waveform(shown: Sounded, name: str) -> str:
    """Return the waveform of a sound: of what falls on one upright line, from the lowest to the highest.

    Both sounds have the same scales: time as long as the result, and up to full scale, or further if the
    result is louder.
    """
    values, length = shown.values[name], shown.result.numerators.size
    most = max(Fraction(FULL), peak_of(shown.result))
    heights = np.zeros(length)
    heights[: values.numerators.size] = values.numerators / float(values.denominator * most)
    lines = min(WIDTH, length)
    starts = np.arange(lines) * length // lines
    across = starts * WIDTH // length
    tops, bottoms = (_down(end.reduceat(heights, starts)) for end in (np.maximum, np.minimum))
    there = [f"{x} {y}" for x, y in zip(across, tops, strict=True)]
    back = [f"{x} {y}" for x, y in zip(across[::-1], bottoms[::-1], strict=True)]
    full = [round(HEIGHT / 2 + sign * REACH * float(FULL / most)) for sign in (-1, 1)]
    lined = "".join(f"M0 {y}H{WIDTH}" for y in full) if most > FULL else ""
    end = shown.sound.size * WIDTH // length
    parts = [
        f'<path class="pc-sound-full" d="{lined}"/>' if lined else "",
        f'<path class="pc-sound-end" d="M{end} 0V{HEIGHT}"/>' if shown.sound.size < length else "",
        f'<path class="pc-sound-wave" d="M{"L".join(there + back)}Z"/>',
    ]
    return _svg("pc-sound-drawing", WIDTH, HEIGHT, parts, ' preserveAspectRatio="none"')


def _down(heights: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(HEIGHT / 2 - REACH * heights).astype(np.int64)


def stems(kernel: Kernel, language: str) -> str:
    """Return the kernel: one stem for each weight, as high as it is, with its value."""
    weights = kernel.divided
    most = _largest(weights)
    middle, reach = 64, 38
    apart = BROAD / len(weights)
    parts = [f'<path class="pc-sound-axis" d="M0 {middle}H{BROAD}"/>']
    for place, weight in enumerate(weights):
        x = round(apart * (place + 0.5))
        parts.append(_stem(x, middle, weight / most, reach, f"pc-hue-{place % HUES}"))
        y = middle - reach * weight / most + (18 if weight < 0 else -9)
        parts.append(_text(x, round(y), _brief(weight, language)))
        parts.append(_name(x, middle, place, weight))
    return _svg("pc-sound-stems", BROAD, 128, parts)


class Place(NamedTuple):
    """A run of samples that are shown side by side: the first, and the one after the last."""

    first: int
    stop: int


def places(sample: int, kernel: Kernel, spacing: int) -> list[Place]:
    """Return what is shown around the samples that the weights meet, the earliest first.

    >>> places(100, Kernel((Fraction(1),) * 2), 10)
    [Place(first=75, stop=116)]
    >>> places(5000, Kernel((Fraction(1),) * 2), 4000)
    [Place(first=991, stop=1010), Place(first=4991, stop=5010)]
    """
    met = [sample - spacing * place for place in reversed(range(len(kernel.weights)))]
    beside = LEAST
    while sum(run.stop - run.first for run in _around(met, beside + 1)) <= IN_SIGHT:
        beside += 1
    return _around(met, beside)


def _around(met: Iterable[int], beside: int) -> list[Place]:
    found: list[Place] = []
    for sample in met:
        first, stop = sample - beside, sample + beside + 1
        if found and first <= found[-1].stop:
            found[-1] = Place(found[-1].first, stop)
        else:
            found.append(Place(first, stop))
    return found


def close_up(shown: Sounded, sample: int, names: Sequence[str]) -> str:
    """Return one sample of the result, and above it what the weights meet.

    Three rows one below the other: the sound, the kernel laid on it from the sample backwards, and the
    result. Where the weights lie far apart, what lies between them is left out.

    Args:
        shown: what is shown.
        sample: of the result.
        names: of the rows.
    """
    weights = shown.kernel.divided
    taps = {sample - shown.chosen.spacing * place: place for place in range(len(weights))}
    where, breaks = _laid_out(places(sample, shown.kernel, shown.chosen.spacing))
    given = {one: _value(shown.values["input"], one) for one in where}
    made = {one: _value(shown.result, one) for one in where}
    loud = _largest([*given.values(), *made.values()])
    most = _largest(weights)
    parts = []
    for name, middle in zip(names, ROWS, strict=True):
        parts.append(_text(6, middle - 36, name, "pc-sound-row"))
        parts.append(f'<path class="pc-sound-axis" d="M0 {middle}H{BROAD}"/>')
    parts += [f'<path class="pc-sound-break" d="M{x:.1f} 12V{DEEP - 6}"/>' for x in breaks]
    sounds, kernel, results = ROWS
    named = _apart([where[one] for one in taps])
    for one, x in where.items():
        tap = taps.get(one)
        style = "pc-sound-aside" if tap is None else f"pc-hue-{tap % HUES}"
        parts.append(_stem(x, sounds, given[one] / loud, 28, style))
        if tap is not None:
            parts.append(_stem(x, kernel, weights[tap] / most, 24, style))
            if x in named:
                parts.append(_name(round(x), kernel, tap, weights[tap]))
        style = "pc-sound-chosen" if one == sample else "pc-sound-aside"
        parts.append(_stem(x, results, made[one] / loud, 28, style))
    return _svg("pc-sound-close", BROAD, DEEP, parts)


def _laid_out(runs: Sequence[Place]) -> tuple[dict[int, float], list[float]]:
    """Return where each sample lies across a close-up, and the middle of each gap between runs of them."""
    pitch = (BROAD - 12) / (sum(run.stop - run.first for run in runs) + len(runs) - 1)
    where: dict[int, float] = {}
    breaks = []
    at = 6 + pitch / 2
    for number, run in enumerate(runs):
        if number:
            breaks.append(at)
            at += pitch
        for one in range(run.first, run.stop):
            where[one] = at
            at += pitch
    return where, breaks


def _apart(places: Sequence[float]) -> set[float]:
    """Return those places whose names do not run into each other, from the right; the first is one."""
    chosen = [places[0]]
    for place in places:
        if chosen[-1] - place >= NAME:
            chosen.append(place)
    return set(chosen)


def _brief(value: Fraction, language: str) -> str:
    """Return a value as it is if that has few characters."""
    exact = exactly(value, language)
    return exact if len(exact) <= SHORT else brief(value, language)


def _largest(values: Iterable[Fraction]) -> Fraction:
    """Return the largest magnitude, or 1 if all of them are 0."""
    return max(map(abs, values)) or Fraction(1)


def _value(values: Rationals, sample: int) -> Fraction:
    """Return the value of a sample, which is 0 before the sound and after it."""
    return values.fraction(sample) if 0 <= sample < values.numerators.size else Fraction(0)


def _stem(x: float, middle: int, height: Fraction, reach: int, style: str) -> str:
    y = f"{float(middle - reach * height):.1f}"
    drawn = f'<path d="M{x:.1f} {middle}V{y}"/><circle cx="{x:.1f}" cy="{y}" r="3.2"/>'
    return f'<g class="pc-sound-stem {style}">{drawn}</g>'


def _name(x: int, middle: int, place: int, weight: Fraction) -> str:
    """Return the name of a weight, on the side of the axis where its stem is not."""
    return _text(x, middle - 7 if weight < 0 else middle + 16, f"w{chr(ord('₀') + place)}", "pc-sound-name")


def _text(x: int, y: int, words: str, style: str = "pc-sound-value") -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{escape(words)}</text>'


def _svg(style: str, width: int, height: int, parts: Iterable[str], more: str = "") -> str:
    return (
        f'<svg class="{style}" viewBox="0 0 {width} {height}"{more} aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )
