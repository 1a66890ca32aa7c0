"""The default measures of a table: column widths, row heights and text size, from its cells.

They depend on the cells and the slot's box alone, so that a fitted table can be told from one
that somebody has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise
from math import ceil, gcd
from typing import Self, TypeVar

from deckgen.appearance.shapes import Box
from deckgen.content.table.cells import CellPlace, Rows, TableStyleOptions, places, width_of
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.richtext import PLAIN, Paragraph, merged
from deckgen.textfit.autofit import Block, paginate
from deckgen.textfit.fonts import LINE, advance, lines_of, longest_unit

SIZE, SMALLEST = 16, 12  # points
MARGIN_X, MARGIN_Y = 91440, 30480  # EMU: left and right, above and below a cell's text
_GAP = 274320  # EMU: left of text that follows figures, whose edges would touch otherwise
_AIR = 1.0  # em: what a row gets in addition where the box has room
_INDENT = 36.0  # points a level
_TOLERANCE = 1 / 20_000  # of the width: what editors that count in 0.01 mm round away
_FINEST = 100  # shares are counted in percent at the finest


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table's measures: text size in points, widths and heights in EMU."""

    size: float
    widths: tuple[int, ...]
    heights: tuple[int, ...]


def fit(
    rows: Rows,
    options: TableStyleOptions,
    shares: Sequence[int],
    size: float,
    width: int,
    height: int,
) -> Fitted:
    """The measures of a table in a box of `width` and `height` EMU.

    No `shares` give widths by content, and `size` 0 a text size that fits.

    The text shrinks from 16 to no less than 12 points so that the rows fit the height; where
    they do not fit even so, the table is higher than the box.
    """
    widths = apportion(shares, width) if shares else widths_for(rows, options, size or SIZE, width)
    sizes = [size] if size else [float(points) for points in range(SIZE, SMALLEST - 1, -1)]
    for points in sizes:
        tight = _row_heights(rows, options, widths, points)
        if sum(tight) <= height:
            break
    air = round(_AIR * points * EMU_PER_POINT)
    spare = max(height - sum(tight), 0) // len(rows)
    return Fitted(points, widths, tuple(row + min(air, spare) for row in tight))


def widths_for(rows: Rows, options: TableStyleOptions, size: float, total: int) -> tuple[int, ...]:
    """Column widths by content, in EMU, that add up to `total`.

    Every column is at least as wide as its longest word. Where not every text fits on one line,
    long texts are wrapped before short ones; where there is room to spare, the columns share it
    in proportion to their text.
    """
    em = size * EMU_PER_POINT
    columns = width_of(rows)
    least, wanted = [0.5 * em] * columns, [1.0 * em] * columns
    for place, line, bold in _lines(rows, options):
        if place.cell.columns == 1:
            indent = line.level * _INDENT * EMU_PER_POINT
            for text in line.text.split("\n"):
                word = longest_unit(text, bold=bold) * em + indent
                whole = advance(text, bold=bold) * em + indent
                least[place.column] = max(least[place.column], word)
                wanted[place.column] = max(wanted[place.column], whole)
    margins = [left + MARGIN_X + 0.1 * em for left in left_margins(rows)]
    least = [value + margin for value, margin in zip(least, margins, strict=True)]
    wanted = [value + margin for value, margin in zip(wanted, margins, strict=True)]
    weights = _limited(least, wanted, total) if sum(wanted) > total else wanted
    return apportion([round(weight) for weight in weights], total)


def _limited(least: Sequence[float], wanted: Sequence[float], total: int) -> list[float]:
    """Widths limited to a common maximum, found so that they add up to the total."""
    low, high = 0.0, max(wanted)
    for _ in range(50):
        limit = (low + high) / 2
        widths = [max(least[i], min(wanted[i], limit)) for i in range(len(wanted))]
        if sum(widths) > total:
            high = limit
        else:
            low = limit
    return widths


def left_margins(rows: Rows) -> tuple[int, ...]:
    """The left margin of the cells of each column, in EMU."""
    right = [False] * width_of(rows)
    left = list(right)
    for place in places(rows):
        if place.cell.columns == 1 and place.cell.text:
            right[place.column] |= place.cell.align == "right"
            left[place.column] |= place.cell.align in ("", "left")
    return tuple(
        _GAP if number and right[number - 1] and left[number] else MARGIN_X
        for number in range(len(right))
    )


