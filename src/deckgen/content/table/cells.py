"""What a table is made of: cells, the grid they tile, and which of its parts stand out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace

from deckgen import ooxml
from deckgen.content.style import Paragraph

ALIGN = {"left": "l", "center": "ctr", "right": "r", "justify": "just"}
"""Our words for how text is aligned, with those of DrawingML (ST_TextAlignType)."""
_WORDS = {value: word for word, value in ALIGN.items()}


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell over `columns` columns and `rows` rows; it holds at least one paragraph.

    `align` is a word of ALIGN that holds for all its paragraphs, "" where they say nothing or
    each its own.
    """

    lines: tuple[Paragraph, ...] = (Paragraph(),)
    columns: int = 1
    rows: int = 1
    align: str = ""

    def __post_init__(self) -> None:
        """Give equal cells one form: an alignment that all paragraphs share is the cell's,
        and an empty cell has no level."""
        lines = self.lines or (Paragraph(),)
        align = self.align
        if any("algn=" in line.opaque for line in lines):
            lines, align = _lift(lines, align)
        if len(lines) == 1 and not lines[0].runs and not lines[0].opaque:
            lines = (Paragraph(),)
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "align", align)

    @property
    def text(self) -> str:
        """What the cell prints, one line a paragraph."""
        return "\n".join(line.text for line in self.lines)

    def map(self, change: Callable[[Paragraph], Paragraph]) -> TableCell:
        """The same cell with each paragraph changed."""
        return replace(self, lines=tuple(change(line) for line in self.lines))


Rows = tuple[tuple[TableCell, ...], ...]
"""The cells of each row, without the places that a cell to the left or above covers."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which parts of a table its style sets apart; the fields are the YAML words."""

    header: bool = True
    first_column: bool = True
    total: bool = False
    last_column: bool = False
    banded: bool = False
    banded_columns: bool = False
    right_to_left: bool = False


LOOKS = tuple(item.name for item in fields(Look))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: the row and column of its first place, counted from 0."""

    row: int
    column: int
    cell: TableCell


class Tiler:
    """Places cells row by row, each in the first places that no cell above it covers."""

    def __init__(self) -> None:
        """Start with an empty grid; the first row says how wide it is."""
        self.width = 0
        self.height = 0
        self._covered: dict[int, set[int]] = {}

    def row(self, cells: Iterable[TableCell]) -> list[Place]:
        """The places of the next row's cells; they may stand beyond the width, see `missing`."""
        number = self.height
        self.height += 1
        taken = self._covered.setdefault(number, set())
        placed = []
        column = 0
        for cell in cells:
            while column in taken:
                column += 1
            placed.append(Place(number, column, cell))
            for row in range(number, number + cell.rows):
                here = self._covered.setdefault(row, set())
                here.update(range(column, column + cell.columns))
            column += cell.columns
        if number == 0:
            self.width = column
        return placed

    def missing(self) -> int:
        """How many places of the last row are empty; negative where it has too many."""
        taken = self._covered[self.height - 1]
        surplus = sum(column >= self.width for column in taken)
        return -surplus if surplus else self.width - len(taken)

    @property
    def beyond(self) -> bool:
        """Whether a cell reaches below the last row."""
        return any(row >= self.height for row in self._covered)


def places(rows: Rows) -> Iterator[Place]:
    """Each cell with its place."""
    tiler = Tiler()
    for row in rows:
        yield from tiler.row(row)


def width_of(rows: Rows) -> int:
    """How many columns a table has."""
    return sum(cell.columns for cell in rows[0])


def _lift(lines: tuple[Paragraph, ...], align: str) -> tuple[tuple[Paragraph, ...], str]:
    """The paragraphs, and the alignment that they share, taken out of them."""
    parted = [_parted(line) for line in lines]
    words = [own or ALIGN.get(align, "") for _, own in parted]
    if len(set(words)) == 1 and words[0] in _WORDS:
        return tuple(line for line, _ in parted), _WORDS[words[0]]
    return tuple(
        with_alignment(line, word) for (line, _), word in zip(parted, words, strict=True)
    ), ""


def _parted(line: Paragraph) -> tuple[Paragraph, str]:
    if "algn=" not in line.opaque:
        return line, ""
    properties = ooxml.parse(line.opaque.encode())
    word = properties.get("algn", "")
    if word:
        del properties.attrib["algn"]
    rest = ooxml.canonical(properties) if len(properties) or properties.attrib else ""
    return replace(line, opaque=rest), word


def with_alignment(line: Paragraph, word: str) -> Paragraph:
    """The paragraph with DrawingML's word for its alignment in it."""
    if not word:
        return line
    properties = ooxml.parse(line.opaque.encode()) if line.opaque else ooxml.make("a:pPr")
    properties.set("algn", word)
    return replace(line, opaque=ooxml.canonical(properties))
