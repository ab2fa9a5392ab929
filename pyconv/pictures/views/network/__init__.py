"""A whole network: the sizes, costs and fields of its layers, from code that is read and never run."""

from pyconv.pictures.view import View
from pyconv.pictures.views.network import editing, focus, picture, setup

VIEW = View("network", setup.Settings, setup.prepare, picture.scene, focus.focus, edit=editing.edit)
