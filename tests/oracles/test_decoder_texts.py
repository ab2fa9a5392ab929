"""The decoders of networks in all frameworks: in NumPy and ONNX they run, and give the sizes back.

Those for PyTorch and Keras are run by `nox -s frameworks`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest

from pyconv import matching_decoder, read_network
from pyconv.frameworks import FRAMEWORKS, Framework

ENCODERS = [
    (
        "nn.Conv2d(1, 2, 3, 2, 1)\nnn.MaxPool2d(3, 2, ceil_mode=True)\nnn.Flatten()\nnn.LazyLinear(5)",
        (1, 12, 13),
    ),
    ("nn.Conv1d(2, 3, 3, dilation=2)\nnn.AdaptiveAvgPool1d(4)\nnn.ConvTranspose1d(3, 1, 3, 2)", (2, 11)),
    ("layers.Conv2D(4, 3)\nlayers.UpSampling2D(2)\nlayers.GlobalMaxPooling2D()\nlayers.Dense(3)", (1, 7, 6)),
    ("nn.AdaptiveAvgPool2d((4, 4))\nnn.ZeroPad2d((1, -1, 0, 2))", (2, 5, 6)),
]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("text", "shape"), ENCODERS)
def test_a_decoder_in_every_framework(text: str, shape: tuple[int, ...], framework: Framework) -> None:
    encoder = read_network(text, shape)
    decoder = matching_decoder(encoder, framework=framework)
    assert decoder.framework == framework
    code = compile(decoder.text, "<decoder>", "exec")
    assert "network" in code.co_names
    assert "import" in decoder.text
    if framework in {"pytorch", "keras"}:
        assert read_network(decoder.text, encoder.output_shape).output_shape == shape
        return
    if framework not in {"numpy", "onnx"}:
        return
    model: dict[str, Any] = {}
    exec(compile(matching_decoder(encoder, framework="onnx").text, "<decoder>", "exec"), model)
    session = onnxruntime.InferenceSession(
        model["network"].SerializeToString(), providers=["CPUExecutionProvider"]
    )
    given = np.ones((2, *encoder.output_shape), np.float32)
    # Weights come in the order of the layers, a bias behind each: NumPy takes what ONNX does.
    feed = {each.name: np.full(each.shape, 0.5, np.float32) for each in session.get_inputs()[1:]}
    if framework == "onnx":
        (made,) = session.run(None, {"x": given, **feed})
    else:
        arrays = list(feed.values())
        names: dict[str, Any] = {}
        exec(code, names)
        made = names["network"](given, list(zip(arrays[::2], arrays[1::2], strict=True)))
    assert made.shape == (2, *shape)
