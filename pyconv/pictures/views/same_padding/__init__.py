"""What the frameworks mean by “same”."""

from pyconv.pictures.view import View
from pyconv.pictures.views.same_padding import picture

VIEW = View(
    "same-padding", picture.PARAMETERS, picture.PROMINENT, picture.prepare, picture.scene, picture.focus
)
