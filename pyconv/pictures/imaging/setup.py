"""What a reader can do with an image, and what it makes of it: every value exact."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.errors import ConvError
from pyconv.ops import cross_correlate, transposed_conv
from pyconv.pictures.controls import OWN, Choice, Condition, Integer, Number, Weights
from pyconv.pictures.exact import Rationals
from pyconv.pictures.presets import KERNELS
from pyconv.pictures.settings import Controls
from pyconv.pooling import PoolingSpec
from pyconv.pooling_ops import pooled
from pyconv.spec import ConvSpec, PaddingMode

NAME = "own-image"
"""By which links and files call it."""

MOST = 128
"""Rows and columns that an image may have."""

FILTERS = ("identity", "box-blur", "gaussian", "sharpen", "sobel-x", "sobel-y", "laplacian", "emboss")
SIDE = 5
"""Rows and columns of the largest kernel."""

EDGES: dict[str, PaddingMode] = {
    "zeros": "zeros",
    "replicate": "replicate",
    "reflect": "reflect",
    "circular": "circular",
}
"""How the pixels around the image are filled where there are any, so that the result is as large as it."""

WINDOW = 2
"""Rows and columns of a window of pooling; windows lie side by side."""


@contextmanager
def _blamed(**controls: str) -> Iterator[None]:
    """Have what makes no sense name the control to blame, by what the mathematics calls it."""
    try:
        yield
    except ConvError as error:
        field = controls.get(error.field or "", error.field)
        raise ConvError(error.reason, field=field, **error.numbers) from None


def _laid(kernel: Sequence[Sequence[int]]) -> tuple[str, ...]:
    """Return the texts of a field of weights with a kernel in its first corner."""
    rows = [[*map(str, row), *["0"] * (SIDE - len(row))] for row in kernel]
    rows += [["0"] * SIDE] * (SIDE - len(rows))
    return tuple(text for row in rows for text in row)


class Settings(Controls):
    """What a reader can change; a kernel that has a name replaces what the fields of its weights say."""

    image_filter = Choice((*FILTERS, OWN), "sobel-x")
    image_side = Integer(1, SIDE, (3,))
    image_weights = Weights(
        (SIDE, SIDE), _laid([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]), "image_filter", "image_divisor"
    )
    image_divisor = Number("1")
    stride = Integer(1, 4, (1,))
    image_edges = Choice(("valid", *EDGES), "valid")
    dilation = Integer(1, 4, (1,))
    image_activation = Choice(("none", "relu"), "none")
    image_pooling = Choice(("none", "max", "average"), "none")
    second_kernel = Choice(("none", *FILTERS, OWN), "none")
    second_side = Integer(1, SIDE, (3,), when=Condition("second_kernel", (*FILTERS, OWN)))
    second_weights = Weights(
        (SIDE, SIDE),
        _laid([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        "second_kernel",
        "second_divisor",
        when=Condition("second_kernel", (*FILTERS, OWN)),
    )
    second_divisor = Number("1", when=Condition("second_kernel", (*FILTERS, OWN)))
    way_back = Choice(("no", "yes"), "no")
    shades = Choice(("suited", "image", "range"), "suited")
    image_longest = Choice(("128", "64", "32", "16"), "128")
    prominent = ("image_filter", "image_side", "image_weights", "image_divisor")


WEIGHTS = {"image": Settings.image_weights, "second": Settings.second_weights}
"""The weights of each kernel, which know the control with its name."""


class Kernel(NamedTuple):
    """A square kernel as it is written: weights, and what they are all divided by."""

    weights: tuple[Fraction, ...]
    divisor: Fraction
    side: int

    @property
    def values(self) -> Rationals:
        """The weights, divided."""
        divided = [weight / self.divisor for weight in self.weights]
        below = lcm(*(value.denominator for value in divided))
        above = [value.numerator * (below // value.denominator) for value in divided]
        return Rationals(np.array(above).reshape(self.side, self.side), below)

    @property
    def gain(self) -> Fraction:
        """What an even image is multiplied by."""
        return sum(self.weights, Fraction(0)) / self.divisor


class Stage(NamedTuple):
    """One image on the way, and what it was made from.

    Attributes:
        name: of the image.
        source: name of the image before it.
        spec: its windows on that one; of the way back the convolution whose transpose it is.
        kernel: its weights; pooling has none.
        sums: its values before the activation.
        values: its values.
        gain: what an even image has been multiplied by, from the first one on.
    """

    name: str
    source: str
    spec: ConvSpec
    kernel: Kernel | None
    sums: Rationals
    values: Rationals
    gain: Fraction


class Imaged(NamedTuple):
    """An image, what the reader chose, and what was made of it, in order."""

    image: Rationals
    chosen: Settings
    stages: tuple[Stage, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all images, in order."""
        return ("input", *(stage.name for stage in self.stages))

    def values(self, name: str) -> Rationals:
        """Return the values of an image by its name."""
        return {"input": self.image, **{stage.name: stage.values for stage in self.stages}}[name]


