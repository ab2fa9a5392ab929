"""Sizes: the guide's relationships are what counting windows one by one gives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, dilated_size, output_size, same_padding
from pyconv.arithmetic import flag, sides, transposed_output_size, whole
from pyconv.messages import LANGUAGES
from tests.strategies import Axis, axes, named_padding, span
from tests.unit.reference import positions

small = st.integers(1, 12)
steps = st.integers(1, 5)


def counted(axis: Axis) -> int:
    return len(positions(*axis))


@given(axes(largest_kernel=7))
def test_relationship_15_counts_windows(axis: Axis) -> None:
    size, kernel, stride, padding, dilation = axis
    assert output_size(size, kernel, stride=stride, padding=padding, dilation=dilation) == counted(axis)


def test_every_small_size_counts_windows() -> None:
    for size in range(1, 9):
        for kernel in range(1, 6):
            for stride in range(1, 5):
                for padding in range(4):
                    for dilation in range(1, 4):
                        if span(kernel, dilation) > size + 2 * padding:
                            continue
                        axis = Axis(size, kernel, stride, (padding, padding), dilation)
                        assert output_size(
                            size, kernel, stride=stride, padding=padding, dilation=dilation
                        ) == counted(axis)


@given(small, st.data())
def test_relationship_1_no_padding_unit_stride(size: int, data: st.DataObject) -> None:
    kernel = data.draw(st.integers(1, size))
    assert output_size(size, kernel) == size - kernel + 1


@given(small, st.integers(0, 6), st.data())
def test_relationship_2_unit_stride(size: int, padding: int, data: st.DataObject) -> None:
    kernel = data.draw(st.integers(1, size + 2 * padding))
    assert output_size(size, kernel, padding=padding) == size - kernel + 2 * padding + 1


@given(small, st.integers(0, 4))
def test_relationship_3_half_keeps_the_size(size: int, half: int) -> None:
    assert output_size(size, 2 * half + 1, padding=half) == size


@given(small, small)
def test_relationship_4_full(size: int, kernel: int) -> None:
    assert output_size(size, kernel, padding=kernel - 1) == size + kernel - 1


@given(small, steps, st.data())
def test_relationship_5_no_padding(size: int, stride: int, data: st.DataObject) -> None:
    kernel = data.draw(st.integers(1, size))
    assert output_size(size, kernel, stride=stride) == math.floor((size - kernel) / stride) + 1


@given(small, steps, st.integers(0, 6), st.data())
def test_relationship_6(size: int, stride: int, padding: int, data: st.DataObject) -> None:
    kernel = data.draw(st.integers(1, size + 2 * padding))
    result = output_size(size, kernel, stride=stride, padding=padding)
    assert result == math.floor((size + 2 * padding - kernel) / stride) + 1


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "output"),
    [
        # The guide's animations.
        (4, 3, 1, 0, 1, 2),
        (5, 4, 1, 2, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 1, 2, 1, 7),
        (5, 3, 2, 0, 1, 2),
        (5, 3, 2, 1, 1, 3),
        (6, 3, 2, 1, 1, 3),
        (7, 3, 1, 0, 2, 3),
        # Padding that differs at the two sides.
        (5, 3, 2, (0, 1), 1, 2),
        (5, 3, 2, (2, 1), 1, 3),
        (1, 3, 1, (2, 0), 1, 1),
    ],
)
def test_sizes_by_hand(
    size: int, kernel: int, stride: int, padding: int | tuple[int, int], dilation: int, output: int
) -> None:
    assert output_size(size, kernel, stride=stride, padding=padding, dilation=dilation) == output


@given(st.integers(1, 9), st.integers(1, 6))
def test_dilated_size_counts_from_the_first_tap_to_the_last(kernel: int, dilation: int) -> None:
    taps = [tap * dilation for tap in range(kernel)]
    assert dilated_size(kernel, dilation) == taps[-1] - taps[0] + 1


@given(small, st.integers(1, 7), steps, st.integers(1, 4))
def test_same_makes_the_ceiling_with_the_fewest_cells(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    before, after = same_padding(size, kernel, stride=stride, dilation=dilation)
    wanted = math.ceil(size / stride)
    axis = Axis(size, kernel, stride, (before, after), dilation)
    assert counted(axis) == wanted
    assert after - before in {0, 1}
    if after:
        fewer = Axis(size, kernel, stride, (before, after - 1), dilation)
        assert counted(fewer) < wanted
    assert same_padding(size, kernel, stride=stride, dilation=dilation, extra_before=True) == (after, before)


@given(small, st.integers(1, 7), steps, st.integers(1, 4))
def test_same_is_tensorflows_rule(size: int, kernel: int, stride: int, dilation: int) -> None:
    expected = named_padding("same", size, span(kernel, dilation), stride)
    assert same_padding(size, kernel, stride=stride, dilation=dilation) == expected


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "dilation", "pair"),
    [
        (5, 3, 2, 1, (1, 1)),
        (6, 3, 2, 1, (0, 1)),
        (5, 2, 1, 1, (0, 1)),
        (5, 4, 1, 1, (1, 2)),
        (224, 7, 2, 1, (2, 3)),
        (8, 1, 3, 1, (0, 0)),
        (5, 3, 1, 2, (2, 2)),
        (6, 2, 1, 3, (1, 2)),
    ],
)
def test_same_by_hand(size: int, kernel: int, stride: int, dilation: int, pair: tuple[int, int]) -> None:
    assert same_padding(size, kernel, stride=stride, dilation=dilation) == pair


def test_a_kernel_too_large_is_refused_with_the_numbers() -> None:
    told = r"kernel spans 9 cells \(size 5, dilation 2\), but the padded input has 6 \(size 3, padding 1 \+ 2"
    with pytest.raises(ConvError, match=told) as refused:
        output_size(3, 5, padding=(1, 2), dilation=2)
    assert refused.value.field == "kernel"
    assert output_size(6, 5, padding=(1, 2), dilation=2) == 1


def test_a_refusal_without_an_axis_speaks_of_none() -> None:
    with pytest.raises(ConvError) as refused:
        output_size(3, 5)
    for language in LANGUAGES:
        assert "None" not in refused.value.message(language)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"input_size": 0, "kernel_size": 1}, "input must be at least 1, but it is 0"),
        ({"input_size": 4, "kernel_size": 0}, "kernel must be at least 1, but it is 0"),
        ({"input_size": 4, "kernel_size": 2, "stride": 0}, "stride must be at least 1, but it is 0"),
        ({"input_size": 4, "kernel_size": 2, "stride": -3}, "stride must be at least 1, but it is -3"),
        ({"input_size": 4, "kernel_size": 2, "dilation": 0}, "dilation must be at least 1, but it is 0"),
        (
            {"input_size": 4, "kernel_size": 2, "padding": -2},
            r"padding \(-2 \+ -2\) crops all of the input \(4",
        ),
        (
            {"input_size": 4, "kernel_size": 2, "padding": (0, -3)},
            r"padded input has 1 \(size 4, padding 0 \+ -3",
        ),
        ({"input_size": 4.0, "kernel_size": 2}, "input must be a whole number, not “4.0”"),
        ({"input_size": True, "kernel_size": 1}, "input must be a whole number, not “True”"),
        ({"input_size": "4", "kernel_size": 2}, "input must be a whole number, not “4”"),
        ({"input_size": 4, "kernel_size": None}, "kernel must be a whole number, not “None”"),
        ({"input_size": 4, "kernel_size": 2, "padding": 0.5}, "padding must be a whole number, not “0.5”"),
    ],
)
def test_numbers_that_count_no_cells_are_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ConvError, match=said):
        output_size(**arguments)  # type: ignore[arg-type]


def test_padding_of_three_sides_is_refused() -> None:
    with pytest.raises(ConvError, match="3"):
        sides((1, 2, 3))  # type: ignore[arg-type]


@pytest.mark.parametrize("numbers", [(0, 3), (3, 0)])
def test_same_padding_refuses_sizes_below_1(numbers: tuple[int, int]) -> None:
    with pytest.raises(ConvError, match="must be at least 1, but it is 0"):
        same_padding(*numbers)


def test_whole_takes_the_integers_of_numpy() -> None:
    number = whole("stride", np.uint8(3), minimum=1)
    assert number == 3
    assert type(number) is int
    with pytest.raises(ConvError, match="not “True”"):
        whole("stride", np.bool_(True), minimum=0)


@given(st.integers(1, 40), axes(largest_kernel=5))
def test_the_transposed_size_gives_the_input_size_back(size: int, axis: Axis) -> None:
    _, kernel, stride, padding, dilation = axis
    starts = positions(size, kernel, stride, padding, dilation)
    if not starts:
        return
    left_over = size + sum(padding) - (starts[-1] + span(kernel, dilation))
    assert left_over == (size + sum(padding) - span(kernel, dilation)) % stride
    back = transposed_output_size(
        len(starts), kernel, stride=stride, padding=padding, dilation=dilation, output_padding=left_over
    )
    assert back == size


def test_every_small_transposed_size_counts_the_cells_that_copies_of_the_kernel_reach() -> None:
    for size in range(1, 5):
        for kernel in range(1, 5):
            for stride in range(1, 4):
                for dilation in range(1, 4):
                    reached = {n * stride + tap * dilation for n in range(size) for tap in range(kernel)}
                    whole_size = max(reached) + 1
                    for before, after, extra in ((0, 0, 0), (1, 1, 0), (0, 2, 0), (2, 1, stride - 1)):
                        left = len(range(before, whole_size + extra - after))
                        arguments = {
                            "stride": stride, "dilation": dilation,
                            "padding": (before, after), "output_padding": extra,
                        }  # fmt: skip
                        if left:
                            assert transposed_output_size(size, kernel, **arguments) == left
                        else:
                            with pytest.raises(
                                ConvError, match=f"crops all .* of length {whole_size + extra}"
                            ):
                                transposed_output_size(size, kernel, **arguments)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "extra", "output"),
    [
        # The guide's seven transposed animations.
        (2, 3, 1, 0, 1, 0, 4),
        (6, 4, 1, 2, 1, 0, 5),
        (5, 3, 1, 1, 1, 0, 5),
        (7, 3, 1, 2, 1, 0, 5),
        (2, 3, 2, 0, 1, 0, 5),
        (3, 3, 2, 1, 1, 0, 5),
        (3, 3, 2, 1, 1, 1, 6),
        # PyTorch's formula with dilation; an output padding of the stride or more.
        (4, 3, 2, 1, 3, 1, 12),
        (4, 3, 1, 0, 3, 2, 12),
        (3, 3, 2, (2, 1), 1, 1, 5),
        (1, 1, 1, 0, 1, 0, 1),
    ],
)
def test_transposed_sizes_by_hand(
    size: int, kernel: int, stride: int, padding: Any, dilation: int, extra: int, output: int
) -> None:
    result = transposed_output_size(
        size, kernel, stride=stride, padding=padding, dilation=dilation, output_padding=extra
    )
    assert result == output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"output_padding": 2},
            r"output padding \(2\) must be smaller than the stride \(2\) .* dilation \(1;",
        ),
        ({"output_padding": 5, "dilation": 5}, r"output padding \(5\) .* stride \(2\) .* dilation \(5;"),
        ({"output_padding": -1}, "output padding must be at least 0, but it is -1"),
        ({"output_padding": True}, "output padding must be a whole number, not “True”"),
        ({"output_padding": 0.5}, "output padding must be a whole number, not “0.5”"),
        ({"output_padding": float("nan")}, "output padding must be a whole number, not “nan”"),
        (
            {"padding": (4, 3)},
            r"padding \(4 \+ 3\) crops all .* of length 7 \(input 3, stride 2, kernel span 3, output padding",
        ),
        ({"padding": "same"}, "padding must be a whole number, not “same”"),
        ({"padding": b"ab"}, "padding must be a whole number, not “b'ab'”"),
        ({"padding": (1, 2, 3)}, "it has 3 numbers"),
        ({"padding": None}, "padding must be a whole number, not “None”"),
        ({"stride": 0}, "stride must be at least 1, but it is 0"),
        ({"dilation": 0}, "dilation must be at least 1, but it is 0"),
        ({"input_size": 0}, "input must be at least 1, but it is 0"),
        ({"kernel_size": [3]}, r"kernel must be a whole number, not “\[3\]”"),
    ],
)
def test_transposed_sizes_that_are_none_are_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConvError, match=said) as refused:
        transposed_output_size(**{"input_size": 3, "kernel_size": 3, "stride": 2} | arguments)
    for language in LANGUAGES:
        assert refused.value.message(language)


@pytest.mark.parametrize("value", [True, False, np.bool_(True), np.bool_(False)])
def test_a_flag_is_true_or_false(value: Any) -> None:
    assert flag("flipped", value) is bool(value)


@pytest.mark.parametrize("value", [0, 1, None, "no", [], float("nan"), np.ones(2), np.ones(1, dtype=bool)])
def test_what_is_neither_true_nor_false_is_no_flag(value: Any) -> None:
    with pytest.raises(ConvError, match="flipped must be true or false, not “") as refused:
        flag("flipped", value)
    assert refused.value.field == "flipped"
