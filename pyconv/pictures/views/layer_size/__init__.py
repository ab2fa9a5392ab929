"""The sizes of one layer, of any magnitude, and the same thing small."""

from pyconv.pictures.view import View
from pyconv.pictures.views.layer_size import focus, picture, setup

EARLY = (
    "thousands",
    "layer-size.size",
    "layer-size.rest-waits",
    *(f"axes.{axis}" for axis in range(3)),
    "errors.any-axis",
    *(f"errors.{reason}" for reason in setup.REASONS),
    *(f"parameters.{name}" for name in (*setup.NAMES, "output")),
)
"""The words of the size alone, and of why there is none: `sizes.js` says them before Python is there."""

VIEW = View("layer-size", setup.Settings, setup.prepare, picture.scene, focus.focus, EARLY)
