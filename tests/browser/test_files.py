"""A figure is saved from its widget with the bytes that Python writes, and is there again when dropped."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageSequence, ImageStat
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from pyconv.pictures.export import Options, written
from pyconv.pictures.export.carried import read
from pyconv.pictures.state import state
from tests.browser.widget_page import READY_MS, set_up, wait_for_python

pytestmark = pytest.mark.browser

LINK = "en/parameters/#stride-figure?stride=2,3&padding=1&input:0,0=3,1/2&step=3&v=1"
CARRIED = {
    "input": 6,
    "kernel": 3,
    "stride": [2, 3],
    "padding": 1,
    "input_values": "ramp",
    "edits": {"input:0,0": "3", "input:0,1": "1/2"},
}
KINDS = {
    "svg": "SVG",
    "png": "PNG, 2×",
    "pdf": "PDF",
    "gif": "GIF",
    "animated-svg": "Animated SVG",
    "mp4": "Video (MP4)",
    "webm": "Video (WebM)",
    "html": "A page that plays (HTML)",
    "tex": "LaTeX: formula and matrices",
    "tikz": "TikZ: the grids",
    "numpy": "NumPy: the arrays",
    "csv": "CSV",
}


def dialog_of(page: Page, widget: Locator) -> Locator:
    widget.locator("[data-does=take-along]").click()
    dialog = page.locator("dialog.pc-taking")
    dialog.get_by_text("A file", exact=True).click()
    return dialog


def drop(page: Page, where: str, name: str, data: bytes) -> None:
    page.evaluate(
        """([where, name, data]) => {
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], name));
          const target = document.querySelector(where);
          target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [where, name, b64encode(data).decode()],
    )


def test_a_widget_is_saved_as_files_and_opened_again(reader: Any, tmp_path: Path) -> None:
    page = reader.goto(LINK)
    widget = page.locator("#stride-figure")
    set_up(widget)
    wait_for_python(page)
    dialog = dialog_of(page, widget)
    shown = state("sliding-filter", CARRIED, "en", step=2)
    files: dict[str, bytes] = {}
    for kind, name in KINDS.items():
        with page.expect_download(timeout=READY_MS) as saved:
            dialog.get_by_role("button", name=name, exact=True).click()
        path = tmp_path / f"{kind}-{saved.value.suggested_filename}"
        saved.value.save_as(path)
        files[kind] = path.read_bytes()
        carried = read(files[kind])
        again = state(carried.view, carried.linked.params, carried.language, step=carried.linked.step)
        assert (again.name, again.params, again.step) == (shown.name, shown.params, shown.step), kind
    for kind in ("svg", "animated-svg", "tex", "tikz", "numpy", "csv"):
        assert files[kind] == written(kind, shown, Options(so_far=True)), kind
    with Image.open(io.BytesIO(files["gif"])) as image:
        assert image.n_frames == len(shown.scene.steps)
    (sheet,) = PdfReader(io.BytesIO(files["pdf"])).pages
    assert "13 + 1·0 + 2·18 + 0·19 = 69" in sheet.extract_text()
    for font in sheet["/Resources"]["/Font"].values():
        described = font.get_object().get("/DescendantFonts", [font])[0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described.get_object(), "a reader has all letters that the picture has"
    # Six steps of a second, and one more for the last.
    assert files["mp4"][4:8] == b"ftyp"
    assert played(reader, tmp_path / "mp4-sliding-filter.mp4") == [7, 1360, 778]
    assert played(reader, tmp_path / "webm-sliding-filter.webm") == [7, 1360, 778]
    for kind, codec in (("mp4", "h264"), ("webm", "vp9")):
        expect_the_same_film(tmp_path / f"{kind}-sliding-filter.{kind}", codec, files["gif"])
    told = dialog.locator(".pc-told")
    expect(told).to_contain_text("sliding-filter.csv is saved")

    # What takes long can be given up at once, and something else be made.
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))
    dialog.get_by_role("button", name="Video (MP4)", exact=True).click()
    dialog.get_by_role("button", name="Cancel", exact=True).click()
    expect(told).to_have_text("Cancelled.")
    expect(dialog.locator(".pc-making")).to_be_hidden()
    with page.expect_download(timeout=READY_MS):
        dialog.get_by_role("button", name="CSV", exact=True).click()
    assert downloads == ["sliding-filter.csv"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert b"stride-figure?" in files["html"], "it leads back to where it is from"

    # On another page, where another figure has the view.
    other = reader.goto("en/")
    wait_for_python(other)
    drop(other, "pyconv-widget", "figure.gif", files["gif"])
    filter_figure = other.locator("#filter-figure")
    expect(filter_figure.locator('[data-field="stride.1"]')).to_have_value("3")
    expect(filter_figure.locator(".pc-step")).to_have_text(re.compile("3"))
    drop(other, "main", "figure.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    expect(other.locator(".pc-astray")).to_contain_text("The file is damaged")
    drop(other, "main", "notes.txt", b"nothing of a figure")
    expect(other.locator(".pc-astray")).to_contain_text("carries no picture of pyconv")
    # A figure that this page has not is looked for on the others.
    channels = written("csv", state("channels", {"stride": 2}, "es", step=1))
    with other.expect_navigation(url=re.compile("parameters/#channels-figure")):
        drop(other, "main", "figure.csv", channels)
    expect(other.locator("#channels-figure [data-field='stride.0']")).to_have_value("2")


def played(reader: Any, video: Path) -> list[int]:
    """Return the seconds, width and height of a video, as a browser plays it."""
    page = reader.context.new_page()
    page.goto(video.as_uri())
    seen: list[int] = page.locator("video").evaluate(
        """async (video) => {
          await video.play();
          return [Math.round(video.duration), video.videoWidth, video.videoHeight];
        }"""
    )
    page.close()
    return seen


def expect_the_same_film(video: Path, codec: str, gif: bytes) -> None:
    """Read a video as players do that are no browsers: in each second is the picture of its step."""
    with av.open(str(video)) as film:
        (stream,) = film.streams
        assert stream.codec_context.name in {codec, f"lib{codec}", f"libdav1d-{codec}"}
        shown = {int(frame.time): frame.to_image() for frame in film.decode(stream)}
    with Image.open(io.BytesIO(gif)) as drawn:
        frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(drawn)]
    assert list(shown) == list(range(len(frames) + 1))
    for second, image in shown.items():
        frame = frames[min(second, len(frames) - 1)].resize(image.size)
        distance = ImageStat.Stat(ImageChops.difference(image.convert("RGB"), frame)).mean
        assert max(distance) < 6, f"second {second} shows another picture"


def test_the_page_of_a_figure_plays_without_a_network(reader: Any, tmp_path: Path) -> None:
    shown = state("sliding-filter", {"padding": 1}, "en", step=1)
    path = tmp_path / "figure.html"
    path.write_bytes(written("html", shown))
    page = reader.context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path.as_uri())
    place, lit = page.locator(".player output"), page.locator(".pc-chosen")
    expect(place).to_have_text("2 / 25")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("3 / 25")
    expect(lit).to_have_attribute("data-key", "out:2")
    expect(page.locator(".pc-pending")).to_have_count(22)
    expect(page.locator(".pc-words")).to_contain_text("=")
    page.locator("[data-does=back]").click()
    expect(place).to_have_text("2 / 25")
    page.keyboard.press("End")
    expect(place).to_have_text("25 / 25")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(place).to_have_text("1 / 25", timeout=5_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.locator(".pc-stage [data-key='out:7']").click()
    expect(place).to_have_text("8 / 25")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
