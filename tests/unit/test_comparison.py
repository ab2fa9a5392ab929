"""Layers are compared by their terms; values that somebody might try agree with the verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, ConvSpec, PoolingSpec, TransposedSpec, compare_layers
from pyconv.comparison import at_size
from tests.frameworks.drawing import conv_specs, made_of, pooling_specs, transposed_specs

CASES = [
    # SAME and a padding of half the kernel: the same for odd sizes only, one cell away for even ones.
    (ConvSpec(224, 7, stride=2, padding=3), ConvSpec(224, 7, stride=2, padding="same"), 224, "cell", (0,)),
    (ConvSpec(225, 7, stride=2, padding=3), ConvSpec(225, 7, stride=2, padding="same"), 225, None, None),
    # An even kernel: half its size makes one cell more.
    (ConvSpec(6, 4, padding="half"), ConvSpec(6, 4, padding="same"), 6, "size", None),
    # Of the same size, and one cell away: SAME's crop and PyTorch's output padding.
    (
        TransposedSpec(6, 3, stride=2, padding=[(0, 1)]),
        TransposedSpec(6, 3, stride=2, padding=1, output_padding=1),
        6,
        "cell",
        (0,),
    ),
    # At stride 1 the transpose is a convolution with the kernel turned around.
    (TransposedSpec(5, 3, padding=1), ConvSpec(5, 3, padding=1, flipped=True), 5, None, None),
    (TransposedSpec(5, 3, padding=1), ConvSpec(5, 3, padding=1), 5, "cell", (0,)),
    (ConvSpec(5, 3, padding=1), ConvSpec(5, 3, padding=1, padding_mode="replicate"), 5, "cell", (0,)),
    (
        ConvSpec(9, 3, padding=4, padding_mode="circular"),
        ConvSpec(9, 3, padding=4, padding_mode="wrap"),
        9,
        None,
        None,
    ),
    (ConvSpec(5, 1), ConvSpec(5, 1, dilation=3), 5, None, None),
    (ConvSpec(5, 3), ConvSpec(5, 2, dilation=2), 5, "kernel", None),
    (ConvSpec(5, 3), PoolingSpec(5, 3, stride=1), 5, "operation", None),
    (PoolingSpec(4, 2), PoolingSpec(4, 2, kind="average"), 4, "operation", None),
    (PoolingSpec(112, 3, stride=2), PoolingSpec(112, 3, stride=2, ceil_mode=True), 112, "size", None),
    (PoolingSpec(113, 3, stride=2), PoolingSpec(113, 3, stride=2, ceil_mode=True), 113, None, None),
    # What a maximum meets of its window is all that counts: the rest lies in the padding.
    (PoolingSpec(2, 3, padding=1), PoolingSpec(2, 2), 2, None, None),
    (
        PoolingSpec(2, 3, padding=1, kind="average"),
        PoolingSpec(2, 3, padding=1, kind="average", count_include_pad=False),
        2,
        "cell",
        (0,),
    ),
    (ConvSpec((5, 9), 3, padding=1), ConvSpec((5, 9), 3, padding=(1, (0, 2))), (5, 9), "cell", (0, 0)),
    (
        ConvSpec((5, 6), 3, stride=(1, 5), padding=1),
        ConvSpec((5, 6), 3, stride=(1, 5), padding=[1, (1, 0)]),
        (5, 6),
        "size",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "size", "reason", "cell"), CASES)
def test_known_pairs(first: Any, second: Any, size: Any, reason: Any, cell: Any) -> None:
    for pair in ((first, second), (second, first)):
        (found,) = compare_layers(*pair, [size])
        assert found.size == pair[0].input_size
        assert (found.equal, found.reason, found.cell) == (reason is None, reason, cell)
        assert found.outputs == (pair[0].output_size, pair[1].output_size)


def test_the_first_cell_that_differs_is_counted_row_by_row() -> None:
    # Only the last window along one axis meets the padding.
    first = ConvSpec((4, 5), 2, stride=(2, 1), padding=(0, (0, 1)))
    second = ConvSpec((4, 5), 2, stride=(2, 1), padding=(0, (0, 1)), padding_mode="replicate")
    assert compare_layers(first, second, [(4, 5)])[0].cell == (0, 4)


def test_where_nothing_is_met_along_one_axis_the_others_do_not_matter() -> None:
    first = ConvSpec((1, 5), 1, stride=(1, 1), padding=[(0, 1), 0])
    second = ConvSpec((1, 5), 1, padding=[(0, 1), 0], padding_mode="zeros")
    shifted = ConvSpec((1, 5), 1, padding=[(0, 1), (-1, 1)])
    assert compare_layers(first, second, [(1, 5)])[0].equal
    assert compare_layers(first, shifted, [(1, 5)])[0].cell == (0, 0)
    # One row of padding alone: whatever stands along the other axis, both make zeros.
    beyond = [ConvSpec((1, 3), 1, stride=(2, 1), padding=[(1, 0), pair]) for pair in ((0, 0), (-1, 1))]
    assert beyond[0].output_size == (1, 3)
    assert compare_layers(*beyond, [(1, 3)])[0].equal


def test_sizes_that_are_refused() -> None:
    first, second = ConvSpec(9, 5), ConvSpec(9, 3)
    found = compare_layers(first, second, range(1, 6))
    assert [each.reason for each in found] == [None, None, "refused", "refused", "size"]
    assert [each.equal for each in found] == [True, True, False, False, False]
    assert [each.outputs for each in found[1:3]] == [(None, None), (None, (1,))]
    assert [each.size for each in compare_layers(second, first, [2, 4])] == [(2,), (4,)]


def test_a_layer_may_be_a_function_of_the_size() -> None:
    found = compare_layers(
        lambda size: ConvSpec(size, 3, stride=2, padding="same"),
        ConvSpec(7, 3, stride=2, padding=1),
        range(1, 51),
    )
    assert [each.equal for each in found] == [size % 2 == 1 for size in range(1, 51)]
    assert compare_layers(lambda size: ConvSpec(size, (3, 3)), ConvSpec((5, 5), 3), [5])[0].equal


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Conv2d(1, 1, 3)", ConvSpec(5, 3), "not-geometry"),
        (ConvSpec(5, 3), lambda size: size, "not-geometry"),
        (ConvSpec(5, 3), ConvSpec((5, 5), 3), "layers-inputs"),
        (ConvSpec(5, 3), lambda _: ConvSpec(6, 3), "layers-inputs"),
        (ConvSpec(5, 3, padding=1, padding_mode="constant"), ConvSpec(5, 3), "unknown-choice"),
    ],
)
def test_what_is_no_pair_of_layers_is_refused(first: Any, second: Any, reason: str) -> None:
    with pytest.raises(ConvError) as refused:
        compare_layers(first, second, [5])
    assert refused.value.reason == reason


@pytest.mark.parametrize("size", ["x", 0, (5, 5), 1.5])
def test_a_size_that_is_none_is_refused(size: Any) -> None:
    with pytest.raises(ConvError):
        compare_layers(ConvSpec(5, 3), ConvSpec(5, 3), [size])


@given(st.one_of(conv_specs(), transposed_specs(), pooling_specs()))
def test_a_layer_is_itself_at_its_size(spec: Any) -> None:
    again = at_size(spec, spec.input_size)
    assert again == spec
    assert again.output_size == spec.output_size
    (found,) = compare_layers(spec, again, [spec.input_size])
    assert found == (spec.input_size, True, None, (spec.output_size,) * 2, None)


@given(st.data(), st.one_of(conv_specs(), transposed_specs()), st.integers(0, 2**32 - 1))
def test_the_verdict_is_that_of_values(data: Any, one: Any, seed: int) -> None:
    # Another padding at the two sides, of the same total.
    pads = [
        (before - step, after + step)
        for (before, after), step in zip(
            one.padding,
            [data.draw(st.integers(0, min(before, 1) if before > 0 else 0)) for before, _ in one.padding],
            strict=True,
        )
    ]
    named: dict[str, Any] = {"stride": one.stride, "dilation": one.dilation, "padding": pads}
    if isinstance(one, TransposedSpec):
        other: Any = TransposedSpec(
            one.input_size, one.kernel_size, **named, output_padding=one.output_padding
        )
    else:
        named["flipped"] = one.flipped
        other = ConvSpec(one.input_size, one.kernel_size, **named)
    (found,) = compare_layers(one, other, [one.input_size])
    # Values of many digits that no two sums share by chance.
    generator = np.random.default_rng(seed)
    x = generator.integers(1, 2**20, (1, 1, *one.input_size))
    weight = generator.integers(1, 2**20, (1, 1, *one.kernel_size))
    differing = np.argwhere(made_of(one, x, weight)[0, 0] != made_of(other, x, weight)[0, 0])
    assert found.equal == (not len(differing))
    assert found.cell == (None if found.equal else tuple(differing[0]))


def test_real_sizes_and_steps_that_no_array_holds() -> None:
    first, second = (
        PoolingSpec(10**5, 3, stride=2, padding=1),
        PoolingSpec(10**5, 3, stride=2, padding="same"),
    )
    assert [each.equal for each in compare_layers(first, second, [10**5 - 1, 10**5])] == [True, False]
    far = [PoolingSpec(8, 2, stride=10**30, kind="average", dilation=step) for step in (1, 7)]
    assert compare_layers(far[0], far[0], [8])[0].equal
    assert compare_layers(*far, [8])[0].cell == (0,)
