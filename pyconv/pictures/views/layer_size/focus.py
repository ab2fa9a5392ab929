"""What a cell of the example is connected to."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import signed
from pyconv.pictures.model import HUES, NO_HUE, Box, Focus
from pyconv.pictures.views.layer_size.picture import backwards, places, window
from pyconv.pictures.views.layer_size.setup import Layer
from pyconv.pictures.words import joined, named, told


def focus(shown: Layer, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    small, back = shown.example, "-back" if backwards(shown) else ""
    columns = {place.key: place.column for place in places(small)}
    if key in columns:
        return _of_cell(shown, key, columns[key], back, language)
    kind, (out,) = keys.read(key, {"out": (small.drawn,)})
    del kind
    met = window(small, out)
    by_column = {column: name for name, column in columns.items()}
    lit = {by_column[column]: tap % HUES for tap, column in enumerate(met)}
    lit[key] = NO_HUE
    title = named(say(language, f"layer-size.window{back}", output=out))
    read = ", ".join(map(signed, met))
    words = say(language, f"layer-size.meets{back}", count=len(met), columns=read)
    box = Box("example", 0, met[0], 1, small.windows.span[0])
    return told(key, lit, joined([title, f": {words}"]), boxes=[box])


def _of_cell(shown: Layer, key: str, column: int, back: str, language: str) -> Focus:
    small = shown.example
    lit, outs = {key: NO_HUE}, []
    for out in range(small.drawn):
        met = window(small, out)
        if column in met:
            outs.append(out)
            lit[f"out:{out}"] = met.index(column) % HUES
    what = "cell" if key.startswith("in:") else "around"
    words = say(
        language,
        f"layer-size.{what}{back}",
        count=len(outs),
        cell=signed(column),
        outputs=", ".join(map(str, outs)),
    )
    return told(key, lit, words)
