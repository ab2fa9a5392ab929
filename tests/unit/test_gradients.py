"""The gradients to the weights and to the input: by plain loops, by finite differences, and as adjoints."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyconv import ConvError, cross_correlate, input_gradient, transposed_conv, weight_gradient
from tests.strategies import geometries, nested
from tests.unit.reference import flattened, meetings, slid, sources


def steps(geometry: dict[str, Any]) -> dict[str, Any]:
    return {name: geometry[name] for name in ("stride", "padding", "dilation", "padding_mode")}


def outputs(geometry: dict[str, Any]) -> tuple[int, ...]:
    return tuple(
        (i + before + after - d * (k - 1) - 1) // s + 1
        for i, k, s, (before, after), d in zip(
            *(geometry[name] for name in ("input_size", "kernel_size", "stride", "padding", "dilation")),
            strict=True,
        )
    )


@given(geometries(flips=False), st.data())
def test_each_meeting_adds_what_it_did(geometry: dict[str, Any], data: st.DataObject) -> None:
    size, kernel_size, fill = geometry["input_size"], geometry["kernel_size"], data.draw(st.integers(-3, 3))
    x, kernel = data.draw(nested(size)), data.draw(nested(kernel_size))
    gradient = data.draw(nested(outputs(geometry)))
    behind = sources(size, geometry["padding"], geometry["padding_mode"])
    outside = fill if geometry["padding_mode"] == "constant" else 0
    values, weights, given_ones = flattened(x), flattened(kernel), flattened(gradient)
    to_weights, to_input = [0] * prod(kernel_size), [0] * prod(size)
    for cell, tap, out in meetings(geometry):
        at = behind[cell]
        to_weights[tap] += given_ones[out] * (outside if at is None else values[at])
        if at is not None:
            to_input[at] += given_ones[out] * weights[tap]
    found = weight_gradient(x, gradient, kernel_size, padding_value=fill, **steps(geometry))
    assert (found.shape, found.dtype, found.ravel().tolist()) == (kernel_size, np.int64, to_weights)
    back = input_gradient(gradient, kernel, size, **steps(geometry))
    assert (back.shape, back.dtype, back.ravel().tolist()) == (size, np.int64, to_input)


@given(geometries(flips=False), st.data())
def test_they_are_what_the_loss_changes_by(geometry: dict[str, Any], data: st.DataObject) -> None:
    """By differences, which are exact: the loss is linear in each weight and in each cell."""
    size, kernel_size = geometry["input_size"], geometry["kernel_size"]
    x, kernel = (np.array(data.draw(nested(each))) for each in (size, kernel_size))
    gradient = data.draw(nested(outputs(geometry)))

    def loss(x: Any, kernel: Any) -> int:
        made = slid(geometry, x.tolist(), kernel.tolist())
        return sum(a * b for a, b in zip(flattened(gradient), made, strict=True))

    to_weights = weight_gradient(x, gradient, kernel_size, **steps(geometry))
    to_input = input_gradient(gradient, kernel, size, **steps(geometry))
    for values, found, changed in (
        (kernel, to_weights, lambda moved: loss(x, moved)),
        (x, to_input, lambda moved: loss(moved, kernel)),
    ):
        place = data.draw(st.integers(0, values.size - 1))
        moved = values.copy()
        moved.flat[place] += 1
        assert changed(moved) - loss(x, kernel) == found.flat[place]


def test_the_loss_of_squares_by_central_differences() -> None:
    draw = np.random.default_rng(3)
    x, kernel, wanted = draw.normal(size=(6, 7)), draw.normal(size=(3, 2)), draw.normal(size=(3, 4))
    options: dict[str, Any] = {"stride": (2, 2), "padding": 1, "dilation": (1, 2)}

    def loss(x: Any, kernel: Any) -> float:
        return float(((cross_correlate(x, kernel, **options) - wanted) ** 2).sum() / 2)

    residual = cross_correlate(x, kernel, **options) - wanted
    to_weights = weight_gradient(x, residual, kernel.shape, **options)
    to_input = input_gradient(residual, kernel, x.shape, **options)
    for values, found, at in ((kernel, to_weights, 0), (x, to_input, 1)):
        for place in range(values.size):
            small = np.zeros(values.size)
            small[place] = 1e-5
            small = small.reshape(values.shape)
            ahead, behind = (
                loss(*(values + sign * small if each is values else each for each in (x, kernel)))
                for sign in (1, -1)
            )
            assert found.flat[place] == pytest.approx((ahead - behind) / 2e-5, abs=1e-7), at


def test_by_hand() -> None:
    # dk[t] = 1 · x[t] + 10 · x[t + 2]
    assert weight_gradient([1, 2, 3, 4, 5, 6], [1, 10], 3, stride=2).tolist() == [31, 42, 53]
    # The cells that the stride leaves over change nothing.
    assert weight_gradient([1, 2, 3, 4, 5, 99], [1, 10], 3, stride=2).tolist() == [31, 42, 53]
    assert weight_gradient([1, 2, 3], [1, 10, 100], 3, padding=1).tolist() == [210, 321, 32]
    assert input_gradient([1, 10, 100], [1, 2, 3], 3, padding=1).tolist() == [12, 123, 230]
    y, k = [[1, 2], [3, 4]], [[1, 0], [2, 1]]
    assert np.array_equal(input_gradient(y, k, 3), transposed_conv(y, k))
    # A copied cell gets what falls on its copies.
    assert input_gradient([1, 1, 1], [1, 10, 100], 3, padding=1, padding_mode="replicate").tolist() == [
        12, 111, 210,
    ]  # fmt: skip


def test_large_and_exact_numbers() -> None:
    third, whole = Fraction(1, 3), 2**62
    assert weight_gradient([third, 1], [3, 6], 1).tolist() == [7]
    assert weight_gradient([whole, whole], [1, 1], 1).tolist() == [2**63]
    assert input_gradient([third], [3, 6], 2).tolist() == [1, 2]
    assert input_gradient([whole, whole], [1], 2).tolist() == [whole, whole]
    copied = input_gradient([whole] * 3, [1], 1, padding=1, padding_mode="replicate")
    assert copied.tolist() == [3 * whole]
    assert weight_gradient(np.ones(3, np.float32), np.ones(2, np.float32), 2).dtype == np.float32
    assert input_gradient(np.ones(2, np.float32), np.ones(2, np.float32), 3).dtype == np.float32
    assert weight_gradient([1, 2], [1j], 2).tolist() == [1j, 2j]
    endless = input_gradient([np.inf, 1], [1, 0], 3)
    assert endless[0] == np.inf
    assert np.isnan(endless[1])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: weight_gradient([1, 2, 3], [1, 2, 3], 2),
            "the gradient measures 3, but the output of this convolution measures 2",
        ),
        (lambda: weight_gradient([1, 2, 3], [[1, 2]], 2), "the gradient measures 1×2, but"),
        (lambda: weight_gradient([1, 2], [1], 3), "the kernel spans 3 cells"),
        (lambda: weight_gradient([1, 2], 1, 2), "gradient is a single number"),
        (lambda: weight_gradient([1, 2], [1], (2, 2)), "kernel has 2 numbers"),
        (lambda: input_gradient([1, 2], [1, 2], 4), "the gradient measures 2, but the output"),
        (lambda: input_gradient([1, 2], [[1, 2]], 3), "the input has 1 axes and the kernel 2"),
        (lambda: input_gradient([1, 2], [1, 2], (3, 3)), "input has 2 numbers"),
    ],
)
def test_what_fits_no_output_is_refused(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(ConvError) as refused:
        call()
    assert said in str(refused.value)
