"""What a reader can change of a kernel that learns, and every step of it, exactly.

The loss is half the mean of the squares of what each output is off by. Its gradient to the weights is
`among · kernel - right`: both are known before the first step, since the output is linear in the weights.
A bias is one weight more, which meets a 1 in every window.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.pictures import exact
from pyconv.pictures.controls import Choice, Integer, Number
from pyconv.pictures.exact import Rationals
from pyconv.pictures.parts.convolution import Convolution, convolved, geometry
from pyconv.pictures.parts.targets import Targeted
from pyconv.pictures.presets import KERNELS
from pyconv.spec import ConvSpec
from pyconv.terms import placements

MOST_STEPS = 60

FARTHEST = exact.LARGEST
"""A weight beyond this has run away, and no step follows."""

SQUARINGS = 12
"""Of a matrix, after which its largest eigenvalue is all that is left of it."""

STARTS = {"zeros": lambda height, width: Rationals(np.zeros((height, width), np.int64))} | {
    name: KERNELS[name] for name in ("ones", "counting", "identity")
}


class Settings(Targeted):
    """What a reader can change."""

    rate = Number("0.2")
    steps = Integer(1, MOST_STEPS, (20,))
    start = Choice(tuple(STARTS), "zeros")
    bias = Choice(("none", "learnt"), "none")
    hidden_bias = Number("0")
    prominent = ("hidden", "rate", "steps", "input", "kernel", "input_values")


class Learned(NamedTuple):
    """The kernel after each step, and what it misses.

    Attributes:
        layer: with the last kernel.
        wanted: the output asked for.
        hidden: the kernel that makes it, unless a reader changed it.
        kernels: after each step, from the start on.
        gradients: of the loss to each of them.
        losses: of each of them.
        rate: by how much of its gradient a kernel moves.
        limit: the rate beyond which steps overshoot ever further; 0 if there is none.
        biases: after each step, from 0 on; none if no bias is learnt.
        bias_gradients: of the loss to each of them.
        hidden_bias: what the output asked for was raised by.
    """

    layer: Convolution
    wanted: Rationals
    hidden: Rationals
    kernels: tuple[Rationals, ...]
    gradients: tuple[Rationals, ...]
    losses: tuple[Fraction, ...]
    rate: Fraction
    limit: float
    biases: tuple[Fraction, ...]
    bias_gradients: tuple[Fraction, ...]
    hidden_bias: Fraction

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.kernels) - 1

    @property
    def ran_away(self) -> bool:
        """Whether a weight has run away."""
        return _ran_away(self.kernels[-1]) or any(abs(bias) > FARTHEST for bias in self.biases[-1:])


class Slope(NamedTuple):
    """The loss as a sum of products of the weights, with a bias as the last of them.

    It is kernel · among · kernel / 2 - kernel · right + rest.
    """

    among: Rationals
    right: Rationals
    rest: Fraction

    def gradient(self, kernel: Rationals) -> Rationals:
        """Return the gradient of the loss to each weight."""
        return _plus(_product(self.among, kernel), self.right, Fraction(-1))

    def loss(self, kernel: Rationals) -> Fraction:
        """Return half the mean of the squares."""
        inner = _plus(_product(self.among, kernel), self.right, Fraction(-2))
        total = _product(Rationals(kernel.numerators.reshape(1, -1), kernel.denominator), inner)
        return total.fraction(0) / 2 + self.rest


def prepare(chosen: Settings) -> Learned:
    """Return the steps of the kernel that the reader set up.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(chosen)
    x = chosen.map_of(spec.input_size)
    hidden, wanted = chosen.hidden_kernel(spec), chosen.target(spec, x, chosen.hidden_bias)
    first, biased = STARTS[chosen.start](*spec.kernel_size), chosen.bias == "learnt"
    slope = _slope(convolved(spec, x, first), wanted, biased=biased)
    weights = np.append(first.numerators.ravel().astype(object), [0] * biased)
    moved = tuple(_descent(slope, Rationals(weights, first.denominator), chosen.rate, chosen.steps))
    gradients = tuple(map(slope.gradient, moved))
    kernels = tuple(_weights(each, spec) for each in moved)
    biases = tuple(each.fraction(spec.taps) for each in moved if biased)
    last = Rationals(kernels[-1].numerators.reshape(spec.kernel_size), kernels[-1].denominator)
    layer = convolved(spec, x, last)
    return Learned(
        layer._replace(output=exact.plus(layer.output, biases[-1])) if biased else layer,
        wanted,
        hidden,
        kernels,
        tuple(_weights(each, spec) for each in gradients),
        tuple(map(slope.loss, moved)),
        chosen.rate,
        _limit(slope.among),
        biases,
        tuple(each.fraction(spec.taps) for each in gradients if biased),
        chosen.hidden_bias,
    )


