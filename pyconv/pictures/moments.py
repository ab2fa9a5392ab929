"""The moments of a picture: what differs from step to step."""

from typing import NamedTuple

from pyconv.pictures.model import Focus
from pyconv.pictures.state import State


class Moment(NamedTuple):
    """What of a scene differs from step to step.

    Attributes:
        focus: what is lit, if anything; its words stand below the panels.
        awaited: keys of cells whose results are still to come.
    """

    focus: Focus | None = None
    awaited: frozenset[str] = frozenset()


def awaited(shown: State) -> frozenset[str]:
    """Return keys of cells whose results are still to come at the step that is shown; none without a step."""
    return frozenset() if shown.step is None else frozenset(shown.scene.steps[shown.step + 1 :])


def moments(shown: State) -> list[Moment]:
    """Return what is lit at each step, and which results are still to come; one moment if there are none."""
    steps = shown.scene.steps
    places = {key: place for place, key in enumerate(steps)}
    return [
        Moment(shown.told(key), frozenset(other for other, place in places.items() if place > number))
        for number, key in enumerate(steps)
    ] or [Moment()]
