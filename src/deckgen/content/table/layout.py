"""The measures of a table: column widths, text size and row heights, from the text of its cells.

PowerPoint lets each row grow until the text of its cells fits. A table that is built and one that
is read from a presentation are measured by the same functions, so that a build and a check agree.
LibreOffice 7.4 breaks 40 random tables in Arial into as many lines as this measure in 117 of the
118 columns that it shows whole. Lengths are in EMU, sizes of text in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from itertools import accumulate, chain, pairwise
from math import ceil, gcd
from typing import NamedTuple, Self

from msgspec import Struct
from msgspec.structs import replace

from deckgen.appearance.inheritance import InheritanceChain
from deckgen.appearance.theme import THEME_FONTS, ThemeFonts
from deckgen.content import Page
from deckgen.content.table.cells import (
    CellPlace,
    Rows,
    TableCell,
    TableStyleOptions,
    places,
    regions,
    width_of,
)
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.richtext import Paragraph
from deckgen.textfit import Measured, ShapedText, measure
from deckgen.textfit.frame import FrameLevel, Insets, Levels, TextFrame, unbound_text

SIZE, SMALLEST = 16, 12  # points
FITTED_SIZES = range(SIZE, SMALLEST - 1, -1)
"""The sizes that the text of a table without one can have in its slot, in points."""
MARGIN_X, MARGIN_Y = 91440, 30480  # EMU: left and right, above and below a cell's text
GAP = 274320  # EMU: left of text that follows figures, whose edges would touch otherwise
_AIR = 1.0  # em: what a row gets in addition where the box has room
_SPARE = 0.1  # em: what a column gets in addition to its longest line
_TOLERANCE = 1 / 20_000  # of the width: what editors that count in 0.01 mm round away
ROUNDED_SHARES = 0.01
"""Part of a table's width by which shares of columns are rounded."""
_FINEST = 100  # shares are counted in percent at the finest
_BOLD = frozenset(("firstRow", "lastRow", "firstCol", "lastCol"))
"""The parts of a table that its style is taken to make bold."""


class CellText(Struct, frozen=True):
    """The format of the text in a table's cells before their own: a format for each level."""

    levels: Sequence[FrameLevel] = (FrameLevel(),) * 9
    fonts: ThemeFonts = THEME_FONTS

    @classmethod
    def of(cls, page: Page) -> Self:
        """The format of cells on a slide or layout."""
        return cls.inherited(unbound_text(page.part, page.package))

    @classmethod
    def inherited(cls, inheritance: InheritanceChain) -> Self:
        """The format of text that inherits these properties."""
        fonts = inheritance.fonts()
        return cls(Levels(inheritance, fonts), fonts)

    def frame(self, *cells: TableCell, size: float = 0, bold: bool = False) -> TextFrame:
        """A frame for the text of cells, with the margins above and below that a build writes.

        `size` in points is the levels' own where it is 0.
        """
        deepest = max(line.level for cell in cells for line in cell.lines)
        levels = tuple(
            replace(level, size=size or level.size, bold=bold or level.bold)
            for level in self.levels[: deepest + 1]
        )
        margin = MARGIN_Y / EMU_PER_POINT
        return TextFrame(0, 0, levels, Insets(0, margin, 0, margin), theme=self.fonts)


class Fitted(Struct, frozen=True):
    """A table's measures: text size in points, widths and heights in EMU.

    `certain` is False where a font's widths are guessed.
    """

    size: float
    widths: tuple[int, ...]
    heights: tuple[int, ...]
    certain: bool = True

    @property
    def shown(self) -> RowHeights:
        """The heights of the rows, as they are shown."""
        return RowHeights.of(self.heights, self.heights, certain=self.certain)


def fit(
    rows: Rows,
    options: TableStyleOptions,
    shares: Sequence[int],
    size: float,
    width: int,
    height: int,
    text: CellText,
) -> Fitted:
    """The measures of a table in a box of `width` and `height` EMU.

    No `shares` give widths by content. `size` 0 gives the largest size from 16 to 12 points at
    which the rows fit the height; where they fit at none, the text has 12 points and the table is
    higher than the box. The measures are those that the table has with that size given.
    """
    return _fit(rows, options, tuple(shares), size, width, height, _used_levels(rows, text))


