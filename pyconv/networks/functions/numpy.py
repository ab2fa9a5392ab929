"""Convolutions of NumPy and SciPy, and the layers of this package.

Source: the pages of `numpy.convolve`, `numpy.correlate`, `scipy.signal.convolve`, `scipy.ndimage.convolve`
and their like.
"""

from collections.abc import Mapping, Sequence

from pyconv.arithmetic import whole
from pyconv.errors import ConvError
from pyconv.networks.functions.arrays import Unrun, extent, weights
from pyconv.networks.functions.made import Made, Maker, plain, unread
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec, PaddingMode, PerAxis, per_axis
from pyconv.transposed import TransposedSpec

MODES = {"full": "full", "same": "same_lower", "valid": "valid"}
"""What the modes are here: the middle of the full result leaves the odd cell before."""

PLANE = MODES | {"same": "same"}
"""Those of `correlate2d`, whose *same* alone leaves the odd cell after."""

BOUNDARIES: dict[str, PaddingMode] = {"fill": "zeros", "wrap": "wrap"}
"""What is beyond the edge of a plane, as layers have it too."""

EDGES: dict[str, PaddingMode] = {
    "constant": "zeros", "nearest": "replicate", "mirror": "reflect", "wrap": "wrap",
    "grid-constant": "zeros", "grid-wrap": "wrap",
}  # fmt: skip
"""What `scipy.ndimage` calls what is beyond the edge, as far as layers have it too."""

MIRRORED = ("reflect", "grid-mirror")
"""What it calls a mirror that repeats the cell at the edge, which no layer has."""


def slid(
    name: str, size: PerAxis, kernel: object, mode: object, *, flipped: bool, axes: int | None = None,
    modes: Mapping[str, str] = MODES, fill: PaddingMode = "zeros",
) -> Made:  # fmt: skip
    """Return a convolution, or a correlation, of one array with another.

    Args:
        name: of the function.
        size: cells of the first array.
        kernel: the second.
        mode: how much of the result is wanted.
        flipped: whether the second array is turned around.
        axes: how many it takes, if it takes no other number.
        modes: its modes, and what they are here.
        fill: what is beyond the edge.
    """
    taps = taps_of(name, kernel)
    if axes not in {None, len(taps)}:
        raise ConvError("axes-disagree", field="layers", name=name, count=len(taps), axes=axes)
    if mode not in modes:
        raise ConvError("unknown-choice", field="padding", name="mode", value=mode, choices=tuple(modes))
    cells = per_axis("input", size, len(taps))
    for axis, (given, wide) in enumerate(zip(cells, taps, strict=True)):
        if given < wide and mode != "full":
            raise ConvError("shorter-input", field="input", axis=axis, size=given, kernel=wide)
    sides = modes[str(mode)]
    return Made(ConvSpec(cells, taps, padding=sides, padding_mode=fill, flipped=flipped))  # type: ignore[arg-type]


def in_numpy(name: str, usual: str, *, flipped: bool) -> Maker:
    """Return a function of NumPy, of signals; `usual` is its mode where none is given."""

    def make(size: PerAxis, a: object, v: object, mode: object = usual) -> Made:
        return slid(name, size, v, mode, flipped=flipped, axes=1)

    return make


def taps_of(name: str, kernel: object) -> tuple[int, ...]:
    """Return the size of a kernel.

    Raises:
        ConvError: the text does not say it.
    """
    size = kernel.shape if isinstance(kernel, Unrun) else extent(kernel)
    if not size:
        raise ConvError("weights-untold", field="layers", name=name)
    return size


def in_signal(name: str, *, flipped: bool) -> Maker:
    """Return a function of `scipy.signal`, of as many axes as there are."""

    def make(size: PerAxis, in1: object, in2: object, mode: object = "full", method: object = "auto") -> Made:
        return slid(name, size, in2, mode, flipped=flipped)

    return make


def by_transform(name: str) -> Maker:
    """Return `fftconvolve` or `oaconvolve`, which compute what `convolve` does."""

    def make(size: PerAxis, in1: object, in2: object, mode: object = "full", axes: object = None) -> Made:
        plain(name, axes=axes)
        return slid(name, size, in2, mode, flipped=True)

    return make


