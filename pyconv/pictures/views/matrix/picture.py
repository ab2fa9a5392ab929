"""A convolution as a matrix: X · U = O, or O · T = C read backwards, in symbols or numbers.

Row i of U belongs to input cell i, column o to output cell o; what stands where they meet
is the tap through which they do. T is U transposed.
"""

from html import escape

from pyconv.expressions import Matrix
from pyconv.formulas import text
from pyconv.messages import say
from pyconv.pictures import exact
from pyconv.pictures.model import (
    HUES,
    NO_HUE,
    TYPE,
    UNIT,
    Cell,
    Grid,
    Kind,
    Mark,
    Panel,
    Scene,
    in_rows,
    map_cells,
)
from pyconv.pictures.parts import convolution, maps
from pyconv.pictures.parts.convolution import Convolution, size_text
from pyconv.pictures.parts.matrix_grids import MOST_LEGIBLE, entries, legible, matrix_grid, pattern_grid
from pyconv.pictures.parts.meetings import apart_key, taps_between, term_key
from pyconv.pictures.parts.transposition import Transposition
from pyconv.pictures.views.matrix.setup import Shown
from pyconv.symbols import (
    flattened,
    input_symbols,
    kernel_symbols,
    matrix_symbols,
    output_symbols,
    transposed_sums,
)

MOST_PLACED = 4
"""Up to so many output cells, the placed filter of each is shown."""


def _written(matrix: Matrix) -> list[str]:
    return [text(entry) for line in matrix.rows for entry in line]


def _texts(shown: Shown, language: str) -> dict[str, list[str]]:
    """Return what the cells of the input, the kernel and the output say."""
    spec, values = shown.spec, shown.values
    if shown.in_symbols:
        names = {"kernel": _written(kernel_symbols(spec))}
        if isinstance(values, Convolution):
            return names | {"in": _written(input_symbols(spec)), "out": _written(output_symbols(spec))}
        return names | {"out": _written(output_symbols(spec)), "in": _broken(transposed_sums(spec))}
    kernel = {"kernel": exact.texts(values.kernel, language, exact=True)}
    if isinstance(values, Convolution):
        padded = exact.texts(values.padded, language, exact=True)
        inside = convolution.cells_inside(spec)
        cells = [value for cell, value in zip(inside, padded, strict=True) if cell >= 0]
        return kernel | {"in": cells, "out": exact.texts(values.output, language)}
    return kernel | {
        "out": exact.texts(values.given, language, exact=True),
        "in": exact.texts(values.result, language),
    }


def _broken(sums: Matrix) -> list[str]:
    """Return sums of products, two products on a line."""
    lines = []
    for written in _written(sums):
        products = written.split(" + ")
        pairs = [" + ".join(products[at : at + 2]) for at in range(0, len(products), 2)]
        lines.append("\n+ ".join(pairs))
    return lines


def _entries(shown: Shown, language: str) -> list[list[str]]:
    spec = shown.spec
    turned = isinstance(shown.values, Transposition)
    if shown.in_symbols:
        return [[text(entry) for entry in line] for line in matrix_symbols(spec, transposed=turned).rows]
    return entries(spec, shown.values.kernel, language, transposed=turned)


def _panels(shown: Shown, language: str) -> tuple[Panel, ...]:
    spec, values = shown.spec, shown.values
    texts = _texts(shown, language)
    direct = isinstance(values, Convolution)
    plain = not shown.in_symbols
    title = {
        name: say(language, f"matrix.{name}", size=size_text(size))
        for name, size in (
            ("I", spec.input_size), ("O", spec.output_size), ("C", spec.input_size),
            ("X", (1, spec.inputs)), ("O-flat", (1, spec.outputs)),
            ("U", (spec.inputs, spec.outputs)), ("T", (spec.outputs, spec.inputs)),
        )
    }  # fmt: skip
    kernel = maps.kernel_grid(values, language)
    kernel = kernel._replace(
        rows=map_cells("tap", Kind.TAP, texts["kernel"], spec.kernel_size[1], editable=plain),
        sign="" if not direct else "∗" if spec.flipped else "⋆",
    )
    heads = {
        "in": _written(flattened(input_symbols(spec))) if shown.in_symbols else texts["in"],
        "out": _written(flattened(output_symbols(spec))) if shown.in_symbols else texts["out"],
    }
    # Letters stand there from the start: kind "made", not "output", which the animation writes.
    if not direct and shown.in_symbols:
        heads["in"] = [letter.replace("I", "C") for letter in heads["in"]]
    if isinstance(values, Convolution):
        given = Grid(
            "input",
            title["I"],
            "",
            map_cells("in", Kind.INPUT, texts["in"], spec.input_size[1], editable=plain),
        )
        given = _padded(values, given, language)
        made = Grid(
            "output",
            title["O"],
            "=",
            map_cells("out", Kind.OUTPUT if plain else Kind.MADE, texts["out"], spec.output_size[1]),
        )
        flat = Grid(
            "X",
            title["X"],
            "",
            map_cells("in", Kind.INPUT, heads["in"], spec.inputs),
            scale="flat",
            wide=True,
        )
    else:
        given = Grid(
            "input",
            title["O"],
            "",
            map_cells("out", Kind.INPUT, texts["out"], spec.output_size[1], editable=plain),
        )
        cell = result_cell(shown)
        rows = map_cells(
            "in",
            Kind.OUTPUT if plain else Kind.MADE,
            texts["in"],
            spec.input_size[1],
            marks=lambda _: () if plain else (Mark.SUM,),
        )
        spread = tuple(
            tuple(each._replace(row=each.row * cell[1], column=each.column * cell[0]) for each in line)
            for line in rows
        )
        made = Grid(
            "output",
            title["C"],
            "=" if cell == (1, 1) else "",
            spread,
            cell=cell,
            scale="sums" if cell != (1, 1) else "",
            wide=cell != (1, 1),
        )
        flat = Grid(
            "X",
            title["O-flat"],
            "",
            map_cells("out", Kind.INPUT, heads["out"], spec.outputs),
            scale="flat",
            wide=True,
        )
    name = "U" if direct else "T"
    if legible(spec):
        sides = (heads["in"], heads["out"]) if direct else (heads["out"], heads["in"])
        whole = matrix_grid(spec, _entries(shown, language), sides, title[name], transposed=not direct)
        placed = _placed(shown, language) if direct else ()
        return (given, kernel, made, *placed, flat, whole)
    whole = pattern_grid(spec, title[name], transposed=not direct)
    return (given, kernel, made, whole)


