"""What a layer learns from: the gradient of its output, carried back to its weights and to its input.

A gradient is drawn where that to which it belongs has its cells: that of weight 2 is another `tap:2`.
"""

from typing import NamedTuple

from pyconv.gradients import weight_gradient
from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.controls import Choice, Condition, Edits, Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, NO_HUE, Box, Cell, Focus, Grid, Kind, Scene, map_cells
from pyconv.pictures.parts import maps, transposition
from pyconv.pictures.parts.connections import MOST_SPOKEN_TAPS, result_text
from pyconv.pictures.parts.convolution import (
    AXES,
    EDGES,
    HEIGHT_WIDTH,
    Convolution,
    Plane,
    Valued,
    cell_keys,
    convolved,
    edited,
    geometry,
    place_text,
    size_text,
)
from pyconv.pictures.parts.transposition import Transposition, transposed
from pyconv.pictures.parts.volumes import window_frames
from pyconv.pictures.presets import INPUTS, KERNELS
from pyconv.pictures.view import View
from pyconv.pictures.words import Said, chip, factor, named, summed, told
from pyconv.spec import ConvSpec
from pyconv.terms import placements


class Settings(Valued, Plane):
    """What a reader can change."""

    toward = Choice(("weights", "input"), "weights")
    input = Integers(1, 8, (4, 4), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 4, (2, 2), HEIGHT_WIDTH, "both")
    stride = Integers(1, 4, (1, 1), AXES, "both")
    amounts = Integers(0, 3, (1, 1, 1, 1), EDGES, "all-sides", when=Condition("padding", ("explicit",)))
    dilation = Integers(1, 3, (1, 1), AXES, "both")
    kernel_values = Choice(tuple(KERNELS), "counting", fills="kernel")
    input_values = Choice(tuple(INPUTS), "random", fills="input")
    gradient_values = Choice(("mixed", "ones", "identity"), "mixed", fills="gradient")
    edits = Edits(("input", "kernel", "gradient"))
    prominent = ("toward", "input", "kernel", "stride", "padding", "amounts", "gradient_values")


class Gradients(NamedTuple):
    """A layer, the gradient of its output, and what comes of it.

    Attributes:
        layer: the layer with its values.
        to_weights: the gradient to the kernel.
        back: the gradient of the output with that of the input, which is its transposed convolution.
        toward_input: whether it is the gradient of the input that is shown.
    """

    layer: Convolution
    to_weights: Rationals
    back: Transposition
    toward_input: bool

    @property
    def spec(self) -> ConvSpec:
        """The geometry of the layer."""
        return self.layer.spec

    @property
    def given(self) -> Rationals:
        """The gradient of the output."""
        return self.back.given

    @property
    def to_bias(self) -> Rationals:
        """The gradient to the bias, one number."""
        return Rationals(self.given.numerators.astype(object).sum(keepdims=True), self.given.denominator)


