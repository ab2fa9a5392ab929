"""Layers drawn for the texts: a geometry, its channels, and arrays of whole numbers.

Values are small enough that float32 holds every sum of products, so results are compared cell by
cell, without a tolerance. Averages are of multiples of whatever a window may divide by.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from pyconv.frameworks.layer import Layer
from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.pooling import PoolingSpec
from pyconv.pooling_ops import pool
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec
from tests.oracles.drawing import Geometry, channels, convolutions, dimensions, seeds, transposed, whole
from tests.strategies import Draw, span

MODES = ("zeros", "zeros", "zeros", "reflect", "replicate", "circular", "wrap")
NAMES = ("valid", "same", "same_lower", "half", "full", "causal")
DIVISORS = 12
"""A multiple of every number of cells that a window has along one axis."""


class Drawn(NamedTuple):
    """A layer, what it is given (channels first, weights as PyTorch has them), and what it makes."""

    layer: Layer
    arrays: list[Any]
    expected: Any

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what `framework_code` is told of the channels."""
        names = ("in_channels", "out_channels", "groups", "bias")
        return {name: getattr(self.layer, name) for name in names}


@st.composite
def conv_specs(draw: Draw) -> ConvSpec:
    mode = draw(st.sampled_from(MODES))
    geometry: Geometry = draw(convolutions(mode))
    padding: Any = geometry.padding
    sizes = geometry.size
    if draw(st.integers(0, 4)) == 4:
        # Some cells more, for padding below 0 to crop.
        cut = [draw(st.integers(0, 3)) for _ in sizes]
        padding = tuple((before - less, after) for (before, after), less in zip(padding, cut, strict=True))
        padding = tuple(pair[::-1] for pair in padding) if draw(st.booleans()) else padding
        sizes = tuple(size + 4 + 2 * less for size, less in zip(sizes, cut, strict=True))
    elif mode == "zeros" and draw(st.booleans()):
        padding = draw(st.sampled_from(NAMES))
        sizes = tuple(map(max, sizes, geometry.dilated)) if padding == "valid" else sizes
    return ConvSpec(
        sizes,
        geometry.kernel,
        stride=geometry.stride,
        padding=padding,
        dilation=geometry.dilation,
        padding_mode=mode,  # type: ignore[arg-type]
        flipped=draw(st.integers(0, 3)) == 3,
    )


@st.composite
def transposed_specs(draw: Draw) -> TransposedSpec:
    geometry = draw(transposed())
    named = {"stride": geometry.stride, "padding": geometry.padding, "dilation": geometry.dilation}
    return TransposedSpec(geometry.size, geometry.kernel, **named, output_padding=geometry.extra)


@st.composite
def pooling_specs(draw: Draw) -> PoolingSpec:
    drawn, named = [], draw(st.sampled_from([None, None, "valid", "same", "same_lower"]))
    plain = draw(st.booleans())
    for _ in range(draw(dimensions)):
        window, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
        dilation = 1 if plain else draw(st.integers(1, 3))
        spanned = span(window, dilation)
        # A window that begins in the padding has a cell in the input if that is as long as the holes.
        size = max(spanned, dilation) + draw(st.integers(0, 6))
        most = window // 2 if draw(st.booleans()) else spanned - 1
        before, after = draw(st.integers(0, most)), draw(st.integers(0, most))
        drawn.append((size, window, stride, (before, before if plain else after), dilation))
    size, window, stride, padding, dilation = zip(*drawn, strict=True)
    return PoolingSpec(
        size,
        window,
        stride=stride,
        padding=named or padding,
        dilation=dilation,
        kind=draw(st.sampled_from(["max", "average"])),
        ceil_mode=draw(st.booleans()),
        count_include_pad=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def layers(draw: Draw) -> Drawn:
    """Draw a layer of any kind, with what it makes of whole numbers according to this package."""
    spec: Spec = draw(st.one_of(conv_specs(), transposed_specs(), pooling_specs()))
    images, groups, inputs, outputs = draw(channels())
    layer = Layer(spec, inputs, outputs, groups, draw(st.booleans()), "en")
    x, weight, bias = whole(
        draw(seeds), [images, inputs, *spec.input_size], layer.weight_shape(last=False), [outputs]
    )
    if isinstance(spec, PoolingSpec):
        x = x * DIVISORS**spec.axes if spec.kind == "average" else x
        return Drawn(layer, [x], pooled(x, spec))
    arrays = [x, weight, *([bias] if layer.bias else [])]
    return Drawn(layer, arrays, made_of(spec, *arrays, groups=groups))


def made_of(spec: ConvSpec | TransposedSpec, x: Any, weight: Any, *bias: Any, groups: int = 1) -> Any:
    """Return what a layer of this package makes, with the kernel turned around if it is flipped."""
    steps: dict[str, Any] = {"stride": spec.stride, "padding": spec.padding, "dilation": spec.dilation}
    if isinstance(spec, TransposedSpec):
        steps["output_padding"] = spec.output_padding
        return transposed_conv_layer(x, weight, *bias, **steps, groups=groups)
    if spec.flipped:
        weight = np.flip(weight, tuple(range(2, weight.ndim)))
    return conv_layer(x, weight, *bias, **steps, groups=groups, padding_mode=spec.padding_mode)


def pooled(x: Any, spec: PoolingSpec) -> Any:
    """Pool each channel of each sample."""
    made = [
        pool(
            channel,
            spec.kernel_size,
            stride=spec.stride,
            padding=spec.padding,
            dilation=spec.dilation,
            kind=spec.kind,
            ceil_mode=spec.ceil_mode,
            count_include_pad=spec.count_include_pad,
        )
        for channel in x.reshape(-1, *spec.input_size)
    ]
    return np.rint(made).astype(np.int64).reshape(*x.shape[:2], *spec.output_size)
