"""How evenly a transposed convolution shares out its products among the cells of its result."""

import numpy as np

from pyconv.messages import say
from pyconv.pictures.parts.evenness import evenness, product_counts
from pyconv.pictures.views.transposed.sizes import per_axis_text
from pyconv.spec import ConvSpec
from pyconv.transposed import TransposedSpec


def shares(layer: TransposedSpec, spec: ConvSpec, language: str) -> str:
    """Return how many products make up a cell of a result, and what the output padding adds.

    `spec` is the convolution that is transposed.
    """
    met = product_counts(spec)
    words = [evenness(spec, language)]
    if any(layer.output_padding):
        inner = tuple(
            slice(0, size - extra) for size, extra in zip(met.shape, layer.output_padding, strict=True)
        )
        added = met.size - met[inner].size
        reached = int(np.count_nonzero(met)) - int(np.count_nonzero(met[inner]))
        words.append(
            say(
                language,
                "transposed.extra-cells",
                count=reached,
                extra=per_axis_text(layer.output_padding, language),
                added=added,
                reached=reached,
            )
        )
    return " ".join(words)
