"""What a reader can change of a network, and what is found out about it."""

from typing import NamedTuple

from pyconv.errors import ConvError
from pyconv.frameworks import FRAMEWORKS, Framework
from pyconv.networks import Network, read_network
from pyconv.networks.sizes import Axis, border, same_along, spatial
from pyconv.paths import effective_field
from pyconv.pictures.controls import Choice, Code, Condition
from pyconv.pictures.settings import Controls
from pyconv.pictures.size_controls import Sizes
from pyconv.pictures.views.network import field, plane
from pyconv.pictures.views.network.presets import PRESETS
from pyconv.translation.decoder import matching_decoder

OWN = "own"

MOST_ROWS = 60
"""Layers of a network of which other inputs are tried, one after the other."""

FARTHEST = 2**12
"""How far from the input's own size they are tried."""

EXAMPLE = """\
nn.Conv2d(3, 16, 3, padding=1)
nn.ReLU()
nn.MaxPool2d(2)
nn.Conv2d(16, 32, 3, padding=1)
nn.ReLU()
nn.MaxPool2d(2)
nn.Flatten()
"""


class Shape(Sizes):
    """Channels, then the cells along every axis of space."""

    def ends(self) -> tuple[str, str]:
        """Return no space at all, or nothing where that will do, and much space for the same channels."""
        if not self.default:
            return super().ends()
        channels, *space = self.read(self.default)
        return "1", " × ".join(map(str, (channels, *[10**6] * len(space))))


class Settings(Controls):
    """What a reader can change."""

    network = Choice((*PRESETS, OWN), "lenet")
    code = Code(EXAMPLE, when=Condition("network", (OWN,)))
    own_input = Shape("3 × 32 × 32", axes=4, when=Condition("network", (OWN,)))
    other_input = Shape("", axes=4, optional=True, when=Condition("network", tuple(PRESETS)))
    layer = Sizes("", axes=1, optional=True)
    field_cell = Sizes("", low=0, axes=2, optional=True)
    framework = Choice(FRAMEWORKS, "pytorch")


Range = tuple[int | None, int | None]


class Others(NamedTuple):
    """What inputs of other sizes have, along one axis.

    Attributes:
        alike: the first and the last that give the same last map; None where the search ended before a
            border.
        lost: for each layer, the cells of this input that no window of it touches.
        lossless: the nearest of which no cell is lost: this one or a smaller, and this or a larger.
        whole: the nearest that come back whole, likewise, if some layer makes maps larger.
    """

    alike: Range
    lost: tuple[int, ...] = ()
    lossless: Range = (None, None)
    whole: Range = (None, None)


class Shown(NamedTuple):
    """A network and what is said of it.

    Attributes:
        network: as it was read.
        text: what it was read from.
        source: where it was published; empty for the reader's own.
        halves: for each layer the cells that hold half of all paths, along each axis.
        others: what inputs of other sizes have, for each axis of space.
        drawn: the field that is drawn, or the name of the words that say why there is none.
        plane: that field along two axes, or how many cells it would have; None where there is none.
        repeated: per axis, the paths into the cells of the layer asked for, if some layer before it makes
            maps larger.
        asked: the layer whose field was asked for, counted from 0.
        picked: whether the reader picked it, and may change it.
        decoder: whether there is one that leads back through all sizes.
        framework: for which the network is written as code.
    """

    network: Network
    text: str
    source: str
    halves: tuple[tuple[int, ...] | None, ...]
    others: tuple[Others, ...]
    drawn: field.Drawn | str
    plane: plane.Plane | tuple[int, ...] | None
    repeated: tuple[tuple[int, ...], ...]
    asked: int
    picked: bool
    decoder: bool
    framework: Framework


def written(chosen: Settings) -> tuple[str, tuple[int, ...], str]:
    """Return the text of the network, what comes in, and the publication that it follows, if any."""
    if chosen.network == OWN:
        return chosen.code, chosen.own_input, ""
    preset = PRESETS[chosen.network]
    return preset.text, chosen.other_input or preset.input_shape, preset.source


def prepare(chosen: Settings) -> Shown:
    """Return the network that the reader chose or wrote.

    Raises:
        ConvError: a line makes no layer of what comes before it, or there is no line that is one.
    """
    text, shape, source = written(chosen)
    own = chosen.network == OWN
    given = "own_input" if own else "other_input"
    try:
        network = read_network(text, shape)
    except ConvError as error:
        blamed = "code" if own and error.field != "input" else given
        raise ConvError(error.reason, field=blamed, **error.numbers) from None
    if not network.rows:
        raise ConvError("no-network", field="code", count=len(network.unknown))
    asked = field.chosen(chosen.layer, network)
    drawn = field.drawn(network, asked, chosen.field_cell[:1])
    widest = plane.WIDEST if chosen.layer or chosen.field_cell else plane.READABLE
    return Shown(
        network,
        text,
        source,
        _halves(network),
        _others(text, network),
        drawn,
        plane.plane(network, drawn, chosen.field_cell, widest),
        field.repeated(network, asked),
        asked,
        bool(chosen.layer),
        _has_decoder(network),
        chosen.framework,
    )


def _has_decoder(network: Network) -> bool:
    try:
        return bool(matching_decoder(network).text)
    except ConvError:
        return False


def _halves(network: Network) -> tuple[tuple[int, ...] | None, ...]:
    if not network.layers:
        return tuple(None if row.field is None else (1,) * len(row.field.span) for row in network.rows)
    try:
        found = effective_field(network.layers)
    except ConvError:
        return (None,) * len(network.rows)
    return tuple(None if row.field is None else found[row.depth] for row in network.rows)


def _others(text: str, network: Network) -> tuple[Others, ...]:
    """Return what inputs of other sizes have; the last map alone, found by trying, if layers are sized."""
    found: list[Others] = []
    # So that an input can come back whole.
    grows = any(map(field.enlarges, network.layers))
    for number, size in enumerate(network.input_shape[1:]):
        axis = Axis.of(network, number)
        if found and same_along(network, number - 1, number):
            found.append(found[-1])
        elif axis and (walk := axis.walk(size)):
            whole = axis.whole(size) if grows else (None, None)
            found.append(Others(axis.alike(size), walk.lost, axis.lossless(size), whole))
        elif 0 < len(spatial(network)) <= MOST_ROWS:
            found.append(Others(_tried(text, network, number)))
    return tuple(found)


def _tried(text: str, network: Network, number: int) -> Range:
    """Return the inputs that give the same last map; sizes that do lie side by side."""
    shape, rows = list(network.input_shape), len(spatial(network))
    wanted = network.rows[rows - 1].output_shape

    def same(size: int) -> bool:
        tried = [*shape[: number + 1], size, *shape[number + 2 :]]
        try:
            made = read_network(text, tried, most_rows=rows).rows
        except ConvError:
            return False
        return len(made) == rows and made[-1].output_shape == wanted

    return border(shape[number + 1], -1, same, FARTHEST), border(shape[number + 1], 1, same, FARTHEST)
