"""One state of a view: its picture under some settings, and what is lit in it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pyconv.errors import ConvError
from pyconv.messages import LANGUAGES
from pyconv.pictures.links import arguments
from pyconv.pictures.model import Focus, Scene
from pyconv.pictures.settings import Raw, first_params, with_defaults
from pyconv.pictures.views import view


class State(NamedTuple):
    """A picture as it is shown at one moment.

    Attributes:
        name: of the view.
        language: of its words.
        scene: the picture.
        prepared: what the view computed for it.
        focus: what is lit, if anything.
        params: every setting, as a request has it.
        step: which step of the animation is shown, from 0; None lights nothing by itself.
        cell: the key of the cell that is lit instead, or nothing.
    """

    name: str
    language: str
    scene: Scene
    prepared: object
    focus: Focus | None
    params: Mapping[str, Any]
    step: int | None
    cell: str

    @property
    def call(self) -> str:
        """The call that makes the picture, in Python."""
        given = {**arguments(view(self.name).parameters, self.params), "language": self.language}
        given |= {"cell": self.cell} if self.cell else {"step": self.step}
        return shown_call(self.name, given)

    def told(self, key: str) -> Focus:
        """Return what a cell is connected to."""
        return view(self.name).focus(self.prepared, key, self.language)


def shown_call(name: str, given: Mapping[str, object]) -> str:
    """Return a call of `pyconv.show` as text.

    >>> shown_call("matrix", {"kernel": 2})
    "pyconv.show('matrix', kernel=2)"
    """
    return f"pyconv.show({name!r}{''.join(f', {key}={value!r}' for key, value in given.items())})"


def state(name: str, settings: Raw, language: str, *, step: int | None = None, cell: str = "") -> State:
    """Return a state of a view.

    Args:
        name: of the view.
        settings: those that differ from their defaults, as in a block of a page.
        language: of the words.
        step: which step of the animation, from 0; None is a picture at rest. A view without steps
            is always at rest.
        cell: the key of a cell to light instead of what the step lights.

    Raises:
        ConvError: an unknown name, language or cell, settings that make no picture, or a step that
            there is not.
    """
    if language not in LANGUAGES:
        raise ConvError("unknown-language", field="language", value=language, choices=LANGUAGES)
    shown = view(name)
    params = first_params(with_defaults(shown.parameters, settings))
    prepared = shown.prepared(params)
    scene = shown.scene(prepared, language)
    of_step = _step(scene, step)
    key = cell or of_step
    lit = shown.focus(prepared, key, language) if key else None
    return State(name, language, scene, prepared, lit, params, step, cell)


def _step(scene: Scene, step: int | None) -> str:
    if step is None or (step == 0 and not scene.steps):
        return ""
    if not isinstance(step, int):
        raise ConvError("not-integer", field="step", name="step", value=str(step)[:24])
    if not 0 <= step < len(scene.steps):
        last = max(len(scene.steps) - 1, 0)
        raise ConvError("out-of-range", field="step", name="step", value=step, low=0, high=last)
    return scene.steps[step]
