"""A network as layers of PyTorch or of Keras."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pyconv.frameworks import keras, pytorch
from pyconv.frameworks.layer import Layer
from pyconv.frameworks.text import Script, call, comment, inverted, one, unless
from pyconv.networks import Framework, Network
from pyconv.networks.steps import Shape
from pyconv.networks.text import PUT_TOGETHER
from pyconv.translation import operations as ops
from pyconv.translation.activations import ACTIVATIONS
from pyconv.translation.parts import Part, copied, parts
from pyconv.translation.wholes import Functional, Module, Whole, one_or_all
from pyconv.translation.writing import Text, imported, shape_of

CHANNELS_LAST = """\
class ChannelsLast(nn.Module):
    def forward(self, x):
        return x.movedim(1, -1)
"""


class Writer(NamedTuple):
    """How a framework writes layers one after the other.

    Attributes:
        framework: whose.
        module: the name before its layers.
        last: whether the channels are last.
        imports: of every text.
        write: a convolution or a pooling.
        whole: what the layers are put together to.
        others: what else it writes, by the kind of what the layer does.
    """

    framework: Framework
    module: str
    last: bool
    imports: Sequence[str]
    write: Callable[[Layer], Script]
    whole: type[Whole]
    others: dict[type, Callable[[Text, Any], None]]


def write(network: Network, framework: Framework, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a network, and what it warns of."""
    writer = WRITERS[framework]
    text, again = Text(language), copied(network)
    text.need(writer.imports)
    whole = writer.whole(text, copies=bool(again))
    if 0 in again:
        whole.keep(0)
    for number, part in enumerate(parts(network), 1):
        for each in ops.joining(part, language):
            if isinstance(each, ops.Join):
                whole.join(each)
            else:
                writer.others[ops.Pad](text, each)
        _part(text, writer, part, number)
        if number in again:
            whole.keep(number)
    return _whole(text, writer, whole, (network.input_shape, network.output_shape)), tuple(text.warnings)


def write_row(
    row: Sequence[ops.Operation], shapes: tuple[Shape, Shape], framework: Framework, language: str
) -> tuple[str, tuple[str, ...]]:
    """Return the text of operations between two shapes, and what it warns of."""
    writer = WRITERS[framework]
    text = Text(language)
    text.need(writer.imports)
    for number, each in enumerate(row, 1):
        _add(text, writer, each, number)
    return _whole(text, writer, writer.whole(text, copies=False), shapes), tuple(text.warnings)


def _part(text: Text, writer: Writer, part: Part, number: int) -> None:
    """Add a layer, without the copy that it reads."""
    if part.framework == writer.framework and part.name not in PUT_TOGETHER:
        text.add(f"{writer.module}.{part.written}")
        if part.apart and part.after != "linear":
            _activation(text, writer, part.after)
        return
    if shared := ops.sharing(part):
        writer.others[ops.Share](text, shared)
        return
    for each in ops.operations(part, text.language):
        _add(text, writer, each, number)


def _add(text: Text, writer: Writer, each: ops.Operation, number: int) -> None:
    """Add one thing that a layer does."""
    if isinstance(each, ops.Windows):
        _windows(text, writer, each.layer, number)
    elif isinstance(each, ops.Activate):
        _activate(text, writer, each)
    elif isinstance(each, ops.Passed):
        text.name(each.written)
    else:
        writer.others[type(each)](text, each)


def _windows(text: Text, writer: Writer, layer: Layer, number: int) -> None:
    script = writer.write(layer)
    text.need(script.imports)
    text.warn(script.warnings)
    codes = text.define(script.definitions, number, [step.code for step in script.steps])
    for code, step in zip(codes, script.steps, strict=True):
        text.add(code, step.why)


def _activation(text: Text, writer: Writer, name: str) -> None:
    """Add an activation that Keras is told by its name."""
    known = ops.named(name)
    if isinstance(known, ops.Activate):
        _activate(text, writer, known)
    else:
        text.name(name)


def _activate(text: Text, writer: Writer, activation: ops.Activate) -> None:
    names = ACTIVATIONS[activation.what.name]
    written = names.pytorch if writer.framework == "pytorch" else names.keras
    text.add(f"{writer.module}.{written.format(number=activation.what.number)}")


def _whole(text: Text, writer: Writer, whole: Whole, ends: tuple[Shape, Shape]) -> str:
    shapes = [shape_of(each, last=writer.last) for each in ends]
    body = whole.body(ends[0])
    apart = "\n\n" if text.definitions or body.startswith("class ") else "\n"
    head = comment(f"x {shapes[0]} -> {shapes[1]}")
    return apart.join([imported(text.imports), *text.definitions, head + body])


def _torch_pad(text: Text, pad: ops.Pad) -> None:
    text.add(f"nn.ZeroPad{len(pad.sides)}d({inverted(pad.sides)})", pad.why)


def _torch_whole(text: Text, whole: ops.WholeMap) -> None:
    text.add(f"nn.Adaptive{'Max' if whole.largest else 'Avg'}Pool{len(whole.size)}d(1)")
    if whole.flat:
        text.add("nn.Flatten()")


