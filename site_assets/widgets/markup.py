"""The first state of a widget as HTML, complete before any script runs."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pyconv import svg, web
from pyconv.messages import catalogue, say
from pyconv.parameters import Edits, Integers, Parameter, offered, read
from site_assets.widgets.blocks import Block

MOST_FOCUSED_CELLS = 400
"""In a larger picture only the steps are in the page; pointing elsewhere needs Python."""


class RefusedError(ValueError):
    """The settings of a block make no picture."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("site_assets.widgets", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capfirst"] = lambda words: words[:1].upper() + words[1:]
    return environment


def first_params(parameters: list[Parameter]) -> dict[str, Any]:
    """Return the parameters as a request names them, at their defaults."""
    return {
        parameter.name: dict(parameter.default)
        if isinstance(parameter, Edits)
        else list(parameter.default)
        if isinstance(parameter, Integers)
        else parameter.default
        for parameter in parameters
    }


def _ask(function: Any, **request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(function(json.dumps(request)))
    if "refused" in answer:
        raise RefusedError(answer["refused"]["message"])
    return answer


def _focuses(asked: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any]:
    """Return the focus of every step, and of every cell unless they are too many."""
    keys = list(picture["steps"])
    cells = [key for grid in picture["grids"] for row in grid["rows"] for key, *_ in row]
    if len(cells) <= MOST_FOCUSED_CELLS:
        keys += [key for key in cells if key not in set(keys)]
    return {key: _ask(web.focus, **asked, key=key)["focus"] for key in keys}


def state_json(state: Mapping[str, Any]) -> Markup:
    """Return JSON that can stand in HTML: no character of it means anything there."""
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - the three marks of HTML are gone


def words_for_scripts(language: str) -> dict[str, str]:
    """Return the words that scripts put on the page: of the player and of Python."""
    return {
        key: words
        for key, words in catalogue(language).items()
        if key.startswith(("runtime.", "controls.")) or key in {"errors.stale", "decimal"}
    }


def widget(block: Block, language: str) -> str:
    """Return a widget in its first state.

    Raises:
        RefusedError: the settings make no picture.
    """
    params = first_params(block.parameters)
    asked = {"view": block.view.name, "language": language, "params": params}
    picture = _ask(web.build, **asked)
    shown = block.view.prepare(read(block.parameters, params))
    focus = block.view.focus(shown, picture["steps"][0], language)
    grids = [
        {
            **grid,
            "svg": Markup(svg.markup(grid, focus)),  # noqa: S704 - the package escapes what it is given
        }
        for grid in picture["grids"]
    ]
    state = {
        "params": params,
        "steps": picture["steps"],
        "focuses": _focuses(asked, picture),
        "words": words_for_scripts(language),
    }
    words = catalogue(language)
    return (
        _environment()
        .get_template("widget.html")
        .render(
            block=block,
            language=language,
            grids=grids,
            picture=picture,
            focus=focus,
            state=state_json(state),
            say=lambda key, **values: say(language, key, **values),
            words=words,
            prominent=[p for p in block.parameters if p.name in block.prominent],
            folded=[
                p for p in block.parameters if p.name not in block.prominent and not isinstance(p, Edits)
            ],
            kind=lambda parameter: type(parameter).__name__,
            hidden=lambda parameter: not offered(parameter, params, block.parameters),
        )
    )
