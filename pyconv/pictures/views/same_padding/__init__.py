"""What the frameworks mean by “same”."""

from pyconv.pictures.view import View
from pyconv.pictures.views.same_padding import picture

VIEW = View("same-padding", picture.Settings, picture.prepare, picture.scene, picture.focus)
