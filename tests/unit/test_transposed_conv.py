"""The transposed convolution: what the loops lay down, and the adjoint of the convolution."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, cross_correlate, terms, windows
from pyconv.ops import transposed_conv
from tests.strategies import nested
from tests.unit.reference import flat, flattened

Geometry = dict[str, Any]


@st.composite
def transposed(draw: st.DrawFn) -> Geometry:
    """Draw a legal transposed convolution, its padding smaller than what it crops from."""
    count = draw(st.sampled_from([1, 2, 2, 3]))
    geometry: Geometry = {
        name: []
        for name in ("size", "kernel", "stride", "padding", "dilation", "output_padding", "output_size")
    }
    for _ in range(count):
        size, kernel = draw(st.integers(1, 4)), draw(st.integers(1, 3))
        stride, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        extra = draw(st.integers(0, max(stride, dilation) - 1))
        canvas = stride * (size - 1) + dilation * (kernel - 1) + 1 + extra
        before = draw(st.integers(0, min(3, canvas - 1)))
        after = draw(st.integers(0, min(3, canvas - 1 - before)))
        for name, value in (
            ("size", size), ("kernel", kernel), ("stride", stride), ("dilation", dilation),
            ("output_padding", extra), ("padding", (before, after)),
            ("output_size", canvas - before - after),
        ):  # fmt: skip
            geometry[name].append(value)
    return geometry


@st.composite
def problems(draw: st.DrawFn) -> tuple[Geometry, Any, Any]:
    geometry = draw(transposed())
    return geometry, draw(nested(tuple(geometry["size"]))), draw(nested(tuple(geometry["kernel"])))


def options(geometry: Geometry) -> Geometry:
    return {name: geometry[name] for name in ("stride", "padding", "dilation", "output_padding")}


def laid_down(geometry: Geometry, y: Any, kernel: Any) -> list[Any]:
    """Return the output cells in order: every cell's copy of the kernel, added up where it lands."""
    size, taps, wanted = geometry["size"], geometry["kernel"], geometry["output_size"]
    output: list[Any] = [0] * prod(wanted)
    values, weights = flattened(y), flattened(kernel)
    for cell in product(*map(range, size)):
        for tap in product(*map(range, taps)):
            place = [
                i * s + t * d - before
                for i, t, s, d, (before, _) in zip(
                    cell, tap, geometry["stride"], geometry["dilation"], geometry["padding"], strict=True
                )
            ]
            if all(0 <= at < cells for at, cells in zip(place, wanted, strict=True)):
                at = flat(place, wanted)
                output[at] = output[at] + weights[flat(tap, taps)] * values[flat(cell, size)]
    return output


@given(problems())
def test_the_output_is_what_the_loops_lay_down(problem: Any) -> None:
    geometry, y, kernel = problem
    output = transposed_conv(y, kernel, **options(geometry))
    assert output.dtype == np.int64
    assert output.shape == tuple(geometry["output_size"])
    assert output.ravel().tolist() == laid_down(*problem)


@given(problems(), st.integers(1, 60), st.integers(1, 20))
def test_the_size_of_the_blocks_changes_nothing(problem: Any, block: int, narrowest: int) -> None:
    geometry, y, kernel = problem
    with patch.multiple(windows, BLOCK=block, NARROWEST=narrowest):
        output = transposed_conv(y, kernel, **options(geometry))
    assert output.ravel().tolist() == laid_down(*problem)


@given(problems())
def test_a_size_wanted_is_an_output_padding(problem: Any) -> None:
    geometry, y, kernel = problem
    wanted = {**options(geometry), "output_padding": 0, "output_shape": geometry["output_size"]}
    assert (transposed_conv(y, kernel, **wanted) == transposed_conv(y, kernel, **options(geometry))).all()


@given(problems(), st.data())
def test_it_is_the_adjoint_of_the_cross_correlation(problem: Any, data: st.DataObject) -> None:
    geometry, y, kernel = problem
    # An output padding of the stride or more has no convolution to be the transpose of.
    extras = [min(a, s - 1) for a, s in zip(geometry["output_padding"], geometry["stride"], strict=True)]
    lost = [a - b for a, b in zip(geometry["output_padding"], extras, strict=True)]
    sizes = [o - less for o, less in zip(geometry["output_size"], lost, strict=True)]
    if min(sizes) < 1:
        return
    x = np.array(data.draw(nested(tuple(sizes))))
    direct = {name: geometry[name] for name in ("stride", "padding", "dilation")}
    back = transposed_conv(y, kernel, **direct, output_padding=extras)
    assert back.shape == x.shape
    assert (cross_correlate(x, kernel, **direct) * y).sum() == (x * back).sum()


