"""Pixel shuffle, and the transposed convolution that it equals."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import (
    ConvError,
    conv_layer,
    pixel_shuffle,
    pixel_shuffle_weight,
    transposed_conv,
    transposed_conv_layer,
)

factors = st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple)


@given(factors, st.integers(1, 2), st.integers(1, 3), st.data())
def test_channels_become_cells(factor: Any, samples: int, channels: int, data: st.DataObject) -> None:
    space = tuple(data.draw(st.integers(1, 3)) for _ in factor)
    taps = list(product(*map(range, factor)))
    shape = (samples, channels * len(taps), *space)
    x = np.random.default_rng(data.draw(st.integers(0, 99))).permutation(int(np.prod(shape))).reshape(shape)
    output = pixel_shuffle(x, factor)
    assert output.shape == (samples, channels, *(s * f for s, f in zip(space, factor, strict=True)))
    for sample, channel, (number, tap), place in product(
        range(samples), range(channels), enumerate(taps), product(*map(range, space))
    ):
        cell = tuple(at * f + t for at, f, t in zip(place, factor, tap, strict=True))
        assert output[sample, channel, *cell] == x[sample, channel * len(taps) + number, *place]
    weight = pixel_shuffle_weight(channels, factor, axes=len(factor))
    assert weight.shape == (channels * len(taps), channels, *factor)
    assert np.array_equal(transposed_conv_layer(x, weight, stride=factor), output)
    # Each output channel by itself: in groups the same weights, without the zeros between channels.
    each = weight[: len(taps), :1]
    grouped = transposed_conv_layer(
        x, np.tile(each, (channels, *[1] * (each.ndim - 1))), stride=factor, groups=channels
    )
    assert np.array_equal(grouped, output)


def test_a_convolution_that_is_shuffled_is_a_transposed_convolution() -> None:
    generator = np.random.default_rng(7)
    x, weight = generator.integers(-9, 9, (1, 2, 5, 6)), generator.integers(-9, 9, (4, 2, 3, 3))
    shuffled = pixel_shuffle(conv_layer(x, weight, padding="full"), 2)
    kernels = [
        sum(
            transposed_conv(weight[t, c, ::-1, ::-1], pixel_shuffle_weight(1, 2)[t, 0], stride=2)
            for t in range(4)
        )
        for c in range(2)
    ]
    assert np.array_equal(transposed_conv_layer(x, np.array(kernels)[:, np.newaxis], stride=2), shuffled)


@pytest.mark.parametrize("kind", ["bool", "uint8", "float16", "float32", "complex64", "object"])
def test_the_dtype_is_kept_and_the_input_left_as_it_was(kind: str) -> None:
    x = np.array([[[1], [0]]]).astype(kind)
    assert pixel_shuffle(x, 2).dtype == kind
    pixel_shuffle(x, 1)[...] = 1
    assert x.ravel().tolist() == [1, 0]
    assert pixel_shuffle_weight(1, 2).dtype == np.int64


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: pixel_shuffle([[1, 2]], 2), "the input has 2 axes, but it needs at least 3"),
        (lambda: pixel_shuffle([[[1], [2], [3]]], 2), r"the 3 channels .* multiple of the 2 cells"),
        (lambda: pixel_shuffle(np.ones((1, 2, 1, 1)), 2), r"the 2 channels .* multiple of the 4 cells"),
        (lambda: pixel_shuffle(np.ones((1, 0, 1, 1)), 2), r"the 0 channels"),
        (lambda: pixel_shuffle(np.ones((0, 4, 1, 1)), 2), "samples must be at least 1"),
        (lambda: pixel_shuffle(np.ones((1, 4, 0, 1)), 2), "input must be at least 1"),
        (lambda: pixel_shuffle(np.ones((1, 4, 1, 1)), 0), "factor must be at least 1, but it is 0"),
        (
            lambda: pixel_shuffle(np.ones((1, 4, 1, 1)), (2, 1, 2)),
            "factor has 3 numbers, but it needs one or 2",
        ),
        (lambda: pixel_shuffle(np.ones((1, 4, 1, 1)), "2"), "factor must be a whole number, not “2”"),
        (lambda: pixel_shuffle(None, 2), "input must hold numbers"),
        (lambda: pixel_shuffle_weight(0, 2), "output channels must be at least 1"),
        (lambda: pixel_shuffle_weight(1, 2, axes=0), "axes must be at least 1"),
        (lambda: pixel_shuffle_weight(1, 2, axes=32), "there are 32 axes"),
        (lambda: pixel_shuffle_weight(1, (2, 2), axes=3), "factor has 2 numbers, but it needs one or 3"),
        (lambda: pixel_shuffle_weight(1, 10**9), "does not fit in the memory"),
    ],
)
def test_what_cannot_be_shuffled_is_refused(call: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        call()