def prepare(image: NDArray[np.int64], chosen: Settings) -> Imaged:
    """Return what the settings make of an image of brightness from 0 to 255.

    Raises:
        ConvError: the image is too large, or the settings make nothing of it.
    """
    if max(image.shape) > MOST:
        raise ConvError("image-large", size=" × ".join(map(str, image.shape)), most=MOST)
    return Imaged(Rationals(image), chosen, tuple(_stages(Rationals(image), chosen)))


def _stages(image: Rationals, chosen: Settings) -> list[Stage]:
    kernel = kernel_of(chosen, "image")
    edges = chosen.image_edges
    around = {"padding": "same", "padding_mode": EDGES[edges]} if edges in EDGES else {}
    with _blamed(kernel="image_side", padding="image_edges"):
        spec = ConvSpec(
            image.numerators.shape,
            kernel.side,
            stride=(chosen.stride,) * 2,
            dilation=(chosen.dilation,) * 2,
            **around,  # type: ignore[arg-type]
        )
    sums = _filtered(image, kernel, spec)
    cut = chosen.image_activation == "relu"
    values = Rationals(np.maximum(sums.numerators, 0), sums.denominator) if cut else sums
    stages = [first := Stage("result", "input", spec, kernel, sums, values, kernel.gain)]
    if chosen.image_pooling != "none":
        with _blamed(kernel="image_pooling", window="image_pooling"):
            windows = PoolingSpec(values.numerators.shape, WINDOW)
        values = _pooled(values, chosen.image_pooling, windows)
        stages.append(Stage("pooled", "result", windows.windows, None, values, values, first.gain))
    if chosen.second_kernel != "none":
        second = kernel_of(chosen, "second")
        with _blamed(kernel="second_side", padding="image_edges"):
            spec = ConvSpec(values.numerators.shape, second.side, **around)  # type: ignore[arg-type]
        source, gain = stages[-1].name, first.gain * second.gain
        values = _filtered(values, second, spec)
        stages.append(Stage("second", source, spec, second, values, values, gain))
    if chosen.way_back == "yes":
        values = _back(first.values, kernel, first.spec)
        stages.append(Stage("back", "result", first.spec, kernel, values, values, kernel.gain**2))
    return stages


def kernel_of(chosen: Settings, which: str) -> Kernel:
    """Return the kernel that was chosen by its name or by its weights.

    Args:
        chosen: the settings.
        which: "image" for the first kernel, or "second".

    Raises:
        ConvError: a weight is no number, too large or too fine, or the divisor is 0.
    """
    said, fields = vars(chosen), WEIGHTS[which]
    name, side = said[fields.chosen], said[f"{which}_side"]
    if name != OWN:
        made = KERNELS[name](side, side)
        return Kernel(
            tuple(map(Fraction, made.numerators.ravel().tolist())), Fraction(made.denominator), side
        )
    weights = fields.values(said[fields.name], fields.places(side))
    if not said[f"{which}_divisor"]:
        raise ConvError("divisor-zero", field=f"{which}_divisor")
    return Kernel(weights, said[f"{which}_divisor"], side)


def _filtered(given: Rationals, kernel: Kernel, spec: ConvSpec) -> Rationals:
    weights = kernel.values
    sums = cross_correlate(
        given.numerators,
        weights.numerators,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        padding_mode=spec.padding_mode,
    )
    return Rationals(sums, given.denominator * weights.denominator)


def _pooled(given: Rationals, kind: str, windows: PoolingSpec) -> Rationals:
    if kind == "max":
        return Rationals(pooled(given.numerators, windows), given.denominator)
    # The sum of each window over four times the denominator: exact, where a float would not be.
    window = np.ones((WINDOW, WINDOW), np.int64)
    sums = cross_correlate(given.numerators, window, stride=WINDOW)
    return Rationals(sums, given.denominator * window.size)


def _back(given: Rationals, kernel: Kernel, spec: ConvSpec) -> Rationals:
    """Return the transpose of a convolution, applied to a map of its output's size."""
    weights = kernel.values
    back = transposed_conv(
        given.numerators,
        weights.numerators,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        output_shape=spec.input_size,
    )
    return Rationals(back, given.denominator * weights.denominator)
