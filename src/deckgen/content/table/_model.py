"""The model of a table, its default measures in a slot, and its division for several slides."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from msgspec import structs

from deckgen.appearance.shapes import Box
from deckgen.content import list_for_alt
from deckgen.content.table import _cell_lines, layout
from deckgen.content.table._cell_lines import FORMAT_KEYS, CellLine, said
from deckgen.content.table.cells import (
    PLAIN_CELL,
    CellFormat,
    Rows,
    Saved,
    TableCell,
    TableStyleOptions,
    places,
    width_of,
)
from deckgen.diagnostics import counted
from deckgen.richtext import PLAIN, Paragraph, merged
from deckgen.textfit.autofit import Block, paginate

_GENERATED = re.compile(r"Table(?: with columns .*)?; \d+ rows? and \d+ columns?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table of at least one row, whose cells cover the whole grid.

    `widths` are the columns' shares of the width, () for widths by content; `size` is that of the
    text in points, 0 to fit the slot; `style` is a table style's id, `none`, or "" for the
    template's default; `alt` is the author's alternative text, "" for a generated one. What does
    not count for equality: `lines` are those of `cells` that an author typed, `pattern` the rows
    whose formatting cells have where YAML leaves it out, `saved` who saved the table, and
    `inherited` and `inherited_size` the alignment and the size in points that its text inherits,
    "" and 0 where a build spelled them out.
    """

    rows: Rows
    options: TableStyleOptions = field(default_factory=TableStyleOptions)
    widths: tuple[int, ...] = ()
    size: float = 0
    style: str = ""
    alt: str = ""
    lines: tuple[CellLine, ...] = field(default=(), compare=False)
    pattern: Rows = field(default=(), compare=False)
    saved: Saved = field(default=Saved.KEPT, compare=False)
    inherited: str = field(default="", compare=False)
    inherited_size: float = field(default=0, compare=False)

    def __post_init__(self) -> None:
        """Give equal tables one form: small shares, no generated alternative text, and no size on
        runs where it is the table's."""
        object.__setattr__(self, "widths", layout.simplest(self.widths))
        if is_generated(self.alt):
            object.__setattr__(self, "alt", "")
        if self.size:
            plainer = map_rows(self.rows, lambda line: _without_size(line, self.size))
            object.__setattr__(self, "rows", plainer)

    def fitted(self, box: Box, text: layout.CellText) -> layout.Fitted:
        """The table's text size, column widths and row heights in a slot's box."""
        return layout.fit(self.rows, self.options, self.widths, self.size, *box[2:], text)

    def without_defaults(self, box: Box, widths: Sequence[int], text: layout.CellText) -> Self:
        """The same table without a size and shares that it would have by default in that box.

        `widths` are those that the columns have, in EMU.
        """
        for size in (0.0, self.size) if self.size in layout.FITTED_SIZES else (self.size,):
            table = replace(self, size=size, widths=())
            place = box._replace(width=sum(widths))
            if not layout.nearly_equal(_widths_by_content(table, place, text), widths):
                table = replace(table, widths=layout.shares_of(widths))
            if size or table.fitted(box, text).size == self.size:
                break
        return table

    @property
    def description(self) -> str:
        """The alternative text: the author's, else one made from the header and number of rows."""
        if self.alt:
            return self.alt
        size = f"{counted(len(self.rows), 'row')} and {counted(width_of(self.rows), 'column')}"
        names = [" ".join(cell.text.split()) for cell in self.rows[0]]
        listed = list_for_alt(filter(None, names), ", ")
        if not self.options.header or not listed:
            return f"Table; {size}"
        return f"Table with columns {listed}; {size}"


T = TypeVar("T", bound=TableModel)


def _widths_by_content(table: TableModel, box: Box, text: layout.CellText) -> tuple[int, ...]:
    if table.size:  # then no rows need be measured
        return layout.widths_at(table.rows, table.options, table.size, box.width, text)
    return table.fitted(box, text).widths


# The rows of a table and those of another that it takes the place of.


def row_origins(before: Rows, after: Rows) -> list[tuple[int, bool]]:
    """For each row the one of `before` whose formatting it takes, and whether it is that row.

    A new row takes that of the row above, but not the header's.
    """
    return [
        (old, True) if old < i2 else (_row_to_copy(i2, len(before)), False)
        for i1, i2, j1, j2 in _row_ranges(before, after)
        for old in range(i1, i1 + j2 - j1)
    ]


