"""What a cell is connected to, by every rule."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import signed
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.views.same_padding.picture import name_of, window_of
from pyconv.pictures.views.same_padding.setup import Rules
from pyconv.pictures.words import joined, named, told
from pyconv.spec import ConvSpec
from pyconv.terms import placements


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
        name = name_of(f"{rule}-short", spec, language)
        if out >= spec.outputs:
            sentences.append(say(language, "same-padding.no-output", rule=name, output=out))
            continue
        window = placements(spec)[out * spec.taps : (out + 1) * spec.taps].tolist()
        lit |= {_cell(rule, spec, place): tap % HUES for place, tap, _ in window}
        lit[f"{rule}-out:{out}"] = NO_HUE
        boxes.append(Box(rule, 0, window_of(spec, out), 1, spec.span[0]))
        columns = [signed(place - spec.padding[0][0]) for place, _, _ in window]
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
        rule=name_of(f"{rule}-short", spec, language),
        outputs=", ".join(map(str, outs)),
    )
