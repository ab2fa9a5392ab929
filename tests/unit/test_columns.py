"""Windows as columns, columns added up, and how many windows hold a cell."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, PoolingSpec, col2im, cross_correlate, im2col, terms, window_counts
from tests.strategies import geometries, nested
from tests.unit.reference import flattened, meetings, sources


def steps(geometry: dict[str, Any]) -> dict[str, Any]:
    return {name: geometry[name] for name in ("stride", "padding", "dilation")}


@given(geometries(flips=False), st.data())
def test_columns_are_what_each_tap_meets(geometry: dict[str, Any], data: st.DataObject) -> None:
    size, kernel = geometry["input_size"], geometry["kernel_size"]
    x = data.draw(nested(tuple(size)))
    behind, values = sources(size, geometry["padding"], "zeros"), flattened(x)
    met = meetings(geometry)
    expected = [[0] * (1 + met[-1][2]) for _ in range(int(np.prod(kernel)))]
    for cell, tap, output in met:
        source = behind[cell]
        expected[tap][output] = 0 if source is None else values[source]
    columns = im2col(x, kernel, **steps(geometry))
    assert columns.tolist() == expected
    weights = np.array(data.draw(nested(tuple(kernel))))
    assert (weights.ravel() @ columns).tolist() == cross_correlate(
        x, weights, **steps(geometry)
    ).ravel().tolist()


@given(geometries(flips=False), st.data())
def test_columns_add_up_where_their_windows_were(geometry: dict[str, Any], data: st.DataObject) -> None:
    size, kernel = geometry["input_size"], geometry["kernel_size"]
    spec = ConvSpec(size, kernel, **steps(geometry))
    columns = np.array(data.draw(nested((spec.taps, spec.outputs))))
    behind = sources(size, geometry["padding"], "zeros")
    expected = [0] * spec.inputs
    for cell, tap, output in meetings(geometry):
        if behind[cell] is not None:
            expected[behind[cell]] += int(columns[tap, output])
    added = col2im(columns, size, kernel, **steps(geometry))
    assert (added.shape, added.ravel().tolist()) == (spec.input_size, expected)
    # The adjoint, and what folding the unfolded multiplies by.
    x = np.array(data.draw(nested(tuple(size))))
    assert (im2col(x, kernel, **steps(geometry)) * columns).sum() == (x * added).sum()
    again = col2im(im2col(x, kernel, **steps(geometry)), size, kernel, **steps(geometry))
    assert np.array_equal(again, x * window_counts(spec))


@given(geometries())
def test_windows_are_counted_as_often_as_they_hold_a_cell(geometry: dict[str, Any]) -> None:
    spec = ConvSpec(**geometry)
    counts = window_counts(spec)
    assert counts.shape == spec.input_size
    assert counts.dtype == np.int64
    expected = [0] * spec.inputs
    for cell in terms(spec)[:, 0].tolist():
        expected[cell] += 1
    assert counts.ravel().tolist() == expected


def test_by_hand() -> None:
    x = np.arange(256).reshape(16, 16)
    columns = im2col(x, 3)
    assert columns.shape == (9, 196)
    assert columns[:, 0].tolist() == [0, 1, 2, 16, 17, 18, 32, 33, 34]
    counts = window_counts(ConvSpec((16, 16), 3))
    assert (counts[0, 0], counts[0, 8], counts[8, 8]) == (1, 3, 9)
    assert window_counts(ConvSpec(6, 3, stride=2)).tolist() == [1, 1, 2, 1, 1, 0]
    assert window_counts(PoolingSpec(6, 3, stride=2, ceil_mode=True).windows).tolist() == [1, 1, 2, 1, 2, 1]
    assert window_counts(ConvSpec(4, 3, padding=1, padding_mode="circular")).tolist() == [3, 3, 3, 3]
    assert window_counts(ConvSpec((224, 224), 11, stride=4)).max() == 9
    assert im2col([[1, 2], [3, 4]], (1, 2)).tolist() == [[1, 3], [2, 4]]
    # Cropped cells come back as none.
    assert im2col([1, 2, 3, 4, 5], 2, padding=[(-1, -1)]).tolist() == [[2, 3], [3, 4]]
    assert col2im([[2, 3], [3, 4]], 5, 2, padding=[(-1, -1)]).tolist() == [0, 2, 6, 4, 0]
    assert col2im([[1, 1, 1]], 3, 1, padding=[(-1, 1)]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("kind", ["bool", "uint8", "int16", "float16", "float32", "float64", "complex64"])
def test_columns_keep_the_dtype(kind: str) -> None:
    assert im2col(np.ones(3, kind), 2, padding=1).dtype == kind
    whole = np.dtype(kind).kind in "bui"
    assert col2im(np.ones((2, 2), kind), 3, 2).dtype == ("int64" if whole else kind)


def test_large_and_exact_numbers() -> None:
    x = [Fraction(1, 3), 2**70]
    assert im2col(x, 1).tolist() == [x]
    assert col2im([[2**62, 1], [2**62, 2**62]], 2, 2, padding=[(1, 0)]).tolist() == [2**62 + 1, 2**62]
    assert col2im([[2**62, 2**62], [2**62, 2**62]], 3, 2).tolist() == [2**62, 2**63, 2**62]
    assert col2im(np.full((2, 2), 2**14, np.int16), 3, 2).tolist() == [
        2**14,
        2**15,
        2**14,
    ]
    assert col2im([[Fraction(1, 2), 1], [Fraction(1, 3), 1]], 3, 2).tolist() == [
        Fraction(1, 2), Fraction(4, 3), 1,
    ]  # fmt: skip
    nothing = np.array([[np.inf, np.nan]])
    assert np.array_equal(col2im(nothing, 2, 1), [np.inf, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: im2col([1, 2], 3), "the kernel spans 3 cells"),
        (lambda: im2col([1, 2], 0), "kernel must be at least 1"),
        (lambda: im2col([1, 2], (1, 1)), "kernel has 2 numbers, but it needs one or 1"),
        (lambda: im2col([1, 2], 1, stride=(1, 1)), "stride has 2 numbers"),
        (lambda: im2col(7, 1), "input is a single number"),
        (lambda: im2col(["a"], 1), "input must hold numbers"),
        (lambda: im2col([1, 2], 1, padding="SAME"), "padding cannot be “SAME”"),
        (lambda: im2col([1, 2], 1, padding=10**15), "does not fit in the memory"),
        (lambda: col2im([[1, 2]], 3, 1), r"an array of 1×3, a row for each tap .* one of 1×2"),
        (lambda: col2im([1, 2, 3], 3, 1), r"1×3, .* one of 3$"),
        (lambda: col2im([[1], [None]], 2, 2), "columns must hold numbers, not NoneType"),
        (lambda: col2im([[1]], 2, 3), "the kernel spans 3 cells"),
        (lambda: col2im([[1]], 2, 1, stride=0), "stride must be at least 1"),
        (lambda: col2im([[1]], 10**15, 1, stride=10**15), "does not fit in the memory"),
        (lambda: window_counts(3), "geometry must be a ConvSpec, not int"),  # type: ignore[arg-type]
        (lambda: window_counts(PoolingSpec(4, 2)), "must be a ConvSpec, not PoolingSpec"),  # type: ignore[arg-type]
        (lambda: window_counts(ConvSpec(10**15, 1)), "does not fit in the memory"),
    ],
)
def test_what_has_no_columns_is_refused(call: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        call()
