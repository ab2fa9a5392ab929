"""Pieces of a text that were read, and where in the text each part of them stands."""

import ast
from typing import NamedTuple

from pyconv.errors import shown


class Source(NamedTuple):
    """A piece of a text that is Python.

    Attributes:
        tree: what it was read as.
        lines: its lines.
        before: how many lines of the text come before it.
        cut: for each of its lines, the characters of the text before it on that line: what is indented
            more than it need be, or printed before a layer.
        whole: whether it is the whole text.
        printed: whether it is a line that PyTorch has printed of a network.
        channels_first: whether the text tells Keras to have the channels first.
    """

    tree: ast.Module
    lines: list[bytes]
    before: int
    cut: list[int]
    whole: bool
    printed: bool = False
    channels_first: bool = False

    def line(self, node: ast.expr | ast.stmt) -> int:
        """Return the line of the text in which a part of the tree begins."""
        return node.lineno + self.before

    def exact(self, node: ast.expr | ast.stmt) -> str:
        """Return a part of the tree as it is written."""
        part = self.lines[node.lineno - 1 : node.end_lineno]
        part[-1] = part[-1][: node.end_col_offset]
        part[0] = part[0][node.col_offset :]
        return "\n".join(each.decode("utf-8", "replace") for each in part)

    def written(self, node: ast.expr | ast.stmt) -> str:
        """Return a part of the tree as it is written, on one line and shortened."""
        return shown(" ".join(each.strip() for each in self.exact(node).split("\n")))

    def span(self, node: ast.expr | ast.stmt | ast.keyword, starts: list[int]) -> tuple[int, int]:
        """Return where a part of the tree begins in the text and where it ends.

        Args:
            node: the part.
            starts: where each line of the text begins.
        """
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        return (
            self._offset(first, node.col_offset, starts),
            self._offset(last, node.end_col_offset or 0, starts),
        )

    def _offset(self, line: int, column: int, starts: list[int]) -> int:
        # Python counts bytes.
        along = len(self.lines[line][:column].decode("utf-8", "replace"))
        return starts[self.before + line] + self.cut[line] + along


NOTHING = Source(ast.Module([], []), [], 0, [], whole=False)
"""No text at all."""

__all__ = ["NOTHING", "Source"]
