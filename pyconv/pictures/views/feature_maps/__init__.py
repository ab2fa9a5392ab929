"""An image through two layers."""

from pyconv.pictures.view import View
from pyconv.pictures.views.feature_maps import focus, picture

VIEW = View("feature-maps", picture.Settings, picture.prepare, picture.scene, focus.focus)
