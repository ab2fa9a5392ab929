"""The texts for NumPy and for ONNX, run as they stand, compute what the package does.

Those for the other frameworks are run by `nox -s frameworks`.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.frameworks.drawing import Drawn, layers
from tests.frameworks.running import check


@pytest.mark.parametrize("framework", ["numpy", "onnx"])
@settings(max_examples=300)
@given(drawn=layers())
def test_the_layer_of_the_text_is_the_layer(framework: Any, drawn: Drawn) -> None:
    check(framework, drawn)
