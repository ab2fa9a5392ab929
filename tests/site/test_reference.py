"""The package's page: made of its docstrings, with examples that hold."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest

import pyconv
from pyconv import ConvError
from pyconv.messages import LANGUAGES
from site_assets.plugin.reference import WIDEST, UnknownName, entry, reference, signature
from site_assets.plugin.blocks import parse_widget
from site_assets.plugin.markup import widget

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_everything_that_the_package_offers(language: str) -> None:
    page = (DOCS / language / "pyconv.md").read_text("utf-8")
    blocks = re.findall(r"^```reference\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert sorted(" ".join(blocks).split()) == sorted(pyconv.__all__)
    assert reference(blocks[0]).count("\n#### `") == len(blocks[0].split()) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_page_hold(language: str) -> None:
    page = (DOCS / language / "pyconv.md").read_text("utf-8")
    examples = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "pyconv.md", None, 0)
    assert len(test.examples) >= 6
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test).failed == 0


def recipe(language: str) -> str:
    page = (DOCS / language / "pyconv.md").read_text("utf-8")
    (code,) = re.findall(r"^```python-cell home-figure\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(code)


def shown(code: str) -> str:
    """Run a cell as a notebook does, and return the HTML of its last line."""
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    names: dict[str, object] = {}
    exec(compile(tree, "cell", "exec"), names)
    html: str = eval(ast.unparse(last), names)._repr_html_()
    return html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_of_the_page_makes_the_figure_of_the_home_page(language: str) -> None:
    html = shown(recipe(language))
    assert html.count("<svg") == 3
    assert html.index("</style>") < html.index("<svg")
    home = (DOCS / language / "index.md").read_text("utf-8")
    (body,) = re.findall(r"^```widget sliding-filter\n(.*?)^```$", home, re.MULTILINE | re.DOTALL)
    figure = widget(parse_widget("sliding-filter", body), language)
    assert re.findall("<svg.*?</svg>", html, re.DOTALL) == [
        # What a page's icons are drawn with is no picture.
        drawn for drawn in re.findall("<svg.*?</svg>", figure, re.DOTALL) if 'role="grid"' in drawn
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("stride=0", "stride must be between 1 and 5, but it is 0"),
        ("kernel=3, dilation=4", "the kernel spans 9 cells"),
        ("strides=2", "there is no parameter “strides”; there are: stride, "),
    ],
)
def test_the_notebook_is_told_what_is_refused(language: str, wrong: str, said: str) -> None:
    code = re.sub(r"input=.*padding=1", wrong, recipe(language))
    assert wrong in code
    with pytest.raises(ConvError, match=said):
        shown(code)


@pytest.mark.parametrize("name", pyconv.__all__)
def test_every_public_name_has_a_docstring_with_an_example(name: str) -> None:
    written = entry(name)
    assert written.startswith(f"#### `{name}`")
    assert "```pycon\n>>> " in written


def test_the_sections_of_a_docstring_become_lists_and_its_formulas_and_examples_keep_their_lines() -> None:
    written = entry("cross_correlate")
    for part in (
        "\n\n```text\noutput[o] = sum over t of kernel[t] · padded[o·s + t·d]\n```\n\n",
        "\n\n**Args**\n\n- `x`: one channel with any number of axes; integers and booleans give exact ",
        "\n- `stride, padding, dilation, padding_mode`: as in `ConvSpec`.\n",
        "\n\n**Returns** An array of `ConvSpec(...).output_size` cells.\n\n",
        "\n\n**Raises**\n\n- `ConvError`: the arguments define no convolution.\n\n",
        "\n\n**Source** arXiv:1603.07285, section 1.1.\n\n",
        "\n\n```pycon\n>>> cross_correlate([1, 2, 3, 4], [0, 1, 2])\narray([ 8, 11])\n```\n\n",
    ):
        assert part in written


def test_a_long_signature_takes_several_lines() -> None:
    def small(x: int, *, stride: int = 1) -> int:
        return x * stride

    assert signature("small", small) == "small(x, *, stride=1)"
    assert signature("ConvSpec", pyconv.ConvSpec).startswith("ConvSpec(\n    input_size,\n")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownName, match="pyconv offers no 'nonsense'"):
        reference("pool\nnonsense")
    with pytest.raises(UnknownName, match="the block names nothing"):
        reference(" \n")


def test_a_signature_that_just_fits_keeps_its_line() -> None:
    def called(one: int, other: int) -> int:
        return one + other

    inner = "(one, other)"
    fitting = "f" * (WIDEST - len(inner))
    assert signature(fitting, called) == f"{fitting}{inner}"
    assert signature(f"{fitting}f", called) == f"{fitting}f(\n    one,\n    other,\n)"