def _padded(values: Convolution, plain: Grid, language: str) -> Grid:
    """Return the input with its padding around it, saying what `plain` says."""
    grid = maps.input_grid(values, language)
    said = {cell.key: cell for row in plain.rows for cell in row}
    rows = tuple(
        tuple(
            cell._replace(text=said[cell.key].text, editable=said[cell.key].editable)
            if cell.key in said
            else cell
            for cell in row
        )
        for row in grid.rows
    )
    return plain._replace(rows=rows)


def result_cell(shown: Shown) -> tuple[int, int]:
    """Return how many sides of a cell the longest sum of the result needs, across and down."""
    if not shown.in_symbols:
        return 1, 1
    texts = _broken(transposed_sums(shown.spec))
    longest = max(len(line) for written in texts for line in written.split("\n"))
    most = max(written.count("\n") + 1 for written in texts)
    return max(1, -(-longest // 5)), max(1, -(-most * TYPE // (UNIT - 4)))


def _placed(shown: Shown, language: str) -> tuple[Grid, ...]:
    """Return the placed filter of each output cell: a column of U, in the shape of the input."""
    spec = shown.spec
    if spec.outputs > MOST_PLACED:
        return ()
    written = _entries(shown, language)
    joined = taps_between(spec)
    names = _written(flattened(output_symbols(spec)))
    width = spec.input_size[1]
    grids = []
    for out in range(spec.outputs):
        cells = []
        for cell in range(spec.inputs):
            taps = joined.get((cell, out))
            key = apart_key(cell, out) if taps is None else term_key(cell, out, taps)
            kind, hue = (Kind.ZERO, NO_HUE) if taps is None else (Kind.ENTRY, taps[0] % HUES)
            cells.append(Cell(key, kind, written[cell][out], cell // width, cell % width, hue=hue))
        rows = in_rows(cells, width)
        title = say(language, "matrix.placed", output=names[out])
        grids.append(Grid(f"placed-{out}", title, "", rows, scale="placed"))
    return tuple(grids)


def summary(shown: Shown, language: str) -> str:
    """Return how full the matrix is, and why it is not written out where it is not."""
    spec = shown.spec
    return say(
        language,
        "matrix.summary" if legible(spec) else "matrix.summary-pattern",
        entries=spec.inputs * spec.outputs,
        zeros=spec.inputs * spec.outputs - len(taps_between(spec)),
        weights=spec.taps,
        inputs=spec.inputs,
        outputs=spec.outputs,
        most=MOST_LEGIBLE,
    )


def scene(shown: Shown, language: str) -> Scene:
    """Return the map, the kernel, the placed filters, the flat row and the matrix."""
    spec = shown.spec
    direct = isinstance(shown.values, Convolution)
    sizes = {"inputs": spec.inputs, "outputs": spec.outputs}
    product = say(language, "matrix.product" if direct else "matrix.product-transposed", **sizes)
    return Scene(
        panels=_panels(shown, language),
        steps=tuple(f"out:{flat}" for flat in range(spec.outputs))
        if direct
        else tuple(f"in:{flat}" for flat in range(spec.inputs)),
        summary=summary(shown, language),
        formula=f'<p class="pc-formula">{escape(product)}</p>',
    )
