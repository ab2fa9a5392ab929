"""One number for each window of a map: its largest, or its average."""

from pyconv.pictures.view import View
from pyconv.pictures.views.pooling.focus import focus
from pyconv.pictures.views.pooling.picture import scene
from pyconv.pictures.views.pooling.setup import Settings, prepare

VIEW = View("pooling", Settings, prepare, scene, focus)
