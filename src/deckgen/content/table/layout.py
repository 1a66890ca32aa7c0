"""The default measures of a table: column widths, row heights and text size, from its cells.

They depend on the cells and the slot's box alone, so that a fitted table can be told from one
that somebody has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import ceil, gcd

from deckgen.content.table.cells import CellPlace, Rows, TableStyleOptions, places, width_of
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.richtext.runs import Paragraph
from deckgen.textfit.estimate import LINE, advance, lines_of, longest_unit

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
