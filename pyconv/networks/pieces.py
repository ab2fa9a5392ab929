"""The layers of a text that are not yet given a size of their input."""

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from inspect import BoundArguments
from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.networks import IGNORED, TABLES
from pyconv.networks.binding import bound
from pyconv.networks.constants import Either, Unreadable, dotted
from pyconv.networks.flow import ended
from pyconv.networks.following import calls
from pyconv.networks.functions import Framework, Maker, Unrun, function_of
from pyconv.networks.functions.arrays import commented, makes_array, told
from pyconv.networks.functions.padding import padding_of
from pyconv.networks.text import INPUTS, Call, Unknown, every_call, parsed
from pyconv.spec import PerAxis

BESIDE = frozenset(
    {"append", "bias_add", "check_model", "key", "PRNGKey", "default_rng", "make_graph", "make_model",
     "make_opsetid", "make_tensor", "make_tensor_value_info", "shape"}
)  # fmt: skip
"""Calls that stand beside a function that computes a layer, and change nothing of it."""

PASSING = frozenset(
    {"alpha_dropout", "celu", "dropout", "dropout1d", "dropout2d", "dropout3d", "elu", "gelu", "hard_sigmoid",
     "hard_tanh", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "log_sigmoid",
     "log_softmax", "logsigmoid", "mish", "relu", "relu6", "rrelu", "selu", "sigmoid", "silu", "softmax",
     "softmin", "softplus", "softshrink", "softsign", "swish", "tanh", "tanhshrink"}
)  # fmt: skip
"""Functions of each cell by itself: they change nothing of which cells meet which weights."""


class Piece(NamedTuple):
    """A layer of the text that is not yet given a size."""

    call: Call
    framework: Framework
    make: Maker | object
    given: list[object]
    named: dict[str, object]
    added: bool = False
    pads: bool = False

    @property
    def name(self) -> str:
        """Return what its framework calls it."""
        return self.call.path[-1]

    def bound(self, size: PerAxis) -> BoundArguments:
        """Return its arguments, for a size of the input."""
        return bound(self.make, self.name, size, self.given, self.named)  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return the layers of a text, which need not be looked for again for another size."""
    found = list(calls(text))
    functions = tuple(_functions(text))
    return functions or tuple(_classes(found))


def _functions(text: str) -> Iterator[Piece]:
    """Yield the calls of functions that compute a layer; if there are any, nothing else is called."""
    arrays: dict[str, object] | None = None
    made: list[Piece] = []
    others: list[Call | Unknown] = []
    biased = False
    for call, added in every_call(text):
        known = _function(call)
        if isinstance(call, Unknown) or known is None:
            others.append(call)
            biased = biased or _called(call) == "bias_add"
            continue
        framework, make, pads = known
        if arrays is None:
            arrays = {**dict(commented(text)), **_assigned_arrays(text)}
        names = Either(call.names, arrays)
        given = [told(each, names) for each in call.given]
        named = {key: told(each, names) for key, each in call.named.items()}
        made.append(Piece(call, framework, make, given, named, added, pads))
    if all(piece.pads for piece in made):
        return
    for other in others:
        name = _called(other)
        if not (name in BESIDE or name in PASSING or makes_array(name)):
            raise unknown(other)
    # What is given to a call is computed before it, and stands inside of it.
    for piece in sorted(made, key=lambda piece: ended(piece.call)):
        yield piece._replace(added=piece.added or biased)


def _function(call: Call | Unknown) -> tuple[Framework, object, bool] | None:
    """Return whose function a call is, what makes a layer of it, and whether it only pads."""
    if isinstance(call, Unknown):
        return None
    if known := function_of(call.path):
        return *known, False
    pad = padding_of(call.path)
    return pad and ("numpy", pad, True)


def _called(call: Call | Unknown) -> str:
    """Return the name of what is called, also that of what is called of a call."""
    if isinstance(call, Unknown):
        return ""
    last = call.node.func
    return call.path[-1] if call.path else last.attr if isinstance(last, ast.Attribute) else ""


def _assigned_arrays(text: str) -> dict[str, object]:
    """Return what is known of the arrays that lines of a text give a name."""
    tree = parsed(text)
    found: dict[str, object] = {}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            made = told(node.value, found)
            if isinstance(made, Unrun) and made.shape is not None:
                found[node.targets[0].id] = made
    return found


def _classes(found: Sequence[Call | Unknown]) -> Iterator[Piece]:
    """Yield the layers that are objects.

    Raises:
        ConvError: there is something that is none.
    """
    for call in found:
        if isinstance(call, Unknown):
            raise unknown(call)
        name = call.path[-1]
        if name in INPUTS:
            continue
        framework = next((each for each, table in TABLES.items() if name in table), None)
        # A function that pads is part of the layer that it pads for, and none by itself.
        if framework is None or padding_of(tuple(dotted(call.node.func).split("."))):
            raise unknown(call)
        try:
            given = [call.value(each) for each in call.given]
            named = {
                key: call.value(each) for key, each in call.named.items() if key not in IGNORED[framework]
            }
        except Unreadable:
            raise unknown(call) from None
        yield Piece(call, framework, TABLES[framework][name], given, named)


def unknown(piece: Call | Unknown) -> ConvError:
    """Return the refusal of a piece of the text that is no layer known here."""
    return ConvError("unknown-layer", field="layers", value=piece.text, line=piece.line)


__all__ = ["Piece", "pieces_of", "unknown"]
