"""The sliding filter: input with its padding, kernel and output, one step per output."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from pyconv import rationals
from pyconv.errors import ConvError
from pyconv.formulas import Expression, Symbol, mathml, row, size_formula
from pyconv.messages import say
from pyconv.ops import cross_correlate
from pyconv.parameters import Choice, Condition, Edits, Integers, Number, Values
from pyconv.presets import INPUTS, KERNELS
from pyconv.rationals import Rationals
from pyconv.scenes.model import HUES, NO_HUE, Box, Cell, Focus, Grid, Scene
from pyconv.spec import PADDING_MODES, ConvSpec
from pyconv.terms import OUTSIDE, pad, padded_source, placements, untouched

MOST_SPOKEN_TAPS = 9
"""A sum with more products than this is too long to be read aloud; its result is said."""

_INDEX = re.compile("0|[1-9][0-9]{0,5}")
_AXES = ("vertical", "horizontal")

PARAMETERS = (
    Integers("input", 1, 16, (5, 5), ("height", "width"), "both"),
    Integers("kernel", 1, 7, (3, 3), ("height", "width"), "both"),
    Integers("stride", 1, 5, (1, 1), _AXES, "both"),
    Choice("padding", ("valid", "same", "half", "full", "explicit"), "valid", by_hand="amounts"),
    Integers(
        "amounts", 0, 8, (1, 1, 1, 1), ("top", "bottom", "left", "right"), "all-sides",
        Condition("padding", ("explicit",)),
    ),
    Integers("dilation", 1, 4, (1, 1), _AXES, "both"),
    Choice("fill", PADDING_MODES, "zeros"),
    Number("constant", "1", Condition("fill", ("constant",))),
    Choice("operation", ("correlation", "convolution"), "correlation"),
    Choice("kernel_values", tuple(KERNELS), "mixed", fills="kernel"),
    Choice("input_values", tuple(INPUTS), "random", fills="input"),
    Integers("seed", 0, 999, (1,), when=Condition("input_values", ("random",))),
    Edits("edits", ("input", "kernel")),
)  # fmt: skip

PROMINENT = ("input", "kernel", "stride", "padding", "amounts", "dilation")
"""The parameters whose controls are in sight; the others are folded away."""


class Convolution(NamedTuple):
    """The geometry and the exact values that the view shows; `padded` holds the input."""

    spec: ConvSpec
    padded: Rationals
    kernel: Rationals
    output: Rationals


def prepare(values: Values) -> Convolution:
    """Return the convolution that the reader set up, computed.

    Raises:
        ConvError: the settings define no convolution.
    """
    chosen = cast("dict[str, Any]", values)
    amounts = chosen["amounts"]
    spec = ConvSpec(
        chosen["input"],
        chosen["kernel"],
        stride=chosen["stride"],
        padding=(amounts[:2], amounts[2:]) if chosen["padding"] == "explicit" else chosen["padding"],
        dilation=chosen["dilation"],
        padding_mode=chosen["fill"],
        flipped=chosen["operation"] == "convolution",
    )
    edits = chosen["edits"]
    x = _edited(INPUTS[chosen["input_values"]](*spec.input_size, *chosen["seed"]), edits["input"])
    kernel = _edited(KERNELS[chosen["kernel_values"]](*spec.kernel_size), edits["kernel"])
    padded = Rationals(pad(x.numerators, spec.padding, spec.padding_mode), x.denominator)
    if spec.padding_mode == "constant":
        outside = np.flatnonzero(padded_source(spec) == OUTSIDE).tolist()
        padded = rationals.with_values(padded, dict.fromkeys(outside, chosen["constant"]))
    exact = rationals.product_dtype(padded, kernel)
    weights: NDArray[Any] = kernel.numerators.astype(exact)
    output = cross_correlate(
        padded.numerators.astype(exact),
        np.flip(weights) if spec.flipped else weights,
        stride=spec.stride,
        dilation=spec.dilation,
    )
    denominator = padded.denominator * kernel.denominator
    return Convolution(spec, padded, kernel, Rationals(output, denominator))


def _edited(values: Rationals, edits: dict[tuple[int, int], Fraction]) -> Rationals:
    """Return `values` with the edits that fall inside; the others wait for a larger size."""
    height, width = values.numerators.shape
    return rationals.with_values(
        values,
        {r * width + c: value for (r, c), value in edits.items() if r < height and c < width},
    )


@lru_cache(maxsize=32)
def _inside(spec: ConvSpec) -> list[int]:
    """Return which input cell stands at each place of the padded input, or `OUTSIDE`."""
    cells = np.arange(spec.inputs).reshape(spec.input_size)
    inside: list[int] = pad(cells, spec.padding, "constant", OUTSIDE).ravel().tolist()
    return inside


@lru_cache(maxsize=32)
def _names(spec: ConvSpec) -> list[str]:
    """Return the key of each cell of the padded input: `in:` inside, `pad:` around it."""
    return [f"pad:{place}" if cell == OUTSIDE else f"in:{cell}" for place, cell in enumerate(_inside(spec))]


def _size(size: Sequence[int]) -> str:
    return " × ".join(map(str, size))


def _place(flat: int, size: Sequence[int], language: str) -> str:
    row_number, column = divmod(flat, size[1])
    return say(language, "sliding-filter.place", row=row_number, column=column)


def _input_grid(shown: Convolution, language: str) -> Grid:
    spec = shown.spec
    (top, _), (left, _) = spec.padding
    height, width = spec.padded_size
    alone = set(untouched(spec).tolist())
    values = rationals.texts(shown.padded, language, exact=True)
    cells = zip(_names(spec), _inside(spec), values, strict=True)
    rows = []
    for line in range(-top, height - top):
        # The range comes first: a zip takes from the cells only while it has a column.
        row_of_cells = zip(range(-left, width - left), cells, strict=False)
        rows.append(
            tuple(
                [
                    Cell(name, "padding", value, line, column)
                    if cell == OUTSIDE
                    else Cell(
                        name, "input untouched" if cell in alone else "input", value, line, column, True
                    )
                    for column, (name, cell, value) in row_of_cells
                ]
            )
        )
    size, padded = _size(spec.input_size), _size(spec.padded_size)
    title = (
        say(language, "sliding-filter.input", size=size)
        if size == padded
        else say(language, "sliding-filter.input-padded", size=size, padded=padded)
    )
    return Grid("input", title, "", tuple(rows))


def _rows(kind: str, width: int, values: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of a grid without padding, its taps or its outputs."""
    prefix = {"tap": "tap", "output": "out"}[kind]
    cells = [
        Cell(f"{prefix}:{flat}", kind, value, flat // width, flat % width, kind == "tap")
        for flat, value in enumerate(values)
    ]
    return tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))


