"""What a reader foretells of a result: Python says whether it is right."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pyconv.pictures import web
from pyconv.pictures.model import Grid
from pyconv.pictures.predictions import is_result, is_right
from pyconv.pictures.views import VIEWS, view


def asked(params: dict[str, Any], key: str, typed: str, language: str = "es") -> dict[str, Any]:
    request = {"view": "sliding-filter", "language": language, "params": params, "key": key, "typed": typed}
    answer: dict[str, Any] = json.loads(web.check(json.dumps(request)))
    return answer


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("0,5", True),
        ("0.5", True),
        ("1/2", True),
        (" 2/4 ", True),
        ("0,05", False),
        ("\N{MINUS SIGN}1/2", False),
    ],
)
@pytest.mark.parametrize("language", ["es", "en"])
def test_an_exact_value_is_right_however_it_is_written(typed: str, right: bool, language: str) -> None:
    params = {"input": [1, 1], "kernel": [1, 1], "edits": {"input:0,0": "1/2", "kernel:0,0": "1"}}
    assert asked(params, "out:0", typed, language) == {"right": right}


@pytest.mark.parametrize("name", VIEWS)
def test_what_can_be_foretold_is_worked_out(name: str) -> None:
    shown = view(name)
    scene = shown.scene(shown.prepared({}), "en")
    cells = [cell for panel in scene.panels if isinstance(panel, Grid) for row in panel.rows for cell in row]
    results = [cell for cell in cells if is_result(cell)]
    for cell in results:
        number = cell.text.replace("\N{MINUS SIGN}", "-")
        if re.fullmatch(r"-?[0-9]+", number):
            assert is_right(scene, cell.key, number, "en")
            assert not is_right(scene, cell.key, str(int(number) + 1000), "en")
    # A cell's own number can be read off its place.
    numbered = [cell for cell in results if cell.text == cell.key.rpartition(":")[2]]
    assert not results or len(numbered) < len(results)


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("out:0", "", "La celda está vacía"),
        ("out:0", "abc", "«abc» no es un número"),
        ("in:0", "1", "No hay ningún resultado «in:0» que predecir."),
        ("out:999", "1", "No hay ningún resultado «out:999» que predecir."),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(key: str, typed: str, said: str) -> None:
    assert asked({}, key, typed)["refused"]["message"].startswith(said)
