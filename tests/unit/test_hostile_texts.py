"""Whatever is pasted where lines of code are read gets an answer, soon, and nothing of it is run."""

from __future__ import annotations

import builtins
import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from pyconv import ConvError, read_layer, read_network
from pyconv.messages import LANGUAGES
from tests.hostile import ENDLESS, hostile

SHARE = 1_500
"""Texts that are drawn every time."""

ALL = 100_000
"""Texts that are drawn when all are asked for."""

AT_MOST_SECONDS = 10
"""For one text, of up to 100,000 characters; most take a thousandth. A text that hangs takes minutes."""

SHAPES = ((3, 9, 9), (3, 9, 9), (3, 9, 9), (3, 9), (3,), (3, 7, 7, 7))

HARMLESS = {"compile", "builtins.id", "object.__getattr__"}
"""What Python does to make a tree, and to find out what arguments one of this package's functions takes."""


class Watch:
    """Notes what Python does while it looks: code that is run, files, imports, other programs.

    Trees are made by the same compiler, so that its `compile` alone is no sign of anything; and where
    it finds a mistake it looks for the file that the text could be from, whose name is always the same.
    """

    def __init__(self) -> None:
        self.looking = False
        self.done: list[str] = []
        sys.addaudithook(self.heard)

    def heard(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note an event, if it is not one of making a tree."""
        looked_up = event == "open" and arguments[0] == "<unknown>" and arguments[1] in {None, "r", "rb"}
        if self.looking and event not in HARMLESS and not looked_up:
            self.done.append(f"{event} {arguments}")

    def trip(self, *_arguments: object, **_named: object) -> None:
        """Note that a text has been run."""
        self.done.append("trip")


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    """One for all tests: Python keeps a hook as long as it runs."""
    watch = Watch()
    builtins.trip = watch.trip  # type: ignore[attr-defined]
    yield watch
    watch.looking = False
    del builtins.trip  # type: ignore[attr-defined]


def answer(watch: Watch, read: object, *arguments: object) -> tuple[str, object]:
    """Return how a text was answered, and with what; and note what was done meanwhile."""
    watch.looking = True
    try:
        return "read", read(*arguments)  # type: ignore[operator]
    except ConvError as error:
        return error.reason, error
    finally:
        watch.looking = False


def checked(watch: Watch, seed: int, text: str) -> Iterator[str]:
    """Yield how both readers answer a text, after looking at their answers."""
    lines = text.count("\n") + text.count("\r") + 1
    started = time.process_time()
    found = [
        answer(watch, read_network, text, SHAPES[seed % len(SHAPES)]),
        answer(watch, read_layer, text, 6),
    ]
    spent = time.process_time() - started
    assert spent < AT_MOST_SECONDS, (seed, spent)
    for outcome, what in found:
        if isinstance(what, ConvError):
            named = [what.numbers["line"]] if "line" in what.numbers else []
            assert all("{" not in what.message(language) or "{" in text for language in LANGUAGES), seed
        elif outcome == "read" and hasattr(what, "rows"):
            named = [each.line for each in (*what.rows, *what.unknown)]
        else:
            named = [what.line]  # type: ignore[attr-defined]
        assert all(1 <= line <= lines for line in named), (seed, named)
        yield outcome


def test_what_is_run_would_be_noticed(watch: Watch, tmp_path: Path) -> None:
    def run(text: str) -> None:
        exec(text)

    for text, event in (
        ("trip()", "trip"),
        ("import this_is_no_module", "import"),
        (f"open({str(tmp_path / 'x')!r}, 'w').close()", "open"),
        ("1", "exec"),
    ):
        watch.done.clear()
        with contextlib.suppress(ModuleNotFoundError):
            answer(watch, run, text)
        assert any(each.startswith(event) for each in watch.done), text
    watch.done.clear()


def test_hostile_texts_are_answered_and_never_run(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    # What is imported once, at the first text, is not what a text imports.
    for seed in range(SHARE, SHARE + 100):
        list(checked(watch, seed, hostile(seed)))
    watch.done.clear()
    outcomes: Counter[str] = Counter()
    share = SHARE if sys.platform != "emscripten" else SHARE // 10
    for seed in range(ALL if every else share):
        outcomes.update(checked(watch, seed, hostile(seed)))
        assert watch.done == [], (seed, hostile(seed))
    assert list(tmp_path.iterdir()) == []
    # They are not all turned away at the door.
    assert outcomes["read"] > sum(outcomes.values()) / 5
    assert len(outcomes) > 10


@pytest.mark.parametrize("make", ENDLESS, ids=lambda make: make.__name__)
def test_what_has_no_end_is_answered_too(make: Callable[[Random], str], watch: Watch) -> None:
    watch.done.clear()
    for seed in range(3):
        assert list(checked(watch, seed, make(Random(seed))))
    assert watch.done == []


def test_what_once_hung_or_broke_is_answered() -> None:
    # The arrays of a text were looked for again at every call.
    call = 'tf.nn.conv2d(x, w, 2, "SAME")\n'
    for before, line in ((f"w = {(3, 3, 3, 3)}\n", 3), ("", 1)):
        started = time.process_time()
        with pytest.raises(ConvError, match=rf"^line {line}: "):
            read_layer(before + call * 2_400, 6)
        assert time.process_time() - started < AT_MOST_SECONDS
    # A call of something that has no name.
    network = read_network("nn.ReLU()\nx = None.concatenate([x, y])", (3, 9, 9))
    assert [each.line for each in network.unknown] == [2]
    # Closing brackets without end.
    network = read_network(f"nn.ReLU()\n{')' * 50_000}\n?", (3, 9, 9))
    assert [each.line for each in (*network.rows, *network.unknown)] == [1, 3]
    # Names that are given after a line are not known on it.
    network = read_network("nn.Linear(3, a)\na = 4\nnn.Linear(3, a)\na = 5\nnn.Linear(4, a)", (3,))
    assert [each.line for each in network.unknown] == [1]
    assert network.output_shape == (5,)


@pytest.mark.parametrize(
    "text",
    ["1+" * 400 + "1", "x" + ".a" * 400, "f" + "()" * 400, "f" + "(1,)" * 400, "(1\n" + "+1\n" * 400 + ")",
     "1+\\\n" * 400 + "1", "1 if 1 else " * 400 + "1", "f[" + "1+f(1," * 39 + "+1" * 300,
     "if x:\n    1\n" + "elif x:\n    1\n" * 400],
    ids=range(9),
)  # fmt: skip
def test_what_would_make_too_deep_a_tree_is_refused_before_there_is_one(text: str) -> None:
    with pytest.raises(ConvError, match=r"more than (300|40) levels deep"):
        read_network(text, (3,))
    # A long text is not a deep one.
    long = "net = nn.Sequential(\n" + "    nn.Linear(3, (1 + 2) * 1),\n" * 900 + ")\n" + "nn.ReLU()\n" * 900
    assert len(read_network(long, (3,)).rows) == 1800
    assert len(read_network(f"{')' * 9}\n{long}", (3,)).rows) == 1800


@pytest.mark.parametrize(
    "line",
    [
        "nn.Upsample(scale_factor=1000000000)",
        "layers.UpSampling2D(1000000000)",
        "nn.LazyConv2d(3, 1, stride=1000000000)",
    ],
)
def test_numbers_that_grow_without_end_are_refused_where_nobody_could_read_them(line: str) -> None:
    text = "nn.AdaptiveAvgPool2d(1)\n" + f"{line}\n" * 60
    with pytest.raises(ConvError, match=r"^line \d: .* no more than 40 digits") as caught:
        read_network(text, (3, 9, 9))
    assert caught.value.reason == "too-many-digits"
    # One that stands there already is not read.
    network = read_network(f"nn.Linear(3, {10**38})\nnn.Linear(3, 0x{'f' * 5000})", (3,))
    assert [each.line for each in (*network.rows, *network.unknown)] == [1, 2]
