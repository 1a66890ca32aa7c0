"""A long table in parts, for slides that go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from deckgen.content.parting import Block, parts
from deckgen.content.table.cells import Rows, places
from deckgen.content.table.fit import fit
from deckgen.content.table.model import TableModel
from deckgen.model import Box

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
    for part in parts(blocks, box.height - sum(fitted.heights[:head])):
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
