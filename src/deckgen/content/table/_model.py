"""What a table says, in one form for equal tables, and the measures it is given in a slot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from deckgen.appearance.shapes import Box
from deckgen.content.table.cells import Rows, TableLook, places, width_of
from deckgen.content.table.layout import Fitted, alike, fit, shares_of, simplest
from deckgen.richtext.runs import PLAIN, Paragraph, merged
from deckgen.textfit.paginate import Block, paginate

_MADE = re.compile(r"Table(?: with columns .*)?; \d+ rows? and \d+ columns?", re.DOTALL)

_LONGEST_ALT = 250


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table. There is at least one row, and the rows' cells tile it.

    `widths` are the columns' shares, () to go by content; `size` is the text's in points, 0 to
    fit the slot; `style` is a table style's id, `none`, or "" for the template's default; `alt`
    is "" to be made from the content.
    """

    rows: Rows
    look: TableLook = field(default_factory=TableLook)
    widths: tuple[int, ...] = ()
    size: float = 0
    style: str = ""
    alt: str = ""

    def __post_init__(self) -> None:
        """Give equal tables one form: small shares, no size on runs that is the table's."""
        object.__setattr__(self, "widths", simplest(self.widths))
        if is_made(self.alt):
            object.__setattr__(self, "alt", "")
        if self.size:
            plainer = mapped(self.rows, lambda line: _without_size(line, self.size))
            object.__setattr__(self, "rows", plainer)

    def fitted(self, box: Box) -> Fitted:
        """The table's measures in a slot's box."""
        return fit(self.rows, self.look, self.widths, self.size, box.width, box.height)

    def left_out(self, box: Box, widths: Sequence[int]) -> Self:
        """The same table without the measures that it would be given in that box anyway.

        `widths` are the columns' in EMU.
        """
        for size in (0.0, self.size):
            table = replace(self, size=size, widths=())
            usual = table.fitted(box._replace(width=sum(widths))).widths
            if not alike(usual, widths):
                table = replace(table, widths=shares_of(widths))
            if table.fitted(box).size == self.size:
                break
        return table

    @property
    def description(self) -> str:
        """The alternative text: what the author gave, else what the table's header says."""
        if self.alt:
            return self.alt
        size = f"{_counted(len(self.rows), 'row')} and {_counted(width_of(self.rows), 'column')}"
        names = [" ".join(cell.text.split()) for cell in self.rows[0]]
        listed = ", ".join(name for name in names if name)
        if not self.look.header or not listed:
            return f"Table; {size}"
        if len(listed) > _LONGEST_ALT:
            listed = listed[:_LONGEST_ALT].rsplit(" ", 1)[0] + " ..."
        return f"Table with columns {listed}; {size}"


def is_made(alt: str) -> bool:
    """Whether an alternative text is one that was made from some table's content."""
    return _MADE.fullmatch(alt) is not None


def mapped(rows: Rows, change: Callable[[Paragraph], Paragraph]) -> Rows:
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


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


# A long table in parts, for slides that go on.


_SIZE = 14.0  # points: with room on further slides, text need not shrink to the least


T = TypeVar("T", bound=TableModel)


def divided(table: T, box: Box) -> tuple[T, ...]:
    """The table in parts that each fit the box; itself where it fits.

    The header row stands on every part; columns are as wide, and text as large, on all. Rows that
    a cell joins stay together, and so does a total with the row above it.
    """
    if sum(table.fitted(box).heights) <= box.height:
        return (table,)
    size = table.size or _SIZE
    fitted = fit(table.rows, table.look, table.widths, size, box.width, 0)
    joined = _joined(table.rows)
    if table.look.total:
        joined.add(len(table.rows) - 1)
    head = _head(table, joined)
    blocks = list(_blocks(fitted.heights[head:], head, joined))
    found = []
    for part in paginate(blocks, box.height - sum(fitted.heights[:head])):
        rows = table.rows[:head] + table.rows[head + part.start : head + part.stop]
        last = part.stop == len(blocks)
        look = replace(table.look, total=table.look.total and last)
        shown = replace(table, rows=rows, look=look, size=size, widths=())
        found.append(shown.left_out(box, fitted.widths))
    return tuple(found)


def joined(whole: TableModel, parts: Sequence[Rows]) -> Rows | None:
    """The rows of parts of a table as one; None where they differ in columns or in headers."""
    head = _head(whole, _joined(whole.rows))
    top = parts[0][:head] if parts else ()
    if any(rows[:head] != top or len({*map(len, (*parts[0], *rows))}) != 1 for rows in parts):
        return None
    return (*top, *(row for rows in parts for row in rows[head:]))


def _joined(rows: Rows) -> set[int]:
    """The rows that a cell above reaches into."""
    return {
        row for place in places(rows) for row in range(place.row + 1, place.row + place.cell.rows)
    }


def _head(table: TableModel, joined: set[int]) -> int:
    """How many rows are the header's; none where there is nothing else."""
    if not table.look.header:
        return 0
    head = 1
    while head in joined:
        head += 1
    return head if head < len(table.rows) else 0


def _blocks(heights: Sequence[int], first: int, joined: set[int]) -> Iterator[Block]:
    for number, height in enumerate(heights, first):
        yield Block(height, rank=None if number in joined else 0)
