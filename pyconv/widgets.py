"""The registry: the views that a page can show, each with its parameters and its scene."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from pyconv.errors import ConvError
from pyconv.parameters import Parameter, Values
from pyconv.scenes.model import Focus, Scene


@dataclass(frozen=True)
class View:
    """One kind of picture.

    Attributes:
        parameters: what a reader can change, in the order of the controls.
        prominent: names of those whose controls are in sight at first.
        prepare: validated values to whatever the view computes once per setting.
        scene: that, and a language, to the picture.
        focus: that, the key of a cell and a language, to what the cell is connected to.
    """

    name: str
    parameters: Sequence[Parameter]
    prominent: Sequence[str]
    prepare: Callable[[Values], Any]
    scene: Callable[[Any, str], Scene]
    focus: Callable[[Any, str, str], Focus]


VIEWS: dict[str, tuple[str, str, str]] = {
    "sliding-filter": ("convolution", "sliding_filter", "connections"),
    "connectivity": ("connectivity",) * 3,
    "matrix": ("matrix",) * 3,
    "three-views": ("three_views",) * 3,
    "transposed": ("transposed",) * 3,
    "round-trip": ("round_trip",) * 3,
    "relationships": ("relationships",) * 3,
    "guide-animations": ("guide_animations",) * 3,
    "same-padding": ("same_padding",) * 3,
    "feature-maps": ("feature_maps", "feature_maps", "fields"),
    "pattern-detector": ("detectors", "pattern_detector", "detector_connections"),
    "dimensions": ("dimensions",) * 3,
    "channels": ("channels", "channels", "channel_connections"),
    "dense-vs-conv": ("dense_vs_conv", "dense_vs_conv", "dense_connections"),
}
"""By the name of a view, the modules of `scenes` that set it up, draw it and tell connections.

A module is imported when its view is first shown: a page in the browser needs few of them.
"""


@cache
def view(name: str) -> View:
    """Return the view called `name`.

    Raises:
        ConvError: there is none.
    """
    if name not in VIEWS:
        raise ConvError("unknown-view", value=name, choices=list(VIEWS))
    setup, picture, connected = (import_module(f"pyconv.scenes.{module}") for module in VIEWS[name])
    return View(name, setup.PARAMETERS, setup.PROMINENT, setup.prepare, picture.scene, connected.focus)
