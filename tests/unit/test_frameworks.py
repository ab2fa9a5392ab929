"""Layers as code: recorded texts, what is warned of, what is refused, and that every text can be read."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import pyconv
from pyconv import ConvError, ConvSpec, PoolingSpec, TransposedSpec
from pyconv.frameworks import FRAMEWORKS, framework_code
from pyconv.messages import LANGUAGES, catalogue
from tests.frameworks.drawing import Drawn, layers
from tests.frameworks.golden import FOLDER, recorded

IMPORTED = {
    "pytorch": {"torch", "torch.nn"},
    "keras": {"keras"},
    "tensorflow": {"tensorflow"},
    "jax": {"jax"},
    "onnx": {"onnx"},
    "numpy": {"numpy", "pyconv"},
}

# Beside those that are recorded: together they take every way through every framework.
SPECS: tuple[Any, ...] = (
    ConvSpec(6, 4, padding="same"),
    ConvSpec(6, 4, stride=2, padding="same_lower"),
    ConvSpec(6, 3, stride=2, padding="same", dilation=2),
    ConvSpec((5, 6, 7), 3, stride=(1, 2, 1), padding="same", dilation=2),
    ConvSpec((5, 5, 5), (1, 3, 2), dilation=2),
    ConvSpec(8, 3, stride=2, padding="same", padding_mode="replicate"),
    ConvSpec(8, 3, padding=-1),
    ConvSpec(8, 3, padding=-1, padding_mode="circular"),
    ConvSpec(8, 3, padding=[(1, 3)], padding_mode="wrap"),
    ConvSpec(8, 3, padding=2, padding_mode="reflect"),
    ConvSpec((3, 3), 3, padding=[(-1, 4), 0], padding_mode="wrap"),
    ConvSpec((5, 5), 3, stride=2, padding="causal", dilation=2),
    ConvSpec(8, 2, padding="causal", padding_mode="circular"),
    ConvSpec(8, 2, flipped=True),
    TransposedSpec(4, 3, stride=2, padding=1),
    TransposedSpec((4, 4), 3, stride=2, padding=1, output_padding=(0, 1)),
    TransposedSpec(4, 2, stride=5, padding=[(2, 0)], output_padding=4),
    TransposedSpec(4, 2, dilation=3, padding=[(3, 1)], output_padding=2),
    TransposedSpec(4, 2, dilation=3, padding=[(3, 0)], output_padding=2),
    TransposedSpec(4, 3, dilation=2, padding=[(5, 0)]),
    TransposedSpec(3, 1, stride=2, padding=[(0, 1)], output_padding=1, dilation=2),
    TransposedSpec((2, 2, 2), 2, stride=2, dilation=(1, 1, 3)),
    PoolingSpec(5, 2, padding=[(1, 0)]),
    PoolingSpec(6, 2, stride=2, padding="same"),
    PoolingSpec(7, 3, stride=2, padding="same", kind="average"),
    PoolingSpec(7, 3, stride=2, padding="same_lower", kind="average"),
    PoolingSpec(7, 3, stride=2, padding="same", kind="average", count_include_pad=True),
    PoolingSpec(5, 2, stride=2, padding=[(0, 1)], kind="average", ceil_mode=True),
    PoolingSpec(8, 3, stride=2, kind="average", ceil_mode=True, dilation=2),
    PoolingSpec(8, 3, stride=2, padding=3, kind="average", ceil_mode=True, dilation=2),
    PoolingSpec(8, 3, padding=3, stride=1, kind="average", count_include_pad=False, dilation=2),
    PoolingSpec(8, 3, padding=3, stride=1, dilation=2),
    PoolingSpec((8, 8, 8), 2, dilation=(1, 1, 2)),
)


def check(framework: Any, text: str, spec: Any, *, bias: bool) -> None:
    tree = ast.parse(text)
    imports = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    imports |= {name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names}
    assert imports <= IMPORTED[framework]
    last = tree.body[-1]
    if framework in {"pytorch", "keras", "onnx"}:
        assert isinstance(last, ast.Assign)
        assert [ast.unparse(target) for target in last.targets] == ["layer"]
        return
    assert isinstance(last, ast.FunctionDef)
    assert last.name == "layer"
    wanted = ["x"] if isinstance(spec, PoolingSpec) else ["x", "weight", "bias"][: 3 if bias else 2]
    assert [argument.arg for argument in last.args.args] == wanted


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_recorded_texts(framework: Any) -> None:
    assert recorded(framework) == Path(FOLDER / f"{framework}.txt").read_text("utf-8")


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_every_way_makes_a_program(framework: Any, spec: Any) -> None:
    for groups, bias in itertools.product((1, 2), (True, False)):
        code = framework_code(spec, framework, 4, 2, groups, bias)
        check(framework, code.text, spec, bias=bias)


@given(drawn=layers())
def test_drawn_layers_make_programs(drawn: Drawn) -> None:
    for framework in FRAMEWORKS:
        code = framework_code(drawn.layer.spec, framework, **drawn.arguments)
        check(framework, code.text, drawn.layer.spec, bias=drawn.layer.bias)


def test_the_package_offers_it_when_it_is_asked_for() -> None:
    assert pyconv.framework_code is framework_code
    assert isinstance(framework_code(ConvSpec(5, 3), "jax"), pyconv.FrameworkCode)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_comments_and_warnings_are_in_the_readers_language(framework: Any, language: str) -> None:
    words = catalogue(language)
    spec = ConvSpec((6, 6), 3, stride=2, padding="same", padding_mode="reflect", flipped=True)
    code = framework_code(spec, framework, language=language)
    assert words["code.turned"] in code.warnings
    assert words["code.turning"] in " ".join(line.strip(' #"') for line in code.text.splitlines())
    other = framework_code(spec, framework, language=next(each for each in LANGUAGES if each != language))
    assert ast.dump(ast.parse(strip_docstrings(code.text))) == ast.dump(
        ast.parse(strip_docstrings(other.text))
    )


def strip_docstrings(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith('"""'))


