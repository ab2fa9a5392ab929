"""The arguments of a call, given to what makes a layer of them."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pyconv.errors import ConvError


def bound(
    make: Callable[..., Any], name: str, first: object, given: Sequence[object], named: Mapping[str, object]
) -> inspect.BoundArguments:
    """Return the arguments of a call as its maker takes them; the usual ones are filled in.

    Args:
        make: takes what comes in, and then what the framework's layer takes.
        name: of the layer.
        first: what comes in.
        given, named: the arguments by position and by name.

    Raises:
        ConvError: the layer does not take them.

    >>> bound(lambda shape, size, stride=1: None, "Pool", (3, 8), [2], {}).arguments
    {'shape': (3, 8), 'size': 2, 'stride': 1}
    """
    taken = signature(make)
    try:
        found = taken.bind(first, *given, **named)
    except TypeError:
        takes = ", ".join(list(taken.parameters)[1:])
        raise ConvError("layer-arguments", field="layers", name=name, takes=takes) from None
    found.apply_defaults()
    return found


def made_of(make: Callable[..., Any], name: str, arguments: inspect.BoundArguments) -> Any:
    """Return what a maker makes of its arguments; a refusal names the layer as the text does.

    Raises:
        ConvError: it makes nothing of them.
    """
    try:
        return make(*arguments.args, **arguments.kwargs)
    except ConvError as error:
        if error.reason == "layer-space":
            error.numbers["name"] = name
        raise


@lru_cache(maxsize=1024)
def signature(make: Callable[..., Any]) -> inspect.Signature:
    """Return what a maker takes, which is slow to find out."""
    return inspect.signature(make)
