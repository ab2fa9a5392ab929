"""What a cell, a weight, a row, a column or an entry of a matrix is connected to."""

from pyconv.pictures.model import Box, Focus
from pyconv.pictures.parts import connections, transposition
from pyconv.pictures.parts.convolution import Convolution
from pyconv.pictures.parts.matrix_grids import legible, stands_for_all
from pyconv.pictures.parts.meetings import is_meeting, meeting_focus, with_terms
from pyconv.pictures.views.matrix.letters import in_letters, weight_letters
from pyconv.pictures.views.matrix.picture import result_cell, summary
from pyconv.pictures.views.matrix.setup import Shown
from pyconv.pictures.words import told


def focus(shown: Shown, key: str, language: str) -> Focus:
    """Return what a cell, a weight, a row, a column or an entry is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    spec, values = shown.spec, shown.values
    direct = isinstance(values, Convolution)
    if is_meeting(key):
        letters = weight_letters(spec) if shown.in_symbols else ()
        return meeting_focus(spec, values.kernel, key, language, back=not direct, letters=letters)
    if stands_for_all(spec, key, transposed=not direct):
        words = summary(shown, language)
        return told(key, {}, words)
    tell = connections.focus if isinstance(values, Convolution) else transposition.focus
    found = with_terms(tell(values, key, language), spec)  # type: ignore[arg-type]
    kind, _, number = key.partition(":")
    if shown.in_symbols:
        found = in_letters(spec, found, language, direct=direct)
    if not direct and kind == "out":
        found = found._replace(boxes=(_stamp(shown, int(number)),))
    if not legible(spec) or kind not in {"in", "out"}:
        return found._replace(notes={} if shown.in_symbols else found.notes)
    along = (kind == "in") == direct
    # A row belongs to what is given, a column to what is made.
    high, wide = (spec.inputs, spec.outputs) if direct else (spec.outputs, spec.inputs)
    line = (
        Box("matrix", int(number), -1, 1, wide + 1) if along else Box("matrix", -1, int(number), high + 1, 1)
    )
    return found._replace(boxes=(*found.boxes, line), notes={} if shown.in_symbols else found.notes)


def _stamp(shown: Shown, flat: int) -> Box:
    """Return the frame of a given cell's stamp on the result, whose cells hold whole sums in symbols."""
    frame = transposition.stamp(shown.spec, flat, "output")
    width, height = result_cell(shown)
    return Box(
        frame.grid, frame.row * height, frame.column * width, frame.height * height, frame.width * width
    )
