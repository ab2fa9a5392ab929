"""One convolution along one, two or three axes."""

from pyconv.pictures.view import View
from pyconv.pictures.views.dimensions import focus, picture, setup

VIEW = View("dimensions", setup.Settings, setup.prepare, picture.scene, focus.focus)