def of_planes(name: str, *, flipped: bool, modes: Mapping[str, str]) -> Maker:
    """Return `convolve2d` or `correlate2d`."""

    def make(
        size: PerAxis, in1: object, in2: object, mode: object = "full", boundary: object = "fill",
        fillvalue: object = 0,
    ) -> Made:  # fmt: skip
        if boundary == "fill" and fillvalue != 0:
            raise unread(name, "fillvalue", fillvalue)
        fill = edge_of(name, "boundary", boundary, BOUNDARIES, ["symm"])
        return slid(name, size, in2, mode, flipped=flipped, axes=2, modes=modes, fill=fill)

    return make


def in_ndimage(name: str, *, flipped: bool) -> Maker:
    """Return `convolve` or `correlate` of `scipy.ndimage`, which makes as many cells as there are.

    Of an even kernel correlation has the odd cell before, and convolution has it after; `origin` moves the
    kernel the other way when it is turned around.
    """

    def make(
        size: PerAxis, input: object, weights: object, output: object = None, mode: object = "reflect",
        cval: object = 0, origin: object = 0, axes: object = None,
    ) -> Made:  # fmt: skip
        plain(name, output=output, axes=axes)
        kernel = taps_of(name, weights)
        fill = edge_of(name, "mode", mode, EDGES, MIRRORED)
        if fill == "zeros" and cval != 0:
            raise unread(name, "cval", cval)
        count = len(kernel)
        moved = origin if isinstance(origin, tuple) else (origin,) * count
        if len(moved) != count:
            raise ConvError("axes-disagree", field="layers", name="origin", count=len(moved), axes=count)
        sides = []
        for axis, (taps, way) in enumerate(zip(kernel, moved, strict=True)):
            shift = whole("origin", way, minimum=None, axis=axis)
            low, high = -(taps // 2), (taps - 1) // 2
            if not low <= shift <= high:
                raise ConvError(
                    "out-of-range", field="layers", name="origin", value=shift, low=low, high=high
                )
            before = (taps - 1) // 2 - shift if flipped else taps // 2 + shift
            sides.append((before, taps - 1 - before))
        cells = per_axis("input", size, count)
        return Made(ConvSpec(cells, kernel, padding=sides, padding_mode=fill, flipped=flipped))

    return make


def edge_of(
    name: str, argument: str, value: object, known: Mapping[str, PaddingMode], mirrored: Sequence[str]
) -> PaddingMode:
    """Return what is beyond the edge, by the name that SciPy has for it.

    Args:
        name: of the function.
        argument, value: what it is told.
        known: what layers have too.
        mirrored: names of the mirror that repeats the cell at the edge, which no layer has.

    Raises:
        ConvError: no layer has that, or there is no such name.
    """
    if isinstance(value, str) and value in known:
        return known[value]
    if value in mirrored:
        raise ConvError(
            "edge-mirrored", field="fill", name=name, argument=argument, value=value, choices=tuple(known)
        )
    raise ConvError("unknown-choice", field="fill", name=argument, value=value, choices=(*known, *mirrored))


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
    "convolve": in_numpy("convolve", "full", flipped=True),
    "correlate": in_numpy("correlate", "valid", flipped=False),
}
"""What NumPy calls each function."""

SIGNAL: dict[str, Maker] = {
    "convolve": in_signal("convolve", flipped=True),
    "correlate": in_signal("correlate", flipped=False),
    "fftconvolve": by_transform("fftconvolve"),
    "oaconvolve": by_transform("oaconvolve"),
    "convolve2d": of_planes("convolve2d", flipped=True, modes=MODES),
    "correlate2d": of_planes("correlate2d", flipped=False, modes=PLANE),
}
"""What `scipy.signal` calls each function."""

NDIMAGE: dict[str, Maker] = {
    "convolve": in_ndimage("ndimage.convolve", flipped=True),
    "correlate": in_ndimage("ndimage.correlate", flipped=False),
}
"""What `scipy.ndimage` calls each function."""

HERE: dict[str, Maker] = {"conv_layer": layer, "pool": pool, "transposed_conv_layer": transposed}
"""What this package calls each function."""

__all__ = ["FUNCTIONS", "HERE", "NDIMAGE", "SIGNAL"]
