"""A transposed convolution, got in three ways."""

from pyconv.pictures.view import View
from pyconv.pictures.views.transposed import picture

VIEW = View(
    "transposed", picture.PARAMETERS, picture.PROMINENT, picture.prepare, picture.scene, picture.focus
)
