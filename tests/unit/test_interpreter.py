"""Cells of code are run as a notebook runs them, and what goes wrong is told without what is not theirs."""

from __future__ import annotations

import base64
import builtins
import json
import sys
from typing import Any

import pytest

from pyconv.messages import LANGUAGES
from pyconv.pictures import web
from pyconv.pictures.interpreter import Cell, Failure, Interpreter, needed, output, page_words


class Page:
    """A page with cells, and all that they have put out."""

    def __init__(self, language: str = "en") -> None:
        self.interpreter = Interpreter()
        self.language = language
        self.parts: list[Any] = []

    def run(self, *lines: str, page: str = "/") -> Failure | None:
        self.parts.clear()
        return self.interpreter.run(
            Cell("\n".join(lines), "sum", page, self.language), lambda part: self.parts.append(dict(part))
        )

    def printed(self, *lines: str, page: str = "/") -> str:
        assert self.run(*lines, page=page) is None
        return "".join(part["text"] for part in self.parts)


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("", ""),
        ("# nothing", ""),
        ("6 * 7", "42\n"),
        ("x = 6\nx * 7", "42\n"),
        ("None", ""),
        ("6 * 7;", ""),
        ("'á' ; # hidden", ""),
        ("'á;'", "'á;'\n"),
        ("if True:\n    6 * 7", ""),
        ("print('a'); print('b', end='')", "a\nb"),
        ("display(None); display('a')", "None\n'a'\n"),
        ("int", "<class 'int'>\n"),
        ("import sys; print('late', file=sys.stderr)", "late\n"),
        ("from pyconv import output_size\noutput_size(5, 3, stride=2, padding=1)", "3\n"),
        (
            "class A:\n    def _repr_html_(self): return None\n    def __repr__(self): return 'plain'\nA()",
            "plain\n",
        ),
        ("class HTML:\n    def _repr_html_(self): return '<b>bold</b>'\nHTML", "<class '__main__.HTML'>\n"),
    ],
)
def test_what_is_put_out(page: Page, code: str, printed: str) -> None:
    assert page.printed(code) == printed


def test_each_kind_of_part(page: Page) -> None:
    page.run("import sys", "print('a')", "print('b', file=sys.stderr)", "sys.stdout.writable()")
    assert page.parts == [
        {"kind": "out", "text": "a\n"},
        {"kind": "err", "text": "b\n"},
        {"kind": "value", "text": "True\n"},
    ]


def test_lines_are_told_as_they_are_written(page: Page) -> None:
    page.run("print('a', end='')", "print('b')", "print('c' * 2001, end='')", "print('d')")
    assert [len(part["text"]) for part in page.parts] == [3, 2001, 2]


def test_a_picture_of_the_package(page: Page) -> None:
    page.run("import pyconv", "pyconv.show('sliding-filter')")
    (part,) = page.parts
    assert part["kind"] == "html"
    assert "pc-stage" in part["html"]
    assert part["text"].startswith("pyconv.show('sliding-filter'")


def test_names_are_those_of_the_page(page: Page) -> None:
    page.run("def double(x):", "    return 2 * x")
    assert page.printed("double(21)") == "42\n"
    failed = page.run("double(21)", page="/other/")
    assert failed
    assert failed.text.endswith("NameError: name 'double' is not defined\n")


def test_a_failure_names_its_line_and_no_machinery(page: Page) -> None:
    page.run("def inverse(x):", "    return 1 / x")
    failed = page.run("print('so far')", "", "inverse(0)", "print('never')")
    assert page.parts == [{"kind": "out", "text": "so far\n"}]
    assert failed
    assert failed.line == 3
    # Which signs Python puts below a line differs from version to version.
    lines = [line for line in failed.text.splitlines() if line.strip("~^ ")]
    assert lines == [
        "Traceback (most recent call last):",
        '  File "<cell sum 2>", line 3, in <module>',
        "    inverse(0)",
        '  File "<cell sum 1>", line 2, in inverse',
        "    return 1 / x",
        "ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize(
    ("code", "line", "last"),
    [
        ("x = 1\ny = (", 2, "SyntaxError: '(' was never closed"),
        ("eval('1 +')", 1, "SyntaxError: invalid syntax"),
        ("x = 1\n\nraise ValueError('no')", 3, "ValueError: no"),
        (
            "try:\n    1 / 0\nexcept Exception as error:\n    raise KeyError('a') from error",
            4,
            "KeyError: 'a'",
        ),
        (
            "class Bad:\n    def __repr__(self): return 1 / 0\n\nBad()",
            2,
            "ZeroDivisionError: division by zero",
        ),
        ("raise ExceptionGroup('both', [ValueError('a'), TypeError('b')])", 1, None),
        ("def f(): f()\nf()", 1, "RecursionError: maximum recursion depth exceeded"),
        ("import numpy as np\nnp.zeros(2) + np.zeros(3)", 2, None),
        ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
        ("\0", None, "SyntaxError: source code string cannot contain null bytes"),
    ],
)
def test_whatever_fails_is_told(page: Page, code: str, line: int | None, last: str | None) -> None:
    failed = page.run(code)
    assert failed
    assert failed.line == line
    assert "interpreter" not in failed.text
    # How deep a recursion ends, and so in the middle of what, is another thing each time.
    assert last is None or failed.text.splitlines()[-1].removesuffix(" in comparison") == last


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_besides(language: str) -> None:
    page = Page(language)
    said = {
        code: getattr(page.run(code), "said", None)
        for code in (
            "import pandas.plotting",
            "import numpy.nothing",
            "import sys; sys.exit()",
            "1 / 0",
            "import pyconv; pyconv.output_size(3, 5)",
            f"import pyconv; pyconv.show('matrix', stride=0, language='{language}')",
        )
    }
    module, inside, ended, plain, refused, shown = said.values()
    assert "pandas" in module
    assert "pyconv, numpy, matplotlib" in module
    assert (inside, plain, shown) == ("", "", "")
    assert ended
    # The text of the error is English itself.
    assert bool(refused) == (language != "en")


