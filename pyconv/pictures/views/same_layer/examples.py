"""Pairs of lines that are often taken for the same layer."""

from typing import NamedTuple


class Pair(NamedTuple):
    """Two lines of code."""

    first: str
    second: str


EXAMPLES = {
    "same": Pair(
        'layers.Conv2D(8, 3, strides=2, padding="same")',
        "nn.Conv2d(3, 8, 3, stride=2, padding=1)",
    ),
    "transposed": Pair(
        'layers.Conv2DTranspose(8, 3, strides=2, padding="same")',
        "nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1)",
    ),
    "average": Pair(
        "nn.AvgPool2d(3, stride=2, padding=1)",
        "nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)",
    ),
    "numpy": Pair(
        'np.convolve(u, np.ones(4), "same")',
        'layers.Conv1D(1, 4, padding="same")',
    ),
    "onnx": Pair(
        'helper.make_node("Conv", ["x", "w"], ["y"],\n'
        '    kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_LOWER")',
        'w = (3, 3, 16, 32)\ntf.nn.conv2d(x, w, 2, "SAME")',
    ),
    "ceil": Pair("nn.MaxPool2d(2, ceil_mode=True)", 'layers.MaxPooling2D(2, padding="same")'),
}
