"""What a reader can change of a layer of several maps, and its values."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyconv.counts import parameter_count
from pyconv.layers import conv_layer
from pyconv.pictures.controls import Choice, Condition, Integer
from pyconv.pictures.parts.convolution import cell_keys
from pyconv.pictures.presets import INPUTS, KERNELS
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec, PaddingName
from pyconv.terms import pad


class Settings(Controls):
    """What a reader can change."""

    in_channels = Integer(1, 3, (2,))
    out_channels = Integer(1, 3, (3,))
    groups = Choice(("one", "each"), "one")
    input = Integer(3, 6, (5,))
    kernel = Integer(1, 3, (3,))
    stride = Integer(1, 2, (1,))
    padding = Choice[PaddingName](("valid", "half"), "valid", words="padding")
    kernel_values = Choice(("mixed", "counting", "ones"), "mixed", words="kernel_values")
    input_values = Choice(("random", "ramp", "ones"), "random", words="input_values")
    seed = Integer(0, 999, (1,), when=Condition("input_values", ("random",)))
    prominent = ("in_channels", "out_channels", "groups", "input", "kernel", "stride", "padding")


_MIXED_SEED = 7


class Layer(NamedTuple):
    """The geometry of one map on one map, and the exact values of all of them.

    Attributes:
        spec: the geometry, the same between any two maps.
        groups: in how many groups the maps are shared out.
        padded: the input maps with their padding: (C, height, width).
        weights: a kernel for each output map and each map that it reads: (C', C / groups, k, k).
        output: the output maps: (C', height, width).
    """

    spec: ConvSpec
    groups: int
    padded: NDArray[Any]
    weights: NDArray[Any]
    output: NDArray[Any]

    @property
    def reads(self) -> int:
        """Return how many input maps an output map reads."""
        return int(self.weights.shape[1])

    def channel(self, out_map: int, place: int) -> int:
        """Return the input map that an output map reads with its kernel number `place`."""
        return out_map // (len(self.weights) // self.groups) * self.reads + place

    def readers(self, channel: int) -> list[tuple[int, int]]:
        """Return the output maps that read an input map, each with the number of its kernel for it."""
        return [
            (out_map, place)
            for out_map in range(len(self.weights))
            for place in range(self.reads)
            if self.channel(out_map, place) == channel
        ]


def prepare(chosen: Settings) -> Layer:
    """Return the layer that the reader set up, computed.

    Raises:
        ConvError: the channels cannot be shared out among the groups.
    """
    inputs, outputs, side = chosen.in_channels, chosen.out_channels, chosen.input
    groups = inputs if chosen.groups == "each" else 1
    spec = ConvSpec((side, side), chosen.kernel, stride=chosen.stride, padding=chosen.padding)
    parameter_count(spec, in_channels=inputs, out_channels=outputs, groups=groups)
    x = INPUTS[chosen.input_values](inputs, side * side, chosen.seed).numerators
    maps = x.reshape(inputs, *spec.input_size)
    weights = _weights(chosen.kernel_values, outputs, inputs // groups, spec)
    layer = conv_layer(maps[np.newaxis], weights, stride=spec.stride, padding=spec.padding, groups=groups)
    padded = pad(maps, ((0, 0), *spec.padding), "zeros")
    return Layer(spec, groups, padded, weights, layer[0])


def _weights(name: str, outputs: int, reads: int, spec: ConvSpec) -> NDArray[Any]:
    """Return the weights of all kernels; mixed ones are 0, 1 and 2, and differ from kernel to kernel."""
    count = outputs * reads, spec.taps
    values = INPUTS["random"](*count, _MIXED_SEED) if name == "mixed" else KERNELS[name](*count)
    return (values.numerators % 3 if name == "mixed" else values.numerators).reshape(
        outputs, reads, *spec.kernel_size
    )


def map_keys(shown: Layer, channel: int) -> list[str]:
    """Return the key of each cell of one input map, with its padding."""
    cells = (each.split(":") for each in cell_keys(shown.spec))
    before = {"in": channel * shown.spec.inputs, "pad": channel * shown.padded[0].size}
    return [f"{kind}:{int(number) + before[kind]}" for kind, number in cells]


def tap_of(shown: Layer, out_map: int, place: int, tap: int) -> int:
    """Return the number of a weight among all of them: output map, kernel of that map, tap of that kernel."""
    return (out_map * shown.reads + place) * shown.spec.taps + tap
