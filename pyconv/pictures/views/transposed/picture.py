"""The transposed convolution in three ways: as an ordinary convolution, as a matrix, as stamps."""

from html import escape

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import Grid, Kind, Mark, Panel, Prose, Scene, map_cells
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.maps import kernel_grid
from pyconv.pictures.parts.matrix_grids import MOST_LEGIBLE, entries, legible, matrix_grid, pattern_grid
from pyconv.pictures.views.transposed.setup import RESULTS, WAYS, Transposed, agreeing, results, ways_shown
from pyconv.pictures.views.transposed.shares import shares
from pyconv.pictures.views.transposed.sizes import formula
from pyconv.pictures.views.transposed.stretched import stretched_legend, stretched_panels
from pyconv.terms import untouched


def scene(shown: Transposed, language: str) -> Scene:
    """Return the picture: what is given, the way or ways to the result, and whether all agree."""
    layer = shown.layer
    kind, count = ("out", layer.inputs) if shown.way == "superposition" else ("in", layer.outputs)
    ways = ways_shown(shown)
    headed = len(ways) > 1
    return Scene(
        panels=(
            _given(shown, language),
            kernel_grid(shown.stamped, language),
            *(panel for way in ways for panel in _way(way, shown, language, headed=headed)),
            *(_compared(shown, language) if shown.beside == RESULTS else ()),
        ),
        steps=tuple(f"{kind}:{flat}" for flat in range(count)),
        summary=shares(layer, shown.stamped.spec, language),
        formula=formula(layer, language),
    )


def _given(shown: Transposed, language: str) -> Grid:
    size = shown.layer.input_size
    texts = exact.texts(shown.stamped.given, language, exact=True)
    return Grid(
        "input",
        say(language, "transposed.given", size=size_text(size)),
        "",
        map_cells("out", Kind.INPUT, texts, size[1], editable=True),
    )


def _way(way: str, shown: Transposed, language: str, *, headed: bool) -> tuple[Panel, ...]:
    """Return one way to the result, under its name if it is not the only one.

    Where all three results are compared, this one stands with the others.
    """
    layer, compared = shown.layer, shown.beside == RESULTS
    panels: list[Panel] = [Prose(f"{way}-way", say(language, f"transposed.by-{way}"), "")] if headed else []
    if way == "parameters":
        panels += stretched_panels(layer, shown.stamped, language)
    if way == "matrix":
        panels.append(_matrix(shown, language))
    # Above the columns of a matrix that is written out the result stands already.
    if not compared and not (way == "matrix" and legible(shown.stamped.spec)):
        panels.append(_result(way, shown, language))
    if way == "parameters":
        panels += stretched_legend(layer, language)
    return tuple(panels)


_RESULTS = {"parameters": "result", "matrix": "product", "superposition": "canvas"}
"""The grid with the result of each way."""


def _result(way: str, shown: Transposed, language: str) -> Grid:
    spec = shown.stamped.spec
    alone = set(untouched(spec).tolist())
    compared = shown.beside == RESULTS
    title = f"transposed.{way}-result" if compared else "transposed.result"
    return Grid(
        _RESULTS[way],
        say(language, title, size=size_text(spec.input_size)),
        "=" if way == "parameters" and not compared else "",
        map_cells(
            "in",
            Kind.OUTPUT,
            exact.texts(results(shown)[way], language),
            spec.input_size[1],
            marks=lambda flat: (Mark.UNTOUCHED,) if flat in alone else (),
        ),
        scale=_scale(way, compared=compared),
    )


def _scale(way: str, *, compared: bool) -> str:
    """Return what the result has cells of one size with: the other results, or the maps that make it."""
    if compared:
        return "results"
    return "parameters" if way == "parameters" else _RESULTS[way]


def _matrix(shown: Transposed, language: str) -> Grid:
    """Return T with what is given beside its rows and the result, as it comes about, above its columns."""
    spec, stamped = shown.stamped.spec, shown.stamped
    title = say(language, "matrix.T", size=size_text((spec.outputs, spec.inputs)))
    if not legible(spec):
        entries_ = spec.inputs * spec.outputs
        words = say(language, "transposed.pattern", entries=entries_, most=MOST_LEGIBLE)
        return pattern_grid(spec, f"{title}. {words}", transposed=True)
    heads = (
        exact.texts(stamped.given, language, exact=True),
        exact.texts(shown.by_matrix, language),
    )
    written = entries(spec, stamped.kernel, language, transposed=True)
    grid = matrix_grid(spec, written, heads, title, transposed=True)
    corner, *made = grid.rows[0]
    top = (corner, *(cell._replace(marks=(Mark.WRITTEN,)) for cell in made))
    return grid._replace(rows=(top, *grid.rows[1:]))


def _compared(shown: Transposed, language: str) -> tuple[Panel, ...]:
    """Return the three results beside each other, and in how many cells they are equal."""
    same, cells = agreeing(shown), shown.layer.outputs
    words = say(
        language,
        "transposed.check" if same == cells else "transposed.check-failed",
        count=cells,
        same=same,
        cells=cells,
    )
    check = Prose("check", "", f'<p class="pc-check">{escape(words)}</p>')
    return *(_result(way, shown, language) for way in WAYS), check
