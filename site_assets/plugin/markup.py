"""The first state of a widget as HTML, complete before any script runs."""

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pyconv.messages import catalogue, say
from pyconv.pictures import svg, web
from pyconv.pictures.controls import Edits, Parameter
from pyconv.pictures.settings import first_params
from pyconv.pictures.view import View
from pyconv.pictures.views import view
from site_assets.plugin.blocks import Block, parse_widget


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


def _focuses(asked: Mapping[str, Any], steps: Sequence[str]) -> list[dict[str, Any]]:
    """Return the focus of every step, without what is empty; to point elsewhere needs Python."""
    focuses = (_ask(web.focus, **asked, key=key)["focus"] for key in steps)
    return [{name: told for name, told in focus.items() if told and name != "key"} for focus in focuses]


def packed(value: object) -> str:
    """Return a value as JSON in a raw deflate stream in Base64; `parts.js` unpacks it.

    The steps of a picture say much the same, cell for cell: a tenth of their length remains.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(stream.compress(text.encode()) + stream.flush()).decode()


def state_json(state: Mapping[str, Any]) -> Markup:
    """Return JSON that can stand in HTML: no character of it means anything there."""
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - the three marks of HTML are gone


_VIEW = re.compile(r'<pyconv-widget [^>]*data-view="([^"]+)"')


def shared(content: str, language: str) -> str:
    """Return what the widgets and live figures in the HTML of a page have in common, to stand before them.

    The words that scripts put on a page, the bar with the player, the foot, the field over the cells and
    of each view its controls: `parts.js` gives every widget its own, and its first state says what they
    are set to.
    """
    if "<pyconv-" not in content:
        return ""
    return _shared_by(tuple(dict.fromkeys(_VIEW.findall(content))), language)


@lru_cache(maxsize=64)
def _shared_by(views: tuple[str, ...], language: str) -> str:
    words = catalogue(language)
    scripted = {
        key: said
        for key, said in words.items()
        if key.startswith(("runtime.", "controls.", "link.")) or key in {"errors.stale", "decimal"}
    }
    controls = {name: view(name).parameters for name in views}
    grids = {
        name: [grid for parameter in parameters if isinstance(parameter, Edits) for grid in parameter.grids]
        for name, parameters in controls.items()
    }
    return rendered("shared.html", language, scripted=state_json(scripted), controls=controls, grids=grids)


@lru_cache(maxsize=256)
def widget_html(
    name: str, body: str, language: str, called: str, opens: tuple[tuple[str, str], ...] = ()
) -> str:
    """Return the widget that a block describes; drawn once, however often it is built.

    Args:
        name, body: the view and the text of the block.
        language: of the words.
        called: the name by which links call it.
        opens: where a small example of some kind can be opened, as seen from the page.

    Raises:
        ValueError: it describes none, or its settings make no picture.
    """
    return widget(replace(parse_widget(name, body), id=called, opens=dict(opens)), language)


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
        "focuses": packed(_focuses(asked, picture["steps"])),
    }
    return page(
        "widget.html",
        language,
        block.parameters,
        block.prominent,
        block=block,
        opens=json.dumps(dict(block.opens)) if block.opens else "",
        panels=panels,
        picture=picture,
        focus=focus,
        state=state_json(state),
        early=state_json({key: catalogue(language)[key] for key in early})
        if (early := block.shown.early)
        else "",
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
    # With a control stands the one on which it depends: what appears and goes does so below it.
    depended = {p.when.name for p in parameters if p.name in prominent and p.when}
    in_sight = depended.union(prominent)
    return rendered(
        template,
        language,
        prominent=[p for p in parameters if p.name in in_sight],
        folded=[p for p in parameters if p.name not in in_sight and p.template],
        editable=any(isinstance(parameter, Edits) for parameter in parameters),
        **values,
    )


def rendered(template: str, language: str, **values: Any) -> str:
    """Return a template filled in, with the words of a language."""
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            language=language,
            say=lambda key, **filled: say(language, key, **filled),
            words=catalogue(language),
        )
    )
