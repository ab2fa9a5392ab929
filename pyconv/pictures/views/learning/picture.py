"""The layer with the kernel that has learned, what it is to give, and the loss step by step."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import UNIT, Cell, Form, Grid, Kind, Mark, Scene, Shape, ShapeKind, map_cells
from pyconv.pictures.parts import maps, targets
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.views.learning.setup import Learned, output_of

HIGH = 3.0
"""How high the curve is, in sides of a cell."""

ACROSS = 0.7
"""From one step to the next, likewise."""


def scene(shown: Learned, language: str) -> Scene:
    """Return the picture after the last step; a step for each, and for the start."""
    spec = shown.layer.spec
    size = size_text(spec.kernel_size)
    weights, gradients = (
        [weight_texts(values, language) for values in each] for each in (shown.kernels, shown.gradients)
    )
    outputs = [output_texts(shown, step, language) for step in range(shown.last + 1)]
    return Scene(
        (
            maps.input_grid(shown.layer, language),
            _changing(
                Grid(
                    "kernel",
                    say(language, "learning.kernel", size=size),
                    "⋆",
                    map_cells("tap", Kind.TAP, weights[-1], spec.kernel_size[1]),
                ),
                weights,
            ),
            *_of_bias("bias", "+", Kind.WEIGHT, shown.biases, language),
            _changing(
                targets.made_grid(
                    spec,
                    "output",
                    say(language, "learning.output", size=size_text(spec.output_size)),
                    "=",
                    outputs[-1],
                ),
                outputs,
            ),
            targets.target_grid(spec, shown.wanted, language),
            _changing(
                Grid(
                    "gradient",
                    say(language, "learning.gradient", size=size),
                    "",
                    map_cells("tap", Kind.MADE, gradients[-1], spec.kernel_size[1]),
                ),
                gradients,
            ),
            *_of_bias("bias-gradient", "", Kind.MADE, shown.bias_gradients, language),
            _curve(shown, language),
        ),
        tuple(keys.written("step", step) for step in range(shown.last + 1)),
        summary(shown, language),
        "",
    )


def _of_bias(name: str, sign: str, kind: Kind, values: Sequence[Fraction], language: str) -> Iterator[Grid]:
    """Yield the cell of the bias, or of its gradient, if one is learnt."""
    if values:
        texts = [[number_text(value, language)] for value in values]
        cells = map_cells("bias", kind, texts[-1], 1)
        yield _changing(Grid(name, say(language, f"learning.{name}"), sign, cells), texts)


def _changing(grid: Grid, texts: Sequence[Sequence[str]]) -> Grid:
    """Return a grid whose cells have room for the longest of what they say step by step."""
    room = max(len(text) for step in texts for text in step)
    return grid._replace(rows=tuple(tuple(cell._replace(room=room) for cell in row) for row in grid.rows))


def weight_texts(values: Rationals, language: str) -> list[str]:
    """Return the numbers of a kernel, or of its gradient, in few characters each."""
    return [number_text(values.fraction(flat), language) for flat in range(values.numerators.size)]


def output_texts(shown: Learned, step: int, language: str) -> list[str]:
    """Return the output after a step, in few characters each."""
    return weight_texts(output_of(shown, step), language)


def number_text(value: Fraction, language: str) -> str:
    """Return a number to two decimals, and one that is too long for a cell by its power of ten."""
    if abs(value) >= exact.BRIEF[1]:
        return exact.brief(value, language)
    return exact.show(*round(value, 2).as_integer_ratio(), language)


def summary(shown: Learned, language: str) -> str:
    """Return how the loss went, and what the rate has to do with it."""
    first, last = shown.losses[0], shown.losses[-1]
    way = "ran-away" if shown.ran_away else "same" if first == last else "fell" if last < first else "grew"
    said = [
        say(
            language,
            f"learning.{way}",
            count=shown.last,
            first=exact.brief(first, language),
            last=exact.brief(last, language),
        )
    ]
    if shown.limit:
        within = 0 < shown.rate < shown.limit
        backwards = "uphill" if shown.rate < 0 else "beyond"
        said.append(
            say(
                language,
                f"learning.{'within' if within else backwards if shown.rate else 'still'}",
                rate=targets.value_text(shown.rate, language),
                limit=_limit_text(shown, language),
            )
        )
    return " ".join(said)


def _limit_text(shown: Learned, language: str) -> str:
    """Return the limit of the rate, in as many digits as it takes to see on which side the rate is."""
    # At the latest, the text of 17 digits is the limit itself.
    texts = (f"{shown.limit:.{digits}g}" for digits in count(3))
    text = next(text for text in texts if (shown.rate < float(text)) == (shown.rate < shown.limit))
    return text.replace(".", say(language, "decimal"))


def _curve(shown: Learned, language: str) -> Grid:
    """Return the loss after each step: a point for each, joined by a line, with the highest above."""
    points = tuple(_points(shown))
    middle = " L".join(
        f"{round((cell.column + 0.5) * UNIT, 1):g} {round((cell.row + 0.5) * UNIT, 1):g}" for cell in points
    )
    level, end = f"{(HIGH + 0.5) * UNIT:g}", f"{(points[-1].column + 1) * UNIT:g}"
    highest = exact.brief(max(shown.losses), language)
    shapes = [
        Shape("axis:0", ShapeKind.GUIDE, f"M0 {level}L{end} {level}"),
        Shape("axis:1", ShapeKind.CAPTION, f"{0.9 * UNIT:g} {0.4 * UNIT:g}", text=highest),
        Shape("curve:0", ShapeKind.EDGE, f"M{middle}"),
    ]
    return Grid(
        "curve",
        say(language, "learning.curve"),
        "",
        (points,),
        shapes=tuple(shapes),
        scale="curve",
        wide=True,
    )


def _points(shown: Learned) -> Iterator[Cell]:
    highest = max(shown.losses)
    for step, loss in enumerate(shown.losses):
        height = float(loss / highest) if highest else 0.0
        yield Cell(
            keys.written("step", step),
            Kind.MADE,
            "",
            round(HIGH * (1 - height), 3),
            round(ACROSS * step, 3),
            form=Form.DOT,
            marks=(Mark.NAMED,),
        )
