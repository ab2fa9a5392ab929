"""Another size than that of the layer: the rule behind it, and the layers that do have it."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from pyconv.errors import ConvError
from pyconv.formulas import mathml
from pyconv.inverses import settings_that_give
from pyconv.messages import say
from pyconv.pictures.model import Prose
from pyconv.pictures.size_controls import written
from pyconv.pictures.views.layer_size import answers
from pyconv.pictures.views.layer_size.rules import rules_for
from pyconv.pictures.views.layer_size.setup import Layer
from pyconv.pictures.words import table
from pyconv.pooling import PoolingSpec

MOST = 6
"""So many layers are offered."""

COLUMNS = ("kernel", "stride", "padding", "dilation", "output_padding")


def panels(shown: Layer, language: str) -> Iterator[Prose]:
    """Return why the layer has not the size that was expected, and which layers do; nothing if none was."""
    if not shown.expected:
        return
    size = answers.by_axis(shown.expected, language)
    yield Prose("why", say(language, "layer-size.why", size=size), _why(shown, language))
    title = say(
        language,
        "layer-size.others",
        size=size,
        input=answers.by_axis(shown.spec.input_size, language),
    )
    yield Prose("others", title, _others(shown, language))


def _why(shown: Layer, language: str) -> str:
    if shown.expected == shown.spec.output_size:
        return f"<p>{escape(say(language, 'layer-size.as-expected'))}</p>"
    found = rules_for(shown.spec, shown.expected)
    if not found:
        return f"<p>{escape(say(language, 'layer-size.no-rule'))}</p>"
    told = []
    for rule in found:
        told.append(f"<p>{escape(say(language, f'layer-size.rule-{rule.name}'))}</p>")
        told += [f"<p>{mathml(formula)}</p>" for formula in rule.formulas]
    return "".join(told)


def _others(shown: Layer, language: str) -> str:
    found = list(_suitable(shown))[:MOST]
    if not found:
        return f"<p>{escape(say(language, 'layer-size.no-others'))}</p>"
    columns = [
        name for name in COLUMNS if name in {"kernel", "stride"} or any(name in each for each in found)
    ]
    names = ("take-head", *(f"head-{name}" for name in columns), "layer-kind")
    heads = [say(language, f"layer-size.{name}") for name in names]
    rows = (_line(each, columns, language) for each in found)
    return table(heads, rows, "pc-counts")


def _suitable(shown: Layer) -> Iterator[dict[str, Any]]:
    """Return settings of layers of the reader's kind that have the size, or of those nearest to it."""
    spec = shown.spec
    pooling = isinstance(spec, PoolingSpec)
    for settings in settings_that_give(spec.input_size, shown.expected, most=4 * MOST):
        named = {"kernel": settings.pop("kernel_size"), "stride": 1, **settings}
        back = named.pop("transposed", False)
        named["kind"] = "transposed" if back else "convolution"
        if pooling and not back:
            try:
                PoolingSpec(spec.input_size, named["kernel"], **settings)
            except ConvError:
                continue
            named["kind"] = shown.kind
        yield named


def _line(settings: Mapping[str, Any], columns: list[str], language: str) -> str:
    kind = say(language, f"options.layer_kind.{settings['kind']}")
    values = [written(settings.get(name, {"dilation": 1}.get(name, 0))) for name in columns]
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    said = ", ".join(
        f"{say(language, f'layer-size.head-{name}')} {value}"
        for name, value in zip(columns, values, strict=True)
    )
    label = f"{say(language, 'layer-size.take')}: {kind}, {said}"
    taken = escape(json.dumps(_taken(settings)))
    button = (
        f'<button type="button" data-does="take" data-takes="{taken}" aria-label="{escape(label)}">'
        f"{escape(say(language, 'layer-size.take'))}</button>"
    )
    return f'<tr><th scope="row">{button}</th>{cells}<td>{escape(kind)}</td></tr>'


def _taken(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return what the controls hold when a layer is taken over: all that makes its size."""
    padding = settings.get("padding", 0)
    return {
        "kind": settings["kind"],
        "kernel": written(settings["kernel"]),
        "stride": written(settings["stride"]),
        "padding": "explicit" if padding else "valid",
        "amounts": written(padding),
        "dilation": written(settings.get("dilation", 1)),
        "output_padding": written(settings.get("output_padding", 0)),
        "output_shape": "",
        "rounding": "floor",
    }
