"""The package's page: made of its docstrings, with examples that hold."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import pyconv
from site_assets.publish.reference import UnknownName, entry, replace_references, signature

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ("es", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_everything_that_the_package_offers(language: str) -> None:
    page = (DOCS / language / "pyconv.md").read_text("utf-8")
    blocks = re.findall(r"^```reference\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert sorted(" ".join(blocks).split()) == sorted(pyconv.__all__)
    assert "```reference" not in replace_references(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_page_hold(language: str) -> None:
    page = (DOCS / language / "pyconv.md").read_text("utf-8")
    examples = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "pyconv.md", None, 0)
    assert len(test.examples) >= 6
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test).failed == 0


def test_the_notebook_of_the_page_makes_the_figure() -> None:
    for language in LANGUAGES:
        page = (DOCS / language / "pyconv.md").read_text("utf-8")
        (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        shown: dict[str, str] = {}
        code = code.replace("from IPython.display import HTML\n", "").replace(
            'HTML("".join', 'shown = ("".join'
        )
        exec(code, shown)
        assert shown["shown"].count("<svg") == 3


@pytest.mark.parametrize("name", pyconv.__all__)
def test_every_public_name_has_a_docstring_with_an_example(name: str) -> None:
    written = entry(name)
    assert written.startswith(f"#### `{name}`")
    assert "```pycon\n>>> " in written


def test_a_long_signature_takes_several_lines() -> None:
    def small(x: int, *, stride: int = 1) -> int:
        return x * stride

    assert signature("small", small) == "small(x, *, stride=1)"
    assert signature("ConvSpec", pyconv.ConvSpec).startswith("ConvSpec(\n    input_size,\n")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownName, match="pyconv offers no 'nonsense'"):
        replace_references("```reference\nnonsense\n```")
