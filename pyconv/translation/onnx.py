"""A network as an ONNX model, channels first, with its weights as inputs."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from pyconv.frameworks.layer import Layer
from pyconv.frameworks.onnx import (
    IMPORTS,
    Graph,
    graph_of,
    model,
    node,
    pads,
    value_info,
    warnings_of,
    weights_of,
)
from pyconv.frameworks.text import Step, comment
from pyconv.networks import Network
from pyconv.networks.steps import Shape
from pyconv.translation import operations as ops
from pyconv.translation.activations import ACTIVATIONS
from pyconv.translation.parts import parts
from pyconv.translation.writing import Text, imported, shape_of

NAMED = re.compile(r'"(\w+)"')

NORMAL = ("factor", "summand", "mean", "variance")
"""What batch normalisation takes after its input, in ONNX's order."""


class Model:
    """The operators of a network as far as they are written.

    Attributes:
        graph: operators and constants.
        inputs: of the model, besides `x`.
        made: what the last operator makes.
        maps: what each layer makes; first of all the input.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self.graph = Graph([], [])
        self.inputs: list[str] = []
        self.made = "x"
        self.maps = ["x"]
        self._count = 0

    def _next(self) -> str:
        self._count += 1
        return f"y{self._count}"

    def add(self, operator: str, *others: str, why: str = "", **attributes: object) -> None:
        """Add an operator of what the last one made and of other arrays."""
        made = self._next()
        self._append(Step(node(operator, [self.made, *others], made, **attributes), why))
        self.made = made

    def _append(self, step: Step) -> None:
        told = "".join(f"{each} " for each in self.text.taken())
        self.graph.nodes.append(Step(step.code, f"{told}{step.why}".strip()))

    def layer(self, layer: Layer, number: str) -> None:
        """Add the operators of a convolution or a pooling, under names of its own."""
        graph = graph_of(layer)
        self.text.warn(warnings_of(layer))
        made = self._next()
        names = {"x": self.made, "y": made}
        for name in [*(each for each, _ in graph.constants), *_arrays(graph)]:
            names.setdefault(name, f"{name}{number}")
        for step in graph.nodes:
            code = NAMED.sub(lambda each: f'"{names.get(each[1], each[1])}"', step.code)
            self._append(Step(code, step.why))
        self.graph.constants.extend((names[each], value) for each, value in graph.constants)
        self.inputs += weights_of(layer, number)
        self.made = made

    def constant(self, name: str, value: Sequence[int] | Sequence[float] | float) -> str:
        """Return the name of a constant."""
        named = f"{name}{len(self.graph.constants)}"
        self.graph.constants.append((named, value))
        return named

    def weights(self, number: str, shapes: Mapping[str, Sequence[int]]) -> list[str]:
        """Return the names of weights, which become inputs of the model."""
        self.inputs += [value_info(f"{name}{number}", shape) for name, shape in shapes.items()]
        return [f"{name}{number}" for name in shapes]


def _arrays(graph: Graph) -> Iterator[str]:
    """Yield the names of the arrays that operators take and make."""
    for step in graph.nodes:
        call = ast.parse(step.code, mode="eval").body
        for listed in call.args[1:3] if isinstance(call, ast.Call) else ():
            yield from ast.literal_eval(listed)


def write(network: Network, _framework: str, language: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a network, and what it warns of."""
    text = Text(language)
    whole = Model(text)
    for number, part in enumerate(parts(network), 1):
        for brought in ops.joining(part, language):
            _add(whole, brought, f"{number}")
        for place, each in enumerate(ops.operations(part, language)):
            _add(whole, each, f"{number}{'b' if place else ''}")
        whole.maps.append(whole.made)
    return _whole(whole, (network.input_shape, network.output_shape)), tuple(text.warnings)


def write_row(
    row: Sequence[ops.Operation], shapes: tuple[Shape, Shape], _framework: str, language: str
) -> tuple[str, tuple[str, ...]]:
    """Return the text of operations between two shapes, and what it warns of."""
    whole = Model(Text(language))
    for number, each in enumerate(row, 1):
        _add(whole, each, f"{number}")
    return _whole(whole, shapes), tuple(whole.text.warnings)


