"""Two lines of code: whether they are the same layer, and if not, where they first differ."""

from pyconv.pictures.view import View
from pyconv.pictures.views.same_layer import focus, picture, setup

VIEW = View("same-layer", setup.Settings, setup.prepare, picture.scene, focus.focus)
