"""Convolve, then transpose."""

from pyconv.pictures.view import View
from pyconv.pictures.views.round_trip import focus, picture, setup

VIEW = View("round-trip", setup.Settings, setup.prepare, picture.scene, focus.focus)
