"""Questions that people ask about sizes, layers and networks, each answered by one call.

The right answers were not found with this package, but with plain loops, SciPy, ONNX Runtime or PyTorch.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from pyconv import (
    ConvError,
    ConvSpec,
    PoolingSpec,
    TransposedSpec,
    col2im,
    convolve,
    cross_correlate,
    effective_field,
    im2col,
    multiply_count,
    parameter_count,
    pool,
    read_network,
    receptive_field,
    same_padding,
    sizes_that_give,
    stack,
    transposed_conv,
    unpooled_size,
)


def test_a_stride_of_2_by_hand_and_by_name() -> None:
    by_hand, by_name = (ConvSpec(224, 7, stride=2, padding=padding) for padding in (3, "same"))
    assert by_hand.output_size == by_name.output_size == (112,)
    assert by_name.padding == ((2, 3),)


@pytest.mark.parametrize(
    ("size", "padding", "output"), [(224, 0, 54), (224, 2, 55), (227, 0, 55), (224, "same", 56)]
)
def test_alexnets_first_layer(size: int, padding: Any, output: int) -> None:
    assert ConvSpec(size, 11, stride=4, padding=padding).output_size == (output,)


def test_large_padding() -> None:
    assert ConvSpec(224, 3, padding=100).output_size == (422,)
    assert TransposedSpec(10, 16, stride=8, padding=4).output_size == (80,)


def test_an_axis_too_short() -> None:
    with pytest.raises(ConvError) as refused:
        ConvSpec((258, 2), 3)
    assert refused.value.numbers["axis"] == 1
    with pytest.raises(ConvError, match="37"):
        ConvSpec(32, 3, dilation=18)
    assert ConvSpec(32, 3, dilation=18, padding="same").output_size == (32,)
    assert ConvSpec(50, 5, dilation=5, padding="same").padding == ((10, 10),)


def test_three_axes() -> None:
    network = read_network("nn.Conv3d(1, 1, 3)\nnn.MaxPool3d(2)", (1, 40, 64, 64))
    assert [row.output_shape[1:] for row in network.rows] == [(38, 62, 62), (19, 31, 31)]


def test_same_padding_by_its_rule() -> None:
    assert ConvSpec((7, 5), 3, stride=2, padding="same").output_size == (4, 3)
    assert ConvSpec((100, 20), (4, 1), padding="same").padding == ((1, 2), (0, 0))
    wide = ConvSpec(500, 5, stride=10, padding="same")
    assert (wide.output_size, wide.padding) == ((50,), ((0, 0),))
    assert same_padding(6, 3, stride=2, extra_before=True) == (1, 0)
    mixed = ConvSpec((14, 14), 3, stride=2, dilation=(3, 1), padding="same")
    assert (mixed.output_size, mixed.padding) == ((7, 7), ((2, 3), (0, 1)))
    causal = ConvSpec(40, 2, dilation=8, padding="causal")
    assert (causal.padding, causal.output_size) == (((8, 0),), (40,))


def test_a_decoder() -> None:
    sizes = [2, 4, 7, 13, 25]
    layers = [
        TransposedSpec(size, 3, stride=2, padding=1, output_shape=wanted) for size, wanted in pairwise(sizes)
    ]
    assert [layer.output_padding for layer in layers] == [(1,), (0,), (0,), (0,)]


def test_a_transposed_size_wanted() -> None:
    same = TransposedSpec(6, 3, stride=2, padding="same", output_shape=12)
    assert same.padding == ((0, 1),)
    pytorch = TransposedSpec(6, 3, stride=2, padding=1, output_padding=1)
    assert pytorch.output_size == same.output_size == (12,)
    assert pytorch.padding[0][0] - same.padding[0][0] == 1
    onnx = TransposedSpec(16, 3, stride=2, padding="same", output_shape=32)
    assert sum(onnx.padding[0]) == 1


def test_one_cell_back() -> None:
    kernel = np.arange(1, 10).reshape(3, 3)
    made = transposed_conv([[2]], kernel, stride=2, padding=1, output_padding=1)
    assert made.tolist() == [[10, 12], [16, 18]]


def test_costs() -> None:
    back = TransposedSpec((2, 2), 2, stride=2)
    assert multiply_count(back, in_channels=3, out_channels=1) == 48
    assert parameter_count(back, in_channels=3, out_channels=1, bias=True) == 13
    depthwise = ConvSpec((32, 32), 3)
    channels = {"in_channels": 24, "out_channels": 24, "groups": 24}
    assert parameter_count(depthwise, bias=False, **channels) == 216
    assert multiply_count(depthwise, **channels) == 194_400


@pytest.mark.parametrize(
    ("size", "window", "stride", "padding", "output"),
    [(112, 3, 2, 0, 56), (64, 3, 2, 1, 33), (4, 3, 3, 0, 2), (32, 8, 4, 0, 7), (5, 2, 2, 1, 3)],
)
def test_pooling_rounds_up(size: int, window: int, stride: int, padding: int, output: int) -> None:
    assert PoolingSpec(size, window, stride=stride, padding=padding, ceil_mode=True).output_size == (output,)


def test_averages() -> None:
    assert pool([1, 2, 3, 4], 3, kind="average", ceil_mode=True).tolist() == [2, 4]
    row = np.array([Fraction(each) for each in (-2, -1, 0, 1)], dtype=object)
    assert pool(row, 3, kind="average", padding=1).tolist() == [-1, Fraction(1, 3)]
    left_out = pool(row, 3, kind="average", padding=1, count_include_pad=False)
    assert left_out.tolist() == [Fraction(-3, 2), Fraction(1, 2)]


def test_poolings_and_back() -> None:
    network = read_network("nn.MaxPool2d(2)\n" * 3, (1, 540, 960))
    assert [row.output_shape[1] for row in network.rows] == [270, 135, 67]
    assert unpooled_size(67, 2, output_shape=135) == 135


def test_the_first_dense_layer() -> None:
    lines = "nn.Conv2d(1, 8, 4)\nnn.MaxPool2d(2)\nnn.Conv2d(8, 16, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"
    assert read_network(lines, (1, 28, 28)).output_shape == (400,)
    lines = "nn.Conv2d(1, 8, 3)\nnn.Conv2d(8, 128, 3)\nnn.MaxPool2d(2)\nnn.Flatten()"
    assert read_network(lines, (1, 200, 150)).output_shape == (915_712,)


def test_where_a_unet_breaks() -> None:
    network = read_network("nn.MaxPool2d(2)\n" * 4 + "nn.ConvTranspose2d(1, 1, 2, 2)", (1, 572, 572))
    assert [row.output_shape[1] for row in network.rows] == [286, 143, 71, 35, 70]


def test_fields() -> None:
    block: list[dict[str, Any]] = [{"kernel_size": 2, "dilation": 2**power} for power in range(4)]
    assert receptive_field(stack(None, block))[-1].span == (16,)
    assert receptive_field(stack(None, block * 3))[-1].span == (46,)
    pairs = ((7, 2), (3, 2), (5, 2), (3, 2), (3, 1))
    layers: list[dict[str, Any]] = [{"kernel_size": kernel, "stride": stride} for kernel, stride in pairs]
    field = receptive_field(stack(None, layers))[-1]
    assert (field.span, field.jump) == ((75,), (16,))
    assert sizes_that_give(layers, 3) == (range(107, 123),)


def test_the_field_of_vgg_16() -> None:
    network: list[dict[str, Any]] = []
    for convolutions in (2, 2, 3, 3, 3):
        network += [{"kernel_size": 3, "padding": 1}] * convolutions + [{"kernel_size": 2, "stride": 2}]
    assert receptive_field(stack(None, network))[-1].span == (212,)
    assert effective_field(stack(None, network))[-1] == (39,)


def test_columns() -> None:
    image = np.ones((16, 16), dtype=int)
    columns = im2col(image, 3)
    assert columns.shape == (9, 196)
    counts = col2im(columns, (16, 16), 3)
    assert (counts[0, 0], counts[8, 8]) == (1, 9)


def test_the_gradient_of_a_kernel() -> None:
    rng = np.random.default_rng(1)
    x, kernel, gradient = (rng.integers(-4, 5, size) for size in ((8, 8), (3, 3), (3, 3)))
    found = cross_correlate(x, gradient, dilation=2)
    assert found.shape == (4, 4)
    for place in np.ndindex(3, 3):
        moved = kernel.copy()
        moved[place] += 1
        change = cross_correlate(x, moved, stride=2) - cross_correlate(x, kernel, stride=2)
        assert found[place] == np.sum(change * gradient)


def test_numpys_same() -> None:
    u, v = np.arange(1, 7), np.array([1, 2, 3, 4])
    assert convolve(u, v, padding="same_lower").tolist() == np.convolve(u, v, "same").tolist()
    assert convolve(u, v, padding="same").tolist() != np.convolve(u, v, "same").tolist()


def test_a_crop() -> None:
    assert ConvSpec(11, 3, padding=-2).output_size == (5,)
