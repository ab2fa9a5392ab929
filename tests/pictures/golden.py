"""What every view answered when somebody last looked: first states whole, many other answers by their hash.

A change of a picture on purpose is recorded, and committed with the change, by

    python -m tests.pictures.golden
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.controls import Choice, Edits, Number, Parameter, Ranged
from pyconv.pictures.views import VIEWS, view
from tests.pictures.views import Params, asked, keys, piece

FOLDER = Path(__file__).parent / "golden"
REQUESTS = FOLDER / "requests.jsonl"
DRAWN = 30
"""Requests for each view besides its first state."""

PICTURE = "the picture"
"""What the hash of a whole picture is kept under, beside the keys of cells."""

WRONG_KEYS = ("", "in:-1", "in:007", "out:99999", "tap:x", "term:0:0", "nothing:1")


def first_state(name: str, language: str) -> str:
    """Return the first state of a view as text, a piece of it on each line, each cell with its look."""
    drawn = asked(name, {}, language)
    for panel in drawn["panels"]:
        if "rows" in panel:
            looks = panel.pop("looks")
            panel["rows"] = [[piece(cell, looks) for cell in row] for row in panel["rows"]]
    return json.dumps(drawn, ensure_ascii=False, indent=1) + "\n"


def state_file(name: str, language: str) -> Path:
    """Return where a first state is kept."""
    return FOLDER / f"{name}.{language}.json"


def short(answer: str) -> str:
    """Return a hash of an answer."""
    return sha256(answer.encode()).hexdigest()[:16]


def answers(request: dict[str, Any], cells: list[str]) -> dict[str, str]:
    """Return hashes of the answers to a request: the picture, and what some cells tell, by key."""
    return {PICTURE: short(web.build(json.dumps(request)))} | {
        key: short(web.focus(json.dumps(request | {"key": key}))) for key in cells
    }


def _value(draw: Random, parameter: Parameter) -> Any:
    if isinstance(parameter, Choice):
        return draw.choice(parameter.options)
    if isinstance(parameter, Number):
        return draw.choice(["0", "1/2", "-3", "2.5"])
    if not isinstance(parameter, Ranged):
        return draw.choice(parameter.ends())
    ends = [parameter.low, parameter.high + (draw.random() < 0.02)]
    near = min(parameter.high, parameter.low + 4)
    return [
        draw.choice(ends) if draw.random() < 0.15 else draw.randint(parameter.low, near)
        for _ in parameter.parts
    ]


def drawn_settings(draw: Random, name: str) -> Params:
    """Draw settings of a view, some of which it refuses."""
    chosen: Params = {}
    for parameter in view(name).parameters:
        if draw.random() < 0.45:
            continue
        if isinstance(parameter, Edits):
            places = [f"{draw.choice(parameter.grids)}:{draw.randrange(3)},{draw.randrange(3)}" for _ in "ab"]
            chosen[parameter.name] = {place: draw.choice(["7", "-1/3", "0.25", "x"]) for place in places}
        else:
            chosen[parameter.name] = _value(draw, parameter)
    return chosen


def draw_requests() -> Iterator[dict[str, Any]]:
    """Draw requests of every view, and the cells to ask of."""
    for name in sorted(VIEWS):
        draw = Random(name)
        for number in range(DRAWN):
            language = LANGUAGES[number % len(LANGUAGES)]
            params = drawn_settings(draw, name) if number > 1 else {}
            request = {"view": name, "language": language, "params": params}
            drawn = asked(name, params, language)
            known = [] if "refused" in drawn else sorted(keys(drawn))
            few = sorted(draw.sample(known, min(len(known), 8 if number > 1 else len(known))))
            step = {"step": draw.randrange(4)} if number % 3 == 0 else {}
            yield {"request": request | step, "cells": [*few, draw.choice(WRONG_KEYS)]}


def requests() -> list[dict[str, Any]]:
    """Return what was asked, and hashes of what was answered."""
    return [json.loads(line) for line in REQUESTS.read_text("utf-8").splitlines()]


def record() -> None:
    """Write down what the views answer now; requests that are there already are asked again."""
    FOLDER.mkdir(exist_ok=True)
    kept = requests() if REQUESTS.is_file() else []
    known = {each["request"]["view"] for each in kept}
    new = [each for each in draw_requests() if each["request"]["view"] not in known]
    lines = []
    for each in [*kept, *new]:
        if each["request"]["view"] in VIEWS:
            cells = each.get("cells") or [key for key in each["answers"] if key != PICTURE]
            told = {"request": each["request"], "answers": answers(each["request"], cells)}
            lines.append(json.dumps(told, ensure_ascii=False))
    REQUESTS.write_text("\n".join(lines) + "\n", "utf-8")
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name in VIEWS:
        for language in LANGUAGES:
            state_file(name, language).write_text(first_state(name, language), "utf-8")


if __name__ == "__main__":
    record()
