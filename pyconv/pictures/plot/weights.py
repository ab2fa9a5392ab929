"""How many weights a layer has against the size of its input: dense, local, convolutional."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from pyconv.counts import LAYER_KINDS, LayerKind, parameter_count
from pyconv.messages import catalogue, say
from pyconv.pictures.exact import grouped
from pyconv.pictures.plot import Weights
from pyconv.pictures.plot.lettering import font
from pyconv.pictures.plot.sheet import Sheet
from pyconv.spec import ConvSpec

MOST_POINTS = 48
"""So many input sizes are computed for a line, evenly spaced on its axis."""

LOOK: dict[LayerKind, tuple[str, tuple[float, ...], float]] = {
    "dense": ("ink", (), 2.4),
    "local": ("soft", (4, 2), 2.2),
    "convolutional": ("accent", (), 3.4),
}
"""The colour, strokes and width of each line."""

NEAR = 1.4
"""Two numbers on the lower axis stand apart by this factor at least."""

GUTTER = 92
"""The room for the numbers of the upward axis."""

LABEL = 36
"""The height of a line's name with its number below."""


def kinds(values: Weights) -> list[LayerKind]:
    """Return the layers that are drawn."""
    chosen = values.layers
    return [kind for kind in LAYER_KINDS if chosen == "all" or kind in chosen.split("-")]


def sizes(values: Weights) -> list[int]:
    """Return the sides of the input images, from the smallest that the kernel fits in."""
    kernel, largest = values.kernel, values.largest
    spread = np.geomspace(kernel, largest, MOST_POINTS).round().astype(int).tolist()
    return sorted(set(spread))


def counts(values: Weights, kind: LayerKind) -> list[int]:
    """Return the weights of a layer of that kind for each of `sizes`."""
    kernel = values.kernel
    inputs, outputs = values.in_channels, values.out_channels
    return [
        parameter_count(
            ConvSpec((size, size), (kernel, kernel)), kind, in_channels=inputs, out_channels=outputs
        )
        for size in sizes(values)
    ]


def alt(values: Weights, language: str) -> str:
    """Return what the figure shows, in words."""
    kernel = values.kernel
    inputs, outputs = values.in_channels, values.out_channels
    three = len(kinds(values)) == len(LAYER_KINDS)
    words = say(
        language,
        "weights.alt" if three else "weights.alt-some",
        kernel=kernel,
        largest=sizes(values)[-1],
        inputs=inputs,
        outputs=outputs,
    )
    return f"{words} {summary(values, language)}"


def summary(values: Weights, language: str) -> str:
    """Return the counts at the largest input, in words."""
    last = {kind: counts(values, kind)[-1] for kind in kinds(values)}
    listed = "; ".join(
        f"{say(language, f'weights.{kind}').lower()}, {grouped(count, language)}"
        for kind, count in last.items()
    )
    words = say(language, "weights.summary", largest=sizes(values)[-1], counts=listed)
    if "dense" in last and "convolutional" in last:
        times = grouped(round(last["dense"] / last["convolutional"]), language)
        words += " " + say(language, "weights.times", times=times)
    return words


def draw(values: Weights, language: str, *, narrow: bool, palette: str) -> Sheet:
    """Return the plot, with the names at the ends of the lines or below them."""
    drawn = kinds(values)
    sheet = Sheet(*((304, 330 + 26 * len(drawn)) if narrow else (680, 400)), palette)
    width, height = (196, 240) if narrow else (396, 300)
    axes = sheet.plot(GUTTER, 34, width, height)
    lines = {kind: counts(values, kind) for kind in drawn}
    _scales(sheet, axes, sizes(values), lines, language)
    for kind, line in lines.items():
        colour, strokes, thick = LOOK[kind]
        style = (0, strokes) if strokes else "solid"
        drawn_in = sheet.colours[colour]
        axes.plot(sizes(values), line, color=drawn_in, linestyle=style, linewidth=thick, zorder=3,
                  solid_capstyle="round", clip_on=False)  # fmt: skip
        axes.plot(sizes(values)[-1], line[-1], "o", color=drawn_in, markersize=7, zorder=4, clip_on=False)
    sheet.text(2, 14, say(language, "weights.upward"), bold=True, align="left")
    across = say(language, "weights.across")
    sheet.text(GUTTER + width / 2, height + 72, across, colour="soft")
    (_below if narrow else _beside)(sheet, axes, lines, language)
    return sheet


