"""What a cell of the way there, or of the way back, is connected to."""

from pyconv.messages import say
from pyconv.pictures.model import Focus
from pyconv.pictures.parts import connections, transposition
from pyconv.pictures.parts.connections import result_text
from pyconv.pictures.views.round_trip.setup import RoundTrip, unchanged
from pyconv.pictures.words import joined, retold, said_of


def focus(shown: RoundTrip, key: str, language: str) -> Focus:
    """Return what a cell is connected to, on the way there or on the way back.

    Raises:
        ConvError: there is no such cell.
    """
    if key.startswith("out:"):
        return _there_focus(shown, key, language)
    if not key.startswith("in:"):
        return connections.focus(shown.there, key, language)
    found = transposition.focus(shown.back, key, language)
    flat = int(key[3:])
    before = result_text(shown.original, flat, language)
    after = result_text(shown.back.result, flat, language)
    words = say(
        language,
        f"round-trip.{'equal' if unchanged(shown)[flat] else 'different'}",
        before=before,
        after=after,
    )
    # Without a product, what is said ends with a sentence already.
    stop = "." if any(name.startswith("out:") for name in found.lit) else ""
    return retold(found, joined([said_of(found), f"{stop} {words}"]))


def _there_focus(shown: RoundTrip, key: str, language: str) -> Focus:
    """Return the window of an output cell, and the stamp that it leaves on the way back."""
    found, back = connections.focus(shown.there, key, language), shown.back
    flat = int(key.removeprefix("out:"))
    stamp = transposition.focus(back, key, language)
    texts = transposition.stamped(back, range(flat, flat + 1), language)
    words = say(language, "round-trip.stamp")
    return retold(found, joined([said_of(found), f". {words}"]))._replace(
        boxes=(*found.boxes, transposition.stamp(back.spec, flat, "returned")),
        lit=found.lit | {key: hue for key, hue in stamp.lit.items() if key.startswith("in:")},
        texts={"returned": {key: texts[key] for key in stamp.lit if key in texts}},
    )
