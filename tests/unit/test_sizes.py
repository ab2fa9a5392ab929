"""Every size that is claimed is the size that is made."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyconv import (
    ConvSpec,
    TransposedSpec,
    conv_layer,
    conv_matrix,
    convolve,
    cross_correlate,
    equivalent_convolution,
    output_size,
    pool,
    receptive_field,
    relationship,
    same_padding,
    stack,
    transposed_conv,
    transposed_conv_layer,
    transposed_output_size,
)
from pyconv.reference import apply_terms
from tests.strategies import Axis, axes

several = st.sampled_from([1, 2, 3]).flatmap(lambda count: st.lists(axes(), min_size=count, max_size=count))
names = st.sampled_from(["valid", "same", "same_lower", "half", "full"])


def options(drawn: list[Axis]) -> dict[str, Any]:
    return {name: [getattr(axis, name) for axis in drawn] for name in ("stride", "padding", "dilation")}


def arrays(sizes: list[int], kernel: list[int]) -> tuple[Any, Any]:
    """Return whole numbers of two shapes that follow no symmetry."""
    return tuple((np.arange(np.prod(shape)) ** 2 % 11 - 4).reshape(shape) for shape in (sizes, kernel))


@given(several)
def test_a_convolution_makes_the_sizes_that_are_claimed(drawn: list[Axis]) -> None:
    x, kernel = arrays([axis.input_size for axis in drawn], [axis.kernel_size for axis in drawn])
    spec = ConvSpec(x.shape, kernel.shape, **options(drawn))
    made = cross_correlate(x, kernel, **options(drawn)).shape
    assert made == convolve(x, kernel, **options(drawn)).shape == spec.output_size
    assert made == conv_layer(x[None, None], kernel[None, None], **options(drawn)).shape[2:]
    assert made == relationship(spec).result == receptive_field([spec])[-1].size
    assert made == apply_terms(spec, x, kernel).shape
    assert conv_matrix(spec, kernel).shape == (spec.inputs, spec.outputs) == (x.size, np.prod(made))
    assert made == tuple(
        output_size(size, taps, stride=s, padding=p, dilation=d) for size, taps, s, p, d in drawn
    )


@given(several, names)
def test_named_padding_makes_the_sizes_that_are_claimed(drawn: list[Axis], name: Any) -> None:
    named = options(drawn) | {"padding": name}
    sizes = [axis.input_size + 12 for axis in drawn]  # large enough for every kernel without padding
    x, kernel = arrays(sizes, [axis.kernel_size for axis in drawn])
    spec = ConvSpec(x.shape, kernel.shape, **named)
    made = cross_correlate(x, kernel, **named).shape
    assert made == spec.output_size == stack(x.shape, [{"kernel_size": kernel.shape, **named}])[0].output_size
    if name.startswith("same"):
        assert made == tuple(-(-size // axis.stride) for size, axis in zip(sizes, drawn, strict=True))
        assert spec.padding == tuple(
            same_padding(size, k, stride=s, dilation=d, extra_before=name == "same_lower")
            for size, (_, k, s, _, d) in zip(sizes, drawn, strict=True)
        )


@given(several)
def test_pooling_makes_the_sizes_that_are_claimed(drawn: list[Axis]) -> None:
    # Padding that no window can be full of.
    pads = [(min(axis.padding[0], axis.kernel_size - 1), 0) for axis in drawn]
    window = [axis.kernel_size for axis in drawn]
    given_options: dict[str, Any] = {"stride": [axis.stride for axis in drawn], "padding": pads}
    x, _ = arrays([axis.input_size + 4 for axis in drawn], window)
    spec = ConvSpec(x.shape, window, **given_options)
    for kind in ("max", "average"):
        assert pool(x, window, kind=kind, **given_options).shape == spec.output_size
    told = relationship(spec, pooling=True)
    assert told.result == spec.output_size
    assert told.number == 7 or any(map(any, pads))
    side_by_side = pool(x, window)
    assert side_by_side.shape == tuple(n // k for n, k in zip(x.shape, window, strict=True))


@given(several, st.data())
def test_a_transposed_convolution_makes_the_sizes_that_are_claimed(
    drawn: list[Axis], data: st.DataObject
) -> None:
    extras = [data.draw(st.integers(0, max(axis.stride, axis.dilation) - 1)) for axis in drawn]
    settings = options(drawn)
    settings["padding"] = [
        data.draw(st.sampled_from([(0, 0), (0, min(a, 1)), (min(a, 1), 0)])) for a in extras
    ]
    y, kernel = arrays([axis.input_size for axis in drawn], [axis.kernel_size for axis in drawn])
    spec = TransposedSpec(y.shape, kernel.shape, output_padding=extras, **settings)
    made = transposed_conv(y, kernel, output_padding=extras, **settings)
    layer = transposed_conv_layer(y[None, None], kernel[None, None], output_padding=extras, **settings)
    assert (layer[0, 0] == made).all()
    assert made.shape == spec.output_size == relationship(spec).result
    assert made.shape == tuple(
        transposed_output_size(size, k, stride=s, padding=p, dilation=d, output_padding=a)
        for (size, k, s, _, d), p, a in zip(drawn, settings["padding"], extras, strict=True)
    )
    wanted = transposed_conv(y, kernel, output_shape=spec.output_size, **settings)
    assert (wanted == made).all()

    # The equivalent convolution, carried out with the direct operation.
    same = equivalent_convolution(spec)
    stretched = np.zeros(same.stretched_size, dtype=np.int64)
    stretched[tuple(slice(None, None, zeros + 1) for zeros in same.zeros_between)] = y
    around = [(max(before, 0), max(after, 0)) for before, after in same.padding]
    cropped = tuple(
        slice(max(-before, 0), size - min(after, 0) * -1)
        for size, (before, after) in zip(np.pad(stretched, around).shape, same.padding, strict=True)
    )
    assert (
        cross_correlate(np.pad(stretched, around)[cropped], np.flip(kernel), dilation=same.dilation) == made
    ).all()
