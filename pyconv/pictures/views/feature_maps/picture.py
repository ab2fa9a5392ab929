"""Feature maps: an image through two layers of one filter each, every map drawn as an image.

A cell of a map is drawn as large as its field moves from one cell to the next, so every map
covers about the part of the image that it sees.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, Cell, Grid, Kind, Scene, in_rows
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.png import data_uri
from pyconv.pictures.views.feature_maps.setup import KERNEL, FeatureMaps, Map


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
