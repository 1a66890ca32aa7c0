"""A table from an editor without what the editor only spelled out.

LibreOffice resolves a table's style into its cells and forgets which style it was; then the
style of before still holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from deckgen.content.settle import Settler
from deckgen.content.style import Paragraph
from deckgen.content.table.cells import Look, Place, Rows, TableCell, places
from deckgen.content.table.model import TableModel
from deckgen.looks.inherited import Inherited
from deckgen.model import Box

_NEAR = 0.01
"""The share of a table's width by which shares of columns are rounded."""
_FORGOTTEN = Look(header=False, first_column=False)


T = TypeVar("T", bound=TableModel)


def settled(table: T, before: TableModel | None, place: Inherited) -> T:
    """The table as its author would have written it."""
    if before is not None and (table.look, table.style) == (_FORGOTTEN, "none"):
        table = replace(table, look=before.look, style=before.style)
    rows = _rows(table, before, place)
    table = replace(table, rows=rows)
    if before is None:
        return table
    if not table.alt:
        table = replace(table, alt=before.alt)
    if table.widths != before.widths and _as_before(table, before, place):
        table = replace(table, widths=before.widths)
    return table


def _as_before(table: TableModel, before: TableModel, place: Inherited) -> bool:
    """Whether the columns are as wide as those of before would be now."""
    box = Box(0, 0, place.width or 1, place.height or 1)
    usual = replace(table, widths=before.widths).fitted(box).widths
    now = table.fitted(box).widths
    near = sum(usual) * _NEAR
    return len(usual) == len(now) and all(
        abs(one - other) <= near for one, other in zip(usual, now, strict=True)
    )


def _rows(table: TableModel, before: TableModel | None, place: Inherited) -> Rows:
    settlers: dict[tuple[str, ...], Settler] = {}
    held: dict[tuple[str, ...], list[Paragraph]] = {}
    spots: dict[tuple[int, int], TableCell] = {}
    if before is not None:
        for spot in places(before.rows):
            spots[spot.row, spot.column] = spot.cell
            held.setdefault(_regions(spot, before), []).extend(spot.cell.lines)
    rows: list[list[TableCell]] = [[] for _ in table.rows]
    for spot in places(table.rows):
        regions = _regions(spot, table)
        settler = settlers.get(regions)
        if settler is None:
            settler = Settler(held.get(regions, ()), place.within(regions))
            settlers[regions] = settler
        cell = replace(spot.cell, lines=settler.settled(spot.cell.lines))
        was = spots.get((spot.row, spot.column))
        if was is not None and {cell.align, was.align} == {"", "left"}:
            cell = replace(cell, align=was.align)
        rows[spot.row].append(cell)
    return tuple(tuple(row) for row in rows)


def _regions(spot: Place, table: TableModel) -> tuple[str, ...]:
    """The parts of the table's style that a cell lies in, the strongest first."""
    return tuple(_named(spot, table))


def _named(spot: Place, table: TableModel) -> Iterable[str]:
    look = table.look
    last_row = spot.row + spot.cell.rows == len(table.rows)
    last_column = spot.column + spot.cell.columns == sum(c.columns for c in table.rows[0])
    if look.header and spot.row == 0:
        yield "firstRow"
    elif look.total and last_row:
        yield "lastRow"
    if look.first_column and spot.column == 0:
        yield "firstCol"
    elif look.last_column and last_column:
        yield "lastCol"
    if look.banded and not (look.header and spot.row == 0):
        yield f"band{1 + (spot.row - look.header) % 2}H"
    if look.banded_columns:
        yield f"band{1 + (spot.column - look.first_column) % 2}V"
    yield "wholeTbl"
