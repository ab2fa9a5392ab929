"""What a cell of a dense layer and of the convolution beside it is connected to, in both."""

from itertools import product

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.parts.convolution import cell_keys
from pyconv.pictures.parts.layers import lines
from pyconv.pictures.parts.meetings import apart_key, taps_between, term_key
from pyconv.pictures.views.dense_vs_conv.picture import pair_key, weight_text, written
from pyconv.pictures.words import told
from pyconv.spec import ConvSpec
from pyconv.symbols import input_symbols, kernel_symbols, output_symbols

CORNERS = frozenset({"corner:convolution-matrix", "dense-corner:matrix"})
"""The keys of the corners of both matrices, which tell of the whole."""


def focus(spec: ConvSpec, key: str, language: str) -> Focus:
    """Return what a cell, a weight, a line or an entry is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    if key in CORNERS:
        return told(key, {}, say(language, "dense-vs-conv.corner"))
    joined = lines(spec)
    inputs, taps, outputs, places = spec.inputs, spec.taps, spec.outputs, len(cell_keys(spec))
    counts = {
        "in": (inputs,), "dense-in": (inputs,), "out": (outputs,), "dense-out": (outputs,), "tap": (taps,),
        "pad": (places,), "pad-term": (places, taps, outputs), "term": (inputs, taps, outputs),
        "pair": (inputs, outputs), "apart": (inputs, outputs),
    }  # fmt: skip
    kind, at = keys.read(key, counts)
    match kind:
        case "in" | "dense-in":
            return _input_focus(spec, key, at[0], language)
        case "out" | "dense-out":
            return _output_focus(spec, key, at[0], language)
        case "tap":
            return _tap_focus(spec, at[0], language)
        case "pad" if key in cell_keys(spec):
            return _padding_focus(spec, key, key, language)
        case "pad-term" if key in joined:
            return _padding_focus(spec, key, joined[key][0], language)
        case "pair":
            return _meeting_focus(spec, key, (at[0], at[1]), language)
        case "apart" if (at[0], at[1]) not in taps_between(spec):
            return _meeting_focus(spec, key, (at[0], at[1]), language)
        case "term" if key in joined:
            return _meeting_focus(spec, key, (at[0], at[2]), language)
    raise keys.unknown(key)


def _dense(cells: range, outs: range) -> dict[str, int]:
    """Return the cells of the dense layer and all that joins them."""
    pairs = product(cells, outs)
    names = [
        *(f"dense-in:{cell}" for cell in cells),
        *(f"dense-out:{out}" for out in outs),
        *(pair_key(cell, out) for cell, out in pairs),
    ]
    return dict.fromkeys(names, NO_HUE)


def _lines_of(spec: ConvSpec, name: str) -> dict[str, int]:
    """Return the lines of the convolution that a cell or a tap takes part in, and what they join."""
    lit: dict[str, int] = {}
    for key, (cell, tap, out) in lines(spec).items():
        if name in {cell, out, f"tap:{tap}"}:
            lit |= dict.fromkeys((key, cell, out, f"tap:{tap}"), tap % HUES)
    return lit


def _letter(spec: ConvSpec, kind: str, at: int) -> str:
    letters = {"in": input_symbols, "out": output_symbols, "tap": kernel_symbols}[kind]
    return written(letters(spec))[at]


def _output_focus(spec: ConvSpec, key: str, out: int, language: str) -> Focus:
    found = _lines_of(spec, f"out:{out}")
    lit = _dense(range(spec.inputs), range(out, out + 1)) | found | {f"out:{out}": NO_HUE, key: NO_HUE}
    inside = sum(cell.startswith("in:") for cell in found)
    words = say(
        language,
        "dense-vs-conv.focus-output",
        count=inside,
        output=_letter(spec, "out", out),
        inputs=spec.inputs,
    )
    columns = (Box(name, -1, out, spec.inputs + 1, 1) for name in ("dense-matrix", "convolution-matrix"))
    return told(key, lit, words, boxes=columns)


def _input_focus(spec: ConvSpec, key: str, cell: int, language: str) -> Focus:
    found = _lines_of(spec, f"in:{cell}")
    lit = _dense(range(cell, cell + 1), range(spec.outputs)) | found | {f"in:{cell}": NO_HUE, key: NO_HUE}
    reached = sum(name.startswith("out:") for name in found)
    words = say(
        language,
        "dense-vs-conv.focus-input",
        count=reached,
        input=_letter(spec, "in", cell),
        outputs=spec.outputs,
    )
    rows = (Box(name, cell, -1, 1, spec.outputs + 1) for name in ("dense-matrix", "convolution-matrix"))
    return told(key, lit, words, boxes=rows)


def _tap_focus(spec: ConvSpec, tap: int, language: str) -> Focus:
    """Return every meeting in a tap, and the weights that the dense layer has in its stead."""
    pairs = [pair for pair, taps in taps_between(spec).items() if tap in taps]
    lit = (
        _lines_of(spec, f"tap:{tap}")
        | {pair_key(*pair): NO_HUE for pair in pairs}
        | {f"tap:{tap}": tap % HUES}
    )
    own = ", ".join(weight_text(spec, *pair) for pair in pairs)
    words = say(
        language,
        "dense-vs-conv.focus-tap",
        count=len(pairs),
        tap=_letter(spec, "tap", tap),
        own=own,
    )
    return told(f"tap:{tap}", lit, words)


def _meeting_focus(spec: ConvSpec, key: str, pair: tuple[int, int], language: str) -> Focus:
    """Return two cells, with what joins them in the dense layer and in the convolution, if anything does."""
    cell, out = pair
    taps = taps_between(spec).get(pair, ())
    lit = _dense(range(cell, cell + 1), range(out, out + 1))
    names = {
        "input": _letter(spec, "in", cell),
        "output": _letter(spec, "out", out),
        "own": weight_text(spec, *pair),
    }
    if not taps:
        lit |= dict.fromkeys((apart_key(*pair), f"in:{cell}", f"out:{out}"), NO_HUE)
        return told(key, lit, say(language, "dense-vs-conv.focus-apart", **names))
    tap = taps[0]
    lit |= dict.fromkeys((term_key(cell, out, taps), f"in:{cell}", f"out:{out}", f"tap:{tap}"), tap % HUES)
    shared = sum(tap in others for others in taps_between(spec).values())
    words = say(
        language,
        "dense-vs-conv.focus-term",
        count=shared,
        tap=_letter(spec, "tap", tap),
        **names,
    )
    return told(key, lit, words)


def _padding_focus(spec: ConvSpec, key: str, cell: str, language: str) -> Focus:
    """Return the lines of a cell of padding, which a dense layer does not have."""
    return told(key, _lines_of(spec, cell) | {cell: NO_HUE}, say(language, "dense-vs-conv.focus-padding"))
