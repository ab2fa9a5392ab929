"""Exercises: the answer is right by an independent computation, no slip is right, the words are there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

import numpy as np
import pytest

from pyconv import ConvError, ConvSpec, TransposedSpec
from pyconv.exercises import KINDS, Exercise, exercise, judged, judged_figure, names, page_words, posed
from pyconv.messages import LANGUAGES
from pyconv.pictures import web

SEEDS = range(200)


def windows(i: int, k: int, s: int = 1, p: int = 0, d: int = 1) -> list[list[int]]:
    """Return the cells that each window reads, tap by tap, one after the other until one does not fit."""
    found: list[list[int]] = []
    while (start := len(found) * s - p) + d * (k - 1) < i + p:
        found.append([start + d * tap for tap in range(k)])
    return found


def grid(found: Exercise, place: int) -> list[list[int]]:
    rows = found.tables[place].rows
    return [[int(value.replace("\N{MINUS SIGN}", "-")) for value in row] for row in rows]


def numbers(found: Exercise, *named: str) -> tuple[Any, ...]:
    return tuple(found.asked[name] for name in named)


def size(found: Exercise) -> set[Any]:
    return {len(windows(*numbers(found, "i", "k", "s", "p", "d")))}


def pooled_size(found: Exercise) -> set[Any]:
    i, k, s = numbers(found, "i", "k", "s")
    rounded = ceil if str(found.asked["rounding"]).endswith("up") else floor
    return {rounded(Fraction(i - k, s)) + 1}


def transposed_size(found: Exercise) -> set[Any]:
    i, k, s, p, a = numbers(found, "i", "k", "s", "p", "a")
    touched = {s * cell + tap for cell in range(i) for tap in range(k)}
    return {max(touched) + 1 - 2 * p + a}


def other_input(found: Exercise) -> set[Any]:
    i, k, s, p, o = numbers(found, "i", "k", "s", "p", "o")
    d = int(str(found.asked.get("d", 1)))
    return {other for other in range(1, i + 3 * s) if len(windows(other, k, s, p, d)) == o} - {i}


def other_input_dilated(found: Exercise) -> set[Any]:
    assert int(str(found.asked["d"])) > 1
    return other_input(found)


def choose_padding(found: Exercise) -> set[Any]:
    i, k, s, d, o = numbers(found, "i", "k", "s", "d", "o")
    return {p for p in range(2 * (d * (k - 1) + 1)) if len(windows(i, k, s, p, d)) == o}


def same_before(found: Exercise) -> set[Any]:
    i, k, s = numbers(found, "i", "k", "s")
    wanted = ceil(i / s)
    total = next(zeros for zeros in range(99) if len(windows(i + zeros, k, s)) >= wanted)
    return {total // 2}


def p_prime(found: Exercise) -> set[Any]:
    # Stretched by s, padded and slid over at stride 1, the map comes back to the size of the input.
    k, s, p = numbers(found, "k", "s", "p")
    i = next(i for i in range(k, 99) if not (i + 2 * p - k) % s and len(windows(i, k, s, p)) > 1)
    stretched = s * (len(windows(i, k, s, p)) - 1) + 1
    return {each for each in range(k) if len(windows(stretched, k, 1, each)) == i}


def field(found: Exercise) -> set[Any]:
    layers = [
        list(map(int, re.findall(r"= (\d+)", layer))) for layer in str(found.asked["layers"]).split("; ")
    ]
    seen = {0}
    for k, s, d in reversed(layers):
        seen = {cell * s + tap * d for cell in seen for tap in range(k)}
    return {max(seen) + 1}


def value(found: Exercise, *, turned: bool = False) -> set[Any]:
    x, kernel = grid(found, 0), grid(found, 1)
    kernel = [row[::-1] for row in kernel[::-1]] if turned else kernel
    row, column = numbers(found, "row", "column")
    s = found.asked.get("s", 1)
    assert isinstance(s, int)
    return {sum(x[row * s + a][column * s + b] * kernel[a][b] for a in range(2) for b in range(2))}


def turned_value(found: Exercise) -> set[Any]:
    return value(found, turned=True)


def pooled_value(found: Exercise) -> set[Any]:
    x = grid(found, 0)
    row, column = numbers(found, "row", "column")
    window = [x[2 * row + a][2 * column + b] for a in range(2) for b in range(2)]
    return {max(window) if str(found.asked["pooling"]).endswith("largest") else Fraction(sum(window), 4)}


def transposed_value(found: Exercise) -> set[Any]:
    [y], [kernel] = grid(found, 0), grid(found, 1)
    s, j = numbers(found, "s", "j")
    # By stretching: zeros between and around, and the kernel turned.
    stretched = [0] * 2 + [each for given in y for each in (given, *[0] * (s - 1))] + [0] * (2 - (s - 1))
    return {sum(a * b for a, b in zip(stretched[j : j + 3], kernel[::-1], strict=True))}


def row_of_cell(found: Exercise) -> set[Any]:
    height, width, row, column = numbers(found, "height", "width", "row", "column")
    return {[(r, c) for r in range(height) for c in range(width)].index((row, column))}


def weights(found: Exercise) -> set[Any]:
    i, k, o = numbers(found, "i", "k", "o")
    layer = str(found.asked["layer"]).rsplit(".")[-1]
    return {{"dense": i**2 * o**2, "local": o**2 * k**2, "convolutional": k**2}[layer]}


def products(found: Exercise) -> set[Any]:
    o, k, c, m = (range(each) for each in numbers(found, "o", "k", "c", "m"))
    if str(found.asked["layer"]).endswith("plain"):
        return {len([*product(o, o, k, k, c, m)])}
    return {len([*product(o, o, k, k, c), *product(o, o, c, m)])}


def polynomial(found: Exercise) -> set[Any]:
    # At x = 100 no coefficient is carried over into the next one.
    first, second = (
        sum(int(term[0]) * 100**power for power, term in enumerate(str(found.asked[name]).split(" + ")))
        for name in ("first", "second")
    )
    n = found.asked["n"]
    assert isinstance(n, int)
    return {first * second // 100**n % 100}


def impulse(found: Exercise) -> set[Any]:
    [x], [kernel] = grid(found, 0), grid(found, 1)
    n = found.asked["n"]
    assert isinstance(n, int)
    padded = [0, 0, *x, 0, 0]
    window = kernel[::-1] if str(found.asked["operation"]).endswith("true") else kernel
    return {sum(a * b for a, b in zip(padded[n : n + 3], window, strict=True))}


def echo_place(found: Exercise) -> set[int]:
    taps, apart, at, tap = numbers(found, "taps", "apart", "at", "tap")
    # Each sample of the result reads one sample of the sound for every weight.
    reads = {n: [n - apart * t for t in range(taps)] for n in range(at + taps * apart)}
    return {n for n, samples in reads.items() if samples[tap] == at}


def weight_gradient(found: Exercise) -> set[Any]:
    [x], [gradient] = grid(found, 0), grid(found, 1)
    s, t = numbers(found, "s", "t")
    return {sum(g * x[cells[t]] for g, cells in zip(gradient, windows(len(x), 3, s), strict=True))}


def bias_step(found: Exercise) -> set[Any]:
    b, rate = numbers(found, "b", "rate")
    # What the loss gains if the bias is greater by 1 is what all cells gain.
    return {b - Fraction(rate) * sum(value for row in grid(found, 0) for value in row)}


def even_area(found: Exercise) -> set[Any]:
    b, below = numbers(found, "b", "below")
    kernel = grid(found, 0)
    return {sum(Fraction(weight, below) * b for row in kernel for weight in row)}


def which_kernel(found: Exercise) -> set[Any]:
    image, made = grid(found, 0), grid(found, 1)

    def at(r: int, c: int, down: int, right: int) -> int:
        return image[r + 1 + down][c + 1 + right]

    def around(r: int, c: int) -> int:
        return sum(at(r, c, a, b) - at(r, c, 0, 0) for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0)))

    # What each of them says of a pixel and its neighbours, in words of differences.
    says: dict[str, Callable[[int, int], Any]] = {
        "identity": lambda r, c: at(r, c, 0, 0),
        "average": lambda r, c: Fraction(sum(at(r, c, a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)), 9),
        "sharpen": lambda r, c: at(r, c, 0, 0) - around(r, c),
        "sobel-x": lambda r, c: sum(w * (at(r, c, a, 1) - at(r, c, a, -1)) for a, w in WEIGHED),
        "sobel-y": lambda r, c: sum(w * (at(r, c, 1, a) - at(r, c, -1, a)) for a, w in WEIGHED),
        "laplacian": around,
    }

    def fits(option: str) -> bool:
        said = says[option.rsplit(".", maxsplit=1)[-1]]
        return all(said(r, c) == made[r][c] for r in range(3) for c in range(3))

    return {place for place, option in enumerate(found.options) if fits(option)}


WEIGHED = ((-1, 1), (0, 2), (1, 1))
"""The rows or columns of Sobel's kernels, and how much each counts."""


