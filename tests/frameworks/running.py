"""Runs the text of a layer in its framework. A framework is imported when one of its texts is run."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume

from pyconv.frameworks import framework_code
from pyconv.frameworks.layer import Layer, padding_name
from pyconv.pooling import PoolingSpec
from pyconv.transposed import TransposedSpec
from tests.frameworks.drawing import Drawn


def kind(layer: Layer) -> Any:
    """Return the floats that are computed with: TensorFlow pools volumes only with those of 32 bits."""
    return np.float32 if isinstance(layer.spec, PoolingSpec) else np.float64


def check(framework: Any, drawn: Drawn) -> None:
    """Compare what the text makes with what the package does, cell by cell."""
    assume(framework not in {"keras", "tensorflow"} or not begins_late(drawn.layer))
    code = framework_code(drawn.layer.spec, framework, **drawn.arguments)
    made = run(framework, code.text, drawn.layer, drawn.arrays)
    # Averages are rounded; all else is exact.
    assert np.allclose(made, drawn.expected, rtol=1e-5, atol=1e-4), code.text
    if drawn.arrays[1:]:
        assert np.array_equal(made, drawn.expected), code.text


def begins_late(layer: Layer) -> bool:
    """Return whether it is a volume under SAME of which the windows leave cells over.

    There TensorFlow 2.21 takes off at the beginning a half of what is left over, in floats of 64 bits and
    in all without oneDNN. With oneDNN, and in one or two axes, it begins at the first cell, as its own
    formula says.
    """
    spec = layer.spec
    if isinstance(spec, TransposedSpec) or spec.axes < 3 or padding_name(spec) != "same":
        return False
    axes = zip(spec.input_size, spec.output_size, spec.stride, spec.span, strict=True)
    return any((o - 1) * s + span < i for i, o, s, span in axes)


def run(framework: str, text: str, layer: Layer, arrays: list[Any]) -> Any:
    """Return what the text's `layer` makes of arrays that are laid out as PyTorch has them."""
    names: dict[str, Any] = {}
    if framework == "keras":
        import keras

        keras.config.set_floatx(np.dtype(kind(layer)).name)
        # Layers ask for the policy, which keeps the floats of the first layer.
        keras.config.set_dtype_policy(np.dtype(kind(layer)).name)
    exec(compile(text, f"<{framework}>", "exec"), names)
    return {"pytorch": _pytorch, "keras": _keras, "onnx": _onnx, "numpy": _numpy}.get(framework, _function)(
        names["layer"], layer, arrays
    )


def _pytorch(made: Any, layer: Layer, arrays: list[Any]) -> Any:
    import torch

    assert isinstance(made, torch.nn.Module)
    made = made.to(torch.float32 if isinstance(layer.spec, PoolingSpec) else torch.float64)
    tensors = [torch.from_numpy(np.ascontiguousarray(array.astype(kind(layer)))) for array in arrays]
    parameters = list(made.parameters())
    assert len(parameters) == len(tensors) - 1
    with torch.no_grad():
        for parameter, values in zip(parameters, tensors[1:], strict=True):
            assert parameter.shape == values.shape
            parameter.copy_(values)
        return made(tensors[0]).numpy()


def _keras(made: Any, layer: Layer, arrays: list[Any]) -> Any:
    import keras

    assert isinstance(made, keras.layers.Layer)
    x = np.moveaxis(arrays[0], 1, -1).astype(kind(layer))
    made.build(x.shape)
    weights = made.weights
    assert len(weights) == len(arrays) - 1
    if weights:
        for variable, values in zip(weights, [_kernel(layer, arrays[1]), *arrays[2:]], strict=True):
            assert tuple(variable.shape) == values.shape
            variable.assign(values.astype(kind(layer)))
    return np.moveaxis(keras.ops.convert_to_numpy(made(x)), -1, 1)


def _kernel(layer: Layer, weight: Any) -> Any:
    """Return the weights as Keras has them, also where it has the convolution that gives the same."""
    if isinstance(layer.spec, TransposedSpec) and (layer.groups > 1 or max(layer.spec.dilation) > 1):
        parts = np.split(weight, layer.groups)
        weight = np.concatenate([part.swapaxes(0, 1) for part in parts])
    return np.moveaxis(weight, (0, 1), (-1, -2))


def _function(made: Any, layer: Layer, arrays: list[Any]) -> Any:
    given = [np.moveaxis(arrays[0], 1, -1)]
    given += [np.moveaxis(weight, (0, 1), (-1, -2)) for weight in arrays[1:2]]
    return np.moveaxis(
        np.asarray(made(*(array.astype(kind(layer)) for array in [*given, *arrays[2:]]))), -1, 1
    )


def _numpy(made: Any, _: Layer, arrays: list[Any]) -> Any:
    return made(*arrays)


def _onnx(model: Any, _: Layer, arrays: list[Any]) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    names = [given.name for given in session.get_inputs()]
    assert names == ["x", "weight", "bias"][: len(arrays)]
    (output,) = session.run(None, dict(zip(names, (a.astype(np.float32) for a in arrays), strict=True)))
    return output
