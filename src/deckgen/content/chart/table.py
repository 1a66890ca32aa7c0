"""The data of a chart in YAML: headings, categories and values, typed or from a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from deckgen.content.base import Scope
from deckgen.content.chart import numbers as chart_numbers
from deckgen.content.chart.model import NOTHING
from deckgen.content.grid.cell import Cell
from deckgen.content.grid.rows import read_grid
from deckgen.content.style import PLAIN, Run
from deckgen.diagnostics import Problem, gather
from deckgen.source import Scalar

_LABELS_ROW = "a row is a category and a value for each series, parted by ` | `"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, categories, and the values of each series; `code` is a file's number format."""

    corner: Run = NOTHING
    names: tuple[Run, ...] = ()
    categories: tuple[Run, ...] = ()
    values: tuple[tuple[Run, ...], ...] = ()
    code: str = ""

    def order(self, sort: str) -> list[int]:
        """The numbers of the rows: `descending` or `ascending` by the sum of their values.

        Rows without a value come last; "" leaves the rows as they are.
        """
        rows = range(len(self.categories))
        if not sort:
            return list(rows)
        totals = {row: self._total(row) for row in rows}
        known = {row: total for row, total in totals.items() if total is not None}
        ordered = sorted(known, key=known.__getitem__, reverse=sort == "descending")
        return ordered + [row for row in rows if row not in known]

    def _total(self, row: int) -> Decimal | None:
        numbers = [chart_numbers.read(column[row].text) for column in self.values]
        found = [number.value for number in numbers if number is not None]
        return sum(found, Decimal(0)) if found else None


def read_table(scalar: Scalar, scope: Scope) -> Table:
    """The table that a text holds or names. Raises `Problem` with every fault of it."""
    rows = read_grid(scalar, scope).rows
    head = rows[0]
    if len(head) < 2:
        raise head[0].fail(
            "chart-data", "a chart needs categories and at least one series",
            "only one cell", _LABELS_ROW,
        )  # fmt: skip
    if len(rows) < 2:
        raise head[0].fail(
            "chart-data", "there are headings and no rows", "the only row",
            f"the first row holds the headings; {_LABELS_ROW}",
        )  # fmt: skip
    codes: list[str] = []
    grid: list[list[Run]] = []
    with gather() as problems:
        for number, row in enumerate(rows):
            runs = [NOTHING] * len(row)
            for column, cell in enumerate(row):
                with problems.attempt():
                    runs[column] = plain_run(cell, scope)
                    if number and column:
                        runs[column] = _value(cell, runs[column], codes)
            grid.append(runs)
    columns = tuple(zip(*grid[1:], strict=True))
    code = codes[0] if len(set(codes)) == 1 else ""
    return Table(grid[0][0], tuple(grid[0][1:]), columns[0], columns[1:], code)


def plain_run(cell: Cell, scope: Scope) -> Run:
    """A cell's text as one run. Raises `Problem` for styles, which charts have no place for."""
    runs = cell.runs(scope)
    for run in runs:
        if run.style != PLAIN:
            raise cell.fail(
                "style-in-chart", "text in a chart has no formats of its own", "",
                "write `\\*` or `\\[` for a sign that is text",
            )  # fmt: skip
    return runs[0] if runs else NOTHING


def _value(cell: Cell, run: Run, codes: list[str]) -> Run:
    """The run of a number as typed, or as a spreadsheet holds it before it is rounded."""
    if not run.text:
        return run
    number = chart_numbers.read(run.text)
    if cell.number is not None:
        value = Decimal(repr(cell.number))
        if number is None or number.value != value:
            codes.extend([number.code] if number else [])
            run = Run(chart_numbers.plain(value), origins=run.origins)
            number = chart_numbers.read(run.text)
    if number is None:
        raise _no_number(cell, run.text)
    return run


def _no_number(cell: Cell, text: str) -> Problem:
    long = len(re.sub(r"\D", "", text)) > chart_numbers.DIGITS
    helps: Sequence[str] = (
        [f"a chart keeps {chart_numbers.DIGITS} digits of a number"]
        if long
        else ["write digits such as 127,492 or 5.24 or 48%; leave the cell empty for a gap"]
    )
    return cell.fail(
        "not-a-number",
        f"`{text}` is not a number",
        "" if cell.text == text else "prints it",
        *helps,
    )
