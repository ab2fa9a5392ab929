"""Parts of texts as people paste them: what is printed, quoted and drawn, axes, shapes, and values."""

from __future__ import annotations

import time

import pytest

from pyconv import ConvError, read_layer, read_network
from pyconv.messages import LANGUAGES
from pyconv.networks import Network
from pyconv.networks.depth import bare, code_too_deep, too_deep
from pyconv.networks.text import MOST_REPEATED


def told(network: Network) -> list[tuple[int, str]]:
    return [(row.line, row.name) for row in network.rows]


def named(network: Network) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in network.unknown]


PRINTED_BLOCKS = """Net(
  (stem): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same, padding_mode=reflect)
  (layers): ModuleList(
    (0-2): 3 x Block(
      (conv): Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
      (inner): ModuleList(
        (0-1): 2 x Linear(in_features=9, out_features=9, bias=True)
      )
      (act): ReLU()
    )
    (3): Identity()
  )
  (tail): ModuleList(
    (0-3): 4 x Conv2d(8, 8, kernel_size=(3, 3), stride=(1, 1), bias=False)
  )
)"""


def test_layers_that_are_printed_once_are_as_many_as_it_says() -> None:
    network = read_network(PRINTED_BLOCKS, (3, 9, 9))
    block = [(5, "Conv2d"), (7, "Linear"), (7, "Linear"), (9, "ReLU")]
    assert told(network) == [(2, "Conv2d"), *block * 3, (11, "Identity"), *[(14, "Conv2d")] * 4]
    assert named(network) == []
    assert network.output_shape == (8, 1, 1)
    assert network.parameters == 224 + 3 * (584 + 2 * 90) + 4 * 576


def test_a_line_of_several_alone_is_read_and_not_taken_for_one_layer() -> None:
    line = "(0-3): 4 x Conv2d(3, 3, kernel_size=(3, 3), stride=(1, 1))"
    assert told(read_network(line, (3, 9, 9))) == [(1, "Conv2d")] * 4
    with pytest.raises(ConvError, match="a second layer"):
        read_layer(line, 9)
    assert read_layer("(0): Conv2d(3, 3, kernel_size=(3, 3), padding=same)", 9).spec.output_size == (9, 9)


@pytest.mark.parametrize(
    ("text", "rows", "lines"),
    [
        (f"(0-9): {MOST_REPEATED + 2} x ReLU()\n(1): Tanh()", 1, [1]),
        (f"(0-9): {'9' * 5000} x ReLU()\n(1): Tanh()", 1, [1]),
        ("(0-9): 1000 x A(\n(0-9): 1000 x ReLU()\n)\n(1): Tanh()", 1, [1]),
        ("(0-9): 800 x A(\n(0-9): 5 x ReLU()\n)\n(1): Tanh()\n(0-9): 9 x ReLU()", 4010, []),
        ("(0-9): 4000 x ReLU()\n(0-9): 4000 x Tanh()", 4000, [2]),
        # What is opened there is never closed.
        ("(0-9): 3 x A(\n  (a): ReLU()", 1, [1]),
        ("(0-9): 3 x A(\n  (downsample): Sequential(\n    (0): ReLU()\n  )\n  (b): Tanh()\n)", 3, [2, 2, 2]),
    ],
)
def test_only_so_many_layers_are_read_of_what_is_printed(text: str, rows: int, lines: list[int]) -> None:
    network = read_network(text, (3,), most_rows=6000)
    assert len(network.rows) == rows
    assert [each.line for each in network.unknown] == sorted(set(lines))


DRAWN = "-" * 64


@pytest.mark.parametrize(
    "text",
    [
        f"nn.ReLU()  # {DRAWN}\nnn.Tanh()",
        f"# {'+' * 50}\n# {'(' * 50}\nnn.ReLU()\nnn.Tanh()",
        f'"""\n{DRAWN}\n"""\nnn.ReLU()\nnn.Tanh()',
        f"print('{DRAWN}')\nprint(f'{DRAWN}')\nprint(f'{DRAWN}{{x}}{DRAWN}')\nnn.ReLU()\nnn.Tanh()",
        f'print(rb"{"[" * 50}\\"{DRAWN}")\nnn.ReLU()\nnn.Tanh()',
        f"{DRAWN}\nnn.ReLU()\n{'=' * 64}\nnn.Tanh()\n{DRAWN}",
        f"+{DRAWN}+{DRAWN}+\nnn.ReLU()\n  {DRAWN}  \nnn.Tanh()",
        f"Don't!\n# {DRAWN}\nnn.ReLU()\nnn.Tanh()",
    ],
    ids=range(8),
)
def test_what_is_drawn_or_said_is_no_depth(text: str) -> None:
    network = read_network(text, (3,))
    assert [row.name for row in network.rows] == ["ReLU", "Tanh"]
    assert {each.text for each in network.unknown} <= {"Don't!"}


