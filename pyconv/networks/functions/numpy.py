"""Convolutions of NumPy and SciPy, and the layers of this package.

Source: the pages of `numpy.convolve`, `numpy.correlate`, `scipy.signal.convolve` and their like.
"""

from collections.abc import Mapping

from pyconv.arithmetic import whole
from pyconv.errors import ConvError
from pyconv.networks.constants import Unreadable
from pyconv.networks.functions.arrays import Unrun, extent, weights
from pyconv.networks.functions.made import Made, Maker
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec, PerAxis, per_axis
from pyconv.transposed import TransposedSpec

MODES = {"full": "full", "same": "same_lower", "valid": "valid"}
"""What the modes are here: the middle of the full result leaves the odd cell before."""

PLANE = MODES | {"same": "same"}
"""Those of `correlate2d`, whose *same* alone leaves the odd cell after."""


def slid(
    name: str, axes: int | None, usual: str, *, flipped: bool, modes: Mapping[str, str] = MODES
) -> Maker:
    """Return a convolution, or a correlation, of one array with another.

    Args:
        name: of the function.
        axes: how many it takes, if it takes no other number.
        usual: its mode where none is given.
        flipped: whether the second array is turned around.
        modes: its modes, and what they are here.
    """

    def make(size: PerAxis, a: object, v: object, mode: object = usual) -> Made:
        kernel = v.shape if isinstance(v, Unrun) else extent(v)
        if not kernel:
            raise ConvError("weights-untold", field="layers", name=name)
        if axes not in {None, len(kernel)}:
            raise ConvError("axes-disagree", field="layers", name=name, count=len(kernel), axes=axes)
        if mode not in modes:
            raise ConvError("unknown-choice", field="padding", name="mode", value=mode, choices=tuple(modes))
        cells = per_axis("input", size, len(kernel))
        for axis, (given, taps) in enumerate(zip(cells, kernel, strict=True)):
            if given < taps and mode != "full":
                raise ConvError("shorter-input", field="input", axis=axis, size=given, kernel=taps)
        return Made(ConvSpec(cells, kernel, padding=modes[str(mode)], flipped=flipped))  # type: ignore[arg-type]

    return make


def in_signal(name: str, axes: int | None, *, flipped: bool, modes: Mapping[str, str] = MODES) -> Maker:
    """Return the like of `scipy.signal`, whose arrays have other names."""
    slide = slid(name, axes, "full", flipped=flipped, modes=modes)

    def make(
        size: PerAxis, in1: object, in2: object, mode: object = "full", method: object = "auto",
        boundary: object = "fill", fillvalue: object = 0,
    ) -> Made:  # fmt: skip
        if boundary != "fill" or fillvalue != 0:
            raise Unreadable
        return slide(size, in1, in2, mode)

    return make


def layer(
    size: PerAxis, x: object, weight: object, bias: object = None, *, stride: object = 1,
    padding: object = "valid", dilation: object = 1, groups: object = 1, padding_mode: object = "zeros",
) -> Made:  # fmt: skip
    """Return `conv_layer`."""
    told = weights("conv_layer", weight, None, last=False)
    spec = ConvSpec(
        per_axis("input", size, len(told.kernel)), told.kernel, stride=stride, padding=padding,  # type: ignore[arg-type]
        dilation=dilation, padding_mode=padding_mode,  # type: ignore[arg-type]
    )  # fmt: skip
    parts = whole("groups", groups, minimum=1)
    return Made(spec, told.second * parts, told.first, parts, bias is not None)


def transposed(
    size: PerAxis, x: object, weight: object, bias: object = None, *, stride: object = 1,
    padding: object = 0, output_padding: object = 0, output_shape: object = None, dilation: object = 1,
    groups: object = 1,
) -> Made:  # fmt: skip
    """Return `transposed_conv_layer`."""
    told = weights("transposed_conv_layer", weight, None, last=False)
    spec = TransposedSpec(
        per_axis("input", size, len(told.kernel)), told.kernel, stride=stride, padding=padding,  # type: ignore[arg-type]
        dilation=dilation, output_padding=output_padding, output_shape=output_shape,  # type: ignore[arg-type]
    )  # fmt: skip
    parts = whole("groups", groups, minimum=1)
    return Made(spec, told.first, told.second * parts, parts, bias is not None)


def pool(
    size: PerAxis, x: object, window: object, *, stride: object = None, padding: object = 0,
    dilation: object = 1, kind: object = "max", ceil_mode: object = False, count_include_pad: object = None,
) -> Made:  # fmt: skip
    """Return `pool`. Windows of one sample and one channel are those of the space."""
    if isinstance(window, tuple) and len(window) > 2 and window[:2] == (1, 1):
        window, stride, padding, dilation = (
            each[2:] if isinstance(each, tuple) else each for each in (window, stride, padding, dilation)
        )
    spec = PoolingSpec(
        size, window, stride=stride, padding=padding, dilation=dilation, kind=kind,  # type: ignore[arg-type]
        ceil_mode=ceil_mode, count_include_pad=count_include_pad,  # type: ignore[arg-type]
    )  # fmt: skip
    return Made(spec)


FUNCTIONS: dict[str, Maker] = {
    "convolve": slid("convolve", 1, "full", flipped=True),
    "correlate": slid("correlate", 1, "valid", flipped=False),
}
"""What NumPy calls each function."""

SIGNAL: dict[str, Maker] = {
    "convolve": in_signal("convolve", None, flipped=True),
    "correlate": in_signal("correlate", None, flipped=False),
    "convolve2d": in_signal("convolve2d", 2, flipped=True),
    "correlate2d": in_signal("correlate2d", 2, flipped=False, modes=PLANE),
}
"""What `scipy.signal` calls each function."""

HERE: dict[str, Maker] = {"conv_layer": layer, "pool": pool, "transposed_conv_layer": transposed}
"""What this package calls each function."""

__all__ = ["FUNCTIONS", "HERE", "SIGNAL"]
