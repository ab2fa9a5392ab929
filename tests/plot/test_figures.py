"""Figures: drawn from the package's own results, the same bytes each time, all of it in sight."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pyconv import ConvError
from pyconv.messages import LANGUAGES, catalogue
from pyconv.pictures import plot as figures
from pyconv.pictures import web
from pyconv.pictures.controls import Choice
from pyconv.pictures.plot import FIGURES, WEIGHTS, drawing, sheet, weights
from pyconv.pictures.plot.palette import COLOURS, PALETTES, darkened
from tests.strategies import Params

ENDS = [
    {"kernel": 1, "in_channels": 1, "out_channels": 1, "largest": 512},
    {"kernel": 1, "in_channels": 64, "out_channels": 64, "largest": 512, "layers": "dense-convolutional"},
    {"kernel": 11, "in_channels": 64, "out_channels": 64, "largest": 16},
    {"kernel": 11, "in_channels": 1, "out_channels": 1, "largest": 16, "layers": "local-convolutional"},
    {"kernel": 1, "in_channels": 1, "out_channels": 1, "largest": 16, "layers": "convolutional"},
]
"""The ends of every range, all of them at once."""

EVERY = [(name, {}) for name in FIGURES] + [("weights", params) for params in ENDS]
both_ways = pytest.mark.parametrize(("language", "narrow"), [("es", True), ("en", False)])
every_layout = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
every_language = pytest.mark.parametrize("language", LANGUAGES)


@st.composite
def plots(draw: st.DrawFn) -> Params:
    """Draw settings of the plot of weights."""
    return {
        parameter.name: draw(st.sampled_from(parameter.options))
        if isinstance(parameter, Choice)
        else draw(st.integers(parameter.low, parameter.high))  # type: ignore[union-attr]
        for parameter in WEIGHTS.settings.parameters
    }


def lines(params: Params) -> list[tuple[list[float], list[float]]]:
    """Return the points of the lines that are drawn, the longer of each colour."""
    plot = figures.draw("weights", params).axes[1]
    return [
        (list(map(float, line.get_xdata())), list(map(float, line.get_ydata())))
        for line in plot.get_lines()
        if line.get_marker() == "None" and line.get_zorder() == 3
    ]


@pytest.mark.parametrize("name", ["weights", "connectivity"])
@both_ways
def test_the_same_figure_has_the_same_bytes(name: str, language: str, narrow: bool) -> None:
    one, two = (drawing(name, language=language, narrow=narrow) for _ in range(2))
    assert one == two
    for text in one.svg.values():
        root = ET.fromstring(text)
        assert root.get("width") == str(one.size[0])
        assert root.get("height") == str(one.size[1])
        assert root.get("viewBox") == f"0 0 {one.size[0]} {one.size[1]}"
        assert not re.search(r"\b20\d\d-\d\d-\d\d|<text|metadata|\d\.\d{7}", text)


def test_another_process_draws_the_same() -> None:
    program = "from pyconv.pictures.plot import drawing; print(drawing('transposed', step=0).svg['dark'])"
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@pytest.mark.parametrize(("name", "params"), EVERY, ids=str)
@every_language
@every_layout
def test_all_that_is_written_stays_on_the_sheet(
    name: str, params: Params, language: str, narrow: bool
) -> None:
    figure = figures.draw(name, params, language=language, narrow=narrow)
    width, height = (round(float(side) * 72) for side in figure.get_size_inches())
    assert width <= (304 if narrow else 680)
    figure.draw_without_rendering()
    texts = [text for axes in figure.axes for text in axes.findobj(match=_is_text) if text.get_text()]
    assert texts
    boxes = {}
    for text in texts:
        box = text.get_window_extent()
        assert box.x0 >= -0.5, text.get_text()
        assert box.x1 <= width + 0.5, text.get_text()
        assert box.y0 >= -0.5, text.get_text()
        assert box.y1 <= height + 0.5, text.get_text()
        boxes[text] = box
    if name == "weights":
        for one, box in boxes.items():
            # Two lines of a name stand close: letters without descenders do not touch.
            others = [
                other
                for other in boxes
                if other is not one and boxes[other].padded(-2).overlaps(box.padded(-2))
            ]
            assert not others, (one.get_text(), [other.get_text() for other in others])


def _is_text(artist: object) -> bool:
    return type(artist).__name__ in {"Text", "Annotation"} and artist.get_visible()  # type: ignore[attr-defined]


@every_language
def test_the_words_of_the_plot_are_there(language: str) -> None:
    words = catalogue(language)
    assert words["weights.title"]
    drawn = drawing("weights", language=language)
    assert len(drawn.alt) > 100
    assert drawn.summary
    assert not re.search(r"\{\w+\}", drawn.alt + drawn.summary)
    for parameter in WEIGHTS.settings.parameters:
        assert words[f"parameters.{parameter.name}"]
        if isinstance(parameter, Choice):
            assert {key for key in words if key.startswith(f"options.{parameter.name}.")} == {
                f"options.{parameter.name}.{option}" for option in parameter.options
            }


@pytest.mark.parametrize("name", ["weights", "pattern-detector"])
def test_the_languages_and_palettes_differ(name: str) -> None:
    in_each = [drawing(name, language=language) for language in LANGUAGES]
    assert len({one.svg["light"] for one in in_each}) == len({one.alt for one in in_each}) == len(LANGUAGES)
    light, dark = (set(re.findall("#[0-9a-f]{6}", in_each[0].svg[palette])) for palette in ("light", "dark"))
    assert light <= set(COLOURS.values())
    assert dark == {darkened(colour) for colour in light}


@pytest.mark.parametrize("name", ["weights", "transposed"])
def test_dark_is_the_same_drawn_or_translated(name: str) -> None:
    # Marks that are used again are named after their look.
    drawn, translated = (
        re.sub("m[0-9a-f]{10}", "", text)
        for text in (sheet.svg(figures.draw(name, palette="dark")), drawing(name).svg["dark"])
    )
    assert drawn == translated
    assert len({len(set(colours.values())) for colours in PALETTES.values()}) == 1


def test_how_many_times_fewer_is_told_where_both_are_drawn() -> None:
    # A kernel of 3 on 224 x 224: 224^2 weights for each of 222^2 outputs, against 9.
    times = f"{round(224**2 * 222**2 / 9):,}"
    assert times in drawing("weights", {"layers": "dense-convolutional"}).summary
    assert times not in drawing("weights", {"layers": "local-convolutional"}).summary


@given(params=plots())
@hypothesis_settings(max_examples=8)
def test_the_lines_are_the_counts(params: Params) -> None:
    kernel, pairs = params["kernel"], params["in_channels"] * params["out_channels"]
    counted = {
        "dense": lambda side: side**2 * (side - kernel + 1) ** 2 * pairs,
        "local": lambda side: (side - kernel + 1) ** 2 * kernel**2 * pairs,
        "convolutional": lambda _: kernel**2 * pairs,
    }
    chosen = (
        counted
        if params["layers"] == "all"
        else {kind: counted[kind] for kind in params["layers"].split("-")}
    )
    drawn = lines(params)
    assert len(drawn) == len(chosen)
    for (sides, counts), count in zip(drawn, chosen.values(), strict=True):
        assert sides[0] == kernel
        assert sides[-1] == params["largest"]
        assert counts == [float(count(round(side))) for side in sides]
    summary = drawing("weights", params).summary
    for count in chosen.values():
        assert f"{count(params['largest']):,}" in summary


def test_the_layers_agree_where_the_kernel_covers_the_image() -> None:
    assert len({counts[0] for _, counts in lines({"kernel": 5})}) == 1


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"kernel": 12}, "kernel must be between 1 and 11, but it is 12"),
        ({"largest": 15}, "largest image must be between 16 and 512"),
        ({"layers": "none"}, "layers cannot be “none”"),
        ({"stride": 1}, "no parameter “stride”"),
    ],
)
def test_other_settings_are_refused_with_the_numbers(params: Params, message: str) -> None:
    with pytest.raises(ConvError, match=message):
        drawing("weights", params)


@every_language
def test_the_worker_gets_the_same_drawing_or_a_refusal(language: str) -> None:
    asked = {"figure": "weights", "language": language, "params": {"kernel": ["5"]}, "narrow": True}
    answer = json.loads(web.plot(json.dumps(asked)))
    assert answer == json.loads(
        json.dumps(drawing("weights", {"kernel": 5}, language=language, narrow=True)._asdict())
    )
    refused = json.loads(web.plot(json.dumps({**asked, "params": {"kernel": ["12"]}})))["refused"]
    assert refused["field"] == "kernel.0"
    assert "12" in refused["message"]


def test_an_unknown_figure_and_settings_of_none() -> None:
    with pytest.raises(ConvError, match="there is no figure “wieghts”; there are: weights, "):
        figures.figure("wieghts")
    with pytest.raises(ConvError, match="no parameter “strides”"):
        drawing("connectivity", {"strides": 3})


@pytest.mark.parametrize(
    ("number", "spanish", "english"),
    [
        (0, "0", "0"),
        (9999, "9999", "9,999"),
        (999_999, "999\N{NO-BREAK SPACE}999", "999,999"),
        (1_000_000, "1 millón", "1 million"),
        (2_345_678, "2,35 millones", "2.35 million"),
        (118_697_951_232, "119 mil millones", "119 billion"),
        (10**12, "1 billón", "1 trillion"),
        (2_600_000_000_000_000, "2,6 mil billones", "2.6 quadrillion"),
    ],
)
def test_great_numbers_in_words(number: int, spanish: str, english: str) -> None:
    assert weights.about(number, "es") == spanish
    assert weights.about(number, "en") == english


def test_the_package_needs_no_matplotlib_until_something_is_drawn() -> None:
    program = "import sys, pyconv.pictures.web; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_colours_are_those_of_the_site(project) -> None:
    sheet = (project / "site_assets" / "css" / "tokens.css").read_text("utf-8")
    names = {
        "paper": "paper-raised",
        "sunken": "paper-sunken",
        "ink": "ink",
        "soft": "ink-soft",
        "line": "line",
        "accent": "accent-strong",
    }
    light, dark = _css(sheet, "default"), _css(sheet, "slate")
    for name, variable in names.items():
        assert (COLOURS[name], darkened(COLOURS[name])) == (light[variable], dark[variable])
    taps = [name for name in light if name.startswith("tap-")]
    assert set(taps) == {name for name in COLOURS if name.startswith("tap-")}
    for name in taps:
        assert (COLOURS[name], darkened(COLOURS[name])) == (light[name], dark.get(name, light[name]))


def _css(sheet: str, scheme: str) -> dict[str, str]:
    found = re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\n\}}', sheet, re.DOTALL)
    assert found
    return dict(re.findall(r"--([\w-]+):\s*(#\w{6})", found[1]))
