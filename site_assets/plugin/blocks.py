"""What a block says, of a widget or of a figure.

    ```widget sliding-filter
    kernel: 3
    stride: 2
    caption: What to look at.
    ```

The body is YAML: the parameters of what is shown, `caption`, `id` (the lasting name by which links call
it), `controls` (names of the parameters whose controls are in sight) and a flag that is true or false.
That of a widget is `autoplay`, whether it plays by itself; that of a figure is `live`, whether the reader
can change its parameters, which takes a download of matplotlib. A widget that draws a small example may
say with `opens` in which figures of other pages it can be opened. A figure is the plot of weights or any
view, with the `step` that is lit.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import yaml

from pyconv.pictures.controls import Edits, Parameter
from pyconv.pictures.plot import Kind, figure
from pyconv.pictures.settings import Controls, with_defaults
from pyconv.pictures.view import View
from pyconv.pictures.views import view

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PLACE = re.compile(rf"[^#]+\.md#{ID.pattern}")


class Named(Protocol):
    """What a block can show: a view or a kind of figure."""

    @property
    def name(self) -> str:
        """What a block calls it by."""

    @property
    def settings(self) -> type[Controls]:
        """What a reader can change."""


Shown = TypeVar("Shown", bound=Named)


@dataclass(frozen=True)
class Block(Generic[Shown]):
    """What a block says.

    Attributes:
        shown: what it shows.
        parameters: those of what is shown, with the choices of the block as defaults.
        prominent: names of the parameters whose controls are in sight at first.
        flag: whether it plays by itself, or can be changed.
        step: which step of a view a figure shows, if any.
        id: the name by which links call it, if the block says one.
        opens: of a widget, by the kind of a small example the figure in which to open it, as
            `page.md#name`.
    """

    shown: Shown
    parameters: list[Parameter]
    caption: str
    prominent: list[str]
    flag: bool
    step: int | None = None
    id: str = ""
    opens: Mapping[str, str] = field(default_factory=dict)


def parse_widget(name: str, body: str) -> Block[View[Any, Any]]:
    """Return what a widget block says.

    Raises:
        ConvError: an unknown view, or parameters that it does not allow.
        ValueError: the body is no mapping, or its own entries are wrong.
    """
    return _parse(view(name), body, "autoplay")


def parse_figure(name: str, body: str) -> Block[Kind]:
    """Return what a figure block says.

    Raises:
        ConvError: an unknown figure, or parameters that it does not allow.
        ValueError: the body is no mapping, its own entries are wrong, or nothing in it could be live.
    """
    kind = figure(name)
    block = _parse(kind, body, "live", stepped=not kind.live)
    if block.flag and not kind.live:
        raise ValueError(f"the figure {name} cannot be live: a widget block shows what a reader can change")
    return block


def _parse(shown: Shown, body: str, flag: str, *, stepped: bool = False) -> Block[Shown]:
    offered = shown.settings
    given = entries(body)
    caption = take_caption(given)
    flagged = take_flag(given, flag)
    step = take_step(given) if stepped else None
    name, opens = take_id(given), take_opens(given)
    prominent = take_controls(given, offered.parameters, offered.prominent)
    parameters = with_defaults(offered.parameters, given)
    return Block(shown, parameters, caption, prominent, flagged, step, name, opens)


def entries(body: str) -> dict[str, Any]:
    """Return the entries of a block by name.

    Raises:
        ValueError: the body is not YAML, or no mapping.
    """
    try:
        given: Any = yaml.safe_load(body) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"the block is not YAML: {error}") from error
    if not isinstance(given, dict):
        raise ValueError("the block must hold lines of the form `name: value`")
    return given


def take_caption(given: dict[str, Any]) -> str:
    """Take the caption out of the entries of a block.

    Raises:
        ValueError: there is none.
    """
    caption = given.pop("caption", "")
    if not isinstance(caption, str) or not caption.strip():
        raise ValueError("the block needs a caption that says what to look at")
    return caption.strip()


def take_flag(given: dict[str, Any], name: str) -> bool:
    """Take what is true or false out of the entries of a block; false if it is not there.

    Raises:
        ValueError: it is neither.
    """
    flag = given.pop(name, False)
    if not isinstance(flag, bool):
        raise ValueError(f"{name} must be true or false, not {flag!r}")
    return flag


def take_step(given: dict[str, Any]) -> int | None:
    """Take the number of a step out of the entries of a block, if it is there.

    Raises:
        ValueError: it is no whole number.
    """
    step = given.pop("step", None)
    if step is not None and (isinstance(step, bool) or not isinstance(step, int)):
        raise ValueError(f"step must be the number of a step, from 0, not {step!r}")
    return step


def take_id(given: dict[str, Any]) -> str:
    """Take the name of the figure out of the entries of a block; none if it is not there.

    Raises:
        ValueError: it cannot stand in a link as it is.
    """
    name = given.pop("id", "")
    if name != "" and (not isinstance(name, str) or not ID.fullmatch(name)):
        raise ValueError(f"id must be words of small letters and digits, joined by hyphens, not {name!r}")
    return str(name)


def take_opens(given: dict[str, Any]) -> dict[str, str]:
    """Take the figures in which a small example can be opened out of the entries of a block.

    Raises:
        ValueError: it is no mapping of kinds to `page.md#name`.
    """
    opens = given.pop("opens", {})
    if not isinstance(opens, dict) or not all(
        isinstance(place, str) and _PLACE.fullmatch(place) for place in opens.values()
    ):
        raise ValueError(f"opens must name figures as page.md#name by their kind, not {opens!r}")
    return {str(kind): place for kind, place in opens.items()}


def take_controls(
    given: dict[str, Any], parameters: Sequence[Parameter], prominent: Sequence[str]
) -> list[str]:
    """Take the names of the controls that are in sight at first out of the entries of a block.

    Raises:
        ValueError: they are no list, or name what has no control.
    """
    names = [parameter.name for parameter in parameters if not isinstance(parameter, Edits)]
    controls = given.pop("controls", list(prominent))
    if not isinstance(controls, list):
        raise ValueError(f"controls must be a list of names, not {controls!r}")
    unknown = [entry for entry in controls if entry not in names]
    if unknown:
        raise ValueError(f"controls names {unknown[0]!r}, but there are: {', '.join(names)}")
    return controls
