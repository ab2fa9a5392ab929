"""The layer as code of a framework, to be copied."""

from html import escape

from pyconv.frameworks import framework_code
from pyconv.messages import say
from pyconv.pictures.model import Prose
from pyconv.pictures.views.layer_size.setup import Layer


def panel(shown: Layer, language: str) -> Prose:
    """Return the layer as a program, with what is not to be seen from it."""
    real, framework = shown.real, shown.framework
    inputs, outputs = real.channels
    framework_name = say(language, f"options.framework.{framework}")
    title = say(language, "layer-size.code", framework=framework_name)
    found = framework_code(real.spec, framework, inputs, outputs, real.groups, language=language)
    warnings = "".join(f"<p>{escape(each)}</p>" for each in found.warnings)
    words = {name: escape(say(language, f"layer-size.{name}")) for name in ("copy", "copied", "not-copied")}
    return Prose(
        "code",
        title,
        f'<pre class="pc-code" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<code>{escape(found.text)}</code></pre>"
        f'<p><button type="button" data-does="copy" data-done="{words["copied"]}"'
        f' data-failed="{words["not-copied"]}">{words["copy"]}</button> <output></output></p>{warnings}',
    )
