"""Code that is offered: the network itself, to be changed, and its decoder."""

import json
from html import escape

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures.model import Prose
from pyconv.pictures.parts.listing import program
from pyconv.pictures.size_controls import written
from pyconv.pictures.views.network.setup import OWN, Shown
from pyconv.translation import network_code


def edit(shown: Shown, language: str) -> Prose:
    """Return a button that takes over a network that is ready, as the reader's own."""
    taken = _taken(shown.text, shown.network.input_shape)
    return Prose("edit", "", f"<p>{_button(taken, say(language, 'network.edit'))}</p>")


def decoder(shown: Shown, language: str) -> Prose:
    """Return the decoder, folded away, to be copied or read here."""
    title = say(language, "network.decoder")
    told = escape(say(language, "network.decoder-told"))
    read = _button(_taken(shown.decoder, shown.network.output_shape), say(language, "network.decoder-read"))
    return Prose(
        "decoder",
        "",
        f"<details><summary>{escape(title)}</summary><p>{told}</p>"
        f"{program(title, shown.decoder, language)}<p>{read}</p></details>",
    )


def written_for(shown: Shown, language: str) -> Prose:
    """Return the network as a program of a framework, folded away, or why there is none."""
    framework = say(language, f"options.framework.{shown.framework}")
    title = say(language, "network.code", framework=framework)
    try:
        found = network_code(shown.network, shown.framework, language=language)
    except ConvError as error:
        told = f"<p>{escape(error.sentence(language))}</p>"
    else:
        warnings = "".join(f"<p>{escape(each)}</p>" for each in found.warnings)
        told = program(title, found.text, language) + warnings
    return Prose("code", "", f"<details><summary>{escape(title)}</summary>{told}</details>")


def _taken(text: str, shape: tuple[int, ...]) -> dict[str, str]:
    return {"network": OWN, "code": text, "own_input": written(shape), "layer": "", "field_cell": ""}


def _button(taken: dict[str, str], words: str) -> str:
    takes = escape(json.dumps(taken))
    return f'<button type="button" data-does="take" data-takes="{takes}">{escape(words)}</button>'
