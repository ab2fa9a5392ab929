"""Layers: channels, groups, samples and a bias are loops around the operation on one channel."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, cross_correlate, windows
from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.ops import transposed_conv
from tests.strategies import axes, nested

MODES = ("zeros", "reflect", "replicate", "circular", "wrap")


class Problem:
    """A layer: its arrays, channels of each group, and its geometry."""

    def __init__(self, draw: st.DrawFn) -> None:
        mode = draw(st.sampled_from(MODES))
        drawn = [draw(axes(mode, 3)) for _ in range(draw(st.sampled_from([1, 2, 2, 3])))]
        self.groups = draw(st.integers(1, 3))
        self.each, self.made = draw(st.integers(1, 3)), draw(st.integers(1, 2))
        self.samples = draw(st.integers(1, 2))
        self.geometry: dict[str, Any] = {
            "stride": tuple(axis.stride for axis in drawn),
            "padding": tuple(axis.padding for axis in drawn),
            "dilation": tuple(axis.dilation for axis in drawn),
            "padding_mode": mode,
        }
        size = tuple(axis.input_size for axis in drawn)
        self.kernel = tuple(axis.kernel_size for axis in drawn)
        # Values need not shrink one by one: a seed and a shape say them all.
        rng = np.random.default_rng(draw(st.integers(0, 99)))
        self.x = rng.integers(-9, 10, (self.samples, self.groups * self.each, *size))
        self.weight = rng.integers(-9, 10, (self.groups * self.made, self.each, *self.kernel))
        self.bias = rng.integers(-99, 100, self.groups * self.made)
        self.rng = rng

    def run(self, x: Any, weight: Any, bias: Any = None) -> Any:
        return conv_layer(x, weight, bias, groups=self.groups, **self.geometry)


problems = st.composite(Problem)()


@given(problems)
def test_a_layer_adds_up_the_channels_of_each_group(layer: Problem) -> None:
    output = layer.run(layer.x, layer.weight, layer.bias)
    assert output.dtype == np.int64
    for n in range(layer.samples):
        for made in range(layer.groups * layer.made):
            first = made // layer.made * layer.each
            channels = [
                cross_correlate(layer.x[n, first + c], layer.weight[made, c], **layer.geometry)
                for c in range(layer.each)
            ]
            assert (output[n, made] == sum(channels) + layer.bias[made]).all()


@given(problems, st.integers(1, 60), st.integers(1, 20))
def test_the_size_of_the_blocks_changes_nothing(layer: Problem, block: int, narrowest: int) -> None:
    output = layer.run(layer.x, layer.weight, layer.bias)
    padding = {name: layer.geometry[name] for name in ("stride", "dilation")}
    back = transposed_conv_layer(output, layer.weight, groups=layer.groups, **padding)
    with patch.multiple(windows, BLOCK=block, NARROWEST=narrowest):
        assert (layer.run(layer.x, layer.weight, layer.bias) == output).all()
        again = transposed_conv_layer(output, layer.weight, groups=layer.groups, **padding)
    assert (again == back).all()


@given(problems)
def test_a_transposed_layer_adds_up_the_channels_of_each_group(layer: Problem) -> None:
    geometry = {"stride": layer.geometry["stride"], "dilation": layer.geometry["dilation"]}
    # The weights of a layer from C' to C channels, as they are, make one from C to C'.
    y = layer.rng.integers(-9, 10, (layer.samples, layer.groups * layer.made, *layer.x.shape[2:]))
    bias = layer.rng.integers(-99, 100, layer.groups * layer.each)
    output = transposed_conv_layer(y, layer.weight, bias, groups=layer.groups, **geometry)
    assert output.dtype == np.int64
    for n in range(layer.samples):
        for c in range(layer.groups * layer.each):
            group, within = divmod(c, layer.each)
            made = range(group * layer.made, (group + 1) * layer.made)
            channels = [transposed_conv(y[n, m], layer.weight[m, within], **geometry) for m in made]
            assert (output[n, c] == sum(channels) + bias[c]).all()


@given(problems)
def test_the_transposed_layer_is_the_adjoint(layer: Problem) -> None:
    geometry = {name: layer.geometry[name] for name in ("stride", "padding", "dilation")}
    output = conv_layer(layer.x, layer.weight, groups=layer.groups, **geometry)
    y = layer.rng.integers(-9, 10, output.shape)
    spans = [1 + (k - 1) * d for k, d in zip(layer.kernel, geometry["dilation"], strict=True)]
    left = tuple(
        (size + sum(pads) - wide) % s
        for size, pads, wide, s in zip(
            layer.x.shape[2:], geometry["padding"], spans, geometry["stride"], strict=True
        )
    )
    back = transposed_conv_layer(y, layer.weight, groups=layer.groups, output_padding=left, **geometry)
    assert back.shape == layer.x.shape
    wanted = transposed_conv_layer(
        y, layer.weight, groups=layer.groups, output_shape=layer.x.shape[2:], **geometry
    )
    assert np.array_equal(wanted, back)
    assert (output * y).sum() == (layer.x * back).sum()


@given(problems)
def test_linear_in_the_input_and_in_the_weights(layer: Problem) -> None:
    x, weight = layer.rng.integers(-9, 10, layer.x.shape), layer.rng.integers(-9, 10, layer.weight.shape)
    run = layer.run
    mixed = 2 * run(layer.x, layer.weight) - 3 * run(x, layer.weight)
    assert (run(2 * layer.x - 3 * x, layer.weight) == mixed).all()
    mixed = 2 * run(layer.x, layer.weight) - 3 * run(layer.x, weight)
    assert (run(layer.x, 2 * layer.weight - 3 * weight) == mixed).all()


@given(problems)
def test_floats_give_the_same_sums(layer: Problem) -> None:
    output = layer.run(layer.x, layer.weight, layer.bias)
    for dtype in (np.float32, np.float64, np.complex128):
        arrays = [each.astype(dtype) for each in (layer.x, layer.weight, layer.bias)]
        floats = layer.run(*arrays)
        assert floats.dtype == dtype
        assert (floats == output).all()


@given(st.data())
def test_one_channel_of_one_sample_is_the_cross_correlation(data: st.DataObject) -> None:
    axis, other = data.draw(axes()), data.draw(axes())
    x = data.draw(nested((axis.input_size, other.input_size)))
    kernel = data.draw(nested((axis.kernel_size, other.kernel_size)))
    geometry: dict[str, Any] = {
        "stride": (axis.stride, other.stride),
        "padding": (axis.padding, other.padding),
        "dilation": (axis.dilation, other.dilation),
    }
    assert conv_layer([[x]], [[kernel]], **geometry)[0, 0].tolist() == (
        cross_correlate(x, kernel, **geometry).tolist()
    )


def test_the_channel_map_of_the_guide() -> None:
    # Two channels to three, as in the guide's figure 1.3: every output reads both.
    x = np.arange(50).reshape(1, 2, 5, 5)
    weight = np.arange(54).reshape(3, 2, 3, 3) - 20
    output = conv_layer(x, weight)
    assert output.shape == (1, 3, 3, 3)
    assert output[0, 2, 1, 0] == (x[0, :, 1:4, 0:3] * weight[2]).sum()


def test_integers_of_any_size_are_exact() -> None:
    assert conv_layer([[[2**62], [2**62]]], [[[1], [1]]]).tolist() == [[[2**63]]]
    assert conv_layer([[[2**62]]], [[[1]]], [2**63 - 1]).tolist() == [[[2**62 + 2**63 - 1]]]
    assert transposed_conv_layer([[[2**62], [2**62]]], [[[1]], [[1]]]).tolist() == [[[2**63]]]
    assert conv_layer([[[2**70]]], [[[3]]], [Fraction(1, 2)]).tolist() == [[[3 * 2**70 + Fraction(1, 2)]]]


def test_the_bias_takes_part_in_the_dtype() -> None:
    small = np.ones((1, 1, 2), dtype=np.float32)
    assert conv_layer(small, small).dtype == np.float32
    assert conv_layer(small, small, np.ones(1, dtype=np.float32)).dtype == np.float32
    assert conv_layer(small, small, np.ones(1)).dtype == np.float64
    assert conv_layer([[[1, 2]]], [[[1]]], [0.5]).tolist() == [[[1.5, 2.5]]]
    assert transposed_conv_layer([[[1, 2]]], [[[1]]], [0.5]).tolist() == [[[1.5, 2.5]]]


ONES = np.ones((1, 4, 5), dtype=int)
WRONG: list[tuple[Any, Any, Any, dict[str, Any], str]] = [
    ([1], [1], None, {}, "the input has 1 axes and the weights 1: .* at least 3"),
    (ONES, [[1]], None, {}, "the input has 3 axes and the weights 2"),
    (None, ONES, None, {}, "input must hold numbers, not NoneType"),
    (ONES, "abc", None, {}, "weights must hold numbers, not <U3"),
    (ONES[:0], ONES, None, {}, "samples must be at least 1, but it is 0"),
    (ONES[:, :0], ONES[:, :0], None, {}, "channels must be at least 1, but it is 0"),
    (ONES, ONES[:0], None, {}, "channels must be at least 1, but it is 0"),
    (ONES[:, :1, :0], ONES[:1, :1], None, {}, "input must be at least 1, but it is 0"),
    (ONES, ONES, None, {"groups": 0}, "groups must be at least 1, but it is 0"),
    (ONES, ONES, None, {"groups": 1.5}, "groups must be a whole number, not “1.5”"),
    (ONES, ONES, None, {"groups": True}, "groups must be a whole number, not “True”"),
    (ONES, ONES, None, {"groups": None}, "groups must be a whole number, not “None”"),
]  # fmt: skip


@pytest.mark.parametrize(("x", "weight", "bias", "options", "said"), WRONG)
def test_what_is_no_layer_is_refused(x: Any, weight: Any, bias: Any, options: Any, said: str) -> None:
    for layer in (conv_layer, transposed_conv_layer):
        with pytest.raises(ConvError, match=said):
            layer(x, weight, bias, **options)


@pytest.mark.parametrize(
    ("x", "weight", "bias", "options", "said"),
    [
        (ONES, np.ones((3, 2, 1)), None, {"groups": 2}, "3 channels of the weights .* among 2 groups"),
        (ONES, np.ones((4, 3, 1)), None, {"groups": 2}, r"has 4 channels, .* take 6 \(3 in each of 2 groups"),
        (ONES, np.ones((4, 3, 1)), None, {}, r"has 4 channels, .* take 3 \(3 in each of 1 groups"),
        (ONES, np.ones((2, 4, 1)), [1], {}, "each of the 2 output channels, but it is an array of 1"),
        (ONES, np.ones((2, 4, 1)), [[1, 2]], {}, "each of the 2 output channels, but it is an array of 1×2"),
        (ONES, np.ones((2, 4, 1)), 3, {}, "bias is a single number"),
        (ONES, np.ones((2, 4, 1)), "ab", {}, "bias must hold numbers, not <U2"),
        (ONES, np.ones((2, 4, 6)), None, {}, r"kernel spans 6 cells .* has 5"),
        (ONES, np.ones((2, 4, 1)), None, {"stride": (1, 2)}, "stride has 2 numbers, but it needs one or 1"),
        (ONES, np.ones((2, 4, 1)), None, {"padding_mode": "constant"}, "“constant”; it can be: zeros"),
        (ONES, np.ones((2, 4, 1)), None, {"padding_mode": ["zeros"]}, "padding_mode cannot be “..zeros..”"),
        (ONES, np.ones((2, 4, 1)), None, {"padding": 5, "padding_mode": "reflect"}, r"\(5\).*at most 4"),
    ],
)  # fmt: skip
def test_shapes_that_disagree_are_refused(x: Any, weight: Any, bias: Any, options: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        conv_layer(x, weight, bias, **options)


@pytest.mark.parametrize(
    ("x", "weight", "bias", "options", "said"),
    [
        (ONES, np.ones((3, 2, 1)), None, {}, r"4 channels, but the weights take 3 \(3 in each of 1 groups"),
        (ONES, np.ones((4, 2, 1)), None, {"groups": 3}, "4 channels of the input .* among 3 groups"),
        (ONES, np.ones((2, 2, 1)), None, {"groups": 2}, r"4 channels, .* take 2 \(1 in each of 2 groups"),
        (ONES, np.ones((4, 2, 1)), [1, 2], {"groups": 2}, "each of the 4 output channels, .* array of 2"),
        (ONES, np.ones((4, 2, 1)), None, {"output_padding": 1}, r"output padding \(1\) .* stride \(1\)"),
        (ONES, np.ones((4, 2, 1)), None, {"padding": 3}, r"padding \(3 \+ 3\) crops all .* of length 5"),
    ],
)
def test_transposed_shapes_that_disagree_are_refused(
    x: Any, weight: Any, bias: Any, options: Any, said: str
) -> None:
    with pytest.raises(ConvError, match=said):
        transposed_conv_layer(x, weight, bias, **options)
