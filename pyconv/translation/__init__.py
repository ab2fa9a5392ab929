"""A network that was read, written as code: of any framework, or backwards as its decoder."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pyconv.errors import ConvError
from pyconv.frameworks import FRAMEWORKS, Framework, FrameworkCode
from pyconv.messages import add_words, say
from pyconv.networks import Network
from pyconv.networks.steps import Shape

if TYPE_CHECKING:
    from pyconv.translation.operations import Operation

add_words("pyconv.frameworks")
add_words(__name__)

MODULES = {"pytorch": "sequential", "keras": "sequential", "onnx": "onnx"}
"""Which module of this package writes for a framework; of all others `functions` does."""


def network_code(network: Network, framework: Framework, *, language: str = "en") -> FrameworkCode:
    r"""Return a network as code for one of the frameworks.

    The text runs as it stands and leaves a name `network`: in "pytorch" and "keras" a `Sequential`, or
    where maps are copied past layers, as in U-Net, a module with its `forward` or a `Model`; in
    "tensorflow", "jax" and "numpy" (with this package) a function of `(x, weights)`, where `weights` is
    a list with one tuple for each layer that has some; in "onnx" a checked model that takes `x` and the
    weights under their names. Layers of the network's own framework are written
    as they were read, with the values of all names. Of another's, convolutions and poolings are written
    as `framework_code` writes them; dense layers, activations, dropout, batch normalisation and
    enlarging by the nearest cells by the framework's own names. Cells are flattened in the order in
    which the network's framework counts them, so that weights mean the same. A layer that changes no
    size and has no like there is named in a comment.

    Args:
        network: as `read_network` returns it.
        framework: for which.
        language: of comments and warnings.

    Raises:
        ConvError: a layer that only its own framework has and that changes sizes or learns weights; the
            error holds its line under `numbers["line"]`. Or an unknown framework.

    >>> from pyconv import read_network
    >>> network = read_network("nn.Conv2d(1, 6, 5)\nnn.Tanh()\nnn.AvgPool2d(2)\nnn.Flatten()", (1, 28, 28))
    >>> print(network_code(network, "keras").text)
    import keras
    from keras import layers
    <BLANKLINE>
    # x (N, 28, 28, 1) -> (N, 864)
    network = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(6, 5),
        layers.Activation("tanh"),
        layers.AveragePooling2D(2),
        # PyTorch counts channel by channel: so the dense layer's weights keep their order.
        layers.Permute((3, 1, 2)),
        layers.Flatten(),
    ])
    <BLANKLINE>
    """
    text, warnings = _writing(framework).write(network, framework, language)
    if any(network.shared):
        warnings = (*warnings, say(language, "network-code.again"))
    return FrameworkCode(text, warnings)


def row_code(
    row: "Sequence[Operation]", shapes: tuple[Shape, Shape], framework: Framework, *, language: str = "en"
) -> FrameworkCode:
    """Return operations that lead from one shape to another as code, as `network_code` does."""
    text, warnings = _writing(framework).write_row(row, shapes, framework, language)
    return FrameworkCode(text, warnings)


def _writing(framework: Framework) -> Any:
    """Return the module that writes for a framework."""
    if framework not in FRAMEWORKS:
        raise ConvError(
            "unknown-choice", field="framework", name="framework", value=framework, choices=FRAMEWORKS
        )
    return import_module(f"{__name__}.{MODULES.get(framework, 'functions')}")


__all__ = ["network_code", "row_code"]
