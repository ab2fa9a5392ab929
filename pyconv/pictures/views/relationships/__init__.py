"""The guide's fifteen relationships, told of one setting: which apply, and why the others do not."""

from html import escape
from typing import NamedTuple

import numpy as np

from pyconv.expressions import row
from pyconv.formulas import mathml
from pyconv.messages import say
from pyconv.ops import transposed_conv
from pyconv.pictures import keys
from pyconv.pictures.controls import Choice, Condition, Integer
from pyconv.pictures.model import Focus, Prose, Scene
from pyconv.pictures.settings import Controls
from pyconv.pictures.view import View
from pyconv.pictures.words import table
from pyconv.relationships import Relationship, relationship, relationships
from pyconv.spec import ConvSpec
from pyconv.terms import distinct, placements
from pyconv.transposed import TransposedSpec

OWN = ("own-convolution", "own-pooling", "own-transposed")
"""The presets that leave the numbers to the reader."""

SEVEN = {
    "no_padding_no_strides": (4, 3, 1, 0),
    "arbitrary_padding_no_strides": (5, 4, 1, 2),
    "same_padding_no_strides": (5, 3, 1, 1),
    "full_padding_no_strides": (5, 3, 1, 2),
    "no_padding_strides": (5, 3, 2, 0),
    "padding_strides": (5, 3, 2, 1),
    "padding_strides_odd": (6, 3, 2, 1),
}
"""The guide's animations of a convolution without dilation: i, k, s and p along both axes."""

TRANSPOSED = "_transposed"
"""What the name of an animation ends with if it shows the transpose of one of the seven."""

DILATION = (7, 3, 1, 0, 2)
"""The guide's animation "dilation": i, k, s, p and d."""

PRESETS = (*OWN, *SEVEN, *(name + TRANSPOSED for name in SEVEN), "dilation")

_OWN = Condition("preset", OWN)


class Settings(Controls):
    """What a reader can change."""

    preset = Choice(PRESETS, "own-convolution")
    input = Integer(1, 16, (5,), when=_OWN)
    kernel = Integer(1, 7, (3,), when=_OWN)
    stride = Integer(1, 5, (2,), when=_OWN)
    padding = Integer(0, 8, (1,), when=_OWN)
    dilation = Integer(1, 4, (1,), when=_OWN)
    output_padding = Integer(0, 4, (0,), when=Condition("preset", ("own-transposed",)))


class Told(NamedTuple):
    """A geometry along one axis, which stands for both, and what the fifteen say of it."""

    spec: ConvSpec | TransposedSpec
    pooling: bool
    told: tuple[Relationship, ...]
    counted: int


def prepare(chosen: Settings) -> Told:
    """Return what the fifteen say of the settings, and the size as it is counted.

    Raises:
        ConvError: the settings define no convolution.
    """
    preset = chosen.preset
    spec = _own(chosen) if preset in OWN else shown_in_the_guide(preset)
    pooling = preset == "own-pooling"
    return Told(spec, pooling, relationships(spec, pooling=pooling), counted(spec))


def _own(chosen: Settings) -> ConvSpec | TransposedSpec:
    i, k, s, p, d = chosen.input, chosen.kernel, chosen.stride, (chosen.padding,), chosen.dilation
    if chosen.preset == "own-transposed":
        added = chosen.output_padding
        return TransposedSpec(i, k, stride=s, padding=p, dilation=d, output_padding=added)
    return ConvSpec(i, k, stride=s, padding=p, dilation=d)


def shown_in_the_guide(preset: str) -> ConvSpec | TransposedSpec:
    """Return the geometry of one of the guide's animations."""
    if preset == "dilation":
        i, k, s, p, d = DILATION
        return ConvSpec(i, k, stride=s, padding=(p,), dilation=d)
    i, k, s, p = SEVEN[preset.removesuffix(TRANSPOSED)]
    direct = ConvSpec(i, k, stride=s, padding=(p,))
    if not preset.endswith(TRANSPOSED):
        return direct
    return TransposedSpec(direct.output_size, k, stride=s, padding=(p,), output_shape=direct.input_size)


def counted(spec: ConvSpec | TransposedSpec) -> int:
    """Return the size of the output along one axis without a formula.

    A convolution's windows are counted; a transposed one is carried out, and its result measured.
    """
    if isinstance(spec, ConvSpec):
        return len(distinct(placements(spec)[:, 2]))
    result = transposed_conv(
        np.ones(spec.input_size, dtype=np.int64),
        np.ones(spec.kernel_size, dtype=np.int64),
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        output_padding=spec.output_padding,
    )
    return len(result)


def scene(shown: Told, language: str) -> Scene:
    """Return the settings, and the fifteen in a table."""
    spec = shown.spec
    names = {"i": "i′", "o": "o′"} if isinstance(spec, TransposedSpec) else {"i": "i", "o": "o"}
    ((before, _),) = spec.padding
    numbers = {names["i"]: spec.input_size[0], "k": spec.kernel_size[0], "s": spec.stride[0], "p": before}
    numbers["d"] = spec.dilation[0]
    if isinstance(spec, TransposedSpec):
        numbers["a"] = spec.output_padding[0]
    listed = ", ".join(f"<i>{letter}</i> = {number}" for letter, number in numbers.items())
    kind = "pooling" if shown.pooling else "transposed" if isinstance(spec, TransposedSpec) else "direct"
    most = relationship(spec, pooling=shown.pooling)
    applying = sum(each.applies for each in shown.told)
    words = say(
        language,
        f"relationships.counted-{kind}",
        count=shown.counted,
        size=spec.output_size[0],
    )
    head = f"<p>{escape(say(language, f'relationships.kind-{kind}'))}: {listed}</p>"
    return Scene(
        panels=(
            Prose("settings", "", f'{head}<p class="pc-check">{escape(words)}</p>'),
            Prose("table", say(language, "relationships.table"), _table(shown, most, language)),
        ),
        steps=(),
        summary=say(
            language,
            "relationships.apply",
            count=applying,
            number=most.number,
        ),
        formula="",
    )


def _table(shown: Told, most: Relationship, language: str) -> str:
    heads = [say(language, f"relationships.{head}") for head in ("number", "applies", "letters", "result")]
    lines = (_line(each, each.number == most.number, language) for each in shown.told)
    return table(heads, lines, "pc-table", reachable=True)


def _line(each: Relationship, chosen: bool, language: str) -> str:  # noqa: FBT001 - private, of one call
    letters = mathml(row(each.output_letter, "=", each.letters))
    holds = escape(say(language, f"relationships.{'yes' if each.applies else 'no'}"))
    if each.failing:
        said = escape(each.failing.message(language, axes={0: say(language, "relationships.axis")}))
    else:
        (numbers,), (result,) = each.numbers, each.result
        parts = [numbers, result] if numbers != result else [result]
        said = mathml(row(each.output_letter, *(piece for part in parts for piece in ("=", part))))
    if chosen:
        said += f" · {escape(say(language, 'relationships.most'))}"
    kind = "pc-most" if chosen else "pc-holds" if each.applies else "pc-fails"
    sign = "✓" if each.applies else "✗"
    return (
        f'<tr class="{kind}"><th scope="row">{each.number}</th>'
        f"<td>{sign}\N{NO-BREAK SPACE}{holds}</td><td>{letters}</td><td>{said}</td></tr>"
    )


def focus(shown: Told, key: str, language: str) -> Focus:
    """Refuse: a table has no cells that are connected to anything.

    Raises:
        ConvError: always.
    """
    del shown, language
    raise keys.unknown(key)


VIEW = View("relationships", Settings, prepare, scene, focus)
