"""Pooling: the largest or the average of each window, as the loops find it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv import ConvError, pooling_ops
from pyconv.pooling import PoolingSpec
from pyconv.pooling_ops import pool
from tests.strategies import nested, span
from tests.unit.reference import flat, flattened, positions

Geometry = dict[str, Any]


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    """Draw windows that each hold a cell of the input."""
    drawn: Geometry = {"size": [], "window": [], "stride": [], "padding": [], "dilation": []}
    for _ in range(draw(st.sampled_from([1, 2, 2, 3]))):
        window, stride = draw(st.integers(1, 4)), draw(st.integers(1, 4))
        before, after, dilation = draw(st.integers(0, window - 1)), draw(st.integers(0, 3)), 1
        if draw(st.integers(0, 3)) == 3:
            dilation = draw(st.integers(2, 3))
        size = max(1, span(window, dilation) - before - after) + draw(st.integers(0, 4))
        for start in positions(size, window, stride, (before, after), dilation):
            assume(any(0 <= start - before + tap * dilation < size for tap in range(window)))
        for name, value in zip(drawn, (size, window, stride, (before, after), dilation), strict=True):
            drawn[name].append(value)
    return drawn


def options_of(geometry: Geometry) -> dict[str, Any]:
    return {name: geometry[name] for name in ("stride", "padding", "dilation")}


def looked_at(geometry: Geometry, x: Any) -> list[list[Any]]:
    """Return the cells of the input in each window, in order."""
    size, values = geometry["size"], flattened(x)
    dilations = geometry.get("dilation", [1] * len(size))
    starts = [
        positions(i, k, s, p, d)
        for i, k, s, p, d in zip(
            size, geometry["window"], geometry["stride"], geometry["padding"], dilations, strict=True
        )
    ]
    found = []
    for corner in product(*starts):
        cells = product(
            *(
                [at for at in range(start - before, start - before + k * d, d) if 0 <= at < i]
                for start, (before, _), k, d, i in zip(
                    corner, geometry["padding"], geometry["window"], dilations, size, strict=True
                )
            )
        )
        found.append([values[flat(cell, size)] for cell in cells])
    return found


@given(geometries(), st.data(), st.integers(1, 9))
def test_the_largest_and_the_average_of_what_each_window_holds(
    geometry: Geometry, data: st.DataObject, block: int
) -> None:
    x = data.draw(nested(tuple(geometry["size"])))
    options = options_of(geometry)
    held = looked_at(geometry, x)
    taps = int(np.prod(geometry["window"]))
    with patch.object(pooling_ops, "BLOCK", block):
        largest = pool(x, geometry["window"], **options)
    assert largest.dtype == np.int64
    assert largest.ravel().tolist() == [max(cells) for cells in held]
    average = pool(x, geometry["window"], kind="average", **options)
    assert average.dtype == np.float64
    assert average.ravel().tolist() == [sum(cells) / taps for cells in held]
    assert average.shape == largest.shape
    exact = pool(np.vectorize(Fraction, otypes=[object])(x), geometry["window"], kind="average", **options)
    assert exact.ravel().tolist() == [Fraction(sum(cells), taps) for cells in held]
    without = pool(x, geometry["window"], kind="average", count_include_pad=False, **options)
    assert without.ravel().tolist() == [sum(cells) / len(cells) for cells in held]


@given(geometries(), st.data())
def test_rounding_up_is_padding_after_that_never_counts(geometry: Geometry, data: st.DataObject) -> None:
    x = data.draw(nested(tuple(geometry["size"])))
    options = options_of(geometry)
    try:
        spec = PoolingSpec(geometry["size"], geometry["window"], **options, ceil_mode=True)
    except ConvError:
        assume(False)
    wider = geometry | {"padding": spec.windows.padding}
    held = looked_at(wider, x)
    largest = pool(x, geometry["window"], **options, ceil_mode=True)
    assert largest.ravel().tolist() == [max(cells) for cells in held]
    padded = np.pad(x, geometry["padding"])
    around = geometry | {
        "size": padded.shape,
        "padding": [
            (0, larger - after)
            for (_, after), (_, larger) in zip(geometry["padding"], spec.windows.padding, strict=True)
        ],
    }
    for counted, divisors in ((False, held), (True, looked_at(around, padded.tolist()))):
        average = pool(
            x, geometry["window"], **options, kind="average", ceil_mode=True, count_include_pad=counted
        )
        assert average.ravel().tolist() == [
            sum(cells) / len(those) for cells, those in zip(held, divisors, strict=True)
        ]


@pytest.mark.parametrize(
    ("x", "window", "options", "averages"),
    [
        ([1, 2, 3, 4], 3, {"ceil_mode": True}, [2, 4]),
        ([-2, -1, 0, 1], 3, {"padding": 1}, [-1, Fraction(1, 3)]),
        ([-2, -1, 0, 1], 3, {"padding": 1, "count_include_pad": False}, [Fraction(-3, 2), Fraction(1, 2)]),
        ([-2, -1, 0, 1], 3, {"padding": "same"}, [Fraction(-3, 2), Fraction(1, 2)]),
        ([-2, -1, 0, 1], 3, {"padding": "same", "count_include_pad": True}, [-1, Fraction(1, 3)]),
        # The last window holds one cell, one of padding and, beyond it, nothing.
        ([6, 6, 6, 6], 3, {"padding": 1, "stride": 2, "ceil_mode": True}, [4, 6, 3]),
        ([3, 1, 5, 3, 1, 7], 2, {"dilation": 2, "stride": 3}, [4, 5]),
    ],
)
def test_averages_by_hand(x: Any, window: int, options: Any, averages: Any) -> None:
    exact = np.array([Fraction(value) for value in x], dtype=object)
    assert pool(exact, window, kind="average", **options).tolist() == averages


@given(st.data(), st.integers(1, 3), st.integers(1, 3))
def test_windows_side_by_side_are_blocks(data: st.DataObject, rows: int, columns: int) -> None:
    x = np.array(data.draw(nested((2 * rows, 3 * columns))))
    blocks = x.reshape(2, rows, 3, columns)
    assert (pool(x, (rows, columns)) == blocks.max(axis=(1, 3))).all()
    assert (pool(x, (rows, columns), kind="average") == blocks.sum(axis=(1, 3)) / (rows * columns)).all()


@given(geometries(), st.data())
def test_the_largest_goes_with_any_growing_function(geometry: Geometry, data: st.DataObject) -> None:
    x = np.array(data.draw(nested(tuple(geometry["size"]))))
    options = options_of(geometry)
    assert (
        pool(5 * x - 70, geometry["window"], **options) == 5 * pool(x, geometry["window"], **options) - 70
    ).all()


@pytest.mark.parametrize("kind", ["bool", "uint8", "int8", "int16", "uint64", "int64", "float16", "float32"])
def test_the_largest_keeps_the_dtype_and_padding_never_wins(kind: str) -> None:
    least = False if kind == "bool" else -np.inf if kind.startswith("f") else np.iinfo(kind).min
    x = np.full((3, 4), least, dtype=kind)
    output = pool(x, 3, stride=2, padding=1)
    assert output.dtype == kind
    assert (output == least).all()
    x[1, 2] = 1
    assert pool(x, (3, 4), padding=(0, 0)).tolist() == [[1]]


@pytest.mark.parametrize(
    ("given", "result"),
    [("float32", "float32"), ("float16", "float16"), ("uint8", "float64"), ("bool", "float64"),
     ("complex64", "complex64")],
)  # fmt: skip
def test_the_average_of_integers_is_float64_and_floats_keep_their_own(given: str, result: str) -> None:
    output = pool(np.array([1, 0, 1], dtype=given), 2, stride=1, kind="average")
    assert (output.dtype, output.tolist()) == (result, [0.5, 0.5])


def test_nan_is_passed_on() -> None:
    x = [1.0, np.nan, 3.0, 4.0]
    assert np.array_equal(pool(x, 2, stride=1), [np.nan, np.nan, 4], equal_nan=True)
    assert np.array_equal(pool(x, 2, stride=1, kind="average"), [np.nan, np.nan, 3.5], equal_nan=True)
    assert pool([-np.inf, -np.inf], 2, padding=1).tolist() == [-np.inf, -np.inf]


def test_large_and_exact_numbers() -> None:
    assert pool([2**70, 3, -(2**80)], 2, padding=1).tolist() == [2**70, 3]
    assert pool([2**70, 3], 2, kind="average").tolist() == [Fraction(2**70 + 3, 2)]
    assert pool([2**63 - 1, 2**63 - 1], 2, kind="average").tolist() == [float(2**63 - 1)]
    assert pool([Fraction(1, 2), Fraction(1, 3)], 2).tolist() == [Fraction(1, 2)]
    assert pool([Decimal(1), Decimal(4)], 2, kind="average").tolist() == [Decimal("2.5")]
    assert pool(np.array([0.5, 1], dtype=object), 2, kind="average").tolist() == [0.75]


@given(st.sampled_from(["same", "same_lower"]), st.data(), st.sampled_from([1, 2, 2, 3]))
def test_the_average_leaves_the_padding_of_same_out(name: str, data: st.DataObject, axes: int) -> None:
    size, window, stride, padding = [], [], [], []
    for _ in range(axes):
        size.append(data.draw(st.integers(1, 6)))
        window.append(data.draw(st.integers(1, 4)))
        stride.append(data.draw(st.integers(1, 4)))
        outputs = -(-size[-1] // stride[-1])
        total = max((outputs - 1) * stride[-1] + window[-1] - size[-1], 0)
        less, more = total // 2, total - total // 2
        padding.append((less, more) if name == "same" else (more, less))
    x = data.draw(nested(tuple(size)))
    held = looked_at({"size": size, "window": window, "stride": stride, "padding": padding}, x)
    average = pool(x, window, stride=stride, padding=name, kind="average")
    assert average.ravel().tolist() == [sum(cells) / len(cells) for cells in held]
    exact = pool(
        np.vectorize(Fraction, otypes=[object])(x), window, stride=stride, padding=name, kind="average"
    )
    assert exact.ravel().tolist() == [Fraction(sum(cells), len(cells)) for cells in held]
    assert exact.shape == average.shape
    # The same cells by number are counted.
    counted = pool(x, window, stride=stride, padding=padding, kind="average")
    assert counted.ravel().tolist() == [sum(cells) / np.prod(window) for cells in held]


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "complex64"])
def test_the_average_without_the_padding_keeps_the_dtype(kind: str) -> None:
    x = np.array([-2, -1, 0, 1], dtype=kind)
    output = pool(x, 3, padding="same", kind="average")
    assert (output.dtype, output.tolist()) == (kind, [-1.5, 0.5])
    large = pool([2**70, 2**70], 3, stride=1, padding="same", kind="average")
    assert large.tolist() == [2**70, 2**70]
    assert pool([2**62] * 4, 4, padding="same", stride=1, kind="average").tolist() == [2.0**62] * 4


def test_padding_counts_in_the_average() -> None:
    assert pool([[4, 8]], (1, 2), stride=1, padding=((0, 0), (1, 1)), kind="average").tolist() == [[2, 6, 4]]
    assert pool([1, 2, 3], 3, stride=1, padding="same").tolist() == [2, 3, 3]


def test_the_guides_pooling() -> None:
    # Figures 1.5 and 1.6: windows of 3 by 3 over 5 by 5, one cell apart.
    x = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    assert pool(x, 3, stride=1).tolist() == [[3, 3, 3], [3, 3, 3], [3, 2, 3]]
    average = pool(x, 3, stride=1, kind="average")
    assert average.round(1).tolist() == [[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]


def test_the_input_is_left_as_it_was() -> None:
    x = np.array([[5, 1], [7, 3]])
    pool(x, 1)[0, 0] = 9
    assert x.tolist() == [[5, 1], [7, 3]]


@pytest.mark.parametrize(
    ("x", "window", "options", "said"),
    [
        (
            [1, 2, 3],
            2,
            {"padding": 2},
            r"nothing but padding \(axis 0\): window 2, stride 2, input 3, padding 2",
        ),
        ([1, 2, 3], 2, {"padding": [(0, 5)]}, r"window 2, stride 2, input 3, padding 0 \+ 5"),
        ([[1, 2, 3]], (1, 2), {"padding": [0, (0, 3)], "stride": 3}, r"axis 1\): window 2, stride 3"),
        ([1, 2, 3], 4, {}, r"spans 4 cells .* has 3"),
        ([1, 2, 3], 10**30, {}, f"spans {10**30} cells"),
        ([1, 2, 3], 0, {}, "window must be at least 1, but it is 0"),
        ([1, 2, 3], -2, {}, "window must be at least 1, but it is -2"),
        ([1, 2, 3], 1.5, {}, "window must be a whole number, not “1.5”"),
        ([1, 2, 3], float("nan"), {}, "window must be a whole number, not “nan”"),
        ([1, 2, 3], True, {}, "window must be a whole number, not “True”"),
        ([1, 2, 3], None, {}, "window must be a whole number, not “None”"),
        ([1, 2, 3], "2", {}, "window must be a whole number, not “2”"),
        ([1, 2, 3], (2, 2), {}, "window has 2 numbers, but it needs one or 1"),
        ([[1, 2, 3]], 1, {"stride": (1, 2, 3)}, "stride has 3 numbers, but it needs one or 2"),
        ([1, 2, 3], 2, {"stride": 0}, "stride must be at least 1, but it is 0"),
        ([1, 2, 3], 2, {"padding": -1}, "padding must be at least 0, but it is -1"),
        ([1, 2, 3], 2, {"padding": "SAME"}, "padding cannot be “SAME”"),
        ([1, 2, 3], 2, {"padding": [(1, 2, 3)]}, "it has 3 numbers"),
        ([1, 2, 3], 2, {"kind": "mean"}, "kind cannot be “mean”; it can be: max, average"),
        ([1, 2, 3], 2, {"kind": ["max"]}, "kind cannot be “..max..”"),
        ([1, 2, 3], 2, {"kind": None}, "kind cannot be “None”"),
        ([1, 2, 3], 2, {"dilation": 0}, "dilation must be at least 1, but it is 0"),
        ([1, 2, 3], 2, {"dilation": (1, 1)}, "dilation has 2 numbers, but it needs one or 1"),
        ([1, 2, 3], 2, {"dilation": 3}, r"spans 4 cells \(size 2, dilation 3\).* has 3"),
        ([1], 2, {"dilation": 2, "padding": 1}, "nothing but padding"),
        ([1, 2, 3], 2, {"ceil_mode": 1}, "ceil_mode must be true or false, not “1”"),
        ([1, 2, 3], 2, {"count_include_pad": 0}, "count_include_pad must be true or false, not “0”"),
        ([1, 2], 1, {"padding": 10**14}, "nothing but padding"),
        ([], 1, {}, "input must be at least 1, but it is 0"),
        (7, 1, {}, "input is a single number"),
        (None, 1, {}, "input must hold numbers, not NoneType"),
        ([[1], [2, 3]], 1, {}, "rows of input are not all of the same length"),
        ([1j, 2], 1, {}, "complex numbers have no order"),
        (np.array([Fraction(1, 2), 1j], dtype=object), 1, {}, "complex numbers have no order"),
        ([Decimal(1), Fraction(1, 2)], 2, {"kind": "average"}, "added together: Decimal, Fraction"),
    ],
)
def test_what_is_no_pooling_is_refused(x: Any, window: Any, options: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        pool(x, window, **options)
