"""A layer as code: complete and runnable, in each of the frameworks.

Each framework has a module that says how it writes a layer; `layer` says what all of them are told,
`text` how a text is put together. The words of comments and warnings lie here, in every language.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Literal, get_args

from pyconv.arithmetic import flag, whole
from pyconv.errors import ConvError
from pyconv.frameworks.layer import Layer
from pyconv.layers import LAYER_MODES
from pyconv.messages import add_words
from pyconv.pooling import PoolingSpec
from pyconv.spec import ConvSpec
from pyconv.stack import Spec

Framework = Literal["pytorch", "keras", "tensorflow", "jax", "onnx", "numpy"]

FRAMEWORKS: tuple[Framework, ...] = get_args(Framework)

MOST_AXES = 3
"""Axes that the frameworks' layers have at most."""

add_words(__name__)


@dataclass(frozen=True)
class FrameworkCode:
    """A layer as the text of a program in one of the frameworks.

    Attributes:
        text: the program. Run as it stands it leaves the name `layer`.
        warnings: what is not to be seen from the program: sentences for whoever copies it.

    >>> print(framework_code(ConvSpec((5, 5), 3), "numpy").text)
    from pyconv import conv_layer
    <BLANKLINE>
    <BLANKLINE>
    # x (N, 1, 5, 5), weight (1, 1, 3, 3), bias (1,) -> (N, 1, 3, 3)
    def layer(x, weight, bias):
        return conv_layer(x, weight, bias)
    <BLANKLINE>
    """

    text: str
    warnings: tuple[str, ...]


def framework_code(  # noqa: PLR0917 - as many as a layer has
    spec: Spec,
    framework: Framework,
    in_channels: int = 1,
    out_channels: int = 1,
    groups: int = 1,
    bias: bool = True,  # noqa: FBT001, FBT002 - as the frameworks' layers have it
    *,
    language: str = "en",
) -> FrameworkCode:
    """Return a layer as code for one of the frameworks.

    The text runs as it stands and leaves a name `layer`: in "pytorch" a `torch.nn.Module`; in
    "keras" a layer of Keras 3 or a `Sequential`; in "tensorflow", "jax" and "numpy" (with this
    package) a function of `(x, weight, bias)`, `(x, weight)` without a bias or `(x)` of a pooling;
    in "onnx" a checked model with inputs of these names. Data and weights are laid out as the
    framework has them, and the text's first comment says their shapes: channels come first in
    PyTorch, ONNX and NumPy, last in the others. What a framework cannot say in one call is padded
    or cut around it, with the reason in a comment.

    Padding that was asked for by a name is written by that name where the framework has it. What the
    text says is the layer for `spec.input_size`; `warnings` tells where another size needs another.

    Args:
        spec: the geometry, of 1 to 3 axes.
        in_channels, out_channels, groups: of the layer; a pooling has as many channels as its input.
        bias: whether a number is added in each output channel.
        language: of the comments and warnings.

    Raises:
        ConvError: no geometry, more axes than the frameworks have, padding with a constant, a count
            below 1, groups that do not divide the channels, or an unknown framework.

    >>> print(framework_code(ConvSpec((6, 6), 3, stride=2, padding="same"), "pytorch", 3, 8).text)
    from torch import nn
    <BLANKLINE>
    # x (N, 3, 6, 6), weight (8, 3, 3, 3), bias (8,) -> (N, 8, 3, 3)
    layer = nn.Sequential(
        # PyTorch's "same" knows no stride, and padding by number is alike at both sides: the
        # cells of SAME are put around first.
        nn.ZeroPad2d((0, 1, 0, 1)),
        nn.Conv2d(3, 8, 3, stride=2),
    )
    <BLANKLINE>
    """
    module = _module(framework)
    _check_geometry(spec)
    layer = Layer(
        spec,
        whole("in_channels", in_channels, minimum=1),
        whole("out_channels", out_channels, minimum=1),
        whole("groups", groups, minimum=1),
        flag("bias", bias),
        language,
    )
    if not isinstance(spec, PoolingSpec):
        for name, count in (("input", layer.in_channels), ("output", layer.out_channels)):
            if count % layer.groups:
                raise ConvError("groups-unequal", field="groups", name=name, count=count, groups=layer.groups)
    script = import_module(module).write(layer)
    return FrameworkCode(script.text, script.warnings)


def _module(framework: object) -> str:
    """Return the name of the module that writes for a framework."""
    if not isinstance(framework, str) or framework not in FRAMEWORKS:
        raise ConvError(
            "unknown-choice", field="framework", name="framework", value=framework, choices=FRAMEWORKS
        )
    return f"{__name__}.{framework}"


def _check_geometry(spec: object) -> None:
    """Refuse what is no geometry of a layer that the frameworks have."""
    if not isinstance(spec, Spec):
        kinds = "ConvSpec, TransposedSpec, PoolingSpec"
        raise ConvError("not-geometry", field="spec", choices=kinds, kind=type(spec).__name__)
    if spec.axes > MOST_AXES:
        raise ConvError("framework-axes", field="spec", count=spec.axes, most=MOST_AXES)
    if isinstance(spec, ConvSpec) and spec.padding_mode not in LAYER_MODES:
        raise ConvError(
            "unknown-choice",
            field="fill",
            name="padding_mode",
            value=spec.padding_mode,
            choices=LAYER_MODES,
        )


__all__ = ["FRAMEWORKS", "Framework", "FrameworkCode", "framework_code"]
