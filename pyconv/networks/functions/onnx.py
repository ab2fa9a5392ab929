"""Nodes of an ONNX model, as `onnx.helper.make_node` makes them.

Source: ONNX's pages of `Conv`, `ConvTranspose`, `MaxPool` and `AveragePool`.
"""

from collections.abc import Mapping
from typing import Any

from pyconv.arithmetic import whole
from pyconv.errors import ConvError
from pyconv.networks.constants import Unreadable
from pyconv.networks.functions.arrays import numbers
from pyconv.networks.functions.made import Made, Maker
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec, Padding, PerAxis, per_axis
from pyconv.transposed import TransposedSpec

NAMES = {"NOTSET": None, "VALID": "valid", "SAME_UPPER": "same", "SAME_LOWER": "same_lower"}

ATTRIBUTES = (
    "auto_pad", "ceil_mode", "count_include_pad", "dilations", "group", "kernel_shape", "output_padding",
    "output_shape", "pads", "storage_order", "strides",
)  # fmt: skip
"""What the four operators are told."""


def node(
    size: PerAxis, op_type: object, inputs: object, outputs: object, name: object = None,
    doc_string: object = None, domain: object = None, overload: object = None, kernel_shape: object = None,
    strides: object = 1, pads: object = None, dilations: object = 1, group: object = 1,
    auto_pad: object = "NOTSET", ceil_mode: object = 0, count_include_pad: object = 0,
    storage_order: object = 0, output_padding: object = 0, output_shape: object = None, **others: object,
) -> Made:  # fmt: skip
    """Return the layer of `make_node`, if it is a convolution or a pooling."""
    if op_type not in {"Conv", "ConvTranspose", "MaxPool", "AveragePool"}:
        raise Unreadable
    if others:
        raise ConvError("layer-arguments", field="layers", name=op_type, takes=", ".join(ATTRIBUTES))
    if not isinstance(kernel_shape, tuple):
        raise ConvError("kernel-untold", field="layers", name=op_type)
    axes = len(kernel_shape)
    steps: dict[str, Any] = {
        "stride": numbers("stride", strides, axes),
        "dilation": numbers("dilation", dilations, axes),
    }
    cells, kernel = per_axis("input", size, axes), numbers("kernel", kernel_shape, axes)
    sides = _padding(pads, auto_pad, axes)
    biased = isinstance(inputs, tuple) and len(inputs) == 3
    if op_type == "Conv":
        spec = ConvSpec(cells, kernel, **steps, padding=sides)
        return Made(spec, groups=whole("groups", group, minimum=1), bias=biased)
    if op_type == "ConvTranspose":
        extra = numbers("output_padding", output_padding, axes, minimum=0)
        if output_shape is not None:
            # The size wanted decides the crop; only with SAME_UPPER is the odd cell after.
            steps["output_shape"] = numbers("output_shape", output_shape, axes)
            sides = sides if sides == "same" else "same_lower"
        else:
            steps["output_padding"] = extra
            if isinstance(sides, str) and sides != "valid":
                sides = _crop(sides, kernel, steps, extra)
        back = TransposedSpec(cells, kernel, **steps, padding=sides)
        return Made(back, groups=whole("groups", group, minimum=1), bias=biased)
    pooling = PoolingSpec(
        cells,
        kernel,
        **steps,
        padding=sides,
        kind="max" if op_type == "MaxPool" else "average",
        ceil_mode=bool(whole("ceil_mode", ceil_mode, minimum=0)),
        count_include_pad=bool(whole("count_include_pad", count_include_pad, minimum=0)),
    )
    return Made(pooling)


def _crop(
    name: str, kernel: tuple[int, ...], steps: Mapping[str, tuple[int, ...]], extra: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    """Return what a name crops, where no size is wanted: what is beyond s · i', which may be nothing."""
    pairs = []
    for k, s, d, a in zip(kernel, steps["stride"], steps["dilation"], extra, strict=True):
        total = max(d * (k - 1) + 1 + a - s, 0)
        less, more = total // 2, total - total // 2
        pairs.append((less, more) if name == "same" else (more, less))
    return tuple(pairs)


def _padding(pads: object, auto_pad: object, axes: int) -> Padding:
    """Return the padding: by its name, or all sides before and then all those after."""
    if auto_pad not in NAMES:
        raise ConvError(
            "unknown-choice", field="padding", name="auto_pad", value=auto_pad, choices=tuple(NAMES)
        )
    if named := NAMES[str(auto_pad)]:
        return named  # type: ignore[return-value]
    if pads is None:
        return "valid"
    if not isinstance(pads, tuple) or len(pads) != 2 * axes:
        count = len(pads) if isinstance(pads, tuple) else 1
        raise ConvError("axes-disagree", field="padding", name="pads", count=count, axes=2 * axes)
    amounts = [whole("padding", each, minimum=None) for each in pads]
    return tuple(zip(amounts[:axes], amounts[axes:], strict=True))


FUNCTIONS: dict[str, Maker] = {"make_node": node}

__all__ = ["FUNCTIONS"]
