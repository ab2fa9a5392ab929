"""A network as a function of its input and its weights: in TensorFlow, JAX, or NumPy with this package."""

from collections.abc import Callable, Iterator, Sequence
from math import prod
from textwrap import indent
from typing import Any, NamedTuple

from pyconv.frameworks import jax, numpy, tensorflow
from pyconv.frameworks.layer import Layer, Pairs, edges
from pyconv.frameworks.text import Script, comment
from pyconv.networks import Network
from pyconv.networks.steps import Shape
from pyconv.pooling import PoolingSpec
from pyconv.translation import operations as ops
from pyconv.translation.activations import ACTIVATIONS
from pyconv.translation.parts import copied, parts
from pyconv.translation.writing import Text, cut, imported, shape_of


class Writer(NamedTuple):
    """How a framework writes what is no convolution and no pooling.

    Attributes:
        framework: whose.
        last: whether the channels are last.
        library: its name for arrays, and the line that imports it.
        write: a convolution or a pooling, as a function.
        dense, normal: definitions of a dense layer and of batch normalisation.
        reshape: an expression of `x` as a row of so many numbers.
        whole: of the whole maps: with what is taken, the axes, and whether they are kept.
        move: of the channels, from one place to the other.
        join: of the channels of several maps.
    """

    framework: str
    last: bool
    library: tuple[str, str]
    write: Callable[[Layer], Script]
    dense: str
    normal: str
    reshape: str
    whole: str
    largest: tuple[str, str]
    move: str
    join: str


DENSE_LAST = "def dense(x, weight, bias=0):\n    return x @ weight + bias\n"
DENSE_FIRST = "def dense(x, weight, bias=0):\n    return x @ weight.T + bias\n"

NORMAL = "def normalised(x, mean, variance, factor=1, summand=0, *, epsilon):\n"
NORMAL_LAST = NORMAL + "    return (x - mean) / {root}(variance + epsilon) * factor + summand\n"
NORMAL_FIRST = (
    NORMAL + "    shape = (-1, *[1] * (x.ndim - 2))\n"
    "    mean, variance, factor, summand = (\n"
    "        np.reshape(each, shape) for each in (mean, variance, factor, summand)\n"
    "    )\n"
    "    return (x - mean) / np.sqrt(variance + epsilon) * factor + summand\n"
)

WRITERS = {
    "tensorflow": Writer(
        "tensorflow",
        True,
        ("tf", "import tensorflow as tf"),
        tensorflow.write,
        DENSE_LAST,
        NORMAL_LAST.format(root="tf.sqrt"),
        "tf.reshape(x, [tf.shape(x)[0], {shape}])",
        "tf.{taken}(x, {axes}, keepdims={kept})",
        ("reduce_max", "reduce_mean"),
        "tf.transpose(x, {order})",
        "tf.concat([{maps}], axis=-1)",
    ),
    "jax": Writer(
        "jax",
        True,
        ("jnp", "from jax import numpy as jnp"),
        jax.write,
        DENSE_LAST,
        NORMAL_LAST.format(root="jnp.sqrt"),
        "x.reshape(x.shape[0], {shape})",
        "x.{taken}({axes}, keepdims={kept})",
        ("max", "mean"),
        "jnp.transpose(x, {order})",
        "jnp.concatenate([{maps}], axis=-1)",
    ),
    "numpy": Writer(
        "numpy",
        False,
        ("np", "import numpy as np"),
        numpy.write,
        DENSE_FIRST,
        NORMAL_FIRST,
        "x.reshape(x.shape[0], {shape})",
        "x.{taken}({axes}, keepdims={kept})",
        ("max", "mean"),
        "np.transpose(x, {order})",
        "np.concatenate([{maps}], axis=1)",
    ),
}


