"""Every framework computes what this package does, with the texts of whole networks.

Run by `nox -s frameworks`, which installs the frameworks; the other tests do without them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyconv import network_code, read_network
from tests.frameworks.networks import Drawn, laid_out, networks, networks_with_copies

DRAWN = int(os.environ.get("NETWORKS", "400"))

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


def pytorch(network: Any, drawn: Drawn) -> Any:
    import torch

    assert isinstance(network, torch.nn.Module)
    network = network.to(torch.float64).eval()
    weights = iter(drawn.weights)
    with torch.no_grad():
        for module in network.modules():
            own = [*module.parameters(recurse=False), *list(module.buffers(recurse=False))[:2]]
            if own:
                arrays = [*next(weights).arrays]
                # Factor and summand, then mean and variance.
                arrays = [*arrays[2:], *arrays[:2]] if len(arrays) == 4 else arrays
                for held, array in zip(own, arrays, strict=True):
                    assert held.shape == array.shape
                    held.copy_(torch.from_numpy(np.ascontiguousarray(array)))
        assert next(weights, None) is None
        return network(torch.from_numpy(drawn.x)).numpy()


def keras(network: Any, drawn: Drawn) -> Any:
    import keras

    weights = iter(drawn.weights)
    for layer in network.layers:
        if layer.weights:
            arrays = laid_out(next(weights), last=True)
            layer.set_weights([*arrays[2:], *arrays[:2]] if len(arrays) == 4 else arrays)
    assert next(weights, None) is None
    made = keras.ops.convert_to_numpy(network(np.moveaxis(drawn.x, 1, -1), training=False))
    return np.moveaxis(made, -1, 1)


def function(network: Any, drawn: Drawn) -> Any:
    weights = [[each.astype(np.float32) for each in laid_out(own, last=True)] for own in drawn.weights]
    x = np.moveaxis(drawn.x, 1, -1).astype(np.float32)
    return np.moveaxis(np.asarray(network(x, weights)), -1, 1)


RUNNING: dict[str, Callable[[Any, Drawn], Any]] = {
    "pytorch": pytorch,
    "keras": keras,
    "tensorflow": function,
    "jax": function,
}
SLOW = {"keras": 4, "jax": 4}
"""How much longer a network takes that is compiled before it runs; so many times fewer are drawn."""


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("framework", RUNNING)
def test_the_network_of_the_text_is_the_network(framework: Any) -> None:
    @settings(max_examples=DRAWN // SLOW.get(framework, 1))
    @given(drawn=st.one_of(networks(), networks(), networks_with_copies()))
    def compare(drawn: Drawn) -> None:
        code = network_code(read_network(drawn.text, drawn.input_shape), framework)
        names: dict[str, Any] = {}
        exec(compile(code.text, f"<{framework}>", "exec"), names)
        made = RUNNING[framework](names["network"], drawn)
        assert made.shape == drawn.expected.shape, code.text
        # TensorFlow pools volumes only with floats of 32 bits.
        near = 1e-4 * max(1, np.abs(drawn.expected).max())
        assert np.allclose(made, drawn.expected, rtol=1e-4, atol=near), code.text

    compare()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("framework", ["pytorch", "keras"])
@pytest.mark.parametrize("kind", ["Avg", "Max"])
def test_windows_that_are_not_all_of_one_length(framework: Any, kind: str) -> None:
    x = np.random.default_rng(0).integers(-9, 9, (2, 3, 7, 5)).astype(np.float64)
    taken = np.max if kind == "Max" else np.mean
    # Window i of m begins at floor(i * n / m) and ends at ceil((i + 1) * n / m).
    expected = np.empty((2, 3, 4, 3))
    for row, (top, bottom) in enumerate([(0, 2), (1, 4), (3, 6), (5, 7)]):
        for column, (left, right) in enumerate([(0, 2), (1, 4), (3, 5)]):
            expected[:, :, row, column] = taken(x[:, :, top:bottom, left:right], (2, 3))
    code = network_code(read_network(f"nn.Adaptive{kind}Pool2d((4, 3))", (3, 7, 5)), framework)
    names: dict[str, Any] = {}
    exec(compile(code.text, f"<{framework}>", "exec"), names)
    made = RUNNING[framework](names["network"], Drawn(framework, "", (3, 7, 5), [], x, expected))
    assert np.allclose(made, expected, atol=1e-4), code.text
