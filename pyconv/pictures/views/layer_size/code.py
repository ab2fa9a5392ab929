"""The layer as code of a framework, to be copied."""

from pyconv.frameworks import framework_code
from pyconv.messages import say
from pyconv.pictures.model import Prose
from pyconv.pictures.parts.listing import listing
from pyconv.pictures.views.layer_size.setup import Layer


def panel(shown: Layer, language: str) -> Prose:
    """Return the layer as a program, with what is not to be seen from it."""
    real, framework = shown.real, shown.framework
    inputs, outputs = real.channels
    framework_name = say(language, f"options.framework.{framework}")
    title = say(language, "layer-size.code", framework=framework_name)
    found = framework_code(real.spec, framework, inputs, outputs, real.groups, language=language)
    return listing(title, found.text, found.warnings, language)
