"""The texts of whole networks: read again they are the network, and run they compute it.

Those for PyTorch, Keras, TensorFlow and JAX are run by `nox -s frameworks`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import network_code, read_network
from tests.frameworks.networks import Drawn, laid_out, networks, networks_with_copies

ANY = st.one_of(networks(), networks(), networks_with_copies())


@settings(max_examples=300)
@given(drawn=ANY)
def test_the_function_of_the_text_is_the_network(drawn: Drawn) -> None:
    network = read_network(drawn.text, drawn.input_shape)
    assert not network.unknown
    code = network_code(network, "numpy")
    names: dict[str, Any] = {}
    exec(compile(code.text, "<network>", "exec"), names)
    made = names["network"](drawn.x, [laid_out(each, last=False) for each in drawn.weights])
    assert made.shape == drawn.expected.shape
    assert np.allclose(made, drawn.expected), code.text


@settings(max_examples=300)
@given(drawn=ANY)
def test_the_model_of_the_text_is_the_network(drawn: Drawn) -> None:
    code = network_code(read_network(drawn.text, drawn.input_shape), "onnx")
    names: dict[str, Any] = {}
    exec(compile(code.text, "<network>", "exec"), names)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        names["network"].SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    arrays = [drawn.x]
    for weighted in drawn.weights:
        first, *others = weighted.arrays
        # ONNX has factor and summand first, then mean and variance.
        arrays += [*others[1:], first, others[0]] if weighted.kind == "normal" else [first, *others]
    given_names = [each.name for each in session.get_inputs()]
    feed = {name: array.astype(np.float32) for name, array in zip(given_names, arrays, strict=True)}
    (made,) = session.run(None, feed)
    assert made.shape == drawn.expected.shape
    near = 1e-4 * max(1, np.abs(drawn.expected).max())
    assert np.allclose(made, drawn.expected, rtol=1e-4, atol=near), code.text


@pytest.mark.parametrize("framework", ["pytorch", "keras"])
@settings(max_examples=300)
@given(drawn=ANY)
def test_a_text_that_is_read_again_is_the_network(framework: Any, drawn: Drawn) -> None:
    network = read_network(drawn.text, drawn.input_shape)
    code = network_code(network, framework)
    again = read_network(code.text, drawn.input_shape)
    if framework == drawn.framework:
        assert again.output_shape == network.output_shape
        assert [row.parameters for row in again.rows if row.parameters or not copies(network)] == [
            row.parameters for row in network.rows if row.parameters or not copies(network)
        ]
        assert copies(again) == copies(network)
        return
    # What pads by itself is no layer that is read: sizes go wrong from there on. A module says in its
    # `forward` what is read of it without that.
    if all(each.text.startswith(("torch.cat(", "Network()")) for each in again.unknown):
        assert copies(again) == copies(network), code.text
        assert again.output_shape == network.output_shape, code.text
        assert learned(again) == learned(network), code.text


def copies(network: Any) -> int:
    """Return how many layers read a copy."""
    return sum(row.joins is not None for row in network.rows)


def learned(network: Any) -> list[int]:
    """Return the parameters of the layers that have some; the frameworks count normalisation differently."""
    return [row.parameters for row in network.rows if row.parameters and "Norm" not in row.name]
