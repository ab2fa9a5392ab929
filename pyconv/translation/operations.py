"""What a layer does, in terms that no framework is named in; each framework writes these."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pyconv.arithmetic import whole
from pyconv.errors import ConvError
from pyconv.frameworks.layer import Layer, Pairs
from pyconv.messages import say
from pyconv.networks import TABLES
from pyconv.networks.steps import Shape, has_bias, unchanged
from pyconv.networks.text import PUT_TOGETHER
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.translation.activations import Activation, activation_of, named_activation
from pyconv.translation.parts import Part
from pyconv.transposed import TransposedSpec

WINDOWS = re.compile(
    r"(Lazy)?Conv(Transpose)?\dd|(Depthwise)?Conv(olution)?\dD(Transpose)?"
    r"|(Adaptive)?(Max|Avg|Average)Pool(ing)?\d[dD]"
)
"""Names of convolutions and poolings."""

DENSE = frozenset({"Linear", "LazyLinear", "Dense"})
"""What the frameworks call a dense layer."""

PADS = re.compile(r"ConstantPad\dd|ZeroPad\dd|ZeroPadding\dD|Cropping\dD")

WHOLE_MAPS = re.compile(r"(Global|Adaptive)(Max|Avg|Average)Pool(ing)?\d[dD]")

DROPOUTS = re.compile(r"Dropout\d?d?|SpatialDropout\dD")

BATCH_NORMS = re.compile(r"(Lazy)?BatchNorm\dd|BatchNormalization")


class Windows(NamedTuple):
    """A convolution, a transposed one, or a pooling."""

    layer: Layer


class Pad(NamedTuple):
    """Zeros put around the cells, or cells cut off where a number is below 0.

    Attributes:
        sides: how many, before and after along each axis.
        why: where that is no layer of the network.
    """

    sides: Pairs
    why: str = ""


class Join(NamedTuple):
    """The channels of a map that was copied past layers, behind those that arrive.

    Attributes:
        row: number of the layer that made it.
        crop: cells `(before, after)` cut off it.
        why: why that many are.
    """

    row: int
    crop: Pairs
    why: str


class WholeMap(NamedTuple):
    """One number of each map: the largest, or the average.

    Attributes:
        largest: which of them.
        size: of the maps.
        flat: whether no axis of space is left.
    """

    largest: bool
    size: Shape
    flat: bool


class Share(NamedTuple):
    """A pooling that shares out each map among so many windows, which are not all of one length.

    Attributes:
        largest: whether of each window the largest is taken, and not the average.
        sizes: how many windows there are along each axis.
    """

    largest: bool
    sizes: Shape


class Enlarge(NamedTuple):
    """Every cell becomes several that are like it."""

    factors: Shape


class Dense(NamedTuple):
    """A dense layer of numbers without space."""

    inputs: int
    outputs: int
    bias: bool


class Flatten(NamedTuple):
    """All cells in one row.

    Attributes:
        shape: channels, then space.
        first: whether they are counted channel by channel, and not all channels of a cell first.
    """

    shape: Shape
    first: bool

    @property
    def ordered(self) -> bool:
        """Return whether the order matters."""
        return self.shape[0] > 1 and any(size > 1 for size in self.shape[1:])


class Reshape(NamedTuple):
    """Cells in another shape, in the order in which the framework counts them.

    Attributes:
        before, after: channels, then space.
    """

    before: Shape
    after: Shape


class Activate(NamedTuple):
    """A function of every cell.

    Attributes:
        what: the activation.
        written: the layer, as its framework writes it.
    """

    what: Activation
    written: str


class Drop(NamedTuple):
    """Dropout: of cells, or of whole maps with so many axes."""

    rate: float
    axes: int
    written: str


class Normalise(NamedTuple):
    """Batch normalisation.

    Attributes:
        channels: how many have a mean and a variance each.
        axes: of space.
        epsilon, momentum: numbers; the momentum is the share of what was before.
        affine: whether a factor and a summand are learned.
    """

    channels: int
    axes: int
    epsilon: float
    momentum: float
    affine: bool


class Passed(NamedTuple):
    """A layer that keeps all sizes, and that is only named."""

    written: str


Moving = Pad | Join | WholeMap | Enlarge | Flatten | Reshape
"""What learns nothing and moves or counts the cells anew."""

Operation = Windows | Dense | Moving | Activate | Drop | Normalise | Passed


def operations(part: Part, language: str) -> Iterator[Operation]:
    """Yield what a layer does, one thing after the other.

    Raises:
        ConvError: it is a layer that only its own framework has.
    """
    if part.name in PUT_TOGETHER:
        # Nothing beyond the copy that it reads.
        return
    found = list(_operations(part, language))
    if not found:
        raise ConvError("untranslated", field="network", name=part.written, line=part.row.line)
    yield from found
    if part.after and part.after != "linear":
        yield named(part.after)


def sharing(part: Part) -> Share | None:
    """Return the pooling that only frameworks of layers have, if a layer is one."""
    if part.name.startswith("Adaptive") and part.made.layers is None:
        return Share("Max" in part.name, part.made.shape[1:])
    return None


def joining(part: Part, language: str) -> Iterator[Pad | Join]:
    """Yield what brings the copy that a layer reads, if it reads one, to what arrives."""
    skip = part.row.joins
    if skip is None:
        return
    if any(map(any, skip.padded)):
        grown = max(map(max, skip.padded)) > 0
        yield Pad(skip.padded, say(language, f"network-code.copy-{'rounded' if grown else 'shorter'}"))
    why = say(language, "network-code.copy-longer") if any(map(any, skip.cropped)) else ""
    yield Join(skip.row, skip.cropped, why)


def named(name: str) -> Operation:
    """Return the activation that Keras is told by a name."""
    known = named_activation(name)
    return Activate(known, name) if known else Passed(name)


def _operations(part: Part, language: str) -> Iterator[Operation]:
    name, after = part.name, part.made.shape
    if name.startswith("Separable"):
        yield from map(Windows, _separated(part, language))
    elif WHOLE_MAPS.fullmatch(name) and all(size == 1 for size in after[1:]):
        yield WholeMap("Max" in name, part.before[1:], len(after) == 1)
    elif WINDOWS.fullmatch(name):
        yield from map(Windows, _windows(part, language))
    elif PADS.fullmatch(name):
        yield from _padded(part)
    elif name.lower().startswith("upsampl"):
        yield from _enlarged(part)
    elif BATCH_NORMS.fullmatch(name):
        yield from _normalised(part)
    else:
        yield from _without_windows(part)


def _without_windows(part: Part) -> Iterator[Operation]:
    name, before, after = part.name, part.before, part.made.shape
    if name in DENSE:
        if len(before) == 1:
            yield Dense(before[0], after[0], has_bias(part.argument("bias", "use_bias")))
    elif name == "Flatten":
        if len(after) == 1:
            yield Flatten(before, part.framework == "pytorch")
    elif DROPOUTS.fullmatch(name):
        told = (*part.given, *part.named.values())
        rate = next((each for each in told if isinstance(each, int | float)), 0.5)
        yield Drop(float(rate), next((int(letter) for letter in name if letter.isdigit()), 0), part.written)
    elif name == "Normalization":
        yield Passed(part.written)
    elif TABLES[part.framework][name] is unchanged:
        known = activation_of(name, part.framework, part.given, part.named, flat=len(before) == 1)
        yield Activate(known, part.written) if known else Passed(part.written)


def _padded(part: Part) -> Iterator[Operation]:
    """Yield zeros put around the cells, if that is what the layer does."""
    if part.argument("value") in {None, 0}:
        for spec in part.made.layers or ():
            yield Pad(spec.padding)


def _windows(part: Part, language: str) -> Iterator[Layer]:
    if part.made.layers is None:
        return
    (spec,) = part.made.layers
    channels, outputs = part.before[0], part.made.shape[0]
    if isinstance(spec, PoolingSpec):
        # What divides by a number of its own is no average of the others.
        if part.argument("divisor_override") is not None:
            return
        yield Layer(spec, channels, channels, 1, False, language)
        return
    groups = channels if part.name.startswith("Depthwise") else part.argument("groups") or 1
    bias = has_bias(part.argument("bias", "use_bias"))
    yield Layer(spec, channels, outputs, whole("groups", groups, minimum=1), bias, language)


def _separated(part: Part, language: str) -> Iterator[Layer]:
    """Yield the two convolutions of a separable one: each channel by itself, and then all in one place."""
    (spec,) = part.made.layers or ()
    channels = part.before[0]
    between = channels * whole("depth_multiplier", part.argument("depth_multiplier"), minimum=1)
    yield Layer(spec, channels, between, channels, False, language)
    point = ConvSpec(spec.output_size, (1,) * spec.axes)
    bias = has_bias(part.argument("use_bias"))
    yield Layer(point, between, part.made.shape[0], 1, bias, language)


def _enlarged(part: Part) -> Iterator[Operation]:
    """Yield what makes maps larger, if it is by whole factors and every cell is like the nearest."""
    nearest = "Nearest" in part.name or part.argument("mode", "interpolation") == "nearest"
    for spec in part.made.layers or ():
        if nearest and isinstance(spec, TransposedSpec):
            yield Enlarge(spec.stride)


def _normalised(part: Part) -> Iterator[Operation]:
    epsilon, momentum = part.argument("eps", "epsilon"), part.argument("momentum")
    kept = [part.argument("affine", name) for name in ("center", "scale")]
    usual = part.argument("axis") in {None, -1, len(part.before)} and part.argument(
        "track_running_stats"
    ) in {None, True}
    if usual and kept[0] == kept[1] and isinstance(epsilon, float) and isinstance(momentum, float):
        # PyTorch counts the share of what is new.
        share = 1 - momentum if part.framework == "pytorch" else momentum
        yield Normalise(part.before[0], part.axes, epsilon, round(share, 12), kept[0] is True)
