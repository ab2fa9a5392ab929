"""What the layers of a network come to together: costs, copies, and what inputs of other sizes have."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pyconv.messages import say
from pyconv.networks import Skip
from pyconv.networks.sizes import spatial
from pyconv.pictures.exact import grouped
from pyconv.pictures.model import Prose
from pyconv.pictures.views.network.field import enlarges
from pyconv.pictures.views.network.setup import Range, Shown
from pyconv.pictures.words import table

TIMES = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"


def sizes(numbers: Iterable[object], language: str) -> str:
    """Return numbers of channels and axes: `3 × 224 × 224`."""
    return TIMES.join(
        grouped(each, language) if isinstance(each, int) else str(each).replace("-", "\N{MINUS SIGN}")
        for each in numbers
    )


def alike(numbers: Sequence[object], language: str) -> str:
    """Return numbers of the axes, once if they are the same along each."""
    return sizes(numbers[:1] if len(set(numbers)) == 1 else numbers, language)


def panels(shown: Shown, language: str) -> Iterator[Prose]:
    """Yield the sums, and the copies if there are any."""
    heads = [say(language, "network.whole"), say(language, "network.value")]
    rows = (
        f'<tr><th scope="row">{escape(head)}</th><td>{escape(value)}</td></tr>'
        for head, value in _sums(shown, language)
    )
    yield Prose("whole", "", table(heads, rows, "pc-counts"))
    if any(row.joins for row in shown.network.rows):
        heads = [say(language, f"network.skip-{head}") for head in ("layer", "map", "shape", "fit")]
        copies = table(heads, _copies(shown, language), "pc-counts pc-layers", reachable=True)
        yield Prose("copies", say(language, "network.copies"), copies)


def _sums(shown: Shown, language: str) -> Iterator[tuple[str, str]]:
    network = shown.network
    yield say(language, "network.head-parameters"), grouped(network.parameters, language)
    yield say(language, "network.head-products"), grouped(network.multiplications, language)
    before = network.input_shape
    for row in network.rows:
        if len(row.output_shape) == 1 < len(before):
            words = say(language, "network.flat-value", size=grouped(row.output_shape[0], language))
            yield say(language, "network.flat"), words
        before = row.output_shape
    if not shown.others:
        return
    last = spatial(network)[-1]
    head = say(language, "network.alike", output=sizes(last.output_shape, language))
    yield head, alike([_range(each.alike, language) for each in shown.others], language)
    if all(each.lost for each in shown.others):
        yield say(language, "network.lost"), _lost(shown, language)
        if any(map(any, (each.lost for each in shown.others))):
            near = [each.lossless for each in shown.others]
            yield say(language, "network.lossless"), _near(near, language)
        if any(map(enlarges, network.layers)):
            yield say(language, "network.back"), _back(shown, language)


def _range(pair: Range, language: str) -> str:
    low, high = (None if end is None else grouped(end, language) for end in pair)
    if low == high and low is not None:
        return low
    return f"{'' if low is None else low} … {'' if high is None else high}".strip()


def _lost(shown: Shown, language: str) -> str:
    """Return at which layers cells are lost, and how many along each axis."""
    told = [
        say(language, "network.lost-at", number=number, cells=alike(cells, language))
        for number, cells in enumerate(zip(*(each.lost for each in shown.others), strict=True), 1)
        if any(cells)
    ]
    return "; ".join(told) or say(language, "network.lost-none")


def _near(pairs: Sequence[Range], language: str) -> str:
    """Return the sizes on both sides, along each axis."""
    if any(pair == (None, None) for pair in pairs):
        return say(language, "network.no-size")
    along = [
        say(language, "network.or").join(
            dict.fromkeys(grouped(end, language) for end in pair if end is not None)
        )
        for pair in pairs
    ]
    return alike(along, language)


def _back(shown: Shown, language: str) -> str:
    """Return whether the input comes back whole, and if not, which ones nearby do."""
    pairs = [each.whole for each in shown.others]
    size = alike(shown.network.input_shape[1:], language)
    if all(low == high and low is not None for low, high in pairs):
        return say(language, "network.back-yes", size=size)
    if any(pair == (None, None) for pair in pairs):
        return say(language, "network.no-size")
    return say(language, "network.back-no", size=size, near=_near(pairs, language))


def _copies(shown: Shown, language: str) -> Iterator[str]:
    for place, row in enumerate(shown.network.rows):
        if row.joins is None:
            continue
        skip = row.joins
        name = "copy-of" if skip.row else "copy-of-input"
        cells = [
            say(language, f"network.{name}", number=skip.row, line=skip.line),
            sizes(skip.output_shape, language),
            _fit(skip, language),
        ]
        values = "".join(f"<td>{escape(each)}</td>" for each in cells)
        yield f'<tr data-key="layer:{place}"><th scope="row">{place + 1}</th>{values}</tr>'


def _fit(skip: Skip, language: str) -> str:
    """Return what is to be cropped or padded so that both maps are of one size."""
    told = []
    if any(map(any, skip.cropped)):
        told.append(say(language, "network.crop-copy", cells=_sides(skip.cropped, language)))
    more = [(max(before, 0), max(after, 0)) for before, after in skip.padded]
    less = [(max(-before, 0), max(-after, 0)) for before, after in skip.padded]
    for name, pairs in (("pad-arriving", more), ("crop-arriving", less)):
        if any(map(any, pairs)):
            told.append(say(language, f"network.{name}", cells=_sides(pairs, language)))
    return "; ".join(told) or say(language, "network.fits")


def _sides(pairs: Sequence[tuple[int, int]], language: str) -> str:
    return alike([f"{grouped(a, language)} + {grouped(b, language)}" for a, b in pairs], language)
