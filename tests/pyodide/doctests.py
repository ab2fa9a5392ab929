"""The examples in the package's docstrings hold inside Pyodide too.

The site's wheel holds compiled modules, in which pytest's own collector finds no examples.
"""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pytest
from numpy._core import arrayprint

from tests.pyodide.inside import package_modules


@pytest.mark.parametrize("name", ["pyconv", *package_modules()])
def test_the_examples_of(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # NumPy names a dtype unless it is the machine's own: 64 bits where the examples were written, 32 here.
    monkeypatch.setattr(arrayprint, "_typelessdata", [*arrayprint._typelessdata, np.int64])
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.REPORT_NDIFF)
    assert result.failed == 0