@given(problems())
def test_it_reads_the_terms_of_the_convolution_backwards(problem: Any) -> None:
    geometry, y, kernel = problem
    output = transposed_conv(y, kernel, **{**options(geometry), "output_padding": 0, "padding": 0})
    direct = {name: geometry[name] for name in ("stride", "dilation")}
    table = terms(ConvSpec(output.shape, geometry["kernel"], **direct))
    sums = np.zeros(output.size, dtype=np.int64)
    np.add.at(sums, table[:, 0], np.ravel(kernel)[table[:, 1]] * np.ravel(y)[table[:, 2]])
    assert (output.ravel() == sums).all()


@given(problems(), st.data(), st.integers(-9, 9), st.integers(-9, 9))
def test_linear_in_the_input_and_in_the_kernel(problem: Any, data: st.DataObject, a: int, b: int) -> None:
    geometry, y, kernel = problem
    other = np.array(data.draw(nested(tuple(geometry["size"]))))
    weights = np.array(data.draw(nested(tuple(geometry["kernel"]))))

    def run(cells: Any, taps: Any) -> Any:
        return transposed_conv(cells, taps, **options(geometry))

    assert (run(a * np.array(y) + b * other, kernel) == a * run(y, kernel) + b * run(other, kernel)).all()
    assert (run(y, a * np.array(kernel) + b * weights) == a * run(y, kernel) + b * run(y, weights)).all()


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), st.lists(st.integers(-99, 99), min_size=1))
def test_with_a_stride_of_one_it_is_numpys_full_convolution(y: list[int], kernel: list[int]) -> None:
    assert transposed_conv(y, kernel).tolist() == np.convolve(y, kernel, "full").tolist()


def test_by_hand() -> None:
    y, kernel = [[1, 2], [3, 4]], [[1, 0, 2], [0, 5, 0]]
    assert transposed_conv(y, kernel, stride=(2, 1)).tolist() == [
        [1, 2, 2, 4], [0, 5, 10, 0], [3, 4, 6, 8], [0, 15, 20, 0],
    ]  # fmt: skip
    assert transposed_conv([1, 2], [3, 4], stride=3, padding=[(1, 0)], output_padding=2).tolist() == [
        4, 0, 6, 8, 0, 0,
    ]  # fmt: skip
    # The cells of output padding are no zeros where the kernel reaches them.
    assert transposed_conv([1, 2], [1, 2, 3], stride=2, padding=1, output_padding=1).tolist() == [2, 5, 4, 6]


@pytest.mark.parametrize(
    ("y", "kernel"),
    [([2**62, 2**62], [1, 1]), ([-(2**63)], [-1]), ([2**70, 1], [3, 4]), ([2**31, 5], [2**32, -1]),
     ([2**26 + 1, 3], [2**26 + 1, 7]), ([4097, 4095], [4095, 4097])],
)  # fmt: skip
def test_integers_of_any_size_are_exact(y: list[int], kernel: list[int]) -> None:
    a, b = y[0], y[-1] if len(y) > 1 else 0
    expected = [a * kernel[0], a * kernel[-1] + b * kernel[0], b * kernel[-1]][: len(y) + len(kernel) - 1]
    assert transposed_conv(y, kernel).tolist() == expected


def test_other_kinds_of_numbers() -> None:
    third = Fraction(1, 3)
    assert transposed_conv([third, 2], [third, 3]).tolist() == [Fraction(1, 9), 1 + Fraction(2, 3), 6]
    small = np.ones(2, dtype=np.float32)
    assert transposed_conv(small, small).dtype == np.float32
    assert transposed_conv(small, small.astype(np.float64)).dtype == np.float64
    assert transposed_conv([1j, 2], [1j, 1]).tolist() == [-1, 3j, 2]
    assert transposed_conv(np.array([True, True]), np.array([True, True])).tolist() == [1, 2, 1]
    output = transposed_conv(np.full(3, 255, dtype=np.uint8), np.full(2, -128, dtype=np.int8))
    assert output.tolist() == [-32640, -65280, -65280, -32640]


