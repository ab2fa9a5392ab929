"""A few layers in one dimension, drawn as connections, and what one cell sees through all of them."""

from pyconv.pictures.view import View
from pyconv.pictures.views.receptive_field.focus import focus
from pyconv.pictures.views.receptive_field.picture import scene
from pyconv.pictures.views.receptive_field.setup import Settings, prepare

VIEW = View("receptive-field", Settings, prepare, scene, focus)
