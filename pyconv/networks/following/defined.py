"""The functions, classes and networks that a text defines: what they take, and what comes out."""

import ast
from abc import abstractmethod
from collections.abc import Iterable, Sequence

from pyconv.networks.following.expressions import Expressions
from pyconv.networks.following.passage import Found
from pyconv.networks.text import BESIDE, INPUTS, Call, Unknown
from pyconv.networks.things import (
    Class,
    Function,
    Given,
    Known,
    Layers,
    Listed,
    Map,
    Scope,
    Written,
    optional,
    options_of,
    parts_of,
)

DEEPEST_CALL = 16
"""Functions in functions, and networks in networks."""

FORWARD = ("forward", "call", "__call__", "training_step")
"""Methods that say how a network takes its layers."""


class Defined(Expressions):
    """Has the map go through networks and functions; their lines are followed by what is made of this."""

    @abstractmethod
    def run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Follow lines."""

    def method(self, of: Class, name: str, scope: Scope, depth: int = 0) -> Function | None:
        """Return a method of a network, its own or of what its class is made of."""
        if name in of.methods:
            scope.called.add(name)
            return of.method(name, scope)
        if depth < DEEPEST_CALL:
            for base in of.bases:
                above = of.scope.thing(base)
                found = isinstance(above, Class) and self.method(above, name, scope, depth + 1)
                if found:
                    return found
        return None

    def entered(self, found: object) -> object:
        """Return what comes in where something is the input."""
        first = found.items[0] if isinstance(found, Layers) and len(found.items) == 1 else None
        if isinstance(found, Layers) and isinstance(first, Call) and first.path[-1] in INPUTS:
            begins = not self.passage.declared and not self.passage.after
            if begins:
                self.passage.declared = found
                self.passage.whole = True
            if not found.taken and begins:
                self.emit(found)
            elif not found.taken:
                # A second input, or that of another network.
                found.taken = True
                self.passage.found.append(Unknown(found.line, found.text))
            return Map(0 if found is self.passage.declared else -1)
        return found

    def given(self, node: ast.Call, scope: Scope) -> Given:
        """Return what a call is given."""
        given: list[tuple[Written, object]] = []
        named: dict[str, object] = {}
        whole = True
        for each in node.args:
            found = self.entered(self.evaluated(each, scope))
            if isinstance(each, ast.Starred):
                several = parts_of(found)
                whole = whole and several is not None
                given += [(Written(each, scope.source), one) for one in several or ()]
            else:
                given.append((Written(each, scope.source), found))
        for option in node.keywords:
            found = self.entered(self.evaluated(option.value, scope))
            options = {option.arg: found} if option.arg else options_of(found)
            whole = whole and options is not None
            named |= options or {}
        return Given(given, named, whole)

    def above(self, name: str, node: ast.Call, scope: Scope) -> object:
        """Return what a method of the class above does, such as `super().__init__`."""
        owner, home = scope.owner("self."), scope.home
        given = self.given(node, scope)
        for base in home.bases if home else ():
            above = home.scope.thing(base) if home else None
            if not isinstance(above, Class) or above is home:
                continue
            above.used = True
            method = self.method(above, name, owner)
            if method:
                return self.invoked(method, given, (node, scope))
        if name != "__init__":
            self.passage.name(node, scope)
            return self.passage.passed(list(given.all()))
        # A class that is a `Sequential` is given its layers.
        self.passage.place(Listed(given.given))
        return None

    def network(self, of: Class, given: Given, line: int, text: str) -> Layers:
        """Return a network of a class."""
        of.used = True
        scope = Scope(of.source, of.scope, of=of)
        network = Layers(line, text, scope=scope)
        if self.depth >= DEEPEST_CALL or self.left <= 0:
            network.items.append(Unknown(line, text))
            return network
        kept, self.passage.found = self.passage.found, []
        self.run(of.values, scope)
        for each, known in _constants(of).items():
            scope.keep(f"self.{each}", Known(known))
        for name in ("__init__", "build"):
            method = self.method(of, name, scope)
            if method:
                self.invoked(method, given if name == "__init__" else Given())
        forward = next((found for name in FORWARD if (found := self.method(of, name, scope))), None)
        if forward is None:
            for name in of.methods:
                if name not in scope.called:
                    scope.called.add(name)
                    self.passage.place(self.invoked(of.method(name, scope), Given()))
        read, self.passage.found = self.passage.found, kept
        network.forward = forward
        if forward is None:
            network.items = self.untaken(read)
        else:
            self.passage.found += [each for each in read if isinstance(each, Call | Unknown)]
            network.items += [each for each in read if isinstance(each, Layers)]
            self.passage.networks.append(network)
        return network

    def invoked(
        self, function: Function, given: Given, named: tuple[ast.Call, Scope] | None = None
    ) -> object:
        """Return what a function of the text gives for what it is given."""
        function.used = True
        if self.depth >= DEEPEST_CALL or self.left <= 0:
            if named:
                self.passage.name(*named)
            return self.passage.passed(list(given.all()))
        scope = self._taking(function, given)
        self.depth += 1
        self.run(function.node.body, scope)
        self.depth -= 1
        return scope.result

    def _taking(self, function: Function, given: Given) -> Scope:
        """Return what names mean in a function that is given something."""
        scope, usual = (Scope(function.source, function.scope) for _ in range(2))
        scope.method = function if function.of else None
        takes = function.node.args
        parameters = [*takes.posonlyargs, *takes.args]
        if function.bound:
            for each in parameters[:1]:
                if "classmethod" in function.marks:
                    scope.keep(each.arg, function.of)
            parameters = parameters[1:]
        defaults = [None] * len(parameters) + list(takes.defaults)
        defaults = defaults[len(defaults) - len(parameters) :]
        values = [each for _, each in given.given]
        for place, (each, default) in enumerate(zip(parameters, defaults, strict=True)):
            if place < len(values):
                found = values[place]
            elif each.arg in given.named:
                found = given.named[each.arg]
            elif default is not None:
                found = self.evaluated(default, usual) if given.whole else None
            else:
                # Nothing is known of it, and if it is a map it is another one.
                found = Map(-1)
            scope.keep(each.arg, found)
        for each, default in zip(takes.kwonlyargs, takes.kw_defaults, strict=True):
            told = given.named.get(each.arg)
            usually = default if given.whole else None
            scope.keep(each.arg, told or (self.evaluated(usually, usual) if usually else None))
        if takes.vararg:
            scope.keep(takes.vararg.arg, Listed(given.given[len(parameters) :]) if given.whole else None)
        if takes.kwarg:
            own = {each.arg for each in (*parameters, *takes.kwonlyargs)}
            rest = {key: each for key, each in given.named.items() if key not in own}
            scope.keep(takes.kwarg.arg, optional(rest) if given.whole else None)
        return scope

    def emit(self, each: Layers | Call | Unknown) -> None:
        """Have the map go through a layer."""
        if isinstance(each, Layers):
            each.taken = True
            self.through(each, Given.of(each.forward, self.passage.arriving) if each.forward else Given())
            return
        self.passage.takes(each)

    def through(self, layers: Layers, given: Given) -> object:
        """Have what is given go through layers, and return what comes out."""
        if layers.running or (layers.told and self.left <= 0):
            self.passage.found.append(Unknown(layers.line, layers.text))
            return self.passage.arriving
        self.left -= layers.told * (len(layers.items) + 1)
        layers.told = layers.running = True
        self.passage.whole = self.passage.whole or layers.is_whole
        made: object = None
        try:
            if layers.forward:
                made = self.invoked(layers.forward, given)
            else:
                for each in list(layers.items):
                    self.emit(each)
        finally:
            layers.running = False
        self.passage.place(made)
        layers.made = made if isinstance(made, Map | Listed) else self.passage.arriving
        return layers.made

    def untaken(self, entries: Iterable[Found]) -> list[Layers | Call | Unknown]:
        """Return what was read but for what something else takes."""
        found: list[Layers | Call | Unknown] = []
        for each in entries:
            if isinstance(each, Class | Function):
                found += [] if each.used else self._alone(each)
            elif not isinstance(each, Layers):
                found.append(each)
            elif not each.taken:
                apart = each.name in BESIDE or _begun(each)
                found += unused(each) if apart else [each]
        return found

    def _alone(self, each: Class | Function) -> list[Layers | Call | Unknown]:
        """Return what a class or a function that nothing calls is by itself."""
        if isinstance(each, Class):
            return [self.network(each, Given(), each.line, each.text)]
        kept, self.passage.found = self.passage.found, []
        self.passage.place(self.invoked(each, Given.of(each, self.passage.arriving)))
        kept, self.passage.found = self.passage.found, kept
        return self.untaken(kept)


def _constants(of: Class, depth: int = 0) -> dict[str, object]:
    """Return the values that a class, and what it is made of, gives a name."""
    above = [of.scope.thing(base) for base in of.bases] if depth < DEEPEST_CALL else []
    found: dict[str, object] = {}
    for each in reversed(above):
        if isinstance(each, Class) and each is not of:
            found |= _constants(each, depth + 1)
    return found | of.known


def _begun(layers: Layers) -> bool:
    """Return whether some of the layers have been gone through by themselves."""
    return not layers.forward and any(isinstance(each, Layers) and each.told for each in layers.items)


def unused(layers: object) -> list[Unknown]:
    """Return layers that nothing takes, as what is not understood."""
    if not isinstance(layers, Layers) or layers.taken or layers.told:
        return []
    if not _begun(layers):
        return [Unknown(layers.line, layers.text)]
    return [
        Unknown(each.line, each.text) for each in layers.items if isinstance(each, Layers) and not each.told
    ]
