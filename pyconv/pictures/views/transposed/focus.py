"""What a cell of a transposed convolution is connected to, in all three ways."""

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.parts import transposition
from pyconv.pictures.parts.matrix_grids import legible, stands_for_all
from pyconv.pictures.parts.meetings import is_meeting, meeting_focus, with_terms
from pyconv.pictures.views.transposed.setup import RESULTS, Transposed, ways_shown
from pyconv.pictures.views.transposed.stretched import Stretched, stretched
from pyconv.pictures.words import joined, retold, said_of, told
from pyconv.terms import placements


def focus(shown: Transposed, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to, in all three ways.

    Raises:
        ConvError: there is no such cell.
    """
    spec, drawn = shown.stamped.spec, ways_shown(shown)
    if "matrix" in drawn:
        if stands_for_all(spec, key, transposed=True):
            return told(key, {}, say(language, "transposed.matrix-words"))
        if is_meeting(key):
            return meeting_focus(spec, shown.stamped.kernel, key, language, back=True)
    grid = stretched(shown.layer)
    if key.startswith("zero:") and "parameters" in drawn:
        return _zero_focus(grid, key, language)
    found = transposition.focus(shown.stamped, key, language)
    if "matrix" in drawn and legible(spec):
        found = with_terms(found, spec)
    kind, _, number = key.partition(":")
    if kind == "in":
        return _result_focus(shown, grid, int(number), found, language)
    if kind == "out":
        return _stamp_focus(shown, int(number), found, language)
    return found


def _result_focus(shown: Transposed, grid: Stretched, flat: int, found: Focus, language: str) -> Focus:
    """Return the focus of a cell of the result with its window, its column and what they leave out."""
    convolution = grid.convolution
    met = sum(key.startswith("out:") for key in found.lit)
    lit, notes = dict(found.lit), dict(found.notes)
    if shown.way == "parameters":
        weights = exact.texts(shown.stamped.kernel, language, exact=True)
        for place, tap, _ in placements(convolution)[
            flat * convolution.taps : (flat + 1) * convolution.taps
        ].tolist():
            lit |= {grid.keys[place]: tap % HUES, f"tap:{tap}": tap % HUES}
            notes[grid.keys[place]] = weights[tap]
    rest = {"parameters": convolution.taps - met, "matrix": shown.layer.inputs - met, "superposition": met}
    count = rest[shown.way]
    # Without a product there are no others to speak of.
    words = say(language, f"transposed.{shown.way}-rest{'' if met else '.all'}", count=count)
    # Without a product, what is said ends with a sentence already.
    said = joined([said_of(found), f"{'.' if met else ''} {words}"])
    return retold(found, said)._replace(
        lit=lit,
        notes=notes,
        boxes=(*_window(shown, grid, flat), *_line(shown, found.key)),
    )


def _window(shown: Transposed, grid: Stretched, flat: int) -> tuple[Box, ...]:
    """Return the frame of the window that makes a cell of the result, if the stretched grid is drawn."""
    if "parameters" not in ways_shown(shown):
        return ()
    line, column = divmod(flat, grid.convolution.output_size[1])
    height, width = grid.convolution.span
    return (Box("stretched", grid.corner[0] + line, grid.corner[1] + column, height, width),)


def _line(shown: Transposed, key: str) -> tuple[Box, ...]:
    """Return the frame of the row or the column of T that belongs to a cell, if T is written out."""
    spec = shown.stamped.spec
    if "matrix" not in ways_shown(shown) or not legible(spec):
        return ()
    kind, _, number = key.partition(":")
    if kind == "out":
        return (Box("matrix", int(number), -1, 1, spec.inputs + 1),)
    return (Box("matrix", -1, int(number), spec.outputs + 1, 1),)


def _stamp_focus(shown: Transposed, flat: int, found: Focus, language: str) -> Focus:
    """Return the focus of a given cell with its row, and on the canvas its stamp.

    On the way of superposition the canvas shows the sums up to this stamp.
    """
    stamped = shown.stamped
    line = _line(shown, found.key)
    if "superposition" not in ways_shown(shown) and shown.beside != RESULTS:
        return found._replace(boxes=line)
    boxes = (transposition.stamp(stamped.spec, flat, "canvas"), *line)
    if shown.way != "superposition":
        alone = transposition.stamped(stamped, range(flat, flat + 1), language)
        texts = {key: alone[key] for key in found.lit if key in alone}
        return found._replace(boxes=boxes, texts={"canvas": texts})
    words = say(language, "transposed.stamp", number=flat + 1, count=shown.layer.inputs)
    return retold(found, joined([said_of(found), words], " "))._replace(
        boxes=boxes, texts={"canvas": transposition.stamped(stamped, range(flat + 1), language)}
    )


def _zero_focus(grid: Stretched, key: str, language: str) -> Focus:
    """Return what a zero of the stretched grid is, and the results whose windows it lies in.

    Raises:
        ConvError: there is no such cell.
    """
    cell = next((cell for line in grid.rows for cell in line if cell.key == key), None)
    if cell is None:
        raise keys.unknown(key)
    lit = {key: NO_HUE}
    if key in grid.keys:
        table = placements(grid.convolution)
        for _, tap, out in table[table[:, 0] == grid.keys.index(key)].tolist():
            lit |= {f"in:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
    count = sum(name.startswith("in:") for name in lit)
    what = say(language, f"transposed.zero-{cell.marks[-1] if cell.marks else cell.kind}")
    words = f"{what} {say(language, 'transposed.zero', count=count)}"
    return told(key, lit, words)
