"""The geometry of a pooling: its windows are those that a loop over the axis finds."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, PoolingSpec
from tests.strategies import span


class Axis(NamedTuple):
    """One axis of a pooling."""

    size: int
    window: int
    stride: int
    padding: tuple[int, int]
    dilation: int
    ceil_mode: bool


axes = st.builds(
    Axis,
    st.integers(1, 9),
    st.integers(1, 4),
    st.integers(1, 5),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    st.integers(1, 6),
    st.booleans(),
)


def starts(axis: Axis) -> list[int]:
    """List where windows begin, counted from the first cell of the input.

    One that sticks out of the padded input is there to reach what the one before it did not.
    """
    before, after = axis.padding
    end = axis.size + after
    reach = span(axis.window, axis.dilation)
    found = []
    for start in range(-before, end + reach, axis.stride):
        inside = start + reach <= end
        if inside or (axis.ceil_mode and start - axis.stride + reach < end):
            found.append(start)
    if axis.ceil_mode and found and found[-1] >= axis.size:
        found.pop()
    return found


def held(start: int, axis: Axis, low: int, high: int) -> list[int]:
    """List the cells of a window from `low` to before `high`."""
    return [
        start + tap * axis.dilation for tap in range(axis.window) if low <= start + tap * axis.dilation < high
    ]


def spec_of(axis: Axis, **options: Any) -> PoolingSpec:
    return PoolingSpec(
        axis.size,
        axis.window,
        stride=axis.stride,
        padding=[axis.padding],
        dilation=axis.dilation,
        ceil_mode=axis.ceil_mode,
        **options,
    )


@given(axes)
@example(Axis(1, 2, 1, (1, 0), 2, False))
@example(Axis(2, 3, 2, (0, 0), 1, True))
@example(Axis(4, 1, 1, (0, 1), 1, True))
def test_the_windows_are_those_of_the_loop(axis: Axis) -> None:
    found = starts(axis)
    if not found:
        with pytest.raises(ConvError, match="kernel spans"):
            spec_of(axis)
        return
    if not all(held(start, axis, 0, axis.size) for start in found):
        with pytest.raises(ConvError, match="nothing but padding"):
            spec_of(axis)
        return
    spec = spec_of(axis)
    assert spec.output_size == (len(found),) == spec.windows.output_size
    assert spec.padding == (axis.padding,)
    assert spec.padded_size == (axis.size + sum(axis.padding),)
    (before, after), *_ = spec.windows.padding
    assert before == axis.padding[0]
    assert after >= 0
    assert axis.size + before + after >= found[-1] + before + span(axis.window, axis.dilation)
    assert spec.windows.span == spec.span == (span(axis.window, axis.dilation),)


@pytest.mark.parametrize(
    ("size", "window", "options", "made"),
    [
        (112, 3, {"stride": 2}, 56),
        (64, 3, {"stride": 2, "padding": 1}, 33),
        (4, 3, {}, 2),
        (32, 8, {"stride": 4}, 7),
        (5, 2, {"stride": 2, "padding": 1}, 3),
        (6, 3, {"stride": 2}, 3),
        # A window larger than the input begins in it all the same.
        (2, 3, {"stride": 2}, 1),
        (224, 2, {"padding": "same"}, 112),
        (10**30, 3, {"stride": 2}, 5 * 10**29),
    ],
)
def test_sizes_are_rounded_up(size: int, window: int, options: Any, made: int) -> None:
    assert PoolingSpec(size, window, **options, ceil_mode=True).output_size == (made,)


def test_everything_is_said_for_each_axis() -> None:
    spec = PoolingSpec((224, 512), (3, 2), stride=2, padding=[1, (0, 1)], ceil_mode=True)
    assert (spec.stride, spec.padding, spec.dilation) == ((2, 2), ((1, 1), (0, 1)), (1, 1))
    assert (spec.output_size, spec.axes, spec.taps) == ((113, 256), 2, 6)
    assert spec.windows == ConvSpec((224, 512), (3, 2), stride=2, padding=[(1, 2), (0, 1)])
    assert PoolingSpec((12, 12), (3, 2)).stride == (3, 2)
    assert PoolingSpec(12, [3]).stride == (3,)
    assert spec == PoolingSpec((224, 512), (3, 2), stride=2, padding=[1, (0, 1)], ceil_mode=True)
    assert spec != PoolingSpec((224, 512), (3, 2), stride=2, padding=[1, (0, 1)])
    assert hash(spec) == hash(PoolingSpec((224, 512), (3, 2), stride=2, padding=[1, (0, 1)], ceil_mode=True))


@pytest.mark.parametrize(
    ("padding", "kind", "said", "counted"),
    [
        (1, "average", None, True),
        ("valid", "average", None, True),
        ("half", "average", None, True),
        ("same", "average", None, False),
        ("same_lower", "average", None, False),
        ("same", "average", True, True),
        (1, "average", False, False),
        (1, "max", None, False),
        (1, "max", True, False),
    ],
)
def test_whether_padding_counts(padding: Any, kind: Any, said: Any, counted: bool) -> None:
    assert PoolingSpec(7, 3, padding=padding, kind=kind, count_include_pad=said).count_include_pad is counted


def test_windows_between_cells_of_the_input_are_found_at_any_size() -> None:
    # One of every so many windows that begin before the input steps over it.
    large: dict[str, Any] = {"stride": 1, "dilation": 3, "padding": [(10**9, 3 * 10**12 - 4)]}
    with pytest.raises(ConvError, match="nothing but padding"):
        PoolingSpec(2, 10**12, **large)
    assert PoolingSpec(3, 10**12, **large).output_size == (10**9 + 2,)


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ((5, 0), {}, "kernel must be at least 1"),
        ((5, 6), {}, "the kernel spans 6 cells"),
        ((5, 9), {"ceil_mode": True, "stride": 4}, "the kernel spans 9 cells"),
        ((5, 2), {"stride": 0}, "stride must be at least 1"),
        ((5, 2), {"dilation": 0}, "dilation must be at least 1"),
        ((5, 2), {"padding": -1}, "padding must be at least 0"),
        ((5, 2), {"padding": [(0, -1)]}, "padding must be at least 0"),
        ((5, 2), {"padding": "SAME"}, "padding cannot be “SAME”"),
        ((5, 2), {"kind": "mean"}, "kind cannot be “mean”; it can be: max, average"),
        ((5, 2), {"kind": ["max"]}, "kind cannot be"),
        ((5, 2), {"ceil_mode": 1}, "ceil_mode must be true or false, not “1”"),
        ((5, 2), {"count_include_pad": "yes"}, "count_include_pad must be true or false, not “yes”"),
        ((5, (2, 2, 2)), {"stride": (1, 1)}, "stride has 2 numbers, but it needs one or 3"),
    ],
)
def test_what_is_no_pooling_is_refused(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said):
        PoolingSpec(*arguments, **options)
