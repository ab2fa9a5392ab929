"""A live picture: the widget that a notebook shows, and what answers it."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Mapping
from functools import cache
from typing import Any

import anywidget
import traitlets

from pyconv.pictures import web
from pyconv.pictures.inline import HOSTS
from pyconv.pictures.notebook import Picture
from pyconv.pictures.settings import first_params, offered, with_defaults
from pyconv.pictures.style import sheet
from pyconv.pictures.views import view
from site_assets.notebook.modules import ASSETS, bundle
from site_assets.plugin.blocks import Block
from site_assets.plugin.markup import shared, widget
from site_assets.plugin.sheets import PICTURE_SHEET, SHEETS

QUESTIONS = {"build": web.build, "focus": web.focus, "edit": web.edit}
"""What a widget may ask; nothing else of Python is reached from outside."""

FONTS = "fonts/"


@cache
def styles() -> dict[str, str]:
    """Return the style sheets: of what is around the picture, and of the picture behind its own root."""
    own = [name for name in SHEETS if name != PICTURE_SHEET and not name.startswith(FONTS)]
    texts = [(ASSETS / name).read_text("utf-8") for name in (*own, "notebook/notebook.css")]
    return {"widget": "\n".join(texts), "picture": sheet()}


class LivePicture(anywidget.AnyWidget):
    """A view that can be played, touched and changed in a notebook, answered by its kernel.

    `settings` follows what is done to it there, as `pyconv.show` takes them: to be read, or observed with
    `.observe(…, "settings")`. Where nothing is live, as in a printed notebook, the still picture stands.
    """

    _esm = bundle()
    html = traitlets.Unicode().tag(sync=True)
    first = traitlets.Unicode().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)
    styles = traitlets.Dict().tag(sync=True)
    hosts = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict()

    def __init__(self, still: Picture, block: Block[Any], language: str, first: str) -> None:
        content = widget(block, language)
        super().__init__(
            html=shared(content, language) + content,
            first=first,
            language=language,
            styles=styles(),
            hosts=dict(HOSTS),
            settings=first_params(block.parameters),
        )
        self._still = still
        self._name = block.shown.name
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        """Return the call that made it."""
        return f"{repr(self._still)[:-1]}, live=True)"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = super()._repr_mimebundle_(**kwargs)
        data, *more = shown if isinstance(shown, tuple) else (shown,)
        if not data:
            return shown
        data = {**data, "text/html": self._still._repr_html_(), "text/plain": repr(self)}
        return (data, *more) if more else data

    def _hear(self, _: object, content: Mapping[str, Any], buffers: object) -> None:
        """Answer a question of the page."""
        del buffers
        started = time.perf_counter()
        try:
            answer = QUESTIONS[content["question"]](content["request"])
        except Exception:  # noqa: BLE001 - a mistake of ours, which the page is told
            self.send({"id": content.get("id"), "trace": traceback.format_exc()})
            return
        spent = 1000 * (time.perf_counter() - started)
        self.send({"id": content["id"], "answer": answer, "spent": spent})
        if content["question"] == "build" and not answer.startswith('{"refused"'):
            self.settings = self._read(json.loads(content["request"])["params"])

    def _read(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was chosen as numbers, not as typed; what is out of sight counts for nothing."""
        known = view(self._name).parameters
        chosen = {each.name: params[each.name] for each in known if each.name in params}
        seen = {each.name for each in known if each.name in chosen and offered(each, chosen, known)}
        return first_params(with_defaults(known, {name: chosen[name] for name in seen}))


def live(
    still: Picture, *, name: str, settings: Mapping[str, object], language: str, step: int | None, cell: str
) -> LivePicture:
    """Return a live picture of a view; the arguments are those of `pyconv.show`, and make a picture."""
    shown = view(name)
    parameters = with_defaults(shown.parameters, settings)
    block = Block(shown, parameters, "", list(shown.settings.prominent), flag=False, id="live")
    said = [f"step={step + 1}"] if step else []
    said += [f"pin={cell}"] if cell else []
    return LivePicture(still, block, language, "&".join(said))
