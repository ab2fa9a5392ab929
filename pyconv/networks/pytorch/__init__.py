"""The layers of `torch.nn`, with the arguments that they take there."""

import inspect

from pyconv.networks.pytorch.values import (
    batch_norm,
    flatten,
    gated,
    group_norm,
    instance_norm,
    layer_norm,
    linear,
    prelu,
    rms_norm,
    sync_batch_norm,
    unflatten,
)
from pyconv.networks.pytorch.windows import (
    adaptive,
    average_pool,
    bilinear,
    conv,
    max_pool,
    nearest,
    pad,
    power_pool,
    shuffle,
    transposed,
    unfold,
    unshuffle,
    upsample,
)
from pyconv.networks.steps import Maker, Shape, Step, unchanged

IGNORED = frozenset({"device", "dtype", "inplace"})
"""Arguments that change nothing of what is told here."""


IDLE = frozenset(
    {"divisor_override", "eps", "init", "momentum", "norm_type", "process_group",
     "recompute_scale_factor", "return_indices", "track_running_stats", "value"}
)  # fmt: skip
"""Arguments of which it does not matter whether they can be read."""


def _lazy(make: Maker, first: str) -> Maker:
    """Return a layer that is not told the channels of its input, and takes those that come."""
    parameters = inspect.signature(make).parameters
    left = inspect.Signature([each for each in parameters.values() if each.name != first])

    def lazy(shape: Shape, *arguments: object, **named: object) -> Step:
        told = shape[-1 if first == "in_features" else 0]
        return make(**left.bind(shape, *arguments, **named).arguments, **{first: told})

    lazy.__signature__ = left  # type: ignore[attr-defined]
    return lazy


_PLAIN = """
    AlphaDropout CELU ChannelShuffle Dropout Dropout1d Dropout2d Dropout3d ELU FeatureAlphaDropout GELU
    Hardshrink Hardsigmoid Hardswish Hardtanh Identity LeakyReLU LocalResponseNorm LogSigmoid LogSoftmax
    Mish RReLU ReLU ReLU6 SELU SiLU Sigmoid Softmax Softmax2d Softmin Softplus Softshrink Softsign Tanh
    Tanhshrink Threshold
"""

LAYERS: dict[str, Maker] = {
    **dict.fromkeys(_PLAIN.split(), unchanged),
    "Flatten": flatten,
    "GLU": gated,
    "GroupNorm": group_norm,
    "LayerNorm": layer_norm,
    "LazyLinear": _lazy(linear, "in_features"),
    "Linear": linear,
    "PReLU": prelu,
    "PixelShuffle": shuffle,
    "PixelUnshuffle": unshuffle,
    "RMSNorm": rms_norm,
    "SyncBatchNorm": sync_batch_norm,
    "Unflatten": unflatten,
    "Unfold": unfold,
    "Upsample": upsample,
    "UpsamplingBilinear2d": bilinear,
    "UpsamplingNearest2d": nearest,
}
"""What `torch.nn` calls each layer."""

for _axes in (1, 2, 3):
    LAYERS |= {
        f"AdaptiveAvgPool{_axes}d": adaptive(_axes, "average"),
        f"AdaptiveMaxPool{_axes}d": adaptive(_axes, "max"),
        f"AvgPool{_axes}d": average_pool(_axes),
        f"BatchNorm{_axes}d": batch_norm(_axes),
        f"CircularPad{_axes}d": pad(_axes, "circular"),
        f"ConstantPad{_axes}d": pad(_axes, "constant"),
        f"Conv{_axes}d": conv(_axes),
        f"ConvTranspose{_axes}d": transposed(_axes),
        f"InstanceNorm{_axes}d": instance_norm(_axes),
        f"LPPool{_axes}d": power_pool(_axes),
        f"LazyBatchNorm{_axes}d": _lazy(batch_norm(_axes), "num_features"),
        f"LazyConv{_axes}d": _lazy(conv(_axes), "in_channels"),
        f"LazyConvTranspose{_axes}d": _lazy(transposed(_axes), "in_channels"),
        f"LazyInstanceNorm{_axes}d": _lazy(instance_norm(_axes), "num_features"),
        f"MaxPool{_axes}d": max_pool(_axes),
        f"ReflectionPad{_axes}d": pad(_axes, "reflect"),
        f"ReplicationPad{_axes}d": pad(_axes, "replicate"),
        f"ZeroPad{_axes}d": pad(_axes, "zeros"),
    }
