"""Cells that windows touch, counted in closed form, are those that going through them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyconv.coverage import floor_sum, touched_size


@given(st.integers(0, 12), st.integers(1, 9), st.integers(-20, 20), st.integers(-20, 20))
def test_a_sum_of_floors(count: int, modulus: int, step: int, start: int) -> None:
    assert floor_sum(count, modulus, step, start) == sum((step * n + start) // modulus for n in range(count))


@given(
    st.integers(1, 40), st.integers(-5, 9), st.integers(1, 7), st.integers(1, 6), st.integers(1, 9),
    st.integers(1, 7),
)  # fmt: skip
def test_touched_cells(size: int, before: int, windows: int, taps: int, stride: int, dilation: int) -> None:
    met = {stride * out + dilation * tap - before for out in range(windows) for tap in range(taps)}
    counted = touched_size(
        size, before=before, windows=windows, kernel_size=taps, stride=stride, dilation=dilation
    )
    assert counted == len(met & set(range(size)))
