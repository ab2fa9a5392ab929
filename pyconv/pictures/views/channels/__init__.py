"""Several input maps, several output maps."""

from pyconv.pictures.view import View
from pyconv.pictures.views.channels import focus, picture

VIEW = View("channels", picture.Settings, picture.prepare, picture.scene, focus.focus)
