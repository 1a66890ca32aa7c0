r"""The cells of a table, their places in its grid, how typed rows join them, and their alignment.

In typed rows `<` joins a place to the block on its left, `^` to the one above: a block has `<` in
its first row's further cells and `^` in all cells below; `\<` and `\^` are the signs themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import chain
from operator import is_

from msgspec import Struct, structs
from msgspec.structs import replace

from deckgen.appearance.table_style import CellPosition, style_parts
from deckgen.content.rows import ABOVE, LEFT, TypedCell
from deckgen.diagnostics import error, gather
from deckgen.facts import numbers
from deckgen.opc import xml
from deckgen.richtext import Paragraph

ALIGN = {"left": "l", "center": "ctr", "right": "r", "justify": "just"}
"""Alignments of text: the words of the YAML, with the values of DrawingML (ST_TextAlignType)."""
_ALIGN_NAMES = {value: word for word, value in ALIGN.items()}


NONE = "none"
"""The word for a fill, and for a border, that shows nothing."""


def border(color: str, width: float = 1, dash: str = "") -> str:
    """A border as YAML writes it: its colour, its width in points unless 1, its dashes."""
    parts = [color]
    if color != NONE and (width != 1 or dash):
        parts += [f"{width:g}", *filter(None, [dash])]
    return ":".join(parts)


class CellFormat(Struct, frozen=True):
    """What a cell looks like beside its text; "" or () where the table style or a default says it.

    `anchor` is where the text stands, `fill` a theme colour, six digits or `none`, `margins` are
    points and `borders` lines at the left, top, right and bottom, as `cells:` writes them.
    """

    anchor: str = ""
    fill: str = ""
    margins: tuple[float, ...] = ()
    borders: tuple[str, ...] = ()


PLAIN_CELL = CellFormat()


class TableCell(Struct, frozen=True):
    """A cell that spans `columns` columns and `rows` rows; it has at least one paragraph.

    `align` is the alignment of all its paragraphs, a key of ALIGN; "" where they inherit it or
    differ.
    """

    lines: tuple[Paragraph, ...] = (Paragraph(),)
    columns: int = 1
    rows: int = 1
    align: str = ""
    format: CellFormat = PLAIN_CELL

    def __post_init__(self) -> None:
        """Give equal cells one form: an alignment that all paragraphs share is the cell's, and an
        empty cell is without level and number."""
        lines = self.lines or (Paragraph(),)
        align = self.align
        if any("algn=" in line.opaque for line in lines):
            lines, align = _without_shared_alignment(lines, align)
        if len(lines) == 1 and not lines[0].runs and not lines[0].opaque:
            lines = (Paragraph(),)
        structs.force_setattr(self, "lines", lines)
        structs.force_setattr(self, "align", align)

    @property
    def text(self) -> str:
        """What the cell prints, one line a paragraph."""
        return "\n".join(line.text for line in self.lines)

    def map(self, change: Callable[[Paragraph], Paragraph]) -> TableCell:
        """The same cell with each paragraph changed."""
        lines = tuple(map(change, self.lines))
        return self if all(map(is_, lines, self.lines)) else replace(self, lines=lines)


class Saved(Enum):
    """What is known of who saved a table: a build, an editor that keeps what it does not edit, or
    one that writes the table style out on the cells, as LibreOffice does."""

    BUILT = "built"
    KEPT = "kept"
    REWRITTEN = "rewritten"


Rows = tuple[tuple[TableCell, ...], ...]
"""The cells of each row, without the places that a merged cell to the left or above covers."""


class TableStyleOptions(Struct, frozen=True):
    """The table style options: which parts of a table are formatted apart.

    The fields are named as the YAML keys.
    """

    header: bool = True
    first_column: bool = True
    total: bool = False
    last_column: bool = False
    banded: bool = False
    banded_columns: bool = False
    right_to_left: bool = False


OPTION_ATTRIBUTES = {
    "header": "firstRow",
    "first_column": "firstCol",
    "total": "lastRow",
    "last_column": "lastCol",
    "banded": "bandRow",
    "banded_columns": "bandCol",
    "right_to_left": "rtl",
}
"""The attributes of `a:tblPr` that turn the options on (ECMA-376 part 1, 21.1.3.15)."""
STYLE_OPTIONS = TableStyleOptions.__struct_fields__


class CellPlace(Struct, frozen=True):
    """A cell with the row and column of its first place, counted from 0."""

    row: int
    column: int
    cell: TableCell

    @property
    def last_row(self) -> int:
        """The last row that the cell covers."""
        return self.row + self.cell.rows - 1


class Tiler:
    """Puts cells into the grid row by row, each in the first places that no other cell covers."""

    def __init__(self) -> None:
        """Start with an empty grid, which gets the width of its first row."""
        self.width = 0
        self.height = 0
        self._covered: dict[int, set[int]] = {}

    def row(self, cells: Iterable[TableCell]) -> list[CellPlace]:
        """The places of the next row's cells; some may lie beyond the width, see `missing`."""
        number = self.height
        self.height += 1
        covered = self._covered.setdefault(number, set())
        placed = []
        column = 0
        for cell in cells:
            while column in covered:
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
        covered = self._covered[self.height - 1]
        surplus = sum(column >= self.width for column in covered)
        return -surplus if surplus else self.width - len(covered)

    @property
    def overhangs(self) -> bool:
        """Whether a merged cell reaches below the last row."""
        return any(row >= self.height for row in self._covered)


