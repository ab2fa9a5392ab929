"""What a widget block says.

    ```widget sliding-filter
    kernel: 3
    stride: 2
    caption: What to look at.
    ```

The body is YAML: the view's own parameters, and `caption`, `autoplay` (whether it plays
by itself) and `controls` (names of the parameters whose controls are in sight).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from pyconv.pictures.controls import Edits, Parameter
from pyconv.pictures.settings import with_defaults
from pyconv.pictures.view import View
from pyconv.pictures.views import view


@dataclass(frozen=True)
class Block:
    """What a widget block says.

    Attributes:
        parameters: those of the view, with the choices of the block as defaults.
        prominent: names of the parameters whose controls are in sight at first.
    """

    view: View[Any, Any]
    parameters: list[Parameter]
    caption: str
    prominent: list[str] = field(default_factory=list)
    autoplay: bool = False


def parse_block(name: str, body: str) -> Block:
    """Return what a block says.

    Raises:
        ConvError: an unknown view, or parameters that it does not allow.
        ValueError: the body is no mapping, or its own entries are wrong.
    """
    shown = view(name)
    given = entries(body)
    caption = take_caption(given)
    autoplay = take_flag(given, "autoplay")
    prominent = take_controls(given, shown.parameters, shown.settings.prominent)
    return Block(shown, with_defaults(shown.parameters, given), caption, prominent, autoplay)


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
