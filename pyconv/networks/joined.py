"""A layer with the padding that is put before it, or the crop that comes after it, as one geometry."""

from dataclasses import replace
from typing import Any

from pyconv.errors import ConvError
from pyconv.networks.functions import Made
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

Pairs = tuple[tuple[int, int], ...]


def joined(first: Made, then: Made) -> Made:
    """Return two layers as one, if they are: padding and a layer, or a transposed one and a crop.

    Raises:
        ConvError: they are two.

    >>> joined(Made(ConvSpec(6, 1, padding=[(0, 1)])), Made(ConvSpec(7, 3, stride=2))).spec.padding
    ((0, 1),)
    """
    spec: Spec | None = None
    if _pads(first.spec):
        spec = _padded(first.spec, then.spec)
    elif isinstance(first.spec, TransposedSpec) and _pads(then.spec):
        spec = _cropped(first.spec, then.spec.padding)
    if spec is None:
        raise ConvError("several-layers", field="layers")
    main = then if _pads(first.spec) else first
    return replace(main, spec=spec, in_channels=main.in_channels or first.in_channels)


def _pads(spec: Spec) -> bool:
    """Return whether a geometry does nothing but pad or crop."""
    return isinstance(spec, ConvSpec) and max(spec.kernel_size) == max(spec.stride) == 1


def _padded(pad: Any, then: Spec) -> Spec | None:
    own: Pairs = then.padding
    if isinstance(then, TransposedSpec):
        return None
    if any(map(any, own)):
        alike = isinstance(then, PoolingSpec) or then.padding_mode == pad.padding_mode == "zeros"
        grown = min(min(pair) for pair in (*pad.padding, *own)) >= 0
        if not alike or not grown:
            return None
    sides = tuple((before + b, after + a) for (before, after), (b, a) in zip(pad.padding, own, strict=True))
    named: dict[str, Any] = {"stride": then.stride, "dilation": then.dilation, "padding": sides}
    if isinstance(then, PoolingSpec):
        # Zeros count as cells in an average; a largest number may be one of them.
        plain = then.kind == "average" and not then.ceil_mode and pad.padding_mode == "zeros"
        counted = then.count_include_pad or not any(map(any, own))
        if not plain or not counted or min(map(min, sides)) < 0:
            return None
        return PoolingSpec(pad.input_size, then.kernel_size, **named, kind="average", count_include_pad=True)
    mode = pad.padding_mode if any(map(any, pad.padding)) else then.padding_mode
    return ConvSpec(pad.input_size, then.kernel_size, **named, padding_mode=mode, flipped=then.flipped)


def _cropped(spec: TransposedSpec, pairs: Pairs) -> Spec | None:
    """Return a transposed layer that crops more; what it has of output padding is cropped first."""
    if max(map(max, pairs)) > 0:
        return None
    crop, extra = [], []
    for (before, after), (b, a), longer in zip(spec.padding, pairs, spec.output_padding, strict=True):
        less = min(longer, -a)
        crop.append((before - b, after - a - less))
        extra.append(longer - less)
    return TransposedSpec(
        spec.input_size, spec.kernel_size, stride=spec.stride, padding=crop, dilation=spec.dilation,
        output_padding=extra,
    )  # fmt: skip
