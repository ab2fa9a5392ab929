"""Models of one ONNX operator, run by ONNX Runtime on the CPU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

OPERATORS = 22
"""Version of ONNX's set of operators that the models ask for."""

FILE_FORMAT = 10
KINDS = {
    np.dtype(np.float32): TensorProto.FLOAT,
    np.dtype(np.float64): TensorProto.DOUBLE,
    np.dtype(np.int64): TensorProto.INT64,
    np.dtype(np.int32): TensorProto.INT32,
    np.dtype(np.int8): TensorProto.INT8,
    np.dtype(np.uint8): TensorProto.UINT8,
}
ALL_EXACT = 2**24
"""Up to here float32 holds every whole number."""

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = 1
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL


def run(
    operators: Sequence[tuple[str, Sequence[str], Mapping[str, Any]]],
    inputs: Mapping[str, Any],
    result: type[np.generic] = np.float32,
) -> Any:
    """Run a chain of operators, `(name, inputs, attributes)`; each one's result is called "y".

    The operators after the first take "y" as their first input besides those that they name.
    """
    nodes, held = [], ""
    for number, (name, named, attributes) in enumerate(operators):
        taken = [held, *named] if held else list(named)
        held = f"y{number}"
        nodes.append(helper.make_node(name, taken, [held], **attributes))
    graph = helper.make_graph(
        nodes,
        "oracle",
        [helper.make_tensor_value_info(name, KINDS[each.dtype], each.shape) for name, each in inputs.items()],
        [helper.make_tensor_value_info(held, KINDS[np.dtype(result)], None)],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPERATORS)], ir_version=FILE_FORMAT
    )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    (output,) = session.run(None, dict(inputs))
    return output


def run_float(operator: str, arrays: Sequence[Any], attributes: Mapping[str, Any]) -> Any:
    """Run one operator on whole numbers, as float32, and return whole numbers."""
    names = ["x", "w", "b"][: len(arrays)]
    inputs = {name: array.astype(np.float32) for name, array in zip(names, arrays, strict=True)}
    return exactly(run([(operator, names, attributes)], inputs))


def exactly(output: Any) -> Any:
    """Return as integers what float32 holds without rounding."""
    integers = output.astype(np.int64)
    assert np.array_equal(integers, output)
    assert np.abs(integers).max(initial=0) < ALL_EXACT
    return integers


def pads(padding: Sequence[tuple[int, int]]) -> list[int]:
    """Return pairs in the order of ONNX: all the sides before, then all those after."""
    return list(chain(*zip(*padding, strict=True)))
