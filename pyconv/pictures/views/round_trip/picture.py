"""There and back: a convolution, then its transpose, beside what one started from."""

from html import escape

from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import Grid, Kind, Mark, Prose, Scene, map_cells
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.parts.maps import formula, input_grid, kernel_grid
from pyconv.pictures.views.round_trip.setup import RoundTrip, pairs, unchanged
from pyconv.terms import untouched


def scene(shown: RoundTrip, language: str) -> Scene:
    """Return the way there, the way back, and what both have in common."""
    spec = shown.there.spec
    return Scene(
        panels=(
            Prose("there", say(language, "round-trip.there"), ""),
            input_grid(shown.there, language)._replace(scale="there"),
            kernel_grid(shown.there, language)._replace(sign="⋆", scale="there"),
            Grid(
                "output",
                say(language, "round-trip.output", size=size_text(spec.output_size)),
                "=",
                map_cells(
                    "out",
                    Kind.OUTPUT,
                    exact.texts(shown.there.output, language),
                    spec.output_size[1],
                ),
                scale="there",
            ),
            *_back(shown, language),
            _compared(shown, language),
        ),
        steps=(
            *(f"out:{flat}" for flat in range(spec.outputs)),
            *(f"in:{flat}" for flat in range(spec.inputs)),
        ),
        summary="",
        formula=formula(spec, language),
    )


def _back(shown: RoundTrip, language: str) -> tuple[Prose, Grid, Grid]:
    """Return what there was beside what comes back, each cell of which says whether they are equal."""
    spec = shown.there.spec
    width = spec.input_size[1]
    size = size_text(spec.input_size)
    same = unchanged(shown)
    alone = set(untouched(spec).tolist())
    texts = [
        f"{text}\n{'✓' if equal else '✗'}"
        for text, equal in zip(exact.texts(shown.back.result, language), same, strict=True)
    ]
    words = escape(say(language, "round-trip.compared"))
    return (
        Prose("back", say(language, "round-trip.back"), f"<p>{words}</p>"),
        Grid(
            "original",
            say(language, "round-trip.original", size=size),
            "",
            map_cells("in", Kind.INPUT, exact.texts(shown.original, language, exact=True), width),
            scale="back",
        ),
        Grid(
            "returned",
            say(language, "round-trip.returned", size=size),
            "→",
            map_cells(
                "in",
                Kind.OUTPUT,
                texts,
                width,
                marks=lambda flat: (Mark.COMPARED, Mark.UNTOUCHED) if flat in alone else (Mark.COMPARED,),
            ),
            scale="back",
        ),
    )


def _compared(shown: RoundTrip, language: str) -> Prose:
    """Return how many values come back, and whether the connections do."""
    same, cells = sum(unchanged(shown)), shown.there.spec.inputs
    there, back = pairs(shown.there.spec)
    lines = (
        say(
            language,
            f"round-trip.values{'.all' if same == cells else ''}",
            count=same,
            cells=cells,
        ),
        say(
            language,
            "round-trip.pairs-same" if there == back else "round-trip.pairs-differ",
            there=len(there),
            back=len(back),
        ),
    )
    return Prose("compared", "", "".join(f'<p class="pc-check">{escape(line)}</p>' for line in lines))
