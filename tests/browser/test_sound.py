"""A sound under a kernel: what the browser plays is what NumPy says, wherever the sound comes from."""

from __future__ import annotations

import io
import re
import wave
from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from pyconv.pictures.sounding import sound
from site_assets.build import PROJECT
from tests.browser.scripts import RENDERED
from tests.browser.widget_page import READY_MS

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

RATE, FULL = 16_000, 32_768

NEAR = 1e-5
"""How far apart, in parts of full scale, sums of floats of 32 bits may be from exact ones."""

KERNELS = [
    ([1], 1),
    ([1, 0.6], 4_000),
    ([1 / 8] * 8, 1),
    ([1 / 8] * 8, 100),
    ([1, -1], 1),
    ([1, -2, 1], 1),
    ([2.5, -1, 0, 0.25, 1 / 3, 7, -0.01, 1, -3], 8_000),
]


def wav(samples: Any, rate: int = RATE, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(np.asarray(samples).astype("<i2").tobytes())
    return file.getvalue()


def choose(host: Locator, name: str, data: bytes, kind: str = "audio/wav") -> None:
    field = host.locator("input[type='file']")
    field.set_input_files({"name": name, "mimeType": kind, "buffer": data})


def opened(page: Page) -> Locator:
    host = page.locator("#own-sound")
    host.scroll_into_view_if_needed()
    expect(host.locator(".pc-python")).to_have_attribute("data-state", "ready", timeout=READY_MS)
    return host


def told(host: Locator, name: str) -> Locator:
    return host.locator(f".pc-shot[data-name='{name}'] .pc-told-shades")


def added(samples: Any, response: Any, length: int) -> Any:
    """Return the sum of the copies of a sound, within full scale from −1 to 1."""
    total = np.zeros(length)
    for place, weight in response:
        total[place : place + len(samples)] += weight * samples / FULL
    return total


def kernel(weights: Any, spacing: int) -> Any:
    spread = np.zeros((len(weights) - 1) * spacing + 1)
    spread[::spacing] = weights
    return spread


@pytest.mark.parametrize("made", ["melody", "noise"])
def test_the_browser_plays_what_numpy_computes(open_reader: Any, made: str) -> None:
    page = open_reader().goto("en/sound/")
    noise = np.random.default_rng(4).integers(-FULL, FULL, 9_000)
    samples = noise if made == "noise" else sound("melody")
    for weights, spacing in KERNELS:
        length = len(samples) + (len(weights) - 1) * spacing
        response = [[place * spacing, weight] for place, weight in enumerate(weights)]
        heard = page.evaluate(f"(given) => ({RENDERED})(...given)", [samples.tolist(), response, length])
        floats = np.frombuffer(b64decode(heard), "<f4")
        wanted = added(samples, response, length)
        assert floats.shape == wanted.shape
        # Floats are as fine as what they add up is large.
        assert np.abs(floats - wanted).max() < NEAR * max(1, sum(map(abs, weights)))


COUNTED = """
globalThis.contexts = [];
globalThis.AudioContext = class extends AudioContext {
  constructor(...given) { super(...given); globalThis.contexts.push(this); }
};
"""


def test_kernels_samples_and_what_is_heard(open_reader: Any) -> None:
    reader = open_reader(width=1280, height=900)
    reader.context.add_init_script(COUNTED)
    page = reader.goto("en/sound/")
    host = opened(page)
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('#own-sound', { resultTypes: ['violations'] })")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []

    # What the browser computes is compared on the page itself.
    def compared() -> float:
        host.get_by_role("button", name="Do they agree?").click()
        words = host.locator(".pc-sound-compared")
        expect(words).to_contain_text("of full scale")
        apart = re.search(r"than ([\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))? of full", words.inner_text())
        assert apart
        power = (apart[2] or "0").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        return float(apart[1]) * 10.0 ** int(power)

    chosen = host.locator("[data-field='sound_kernel']")
    expect(told(host, "result")).to_contain_text("44,000 samples")
    assert compared() < NEAR
    chosen.select_option("blur")
    expect(told(host, "result")).to_contain_text("40,007 samples")
    expect(host.locator("[data-field='sound_weights.7']")).to_have_value("1")
    expect(host.locator("[data-field='sound_weights.8']")).to_be_hidden()
    expect(host.get_by_label("All divided by")).to_have_value("8")
    assert compared() < NEAR

    # The blur becomes a row of echoes.
    for _ in range(3):
        host.get_by_role("button", name="twice the samples").click()
    expect(host.locator("input[type='number'][data-field='spacing.0']")).to_have_value("8")
    expect(told(host, "result")).to_contain_text("40,056 samples")

    # A weight by the keyboard makes the kernel the reader's own; a sample by the keyboard and its sum.
    weight = host.get_by_role("spinbutton", name="Weights of the kernel, weight 1")
    weight.focus()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_value("own")
    slider = host.get_by_role("slider", name="Sample of the result")
    slider.focus()
    for key in ("Home", "PageUp", "Shift+ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    at = round(40_056 / 40) + 10
    weights = np.array([1, 1.5, 1, 1, 1, 1, 1, 1]) / 8
    wanted = np.convolve(sound("melody"), kernel(weights, 8))[at]
    words = host.locator(".pc-words")
    expect(words).to_contain_text(f"Result, sample {at:,}")
    expect(words).to_contain_text(f"1.5 × {sound('melody')[at - 8]}".replace("× -", "× (−"))
    last = words.inner_text().rpartition("= ")[2].replace("−", "-").replace("≈ ", "")
    assert float(last.split()[-1]) == pytest.approx(wanted, abs=0.006)
    expect(slider).to_have_attribute("aria-valuetext", re.compile(f"^Result, sample {at:,}"))
    expect(host.locator(".pc-live")).to_contain_text(f"Result, sample {at:,}")
    assert compared() < NEAR

    # What is no number is told in place.
    weight.fill("")
    expect(host.locator(".pc-refusal")).to_contain_text("The cell is empty")
    expect(weight).to_have_attribute("aria-invalid", "true")
    host.get_by_role("button", name="Everything as at first").click()
    expect(host.locator(".pc-refusal")).to_be_empty()
    expect(chosen).to_have_value("echo")

    # Nothing was played so far.
    playing = host.locator(".pc-sound-playing")
    expect(playing).to_have_text("Nothing is playing.")
    assert page.evaluate("() => contexts.length") == 0
    host.get_by_label("again and again").check()
    after = host.get_by_role("button", name="Play after")
    after.press("Enter")
    expect(playing).to_have_text("The sound after is playing.")
    expect(after).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => contexts.length === 1 && contexts[0].currentTime > 0.3")
    head = host.locator("[data-name='result'] .pc-sound-head")
    expect(head).to_be_visible()
    weight.fill("-1")
    expect(host.locator("[data-name='kernel'] text").nth(2)).to_have_text("−1")
    host.get_by_role("button", name="Play before").click()
    expect(playing).to_have_text("The sound before is playing.")
    host.get_by_role("button", name="Stop").click()
    expect(playing).to_have_text("Nothing is playing.")
    expect(head).to_be_hidden()

    # By itself it ends behind the last echo.
    host.get_by_label("again and again").uncheck()
    host.locator(".pc-sound-sounds").select_option("clicks")
    expect(told(host, "input")).to_contain_text("19,200 samples")
    expect(host.locator(".pc-words")).to_contain_text("sample 1,600")
    after.click()
    expect(playing).to_have_text("The sound after is playing.")
    page.wait_for_function(
        "() => document.querySelector('.pc-sound-playing').textContent.startsWith('Nothing')"
    )
    assert page.evaluate("() => contexts.length") == 1


MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  if (globalThis.failure) throw new DOMException("", globalThis.failure);
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const level = new GainNode(context, { gain: 0.25 });
  const out = new MediaStreamAudioDestinationNode(context);
  tone.connect(level).connect(out);
  tone.start();
  globalThis.stream = out.stream;
  return out.stream;
};
"""


def test_files_and_a_recording_on_a_phone(open_reader: Any) -> None:
    reader = open_reader(width=360, height=800, reduced_motion="reduce")
    reader.context.add_init_script(MICROPHONE)
    page = reader.goto("sound/")
    host = opened(page)
    said = host.locator(".pc-source-told")
    mine = np.random.default_rng(3).integers(-9_000, 9_000, 8_000)
    choose(host, "mía.wav", wav(mine))
    expect(said).to_have_text("Sonido nuevo: 0,5 s.")
    expect(told(host, "input")).to_contain_text("8000 muestras")
    expect(host.locator(".pc-sound-sounds")).to_have_value("own")
    # Sample for sample: the sum of one is that of the file.
    slider = host.get_by_role("slider", name="Muestra del resultado")
    slider.press("Home")
    slider.press("Shift+ArrowRight")
    expect(host.locator(".pc-words")).to_contain_text("muestra 10 ")
    assert str(abs(mine[10])) in host.locator(".pc-words").inner_text()

    # Two channels at another rate.
    stereo = np.repeat(mine[:, None], 2, axis=1) * [1, 0]
    choose(host, "dos.wav", wav(stereo, rate=32_000, channels=2))
    expect(said).to_have_text("Sonido nuevo: 0,25 s.")
    expect(told(host, "input")).to_contain_text("4000 muestras")

    choose(host, "larga.wav", wav(np.tile(mine, 20)))
    expect(said).to_have_text("Sonido nuevo: los primeros 8 s de 10 s; el resto queda fuera.")
    expect(told(host, "input")).to_contain_text("128 000 muestras")

    # What is none leaves the last sound where it was.
    for name, data, kind, words in (
        ("notas.txt", b"no es un sonido", "text/plain", "«notas.txt» no es un sonido"),
        ("nada.wav", b"", "audio/wav", "«nada.wav» está vacío: tiene 0 bytes."),
        ("hueca.wav", wav([]), "audio/wav", "«hueca.wav»"),
        (
            "enorme.wav",
            bytes(20_100_000),
            "audio/wav",
            "«enorme.wav» mide 21 MB: no se lee ningún archivo de más de 20 MB.",
        ),
    ):
        choose(host, name, data, kind)
        expect(said).to_contain_text(words)
    expect(told(host, "input")).to_contain_text("128 000 muestras")

    # The microphone is asked for when it is pressed, and is off again once there is a recording.
    record = host.locator("[data-does='record']")
    for failure, words in (
        ("NotAllowedError", "No se permitió usar el micrófono."),
        ("NotFoundError", "Aquí no hay ningún micrófono"),
        ("NotReadableError", "No se pudo encender el micrófono"),
    ):
        page.evaluate("(failure) => { globalThis.failure = failure; }", failure)
        record.click()
        expect(said).to_contain_text(words)
    page.evaluate("() => { globalThis.failure = ''; }")
    record.press("Enter")
    expect(record).to_have_text("Dejar de grabar")
    expect(said).to_contain_text("Grabando: 8 s como mucho.")
    page.wait_for_timeout(900)
    record.press("Enter")
    expect(record).to_have_text("Grabar")
    expect(said).to_contain_text("Sonido nuevo")
    expect(told(host, "input")).to_contain_text(re.compile(r"llega al 2\d.%"))
    assert page.evaluate("() => stream.getTracks().every((each) => each.readyState === 'ended')")

    # Without movement nothing runs along.
    host.get_by_role("button", name="Oír el de después").click()
    expect(host.locator(".pc-sound-playing")).to_have_text("Suena el de después.")
    expect(host.locator("[data-name='result'] .pc-sound-head")).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_without_scripts_the_drawings_and_the_files_are_there(open_reader: Any) -> None:
    page = open_reader(javascript=False).goto("sound/")
    host = page.locator("#own-sound")
    for name in ("input", "result", "kernel", "close"):
        expect(host.locator(f"[data-name='{name}'] svg")).to_be_visible()
    links = host.locator("noscript a")
    expect(links).to_have_count(2)
    answer = page.request.get(links.first.evaluate("(link) => link.href"))
    assert answer.headers["content-type"] == "audio/wav"
    assert np.array_equal(np.frombuffer(answer.body()[44:], "<i2"), sound("melody"))
