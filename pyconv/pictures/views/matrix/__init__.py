"""A convolution, or its transpose, as a matrix."""

from pyconv.pictures.view import View
from pyconv.pictures.views.matrix import focus, picture, setup

VIEW = View("matrix", setup.Settings, setup.prepare, picture.scene, focus.focus)
