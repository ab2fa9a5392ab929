"""A layer in Keras 3, channels last: a layer, or a `Sequential` of them."""

from pyconv.frameworks.layer import (
    Layer,
    Pairs,
    beyond,
    canvas,
    depends_on_size,
    edges,
    padding_name,
    same_everywhere,
)
from pyconv.frameworks.text import Script, Step, around, call, chained, met, one, stepped, unless
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec, equivalent_convolution

IMPORTS = ("import keras", "from keras import layers")


def write(layer: Layer) -> Script:
    """Return the layer as a layer, or as a chain of them.

    Source: Keras's pages of its convolution, pooling and reshaping layers; `keras.ops`.
    """
    spec = layer.spec
    if isinstance(spec, ConvSpec):
        return _convolution(layer, spec)
    if isinstance(spec, PoolingSpec):
        return _pooling(layer, spec)
    simple = layer.groups == 1 and max(spec.dilation) == 1
    return _transposed(layer, spec) if simple else _stretched(layer, spec)


def _convolution(layer: Layer, spec: ConvSpec) -> Script:
    steps: list[Step] = []
    definitions: list[str] = []
    warnings = []
    name = padding_name(spec)
    if spec.axes == 1 and spec.padding_name == "causal" and spec.padding_mode == "zeros":
        name = "causal"
    both = max(spec.stride) > 1 and max(spec.dilation) > 1
    if name not in {"valid", "same", "causal"} or (both and name == "same"):
        steps, definitions = _padded(layer, spec)
        name = None
        if depends_on_size(spec):
            warnings.append(layer.say("this-size"))
    if spec.flipped:
        definitions.append(_turned(layer, spec.axes, "turning"))
        warnings.append(layer.say("turned"))
    made = call(
        "Convolution" if spec.flipped else f"layers.Conv{spec.axes}D",
        layer.out_channels,
        one(spec.kernel_size),
        strides=None if both else stepped(spec.stride),
        padding=f'"{name}"' if name in {"same", "causal"} else None,
        dilation_rate=stepped(spec.dilation),
        groups=unless(1, layer.groups),
        use_bias=unless(True, layer.bias),
    )
    steps.append(Step(made))
    if both:
        kept = ", ".join(f"::{stride}" for stride in spec.stride)
        steps.append(Step(f"layers.Lambda(lambda x: x[:, {kept}])", layer.say("strided-dilated")))
    return _script(layer, steps, definitions, warnings)


def _padded(layer: Layer, spec: ConvSpec) -> tuple[list[Step], list[str]]:
    """Return the layers that pad the input, and what has to be defined for them."""
    crop, left, grown = edges(spec.input_size, spec.padding)
    steps = [_cropped(spec.axes, crop, layer.say("crop-first"))] if any(map(any, crop)) else []
    if not any(map(any, grown)):
        return steps, []
    if spec.padding_mode == "zeros":
        return [*steps, _zeros(spec.axes, grown, layer.say("pad-named"))], []
    why = layer.say("pad-copies")
    if spec.padding_mode == "reflect":
        code = call("layers.Lambda", f'lambda x: keras.ops.pad(x, {around(grown)}, mode="reflect")')
        return [*steps, Step(code, why)], []
    lines = ["def padded(x):"]
    for axis, (size, (before, after)) in enumerate(zip(left, grown, strict=True), 1):
        if before or after:
            cells = f"keras.ops.arange({-before}, {size + after})"
            edge = spec.padding_mode == "replicate"
            copied = f"keras.ops.clip({cells}, 0, {size - 1})" if edge else f"{cells} % {size}"
            lines.append(f"    x = keras.ops.take(x, {copied}, axis={axis})")
    return [*steps, Step("layers.Lambda(padded)", why)], ["\n".join([*lines, "    return x\n"])]


def _zeros(axes: int, pairs: Pairs, why: str) -> Step:
    return Step(f"layers.ZeroPadding{axes}D({pairs[0] if axes == 1 else pairs})", why)


def _cropped(axes: int, pairs: Pairs, why: str) -> Step:
    return Step(f"layers.Cropping{axes}D({pairs[0] if axes == 1 else pairs})", why)


def _turned(layer: Layer, axes: int, why: str) -> str:
    return (
        f"class Convolution(layers.Conv{axes}D):\n"
        f'    """{layer.say(why)}"""\n\n'
        "    @property\n"
        "    def kernel(self):\n"
        f"        return keras.ops.flip(super().kernel, {tuple(range(axes))})\n"
    )


def _transposed(layer: Layer, spec: TransposedSpec) -> Script:
    steps = []
    sizes = zip(spec.input_size, spec.kernel_size, spec.stride, strict=True)
    more, crop = canvas(spec, tuple(s * (i - 1) + max(k, s) for i, k, s in sizes))
    named = same_everywhere(spec)
    if named:
        crop = ((0, 0),) * spec.axes
    if any(more):
        steps.append(_zeros(spec.axes, tuple((0, count) for count in more), layer.say("longer")))
    made = call(
        f"layers.Conv{spec.axes}DTranspose",
        layer.out_channels,
        one(spec.kernel_size),
        strides=stepped(spec.stride),
        padding='"same"' if named else None,
        use_bias=unless(True, layer.bias),
    )
    steps.append(Step(made))
    if any(map(any, crop)):
        steps.append(_cropped(spec.axes, crop, layer.say("crop")))
    return _script(layer, steps)


