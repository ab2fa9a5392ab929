"""Times of the operations, on arrays beside others: for CPython, and as it is for Python in a browser.

Needs only NumPy and pyconv, because the text of this module is sent to the browser.
"""

import json
import time
from collections.abc import Callable
from itertools import count
from statistics import quantiles
from typing import Any, NamedTuple

import numpy as np

from pyconv.layers import conv_layer, transposed_conv_layer
from pyconv.networks import read_network
from pyconv.ops import cross_correlate, transposed_conv
from pyconv.paths import effective_field, paths_to
from pyconv.pictures.web import build
from pyconv.spec import ConvSpec

Run = Callable[[], Any]

LAYERS = 200
"""Of the network that is read."""

WARMING = 4
"""Calls that are not counted: browsers compile what runs again."""


class Case(NamedTuple):
    """Arrays, and what is done with them; `kind` tells who else can do it."""

    name: str
    kind: str
    x: Any
    kernel: Any
    ours: Run


def cases() -> list[Case]:
    """Return what is measured: images, a volume, layers, floats and whole numbers."""
    random = np.random.default_rng(1)

    def correlation(name: str, x: Any, kernel: Any) -> Case:
        return Case(name, "same", x, kernel, lambda: cross_correlate(x, kernel, padding="same"))

    image, volume = random.standard_normal((512, 512)), random.standard_normal((64, 64, 64))
    found = []
    for size in (3, 5, 7):
        kernel = random.standard_normal((size, size))
        found.append(correlation(f"512², {size}×{size}, float64", image, kernel))
        whole = random.integers(-9, 10, kernel.shape)
        found.append(correlation(f"512², {size}×{size}, int64", random.integers(0, 256, image.shape), whole))
    kernel = random.standard_normal((3, 3))
    found.append(
        correlation("512², 3×3, float32", image.astype(np.float32), kernel.astype(np.float32)),
    )
    found.append(correlation("64³, 3×3×3, float64", volume, random.standard_normal((3, 3, 3))))
    found.append(
        Case("512², 3×3, transposed", "transposed", image, kernel, lambda: transposed_conv(image, kernel))
    )
    sample, weight = random.standard_normal((1, 3, 512, 512)), random.standard_normal((8, 3, 3, 3))
    found.append(
        Case(
            "3×512² to 8 channels, 3×3",
            "layer",
            sample,
            weight,
            lambda: conv_layer(sample, weight, padding="same"),
        )
    )
    deep = random.standard_normal((1, 8, 512, 512))
    found.append(
        Case(
            "8×512² to 3, 3×3, transposed",
            "none",
            deep,
            weight,
            lambda: transposed_conv_layer(deep, weight, padding=1),
        )
    )
    return [*found, *read()]


def read() -> list[Case]:
    """Return what is asked of sizes: one of them, and a network of 200 layers, of `pyconv` and of a page."""
    lines = "\n".join(f"nn.Conv2d({1 if not row else 8}, 8, 3, padding=1)" for row in range(LAYERS))

    def network() -> Any:
        layers = read_network(lines, (1, 512, 512)).layers
        return effective_field(layers), paths_to(layers, (256, 256))

    asked = {"view": "network", "language": "en"}
    # Every time another size, since what is known of the last one is kept.
    sizes = count(512)

    def answer() -> str:
        own = {"network": "own", "code": lines, "own_input": f"1 × {next(sizes)} × 512"}
        return build(json.dumps({**asked, "params": own}))

    return [
        Case("the size of a layer", "none", None, None, lambda: ConvSpec((224, 224), 7, stride=2, padding=3)),
        Case(f"a network of {LAYERS} layers", "none", None, None, network),
        Case(f"a page's answer, {LAYERS} layers", "none", None, None, answer),
    ]


def naive(case: Case) -> dict[str, Run]:
    """Return the same as one would write it in NumPy at first: all windows at once, and einsum."""
    if case.kind != "same":
        return {}
    letters = "abc"[: case.x.ndim]
    sum_of = f"{letters}{letters.upper()},{letters.upper()}->{letters}"
    pads = [((size - 1) // 2, size // 2) for size in case.kernel.shape]

    def run() -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(case.x, pads), case.kernel.shape)
        return np.einsum(sum_of, windows, case.kernel)

    return {"einsum": run}


def timed(functions: dict[str, Run], rounds: int) -> dict[str, dict[str, float]]:
    """Return the milliseconds of each function, called in turns: the median and the quartiles.

    Raises:
        AssertionError: their results differ.
    """
    results = [run() for run in functions.values()]
    for other in results[1:]:
        np.testing.assert_allclose(other, results[0], rtol=1e-3, atol=1e-3)
    spent: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(-WARMING, rounds):
        for name, run in functions.items():
            started = time.perf_counter()
            run()
            if turn >= 0:
                spent[name].append((time.perf_counter() - started) * 1e3)
    return {
        name: dict(zip(("low", "median", "high"), quantiles(each, n=4), strict=True))
        for name, each in spent.items()
    }


def in_this_python(rounds: int) -> str:
    """Return the rows of all cases, beside NumPy alone, as JSON."""
    return json.dumps([
        {"case": case.name, "times": timed({"ours": case.ours, **naive(case)}, rounds)} for case in cases()
    ])  # fmt: skip
