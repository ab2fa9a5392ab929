"""The small example of a layer opens, with numbers, in a figure that shows the same."""

from __future__ import annotations

import json
import re
from html import unescape
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pyconv.errors import ConvError
from pyconv.pictures.views import view
from pyconv.pictures.views.layer_size import opening

VIEW = view("layer-size")
OPENED = {"convolution": "sliding-filter", "transposed": "transposed"}


@given(st.integers(0, 10_000))
def test_the_small_example_is_that_of_the_figure_it_opens_in(seed: int) -> None:
    draw = Random(seed)
    kind = draw.choice(("convolution", "transposed", "max_pooling"))
    params = {
        "kind": kind,
        "spatial_axes": "1",
        "input": str(draw.choice((5, 14, 224))),
        "kernel": str(draw.randint(1, 9)),
        "stride": str(draw.randint(1, 6)),
        "padding": draw.choice(("valid", "same", "explicit")),
        "amounts": draw.choice(("0", "1", "2 1", "-1", "4")),
        "dilation": str(draw.choice((1, 1, 2, 4))),
    }
    try:
        shown = VIEW.prepared(params)
    except ConvError:
        return
    panels = VIEW.scene(shown, "en").panels
    html = next((panel.html for panel in panels if panel.name == "open"), "")
    settings = opening.drawn(shown)
    assert bool(html) == (settings is not None)
    if settings is None:
        return
    assert kind in OPENED
    assert json.loads(unescape(re.findall(r'data-settings="([^"]*)"', html)[0])) == settings
    (title,) = (panel.title for panel in panels if panel.name == "example")
    sizes = [int(number) for number in re.findall(r"\d+", title)]
    opened = view(OPENED[kind]).prepared(settings)
    geometry = opened.spec if kind == "convolution" else opened.layer
    assert [geometry.input_size, geometry.output_size] == [(1, sizes[0]), (1, sizes[1])]


def test_which_small_examples_no_figure_shows() -> None:
    def found(**params: str) -> bool:
        return opening.drawn(VIEW.prepared({"spatial_axes": "1", **params})) is not None

    assert found()
    assert found(kind="transposed", input="6", kernel="3", padding="valid")
    assert not found(kind="max_pooling")
    assert not found(kind="transposed", input="6", kernel="3", padding="explicit", amounts="2 1")
    assert not found(kind="transposed", input="6", kernel="7", padding="valid")
    assert not found(padding="explicit", amounts="-1")
