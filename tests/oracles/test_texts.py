"""The texts for NumPy and for ONNX, run as they stand, compute what the package does.

Those for the other frameworks are run by `nox -s frameworks`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from pyconv.frameworks import framework_code
from tests.frameworks.drawing import Drawn, layers
from tests.frameworks.running import run


@pytest.mark.parametrize("framework", ["numpy", "onnx"])
@settings(max_examples=300)
@given(drawn=layers())
def test_the_layer_of_the_text_is_the_layer(framework: Any, drawn: Drawn) -> None:
    code = framework_code(drawn.layer.spec, framework, **drawn.arguments)
    made = run(framework, code.text, drawn.layer, drawn.arrays)
    # Averages of 32 bits are rounded; all else is exact.
    assert np.allclose(made, drawn.expected, rtol=1e-5, atol=1e-4), code.text
    if drawn.arrays[1:]:
        assert np.array_equal(made, drawn.expected), code.text
