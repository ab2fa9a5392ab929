"""A reader's own image: every source, weights by the keyboard, and pixels whose sums are NumPy's."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pyconv.pictures.imaging import sample
from site_assets.build import PROJECT
from tests.browser.widget_page import READY_MS

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

PICTURE = np.random.default_rng(3).integers(0, 256, (20, 30), dtype=np.uint8)


def png(pixels: Any = PICTURE) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def opened(page: Page) -> Locator:
    image = page.locator("#own-image")
    image.scroll_into_view_if_needed()
    expect(image.locator(".pc-python")).to_have_attribute("data-state", "ready", timeout=READY_MS)
    expect(image.locator("[data-name='result'] canvas")).to_be_visible()
    return image


def canvas(image: Locator, name: str) -> Locator:
    return image.locator(f".pc-shot[data-name='{name}'] canvas")


def title(image: Locator, name: str) -> Locator:
    return image.locator(f".pc-shot[data-name='{name}'] .pc-title")


def greys(image: Locator, name: str) -> Any:
    """Return the levels of grey that a canvas shows."""
    width, levels = canvas(image, name).evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const copy = Object.assign(document.createElement("canvas"), { width, height });
          const context = copy.getContext("2d", { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          return [width, [...data].filter((_, at) => at % 4 === 0)];
        }"""
    )
    return np.array(levels).reshape(-1, width)