def places(rows: Rows) -> Iterator[CellPlace]:
    """Each cell with its place."""
    if all(cell.columns == cell.rows == 1 for cell in chain.from_iterable(rows)):
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                yield CellPlace(number, column, cell)
        return
    tiler = Tiler()
    for row in rows:
        yield from tiler.row(row)


def width_of(rows: Rows) -> int:
    """How many columns a table has."""
    return sum(cell.columns for cell in rows[0])


def regions(at: CellPlace, rows: Rows, options: TableStyleOptions) -> Iterator[str]:
    """The parts of the table style that apply to a cell, the strongest first."""
    last_row = at.last_row == len(rows) - 1
    last_column = at.column + at.cell.columns == width_of(rows)
    on = [name for option, name in OPTION_ATTRIBUTES.items() if getattr(options, option)]
    return style_parts(CellPosition(at.row, at.column, last_row, last_column), on)


def _without_shared_alignment(
    lines: tuple[Paragraph, ...], align: str
) -> tuple[tuple[Paragraph, ...], str]:
    """The paragraphs without the alignment that they share, and that alignment."""
    separated = [_without_alignment(line) for line in lines]
    words = [own or ALIGN.get(align, "") for _, own in separated]
    if len(set(words)) == 1 and words[0] in _ALIGN_NAMES:
        return tuple(line for line, _ in separated), _ALIGN_NAMES[words[0]]
    return tuple(
        with_alignment(line, word) for (line, _), word in zip(separated, words, strict=True)
    ), ""


def _without_alignment(line: Paragraph) -> tuple[Paragraph, str]:
    if "algn=" not in line.opaque:
        return line, ""
    properties = xml.parse(line.opaque.encode())
    value = properties.get("algn", "")
    if value:
        del properties.attrib["algn"]
    rest = xml.canonical(properties) if len(properties) or properties.attrib else ""
    return replace(line, opaque=rest), value


def with_alignment(line: Paragraph, value: str) -> Paragraph:
    """The paragraph with an alignment of DrawingML (`ctr`) in its properties; as it is for ""."""
    return replace(line, opaque=_aligned(line.opaque, value)) if value else line


@lru_cache(maxsize=256)
def _aligned(opaque: str, value: str) -> str:
    """The canonical properties of a paragraph with an alignment; cells repeat few of them."""
    properties = xml.parse(opaque.encode()) if opaque else xml.make("a:pPr")
    properties.set("algn", value)
    return xml.canonical(properties)


# The default alignment of columns: figures and dates to the right.


_BLANKS = {"", "-", "–", "—", "\u2212", "n/a", "N/A", "…", "..."}


def default_alignments(rows: Rows, options: TableStyleOptions) -> tuple[str, ...]:
    """The default alignment of each column: `right` if its body holds figures or dates, else "".

    The first of several columns names the rows and is never aligned to the right.
    """
    columns: list[list[str]] = [[] for _ in range(width_of(rows))]
    for place in places(rows):
        if place.cell.columns == 1 and not (options.header and place.row == 0):
            columns[place.column].append(place.cell.text.strip())
    return tuple(
        "right" if _all_figures(texts) and (number or len(columns) == 1) else ""
        for number, texts in enumerate(columns)
    )


