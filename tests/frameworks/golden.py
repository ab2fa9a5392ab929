"""The texts of some layers, recorded: `python -m tests.frameworks.golden` writes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyconv import ConvSpec, PoolingSpec, TransposedSpec
from pyconv.frameworks import FRAMEWORKS, Framework, framework_code

FOLDER = Path(__file__).parent / "golden"

GOLDEN: dict[str, tuple[Any, dict[str, Any]]] = {
    "A convolution with nothing to explain": (
        ConvSpec((224, 224), 7, stride=2, padding=3),
        {"in_channels": 3, "out_channels": 64},
    ),
    "SAME at stride 2": (
        ConvSpec((224, 224), 7, stride=2, padding="same"),
        {"in_channels": 3, "out_channels": 64, "bias": False},
    ),
    "Causal, dilated, in one dimension": (
        ConvSpec(64, 2, padding="causal", dilation=8),
        {"in_channels": 16, "out_channels": 16},
    ),
    "Depthwise, numbers of its own for each axis": (
        ConvSpec((5, 7), (3, 5), stride=(1, 2), padding=(1, 2)),
        {"in_channels": 8, "out_channels": 8, "groups": 8},
    ),
    "Stride and dilation together": (ConvSpec((16, 16), 3, stride=2, dilation=2), {}),
    "Reflected, after a crop": (ConvSpec((8, 8), 3, padding=(1, (-1, 2)), padding_mode="reflect"), {}),
    "More than once around": (ConvSpec((3, 4), 3, padding=(4, 0), padding_mode="wrap"), {}),
    "The convolution of mathematics": (ConvSpec((5, 5), 3, padding="full", flipped=True), {}),
    "Of volumes, dilated, in groups": (
        ConvSpec((8, 8, 8), 3, dilation=(1, 2, 2)),
        {"in_channels": 4, "out_channels": 8, "groups": 2},
    ),
    "Transposed with output padding": (
        TransposedSpec((14, 14), 3, stride=2, padding=1, output_padding=1),
        {"in_channels": 64, "out_channels": 32},
    ),
    "Transposed as TensorFlow's SAME": (TransposedSpec((6, 6), 3, stride=2, padding=[(0, 1), (0, 1)]), {}),
    "Transposed, cropped more after than the stride gives back": (
        TransposedSpec(10, 16, stride=8, padding=[(2, 9)]),
        {"in_channels": 2, "out_channels": 2},
    ),
    "Transposed, dilated, in groups, with output padding above the stride": (
        TransposedSpec((5, 4), 3, stride=(1, 2), dilation=(3, 2), output_padding=(2, 0)),
        {"in_channels": 4, "out_channels": 2, "groups": 2},
    ),
    "The largest, rounding up": (
        PoolingSpec((112, 112), 3, stride=2, ceil_mode=True),
        {"in_channels": 64},
    ),
    "The largest under SAME, dilated": (PoolingSpec((9, 9), 3, stride=1, padding="same", dilation=2), {}),
    "An average that leaves the padding out": (
        PoolingSpec((8, 8), 3, stride=2, padding=1, kind="average", count_include_pad=False),
        {},
    ),
    "An average that counts it": (PoolingSpec((8, 8), 3, stride=2, padding=1, kind="average"), {}),
}


def recorded(framework: Framework) -> str:
    """Return all the texts of a framework."""
    parts = []
    for title, (spec, named) in GOLDEN.items():
        code = framework_code(spec, framework, **named)
        parts.append("\n".join([f"=== {title}", *(f"!!! {warning}" for warning in code.warnings), code.text]))
    return "\n".join(parts)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in FRAMEWORKS:
        (FOLDER / f"{name}.txt").write_text(recorded(name), "utf-8")
