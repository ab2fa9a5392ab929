"""SAME padding along one axis, from the formula to the cells, beside what else goes by that name."""

from html import escape
from typing import Any, NamedTuple

from pyconv.arithmetic import same_padding
from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.controls import Integer
from pyconv.pictures.model import HUES, NO_HUE, Box, Cell, Focus, Form, Grid, Kind, Mark, Panel, Prose, Scene
from pyconv.pictures.settings import Controls
from pyconv.pictures.views.same_padding.formulas import formulas, letter
from pyconv.pictures.words import joined, named, told
from pyconv.spec import ConvSpec
from pyconv.terms import placements, untouched


class Settings(Controls):
    """What a reader can change."""

    input = Integer(1, 16, (6,))
    kernel = Integer(1, 7, (3,))
    stride = Integer(1, 4, (2,))
    dilation = Integer(1, 3, (1,))


OUTPUT_ROW = 1.35
"""The row of the outputs, below that of the input cells."""


class Rules(NamedTuple):
    """The geometry that each rule makes of the same numbers: there may be none in PyTorch."""

    specs: dict[str, ConvSpec]

    @property
    def same(self) -> ConvSpec:
        """Return what TensorFlow's SAME makes of them."""
        return self.specs["same"]

    @property
    def half(self) -> ConvSpec:
        """Return what half the kernel on each side makes of them."""
        return self.specs["half"]


def prepare(chosen: Settings) -> Rules:
    """Return the geometry of every rule.

    Raises:
        ConvError: the settings define no convolution.
    """
    size, kernel, dilation = chosen.input, chosen.kernel, chosen.dilation

    def made(padding: Any) -> ConvSpec:
        return ConvSpec(size, kernel, stride=chosen.stride, padding=padding, dilation=dilation)

    specs = {"same": made("same"), "lower": made("same_lower")}
    if chosen.stride == 1:
        # The total is d(k - 1), the smaller half before: SAME where the stride is 1.
        specs["pytorch"] = made([same_padding(size, kernel, dilation=dilation)])
    specs["half"] = made("half")
    return Rules(specs)


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
            cells.append(Cell(f"{rule}-pad:{column + before}", Kind.PADDING, _signed(column), 0, column))
    outputs = [
        Cell(
            f"{rule}-out:{out}",
            Kind.PLAIN,
            str(out),
            OUTPUT_ROW,
            _window(spec, out) + (spec.span[0] - 1) / 2,
            form=Form.NODE,
        )
        for out in range(spec.outputs)
    ]
    title = say(
        language,
        "same-padding.line",
        count=spec.outputs,
        rule=_name(rule, spec, language),
        before=before,
        after=after,
    )
    return Grid(rule, title, "", (tuple(cells), tuple(outputs)), wide=True, columns=columns)


def _name(rule: str, spec: ConvSpec, language: str) -> str:
    """Return the name of a rule, which counts the holes of a dilated kernel."""
    return say(language, f"same-padding.{rule}", letter=letter(spec))


def _window(spec: ConvSpec, out: int) -> int:
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
        begins = {"half": _signed(_window(half, 0)), "same": _signed(_window(same, 0))}
        sentences.append(told("earlier", earlier, **begins))
    if not (more or earlier):
        sentences.append(told("agree", same.outputs))
        sentences += [told("spare", spare)] if spare else []
    total = sum(same.padding[0])
    sentences.append(say(language, f"same-padding.lower-{'differs' if total % 2 else 'agrees'}", total=total))
    if "pytorch" in shown.specs:
        sentences.append(say(language, "same-padding.pytorch-agrees"))
    return sentences


def _signed(number: int) -> str:
    return str(number).replace("-", "\N{MINUS SIGN}")


def focus(shown: Rules, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to, in every rule.

    Raises:
        ConvError: there is no such cell.
    """
    counts: dict[str, tuple[int, ...]] = {}
    for rule, spec in shown.specs.items():
        counts |= {
            f"{rule}-in": (spec.inputs,),
            f"{rule}-pad": (spec.padded_size[0],),
            f"{rule}-out": (spec.outputs,),
        }
    kind, (number,) = keys.read(key, counts)
    rule, _, what = kind.partition("-")
    if what == "out":
        return _output_focus(shown, key, number, language)
    if what == "in":
        return _input_focus(shown, key, number, language)
    spec = shown.specs[rule]
    if _cell(rule, spec, number) != key:
        raise keys.unknown(key)
    return _padding_focus(shown, key, rule, number, language)


def _cell(rule: str, spec: ConvSpec, place: int) -> str:
    """Return the key of a cell of the padded input."""
    column = place - spec.padding[0][0]
    return f"{rule}-in:{column}" if 0 <= column < spec.inputs else f"{rule}-pad:{place}"


def _output_focus(shown: Rules, key: str, out: int, language: str) -> Focus:
    """Return the window of one output by every rule that has it."""
    lit: dict[str, int] = {}
    boxes, sentences = [], []
    for rule, spec in shown.specs.items():
        name = _name(f"{rule}-short", spec, language)
        if out >= spec.outputs:
            sentences.append(say(language, "same-padding.no-output", rule=name, output=out))
            continue
        window = placements(spec)[out * spec.taps : (out + 1) * spec.taps].tolist()
        lit |= {_cell(rule, spec, place): tap % HUES for place, tap, _ in window}
        lit[f"{rule}-out:{out}"] = NO_HUE
        boxes.append(Box(rule, 0, _window(spec, out), 1, spec.span[0]))
        columns = [_signed(place - spec.padding[0][0]) for place, _, _ in window]
        read = ", ".join(columns)
        sentences.append(say(language, "same-padding.reads", count=spec.taps, rule=name, columns=read))
    title = named(say(language, "same-padding.output", output=out))
    return told(key, lit, joined([title, f": {'; '.join(sentences)}."]), boxes=boxes)


def _input_focus(shown: Rules, key: str, cell: int, language: str) -> Focus:
    """Return the outputs that read an input cell, by every rule."""
    lit: dict[str, int] = {}
    sentences = []
    for rule, spec in shown.specs.items():
        outs = _readers(rule, spec, cell + spec.padding[0][0], lit)
        sentences.append(_read_by(rule, spec, outs, language))
    title = say(language, "same-padding.cell", cell=cell)
    words = f"{title}: {'; '.join(sentences)}."
    return told(key, lit, words)


def _padding_focus(shown: Rules, key: str, rule: str, place: int, language: str) -> Focus:
    lit: dict[str, int] = {}
    spec = shown.specs[rule]
    outs = _readers(rule, spec, place, lit)
    words = f"{say(language, 'same-padding.zero')}: {_read_by(rule, spec, outs, language)}."
    return told(key, lit, words)


def _readers(rule: str, spec: ConvSpec, place: int, lit: dict[str, int]) -> list[int]:
    """Return the outputs that read a cell of the padded input, and light it and them."""
    lit[_cell(rule, spec, place)] = NO_HUE
    table = placements(spec)
    met = table[table[:, 0] == place]
    lit |= {f"{rule}-out:{out}": tap % HUES for _, tap, out in met.tolist()}
    outs: list[int] = met[:, 2].tolist()
    return outs


def _read_by(rule: str, spec: ConvSpec, outs: list[int], language: str) -> str:
    return say(
        language,
        "same-padding.read-by",
        count=len(outs),
        rule=_name(f"{rule}-short", spec, language),
        outputs=", ".join(map(str, outs)),
    )
