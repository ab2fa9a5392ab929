"""A layer of the table that is changed: what is under its row, and what its buttons and fields do."""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from pyconv.errors import ConvError
from pyconv.messages import say
from pyconv.networks import Network, read_network
from pyconv.pictures.view import Taken
from pyconv.pictures.views.network import code, field, setup

if TYPE_CHECKING:
    from pyconv.networks.editing import Argument, Edited, Followed

MOST_TOLD = 3
"""Numbers that changed along, of which each is told."""

PLACED = frozenset({"edit-unread", "no-argument", "only-layer"})
"""Reasons whose words say already which layer they speak of."""

UNSAID = "None"
"""What Python has for an argument of which nothing is said."""

NOT_BY_TAB = ' tabindex="-1"'

STEPS = {"up": -1, "down": 1}

DOES = ("set", *STEPS, "duplicate", "remove", "before", "after")


def edit(chosen: setup.Settings, asked: Mapping[str, object], language: str) -> Taken:
    """Return what an edit of the picked layer makes of the settings.

    A network that was ready becomes one's own.

    Args:
        chosen: the settings; `layer` is the one that was picked.
        asked: what it `does`, one of `DOES`; what was `typed`, for "set" and for the kind of a new layer;
            for "set", the `name` of the argument.
        language: of what is said.

    Raises:
        ConvError: there is no such edit, or no network after it. The network stays as it is.
    """
    does, name, typed = (_part(asked, part) for part in ("does", "name", "typed"))
    if does not in DOES:
        raise ConvError("unknown-choice", field="edit", name="edit", value=does, choices=DOES)
    text, shape, _ = setup.written(chosen)
    network = read_network(text, shape)
    if not chosen.layer:
        raise ConvError("missing-number", field="layer", name="layer", low=1, high=len(network.rows))
    row = field.chosen(chosen.layer, network)
    try:
        made, said = _done(text, network, row, (does, name, typed), language)
    except ConvError as error:
        raise _blamed(error) from None
    told = " ".join([said, *_followed(made.followed, language)])
    return Taken(code.own(made.text, shape, str(made.row + 1)), told)


def _part(asked: Mapping[str, object], part: str) -> str:
    found = asked.get(part, "")
    if not isinstance(found, str):
        raise ConvError("request-part", part=f"edit.{part}", kind="string")
    return found


def _done(
    text: str, network: Network, row: int, asked: tuple[str, str, str], language: str
) -> tuple["Edited", str]:
    """Return the network after an edit, and what was done, in words."""
    # Most readers change no layer, and Python is there sooner for all of them.
    from pyconv.networks import editing  # noqa: PLC0415

    does, name, typed = asked
    place = text, network.input_shape, row
    rows, goal = network.rows, row + STEPS.get(does, 0)
    if not 0 <= goal < len(rows):
        raise ConvError("first-layer" if goal < 0 else "last-layer", field="layer", number=row + 1)
    match does:
        case "set":
            made = editing.set_argument(*place, name, typed)
            before, after = (_value(editing.arguments(each[row]), name) for each in (rows, made.network.rows))
            words = {"name": name, "before": before, "after": after}
        case "remove":
            made = editing.remove(*place)
            return made, say(language, "network.did-remove", number=row + 1, text=rows[row].text)
        case "duplicate":
            made = editing.duplicate(*place)
            words = {"before": str(row + 1)}
        case "before" | "after":
            made, does = editing.add(*place, typed, after=does == "after"), "add"
            words = {"text": made.network.rows[made.row].text}
        case _:
            made, does = editing.move(*place, STEPS[does]), "move"
            words = {"before": str(row + 1), "text": rows[row].text}
    return made, say(language, f"network.did-{does}", number=made.row + 1, **words)


def _value(found: Iterable["Argument"], name: str) -> str:
    return next((each.text for each in found if each.name == name and each.text), UNSAID)


def _followed(followed: tuple["Followed", ...], language: str) -> Iterator[str]:
    """Yield what changed along: numbers of later layers that only repeat what comes before them."""
    for each in followed[:MOST_TOLD]:
        key = "network.followed" if each.after else "network.followed-gone"
        words = {"before": each.before, "after": each.after} if each.after else {}
        yield say(language, key, number=each.row + 1, name=each.name, **words)
    if len(followed) > MOST_TOLD:
        yield say(language, "network.followed-more", count=len(followed) - MOST_TOLD)


