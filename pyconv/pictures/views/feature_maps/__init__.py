"""An image through two layers."""

from pyconv.pictures.view import View
from pyconv.pictures.views.feature_maps import focus, picture, setup

VIEW = View("feature-maps", setup.Settings, setup.prepare, picture.scene, focus.focus)