def _torch_share(text: Text, shared: ops.Share) -> None:
    name = f"nn.Adaptive{'Max' if shared.largest else 'Avg'}Pool{len(shared.sizes)}d"
    text.add(f"{name}({one(shared.sizes)})")


def _torch_dense(text: Text, dense: ops.Dense) -> None:
    text.add(call("nn.Linear", dense.inputs, dense.outputs, bias=unless(True, dense.bias)))


def _torch_flatten(text: Text, flat: ops.Flatten) -> None:
    if flat.ordered and not flat.first:
        text.definitions += [CHANNELS_LAST] if CHANNELS_LAST not in text.definitions else []
        text.add("ChannelsLast()", text.say("channels-last"))
    text.add("nn.Flatten()")


def _torch_reshape(text: Text, shaped: ops.Reshape) -> None:
    if len(shaped.before) > 1:
        text.add("nn.Flatten()")
    if len(shaped.after) > 1:
        text.add(f"nn.Unflatten(1, {shaped.after})")


def _torch_drop(text: Text, drop: ops.Drop) -> None:
    text.add(f"nn.Dropout{f'{drop.axes}d' if drop.axes else ''}({drop.rate})")


def _torch_normal(text: Text, normal: ops.Normalise) -> None:
    name = f"nn.BatchNorm{max(normal.axes, 1)}d"
    momentum = round(1 - normal.momentum, 12)
    text.add(
        call(
            name,
            normal.channels,
            eps=unless(1e-5, normal.epsilon),
            momentum=unless(0.1, momentum),
            affine=unless(True, normal.affine),
        )
    )


def _keras_pad(text: Text, pad: ops.Pad) -> None:
    for kind, sides in (
        ("Cropping", tuple((max(-before, 0), max(-after, 0)) for before, after in pad.sides)),
        ("ZeroPadding", tuple((max(before, 0), max(after, 0)) for before, after in pad.sides)),
    ):
        if any(map(any, sides)):
            text.add(f"layers.{kind}{len(sides)}D({one_or_all(sides)})", pad.why)


def _keras_whole(text: Text, whole: ops.WholeMap) -> None:
    name = f"layers.Global{'Max' if whole.largest else 'Average'}Pooling{len(whole.size)}D"
    text.add(call(name, keepdims=None if whole.flat else True))


def _keras_share(text: Text, shared: ops.Share) -> None:
    name = f"layers.Adaptive{'Max' if shared.largest else 'Average'}Pooling{len(shared.sizes)}D"
    text.add(f"{name}({one(shared.sizes)})")


def _keras_dense(text: Text, dense: ops.Dense) -> None:
    text.add(call("layers.Dense", dense.outputs, use_bias=unless(True, dense.bias)))


def _keras_flatten(text: Text, flat: ops.Flatten) -> None:
    if flat.ordered and flat.first:
        axes = len(flat.shape) - 1
        text.add(f"layers.Permute({(axes + 1, *range(1, axes + 1))})", text.say("channels-first"))
    text.add("layers.Flatten()")


def _keras_reshape(text: Text, shaped: ops.Reshape) -> None:
    channels, *space = shaped.after
    text.add(f"layers.Reshape({(*space, channels)})")


def _keras_drop(text: Text, drop: ops.Drop) -> None:
    text.add(f"layers.{f'SpatialDropout{drop.axes}D' if drop.axes else 'Dropout'}({drop.rate})")


def _keras_normal(text: Text, normal: ops.Normalise) -> None:
    kept = unless(True, normal.affine)
    text.add(
        call(
            "layers.BatchNormalization",
            momentum=unless(0.99, normal.momentum),
            epsilon=unless(1e-3, normal.epsilon),
            center=kept,
            scale=kept,
        )
    )


def _enlarging(writer: str) -> Callable[[Text, ops.Enlarge], None]:
    def add(text: Text, larger: ops.Enlarge) -> None:
        axes = len(larger.factors)
        name = f"layers.UpSampling{axes}D({one(larger.factors)})"
        text.add(name if writer == "keras" else f"nn.Upsample(scale_factor={one(larger.factors)})")

    return add


WRITERS: dict[Framework, Writer] = {
    "pytorch": Writer(
        "pytorch", "nn", False, ("from torch import nn",), pytorch.write, Module,
        {
            ops.Pad: _torch_pad, ops.WholeMap: _torch_whole, ops.Enlarge: _enlarging("pytorch"),
            ops.Dense: _torch_dense, ops.Flatten: _torch_flatten, ops.Drop: _torch_drop,
            ops.Normalise: _torch_normal, ops.Reshape: _torch_reshape, ops.Share: _torch_share,
        },
    ),
    "keras": Writer(
        "keras", "layers", True, ("import keras", "from keras import layers"), keras.write, Functional,
        {
            ops.Pad: _keras_pad, ops.WholeMap: _keras_whole, ops.Enlarge: _enlarging("keras"),
            ops.Dense: _keras_dense, ops.Flatten: _keras_flatten, ops.Drop: _keras_drop,
            ops.Normalise: _keras_normal, ops.Reshape: _keras_reshape, ops.Share: _keras_share,
        },
    ),
}  # fmt: skip
