"""A transposed convolution, got in three ways."""

from pyconv.pictures.view import View
from pyconv.pictures.views.transposed import focus, picture, setup

VIEW = View("transposed", setup.Settings, setup.prepare, picture.scene, focus.focus)