def widths_at(
    rows: Rows, options: TableStyleOptions, size: float, width: int, text: CellText
) -> tuple[int, ...]:
    """The column widths by content, in EMU, of a table with text of `size` points."""
    return _sized_cells(rows, options, _used_levels(rows, text), size).widths(width)


def _used_levels(rows: Rows, text: CellText) -> CellText:
    levels = text.levels[: 1 + max(line.level for cell in chain(*rows) for line in cell.lines)]
    return CellText(tuple(levels), text.fonts)


@lru_cache(maxsize=1024)  # a table is fitted where it is written, warned of, and read again
def _fit(
    rows: Rows,
    options: TableStyleOptions,
    shares: tuple[int, ...],
    size: float,
    width: int,
    height: int,
    text: CellText,
) -> Fitted:
    for points in [size] if size else FITTED_SIZES:
        cells = _sized_cells(rows, options, text, points)
        widths = apportion(shares, width) if shares else cells.widths(width)
        tight = cells.heights(widths)
        if sum(tight) <= height:
            break
    air = round(_AIR * points * EMU_PER_POINT)
    spare = max(height - sum(tight), 0) // len(rows)
    heights = tuple(row + min(air, spare) for row in tight)
    return Fitted(float(points), widths, heights, cells.certain)


@lru_cache(maxsize=len(FITTED_SIZES))
def _sized_cells(
    rows: Rows, options: TableStyleOptions, text: CellText, size: float
) -> _SizedCells:
    return _SizedCells(rows, options, text, size)


class _SizedCells:
    """The cells of a table with their text at a size in points."""

    def __init__(self, rows: Rows, options: TableStyleOptions, text: CellText, size: float) -> None:
        self.rows, self.size = rows, size
        self.margins = left_margins(rows)
        cells = list(chain.from_iterable(rows))
        frames = [text.frame(*cells, size=size, bold=bold) for bold in (False, True)]
        self.plain, self.certain = frames[False], True
        self.cells = [
            (place, ShapedText.of(place.cell.lines, frames[is_bold(place, rows, options)]))
            for place in places(rows)
        ]

    def widths(self, total: int) -> tuple[int, ...]:
        """Column widths by content, in EMU, that add up to `total`.

        Every column is at least as wide as its longest word. Where not every text fits on one
        line, long texts are wrapped before short ones; where there is room to spare, the columns
        share it in proportion to their text.
        """
        em = self.size * EMU_PER_POINT
        least, wanted = [0.5 * em] * len(self.margins), [1.0 * em] * len(self.margins)
        for place, shaped in self.cells:
            if place.cell.columns == 1:
                needed = shaped.extent
                at = place.column
                more = self._beside(place) - self.margins[at] - MARGIN_X
                least[at] = max(least[at], needed.least * EMU_PER_POINT + more)
                wanted[at] = max(wanted[at], needed.full * EMU_PER_POINT + more)
        margins = [left + MARGIN_X + _SPARE * em for left in self.margins]
        least = [value + margin for value, margin in zip(least, margins, strict=True)]
        wanted = [value + margin for value, margin in zip(wanted, margins, strict=True)]
        weights = _limited(least, wanted, total) if sum(wanted) > total else wanted
        return apportion([round(weight) for weight in weights], total)

    def _beside(self, place: CellPlace) -> int:
        """The margins at the left and right of a cell's text, in EMU."""
        own = place.cell.format.margins
        if not own:
            return self.margins[place.column] + MARGIN_X
        left, _, right, _ = own
        return round((left + right) * EMU_PER_POINT)

    def heights(self, widths: Sequence[int]) -> tuple[int, ...]:
        """The least height of each row, in EMU."""
        least = height_of(measure((Paragraph(),), self.plain))
        needed = []
        for place, shaped in self.cells:
            room = sum(widths[place.column : place.column + place.cell.columns])
            found = shaped.broken((room - self._beside(place)) / EMU_PER_POINT)
            self.certain &= found.certain
            needed.append((place, height_of(found) + _more_height(place.cell)))
        return stretched([least] * len(self.rows), needed)


