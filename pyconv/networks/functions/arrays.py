"""What a text says of the arrays that a function is given: their shapes, if it says them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyconv.arithmetic import whole
from pyconv.arrays import shape_text
from pyconv.errors import ConvError
from pyconv.networks.constants import Named, Unreadable, dotted, value

FROM_VALUES = frozenset({"array", "asarray", "constant", "tensor"})
"""Calls that make an array of the numbers that they are given."""

FROM_SHAPE = frozenset(
    {"Parameter", "Variable", "empty", "full", "normal", "ones", "rand", "randn", "random", "random_normal",
     "random_sample", "standard_normal", "uniform", "zeros"}
)  # fmt: skip
"""Calls that make an array of the shape that they are given."""

SHAPES_IN_COMMENT = re.compile(r"\b([A-Za-z]\w*) \((\d{1,18}(?:, \d{1,18})*,?)\)")
"""How a comment says the shapes of arrays: `weight (8, 3, 3, 3)`."""


@dataclass(frozen=True)
class Unrun:
    """A value that only running the text would tell.

    Attributes:
        shape: of the array that it is, if the text says it.
        name: what it is called, with its dots; empty if it is no name.
    """

    shape: tuple[int, ...] | None = None
    name: str = ""


class Weights(NamedTuple):
    """The shape of a layer's weights.

    Attributes:
        kernel: taps along each axis.
        first, second: its two other numbers, in their order.
    """

    kernel: tuple[int, ...]
    first: int
    second: int


def told(node: ast.expr, names: Named) -> object:
    """Return the value of an argument: numbers, texts and lists of them, or what is known of an array.

    >>> told(ast.parse("tf.zeros((3, 3))", mode="eval").body, {})
    Unrun(shape=(3, 3), name='')
    """
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(told(each, names) for each in node.elts)
    try:
        return value(node, names)
    except Unreadable:
        return Unrun(_made(node, names), dotted(node))


def makes_array(name: str) -> bool:
    """Return whether a call of that name makes an array of a shape or of numbers."""
    return name in FROM_SHAPE or name in FROM_VALUES


def commented(text: str) -> Iterator[tuple[str, Unrun]]:
    """Yield the names that comments give a shape.

    >>> list(commented("# x (N, 6), weight (8, 3, 3)"))
    [('weight', Unrun(shape=(8, 3, 3), name=''))]
    """
    for line in text.split("\n"):
        _, _, comment = line.partition("#")
        for name, numbers in SHAPES_IN_COMMENT.findall(comment):
            yield name, Unrun(tuple(int(number) for number in numbers.rstrip(",").split(", ")))


def _made(node: ast.expr, names: Named) -> tuple[int, ...] | None:
    """Return the shape of what a call makes."""
    if not isinstance(node, ast.Call):
        return None
    name = dotted(node.func).rpartition(".")[2]
    by_name = {each.arg: told(each.value, names) for each in node.keywords}
    given = [told(each, names) for each in node.args]
    for key in ("shape", "size"):
        if key in by_name:
            return as_shape(by_name[key])
    if name in FROM_VALUES and given:
        return extent(given[0])
    if name not in FROM_SHAPE:
        return None
    for each in given:
        if isinstance(each, Unrun) and each.shape is not None:
            return each.shape
        if isinstance(each, tuple):
            return as_shape(each)
    return as_shape(tuple(each for each in given if isinstance(each, int)))


def as_shape(listed: object) -> tuple[int, ...] | None:
    """Return whole numbers as a shape, if they are nothing else.

    >>> as_shape(4), as_shape((3, 3)), as_shape(())
    ((4,), (3, 3), None)
    """
    numbers = listed if isinstance(listed, tuple) else (listed,)
    whole_ones = tuple(each for each in numbers if isinstance(each, int) and not isinstance(each, bool))
    return whole_ones if whole_ones and len(whole_ones) == len(numbers) and min(whole_ones) > 0 else None


def extent(listed: object) -> tuple[int, ...] | None:
    """Return the shape of numbers in lists; rows of different lengths have none.

    >>> extent((1, 2, 1)), extent(((1, 0), (0, 1)))
    ((3,), (2, 2))
    """
    if not isinstance(listed, tuple):
        return () if isinstance(listed, int | float) else None
    inner = {extent(each) for each in listed}
    (shape, *others) = inner or {None}
    return None if shape is None or others else (len(listed), *shape)


def weights(name: str, given: object, axes: int | None, *, last: bool) -> Weights:
    """Return the shape of the weights that a layer is given.

    Args:
        name: of the function.
        given: the argument.
        axes: how many of space it takes, if its name says it.
        last: whether the two other numbers come after those of space, and not before.

    Raises:
        ConvError: the text does not say their shape, or it is that of another layer.

    >>> weights("conv2d", (3, 5, 16, 32), 2, last=True)
    Weights(kernel=(3, 5), first=16, second=32)
    """
    shape = given.shape if isinstance(given, Unrun) else as_shape(given)
    if shape is None:
        raise ConvError("weights-untold", field="layers", name=name)
    if len(shape) < 3 or axes not in {None, len(shape) - 2}:
        wanted = 4 if axes is None else axes + 2
        raise ConvError("weights-shape", field="layers", name=name, shape=shape_text(shape), count=wanted)
    kernel, pair = (shape[:-2], shape[-2:]) if last else (shape[2:], shape[:2])
    return Weights(kernel, *pair)


def numbers(name: str, given: object, axes: int, *, minimum: int = 1) -> tuple[int, ...]:
    """Return one whole number for each axis of space, of as many as a function may be given.

    Lists with two numbers more begin and end with those of samples and channels, or begin with both.

    >>> numbers("stride", (1, 2, 2, 1), 2), numbers("stride", (1, 1, 2, 2), 2), numbers("stride", 3, 2)
    ((2, 2), (2, 2), (3, 3))
    """
    if isinstance(given, tuple) and len(given) == axes + 2:
        given = given[2:] if given[1] == 1 and given[-1] != 1 else given[1:-1]
    listed = given if isinstance(given, tuple) else (given,)
    if len(listed) not in {1, axes}:
        raise ConvError("axes-disagree", field=name, name=name, count=len(listed), axes=axes)
    entries = tuple(whole(name, each, minimum=minimum) for each in listed)
    return entries * axes if len(entries) == 1 else entries


def pairs(given: tuple[object, ...], axes: int) -> tuple[tuple[int, int], ...]:
    """Return padding before and after for each axis of space."""
    if len(given) == axes + 2:
        given = given[2:] if given[-1] != (0, 0) else given[1:-1]
    if len(given) != axes:
        raise ConvError("axes-disagree", field="padding", name="padding", count=len(given), axes=axes)
    found = []
    for axis, each in enumerate(given):
        both = each if isinstance(each, tuple) else ()
        if len(both) != 2:
            raise ConvError("not-a-pair", field="padding", axis=axis, count=len(both))
        before, after = (whole("padding", side, minimum=None, axis=axis) for side in both)
        found.append((before, after))
    return tuple(found)
