"""Code that is offered: the network itself, to be changed, and its decoder."""

import json
from collections.abc import Callable
from functools import partial
from html import escape

from pyconv.errors import ConvError
from pyconv.frameworks import FrameworkCode
from pyconv.messages import say
from pyconv.pictures.model import Prose
from pyconv.pictures.parts.listing import program
from pyconv.pictures.size_controls import written
from pyconv.pictures.views.network.setup import OWN, Shown
from pyconv.translation import network_code
from pyconv.translation.decoder import Decoder, matching_decoder


def edit(shown: Shown, language: str) -> Prose:
    """Return a button that takes over a network that is ready, as the reader's own."""
    taken = own(shown.text, shown.network.input_shape)
    return Prose("edit", "", f"<p>{_button(taken, say(language, 'network.edit'))}</p>")


def decoder(shown: Shown, language: str) -> Prose:
    """Return the decoder, folded away, to be copied or read here."""
    framework = say(language, f"options.framework.{shown.framework}")
    title = say(language, "network.decoder", framework=framework)
    told = escape(say(language, "network.decoder-told"))
    # In the network's own framework it can be read here.
    readable = matching_decoder(shown.network, language=language).text
    read = _button(own(readable, shown.network.output_shape), say(language, "network.decoder-read"))
    code = _program(title, partial(matching_decoder, shown.network), shown, language)
    return Prose(
        "decoder",
        "",
        f"<details><summary>{escape(title)}</summary><p>{told}</p>{code}<p>{read}</p></details>",
    )


def written_for(shown: Shown, language: str) -> Prose:
    """Return the network as a program of a framework, folded away, or why there is none."""
    framework = say(language, f"options.framework.{shown.framework}")
    title = say(language, "network.code", framework=framework)
    told = _program(title, partial(network_code, shown.network), shown, language)
    return Prose("code", "", f"<details><summary>{escape(title)}</summary>{told}</details>")


def _program(title: str, write: Callable[..., FrameworkCode | Decoder], shown: Shown, language: str) -> str:
    """Return code of the framework that was chosen and what it warns of, or why there is none."""
    try:
        found = write(framework=shown.framework, language=language)
    except ConvError as error:
        return f"<p>{escape(error.sentence(language))}</p>"
    warnings = "".join(f"<p>{escape(each)}</p>" for each in found.warnings)
    return program(title, found.text, language) + warnings


def own(text: str, shape: tuple[int, ...], layer: str = "") -> dict[str, str]:
    """Return the settings under which a network is the reader's own, with one of its layers picked."""
    return {"network": OWN, "code": text, "own_input": written(shape), "layer": layer, "field_cell": ""}


def _button(taken: dict[str, str], words: str) -> str:
    takes = escape(json.dumps(taken))
    return f'<button type="button" data-does="take" data-takes="{takes}">{escape(words)}</button>'
