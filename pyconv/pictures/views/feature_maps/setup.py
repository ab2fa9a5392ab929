"""What a reader can change of the feature maps, and how they come about."""

from typing import Any, NamedTuple

import numpy as np

from pyconv.ops import cross_correlate
from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Integer
from pyconv.pictures.exact import Rationals
from pyconv.pictures.images import image
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import Controls
from pyconv.pooling_ops import pool
from pyconv.receptive_field import receptive_field
from pyconv.spec import ConvSpec
from pyconv.stack import stack
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
    made = stack(photograph.numerators.shape, list(settings.values()))
    layers = [layer for layer in made if isinstance(layer, ConvSpec)]
    maps: list[Map] = []
    given = photograph
    for name, spec, field in zip(settings, layers, receptive_field(layers)[1:], strict=True):
        kernel = filters.get(name)
        sums = _pooled(given, pooling) if kernel is None else _filtered(given, kernel, spec)
        cut = kernel is not None and chosen.activation == "relu"
        given = Rationals(np.maximum(sums.numerators, 0), sums.denominator) if cut else sums
        maps.append(Map(name, spec, kernel, sums, given, int(field.jump[0]), field.span[0]))
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
