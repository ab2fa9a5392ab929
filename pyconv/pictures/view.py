"""What a view is: its settings, its scene, and what each of its cells is connected to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pyconv.messages import add_words
from pyconv.pictures.controls import Parameter
from pyconv.pictures.model import Focus, Scene
from pyconv.pictures.settings import Controls, Raw

Chosen = TypeVar("Chosen", bound=Controls)
Shown = TypeVar("Shown")


class Taken(NamedTuple):
    """What an edit in the picture makes of the settings.

    Attributes:
        take: the settings that change, as texts.
        said: the sentence that tells what was done.
    """

    take: Mapping[str, str]
    said: str


@dataclass(frozen=True)
class View(Generic[Chosen, Shown]):
    """One kind of picture.

    Attributes:
        name: of the view in a page, that of its folder with hyphens.
        settings: what a reader can change.
        prepare: settings with their values to whatever the view computes once per setting.
        scene: that, and a language, to the picture.
        focus: that, the key of a cell and a language, to what the cell is connected to.
        early: names of words that a page needs to give a part of the answer before Python is there.
        pack: the name of a command that makes a file of each option of a choice, and of that choice.
        edit: settings, what is done to the picture and a language, to what that makes of the settings; for
            a view whose picture has controls of its own.
    """

    name: str
    settings: type[Chosen]
    prepare: Callable[[Chosen], Shown]
    scene: Callable[[Shown, str], Scene]
    focus: Callable[[Shown, str, str], Focus]
    early: tuple[str, ...] = ()
    pack: tuple[str, str] | None = None
    edit: Callable[[Chosen, Mapping[str, object], str], Taken] | None = None

    def __post_init__(self) -> None:
        """Take in the words of the view, which lie in its folder."""
        add_words(f"pyconv.pictures.views.{self.name.replace('-', '_')}")

    @property
    def parameters(self) -> Sequence[Parameter]:
        """The controls, in their order."""
        return self.settings.parameters

    def prepared(self, raw: Raw) -> Shown:
        """Return what the view computes for settings as a request has them.

        Raises:
            ConvError: they are none, or make no picture.
        """
        return self.prepare(self.settings.read(raw))
