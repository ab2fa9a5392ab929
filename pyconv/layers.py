"""Convolutional layers: samples, channels, groups and a bias, as the frameworks compute them."""

from numpy.typing import ArrayLike

from pyconv.arithmetic import whole
from pyconv.arrays import Array, numbers, shape_text
from pyconv.errors import ConvError
from pyconv.ops import spec_of, transposed_spec_of
from pyconv.spec import PADDING_MODES, Padding, PaddingMode, PerAxis
from pyconv.windows import gathered, scattered

LAYER_MODES = tuple(mode for mode in PADDING_MODES if mode != "constant")


def conv_layer(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: PerAxis = 1,
    padding: Padding = "valid",
    dilation: PerAxis = 1,
    groups: int = 1,
    padding_mode: PaddingMode = "zeros",
) -> Array:
    """Return what a convolutional layer makes of `x`: cross-correlations added up over channels.

        output[n, c'] = bias[c'] + sum over c of cross_correlate(x[n, c], weight[c', c])

    With g groups, the channels and the outputs are shared out in order, and each output is
    summed over the channels of its own group. Kernels are not flipped.

    Args:
        x: (N, C, space): samples, channels and one or more axes of space; integers and
            booleans give exact integers.
        weight: (C', C / groups, kernel).
        bias: (C',), one number for each output channel.
        stride, padding, dilation: as in `ConvSpec`.
        padding_mode: as in `ConvSpec`, but "constant": a layer has no such value.

    Returns:
        An array (N, C', output space).

    Raises:
        ConvError: the arguments define no layer.

    Source: PyTorch's `Conv1d`, `Conv2d` and `Conv3d`.

    >>> conv_layer([[[1, 2, 3], [10, 20, 30]]], [[[1, 1], [0, 1]]], bias=[100])
    array([[[123, 135]]])
    """
    image, weights = _layer(x, weight)
    _check_mode(padding_mode)
    parts = whole("groups", groups, minimum=1)
    outputs, each = weights.shape[:2]
    _check_groups("weight", outputs, parts)
    _check_channels(image.shape[1], each * parts, each, parts)
    spec = spec_of(
        image.shape[2:],
        weights.shape[2:],
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )
    return gathered(image, weights, spec, groups=parts, bias=_bias(bias, outputs))


def transposed_conv_layer(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: PerAxis = 1,
    padding: Padding = 0,
    output_padding: PerAxis = 0,
    output_shape: PerAxis | None = None,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> Array:
    """Return what a transposed convolutional layer makes of `x`.

        output[n, c'] = bias[c'] + sum over c of transposed_conv(x[n, c], weight[c, c'])

    With the same weights it is the adjoint of `conv_layer` without its bias: the weights of a
    layer from C' to C channels, as they are, make one from C to C'.

    Args:
        x: (N, C, space): samples, channels and one or more axes of space; integers and
            booleans give exact integers.
        weight: (C, C' / groups, kernel).
        bias: (C',), one number for each output channel.
        stride, padding, output_padding, output_shape, dilation: as in `TransposedSpec`.
        groups: in how many parts the channels and the outputs are shared out, in order.

    Returns:
        An array (N, C', output space).

    Raises:
        ConvError: the arguments define no layer.

    Source: PyTorch's `ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d`; a shape that is
    wanted is their `output_size`. TensorFlow's `output_shape` and ONNX's move the crop instead:
    they are those of `padding="same"` and "same_lower".

    >>> transposed_conv_layer([[[1, 2], [10, 20]]], [[[1, 1]], [[0, 1]]], stride=2)
    array([[[ 1, 11,  2, 22]]])
    """
    cells, weights = _layer(x, weight)
    parts = whole("groups", groups, minimum=1)
    channels, each = weights.shape[:2]
    _check_groups("input", cells.shape[1], parts)
    _check_channels(cells.shape[1], channels, channels // parts, parts)
    spec = transposed_spec_of(
        cells.shape[2:],
        weights.shape[2:],
        stride=stride,
        padding=padding,
        dilation=dilation,
        output_padding=output_padding,
        output_shape=output_shape,
    )
    return scattered(cells, weights, spec, groups=parts, bias=_bias(bias, each * parts))


def _layer(x: ArrayLike, weight: ArrayLike) -> tuple[Array, Array]:
    """Return both arrays, with as many axes and nothing empty."""
    image, weights = numbers("input", x), numbers("weight", weight)
    if image.ndim != weights.ndim or image.ndim < len(("samples", "channels", "space")):
        raise ConvError("layer-axes", field="weight", input_axes=image.ndim, kernel_axes=weights.ndim)
    whole("batch", len(image), minimum=1)
    for count in (image.shape[1], *weights.shape[:2]):
        whole("channels", count, minimum=1)
    return image, weights


def _check_mode(mode: object) -> None:
    if not isinstance(mode, str) or mode not in LAYER_MODES:
        raise ConvError("unknown-choice", field="fill", name="padding_mode", value=mode, choices=LAYER_MODES)


def _check_groups(name: str, count: int, groups: int) -> None:
    if count % groups:
        raise ConvError("groups-unequal", field="groups", name=name, count=count, groups=groups)


def _check_channels(channels: int, wanted: int, each: int, groups: int) -> None:
    if channels != wanted:
        raise ConvError(
            "channels-differ", field="weight", channels=channels, wanted=wanted, each=each, groups=groups
        )


def _bias(bias: ArrayLike | None, outputs: int) -> Array | None:
    if bias is None:
        return None
    added = numbers("bias", bias)
    if added.shape != (outputs,):
        raise ConvError("bias-shape", field="bias", outputs=outputs, shape=shape_text(added.shape))
    return added
