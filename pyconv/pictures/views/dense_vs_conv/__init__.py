"""A dense layer beside a convolution."""

from pyconv.pictures.view import View
from pyconv.pictures.views.dense_vs_conv import focus, picture

VIEW = View("dense-vs-conv", picture.Settings, picture.prepare, picture.scene, focus.focus)
