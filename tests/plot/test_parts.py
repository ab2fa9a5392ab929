"""What pictures on paper are made of: outlines, formulas, words, looks."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, findfont, fontManager

from pyconv.pictures.model import Box, Cell, Focus, Form, Grid, Kind, Mark, Prose, Scene, Shape, ShapeKind
from pyconv.pictures.plot import lettering
from pyconv.pictures.plot.formulas import formula
from pyconv.pictures.plot.looks import SHADE, look
from pyconv.pictures.plot.outlines import outline
from pyconv.pictures.plot.palette import PALETTES, STRENGTHS
from pyconv.pictures.plot.picture import NARROW, WIDE, draw
from pyconv.pictures.plot.sheet import DASHES
from pyconv.pictures.words import shade_legend


def scene(*panels: Grid | Prose) -> Scene:
    return Scene(panels, (), "", "")


def one(cell: Cell, **grid: object) -> Scene:
    """Return a picture of one cell."""
    return scene(Grid("g", "", "", ((cell,),), **grid))  # type: ignore[arg-type]


def patches(figure: Figure, label: str) -> list[object]:
    return [patch for patch in figure.axes[0].patches if patch.get_label() == label]


@pytest.mark.parametrize(
    ("text", "corners"),
    [
        ("M1 2L3 4", [(1, 2), (3, 4)]),
        ("M1 2l2 2L5,6 7,8", [(1, 2), (3, 4), (5, 6), (7, 8)]),
        ("M10 20h5v-5H2V.5", [(10, 20), (15, 20), (15, 15), (2, 15), (2, 0.5)]),
        ("M1 1H5V5zm2 2h1", [(1, 1), (5, 1), (5, 5), (1, 1), (3, 3), (4, 3)]),
    ],
)
def test_an_outline_goes_where_its_path_says(text: str, corners: list[tuple[float, float]]) -> None:
    assert [tuple(point) for point in outline(text).vertices.tolist()] == corners


def test_a_curve_is_no_outline() -> None:
    with pytest.raises(ValueError, match="an outline has no command C: M0 0C1 1 2 2 3 3"):
        outline("M0 0C1 1 2 2 3 3")


@pytest.mark.parametrize(
    ("mathml", "text"),
    [
        ("<msup><mi>o</mi><mo>′</mo></msup>", "o'"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "{x}^{2}"),
        ("<msub><mi>O</mi><mn>0</mn></msub>", "{O}_{0}"),
        ("<munderover><mo>∑</mo><mi>i</mi><mn>9</mn></munderover>", r"{\sum }_{i}^{9}"),
        ("<mover><mi>k</mi><mo>^</mo></mover>", r"\hat{k}"),
        ("<mtext>out</mtext>", r"\mathrm{out}"),
        (
            "<mrow><mo>⌊</mo><mfrac><mi>i</mi><mi>s</mi></mfrac><mo>⌋</mo></mrow>",
            r"\left\lfloor \dfrac{i}{s}\right\rfloor ",
        ),
    ],
)  # fmt: skip
def test_formulas(mathml: str, text: str) -> None:
    math = fromstring(f"<math>{mathml}</math>")
    assert formula(math) == text
    written = draw(scene(Prose("p", "", f"<p><math>{mathml}</math></p>")))
    assert [each.get_text() for each in written.axes.texts] == [f"${text}$"]
    written.svg()


def test_words_are_cut_where_there_is_a_space() -> None:
    words = "The window touches every input cell of 3 × 3 and costs $2"
    lines = lettering.folded(lettering.plain(words), 120)
    assert len(lines) > 2
    assert " ".join(lines).replace("\N{NO-BREAK SPACE}", " ").replace("\\", "") == words
    assert all(lettering.width_of(line) <= 120 for line in lines)
    assert any("3\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}3" in line for line in lines)
    even = lettering.balanced(lettering.plain(words), 120)
    assert len(even) == len(lines)
    assert lettering.widest(even) <= lettering.widest(lines)
    # A formula is one word, and so is a word that is too long.
    assert lettering.folded("a $b + c$, d", 1) == ["a", "$b + c$,", "d"]
    assert lettering.balanced("", 100) == []


def test_a_dollar_is_written_as_it_stands() -> None:
    figure = draw(scene(Prose("p", "costs $2 and $3", "<p>$1</p>"))).figure
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written == [r"costs \$2 and \$3", r"\$1"]
    assert lettering.width_of(r"\$1") == pytest.approx(lettering.width_of("$1"))


def test_a_font_that_is_gone_does_not_take_ours_along(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # As in the browser, where the list is older than what was left of the fonts.
    gone = FontEntry(fname=str(tmp_path / "gone.ttf"), name="DejaVu Sans", weight=600)
    fontManager.ttflist.append(gone)
    # Whatever was found before is forgotten.
    fontManager._findfont_cached.cache_clear()
    lettering.load_fonts.__wrapped__()
    assert gone not in fontManager.ttflist
    assert draw(scene(Prose("p", "Bold → ✓", "<p>plain</p>"))).svg()
    found = findfont(lettering.font(bold=True))
    assert found.endswith("inter-semibold.ttf")
    assert not [record for record in caplog.records if record.name.startswith("matplotlib")]


def test_marks_and_light_add_up() -> None:
    cell = Cell("in:0", Kind.INPUT, "1", 0, 0)
    assert (look(cell).fill, look(cell).edge) == ("paper", "edge")
    assert look(cell._replace(kind=Kind.PADDING)).dashes == (3, 3)
    assert look(cell._replace(marks=(Mark.UNTOUCHED,))).over == "hatch"
    assert look(cell._replace(marks=(Mark.CROPPED,))).over == "cross"
    assert look(cell._replace(form=Form.DOT)).round
    assert look(cell._replace(kind=Kind.TAP, hue=2)).fill == "tint-2"
    assert look(cell._replace(kind=Kind.TAP, hue=2), 3).fill == "tint-3"
    assert look(cell, -1) == look(cell)._replace(edge="ink", width=1.5)
    assert look(cell, 1, chosen=True).edge == "accent"
    assert look(cell._replace(kind=Kind.ZERO)).ink == "soft"
    assert look(cell._replace(kind=Kind.ZERO), 0).ink == "ink"
    fired = look(cell._replace(kind=Kind.ACTIVATION, marks=(Mark.FIRES,)))
    assert (fired.fill, fired.edge, fired.bold) == ("fired", "accent", True)


def test_a_shade_lies_over_the_ground_and_its_legend_shows_it() -> None:
    def shades(picture: Scene) -> list[float]:
        patches = draw(picture).figure.axes[0].patches
        return [patch.get_alpha() for patch in patches if patch.get_alpha()]

    for shade in (0.25, 1.0):
        cell = Cell("out:0", Kind.MADE, "4", 0, 0, shade=shade)
        assert shades(one(cell)) == [SHADE * shade]
    assert not shades(one(cell._replace(shade=None)))
    assert not shades(one(cell._replace(shade=0.0)))
    legend = shade_legend("legend", "Products", [(0, "none"), (0.5, "2"), (1, "4")])
    assert shades(scene(legend)) == [SHADE * 0.5, SHADE]
    written = [text.get_text() for text in draw(scene(legend)).axes.texts]
    assert written == ["Products", "none", "2", "4"]


def test_lines_differ_in_more_than_their_hue() -> None:
    assert len({(hue, DASHES[hue % len(DASHES)]) for hue in range(9)}) == 9
    assert DASHES[0] != DASHES[1] != DASHES[2] != DASHES[0]
    taps = tuple(Cell(f"tap:{tap}", Kind.TAP, str(tap), 0, tap, hue=tap) for tap in range(3))
    edges = tuple(Shape(f"term:{tap}", ShapeKind.EDGE, f"M{40 * tap} 40L60 80", hue=tap) for tap in range(3))
    grid = Grid("g", "", "", (taps,))
    plain, lined = (
        len(draw(scene(grid._replace(shapes=shapes))).figure.axes[0].patches) for shapes in ((), edges)
    )
    # Where there are lines, the cells of the taps show them.
    assert lined == plain + 2 * len(edges)


def test_what_is_lit_stands_out_from_the_other_lines() -> None:
    edges = tuple(Shape(f"term:{at}", ShapeKind.EDGE, f"M{at} 40L60 80", hue=at) for at in range(2))
    cell = Cell("in:0", Kind.INPUT, "1", 0, 0)
    picture = one(cell, shapes=edges)
    focus = Focus("in:0", {"in:0": 1, "term:1": 1}, {"in:0": "−3"}, (Box("g", 0, 0, 1, 1),), "", "Said.")
    figure = draw(picture, focus).figure
    (pale,), (lit,) = (patches(figure, f"g/term:{at}") for at in range(2))
    assert pale.get_alpha() < 0.5  # type: ignore[attr-defined]
    assert lit.get_alpha() is None  # type: ignore[attr-defined]
    assert lit.get_linewidth() > pale.get_linewidth()  # type: ignore[attr-defined]
    assert [text.get_text() for text in figure.axes[0].texts] == ["1", "×−3", "Said."]
    assert not patches(figure, "other/in:0")


def test_a_wide_panel_has_its_line_and_fits() -> None:
    many = tuple(Cell(f"in:{at}", Kind.INPUT, "12345", 0, at) for at in range(60))
    for narrow, width in ((False, WIDE), (True, NARROW)):
        sheet = draw(scene(Grid("g", "A title", "=", (many,), wide=True)), narrow=narrow)
        assert sheet.width == width
        assert re.search(f'width="{width}"', sheet.svg())
        for patch in sheet.axes.patches:
            box = patch.get_path().get_extents()
            assert 0 <= box.x0 <= box.x1 <= width


def test_both_palettes_have_the_same_names() -> None:
    assert set(PALETTES["light"]) == set(PALETTES["dark"])
    assert len(STRENGTHS) == len(PALETTES)
