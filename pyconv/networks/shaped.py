"""Functions and methods of a map that do what a layer does, where what arrives decides which layer."""

import ast
from dataclasses import replace
from math import prod
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks.constants import Unreadable
from pyconv.networks.steps import Shape, reshaped
from pyconv.networks.text import Call

MOST_SIZES = 4
"""Channels and three axes of space."""

VIEW, LARGEST, SQUEEZE, POOLED = "view", "amax", "squeeze", frozenset({"amax", "mean"})


class Settled(NamedTuple):
    """The layer that a function is.

    Attributes:
        call: the layer, with its arguments; None if there is no such layer.
        flattened: whether what arrives is flattened for it.
    """

    call: Call | None
    flattened: bool = False


def settled(call: Call, shape: Shape) -> Settled:
    """Return the layer that a call is where a shape arrives; most calls are one as they stand.

    Raises:
        ConvError: what arrives has no such shape.
    """
    if "" not in call.path:
        return Settled(call)
    try:
        if call.path[-1] in POOLED:
            return Settled(_pooled(call, shape))
        return _reshaped(call, shape)
    except Unreadable:
        return Settled(None)


def _pooled(call: Call, shape: Shape) -> Call | None:
    """Return the pooling of the whole map, if a mean or the largest number is taken of all axes of space."""
    axes, last = len(shape) - 1, call.path[0] != "torch"
    told = {**dict(zip(("dim", "keepdim"), call.given, strict=False)), **call.named}
    along = told.get("dim", told.get("axis"))
    kept = told.get("keepdim", told.get("keepdims"))
    dims = None if along is None else call.value(along)
    keeps = kept is not None and call.value(kept)
    found = {_counted(each, axes + 2) for each in (dims if isinstance(dims, tuple) else (dims,))}
    if not axes or found != set(range(1, axes + 1) if last else range(2, axes + 2)):
        return None
    largest = call.path[-1] == LARGEST
    if keeps and not last:
        return _layer(call, f"Adaptive{'Max' if largest else 'Avg'}Pool{axes}d", _at_end(call, 1))
    name = f"Global{'Max' if largest else 'Average'}Pooling{axes}D"
    return replace(call, path=("layers", name), given=[], named={"keepdims": kept} if kept and keeps else {})


def _reshaped(call: Call, shape: Shape) -> Settled:
    """Return what gives the cells another shape, in their order."""
    given = [*call.given, *call.named.values()]
    sizes: list[ast.expr] = []
    if call.path[-1] == VIEW:
        _, *sizes = given
        made = _viewed(call, shape)
    else:
        made = (_squeezed if call.path[-1] == SQUEEZE else _unsqueezed)(call, given, shape)
    if not 1 <= len(made) <= MOST_SIZES:
        return Settled(None)
    if made == shape:
        return Settled(_layer(call, "Identity"))
    if len(made) == 1:
        return Settled(_layer(call, "Flatten"))
    parts = sizes or [_at_end(call, size) for size in made]
    listed = ast.copy_location(ast.Tuple(parts, ast.Load()), parts[0])
    listed.end_lineno, listed.end_col_offset = parts[-1].end_lineno, parts[-1].end_col_offset
    return Settled(_layer(call, "Unflatten", _at_end(call, 1), listed), flattened=len(shape) > 1)


def _viewed(call: Call, shape: Shape) -> Shape:
    """Return the sizes that `view` is given; first are the samples, and they stay as many as they are."""
    samples, *sizes = call.given
    told = [call.value(each) for each in sizes]
    try:
        inferred = call.value(samples) == -1
    except Unreadable:
        inferred = False
    if inferred and -1 in told:
        raise ConvError("reshape", field="size", shape="×".join(map(str, (-1, *told))), count=prod(shape))
    return reshaped(told, prod(shape))


def _squeezed(call: Call, given: list[ast.expr], shape: Shape) -> Shape:
    """Return a shape without axes of a single cell: all that there are, or those that are named."""
    if not given:
        return tuple(size for size in shape if size > 1)
    dims = call.value(given[0])
    found = {_counted(each, len(shape) + 1) for each in (dims if isinstance(dims, tuple) else (dims,))}
    return tuple(size for axis, size in enumerate(shape, 1) if size > 1 or axis not in found)


def _unsqueezed(call: Call, given: list[ast.expr], shape: Shape) -> Shape:
    """Return a shape with one more axis."""
    place = _counted(call.value(given[0]) if given else None, len(shape) + 2) - 1
    return (*shape[:place], 1, *shape[place:])


def _counted(axis: object, count: int) -> int:
    """Return an axis counted from that of the samples, which is none to be touched.

    Raises:
        Unreadable: it is that, or none.
    """
    if not isinstance(axis, int) or not -count < axis < count or not axis:
        raise Unreadable
    return axis % count


def _at_end(call: Call, value: int) -> ast.Constant:
    """Return a number that is not written, at the end of a call."""
    node = call.node
    line, column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return ast.Constant(value, lineno=line, col_offset=column, end_lineno=line, end_col_offset=column)


def _layer(call: Call, name: str, *given: ast.expr) -> Call:
    return replace(call, path=("nn", name), given=list(given), named={})


__all__ = ["Settled", "settled"]
