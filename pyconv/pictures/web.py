"""JSON text in, JSON text out: what the worker calls, and the build as well.

A request names a `view`, the `language` of its words and the `params` of the reader.
The answer holds the picture (its `focus` is None if it has no steps), or `refused`: why the
settings make none, and the field to blame. A request for a plot names a `figure` instead, and
needs matplotlib.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures import pieces, svg
from pyconv.pictures import plot as figures
from pyconv.pictures.model import Focus
from pyconv.pictures.requests import UNKNOWN, Asked, checked, language_of, parsed
from pyconv.pictures.view import View
from pyconv.pictures.views import view

Answer = dict[str, Any]


@lru_cache(maxsize=8)
def _prepared(name: str, params: str) -> tuple[View[Any, Any], Any]:
    """Return the view and what it computed for the parameters, given as JSON text."""
    shown = view(name)
    return shown, shown.prepared(json.loads(params))


def _of_view(asked: Asked) -> tuple[View[Any, Any], Any]:
    return _prepared(asked["view"], json.dumps(asked["params"]))


def _answered(request: str, answer: Callable[[Asked], Answer], *needed: str, **optional: object) -> str:
    """Return the answer to a request with the parts named, as JSON text.

    What a reader got wrong is refused; a mistake of ours is raised.
    """
    language = UNKNOWN
    try:
        asked = parsed(request)
        language = language_of(asked)
        result = answer(checked(asked, *needed, **optional))
    except ConvError as error:
        axes = {axis: say(language, f"axes.{axis}") for axis in (0, 1, 2)}
        result = {"refused": {"message": error.sentence(language, axes=axes), "field": error.field}}
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"))


def _drawn(focus: Focus) -> Answer:
    """Return a focus with its frames in units of the drawing."""
    answer: Answer = focus._asdict()
    answer["boxes"] = [
        {"grid": box.grid, "place": pieces.frame(box), "slant": pieces.slant(box.plane)}
        for box in focus.boxes
    ]
    return answer


def build(request: str) -> str:
    """Return the whole picture for the settings, at the step asked for or the last before.

    >>> answer = json.loads(build('{"view": "sliding-filter", "language": "en", "params": {}}'))
    >>> answer["steps"][:3], answer["focus"]["key"]
    (['out:0', 'out:1', 'out:2'], 'out:0')
    """

    def picture(asked: Asked) -> Answer:
        shown, prepared = _of_view(asked)
        scene = shown.scene(prepared, asked["language"])
        step = max(min(asked["step"], len(scene.steps) - 1), 0)
        shows = [
            _drawn(shown.focus(prepared, key, asked["language"])) for key in scene.steps[step : step + 1]
        ]
        return {
            "panels": svg.panels(scene.panels),
            "steps": scene.steps,
            "step": step,
            "summary": scene.summary,
            "formula": scene.formula,
            "focus": shows[0] if shows else None,
        }

    return _answered(request, picture, "view", "params", step=0)


def focus(request: str) -> str:
    """Return what the cell `key` is connected to, under the settings of the request."""

    def connections(asked: Asked) -> Answer:
        shown, prepared = _of_view(asked)
        return {"focus": _drawn(shown.focus(prepared, asked["key"], asked["language"]))}

    return _answered(request, connections, "view", "params", "key")


def plot(request: str) -> str:
    """Return a figure as SVG in both palettes, its size and its words.

    The request names the `figure` and says whether it is to be `narrow`.
    """

    def drawn(asked: Asked) -> Answer:
        return figures.drawing(
            asked["figure"],
            asked["params"],
            language=asked["language"],
            narrow=asked["narrow"],
        )._asdict()

    return _answered(request, drawn, "figure", "params", narrow=False)