def output_of(shown: Learned, step: int) -> Rationals:
    """Return the output of the kernel, and of the bias if there is one, after a step."""
    kernel = shown.kernels[step]
    shaped = Rationals(kernel.numerators.reshape(shown.layer.spec.kernel_size), kernel.denominator)
    sums = exact.cross_correlate(shown.layer.padded, shaped, shown.layer.spec)
    return exact.plus(sums, shown.biases[step]) if shown.biases else sums


def _weights(values: Rationals, spec: ConvSpec) -> Rationals:
    """Return what is of the weights, without the bias."""
    return Rationals(values.numerators[: spec.taps], values.denominator)


def _slope(layer: Convolution, wanted: Rationals, *, biased: bool) -> Slope:
    """Return the loss of a layer by its weights, and by its bias if it has one."""
    spec, padded = layer.spec, layer.padded
    cells = padded.numerators.ravel().astype(object)[placements(spec)[:, 0]]
    met, asked = cells.reshape(spec.outputs, spec.taps), wanted.numerators.ravel().astype(object)
    if biased:
        met = np.column_stack((met, np.full(spec.outputs, padded.denominator, dtype=object)))
    among = Rationals(met.T @ met, padded.denominator**2 * spec.outputs)
    right = Rationals(met.T @ asked, padded.denominator * wanted.denominator * spec.outputs)
    return Slope(among, right, Fraction(int(asked @ asked), 2 * wanted.denominator**2 * spec.outputs))


def _descent(slope: Slope, kernel: Rationals, rate: Fraction, steps: int) -> Iterator[Rationals]:
    """Yield a kernel and what becomes of it, until it has made its steps or run away."""
    yield kernel
    for _ in range(steps):
        if _ran_away(kernel):
            return
        kernel = _plus(kernel, slope.gradient(kernel), -rate)
        yield kernel


def _ran_away(kernel: Rationals) -> bool:
    return any(abs(above) > FARTHEST * kernel.denominator for above in kernel.numerators.flat)


def _product(one: Rationals, other: Rationals) -> Rationals:
    return Rationals(one.numerators @ other.numerators, one.denominator * other.denominator)


def _plus(one: Rationals, other: Rationals, times: Fraction) -> Rationals:
    """Return one and some times another, in lowest terms: fractions grow with every step."""
    above, below = times.as_integer_ratio()
    numerators = one.numerators * (other.denominator * below) + other.numerators * (above * one.denominator)
    denominator = one.denominator * other.denominator * below
    common = gcd(denominator, *numerators.tolist())
    return Rationals(numerators // common, denominator // common)


def _limit(among: Rationals) -> float:
    """Return twice the inverse of the largest eigenvalue; 0 if nothing ever moves.

    By plain sums and products of floats, which are the same in every Python.
    """
    matrix: NDArray[Any] = among.numerators / among.denominator
    if not np.trace(matrix):
        return 0
    power = matrix / np.trace(matrix)
    for _ in range(SQUARINGS):
        power = power @ power
        power = power / np.trace(power)
    return float(2 / np.trace(matrix @ power))
