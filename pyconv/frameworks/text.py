"""How a text of Python is put together: calls, comments, chains of layers and functions."""

from collections.abc import Sequence
from textwrap import indent, wrap
from typing import NamedTuple

from pyconv.frameworks.layer import Pairs
from pyconv.pooling import PoolingSpec

WIDTH = 88
"""Characters of a line, if it can be broken."""


class Step(NamedTuple):
    """A part of a layer: its code, and why it is there where that is no matter of course."""

    code: str
    why: str = ""

    def written(self, end: str = "") -> str:
        """Return the code under its comment."""
        return f"{comment(self.why)}{self.code}{end}\n"


class Script(NamedTuple):
    """What a framework says of a layer, and what it warns of."""

    imports: Sequence[str]
    shapes: str
    body: str
    definitions: Sequence[str] = ()
    warnings: tuple[str, ...] = ()
    steps: Sequence[Step] = ()
    """The parts of a chain of layers, of which the body is made."""

    @property
    def text(self) -> str:
        """Return the whole text, which runs as it stands."""
        head = "".join(f"{line}\n" for line in self.imports)
        apart = "\n\n" if self.definitions or self.body.startswith("def ") else "\n"
        main = comment(self.shapes) + self.body
        return apart.join([head, *self.definitions, main])


def comment(words: str) -> str:
    """Return some words as lines of comment.

    >>> print(comment("why"), end="")
    # why
    """
    return "".join(f"# {line}\n" for line in wrap(words, WIDTH - len("# ")))


def call(name: str, *arguments: object, **named: object) -> str:
    """Return a call; arguments that are None are left out, and one that is too long is broken.

    >>> call("nn.Conv2d", 3, 64, stride=2, padding=None)
    'nn.Conv2d(3, 64, stride=2)'
    """
    given = [str(value) for value in arguments]
    given += [f"{key}={value}" for key, value in named.items() if value is not None]
    line = f"{name}({', '.join(given)})"
    if len(line) <= WIDTH - len("layer = ") and "\n" not in line:
        return line
    return f"{name}(\n{indent(''.join(f'{value},{chr(10)}' for value in given), ' ' * 4)})"


def one(values: tuple[int, ...]) -> str:
    """Return one number if it is that of every axis, or all of them.

    >>> one((3, 3)), one((3, 5))
    ('3', '(3, 5)')
    """
    return str(values[0]) if len(set(values)) == 1 else str(values)


def unless(usual: object, value: object, written: str | None = None) -> str | None:
    """Return what is to be written of a value, or None for the usual one.

    >>> unless(1, 2), unless(1, 1)
    ('2', None)
    """
    return None if value == usual else written or str(value)


def stepped(values: tuple[int, ...]) -> str | None:
    """Return strides or dilations as `one` does, or None where all of them are 1.

    >>> stepped((2, 1)), stepped((1, 1))
    ('(2, 1)', None)
    """
    return None if set(values) == {1} else one(values)


def inverted(pairs: Pairs) -> tuple[int, ...]:
    """Return pairs as PyTorch's padding takes them: the last axis first.

    >>> inverted(((1, 2), (3, 4)))
    (3, 4, 1, 2)
    """
    return tuple(side for pair in reversed(pairs) for side in pair)


def around(pairs: Pairs) -> str:
    """Return padding of an array (N, space, C), as NumPy's `pad` and those named after it take it.

    >>> around(((1, 2),))
    '[(0, 0), (1, 2), (0, 0)]'
    """
    return str([(0, 0), *pairs, (0, 0)])


def inside(crop: Pairs, size: tuple[int, ...]) -> str:
    """Return the index that leaves `size` cells of each axis of an array (N, space, C).

    >>> inside(((1, 0), (0, 2)), (5, 4))
    '[:, 1:6, 0:4]'
    """
    cuts = (f"{before}:{before + cells}" for (before, _), cells in zip(crop, size, strict=True))
    return f"[:, {', '.join(cuts)}]"


def met(lead: str, spec: PoolingSpec) -> str:
    """Return the list of what each place of the windows of `x` meets in all of them.

    >>> met(":, :", PoolingSpec(5, 3, stride=2))
    '[x[:, :, a : a + 3 : 2] for a in range(0, 3, 1)]'
    """
    cuts, loops = [], []
    axes = zip(spec.output_size, spec.kernel_size, spec.stride, spec.dilation, strict=True)
    for name, (cells, taps, step, hole) in zip("abc", axes, strict=False):
        cuts.append(f"{name} : {name} + {(cells - 1) * step + 1} : {step}")
        loops.append(f"for {name} in range(0, {(taps - 1) * hole + 1}, {hole})")
    return f"[x[{lead}, {', '.join(cuts)}] {' '.join(loops)}]"


def chained(opening: str, closing: str, steps: Sequence[Step]) -> str:
    """Return the assignment of a chain of layers, or of the only one."""
    if len(steps) == 1:
        return f"{comment(steps[0].why)}layer = {steps[0].code}\n"
    inner = "".join(step.written(",") for step in steps)
    return f"layer = {opening}\n{indent(inner, ' ' * 4)}{closing}\n"


def function(arguments: str, steps: Sequence[Step]) -> str:
    """Return the definition of a layer that is a function; the last step is what it returns."""
    *first, last = steps
    inner = "".join(step.written() for step in first)
    inner += Step(f"return {last.code}", last.why).written()
    return f"def layer({arguments}):\n{indent(inner, ' ' * 4)}"
