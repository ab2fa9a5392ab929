"""A reader's own image as files: each of its images as it is seen, and the values of all, exactly."""

import json

from pyconv.errors import ConvError
from pyconv.pictures import imaging
from pyconv.pictures.export import FORMATS, own
from pyconv.pictures.export.carried import KEYWORD
from pyconv.pictures.export.values import Numbers
from pyconv.pictures.png import png


def written(kind: str, data: str, params: str, language: str) -> own.Saved:
    """Return an own image under some settings as a file.

    Args:
        kind: "csv" or "numpy" for all values, or the name of one of the images for that as PNG.
        data: the image, a grey map in Base64.
        params: the settings, as JSON text.
        language: of the words.

    Raises:
        ConvError: there is no such kind or image, or the settings make nothing of the image.
    """
    shown = imaging.imaged(data, params)
    carries = own.carried(imaging.NAME, imaging.Settings.parameters, json.loads(params), language)
    if kind in own.TEXTS:
        return own.text(kind, imaging.NAME, _numbers(shown, language), carries, language)
    if kind not in shown.names:
        raise ConvError("unknown-format", field="format", value=kind, choices=[*own.TEXTS, *shown.names])
    seen = imaging.levels(shown, kind, language)
    texts = {KEYWORD: carries, "Title": imaging.title(shown, kind, language)}
    file = png(seen.levels, seen.colours, texts)
    return own.Saved(file, f"{imaging.NAME}-{kind}.png", FORMATS["png"].media, carries)


def _numbers(shown: imaging.Imaged, language: str) -> list[Numbers]:
    """Return the values of every image, and the kernels between them."""
    images = {name: (imaging.title(shown, name, language), shown.values(name)) for name in shown.names}
    used = {
        f"{which}_kernel": (imaging.kernel_title(which, language), kernel.values)
        for which, kernel in imaging.kernels(shown.chosen).items()
    }
    return [own.exact(name, *each) for name, each in (images | used).items()]
