"""The plain operations on the set of terms, and the fast ones beside them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, TransposedSpec, convolve, cross_correlate, transposed_conv
from pyconv.reference import apply_terms
from tests.strategies import axes, geometries, nested
from tests.unit.reference import slid


@given(geometries(), st.data())
def test_the_fast_operations_do_what_the_terms_say(geometry: dict[str, Any], data: st.DataObject) -> None:
    if geometry["padding_mode"] == "constant":
        geometry["padding_mode"] = "zeros"
    x, kernel = data.draw(nested(geometry["input_size"])), data.draw(nested(geometry["kernel_size"]))
    output = apply_terms(ConvSpec(**geometry), x, kernel)
    assert output.ravel().tolist() == slid(geometry, x, kernel)
    fast = convolve if geometry["flipped"] else cross_correlate
    named = ("stride", "padding", "dilation", "padding_mode")
    assert (fast(x, kernel, **{name: geometry[name] for name in named}) == output).all()
    assert output.dtype == np.int64


@given(st.lists(axes(), min_size=1, max_size=2), st.data())
def test_backwards_they_are_the_transposed_convolution(drawn: list[Any], data: st.DataObject) -> None:
    settings: dict[str, Any] = {
        name: [getattr(axis, name) for axis in drawn] for name in ("stride", "dilation")
    }
    settings["output_padding"] = [data.draw(st.integers(0, axis.stride - 1)) for axis in drawn]
    size, taps = tuple(axis.input_size for axis in drawn), tuple(axis.kernel_size for axis in drawn)
    y, kernel = data.draw(nested(size)), data.draw(nested(taps))
    output = apply_terms(TransposedSpec(size, taps, **settings), y, kernel)
    assert (output == transposed_conv(y, kernel, **settings)).all()


def test_the_dtypes_are_those_of_the_fast_operations() -> None:
    spec = ConvSpec(2, 2)
    assert apply_terms(spec, [2**62, 2**62], [1, 1]).tolist() == [2**63]
    assert apply_terms(spec, [Fraction(1, 3), 1], [1, 2]).tolist() == [Fraction(7, 3)]
    assert apply_terms(spec, [True, True], [1, 1]).tolist() == [2]
    for kind in ("float16", "float32", "complex64"):
        assert apply_terms(spec, np.array([1, 2], dtype=kind), np.array([3, 4], dtype=kind)).dtype == kind
    large = np.array([60000, 60000], dtype=np.float16)
    assert apply_terms(spec, large, np.ones(2, dtype=np.float16)).tolist() == [np.inf]


@pytest.mark.parametrize(
    ("geometry", "x", "kernel", "said"),
    [
        (ConvSpec(4, 3), [1, 2, 3], [1, 2, 3], "the input measures 3, but the geometry .* one of 4"),
        (ConvSpec((2, 3), 1), np.ones((3, 2)), [[1]], "the input measures 3×2, .* one of 2×3"),
        (ConvSpec(4, 3), [1, 2, 3, 4], [[1, 2, 3]], "the kernel measures 1×3, but .* one of 3"),
        (TransposedSpec(2, 3, stride=2), [1, 2, 3, 4, 5], [1, 2, 3], "measures 5, but .* one of 2"),
        (TransposedSpec(2, 3, dilation=2, output_padding=1), [1, 2], [1, 2, 3], "none with that padding"),
        (ConvSpec(2, 2, padding=1, padding_mode="constant"), [1, 2], [1, 2], "2 of the 6 products"),
        (ConvSpec(2, 2), [Decimal(1), Fraction(1)], [1, 2], "added together: Decimal, Fraction, int"),
        (ConvSpec(2, 2), ["1", "2"], [1, 2], "input must hold numbers"),
        (None, [1], [1], "must be a ConvSpec / TransposedSpec, not NoneType"),
    ],
)
def test_what_fits_no_geometry_is_refused(geometry: Any, x: Any, kernel: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        apply_terms(geometry, x, kernel)
