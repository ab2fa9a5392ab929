"""Of how many products a transposed convolution makes each cell, and what its weights add up to."""

from pyconv.pictures.view import View
from pyconv.pictures.views.checkerboard import focus, picture, setup

VIEW = View("checkerboard", setup.Settings, setup.prepare, picture.scene, focus.focus)