def _whole(whole: Model, ends: tuple[Shape, Shape]) -> str:
    last = whole.text.taken()
    if last or whole.made == "x":
        # What was named last needs a place, and a model has to make something.
        whole.add("Identity", why=" ".join(last))
    inputs = [value_info("x", ["N", *ends[0]]), *whole.inputs]
    result = value_info(whole.made, ["N", *ends[1]])
    shapes = [shape_of(each, last=False) for each in ends]
    head = comment(f"x {shapes[0]} -> {whole.made} {shapes[1]}")
    body = model("network", whole.graph, inputs, result)
    return f"{imported(IMPORTS)}\n{head}{body}"


def _add(whole: Model, each: ops.Operation, number: str) -> None:
    """Add what a layer does to a model."""
    if isinstance(each, ops.Windows):
        whole.layer(each.layer, number)
    elif isinstance(each, ops.Activate):
        _activate(whole, each)
    elif isinstance(each, ops.Passed):
        whole.text.name(each.written)
    elif isinstance(each, ops.Drop):
        whole.text.name(each.written, "dropped")
    elif isinstance(each, ops.Dense):
        shapes: dict[str, tuple[int, ...]] = {"weight": (each.outputs, each.inputs)}
        shapes |= {"bias": (each.outputs,)} if each.bias else {}
        whole.add("Gemm", *whole.weights(number, shapes), transB=1)
    elif isinstance(each, ops.Normalise):
        each_channel = dict.fromkeys(NORMAL, (each.channels,))
        whole.add("BatchNormalization", *whole.weights(number, each_channel), epsilon=each.epsilon)
    else:
        _move(whole, each)


def _activate(whole: Model, each: ops.Activate) -> None:
    written = ACTIVATIONS[each.what.name].onnx
    if each.what.name == "relu6":
        whole.add("Clip", whole.constant("least", 0.0), whole.constant("most", 6.0))
    elif each.what.name == "silu":
        before = whole.made
        whole.add("Sigmoid")
        whole.add("Mul", before)
    else:
        operator, _, attributes = written.format(number=each.what.number).partition(", ")
        told = (each.partition("=") for each in attributes.split(", ") if each)
        whole.add(operator.strip('"'), **{name: value for name, _, value in told})


def _joined(whole: Model, each: ops.Join) -> None:
    arriving, whole.made = whole.made, whole.maps[each.row]
    if any(map(any, each.crop)):
        crop = tuple((-before, -after) for before, after in each.crop)
        whole.add("Pad", whole.constant("around", pads(((0, 0), (0, 0), *crop))), why=each.why)
    read, whole.made = whole.made, arriving
    whole.add("Concat", read, axis=1)


def _move(whole: Model, each: ops.Moving) -> None:
    """Add what learns nothing and moves or counts the cells anew."""
    if isinstance(each, ops.Pad):
        whole.add("Pad", whole.constant("around", pads(((0, 0), (0, 0), *each.sides))), why=each.why)
    elif isinstance(each, ops.Join):
        _joined(whole, each)
    elif isinstance(each, ops.Reshape):
        # 0 keeps the number of samples.
        whole.add("Reshape", whole.constant("shape", [0, *each.after]))
    elif isinstance(each, ops.Enlarge):
        scales = whole.constant("scales", [1.0, 1.0, *map(float, each.factors)])
        whole.add(
            "Resize", "", scales, mode='"nearest"', coordinate_transformation_mode='"asymmetric"',
            nearest_mode='"floor"',
        )  # fmt: skip
    elif isinstance(each, ops.WholeMap):
        whole.add("GlobalMaxPool" if each.largest else "GlobalAveragePool")
        if each.flat:
            whole.add("Flatten")
    else:
        if each.ordered and not each.first:
            order = [0, *range(2, len(each.shape) + 1), 1]
            whole.add("Transpose", perm=order, why=whole.text.say("flatten-last"))
        whole.add("Flatten")