def _row_ranges(before: Rows, after: Rows) -> list[tuple[int, int, int, int]]:
    """Ranges of old rows, each with the range of new rows that replaces it."""
    if any((cell.columns, cell.rows) != (1, 1) for row in before for cell in row):
        return [(0, len(before), 0, len(after))]  # the rows of a merged cell stay together
    first, second = ([tuple(cell.text for cell in row) for row in rows] for rows in (before, after))
    import difflib  # only here, for an update: a build starts faster without

    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return [(i1, i2, j1, j2) for _, i1, i2, j1, j2 in matcher.get_opcodes()]


def _row_to_copy(number: int, rows: int) -> int:
    """The row to copy for a new one before row `number`: the one above, but not the header."""
    return number - 1 if number > 1 else min(1, rows - 1)


def formats_from(before: Rows, after: Rows, *, new: bool) -> dict[tuple[int, int], CellFormat]:
    """The formatting that cells of `after` have from those of `before`, by place.

    With `new` also that which new rows take. There is none where the columns came or went.
    """
    if not before or width_of(before) != width_of(after):
        return {}
    known = {(at.row, at.column): at.cell.format for at in places(before)}
    origins = row_origins(before, after)
    return {
        (at.row, at.column): known.get((origins[at.row][0], at.column), PLAIN_CELL)
        for at in places(after)
        if new or origins[at.row][1]
    }


def with_formats(rows: Rows, formats: Mapping[tuple[int, int], CellFormat]) -> Rows:
    """The cells with the formatting at their places, those at others as they are."""
    found: list[list[TableCell]] = [[] for _ in rows]
    for at in places(rows):
        given = formats.get((at.row, at.column), at.cell.format)
        found[at.row].append(structs.replace(at.cell, format=given))
    return tuple(map(tuple, found))


def over(table: T, pattern: TableModel) -> T:
    """The table with the measures and the formatting of cells that the pattern has, where its YAML
    leaves them out."""
    given = said(table.rows, table.lines)
    own = {(at.row, at.column): at.cell.format for at in places(table.rows)}
    formats = {
        place: structs.replace(
            taken, **{k: getattr(own[place], k) for k in given.get(place, ()) if k in FORMAT_KEYS}
        )
        for place, taken in formats_from(pattern.rows, table.rows, new=True).items()
    }
    rows = with_formats(table.rows, formats)
    if pattern.inherited:
        rows = tuple(tuple(_inheriting(cell, pattern.inherited) for cell in row) for row in rows)
    known = pattern.widths if width_of(rows) == width_of(pattern.rows) else ()
    widths, size = table.widths or known, table.size or pattern.size
    return replace(table, rows=rows, widths=widths, size=size)


def _inheriting(cell: TableCell, align: str) -> TableCell:
    """The cell without an alignment that its text inherits anyway."""
    return structs.replace(cell, align="") if cell.align == align else cell


def without(table: T, pattern: TableModel) -> T:
    """The table, to be dumped with what its cells look like other than the pattern's, and without
    the pattern's measures where they are the least remarkable."""
    if table.size == pattern.size == pattern.inherited_size:
        table = replace(table, size=0)
    if table.widths == pattern.widths and len(set(table.widths)) == 1:
        table = replace(table, widths=())
    own = {(at.row, at.column): at.cell.format for at in places(table.rows)}
    same = own == formats_from(pattern.rows, table.rows, new=True)
    return table if same and not table.lines else replace(table, pattern=pattern.rows)


def renumbered(table: T, before: TableModel) -> T:
    """The table with the lines of `cells` of another one, by the rows and columns as they are."""
    if not before.lines:
        return replace(table, lines=())
    across = _columns(before.rows, table.rows)
    down = _rows(before.rows, table.rows, across)
    return replace(table, lines=_cell_lines.renumbered(before.lines, down, across))


def _columns(before: Rows, after: Rows) -> dict[int, int]:
    """The new number of each column that both have: the one with the same first cell."""
    if width_of(before) == width_of(after):
        return {number: number for number in range(width_of(after))}
    old, new = (
        [column.get(0, "") for column in _texts(rows, across=True)] for rows in (before, after)
    )
    return _matching(old, new)


