"""What a reader can change of SAME padding, and what each rule makes of it."""

from typing import Any, NamedTuple

from pyconv.arithmetic import same_padding
from pyconv.pictures.controls import Integer
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec


class Settings(Controls):
    """What a reader can change."""

    input = Integer(1, 16, (6,))
    kernel = Integer(1, 7, (3,))
    stride = Integer(1, 4, (2,))
    dilation = Integer(1, 3, (1,))


class Rules(NamedTuple):
    """The geometry that each rule makes of the same numbers: there may be none in PyTorch."""

    specs: dict[str, ConvSpec]

    @property
    def same(self) -> ConvSpec:
        """Return what TensorFlow's SAME makes of them."""
        return self.specs["same"]

    @property
    def half(self) -> ConvSpec:
        """Return what half the kernel on each side makes of them."""
        return self.specs["half"]


def prepare(chosen: Settings) -> Rules:
    """Return the geometry of every rule.

    Raises:
        ConvError: the settings define no convolution.
    """
    size, kernel, dilation = chosen.input, chosen.kernel, chosen.dilation

    def made(padding: Any) -> ConvSpec:
        return ConvSpec(size, kernel, stride=chosen.stride, padding=padding, dilation=dilation)

    specs = {"same": made("same"), "lower": made("same_lower")}
    if chosen.stride == 1:
        # The total is d(k - 1), the smaller half before: SAME where the stride is 1.
        specs["pytorch"] = made([same_padding(size, kernel, dilation=dilation)])
    specs["half"] = made("half")
    return Rules(specs)
