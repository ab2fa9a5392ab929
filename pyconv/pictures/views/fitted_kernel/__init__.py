"""The output is drawn and the kernel comes of it, in exact fractions, with what no kernel gives."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from pyconv.fitting import fit_kernel
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.controls import Integers
from pyconv.pictures.exact import Rationals
from pyconv.pictures.model import HUES, Cell, Focus, Grid, Kind, Mark, Scene, in_rows
from pyconv.pictures.parts import connections, maps, targets
from pyconv.pictures.parts.convolution import (
    HEIGHT_WIDTH,
    Convolution,
    convolved,
    geometry,
    place_text,
    size_text,
    weight_texts,
)
from pyconv.pictures.parts.targets import Targeted
from pyconv.pictures.view import View
from pyconv.pictures.words import joined, retold, said_of

LONGEST = 12
"""Characters of a weight with which a sum is written out."""


class Settings(Targeted):
    """What a reader can change."""

    input = Integers(1, 8, (5, 5), HEIGHT_WIDTH, "both")
    kernel = Integers(1, 3, (2, 2), HEIGHT_WIDTH, "both")
    prominent = ("hidden", "input", "kernel", "stride", "padding", "amounts", "input_values")


class Fitted(NamedTuple):
    """The layer with the kernel that was found.

    Attributes:
        layer: it, with the output that it gives.
        wanted: the output asked for.
        missed: what was asked for less what it gives.
        determined: by weight, whether the output asked for leaves it no choice.
        free: in how many directions the kernel could move and come as near.
    """

    layer: Convolution
    wanted: Rationals
    missed: Rationals
    determined: list[bool]
    free: int


def prepare(chosen: Settings) -> Fitted:
    """Return the kernel that comes nearest to the output that the reader drew.

    Raises:
        ConvError: the settings define no convolution.
    """
    spec = geometry(chosen)
    x = chosen.map_of(spec.input_size)
    wanted = chosen.target(spec, x)
    # The kernel is that of the numerators, over the denominator that the input has too much.
    found = fit_kernel(
        x.numerators,
        wanted.numerators,
        spec.kernel_size,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
    )
    kernel = exact.of_fractions(found.kernel * Fraction(x.denominator, wanted.denominator))
    missed = exact.of_fractions(found.residuals / wanted.denominator)
    return Fitted(convolved(spec, x, kernel), wanted, missed, found.determined.ravel().tolist(), found.free)


def scene(shown: Fitted, language: str) -> Scene:
    """Return the layer, and below it what is asked for beside what is missed; a step for each output."""
    spec = shown.layer.spec
    missed = targets.fractions_of(shown.missed, language)
    refusing = np.flatnonzero(shown.missed.numerators)
    return Scene(
        (
            maps.input_grid(shown.layer, language),
            _kernel(shown, language),
            targets.made_grid(
                spec,
                "output",
                say(language, "fitted-kernel.output", size=size_text(spec.output_size)),
                "=",
                targets.fractions_of(shown.layer.output, language),
            ),
            targets.target_grid(spec, shown.wanted, language),
            targets.made_grid(
                spec,
                "missed",
                say(language, "fitted-kernel.missed"),
                "",
                missed,
                marks=lambda out: (Mark.FIRES,) if out in refusing else (Mark.ZERO,),
            ),
        ),
        tuple(f"out:{out}" for out in range(spec.outputs)),
        _summary(shown, language),
        "",
    )


def _kernel(shown: Fitted, language: str) -> Grid:
    """Return the kernel that was found; weights that could be others are hatched."""
    spec = shown.layer.spec
    cells = [
        Cell(
            f"tap:{tap}",
            Kind.TAP,
            text,
            *divmod(tap, spec.kernel_size[1]),
            hue=tap % HUES,
            marks=() if known else (Mark.UNTOUCHED,),
        )
        for tap, (text, known) in enumerate(
            zip(targets.fractions_of(shown.layer.kernel, language), shown.determined, strict=True)
        )
    ]
    title = say(language, "fitted-kernel.kernel", size=size_text(spec.kernel_size))
    return Grid("kernel", title, "⋆", in_rows(cells, spec.kernel_size[1]))


def _summary(shown: Fitted, language: str) -> str:
    spec, missed = shown.layer.spec, shown.missed
    squares = sum(missed.fraction(out) ** 2 for out in range(spec.outputs))
    said = [
        say(
            language,
            "fitted-kernel.refuse",
            count=int(np.count_nonzero(missed.numerators)),
            outputs=spec.outputs,
            squares=targets.value_text(Fraction(squares), language),
        )
    ]
    if shown.free:
        said.append(
            say(language, "fitted-kernel.free", count=shown.free, equations=spec.outputs, taps=spec.taps)
        )
    return " ".join(said)


def focus(shown: Fitted, key: str, language: str) -> Focus:
    """Return what a cell or a weight is connected to, and how near an output comes to what is asked for.

    Raises:
        ConvError: there is none of them.
    """
    spec = shown.layer.spec
    written = max(map(len, weight_texts(shown.layer, language))) <= LONGEST
    layer = shown.layer if written else targets.to_two_decimals(shown.layer)
    found = connections.focus(layer, key, language)
    kind, _, number = key.partition(":")
    if kind == "tap":
        tap = int(number)
        words = say(
            language,
            "fitted-kernel.weight" if shown.determined[tap] else "fitted-kernel.weight-free",
            place=place_text(tap, spec.kernel_size, language),
            value=targets.value_text(shown.layer.kernel.fraction(tap), language),
        )
        return retold(found, words)
    if kind == "out":
        out = int(number)
        missed = shown.missed.fraction(out)
        words = say(
            language,
            "fitted-kernel.short" if missed else "fitted-kernel.met",
            wanted=targets.value_text(shown.wanted.fraction(out), language),
            missed=targets.value_text(missed, language),
        )
        return retold(
            found, joined([said_of(found) if written else targets.about(layer, out, language), ". ", words])
        )
    return found


VIEW = View("fitted-kernel", Settings, prepare, scene, focus)
