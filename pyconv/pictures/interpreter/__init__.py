"""Runs the cells of code of a page, as a notebook does: what is printed, the last value, figures, errors.

A cell is run from the text that a reader has written. What it puts out is told part by part while it
runs (`output.py`); how it ended is the answer. The cells of a page share their names, and an error is
told without what is not theirs (`failure.py`).
"""

import ast
import builtins
import contextlib
import linecache
import os
import warnings
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, NamedTuple

from pyconv.messages import add_words, catalogue, say
from pyconv.pictures.interpreter.failure import CELL, Failure, failure
from pyconv.pictures.interpreter.output import Outlet, Part, Printer

__all__ = ["BACKEND", "PAGE", "Cell", "Failure", "Interpreter", "needed", "page_words"]

add_words(__name__)

PAGE = "interpreter.page."
"""Where words begin that the page of a cell shows."""

BACKEND = "svg"
"""What matplotlib draws with: windows there are none."""

# It is read when matplotlib is first imported, which may be before a cell is run.
os.environ["MPLBACKEND"] = BACKEND

DRAWING = frozenset({"figure", "save", "svg"})
"""What of a picture of this package needs matplotlib."""


def page_words(language: str) -> dict[str, str]:
    """Return the words that scripts show around a cell, by their short names."""
    return {
        name.removeprefix(PAGE): said for name, said in catalogue(language).items() if name.startswith(PAGE)
    }


class Cell(NamedTuple):
    """What is run: the text, how errors name it, the page whose names it shares, the language of words."""

    code: str
    name: str
    page: str
    language: str


def needed(code: str) -> list[str]:
    """Return what has to be fetched before a cell can be run: matplotlib, or nothing.

    Code that is none needs nothing: running it will tell.

    >>> needed("import matplotlib.pyplot as plt"), needed("pyconv.show('matrix').svg()"), needed("1 +")
    (['matplotlib'], ['matplotlib'], [])
    """
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = any(_needs_matplotlib(node) for node in nodes)
    return ["matplotlib"] if found else []


def _needs_matplotlib(node: ast.AST) -> bool:
    match node:
        case ast.Import(names):
            return any(_top(alias.name) == "matplotlib" for alias in names)
        case ast.ImportFrom(module=str(module)):
            return _top(module) == "matplotlib"
        case ast.Attribute(attr=attribute):
            return attribute in DRAWING
    return False


def _top(module: str) -> str:
    return module.partition(".")[0]


class Interpreter:
    """Runs cells, and remembers the names that those of a page have made."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, Any]] = {}
        self._run = 0

    def run(self, cell: Cell, tell: Callable[[Part], object]) -> Failure | None:
        r"""Run a cell, tell what it puts out, and return how it failed, if it did.

        >>> parts = []
        >>> Interpreter().run(Cell("x = 20; print(x); x + 1", "sum", "/", "en"), parts.append)
        >>> [part["text"] for part in parts]
        ['20\n', '21\n']
        """
        outlet = Outlet(tell, cell.language)
        names = self._names.setdefault(cell.page, {"__name__": "__main__"})
        # Errors of functions that an earlier run has made name that run.
        self._run += 1
        file = f"{CELL}{cell.name} {self._run}>"
        linecache.cache[file] = len(cell.code), None, cell.code.splitlines(keepends=True), file
        names["display"] = outlet.show
        with _as_in_a_notebook(outlet, cell.language):
            try:
                statements, value = _compiled(cell.code, file)
                exec(statements, names)  # noqa: S102 - it is what a reader has asked for
                if value:
                    outlet.show(eval(value, names), quiet=True)  # noqa: S307 - likewise
                outlet.show_figures()
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
                return failure(error, file, cell.language)
        return None


def _compiled(code: str, file: str) -> tuple[CodeType, CodeType | None]:
    """Return the statements of a cell, and its last expression unless a semicolon hides its value."""
    tree = ast.parse(code, file)
    value = None
    if tree.body and isinstance(last := tree.body[-1], ast.Expr) and not _is_hidden(code, last):
        tree.body.pop()
        value = compile(ast.Expression(last.value), file, "eval", dont_inherit=True)
    return compile(tree, file, "exec", dont_inherit=True), value


def _is_hidden(code: str, last: ast.Expr) -> bool:
    line = code.encode().split(b"\n")[(last.end_lineno or 1) - 1]
    return line[last.end_col_offset or 0 :].lstrip().startswith(b";")


@contextlib.contextmanager
def _as_in_a_notebook(outlet: Outlet, language: str) -> Iterator[None]:
    """Have what is printed told, `input` refused and matplotlib draw without windows in the `with` block."""

    def refuse(prompt: object = "") -> str:
        raise RuntimeError(say(language, "interpreter.input", prompt=repr(prompt) if prompt else ""))

    asked = builtins.input
    printed, warned = Printer(outlet, "out"), Printer(outlet, "err")
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(warned), warnings.catch_warnings():
        # What `show` says of a backend without windows: the figures stand below the cell.
        warnings.filterwarnings("ignore", message=".*non-interactive")
        builtins.input = refuse
        try:
            yield
        finally:
            builtins.input = asked
            printed.flush()
            warned.flush()
