"""Figure 3: which input reaches which output, every line in the colour of its weight."""

from pyconv.messages import say
from pyconv.pictures.plot.palette import tap, tint
from pyconv.pictures.plot.sheet import DASHES, Sheet
from pyconv.pictures.settings import Controls
from pyconv.spec import ConvSpec
from pyconv.terms import terms

SPEC = ConvSpec(7, 3)

RADIUS = 14
WIDTHS = {True: 304, False: 560}
PITCHES = {True: 41, False: 72}
INPUTS, OUTPUTS = 44, 178
HEIGHT = 262


def alt(_: Controls, language: str) -> str:
    """Return what the figure shows, in words."""
    table = terms(SPEC).tolist()
    middle = SPEC.inputs // 2
    return say(
        language,
        "figure-3.alt",
        inputs=SPEC.inputs,
        outputs=SPEC.outputs,
        lines=len(table),
        weights=SPEC.taps,
        each=SPEC.outputs,
        first=sum(source == 0 for source, _, _ in table),
        middle=sum(source == middle for source, _, _ in table),
    )


def draw(_: Controls, language: str, *, narrow: bool) -> Sheet:
    """Return the figure, its lines longer or shorter."""
    width, pitch = WIDTHS[narrow], PITCHES[narrow]
    sheet = Sheet(width, HEIGHT)
    first = width / 2 - (SPEC.inputs - 1) * pitch / 2
    # An output stands below the middle of its window.
    shift = (SPEC.span[0] - 1) / 2
    for source, number, out in terms(SPEC).tolist():
        ends = [(first + source * pitch, INPUTS), (first + (out + shift) * pitch, OUTPUTS)]
        sheet.stroke(ends, colour=tap(number), width=2.4, dashes=DASHES[number % len(DASHES)])
    sheet.text(width / 2, 12, say(language, "figure-3.inputs"), colour="soft")
    for place in range(SPEC.inputs):
        sheet.node(first + place * pitch, INPUTS, RADIUS)
        sheet.indexed(first + place * pitch, INPUTS, "I", str(place))
    for place in range(SPEC.outputs):
        sheet.node(first + (place + shift) * pitch, OUTPUTS, RADIUS)
        sheet.indexed(first + (place + shift) * pitch, OUTPUTS, "O", str(place))
    sheet.text(width / 2, OUTPUTS + 30, say(language, "figure-3.outputs"), colour="soft")
    for number in range(SPEC.taps):
        x = width / 2 + (number - (SPEC.taps - 1) / 2) * 88
        sheet.stroke([(x - 36, HEIGHT - 18), (x - 6, HEIGHT - 18)], colour=tap(number), width=2.4,
                     dashes=DASHES[number % len(DASHES)])  # fmt: skip
        sheet.cell(x + 12, HEIGHT - 18, 26, fill=tint(number))
        sheet.indexed(x + 12, HEIGHT - 18, "k", str(number))
    return sheet