def seen_cells(found: Exercise) -> set[str]:
    k, s, d, p, row, column = numbers(found, "k", "s", "d", "p", "row", "column")
    n = len(found.tables[0].rows)
    along = windows(n, k, s, p, d)
    return {as_cells(r * n + c for r in along[row] for c in along[column] if 0 <= r < n and 0 <= c < n)}


def reached_cells(found: Exercise) -> set[str]:
    n, k, s, p, row, column = numbers(found, "n", "k", "s", "p", "row", "column")
    along = windows(n, k, s, p)
    cells = [
        a * len(along) + b
        for a, rows in enumerate(along)
        for b, columns in enumerate(along)
        if row in rows and column in columns
    ]
    return {as_cells(cells)}


def matrix_weight(found: Exercise) -> set[str]:
    n, k, s, p, t = numbers(found, "n", "k", "s", "p", "t")
    along = windows(n, k, s, p)
    return {as_cells(read[t] * len(along) + o for o, read in enumerate(along) if 0 <= read[t] < n)}


def shift(found: Exercise) -> set[str]:
    s, m = numbers(found, "s", "m")
    # Where the windows of the moved input begin, seen from the input as it was.
    moved = [place for place, option in enumerate(found.options) if option == str(Fraction(m, s))]
    return {str(moved[0] if moved else len(found.options) - 1)}


