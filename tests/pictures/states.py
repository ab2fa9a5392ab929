"""States drawn by chance: settings of a view, a step, a lit cell, a language."""

from __future__ import annotations

from random import Random
from typing import Any

from pyconv import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.controls import Choice, Code, Edits, Parameter, Ranged
from pyconv.pictures.state import State, state
from pyconv.pictures.views import view
from tests.strategies import Params

SIZES = ("1", "2", "3 × 5", "7", "(2, 1)", "224", "1 × 32 × 32", "")
NUMBERS = ("-3", "1/2", "0,5", "9999")
CODES = (
    "nn.Conv2d(1, 2, 3)\nnn.MaxPool2d(2)",
    'layers.Conv2D(8, 3, padding="same")\n# ñ & <b> "a" %41 = ?#;',
    "nn.Conv1d(1, 1, 2)",
)


def drawn(draw: Random, name: str) -> State:
    """Draw a state of a view: settings one by one, each kept if it makes a picture with the others."""
    parameters = view(name).parameters
    chosen: Params = {}
    for each in draw.sample(parameters, min(draw.randrange(4), len(parameters))):
        changed = chosen | {each.name: value(draw, each)}
        try:
            state(name, changed, "en")
        except ConvError:
            continue
        chosen = changed
    language = draw.choice(LANGUAGES)
    steps = state(name, chosen, language).scene.steps
    step = draw.choice((None, draw.randrange(max(len(steps), 1))))
    return state(name, chosen, language, step=step, cell=draw.choice(("", *steps[:3])))


def value(draw: Random, parameter: Parameter) -> Any:
    """Draw a value for a control."""
    if isinstance(parameter, Ranged):
        return [draw.randint(parameter.low, parameter.high) for _ in parameter.parts]
    if isinstance(parameter, Choice):
        return draw.choice(parameter.options)
    if isinstance(parameter, Edits):
        cells = {
            f"{draw.choice(parameter.grids)}:{draw.randrange(3)},{draw.randrange(3)}"
            for _ in range(draw.randrange(5))
        }
        return {cell: draw.choice(NUMBERS) for cell in sorted(cells)}
    return draw.choice(CODES if isinstance(parameter, Code) else SIZES)
