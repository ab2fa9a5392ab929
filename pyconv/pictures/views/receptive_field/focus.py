"""What a map, a cell or a line is connected to: a field on every map before, or all that a cell reaches."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.views.receptive_field.picture import Link, cell_key, kind_text, links, sees, start_text
from pyconv.pictures.views.receptive_field.setup import Stack
from pyconv.pictures.words import joined, named, told
from pyconv.terms import OUTSIDE


def focus(shown: Stack, key: str, language: str) -> Focus:
    """Return what a map, a cell or a line has to do with the others.

    Raises:
        ConvError: there is none of them.
    """
    last, most = len(shown.layers), max(shown.sizes)
    counts: dict[str, tuple[int, ...]] = {
        "layer": (last + 1,),
        "in": (shown.sizes[0],),
        "map": (last + 1, most),
        "pad": (last + 1, max(layer.padded_size[0] for layer in shown.layers)),
        "link": (last + 1, max(layer.taps for layer in shown.layers), most),
    }
    kind, numbers = keys.read(key, counts)
    if kind == "layer":
        return _of_layer(shown, key, numbers[0], language)
    if kind == "in":
        return _of_input(shown, key, numbers[0], language)
    number = numbers[0]
    if kind == "map":
        if not number or numbers[1] >= shown.sizes[number]:
            raise keys.unknown(key)
        return _of_cell(shown, key, (number, numbers[1]), language)
    found = [link for link in (links(shown, number) if number else ()) if key in {link.key, link.source}]
    if not found and not (kind == "pad" and number and _is_padding(shown, number, numbers[1])):
        raise keys.unknown(key)
    if kind == "pad":
        lit = {key: NO_HUE} | {each.key: _hue(shown, number, each) for each in found}
        return told(key, lit, say(language, "receptive-field.padding"))
    return _of_link(shown, number, found[0], language)


def _is_padding(shown: Stack, number: int, place: int) -> bool:
    """Return whether a place of the map before a layer is padding."""
    layer = shown.layers[number - 1]
    (before, after), size = layer.padding[0], layer.input_size[0]
    return place < before or before + size <= place < before + size + after


def _hue(shown: Stack, number: int, link: Link) -> int:
    return NO_HUE if number == shown.pooled else link.tap % HUES


def _seen(shown: Stack, number: int, cell: int) -> dict[str, int]:
    """Return the cells of every map before, and the lines, through which a cell sees the input."""
    lit = {cell_key(number, cell): NO_HUE}
    members = {cell}
    for layer in range(number, 0, -1):
        met = [link for link in links(shown, layer) if link.out in members]
        lit |= {link.key: _hue(shown, layer, link) for link in met} | {link.source: NO_HUE for link in met}
        members = {link.cell for link in met if link.cell != OUTSIDE}
    return lit


def _counts(shown: Stack, number: int, cell: int) -> dict[str, str]:
    """Return of how many paths each cell is the beginning, on every map before."""
    return {
        cell_key(below, at): str(count)
        for below in range(number)
        for at, count in enumerate(shown.paths(below, number, cell))
        if count
    }


def _frame(shown: Stack, number: int, cell: int) -> tuple[Box, ...]:
    ((first, last),) = shown.fields[number].extent(cell)
    return (Box("layers", 0, first, 1, last - first + 1),) if number else ()


def _of_layer(shown: Stack, key: str, number: int, language: str) -> Focus:
    cell = shown.one_of(number)
    lit = _seen(shown, number, cell) | {key: NO_HUE}
    title = named(
        say(language, "receptive-field.map", number=number, kind=kind_text(shown, number, language))
    )
    if not number:
        words = say(language, "receptive-field.step-input")
        return told(key, lit, joined([title, ": ", words]))
    layer, before, after = shown.layers[number - 1], shown.fields[number - 1], shown.fields[number]
    words = say(
        language,
        "receptive-field.step-dilated" if layer.dilation[0] > 1 else "receptive-field.step",
        k=layer.span[0],
        taps=layer.kernel_size[0],
        d=layer.dilation[0],
        s=layer.stride[0],
        p=layer.padding[0][0],
        jump=before.jump[0],
        span=before.span[0],
        start=start_text(before, language),
        new_span=after.span[0],
        new_jump=after.jump[0],
        new_start=start_text(after, language),
    )
    return told(
        key,
        lit,
        joined([title, ": ", words]),
        notes=_counts(shown, number, cell),
        boxes=_frame(shown, number, cell),
    )


def _of_cell(shown: Stack, key: str, at: tuple[int, int], language: str) -> Focus:
    number, cell = at
    return told(
        key,
        _seen(shown, number, cell),
        sees(shown, number, cell, language),
        notes=_counts(shown, number, cell),
        boxes=_frame(shown, number, cell),
    )


def _of_input(shown: Stack, key: str, cell: int, language: str) -> Focus:
    """Return all that an input cell reaches."""
    lit, members = {key: NO_HUE}, {cell}
    notes: dict[str, str] = {}
    for number in range(1, len(shown.sizes)):
        met = [link for link in links(shown, number) if link.cell in members]
        members = {link.out for link in met}
        lit |= {link.key: _hue(shown, number, link) for link in met}
        lit |= {cell_key(number, out): NO_HUE for out in members}
        notes |= {cell_key(number, out): str(shown.paths(0, number, out)[cell]) for out in members}
    paths = shown.paths(0, len(shown.layers), shown.seen)[cell]
    words = say(
        language,
        "receptive-field.reaches",
        cell=cell,
        count=paths,
        to=shown.seen,
        number=len(shown.layers),
    )
    return told(key, lit, words, notes=notes)


def _of_link(shown: Stack, number: int, link: Link, language: str) -> Focus:
    lit = {
        link.key: _hue(shown, number, link),
        link.source: NO_HUE,
        cell_key(number, link.out): NO_HUE,
    }
    words = say(
        language,
        "receptive-field.pooled-link" if number == shown.pooled else "receptive-field.link",
        number=number,
        cell=link.out,
        tap=link.tap,
    )
    return told(link.key, lit, words)
