"""Pictures of convolutions: scenes of panels and cells, drawn as SVG or by matplotlib.

The mathematics lies outside, in the package itself, and knows nothing of pictures.
"""

from pyconv.messages import add_words

add_words(__name__)