def _scales(
    sheet: Sheet, axes: Axes, sides: Sequence[int], lines: dict[LayerKind, list[int]], language: str
) -> None:
    """Set up both logarithmic axes, with numbers a thousand times apart."""
    lowest, highest = min(map(min, lines.values())), max(map(max, lines.values()))
    bottom = 3 * floor(log10(lowest) / 3)
    top = max(log10(highest) + 0.4, bottom + 3.3)
    # One size alone would be an axis without length.
    axes.set(xscale="log", yscale="log", xlim=(sides[0], max(sides[-1], sides[0] + 1)))
    axes.set_ylim(10 ** (bottom - 0.15), 10**top)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, pad=8)
    axes.yaxis.set_major_locator(NullLocator())
    axes.yaxis.set_minor_locator(NullLocator())
    for power in range(bottom, ceil(top)):
        main = power % 3 == 0
        axes.axhline(10.0**power, color=sheet.colours["edge" if main else "line"], linewidth=0.9, zorder=1)
        if main:
            axes.annotate(
                say(language, f"weights.power-{power}"),
                (0, 10.0**power),
                xycoords=("axes fraction", "data"),
                xytext=(-10, 0),
                textcoords="offset points",
                ha="right",
                va="center_baseline",
                color=sheet.colours["soft"],
                fontproperties=font(12),
            )
    shown = _ticks(sides)
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticklabels(map(str, shown))
    for label in axes.get_xticklabels():
        label.set(color=sheet.colours["ink"], fontproperties=font(12))


def _ticks(sides: Sequence[int]) -> list[int]:
    """Return the numbers below the plot: the ends, and powers of two that stand apart from them."""
    first, last = sides[0], sides[-1]
    powers = [2**power for power in range(1, 10)]
    inner = [power for power in powers if first * NEAR < power < last / NEAR]
    return sorted({first, *inner[-7:], last})


def _beside(sheet: Sheet, axes: Axes, lines: dict[LayerKind, list[int]], language: str) -> None:
    """Write the name and the last number of each line at its end, pushed apart if need be."""
    ends: dict[LayerKind, float] = {}
    for kind, line in lines.items():
        ends[kind] = sheet.height - float(axes.transData.transform((1, line[-1]))[1])
    ordered = sorted(ends, key=lambda kind: ends[kind])
    for above, below in pairwise(ordered):
        ends[below] = max(ends[below], ends[above] + LABEL)
    for kind, y in ends.items():
        colour = LOOK[kind][0]
        sheet.text(
            GUTTER + 412, y - 8, say(language, f"weights.{kind}"), bold=True, colour=colour, align="left"
        )
        sheet.text(GUTTER + 412, y + 9, about(lines[kind][-1], language), colour=colour, align="left")


def _below(sheet: Sheet, _: Axes, lines: dict[LayerKind, list[int]], language: str) -> None:
    """Write them below the plot, each after a piece of its line."""
    for row, (kind, line) in enumerate(lines.items()):
        colour, strokes, width = LOOK[kind]
        y = sheet.height - 26 * (len(lines) - row) + 10
        sheet.stroke([(2, y), (32, y)], colour=colour, width=width, dashes=strokes)
        sheet.text(42, y, say(language, f"weights.{kind}"), bold=True, colour=colour, align="left")
        sheet.text(sheet.width - 2, y, about(line[-1], language), colour=colour, align="right")


_GREAT = (10**6, 10**9, 10**12, 10**15)


def about(number: int, language: str) -> str:
    """Return a number in words: all of its digits below a million, three of them above.

    >>> about(432, "en"), about(118_697_287_680, "en"), about(1_250_000, "es")
    ('432', '119 billion', '1,25 millones')
    """
    unit = bisect_left(_GREAT, number + 1) - 1
    if unit < 0:
        return grouped(number, language)
    count = number / _GREAT[unit]
    digits = f"{count:.{max(2 - floor(log10(count)), 0)}f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    power = 6 + 3 * unit
    plural = "" if digits == "1" else "s"
    return say(
        language, f"weights.count-{power}{plural}", count=digits.replace(".", catalogue(language)["decimal"])
    )
