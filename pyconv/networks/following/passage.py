"""What goes through the layers of a text, and what was found on the way."""

import ast
from collections.abc import Iterable, Sequence

from pyconv.networks import keras, pytorch
from pyconv.networks.text import INPUTS, Call, Unknown
from pyconv.networks.things import SIZE, Class, Function, Known, Layers, Listed, Map, Scope, Written, items_of

KNOWN = frozenset({*pytorch.LAYERS, *keras.LAYERS, *INPUTS, "Concatenate"})
"""Names of layers, and what is read as one."""

Found = Call | Unknown | Layers | Class | Function
"""What is found: calls of layers, what is none, and what may yet be taken by something else."""


class Passage:
    """The one map that goes through, and what it has gone through.

    Attributes:
        found: what was read.
        after: how many layers the map has taken.
        made: the last of them.
        layers: how many of them are known.
        whole: whether it has gone through a whole network, and not only through pieces of one.
        networks: those with a `forward` that were made meanwhile.
        declared: the input, if the text makes one and gives it to layers.
    """

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.after = 0
        self.made: Call | None = None
        self.layers = 0
        self.whole = False
        self.networks: list[Layers] = []
        self.declared: Layers | None = None

    @property
    def arriving(self) -> Map:
        """Return the map that goes through, as it is here."""
        return Map(self.after, self.made)

    def arrives(self, values: Iterable[object]) -> bool:
        """Return whether the map that goes through is among some values; what nothing is known of is."""
        told = [each for each in values if not isinstance(each, Known) and each is not SIZE]
        maps = [each for each in told if isinstance(each, Map)]
        if maps:
            return any(each.after == self.after for each in maps)
        begun = self.after > 0
        return not told or any(not begun or not isinstance(each, Layers | Class | Function) for each in told)

    def passed(self, values: Sequence[object]) -> Map:
        """Return what comes out where something was not understood: what goes through, or another map."""
        return self.arriving if self.arrives(values) else Map(-1)

    def name(self, node: ast.expr | ast.stmt, scope: Scope, mark: int | None = None) -> None:
        """Name a part of the text that is not understood, and no part of that part since a mark."""
        if mark is not None:
            self.unsay(node, scope, mark)
        self.found.append(Written(node, scope.source).unknown())

    def unsay(self, node: ast.expr | ast.stmt, scope: Scope, mark: int) -> None:
        """Name no parts any more of a part of the text that is named itself."""
        first = scope.source.line(node)
        last = first + (node.end_lineno or node.lineno) - node.lineno
        self.found[mark:] = [
            each
            for each in self.found[mark:]
            if not (isinstance(each, Unknown) and first <= each.line <= last)
        ]

    def place(self, found: object) -> None:
        """Put new layers among what was found."""
        if isinstance(found, Listed) and any(isinstance(each, Layers) for _, each in found.entries):
            entries = [(at, each) for at, each in found.entries if not isinstance(each, Map)]
            found = Layers.at(entries[0][0], items_of(entries[0][0], Listed(entries)))
        if isinstance(found, Layers) and not found.placed:
            found.placed = True
            self.found.append(found)

    def takes(self, each: Call | Unknown) -> None:
        """Have the map go through a call."""
        self.found.append(each)
        if isinstance(each, Call) and each.path[-1] not in INPUTS:
            self.after += 1
            self.made = each
            self.layers += each.path[-1] in KNOWN