def checkerboard(found: Exercise) -> set[str]:
    s = found.asked["s"]
    assert isinstance(s, int)
    even = [
        place
        for place, k in enumerate(found.options)
        if len(set(Counter(tap % s for tap in range(int(k))).values())) == 1 and int(k) >= s
    ]
    return {str(place) for place in even}


def chain(found: Exercise) -> set[str]:
    [_, size, _] = map(int, str(found.asked["start"]).split(" × "))
    wrong = set()
    for place, line in enumerate(found.options):
        code, comment = line.split("  # ")
        given = list(map(int, re.findall(r"\d+", code.split("(")[1])))
        k, s, p = (given[0], given[0], 0) if "Pool" in code else tuple(given[2:])
        said = int(comment.split(" × ")[1])
        if len(windows(size, k, s, p)) != said:
            wrong.add(str(place))
        size = said
    return wrong


def code(found: Exercise) -> set[str]:
    i, o = numbers(found, "i", "o")
    wrong = set()
    for place, line in enumerate(found.options):
        k, s, *p = map(int, re.findall(r"\d+", line.split("8, ")[1]))
        if not p or len(windows(i, k, s, p[0])) != o:
            wrong.add(str(place))
    return wrong


def padded_average(found: Exercise) -> set[Any]:
    x = grid(found, 0)
    k, row, column = numbers(found, "k", "row", "column")
    along = windows(len(x), k, 2, 1)
    inside = [x[r][c] for r in along[row] for c in along[column] if {r, c} <= {*range(len(x))}]
    counted = str(found.asked["padding"]).endswith("counted")
    return {Fraction(sum(inside), k * k if counted else len(inside))}


