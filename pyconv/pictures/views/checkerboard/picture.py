"""The counts of the result as shades, the kernel, and the sums of its classes of weights beside it."""

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import Cell, Grid, Kind, Prose, Scene, in_rows, map_cells
from pyconv.pictures.parts import maps
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.evenness import evenness
from pyconv.pictures.views.checkerboard.setup import Board
from pyconv.pictures.words import shade_legend

MOST_SUMS = 9
"""Of more sums than this, the sentence says that they stand in the figure."""

MOST_SHADES = 6
"""Of more counts than this, the legend shows the least and the greatest."""


def scene(shown: Board, language: str) -> Scene:
    """Return the picture: one step for each class of weights, which lights the cells that it makes."""
    spec = shown.spec
    size = size_text(shown.layer.input_size)
    ones = exact.texts(shown.stamped.given, language)
    return Scene(
        panels=(
            Grid(
                "given",
                say(language, "checkerboard.given", size=size),
                "",
                map_cells("out", Kind.INPUT, ones, shown.layer.input_size[1]),
            ),
            maps.kernel_grid(shown.stamped, language),
            _counts(shown, language),
            _sums(shown, language),
            _legend(shown, language),
        ),
        steps=tuple(f"class:{number}" for number in range(spec.stride[0] * spec.stride[1])),
        summary=f"{evenness(spec, language)} {_verdict(shown, language)}",
        formula="",
    )


def _counts(shown: Board, language: str) -> Grid:
    most = max(int(shown.counts.max()), 1)
    counts = shown.counts.ravel().tolist()
    rows = map_cells("in", Kind.MADE, [str(count) for count in counts], shown.spec.input_size[1])
    return Grid(
        "result",
        say(language, "checkerboard.counts", size=size_text(shown.spec.input_size)),
        "",
        _shaded(rows, [count / most for count in counts]),
        scale="result",
    )


def _legend(shown: Board, language: str) -> Prose:
    found = sorted(set(shown.counts.ravel().tolist()))
    kept = found if len(found) <= MOST_SHADES else [found[0], found[-1]]
    most = max(found[-1], 1)
    steps = [(round(count / most, 3), say(language, "checkerboard.products", count=count)) for count in kept]
    return shade_legend("legend", "", steps)


def _sums(shown: Board, language: str) -> Grid:
    sums = shown.sums()
    totals = sums.numerators.ravel().tolist()
    # From the least to the greatest, with 0 among them: a sum and its negative are not equal.
    low, high = min(0, *totals), max(0, *totals)
    shades = [(total - low) / (high - low or 1) for total in totals]
    rows = map_cells("class", Kind.MADE, exact.texts(sums, language, exact=True), shown.shape[1])
    title = say(language, "checkerboard.sums", size=size_text(shown.shape))
    return Grid("classes", title, "", _shaded(rows, shades), scale="classes")


def _shaded(rows: tuple[tuple[Cell, ...], ...], shades: list[float]) -> tuple[tuple[Cell, ...], ...]:
    given = iter(shades)
    return tuple(tuple(cell._replace(shade=round(next(given), 3)) for cell in row) for row in rows)


def _verdict(shown: Board, language: str) -> str:
    """Return what the sums of the classes make of a uniform map."""
    sums = exact.texts(shown.sums(), language, exact=True)
    if len(sums) == 1:
        return say(language, "checkerboard.single", sum=sums[0])
    if len(set(sums)) == 1:
        return say(language, "checkerboard.equal", sum=sums[0], classes=len(sums))
    rows = in_rows(sums, shown.shape[1])
    alike = len(set(rows)) == 1 or all(len(set(cells)) == 1 for cells in rows)
    return say(
        language,
        f"checkerboard.differ-{'stripes' if alike else 'board'}",
        sums=" · ".join(sums) if len(sums) <= MOST_SUMS else say(language, "checkerboard.shown"),
        classes=len(sums),
    )
