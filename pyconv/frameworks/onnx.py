"""A layer in ONNX: a checked model that takes x, its weights and its bias, channels first."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from pyconv.frameworks.layer import Layer, Pairs, beyond, canvas, depends_on_size, edges, longest
from pyconv.frameworks.text import Script, Step, call, comment
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec

OPERATORS = 22
"""Version of ONNX's set of operators that the models ask for."""

FILE_FORMAT = 10

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
        constants: name and whole numbers, or one real number.
    """

    nodes: list[Step]
    constants: list[tuple[str, Sequence[int] | float]]


def write(layer: Layer) -> Script:
    """Return the layer as a model.

    Source: ONNX's `Conv`, `ConvTranspose`, `MaxPool`, `AveragePool`, `Pad` and `Slice`.
    """
    spec = layer.spec
    warnings = []
    if isinstance(spec, TransposedSpec):
        graph = _transposed(layer, spec)
    else:
        graph = _convolution(layer, spec) if isinstance(spec, ConvSpec) else _pooling(layer, spec)
        warnings += [layer.say("turned")] if isinstance(spec, ConvSpec) and spec.flipped else []
        warnings += [layer.say("this-size")] if depends_on_size(spec) else []
    imports = ("import onnx", "from onnx import TensorProto, helper")
    return Script(imports, layer.shapes(last=False), _model(layer, graph), (), tuple(warnings))


def _convolution(layer: Layer, spec: ConvSpec) -> Graph:
    graph = Graph([], [])
    weight = "weight"
    if spec.flipped:
        axes = range(2, 2 + spec.axes)
        graph.constants.append(("last", [-1] * spec.axes))
        graph.constants.append(("before_first", [LAST] * spec.axes))
        graph.constants.append(("axes", list(axes)))
        node = _node("Slice", ["weight", "last", "before_first", "axes", "last"], "turned")
        graph.nodes.append(Step(node, layer.say("turning")))
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
    node = _node("Conv", [x, weight, *_bias(layer)], "y", **_steps(spec, padding), group=layer.groups)
    graph.nodes.append(Step(node))
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
    node = _node(
        "ConvTranspose",
        [x, "weight", *_bias(layer)],
        "y",
        **_steps(spec, crop),
        output_padding=extra if any(extra) else None,
        group=layer.groups,
    )
    graph.nodes.append(Step(node))
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
        graph.nodes.append(Step(_node(name, ["x"], "y", kernel_shape=kernel, **steps)))
        return graph
    steps = _steps(spec, ((0, 0),) * spec.axes)
    windows = spec.windows.padding
    if largest:
        graph.constants.append(("least", float("-inf")))
        x = _pad(graph, "x", "padded", windows, layer.say("pool-pad"), value="least")
        graph.nodes.append(Step(_node("MaxPool", [x], "y", kernel_shape=kernel, **steps)))
        return graph
    graph.constants.append(("one", 1.0))
    graph.nodes.append(Step(_node("Shape", ["x"], "shape"), layer.say("averaging")))
    graph.nodes.append(Step(_node("Expand", ["one", "shape"], "ones")))
    ones = _pad(graph, "ones", "counted", spec.padding, value="one" if spec.count_include_pad else "")
    if any(map(any, beyond(spec))):
        ones = _pad(graph, ones, "all_counted", beyond(spec))
    x = _pad(graph, "x", "padded", windows)
    for name, made in ((x, "averages"), (ones, "shares")):
        graph.nodes.append(Step(_node("AveragePool", [name], made, kernel_shape=kernel, **steps)))
    graph.nodes.append(Step(_node("Div", ["averages", "shares"], "y")))
    return graph


def _pad(
    graph: Graph, x: str, made: str, pairs: Pairs, why: str = "", *, value: str = "", mode: str | None = None
) -> str:
    """Add what pads, or crops where numbers are below 0, and return the name of what comes out."""
    around = f"around_{made}"
    graph.constants.append((around, _pads(((0, 0), (0, 0), *pairs))))
    graph.nodes.append(Step(_node("Pad", [x, around, *([value] if value else [])], made, mode=mode), why))
    return made


def _node(operator: str, inputs: list[str], output: str, **attributes: object) -> str:
    listed = "[" + ", ".join(f'"{name}"' for name in inputs) + "]"
    return call("helper.make_node", f'"{operator}"', listed, f'["{output}"]', **attributes)


def _steps(spec: ConvSpec | TransposedSpec | PoolingSpec, padding: Pairs) -> dict[str, object]:
    return {
        "strides": list(spec.stride),
        "pads": _pads(padding),
        "dilations": list(spec.dilation) if max(spec.dilation) > 1 else None,
    }


def _pads(pairs: Pairs) -> list[int]:
    """Return pairs in the order of ONNX: all the sides before, then all those after."""
    return list(chain(*zip(*pairs, strict=True)))


def _bias(layer: Layer) -> list[str]:
    return ["bias"] if layer.bias else []


def _model(layer: Layer, graph: Graph) -> str:
    pooled = isinstance(layer.spec, PoolingSpec)
    outputs = layer.in_channels if pooled else layer.out_channels
    inputs = [_value("x", ["N", layer.in_channels, *layer.spec.input_size])]
    if not pooled:
        inputs.append(_value("weight", layer.weight_shape(last=False)))
        inputs += [_value("bias", [layer.out_channels])] if layer.bias else []
    constants = [_constant(name, value) for name, value in graph.constants]
    nodes = "".join(f"{comment(step.why)}{step.code},\n" for step in graph.nodes)
    result = _value("y", ["N", outputs, *layer.spec.output_size])
    arguments = ["nodes", '"layer"', "inputs", f"[{result}]", *(["constants"] if constants else [])]
    parts = [
        _listed("nodes", nodes),
        _listed("inputs", "".join(f"{value},\n" for value in inputs)),
        _listed("constants", "".join(f"{value},\n" for value in constants)) if constants else "",
        f"graph = {call('helper.make_graph', *arguments)}\n",
        f'operators = [helper.make_opsetid("", {OPERATORS})]\n',
        f"model = helper.make_model(graph, opset_imports=operators, ir_version={FILE_FORMAT})\n",
        "onnx.checker.check_model(model, full_check=True)\n",
        "layer = model\n",
    ]
    return "".join(parts)


def _listed(name: str, entries: str) -> str:
    inner = "".join(f"    {line}\n" for line in entries.splitlines())
    return f"{name} = [\n{inner}]\n"


def _value(name: str, shape: Sequence[object]) -> str:
    sizes = ", ".join(f'"{size}"' if isinstance(size, str) else str(size) for size in shape)
    return f'helper.make_tensor_value_info("{name}", TensorProto.FLOAT, [{sizes}])'


def _constant(name: str, value: Sequence[int] | float) -> str:
    if isinstance(value, float):
        return f'helper.make_tensor("{name}", TensorProto.FLOAT, [], [float("{value}")])'
    return f'helper.make_tensor("{name}", TensorProto.INT64, [{len(value)}], {value})'