def _blamed(error: ConvError) -> ConvError:
    """Return an error that tells which layer of the table is to blame, if its words do not."""
    numbers = dict(error.numbers)
    row = numbers.pop("row", None)
    if isinstance(row, int) and error.reason not in PLACED:
        numbers["blamed"] = row + 1
    return ConvError(error.reason, field=error.field, **numbers)


def pick(shown: setup.Shown, place: int, language: str) -> str:
    """Return the button that picks a layer, or lets it go; Tab leads to one, and arrow keys to the others."""
    picked = shown.picked and place == shown.asked
    first = place == (shown.asked if shown.picked else 0)
    text = shown.network.rows[place].text
    label = escape(say(language, "network.row-name", number=place + 1, text=text))
    return (
        f'<button type="button" class="pc-pick" data-hold="{place + 1}" aria-label="{label}"'
        f' aria-expanded="{str(picked).lower()}"{"" if first else NOT_BY_TAB}></button>'
    )


def line(shown: setup.Shown, columns: int, language: str) -> str:
    """Return the line of the table under the picked layer, with what changes it."""
    from pyconv.networks.editing import arguments, kinds_for  # noqa: PLC0415

    network, number = shown.network, shown.asked + 1
    row = network.rows[shown.asked]
    comes = network.rows[shown.asked - 1].output_shape if shown.asked else network.input_shape
    label = escape(say(language, "network.editing", number=number, text=row.text))
    fields = "".join(_field(each, number, language) for each in arguments(row))
    buttons = "".join([*_buttons(number, len(network.rows), language), *_taking_back(language)])
    adding = _adding(kinds_for(comes, row.output_shape), number, language)
    return (
        f'<tr class="pc-edits"><td colspan="{columns}"><div role="group" aria-label="{label}">'
        f'<div class="pc-arguments">{fields}</div><div class="pc-buttons">{buttons}</div>'
        f'<div class="pc-adding">{adding}</div><p class="pc-told" id="pc-told"></p></div></td></tr>'
    )


def _field(argument: "Argument", number: int, language: str) -> str:
    """Return a field for an argument, paler if the line does not have it; a box where it is true or false."""
    name, text = escape(argument.name), escape(argument.text)
    label = escape(say(language, "network.argument", name=argument.name, number=number))
    kind = ' type="text" spellcheck="false" autocapitalize="off"'
    if argument.flag:
        kind = f' type="checkbox" data-off="{False}"' + (' checked="checked"' if text == str(True) else "")
        text = str(True)
    given = "" if argument.given else ' class="pc-usual"'
    asked = escape(json.dumps({"does": "set", "name": argument.name}))
    return (
        f'<label{given}><code>{name}</code><input{kind} value="{text}" autocomplete="off"'
        f' data-hold="set {name}" data-edit="{asked}" aria-label="{label}"/></label>'
    )


def _button(does: str, words: str, label: str = "", *, off: bool = False, said: str = "") -> str:
    """Return a button; one that is off for the time being says why when it is pressed."""
    named = f' aria-label="{escape(label)}"' if label else ""
    told = f' data-said="{escape(said)}"' if said else ""
    state = ' aria-disabled="true"' if off else ""
    asked = escape(json.dumps({"does": does}))
    return (
        f'<button type="button" data-does="edit" data-edit="{asked}" data-hold="{does}"{named}{told}{state}>'
        f"{escape(words)}</button>"
    )


def _buttons(number: int, last: int, language: str) -> Iterator[str]:
    for does, sign, end in (("up", "↑", 1), ("down", "↓", last)):
        label = say(language, f"network.{does}", number=number)
        yield _button(does, sign, label, off=number == end)
    for does in ("duplicate", "remove"):
        label = say(language, f"network.{does}-name", number=number)
        yield _button(does, say(language, f"network.{does}"), label)


def _adding(kinds: Iterable[str], number: int, language: str) -> str:
    options = "".join(
        f'<option value="{kind}">{escape(say(language, f"network.kind-{kind}"))}</option>' for kind in kinds
    )
    label = escape(say(language, "network.kind-name", number=number))
    buttons = (
        _button(does, say(language, f"network.{does}"), say(language, f"network.{does}-name", number=number))
        for does in ("before", "after")
    )
    return (
        f"<label>{escape(say(language, 'network.add'))}"
        f' <select autocomplete="off" data-hold="kind" aria-label="{label}">{options}</select>'
        f"</label>{''.join(buttons)}"
    )


def _taking_back(language: str) -> Iterator[str]:
    for does, done in (("undo", "undone"), ("redo", "redone")):
        words = say(language, f"network.{does}")
        yield _button(does, words, off=True, said=say(language, f"network.{done}"))