def _weights(shown: Convolution, language: str) -> Sequence[str]:
    return rationals.texts(shown.kernel, language, exact=True)


def scene(shown: Convolution, language: str) -> Scene:
    """Return the picture: the three grids, the steps, what to notice and the size formula."""
    spec = shown.spec
    kernel_title = "kernel-flipped" if spec.flipped else "kernel"
    titles = {
        "kernel": say(language, f"sliding-filter.{kernel_title}", size=_size(spec.kernel_size)),
        "output": say(language, "sliding-filter.output", size=_size(spec.output_size)),
    }
    left_out = len(untouched(spec))
    return Scene(
        grids=(
            _input_grid(shown, language),
            Grid(
                "kernel",
                titles["kernel"],
                "∗" if spec.flipped else "⋆",
                _rows("tap", spec.kernel_size[1], _weights(shown, language)),
            ),
            Grid(
                "output",
                titles["output"],
                "=",
                _rows("output", spec.output_size[1], rationals.texts(shown.output, language)),
            ),
        ),
        steps=tuple(f"out:{flat}" for flat in range(spec.outputs)),
        summary=say(language, f"sliding-filter.untouched-{_amount(left_out)}", count=left_out),
        formula=_formula(spec, language),
    )


def _amount(count: int) -> str:
    """Return which form of a sentence speaks of so many."""
    return {0: "none", 1: "one"}.get(count, "many")


