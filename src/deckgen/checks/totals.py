"""Totals of tables against what they are the totals of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deckgen.checks.grids import Cell, Grid
from deckgen.facts.arithmetic import CONTEXT
from deckgen.figures import Figure

_NO_SUM = re.compile(
    r"average|mean\b|median|rate\b|ratio|index|price|per\b|change|growth|rank|year|\bage\b|length"
    r"|stay|Δ|±",
    re.IGNORECASE,
)
_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that its parts do not give; `parts` are their amounts added up."""

    cell: Cell
    heading: str
    total: Figure
    parts: Decimal


def wrong(grid: Grid) -> Iterator[Sum]:
    """The totals of a table that are not what their column, or their row, adds up to.

    A column of totals counts as one only where at least half of its rows do add up: columns may
    count different things.
    """
    yield from (found for found in _columns(grid) if found is not None)
    across = list(_columns(grid.turned()))
    faults = [found for found in across if found is not None]
    if 2 * len(faults) <= len(across):
        yield from faults


def _columns(grid: Grid) -> Iterator[Sum | None]:
    """For each total of each column what is wrong with it; None where it is right."""
    totals = [number for number, row in enumerate(grid.rows) if number and row[0].is_total]
    for column in range(1, len(grid.rows[0])):
        heading = grid.rows[0][column].text
        cells = [row[column] for row in grid.rows]
        for number in totals:
            total = cells[number].figure
            if total is None or _NO_SUM.search(heading):
                continue
            if total.percent and total.amount != _WHOLE:
                continue  # a share over all, which is no sum
            sums = [_added(parts) for parts in _readings(grid, cells, number) if len(parts) > 1]
            known = [found for found in sums if found is not None]
            if known:
                right = any(_close(*found, total) for found in known)
                yield None if right else Sum(cells[number], heading, total, known[0][0])


def _readings(grid: Grid, cells: Sequence[Cell], number: int) -> Iterator[list[Cell]]:
    """The cells that a total may be the total of: all above it, or since the last one, or below."""
    heads = [row[0] for row in grid.rows]
    plain = [i for i in range(1, len(cells)) if not (heads[i].is_total or heads[i].is_subtotal)]
    above = [i for i in plain if i < number]
    earlier = [i for i in range(1, number) if heads[i].is_total or heads[i].is_subtotal]
    if above:
        yield [cells[i] for i in above]
        if earlier:
            yield [cells[i] for i in above if i > earlier[-1]]
            yield [cells[i] for i in earlier]
            yield [cells[i] for i in (*earlier, *(i for i in above if i > earlier[-1]))]
    else:
        yield [cells[i] for i in plain]


def _added(cells: Sequence[Cell]) -> tuple[Decimal, Decimal] | None:
    """The sum of cells and how far rounding can have moved it; None where one is no figure."""
    total, slack = Decimal(0), Decimal(0)
    for cell in cells:
        if cell.figure is not None:
            total = CONTEXT.add(total, cell.figure.amount)
            slack += _slack(cell.figure)
        elif not cell.empty:
            return None
    return total, slack


def _close(added: Decimal, slack: Decimal, total: Figure) -> bool:
    return abs(added - total.amount) <= slack + _slack(total)


def _slack(figure: Figure) -> Decimal:
    return Decimal(0) if figure.exact else figure.step / 2
