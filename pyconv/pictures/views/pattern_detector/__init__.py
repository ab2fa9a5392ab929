"""A dense unit and a filter look for a pattern."""

from pyconv.pictures.view import View
from pyconv.pictures.views.pattern_detector import focus, picture, setup

VIEW = View("pattern-detector", setup.Settings, setup.prepare, picture.scene, focus.focus)
