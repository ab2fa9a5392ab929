"""A filter that slides along a map."""

from pyconv.pictures.parts import connections, convolution, maps
from pyconv.pictures.view import View

VIEW = View(
    "sliding-filter",
    convolution.PARAMETERS,
    convolution.PROMINENT,
    convolution.prepare,
    maps.scene,
    connections.focus,
)
