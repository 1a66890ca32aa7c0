"""The data of a chart in YAML: a row of headings, then a row for each category."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, structs

from deckgen.content import Scope
from deckgen.content.chart import model
from deckgen.content.chart.axis import NOTHING
from deckgen.content.chart.model import Plot
from deckgen.content.rows import ROW_LINES, TypedCell, read_grid, write_grid
from deckgen.diagnostics import Problem, gather
from deckgen.richtext import PLAIN, Run, inline
from deckgen.source import cell_formats
from deckgen.source.nodes import Node, expect_scalar, expect_word

_ROW_HELP = "a row is a category and a value for each series, parted by ` | `"
_CORNER, _MEASURE = Run("Category"), Run("Size")


class ChartTable(Struct, frozen=True):
    """The data of a chart: headings, categories, and the values of each series.

    `code` is the number format of the values in a spreadsheet, "" where they have none or several.
    Bubbles have `sizes` with their headings, `measures`.
    """

    corner: Run = NOTHING
    names: tuple[Run, ...] = ()
    categories: tuple[Run, ...] = ()
    values: tuple[tuple[Run, ...], ...] = ()
    code: str = ""
    sizes: tuple[tuple[Run, ...], ...] = ()
    measures: tuple[Run, ...] = ()

    def with_sizes(self) -> ChartTable:
        """The table whose every second column has the sizes of the one before it."""
        return structs.replace(
            self,
            names=self.names[::2],
            values=self.values[::2],
            sizes=self.values[1::2],
            measures=self.names[1::2],
        )

    def order(self, sort: str) -> list[int]:
        """The indexes of the rows, sorted `descending` or `ascending` by the sum of their values.

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
        numbers = [model.read(column[row].text) for column in self.values]
        found = [number.value for number in numbers if number is not None]
        return sum(found, Decimal(0)) if found else None


def read_table(node: Node, what: str, scope: Scope) -> ChartTable:
    """The data that typed rows, or a file of rows, hold. Raises `Problem`."""
    rows = read_grid(expect_word(node, what, ROW_LINES), scope).rows
    head = rows[0]
    if len(head) < 2:
        raise head[0].problem(
            "chart-data", "a chart needs categories and at least one series",
            "only one cell", _ROW_HELP,
        )  # fmt: skip
    if len(rows) < 2:
        raise head[0].problem(
            "chart-data", "there are headings and no rows", "the only row",
            f"the first row holds the headings; {_ROW_HELP}",
        )  # fmt: skip
    codes: list[str] = []
    grid: list[list[Run]] = []
    with gather() as problems:
        for number, row in enumerate(rows):
            runs = [NOTHING] * len(row)
            for column, cell in enumerate(row):
                with problems.collect():
                    runs[column] = plain_run(cell, scope)
                    if number and column:
                        runs[column] = _value(cell, runs[column], codes)
            grid.append(runs)
    columns = tuple(zip(*grid[1:], strict=True))
    code = codes[0] if len(set(codes)) == 1 else ""
    return ChartTable(grid[0][0], tuple(grid[0][1:]), columns[0], columns[1:], code)


def plain_run(cell: TypedCell, scope: Scope) -> Run:
    """A cell's text as one run. Raises `Problem` for styles, which charts cannot have."""
    runs = cell.runs(scope)
    for run in runs:
        if run.style != PLAIN:
            raise cell.problem(
                "style-in-chart", "text in a chart has no formats of its own", "",
                "write `\\*` or `\\[` for a character that is text",
            )  # fmt: skip
    return runs[0] if runs else NOTHING


def _value(cell: TypedCell, run: Run, codes: list[str]) -> Run:
    """The run of a number as typed, or with all digits of a spreadsheet's value.

    Adds the number format of a value that the spreadsheet rounds to `codes`.
    """
    if not run.text:
        return run
    number = model.read(run.text)
    if cell.number is not None:
        value = cell.number
        if number is None or number.value != value:
            codes.extend([number.code] if number else [])
            run = Run(cell_formats.plain(value), origins=run.origins)
            number = model.read(run.text)
    if number is None:
        raise _not_a_number(cell, run.text)
    return run


def _not_a_number(cell: TypedCell, text: str) -> Problem:
    long = len(re.sub(r"\D", "", text)) > cell_formats.DIGITS
    helps: Sequence[str] = (
        [f"a chart keeps {cell_formats.DIGITS} digits of a number"]
        if long
        else ["write digits such as 127,492 or 5.24 or 48%; leave the cell empty for a gap"]
    )
    return cell.problem(
        "not-a-number",
        f"`{text}` is not a number",
        "" if cell.text == text else "prints it",
        *helps,
    )


def plain_text(node: Node, what: str, scope: Scope) -> Run:
    """A text as one run. Raises `Problem` for styles."""
    scalar = expect_scalar(node, what)
    return plain_run(TypedCell(scalar.text.removesuffix("\n"), scalar.at), scope)


def dump_data(plot: Plot) -> str:
    """The rows of a chart, as they are typed."""
    corner = plot.corner if plot.corner.text else _CORNER
    columns = [(corner, *plot.categories)]
    for index, one in enumerate(plot.series):
        columns.append((one.name, *one.values))
        if one.sizes:
            measure = plot.measure(index)
            columns.append((measure if measure.text else _MEASURE, *one.sizes))
    return write_grid([source(run) for run in row] for row in zip(*columns, strict=True))


def source(run: Run) -> str:
    """The markup of a text, "" for none."""
    return inline.dump((run,)) if run.text else ""
