"""What is said of a cell where the matrix is written in symbols: letters in the place of values."""

from pyconv.formulas import text
from pyconv.messages import say
from pyconv.pictures.model import Focus
from pyconv.pictures.parts.connections import MOST_SPOKEN_TAPS
from pyconv.pictures.parts.convolution import cell_keys, place_text
from pyconv.pictures.parts.meetings import taps_between
from pyconv.pictures.words import Said, chip, joined, named, retold
from pyconv.spec import ConvSpec
from pyconv.symbols import (
    flattened,
    input_symbols,
    kernel_symbols,
    output_sums,
    output_symbols,
    transposed_sums,
)
from pyconv.terms import placements, terms


def in_letters(spec: ConvSpec, found: Focus, language: str, *, direct: bool) -> Focus:
    """Return a focus of the convolution, or else of its transpose, whose words are in symbols."""
    kind, _, number = found.key.partition(":")
    flat = int(number)
    if kind == "tap":
        return _tap(spec, found, flat, language, direct=direct)
    if kind == ("out" if direct else "in"):
        return _made(spec, found, flat, direct=direct)
    return _read(spec, found, language) if direct else _stamp(spec, found, flat, language)


def weight_letters(spec: ConvSpec) -> list[str]:
    """Return the letters of the taps, in order."""
    return [text(letter) for letter in flattened(kernel_symbols(spec)).rows[0]]


def _output_letters(spec: ConvSpec) -> list[str]:
    return [text(letter) for letter in flattened(output_symbols(spec)).rows[0]]


def _tap(spec: ConvSpec, found: Focus, flat: int, language: str, *, direct: bool) -> Focus:
    """Say how often a tap is used."""
    joined = int((terms(spec)[:, 1] == flat).sum())
    key = "sliding-filter.focus-tap" if direct else "transposition.focus-tap"
    place = place_text(flat, spec.kernel_size, language)
    count = spec.outputs if direct else joined
    return retold(found, say(language, key, place=place, value=weight_letters(spec)[flat], count=count))


def _stamp(spec: ConvSpec, found: Focus, flat: int, language: str) -> Focus:
    """Say how many cells a given cell of the transpose reaches."""
    met = int((terms(spec)[:, 2] == flat).sum())
    place = place_text(flat, spec.output_size, language)
    value = _output_letters(spec)[flat]
    return retold(found, say(language, "transposition.focus-given", place=place, value=value, count=met))


def _read(spec: ConvSpec, found: Focus, language: str) -> Focus:
    """Say which outputs read a cell of the input or of its padding, each with its weight."""
    table, weights, outputs = placements(spec), weight_letters(spec), _output_letters(spec)
    met = table[table[:, 0] == cell_keys(spec).index(found.key)].tolist()
    kind, _, number = found.key.partition(":")
    reached = [outputs[out] for _, _, out in met]
    if kind == "in":
        title = say(
            language,
            "sliding-filter.focus-input",
            place=place_text(int(number), spec.input_size, language),
            value=text(flattened(input_symbols(spec)).rows[0][int(number)]),
            count=len(met),
        )
    else:
        title = say(language, "sliding-filter.focus-padding", value="0", count=len(met))
    chips = [
        chip(f"{name}\N{NO-BREAK SPACE}×{weights[tap]}", f"out:{out}", tap)
        for name, (_, tap, out) in zip(reached, met, strict=True)
    ]
    spoken = f"{title} {', '.join(reached)}".strip() if len(met) <= MOST_SPOKEN_TAPS else title
    return retold(found, Said(joined([title, *chips], " ").html, spoken))


def _made(spec: ConvSpec, found: Focus, flat: int, *, direct: bool) -> Focus:
    """Write the sum that makes a cell of the output, or of the result of the transpose."""
    sums = output_sums(spec) if direct else transposed_sums(spec)
    letters = output_symbols(spec) if direct else input_symbols(spec)
    whole = text(flattened(sums).rows[0][flat])
    name = text(flattened(letters).rows[0][flat])
    name = name if direct else name.replace("I", "C")
    met = [taps for (cell, out), taps in taps_between(spec).items() if flat == (out if direct else cell)]
    hues = [tap for taps in met for tap in taps]
    # A cell that no window touches is 0: a sum of no products.
    products = whole.split(" + ") if hues else []
    chips = [chip(product, f"tap:{tap}", tap) for tap, product in zip(hues, products, strict=True)]
    return retold(found, joined([named(name), " = ", joined(chips or ["0"], " + ")]))
