"""Sizes of unpooling: those that a pooling may have come from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, PoolingSpec, unpooled_size
from pyconv.messages import LANGUAGES


def pooled(size: int, window: int, stride: int, padding: int, *, ceil_mode: bool) -> int | None:
    """Return what PyTorch's formula makes of a size, without what it drops afterwards."""
    left = size + 2 * padding - window
    return (-(-left // stride) if ceil_mode else left // stride) + 1


@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 5), st.integers(0, 2), st.integers(1, 60))
def test_the_sizes_in_reach_are_those_pooled_to_it(
    size: int, window: int, stride: int, padding: int, wanted: int
) -> None:
    options: dict[str, Any] = {"stride": stride, "padding": padding}
    reached = {pooled(wanted, window, stride, padding, ceil_mode=up) for up in (False, True)}
    if size in reached:
        assert unpooled_size(size, window, **options, output_shape=wanted) == wanted
    else:
        with pytest.raises(ConvError):
            unpooled_size(size, window, **options, output_shape=wanted)
    made = stride * (size - 1) - 2 * padding + window
    if made < 1:
        with pytest.raises(ConvError, match="nothing is left"):
            unpooled_size(size, window, **options)
        return
    assert unpooled_size(size, window, **options) == made
    for up in (False, True):
        assert pooled(made, window, stride, padding, ceil_mode=up) == size


def test_three_poolings_of_a_film_and_back() -> None:
    sizes = [540]
    for _ in range(3):
        sizes.append(PoolingSpec(sizes[-1], 2).output_size[0])
    assert sizes == [540, 270, 135, 67]
    assert unpooled_size(67, 2) == 134
    assert unpooled_size(67, 2, output_shape=135) == 135
    assert unpooled_size(135, 2) == 270
    assert unpooled_size(5, 3, stride=2, padding=(0, 1)) == 10
    assert unpooled_size(10**30, 2) == 2 * 10**30


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (
            (67, 2),
            {"output_shape": 136},
            r"no 136 cells are pooled to 67 \(along the axis\): .* from 133 to 135",
        ),
        ((67, 2), {"output_shape": 132, "axis": 1}, r"no 132 cells .* \(axis 1\)"),
        ((1, 3), {"stride": 2, "padding": (2, 1), "output_shape": 2}, r"from 1 to 1 are"),
        (
            (1, 2),
            {"padding": 1},
            r"nothing is left .*input 1, window 2 and stride 2, without the padding 1 \+ 1",
        ),
        ((1, 2), {"padding": 3, "output_shape": 1}, "nothing is left"),
        ((0, 2), {}, "input must be at least 1"),
        ((1, 0), {}, "window must be at least 1"),
        ((1, 2), {"stride": 0}, "stride must be at least 1"),
        ((1, 2), {"padding": -1}, "padding must be at least 0"),
        ((1, 2), {"padding": (1, 2, 3)}, "it has 3 numbers"),
        ((1, 2), {"output_shape": 1.5}, "output shape must be a whole number"),
        ((1, 2), {"output_shape": 0}, "output shape must be at least 1"),
    ],
)
def test_sizes_out_of_reach_are_refused(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(ConvError, match=said) as refused:
        unpooled_size(*arguments, **options)
    for language in LANGUAGES:
        assert "{" not in refused.value.message(language)
