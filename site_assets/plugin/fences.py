"""A Markdown extension for the site's own fenced blocks: widgets, figures, references.

    ```widget sliding-filter
    kernel: 3
    caption: What to look at.
    ```

The first word after the marks says what kind of block it is, the rest what it is to show;
the body is handed on as it stands. A block stands at the left margin. Other fences are left
alone.
"""

import re
from collections.abc import Callable, Mapping

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from pyconv.errors import ConvError

BEFORE_CODE_FENCES = 27
"""Priority of the extension: after white space is normalised (30), before fences (25)."""

_FENCE = re.compile(r"^(?P<indent>\s*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")

Render = Callable[[str, str], str]
"""From what a block is to show, and its body, to HTML or Markdown; fails with a ValueError."""


class BlockError(ValueError):
    """A block that cannot be rendered, with the line of the text where it begins."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class FencedBlocks(Preprocessor):
    """Replaces each block of a known kind by what is rendered of it.

    It counts lines before anything else has added or taken away any, so a failure names the true one.
    """

    def __init__(
        self,
        md: Markdown,
        renders: Mapping[str, Render],
        failure: Callable[[int, str], Exception],
        texts: Mapping[str, Render],
    ) -> None:
        super().__init__(md)
        self._renders = renders
        self._failure = failure
        self._texts = texts

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with the blocks rendered and put aside."""
        kept: list[str] = []
        closing = ""
        block: list[str] | None = None
        begun, kind, name = 0, "", ""
        for number, line in enumerate(lines, 1):
            fence = _FENCE.match(line)
            if block is not None:
                if fence and fence["marks"].startswith(closing) and not fence["info"].strip():
                    kept += ["", *self._rendered(kind, name, block, begun), ""]
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
            elif words and words[0] in {*self._renders, *self._texts}:
                if fence["indent"]:
                    raise self._failure(number, f"a {words[0]} block stands at the left margin")
                kept.pop()
                block, closing, begun = [], fence["marks"], number
                kind, name = words[0], " ".join(words[1:])
            else:
                closing = fence["marks"]
        if block is not None:
            raise self._failure(begun, f"the {kind} block is never closed")
        return kept

    def _rendered(self, kind: str, name: str, body: list[str], line: int) -> list[str]:
        """Return the lines in the place of a block: HTML put aside, or Markdown still to be read."""
        text = "\n".join(body)
        try:
            if kind in self._texts:
                return self._texts[kind](name, text).split("\n")
            return [self.md.htmlStash.store(self._renders[kind](name, text))]
        except (ConvError, ValueError) as error:
            raise self._failure(line, str(error)) from error


class BlockExtension(Extension):
    """Registers `FencedBlocks` with Markdown.

    Args:
        renders: by kind of block, what makes HTML of one.
        failure: makes the exception to raise of the line where a block begins and a reason.
        texts: by kind of block, what makes Markdown of one.
    """

    def __init__(
        self,
        renders: Mapping[str, Render],
        failure: Callable[[int, str], Exception] = BlockError,
        texts: Mapping[str, Render] | None = None,
    ) -> None:
        super().__init__()
        self._renders = renders
        self._failure = failure
        self._texts = texts or {}

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Add the preprocessor, and let what is rendered stand where a block does."""
        elements = ("widget", "plot", "exercises", "image", "sound", "python")
        md.block_level_elements += [f"pyconv-{name}" for name in elements]
        md.preprocessors.register(
            FencedBlocks(md, self._renders, self._failure, self._texts), "pyconv-blocks", BEFORE_CODE_FENCES
        )
