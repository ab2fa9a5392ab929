"""A still as PDF: lines and letters, which can be found and copied."""

from io import BytesIO

import matplotlib as mpl

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import line, title
from pyconv.pictures.export.drawn import sheet
from pyconv.pictures.plot.sheet import SETTINGS
from pyconv.pictures.state import State

_FONTS = {"pdf.fonttype": 42}
"""Fonts as they are, cut down to the letters that are used: a reader finds the words."""


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    yield 0, 1
    out = BytesIO()
    said = {"Title": title(shown), "Keywords": line(shown), "Creator": "pyconv", "Producer": None,
            "CreationDate": None}  # fmt: skip
    with mpl.rc_context(SETTINGS | _FONTS):
        sheet(shown, options).figure.savefig(out, format="pdf", metadata=said)
    return out.getvalue()
