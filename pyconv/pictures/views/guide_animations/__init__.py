"""The guide's fifteen animations, by name: eight convolutions and seven transposed ones."""

from typing import Any

from pyconv.messages import say
from pyconv.pictures.controls import Choice, Edits
from pyconv.pictures.model import Focus, Prose, Scene
from pyconv.pictures.parts import connections, maps
from pyconv.pictures.parts.convolution import Convolution
from pyconv.pictures.settings import Controls
from pyconv.pictures.view import View
from pyconv.pictures.views import sliding_filter, transposed
from pyconv.pictures.views.relationships import DILATION, SEVEN, TRANSPOSED, shown_in_the_guide
from pyconv.pictures.views.transposed.setup import Transposed
from pyconv.relationships import relationship
from pyconv.transposed import TransposedSpec

ANIMATIONS = (*SEVEN, "dilation", *(name + TRANSPOSED for name in SEVEN))


class Settings(Controls):
    """What a reader can change."""

    preset = Choice(ANIMATIONS, "padding_strides", words="preset")
    edits = Edits(("input", "kernel"))


Shown = tuple[str, Convolution | Transposed]


def prepare(chosen: Settings) -> Shown:
    """Return the name of the animation that the reader chose, and what it shows, computed."""
    name = chosen.preset
    spec = shown_in_the_guide(name)
    # The guide draws the same numbers along both axes.
    sizes: dict[str, Any] = {
        "input": spec.input_size[0],
        "kernel": spec.kernel_size[0],
        "stride": spec.stride[0],
        "dilation": spec.dilation[0],
    }
    padding = spec.padding[0][0]
    if isinstance(spec, TransposedSpec):
        sizes |= {"padding": padding, "output_padding": spec.output_padding[0]}
        return name, transposed.VIEW.prepare(transposed.VIEW.settings.read(sizes, edits=chosen.edits))
    sizes |= {"padding": "explicit", "amounts": padding}
    return name, sliding_filter.VIEW.prepare(sliding_filter.VIEW.settings.read(sizes, edits=chosen.edits))


def scene(shown: Shown, language: str) -> Scene:
    """Return the picture of the convolution, or of the one that the transposed one amounts to."""
    name, animation = shown
    if isinstance(animation, Convolution):
        drawn = maps.scene(animation, language)
    else:
        drawn = transposed.VIEW.scene(animation, language)
        last = [panel.name for panel in drawn.panels].index("result")
        # Here it is the only way: its title, which counts it as the first of three, goes.
        panels = drawn.panels[: last + 1]
        kept = tuple(each._replace(title="") if isinstance(each, Prose) else each for each in panels)
        drawn = drawn._replace(panels=kept)
    return drawn._replace(summary=f"{_told(name, language)} {drawn.summary}")


def _told(name: str, language: str) -> str:
    """Return what the guide calls an animation, its numbers and the relationship that gives its size."""
    i, k, s, p, d = (*SEVEN.get(name.removesuffix(TRANSPOSED), DILATION), 1)[:5]
    return say(
        language,
        f"guide-animations.{'transposed' if name.endswith(TRANSPOSED) else 'direct'}",
        name=name,
        numbers=f"i = {i}, k = {k}, s = {s}, p = {p}" + (f", d = {d}" if d > 1 else ""),
        relationship=relationship(shown_in_the_guide(name)).number,
    )


def focus(shown: Shown, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to.

    Raises:
        ConvError: there is no such cell.
    """
    _, animation = shown
    if isinstance(animation, Convolution):
        return connections.focus(animation, key, language)
    found = transposed.VIEW.focus(animation, key, language)
    # The matrix and the stamps, of which it tells as well, are not in this picture.
    return found._replace(
        lit={name: hue for name, hue in found.lit.items() if not name.startswith("term:")},
        boxes=tuple(box for box in found.boxes if box.grid == "stretched"),
        texts={},
    )


VIEW = View("guide-animations", Settings, prepare, scene, focus, pack=("guide", "preset"))