def apportion(shares: Sequence[int], total: int) -> tuple[int, ...]:
    """Whole widths in proportion to the shares that add up to `total`."""
    whole = sum(shares)
    edges = [0]
    for share in shares:
        edges.append(edges[-1] + share)
    positions = [(2 * edge * total + whole) // (2 * whole) for edge in edges]
    return tuple(after - before for before, after in pairwise(positions))


def simplest(shares: Sequence[int]) -> tuple[int, ...]:
    """The same shares in small numbers, to a percent at the finest; () for a single column."""
    if len(shares) < 2:
        return ()
    if sum(shares) // reduce(gcd, shares) > max(_FINEST, len(shares)):
        shares = _in_parts(shares, max(_FINEST, len(shares)))
    divisor = reduce(gcd, shares)
    return tuple(share // divisor for share in shares)


def shares_of(widths: Sequence[int]) -> tuple[int, ...]:
    """The simplest shares that give these widths; () for a single column."""
    total = sum(widths)
    tolerance = total * _TOLERANCE
    for parts in range(len(widths), max(_FINEST, len(widths)) + 1):
        shares = [round(width * parts / total) for width in widths]
        if all(
            share > 0 and abs(share * total - width * parts) <= tolerance * parts
            for share, width in zip(shares, widths, strict=True)
        ):
            return simplest(shares)
    return simplest(widths)


def nearly_equal(some: Sequence[int], others: Sequence[int]) -> bool:
    """Whether widths are the same but for an editor's rounding."""
    tolerance = sum(some) * _TOLERANCE
    return len(some) == len(others) and all(
        abs(one - other) <= tolerance for one, other in zip(some, others, strict=True)
    )


def _in_parts(shares: Sequence[int], parts: int) -> list[int]:
    """Shares that add up to `parts`, each at least one, as near as can be."""
    total = sum(shares)
    found = [max(share * parts // total, 1) for share in shares]
    while sum(found) != parts:
        step = 1 if sum(found) < parts else -1
        lacking = [
            step * (share * parts - count * total) if count + step else -total * parts
            for share, count in zip(shares, found, strict=True)
        ]
        found[lacking.index(max(lacking))] += step
    return found


def _lines(rows: Rows, options: TableStyleOptions) -> Iterator[tuple[CellPlace, Paragraph, bool]]:
    """Each paragraph with its cell's place and whether the table's style makes it bold."""
    for place in places(rows):
        bold = _bold(place, rows, options)
        for line in place.cell.lines:
            yield place, line, bold


def _bold(place: CellPlace, rows: Rows, options: TableStyleOptions) -> bool:
    return (
        (options.header and place.row == 0)
        or (options.first_column and place.column == 0)
        or (options.total and place.row == len(rows) - 1)
    )


def _row_heights(
    rows: Rows, options: TableStyleOptions, widths: Sequence[int], size: float
) -> list[int]:
    """The least height of each row, in EMU; a cell over several rows stretches the last one."""
    em = size * EMU_PER_POINT
    margins = left_margins(rows)
    heights = [ceil(LINE * em) + 2 * MARGIN_Y for _ in rows]
    for place in sorted(places(rows), key=lambda p: p.row + p.cell.rows):
        cell = place.cell
        room = sum(widths[place.column : place.column + cell.columns])
        room -= margins[place.column] + MARGIN_X
        bold = _bold(place, rows, options)
        count = sum(
            lines_of([line.text], max(room / em - line.level * _INDENT / size, 1.0), bold=bold)
            for line in cell.lines
        )
        needed = ceil(count * LINE * em) + 2 * MARGIN_Y
        spanned = slice(place.row, place.row + cell.rows)
        heights[place.row + cell.rows - 1] += max(needed - sum(heights[spanned]), 0)
    return heights


# The model of a table, its default measures in a slot, and its division for several slides.


_GENERATED = re.compile(r"Table(?: with columns .*)?; \d+ rows? and \d+ columns?", re.DOTALL)
_LONGEST_HEADER = 250


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table of at least one row, whose cells cover the whole grid.

    `widths` are the columns' shares of the width, () for widths by content; `size` is that of the
    text in points, 0 to fit the slot; `style` is a table style's id, `none`, or "" for the
    template's default; `alt` is the author's alternative text, "" for a generated one.
    """

    rows: Rows
    options: TableStyleOptions = field(default_factory=TableStyleOptions)
    widths: tuple[int, ...] = ()
    size: float = 0
    style: str = ""
    alt: str = ""

    def __post_init__(self) -> None:
        """Give equal tables one form: small shares, no generated alternative text, and no size on
        runs where it is the table's."""
        object.__setattr__(self, "widths", simplest(self.widths))
        if is_generated(self.alt):
            object.__setattr__(self, "alt", "")
        if self.size:
            plainer = map_rows(self.rows, lambda line: _without_size(line, self.size))
            object.__setattr__(self, "rows", plainer)

    def fitted(self, box: Box) -> Fitted:
        """The table's text size, column widths and row heights in a slot's box."""
        return fit(self.rows, self.options, self.widths, self.size, box.width, box.height)

    def without_defaults(self, box: Box, widths: Sequence[int]) -> Self:
        """The same table without a size and shares that it would have by default in that box.

        `widths` are those that the columns have, in EMU.
        """
        for size in (0.0, self.size):
            table = replace(self, size=size, widths=())
            default_widths = table.fitted(box._replace(width=sum(widths))).widths
            if not nearly_equal(default_widths, widths):
                table = replace(table, widths=shares_of(widths))
            if table.fitted(box).size == self.size:
                break
        return table

    @property
    def description(self) -> str:
        """The alternative text: the author's, else one made from the header and number of rows."""
        if self.alt:
            return self.alt
        size = f"{counted(len(self.rows), 'row')} and {counted(width_of(self.rows), 'column')}"
        names = [" ".join(cell.text.split()) for cell in self.rows[0]]
        listed = ", ".join(name for name in names if name)
        if not self.options.header or not listed:
            return f"Table; {size}"
        if len(listed) > _LONGEST_HEADER:
            listed = listed[:_LONGEST_HEADER].rsplit(" ", 1)[0] + " ..."
        return f"Table with columns {listed}; {size}"


def is_generated(alt: str) -> bool:
    """Whether an alternative text is a generated one, as `TableModel.description` makes them."""
    return _GENERATED.fullmatch(alt) is not None


def map_rows(rows: Rows, change: Callable[[Paragraph], Paragraph]) -> Rows:
    """The same cells with each paragraph changed."""
    return tuple(tuple(cell.map(change) for cell in row) for row in rows)


def _without_size(line: Paragraph, size: float) -> Paragraph:
    if all(run.style.size != size for run in line.runs):
        return line
    runs = []
    for run in line.runs:
        style = run.style.but(size=0.0) if run.style.size == size else run.style
        runs.append(replace(run, style=PLAIN if style == PLAIN else style))
    return replace(line, runs=merged(runs))


def counted(number: int, what: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


# Dividing a long table for several slides.


_DIVIDED_SIZE = 14.0  # points; larger than the least, since further slides have room
T = TypeVar("T", bound=TableModel)


def divided(table: T, box: Box) -> tuple[T, ...]:
    """The table divided into parts that each fit the box; a single part where it fits.

    Every part has the header row, and the same column widths and text size. Rows that a merged
    cell spans stay together, and so does a total row with the one above it.
    """
    if sum(table.fitted(box).heights) <= box.height:
        return (table,)
    size = table.size or _DIVIDED_SIZE
    fitted = fit(table.rows, table.options, table.widths, size, box.width, 0)
    spanned = _spanned_rows(table.rows)
    if table.options.total:
        spanned.add(len(table.rows) - 1)
    head = _head(table, spanned)
    blocks = list(_blocks(fitted.heights[head:], head, spanned))
    found = []
    for part in paginate(blocks, box.height - sum(fitted.heights[:head])):
        rows = table.rows[:head] + table.rows[head + part.start : head + part.stop]
        last = part.stop == len(blocks)
        options = replace(table.options, total=table.options.total and last)
        shown = replace(table, rows=rows, options=options, size=size, widths=())
        found.append(shown.without_defaults(box, fitted.widths))
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
