"""The kernel that comes nearest to an output that is asked for, in exact fractions."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pyconv.arrays import Array, numbers, one_number
from pyconv.errors import ConvError
from pyconv.gradients import check_output
from pyconv.ops import spec_of
from pyconv.spec import Padding, PaddingMode, PerAxis, per_axis
from pyconv.terms import pad, placements

Row = list[Fraction]


class FittedKernel(NamedTuple):
    """The kernel whose output comes nearest to the one asked for.

    Attributes:
        kernel: its weights.
        residuals: by output cell, what was asked for less what the kernel gives; all are 0 if it gives it.
        determined: by weight, whether no other kernel that comes as near has another weight there.
        free: in how many directions the kernel, with its bias, could move and come as near.
        bias: what is added to every output cell; 0 where none was to be found.

    >>> found = fit_kernel([0, 1, 1], [4], 3)
    >>> print(*found.kernel, *found.determined, found.free)
    0 2 2 False False False 2
    """

    kernel: Array
    residuals: Array
    determined: Array
    free: int
    bias: Fraction = Fraction(0)


def fit_kernel(
    x: ArrayLike,
    output: ArrayLike,
    kernel_size: PerAxis,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
    padding_mode: PaddingMode = "zeros",
    padding_value: float = 0,
    bias: bool = False,
) -> FittedKernel:
    """Return the kernel with which `cross_correlate` of `x` comes nearest to an output.

        kernel, bias minimise  sum over o of (output[o] - cross_correlate(x, kernel)[o] - bias)²

    Each output cell is an equation, linear in the weights, among which a bias is one more that meets a 1 in
    every window. Where several kernels come as near, it is the smallest of them: the one whose weights,
    with the bias, have the least sum of squares.

    Args:
        x: one channel with any number of axes.
        output: what is asked for.
        kernel_size: taps of the kernel, for all axes or one per axis.
        stride, padding, dilation, padding_mode, padding_value: as in `cross_correlate`.
        bias: whether a number that is added to every output cell is to be found too, or is 0.

    Returns:
        Arrays of fractions, exact whatever the numbers are: a float counts as the fraction that it is.

    Raises:
        ConvError: the arguments define no convolution, the output is not of its size, or a number is
            complex, infinite or NaN.

    Source: the normal equations; the smallest kernel is that of the Moore-Penrose inverse.

    >>> found = fit_kernel([1, 2, 4, 3], [3, 6, 7], 2)
    >>> print(*found.kernel, found.residuals.any())
    1 1 False
    >>> found = fit_kernel([1, 1, 1], [4], 3)
    >>> print(*found.kernel, found.free)
    4/3 4/3 4/3 2
    >>> found = fit_kernel([1, 1, 0, 1], [5, 3, 4], 2, bias=True)
    >>> print(*found.kernel, found.bias, found.residuals.any())
    1 2 2 False
    """
    image, wanted = numbers("input", x), numbers("output", output)
    spec = spec_of(
        image.shape,
        per_axis("kernel", kernel_size, image.ndim),
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )
    check_output("output", wanted, spec)
    fill = _exact("padding_value", one_number("padding_value", padding_value))[()]
    value = fill if spec.padding_mode == "constant" else 0
    cells = pad(_exact("input", image), spec.padding, spec.padding_mode, value).ravel()
    met = cells[placements(spec)[:, 0]].reshape(spec.outputs, spec.taps)
    if bias:
        met = np.column_stack((met, np.ones(spec.outputs, dtype=object)))
    weights = spec.taps + bias
    asked = _exact("output", wanted).ravel()
    among, right = met.T @ met, met.T @ asked
    # What the equations tell apart: every kernel is a sum of these rows and of what makes no difference.
    told = np.array(_reduced(among.tolist()), dtype=object).reshape(-1, weights)
    free = weights - len(told)
    amounts = np.column_stack((told @ among @ told.T, told @ right))
    kernel: Array = np.full(weights, Fraction(0))
    for amount, row in zip(_reduced(amounts.tolist()), told, strict=True):
        kernel = kernel + amount[-1] * row
    alone = [sum(map(bool, row)) == 1 for row in told.tolist()]
    determined = (told[alone] != 0).any(axis=0)
    return FittedKernel(
        kernel[: spec.taps].reshape(spec.kernel_size),
        (asked - met @ kernel).reshape(spec.output_size),
        determined[: spec.taps].reshape(spec.kernel_size),
        free,
        kernel[-1] if bias else Fraction(0),
    )


def _exact(name: str, values: Array) -> Array:
    try:
        # Whole numbers stay what they are: with them it is quicker.
        exact = [value if isinstance(value, int) else Fraction(value) for value in values.ravel().tolist()]
    except (TypeError, ValueError, OverflowError):
        raise ConvError("not-rational", field=name, name=name) from None
    made: Array = np.empty(len(exact), dtype=object)
    made[:] = exact
    return made.reshape(values.shape)


def _reduced(rows: Sequence[Sequence[Any]]) -> list[Row]:
    """Return the reduced row echelon form, without its rows of zeros.

    >>> _reduced([[2, 4], [1, 2]])
    [[Fraction(1, 1), Fraction(2, 1)]]
    """
    left = [list(map(Fraction, row)) for row in rows]
    done: list[Row] = []
    for column in range(len(left[0]) if left else 0):
        at = next((number for number, row in enumerate(left) if row[column]), None)
        if at is None:
            continue
        pivot = left.pop(at)
        pivot = [value / pivot[column] for value in pivot]
        left, done = (
            [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in rows_of]
            for rows_of in (left, done)
        )
        done.append(pivot)
    return done


__all__ = ["FittedKernel", "fit_kernel"]
