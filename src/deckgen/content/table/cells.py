"""What a table is made of: cells, the grid they tile, and which of its parts stand out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace

from deckgen.opc import xml
from deckgen.richtext.runs import Paragraph

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
class TableLook:
    """Which parts of a table its style sets apart; the fields are the YAML words."""

    header: bool = True
    first_column: bool = True
    total: bool = False
    last_column: bool = False
    banded: bool = False
    banded_columns: bool = False
    right_to_left: bool = False


LOOKS = tuple(item.name for item in fields(TableLook))


@dataclass(frozen=True, slots=True)
class CellPlace:
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

    def row(self, cells: Iterable[TableCell]) -> list[CellPlace]:
        """The places of the next row's cells; they may stand beyond the width, see `missing`."""
        number = self.height
        self.height += 1
        taken = self._covered.setdefault(number, set())
        placed = []
        column = 0
        for cell in cells:
            while column in taken:
                column += 1
            placed.append(CellPlace(number, column, cell))
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


def places(rows: Rows) -> Iterator[CellPlace]:
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
    properties = xml.parse(line.opaque.encode())
    word = properties.get("algn", "")
    if word:
        del properties.attrib["algn"]
    rest = xml.canonical(properties) if len(properties) or properties.attrib else ""
    return replace(line, opaque=rest), word


def with_alignment(line: Paragraph, word: str) -> Paragraph:
    """The paragraph with DrawingML's word for its alignment in it."""
    if not word:
        return line
    properties = xml.parse(line.opaque.encode()) if line.opaque else xml.make("a:pPr")
    properties.set("algn", word)
    return replace(line, opaque=xml.canonical(properties))


# How the columns of a table are aligned where nobody says it: figures and dates to the right.


# An amount: a sign, a currency, digits with separators, a unit of one sign or letter, a mark such
# as `[p]` or `*`. A phone number is none.
_FIGURE = re.compile(
    r"\(?[~<>≈]?\s?[+\-\u2212±]?\s?[$€£¥]?\s?[+\-\u2212]?\d[\d.,'’\u00a0\u202f]*\s?"
    r"(?:%|‰|°|[kKMB]|[–\u2212]\s?\d[\d.,]*\s?%?)?\)?\s?(?:\[\w\]|[*†‡])?"
)

_DATE = re.compile(
    r"\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4}|[A-Za-z]{3,9}\.? (?:\d{1,2}, )?\d{4}|\d{4}-\d\d(?:-\d\d)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
)

_NO_FIGURE = {"", "-", "–", "—", "\u2212", "n/a", "N/A", "…", "..."}


def usual(rows: Rows, look: TableLook) -> tuple[str, ...]:
    """The alignment of each column: `right` where its body holds figures or dates, else "".

    The first of several columns names the rows, so that it stays where text starts.
    """
    columns: list[list[str]] = [[] for _ in range(width_of(rows))]
    for place in places(rows):
        if place.cell.columns == 1 and not (look.header and place.row == 0):
            columns[place.column].append(place.cell.text.strip())
    return tuple(
        "right" if _figures(texts) and (number or len(columns) == 1) else ""
        for number, texts in enumerate(columns)
    )


def _figures(texts: list[str]) -> bool:
    filled = [text for text in texts if text not in _NO_FIGURE]
    return bool(filled) and all(_FIGURE.fullmatch(text) or _DATE.fullmatch(text) for text in filled)


def of(place: CellPlace, columns: tuple[str, ...]) -> str:
    """The alignment of a cell among columns; one over several columns of figures is centred."""
    words = set(columns[place.column : place.column + place.cell.columns])
    if len(words) != 1:
        return ""
    word = words.pop()
    return "center" if place.cell.columns > 1 and word == "right" else word


def common(rows: Rows) -> tuple[str, ...] | None:
    """The alignment of the columns that explains every cell's, or None where none does."""
    found: dict[int, str] = {}
    placed = list(places(rows))
    for place in placed:
        if place.cell.columns == 1:
            found.setdefault(place.column, place.cell.align)
    columns = tuple(found.get(number, "") for number in range(width_of(rows)))
    return columns if all(of(place, columns) == place.cell.align for place in placed) else None
