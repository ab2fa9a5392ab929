"""Prose on a sheet: the paragraphs, lists and tables of a page in plain type."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from matplotlib.path import Path

from pyconv.pictures.model import Prose
from pyconv.pictures.plot.formulas import formula
from pyconv.pictures.plot.lettering import LEADING, SIZE, balanced, folded, plain, widest, width_of
from pyconv.pictures.plot.looks import Look, plain_look
from pyconv.pictures.plot.paper import Paper

_AROUND = 10
"""The room on both sides of the words in a table."""

_LEAST = 130
"""The least width of the last column of a table, where it is cut into lines."""

PRESSED = frozenset({"button", "details", "output"})
"""What is of no use where nothing can be pressed."""

_SAMPLE = 12
"""The side of a sample of cells in a list of what they mean."""


def words_of(element: Element) -> str:
    """Return the words in an element as they are to be given to matplotlib, formulas among them."""
    return " ".join("".join(_words(element)).replace("\n", " ").split(" ")).strip()


def left_out(element: Element) -> bool:
    """Return whether an element is of no use on paper: it is pressed, or hidden."""
    return element.tag in PRESSED or "hidden" in element.attrib


def _words(element: Element) -> Iterator[str]:
    if left_out(element):
        return
    if element.tag == "math":
        yield f"${formula(element)}$"
    elif element.tag == "i":
        yield f"$\\mathit{{{element.text}}}$"
    else:
        yield plain(element.text or "")
        for inner in element:
            yield from _words(inner)
            yield plain(inner.tail or "")


class _Line(NamedTuple):
    """Words on one line, in the middle of the sheet."""

    words: str
    bold: bool = False
    soft: bool = False
    sample: Look | None = None

    @property
    def width(self) -> float:
        return width_of(self.words, bold=self.bold) + (_SAMPLE + 6 if self.sample else 0)


@dataclass
class Lines:
    """Words cut into lines, each in the middle."""

    lines: list[list[_Line]]

    @property
    def height(self) -> float:
        """Return how high they are."""
        return len(self.lines) * SIZE * LEADING + 4

    def draw(self, sheet: Paper, left: float, top: float, width: float) -> None:
        """Draw them within a width."""
        for number, line in enumerate(self.lines):
            y = top + (number + 0.5) * SIZE * LEADING
            x = left + (width - sum(part.width for part in line) - 16 * (len(line) - 1)) / 2
            for part in line:
                at = x
                if part.sample:
                    _sample(sheet, part.sample, x, y - _SAMPLE / 2)
                    at += _SAMPLE + 6
                colour = "soft" if part.soft else "ink"
                sheet.text(at, y, part.words, bold=part.bold, align="left", colour=colour)
                x += part.width + 16


def paragraph(words: str, width: float, *, bold: bool = False, soft: bool = False) -> Lines:
    """Return words within a width."""
    return Lines([[_Line(line, bold, soft)] for line in balanced(words, width, bold=bold)])


class Program(Lines):
    """The lines of a program: the block is in the middle, and its lines begin where it does."""

    def __init__(self, text: str, width: float) -> None:
        super().__init__([[_Line(line)] for whole in text.splitlines() for line in _indented(whole, width)])

    def draw(self, sheet: Paper, left: float, top: float, width: float) -> None:
        """Draw them within a width."""
        x = left + max(width - max(line[0].width for line in self.lines), 0) / 2
        for number, (line,) in enumerate(self.lines):
            sheet.text(x, top + (number + 0.5) * SIZE * LEADING, line.words, align="left", colour="ink")


def _indented(line: str, width: float) -> list[str]:
    """Return a line of a program; what goes on below it stands further in."""
    bare = line.lstrip(" ")
    margin = "\N{NO-BREAK SPACE}" * (len(line) - len(bare))
    further = margin + "\N{NO-BREAK SPACE}" * 4
    first, *others = folded(plain(bare), width - width_of(further)) or [""]
    return [margin + first, *(further + each for each in others)]


def _legend(items: list[Element], width: float) -> Lines:
    """Return what kinds of cells mean, as many on a line as there is room for."""
    lines: list[list[_Line]] = []
    for item in items:
        sample = next(
            (_look(each) for each in item.iter("span") if "pc-sample" in each.get("class", "")), None
        )
        one = _Line(words_of(item), sample=sample)
        if lines and sum(each.width + 16 for each in lines[-1]) + one.width <= width:
            lines[-1].append(one)
        else:
            lines.append([one])
    return Lines(lines)


def _look(sample: Element) -> Look:
    return plain_look(*sample.get("class", "").split(), shade=float(sample.get("data-shade", 0)))


def _sample(sheet: Paper, shown: Look, x: float, y: float) -> None:
    corners = ((x, y), (x + _SAMPLE, y), (x + _SAMPLE, y + _SAMPLE), (x, y + _SAMPLE), (x, y))
    sheet.area(Path(corners), fill=shown.fill, edge=shown.edge, width=1.2, dashes=shown.dashes)
    if shown.shade:
        sheet.area(Path(corners), fill="accent", alpha=shown.shade, above=3.2)
    if shown.over == "cross":
        for one, end in ((corners[0], corners[2]), (corners[1], corners[3])):
            sheet.area(Path((one, end)), edge="soft", width=1, above=3.3)


class _Entry(NamedTuple):
    lines: list[str]
    bold: bool
    soft: bool
    align: str


class _Row(NamedTuple):
    entries: list[_Entry]
    marked: bool
    height: float


class Table:
    """Rows of words below each other, a line under each."""

    def __init__(self, table: Element, width: float) -> None:
        counts = "pc-counts" in table.get("class", "")
        # What a reader changes a row with is none of the picture.
        rows = [row for row in table.iter("tr") if "pc-edits" not in row.get("class", "")]
        words = [[(words_of(entry), entry.tag == "th") for entry in row] for row in rows]
        natural = [
            max(width_of(text, bold=True) for text, _ in column) + 2 * _AROUND
            for column in zip(*words, strict=True)
        ]
        others = sum(natural[:-1])
        # What cannot be cut, such as a formula, has its room.
        least = max([_LEAST, *(widest(folded(row[-1][0], 0, bold=True)) + 2 * _AROUND for row in words)])
        natural[-1] = min(natural[-1], max(width - others, least))
        # Where even so there is too little room, all of it is written smaller.
        self.scale = min(1, width / sum(natural))
        self.size = SIZE * self.scale
        self.columns = [column * self.scale for column in natural]
        self.width = sum(self.columns)
        self.rows = [self._row(row, entries, counts=counts) for row, entries in zip(rows, words, strict=True)]

    def _row(self, row: Element, entries: list[tuple[str, bool]], *, counts: bool) -> _Row:
        marked, fails = "pc-most" in row.get("class", ""), "pc-fails" in row.get("class", "")
        laid = []
        for number, ((text, head), column) in enumerate(zip(entries, self.columns, strict=True)):
            bold = head or marked
            room = column - 2 * _AROUND * self.scale + 1
            align = "right" if counts and number else "left"
            laid.append(_Entry(folded(text, room, self.size, bold=bold), bold, fails, align))
        lines = max(len(entry.lines) for entry in laid)
        tall = any("\\dfrac" in line for entry in laid for line in entry.lines)
        return _Row(laid, marked, (lines * SIZE * LEADING + (18 if tall else 8)) * self.scale)

    @property
    def height(self) -> float:
        """Return how high it is."""
        return sum(row.height for row in self.rows)

    def draw(self, sheet: Paper, left: float, top: float, width: float) -> None:
        """Draw it in the middle of a width."""
        left += (width - self.width) / 2
        for row in self.rows:
            if row.marked:
                sheet.area(_rectangle(left, top, self.width, row.height), fill="marked", above=1)
            x, around = left, _AROUND * self.scale
            for entry, column in zip(row.entries, self.columns, strict=True):
                for number, line in enumerate(entry.lines):
                    below = (number - (len(entry.lines) - 1) / 2) * self.size * LEADING
                    sheet.text(
                        x + column - around if entry.align == "right" else x + around,
                        top + row.height / 2 + below,
                        line,
                        size=self.size,
                        bold=entry.bold,
                        align=entry.align,
                        colour="soft" if entry.soft else "ink",
                    )
                x += column
            top += row.height
            sheet.area(Path(((left, top), (left + self.width, top))), edge="line", above=2)


def _rectangle(x: float, y: float, width: float, height: float) -> Path:
    return Path(((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)))


def blocks(prose: Prose, width: float) -> list[Lines | Table]:
    """Return the parts of a piece of prose, one below the other, within a width."""
    found: list[Lines | Table] = []
    if prose.title:
        found.append(paragraph(plain(prose.title), width, bold=True, soft=True))
    # Made by the package itself, and well-formed.
    for element in fromstring(f"<div>{prose.html}</div>"):  # noqa: S314
        if element.tag == "table":
            found.append(Table(element, width))
        elif element.tag == "ul":
            found.append(_legend(list(element), width))
        elif element.tag == "pre":
            found.append(Program("".join(element.itertext()), width))
        elif words := words_of(element):
            bold = "pc-check" in element.get("class", "")
            found.append(paragraph(words, width, bold=bold))
    return found