def test_nothing_can_be_typed_in(page: Page) -> None:
    asked = builtins.input
    failed = page.run("input('your name? ')")
    assert failed
    assert "in place of input('your name? ')" in failed.text
    failed = page.run("input()")
    assert failed
    assert "in place of input()" in failed.text
    assert builtins.input is asked


def test_what_is_printed_has_an_end(page: Page) -> None:
    page.run("for number in range(30_000):", "    print(number)")
    texts = [part["text"] for part in page.parts if part["kind"] == "out"]
    assert sum(map(len, texts)) == output.TEXT
    assert page.parts[-1]["kind"] == "cut"
    assert "100,000" in page.parts[-1]["text"]


def test_pictures_have_an_end(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "DRAWN", 30)
    page.run(
        "class HTML:",
        "    def _repr_html_(self): return 20 * 'a'",
        "for _ in range(4):",
        "    display(HTML())",
    )
    assert [part["kind"] for part in page.parts] == ["html", "cut"]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import matplotlib.pyplot as plt", True),
        ("from matplotlib import pyplot", True),
        ("if True:\n    import numpy, matplotlib", True),
        ("import pyconv\npyconv.show('matrix').figure()", True),
        ("from . import matplotlib", False),
        ("from numpy import matplotlib", False),
        ("matplotlib = 1", False),
        ("import (", False),
        ("\0", False),
    ],
)
def test_what_has_to_be_fetched(code: str, wanted: bool) -> None:
    assert needed(code) == (["matplotlib"] if wanted else [])


def test_what_a_page_asks() -> None:
    told: list[str] = []
    request = {"language": "es", "page": "/", "cell": "sum", "code": "print('ñ')\n1 / 0"}
    answer = json.loads(web.run(json.dumps(request), told.append))
    assert told == ['{"kind":"out","text":"ñ\\n"}']
    assert answer["failure"]["line"] == 2
    assert json.loads(web.needed('{"language": "en", "code": 1}'))["refused"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_page(language: str) -> None:
    words = page_words(language)
    assert words["run"]
    assert "{line}" in words["failed-line"]
    assert words["runtime.missing"]


def test_without_matplotlib(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a cell imports it, none of it is there."""
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    assert page.printed("1 + 1") == "2\n"


class Axes:
    """What is asked of the axes of a figure."""

    def __init__(self, title: str) -> None:
        self._title = title

    def get_title(self) -> str:
        return self._title


class Figure:
    """What is asked of a figure."""

    def __init__(self, *titles: str, size: int = 3) -> None:
        self.axes = [Axes(title) for title in titles]
        self._size = size

    def savefig(self, file: Any, format: str) -> None:  # noqa: A002 - matplotlib's name
        file.write(f"<{format}>".encode() * self._size)


class Pyplot:
    """What is asked of matplotlib's own list of figures."""

    def __init__(self, *figures: Figure) -> None:
        self.figures = figures

    def get_fignums(self) -> list[int]:
        return list(range(len(self.figures)))

    def figure(self, number: int) -> Figure:
        return self.figures[number]

    def close(self, which: str) -> None:
        assert which == "all"
        self.figures = ()


def test_figures_are_shown_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Figure("Sizes", "", "Steps"), Figure()
    pyplot = Pyplot(one, other)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
    page.run("import sys", "sys.modules['matplotlib.pyplot'].figures[0]")
    data = base64.b64encode(b"<svg><svg><svg>").decode()
    assert page.parts == [
        {"kind": "image", "image": f"data:image/svg+xml;base64,{data}", "text": said}
        for said in ("A figure of matplotlib: Sizes; Steps", "A figure of matplotlib")
    ]
    assert not pyplot.figures


def test_a_large_figure_is_pixels(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "LARGE", 100)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", Pyplot(Figure(size=30)))
    page.run("")
    assert page.parts[0]["image"].startswith("data:image/png;base64,")