def correlated(pixels: Any, kernel: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(pixels.astype(int), kernel.shape)
    return (windows * kernel).sum((2, 3))


def test_sources_weights_and_pixels(open_reader: Any) -> None:
    reader = open_reader(width=1280, height=900, reduced_motion="reduce")
    page = reader.goto("en/image/")
    image = opened(page)
    assert np.array_equal(greys(image, "input"), sample())
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('#own-image', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []

    # A file, and what is none.
    field = image.locator("input[type='file']")
    field.set_input_files({"name": "mine.png", "mimeType": "image/png", "buffer": png()})
    expect(title(image, "result")).to_have_text("Result: 18 × 28")
    expect(image.locator(".pc-source-told")).to_have_text("New image: 20 × 30 pixels.")
    assert np.array_equal(greys(image, "input"), PICTURE)
    field.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no image"})
    expect(image.locator(".pc-source-told")).to_contain_text("“notes.txt” is no image")

    # A weight by the keyboard makes the kernel the reader's own; a pixel by the keyboard and its sum.
    chosen = image.locator("[data-field='image_filter']")
    weight = image.get_by_role("spinbutton", name="Weights of the kernel, row 1, column 1")
    weight.focus()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_value("own")
    kernel = np.array([[-1, 0, 1], [-2, 0.5, 2], [-1, 0, 1]])
    wanted = correlated(PICTURE, kernel)
    canvas(image, "result").focus()
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    at = 18 // 2 - 1, 28 // 2 - 1 + 10
    shown = f"{wanted[at]:g}".replace("-", "−")
    words = image.locator(".pc-words")
    expect(words).to_contain_text(f"Result ({at[0]}, {at[1]}): {shown}.")
    expect(words).to_contain_text(f"{PICTURE[at[0] + 1, at[1] + 1]} × 0.5")
    expect(image.locator(".pc-live")).to_contain_text(f"= {shown}.")
    spot = image.locator("[data-name='input'] .pc-spot").bounding_box()
    box = canvas(image, "input").bounding_box()
    assert spot
    assert box
    pixel = box["width"] / 30
    assert abs(spot["x"] - box["x"] - at[1] * pixel) < 1
    assert abs(spot["y"] - box["y"] - at[0] * pixel) < 1
    assert abs(spot["width"] - 3 * pixel) < 1

    # What is no number is told in place; the last good image stays.
    weight.fill("")
    expect(image.locator(".pc-refusal")).to_contain_text("The cell is empty")
    expect(weight).to_have_attribute("aria-invalid", "true")
    image.get_by_role("button", name="Everything as at first").click()
    expect(image.locator(".pc-refusal")).to_be_empty()
    expect(chosen).to_have_value("sobel-x")

    # A named kernel fills the fields, also in another size; the slider moves the weight last in use.
    chosen.select_option("gaussian")
    expect(weight).to_have_value("4")
    expect(image.get_by_label("All divided by")).to_have_value("16")
    smooth = correlated(PICTURE, np.outer([1, 2, 1], [1, 2, 1]))
    page.wait_for_function(
        "(told) => document.querySelector('.pc-words').textContent.includes(told)", arg=") / 16"
    )
    assert np.array_equal(greys(image, "result"), (2 * smooth + 16) // 32)
    slider = image.locator(".pc-mover input").first
    slider.fill("-2.5")
    expect(weight).to_have_value("-2.5")

    # Everything at once: an image for each step.
    image.locator("summary").click()
    pooling = image.locator("[data-field='image_pooling']")
    pooling.select_option("max")
    image.locator("[data-field='second_kernel']").select_option("laplacian")
    image.get_by_label("The transposed way back").select_option("yes")
    for name, said in (
        ("pooled", "After the pooling: 9 × 14"),
        ("second", "After the second kernel: 7 × 12"),
        ("back", "The way back: 20 × 30"),
    ):
        expect(title(image, name)).to_have_text(said)
    back = canvas(image, "back")
    box = back.bounding_box()
    assert box
    back.hover(position={"x": 2, "y": box["height"] - 2})
    expect(words).to_contain_text("Way back (19, 0)")
    pooling.select_option("none")
    expect(canvas(image, "pooled")).to_have_count(0)


def paste(page: Page, target: str, file: bytes | None) -> None:
    page.evaluate(
        """([target, bytes]) => {
          const clipboardData = new DataTransfer();
          const file = bytes && new File([new Uint8Array(bytes)], "a.png", { type: "image/png" });
          if (file) clipboardData.items.add(file);
          else clipboardData.setData("text/plain", "words");
          document.querySelector(target).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
          );
        }""",
        [target, list(file) if file else None],
    )


CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  if (globalThis.denied) throw new DOMException("", "NotAllowedError");
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  const context = canvas.getContext("2d");
  context.fillStyle = "rgb(200 200 200)";
  context.fillRect(0, 0, 64, 48);
  globalThis.stream = canvas.captureStream(10);
  setInterval(() => context.fillRect(0, 0, 64, 48), 50);
  return globalThis.stream;
};
"""


def test_clipboard_camera_and_drawing_on_a_phone(open_reader: Any) -> None:
    reader = open_reader(width=360, height=800, reduced_motion="reduce")
    reader.context.add_init_script(CAMERA)
    page = reader.goto("image/")
    image = opened(page)
    told = image.locator(".pc-source-told")
    paste(page, "#own-image canvas", None)
    expect(told).to_contain_text("No hay ninguna imagen en el portapapeles.")
    paste(page, "body", png())
    expect(told).to_have_text("Imagen nueva: 20 × 30 píxeles.")
    expect(title(image, "result")).to_have_text("Resultado: 18 × 28")

    # The camera is asked for when it is pressed, and is off again once there is a picture.
    camera = image.get_by_role("button", name="Cámara")
    page.evaluate("() => { globalThis.denied = true; }")
    camera.click()
    expect(told).to_contain_text("No se permitió usar la cámara.")
    page.evaluate("() => { globalThis.denied = false; }")
    camera.press("Enter")
    expect(image.get_by_role("button", name="Tomar la foto")).to_be_focused()
    page.wait_for_function("() => document.querySelector('#own-image video').videoWidth > 0")
    page.keyboard.press("Enter")
    expect(title(image, "input")).to_have_text("Entrada: 48 × 64")
    assert abs(int(np.median(greys(image, "input"))) - 200) < 6
    assert page.evaluate("() => globalThis.stream.getTracks().every((each) => each.readyState === 'ended')")
    expect(image.locator(".pc-camera")).to_be_hidden()
    expect(camera).to_be_focused()

    # A drawing, by the mouse and by the keyboard.
    image.get_by_role("button", name="Dibujar").click()
    expect(title(image, "input")).to_have_text("Entrada: 128 × 128")
    assert greys(image, "input").min() == 255
    drawn = canvas(image, "input")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 3 / 4, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    sheet = greys(image, "input")
    assert sheet[64, 34:94].max() == 0
    assert sheet[:50].min() == 255
    drawn.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press(" ")
    # The keys go on where the mouse was last.
    assert greys(image, "input")[44, 90:100].min() == 0
    image.get_by_label("Lado más largo").select_option("32")
    expect(title(image, "result")).to_have_text("Resultado: 30 × 30")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360

    # The sample again; then another page and back: the theme keeps the script, and the page its image.
    image.get_by_role("button", name="La muestra").click()
    expect(title(image, "input")).to_have_text("Entrada: 32 × 32")
    expect(image.get_by_role("button", name="Dibujar")).to_have_attribute("aria-pressed", "false")


def test_without_scripts_the_sample_and_its_result_stand_there(open_reader: Any) -> None:
    reader = open_reader(javascript=False)
    page = reader.goto("image/")
    image = page.locator("#own-image")
    for name in ("input", "result"):
        expect(image.locator(f"[data-name='{name}'] img")).to_be_visible()
        width = image.locator(f"[data-name='{name}'] img").evaluate("(shown) => shown.naturalWidth")
        assert width == {"input": 128, "result": 126}[name]
    expect(image.locator("noscript")).to_be_visible()
    expect(image.get_by_text(re.compile("−820 a 820"))).to_be_visible()
