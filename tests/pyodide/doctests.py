"""The examples in the package's docstrings hold inside Pyodide too.

What the site loads holds compiled modules without docstrings: the examples are read from the sources.
"""

from __future__ import annotations

import ast
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy._core import arrayprint

from tests.pyodide.inside import package_modules

SOURCES = Path(__file__).parents[2]
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def examples(module: ModuleType) -> Iterator[doctest.DocTest]:
    """Yield the examples in the source of a module, to be run in what was made of it."""
    stem = SOURCES.joinpath(*module.__name__.split("."))
    path = stem / "__init__.py" if hasattr(module, "__path__") else stem.with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, DOCUMENTED) and (words := ast.get_docstring(node)) and ">>>" in words:
            name = getattr(node, "name", module.__name__)
            yield doctest.DocTestParser().get_doctest(words, vars(module), name, str(path), 0)


@pytest.mark.parametrize("name", ["pyconv", *package_modules()])
def test_the_examples_of(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # NumPy names a dtype unless it is the machine's own: 64 bits where the examples were written, 32 here.
    monkeypatch.setattr(arrayprint, "_typelessdata", [*arrayprint._typelessdata, np.int64])
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    for example in examples(importlib.import_module(name)):
        runner.run(example)
    assert runner.summarize().failed == 0
