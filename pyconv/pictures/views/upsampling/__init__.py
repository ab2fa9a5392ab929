"""A small image, enlarged by transposed convolutions and by repeating its pixels: checkerboards and none.

Every layer doubles the image. The cell of a pixel is as large on a result as what came of it, so that the
same pixel lies in the same place everywhere.
"""

from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.controls import Choice, Integer
from pyconv.pictures.exact import Rationals
from pyconv.pictures.images import image
from pyconv.pictures.model import NO_HUE, Box, Cell, Focus, Grid, Kind, Scene, in_rows
from pyconv.pictures.parts.convolution import place_text, size_text
from pyconv.pictures.png import data_uri
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import Controls
from pyconv.pictures.view import View
from pyconv.pictures.words import told
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec

Way = Literal["odd", "even", "resized"]

KERNEL: dict[Way, int] = {"odd": 3, "even": 4, "resized": 3}
"""The side of the kernel of each way, in cells."""

SIDE = 8
"""Pixels of the given image along each axis."""

FACTOR = 2
"""How many times as large a layer makes it."""

INNER = SIDE // 2 * (SIDE + 1)
"""A pixel so far from the edges that nothing which comes of it knows of them."""


class Settings(Controls):
    """What a reader can change."""

    doublings = Integer(1, 3, (2,))
    kernel_values = Choice(("ones", "gaussian", "counting"), "ones", words="kernel_values")
    enlarged = Choice(("photograph", "uniform"), "photograph")


class Enlarged(NamedTuple):
    """The given map, how many times as large it becomes, and what each way makes of it and of ones."""

    given: Rationals
    scale: int
    results: dict[Way, Rationals]
    uniform: dict[Way, Rationals]


def prepare(chosen: Settings) -> Enlarged:
    """Return what each way makes of the map that the reader chose."""
    ones = Rationals(np.ones((SIDE, SIDE), dtype=np.int64))
    given = ones if chosen.enlarged == "uniform" else _photograph()
    results, uniform = (
        {way: enlarged(each, way, chosen.kernel_values, chosen.doublings) for way in KERNEL}
        for each in (given, ones)
    )
    return Enlarged(given, FACTOR**chosen.doublings, results, uniform)


def enlarged(given: Rationals, way: Way, kernel_values: str, times: int) -> Rationals:
    """Return a map that was doubled so many times in one of the ways, all of them with the same weights."""
    side = KERNEL[way]
    kernel = KERNELS[kernel_values](side, side)
    for _ in range(times):
        size = given.numerators.shape
        if way == "resized":
            repeated = given.numerators.repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
            spec = ConvSpec(repeated.shape, side, padding=1)
            padded = Rationals(np.pad(repeated, 1), given.denominator)
            given = exact.cross_correlate(padded, kernel, spec)
        else:
            layer = TransposedSpec(size, side, stride=FACTOR, padding=1, output_padding=side % FACTOR)
            given = exact.transposed_conv(layer.direct, given, kernel)
    return given


@cache
def _photograph() -> Rationals:
    """Return the photograph with the averages of its squares of pixels, rounded: so it is a smaller image."""
    pixels = image("cup")
    square = len(pixels) // SIDE
    sums = pixels.reshape(SIDE, square, SIDE, square).sum(axis=(1, 3))
    return Rationals((2 * sums + square**2) // (2 * square**2))


def scene(shown: Enlarged, language: str) -> Scene:
    """Return the given map and the three results; the steps go over it from corner to corner."""
    panels = [_grid("given", shown.given, shown.scale, language)]
    panels += [_grid(way, result, shown.scale, language) for way, result in shown.results.items()]
    said = [say(language, "upsampling.uniform", **_spreads(shown.uniform, INNER, shown.scale, language))]
    said.append(say(language, "upsampling.legend"))
    if shown.given is _photograph():
        said.append(say(language, "upsampling.credit"))
    steps = tuple(f"in:{place * (SIDE + 1)}" for place in range(SIDE))
    return Scene(tuple(panels), steps, " ".join(said), "")


def _grid(name: str, values: Rationals, scale: int, language: str) -> Grid:
    """Return a map as an image, with a cell for each pixel of the given one."""
    cells = [
        Cell(f"in:{row * SIDE + column}", Kind.PIXEL, "", scale * row, scale * column)
        for row in range(SIDE)
        for column in range(SIDE)
    ]
    title = say(language, f"upsampling.{name}", size=size_text(values.numerators.shape))
    uri = data_uri(values.numerators)
    return Grid(name, title, "", in_rows(cells, SIDE), image=uri, cell=(scale, scale))


def _spreads(results: dict[Way, Rationals], pixel: int, scale: int, language: str) -> dict[str, str]:
    """Return, for each way, from which value to which what came of a pixel goes."""
    row, column = (scale * place for place in divmod(pixel, SIDE))
    spreads: dict[str, str] = {}
    for way, values in results.items():
        part = values.numerators[row : row + scale, column : column + scale]
        ends = ((int(end), values.denominator) for end in (part.min(), part.max()))
        low, high = (exact.show(*end, language, as_fraction=not exact.is_short(*end)) for end in ends)
        spreads[way] = say(language, f"upsampling.{'same' if low == high else 'spread'}", low=low, high=high)
    return spreads


def focus(shown: Enlarged, key: str, language: str) -> Focus:
    """Return a pixel: what came of it in each way, and how far each way carries it.

    Raises:
        ConvError: there is no such pixel.
    """
    _, (pixel,) = keys.read(key, {"in": (SIDE**2,)})
    words = say(
        language,
        "upsampling.pixel",
        place=place_text(pixel, (SIDE, SIDE), language),
        value=int(shown.given.numerators.flat[pixel]),
        **_spreads(shown.results, pixel, shown.scale, language),
    )
    return told(key, {key: NO_HUE}, words, boxes=[reach(shown, way, pixel) for way in KERNEL])


def reach(shown: Enlarged, way: Way, pixel: int) -> Box:
    """Return the frame around all the cells of a result that a pixel is a part of.

    To repeat cells and convolve them is to stamp a kernel that is one cell longer.
    """
    side = KERNEL[way] + (FACTOR - 1 if way == "resized" else 0)
    edges = []
    for place in divmod(pixel, SIDE):
        low = high = place
        size = SIDE
        while size < SIDE * shown.scale:
            size *= FACTOR
            low, high = max(FACTOR * low - 1, 0), min(FACTOR * high - 1 + side, size) - 1
        edges.append((low, high - low + 1))
    (top, height), (left, width) = edges
    return Box(way, top, left, height, width)


VIEW = View("upsampling", Settings, prepare, scene, focus)
