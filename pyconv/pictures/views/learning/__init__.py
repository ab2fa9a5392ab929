"""A kernel learns: steps against the gradient, towards an output that is asked for."""

from pyconv.pictures.view import View
from pyconv.pictures.views.learning import focus, picture, setup

VIEW = View("learning", setup.Settings, setup.prepare, picture.scene, focus.focus)
