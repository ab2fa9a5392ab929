"""All steps of a picture on one sheet: what they share is drawn once, the rest shown when its step comes."""

import re
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import NDArray

from pyconv.pictures.moments import moments
from pyconv.pictures.plot.paper import Memory, Stroke
from pyconv.pictures.plot.picture import Layout
from pyconv.pictures.plot.sheet import SETTINGS, Sheet
from pyconv.pictures.state import State

REST = 2
"""The last step stays as long as two, as in a page."""

_GROUP = re.compile(r'<g id="pc-([0-9]+)">')


class _Shot(NamedTuple):
    """Something that is drawn, and in which steps."""

    stroke: Stroke
    steps: set[int]


class Film:
    """A picture with its steps.

    Attributes:
        count: how many steps there are, at least 1.
        sheet: where all of them are drawn.
    """

    def __init__(self, shown: State, *, narrow: bool = False, palette: str = "light") -> None:
        layout = Layout(shown.scene, narrow=narrow)
        found = moments(shown)
        self.count = len(found)
        self.sheet = Sheet(layout.width, max(map(layout.height, found)), palette)
        drawn = []
        for moment in found:
            memory = Memory()
            layout.draw(memory, moment)
            drawn.append(memory.strokes)
        self._shots = [(self._draw(shot), frozenset(shot.steps)) for shot in _together(drawn)]

    def _draw(self, shot: _Shot) -> Artist:
        method, arguments, looks = shot.stroke
        artist: Artist = getattr(self.sheet, method)(*arguments, **looks)
        return artist

    @property
    def beats(self) -> list[int]:
        """How long each step stays."""
        return [1] * (self.count - 1) + [REST]

    def frames(self, scale: int = 1) -> Iterator[NDArray[np.uint8]]:
        """Yield each step as pixels: rows of red, green and blue."""
        figure = self.sheet.figure
        figure.set_dpi(72 * scale)
        canvas = FigureCanvasAgg(figure)
        for step in range(self.count):
            for artist, steps in self._shots:
                artist.set_visible(step in steps)
            with mpl.rc_context(SETTINGS):
                canvas.draw()  # type: ignore[no-untyped-call]
            pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
            yield np.asarray(pixels)[:, :, :3].copy()

    def svg(self, step: int = 0) -> tuple[str, str]:
        """Return the drawing as SVG, which shows a step, and the style sheet that makes it move."""
        numbers: dict[frozenset[int], int] = {}
        for artist, steps in self._shots:
            artist.set_visible(True)
            if len(steps) < self.count:
                artist.set_gid(f"pc-{numbers.setdefault(steps, len(numbers))}")
        hidden = {number for steps, number in numbers.items() if step not in steps}

        def group(found: re.Match[str]) -> str:
            visible = ' visibility="hidden"' if int(found[1]) in hidden else ""
            return f'<g class="s{found[1]}"{visible}>'

        style = "".join(self._moves(number, steps) for steps, number in numbers.items())
        return _GROUP.sub(group, self.sheet.svg(paper=True)), style

    def _moves(self, number: int, steps: frozenset[int]) -> str:
        beats = sum(self.beats)
        changes = [step for step in range(self.count) if step == 0 or (step in steps) != (step - 1 in steps)]
        frames = "".join(
            f"{100 * step / beats:.4g}%{{visibility:{'visible' if step in steps else 'hidden'}}}"
            for step in changes
        )
        return f".s{number}{{animation:s{number} {beats}s step-end infinite}}@keyframes s{number}{{{frames}}}"


def _together(drawn: list[list[Stroke]]) -> list[_Shot]:
    """Return what is drawn in any of some steps, each thing once and in the order of every step."""
    shots: dict[Any, _Shot] = {}
    order: TopologicalSorter[Any] = TopologicalSorter()
    for step, strokes in enumerate(drawn):
        before: list[Any] = []
        times: Counter[Any] = Counter()
        for stroke in strokes:
            identity = stroke.identity
            times[identity] += 1
            key = identity, times[identity]
            shots.setdefault(key, _Shot(stroke, set())).steps.add(step)
            order.add(key, *before)
            before = [key]
    return [shots[key] for key in order.static_order()]
