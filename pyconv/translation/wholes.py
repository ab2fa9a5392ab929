"""What layers are put together to: one row of them, or several with copies past some."""

from abc import ABC, abstractmethod
from textwrap import indent

from pyconv.frameworks.layer import Pairs
from pyconv.frameworks.text import Step, comment
from pyconv.networks.steps import Shape
from pyconv.translation.operations import Join
from pyconv.translation.writing import Text, cut

INDENT = " " * 4


class Whole(ABC):
    """The layers of a text: a `Sequential` where none of them reads a copy."""

    def __init__(self, text: Text, *, copies: bool) -> None:
        """Begin with no layer; `copies` tells whether some layer reads one."""
        self.text = text
        self.copies = copies

    @abstractmethod
    def keep(self, number: int) -> None:
        """Keep what the last layer made, whose number is given."""

    @abstractmethod
    def join(self, each: Join) -> None:
        """Put a copy that was kept behind what arrives."""

    @abstractmethod
    def body(self, arriving: Shape) -> str:
        """Return the code that leaves the name `network`, which takes what has a shape."""


class Module(Whole):
    """A `torch.nn.Module`; with copies it has a row of layers between one border of a copy and the next."""

    def __init__(self, text: Text, *, copies: bool) -> None:
        super().__init__(text, copies=copies)
        self._rows: list[str] = []
        self._forward: list[str] = []

    def keep(self, number: int) -> None:
        """Keep what the last layer made."""
        self._end()
        self._forward.append(f"copy{number} = x\n")

    def join(self, each: Join) -> None:
        """Put a copy behind what arrives."""
        self._end()
        self.text.need(["import torch"])
        read = cut(f"copy{each.row}", each.crop, last=False)
        self._forward.append(Step(f"x = torch.cat([x, {read}], dim=1)", each.why).written())

    def _end(self) -> None:
        """End a row of layers, if there are any in it."""
        if row := self._row():
            name = f"self.layers{len(self._rows) + 1}"
            self._rows.append(f"{name} = {row}")
            self._forward.append(f"x = {name}(x)\n")
        self.text.steps.clear()

    def _row(self) -> str:
        """Return the layers since the last border as a `Sequential`, or nothing if there are none."""
        codes = [f"{step.code},\n" for step in self.text.steps] + [*map(comment, self.text.taken())]
        return f"nn.Sequential(\n{indent(''.join(codes), INDENT)})\n" if codes or not self.copies else ""

    def body(self, _arriving: Shape) -> str:
        """Return the code that leaves the name `network`."""
        if not self.copies:
            return f"network = {self._row()}"
        self._end()
        rows, forward = "".join(self._rows), "".join(self._forward)
        return (
            "class Network(nn.Module):\n"
            f"    def __init__(self):\n{indent(f'super().__init__(){chr(10)}{rows}', INDENT * 2)}\n"
            f"    def forward(self, x):\n{indent(f'{forward}return x{chr(10)}', INDENT * 2)}\n\n"
            "network = Network()\n"
        )


class Functional(Whole):
    """A model of Keras; with copies each layer is applied to what the one before it has made."""

    def __init__(self, text: Text, *, copies: bool) -> None:
        super().__init__(text, copies=copies)
        text.form = "x = {}(x)" if copies else "{}"

    def keep(self, number: int) -> None:
        """Keep what the last layer made."""
        self.text.add(f"copy{number} = x", form="{}")

    def join(self, each: Join) -> None:
        """Put a copy behind what arrives."""
        read = f"copy{each.row}"
        if any(map(any, each.crop)):
            read = f"layers.Cropping{len(each.crop)}D({one_or_all(each.crop)})({read})"
        self.text.add(f"x = layers.Concatenate()([x, {read}])", each.why, form="{}")

    def body(self, arriving: Shape) -> str:
        """Return the code that leaves the name `network`."""
        channels, *space = arriving
        made = f"keras.Input({(*space, channels)})"
        told = [*map(comment, self.text.taken())]
        if self.copies:
            codes = [f"{step.code}\n" for step in self.text.steps]
            ends = f"inputs = x = {made}\n", "network = keras.Model(inputs, x)\n"
            return "".join([ends[0], *codes, *told, ends[1]])
        # Keras calls no model that has no layer at all.
        layers = [f"{step.code},\n" for step in self.text.steps] or ["layers.Identity(),\n"]
        codes = [f"{made},\n", *layers, *told]
        return f"network = keras.Sequential([\n{indent(''.join(codes), INDENT)}])\n"


def one_or_all(sides: Pairs) -> object:
    """Return numbers as layers of Keras that pad or crop take them: along one axis as one pair."""
    return sides[0] if len(sides) == 1 else sides
