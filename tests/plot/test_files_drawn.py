"""Drawn files, looked at by readers of other people: every frame, every colour, every word."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections import Counter

import matplotlib as mpl
import numpy as np
import pypdf
import pytest
import resvg_py
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from pyconv.messages import LANGUAGES
from pyconv.pictures.export import Options, written
from pyconv.pictures.export.carried import line, read
from pyconv.pictures.model import Prose
from pyconv.pictures.moments import moments
from pyconv.pictures.plot.film import Film
from pyconv.pictures.plot.palette import PALETTES, tint
from pyconv.pictures.plot.picture import Layout
from pyconv.pictures.plot.prose import Table, blocks
from pyconv.pictures.plot.sheet import SETTINGS, Sheet
from pyconv.pictures.state import State, state

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = state("sliding-filter", {"padding": 1, "stride": 2}, "es", step=2)


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def flat(image: Image.Image) -> Counter[tuple[int, ...]]:
    picture = image.convert("RGB")
    found = picture.getcolors(picture.width * picture.height) or []
    return Counter({colour: count for count, colour in found})  # type: ignore[misc]


def lit(shown: State, step: int) -> set[tuple[int, ...]]:
    """Return the colours of the cells that a step lights."""
    hues = moments(shown)[step].focus.lit.values()  # type: ignore[union-attr]
    return {rgb(PALETTES["light"][tint(hue)]) for hue in hues if hue >= 0}


def test_a_gif_has_each_step_in_the_colours_that_were_drawn() -> None:
    film = Film(SHOWN)
    drawn = list(film.frames())
    with Image.open(io.BytesIO(written("gif", SHOWN))) as image:
        assert image.n_frames == film.count == len(SHOWN.scene.steps)
        assert image.info["loop"] == 0
        assert image.info["comment"].decode() == line(SHOWN)
        durations = []
        for step, frame in enumerate(drawn):
            image.seek(step)
            durations.append(image.info["duration"])
            seen = flat(image)
            assert all(seen[colour] > 100 for colour in lit(SHOWN, step)), step
            difference = np.abs(np.asarray(image.convert("RGB")).astype(int) - frame)
            assert difference.max() < 64
            assert (difference > 0).mean() < 0.02, "only edges of letters are rounded to the palette"
        assert durations == [1000] * (film.count - 1) + [2000]


def test_a_frame_is_the_picture_of_its_step() -> None:
    film = Film(SHOWN)
    layout = Layout(SHOWN.scene)
    for step, (frame, moment) in enumerate(zip(film.frames(), moments(SHOWN), strict=True)):
        # As high as the highest of them.
        sheet = Sheet(film.sheet.width, film.sheet.height)
        layout.draw(sheet, moment)
        canvas = FigureCanvasAgg(sheet.figure)
        with mpl.rc_context(SETTINGS):
            canvas.draw()
        alone = np.asarray(canvas.buffer_rgba())[:, :, :3]
        assert np.array_equal(frame, alone), step


def test_a_still_is_the_same_as_png_and_as_another_renderer_draws_its_svg() -> None:
    with Image.open(io.BytesIO(written("png", SHOWN, Options(scale=2)))) as png:
        assert png.info["pyconv"] == line(SHOWN)
        drawn = png.convert("RGB")
    svg = written("svg", SHOWN).decode()
    data = bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
    with Image.open(io.BytesIO(data)) as other:
        assert other.size == drawn.size
        rendered = other.convert("RGB")
    small = [np.asarray(each.resize((each.width // 4, each.height // 4), Image.Resampling.BOX)).astype(int)
             for each in (drawn, rendered)]  # fmt: skip
    assert np.abs(small[0] - small[1]).mean() < 1
    seen = flat(rendered)
    for colour in lit(SHOWN, 2):
        assert abs(seen[colour] - flat(drawn)[colour]) < 0.05 * seen[colour]
    root = ET.fromstring(svg)
    assert [child.tag for child in root][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}metadata"]
    assert root[2].text == line(SHOWN)
    assert "Entrada 5 × 5" in str(root[1].text)


@pytest.mark.parametrize("dark", [False, True])
def test_other_sizes_and_colours(dark: bool) -> None:
    options = Options(dark=dark, narrow=True, scale=4)
    with Image.open(io.BytesIO(written("png", SHOWN, options))) as image:
        assert image.width == 4 * 304
        most, _ = flat(image).most_common(1)[0]
    assert most == rgb(PALETTES["dark" if dark else "light"]["paper"])


def test_results_of_later_steps_can_be_left_out() -> None:
    first = state("sliding-filter", {}, "en", step=0)
    whole, so_far = (written("svg", first, Options(so_far=each)) for each in (False, True))
    assert len(so_far) < len(whole)
    assert rgb(PALETTES["light"]["sunken"]) in flat(
        Image.open(io.BytesIO(written("png", first, Options(so_far=True))))
    )
    at_rest = state("sliding-filter", {}, "en")
    assert written("svg", at_rest, Options(so_far=True)) == written("svg", at_rest)
    assert b"pyconv-sunken" in written("tikz", first, Options(so_far=True))
    assert b"pyconv-sunken" not in written("tikz", first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_pdf_can_be_found(language: str) -> None:
    shown = state("sliding-filter", {}, language, step=2)
    data = written("pdf", shown)
    assert data == written("pdf", shown)
    pdf = pypdf.PdfReader(io.BytesIO(data))
    assert pdf.metadata is not None
    assert pdf.metadata["/Keywords"] == line(shown)
    assert not {"/CreationDate", "/ModDate"} & pdf.metadata.keys()
    (page,) = pdf.pages
    words = page.extract_text()
    for panel in shown.scene.panels:
        assert panel.title.replace(" ", "") in words.replace("\xa0", "").replace(" ", "")
    assert not page.images


def test_an_animated_svg_shows_each_step_in_its_time() -> None:
    svg = written("animated-svg", SHOWN).decode()
    root = ET.fromstring(svg)
    style = next(each.text for each in root.iter(f"{SVG}style") if each.text and "keyframes s" in each.text)
    moves = {
        int(name): re.findall(r"([\d.]+)%\{visibility:(\w+)\}", frames)
        for name, frames in re.findall(r"@keyframes s(\d+)\{((?:[^{}]*\{[^{}]*\})*)\}", style)
    }
    groups = {int(each.get("class", "")[1:]) for each in root.iter(f"{SVG}g") if each.get("class")}
    assert groups == moves.keys()
    count = len(SHOWN.scene.steps)
    length = count + 1
    assert f"{length}s step-end infinite" in style
    assert "prefers-reduced-motion" in style
    film = list(Film(SHOWN).frames())
    for step in (0, SHOWN.step or 0, count - 1):
        # What a reader sees a little after the step begins.
        now = 100 * (step + 0.5) / length
        shown = {
            number: [to for at, to in frames if float(at) <= now][-1] for number, frames in moves.items()
        }
        for each in root.iter(f"{SVG}g"):
            if each.get("class"):
                each.set("visibility", shown[int(each.get("class", "")[1:])])
        text = ET.tostring(root, encoding="unicode")
        with Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=text)))) as other:
            rendered = np.asarray(other.convert("RGB").resize((other.width // 4, other.height // 4))).astype(
                int
            )
        frame = Image.fromarray(film[step])
        drawn = np.asarray(frame.resize((frame.width // 4, frame.height // 4))).astype(int)
        assert np.abs(rendered - drawn).mean() < 1, step
    still = [each.get("visibility") for each in ET.fromstring(svg).iter(f"{SVG}g") if each.get("class")]
    assert "hidden" in still
    assert None in still


def test_a_film_of_an_image_keeps_it_in_every_step() -> None:
    shown = state("feature-maps", {}, "en", step=0)
    film = Film(shown)
    assert film.count == len(shown.scene.steps)
    assert film.svg()[0].count("<image") == sum(
        bool(getattr(panel, "image", "")) for panel in shown.scene.panels
    )


def test_a_row_that_is_open_is_drawn_without_what_changes_it() -> None:
    shown, closed = (state("network", {"layer": layer}, "en") for layer in ("7", ""))
    for kind in ("svg", "png", "pdf"):
        assert read(written(kind, shown, Options(scale=1))).linked.params["layer"] == "7"
    rows = [
        [row for element in blocks(panel, 900) if isinstance(element, Table) for row in element.rows]
        for each in (shown, closed)
        for panel in each.scene.panels
        if panel.name == "layers" and isinstance(panel, Prose)
    ]
    assert len(rows[0]) == len(rows[1])
