"""How a cell failed: as Python tells it, without the frames that are not the reader's, and in which line."""

import sys
from traceback import StackSummary, TracebackException
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.messages import say

MODULES = ("pyconv", "numpy", "matplotlib")
"""What a cell can import besides Python's own library."""

CELL = "<cell "
"""How the names of the files begin that cells are run as."""

DEEPEST = 200
"""Frames that are looked at, the last ones: a recursion without end has very many."""


class Failure(NamedTuple):
    """What Python says, the line of the cell that is to blame, if one is, and what is said of it besides."""

    text: str
    line: int | None
    said: str


def failure(error: BaseException, file: str, language: str) -> Failure:
    """Return how the cell `file` failed, with the frames of cells alone."""
    told = TracebackException.from_exception(error, limit=-DEEPEST, compact=True)
    _only_cells(told)
    lines = [frame.lineno for frame in told.stack if frame.filename == file]
    line = lines[-1] if lines else None
    if isinstance(error, SyntaxError) and error.filename == file:
        line = error.lineno
    return Failure("".join(told.format()), line, _said(error, language))


def _only_cells(told: TracebackException) -> None:
    """Leave out of a traceback, and of those that led to it, what does not lie in cells."""
    told.stack = StackSummary.from_list([frame for frame in told.stack if frame.filename.startswith(CELL)])
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        if other is not None:
            _only_cells(other)


def _said(error: BaseException, language: str) -> str:
    """Return what a reader is told beside Python's own words, in the reader's language."""
    match error:
        case ModuleNotFoundError(name=str(name)) if name.partition(".")[0] not in sys.modules:
            return say(language, "interpreter.no-module", name=name, modules=", ".join(MODULES))
        # What `show` refuses says it itself.
        case ConvError() if error.message(language) not in (str(error), *getattr(error, "__notes__", ())):
            return error.sentence(language)
        case SystemExit():
            return say(language, "interpreter.exit")
    return ""
