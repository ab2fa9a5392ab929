"""What holds of every view that matplotlib draws, whether or not it has tests of its own."""

from __future__ import annotations

import re
from itertools import cycle

import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from pyconv.messages import LANGUAGES
from pyconv.pictures.model import Grid, Kind
from pyconv.pictures.plot import still
from pyconv.pictures.plot.palette import COLOURS
from pyconv.pictures.settings import Raw
from pyconv.pictures.state import State, state
from pyconv.pictures.views import VIEWS


def labels(figure: Figure) -> list[str]:
    """Return the labels of everything drawn: the grid and key of what it stands for."""
    artists = [*figure.axes[0].patches, *figure.axes[0].texts, *figure.axes[0].images]
    return [str(artist.get_label()) for artist in artists if "/" in str(artist.get_label())]


def keys(shown: State) -> dict[str, set[str]]:
    """Return the keys of all that has to be drawn, by grid: of an image only what is lit."""
    lit = set(shown.focus.lit) if shown.focus else set()
    return {
        panel.name: {shape.key for shape in panel.shapes}
        | {cell.key for row in panel.rows for cell in row if cell.kind is not Kind.PIXEL or cell.key in lit}
        for panel in shown.scene.panels
        if isinstance(panel, Grid)
    }


def check_drawn(shown: State, *, narrow: bool) -> None:
    """Check that everything is drawn, and all that is written stays on the sheet."""
    sheet = still.draw(shown.scene, shown.focus, narrow=narrow)
    figure = sheet.figure
    width, height = (float(side) * 72 for side in figure.get_size_inches())
    assert width == (304 if narrow else 680)
    drawn = labels(figure)
    for grid, known in keys(shown).items():
        assert {key.partition("/")[2] for key in drawn if key.partition("/")[0] == grid} - {"image"} == known
    colours = [artist.get_facecolor() for artist in figure.axes[0].patches]
    colours += [artist.get_edgecolor() for artist in figure.axes[0].patches]
    colours += [artist.get_color() for artist in figure.axes[0].texts]
    assert {to_hex(colour) for colour in colours if to_rgba(colour)[3]} <= set(COLOURS.values())
    for text in figure.axes[0].findobj(match=Text):
        if text.get_text():
            box = text.get_window_extent()
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= width + 1, text.get_text()
            assert box.y0 >= -1, text.get_text()
            assert box.y1 <= height + 1, text.get_text()


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_the_first_state_is_drawn(name: str, language: str, narrow: bool) -> None:
    at_rest = state(name, {}, language)
    check_drawn(at_rest, narrow=narrow)
    words = still.alt(at_rest)
    assert len(words) > 60
    assert not re.search(r"[<>{]\w|\.\.|: \.", words), words


@pytest.mark.parametrize("name", VIEWS)
def test_what_every_kind_of_cell_lights_is_drawn(name: str) -> None:
    at_rest = state(name, {}, LANGUAGES[len(name) % len(LANGUAGES)])
    kinds: dict[str, list[str]] = {}
    for known in keys(at_rest).values():
        for key in sorted(known):
            kinds.setdefault(key.partition(":")[0], []).append(key)
    for found in kinds.values():
        shown = at_rest._replace(focus=at_rest.told(found[len(found) // 2]))
        check_drawn(shown, narrow=len(found) % 2 == 0)
        assert shown.focus
        assert shown.focus.spoken in still.alt(shown)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        # Images with lit pixels and frames over them; the two hues that a cell of an image can have.
        ("feature-maps", {}),
        # A matrix that is too large for its entries to be written.
        ("matrix", {"input": 10, "stride": 1}),
        # Cells that no window touches, added ones, and such as are cut off.
        ("sliding-filter", {"input": 6, "stride": 2}),
        ("transposed", {"padding": 1, "output_padding": 1}),
        ("transposed", {"padding": 4, "stride": 3, "input": 4}),
        ("connectivity", {"padding": 1}),
        ("pattern-detector", {"patterns": "two", "second": 9}),
    ],
)
def test_other_settings_are_drawn_too(name: str, settings: Raw) -> None:
    for language, step in zip(LANGUAGES, cycle((0, None)), strict=False):
        check_drawn(state(name, settings, language, step=step), narrow=step is None)


def test_every_pixel_that_is_lit_lies_over_the_image() -> None:
    shown = state("feature-maps", {}, "en", step=0)
    image, pixel = (
        next(
            artist
            for artist in still.draw(shown.scene, shown.focus).axes.get_children()
            if re.fullmatch(label, str(artist.get_label()))
        )
        for label in ("in/image", "in/in:.*")
    )
    assert pixel.get_zorder() > image.get_zorder()
    assert 0 < (pixel.get_alpha() or 1) < 1
    assert still.draw(shown.scene, shown.focus).svg().count("<image") == 4
