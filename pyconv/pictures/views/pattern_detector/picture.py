"""The picture of both detectors: what stands under each pixel, line by line."""

from html import escape

from pyconv.counts import parameter_count
from pyconv.messages import say
from pyconv.pictures.model import HUES, UNIT, Cell, Grid, Kind, Mark, Scene, Shape, ShapeKind
from pyconv.pictures.views.pattern_detector.setup import (
    FILTER,
    PATTERN,
    Detectors,
    drop,
    text,
    texts,
    verdict,
)

_WEIGHTS, _UNIT, _SLIDING, _MAP, _MAXIMUM = 2.15, 3.3, 5.65, 6.8, 8.2
"""In which row each line of cells stands, below the pixels in row 0."""

_MIDDLE = len(PATTERN) // 2

_MOST_NAMED = 8
"""More places than this are counted, but not named."""

_RIM = 5
"""How far the edge around a pattern reaches beyond its pixels, in units of the drawing."""


def _activation(key: str, value: int, row: float, column: int) -> Cell:
    return Cell(key, Kind.ACTIVATION, str(value), row, column)


def _judged(cells: list[Cell], shown: Detectors, language: str) -> tuple[Cell, ...]:
    """Return cells of activations as they are written, those that reach the threshold marked."""
    return tuple(
        cell._replace(
            marks=(Mark.FIRES,) if shown.fires(int(cell.text)) else (),
            text=text(int(cell.text), language),
        )
        for cell in cells
    )


def _lines(shown: Detectors, language: str) -> list[tuple[Cell, ...]]:
    """Return the cells: pixels, weights of the dense unit, its activation, filter, map, maximum."""
    drags = dict.fromkeys(range(shown.spec.inputs), "")
    for name, place in zip(("place.0", "second.0"), shown.places, strict=False):
        drags |= dict.fromkeys(range(place, place + len(PATTERN)), name)
    weights = zip(shown.weights, texts(shown.weights, language), strict=True)
    activations = [
        _activation(f"out:{at}", value, _MAP, at + _MIDDLE) for at, value in enumerate(shown.activations)
    ]
    return [
        tuple(
            Cell(
                f"in:{at}", Kind.INPUT, str(pixel), 0, at, drags=drags[at], marks=(Mark.INK,) if pixel else ()
            )
            for at, pixel in enumerate(shown.pixels)
        ),
        tuple(
            Cell(f"weight:{at}", Kind.WEIGHT, written, _WEIGHTS, at, marks=() if weight else (Mark.ZERO,))
            for at, (weight, written) in enumerate(weights)
        ),
        _judged([_activation("unit:0", shown.unit, _UNIT, shown.fitted + _MIDDLE)], shown, language),
        tuple(Cell(f"slot:{at}", Kind.ZERO, "", _SLIDING, at) for at in range(shown.spec.inputs)),
        _judged(activations, shown, language),
        _judged([_activation("max:0", max(shown.activations), _MAXIMUM, _MIDDLE)], shown, language),
    ]


def _captions(shown: Detectors, language: str) -> tuple[Shape, ...]:
    """Return the words beside and above the lines of cells."""
    pixels, places = shown.spec.inputs, shown.spec.outputs
    middle = shown.fitted + _MIDDLE
    # Beside the cell of the dense unit, where there is more room.
    left = 2 * middle >= pixels - 1
    largest = verdict(shown, max(shown.activations), language)
    words = {
        "dense": say(language, "pattern-detector.dense", pixels=pixels),
        "unit": verdict(shown, shown.unit, language),
        "filter": say(language, "pattern-detector.filter", taps=len(FILTER), places=places),
        "maximum": say(language, "pattern-detector.maximum", verdict=largest),
    }
    placed = {
        "dense": (_WEIGHTS - 0.45, 0),
        "unit": (_UNIT + 0.5, middle + (-0.25 if left else 1.25)),
        "filter": (_SLIDING - 0.45, 0),
        "maximum": (_MAXIMUM + 0.5, _MIDDLE + 1.25),
    }
    return tuple(
        Shape(
            f"caption:{name}",
            ShapeKind.END_CAPTION if left and name == "unit" else ShapeKind.CAPTION,
            f"{column * UNIT:g} {row * UNIT:g}",
            text=words[name],
        )
        for name, (row, column) in placed.items()
    )


def _handle(number: int, place: int) -> Shape:
    """Return what shows that the pixels of a pattern can be dragged: an edge around them."""
    width, height = len(PATTERN) * UNIT + 2 * _RIM, UNIT + 2 * _RIM
    return Shape(
        f"pattern:{number}", ShapeKind.HANDLE, f"M{place * UNIT - _RIM} -{_RIM}h{width}v{height}h-{width}z"
    )


def _line_grid(shown: Detectors, language: str) -> Grid:
    """Return everything that stands under a pixel, in one grid that scrolls as a whole."""
    rows = tuple(
        # Wherever in its column a pattern is dropped.
        tuple(cell._replace(drop=drop(shown, int(cell.column))) for cell in line)
        for line in _lines(shown, language)
    )
    handles = tuple(_handle(number, place) for number, place in enumerate(shown.places))
    title = say(language, "pattern-detector.pixels", count=len(shown.places))
    shapes = (*handles, *_captions(shown, language))
    return Grid("line", title, "", rows, shapes=shapes, scale="line", wide=True)


def scene(shown: Detectors, language: str) -> Scene:
    """Return the pixels under both detectors and the filter's weights, one step for each window."""
    spec = shown.spec
    taps = tuple(
        Cell(f"tap:{tap}", Kind.TAP, written, 0, tap, hue=tap % HUES)
        for tap, written in enumerate(texts(FILTER, language))
    )
    found = [place for place, value in enumerate(shown.activations) if shown.fires(value)]
    unit = "fires" if shown.fires(shown.unit) else "silent"
    form = ".crowd" if len(found) > _MOST_NAMED else ""
    places = ", ".join(map(str, found))
    told = (
        say(language, f"pattern-detector.unit-{unit}"),
        say(language, f"pattern-detector.map{form}", count=len(found), places=places, all=spec.outputs),
    )
    counts = say(
        language,
        "pattern-detector.counts",
        places=spec.outputs,
        pixels=spec.inputs,
        dense=parameter_count(spec, "dense"),
        taps=parameter_count(spec),
    )
    kernel = Grid("kernel", say(language, "pattern-detector.kernel", taps=len(FILTER)), "", (taps,))
    return Scene(
        panels=(_line_grid(shown, language), kernel),
        steps=tuple(f"out:{place}" for place in range(spec.outputs)),
        summary=" ".join(told),
        formula=f"<p>{escape(counts)}</p>",
    )
