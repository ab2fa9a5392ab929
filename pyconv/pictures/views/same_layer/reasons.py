"""The verdict in words: for which sizes two layers are the same, and for which not and why."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from pyconv.comparison import LayerComparison, Reason
from pyconv.messages import say
from pyconv.networks.layer import ReadLayer
from pyconv.pictures.model import Prose
from pyconv.pictures.parts.convolution import size_text
from pyconv.pictures.views.same_layer.drawing import written
from pyconv.pictures.views.same_layer.setup import Drawn, Shown
from pyconv.pictures.words import table
from pyconv.pooling import PoolingSpec

SIDES = ("first", "second")

MOST_RUNS = 8
"""Runs of sizes that a sentence lists."""


def verdict(shown: Shown, language: str) -> str:
    """Return for which sizes the layers are the same."""
    compared = shown.compared
    alike = [each.size[0] for each in compared if each.equal and None not in each.outputs]
    differing = [each.size[0] for each in compared if not each.equal]
    words = {"most": len(compared)}
    if not differing:
        return say(language, "same-layer.equal", **words)
    if not alike:
        return say(language, "same-layer.different", **words)
    return say(language, "same-layer.mixed", alike=listed(alike), differing=listed(differing))


def reasons(shown: Shown, language: str) -> Iterator[Prose]:
    """Return why they are not the same, and for which sizes neither of them makes anything."""
    grouped: dict[Reason, list[LayerComparison]] = {}
    for each in shown.compared:
        if each.reason is not None:
            grouped.setdefault(each.reason, []).append(each)
    told = [html for reason, some in grouped.items() for html in _reason(shown, reason, some, language)]
    neither = [each.size[0] for each in shown.compared if each.equal and None in each.outputs]
    if neither:
        told.append(line(say(language, "same-layer.neither", count=len(neither), sizes=listed(neither))))
    if told:
        yield Prose("why", "", "".join(told))


def _reason(shown: Shown, reason: Reason, some: Sequence[LayerComparison], language: str) -> Iterator[str]:
    sizes = [each.size[0] for each in some]
    head = say(language, "same-layer.inputs", count=len(sizes), sizes=listed(sizes))
    drawn = shown.drawn
    first = next((each for each in some if drawn and each.size[0] == drawn.size), some[0])

    def words(name: str, **values: object) -> str:
        return line(f"{head}: {say(language, f'same-layer.{name}', size=first.size[0], **values)}")

    if reason == "refused":
        taken = SIDES[first.outputs[0] is None]
        axes = {axis: say(language, f"axes.{axis}") for axis in range(3)}
        message = shown.refusals[first.size[0]].message(language, axes=axes)
        yield words(f"only-{taken}", message=message)
    elif reason == "operation":
        kinds = {name: say(language, f"same-layer.does-{_operation(layer)}")
                 for name, layer in zip(SIDES, (shown.first, shown.second), strict=True)}  # fmt: skip
        yield words("operation", **kinds)
    elif reason == "size":
        yield words(
            "size", **dict(zip(SIDES, (size_text(each or ()) for each in first.outputs), strict=True))
        )
    elif reason == "kernel":
        kernels = (size_text(layer.spec.kernel_size) for layer in (shown.first, shown.second))
        yield words("kernel", **dict(zip(SIDES, kernels, strict=True)))
    else:
        yield words("cell", cell=", ".join(map(str, first.cell or ())))
    if drawn and not drawn.sides and first.size[0] == drawn.size:
        yield _sums(drawn, language)


def _operation(layer: ReadLayer) -> str:
    return layer.spec.kind if isinstance(layer.spec, PoolingSpec) else "weights"


def line(words: str) -> str:
    """Return words as a paragraph."""
    return f"<p>{escape(words)}</p>"


def _sums(drawn: Drawn, language: str) -> str:
    """Return what the cell is in both layers."""
    rows = []
    for name, layer in zip(SIDES, drawn.layers, strict=True):
        there = drawn.out < layer.spec.output_size[drawn.axis]
        value = f"y[{drawn.out}] = {written(layer.spec, drawn.axis, drawn.out)}" if there else "–"
        head = say(language, f"same-layer.{name}", framework=framework_name(layer, language))
        rows.append(f'<tr><th scope="row">{escape(head)}</th><td><code>{escape(value)}</code></td></tr>')
    axes = drawn.layers[0].spec.axes
    heads = [
        say(language, "same-layer.line"),
        say(language, f"same-layer.along-{axes}-{drawn.axis}", cell=drawn.out),
    ]
    return table(heads, rows, "pc-counts")


def framework_name(layer: ReadLayer, language: str) -> str:
    """Return what a layer's framework is called."""
    return say(language, f"options.framework.{layer.framework}")


def listed(sizes: Sequence[int]) -> str:
    """Return sizes as a sentence lists them.

    >>> listed([2, 4, 6, 8, 10]), listed([1, 2, 3, 7]), listed([4])
    ('2, 4, 6 … 10', '1 … 3, 7', '4')
    """
    step = sizes[1] - sizes[0] if len(sizes) > 3 else 1
    if step > 1 and all(after - before == step for before, after in pairwise(sizes)):
        return (
            f"{sizes[0]}, {sizes[1]}, {sizes[2]} … {sizes[-1]}"
            if len(sizes) > 4
            else ", ".join(map(str, sizes))
        )
    runs: list[list[int]] = []
    for size in sizes:
        if runs and size == runs[-1][-1] + 1:
            runs[-1].append(size)
        else:
            runs.append([size])
    told = [f"{run[0]} … {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(told if len(told) <= MOST_RUNS else [*told[: MOST_RUNS - 2], "…", told[-1]])
