"""The arguments of a layer: those that its line has, and those that it might."""

import ast
from inspect import Parameter
from typing import NamedTuple

from pyconv.networks import TABLES, Framework, Row
from pyconv.networks.binding import signature
from pyconv.networks.editing.values import quoted
from pyconv.networks.text import Call

UNSAID = frozenset(
    {
        "activation", "affine", "align_corners", "center", "count_include_pad", "data_format",
        "divisor_override", "elementwise_affine", "epsilon", "eps", "init", "keepdims", "momentum",
        "norm_type", "padding_mode", "process_group", "recompute_scale_factor", "return_indices",
        "scale", "track_running_stats", "value"
    }
)  # fmt: skip
"""Arguments that few lines have: they are told of where one does."""


class Argument(NamedTuple):
    """An argument of a layer.

    Attributes:
        name: what its framework calls it, or its number, from 1, where the layer takes any.
        text: its value as it is written, a word without its quotes; the usual one where the line has none.
        given: whether the line has it.
        needed: whether there is no usual value.
        flag: whether it is true or false.
        usual: the usual value as Python writes it; empty where there is none.
    """

    name: str
    text: str
    given: bool
    needed: bool
    flag: bool
    usual: str = ""


def arguments(row: Row) -> tuple[Argument, ...]:
    """Return the arguments of a layer in the order in which its framework takes them.

    >>> from pyconv import read_network
    >>> row = read_network("nn.MaxPool2d(3, stride=2)", (1, 9, 9)).rows[0]
    >>> [(each.name, each.text) for each in arguments(row) if each.given]
    [('kernel_size', '3'), ('stride', '2')]
    """
    call = row.call
    if call is None:
        return ()
    taken = parameters(row.framework, row.name)
    found: list[Argument] = []
    for place, each in enumerate(taken):
        node = call.given[place] if place < len(call.given) else call.named.get(each.name)
        if node is None and each.name in UNSAID:
            continue
        usual = each.default
        needed, flag = usual is Parameter.empty, isinstance(usual, bool)
        text = _written(call, node) if node is not None else "" if needed or usual is None else str(usual)
        usually = "" if needed else quoted(usual)
        found.append(Argument(each.name, text, node is not None, needed, flag, usually))
    names = {each.name for each in taken}
    found += [
        Argument(str(place + 1), _written(call, node), given=True, needed=True, flag=False)
        for place, node in enumerate(call.given)
        if place >= len(taken)
    ]
    found += [
        Argument(name, _written(call, node), given=True, needed=False, flag=_is_flag(node))
        for name, node in call.named.items()
        if name not in names
    ]
    return tuple(found)


def parameters(framework: Framework, name: str) -> list[Parameter]:
    """Return what a layer takes by the place of an argument or by its name."""
    make = TABLES[framework].get(name)
    # First of all comes the shape.
    taken = list(signature(make).parameters.values())[1:] if make else []
    return [each for each in taken if each.kind is Parameter.POSITIONAL_OR_KEYWORD]


def _is_flag(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _written(call: Call, node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return " ".join(call.source.exact(node).split())


__all__ = ["Argument", "arguments"]
