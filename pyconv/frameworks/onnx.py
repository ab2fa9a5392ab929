"""A layer in ONNX: a checked model that takes x, its weights and its bias, channels first."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from pyconv.frameworks.layer import Layer, Pairs, beyond, canvas, depends_on_size, edges, longest
from pyconv.frameworks.text import Script, Step, call, comment
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.stack import Spec
from pyconv.transposed import TransposedSpec

OPERATORS = 22
"""Version of ONNX's set of operators that the models ask for."""

FILE_FORMAT = 10

IMPORTS = ("import onnx", "from onnx import TensorProto, helper")

PAD_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
    "wrap": "wrap",
}

LAST = -(2**63)
"""Where a slice that goes backwards ends, so that it takes the first cell too."""


class Graph(NamedTuple):
    """The operators in order, and the constants that they read.

    Attributes:
        nodes: each with why it is there.
        constants: name and numbers, or one real number.
    """

    nodes: list[Step]
    constants: list[tuple[str, Sequence[int] | Sequence[float] | float]]


def write(layer: Layer) -> Script:
    """Return the layer as a model.

    Source: ONNX's `Conv`, `ConvTranspose`, `MaxPool`, `AveragePool`, `Pad` and `Slice`.
    """
    body = _model(layer, graph_of(layer))
    return Script(IMPORTS, layer.shapes(last=False), body, (), warnings_of(layer))


def graph_of(layer: Layer) -> Graph:
    """Return the operators of a layer, from `x`, `weight` and `bias` to `y`."""
    spec = layer.spec
    if isinstance(spec, ConvSpec):
        return _convolution(layer, spec)
    return _transposed(layer, spec) if isinstance(spec, TransposedSpec) else _pooling(layer, spec)


def warnings_of(layer: Layer) -> tuple[str, ...]:
    """Return what is not to be seen from the operators of a layer."""
    spec = layer.spec
    if isinstance(spec, TransposedSpec):
        return ()
    turned = [layer.say("turned")] if isinstance(spec, ConvSpec) and spec.flipped else []
    return (*turned, *([layer.say("this-size")] if depends_on_size(spec) else []))


def _convolution(layer: Layer, spec: ConvSpec) -> Graph:
    graph = Graph([], [])
    weight = "weight"
    if spec.flipped:
        axes = range(2, 2 + spec.axes)
        graph.constants.append(("last", [-1] * spec.axes))
        graph.constants.append(("before_first", [LAST] * spec.axes))
        graph.constants.append(("axes", list(axes)))
        turning = node("Slice", ["weight", "last", "before_first", "axes", "last"], "turned")
        graph.nodes.append(Step(turning, layer.say("turning")))
        weight = "turned"
    x, padding = "x", spec.padding
    crop, _, grown = edges(spec.input_size, padding)
    if any(map(any, crop)):
        cut = tuple((-before, -after) for before, after in crop)
        x, padding = _pad(graph, x, "cropped", cut, layer.say("crop-first")), grown
    if spec.padding_mode != "zeros" and any(map(any, grown)):
        mode = PAD_MODES[spec.padding_mode]
        x = _pad(graph, x, "padded", grown, layer.say("pad-copies"), mode=f'"{mode}"')
        padding = ((0, 0),) * spec.axes
    made = node("Conv", [x, weight, *_bias(layer)], "y", **_steps(spec, padding), group=layer.groups)
    graph.nodes.append(Step(made))
    return graph


def _transposed(layer: Layer, spec: TransposedSpec) -> Graph:
    graph = Graph([], [])
    made = longest(spec)
    more, crop = canvas(spec, made)
    if any(more):
        x = _pad(graph, "x", "longer", tuple((0, count) for count in more), layer.say("longer"))
        sizes = zip(made, spec.input_size, spec.span, spec.stride, strict=True)
        extra = [cells - s * (i - 1) - k for cells, i, k, s in sizes]
    else:
        x, crop, extra = "x", spec.padding, list(spec.output_padding)
        # ONNX Runtime takes no output padding of the stride or more: what is cropped is not made.
        for axis, stride in enumerate(spec.stride):
            less = min(extra[axis] - stride + 1, crop[axis][1]) if extra[axis] >= stride else 0
            before, after = crop[axis]
            crop = (*crop[:axis], (before, after - less), *crop[axis + 1 :])
            extra[axis] -= less
    code = node(
        "ConvTranspose",
        [x, "weight", *_bias(layer)],
        "y",
        **_steps(spec, crop),
        output_padding=extra if any(extra) else None,
        group=layer.groups,
    )
    graph.nodes.append(Step(code))
    return graph