def _stretched(layer: Layer, spec: TransposedSpec) -> Script:
    """Return a transposed layer that Keras does not have, as the convolution that gives the same."""
    same = equivalent_convolution(spec)
    steps, definitions = [], []
    why = layer.say("equivalent")
    if any(same.zeros_between):
        definitions.append(_stretch(spec))
        steps.append(Step("layers.Lambda(stretched)", why))
        why = ""
    cut, _, grown = edges(same.stretched_size, same.padding)
    if any(map(any, grown)):
        steps.append(_zeros(spec.axes, grown, why))
        why = ""
    if any(map(any, cut)):
        steps.append(_cropped(spec.axes, cut, why))
        why = ""
    made = call(
        "Convolution",
        layer.out_channels,
        one(spec.kernel_size),
        dilation_rate=stepped(spec.dilation),
        groups=unless(1, layer.groups),
        use_bias=unless(True, layer.bias),
    )
    steps.append(Step(made, why))
    definitions.append(_turned(layer, spec.axes, "turning-back"))
    weight = (*spec.kernel_size, layer.in_channels // layer.groups, layer.out_channels)
    return _script(layer, steps, definitions, [layer.say("equivalent-weights", shape=weight)], weight)


def _stretch(spec: TransposedSpec) -> str:
    lines = ["def stretched(x):"]
    for axis, (size, stride) in enumerate(zip(spec.input_size, spec.stride, strict=True), 1):
        if stride > 1:
            pads = [(0, int(place == axis)) for place in range(spec.axes + 2)]
            span = stride * (size - 1) + 1
            places = f"[cell // {stride} if cell % {stride} == 0 else {size} for cell in range({span})]"
            lines.append(f"    x = keras.ops.pad(x, {pads})")
            lines.append(f"    x = keras.ops.take(x, {places}, axis={axis})")
    return "\n".join([*lines, "    return x\n"])


def _pooling(layer: Layer, spec: PoolingSpec) -> Script:
    largest = spec.kind == "max"
    inner = spec.windows.padding == spec.padding
    name = padding_name(spec) if inner else None
    plain = max(spec.dilation) == 1
    known = name in {"valid", "same"} and (largest or name == "valid" or not spec.count_include_pad)
    warnings = [layer.say("this-size")] if depends_on_size(spec) and not (known and plain) else []
    kind = f"layers.{'Max' if largest else 'Average'}Pooling{spec.axes}D"
    pool = call(
        kind,
        one(spec.kernel_size),
        strides=unless(spec.kernel_size, spec.stride, one(spec.stride)),
        padding='"same"' if known and name == "same" else None,
    )
    if known and plain:
        return _script(layer, [Step(pool)], warnings=warnings)
    if not largest and plain and inner and spec.count_include_pad:
        steps = [_zeros(spec.axes, spec.padding, layer.say("pad-named")), Step(pool)]
        return _script(layer, steps, warnings=warnings)
    pads = around(spec.windows.padding)
    cells = met(":", spec)
    if not largest:
        steps = [Step("layers.Lambda(average)", layer.say("averaging"))]
        return _script(layer, steps, [_average(spec, cells, pads)], warnings)
    pad = call("layers.Lambda", f'lambda x: keras.ops.pad(x, {pads}, constant_values=float("-inf"))')
    steps = [Step(pad, layer.say("pool-pad"))]
    if plain:
        steps.append(Step(pool))
    else:
        code = call("layers.Lambda", f"lambda x: keras.ops.max(keras.ops.stack({cells}), 0)")
        steps.append(Step(code, layer.say("pool-dilated")))
    return _script(layer, steps, warnings=warnings)


def _average(spec: PoolingSpec, cells: str, pads: str) -> str:
    rest = beyond(spec)
    value = float(spec.count_include_pad)
    return (
        f"def windows(x):\n    return {cells}\n\n\n"
        "def average(x):\n"
        "    counted = keras.ops.ones_like(x)\n"
        f"    counted = keras.ops.pad(counted, {around(spec.padding)}, constant_values={value})\n"
        + (f"    counted = keras.ops.pad(counted, {around(rest)})\n" if any(map(any, rest)) else "")
        + f"    x = keras.ops.pad(x, {pads})\n"
        "    return sum(windows(x)) / sum(windows(counted))\n"
    )


def _script(
    layer: Layer,
    steps: list[Step],
    definitions: list[str] | None = None,
    warnings: list[str] | None = None,
    weight: tuple[int, ...] | None = None,
) -> Script:
    body = chained("keras.Sequential([", "])", steps)
    shapes = layer.shapes(last=True, weight=weight)
    return Script(IMPORTS, shapes, body, definitions or [], tuple(warnings or ()), steps)
