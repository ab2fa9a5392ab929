"""The transposed convolution: its geometry, and the ordinary convolution that does the same."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv.errors import ConvError
from pyconv.spec import ConvSpec
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec, equivalent_convolution
from tests.strategies import span
from tests.unit.reference import flat, positions

Values = dict[tuple[int, ...], int]
Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def transposed_axes(draw: Draw) -> dict[str, Any]:
    """Draw one axis of which something is left after cropping."""
    size, kernel = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    stride, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    extra = draw(st.integers(0, max(stride, dilation) - 1))
    canvas = stride * (size - 1) + span(kernel, dilation) + extra
    before = draw(st.integers(0, min(canvas - 1, 6)))
    after = draw(st.integers(0, min(canvas - 1 - before, 6)))
    return {
        "input_size": size, "kernel_size": kernel, "stride": stride,
        "padding": (before, after), "dilation": dilation, "output_padding": extra,
    }  # fmt: skip


@st.composite
def transposed_geometries(draw: Draw) -> dict[str, Any]:
    """Draw the arguments of a legal `TransposedSpec`, one number for each axis."""
    drawn = draw(st.lists(transposed_axes(), min_size=1, max_size=2))
    return {name: tuple(axis[name] for axis in drawn) for name in drawn[0]}


def numbered(size: tuple[int, ...], factor: int) -> Values:
    """Give every place a value of its own that follows no symmetry."""
    return {place: (factor * n * n + n) % 19 - 7 for n, place in enumerate(product(*map(range, size)))}


def scattered(geometry: dict[str, Any], y: Values, kernel: Values) -> Values:
    """Return the transposed convolution by its meaning: each input cell leaves a copy of the kernel."""
    stride, dilation = geometry["stride"], geometry["dilation"]
    canvas: Values = {}
    for (cell, value), (tap, weight) in product(y.items(), kernel.items()):
        place = tuple(n * s + t * d for n, s, t, d in zip(cell, stride, tap, dilation, strict=True))
        canvas[place] = canvas.get(place, 0) + weight * value
    sizes = [
        s * (i - 1) + span(k, d) + a
        for i, k, s, d, a in zip(
            geometry["input_size"], geometry["kernel_size"], stride, dilation, geometry["output_padding"],
            strict=True,
        )
    ]  # fmt: skip
    ranges = [range(b, size - a) for size, (b, a) in zip(sizes, geometry["padding"], strict=True)]
    return {
        tuple(at - kept[0] for at, kept in zip(place, ranges, strict=True)): canvas.get(place, 0)
        for place in product(*ranges)
    }


@given(transposed_geometries(), st.sampled_from(["same", "same_lower"]), st.data())
def test_a_crop_by_name_is_the_padding_of_the_convolution_with_that_name(
    geometry: dict[str, Any], name: Any, data: st.DataObject
) -> None:
    geometry |= {"padding": name, "output_padding": 0}
    spec = TransposedSpec(**geometry)
    assert spec.output_size == tuple(
        s * i for s, i in zip(geometry["stride"], geometry["input_size"], strict=True)
    )
    # Any size of which a convolution with that padding makes the input's.
    less = [data.draw(st.integers(0, s - 1)) for s in geometry["stride"]]
    shape = tuple(size - few for size, few in zip(spec.output_size, less, strict=True))
    for made, size in ((spec, spec.output_size), (TransposedSpec(**geometry, output_shape=shape), shape)):
        rest = {"stride": geometry["stride"], "dilation": geometry["dilation"]}
        direct = ConvSpec(size, geometry["kernel_size"], padding=name, **rest)
        assert made.output_size == size
        assert made.padding == direct.padding
        assert direct.output_size == geometry["input_size"]
        if all(extra < stride for extra, stride in zip(made.output_padding, made.stride, strict=True)):
            assert made.direct == direct


@pytest.mark.parametrize(
    ("arguments", "padding", "extra", "size"),
    [
        ({"input_size": 6, "padding": "same"}, (0, 1), 0, 12),
        ({"input_size": 6, "padding": "same_lower"}, (1, 0), 0, 12),
        ({"input_size": 6, "padding": 1, "output_padding": 1}, (1, 1), 1, 12),
        ({"input_size": 6, "padding": 1, "output_shape": 12}, (1, 1), 1, 12),
        ({"input_size": 16, "padding": "same_lower", "output_shape": 32}, (1, 0), 0, 32),
        ({"input_size": 16, "padding": "same", "output_shape": 28}, (2, 3), 0, 28),
        ({"input_size": 16, "padding": "same", "output_shape": 34}, (0, 0), 1, 34),
        ({"input_size": 16, "padding": "same_lower", "output_shape": 31}, (1, 1), 0, 31),
        ({"input_size": 16, "padding": "valid"}, (0, 0), 0, 33),
        ({"input_size": 16, "padding": "valid", "output_shape": 34}, (0, 0), 1, 34),
        ({"input_size": 16, "padding": "half"}, (1, 1), 0, 31),
        ({"input_size": 16, "padding": "full"}, (2, 2), 0, 29),
        ({"input_size": 16, "padding": "causal"}, (2, 0), 0, 31),
        ({"input_size": 10, "kernel_size": 16, "stride": 8, "padding": 4}, (4, 4), 0, 80),
        ({"input_size": 3, "kernel_size": 1, "stride": 3, "padding": "same"}, (0, 0), 2, 9),
    ],
)
def test_crops_by_hand(arguments: dict[str, Any], padding: Any, extra: int, size: int) -> None:
    spec = TransposedSpec(**{"kernel_size": 3, "stride": 2, **arguments})
    assert (spec.padding, spec.output_padding, spec.output_size) == ((padding,), (extra,), (size,))


@given(transposed_geometries())
def test_the_size_is_that_of_the_result(geometry: dict[str, Any]) -> None:
    spec = TransposedSpec(**geometry)
    result = scattered(geometry, numbered(spec.input_size, 3), numbered(spec.kernel_size, 5))
    assert set(result) == set(product(*map(range, spec.output_size)))
    assert spec.axes == len(geometry["input_size"])
    assert spec.inputs == np.prod(geometry["input_size"])
    assert spec.taps == np.prod(geometry["kernel_size"])
    assert spec.outputs == len(result)
    assert spec.span == tuple(map(span, geometry["kernel_size"], geometry["dilation"]))
    for name, value in geometry.items():
        assert getattr(spec, name) == value


@given(transposed_geometries())
def test_the_equivalent_convolution_gives_the_same_values(geometry: dict[str, Any]) -> None:
    spec = TransposedSpec(**geometry)
    y, kernel = numbered(spec.input_size, 3), numbered(spec.kernel_size, 5)
    same = equivalent_convolution(spec)
    stretched = {
        tuple(n * (zeros + 1) for n, zeros in zip(cell, same.zeros_between, strict=True)): value
        for cell, value in y.items()
    }
    assert all(
        max(place[axis] for place in stretched) == size - 1 for axis, size in enumerate(same.stretched_size)
    )
    turned = {
        tuple(k - 1 - t for k, t in zip(same.kernel_size, tap, strict=True)): weight
        for tap, weight in kernel.items()
    }
    outputs = [
        len(positions(before + size + after, k, 1, (0, 0), d))
        for size, (before, after), k, d in zip(
            same.stretched_size, same.padding, same.kernel_size, same.dilation, strict=True
        )
    ]
    result = {}
    for out in product(*map(range, outputs)):
        reads = {
            tuple(
                o + t * d - before
                for o, t, d, (before, _) in zip(out, tap, same.dilation, same.padding, strict=True)
            ): weight
            for tap, weight in turned.items()
        }
        result[out] = sum(weight * stretched.get(place, 0) for place, weight in reads.items())
    assert result == scattered(geometry, y, kernel)
    assert same.extra == spec.output_padding


@given(transposed_geometries())
def test_it_reads_the_terms_of_the_direct_convolution_backwards(geometry: dict[str, Any]) -> None:
    spec = TransposedSpec(**geometry)
    assume(all(a < s for a, s in zip(spec.output_padding, spec.stride, strict=True)))
    direct = spec.direct
    assert (direct.input_size, direct.output_size) == (spec.output_size, spec.input_size)
    assert (direct.kernel_size, direct.stride, direct.padding, direct.dilation) == (
        spec.kernel_size, spec.stride, spec.padding, spec.dilation,
    )  # fmt: skip
    y, kernel = numbered(spec.input_size, 3), numbered(spec.kernel_size, 5)
    back = [0] * spec.outputs
    for cell, tap, out in terms(direct).tolist():
        back[cell] += list(kernel.values())[tap] * list(y.values())[out]
    expected = scattered(geometry, y, kernel)
    assert back == [expected[place] for place in sorted(expected)]
    assert all(flat(place, spec.output_size) == n for n, place in enumerate(sorted(expected)))


@given(transposed_geometries())
def test_the_size_wanted_resolves_to_the_output_padding(geometry: dict[str, Any]) -> None:
    spec = TransposedSpec(**geometry)
    del geometry["output_padding"]
    assert TransposedSpec(**geometry, output_shape=spec.output_size) == spec


@given(transposed_axes())
def test_the_sizes_in_reach_are_those_of_some_output_padding(axis: dict[str, Any]) -> None:
    shortest = axis["stride"] * (axis["input_size"] - 1) + span(axis["kernel_size"], axis["dilation"])
    del axis["output_padding"]
    sizes = {shortest + n - sum(axis["padding"]) for n in range(max(axis["stride"], axis["dilation"]))}
    reached = {size for size in sizes if size > 0}
    for wanted in range(1, max(reached) + 3):
        if wanted in reached:
            assert TransposedSpec(**_listed(axis), output_shape=wanted).output_size == (wanted,)
        else:
            with pytest.raises(ConvError, match=f"from {min(reached)} to {max(reached)}$"):
                TransposedSpec(**_listed(axis), output_shape=wanted)


def _listed(axis: dict[str, Any]) -> dict[str, Any]:
    return {name: [value] for name, value in axis.items()}


def test_an_output_padding_of_the_stride_or_more_is_the_transpose_of_no_convolution() -> None:
    spec = TransposedSpec((4, 3), 3, stride=(2, 1), dilation=(1, 3), output_padding=(1, 2))
    assert spec.output_size == (10, 11)
    told = (
        r"the output padding \(2\) is not smaller than the stride \(1; axis 1\):"
        r" a convolution of 11 cells with the same padding has 5 outputs, not 3"
    )
    with pytest.raises(ConvError, match=told) as refused:
        _ = spec.direct
    assert refused.value.field == "output_padding"
    assert "el paso (1; eje 1)" in refused.value.message("es")


def test_one_number_speaks_of_every_axis() -> None:
    short = TransposedSpec((3, 4, 5), 3, stride=2, padding=1, dilation=2, output_padding=1)
    long = TransposedSpec(
        [3, 4, 5],
        [3] * 3,
        stride=[2] * 3,
        padding=[1, (1, 1), [1, 1]],
        dilation=[2] * 3,
        output_padding=[1] * 3,
    )
    assert short == long
    assert short.output_size == (8, 10, 12)
    assert TransposedSpec(3, 3).output_size == (5,)
    assert TransposedSpec(3, 3, output_shape=(5, 5)).input_size == (3, 3)
    assert TransposedSpec(3, 3, stride=2, output_padding=(0, 1)).output_size == (7, 8)
    assert TransposedSpec(np.int64(3), np.uint8(3), padding=[(np.int8(0), 1)]).output_size == (4,)


@given(transposed_geometries())
def test_specs_are_equal_and_hash_by_their_geometry(geometry: dict[str, Any]) -> None:
    one, other = TransposedSpec(**geometry), TransposedSpec(**copy.deepcopy(geometry))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert dataclasses.replace(one) == one
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.stride = (2,)  # type: ignore[misc]


def test_equivalent_convolutions_by_hand() -> None:
    # The guide's padding_strides_odd, and a crop: padding above k - 1.
    same = equivalent_convolution(TransposedSpec((3, 2), (3, 2), stride=(2, 1), padding=[1, (2, 0)],
                                                 output_padding=(1, 0)))  # fmt: skip
    assert same.zeros_between == (1, 0)
    assert same.stretched_size == (5, 2)
    assert same.padding == ((1, 2), (-1, 1))
    assert same.extra == (1, 0)
    assert equivalent_convolution(TransposedSpec(4, 3, dilation=2)).padding == ((4, 4),)


@pytest.mark.parametrize(
    ("arguments", "reason", "field", "said"),
    [
        ({"padding": "SAME"}, "unknown-choice", "padding", "padding cannot be “SAME”"),
        (
            {"padding": "same", "output_shape": (7, 11)}, "output-out-of-reach", "output_shape",
            r"11 cells \(axis 1\): .* padding 0 \+ 0 .* from 1 to 10$",
        ),
        (
            {"padding": "same", "output_padding": 1}, "output-given-twice", "output_padding",
            r"output padding \(1\) or the output shape \(\(6, 8\)\), not both",
        ),
        ({"padding": (1, "full")}, "not-integer", "padding", "padding must be a whole number, not “full”"),
        ({"padding": [1, 2, 3]}, "axes-disagree", "input", "input has 2 numbers, but it needs one or 3"),
        ({"padding": []}, "axes-disagree", "padding", "padding has 0 numbers, but it needs one or 2"),
        ({"padding": [(1, 2, 3), 0]}, "not-a-pair", "padding", r"padding of axis 0 .* it has 3 numbers"),
        ({"padding": -1}, "below-minimum", "padding", "padding must be at least 0, but it is -1"),
        ({"padding": {1, 2}}, "not-integer", "padding", "padding must be a whole number"),
        ({"input_size": "34"}, "not-integer", "input", "input must be a whole number, not “34”"),
        ({"input_size": (3, 0)}, "below-minimum", "input", "input must be at least 1, but it is 0"),
        ({"input_size": []}, "axes-disagree", "input", "input has 0 numbers"),
        ({"kernel_size": None}, "not-integer", "kernel", "kernel must be a whole number, not “None”"),
        ({"kernel_size": 0}, "below-minimum", "kernel", "kernel must be at least 1, but it is 0"),
        ({"stride": float("nan")}, "not-integer", "stride", "stride must be a whole number, not “nan”"),
        ({"stride": True}, "not-integer", "stride", "stride must be a whole number, not “True”"),
        ({"dilation": 1.0}, "not-integer", "dilation", "dilation must be a whole number, not “1.0”"),
        ({"output_padding": -1}, "below-minimum", "output_padding", "at least 0, but it is -1"),
        ({"output_padding": "1"}, "not-integer", "output_padding", "whole number, not “1”"),
        (
            {"output_padding": (1, 2)}, "output-padding-too-large", "output_padding",
            r"output padding \(2\) must be smaller than the stride \(2\) or than the dilation \(1; axis 1\)",
        ),
        (
            {"padding": [0, (5, 4)]}, "all-cropped", "padding",
            r"padding \(5 \+ 4\) crops all .* of length 9 .*input 4, stride 2, kernel span 3, .* 0; axis 1\)",
        ),
        ({"output_shape": "7"}, "not-integer", "output_shape", "output shape must be a whole number"),
        ({"output_shape": (0, 9)}, "below-minimum", "output_shape", "shape must be at least 1, but it is 0"),
        (
            {"output_shape": (7, 9), "output_padding": (0, 1)}, "output-given-twice", "output_padding",
            r"output padding \(\(0, 1\)\) or the output shape \(\(7, 9\)\), not both",
        ),
        (
            {"output_shape": (7, 11), "padding": [(0, 0), (0, 0)]}, "output-out-of-reach", "output_shape",
            r"11 cells \(axis 1\): .*input 4, stride 2, kernel span 3, padding 0 \+ 0 .* from 9 to 10$",
        ),
        ({"output_shape": (7, 9), "padding": 9}, "all-cropped", "padding", "crops all .* of length 8"),
    ],
)  # fmt: skip
def test_arguments_that_define_nothing_are_refused(
    arguments: dict[str, Any], reason: str, field: str, said: str
) -> None:
    with pytest.raises(ConvError, match=said) as refused:
        TransposedSpec(**{"input_size": (3, 4), "kernel_size": 3, "stride": 2} | arguments)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert refused.value.message("es") != refused.value.message("en")


@pytest.mark.parametrize("value", [None, 3, "3", ConvSpec(5, 3)])
def test_only_a_transposed_spec_has_an_equivalent(value: Any) -> None:
    with pytest.raises(ConvError, match=f"must be a TransposedSpec, not {type(value).__name__}"):
        equivalent_convolution(value)
