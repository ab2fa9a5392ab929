"""Padding below 0 is a crop: the same as the convolution of the cells that are left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pyconv import (
    ConvError,
    ConvSpec,
    conv_layer,
    conv_matrix,
    convolve,
    cross_correlate,
    output_size,
    reaching_cells,
    receptive_field,
    relationships,
    terms,
)
from pyconv.messages import LANGUAGES
from pyconv.spec import PADDING_MODES
from pyconv.terms import padded_source, untouched

sides = st.tuples(st.integers(-4, 3), st.integers(-4, 3))


@st.composite
def cropped(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[slice, ...], list[tuple[int, int]]]:
    """Draw arguments of a `ConvSpec` with some padding below 0, the cells left, and the padding of those."""
    arguments: dict[str, Any] = {"padding_mode": draw(st.sampled_from(PADDING_MODES))}
    drawn: list[dict[str, Any]] = []
    left, around = [], []
    for _ in range(draw(st.integers(1, 2))):
        pair = draw(sides)
        kept = draw(st.integers(4, 6))
        kernel, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
        before, after = (max(side, 0) for side in pair)
        assume((kernel - 1) * dilation < kept + before + after)
        cut = [max(-side, 0) for side in pair]
        drawn.append(
            {
                "input_size": kept + sum(cut),
                "kernel_size": kernel,
                "stride": draw(st.integers(1, 3)),
                "padding": pair,
                "dilation": dilation,
            }
        )
        left.append(slice(cut[0], cut[0] + kept))
        around.append((before, after))
    assume(min(min(each["padding"]) for each in drawn) < 0)
    arguments |= {name: [each[name] for each in drawn] for name in drawn[0]}
    return arguments, tuple(left), around


@given(cropped(), st.integers(0, 2**32 - 1))
def test_a_crop_is_the_convolution_of_what_is_left(drawn: Any, seed: int) -> None:
    arguments, left, around = drawn
    spec = ConvSpec(**arguments)
    rest = {name: value for name, value in arguments.items() if name not in {"input_size", "kernel_size"}}
    generator = np.random.default_rng(seed)
    x = generator.integers(-9, 9, spec.input_size)
    kernel = generator.integers(-9, 9, spec.kernel_size)
    shorter = rest | {"padding": around}
    for operation in (cross_correlate, convolve):
        for kind in (np.int64, np.float64, object):
            result = operation(x.astype(kind), kernel.astype(kind), **rest, padding_value=3)
            same = operation(x[left].astype(kind), kernel.astype(kind), **shorter, padding_value=3)
            assert result.tolist() == same.tolist()
            assert result.shape == spec.output_size
    if spec.padding_mode != "constant":
        layer = conv_layer(x[None, None], kernel[None, None], **rest)
        assert np.array_equal(layer[0, 0], cross_correlate(x, kernel, **rest))
        matrix = conv_matrix(spec, kernel)
        assert np.array_equal(x.ravel() @ matrix, layer.ravel())
    numbered = np.arange(spec.inputs).reshape(spec.input_size)[left]
    inner = ConvSpec(numbered.shape, spec.kernel_size, **shorter)
    table = terms(inner)
    table[:, 0] = numbered.ravel()[table[:, 0]]
    assert terms(spec).tolist() == table.tolist()
    assert padded_source(spec).shape == spec.padded_size == inner.padded_size
    assert set(numbered.ravel()) >= set(range(spec.inputs)) - set(untouched(spec))
    seen = set(reaching_cells([spec], 0))
    assert seen == {cell for cell, _, output in table if output == 0}
    first = receptive_field([spec])[1].extent(0)
    assert [low for low, _ in first] == [-before for before, _ in spec.padding]


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "made"),
    [
        (11, 3, -2, 5),
        (5, 1, (-4, 0), 1),
        (5, 1, (0, -4), 1),
        (5, 3, (-4, 2), 1),
        (10**30, 3, -(10**29), 8 * 10**29 - 2),
    ],
)
def test_sizes_by_hand(size: int, kernel: int, padding: Any, made: int) -> None:
    assert output_size(size, kernel, padding=padding) == made
    spec = ConvSpec(size, kernel, padding=[padding] if isinstance(padding, tuple) else padding)
    assert spec.output_size == (made,)
    told = relationships(spec)
    assert all(one.result == (made,) for one in told if one.applies)
    assert [one.number for one in told if one.applies] == [2, 6, 15]


@pytest.mark.parametrize("padding", [(-5, 0), (0, -5), (-2, -3), (-6, 9), (-(10**20), 0)])
def test_a_crop_leaves_something(padding: tuple[int, int]) -> None:
    with pytest.raises(ConvError, match=r"crops all of the input \(5; axis 0\)") as refused:
        ConvSpec(5, 1, padding=[padding])
    assert refused.value.reason == "input-cropped"
    assert refused.value.field == "padding"
    for language in LANGUAGES:
        assert str(padding[0]) in refused.value.message(language)


def test_copies_are_of_what_is_left() -> None:
    assert cross_correlate([1, 2, 3, 4], [1], padding=[(-2, 2)], padding_mode="circular").tolist() == [
        3,
        4,
        3,
        4,
    ]
    assert cross_correlate([1, 2, 3, 4], [1], padding=[(-2, 1)], padding_mode="reflect").tolist() == [3, 4, 3]
    for mode, most in (("circular", 2), ("reflect", 1)):
        with pytest.raises(ConvError, match=rf"{mode} padding \({most + 1}\) .* the input \(2"):
            ConvSpec(4, 1, padding=[(-2, most + 1)], padding_mode=mode)


@pytest.mark.parametrize("padding", [(0, 0), (1, 0), (9, 7), (3, 12), (-1, 5)])
def test_wrap_goes_around_as_often_as_it_takes(padding: tuple[int, int]) -> None:
    x = [5, 7, 11]
    kept = x[max(-padding[0], 0) :]
    expected = [kept[at % len(kept)] for at in range(-max(padding[0], 0), len(kept) + padding[1])]
    assert cross_correlate(x, [1], padding=[padding], padding_mode="wrap").tolist() == expected
    layer = conv_layer([[x]], [[[1]]], padding=[padding], padding_mode="wrap")
    assert layer.tolist() == [[expected]]


def test_causal_looks_back_only() -> None:
    spec = ConvSpec(20, 2, dilation=8, padding="causal")
    assert (spec.padding, spec.output_size) == (((8, 0),), (20,))
    assert cross_correlate([1, 2, 3, 4], [1, 10], padding="causal").tolist() == [10, 21, 32, 43]
