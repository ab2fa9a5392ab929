"""What a view is: its parameters, its scene, and what each of its cells is connected to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pyconv.pictures.model import Focus, Scene
from pyconv.pictures.settings import Parameter, Values


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
