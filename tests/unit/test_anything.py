"""Whatever a call is given, it answers, or refuses with the one error that is expected."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import (
    ConvError,
    ConvSpec,
    PoolingSpec,
    TransposedSpec,
    col2im,
    fit_kernel,
    im2col,
    input_gradient,
    pixel_shuffle,
    pixel_shuffle_weight,
    unpooled_size,
    weight_gradient,
    window_counts,
)
from tests.unit.test_illegal import OPERATIONS, names

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 4), st.integers(10**18, 10**19),
    st.floats(width=16), st.text(max_size=4), st.sampled_from(["same", "full", "reflect", "max"]),
    st.lists(st.integers(-1, 3), max_size=3), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2))),
    st.sampled_from([(), {}, set(), b"x", 1j, object(), np.array([1, 2]), np.array(2), range(2)]),
)  # fmt: skip
ARRAYS = st.one_of(
    ANYTHING,
    st.recursive(st.one_of(st.integers(-3, 3), st.none()), lambda inner: st.lists(inner, max_size=3)),
    st.lists(st.integers(0, 4), min_size=1, max_size=4).map(np.ones),
    st.lists(st.integers(1, 3), min_size=1, max_size=4).map(np.ones),
)


@given(st.data(), names)
def test_anything_at_all_gives_an_array_or_a_refusal(data: st.DataObject, name: str) -> None:
    operation = OPERATIONS[name]
    known = [*operation.options(), "padding"]
    known += ["padding_mode"] if operation.kernel and not operation.transposed else []
    known += ["groups", "bias"] if operation.layer else []
    known += ["kind", "ceil_mode", "count_include_pad"] if not operation.kernel else []
    options = data.draw(st.dictionaries(st.sampled_from(known), ANYTHING, max_size=3))
    if data.draw(st.booleans()):
        options.setdefault("window" if not operation.kernel else "kernel", data.draw(ARRAYS))
    if data.draw(st.booleans()):
        options["x"] = data.draw(ARRAYS)
    with suppress(ConvError):
        output = operation.call((3,), (2,), **options)
        assert isinstance(output, np.ndarray)
        assert output.size > 0


OTHERS: dict[str, tuple[Callable[..., Any], int, tuple[str, ...]]] = {
    "im2col": (im2col, 2, ("stride", "padding", "dilation")),
    "col2im": (col2im, 3, ("stride", "padding", "dilation")),
    "weight_gradient": (
        weight_gradient,
        3,
        ("stride", "padding", "dilation", "padding_mode", "padding_value"),
    ),
    "input_gradient": (input_gradient, 3, ("stride", "padding", "dilation", "padding_mode")),
    "fit_kernel": (fit_kernel, 3, ("stride", "padding", "dilation", "padding_mode", "padding_value")),
    "pixel_shuffle": (pixel_shuffle, 2, ()),
    "pixel_shuffle_weight": (pixel_shuffle_weight, 2, ("axes",)),
    "unpooled_size": (unpooled_size, 2, ("stride", "padding", "output_shape")),
    "window_counts": (window_counts, 1, ()),
    "PoolingSpec": (
        PoolingSpec,
        2,
        ("stride", "padding", "dilation", "kind", "ceil_mode", "count_include_pad"),
    ),
    "ConvSpec": (ConvSpec, 2, ("stride", "padding", "dilation", "padding_mode", "flipped")),
    "TransposedSpec": (
        TransposedSpec,
        2,
        ("stride", "padding", "dilation", "output_padding", "output_shape"),
    ),
}
"""What is called with anything: how many arguments it has by place, and which by name."""


@pytest.mark.parametrize("name", OTHERS)
@given(st.data())
def test_anything_at_all_gives_an_answer_or_a_refusal(name: str, data: st.DataObject) -> None:
    run, count, known = OTHERS[name]
    given_ones = st.sampled_from([3, (4, 4), [1, 2, 3, 4], [[[[1]], [[2]]]]])
    arguments = [data.draw(st.one_of(given_ones, ARRAYS)) for _ in range(count)]
    options = data.draw(st.dictionaries(st.sampled_from(known), ANYTHING, max_size=3)) if known else {}
    with suppress(ConvError):
        assert run(*arguments, **options) is not None
