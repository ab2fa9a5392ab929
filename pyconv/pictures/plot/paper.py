"""What can be drawn on, and a paper that only remembers what is drawn."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, Protocol

import numpy as np
from matplotlib.path import Path


class Paper(Protocol):
    """What words, outlines and images are drawn on; `Sheet` says what the arguments mean."""

    @property
    def text(self) -> Callable[..., Any]:
        """Writes words at a point."""

    @property
    def area(self) -> Callable[..., Any]:
        """Draws an outline."""

    @property
    def image(self) -> Callable[..., Any]:
        """Draws an image between four sides."""


class Stroke(NamedTuple):
    """One thing that was drawn: what `Paper` calls it, and its arguments."""

    method: str
    arguments: tuple[Any, ...]
    looks: dict[str, Any]

    @property
    def identity(self) -> Hashable:
        """What is the same of two that look the same in the same place."""
        return self.method, _plain(self.arguments), _plain(sorted(self.looks.items()))


def _plain(value: Any) -> Hashable:
    if isinstance(value, Path):
        codes = value.codes
        return np.asarray(value.vertices).tobytes(), None if codes is None else np.asarray(codes).tobytes()
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return value  # type: ignore[no-any-return]


class Memory:
    """A paper that draws nothing: it remembers what is meant to be on it, in the order in which it came."""

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []

    def text(self, x: float, y: float, words: str, **looks: Any) -> None:
        """Remember words."""
        self.strokes.append(Stroke("text", (x, y, words), looks))

    def area(self, path: Path, **looks: Any) -> None:
        """Remember an outline."""
        self.strokes.append(Stroke("area", (path,), looks))

    def image(self, data: bytes, left: float, top: float, right: float, bottom: float, **looks: Any) -> None:
        """Remember an image."""
        self.strokes.append(Stroke("image", (data, left, top, right, bottom), looks))
