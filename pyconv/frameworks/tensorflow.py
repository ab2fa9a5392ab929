"""A layer in TensorFlow: a function of arrays (N, space, C) that calls `tf.nn`."""

from collections.abc import Callable

from pyconv.frameworks.layer import (
    Layer,
    beyond,
    canvas,
    depends_on_size,
    edges,
    longest,
    padding_name,
    same_everywhere,
)
from pyconv.frameworks.text import Script, Step, around, call, function, inside, met, one, stepped
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec

IMPORTS = ("import tensorflow as tf",)


def write(layer: Layer) -> Script:
    """Return the layer as a function.

    Source: `tf.nn.conv2d`, `tf.nn.conv2d_transpose`, `tf.nn.max_pool2d` and `tf.nn.avg_pool2d`, those of
    1 and 3 axes, and `tf.pad`.
    """
    spec = layer.spec
    if isinstance(spec, ConvSpec):
        return _convolution(layer, spec)
    return _transposed(layer, spec) if isinstance(spec, TransposedSpec) else _pooling(layer, spec)


def _convolution(layer: Layer, spec: ConvSpec) -> Script:
    steps, warnings = [], []
    if spec.flipped:
        steps.append(_turned(layer, spec.axes))
        warnings.append(layer.say("turned"))
    name = padding_name(spec)
    if name not in {"valid", "same"}:
        steps += _padded(layer, spec)
        if depends_on_size(spec):
            warnings.append(layer.say("this-size"))
    dilation = stepped(spec.dilation)
    if dilation and spec.axes == 3:
        steps += _spread(layer, spec)
        dilation = None
    stride = _five(spec.stride) if spec.axes == 3 else one(spec.stride)
    named = '"SAME"' if name == "same" else '"VALID"'

    def made(x: str, weight: str) -> str:
        return call(f"tf.nn.conv{spec.axes}d", x, weight, stride, named, dilations=dilation)

    if layer.groups > 1 and spec.axes == 3:
        return _script(layer, [*steps, *_split(layer, made)], warnings)
    return _script(layer, [*steps, Step(_with_bias(layer, made("x", "weight")))], warnings)


def _transposed(layer: Layer, spec: TransposedSpec) -> Script:
    steps = []
    made = longest(spec)
    more, crop = canvas(spec, made)
    named, size = (
        '"VALID"',
        tuple(cells + count * stride for cells, count, stride in zip(made, more, spec.stride, strict=True)),
    )
    if same_everywhere(spec):
        named, size, crop = '"SAME"', spec.output_size, ((0, 0),) * spec.axes
    if any(more):
        pads = around(tuple((0, count) for count in more))
        steps.append(Step(f"x = tf.pad(x, {pads})", layer.say("longer")))
    if max(spec.dilation) > 1:
        steps += _spread(layer, spec)
    channels = layer.out_channels // layer.groups
    shape = f"[tf.shape(x)[0], {', '.join(map(str, size))}, {channels}]"
    stride = _five(spec.stride) if spec.axes == 3 else one(spec.stride)

    def called(x: str, weight: str) -> str:
        return call(f"tf.nn.conv{spec.axes}d_transpose", x, weight, shape, stride, named)

    if layer.groups > 1:
        steps += _split(layer, called)
    else:
        steps.append(Step(_with_bias(layer, called("x", "weight"))))
    if any(map(any, crop)):
        last = steps.pop()
        steps.append(Step(f"y = {last.code}", last.why))
        steps.append(Step(f"y{inside(crop, spec.output_size)}", layer.say("crop")))
    return _script(layer, steps, [])


