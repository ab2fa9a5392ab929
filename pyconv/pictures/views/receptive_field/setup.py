"""What a reader can change of a small stack of layers, and the fields that come of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pyconv.errors import ConvError
from pyconv.paths import paths_along
from pyconv.pictures.controls import Choice, Integer, Integers
from pyconv.pictures.settings import Controls
from pyconv.receptive_field import ReceptiveField, receptive_field
from pyconv.spec import ConvSpec
from pyconv.stack import stack
from pyconv.stack import windows as windows_of
from pyconv.transposed import TransposedSpec

LAYERS = ("layer-1", "layer-2", "layer-3", "layer-4")
"""Keys of the words for the numbers of each layer."""

MOST_LAYERS = len(LAYERS)


class Settings(Controls):
    """What a reader can change; the numbers of layers that are not there wait."""

    stacked = Integer(1, MOST_LAYERS, (2,))
    input = Integer(1, 24, (7,))
    kernel = Integers(1, 5, (3,) * MOST_LAYERS, LAYERS, "all-layers")
    stride = Integers(1, 3, (1,) * MOST_LAYERS, LAYERS, "all-layers")
    dilation = Integers(1, 4, (1,) * MOST_LAYERS, LAYERS, "all-layers")
    pooled = Choice(("none", *LAYERS), "none")
    padding = Choice(("valid", "half"), "valid", words="padding")
    seen_cell = Choice(("first", "middle", "last"), "middle")
    prominent = ("stacked", "input", "kernel", "stride", "dilation", "pooled", "padding")


class Stack(NamedTuple):
    """The layers, and what their cells see.

    Attributes:
        layers: the windows of each.
        pooled: which one is a pooling, counted from 1; 0 if none is.
        fields: of the input's own cells, and of each layer's.
        seen: the cell of the last layer whose field is shaded.
    """

    layers: tuple[ConvSpec, ...]
    pooled: int
    fields: tuple[ReceptiveField, ...]
    seen: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """The cells of the input, and of the map of each layer."""
        return tuple(field.size[0] for field in self.fields)

    def paths(self, below: int, number: int, cell: int) -> Sequence[int]:
        """Return the paths to a cell of one map from every cell of an earlier one, or of the same."""
        layers = self.layers[below:number]
        return (
            paths_along(layers, 0, cell) if layers else [int(at == cell) for at in range(self.sizes[number])]
        )

    def one_of(self, number: int) -> int:
        """Return the cell that stands for a map: of the last one it is the one that is shaded."""
        last = self.sizes[-1] - 1
        size = self.sizes[number] - 1
        return 0 if not self.seen else size if self.seen == last else size // 2


def prepare(chosen: Settings) -> Stack:
    """Return the layers that the reader set up, with their fields.

    Raises:
        ConvError: one of them does not fit on the map before it.
    """
    pooled = 0 if chosen.pooled == "none" else LAYERS.index(chosen.pooled) + 1
    settings = [_settings(chosen, number, pooled) for number in range(1, chosen.stacked + 1)]
    try:
        made = stack(chosen.input, settings)
    except ConvError as error:
        field = f"kernel.{int(str(error.numbers['layer'])) - 1}"
        raise ConvError(error.reason, field=field, **error.numbers | {"axis": None}) from None
    size = made[-1].output_size[0]
    seen = {"first": 0, "middle": (size - 1) // 2, "last": size - 1}[chosen.seen_cell]
    seen_through = (windows_of(layer) for layer in made)
    layers = tuple(layer for layer in seen_through if not isinstance(layer, TransposedSpec))
    return Stack(layers, pooled if pooled <= chosen.stacked else 0, receptive_field(made), seen)


def _settings(chosen: Settings, number: int, pooled: int) -> dict[str, Any]:
    """Return a layer as `stack` takes it; a pooling has no padding."""
    numbers = {
        "kernel_size": chosen.kernel[number - 1],
        "stride": chosen.stride[number - 1],
        "dilation": chosen.dilation[number - 1],
    }
    return numbers | ({"pooling": "max"} if number == pooled else {"padding": chosen.padding})
