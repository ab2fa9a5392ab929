"""A layer in PyTorch: a `torch.nn.Module`, channels first."""

from functools import partial

from pyconv.frameworks.layer import Layer, Pairs, beyond, depends_on_size, edges, padding_name
from pyconv.frameworks.text import Script, Step, call, chained, inverted, met, one, stepped, unless
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec

PAD_LAYERS = {
    "zeros": "ZeroPad",
    "reflect": "ReflectionPad",
    "replicate": "ReplicationPad",
    "circular": "CircularPad",
    "wrap": "CircularPad",
}
PAD_MODES = {"reflect": "reflect", "replicate": "replicate", "circular": "circular", "wrap": "circular"}
"""What a convolution calls its padding mode, where it is not that of zeros."""

NN = ("from torch import nn",)
TORCH = ("import torch", "from torch import nn")
FUNCTIONAL = ("import torch", "from torch import nn", "from torch.nn import functional as F")


def write(layer: Layer) -> Script:
    """Return the layer as a module: one of `torch.nn`, or a chain of them.

    Source: `torch.nn`'s pages of its convolution, pooling and padding layers.
    """
    spec = layer.spec
    if isinstance(spec, ConvSpec):
        return _convolution(layer, spec)
    return _transposed(layer, spec) if isinstance(spec, TransposedSpec) else _pooling(layer, spec)


def _convolution(layer: Layer, spec: ConvSpec) -> Script:
    steps: list[Step] = []
    definitions: list[str] = []
    warnings = []
    padding, mode = None, PAD_MODES.get(spec.padding_mode)
    alike = _alike(spec.padding)
    # More than once around, the cells are no longer those of one end.
    once = all(max(pair) <= size for pair, size in zip(spec.padding, spec.input_size, strict=True))
    if alike and min(alike) >= 0 and (once or spec.padding_mode != "wrap"):
        padding = unless("0", one(alike))
    elif padding_name(spec) == "same" and max(spec.stride) == 1:
        padding = '"same"'
    else:
        steps, definitions = _padded(layer, spec)
    name = f"nn.Conv{spec.axes}d"
    if spec.flipped:
        definitions.append(_turned(layer, name, spec.axes))
        warnings.append(layer.say("turned"))
        name = "Convolution"
    if depends_on_size(spec):
        warnings.append(layer.say("this-size"))
    made = call(
        name,
        layer.in_channels,
        layer.out_channels,
        one(spec.kernel_size),
        stride=stepped(spec.stride),
        padding=padding,
        dilation=stepped(spec.dilation),
        groups=unless(1, layer.groups),
        bias=unless(True, layer.bias),
        padding_mode=f'"{mode}"' if mode and padding else None,
    )
    steps.append(Step(made))
    imports = TORCH if "torch." in "".join(definitions) else NN
    return _script(layer, steps, imports, definitions, warnings)


def _padded(layer: Layer, spec: ConvSpec) -> tuple[list[Step], list[str]]:
    """Return the layers that pad the input, and what has to be defined for them."""
    crop, left, grown = edges(spec.input_size, spec.padding)
    if spec.padding_mode == "zeros":
        pad = f"nn.ZeroPad{spec.axes}d({inverted(spec.padding)})"
        return [Step(pad, layer.say("same-strided" if depends_on_size(spec) else "pad-apart"))], []
    steps = []
    if any(map(any, crop)):
        cut = tuple((-before, -after) for before, after in crop)
        steps.append(Step(f"nn.ZeroPad{spec.axes}d({inverted(cut)})", layer.say("crop-first")))
    if not any(map(any, grown)):
        return steps, []
    why = layer.say("pad-apart")
    if all(max(pair) <= size for pair, size in zip(grown, left, strict=True)) or spec.padding_mode != "wrap":
        pad = f"nn.{PAD_LAYERS[spec.padding_mode]}{spec.axes}d({inverted(grown)})"
        return [*steps, Step(pad, why)], []
    lines = ["class Around(nn.Module):", "    def forward(self, x):"]
    for axis, (size, (before, after)) in enumerate(zip(left, grown, strict=True), 2):
        if before or after:
            cells = f"torch.arange({-before}, {size + after}, device=x.device) % {size}"
            lines.append(f"        x = x.index_select({axis}, {cells})")
    return [*steps, Step("Around()", layer.say("pad-around"))], ["\n".join([*lines, "        return x\n"])]


