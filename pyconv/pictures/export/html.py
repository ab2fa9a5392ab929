"""All steps as one page that needs nothing else: it plays and steps, on a phone as on a desk."""

import json
import zlib
from base64 import b64encode
from html import escape
from importlib.resources import files
from typing import Any

from pyconv.messages import add_words, say
from pyconv.pictures import inline, pieces
from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import KEYWORD, line, title, version
from pyconv.pictures.model import Focus
from pyconv.pictures.state import State

add_words("pyconv.pictures.export")

PLAIN = 100_000
"""Characters of panels that stand in the page as they are, so that it shows them without scripts as well."""

_FILES = ("page.css", "page.js")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    steps = shown.scene.steps
    keys: dict[str, int] = {}
    said = []
    for number, key in enumerate(steps):
        if number % 20 == 0:
            yield number, len(steps) + 1
        said.append(_step(shown.told(key), keys))
    yield len(steps), len(steps) + 1
    panels = inline.stage(shown)
    plain = len(panels) <= PLAIN
    packed = {"stage": "" if plain else panels, "keys": list(keys), "steps": said}
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    return _page(
        shown, options, panels if plain else "", b64encode(zlib.compress(text.encode(), 9)).decode()
    ).encode()


def _step(focus: Focus, keys: dict[str, int]) -> list[Any]:
    """Return a step as `page.js` reads it; keys are numbered as they come."""
    numbers = [keys.setdefault(key, len(keys)) for key in focus.lit]
    # How far one is from the one before is the same in many steps, and packs well.
    further = [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]
    notes: list[str | int] = [focus.notes.get(key, 0) for key in focus.lit]
    boxes = [[box.grid, *pieces.frame(box), *pieces.slant(box.plane)] for box in focus.boxes]
    return [focus.key, further, list(focus.lit.values()), notes, boxes, focus.words, focus.texts]


def _page(shown: State, options: Options, panels: str, packed: str) -> str:
    language = shown.language

    def word(key: str, **values: object) -> str:
        return escape(say(language, key, **values))

    name = escape(title(shown))
    style, scope = inline.style()
    light, dark = (
        "".join(f"{name}:{value};" for name, value in variables.items())
        for variables in inline.VARIABLES.values()
    )
    colours = f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    sheet, script = (files(__package__).joinpath("page", name).read_text("utf-8") for name in _FILES)
    count = len(shown.scene.steps)
    step = shown.step or 0
    buttons = (
        f'<button type="button" data-does="back" aria-label="{word("controls.back")}">◀︎|</button>'
        f'<button type="button" data-does="play" aria-label="{word("controls.play")}"'
        f' data-play="{word("controls.play")}" data-pause="{word("controls.pause")}">▶</button>'
        f'<button type="button" data-does="forward" aria-label="{word("controls.forward")}">|▶</button>'
        f'<input type="range" min="0" max="{max(count - 1, 0)}" value="{step}"'
        f' aria-label="{word("controls.position")}"><output>{step + 1} / {count}</output>'
    )
    source = ""
    if options.address:
        address = escape(options.address)
        source = f' <a href="{address}">{word("export.live")}</a>'
    carried = escape(line(shown))
    words = "" if shown.focus or not count else '<p class="pc-words"></p>'
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="{KEYWORD}" content="{carried}">\n<title>{name}</title>\n'
        f"<style>{colours}{sheet}</style>\n<style>{style}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
        f'<main class="{scope}"><div class="pc-stage">{panels}</div>{words}{inline.words(shown)}</main>\n'
        f'<div class="player" role="group" aria-label="{word("controls.player")}" hidden>{buttons}</div>\n'
        f'<p class="old" role="status" hidden>{word("export.old")}</p>\n'
        f"<noscript><p>{word('export.noscript')}</p></noscript>\n"
        f"<footer>{word('export.made', version=version())}{source}"
        f"<code>{escape(shown.call)}</code></footer>\n"
        f'<script type="text/plain" id="packed" data-step="{step}">{packed}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