def slid(line: str) -> list[int]:
    """Return what a line with its cells and its weights comes to, a window at every place."""
    row, kernel = (list(map(int, side.split())) for side in line.split("⋆"))
    return [
        sum(row[cell] * w for cell, w in zip(read, kernel, strict=True))
        for read in windows(len(row), len(kernel))
    ]


def ordinary_convolution(found: Exercise) -> set[str]:
    [y], [kernel] = grid(found, 0), grid(found, 1)
    s, p = numbers(found, "s", "p")
    stamps = np.zeros(s * (len(y) - 1) + len(kernel), int)
    for place, value in enumerate(y):
        stamps[s * place : s * place + len(kernel)] += value * np.array(kernel)
    made = stamps[p : len(stamps) - p].tolist()
    return {str(place) for place, line in enumerate(found.options) if slid(line) == made}


def enlarged(code: str, i: int) -> tuple[int, bool]:
    """Return how large a transposed layer makes i cells, and whether its checkerboard is gone."""
    k, s, p, *a = map(int, re.findall(r"\d+", code.split("8, 8, ")[1]))
    stamped = Counter(s * cell + tap for cell in range(i) for tap in range(k))
    inside = {stamped[cell] for cell in range(k, s * (i - 1))}
    return max(stamped) + 1 - 2 * p + sum(a), len(inside) == 1


def better_layer(found: Exercise) -> set[str]:
    i, o = numbers(found, "i", "o")
    assert enlarged(str(found.asked["layer"]), i) == (o, False)
    return {str(place) for place, line in enumerate(found.options) if enlarged(line, i) == (o, True)}


def even_classes(found: Exercise) -> set[Any]:
    [shown] = found.tables[0].rows
    s = found.asked["s"]
    assert isinstance(s, int)

    def stays_even(weight: int) -> bool:
        kernel = [weight if value == "?" else int(value) for value in shown]
        row = np.zeros(s * 20, int)
        row[::s] = 1
        return len({*np.convolve(row, kernel, "valid").tolist()}) == 1

    return {weight for weight in range(-40, 40) if stays_even(weight)}


