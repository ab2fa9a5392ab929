"""Figure blocks: from the text of a block to pictures beside the page and the HTML that shows them.

    ```figure weights
    live: true
    kernel: 5
    caption: What to look at.
    ```

A figure is the plot of weights or any view, in its state under some parameters. The body is YAML:
the figure's own parameters, `caption`, for a view the `step` that is lit, and for the plot `live`:
whether the reader can change the parameters, which takes a download of matplotlib. `controls` is
as in a widget block.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyconv.messages import catalogue
from pyconv.pictures.controls import Parameter
from pyconv.pictures.plot import Drawing, Kind, drawing, figure
from pyconv.pictures.settings import first_params, with_defaults
from site_assets.widgets.blocks import entries, take_caption, take_controls, take_flag
from site_assets.widgets.markup import page, state_json, words_for_scripts

NARROW = "(max-width: 779px)"
"""The screens that get the narrow layout."""


@dataclass(frozen=True)
class FigureBlock:
    """What a figure block says.

    Attributes:
        parameters: those of the figure, with the choices of the block as defaults.
        prominent: names of the parameters whose controls are in sight at first.
        step: which step of a view is lit, if any.
    """

    kind: Kind
    parameters: list[Parameter]
    caption: str
    step: int | None = None
    prominent: list[str] = field(default_factory=list)
    live: bool = False


def parse_figure(name: str, body: str) -> FigureBlock:
    """Return what a block says.

    Raises:
        ConvError: an unknown figure, or parameters that it does not allow.
        ValueError: the body is no mapping, or its own entries are wrong.
    """
    kind = figure(name)
    given = entries(body)
    caption = take_caption(given)
    live = take_flag(given, "live")
    if live and not kind.live:
        raise ValueError(f"the figure {name} cannot be live: a widget block shows what a reader can change")
    step = _take_step(given) if not kind.live else None
    prominent = take_controls(given, kind.settings.parameters, kind.settings.prominent)
    return FigureBlock(kind, with_defaults(kind.settings.parameters, given), caption, step, prominent, live)


def _take_step(given: dict[str, Any]) -> int | None:
    step = given.pop("step", None)
    if step is not None and (isinstance(step, bool) or not isinstance(step, int)):
        raise ValueError(f"step must be the number of a step, from 0, not {step!r}")
    return step


def figure_html(
    block: FigureBlock, language: str, publish: Callable[[str, bytes], str], download: int
) -> str:
    """Return a figure in its first state.

    Args:
        block: what to draw.
        language: of its words.
        publish: puts a file beside the pages and returns its address, as seen from this page.
        download: how many bytes a reader needs to change a live one.
    """
    params = first_params(block.parameters)
    drawn = {
        layout: drawing(
            block.kind.name, params, language=language, narrow=layout == "narrow", step=block.step
        )
        for layout in ("wide", "narrow")
    }
    words = catalogue(language)
    return page(
        "figure.html",
        language,
        block.parameters,
        block.prominent,
        block=block,
        drawn=drawn,
        addresses={layout: _published(block, each, publish) for layout, each in drawn.items()},
        narrow=NARROW,
        megabytes=f"{download / 1e6:.1f}".replace(".", words["decimal"]),
        state=state_json({"params": params, "narrow": NARROW, "words": words_for_scripts(language)}),
    )


def _published(block: FigureBlock, drawn: Drawing, publish: Callable[[str, bytes], str]) -> dict[str, str]:
    """Publish a drawing in both palettes and return the addresses, each with a hash of its content."""
    addresses = {}
    for palette, text in drawn.svg.items():
        data = text.encode() + b"\n"
        digest = hashlib.sha256(data).hexdigest()[:12]
        addresses[palette] = publish(f"figures/{digest}/{block.kind.name}-{palette}.svg", data)
    return addresses
