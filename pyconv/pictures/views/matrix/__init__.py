"""A convolution, or its transpose, as a matrix."""

from pyconv.pictures.view import View
from pyconv.pictures.views.matrix import picture

VIEW = View("matrix", picture.Settings, picture.prepare, picture.scene, picture.focus)
