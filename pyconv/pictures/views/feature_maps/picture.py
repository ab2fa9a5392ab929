"""Feature maps: an image through two layers of one filter each, every map drawn as an image.

A cell of a map is drawn as large as its field moves from one cell to the next, so every map
covers about the part of the image that it sees.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.ops import cross_correlate
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Integer
from pyconv.pictures.exact import Rationals
from pyconv.pictures.images import image
from pyconv.pictures.model import HUES, Cell, Grid, Kind, Scene, in_rows
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.png import data_uri
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import Controls
from pyconv.pooling import pool
from pyconv.receptive_field import receptive_field, stack
from pyconv.spec import ConvSpec
from pyconv.terms import pad

FILTERS = ("sobel-x", "sobel-y", "laplacian", "emboss", "sharpen", "gaussian", "box-blur", "identity")


class Settings(Controls):
    """What a reader can change."""

    first_filter = Choice(FILTERS, "sobel-x", words="kernel_values")
    second_filter = Choice(FILTERS, "sobel-y", words="kernel_values")
    activation = Choice(("relu", "none"), "relu")
    pooling = Choice(("max", "average", "none"), "max")
    first_stride = Integer(1, 4, (1,))
    border = Choice(("valid", "same"), "valid")

    def filter_of(self, layer: str) -> str:
        """Return the filter of the "first" layer or the "second"."""
        return self.first_filter if layer == "first" else self.second_filter


KERNEL = 3
"""The side of a filter, in cells."""

WINDOW = 2
"""The side of a window of pooling, in cells; windows lie side by side."""


class Map(NamedTuple):
    """One map and how it came about.

    Attributes:
        name: of its grid, and the beginning of the keys of its cells.
        spec: the geometry of its windows on the map before it.
        kernel: its filter; pooling has none.
        sums: its values before the activation.
        values: its values.
        jump: cells of the image from the field of one cell to that of the next.
        span: cells of the image from the first of a field to its last.
    """

    name: str
    spec: ConvSpec
    kernel: Rationals | None
    sums: Rationals
    values: Rationals
    jump: int
    span: int


class FeatureMaps(NamedTuple):
    """The image, what the reader chose and the maps, in order."""

    image: Rationals
    chosen: Settings
    maps: tuple[Map, ...]


def prepare(chosen: Settings) -> FeatureMaps:
    """Return the maps of the filters that the reader chose, computed.

    Raises:
        ConvError: the settings make no maps.
    """
    pooling = chosen.pooling
    filters = {name: KERNELS[chosen.filter_of(name)](KERNEL, KERNEL) for name in ("first", "second")}
    filtered = {"kernel_size": KERNEL, "padding": chosen.border}
    settings: dict[str, dict[str, Any]] = {"first": filtered | {"stride": chosen.first_stride}}
    if pooling != "none":
        settings["pooled"] = {"kernel_size": WINDOW, "stride": WINDOW}
    settings["second"] = filtered
    photograph = Rationals(image("cup"))
    layers = stack(photograph.numerators.shape, list(settings.values()))
    maps: list[Map] = []
    given = photograph
    for name, spec, field in zip(settings, layers, receptive_field(layers)[1:], strict=True):
        kernel = filters.get(name)
        sums = _pooled(given, pooling) if kernel is None else _filtered(given, kernel, spec)
        cut = kernel is not None and chosen.activation == "relu"
        given = Rationals(np.maximum(sums.numerators, 0), sums.denominator) if cut else sums
        maps.append(Map(name, spec, kernel, sums, given, field.jump[0], field.span[0]))
    return FeatureMaps(photograph, chosen, tuple(maps))


def _filtered(given: Rationals, kernel: Rationals, spec: ConvSpec) -> Rationals:
    padded = Rationals(pad(given.numerators, spec.padding, spec.padding_mode), given.denominator)
    return exact.cross_correlate(padded, kernel, spec)


def _pooled(given: Rationals, kind: str) -> Rationals:
    if kind == "max":
        return Rationals(pool(given.numerators, WINDOW), given.denominator)
    # The sum of each window over four times the denominator: exact, where a float would not be.
    window = np.ones((WINDOW, WINDOW), np.int64)
    sums = cross_correlate(given.numerators, window, stride=WINDOW)
    return Rationals(sums, given.denominator * window.size)


def scene(shown: FeatureMaps, language: str) -> Scene:
    """Return the picture: the image, each filter and each map."""
    size = size_text(shown.image.numerators.shape)
    panels = [_image_grid("in", say(language, "feature-maps.image", size=size), "", shown.image, 1)]
    for each in shown.maps:
        title = _map_title(shown, each, language)
        if each.kernel is not None:
            panels.append(_kernel_grid(shown, each, each.kernel, language))
        sign = "→" if each.kernel is None else "="
        panels.append(_image_grid(each.name, title, sign, each.values, each.jump))
    last = shown.maps[-1]
    sees = say(language, "feature-maps.sees", span=last.span, jump=last.jump)
    signed = any(each.values.numerators.min() < 0 for each in shown.maps)
    legend = say(language, "feature-maps.legend-signed" if signed else "feature-maps.legend")
    credit = say(language, "feature-maps.credit")
    return Scene(tuple(panels), tuple(strongest(shown)), f"{sees} {legend} {credit}", "")


def strongest(shown: FeatureMaps) -> Iterator[str]:
    """Yield the cell with the largest value in each quarter of the map of each filter, if any is above 0."""
    for each in shown.maps:
        if each.kernel is None:
            continue
        values: NDArray[Any] = each.values.numerators
        height, width = values.shape
        found = []
        for rows in _halves(height):
            for columns in _halves(width):
                quarter = values[rows, columns]
                row, column = divmod(int(np.argmax(quarter)), quarter.shape[1])
                if quarter[row, column] > 0:
                    found.append((rows.start + row) * width + columns.start + column)
        yield from (f"{each.name}:{cell}" for cell in found)


def _halves(size: int) -> list[slice]:
    return [slice(0, size)] if size == 1 else [slice(0, size // 2), slice(size // 2, size)]


def _map_title(shown: FeatureMaps, each: Map, language: str) -> str:
    """Return what a map is, its size and the values from which to which it goes."""
    numerators, below = each.values
    low, high = (exact.show(int(end), below, language) for end in (numerators.min(), numerators.max()))
    what = say(language, f"feature-maps.{each.name}")
    if each.kernel is None:
        what = say(language, f"feature-maps.pooled-{shown.chosen.pooling}")
    elif shown.chosen.activation == "relu":
        what = say(language, "feature-maps.activated", map=what)
    ends = "range-signed" if numerators.min() < 0 else "range"
    size = size_text(numerators.shape)
    return f"{what} · {size} · {say(language, f'feature-maps.{ends}', low=low, high=high)}"


def _image_grid(name: str, title: str, sign: str, values: Rationals, side: int) -> Grid:
    height, width = values.numerators.shape
    return Grid(
        name, title, sign, _pixels(name, height, width, side), (), data_uri(values.numerators), (side, side)
    )


@lru_cache(maxsize=64)
def _pixels(name: str, height: int, width: int, side: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(
            Cell(f"{name}:{row * width + column}", Kind.PIXEL, "", row * side, column * side)
            for column in range(width)
        )
        for row in range(height)
    )


def _kernel_grid(shown: FeatureMaps, each: Map, kernel: Rationals, language: str) -> Grid:
    named = say(language, f"options.kernel_values.{shown.chosen.filter_of(each.name)}")
    texts = exact.texts(kernel, language, exact=True)
    cells = [
        Cell(f"{each.name}-tap:{tap}", Kind.TAP, text, tap // KERNEL, tap % KERNEL, hue=tap % HUES)
        for tap, text in enumerate(texts)
    ]
    rows = in_rows(cells, KERNEL)
    return Grid(f"{each.name}-kernel", named, "⋆", rows, scale="filters")
