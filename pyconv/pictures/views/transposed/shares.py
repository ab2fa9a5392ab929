"""How evenly a transposed convolution shares out its products among the cells of its result."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.pictures.views.transposed.sizes import per_axis_text
from pyconv.spec import ConvSpec
from pyconv.terms import terms
from pyconv.transposed import TransposedSpec


def shares(layer: TransposedSpec, spec: ConvSpec, language: str) -> str:
    """Return how many products make up a cell of a result, and what the output padding adds.

    `spec` is the convolution that is transposed.
    """
    met = np.bincount(terms(spec)[:, 0], minlength=spec.inputs).reshape(spec.input_size)
    words = [_evenness(met, away_from_edges(spec), language)]
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


def _evenness(met: NDArray[Any], inner: NDArray[np.bool_], language: str) -> str:
    """Return how many products make up a cell: of all cells, or of those inside and at the edges."""
    low, high = int(met.min()), int(met.max())
    if low == high:
        return say(language, "transposed.even", count=high)
    if not inner.any():
        return say(language, "transposed.uneven", low=low, high=high)
    inside, edges = (sorted(set(met[part].tolist())) for part in (inner, ~inner))
    if len(inside) > 1:
        return say(language, "transposed.uneven-inside", low=inside[0], high=inside[-1])
    between = say(language, "transposed.between", low=edges[0], high=edges[-1])
    return say(
        language,
        "transposed.even-inside",
        count=inside[0],
        edges=between if len(edges) > 1 else edges[0],
    )


def away_from_edges(spec: ConvSpec) -> NDArray[np.bool_]:
    """Return which cells of the result would get no other product if the map went on beyond its edges.

    There are none where these do not show the whole pattern, which repeats after a stride.
    """
    inner: NDArray[np.bool_] = np.ones((), dtype=np.bool_)
    for size, kernel, stride, (before, _), dilation, given in zip(
        spec.input_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, spec.output_size,
        strict=True,
    ):  # fmt: skip
        begins = np.arange(size)[:, np.newaxis] + before - np.arange(kernel) * dilation
        stamped = begins % stride == 0
        beyond = (begins < 0) | (begins >= given * stride)
        along = ~(stamped & beyond).any(axis=1)
        shown = len(set((np.flatnonzero(along) % stride).tolist()))
        inner = np.logical_and.outer(inner, along & (shown == stride))
    return inner
