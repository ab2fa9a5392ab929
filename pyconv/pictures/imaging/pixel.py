"""One pixel: where its window lies, and the sum that it is, written out."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from pyconv.messages import say
from pyconv.pictures.exact import Rationals, exactly, rounded, written
from pyconv.pictures.imaging.setup import Imaged, Kernel, Stage
from pyconv.pictures.keys import unknown
from pyconv.pictures.words import factor
from pyconv.spec import ConvSpec
from pyconv.terms import pad

_KEY = re.compile(r"(?P<name>[a-z]{1,9}):(?P<row>[0-9]{1,3}),(?P<column>[0-9]{1,3})")

Place = tuple[int, int]
Frame = tuple[int, int, int, int]
"""The first row and column, which may lie outside of the image, and how many of both."""


class Pixel(NamedTuple):
    """What is told of a pixel: its key, what to frame in each image, and its words."""

    key: str
    frames: dict[str, Frame]
    words: str


def pixel(shown: Imaged, key: str, language: str) -> Pixel:
    """Return what is told of a pixel, called by its image and its place: `result:3,5`.

    Raises:
        ConvError: there is no such pixel.
    """
    named = _KEY.fullmatch(key)
    stages = {stage.name: stage for stage in shown.stages}
    if not named or named["name"] not in {"input", *stages}:
        raise unknown(key)
    name, place = named["name"], (int(named["row"]), int(named["column"]))
    values = shown.values(name)
    if any(at >= most for at, most in zip(place, values.numerators.shape, strict=True)):
        raise unknown(key)
    told = {
        "title": say(language, f"imaging.called.{name}"),
        "place": say(language, "sliding-filter.place", row=place[0], column=place[1]),
        "value": rounded(at(values, place), language),
    }
    frames: dict[str, Frame] = {name: (*place, 1, 1)}
    if name == "input":
        return Pixel(key, frames, say(language, "imaging.given", **told))
    stage = stages[name]
    source = shown.values(stage.source)
    if name == "back":
        stamps = list(_stamps(stage.spec, source.numerators.shape, place))
        frames |= _around([place for place, _ in stamps], stage.source)
        met = [(at(source, where), tap) for where, tap in stamps]
    else:
        frames[stage.source] = _window(stage.spec, place)
        met = list(_met(stage.spec, source, place))
    if not met:
        return Pixel(key, frames, say(language, "imaging.untouched", **told))
    sums = at(stage.sums, place)
    work = f"{_work(stage, met, shown, language)} = {written(sums, language)}"
    form = "pixel" if sums == at(values, place) else "rectified"
    return Pixel(key, frames, say(language, f"imaging.{form}", **told, work=work))


def at(values: Rationals, place: Place) -> Fraction:
    """Return the value of a pixel."""
    return Fraction(int(values.numerators[place]), values.denominator)


def _work(stage: Stage, met: Sequence[tuple[Fraction, int]], shown: Imaged, language: str) -> str:
    """Return how the value of a pixel comes about: from what each tap met."""
    values = [factor(exactly(value, language)) for value, _ in met]
    if stage.kernel is None:
        if shown.chosen.image_pooling == "max":
            return f"max({', '.join(values)})"
        return f"({' + '.join(values)}) / {len(values)}"
    return _sum(values, [stage.kernel.weights[tap] for _, tap in met], stage.kernel, language)


def _sum(values: Sequence[str], weights: Sequence[Fraction], kernel: Kernel, language: str) -> str:
    products = zip(values, weights, strict=True)
    total = " + ".join(f"{value} × {factor(exactly(weight, language))}" for value, weight in products)
    return total if kernel.divisor == 1 else f"({total}) / {factor(exactly(kernel.divisor, language))}"


def _window(spec: ConvSpec, place: Place) -> Frame:
    """Return the frame around the window of a pixel; with padding it may begin before the image."""
    (top, _), (left, _) = spec.padding
    return (place[0] * spec.stride[0] - top, place[1] * spec.stride[1] - left, spec.span[0], spec.span[1])


def _met(spec: ConvSpec, source: Rationals, place: Place) -> Iterator[tuple[Fraction, int]]:
    """Yield what each tap meets in the window of a pixel, in the padding too, and the number of the tap."""
    filled = pad(source.numerators, spec.padding, spec.padding_mode)
    for tap, (down, right) in enumerate(np.ndindex(*spec.kernel_size)):
        row = place[0] * spec.stride[0] + down * spec.dilation[0]
        column = place[1] * spec.stride[1] + right * spec.dilation[1]
        yield Fraction(int(filled[row, column]), source.denominator), tap


def _stamps(spec: ConvSpec, size: Sequence[int], place: Place) -> Iterator[tuple[Place, int]]:
    """Yield the pixels whose stamp of the kernel covers a pixel of the way back, and the tap that does."""
    (top, _), (left, _) = spec.padding
    for tap, (down, right) in enumerate(np.ndindex(*spec.kernel_size)):
        row, rest = divmod(place[0] + top - down * spec.dilation[0], spec.stride[0])
        column, other = divmod(place[1] + left - right * spec.dilation[1], spec.stride[1])
        if not rest and not other and 0 <= row < size[0] and 0 <= column < size[1]:
            yield (row, column), tap


def _around(places: Sequence[Place], name: str) -> dict[str, Frame]:
    """Return the frame around some pixels of an image, if there are any."""
    if not places:
        return {}
    rows, columns = zip(*places, strict=True)
    top, left = min(rows), min(columns)
    return {name: (top, left, max(rows) - top + 1, max(columns) - left + 1)}