def test_infinities_reach_only_the_cells_of_their_own_terms() -> None:
    output = transposed_conv([1.0, np.inf, 0.0], [0.0, np.inf, 2.0], stride=2)
    assert np.array_equal(output, [0, np.inf, np.nan, np.inf, np.inf, np.nan, 0], equal_nan=True)
    assert np.array_equal(transposed_conv([1.0, 2.0], [np.inf, 1.0], stride=3), [np.inf, 1, 0, np.inf, 2])


def test_the_arguments_are_left_as_they_were() -> None:
    y, kernel = np.arange(6.0).reshape(2, 3), np.ones((2, 2))
    output = transposed_conv(y, kernel)
    assert output.flags.c_contiguous
    assert y.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert kernel.tolist() == [[1, 1], [1, 1]]
    assert (transposed_conv(np.asfortranarray(y), kernel) == output).all()
    assert (transposed_conv(y[:, ::-1], kernel[:, ::-1]) == output[:, ::-1]).all()


@pytest.mark.parametrize(
    ("y", "kernel", "options", "said"),
    [
        ([1, 2], [[1]], {}, "the input has 1 axes and the kernel 2"),
        (3, [1], {}, "input is a single number"),
        ([1], None, {}, "kernel must hold numbers, not NoneType"),
        ([[1], [1, 2]], [[1]], {}, "the rows of input are not all of the same length"),
        ([], [1], {}, "input must be at least 1, but it is 0"),
        ([1], [], {}, "kernel must be at least 1, but it is 0"),
        ([1, 2], [1, 2], {"padding": 5}, r"padding \(5 \+ 5\) crops all .* of length 3"),
        ([1, 2], [1, 2], {"padding": "SAME"}, "padding cannot be “SAME”"),
        ([1, 2], [1, 2], {"stride": (1, 2)}, "stride has 2 numbers, but it needs one or 1"),
        ([1, 2], [1, 2], {"output_padding": (0, 0)}, "output padding has 2 numbers"),
        (
            [1, 2],
            [1, 2],
            {"output_padding": 1},
            r"output padding \(1\) must be smaller than the stride \(1\)",
        ),
        ([1, 2], [1, 2], {"output_shape": (4, 4)}, "output shape has 2 numbers, but it needs one or 1"),
        ([1, 2], [1, 2], {"output_shape": "4"}, "output shape must be a whole number, not “4”"),
        ([1, 2], [1, 2], {"output_shape": 9, "stride": 2}, r"cannot have 9 cells .* from 4 to 5"),
        ([1, 2], [1], {"stride": 10**15}, "an array of 1×1×1000000000000001 cells does not fit"),
        ([1, 2], [1], {"stride": 10**30}, f"an array of 1×1×{10**30 + 1} cells does not fit"),
        ([Decimal(1)], [0.5], {}, "cannot be multiplied and added together: Decimal, float64"),
    ],
)
def test_what_is_no_transposed_convolution_is_refused(y: Any, kernel: Any, options: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        transposed_conv(y, kernel, **options)


@pytest.mark.parametrize("padding", [0, 1, 2, 3])
def test_at_stride_1_it_is_a_convolution_and_gives_the_same(padding: int) -> None:
    y, kernel = np.arange(-20, 15).reshape(5, 7) ** 3, np.arange(6).reshape(2, 3) - 2
    canvas = np.zeros((6, 9), dtype=np.int64)
    for (row, column), weight in np.ndenumerate(kernel):
        canvas[row : row + 5, column : column + 7] += weight * y
    # Where the padding takes away more than a kernel adds, nothing is left to gather from.
    cut = min(padding, 2)
    inner = canvas[cut : 6 - cut, padding : 9 - padding]
    np.testing.assert_array_equal(transposed_conv(y, kernel, padding=(cut, padding)), inner)


def test_infinite_weights_meet_no_zeros_around_the_input() -> None:
    found = transposed_conv([1.0, 2.0], [1.0, np.inf])
    np.testing.assert_array_equal(found, [1.0, np.inf, np.inf])
