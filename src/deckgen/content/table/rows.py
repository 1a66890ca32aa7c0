"""The rows of a table in YAML: lines with bars between cells, or lists of cells."""

from __future__ import annotations

import re

from deckgen.content import outline
from deckgen.content.base import Scope
from deckgen.content.grid.rows import read_grid
from deckgen.content.style import Paragraph
from deckgen.content.table.cells import Rows, TableCell, Tiler, width_of
from deckgen.content.table.words import align_word
from deckgen.diagnostics import Span, fail, gather
from deckgen.source import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    expect_scalar,
    expect_sequence,
    gather_entries,
    wrong_type,
)

_CELL_KEYS = ("text", "columns", "rows", "align")
_MOST_ROWS, _MOST_COLUMNS = 500, 75

Own = frozenset[tuple[int, int]]
"""The cells, by row and number in it, that say themselves how they are aligned."""


def parse(mapping: Mapping, scope: Scope) -> tuple[Rows, Own]:
    """The rows of a table's mapping, and which cells say how they are aligned.

    Raises `Problem` with every fault of them.
    """
    typed, listed = mapping.get("table"), mapping.get("rows")
    if typed is not None and listed is not None:
        key = mapping.key("rows")
        assert key is not None
        raise fail(
            "two-tables", "a table has `table` or `rows`, not both", key.span, "",
            "`table` holds rows as lines, `rows` lists of cells; keep one of them",
        )  # fmt: skip
    if listed is not None:
        return _listed(expect_sequence(listed, "`rows`", "a row is a list of texts"), scope)
    if typed is None:
        raise fail("missing-key", "a table needs `table` or `rows`", mapping.span)
    scalar = expect_scalar(typed, "`table`", "lists of cells stand under `rows:`")
    return _typed(scalar, scope), frozenset()


def _typed(scalar: Scalar, scope: Scope) -> Rows:
    rows = []
    with gather() as problems:
        for row in read_grid(scalar, scope).rows:
            cells = []
            for cell in row:
                with problems.attempt():
                    cells.append(TableCell((Paragraph(cell.runs(scope)),)))
            rows.append(tuple(cells))
    _check_size(rows, scalar.span)
    return tuple(rows)


def _listed(listed: Sequence, scope: Scope) -> tuple[Rows, Own]:
    tiler = Tiler()
    rows = []
    own = set()
    with gather() as problems:
        for number, item in enumerate(listed):
            with problems.attempt():
                row = expect_sequence(item, "a row", "a row is a list of texts")
                cells = []
                for index, node in enumerate(row):
                    with problems.attempt():
                        cell, says = _cell(node, scope)
                        cells.append(cell)
                        if says:
                            own.add((number, index))
                rows.append(tuple(cells))
                if len(cells) == len(row.items):
                    tiler.row(cells)
                    _check_row(tiler, row)
                else:
                    problems.check()
        problems.check()
        if not rows or not width_of(tuple(rows)):
            raise fail("empty-grid", "a table needs a cell", listed.span)
        if tiler.beyond:
            raise fail(
                "row-length", "a cell reaches below the last row", listed.span, "",
                "take its `rows` down, or add rows (a row that is all covered is `[]`)",
            )  # fmt: skip
    _check_size(rows, listed.span)
    return tuple(rows), frozenset(own)


def _check_row(tiler: Tiler, row: Sequence) -> None:
    missing = tiler.missing()
    if missing:
        span = row.items[-1].span if row.items and missing < 0 else row.span
        fault = f"{missing} too few" if missing > 0 else f"{-missing} too many"
        raise fail(
            "row-length",
            f"the table has {tiler.width} columns, and this row fills {fault}",
            span, "this row" if missing > 0 else "it goes beyond the last column",
            "a place that a cell above or to the left covers takes no cell of its own",
        )  # fmt: skip


def _check_size(rows: list[tuple[TableCell, ...]], span: Span) -> None:
    columns = width_of(tuple(rows))
    if len(rows) > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise fail(
            "too-large", f"{len(rows)} rows and {columns} columns are more than a slide can show",
            span, "", f"at most {_MOST_ROWS} rows and {_MOST_COLUMNS} columns",
        )  # fmt: skip


def _cell(node: Node, scope: Scope) -> tuple[TableCell, bool]:
    """A cell, and whether it says itself how it is aligned."""
    if isinstance(node, Scalar):
        return TableCell(outline.read(node, scope.show, scope.formats)), False
    if not isinstance(node, Mapping):
        raise wrong_type(node, "text or a mapping", "a cell")
    lines: tuple[Paragraph, ...] = ()
    columns = rows = 1
    align = ""
    with gather() as problems:
        with problems.attempt():
            gather_entries(node, _CELL_KEYS, "a cell")
        text = node.get("text")
        if text is not None:
            with problems.attempt():
                if not isinstance(text, Scalar):
                    raise wrong_type(text, "text", "`text`")
                lines = outline.read(text, scope.show, scope.formats)
        with problems.attempt():
            columns = _count(node.get("columns"), "`columns`", _MOST_COLUMNS)
        with problems.attempt():
            rows = _count(node.get("rows"), "`rows`", _MOST_ROWS)
        said = node.get("align")
        if said is not None:
            with problems.attempt():
                scalar = expect_scalar(said, "`align`")
                align = align_word(scalar.text, scalar.span)
    return TableCell(lines, columns, rows, align), said is not None


def _count(node: Node | None, what: str, most: int) -> int:
    if node is None:
        return 1
    scalar = expect_scalar(node, what)
    if not re.fullmatch(r"[1-9]\d{0,3}", scalar.text) or int(scalar.text) > most:
        raise fail("number", f"{what} is a whole number from 1 to {most}", scalar.span)
    return int(scalar.text)
