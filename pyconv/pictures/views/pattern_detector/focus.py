"""What a cell of the picture of both detectors is connected to."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.views.pattern_detector.setup import FILTER, PATTERN, Detectors, drop, text, verdict
from pyconv.pictures.words import Said, chip, factor, joined, kept, named, told
from pyconv.terms import terms

CAPTIONS = frozenset(f"caption:{name}" for name in ("dense", "unit", "filter", "maximum"))
"""The keys of the words beside the cells."""


def focus(shown: Detectors, key: str, language: str) -> Focus:
    """Return what a cell of the picture is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    if key in CAPTIONS:
        return told(key, {}, say(language, "pattern-detector.focus-caption"))
    inputs, outputs = shown.spec.inputs, shown.spec.outputs
    counts = {
        "in": inputs, "weight": inputs, "slot": inputs, "out": outputs, "tap": len(FILTER), "unit": 1,
        "max": 1, "pattern": len(shown.places),
    }  # fmt: skip
    kind, (at,) = keys.read(key, {name: (count,) for name, count in counts.items()})
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
    return told(key, cells | {key: NO_HUE}, words)


def _window_focus(shown: Detectors, place: int, language: str) -> Focus:
    """Return one window of the filter, with its sum written out."""
    table = terms(shown.spec)
    lit, placed, products = {f"out:{place}": NO_HUE}, {}, []
    for cell, tap, _ in table[table[:, 2] == place].tolist():
        lit |= {f"{name}:{at}": tap % HUES for name, at in (("in", cell), ("slot", cell), ("tap", tap))}
        placed[f"slot:{cell}"] = text(FILTER[tap], language)
        product = f"{factor(text(FILTER[tap], language))}·{shown.pixels[cell]}"
        products.append(chip(product, f"tap:{tap}", tap))
    title = named(say(language, "pattern-detector.focus-window", place=place))
    judged = kept("= ", verdict(shown, shown.activations[place], language))
    words = joined([title, " = ", joined(products, " + "), " ", judged])
    box = Box("line", 0, place, 1, len(PATTERN))
    return told(f"out:{place}", lit, words, boxes=[box])._replace(texts={"line": placed})


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
    title = named(say(language, "pattern-detector.focus-unit"))
    judged = kept("= ", verdict(shown, shown.unit, language))
    words = joined([title, f" = {' + '.join(products)} ", judged, f". {rest_told}"])
    return told("unit:0", lit, words, boxes=[Box("line", 0, shown.fitted, 1, len(PATTERN))])


def _weight_focus(shown: Detectors, at: int, language: str) -> Focus:
    words = say(language, "pattern-detector.focus-weight", place=at, value=text(shown.weights[at], language))
    lit = {f"weight:{at}": NO_HUE, f"in:{at}": NO_HUE, "unit:0": NO_HUE}
    return told(f"weight:{at}", lit, words)


def _pixel_focus(shown: Detectors, at: int, language: str) -> Focus:
    """Return where a pixel counts: in several windows, and once in the dense unit."""
    table = terms(shown.spec)
    lit = {f"in:{at}": NO_HUE, f"weight:{at}": NO_HUE, "unit:0": NO_HUE}
    notes, chips = {}, []
    for _, tap, out in table[table[:, 0] == at].tolist():
        weight = text(FILTER[tap], language)
        lit |= {f"out:{out}": tap % HUES, f"tap:{tap}": tap % HUES}
        notes[f"out:{out}"] = weight
        chips.append(chip(f"{out}\N{NO-BREAK SPACE}×{weight}", f"out:{out}", tap))
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
    return told(f"in:{at}", lit, Said(joined([title, *chips], " ").html, f"{title} {listed}"), notes=notes)


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
    return told(f"tap:{tap}", lit, words)


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
    return told("max:0", lit, words)
