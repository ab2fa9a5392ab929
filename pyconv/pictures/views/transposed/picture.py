"""The transposed convolution in three ways: as an ordinary convolution, as a matrix, as stamps."""

from html import escape

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import Grid, Kind, Mark, Panel, Prose, Scene, map_cells
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.maps import kernel_grid
from pyconv.pictures.parts.matrix_grids import MOST_LEGIBLE, entries, legible, matrix_grid, pattern_grid
from pyconv.pictures.views.transposed.setup import Transposed, agreeing
from pyconv.pictures.views.transposed.shares import shares
from pyconv.pictures.views.transposed.sizes import formula
from pyconv.pictures.views.transposed.stretched import stretched_panels
from pyconv.terms import untouched


def scene(shown: Transposed, language: str) -> Scene:
    """Return the picture: what is given, the three ways, and whether they agree."""
    layer = shown.layer
    kind, count = ("out", layer.inputs) if shown.way == "superposition" else ("in", layer.outputs)
    return Scene(
        panels=(
            _given(shown, language),
            kernel_grid(shown.stamped, language),
            *stretched_panels(layer, shown.stamped, language),
            _result("result", shown.by_parameters, shown, language)._replace(scale="parameters"),
            *_by_matrix(shown, language),
            *_by_superposition(shown, language),
            _check(shown, language),
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


def _result(name: str, values: Rationals, shown: Transposed, language: str) -> Grid:
    spec = shown.stamped.spec
    alone = set(untouched(spec).tolist())
    return Grid(
        name,
        say(language, "transposed.result", size=size_text(spec.input_size)),
        "=",
        map_cells(
            "in",
            Kind.OUTPUT,
            exact.texts(values, language),
            spec.input_size[1],
            marks=lambda flat: (Mark.UNTOUCHED,) if flat in alone else (),
        ),
        scale=name,
    )


def _by_matrix(shown: Transposed, language: str) -> tuple[Panel, ...]:
    """Return T with what is given beside its rows and the result, as it comes about, above its columns."""
    spec, stamped = shown.stamped.spec, shown.stamped
    words = [say(language, "transposed.matrix-words")]
    title = say(language, "matrix.T", size=size_text((spec.outputs, spec.inputs)))
    if legible(spec):
        heads = (
            exact.texts(stamped.given, language, exact=True),
            exact.texts(shown.by_matrix, language),
        )
        written = entries(spec, stamped.kernel, language, transposed=True)
        grid = matrix_grid(spec, written, heads, title, transposed=True)
        corner, *made = grid.rows[0]
        top = (corner, *(cell._replace(marks=(Mark.WRITTEN,)) for cell in made))
        grid = grid._replace(rows=(top, *grid.rows[1:]))
    else:
        words.append(
            say(
                language,
                "transposed.pattern",
                inputs=spec.inputs,
                outputs=spec.outputs,
                entries=spec.inputs * spec.outputs,
                most=MOST_LEGIBLE,
            )
        )
        grid = pattern_grid(spec, title, transposed=True)
    said = "".join(f"<p>{escape(each)}</p>" for each in words)
    return Prose("matrix-words", say(language, "transposed.by-matrix"), said), grid


def _by_superposition(shown: Transposed, language: str) -> tuple[Panel, ...]:
    words = escape(say(language, "transposed.superposition-words"))
    return (
        Prose("superposition", say(language, "transposed.by-superposition"), f"<p>{words}</p>"),
        _result("canvas", shown.stamped.result, shown, language)._replace(sign=""),
    )


def _check(shown: Transposed, language: str) -> Prose:
    same, cells = agreeing(shown), shown.layer.outputs
    words = say(
        language,
        "transposed.check" if same == cells else "transposed.check-failed",
        count=cells,
        same=same,
        cells=cells,
    )
    return Prose("check", "", f'<p class="pc-check">{escape(words)}</p>')
