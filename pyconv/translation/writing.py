"""How the text of a network is put together of those of its layers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyconv.frameworks.layer import Pairs
from pyconv.frameworks.text import Step, comment
from pyconv.messages import say

DEFINED = re.compile(r"^(?:class|def) (\w+)", re.MULTILINE)
"""What a definition gives a name to."""

ORDER = (
    "import torch", "from torch import nn", "from torch.nn import functional as F", "import keras",
    "from keras import layers", "import tensorflow as tf", "import jax", "from jax import lax",
    "from jax import numpy as jnp", "import numpy as np", "import onnx",
    "from onnx import TensorProto, helper",
)  # fmt: skip
"""Imports in the order of a text."""

HERE = "from pyconv import "

NAME = re.compile(r"(?<![\w.])[A-Za-z]\w*")

WORDS = ("#", '"""')
"""What a line of words begins with."""


@dataclass
class Text:
    """The text of a network as far as it is written.

    Attributes:
        language: of its comments and warnings.
        imports: the lines that import.
        definitions: what is defined before the network.
        steps: its layers in order.
        warnings: what is not to be seen from the text.
        weighted: how many of its layers have weights.
        form: how a layer stands in the text.
    """

    language: str
    imports: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    weighted: int = 0
    form: str = "{}"
    _pending: list[str] = field(default_factory=list)

    def say(self, key: str, **values: object) -> str:
        """Return words of this package."""
        return say(self.language, f"network-code.{key}", **values)

    def add(self, code: str, why: str = "", form: str = "") -> None:
        """Add a layer; what was only named before it stands in its comment."""
        told = "".join(map(comment, [*self.taken(), *([why] if why else [])]))
        self.steps.append(Step(f"{told}{(form or self.form).format(code)}"))

    def name(self, layer: str, words: str = "passed") -> None:
        """Name a layer that is not written."""
        self._pending.append(self.say(words, layer=layer))

    def need(self, imports: Iterable[str]) -> None:
        """Import what a layer needs."""
        self.imports += [line for line in imports if line not in self.imports]

    def warn(self, warnings: Iterable[str]) -> None:
        """Take in warnings, each once."""
        self.warnings += [each for each in warnings if each not in self.warnings]

    def define(self, definitions: Sequence[str], number: int | str, codes: Sequence[str] = ()) -> list[str]:
        """Add definitions that a layer needs, under names of its own; return its codes with these.

        Args:
            definitions: as the layer alone has them.
            number: that of the layer.
            codes: what uses them.
        """
        names = {name for each in definitions for name in DEFINED.findall(each)}
        known = {name: f"{name}{number}" for name in names}

        self.definitions += [_renamed(each, known) for each in definitions]
        return [_renamed(each, known) for each in codes]

    def taken(self) -> list[str]:
        """Return what was named and is not yet in a comment; from now on it is."""
        told = list(self._pending)
        self._pending.clear()
        return told


def _renamed(code: str, names: Mapping[str, str]) -> str:
    """Return code with other names; what it says in words stays as it is."""
    return "".join(
        line if line.lstrip().startswith(WORDS) else NAME.sub(lambda each: names.get(each[0], each[0]), line)
        for line in code.splitlines(keepends=True)
    )


def imported(lines: Sequence[str]) -> str:
    """Return lines that import, in their order: those of this package last, as one.

    >>> print(imported(["from pyconv import pool", "import numpy as np", "from pyconv import conv_layer"]))
    import numpy as np
    <BLANKLINE>
    from pyconv import conv_layer, pool
    <BLANKLINE>
    """
    here = sorted(line.removeprefix(HERE) for line in lines if line.startswith(HERE))
    others = [line for line in ORDER if line in lines]
    found = [*others, *([""] if others and here else []), *([HERE + ", ".join(here)] if here else [])]
    return "".join(f"{line}\n" for line in found)


def cut(name: str, crop: Pairs, *, last: bool) -> str:
    """Return an array without the cells that a crop takes off each axis of its space.

    >>> cut("x", ((1, 2), (0, 0)), last=True)
    'x[:, 1:-2, :]'
    """
    if not any(map(any, crop)):
        return name
    cuts = [f"{before or ''}:{-after or ''}" for before, after in crop]
    return f"{name}[{', '.join([':'] * (1 if last else 2) + cuts)}]"


def shape_of(shape: Sequence[int], *, last: bool) -> str:
    """Return the shape of any number of samples.

    >>> shape_of((3, 8, 9), last=True)
    '(N, 8, 9, 3)'
    """
    channels, *space = shape
    return f"(N, {', '.join(map(str, [*space, channels] if last else shape))})"
