"""What Hypothesis draws: convolutions that exist, and settings that make none with the reason why.

Nothing here asks `pyconv` whether a setting is legal: sizes are put together so that it is, or is not.
Importing this module also chooses how Hypothesis runs: without deadlines, and always with the same
examples where the environment variable `CI` is set, or in the browser, where there are fewer of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

settings.register_profile(
    "pyconv", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "pyconv-ci", settings.get_profile("pyconv"), derandomize=True, database=None, print_blob=True
)
settings.register_profile("pyconv-pyodide", settings.get_profile("pyconv-ci"), max_examples=20)
if sys.platform == "emscripten":
    settings.load_profile("pyconv-pyodide")
else:
    settings.load_profile("pyconv-ci" if os.environ.get("CI") else "pyconv")

MODES = ("zeros", "constant", "reflect", "replicate", "circular")

Draw = st.DrawFn
Params = dict[str, Any]


class Axis(NamedTuple):
    """One axis of a convolution, every number of it chosen."""

    input_size: int
    kernel_size: int
    stride: int
    padding: tuple[int, int]
    dilation: int


def span(kernel: int, dilation: int) -> int:
    """Count the cells from the first tap to the last."""
    return 1 + (kernel - 1) * dilation


def most_padding(mode: str, size: int) -> float:
    """Return how far a mode can reach."""
    return {"reflect": size - 1, "circular": size}.get(mode, inf)


@st.composite
def axes(draw: Draw, mode: str = "zeros", largest_kernel: int = 4) -> Axis:
    """Draw one axis on which the kernel fits and the padding mode finds its cells."""
    kernel = draw(st.integers(1, largest_kernel))
    dilation = draw(st.integers(1, 3))
    before, after = draw(st.tuples(st.integers(0, 4), st.integers(0, 4)))
    least = max(1, span(kernel, dilation) - before - after)
    if mode == "reflect":
        least = max(least, before + 1, after + 1)
    if mode == "circular":
        least = max(least, before, after)
    size = least + draw(st.integers(0, 5))
    return Axis(size, kernel, draw(st.integers(1, 4)), (before, after), dilation)


@st.composite
def geometries(
    draw: Draw, dimensions: st.SearchStrategy[int] | None = None, flips: bool | None = None
) -> dict[str, Any]:
    """Draw the arguments of a legal `ConvSpec`, one number for each axis."""
    count = draw(dimensions or st.sampled_from([1, 2, 2, 3]))
    mode = draw(st.sampled_from(MODES))
    largest = {1: 5, 2: 4, 3: 2}[count]
    drawn = [draw(axes(mode, largest)) for _ in range(count)]
    return {
        "input_size": tuple(axis.input_size for axis in drawn),
        "kernel_size": tuple(axis.kernel_size for axis in drawn),
        "stride": tuple(axis.stride for axis in drawn),
        "padding": tuple(axis.padding for axis in drawn),
        "dilation": tuple(axis.dilation for axis in drawn),
        "padding_mode": mode,
        "flipped": draw(st.booleans()) if flips is None else flips,
    }


def nested(shape: tuple[int, ...], low: int = -9, high: int = 9) -> st.SearchStrategy[Any]:
    """Draw nested lists of whole numbers of a shape."""
    values: st.SearchStrategy[Any] = st.integers(low, high)
    for size in reversed(shape):
        values = st.lists(values, min_size=size, max_size=size)
    return values


# What a reader chooses.

KERNEL_PRESETS = (
    "mixed", "counting", "ones", "identity", "box-blur", "gaussian",
    "sharpen", "sobel-x", "sobel-y", "laplacian", "emboss",
)  # fmt: skip
INPUT_PRESETS = ("random", "signed", "ramp", "ones", "checkerboard", "drawing")
RANGES = {
    "input": (1, 16, 2),
    "kernel": (1, 7, 2),
    "stride": (1, 5, 2),
    "amounts": (0, 8, 4),
    "dilation": (1, 4, 2),
    "seed": (0, 999, 1),
}
CELL_TEXTS = ("0", "3", "-2", "+7", "−4", "0.5", "-0,25", "1/3", "-2/7", "9999", "1/999", ".125", "12.5/2")


def named_padding(name: str, size: int, spanned: int, stride: int) -> tuple[int, int]:
    """Return what a name of padding means on one axis, as the frameworks define it."""
    if name == "valid":
        return (0, 0)
    if name == "half":
        return (spanned // 2, spanned // 2)
    if name == "full":
        return (spanned - 1, spanned - 1)
    # TensorFlow's rule in its own form, which looks at the remainder of the division.
    rest = size % stride
    total = max(spanned - (stride if rest == 0 else rest), 0)
    less, more = total // 2, total - total // 2
    return (more, less) if name == "same_lower" else (less, more)


def edits_of(grids: Mapping[str, tuple[int, int]]) -> st.SearchStrategy[dict[str, str]]:
    """Draw typed values for a few cells, some of them outside the grid for now."""
    places = [
        st.builds(f"{name}:{{}},{{}}".format, st.integers(0, rows), st.integers(0, columns))
        for name, (rows, columns) in grids.items()
    ]
    return st.dictionaries(st.one_of(places), st.sampled_from(CELL_TEXTS), max_size=4)


@st.composite
def legal_params(draw: Draw, largest_input: int = 8, largest_kernel: int = 4) -> Params:
    """Draw settings of the sliding filter that make a picture, every one of them said."""
    padding = draw(st.sampled_from(("valid", "same", "same_lower", "half", "full", "explicit")))
    kernel, dilation, stride, size, pads = [], [], [], [], []
    for _ in range(2):
        taps = draw(st.integers(1, largest_kernel))
        holes = draw(st.integers(1, 2 if taps > 3 else 3))
        step = draw(st.integers(1, 5))
        pair = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
        wide = span(taps, holes)
        least = {"valid": wide, "explicit": max(1, wide - sum(pair))}.get(padding, 1)
        cells = draw(st.integers(least, max(least, largest_input)))
        kernel.append(taps)
        dilation.append(holes)
        stride.append(step)
        size.append(cells)
        pads.append(pair if padding == "explicit" else named_padding(padding, cells, wide, step))
    fits = [
        mode
        for mode in MODES
        if all(max(pair) <= most_padding(mode, cells) for cells, pair in zip(size, pads, strict=True))
    ]
    params: Params = {
        "input": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "fill": draw(st.sampled_from(fits)),
        "constant": draw(st.sampled_from(CELL_TEXTS)),
        "operation": draw(st.sampled_from(("correlation", "convolution"))),
        "kernel_values": draw(st.sampled_from(KERNEL_PRESETS)),
        "input_values": draw(st.sampled_from(INPUT_PRESETS)),
        "seed": draw(st.integers(0, 999)),
        "edits": draw(edits_of({"input": (size[0], size[1]), "kernel": (kernel[0], kernel[1])})),
    }
    if padding == "explicit":
        params["amounts"] = [*pads[0], *pads[1]]
    return params


def pads_of(params: Params) -> list[tuple[int, int]]:
    """Return the padding of both axes that some legal settings ask for."""
    if params["padding"] == "explicit":
        top, bottom, left, right = params["amounts"]
        return [(top, bottom), (left, right)]
    return [
        named_padding(params["padding"], size, span(kernel, dilation), stride)
        for size, kernel, dilation, stride in zip(
            params["input"], params["kernel"], params["dilation"], params["stride"], strict=True
        )
    ]


class Illegal(NamedTuple):
    """Settings that make no picture: the reason, the field to blame, numbers the answer must say."""

    params: Params
    reason: str
    field: str | None
    said: tuple[str, ...]


@st.composite
def _too_large(draw: Draw) -> Illegal:
    axis = draw(st.integers(0, 1))
    kernel = draw(st.integers(2, 7))
    dilation = draw(st.integers(1, 4))
    wide = span(kernel, dilation)
    size = draw(st.integers(1, min(16, wide - 1)))
    pair = [1, 1]
    pair[axis] = size
    taps = [1, 1]
    taps[axis] = kernel
    return Illegal(
        {"input": pair, "kernel": taps, "dilation": dilation, "padding": "valid"},
        "kernel-too-large",
        "kernel",
        tuple(map(str, (wide, kernel, dilation, size))),
    )


@st.composite
def _no_copies(draw: Draw) -> Illegal:
    mode = draw(st.sampled_from(("reflect", "circular")))
    size = draw(st.integers(1, 7))
    amount = draw(st.integers(size if mode == "reflect" else size + 1, 8))
    side = draw(st.integers(0, 3))
    amounts = [0, 0, 0, 0]
    amounts[side] = amount
    return Illegal(
        {"input": size, "kernel": 1, "padding": "explicit", "amounts": amounts, "fill": mode},
        f"{mode}-too-large",
        "padding",
        (str(amount), str(size)),
    )


def _given(name: str) -> Params:
    """Return what offers a parameter, if something has to."""
    return {"amounts": {"padding": "explicit"}, "constant": {"fill": "constant"}}.get(name, {})


@st.composite
def _bad_number(draw: Draw) -> Illegal:
    name = draw(st.sampled_from(sorted(RANGES)))
    low, high, parts = RANGES[name]
    place = draw(st.integers(0, parts - 1))
    wrong, reason, said = draw(
        st.one_of(
            st.integers(high + 1, 10**6).map(
                lambda value: (value, "out-of-range", (str(value), str(low), str(high)))
            ),
            st.integers(-(10**6), low - 1).map(
                lambda value: (str(value), "out-of-range", (str(value), str(low), str(high)))
            ),
            st.sampled_from([1.5, True, "x", "1.5", "2 3", "1e3", None]).map(
                lambda value: (value, "not-integer", (str(value),))
            ),
            st.sampled_from(["", "  "]).map(lambda value: (value, "missing-number", (str(low), str(high)))),
        )
    )
    numbers: list[Any] = [low] * parts
    numbers[place] = wrong
    return Illegal(_given(name) | {name: numbers}, reason, f"{name}.{place}", said)


@st.composite
def _bad_count(draw: Draw) -> Illegal:
    name, count = draw(
        st.sampled_from(
            [("input", 0), ("input", 3), ("kernel", 4), ("stride", 3), ("amounts", 3), ("amounts", 5),
             ("seed", 2), ("seed", 0)]
        )
    )  # fmt: skip
    return Illegal(_given(name) | {name: [1] * count}, "axes-disagree", name, (str(count),))


@st.composite
def _bad_choice(draw: Draw) -> Illegal:
    name = draw(st.sampled_from(("padding", "fill", "operation", "kernel_values", "input_values")))
    wrong = draw(st.sampled_from(["", "SAME", "nothing", 3, None, ["valid"], "<b>"]))
    return Illegal({name: wrong}, "unknown-choice", name, (str(wrong),))


BAD_CELLS = (
    ("", "empty-cell", ()),
    ("   ", "empty-cell", ()),
    ("x", "not-a-number", ("x",)),
    ("1/0", "not-a-number", ("1/0",)),
    ("1//2", "not-a-number", ("1//2",)),
    ("1.2.3", "not-a-number", ("1.2.3",)),
    ("--1", "not-a-number", ("--1",)),
    ("1e3", "not-a-number", ("1e3",)),
    ("nan", "not-a-number", ("nan",)),
    ("<b>&", "not-a-number", ("<b>&",)),
    ("{value}", "not-a-number", ("{value}",)),
    ("1" * 17, "not-a-number", ("1" * 17,)),
    ("10000", "cell-too-large", ("10000", "9999")),
    ("-10000", "cell-too-large", ("-10000", "9999")),
    ("1/1001", "cell-too-fine", ("1/1001", "1000")),
    ("0.1234", "cell-too-fine", ("0.1234", "1000")),
)


@st.composite
def _bad_cell(draw: Draw) -> Illegal:
    text, reason, said = draw(st.sampled_from(BAD_CELLS))
    if draw(st.booleans()):
        return Illegal({"fill": "constant", "constant": text}, reason, "constant", said)
    place = draw(st.sampled_from(("input:0,0", "kernel:2,1", "input:15,15")))
    return Illegal({"edits": {place: text}}, reason, place, said)


@st.composite
def _no_such(draw: Draw) -> Illegal:
    if draw(st.booleans()):
        name = draw(st.sampled_from(("steps", "Kernel", "", "padding_mode")))
        return Illegal({name: 1}, "unknown-parameter", None, (name,))
    place = draw(st.sampled_from(("output:0,0", "input", "input:", "input:a,b", "0,0", "kernel:1;1")))
    return Illegal({"edits": {place: "1"}}, "unknown-cell", place, (place,))


def illegal_params() -> st.SearchStrategy[Illegal]:
    """Draw settings of the sliding filter that make no picture, and why."""
    return st.one_of(
        _too_large(), _no_copies(), _bad_number(), _bad_count(), _bad_choice(), _bad_cell(), _no_such()
    )


def any_params() -> st.SearchStrategy[Params]:
    """Draw any JSON under the names of the parameters: mostly nonsense."""
    names = (*RANGES, "padding", "fill", "constant", "operation", "kernel_values", "input_values", "edits")
    leaf = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-20, 20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=6),
        st.sampled_from(("full", "explicit", "constant", "reflect", "input:0,0", "kernel:-1,0", "1/3")),
    )
    value = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=3)
        ),
        max_leaves=5,
    )
    return st.dictionaries(st.sampled_from(names), value, max_size=4)
