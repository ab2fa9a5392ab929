"""What the frameworks mean by “same”."""

from pyconv.pictures.view import View
from pyconv.pictures.views.same_padding import focus, picture, setup

VIEW = View("same-padding", setup.Settings, setup.prepare, picture.scene, focus.focus)
