"""Figure 2: a dense layer and a convolution, each as connections and as a matrix."""

from pyconv.counts import parameter_count
from pyconv.matrix import matrix_entries
from pyconv.messages import say
from pyconv.pictures.plot.palette import tap, tint
from pyconv.pictures.plot.sheet import DASHES, Sheet
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec

SPEC = ConvSpec(6, 3)

ROW, COLUMN, RADIUS = 32, 34, 13
HEADING, HEADS = 50, 30
LAYER_WIDTH = 304
MATRIX_LEFT = 146
WIDE_GAP = 60


def shared() -> dict[tuple[int, int], int]:
    """Return the tap at each entry of the convolution's matrix: row, column to tap."""
    taps = range(SPEC.taps)
    rows, columns, found, _ = matrix_entries(SPEC, list(taps))
    return {
        (row, column): tap_number
        for row, column, tap_number in zip(rows.tolist(), columns.tolist(), found.tolist(), strict=True)
    }


def alt(_: Controls, language: str) -> str:
    """Return what the figure shows, in words."""
    return say(
        language,
        "figure-2.alt",
        inputs=SPEC.inputs,
        outputs=SPEC.outputs,
        dense=parameter_count(SPEC, "dense"),
        shared=parameter_count(SPEC),
        entries=len(shared()),
        zeros=SPEC.inputs * SPEC.outputs - len(shared()),
    )


def draw(_: Controls, language: str, *, narrow: bool) -> Sheet:
    """Return the figure: the two layers side by side, or one below the other."""
    height = HEADING + HEADS + SPEC.inputs * ROW + 8
    between = 24
    sheet = Sheet(LAYER_WIDTH, 2 * height + between) if narrow else Sheet(2 * LAYER_WIDTH + WIDE_GAP, height)
    taps = shared()
    for number, kind in enumerate(("dense", "convolutional")):
        left = 0 if narrow else number * (LAYER_WIDTH + WIDE_GAP)
        top = number * (height + between) if narrow else 0
        count = parameter_count(SPEC, "dense" if kind == "dense" else "convolutional")
        middle = left + LAYER_WIDTH / 2
        sheet.text(middle, top + 12, say(language, f"figure-2.{kind}", count=count), size=15, bold=True)
        sheet.text(middle, top + 36, say(language, f"figure-2.{kind}-why", count=len(taps)), colour="soft")
        entries = {
            (row, column): taps.get((row, column)) if kind == "convolutional" else None
            for row in range(SPEC.inputs)
            for column in range(SPEC.outputs)
            if kind == "dense" or (row, column) in taps
        }
        _connections(sheet, entries, left, top + HEADING + HEADS)
        _matrix(sheet, entries, left + MATRIX_LEFT, top + HEADING + HEADS)
    return sheet


def _connections(sheet: Sheet, entries: dict[tuple[int, int], int | None], left: float, top: float) -> None:
    """Draw the layer as lines from its inputs to its outputs."""
    first, last = left + RADIUS + 2, left + 104
    # The outputs stand in the middle of the inputs' height.
    down = top + (SPEC.inputs - SPEC.outputs) * ROW / 2
    for (row, column), number in entries.items():
        sheet.stroke(
            [(first, top + (row + 0.5) * ROW), (last, down + (column + 0.5) * ROW)],
            colour="edge" if number is None else tap(number),
            width=1 if number is None else 2.2,
            dashes=() if number is None else DASHES[number % len(DASHES)],
        )
    for row in range(SPEC.inputs):
        sheet.node(first, top + (row + 0.5) * ROW, RADIUS)
        sheet.indexed(first, top + (row + 0.5) * ROW, "I", str(row))
    for column in range(SPEC.outputs):
        sheet.node(last, down + (column + 0.5) * ROW, RADIUS)
        sheet.indexed(last, down + (column + 0.5) * ROW, "O", str(column))


def _matrix(sheet: Sheet, entries: dict[tuple[int, int], int | None], left: float, top: float) -> None:
    """Draw the layer as its matrix U: a row for each input, a column for each output."""
    left += 22
    for column in range(SPEC.outputs):
        sheet.indexed(left + (column + 0.5) * COLUMN, top - 14, "O", str(column), colour="soft")
    for row in range(SPEC.inputs):
        y = top + (row + 0.5) * ROW
        sheet.indexed(left - 14, y, "I", str(row), colour="soft")
        for column in range(SPEC.outputs):
            x = left + (column + 0.5) * COLUMN
            if (row, column) not in entries:
                sheet.cell(x, y, ROW - 3, fill="sunken", edge="line")
                sheet.text(x, y, "0", colour="soft")
                continue
            number = entries[row, column]
            sheet.cell(x, y, ROW - 3, fill="paper" if number is None else tint(number))
            if number is None:
                sheet.indexed(x, y, "w", f"{row}{column}", size=11)
            else:
                sheet.indexed(x, y, "k", str(number))
