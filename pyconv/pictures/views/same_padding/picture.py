"""SAME padding along one axis, from the formula to the cells, beside what else goes by that name."""

from html import escape

from pyconv.messages import say
from pyconv.pictures.exact import signed
from pyconv.pictures.model import Cell, Form, Grid, Kind, Mark, Panel, Prose, Scene
from pyconv.pictures.views.same_padding.formulas import formulas, letter
from pyconv.pictures.views.same_padding.setup import Rules
from pyconv.spec import ConvSpec
from pyconv.terms import placements, untouched

OUTPUT_ROW = 1.35
"""The row of the outputs, below that of the input cells."""


def scene(shown: Rules, language: str) -> Scene:
    """Return the line of cells of each rule, one above the other and aligned."""
    pairs = [spec.padding[0] for spec in shown.specs.values()]
    size = shown.same.input_size[0]
    columns = (-max(before for before, _ in pairs), size + max(after for _, after in pairs))
    panels: list[Panel] = [_line(rule, spec, columns, language) for rule, spec in shown.specs.items()]
    if "pytorch" not in shown.specs:
        panels.insert(2, _absent(shown, language))
    return Scene(
        tuple(panels),
        tuple(f"same-out:{out}" for out in range(shown.same.outputs)),
        " ".join(_compared(shown, language)),
        formulas(shown.specs, language),
    )


def _line(rule: str, spec: ConvSpec, columns: tuple[float, float], language: str) -> Grid:
    """Return the padded input of one rule, and under the middle of each window its output."""
    (before, after), size = spec.padding[0], spec.input_size[0]
    alone = set(untouched(spec).tolist())
    cells = []
    for column in range(-before, size + after):
        if 0 <= column < size:
            marks = (Mark.UNTOUCHED,) if column in alone else ()
            cells.append(Cell(f"{rule}-in:{column}", Kind.INPUT, str(column), 0, column, marks=marks))
        else:
            cells.append(Cell(f"{rule}-pad:{column + before}", Kind.PADDING, signed(column), 0, column))
    outputs = [
        Cell(
            f"{rule}-out:{out}",
            Kind.PLAIN,
            str(out),
            OUTPUT_ROW,
            window_of(spec, out) + (spec.span[0] - 1) / 2,
            form=Form.NODE,
        )
        for out in range(spec.outputs)
    ]
    title = say(
        language,
        "same-padding.line",
        count=spec.outputs,
        rule=name_of(rule, spec, language),
        before=before,
        after=after,
    )
    return Grid(rule, title, "", (tuple(cells), tuple(outputs)), wide=True, columns=columns)


def name_of(rule: str, spec: ConvSpec, language: str) -> str:
    """Return the name of a rule, which counts the holes of a dilated kernel."""
    return say(language, f"same-padding.{rule}", letter=letter(spec))


def window_of(spec: ConvSpec, out: int) -> int:
    """Return the column in which the window of an output begins; padding counts below 0."""
    return int(placements(spec)[out * spec.taps, 0]) - spec.padding[0][0]


def _absent(shown: Rules, language: str) -> Prose:
    """Return why PyTorch has no row, and what stands for it."""
    before, after = shown.same.padding[0]
    words = say(
        language, "same-padding.pytorch-absent", stride=shown.same.stride[0], before=before, after=after
    )
    return Prose("pytorch", say(language, "same-padding.pytorch"), f"<p>{escape(words)}</p>")


def _compared(shown: Rules, language: str) -> list[str]:
    """Return where the rules disagree, with the numbers."""
    same, half = shown.same, shown.half
    more = half.outputs - same.outputs
    earlier, spare = (ours - theirs for ours, theirs in zip(half.padding[0], same.padding[0], strict=True))

    def told(what: str, count: int, **numbers: object) -> str:
        return say(language, f"same-padding.{what}", letter=letter(half), count=count, **numbers)

    sentences = []
    if more:
        sentences.append(told("more", more, half=half.outputs, same=same.outputs))
    if earlier:
        begins = {"half": signed(window_of(half, 0)), "same": signed(window_of(same, 0))}
        sentences.append(told("earlier", earlier, **begins))
    if not (more or earlier):
        sentences.append(told("agree", same.outputs))
        sentences += [told("spare", spare)] if spare else []
    total = sum(same.padding[0])
    sentences.append(say(language, f"same-padding.lower-{'differs' if total % 2 else 'agrees'}", total=total))
    if "pytorch" in shown.specs:
        sentences.append(say(language, "same-padding.pytorch-agrees"))
    return sentences