def _more_height(cell: TableCell) -> int:
    """What margins of its own add to the height of a cell, in EMU."""
    if not cell.format.margins:
        return 0
    _, top, _, bottom = cell.format.margins
    return round((top + bottom) * EMU_PER_POINT) - 2 * MARGIN_Y


def height_of(measured: Measured) -> int:
    """The height in EMU that a cell's text needs, margins included."""
    return ceil(round(measured.height_pt * EMU_PER_POINT, 3))


def stretched(heights: Sequence[int], needed: Iterable[tuple[CellPlace, int]]) -> tuple[int, ...]:
    """The heights of rows, each as high as its highest cell.

    A cell over several rows stretches the last of them.
    """
    found = list(heights)
    for place, height in sorted(needed, key=lambda item: item[0].last_row):
        rows = found[place.row : place.last_row + 1]
        found[place.last_row] += max(height - sum(rows), 0)
    return tuple(found)


def is_bold(place: CellPlace, rows: Rows, options: TableStyleOptions) -> bool:
    """Whether a table's style is taken to make a cell bold."""
    return not _BOLD.isdisjoint(regions(place, rows, options))


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
        GAP if number and right[number - 1] and left[number] else MARGIN_X
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


def nearly_equal(some: Sequence[int], others: Sequence[int], rounding: float = _TOLERANCE) -> bool:
    """Whether widths are the same but for a rounding to that part of the whole, by default an
    editor's."""
    tolerance = sum(some) * rounding
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


# How high the table of a presentation is shown, and whether that is more than there is room for.


_HEIGHT_TOLERANCE = 3.0  # points of error in any table
_SHARE_TOLERANCE = 0.01  # error as a share of the height


class RowHeights(Struct, frozen=True):
    """The heights of a table's rows, and the sum of the heights that the file gives, in points.

    `certain` is False where a font's widths are guessed, or a text is not horizontal.
    """

    rows: tuple[float, ...]
    stored: float
    certain: bool = True

    @classmethod
    def of(cls, rows: Iterable[int], stored: Iterable[int], *, certain: bool) -> Self:
        """The heights of rows shown and stored in EMU."""
        points = tuple(height / EMU_PER_POINT for height in rows)
        return cls(points, sum(stored) / EMU_PER_POINT, certain)

    @property
    def total(self) -> float:
        """The height of the table."""
        return sum(self.rows)

    def overflow(self, room: float, limit: str) -> TableOverflow | None:
        """The table if it is higher than its room, by more than may be an error of measure."""
        allowed = _HEIGHT_TOLERANCE + self.total * _SHARE_TOLERANCE
        return TableOverflow(self, room, limit) if self.total > room + allowed else None


class TableOverflow(NamedTuple):
    """A table that is higher than its `room` in points; `limit` names what bounds it."""

    heights: RowHeights
    room: float
    limit: str

    @property
    def rows(self) -> int:
        """How many rows do not fit."""
        return sum(bottom > self.room for bottom in accumulate(self.heights.rows))

    def message(self, name: str) -> str:
        """What is said of the table of this name."""
        rows = f"the last {self.rows} rows do" if self.rows > 1 else "the last row does"
        return (
            f"the table `{name}` is about {self.heights.total:.0f} pt high, "
            f"{self.heights.total - self.room:.0f} pt more than there is room: {rows} not fit "
            f"{self.limit}"
        )

    @property
    def label(self) -> str:
        """What is said at the table's place."""
        return "too many rows, by an estimate of their heights"

    @property
    def help(self) -> str:
        """What to do."""
        return "divide it between slides, shorten its cells, or give long texts wider columns"