def write(network: Network, framework: str, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a network, and what it warns of."""
    writer = WRITERS[framework]
    text, again = Text(language), copied(network)
    if 0 in again:
        text.add("copy0 = x")
    for number, part in enumerate(parts(network), 1):
        for brought in ops.joining(part, language):
            _add(text, writer, brought, f"{number}")
        for place, each in enumerate(ops.operations(part, language)):
            _add(text, writer, each, f"{number}{'b' if place else ''}")
        if number in again:
            text.add(f"copy{number} = x")
    return _whole(text, writer, (network.input_shape, network.output_shape)), tuple(text.warnings)


def write_row(
    row: Sequence[ops.Operation], shapes: tuple[Shape, Shape], framework: str, language: str
) -> tuple[str, tuple[str, ...]]:
    """Return the text of operations between two shapes, and what it warns of."""
    writer, text = WRITERS[framework], Text(language)
    for number, each in enumerate(row, 1):
        _add(text, writer, each, f"{number}")
    return _whole(text, writer, shapes), tuple(text.warnings)


def _whole(text: Text, writer: Writer, ends: tuple[Shape, Shape]) -> str:
    shapes = [shape_of(each, last=writer.last) for each in ends]
    head = comment(f"x {shapes[0]} -> {shapes[1]}")
    head += comment(text.say("weights")) if text.weighted else ""
    inner = "".join(f"{step.code}\n" for step in text.steps) + "".join(map(comment, text.taken()))
    arguments = "x, weights" if text.weighted else "x, weights=()"
    body = f"{head}def network({arguments}):\n{indent(inner + 'return x' + chr(10), ' ' * 4)}"
    return "\n\n".join([imported(text.imports), *text.definitions, body])


def _add(text: Text, writer: Writer, each: ops.Operation, number: str) -> None:
    """Add what a layer does to a text."""

    def weighted(name: str, more: str = "") -> None:
        text.add(f"x = {name}(x, *weights[{text.weighted}]{more})")
        text.weighted += 1

    if isinstance(each, ops.Windows):
        name = _windows(text, writer, each.layer, number)
        if isinstance(each.layer.spec, PoolingSpec):
            text.add(f"x = {name}(x)")
        else:
            weighted(name)
    elif isinstance(each, ops.Activate):
        names = ACTIVATIONS[each.what.name]
        written = getattr(names, writer.framework)
        if not written:
            text.name(each.written)
            return
        text.need(["import jax"] if written.startswith("jax.") else [writer.library[1]])
        text.add(f"x = {written.format(number=each.what.number)}")
    elif isinstance(each, ops.Passed):
        text.name(each.written)
    elif isinstance(each, ops.Drop):
        text.name(each.written, "dropped")
    elif isinstance(each, ops.Dense):
        _defined(text, writer.dense)
        weighted("dense")
    elif isinstance(each, ops.Normalise):
        text.need([writer.library[1]])
        _defined(text, writer.normal)
        weighted("normalised", f", epsilon={each.epsilon}")
    else:
        text.need([writer.library[1]])
        for code, why in _moved(text, writer, each):
            text.add(f"x = {code}", why)


def _windows(text: Text, writer: Writer, layer: Layer, number: str) -> str:
    """Add the function of a convolution or a pooling, and return its name."""
    script = writer.write(layer)
    text.need(script.imports)
    text.warn(script.warnings)
    definitions = [*script.definitions, comment(script.shapes) + script.body]
    text.define(definitions, number)
    return f"layer{number}"


def _defined(text: Text, definition: str) -> None:
    """Define a function once."""
    if definition not in text.definitions:
        text.definitions.append(definition)


def _moved(text: Text, writer: Writer, each: ops.Moving) -> Iterator[tuple[str, str]]:
    """Yield expressions of what learns nothing, each with why it is there."""
    name, first = writer.library[0], 1 if writer.last else 2
    if isinstance(each, ops.Enlarge):
        for axis, factor in enumerate(each.factors, first):
            if factor > 1:
                yield f"{name}.repeat(x, {factor}, axis={axis})", ""
    elif isinstance(each, ops.WholeMap):
        axes = tuple(range(first, first + len(each.size)))
        taken = writer.largest[0 if each.largest else 1]
        yield writer.whole.format(taken=taken, axes=axes, kept=not each.flat), ""
    elif isinstance(each, ops.Flatten):
        count = len(each.shape) - 1
        if each.ordered and each.first and writer.last:
            order = (0, count + 1, *range(1, count + 1))
            yield writer.move.format(order=order), text.say("flatten-first")
        elif each.ordered and not each.first and not writer.last:
            yield writer.move.format(order=(0, *range(2, count + 2), 1)), text.say("flatten-last")
        yield writer.reshape.format(shape=prod(each.shape)), ""
    elif isinstance(each, ops.Reshape):
        channels, *space = each.after
        shape = [*space, channels] if writer.last else [channels, *space]
        yield writer.reshape.format(shape=", ".join(map(str, shape))), ""
    elif isinstance(each, ops.Join):
        read = cut(f"copy{each.row}", each.crop, last=writer.last)
        yield writer.join.format(maps=f"x, {read}"), each.why
    else:
        yield from _padded(writer, each.sides, each.why)


def _padded(writer: Writer, sides: Pairs, why: str) -> Iterator[tuple[str, str]]:
    crop, _, grown = edges((0,) * len(sides), sides)
    if any(map(any, crop)):
        yield cut("x", crop, last=writer.last), why
    if any(map(any, grown)):
        around: Sequence[Any] = [(0, 0), *grown, (0, 0)] if writer.last else [(0, 0), (0, 0), *grown]
        yield f"{writer.library[0]}.pad(x, {list(around)})", why
