"""A still as PNG."""

from io import BytesIO

import matplotlib as mpl

from pyconv.pictures.export import Options, Work
from pyconv.pictures.export.carried import KEYWORD, line, title
from pyconv.pictures.export.drawn import sheet
from pyconv.pictures.plot.sheet import SETTINGS
from pyconv.pictures.state import State


def write(shown: State, options: Options) -> Work:
    """Make the file."""
    yield 0, 1
    out = BytesIO()
    said = {"Software": None, KEYWORD: line(shown), "Title": title(shown)}
    with mpl.rc_context(SETTINGS):
        sheet(shown, options).figure.savefig(out, format="png", dpi=72 * options.scale, metadata=said)
    return out.getvalue()
