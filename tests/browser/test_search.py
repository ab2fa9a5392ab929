"""The search of the site leads readers to the right heading first, whatever they call it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# By the Spanish heading and the English one: what readers of either page type.
SOUGHT = {
    ("parameters/#el-nucleo", "parameters/#the-kernel"): ["kernel", "nucleo"],
    ("parameters/#el-paso", "parameters/#the-stride"): ["zancada", "stride", "stride 2"],
    ("parameters/#el-relleno", "parameters/#the-padding"): ["padding", "same padding", "causal"],
    ("parameters/#que-hay-en-el-relleno", "parameters/#what-stands-in-the-padding"): ["reflect"],
    ("parameters/#la-dilatacion", "parameters/#the-dilation"): ["dilatacion", "atrous", "dilation"],
    ("sizes/#una-capa", "sizes/#one-layer"): [
        "size calculator", "tamaño de salida", "tamano de salida", "output size",
    ],
    ("pooling/#un-numero-por-ventana", "pooling/#one-number-for-each-window"): [
        "pooling", "max pooling", "agrupacion",
    ],
    ("pooling/#cuando-las-ventanas-no-caben", "pooling/#when-the-windows-do-not-fit"): ["ceil_mode"],
    ("pooling/#el-camino-de-vuelta", "pooling/#the-way-back"): ["unpooling"],
    ("parameters/#girar-o-no-girar", "parameters/#to-flip-or-not-to-flip"): [
        "correlacion", "Correlación cruzada", "cross-correlation", "girar",
    ],
    ("parameters/#varios-mapas-de-entrada-varios-de-salida",
     "parameters/#several-input-maps-several-output-maps"): ["groups"],
    ("matrix/#como-se-lee-la-matriz", "matrix/#how-to-read-the-matrix"): ["Toeplitz", "unfold"],
    ("cost/#un-gran-producto-de-matrices-im2col", "cost/#one-big-product-of-matrices-im2col"): ["im2col"],
    ("cost/#cada-canal-por-su-cuenta-y-despues-la-mezcla",
     "cost/#each-channel-by-itself-and-then-the-mixture"): ["depthwise"],
    ("receptive-field/#el-campo-efectivo", "receptive-field/#the-effective-field"): ["receptive field"],
    ("receptive-field/#huecos", "receptive-field/#holes"): ["gridding"],
    ("learning/#la-perdida-y-su-gradiente", "learning/#the-loss-and-its-gradient"): [
        "loss", "backpropagation",
    ],
    ("learning/#el-sesgo", "learning/#the-bias"): ["bias"],
    ("learning/#aprender-paso-a-paso", "learning/#learning-step-by-step"): ["learning rate"],
    ("learning/#de-la-salida-a-los-pesos", "learning/#from-the-output-to-the-weights"): [
        "least squares",
    ],
    ("true-convolution/#que-sale-de-un-impulso", "true-convolution/#what-becomes-of-an-impulse"): [
        "impulse response",
    ],
    ("sound/#lo-que-los-pesos-quitan-y-lo-que-dejan", "sound/#what-the-weights-take-and-what-they-leave"): [
        "low-pass", "paso alto",
    ],
    ("matrix/#cuanto-se-ahorra", "matrix/#how-much-is-saved"): ["FLOPs"],
    ("transposed/#nombres-y-usos", "transposed/#names-and-uses"): [
        "upsampling", "deconvolucion", "pixel shuffle",
    ],
    ("transposed/#relleno-de-salida", "transposed/#output-padding"): ["relleno de salida", "output padding"],
    ("transposed/#tableros-de-ajedrez", "transposed/#checkerboards"): ["checkerboard"],
    ("frameworks/#convolucion-transpuesta", "frameworks/#transposed-convolution"): [
        "ConvTranspose", "Conv2DTranspose",
    ],
    ("frameworks/#como-se-llaman-los-argumentos", "frameworks/#what-the-arguments-are-called"): ["auto_pad"],
    ("image/#lo-que-dicen-los-pesos", "image/#what-the-weights-say"): [
        "blur", "gaussian blur", "edge detection", "sobel", "sharpen", "desenfocar", "desenfoque",
        "detección de bordes", "deteccion de bordes", "filtro de imagen", "laplaciano", "image filter",
    ],
    ("why/#el-mapa-se-mueve-con-el-patron", "why/#the-map-moves-with-the-pattern"): ["equivariance"],
}  # fmt: skip


@pytest.mark.parametrize("place", [0, 1], ids=["es", "en"])
def test_what_is_typed_leads_to_its_heading_first(open_reader, place):
    page = open_reader().goto("en/" if place else "")
    field = page.locator(".md-search__input")
    field.click()
    # The page of the best heading comes first, and that heading first below it.
    found = page.locator(".md-search-result__item").first.locator("a.md-search-result__link").nth(1)
    for headings, words in SOUGHT.items():
        path, _, name = headings[place].partition("#")
        for typed in words:
            field.fill("")
            field.press_sequentially(typed)
            # Where the word is, the theme puts it into the link, to light it on the page.
            place_of = page.evaluate("path => new URL(path, document.baseURI).pathname", path)
            expect(found, typed).to_have_js_property("pathname", place_of)
            expect(found, typed).to_have_js_property("hash", f"#{name}")


@pytest.mark.parametrize(
    ("path", "typed", "name"),
    [("", "marco avanza ceros", "por-parametros"), ("en/", "frame slides zeros", "by-parameters")],
    ids=["es", "en"],
)
def test_captions_of_widgets_are_found(open_reader, path, typed, name):
    page = open_reader().goto(path)
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially(typed)
    found = page.locator(f'a.md-search-result__link[href*="#{name}"]').first
    expect(found).to_be_visible()
    for word in typed.split():
        # Lit in what is shown of the caption.
        expect(found.locator("mark", has_text=word).first).to_be_attached()
