"""The layers of `keras.layers`, with the arguments that they take there.

Keras keeps channels last; a shape here has them first, as everywhere.
"""

from collections.abc import Mapping, Sequence

from pyconv.networks.binding import signature
from pyconv.networks.keras.values import (
    batch_normalization,
    declared,
    dense,
    flatten,
    group_normalization,
    layer_normalization,
    normalization,
    permute,
    prelu,
    repeat,
    reshape,
    rms_normalization,
)
from pyconv.networks.keras.windows import (
    adaptive,
    center_crop,
    conv,
    cropping,
    depthwise,
    pool,
    resizing,
    separable,
    transposed,
    upsampling,
    whole_map,
    zero_padding,
)
from pyconv.networks.steps import Maker, unchanged

IGNORED = frozenset(
    f"{part}_{what}"
    for part in ("kernel", "bias", "depthwise", "pointwise", "activity", "beta", "gamma", "alpha",
                 "moving_mean", "moving_variance")
    for what in ("initializer", "regularizer", "constraint")
) | {"activation", "autocast", "batch_size", "dtype", "name", "seed", "sparse", "synchronized", "trainable",
     "weights"}  # fmt: skip
"""Arguments that change nothing of what is told here."""

IDLE = frozenset({"activation", "data_format", "epsilon", "fill_value", "momentum", "rate"})
"""Arguments of which it does not matter whether they can be read."""

DECLARING = ("input_shape", "batch_input_shape", "input_dim")
"""Arguments of a first layer that say what comes in."""


_PLAIN = """
    Activation ActivityRegularization AlphaDropout AugMix AutoContrast
    ContrastLimitedAdaptiveHistogramEqualization Dropout ELU Equalization GaussianDropout GaussianNoise
    Identity LeakyReLU Masking RandAugment RandomBrightness RandomColorDegeneration
    RandomColorJitter RandomContrast RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur
    RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation
    RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom ReLU Rescaling Softmax
    Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D ThresholdedReLU UnitNormalization
"""

LAYERS: dict[str, Maker] = {
    **dict.fromkeys(_PLAIN.split(), unchanged),
    "BatchNormalization": batch_normalization,
    "CenterCrop": center_crop,
    "Dense": dense,
    "DepthwiseConv1D": depthwise(1),
    "DepthwiseConv2D": depthwise(2),
    "Flatten": flatten,
    "GroupNormalization": group_normalization,
    "LayerNormalization": layer_normalization,
    "Normalization": normalization,
    "PReLU": prelu,
    "Permute": permute,
    "RMSNormalization": rms_normalization,
    "RepeatVector": repeat,
    "Reshape": reshape,
    "Resizing": resizing,
    **dict.fromkeys(("SeparableConv1D", "SeparableConvolution1D"), separable(1)),
    **dict.fromkeys(("SeparableConv2D", "SeparableConvolution2D"), separable(2)),
}
"""What `keras.layers` calls each layer, under all its names."""

for _axes in (1, 2, 3):
    LAYERS |= {
        f"AdaptiveAveragePooling{_axes}D": adaptive(_axes, "average"),
        f"AdaptiveMaxPooling{_axes}D": adaptive(_axes, "max"),
        **dict.fromkeys((f"AveragePooling{_axes}D", f"AvgPool{_axes}D"), pool(_axes, "average")),
        **dict.fromkeys((f"Conv{_axes}D", f"Convolution{_axes}D"), conv(_axes)),
        **dict.fromkeys((f"Conv{_axes}DTranspose", f"Convolution{_axes}DTranspose"), transposed(_axes)),
        f"Cropping{_axes}D": cropping(_axes),
        **dict.fromkeys(
            (f"GlobalAveragePooling{_axes}D", f"GlobalAvgPool{_axes}D"), whole_map(_axes, "average")
        ),
        **dict.fromkeys((f"GlobalMaxPool{_axes}D", f"GlobalMaxPooling{_axes}D"), whole_map(_axes, "max")),
        **dict.fromkeys((f"MaxPool{_axes}D", f"MaxPooling{_axes}D"), pool(_axes, "max")),
        f"UpSampling{_axes}D": upsampling(_axes),
        f"ZeroPadding{_axes}D": zero_padding(_axes),
    }


def channels_last(
    make: Maker, count: int, given: Sequence[object], named: Mapping[str, object]
) -> tuple[list[object], dict[str, object]]:
    """Return the arguments of a layer whose text has the channels first, its axis as where they are last.

    Args:
        make: the layer.
        count: of axes, with that of the samples.
        given, named: the arguments by position and by name.
    """
    taken = signature(make).parameters
    if "axis" not in taken:
        return list(given), dict(named)
    place = list(taken).index("axis") - 1
    axis = _last(given[place] if place < len(given) else named.get("axis", taken["axis"].default), count)
    if place < len(given):
        return [*given[:place], axis, *given[place + 1 :]], dict(named)
    return list(given), {**named, "axis": axis}


def _last(axis: object, count: int) -> object:
    if isinstance(axis, list | tuple):
        return tuple(_last(each, count) for each in axis)
    if not isinstance(axis, int) or not -count <= axis < count:
        return axis
    number = axis % count
    return -1 if number == 1 else max(number - 1, 0)


__all__ = ["DECLARING", "IDLE", "IGNORED", "LAYERS", "channels_last", "declared"]
