"""How many products of a transposed convolution make up each cell of its result."""

import numpy as np
from numpy.typing import NDArray

from pyconv.messages import say
from pyconv.spec import ConvSpec
from pyconv.terms import terms


def product_counts(spec: ConvSpec) -> NDArray[np.int64]:
    """Return how many products make up each cell of the transpose of a convolution, in its shape."""
    counts: NDArray[np.int64] = np.bincount(terms(spec)[:, 0], minlength=spec.inputs)
    return counts.reshape(spec.input_size)


def evenness(spec: ConvSpec, language: str) -> str:
    """Return how many products make up a cell: of all cells, or of those inside and at the edges."""
    met, inner = product_counts(spec), away_from_edges(spec)
    low, high = int(met.min()), int(met.max())
    if low == high:
        return say(language, "evenness.even", count=high)
    if not inner.any():
        return say(language, "evenness.uneven", low=low, high=high)
    inside, edges = (sorted(set(met[part].tolist())) for part in (inner, ~inner))
    if len(inside) > 1:
        return say(language, "evenness.uneven-inside", low=inside[0], high=inside[-1])
    between = say(language, "evenness.between", low=edges[0], high=edges[-1])
    return say(
        language,
        "evenness.even-inside",
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
