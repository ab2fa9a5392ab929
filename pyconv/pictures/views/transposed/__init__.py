"""A transposed convolution, got in three ways."""

from pyconv.pictures.view import View
from pyconv.pictures.views.transposed import picture

VIEW = View("transposed", picture.Settings, picture.prepare, picture.scene, picture.focus)
