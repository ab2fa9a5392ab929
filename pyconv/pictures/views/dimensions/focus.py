"""What a cell is connected to, or which cells make up a slice."""

from pyconv.messages import say
from pyconv.pictures import keys
from pyconv.pictures.exact import signed
from pyconv.pictures.model import NO_HUE, Focus, Grid
from pyconv.pictures.parts import connections
from pyconv.pictures.parts.convolution import Convolution
from pyconv.pictures.views.dimensions.picture import scene
from pyconv.pictures.words import told


def focus(shown: Convolution, key: str, language: str) -> Focus:
    """Return what the cell `key` is connected to, or which cells make up a slice.

    Raises:
        ConvError: there is no such cell or slice.
    """
    kind, _, rest = key.partition(":")
    if kind not in {"slice", "stack"}:
        return connections.focus(shown, key, language)
    grids = {grid.name: grid for grid in scene(shown, language).panels if isinstance(grid, Grid)}
    name, _, number = rest.partition(":")
    grid = grids.get(name)
    if grid is None or key not in {each.key for each in grid.shapes}:
        raise keys.unknown(key)
    if kind == "stack":
        words = say(language, "dimensions.stack")
        return told(key, {}, words)
    planes = sorted({cell.plane for line in grid.rows for cell in line if cell.plane})
    slices = [each.key for each in grid.shapes if each.key.startswith("slice:")]
    lies = planes[slices.index(key)]
    words = say(language, f"dimensions.slice-{name}", number=signed(number))
    lit = {cell.key: NO_HUE for line in grid.rows for cell in line if cell.plane == lies}
    return told(key, lit, words)
