"""Rows of cells that know where they stand, as CSV files and worksheets hold them.

A cell is a `Scalar`, as in YAML. In a CSV file it stands in the file's own lines. A worksheet has
none, so its rows are written out with ` | ` between the cells: line 4 is row 4, and errors name
the cell too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Problem, Source, Span, shown
from deckgen.source.nodes import Scalar

Row = tuple[Scalar, ...]
"""The cells of a row, the empty ones included."""

_BETWEEN = " | "


@dataclass(frozen=True, slots=True, eq=False)
class Sheet(Source):
    """A worksheet as text: a line a row, ` | ` between the cells."""

    starts: tuple[tuple[int, ...], ...] = ()
    """The column in which each cell of each row starts, counted from 1."""

    @classmethod
    def of_rows(cls, path: Path, title: str, rows: Iterable[Iterable[str]]) -> Sheet:
        """The worksheet of that title, from the texts of all its cells from A1 on."""
        cells = [[" ".join(text.split()) for text in row] for row in rows]
        lines = tuple(_BETWEEN.join(row) for row in cells)
        starts = tuple(
            tuple(accumulate((len(text) + len(_BETWEEN) for text in row[:-1]), initial=1))
            for row in cells
        )
        return cls(path, "\n".join(lines), f"{shown(path)}, sheet {title}", lines, starts)

    def span(self, row: int, column: int) -> Span:
        """Where the cell of that row and column stands, both counted from 0."""
        start = self.starts[row][column]
        following = self.starts[row][column + 1 : column + 2]
        end = following[0] - len(_BETWEEN) if following else len(self.lines[row]) + 1
        return Span(self, row + 1, start, row + 1, end)

    def cell(self, span: Span) -> str:
        """The name of the cell in which a span starts, such as C4."""
        from openpyxl.utils import get_column_letter

        column = bisect_right(self.starts[span.line - 1], span.column)
        return f"{get_column_letter(column)}{span.line}"


@contextmanager
def naming_cells() -> Iterator[None]:
    """Name the cell in each problem that stands in a worksheet."""
    try:
        yield
    except Problem as problem:
        raise Problem(*map(_with_cell, problem.diagnostics)) from None


def _with_cell(diagnostic: Diagnostic) -> Diagnostic:
    place = diagnostic.place
    if isinstance(place, Span) and isinstance(place.source, Sheet):
        cell = place.source.cell(place)
        return replace(diagnostic, message=f"cell {cell}: {diagnostic.message}")
    return diagnostic
