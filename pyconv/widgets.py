"""The registry: the views that a page can show, each with its parameters and its scene."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyconv.errors import ConvError
from pyconv.parameters import Parameter, Values
from pyconv.scenes import connections, convolution, sliding_filter
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


VIEWS = {
    view.name: view
    for view in (
        View(
            "sliding-filter",
            convolution.PARAMETERS,
            convolution.PROMINENT,
            convolution.prepare,
            sliding_filter.scene,
            connections.focus,
        ),
    )
}


def view(name: str) -> View:
    """Return the view called `name`.

    Raises:
        ConvError: there is none.
    """
    try:
        return VIEWS[name]
    except KeyError:
        raise ConvError("unknown-view", value=name, choices=", ".join(VIEWS)) from None