@pytest.mark.parametrize(
    "text",
    [
        # What stands in the fields of such a string is code.
        "f'{x[" + "(" * 41 + "]}'", "f'''{" + "-" * 41 + "x}'''", 'f"{x["a"' + "(" * 41 + '"b"]}"',
        # A string that is never closed is none, and neither is what a quote opens behind a word.
        "'''\n" + "(" * 41, "x = 'a\n" + "(" * 41, "1 if x else'a' + " + "(" * 41 + "'b'",
        "x = '" + "(" * 41 + "\nnn.ReLU()",
        "(1\n" + "-" * 41 + "1)",
    ],
    ids=range(8),
)  # fmt: skip
def test_what_may_be_code_is_depth(text: str) -> None:
    assert too_deep(text) == 40
    with pytest.raises(ConvError, match="more than 40 levels deep"):
        read_network(text, (3,))


def test_lines_that_are_drawn_within_brackets_are_never_parsed() -> None:
    text = f"x = (1\n{'-' * 99}\n1)\nnn.ReLU()"
    assert (too_deep(text), code_too_deep(text)) == (40, 0)
    network = read_network(text, (3,))
    assert told(network) == [(4, "ReLU")]
    assert [each.line for each in network.unknown] == [1]


def test_strings_and_comments_are_found_soon() -> None:
    for text in (
        "'\\\n" * 4_900,
        "'" * 100_000,
        '"\\"' * 33_000,
        '"""\\' * 25_000,
        "x" * 100_000,
        "'''" * 33_000,
    ):
        started = time.process_time()
        assert len(bare(text)) <= len(text)
        assert time.process_time() - started < 2
    assert bare("a = 'b' 'c'") == "a = 0 0"
    assert bare('a = """b\n"c" """ # d\ne') == "a = 0 \ne"
    assert bare('f"{a}-{b}" + rf"c"').split() == ["f0", "{a}", "{b}", "+", "rf0"]


CODE = ["nn.Sequential(", "    nn.Conv2d(3, 8, 3),", "", "    nn.ReLU(),", ")"]


@pytest.mark.parametrize(
    "lines",
    [
        [f"> {line}" for line in CODE],
        [f">{line}" for line in CODE],
        [f"> > {line}" for line in CODE],
        [f"{number:3} {line}" for number, line in enumerate(CODE, 9)],
        [f"{number}: {line}" for number, line in enumerate(CODE, 1)],
        [f"{number:2} | {line}" for number, line in enumerate(CODE, 7)],
        [f"{number}.\t{line}" for number, line in enumerate(CODE, 1)],
        ["In [1]: " + CODE[0], *("   ...: " + line for line in CODE[1:])],
        [">>> " + CODE[0], *("... " + line for line in CODE[1:])],
        ["> >>> " + CODE[0], *("> ... " + line for line in CODE[1:])],
    ],
    ids=range(10),
)
def test_what_stands_before_each_line_is_no_code(lines: list[str]) -> None:
    network = read_network("\n".join(lines), (3, 9, 9))
    assert told(network) == [(2, "Conv2d"), (4, "ReLU")]
    assert (named(network), network.output_shape) == ([], (8, 7, 7))


def test_numbers_and_signs_that_are_code_are_left() -> None:
    network = read_network("1\n3\nnn.ReLU()", (3,))
    assert (told(network), named(network)) == ([(3, "ReLU")], [])
    assert read_network("In [1]: x = nn.ReLU()\nOut[1]: ReLU()", (3,)).rows[0].line == 1


def test_the_file_of_a_notebook_is_refused_as_one() -> None:
    text = '{"cells": [{"cell_type": "code", "source": ["nn.ReLU()"], "outputs": []}], "nbformat": 4}'
    for read in (lambda: read_network(text, (3,)), lambda: read_network(f"\n{text}{' ' * 100_000}", (3,)),
                 lambda: read_layer(text, 3)):  # fmt: skip
        with pytest.raises(ConvError, match="paste the code of its cells") as caught:
            read()
        assert all(".ipynb" in caught.value.message(language) for language in LANGUAGES)
