"""What names of a text mean while it is followed: layers, maps, and what the text defines."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from pyconv.networks.constants import MOST_WITHIN, Names, Unreadable
from pyconv.networks.places import Source
from pyconv.networks.text import Call, Unknown

SIZE = object()
"""What is asked of a map, such as its sizes."""


class Known(NamedTuple):
    """A value that the text writes out."""

    value: object


class Kind(NamedTuple):
    """A kind of layer that something else is a name for, as in `norm = nn.BatchNorm2d`."""

    name: str


class Map(NamedTuple):
    """A map of the network.

    Attributes:
        after: how many layers what goes through had taken when it was this map; -1 where it never was.
        made: the last of them.
    """

    after: int
    made: Call | None = None


class Written(NamedTuple):
    """A part of a text."""

    node: ast.expr | ast.stmt
    source: Source

    def unknown(self) -> Unknown:
        """Return it as what is not understood."""
        return Unknown(self.source.line(self.node), self.source.written(self.node))


@dataclass(frozen=True, eq=False)
class Listed:
    """Several things, each with where it is written.

    Raises:
        Unreadable: they are too many, with those in lists of them: names make long lists of short lines.
    """

    entries: Sequence[tuple[Written, object]]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        size = sum(each.size if isinstance(each, Listed) else 1 for _, each in self.entries)
        if size > MOST_WITHIN:
            raise Unreadable
        object.__setattr__(self, "size", size + 1)


class Given(NamedTuple):
    """What a function is given, by position and by name."""

    given: Sequence[tuple[Written, object]] = ()
    named: Mapping[str, object] = MappingProxyType({})

    @classmethod
    def of(cls, function: "Function", only: object) -> "Given":
        """Return a single thing that a function is given."""
        return cls([(Written(function.node, function.source), only)])

    def all(self) -> list[object]:
        """Return all that is given, and what is in lists of it."""
        return list(flat([*(each for _, each in self.given), *self.named.values()]))


@dataclass(eq=False)
class Layers:
    """Layers one after the other, or a network with a `forward`.

    Attributes:
        line, text: where they are written, and how.
        items: the layers, and what of them was not understood; of a network with a `forward`, those that
            it may take.
        name: what they are called.
        scope: what a network of a class knows under `self`.
        forward: how it takes its layers, if it says so.
        taken: whether something takes them, so that they are not read where they are written.
        placed: whether they stand among what was found.
        told: whether they have been gone through.
        running: whether they are just being gone through.
    """

    line: int
    text: str
    items: "list[Layers | Call | Unknown]" = field(default_factory=list)
    name: str = ""
    scope: "Scope | None" = None
    forward: "Function | None" = None
    taken: bool = False
    placed: bool = False
    told: bool = False
    running: bool = False

    @classmethod
    def at(cls, at: Written, items: "list[Layers | Call | Unknown]") -> "Layers":
        """Return layers that stand in some place."""
        unknown = at.unknown()
        return cls(unknown.line, unknown.text, items)


@dataclass(eq=False)
class Function:
    """A function that the text defines.

    Attributes:
        node: its lines.
        scope: what names mean around it.
        source: the text that it is of.
        bound: whether it is a method of a network, which is not given to it.
        used: whether something calls it.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef
    scope: "Scope"
    source: Source
    bound: bool = False
    used: bool = False

    @property
    def name(self) -> str:
        """Return what the text calls it."""
        return self.node.name


@dataclass(eq=False)
class Class:
    """A class that the text defines; or methods of which it does not show the class.

    Attributes:
        scope: what names mean around it.
        source: the text that it is of.
        line, text: where it is written, and how it begins.
        bases: the classes that it is made of.
        values: its lines that are no methods.
        known: the values that they give a name.
        used: whether something makes a network of it.
    """

    name: str
    scope: "Scope"
    source: Source
    line: int = 0
    text: str = ""
    bases: list[str] = field(default_factory=list)
    values: list[ast.stmt] = field(default_factory=list)
    known: dict[str, object] = field(default_factory=dict)
    methods: dict[str, Function] = field(default_factory=dict)
    used: bool = False


class Scope:
    """What names mean in a function, under `self` in a network of a class, or in the whole text.

    Attributes:
        names: those of values.
        things: those of anything else; None where a name means something that is not known.
        source: the text that is followed.
        outer: what is around it.
        of: the class, if it is a network.
        called: the methods of the network that were called.
        result: what a function returns.
        ended: the name of what ended it, or the turn of its loop, if something did.
    """

    def __init__(self, source: Source, outer: "Scope | None" = None, *, of: Class | None = None) -> None:
        self.names: Names = Names(outer.names if outer else None)
        self.things: dict[str, object] = {}
        self.source = source
        self.outer = outer
        self.of = of
        self.called: set[str] = set()
        self.result: object = None
        self.ended = ""

    def owner(self, name: str) -> "Scope":
        """Return where a name is kept: with the network that is `self`, or right here."""
        scope = self
        while name.startswith("self.") and scope.of is None and scope.outer:
            scope = scope.outer
        return scope

    def keep(self, name: str, thing: object) -> None:
        """Give something a name; a name of what is not known is forgotten."""
        owner = self.owner(name)
        if isinstance(thing, Known):
            owner.names.give(name, thing.value)
            owner.things[name] = None
        else:
            owner.names.forget(name)
            owner.things[name] = thing
        if isinstance(thing, Class):
            for each, known in thing.known.items():
                owner.names.give(f"{name}.{each}", known)

    def thing(self, name: str) -> object:
        """Return what a name means if that is no value."""
        scope: Scope | None = self
        while scope:
            if name in scope.things:
                return scope.things[name]
            scope = scope.outer
        return None


def flat(things: Iterable[object]) -> Iterator[object]:
    """Yield things, and those in lists of them one by one."""
    for each in things:
        if isinstance(each, Listed):
            yield from flat(one for _, one in each.entries)
        else:
            yield each


def items_of(at: Written, found: object) -> list[Layers | Call | Unknown]:
    """Return the layers that something is for a network that takes them; what is none is named."""
    if isinstance(found, Layers):
        found.taken = True
        return [found]
    if isinstance(found, Listed):
        return [each for part, one in found.entries for each in items_of(part, one)]
    return [] if isinstance(found, Known) else [at.unknown()]


def parts_of(found: object) -> list[object] | None:
    """Return the parts of a list, if it is one."""
    if isinstance(found, Listed):
        return [each for _, each in found.entries]
    if isinstance(found, Known) and isinstance(found.value, tuple | dict):
        return [Known(each) for each in found.value]
    return None
