"""Every framework computes what this package does, with the texts that it writes.

Run by `nox -s frameworks`, which installs the frameworks; the other tests do without them.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings

from pyconv.frameworks import FRAMEWORKS
from tests.frameworks.drawing import Drawn, layers
from tests.frameworks.running import check

DRAWN = int(os.environ.get("LAYERS", "2000"))
SLOW = {"keras": 4, "jax": 4}
"""How much longer a layer takes that is compiled before it runs; so many times fewer are drawn."""

# JAX computes in 32 bits unless it is told before it starts. TensorFlow tells much that is no error,
# and has short cuts that are not exact.
os.environ |= {"JAX_ENABLE_X64": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_layer_of_the_text_is_the_layer(framework: Any) -> None:
    @settings(max_examples=DRAWN // SLOW.get(framework, 1))
    @given(drawn=layers())
    def compare(drawn: Drawn) -> None:
        check(framework, drawn)

    compare()
