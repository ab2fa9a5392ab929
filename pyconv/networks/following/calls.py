"""What the calls of a text do: layers, functions that do what a layer does, and methods of networks."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from pyconv.networks.applied import (
    MAPS,
    MODULES,
    NO_MAP,
    SAME,
    SIZES,
    Applied,
    layer_of,
    method_of,
    of_channels,
)
from pyconv.networks.constants import Either, dotted
from pyconv.networks.following.defined import FORWARD, Defined
from pyconv.networks.following.expressions import WALKED
from pyconv.networks.following.passage import KNOWN
from pyconv.networks.text import PUT_TOGETHER, Call, Unknown
from pyconv.networks.things import (
    SIZE,
    Class,
    Function,
    Kind,
    Known,
    Layers,
    Map,
    Scope,
    Written,
    flat,
    items_of,
    options_of,
    parts_of,
)

LISTS = frozenset({"ModuleDict", "ModuleList", "OrderedDict", "Sequential"})
"""Calls whose arguments are layers, in their order."""

ADDING = frozenset({"add", "add_module", "append", "extend", "insert", "register_module"})
"""Methods of a network that give it more layers."""

SILENT = frozenset({"Model", "__init__", "build", "compile", "fit", "print", "summary"})
"""Calls that stand beside a network and are nothing of it."""

STILL = SAME | {"apply", "children", "eval", "train"}
"""Methods of a network that give the network itself, or its layers."""

AROUND = frozenset({"orthogonal", "spectral_norm", "weight_norm"})
"""Functions that give the layer that they are given, with weights that are kept in another form."""

CHANGING = frozenset(
    {"append", "clear", "extend", "insert", "pop", "remove", "reverse", "setdefault", "sort", "update"}
)
"""Methods that change a list or a table."""

USUAL = MAPS | {"features", "hidden", "inputs", "out", "output", "outputs"}
"""What people call a map."""

MERGING = frozenset({"add", "average", "dot", "maximum", "minimum", "multiply", "subtract"})
"""Functions of `keras.layers` that make one map of several."""


class Calls(Defined):
    """Follows calls.

    Attributes:
        imported: what the text imports: under which name, and what.
    """

    def __init__(self) -> None:
        super().__init__()
        self.imported: dict[str, str] = {}

    def called(self, node: ast.Call, scope: Scope) -> object:
        """Return what a call gives, after having the map go through the layers that it is of."""
        mark = len(self.passage.found)
        if not isinstance(node.func, ast.Attribute):
            target = self.evaluated(node.func, scope)
        elif isinstance(node.func.value, ast.Call) and dotted(node.func.value.func) == "super":
            return self.above(node.func.attr, node, scope)
        else:
            of = self.evaluated(node.func.value, scope)
            name = dotted(node.func)
            target = scope.thing(name) or self.member(of, node.func, scope)
            if target is None or target is SIZE:
                handled, made = self._of_thing(of, node.func, node, scope, mark)
                if handled:
                    return made
        if isinstance(target, Layers):
            return self._applied(target, node, scope, mark)
        if isinstance(target, Class):
            given = self.given(node, scope)
            return self.network(target, given, scope.source.line(node), scope.source.written(node))
        if isinstance(target, Function):
            target.used = True
            return self.invoked(target, self.given(node, scope), (node, scope))
        return self._free(node, scope, mark, target.name if isinstance(target, Kind) else dotted(node.func))

    def _of_thing(
        self, of: object, func: ast.Attribute, node: ast.Call, scope: Scope, mark: int
    ) -> tuple[bool, object]:
        """Return whether a method of something is known, and what it gives."""
        name, whose = func.attr, dotted(func.value)
        if isinstance(of, Layers):
            return True, self._of_layers(of, name, node, scope, mark)
        if isinstance(of, Known) and whose and name in CHANGING:
            # What it holds is known no more.
            scope.keep(whose, None)
        unknown = of is None and whose and "." not in whose and whose not in MODULES
        may_be = isinstance(of, Map) or (unknown and _may_be_map(func.value, scope))
        applied = method_of(name, node, scope.names) if may_be else None
        if applied:
            return True, self._function(applied, of, node, scope, mark)
        if isinstance(of, Map):
            return True, self._of_map(of, name, node, scope, mark)
        if of is SIZE:
            return True, SIZE
        merges = name in MERGING and (whose.split(".")[-1] == "layers" or whose.split(".")[0] in MODULES)
        if name in ADDING and not merges:
            return True, self._added(name, node, scope, own=whose == "self")
        return False, None

    def _of_layers(self, of: Layers, name: str, node: ast.Call, scope: Scope, mark: int) -> object:
        if name in FORWARD:
            return self._applied(of, node, scope, mark)
        if name in ADDING:
            self._add(of, name, node, scope)
        elif name not in STILL | SILENT | WALKED:
            self.given(node, scope)
            self.passage.name(node, scope, mark)
        return of if name in STILL | ADDING else None

    def _of_map(self, of: Map, name: str, node: ast.Call, scope: Scope, mark: int) -> object:
        if name in SAME:
            return of
        if name in SIZES:
            return SIZE
        self.given(node, scope)
        self.passage.name(node, scope, mark)
        return self.passage.passed([of])

    def _added(self, name: str, node: ast.Call, scope: Scope, *, own: bool) -> Layers:
        """Return the layers that are given to a network that the text does not show."""
        layers = Layers.at(Written(node, scope.source), [])
        self._add(layers, name, node, scope)
        called = self.evaluated(node.args[0], scope) if own and len(node.args) == 2 else None
        if isinstance(called, Known) and isinstance(called.value, str):
            self.bind(ast.Attribute(ast.Name("self"), called.value), layers, scope)
        return layers

    def _members(self, node: ast.expr, scope: Scope) -> list[Layers | Call | Unknown]:
        """Return the layers that an argument of a network is, each part that is none named once."""
        mark = len(self.passage.found)
        items = items_of(Written(node, scope.source), self.evaluated(node, scope))
        if any(isinstance(each, Unknown) for each in items):
            self.passage.unsay(node, scope, mark)
        return items

    def _add(self, layers: Layers, name: str, node: ast.Call, scope: Scope) -> None:
        """Give a network the layers of a call."""
        first = self.evaluated(node.args[0], scope) if node.args else None
        place = first.value if name == "insert" and isinstance(first, Known) else None
        parts = [*node.args, *(each.value for each in node.keywords if each.arg != "name")]
        items: list[Layers | Call | Unknown] = []
        for each in parts:
            at, known = Written(each, scope.source), each in node.args[:1]
            if known and first is layers:
                items.append(at.unknown())
            else:
                items += items_of(at, first) if known else self._members(each, scope)
        if isinstance(place, int):
            layers.items[place:place] = items
        elif len(parts) == 1 and isinstance(first, Known) and name == "append":
            layers.items.append(Written(node, scope.source).unknown())
        else:
            layers.items += items

    def _applied(self, layers: Layers, node: ast.Call, scope: Scope, mark: int) -> object:
        """Return what comes out of layers that are called with something."""
        layers.taken = True
        only = layers.items[0] if len(layers.items) == 1 else None
        single = only if isinstance(only, Call) else None
        name = single.path[-1] if single else ""
        if single and name in PUT_TOGETHER:
            return self._together(single, node, scope, mark)
        given = self.given(node, scope)
        for each in given.all():
            self.passage.place(each)
        if scope.is_script and not any(isinstance(each, Map) for each in given.all()):
            # Other data, for what has been gone through before or for another network.
            if layers.told:
                return layers.made
            if self.passage.whole and layers.is_whole:
                layers.leave()
                self.passage.name(node, scope, mark)
                return Map(-1)
        if not self.passage.arrives(given.all()):
            if name.startswith("Cropping"):
                # How a copy is cropped is found out, not read.
                return next((each for each in given.all() if isinstance(each, Map)), None)
            self.passage.name(node, scope, mark)
            return Map(-1)
        return self.through(layers, given)

    def _together(self, call: Call, node: ast.Call, scope: Scope, mark: int) -> Map:
        """Return what arrives with a copy of an earlier map behind it, or before."""
        both = list(flat(self._copies(node, scope)))
        others = [each for each in both if isinstance(each, Map) and each.after != self.passage.after]
        arrives = self.passage.arrives(both)
        if not arrives or len(others) > 1 or any(each.after < 0 for each in others):
            self.passage.name(node, scope, mark)
            return self.passage.passed(both)
        self.emit(replace(call, copied=others[0].made if others else None))
        return self.passage.arriving

    def _copies(self, node: ast.Call, scope: Scope) -> Iterator[object]:
        """Yield what is put together; how a copy is cropped for that is found out, not read."""
        for each in node.args[:1] or [named.value for named in node.keywords[:1]]:
            for one in each.elts if isinstance(each, ast.List | ast.Tuple) else [each]:
                cropped = scope.thing(dotted(one.value)) if isinstance(one, ast.Subscript) else None
                if isinstance(cropped, Map):
                    yield cropped
                elif not _crops_a_name(one, scope):
                    yield self.evaluated(one, scope)

    def _function(self, applied: Applied, of: object, node: ast.Call, scope: Scope, mark: int) -> Map:
        """Return what a function or a method that does what a layer does makes of a map."""
        self.passage.place(of)
        if not self.passage.arrives([of]):
            self.passage.name(node, scope, mark)
            return Map(-1)
        call = _plain(applied.path, node, scope)
        self.emit(replace(call, given=applied.given, named=applied.named, cells=applied.cells))
        return self.passage.arriving

    def _free(self, node: ast.Call, scope: Scope, mark: int, name: str) -> object:
        """Return what a call of something gives that the text does not define."""
        path = tuple(name.split(".")) if name else ()
        last = path[-1] if path else getattr(node.func, "attr", "")
        if last in SILENT:
            for each in self.given(node, scope).all():
                self.passage.place(each)
            return None
        if last in LISTS:
            parts = [*node.args, *(each.value for each in node.keywords if each.arg != "name")]
            items = [item for each in parts for item in self._members(each, scope)]
            return Layers.at(Written(node, scope.source), items)
        if path and last in PUT_TOGETHER and last.islower() and of_channels(path, node):
            return self._together(replace(_plain(path, node, scope), given=[], named={}), node, scope, mark)
        applied = layer_of(self._full(path), node, scope.names) if path else None
        named = [each.value for each in node.keywords if each.arg in MAPS]
        if applied and (named or node.args):
            what = [*named, *node.args][0]
            of = self.evaluated(what, scope)
            if of is None and not _may_be_map(what, scope):
                self.passage.name(node, scope, mark)
                return None
            return self._function(applied, of, node, scope, mark)
        if last in AROUND and node.args:
            return self.evaluated(node.args[0], scope)
        if last == "setattr" and len(node.args) == 3 and dotted(node.args[0]) == "self":
            called = self.evaluated(node.args[1], scope)
            if isinstance(called, Known) and isinstance(called.value, str):
                attribute = ast.Attribute(ast.Name("self"), called.value)
                self.bind(attribute, self.evaluated(node.args[2], scope), scope)
                return None
        plain = self._call(path, node, scope) if path and path[0] != "self" else None
        made = plain or Written(node, scope.source).unknown()
        if last not in KNOWN or not plain:
            given = list(self.given(node, scope).all())
            merges = last in MERGING and path[-2:-1] in ((), ("layers",))
            if merges or any(isinstance(each, Map) for each in flat(given)):
                self.passage.name(node, scope, mark)
                return self.passage.passed(list(flat(given)))
            self.passage.unsay(node, scope, mark)
        return Layers.at(Written(node, scope.source), [made])

    def _call(self, path: tuple[str, ...], node: ast.Call, scope: Scope) -> Call | None:
        """Return a call as it is written, with what is known of `*args` and `**options` of it."""
        call = _plain(path, node, scope)
        given: list[ast.expr] = []
        known: dict[str, object] = {}

        def told(at: ast.expr, value: object) -> ast.expr:
            name = f"*{len(known)}"
            known[name] = value
            return ast.copy_location(ast.Name(name), at)

        for each in node.args:
            if not isinstance(each, ast.Starred):
                given.append(each)
                continue
            parts = parts_of(self.evaluated(each.value, scope))
            if parts is None or not all(isinstance(one, Known) for one in parts):
                return None
            given += [told(each.value, one.value) for one in parts if isinstance(one, Known)]
        for option in node.keywords:
            if option.arg:
                continue
            options = options_of(self.evaluated(option.value, scope))
            if options is None or not all(isinstance(one, Known) for one in options.values()):
                return None
            call.named.update(
                {key: told(option.value, one.value) for key, one in options.items() if isinstance(one, Known)}
            )
        return replace(call, given=given, names=Either(known, call.names)) if known else call

    def _full(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return a dotted name with what its first part was imported from."""
        return (*self.imported.get(path[0], path[0]).split("."), *path[1:])


def _crops_a_name(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression crops what has a name of which nothing is known."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Call):
        return False
    crops = dotted(node.func.func).rpartition(".")[2].startswith("Cropping")
    return crops and all(isinstance(each, ast.Name) and scope.thing(each.id) is None for each in node.args)


def _may_be_map(node: ast.expr, scope: Scope) -> bool:
    """Return whether something of which nothing is known may be a map: data of a script are none."""
    if not scope.is_script:
        return not NO_MAP.fullmatch(dotted(node))
    return not isinstance(node, ast.Name) or len(node.id) <= 2 or node.id in USUAL


def _plain(path: tuple[str, ...], node: ast.Call, scope: Scope) -> Call:
    named = {each.arg: each.value for each in node.keywords if each.arg is not None}
    source = scope.source
    return Call(
        source.line(node), path, source.written(node), node.args, named, scope.names.here(), node, source
    )