def _turned(layer: Layer, name: str, axes: int) -> str:
    turned = f"self.weight.flip({tuple(range(2, 2 + axes))})"
    return (
        f"class Convolution({name}):\n"
        f'    """{layer.say("turning")}"""\n\n'
        "    def forward(self, x):\n"
        f"        return self._conv_forward(x, {turned}, self.bias)\n"
    )


def _transposed(layer: Layer, spec: TransposedSpec) -> Script:
    padding, extra, crop = [], [], []
    axes = zip(spec.padding, spec.output_padding, spec.stride, spec.dilation, strict=True)
    for (before, after), longer, stride, dilation in axes:
        # The call crops both sides alike; its output padding gives back what that is too much after.
        back = before - after + longer
        rest = max(back - max(stride, dilation) + 1, 0)
        padding.append(before - rest)
        extra.append(max(back - rest, 0))
        crop.append((-rest, min(back, 0)))
    made = call(
        f"nn.ConvTranspose{spec.axes}d",
        layer.in_channels,
        layer.out_channels,
        one(spec.kernel_size),
        stride=stepped(spec.stride),
        padding=unless("0", one(tuple(padding))),
        output_padding=unless("0", one(tuple(extra))),
        groups=unless(1, layer.groups),
        bias=unless(True, layer.bias),
        dilation=stepped(spec.dilation),
    )
    steps = [Step(made)]
    if any(map(any, crop)):
        steps.append(Step(f"nn.ZeroPad{spec.axes}d({inverted(tuple(crop))})", layer.say("crop-apart")))
    return _script(layer, steps, NN)


def _pooling(layer: Layer, spec: PoolingSpec) -> Script:
    largest = spec.kind == "max"
    warnings = [layer.say("this-size")] if depends_on_size(spec) else []
    alike = _alike(spec.padding)
    fits = alike and all(2 * amount <= window for amount, window in zip(alike, spec.kernel_size, strict=True))
    pool = partial(
        call,
        f"nn.{'Max' if largest else 'Avg'}Pool{spec.axes}d",
        one(spec.kernel_size),
        stride=one(spec.stride),
    )
    if fits and (largest or max(spec.dilation) == 1):
        made = pool(
            padding=unless("0", one(alike)),
            dilation=stepped(spec.dilation),
            ceil_mode=unless(False, spec.ceil_mode),
            count_include_pad=None if largest or not any(alike) else unless(True, spec.count_include_pad),
        )
        return _script(layer, [Step(made)], NN, warnings=warnings)
    windows = spec.windows.padding
    if largest:
        pad = call(f"nn.ConstantPad{spec.axes}d", inverted(windows), 'float("-inf")')
        made = pool(dilation=stepped(spec.dilation))
        return _script(layer, [Step(pad, layer.say("pool-pad")), Step(made)], NN, warnings=warnings)
    return _script(layer, [Step("Average()")], FUNCTIONAL, [_average(layer, spec)], warnings)


def _average(layer: Layer, spec: PoolingSpec) -> str:
    rest = beyond(spec)
    value = float(spec.count_include_pad)
    cells = met(":, :", spec)
    return (
        "def windows(x):\n"
        f"    return {cells}\n\n\n"
        "class Average(nn.Module):\n"
        f'    """{layer.say("averaging")}"""\n\n'
        "    def forward(self, x):\n"
        f"        counted = F.pad(torch.ones_like(x), {inverted(spec.padding)}, value={value})\n"
        + (f"        counted = F.pad(counted, {inverted(rest)})\n" if any(map(any, rest)) else "")
        + f"        x = F.pad(x, {inverted(spec.windows.padding)})\n"
        "        return sum(windows(x)) / sum(windows(counted))\n"
    )


def _alike(padding: Pairs) -> tuple[int, ...]:
    """Return the padding of each axis if it is the same at both sides of all of them, or nothing."""
    befores = tuple(before for before, _ in padding)
    return befores if befores == tuple(after for _, after in padding) else ()


def _script(
    layer: Layer,
    steps: list[Step],
    imports: tuple[str, ...],
    definitions: list[str] | None = None,
    warnings: list[str] | None = None,
) -> Script:
    body = chained("nn.Sequential(", ")", steps)
    return Script(imports, layer.shapes(last=False), body, definitions or [], tuple(warnings or ()), steps)
