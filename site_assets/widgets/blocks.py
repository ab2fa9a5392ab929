"""A Markdown extension that turns widget blocks into widgets.

    ```widget sliding-filter
    kernel: 3
    stride: 2
    caption: What to look at.
    ```

The body is YAML: the view's own parameters, and `caption`, `autoplay` (whether it plays
by itself) and `controls` (names of the parameters whose controls are in sight). A block
stands at the left margin.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from pyconv.errors import ConvError
from pyconv.parameters import Edits, Parameter, with_defaults
from pyconv.widgets import View, view

BEFORE_CODE_FENCES = 27
"""Priority of the extension: after white space is normalised (30), before fences (25)."""

_FENCE = re.compile(r"^(?P<indent>\s*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")


class BlockError(ValueError):
    """A widget block that makes no widget, with the line of the text where it begins."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Block:
    """What a widget block says.

    Attributes:
        parameters: those of the view, with the choices of the block as defaults.
        prominent: names of the parameters whose controls are in sight at first.
    """

    view: View
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
    try:
        given: Any = yaml.safe_load(body) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"the block is not YAML: {error}") from error
    if not isinstance(given, dict):
        raise ValueError("the block must hold lines of the form `name: value`")
    caption = given.pop("caption", "")
    if not isinstance(caption, str) or not caption.strip():
        raise ValueError("the block needs a caption that says what to look at")
    autoplay = given.pop("autoplay", False)
    if not isinstance(autoplay, bool):
        raise ValueError(f"autoplay must be true or false, not {autoplay!r}")
    names = [parameter.name for parameter in shown.parameters if not isinstance(parameter, Edits)]
    controls = given.pop("controls", list(shown.prominent))
    if not isinstance(controls, list):
        raise ValueError(f"controls must be a list of names, not {controls!r}")
    unknown = [entry for entry in controls if entry not in names]
    if unknown:
        raise ValueError(f"controls names {unknown[0]!r}, but there are: {', '.join(names)}")
    parameters = with_defaults(shown.parameters, given)
    return Block(shown, parameters, caption.strip(), controls, autoplay)


class WidgetBlocks(Preprocessor):
    """Replaces each widget block by what `render` makes of it."""

    def __init__(
        self,
        md: Markdown,
        render: Callable[[Block], str],
        failure: Callable[[int, str], Exception],
    ) -> None:
        super().__init__(md)
        self._render = render
        self._failure = failure

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the blocks rendered and put aside."""
        kept: list[str] = []
        closing = ""
        block: list[str] | None = None
        begun, name = 0, ""
        for number, line in enumerate(lines, 1):
            fence = _FENCE.match(line)
            if block is not None:
                if fence and fence["marks"].startswith(closing) and not fence["info"].strip():
                    kept += ["", self.md.htmlStash.store(self._html(name, block, begun)), ""]
                    block, closing = None, ""
                else:
                    block.append(line)
                continue
            kept.append(line)
            if not fence:
                continue
            words = fence["info"].split()
            if closing:
                if fence["marks"].startswith(closing) and not words:
                    closing = ""
            elif words[:1] == ["widget"]:
                if fence["indent"]:
                    raise self._failure(number, "a widget block stands at the left margin")
                kept.pop()
                block, closing, begun, name = [], fence["marks"], number, " ".join(words[1:])
            else:
                closing = fence["marks"]
        if block is not None:
            raise self._failure(begun, "the widget block is never closed")
        return kept

    def _html(self, name: str, body: list[str], line: int) -> str:
        try:
            return self._render(parse_block(name, "\n".join(body)))
        except (ConvError, ValueError) as error:
            raise self._failure(line, str(error)) from error


class WidgetExtension(Extension):
    """Registers `WidgetBlocks` with Markdown.

    Args:
        render: makes HTML of a block.
        failure: makes the exception to raise of the line where a block begins and a reason.
    """

    def __init__(
        self,
        render: Callable[[Block], str],
        failure: Callable[[int, str], Exception] = BlockError,
    ) -> None:
        super().__init__()
        self._render = render
        self._failure = failure

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the preprocessor, and let a widget stand where a block does."""
        md.block_level_elements.append("pyconv-widget")
        md.preprocessors.register(
            WidgetBlocks(md, self._render, self._failure), "widget-blocks", BEFORE_CODE_FENCES
        )
