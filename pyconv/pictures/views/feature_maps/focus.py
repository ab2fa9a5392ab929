"""What a cell of a feature map sees of the image, and what a pixel of the image reaches."""

from collections.abc import Sequence

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.parts.connections import result_text
from pyconv.pictures.parts.convolution import place_text
from pyconv.pictures.views.feature_maps.picture import strongest
from pyconv.pictures.views.feature_maps.setup import FeatureMaps, Map
from pyconv.pictures.words import Said, chip, factor, joined, named, strong, summed, told
from pyconv.receptive_field import reaching_cells
from pyconv.terms import OUTSIDE, distinct, padded_source, placements, terms


def focus(shown: FeatureMaps, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    counts = {"in": (shown.image.numerators.size,)}
    for each in shown.maps:
        counts[each.name] = (each.spec.outputs,)
        if each.kernel is not None:
            counts[f"{each.name}-tap"] = (each.spec.taps,)
    kind, (flat,) = keys.read(key, counts)
    if kind == "in":
        return _pixel_focus(shown, flat, language)
    names = [each.name for each in shown.maps]
    depth = names.index(kind.removesuffix("-tap"))
    kernel = shown.maps[depth].kernel
    if kind in names or kernel is None:
        return _map_focus(shown, depth, flat, language)
    return _tap_focus(shown.maps[depth], kernel, flat, language)


def _pixel_focus(shown: FeatureMaps, flat: int, language: str) -> Focus:
    """Return the cells of every map that a pixel reaches."""
    key = f"in:{flat}"
    lit, boxes, counts = {key: NO_HUE}, [], []
    reached = np.array([flat])
    for depth, each in enumerate(shown.maps):
        table = terms(each.spec)
        met = table[np.isin(table[:, 0], reached)]
        reached = distinct(met[:, 2])
        hued = depth == 0
        lit |= {f"{each.name}:{out}": tap % HUES if hued else NO_HUE for _, tap, out in met.tolist()}
        boxes += _boxes(each.name, reached.tolist(), each.spec.output_size, each.jump)
        counts.append(say(language, f"feature-maps.reached-{each.name}", count=len(reached)))
    size = shown.image.numerators.shape
    words = say(
        language,
        "feature-maps.pixel",
        place=place_text(flat, size, language),
        value=int(shown.image.numerators.flat[flat]),
        reached=", ".join(counts),
    )
    return told(key, lit, words, boxes=tuple(boxes))


def _map_focus(shown: FeatureMaps, depth: int, flat: int, language: str) -> Focus:
    """Return how the value of a cell came about, and its field on every map before it."""
    each = shown.maps[depth]
    key = f"{each.name}:{flat}"
    lit, boxes = {key: NO_HUE}, []
    layers = [earlier.spec for earlier in shown.maps[: depth + 1]]
    names = ["in", *(earlier.name for earlier in shown.maps)]
    jumps = [1, *(earlier.jump for earlier in shown.maps)]
    fields = [reaching_cells(layers[start:], flat).tolist() for start in range(depth + 1)]
    for start, cells in enumerate(fields):
        lit |= {f"{names[start]}:{cell}": NO_HUE for cell in cells}
        boxes += _boxes(names[start], cells, layers[start].input_size, jumps[start])
    before = shown.maps[depth - 1].values if depth else shown.image
    pooling = shown.chosen.pooling
    if each.kernel is None:
        made = _pooling_words(each, before, flat, pooling, language)
    else:
        made, met = _sum_words(each, each.kernel, before, flat, language)
        lit |= {f"{names[depth]}:{cell}": tap % HUES for cell, tap in met.items()}
        lit |= {f"{each.name}-tap:{tap}": tap % HUES for tap in range(each.spec.taps)}
    sees = _sees_words(each, len(fields[0]), language)
    if key in strongest(shown):
        sees = f"{sees} {say(language, 'feature-maps.strongest')}"
    row, column = divmod(flat, each.spec.output_size[1])
    spoken = say(
        language,
        "feature-maps.say",
        map=say(language, f"feature-maps.{each.name}"),
        row=row,
        column=column,
        value=result_text(each.values, flat, language),
        sees=sees,
    )
    return told(key, lit, Said(joined([made, sees], " ").html, spoken), boxes=boxes)


def _boxes(name: str, cells: list[int], size: Sequence[int], side: int) -> list[Box]:
    """Return the frame around some cells of a map, if there are any."""
    if not cells:
        return []
    rows, columns = np.divmod(cells, size[1])
    top, left = int(rows.min()), int(columns.min())
    height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
    return [Box(name, top * side, left * side, height * side, width * side)]


def _title(each: Map, flat: int, language: str) -> Said:
    what = say(language, f"feature-maps.{each.name}")
    return named(f"{what} {place_text(flat, each.spec.output_size, language)}")


def _window(each: Map, before: Rationals, flat: int, language: str) -> list[tuple[int, int, str]]:
    """Return what stands in a window, tap by tap: the cell before, or `OUTSIDE`, the tap and the value."""
    spec = each.spec
    table = placements(spec)[flat * spec.taps : (flat + 1) * spec.taps]
    cells = padded_source(spec).ravel()[table[:, 0]].tolist()
    texts = exact.texts(before, language, exact=True, places=cells)
    return [
        (cell, tap, "0" if cell == OUTSIDE else text)
        for cell, tap, text in zip(cells, table[:, 1].tolist(), texts, strict=True)
    ]


def _sum_words(
    each: Map, kernel: Rationals, before: Rationals, flat: int, language: str
) -> tuple[Said, dict[int, int]]:
    """Return the sum of products that makes a cell, and the taps of the cells in its window."""
    weights = exact.texts(kernel, language, exact=True)
    window = _window(each, before, flat, language)
    products = [
        chip(f"{factor(weights[tap])}·{factor(text)}", f"{each.name}-tap:{tap}", tap)
        for _, tap, text in window
    ]
    added = summed(products, result_text(each.sums, flat, language))
    words: list[Said | str] = [_title(each, flat, language), " = ", added, "."]
    if each.values.numerators.flat[flat] != each.sums.numerators.flat[flat]:
        words.append(f" {say(language, 'feature-maps.cut')}")
    return joined(words), {cell: tap for cell, tap, _ in window if cell != OUTSIDE}


def _pooling_words(each: Map, before: Rationals, flat: int, kind: str, language: str) -> Said:
    texts = [text for _, _, text in _window(each, before, flat, language)]
    made = say(language, f"feature-maps.window-{kind}", values=" · ".join(texts))
    result = result_text(each.values, flat, language)
    return joined([_title(each, flat, language), f" = {made} = ", strong(result), "."])


def _sees_words(each: Map, count: int, language: str) -> str:
    whole = count == each.span**2
    return say(
        language, "feature-maps.field" if whole else "feature-maps.field-part", span=each.span, count=count
    )


def _tap_focus(each: Map, kernel: Rationals, flat: int, language: str) -> Focus:
    """Return a weight of a filter: the same one for every cell of its map."""
    key = f"{each.name}-tap:{flat}"
    (value,) = exact.texts(kernel, language, exact=True, places=[flat])
    words = say(
        language,
        "feature-maps.tap",
        count=each.spec.outputs,
        place=place_text(flat, each.spec.kernel_size, language),
        value=value,
    )
    return told(key, {key: flat % HUES}, words)