def _pooling(layer: Layer, spec: PoolingSpec) -> Graph:
    largest = spec.kind == "max"
    graph = Graph([], [])
    kernel = list(spec.kernel_size)
    # ONNX Runtime takes less padding than the kernel has cells, holes left out.
    fits = all(max(pair) < cells for pair, cells in zip(spec.padding, kernel, strict=True))
    if fits:
        ceil_mode = 1 if spec.ceil_mode else None
        counted = 1 if spec.count_include_pad else None
        steps = _steps(spec, spec.padding) | {"ceil_mode": ceil_mode, "count_include_pad": counted}
        name = "MaxPool" if largest else "AveragePool"
        graph.nodes.append(Step(node(name, ["x"], "y", kernel_shape=kernel, **steps)))
        return graph
    steps = _steps(spec, ((0, 0),) * spec.axes)
    windows = spec.windows.padding
    if largest:
        graph.constants.append(("least", float("-inf")))
        x = _pad(graph, "x", "padded", windows, layer.say("pool-pad"), value="least")
        graph.nodes.append(Step(node("MaxPool", [x], "y", kernel_shape=kernel, **steps)))
        return graph
    graph.constants.append(("one", 1.0))
    graph.nodes.append(Step(node("Shape", ["x"], "shape"), layer.say("averaging")))
    graph.nodes.append(Step(node("Expand", ["one", "shape"], "ones")))
    ones = _pad(graph, "ones", "counted", spec.padding, value="one" if spec.count_include_pad else "")
    if any(map(any, beyond(spec))):
        ones = _pad(graph, ones, "all_counted", beyond(spec))
    x = _pad(graph, "x", "padded", windows)
    for name, made in ((x, "averages"), (ones, "shares")):
        graph.nodes.append(Step(node("AveragePool", [name], made, kernel_shape=kernel, **steps)))
    graph.nodes.append(Step(node("Div", ["averages", "shares"], "y")))
    return graph


def _pad(
    graph: Graph, x: str, made: str, pairs: Pairs, why: str = "", *, value: str = "", mode: str | None = None
) -> str:
    """Add what pads, or crops where numbers are below 0, and return the name of what comes out."""
    around = f"around_{made}"
    graph.constants.append((around, pads(((0, 0), (0, 0), *pairs))))
    graph.nodes.append(Step(node("Pad", [x, around, *([value] if value else [])], made, mode=mode), why))
    return made


def node(operator: str, inputs: list[str], output: str, **attributes: object) -> str:
    """Return the call that makes an operator."""
    listed = "[" + ", ".join(f'"{name}"' for name in inputs) + "]"
    return call("helper.make_node", f'"{operator}"', listed, f'["{output}"]', **attributes)


def _steps(spec: Spec, padding: Pairs) -> dict[str, object]:
    return {
        "strides": list(spec.stride),
        "pads": pads(padding),
        "dilations": list(spec.dilation) if max(spec.dilation) > 1 else None,
    }


def pads(pairs: Pairs) -> list[int]:
    """Return pairs in the order of ONNX: all the sides before, then all those after."""
    return list(chain(*zip(*pairs, strict=True)))


def _bias(layer: Layer) -> list[str]:
    return ["bias"] if layer.bias else []


def _model(layer: Layer, graph: Graph) -> str:
    outputs = layer.in_channels if isinstance(layer.spec, PoolingSpec) else layer.out_channels
    inputs = [value_info("x", ["N", layer.in_channels, *layer.spec.input_size]), *weights_of(layer)]
    result = value_info("y", ["N", outputs, *layer.spec.output_size])
    return model("layer", graph, inputs, result)


def weights_of(layer: Layer, number: str = "") -> list[str]:
    """Return the inputs of a model that are weights of a layer."""
    if isinstance(layer.spec, PoolingSpec):
        return []
    bias = [value_info(f"bias{number}", [layer.out_channels])] if layer.bias else []
    return [value_info(f"weight{number}", layer.weight_shape(last=False)), *bias]


def model(name: str, graph: Graph, inputs: Sequence[str], result: str) -> str:
    """Return the text of a checked model that is left under a name.

    Args:
        name: what it is called.
        graph: its operators and constants.
        inputs, result: what it takes and makes.
    """
    constants = [constant(each, value) for each, value in graph.constants]
    nodes = "".join(f"{comment(step.why)}{step.code},\n" for step in graph.nodes)
    arguments = ["nodes", f'"{name}"', "inputs", f"[{result}]", *(["constants"] if constants else [])]
    parts = [
        listed("nodes", nodes),
        listed("inputs", "".join(f"{value},\n" for value in inputs)),
        listed("constants", "".join(f"{value},\n" for value in constants)) if constants else "",
        f"graph = {call('helper.make_graph', *arguments)}\n",
        f'operators = [helper.make_opsetid("", {OPERATORS})]\n',
        f"model = helper.make_model(graph, opset_imports=operators, ir_version={FILE_FORMAT})\n",
        "onnx.checker.check_model(model, full_check=True)\n",
        f"{name} = model\n",
    ]
    return "".join(parts)


def listed(name: str, entries: str) -> str:
    """Return the assignment of a list, an entry on each line or several."""
    inner = "".join(f"    {line}\n" for line in entries.splitlines())
    return f"{name} = [\n{inner}]\n"


def value_info(name: str, shape: Sequence[object]) -> str:
    """Return what a model takes or makes, with its shape."""
    sizes = ", ".join(f'"{size}"' if isinstance(size, str) else str(size) for size in shape)
    return f'helper.make_tensor_value_info("{name}", TensorProto.FLOAT, [{sizes}])'


def constant(name: str, value: Sequence[int] | Sequence[float] | float) -> str:
    """Return a constant: whole numbers, real ones, or a single one."""
    if isinstance(value, float):
        return f'helper.make_tensor("{name}", TensorProto.FLOAT, [], [float("{value}")])'
    if any(isinstance(each, float) for each in value):
        return f'helper.make_tensor("{name}", TensorProto.FLOAT, [{len(value)}], {value})'
    return f'helper.make_tensor("{name}", TensorProto.INT64, [{len(value)}], {value})'