def prepare(chosen: Settings) -> Gradients:
    """Return the gradients of the layer that the reader set up.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(chosen)
    x, kernel = chosen.map_of(spec.input_size), chosen.kernel_of(spec.kernel_size)
    values = KERNELS[chosen.gradient_values](*spec.output_size)
    given = edited(values, chosen.edits["gradient"])
    sums = weight_gradient(
        x.numerators,
        given.numerators,
        spec.kernel_size,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
    )
    return Gradients(
        convolved(spec, x, kernel),
        Rationals(sums, x.denominator * given.denominator),
        transposed(spec, given, kernel),
        chosen.toward == "input",
    )


def scene(shown: Gradients, language: str) -> Scene:
    """Return what meets what, and the gradient that comes of it; a step for each of its cells."""
    spec = shown.spec
    gradient = Grid(
        "gradient",
        say(language, "gradients.output", size=size_text(spec.output_size)),
        "" if shown.toward_input else "⋆",
        map_cells(
            "out",
            Kind.INPUT,
            exact.texts(shown.given, language, exact=True),
            spec.output_size[1],
            editable=True,
        ),
    )
    if shown.toward_input:
        panels: tuple[Grid, ...] = (
            gradient,
            maps.kernel_grid(shown.layer, language)._replace(sign="∗"),
            Grid(
                "result",
                say(language, "gradients.input", size=size_text(spec.input_size)),
                "=",
                map_cells("in", Kind.OUTPUT, exact.texts(shown.back.result, language), spec.input_size[1]),
            ),
        )
        steps = tuple(f"in:{flat}" for flat in range(spec.inputs))
    else:
        panels = (
            maps.input_grid(shown.layer, language),
            gradient,
            Grid(
                "weights",
                say(language, "gradients.weights", size=size_text(spec.kernel_size)),
                "=",
                map_cells("tap", Kind.OUTPUT, exact.texts(shown.to_weights, language), spec.kernel_size[1]),
            ),
            _bias(shown, language),
        )
        steps = (*(f"tap:{flat}" for flat in range(spec.taps)), "bias:0")
    return Scene(panels, steps, _summary(shown, language), "")


def _bias(shown: Gradients, language: str) -> Grid:
    (text,) = exact.texts(shown.to_bias, language)
    return Grid("bias", say(language, "gradients.bias"), "", ((Cell("bias:0", Kind.OUTPUT, text, 0, 0),),))


def _summary(shown: Gradients, language: str) -> str:
    spec = shown.spec
    if shown.toward_input:
        return say(language, "gradients.summary-input")
    apart = "apart" if max(spec.stride) > 1 else "together"
    return say(
        language,
        f"gradients.summary-{apart}",
        stride=size_text(spec.stride),
        count=spec.outputs,
        taps=spec.taps,
    )


def focus(shown: Gradients, key: str, language: str) -> Focus:
    """Return what a cell, a weight or the bias is connected to.

    Raises:
        ConvError: there is none of them.
    """
    spec = shown.spec
    if shown.toward_input:
        return transposition.focus(shown.back, key, language)
    names = cell_keys(spec)
    counts = {"tap": (spec.taps,), "out": (spec.outputs,), "in": (spec.inputs,), "bias": (1,)}
    kind, (flat,) = keys.read(key, counts | {"pad": (len(names),)})
    if kind == "tap":
        return _weight_focus(shown, flat, language)
    if kind == "bias":
        return _bias_focus(shown, language)
    if kind == "out":
        return _output_focus(shown, flat, language)
    if key not in names:
        raise keys.unknown(key)
    return _cell_focus(shown, key, language)


def _weight_focus(shown: Gradients, tap: int, language: str) -> Focus:
    """Return the cells that a weight met, each with the gradient of the output in which it did."""
    spec, names, key = shown.spec, cell_keys(shown.spec), f"tap:{tap}"
    met = placements(spec)
    met = met[met[:, 1] == tap]
    values = exact.texts(shown.layer.padded, language, exact=True, places=met[:, 0].tolist())
    gradients = exact.texts(shown.given, language, exact=True)
    lit, notes, products = {key: tap % HUES}, {}, []
    for (place, _, out), value in zip(met.tolist(), values, strict=True):
        lit |= {names[place]: tap % HUES, f"out:{out}": tap % HUES}
        notes[names[place]] = gradients[out]
        products.append(chip(f"{factor(gradients[out])}·{factor(value)}", f"out:{out}", tap))
    place = place_text(tap, spec.kernel_size, language)
    title = named(say(language, "gradients.focus-weight", place=place))
    said = _sum(title, products, result_text(shown.to_weights, tap, language), language)
    return told(key, lit, said, notes=notes, boxes=(_frame(spec, tap),))


def _frame(spec: ConvSpec, tap: int) -> Box:
    """Return the frame of the cells that a weight meets, in the input with its padding."""
    sides = [
        (at * dilation - before, stride * (outputs - 1) + 1)
        for at, dilation, (before, _), stride, outputs in zip(
            divmod(tap, spec.kernel_size[1]),
            spec.dilation,
            spec.padding,
            spec.stride,
            spec.output_size,
            strict=True,
        )
    ]
    (top, height), (left, width) = sides
    return Box("input", top, left, height, width)


def _bias_focus(shown: Gradients, language: str) -> Focus:
    """Return the sum of the gradients of all outputs."""
    outs = [f"out:{out}" for out in range(shown.spec.outputs)]
    gradients = exact.texts(shown.given, language, exact=True)
    parts = [
        Said(f'<span class="pc-term" data-key="{out}">{factor(text)}</span>', factor(text))
        for out, text in zip(outs, gradients, strict=True)
    ]
    title = named(say(language, "gradients.focus-bias"))
    said = _sum(title, parts, result_text(shown.to_bias, 0, language), language)
    return told("bias:0", dict.fromkeys(("bias:0", *outs), NO_HUE), said)


def _output_focus(shown: Gradients, out: int, language: str) -> Focus:
    """Return the window of an output cell, of which its gradient adds a multiple."""
    spec, names, key = shown.spec, cell_keys(shown.spec), f"out:{out}"
    lit = {key: NO_HUE, "bias:0": NO_HUE}
    for place, tap, _ in placements(spec)[out * spec.taps : (out + 1) * spec.taps].tolist():
        lit |= {names[place]: tap % HUES, f"tap:{tap}": tap % HUES}
    (value,) = exact.texts(shown.given, language, exact=True, places=[out])
    place = place_text(out, spec.output_size, language)
    words = say(language, "gradients.focus-output", place=place, value=value)
    return told(key, lit, words, boxes=window_frames(spec, out))


def _cell_focus(shown: Gradients, key: str, language: str) -> Focus:
    """Return the weights that a cell meets, each in another output."""
    spec, place = shown.spec, cell_keys(shown.spec).index(key)
    met = placements(spec)
    met = met[met[:, 0] == place]
    gradients = exact.texts(shown.given, language, exact=True)
    lit, notes = {key: NO_HUE}, {}
    for _, tap, out in met.tolist():
        lit |= {f"tap:{tap}": tap % HUES, f"out:{out}": tap % HUES}
        notes[f"tap:{tap}"] = gradients[out]
    (value,) = exact.texts(shown.layer.padded, language, exact=True, places=[place])
    if key.startswith("pad:"):
        words = say(language, "gradients.focus-padding", count=len(met), value=value)
    else:
        where = place_text(int(key.removeprefix("in:")), spec.input_size, language)
        words = say(language, "gradients.focus-cell", count=len(met), place=where, value=value)
    return told(key, lit, words, notes=notes)


def _sum(title: Said, parts: list[Said], result: str, language: str) -> Said:
    """Return a sum with its title; a long one is not read aloud whole."""
    added = summed(parts, result)
    spoken = added.spoken
    if len(parts) > MOST_SPOKEN_TAPS:
        spoken = say(language, "sliding-filter.say-result", taps=len(parts), result=result)
    return Said(f"{title.html} = {added.html}", f"{title.spoken}: {spoken}")


VIEW = View("gradients", Settings, prepare, scene, focus)