def _all_figures(texts: list[str]) -> bool:
    filled = [text for text in texts if text not in _BLANKS]
    return bool(filled) and all(map(numbers.is_aligned_right, filled))


def alignment_in(place: CellPlace, columns: tuple[str, ...]) -> str:
    """The alignment of a cell by that of its columns; over several of figures it is centred."""
    words = set(columns[place.column : place.column + place.cell.columns])
    if len(words) != 1:
        return ""
    word = words.pop()
    return "center" if place.cell.columns > 1 and word == "right" else word


def column_alignments(rows: Rows, defaults: Sequence[str]) -> tuple[str, ...]:
    """The alignment of most cells of each column; the default where there are as many of it."""
    found = [Counter({default: 0}) for default in defaults]
    for place in places(rows):
        if place.cell.columns == 1:
            found[place.column][place.cell.align] += 1
    return tuple(counts.most_common(1)[0][0] for counts in found)


_Grid = Sequence[Sequence[TypedCell]]
_Place = tuple[int, int]
"""The row and the column of a cell, counted from 0."""


def merged(grid: _Grid, read: Callable[[TypedCell], TableCell]) -> Rows:
    """The cells of typed rows, each over the places that are joined to it.

    Raises `Problem` for a join without a neighbour, for one to a block that starts in another
    row, and for a block that is no rectangle.
    """
    blocks: dict[_Place, list[_Place]] = {}
    owners: dict[_Place, _Place] = {}
    with gather() as problems:
        for row, typed in enumerate(grid):
            for column, cell in enumerate(typed):
                owner = row, column
                with problems.collect():
                    owner = _owner(cell, owner, owners)
                owners[row, column] = owner
                blocks.setdefault(owner, []).append((row, column))
        problems.check()
        for owner, block in blocks.items():
            with problems.collect():
                _check_rectangle(grid, owner, block)
    found: list[list[TableCell]] = [[] for _ in grid]
    with gather() as problems:
        for (row, column), block in blocks.items():
            with problems.collect():
                made = read(grid[row][column])
                down, right = (last - first + 1 for first, last in zip(*_ends(block), strict=True))
                found[row].append(replace(made, columns=right, rows=down))
    return tuple(map(tuple, found))


def _owner(cell: TypedCell, place: _Place, owners: dict[_Place, _Place]) -> _Place:
    """The first place of the block that a place belongs to."""
    row, column = place
    if not cell.markup or cell.text not in (LEFT, ABOVE):
        return place
    is_left = cell.text == LEFT
    owner = owners.get((row, column - 1) if is_left else (row - 1, column))
    side = "on its left" if is_left else "above"
    if owner is None:
        raise cell.problem(
            "join", f"`{cell.text}` joins a cell to the one {side}, and there is none", "",
            f"write `\\{cell.text}` for the sign itself",
        )  # fmt: skip
    if is_left and owner[0] != row:
        raise cell.problem(
            "join", "`<` stands in the first row of a merged block", "a row below",
            "below its first row a block has `^` in every cell",
        )  # fmt: skip
    return owner


def _ends(block: Sequence[_Place]) -> tuple[_Place, _Place]:
    """The first and the last place of a block."""
    rows, columns = zip(*block, strict=True)
    return (min(rows), min(columns)), (max(rows), max(columns))


def _check_rectangle(grid: _Grid, owner: _Place, block: Sequence[_Place]) -> None:
    (top, left), (bottom, right) = _ends(block)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) not in block:
                text = grid[owner[0]][owner[1]].text
                raise error(
                    "join", f"the merged block of `{text}` is no rectangle",
                    at=grid[row][column].span, label="not joined to it",
                    help="a block has `<` in its first row's further cells and `^` in all below",
                )  # fmt: skip


def typed(rows: Rows, write: Callable[[TableCell], str]) -> list[list[str]]:
    """The inverse of `merged`: the cells of each row as they are typed, joined places too."""
    grid = [[""] * width_of(rows) for _ in rows]
    for place in places(rows):
        cell = place.cell
        for row in range(place.row, place.row + cell.rows):
            for column in range(place.column, place.column + cell.columns):
                grid[row][column] = LEFT if row == place.row else ABOVE
        text = write(cell)
        grid[place.row][place.column] = f"\\{text}" if text in (LEFT, ABOVE) else text
    return grid
