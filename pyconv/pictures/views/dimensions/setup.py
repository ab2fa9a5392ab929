"""What a reader can change of one convolution along several axes, and its values."""

from collections.abc import Sequence
from math import prod

import numpy as np

from pyconv.errors import ConvError
from pyconv.pictures.controls import Choice, Condition, Integer
from pyconv.pictures.exact import Rationals
from pyconv.pictures.parts.convolution import Convolution, convolved
from pyconv.pictures.presets import INPUTS, KERNELS
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec

DIMENSIONS = {"1d": 1, "2d": 2, "3d": 3}
"""How many axes each option has."""


class Settings(Controls):
    """What a reader can change."""

    dimensions = Choice(tuple(DIMENSIONS), "3d")
    line = Integer(1, 12, (8,), when=Condition("dimensions", ("1d",)))
    square = Integer(1, 8, (5,), when=Condition("dimensions", ("2d",)))
    cube = Integer(1, 5, (3,), when=Condition("dimensions", ("3d",)))
    kernel = Integer(1, 3, (2,))
    stride = Integer(1, 3, (1,))
    padding = Integer(0, 1, (0,))
    dilation = Integer(1, 2, (1,))
    operation = Choice(("correlation", "convolution"), "correlation")
    kernel_values = Choice(("mixed", "counting", "ones", "box-blur"), "mixed", words="kernel_values")
    input_values = Choice(("random", "ramp", "ones"), "random", words="input_values")
    seed = Integer(0, 999, (1,), when=Condition("input_values", ("random",)))
    prominent = (
        "dimensions",
        "line",
        "square",
        "cube",
        "kernel",
        "stride",
        "padding",
        "dilation",
        "operation",
    )

    @property
    def side(self) -> int:
        """The size of the input along each of its axes."""
        return {"1d": self.line, "2d": self.square, "3d": self.cube}[self.dimensions]


def prepare(chosen: Settings) -> Convolution:
    """Return the convolution that the reader set up, computed; it may have one, two or three axes.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = _geometry(chosen)
    x = _volume(INPUTS[chosen.input_values](1, spec.inputs, chosen.seed), spec.input_size)
    return convolved(spec, x, _kernel(chosen.kernel_values, spec.kernel_size))


def _kernel(name: str, size: tuple[int, ...]) -> Rationals:
    """Return the weights called `name`, for any number of axes."""
    if name != "mixed":
        return _volume(KERNELS[name](1, prod(size)), size)
    # As in two axes, 0, 1 and 2 in an order that no mirroring leaves as it is.
    steps = (1, 2, 1)[-len(size) :]
    return Rationals(np.tensordot(steps, np.indices(size), 1) % 3)


def _volume(values: Rationals, size: Sequence[int]) -> Rationals:
    return Rationals(values.numerators.reshape(size), values.denominator)


def _geometry(chosen: Settings) -> ConvSpec:
    """Return the geometry, the same along every axis.

    Raises:
        ConvError: there is none; no single axis is to blame.
    """
    axes = DIMENSIONS[chosen.dimensions]
    try:
        return ConvSpec(
            (chosen.side,) * axes,
            chosen.kernel,
            stride=chosen.stride,
            padding=(chosen.padding,) * axes,
            dilation=chosen.dilation,
            flipped=chosen.operation == "convolution",
        )
    except ConvError as error:
        raise error.without_axis() from None