def _pooling(layer: Layer, spec: PoolingSpec) -> Script:
    largest = spec.kind == "max"
    name = padding_name(spec) if spec.windows.padding == spec.padding else None
    known = name in {"valid", "same"} and (largest or name == "valid" or not spec.count_include_pad)
    known = known and max(spec.dilation) == 1
    warnings = [layer.say("this-size")] if depends_on_size(spec) and not known else []
    pool = f"tf.nn.{'max' if largest else 'avg'}_pool{spec.axes}d"
    window, stride = one(spec.kernel_size), one(spec.stride)
    if known:
        return _script(layer, [Step(call(pool, "x", window, stride, f'"{str(name).upper()}"'))], warnings)
    pads = around(spec.windows.padding)
    cells = met(":", spec)
    if largest:
        steps = [Step(f'x = tf.pad(x, {pads}, constant_values=float("-inf"))', layer.say("pool-pad"))]
        if max(spec.dilation) == 1:
            steps.append(Step(call(pool, "x", window, stride, '"VALID"')))
        else:
            steps.append(Step(f"tf.reduce_max(tf.stack({cells}), 0)", layer.say("pool-dilated")))
        return _script(layer, steps, warnings)
    if max(spec.dilation) == 1 and spec.windows.padding == spec.padding and spec.count_include_pad:
        steps = [Step(f"x = tf.pad(x, {pads})", layer.say("pad-named"))]
        return _script(layer, [*steps, Step(call(pool, "x", window, stride, '"VALID"'))], warnings)
    rest = beyond(spec)
    value = int(spec.count_include_pad)
    steps = [
        Step(
            f"counted = tf.pad(tf.ones_like(x), {around(spec.padding)}, constant_values={value})",
            layer.say("averaging"),
        ),
        *([Step(f"counted = tf.pad(counted, {around(rest)})")] if any(map(any, rest)) else []),
        Step(f"x = tf.pad(x, {pads})"),
        Step("tf.add_n(windows(x)) / tf.add_n(windows(counted))"),
    ]
    return _script(layer, steps, warnings, [f"def windows(x):\n    return {cells}\n"])


def _padded(layer: Layer, spec: ConvSpec) -> list[Step]:
    """Return what pads the input before a call that knows its own padding only by name."""
    crop, left, grown = edges(spec.input_size, spec.padding)
    steps = [Step(f"x = x{inside(crop, left)}", layer.say("crop-first"))] if any(map(any, crop)) else []
    if not any(map(any, grown)):
        return steps
    if spec.padding_mode == "zeros":
        return [*steps, Step(f"x = tf.pad(x, {around(grown)})", layer.say("pad-named"))]
    why = layer.say("pad-copies")
    if spec.padding_mode == "reflect":
        return [*steps, Step(f'x = tf.pad(x, {around(grown)}, mode="REFLECT")', why)]
    for axis, (size, (before, after)) in enumerate(zip(left, grown, strict=True), 1):
        if before or after:
            cells = f"tf.range({-before}, {size + after})"
            edge = spec.padding_mode == "replicate"
            copied = f"tf.clip_by_value({cells}, 0, {size - 1})" if edge else f"{cells} % {size}"
            steps.append(Step(f"x = tf.gather(x, {copied}, axis={axis})", why))
            why = ""
    return steps


def _spread(layer: Layer, spec: ConvSpec | TransposedSpec) -> list[Step]:
    """Return what writes out the dilation: zeros between the taps."""
    steps: list[Step] = []
    for axis, (taps, span, hole) in enumerate(zip(spec.kernel_size, spec.span, spec.dilation, strict=True)):
        if hole > 1 and taps > 1:
            pads = [(0, int(place == axis)) for place in range(spec.axes + 2)]
            places = f"[tap // {hole} if tap % {hole} == 0 else {taps} for tap in range({span})]"
            code = call("tf.gather", f"tf.pad(weight, {pads})", places, axis=axis)
            steps.append(Step(f"weight = {code}", "" if steps else layer.say("spread")))
    return steps


def _turned(layer: Layer, axes: int) -> Step:
    return Step(f"weight = tf.reverse(weight, {list(range(axes))})", layer.say("turning"))


def _split(layer: Layer, made: Callable[[str, str], str]) -> list[Step]:
    """Return what computes each group by itself."""
    pairs = f"zip(tf.split(x, {layer.groups}, -1), tf.split(weight, {layer.groups}, -1))"
    return [
        Step(f"groups = {pairs}", layer.say("split")),
        Step(
            _with_bias(layer, call("tf.concat", f"[{made('part', 'kernel')} for part, kernel in groups]", -1))
        ),
    ]


def _with_bias(layer: Layer, made: str) -> str:
    return f"{made} + bias" if layer.bias else made


def _five(stride: tuple[int, ...]) -> str:
    """Return the strides of three axes as TensorFlow takes them: with those of samples and channels."""
    return str((1, *stride, 1))


def _script(
    layer: Layer, steps: list[Step], warnings: list[str], definitions: list[str] | None = None
) -> Script:
    body = function(layer.arguments, steps)
    return Script(IMPORTS, layer.shapes(last=True), body, definitions or [], tuple(warnings))