def same_as_padding(found: Exercise) -> set[str]:
    k, s, p = numbers(found, "k", "s", "p")

    def agree(i: int) -> bool:
        zeros = next(zeros for zeros in range(99) if len(windows(i + zeros, k, s)) >= ceil(i / s))
        same = [[cell - zeros // 2 for cell in read] for read in windows(i + zeros, k, s)]
        return same == windows(i, k, s, p)

    [sizes] = found.tables[0].heads[1:]
    return {as_cells(place for place, i in enumerate(sizes) if agree(int(i)))}


def matrix_entry(found: Exercise) -> set[Any]:
    kernel = grid(found, 0)
    n, k, s, p, row, column, u, v = numbers(found, "n", "k", "s", "p", "row", "column", "u", "v")
    along = windows(n, k, s, p)
    matrix = np.zeros((n * n, len(along) ** 2), int)
    for o, (rows, columns) in enumerate(product(along, along)):
        for (a, r), (b, c) in product(enumerate(rows), enumerate(columns)):
            if {r, c} <= {*range(n)}:
                matrix[r * n + c, o] = kernel[a][b]
    assert found.asked["m"] == len(along)
    assert numbers(found, "line", "across") == (row * n + column, u * len(along) + v)
    return {matrix[row * n + column, u * len(along) + v]}


def as_cells(cells: Any) -> str:
    return " ".join(map(str, sorted(cells)))


ANSWERS: dict[str, Callable[[Exercise], set[Any]]] = {
    name.replace("_", "-"): globals()[name]
    for name in (
        *(
            "size",
            "pooled_size",
            "transposed_size",
            "other_input",
            "choose_padding",
            "same_before",
            "p_prime",
        ),
        *("field", "value", "turned_value", "pooled_value", "transposed_value", "row_of_cell", "weights"),
        *("products", "polynomial", "impulse", "echo_place", "weight_gradient", "bias_step"),
        *("padded_average", "ordinary_convolution", "better_layer", "even_classes"),
        *("same_as_padding", "matrix_entry", "other_input_dilated"),
        *("even_area", "which_kernel"),
        *("seen_cells", "reached_cells", "matrix_weight", "shift", "checkerboard", "chain", "code"),
    )
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_answer_is_right_by_counting_and_no_slip_is(kind: str) -> None:
    different = set()
    for seed in SEEDS:
        found = exercise(kind, seed)
        right = {str(answer) for answer in ANSWERS[kind](found)}
        assert set(found.right) == right, (seed, found)
        assert "" not in right
        assert found.slips, seed
        assert not right & found.slips.keys()
        different.add(json.dumps([found.asked, found.options], default=str))
    assert len(different) > 8


def test_every_kind_is_held_to_it() -> None:
    assert {*ANSWERS, "set-figure"} == KINDS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_all_of_it_has_words(language: str, kind: str) -> None:
    assert names(language)[kind]
    for seed in SEEDS[:60]:
        told = posed(kind, seed, language)
        said = [told["question"], told["hint"], told["solution"], *told["options"]]
        found = exercise(kind, seed)
        for given in found.slips:
            wrong = judged(kind, seed, given, language)
            assert not wrong.right
            said.append(wrong.why)
        assert all(
            each and "{" not in each and "exercises." not in each and "-1" not in each for each in said
        )
        for answer in found.right:
            assert judged(kind, seed, answer, language) == (True, told["solution"])
            assert len(told["question"]) > 40


def test_a_wrong_answer_without_a_rule_says_so() -> None:
    assert judged("size", 1, "-99", "en").why.startswith("\N{MINUS SIGN}99 comes out by none")
    right = exercise("seen-cells", 5).right[0].split()
    less = judged("seen-cells", 5, " ".join(right[1:]), "es")
    assert less == (False, "Celdas que faltan: 1; celdas que sobran: 0.")


def test_a_figure_is_read_as_it_is_set() -> None:
    asked = exercise("set-figure", 4).asked
    i, k, s, p, o = (int(str(asked[name])) for name in ("i", "k", "s", "p", "o"))

    def verdict(*given: Any, **settings: Any) -> tuple[bool, str]:
        return judged_figure("set-figure", 4, ConvSpec(*given, **settings), "en")

    assert verdict((i, i), k, stride=s, padding=p).right  # type: ignore[attr-defined]
    # Along both axes, if the figure has only one row too.
    assert not verdict((i, 1), (k, 1), stride=(s, 1), padding=(p, 0))[0]
    assert not verdict((1, 1), (1, 1))[0]
    assert verdict((i, i), k + 1, stride=s, padding=p)[1].startswith(
        f"The kernel of the figure is {k + 1} × {k + 1}"
    )
    assert verdict((i, i), k, stride=s + 1, padding=p)[1].startswith("Its stride is")
    larger = i + s
    assert verdict((larger, larger), k, stride=s, padding=p)[1].endswith(f"not {o} × {o}.")
    with pytest.raises(ConvError, match="TransposedSpec"):
        judged_figure("set-figure", 4, TransposedSpec(3, 3), "en")


def test_slips_say_what_their_answers_are() -> None:
    seen = set()
    for seed in SEEDS:
        pooled = exercise("pooled-size", seed)
        i, k, s = numbers(pooled, "i", "k", "s")
        rounded = ceil if str(pooled.asked["rounding"]).endswith("up") else floor
        for given, slip in pooled.slips.items():
            if slip.rule == "window-as-stride":
                assert int(given) == rounded(Fraction(i - k, k)) + 1
                seen.add("window-as-stride")
        made = exercise("transposed-size", seed)
        i, k, s, p = numbers(made, "i", "k", "s", "p")
        for given, slip in made.slips.items():
            if slip.rule == "forwards":
                assert int(given) == len(windows(i, k, s, p)) > 0
                seen.add("forwards")
        reached = exercise("reached-cells", seed)
        n, k, s, p, row, column = numbers(reached, "n", "k", "s", "p", "row", "column")
        m = len(windows(n, k, s, p))
        for given, slip in reached.slips.items():
            if slip.rule in {"cell-alone", "cell-place"}:
                assert int(given) == row * m + column < m * m
                assert (given in reached.right[0].split()) == (slip.rule == "cell-alone")
                seen.add(slip.rule)
        counted = exercise("products", seed)
        rules = {slip.rule for slip in counted.slips.values()}
        halves = rules & {"products-looked", "products-mixed"}
        assert not halves or str(counted.asked["layer"]).endswith("separable")
        assert "products-one-channel" not in rules or str(counted.asked["layer"]).endswith("plain")
    assert seen == {"window-as-stride", "forwards", "cell-alone", "cell-place"}


def test_slips_about_transposed_layers_say_what_comes_of_them() -> None:
    for seed in SEEDS:
        line = exercise("ordinary-convolution", seed)
        assert len(line.slips) == 3
        for place, slip in line.slips.items():
            assert slip.values["gives"] == " ".join(map(str, slid(line.options[int(place)])))
            assert slip.values["gives"] != line.asked["made"]
        layer = exercise("better-layer", seed)
        rules = Counter(slip.rule for slip in layer.slips.values())
        assert rules == {"enlarged-otherwise": 2, "uneven": 1}
        for place, slip in layer.slips.items():
            i, o = numbers(layer, "i", "o")
            size, even = enlarged(layer.options[int(place)], i)
            assert (size, even) == ((slip.values["gives"], True) if slip.rule != "uneven" else (o, False))


def test_an_entry_is_often_a_zero_and_says_why() -> None:
    found = [exercise("matrix-entry", seed) for seed in SEEDS]
    zeros = [each for each in found if each.right == ("0",)]
    assert 40 < len(zeros) < 100
    assert all(("0" in each.slips) == (each not in zeros) for each in found)
    assert all(str(each.asked["why"]).endswith("outside") == (each in zeros) for each in found)


@pytest.mark.parametrize(("kind", "seed"), [("flying", 1), ("size", -1), ("size", 1_000_000)])
def test_what_is_no_exercise_is_refused(kind: str, seed: int) -> None:
    with pytest.raises(ConvError):
        exercise(kind, seed)


def asked(function: Any, **request: Any) -> Any:
    return json.loads(function(json.dumps({"language": "es", "kind": "size", "seed": 7, **request})))


def test_a_page_asks_in_json() -> None:
    told = asked(web.exercise)
    assert (told["kind"], told["seed"], told["way"]) == ("size", 7, "number")
    assert told["words"] == page_words("es")
    assert told["names"]["size"] == told["name"] == "El tamaño de la salida"
    assert asked(web.attempt, typed=f" {told['answer']},0")["right"]
    assert not asked(web.attempt, typed="-1/2")["right"]
    assert "no es un número" in asked(web.attempt, typed="x")["refused"]["message"].lower()
    cells = asked(web.exercise, kind="seen-cells")["answer"]
    assert asked(web.attempt, kind="seen-cells", typed=cells)["right"]
    wanted = exercise("set-figure", 7).asked
    params = {
        "input": wanted["i"],
        "kernel": wanted["k"],
        "stride": wanted["s"],
        "padding": "explicit",
        "amounts": wanted["p"],
    }
    figure = {"kind": "set-figure", "view": "sliding-filter"}
    assert asked(web.attempt, **figure, params=params)["right"]
    assert not asked(web.attempt, **figure, params={**params, "stride": 4})["right"]
    assert "refused" in asked(web.attempt, kind="set-figure", view="dense-vs-conv", params={})
    assert "refused" in asked(web.exercise, kind="flying")
