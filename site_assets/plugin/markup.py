"""The first state of a widget as HTML, complete before any script runs."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pyconv.messages import catalogue, say
from pyconv.pictures import svg, web
from pyconv.pictures.controls import Edits, Parameter
from pyconv.pictures.settings import first_params, offered
from pyconv.pictures.view import View
from site_assets.plugin.blocks import Block

MOST_FOCUS_BYTES = 120_000
"""So much of what cells are connected to is in the page; pointing elsewhere needs Python."""


class RefusedError(ValueError):
    """The settings of a block make no picture."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("site_assets.plugin", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capfirst"] = lambda words: words[:1].upper() + words[1:]
    return environment


def _ask(function: Any, **request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(function(json.dumps(request)))
    if "refused" in answer:
        raise RefusedError(answer["refused"]["message"])
    return answer


def _focuses(asked: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any]:
    """Return the focus of every step, and of every cell unless they are too many or pixels."""
    grids = [panel for panel in picture["panels"] if "rows" in panel and not panel["image"]]
    drawn = [key for grid in grids for row in [grid["shapes"], *grid["rows"]] for key, *_ in row]
    focuses: dict[str, Any] = {}
    for place, key in enumerate(dict.fromkeys([*picture["steps"], *drawn])):
        if place >= len(picture["steps"]) and len(json.dumps(focuses)) > MOST_FOCUS_BYTES:
            break
        focuses[key] = _ask(web.focus, **asked, key=key)["focus"]
    return focuses


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


def widget(block: Block[View[Any, Any]], language: str) -> str:
    """Return a widget in its first state.

    Raises:
        RefusedError: the settings make no picture.
    """
    params = first_params(block.parameters)
    asked = {"view": block.shown.name, "language": language, "params": params}
    picture = _ask(web.build, **asked)
    shown = block.shown.prepared(params)
    scene = block.shown.scene(shown, language)
    focus = block.shown.focus(shown, picture["steps"][0], language) if picture["steps"] else None
    # The package escapes what it is given.
    panels = [
        panel | {"svg": Markup(drawn)}  # noqa: S704
        if drawn
        else panel | {"html": Markup(panel["html"]), "svg": "", "wide": True}  # noqa: S704
        for panel, drawn in zip(picture["panels"], svg.stills(scene.panels, focus), strict=True)
    ]
    state = {
        "params": params,
        "steps": picture["steps"],
        "focuses": _focuses(asked, picture),
        "words": words_for_scripts(language),
    }
    return page(
        "widget.html",
        language,
        block.parameters,
        block.prominent,
        block=block,
        panels=panels,
        picture=picture,
        focus=focus,
        state=state_json(state),
    )


def page(
    template: str, language: str, parameters: list[Parameter], prominent: list[str], **values: Any
) -> str:
    """Return a template filled in, with what its controls need besides `values`.

    Args:
        template: its name.
        language: of the words.
        parameters: those that the controls change.
        prominent: names of those whose controls are in sight at first.
    """
    params = first_params(parameters)
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            language=language,
            say=lambda key, **filled: say(language, key, **filled),
            words=catalogue(language),
            prominent=[p for p in parameters if p.name in prominent],
            folded=[p for p in parameters if p.name not in prominent and p.template],
            editable=any(isinstance(parameter, Edits) for parameter in parameters),
            hidden=lambda parameter: not offered(parameter, params, parameters),
        )
    )
