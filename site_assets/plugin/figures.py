"""Figure blocks: from what a block says to pictures beside the page and the HTML that shows them."""

from pyconv.messages import catalogue
from pyconv.pictures.plot import Drawing, Kind
from pyconv.pictures.settings import first_params
from site_assets.plugin.blocks import Block
from site_assets.plugin.contents import Publish, published
from site_assets.plugin.markup import page, state_json
from site_assets.plugin.stills import kept_drawing

NARROW = "(max-width: 779px)"
"""The screens that get the narrow layout."""


def figure_html(block: Block[Kind], language: str, publish: Publish, download: int) -> str:
    """Return a figure in its first state.

    Args:
        block: what to draw.
        language: of its words.
        publish: puts a file beside the pages and returns its address, as seen from this page.
        download: how many bytes a reader needs to change a live one.

    Raises:
        ValueError: what draws it is not installed.
    """
    params = first_params(block.parameters)
    try:
        drawn = {
            layout: kept_drawing(
                block.shown.name, params, language=language, narrow=layout == "narrow", step=block.step
            )
            for layout in ("wide", "narrow")
        }
    except ModuleNotFoundError as error:
        raise ValueError("a figure needs matplotlib: python -m pip install matplotlib") from error
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
        state=state_json({"params": params, "narrow": NARROW}),
    )


def _published(block: Block[Kind], drawn: Drawing, publish: Publish) -> dict[str, str]:
    """Publish a drawing in both palettes and return the addresses, each with a hash of its content."""
    addresses = {}
    for palette, text in drawn.svg.items():
        data = text.encode() + b"\n"
        addresses[palette] = published(publish, f"{block.shown.name}-{palette}.svg", data)
    return addresses
