"""Counts are what plain loops over the connections count."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, TransposedSpec, terms
from pyconv.counts import LAYER_KINDS, multiply_count, parameter_count
from tests.strategies import geometries
from tests.unit.reference import meetings, sources

CHANNELS = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))


def connected(inputs: int, outputs: int, groups: int) -> list[tuple[int, int]]:
    """List which channels meet: those of the same group."""
    return [
        (c, o)
        for c, o in product(range(inputs), range(outputs))
        if c // (inputs // groups) == o // (outputs // groups)
    ]


@given(geometries(), CHANNELS)
def test_counts_are_those_of_the_connections_written_out(
    geometry: dict[str, Any], channels: tuple[int, int, int]
) -> None:
    spec = ConvSpec(**geometry)
    groups, inputs, outputs = channels[0], channels[0] * channels[1], channels[0] * channels[2]
    settings = {"in_channels": inputs, "out_channels": outputs, "groups": groups}
    pairs = connected(inputs, outputs, groups)
    met = meetings(geometry)
    cells = range(1 + max(out for *_, out in met))
    every = list(product(range(spec.inputs), cells))
    products = {"dense": len(every), "local": len(met), "convolutional": len(met)}
    shared = len({tap for _, tap, _ in met})
    weights = {
        "dense": len(every),
        "local": len({(tap, out) for _, tap, out in met}),
        "convolutional": shared,
    }
    for kind in LAYER_KINDS:
        assert multiply_count(spec, kind, **settings) == products[kind] * len(pairs)
        assert parameter_count(spec, kind, **settings) == weights[kind] * len(pairs)
        biases = outputs if kind == "convolutional" else outputs * len(cells)
        with_bias = parameter_count(spec, kind, bias=True, **settings)
        assert with_bias - parameter_count(spec, kind, **settings) == biases


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=2),
    CHANNELS,
)
def test_counts_of_transposed_layers_are_those_of_the_copies_of_the_kernel(
    axes: list[tuple[int, int, int]], channels: tuple[int, int, int]
) -> None:
    inputs, kernel, stride = zip(*axes, strict=True)
    spec = TransposedSpec(inputs, kernel, stride=stride)
    groups, given, made = channels[0], channels[0] * channels[1], channels[0] * channels[2]
    settings = {"in_channels": given, "out_channels": made, "groups": groups}
    pairs = len(connected(given, made, groups))
    laid = list(product(*(range(size) for size in (*inputs, *kernel))))
    dense = len(list(product(*(range(size) for size in (*inputs, *spec.output_size)))))
    assert multiply_count(spec, **settings) == multiply_count(spec, "local", **settings) == len(laid) * pairs
    assert multiply_count(spec, "dense", **settings) == dense * pairs
    taps = len({cell[len(inputs) :] for cell in laid})
    assert parameter_count(spec, bias=True, **settings) == taps * pairs + made
    assert parameter_count(spec, "local", **settings) == len(laid) * pairs
    assert parameter_count(spec, "dense", **settings) == dense * pairs
    # What is cropped is computed all the same; as a weight it is one all the same.
    if min(spec.output_size) > 2:
        cropped = TransposedSpec(inputs, kernel, stride=stride, padding=1)
        assert multiply_count(cropped, **settings) == len(laid) * pairs


def test_counts_by_hand() -> None:
    decoder = TransposedSpec((2, 2), 2, stride=2)
    assert multiply_count(decoder, in_channels=3) == 48
    assert parameter_count(decoder, in_channels=3, bias=True) == 13
    depthwise = {"in_channels": 24, "out_channels": 24, "groups": 24}
    assert parameter_count(ConvSpec((32, 32), 3), **depthwise) == 216
    assert multiply_count(ConvSpec((32, 32), 3), **depthwise) == 194_400
    multiplied = {"in_channels": 24, "out_channels": 48, "groups": 24}
    assert multiply_count(TransposedSpec((30, 30), 3), **multiplied) == 2 * 194_400


@given(geometries())
def test_products_that_meet_an_input_cell_are_the_terms(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    behind = sources(geometry["input_size"], geometry["padding"], geometry["padding_mode"])
    padding = sum(behind[cell] is None for cell, *_ in meetings(geometry))
    assert multiply_count(spec) == len(terms(spec)) + padding


@given(geometries())
def test_sharing_weights_saves_weights_and_no_products(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    assert multiply_count(spec, "local") == multiply_count(spec, "convolutional")
    assert parameter_count(spec, "local") == spec.outputs * parameter_count(spec, "convolutional")
    # Where no padding is read and no layer shares weights, a weight is a product.
    assert parameter_count(spec, "dense") == multiply_count(spec, "dense")
    assert parameter_count(spec, "local") == multiply_count(spec, "local")


def test_a_kernel_over_the_whole_input_is_a_dense_layer() -> None:
    spec = ConvSpec((4, 5), (4, 5))
    counts = {parameter_count(spec, kind, in_channels=3, out_channels=7, bias=True) for kind in LAYER_KINDS}
    assert counts == {4 * 5 * 3 * 7 + 7}


def test_published_counts() -> None:
    # Simonyan and Zisserman, arXiv:1409.1556, section 2.3: three 3×3 layers against one 7×7, 27 C² to 49 C².
    small, large = ConvSpec((9, 9), (3, 3)), ConvSpec((9, 9), (7, 7))
    assert 3 * parameter_count(small, in_channels=64, out_channels=64) == 27 * 64**2
    assert parameter_count(large, in_channels=64, out_channels=64) == 49 * 64**2
    # LeNet-5, LeCun and others 1998, section II.B: C1 has 156 numbers to learn and 122 304 connections,
    # one of them for the bias of each output cell.
    first = ConvSpec((32, 32), (5, 5))
    assert parameter_count(first, out_channels=6, bias=True) == 156
    assert multiply_count(first, out_channels=6) + 6 * first.outputs == 122_304
    # Krizhevsky and others 2012: AlexNet's first layer and its second, which has two groups.
    assert parameter_count(ConvSpec((227, 227), 11, stride=4), in_channels=3, out_channels=96) == 34_848
    second = ConvSpec((27, 27), 5, padding="same")
    assert parameter_count(second, in_channels=96, out_channels=256, groups=2) == 307_200


def test_one_kernel_for_each_channel() -> None:
    spec = ConvSpec((6, 4), (3, 2))
    depthwise = {"in_channels": 8, "out_channels": 8, "groups": 8}
    assert parameter_count(spec, **depthwise) == 8 * 6
    assert multiply_count(spec, **depthwise) == 8 * 6 * spec.outputs


def test_counts_are_plain_integers_of_any_size() -> None:
    spec = ConvSpec((10**6, 10**6), (3, 3))
    count = multiply_count(spec, "dense", in_channels=np.int8(100), out_channels=np.int8(100))
    assert count == 10**12 * (10**6 - 2) ** 2 * 10**4
    biased = parameter_count(spec, "local", out_channels=np.int8(100), bias=np.bool_(True))
    assert biased == 1000 * (10**6 - 2) ** 2
    assert type(biased) is type(count) is int


@pytest.mark.parametrize("count", [parameter_count, multiply_count])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"spec": None}, "the geometry must be a ConvSpec . TransposedSpec, not NoneType"),
        ({"spec": 5}, "the geometry must be a ConvSpec . TransposedSpec, not int"),
        ({"kind": "sparse"}, "kind cannot be “sparse”; it can be: dense, local, convolutional"),
        ({"kind": None}, "kind cannot be “None”"),
        ({"kind": ["dense"]}, "kind cannot be"),
        ({"in_channels": 0}, "input channels must be at least 1, but it is 0"),
        ({"in_channels": True}, "input channels must be a whole number, not “True”"),
        ({"out_channels": -2}, "output channels must be at least 1, but it is -2"),
        ({"out_channels": 1.5}, "output channels must be a whole number, not “1.5”"),
        ({"out_channels": float("nan")}, "output channels must be a whole number, not “nan”"),
        ({"groups": 0}, "groups must be at least 1, but it is 0"),
        ({"groups": "2"}, "groups must be a whole number, not “2”"),
        ({"in_channels": 3, "groups": 2, "out_channels": 2}, "3 channels of the input .* 2 groups"),
        ({"in_channels": 4, "groups": 2, "out_channels": 3}, "3 channels of the output .* 2 groups"),
    ],
)
def test_what_is_no_layer_is_refused(count: Any, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConvError, match=said):
        count(**{"spec": ConvSpec(5, 3)} | arguments)


@pytest.mark.parametrize("bias", [None, 1, "yes", 0.0])
def test_a_bias_is_there_or_not(bias: Any) -> None:
    with pytest.raises(ConvError, match=f"bias must be true or false, not “{bias}”"):
        parameter_count(ConvSpec(5, 3), bias=bias)
