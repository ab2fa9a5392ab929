"""A layer in JAX: a function of arrays (N, space, C) that calls `jax.lax`."""

from pyconv.frameworks.layer import Layer, beyond, depends_on_size, edges, padding_name
from pyconv.frameworks.text import Script, Step, around, call, function, inside
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec, equivalent_convolution

LAX: tuple[str, ...] = ("from jax import lax",)
LAX_AND_NUMPY = ("from jax import lax", "from jax import numpy as jnp")

PAD_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap", "wrap": "wrap"}

LETTERS = {1: "W", 2: "HW", 3: "DHW"}


def write(layer: Layer) -> Script:
    """Return the layer as a function.

    Source: `jax.lax.conv_general_dilated`, `jax.lax.conv_transpose` and `jax.lax.reduce_window`.
    """
    spec = layer.spec
    if isinstance(spec, ConvSpec):
        return _convolution(layer, spec)
    return _transposed(layer, spec) if isinstance(spec, TransposedSpec) else _pooling(layer, spec)


def _convolution(layer: Layer, spec: ConvSpec) -> Script:
    steps, warnings, imports = [], [], LAX
    if spec.flipped:
        turned = f"weight = jnp.flip(weight, {tuple(range(spec.axes))})"
        steps.append(Step(turned, layer.say("turning")))
        warnings.append(layer.say("turned"))
        imports = LAX_AND_NUMPY
    name = padding_name(spec)
    padding = f'"{name.upper()}"' if name else str(spec.padding)
    if spec.padding_mode != "zeros" and not name:
        crop, left, grown = edges(spec.input_size, spec.padding)
        if any(map(any, crop)):
            steps.append(Step(f"x = x{inside(crop, left)}", layer.say("crop-first")))
        pad = f'x = jnp.pad(x, {around(grown)}, mode="{PAD_MODES[spec.padding_mode]}")'
        steps.append(Step(pad, layer.say("pad-copies")))
        padding, imports = '"VALID"', LAX_AND_NUMPY
        warnings += [layer.say("this-size")] if depends_on_size(spec) else []
    made = call(
        "lax.conv_general_dilated",
        "x",
        "weight",
        spec.stride,
        padding,
        rhs_dilation=spec.dilation if max(spec.dilation) > 1 else None,
        dimension_numbers=_layout(spec.axes),
        feature_group_count=layer.groups if layer.groups > 1 else None,
    )
    return _script(layer, [*steps, Step(_with_bias(layer, made))], imports, warnings)


def _transposed(layer: Layer, spec: TransposedSpec) -> Script:
    padding = equivalent_convolution(spec).padding

    def called(x: str, weight: str) -> str:
        return call(
            "lax.conv_transpose",
            x,
            weight,
            spec.stride,
            padding,
            rhs_dilation=spec.dilation if max(spec.dilation) > 1 else None,
            dimension_numbers=_layout(spec.axes),
            transpose_kernel="True",
        )

    steps, why, imports = [], layer.say("jax-padding"), LAX
    if layer.groups == 1:
        return _script(layer, [Step(_with_bias(layer, called("x", "weight")), why)], imports)
    imports = LAX_AND_NUMPY
    pairs = f"zip(jnp.split(x, {layer.groups}, -1), jnp.split(weight, {layer.groups}, -1))"
    steps.append(Step(f"groups = {pairs}", layer.say("split")))
    joined = call("jnp.concatenate", f"[{called('part', 'kernel')} for part, kernel in groups]", -1)
    steps.append(Step(_with_bias(layer, joined), why))
    return _script(layer, steps, imports)


def _pooling(layer: Layer, spec: PoolingSpec) -> Script:
    name = padding_name(spec) if spec.windows.padding == spec.padding else None
    # Beyond what stands in a name there is one pair of numbers for samples and channels as well.
    padding = f'"{name.upper()}"' if name else str(((0, 0), *spec.windows.padding, (0, 0)))
    dilation = (1, *spec.dilation, 1) if max(spec.dilation) > 1 else None
    steps: list[Step] = []

    def reduced(x: str, start: str, function: str) -> str:
        window, stride = (1, *spec.kernel_size, 1), (1, *spec.stride, 1)
        return call(
            "lax.reduce_window", x, start, function, window, stride, padding, window_dilation=dilation
        )

    if spec.kind == "max":
        return _script(layer, [Step(reduced("x", '-float("inf")', "lax.max"))], LAX)
    ones = "jnp.ones_like(x)"
    if spec.count_include_pad and any(map(any, spec.padding)):
        ones = f"jnp.pad({ones}, {around(spec.padding)}, constant_values=1)"
    steps.append(Step(f"counted = {ones}", layer.say("averaging")))
    sums = f"sums = {reduced('x', '0.0', 'lax.add')}"
    if spec.count_include_pad:
        padding = str(((0, 0), *beyond(spec), (0, 0)))
    steps += [Step(sums), Step(f"sums / {reduced('counted', '0.0', 'lax.add')}")]
    return _script(layer, steps, LAX_AND_NUMPY)


def _layout(axes: int) -> str:
    space = LETTERS[axes]
    return str((f"N{space}C", f"{space}IO", f"N{space}C")).replace("'", '"')


def _with_bias(layer: Layer, made: str) -> str:
    return f"{made} + bias" if layer.bias else made


def _script(
    layer: Layer, steps: list[Step], imports: tuple[str, ...], warnings: list[str] | None = None
) -> Script:
    body = function(layer.arguments, steps)
    return Script(imports, layer.shapes(last=True), body, (), tuple(warnings or ()))