@pytest.mark.parametrize(
    ("framework", "spec", "warned"),
    [
        ("pytorch", ConvSpec(6, 3, stride=2, padding="same"), ["this-size"]),
        ("keras", ConvSpec(6, 3, stride=2, padding="same"), []),
        ("tensorflow", ConvSpec(6, 3, stride=2, padding="same"), []),
        ("jax", ConvSpec(6, 3, stride=2, padding="same_lower"), []),
        ("onnx", ConvSpec(6, 3, stride=2, padding="same"), ["this-size"]),
        ("numpy", ConvSpec(6, 3, stride=2, padding="same"), []),
        ("pytorch", ConvSpec(6, 3, padding="same"), []),
        ("pytorch", PoolingSpec(6, 3, padding="same"), ["this-size"]),
        ("tensorflow", PoolingSpec(6, 3, padding="same_lower"), ["this-size"]),
        ("jax", PoolingSpec(6, 3, padding="same_lower"), []),
        ("keras", PoolingSpec(6, 3, padding="same", kind="average"), []),
        ("keras", PoolingSpec(6, 3, padding="same", kind="average", count_include_pad=True), ["this-size"]),
        ("tensorflow", PoolingSpec(6, 2, stride=2, padding="same", dilation=3), ["this-size"]),
        ("pytorch", ConvSpec(6, 3, flipped=True), ["turned"]),
    ],
)
def test_what_is_warned_of(framework: Any, spec: Any, warned: list[str]) -> None:
    words = catalogue("en")
    assert list(framework_code(spec, framework).warnings) == [words[f"code.{key}"] for key in warned]


@pytest.mark.parametrize(
    ("spec", "named", "reason", "field"),
    [
        ("Conv2d", {}, "not-geometry", "spec"),
        (ConvSpec(5, 3), {"framework": "caffe"}, "unknown-choice", "framework"),
        (ConvSpec(5, 3), {"framework": ["jax"]}, "unknown-choice", "framework"),
        (ConvSpec((3, 3, 3, 3), 1), {}, "framework-axes", "spec"),
        (ConvSpec(5, 3, padding=1, padding_mode="constant"), {}, "unknown-choice", "fill"),
        (ConvSpec(5, 3), {"in_channels": 0}, "below-minimum", "in_channels"),
        (ConvSpec(5, 3), {"out_channels": 1.5}, "not-integer", "out_channels"),
        (ConvSpec(5, 3), {"in_channels": 4, "out_channels": 3, "groups": 2}, "groups-unequal", "groups"),
        (TransposedSpec(5, 3), {"in_channels": 3, "groups": 2}, "groups-unequal", "groups"),
        (ConvSpec(5, 3), {"bias": 1}, "not-flag", "bias"),
    ],
)
def test_what_makes_no_layer_is_refused(spec: Any, named: dict[str, Any], reason: str, field: str) -> None:
    with pytest.raises(ConvError) as refused:
        framework_code(spec, **{"framework": "pytorch"} | named)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert str(refused.value)


def test_a_pooling_has_the_channels_of_its_input() -> None:
    code = framework_code(PoolingSpec(8, 2), "pytorch", in_channels=3, out_channels=8, groups=2)
    assert "x (N, 3, 8) -> (N, 3, 4)" in code.text
