"""What names of a text mean while it is followed: layers, maps, and what the text defines."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from pyconv.errors import shown
from pyconv.networks.constants import MOST_WITHIN, Names, Unreadable, dotted
from pyconv.networks.places import Source
from pyconv.networks.text import INPUTS, Call, Unknown

WHOLE = re.compile("model|net|generator|discriminator|critic")
"""What names of whole networks hold."""

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


class Options(NamedTuple):
    """Things that are given by name, such as those of `**options`."""

    named: Mapping[str, object]


class Given(NamedTuple):
    """What a function is given, by position and by name.

    Attributes:
        whole: whether that is all: of `*args` and `**options` that cannot be read nothing is known.
    """

    given: Sequence[tuple[Written, object]] = ()
    named: Mapping[str, object] = MappingProxyType({})
    whole: bool = True

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
        made: what came out.
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
    made: object = None
    running: bool = False

    @property
    def single(self) -> bool:
        """Return whether it is one layer, or something that is none, and no list of them."""
        return any(not isinstance(each, Layers) for each in self.items)

    @property
    def is_whole(self) -> bool:
        """Return whether it is a network by itself, and not a piece of one."""
        begins = any(each.path[-1] in INPUTS for each in self.calls())
        return self.forward is not None or begins or bool(WHOLE.search(self.name.lower()))

    def calls(self) -> "Iterator[Call]":
        """Yield its layers, and those of what it is made of."""
        left, seen = self.items[::-1], {id(self)}
        while left:
            each = left.pop()
            if isinstance(each, Layers) and id(each) not in seen:
                # Lists of lists may hold one many times.
                seen.add(id(each))
                left += each.items[::-1]
            elif isinstance(each, Call):
                yield each

    def leave(self) -> None:
        """Let nothing of it be named but itself: it is another network."""
        for each in self.items:
            if isinstance(each, Layers):
                each.taken = True

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
        of: the class that it is a method of, if it is one.
        bound: whether what it is called of is not given to it.
        used: whether something calls it.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef
    scope: "Scope"
    source: Source
    of: "Class | None" = None
    bound: bool = False
    used: bool = False

    @property
    def line(self) -> int:
        """Return the line in which it begins."""
        return self.source.line(self.node)

    @property
    def text(self) -> str:
        """Return how it begins."""
        return shown(f"def {self.name}")

    @property
    def marks(self) -> set[str]:
        """Return the names of what decorates it."""
        return {dotted(each).rpartition(".")[2] for each in self.node.decorator_list}

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

    def method(self, name: str, scope: "Scope") -> Function:
        """Return a method as it is for a network of the class, or for the class itself."""
        method = self.methods[name]
        return Function(method.node, scope, method.source, self, bound="staticmethod" not in method.marks)


class Scope:
    """What names mean in a function, under `self` in a network of a class, or in the whole text.

    Attributes:
        names: those of values.
        things: those of anything else; None where a name means something that is not known.
        source: the text that is followed.
        outer: what is around it.
        of: the class, if it is a network.
        method: what is followed, if it is a method of a class.
        called: the methods of the network that were called.
        around: the names that are those of a scope around it, each with whether that is the whole text.
        result: what a function returns.
        ended: the name of what ended it, or the turn of its loop, if something did.
    """

    def __init__(self, source: Source, outer: "Scope | None" = None, *, of: Class | None = None) -> None:
        self.names: Names = Names(outer.names if outer else None)
        self.things: dict[str, object] = {}
        self.source = source
        self.outer = outer
        self.of = of
        self.method: Function | None = None
        self.called: set[str] = set()
        self.around: dict[str, bool] = {}
        self.result: object = None
        self.ended = ""

    def owner(self, name: str) -> "Scope":
        """Return where a name is kept: with the network that is `self`, or right here."""
        scope = self
        if name in self.around and self.outer:
            scope = self.outer
            while self.around[name] and scope.outer:
                scope = scope.outer
        while name.startswith("self.") and scope.of is None and scope.outer:
            scope = scope.outer
        return scope

    @property
    def home(self) -> Class | None:
        """Return the class in which the lines that are followed stand, if they are of one."""
        scope: Scope | None = self
        while scope and not scope.method:
            scope = scope.outer
        return scope.method.of if scope and scope.method else None

    @property
    def is_script(self) -> bool:
        """Return whether the lines that are followed are of no network."""
        return self.owner("self.").of is None

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


def options_of(found: object) -> Mapping[str, object] | None:
    """Return what is given by name, if something is known to be that."""
    if isinstance(found, Options):
        return found.named
    if isinstance(found, Known) and isinstance(found.value, dict) and all(map(_is_name, found.value)):
        return {key: Known(each) for key, each in found.value.items()}
    return None


def optional(named: Mapping[str, object]) -> Known | Options:
    """Return things under names: as a value, if they are values."""
    values = {key: each.value for key, each in named.items() if isinstance(each, Known)}
    return Known(values) if len(values) == len(named) else Options(named)


def _is_name(key: object) -> bool:
    return isinstance(key, str)
