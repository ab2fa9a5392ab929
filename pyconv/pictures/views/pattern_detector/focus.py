"""What a cell of the picture of both detectors is connected to."""

import re
from html import escape, unescape

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.parts.connections import factor
from pyconv.pictures.views.pattern_detector.setup import FILTER, PATTERN, Detectors, drop, text, verdict
from pyconv.terms import terms

_MARK = re.compile("<[^>]*>")


def focus(shown: Detectors, key: str, language: str) -> Focus:
    """Return what a cell of the picture is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    kind, _, number = key.partition(":")
    inputs, outputs = shown.spec.inputs, shown.spec.outputs
    limits = {
        "in": inputs, "weight": inputs, "slot": inputs, "out": outputs, "tap": len(FILTER), "unit": 1,
        "max": 1, "pattern": len(shown.places),
    }  # fmt: skip
    captions = {f"caption:{name}" for name in ("dense", "unit", "filter", "maximum")}
    if key in captions:
        words = say(language, "pattern-detector.focus-caption")
        return Focus(key, {}, {}, (), escape(words), words)
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if not 0 <= at < limits.get(kind, 0) or str(at) != number:
        raise ConvError("unknown-cell", field=key[:24], value=key[:24])
    match kind:
        case "in":
            return _pixel_focus(shown, at, language)
        case "weight":
            return _weight_focus(shown, at, language)
        case "slot":
            # Where the filter stands if the cell is in its middle.
            window = _window_focus(shown, int(drop(shown, at)), language)
            return window._replace(key=key, lit=window.lit | {key: window.lit.get(key, NO_HUE)})
        case "out":
            return _window_focus(shown, at, language)
        case "tap":
            return _tap_focus(shown, at, language)
        case "unit":
            return _unit_focus(shown, language)
        case "max":
            return _maximum_focus(shown, language)
    place = shown.places[at]
    cells = {f"in:{cell}": NO_HUE for cell in range(place, place + len(PATTERN))}
    words = say(language, "pattern-detector.focus-pattern", place=place)
    return Focus(key, cells | {key: NO_HUE}, {}, (), escape(words), words)


def _product(tap: int, weight: int, pixel: int, language: str) -> str:
    weight_text = factor(text(weight, language))
    return f'<span class="pc-term pc-hue-{tap % HUES}" data-key="tap:{tap}">{weight_text}·{pixel}</span>'


def _window_focus(shown: Detectors, place: int, language: str) -> Focus:
    """Return one window of the filter, with its sum written out."""
    table = terms(shown.spec)
    lit, placed, products = {f"out:{place}": NO_HUE}, {}, []
    for cell, tap, _ in table[table[:, 2] == place].tolist():
        lit |= {f"{name}:{at}": tap % HUES for name, at in (("in", cell), ("slot", cell), ("tap", tap))}
        placed[f"slot:{cell}"] = text(FILTER[tap], language)
        products.append(_product(tap, FILTER[tap], shown.pixels[cell], language))
    title = say(language, "pattern-detector.focus-window", place=place)
    told = _result(verdict(shown, shown.activations[place], language))
    words = f'<b class="pc-what">{escape(title)}</b> = {" + ".join(products)} {told}'
    box = Box("line", 0, place, 1, len(PATTERN))
    return Focus(f"out:{place}", lit, {}, (box,), words, _spoken(words), {"line": placed})


def _result(judged: str) -> str:
    """Return what a sum makes, on one line."""
    return f'<span class="pc-equals">= {escape(judged)}</span>'


def _spoken(words: str) -> str:
    """Return the same words as plain text."""
    return unescape(_MARK.sub("", words))


def _unit_focus(shown: Detectors, language: str) -> Focus:
    """Return the dense unit with its sum: the window it was fitted to, and all the rest."""
    table = terms(shown.spec)
    lit = {"unit:0": NO_HUE}
    window = dict(table[table[:, 2] == shown.fitted][:, :2].tolist())
    for at, weight in enumerate(shown.weights):
        if weight:
            lit |= {f"in:{at}": NO_HUE, f"weight:{at}": NO_HUE}
    products = [f"{factor(text(shown.weights[at], language))}·{shown.pixels[at]}" for at in window]
    others = [at for at in range(shown.spec.inputs) if at not in window]
    rest = sum(shown.weights[at] * shown.pixels[at] for at in others)
    if rest:
        products.append(factor(text(rest, language)))
    which = "rest-minus" if any(shown.weights[at] for at in others) else "rest-zero"
    rest_told = say(language, f"pattern-detector.{which}", count=len(others), sum=text(rest, language))
    title = say(language, "pattern-detector.focus-unit")
    told = _result(verdict(shown, shown.unit, language))
    words = f'<b class="pc-what">{escape(title)}</b> = {" + ".join(products)} {told}. {escape(rest_told)}'
    return Focus("unit:0", lit, {}, (Box("line", 0, shown.fitted, 1, len(PATTERN)),), words, _spoken(words))


def _weight_focus(shown: Detectors, at: int, language: str) -> Focus:
    words = say(language, "pattern-detector.focus-weight", place=at, value=text(shown.weights[at], language))
    lit = {f"weight:{at}": NO_HUE, f"in:{at}": NO_HUE, "unit:0": NO_HUE}
    return Focus(f"weight:{at}", lit, {}, (), escape(words), words)


def _pixel_focus(shown: Detectors, at: int, language: str) -> Focus:
    """Return where a pixel counts: in several windows, and once in the dense unit."""
    table = terms(shown.spec)
    lit = {f"in:{at}": NO_HUE, f"weight:{at}": NO_HUE, "unit:0": NO_HUE}
    notes, chips = {}, []
    for _, tap, out in table[table[:, 0] == at].tolist():
        weight = text(FILTER[tap], language)
        lit |= {f"out:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
        notes[f"out:{out}"] = weight
        chips.append(
            f'<span class="pc-term pc-hue-{tap % HUES}" data-key="out:{out}">'
            f"{out}\N{NO-BREAK SPACE}×{weight}</span>"
        )
    weight = text(shown.weights[at], language)
    title = say(
        language,
        "pattern-detector.focus-pixel",
        count=len(chips),
        place=at,
        value=shown.pixels[at],
        weight=weight,
    )
    listed = ", ".join(name.removeprefix("out:") for name in notes)
    return Focus(f"in:{at}", lit, notes, (), f"{escape(title)} {' '.join(chips)}", f"{title} {listed}")


def _tap_focus(shown: Detectors, tap: int, language: str) -> Focus:
    """Return every activation: all of them use the weight."""
    lit = {f"out:{out}": tap % HUES for out in range(shown.spec.outputs)} | {f"tap:{tap}": tap % HUES}
    words = say(
        language,
        "pattern-detector.focus-tap",
        place=tap,
        value=text(FILTER[tap], language),
        count=shown.spec.outputs,
    )
    return Focus(f"tap:{tap}", lit, {}, (), escape(words), words)


def _maximum_focus(shown: Detectors, language: str) -> Focus:
    """Return the places where the map is largest: the maximum itself does not tell them."""
    largest = max(shown.activations)
    places = [place for place, value in enumerate(shown.activations) if value == largest]
    lit = {f"out:{place}": NO_HUE for place in places} | {"max:0": NO_HUE}
    words = say(
        language,
        "pattern-detector.focus-maximum",
        count=len(places),
        value=text(largest, language),
        places=", ".join(map(str, places)),
    )
    return Focus("max:0", lit, {}, (), escape(words), words)
