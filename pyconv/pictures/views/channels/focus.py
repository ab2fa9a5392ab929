"""What a cell, a weight, a kernel or a map of a layer with several maps is connected to."""

from collections.abc import Callable
from html import escape

from pyconv.messages import say
from pyconv.pictures import exact, keys
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.parts.convolution import place_text
from pyconv.pictures.parts.volumes import window_frames
from pyconv.pictures.views.channels.picture import left, name_of, top
from pyconv.pictures.views.channels.setup import Layer, map_keys, tap_of
from pyconv.pictures.words import Said, chip, factor, kept, named, strong, summed, told
from pyconv.terms import placements


def focus(shown: Layer, key: str, language: str) -> Focus:
    """Return what the cell, weight, kernel or map called `key` is connected to.

    Raises:
        ConvError: there is no such thing.
    """
    outputs, reads = shown.weights.shape[:2]
    tell: dict[str, tuple[int, Callable[[Layer, int, str], Focus]]] = {
        "out": (shown.output.size, _output_focus),
        "tap": (shown.weights.size, _tap_focus),
        "in": (len(shown.padded) * shown.spec.inputs, _input_focus),
        "pad": (shown.padded.size, _padding_focus),
        "map:in": (len(shown.padded), _input_map_focus),
        "map:out": (outputs, _output_map_focus),
    }
    counts: dict[str, tuple[int, ...]] = {name: (count,) for name, (count, _) in tell.items()}
    kind, numbers = keys.read(key, counts | {"kernel": (outputs, len(shown.padded))})
    if kind == "kernel":
        out_map, channel = numbers
        read = [shown.channel(out_map, place) for place in range(reads)]
        if channel not in read:
            raise keys.unknown(key)
        return _kernel_focus(shown, out_map, read.index(channel), language)
    if kind == "pad" and key not in map_keys(shown, numbers[0] // shown.padded[0].size):
        raise keys.unknown(key)
    return tell[kind][1](shown, numbers[0], language)


def _output_focus(shown: Layer, flat: int, language: str) -> Focus:
    """Return the window of an output cell in every map that it reads, with a sum for each and their total."""
    spec = shown.spec
    out_map, out = divmod(flat, spec.outputs)
    lit, notes, boxes = {f"out:{flat}": NO_HUE}, {}, []
    lines, sums = [], []
    for place in range(shown.reads):
        channel = shown.channel(out_map, place)
        names, cells = map_keys(shown, channel), shown.padded[channel].ravel()
        weights = shown.weights[out_map, place].ravel()
        products = []
        for cell, tap, _ in placements(spec)[out * spec.taps : (out + 1) * spec.taps].tolist():
            key, hue = f"tap:{tap_of(shown, out_map, place, tap)}", tap % HUES
            lit |= {names[cell]: hue, key: hue}
            weight, value = (exact.show(int(number), 1, language) for number in (weights[tap], cells[cell]))
            notes[names[cell]] = weight
            products.append(chip(f"{factor(weight)}·{factor(value)}", key, tap))
        read = placements(spec)[out * spec.taps : (out + 1) * spec.taps]
        part = int((cells[read[:, 0]] * weights[read[:, 1]]).sum())
        sums.append(exact.show(part, 1, language))
        both = f"{name_of('in', channel)} ⋆ {name_of('kernel', out_map, channel)}"
        lines.append(f'<span class="pc-what">{escape(both)}</span>: {summed(products, sums[-1]).html}')
        boxes += [_window_box(shown, out, channel), _kernel_box(shown, out_map, channel)]
    result = exact.show(int(shown.output.flat[flat]), 1, language)
    where = f"{name_of('out', out_map)}\N{NO-BREAK SPACE}{place_text(out, spec.output_size, language)}"
    added = " + ".join(map(factor, sums))
    total = f"{added} = " if len(sums) > 1 else ""
    lines.append(f"{named(where).html} = {kept(total, strong(result)).html}")
    spoken = say(language, "channels.say-output", place=where, sum=f"{total}{result}")
    words = "".join(f'<span class="pc-line">{line}</span>' for line in lines)
    return told(f"out:{flat}", lit, Said(words, spoken), notes=notes, boxes=boxes)


def _window_box(shown: Layer, out: int, channel: int) -> Box:
    (box,) = window_frames(shown.spec, out)
    return box._replace(row=box.row + top(shown, "in", channel))


def _kernel_box(shown: Layer, out_map: int, channel: int) -> Box:
    height, width = shown.spec.kernel_size
    return Box("kernel", top(shown, "kernel", out_map), left(shown, channel), height, width)


def _tap_focus(shown: Layer, flat: int, language: str) -> Focus:
    """Return the one pair of maps that a weight joins, and every cell that it meets there."""
    spec = shown.spec
    number, tap = divmod(flat, spec.taps)
    out_map, place = divmod(number, shown.reads)
    channel = shown.channel(out_map, place)
    names, hue = map_keys(shown, channel), tap % HUES
    table = placements(spec)
    lit = {f"tap:{flat}": hue}
    for cell, _, out in table[table[:, 1] == tap].tolist():
        lit |= {names[cell]: hue, f"out:{out_map * spec.outputs + out}": hue}
    words = say(
        language,
        "channels.focus-tap",
        count=spec.outputs,
        place=place_text(tap, spec.kernel_size, language),
        kernel=name_of("kernel", out_map, channel),
        value=exact.show(int(shown.weights.flat[flat]), 1, language),
        input=name_of("in", channel),
        output=name_of("out", out_map),
    )
    return told(f"tap:{flat}", lit, words)


def _input_focus(shown: Layer, flat: int, language: str) -> Focus:
    channel, cell = divmod(flat, shown.spec.inputs)
    where = f"{name_of('in', channel)}\N{NO-BREAK SPACE}{place_text(cell, shown.spec.input_size, language)}"
    return _reached(shown, f"in:{flat}", channel, where, language)


def _padding_focus(shown: Layer, flat: int, language: str) -> Focus:
    channel = flat // shown.padded[0].size
    return _reached(shown, f"pad:{flat}", channel, say(language, "channels.padding"), language)


def _reached(shown: Layer, key: str, channel: int, where: str, language: str) -> Focus:
    """Return the cells that one cell reaches, in every output map that reads its map."""
    spec = shown.spec
    place = map_keys(shown, channel).index(key)
    table = placements(spec)
    met = table[table[:, 0] == place].tolist()
    readers = shown.readers(channel)
    lit: dict[str, int] = {key: NO_HUE}
    notes: dict[str, str] = {}
    for out_map, kernel in readers:
        for _, tap, out in met:
            number, reached = tap_of(shown, out_map, kernel, tap), f"out:{out_map * spec.outputs + out}"
            lit |= {reached: tap % HUES, f"tap:{number}": tap % HUES}
            notes[reached] = exact.show(int(shown.weights.flat[number]), 1, language)
    words = say(
        language,
        "channels.focus-input",
        count=len(met),
        place=where,
        value=exact.show(int(shown.padded[channel].flat[place]), 1, language),
        maps=", ".join(name_of("out", out_map) for out_map, _ in readers),
    )
    return told(key, lit, words, notes=notes)


def _kernel_cells(shown: Layer, out_map: int, place: int) -> dict[str, int]:
    return {f"tap:{tap_of(shown, out_map, place, tap)}": tap % HUES for tap in range(shown.spec.taps)} | {
        f"kernel:{out_map}:{shown.channel(out_map, place)}": NO_HUE
    }


def _output_cells(shown: Layer, out_map: int) -> dict[str, int]:
    begins = out_map * shown.spec.outputs
    cells = range(begins, begins + shown.spec.outputs)
    return {f"map:out:{out_map}": NO_HUE} | {f"out:{cell}": NO_HUE for cell in cells}


def _input_cells(shown: Layer, channel: int) -> dict[str, int]:
    return {f"map:in:{channel}": NO_HUE} | dict.fromkeys(map_keys(shown, channel), NO_HUE)


def _input_map_focus(shown: Layer, channel: int, language: str) -> Focus:
    """Return the kernels through which an input map is read."""
    readers = shown.readers(channel)
    lit = _input_cells(shown, channel)
    for reader in readers:
        lit |= _kernel_cells(shown, *reader)
    words = say(
        language,
        "channels.focus-input-map",
        count=len(readers),
        map=name_of("in", channel),
        kernels=", ".join(name_of("kernel", out_map, channel) for out_map, _ in readers),
    )
    return told(f"map:in:{channel}", lit, words)


def _output_map_focus(shown: Layer, out_map: int, language: str) -> Focus:
    """Return the kernels that make an output map."""
    lit = _output_cells(shown, out_map)
    for place in range(shown.reads):
        lit |= _kernel_cells(shown, out_map, place)
    words = say(
        language,
        "channels.focus-output-map",
        count=shown.reads,
        map=name_of("out", out_map),
        kernels=", ".join(
            name_of("kernel", out_map, shown.channel(out_map, place)) for place in range(shown.reads)
        ),
        weights=shown.reads * shown.spec.taps,
    )
    return told(f"map:out:{out_map}", lit, words)


def _kernel_focus(shown: Layer, out_map: int, place: int, language: str) -> Focus:
    """Return the two maps that a kernel joins."""
    channel = shown.channel(out_map, place)
    lit = _kernel_cells(shown, out_map, place) | _input_cells(shown, channel) | _output_cells(shown, out_map)
    words = say(
        language,
        "channels.focus-kernel",
        kernel=name_of("kernel", out_map, channel),
        input=name_of("in", channel),
        output=name_of("out", out_map),
    )
    box = _kernel_box(shown, out_map, channel)
    return told(f"kernel:{out_map}:{channel}", lit, words, boxes=(box,))
