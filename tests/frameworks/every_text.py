"""Every framework computes what this package does, with the texts that it writes.

Run by `nox -s frameworks`, which installs the frameworks; the other tests do without them.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from pyconv.frameworks import FRAMEWORKS, framework_code
from tests.frameworks.drawing import Drawn, layers
from tests.frameworks.running import run

DRAWN = int(os.environ.get("LAYERS", "3000"))

# JAX computes in 32 bits unless it is told before it starts; TensorFlow tells much that is no error.
os.environ.setdefault("JAX_ENABLE_X64", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("framework", FRAMEWORKS)
@settings(max_examples=DRAWN)
@given(drawn=layers())
def test_the_layer_of_the_text_is_the_layer(framework: Any, drawn: Drawn) -> None:
    code = framework_code(drawn.layer.spec, framework, **drawn.arguments)
    made = run(framework, code.text, drawn.layer, drawn.arrays)
    whole = np.rint(made)
    assert np.allclose(made, whole, rtol=1e-5, atol=1e-4), code.text
    if drawn.arrays[1:]:
        assert np.array_equal(made, whole), code.text
    assert np.array_equal(whole, drawn.expected), code.text
