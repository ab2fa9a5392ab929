"""Networks ready to be read: written out as lines of PyTorch, with the publication they follow."""

from itertools import pairwise
from typing import NamedTuple


class Preset(NamedTuple):
    """A network.

    Attributes:
        source: who published it, and where.
        input_shape: what comes in, channels first.
        text: its layers.
    """

    source: str
    input_shape: tuple[int, ...]
    text: str


def _two(channels: int, outputs: int) -> str:
    """Return two convolutions without padding, as U-Net has them at every level."""
    return f"nn.Conv2d({channels}, {outputs}, 3)\nnn.ReLU()\nnn.Conv2d({outputs}, {outputs}, 3)\nnn.ReLU()\n"


def _blocks(pool: str, *blocks: tuple[int, ...], axes: int = 2) -> str:
    """Return convolutions of kernel 3 that keep the size, and a pooling after each block of them."""
    lines = []
    for channels in blocks:
        for before, after in pairwise(channels):
            lines += [f"nn.Conv{axes}d({before}, {after}, 3, padding=1)", "nn.ReLU()"]
        lines.append(pool)
    return "\n".join(lines) + "\n"


_LENET = """\
nn.Conv2d(1, 6, 5)
nn.Tanh()
nn.AvgPool2d(2)
nn.Conv2d(6, 16, 5)
nn.Tanh()
nn.AvgPool2d(2)
nn.Conv2d(16, 120, 5)
nn.Tanh()
nn.Flatten()
nn.Linear(120, 84)
nn.Tanh()
nn.Linear(84, 10)
"""

_ALEXNET = """\
nn.Conv2d(3, 96, 11, stride=4)
nn.ReLU()
nn.MaxPool2d(3, stride=2)
nn.Conv2d(96, 256, 5, padding=2, groups=2)
nn.ReLU()
nn.MaxPool2d(3, stride=2)
nn.Conv2d(256, 384, 3, padding=1)
nn.ReLU()
nn.Conv2d(384, 384, 3, padding=1, groups=2)
nn.ReLU()
nn.Conv2d(384, 256, 3, padding=1, groups=2)
nn.ReLU()
nn.MaxPool2d(3, stride=2)
nn.Flatten()
nn.Linear(9216, 4096)
nn.ReLU()
nn.Linear(4096, 4096)
nn.ReLU()
nn.Linear(4096, 1000)
"""

_VGG = (
    _blocks(
        "nn.MaxPool2d(2)",
        (3, 64, 64),
        (64, 128, 128),
        (128, 256, 256, 256),
        (256, 512, 512, 512),
        (512, 512, 512, 512),
    )
    + """\
nn.Flatten()
nn.Linear(25088, 4096)
nn.ReLU()
nn.Linear(4096, 4096)
nn.ReLU()
nn.Linear(4096, 1000)
"""
)

_RESNET = """\
nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
nn.BatchNorm2d(64)
nn.ReLU()
nn.MaxPool2d(3, stride=2, padding=1)
nn.Conv2d(64, 64, 3, padding=1, bias=False)
nn.BatchNorm2d(64)
nn.ReLU()
nn.Conv2d(64, 64, 3, padding=1, bias=False)
nn.BatchNorm2d(64)
"""

_UNET = (
    "".join(
        _two(before, after) + "nn.MaxPool2d(2)\n"
        for before, after in ((1, 64), (64, 128), (128, 256), (256, 512))
    )
    + _two(512, 1024)
    + "".join(
        f"nn.ConvTranspose2d({2 * channels}, {channels}, 2, stride=2)\n" + _two(2 * channels, channels)
        for channels in (512, 256, 128, 64)
    )
    + "nn.Conv2d(64, 2, 1)\n"
)

_DCGAN = (
    """\
nn.ConvTranspose2d(100, 512, 4, bias=False)
nn.BatchNorm2d(512)
nn.ReLU()
"""
    + "".join(
        f"nn.ConvTranspose2d({2 * channels}, {channels}, 4, stride=2, padding=1, bias=False)\n"
        f"nn.BatchNorm2d({channels})\nnn.ReLU()\n"
        for channels in (256, 128, 64)
    )
    + """\
nn.ConvTranspose2d(64, 3, 4, stride=2, padding=1, bias=False)
nn.Tanh()
"""
)

_MOBILENET = """\
nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False)
nn.BatchNorm2d(32)
nn.ReLU()
nn.Conv2d(32, 64, 1, bias=False)
nn.BatchNorm2d(64)
nn.ReLU()
"""

_WAVENET = "nn.Conv1d(1, 32, 1)\n" + "".join(
    f"nn.ConstantPad1d(({2**level}, 0), 0)\nnn.Conv1d(32, 32, 2, dilation={2**level})\n"
    for level in range(10)
)

_C3D = (
    _blocks("nn.MaxPool3d((1, 2, 2))", (3, 64), axes=3)
    + _blocks("nn.MaxPool3d(2)", (64, 128), (128, 256, 256), (256, 512, 512), axes=3)
    + _blocks("nn.MaxPool3d(2, padding=(0, 1, 1))", (512, 512, 512), axes=3)
    + """\
nn.Flatten()
nn.Linear(8192, 4096)
nn.ReLU()
nn.Linear(4096, 4096)
nn.ReLU()
nn.Linear(4096, 487)
"""
)

PRESETS = {
    "lenet": Preset("LeCun, Bottou, Bengio, Haffner (1998), Proc. IEEE 86(11)", (1, 32, 32), _LENET),
    "alexnet": Preset("Krizhevsky, Sutskever, Hinton (2012), NeurIPS 25", (3, 227, 227), _ALEXNET),
    "vgg": Preset("Simonyan, Zisserman (2014), arXiv:1409.1556", (3, 224, 224), _VGG),
    "resnet": Preset("He, Zhang, Ren, Sun (2015), arXiv:1512.03385", (3, 224, 224), _RESNET),
    "unet": Preset("Ronneberger, Fischer, Brox (2015), arXiv:1505.04597", (1, 572, 572), _UNET),
    "dcgan": Preset("Radford, Metz, Chintala (2015), arXiv:1511.06434", (100, 1, 1), _DCGAN),
    "mobilenet": Preset("Howard et al. (2017), arXiv:1704.04861", (32, 112, 112), _MOBILENET),
    "wavenet": Preset("van den Oord et al. (2016), arXiv:1609.03499", (1, 16000), _WAVENET),
    "c3d": Preset("Tran et al. (2014), arXiv:1412.0767", (3, 16, 112, 112), _C3D),
}
