"""Several input maps, several output maps."""

from pyconv.pictures.view import View
from pyconv.pictures.views.channels import focus, picture, setup

VIEW = View("channels", setup.Settings, setup.prepare, picture.scene, focus.focus)
