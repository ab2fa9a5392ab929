"""The terms themselves in a picture: edges between two layers and entries of a matrix.

A term is called `term:i:t:o` after its input cell, tap and output cell. Where padding
copies cells, several taps may join the same two cells: one edge or entry shows them all,
under the name of the first.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, NO_HUE, Focus
from pyconv.pictures.parts.convolution import place_text
from pyconv.pictures.words import told
from pyconv.spec import ConvSpec
from pyconv.terms import terms


@lru_cache(maxsize=32)
def taps_between(spec: ConvSpec) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the taps that join an input cell and an output cell, by those two."""
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for cell, tap, out in terms(spec).tolist():
        found[cell, out] = (*found.get((cell, out), ()), tap)
    return found


def term_key(cell: int, out: int, taps: tuple[int, ...]) -> str:
    """Return the name of the edge or entry of two cells."""
    return keys.written("term", cell, taps[0], out)


def apart_key(cell: int, out: int) -> str:
    """Return the name of the entry of two cells that never meet."""
    return keys.written("apart", cell, out)


def with_terms(focus: Focus, spec: ConvSpec) -> Focus:
    """Return a focus of the convolution or of its transpose that lights the terms as well."""
    kind, _, number = focus.key.partition(":")
    column = {"in": 0, "tap": 1, "out": 2}.get(kind)
    if column is None:
        return focus
    table = terms(spec)
    joined = taps_between(spec)
    lit = dict(focus.lit)
    for cell, tap, out in table[table[:, column] == int(number)].tolist():
        lit[term_key(cell, out, joined[cell, out])] = tap % HUES
    return focus._replace(lit=lit)


def is_meeting(key: str) -> bool:
    """Return whether a key names two cells and what joins them, if anything does."""
    return key.startswith(("term:", "apart:"))


def meeting_focus(
    spec: ConvSpec,
    kernel: Rationals,
    key: str,
    language: str,
    *,
    back: bool = False,
    letters: Sequence[str] = (),
) -> Focus:
    """Return the two cells of a term and their taps, or two cells that never meet.

    With `back` they are told as the transposed convolution has them: what is given, and its result.
    `letters` stand for the weights, if there are any.

    Raises:
        ConvError: there is no such entry.
    """
    joined = taps_between(spec)
    counts = {"term": (spec.inputs, spec.taps, spec.outputs), "apart": (spec.inputs, spec.outputs)}
    kind, numbers = keys.read(key, counts)
    cell, out = numbers[0], numbers[-1]
    taps = joined.get((cell, out), ())
    # One entry stands for all taps that join its cells, under the name of the first.
    if taps[:1] != numbers[1:-1]:
        raise keys.unknown(key)
    if kind == "term":
        weights = (
            [letters[tap] for tap in taps]
            if letters
            else exact.texts(kernel, language, exact=True, places=list(taps))
        )
        return _joined(spec, weights, key, (cell, out, taps), language, back=back)
    words = say(
        language, "meetings.apart-back" if back else "meetings.apart", **_places(spec, cell, out, language)
    )
    return told(key, {key: NO_HUE, f"in:{cell}": NO_HUE, f"out:{out}": NO_HUE}, words)


def _joined(
    spec: ConvSpec,
    weights: Sequence[str],
    key: str,
    met: tuple[int, int, tuple[int, ...]],
    language: str,
    *,
    back: bool,
) -> Focus:
    cell, out, taps = met
    hue = taps[0] % HUES
    lit = {key: hue, f"in:{cell}": hue, f"out:{out}": hue} | {f"tap:{tap}": tap % HUES for tap in taps}
    shared = int(np.count_nonzero(terms(spec)[:, 1] == taps[0]))
    named = [
        f"{place_text(tap, spec.kernel_size, language)} = {weight}"
        for tap, weight in zip(taps, weights, strict=True)
    ]
    words = say(
        language,
        f"meetings.{'term' if len(taps) == 1 else 'terms'}{'-back' if back else ''}",
        tap=" + ".join(named),
        count=shared,
        **_places(spec, cell, out, language),
    )
    return told(key, lit, words)


def _places(spec: ConvSpec, cell: int, out: int, language: str) -> dict[str, str]:
    return {
        "input": place_text(cell, spec.input_size, language),
        "output": place_text(out, spec.output_size, language),
    }
