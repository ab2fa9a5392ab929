"""A layer in NumPy with this package: a function of arrays (N, C, space)."""

from pyconv.frameworks.layer import Layer
from pyconv.frameworks.text import Script, Step, call, function, one, stepped, unless
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec


def write(layer: Layer) -> Script:
    """Return the layer as a function that calls this package.

    Source: `conv_layer`, `transposed_conv_layer` and `pool`.
    """
    spec = layer.spec
    weights = ["x", "weight", *(["bias"] if layer.bias else [])]
    steps, warnings, imports = [], [], []
    if isinstance(spec, PoolingSpec):
        name, made = "pool", _pooling(spec)
    elif isinstance(spec, TransposedSpec):
        name = "transposed_conv_layer"
        made = call(
            name,
            *weights,
            stride=stepped(spec.stride),
            padding=_padding(spec),
            output_padding=unless("0", one(spec.output_padding)),
            dilation=stepped(spec.dilation),
            groups=unless(1, layer.groups),
        )
    else:
        name = "conv_layer"
        if spec.flipped:
            imports = ["import numpy as np", ""]
            turned = f"weight = np.flip(weight, {tuple(range(2, 2 + spec.axes))})"
            steps.append(Step(turned, layer.say("turning")))
            warnings.append(layer.say("turned"))
        made = call(
            name,
            *weights,
            stride=stepped(spec.stride),
            padding=_padding(spec),
            dilation=stepped(spec.dilation),
            groups=unless(1, layer.groups),
            padding_mode=unless("zeros", spec.padding_mode, f'"{spec.padding_mode}"'),
        )
    body = function(layer.arguments, [*steps, Step(made)])
    imports.append(f"from pyconv import {name}")
    return Script(imports, layer.shapes(last=False), body, (), tuple(warnings))


def _pooling(spec: PoolingSpec) -> str:
    # A window of one sample and one channel pools each of them by itself.
    return call(
        "pool",
        "x",
        (1, 1, *spec.kernel_size),
        stride=unless(spec.kernel_size, spec.stride, str((1, 1, *spec.stride))),
        padding=f'"{spec.padding_name}"'
        if spec.padding_name
        else unless(((0, 0),) * spec.axes, spec.padding, str(((0, 0), (0, 0), *spec.padding))),
        dilation=unless((1,) * spec.axes, spec.dilation, str((1, 1, *spec.dilation))),
        kind=unless("max", spec.kind, f'"{spec.kind}"'),
        ceil_mode=unless(False, spec.ceil_mode),
        count_include_pad=spec.count_include_pad if spec.kind == "average" else None,
    )


def _padding(spec: ConvSpec | TransposedSpec) -> str | None:
    """Return the padding: by the name that it was asked for, as a number for each axis, or as pairs."""
    if isinstance(spec, ConvSpec) and spec.padding_name:
        return unless("valid", spec.padding_name, f'"{spec.padding_name}"')
    if all(before == after for before, after in spec.padding):
        return unless("0", one(tuple(before for before, _ in spec.padding)))
    return str(spec.padding)