def _rows(before: Rows, after: Rows, across: Mapping[int, int]) -> dict[int, int]:
    """The new number of each row that both have: the one with the same cells in these columns."""
    if width_of(before) == width_of(after):
        origins = enumerate(row_origins(before, after))
        return {old: new for new, (old, same) in origins if same}
    old = [tuple(row.get(column) for column in across) for row in _texts(before)]
    new = [tuple(row.get(column) for column in across.values()) for row in _texts(after)]
    return _matching(old, new)


def _texts(rows: Rows, *, across: bool = False) -> list[dict[int, str]]:
    """The texts of the cells of each row by column, or `across` of each column by row."""
    found: list[dict[int, str]] = [{} for _ in range(width_of(rows) if across else len(rows))]
    for at in places(rows):
        line, index = (at.column, at.row) if across else (at.row, at.column)
        found[line][index] = at.cell.text
    return found


def _matching(old: Sequence[Hashable], new: Sequence[Hashable]) -> dict[int, int]:
    """The new index of each item that both have, in order."""
    import difflib  # only here, for an update: a build starts faster without

    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {i + step: j + step for i, j, size in blocks for step in range(size)}


def is_generated(alt: str) -> bool:
    """Whether an alternative text is a generated one, as `TableModel.description` makes them."""
    return _GENERATED.fullmatch(alt) is not None


def map_rows(rows: Rows, change: Callable[[Paragraph], Paragraph]) -> Rows:
    """The same cells with each paragraph changed."""
    return tuple(tuple(cell.map(change) for cell in row) for row in rows)


def _without_size(line: Paragraph, size: float) -> Paragraph:
    if size not in [run.style.size for run in line.runs]:
        return line
    runs = []
    for run in line.runs:
        style = run.style.but(size=0.0) if run.style.size == size else run.style
        runs.append(replace(run, style=PLAIN if style == PLAIN else style))
    return structs.replace(line, runs=merged(runs))


# Dividing a long table for several slides.


_DIVIDED_SIZE = 14.0  # points; larger than the least, since further slides have room


def divided(table: T, box: Box, text: layout.CellText) -> tuple[T, ...]:
    """The table divided into parts that each fit the box; a single part where it fits.

    Every part has the header row, and the same column widths and text size. Rows that a merged
    cell spans stay together, and so does a total row with the one above it.
    """
    if sum(table.fitted(box, text).heights) <= box.height:
        return (table,)
    size = table.size or _DIVIDED_SIZE
    fitted = layout.fit(table.rows, table.options, table.widths, size, box.width, 0, text)
    spanned = _spanned_rows(table.rows)
    if table.options.total:
        spanned.add(len(table.rows) - 1)
    head = _head(table, spanned)
    blocks = list(_blocks(fitted.heights[head:], head, spanned))
    found = []
    for part in paginate(blocks, box.height - sum(fitted.heights[:head])):
        rows = table.rows[:head] + table.rows[head + part.start : head + part.stop]
        last = part.stop == len(blocks)
        options = structs.replace(table.options, total=table.options.total and last)
        shown = replace(table, rows=rows, options=options, size=size, widths=(), lines=())
        found.append(shown.without_defaults(box, fitted.widths, text))
    return tuple(found)


def joined(whole: TableModel, parts: Sequence[Rows]) -> Rows | None:
    """The inverse of `divided`: the rows of all parts; None where headers or columns differ."""
    head = _head(whole, _spanned_rows(whole.rows))
    top = parts[0][:head] if parts else ()
    if any(rows[:head] != top or len({*map(len, (*parts[0], *rows))}) != 1 for rows in parts):
        return None
    return (*top, *(row for rows in parts for row in rows[head:]))


def _spanned_rows(rows: Rows) -> set[int]:
    """The rows that a merged cell of a row above spans."""
    return {
        row for place in places(rows) for row in range(place.row + 1, place.row + place.cell.rows)
    }


def _head(table: TableModel, spanned: set[int]) -> int:
    """The number of header rows; 0 for a table of header rows alone."""
    if not table.options.header:
        return 0
    head = 1
    while head in spanned:
        head += 1
    return head if head < len(table.rows) else 0


def _blocks(heights: Sequence[int], first: int, spanned: set[int]) -> Iterator[Block]:
    for number, height in enumerate(heights, first):
        yield Block(height, rank=None if number in spanned else 0)