def _formula(spec: ConvSpec, language: str) -> str:
    """Return the size formula with the numbers of the moment, once if both axes agree."""

    def line(axis: int, title: str) -> str:
        letters, numbers, result = size_formula(
            spec.input_size[axis],
            spec.kernel_size[axis],
            stride=spec.stride[axis],
            padding=spec.padding[axis],
            dilation=spec.dilation[axis],
            sides=[say(language, f"sliding-filter.{side}-{axis}") for side in ("before", "after")],
        )
        sizes: list[Expression] = [numbers, result]
        parts = [mathml(row(Symbol("o"), "=", letters)), *(mathml(row("=", part)) for part in sizes)]
        words = escape(say(language, f"sliding-filter.formula-{title}"))
        return f'<p class="pc-formula"><span>{words}:</span> {" ".join(parts)}</p>'

    axes = list(
        zip(
            spec.input_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation,
            strict=True,
        )
    )  # fmt: skip
    if len(set(axes)) == 1:
        return line(0, "both")
    return "".join(line(axis, str(axis)) for axis in range(spec.axes))


def focus(shown: Convolution, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    grid, _, number = key.partition(":")
    spec = shown.spec
    limits = {"out": spec.outputs, "tap": spec.taps, "in": spec.inputs, "pad": len(_names(spec))}
    if not _INDEX.fullmatch(number) or int(number) >= limits.get(grid, 0):
        raise ConvError("unknown-cell", field=key, value=key)
    flat = int(number)
    if grid == "out":
        return _output_focus(shown, flat, language)
    if grid == "tap":
        return _tap_focus(shown, flat, language)
    if grid == "in":
        return _input_focus(shown, key, flat, language)
    if _names(spec)[flat] != key:
        raise ConvError("unknown-cell", field=key, value=key)
    return _padding_focus(shown, key, flat, language)


def _output_focus(shown: Convolution, flat: int, language: str) -> Focus:
    """Return the window of one output cell, with its sum written out."""
    spec = shown.spec
    names = _names(spec)
    weights = _weights(shown, language)
    key = f"out:{flat}"
    lit = {key: NO_HUE}
    notes, products = {}, []
    window = placements(spec)[flat * spec.taps : (flat + 1) * spec.taps]
    values = rationals.texts(shown.padded, language, exact=True, places=window[:, 0].tolist())
    for (place, tap, _), value in zip(window.tolist(), values, strict=True):
        lit |= {names[place]: tap % HUES, f"tap:{tap}": tap % HUES}
        notes[names[place]] = weights[tap]
        factors = f"{_factor(weights[tap])}·{_factor(value)}"
        products.append((tap, factors))
    result = _result(shown.output, flat, language)
    terms = [
        f'<span class="pc-term pc-hue-{tap % HUES}" data-key="tap:{tap}">{factors}</span>'
        for tap, factors in products
    ]
    # The result stays on the line of the last product.
    terms[-1] = f'<span class="pc-equals">{terms[-1]} = <b>{result}</b></span>'
    where = _place(flat, spec.output_size, language)
    title = say(language, "sliding-filter.focus-output", place=where)
    spoken = " + ".join(factors for _, factors in products) + f" = {result}"
    if len(products) > MOST_SPOKEN_TAPS:
        spoken = say(language, "sliding-filter.say-result", taps=len(products), result=result)
    line, column = divmod(flat, spec.output_size[1])
    (top, _), (left, _) = spec.padding
    return Focus(
        key,
        lit,
        notes,
        Box(
            "input",
            line * spec.stride[0] - top,
            column * spec.stride[1] - left,
            *spec.span,
        ),
        f'<b class="pc-what">{title}</b> = {" + ".join(terms)}',
        say(language, "sliding-filter.say-output", row=line, column=column, sum=spoken),
    )


def _factor(text: str) -> str:
    """Return a factor of a product, in parentheses where its sign would be misread."""
    return f"({text})" if text.startswith("\N{MINUS SIGN}") else text


def _result(values: Rationals, flat: int, language: str) -> str:
    """Return a value, and its rounding if its digits are not all of it."""
    above, below = int(values.numerators.flat[flat]), values.denominator
    short = rationals.show(above, below, language)
    if rationals.is_short(above, below):
        return short
    return f"{rationals.show(above, below, language, as_fraction=True)} ≈ {short}"


def _tap_focus(shown: Convolution, flat: int, language: str) -> Focus:
    """Return every window that uses a tap, and the cell it meets there."""
    spec = shown.spec
    names = _names(spec)
    table = placements(spec)
    lit = {f"tap:{flat}": flat % HUES}
    for place, _, out in table[table[:, 1] == flat].tolist():
        lit |= {names[place]: flat % HUES, f"out:{out}": flat % HUES}
    words = say(
        language,
        "sliding-filter.focus-tap" if spec.outputs > 1 else "sliding-filter.focus-tap-one",
        place=_place(flat, spec.kernel_size, language),
        value=_weights(shown, language)[flat],
        count=spec.outputs,
    )
    return Focus(f"tap:{flat}", lit, {}, None, escape(words), words)


def _input_focus(shown: Convolution, key: str, flat: int, language: str) -> Focus:
    """Return every output that an input cell reaches, also through copies in the padding."""
    places = np.flatnonzero(padded_source(shown.spec) == flat).tolist()
    where = _place(flat, shown.spec.input_size, language)
    return _reached(shown, key, places, "input", language, place=where)


def _padding_focus(shown: Convolution, key: str, place: int, language: str) -> Focus:
    source = int(padded_source(shown.spec).flat[place])
    reached = _reached(shown, key, [place], "padding", language)
    if source == OUTSIDE:
        return reached
    copied = say(
        language,
        "sliding-filter.focus-copy",
        place=_place(source, shown.spec.input_size, language),
    )
    return reached._replace(
        lit=reached.lit | {f"in:{source}": NO_HUE},
        words=f"{escape(copied)} {reached.words}",
        spoken=f"{copied} {reached.spoken}",
    )


def _reached(
    shown: Convolution, key: str, places: Iterable[int], what: str, language: str, **words: str
) -> Focus:
    """Return the outputs that some cells of the padded input reach, each with its weight."""
    spec = shown.spec
    names, weights, table = _names(spec), _weights(shown, language), placements(spec)
    places = list(places)
    (value,) = rationals.texts(shown.padded, language, exact=True, places=[names.index(key)])
    met = table[np.isin(table[:, 0], places)].tolist()
    lit = {names[place]: NO_HUE for place in places} | {key: NO_HUE}
    notes: dict[str, str] = {}
    chips = []
    for _, tap, out in met:
        lit |= {f"out:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
        seen = notes.get(f"out:{out}")
        notes[f"out:{out}"] = weights[tap] if seen is None else f"{seen}, {weights[tap]}"
        where = _place(out, spec.output_size, language)
        chips.append(
            f'<span class="pc-term pc-hue-{tap % HUES}" data-key="out:{out}">'
            f"{where}\N{NO-BREAK SPACE}×{weights[tap]}</span>"
        )
    count = len({out for _, _, out in met})
    title = say(language, f"sliding-filter.focus-{what}-{_amount(count)}", value=value, count=count, **words)
    listed = ", ".join(_place(out, spec.output_size, language) for _, _, out in met)
    spoken = f"{title} {listed}".strip() if count <= MOST_SPOKEN_TAPS else title
    return Focus(key, lit, notes, None, " ".join([escape(title), *chips]), spoken)
