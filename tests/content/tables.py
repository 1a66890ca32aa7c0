"""Tables for property tests: any text, any tiling, any choices."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec import structs

from deckgen.content.table import Table
from deckgen.content.table.cells import (
    ALIGN,
    CellFormat,
    Rows,
    TableCell,
    TableStyleOptions,
    border,
)
from deckgen.richtext import Paragraph
from tests.support.strategies import lines, mixed, paragraph_lists, run_lists

_texts = st.one_of(run_lists.map(lambda runs: (Paragraph(runs),)), paragraph_lists(max_size=3))
_aligns = ["", "", *ALIGN]
_COLORS = ["accent2", "tx1", "C05600", "none"]
_lines = mixed(border, _COLORS, [0.75, 1, 2.25], ["", "dash", "round-dot"])
_formats = st.builds(
    lambda looks, margins, lines: structs.replace(looks, margins=margins, borders=lines),
    mixed(CellFormat, ["", "top", "bottom"], ["", "", *_COLORS]),
    st.one_of(st.just(()), st.tuples(*[st.integers(0, 200).map(lambda n: n / 10)] * 4)),
    st.one_of(st.just(()), st.tuples(*[_lines] * 4), st.tuples(_lines, *[st.just("")] * 3)),
)
_alts = st.one_of(st.just(""), lines.map(str.strip))
_cells = run_lists.map(lambda runs: TableCell((Paragraph(runs),)))
_plain = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.tuples(*[_cells] * width), min_size=1, max_size=4).map(tuple)
)
_tiles = mixed(
    lambda columns, rows, align, formatted: (columns, rows, align, formatted),
    [1, 1, 1, 1, 1, 2, 3, 4],
    [1, 1, 1, 1, 1, 2, 3, 4],
    _aligns,
    [False, True],
)


def plain_rows() -> st.SearchStrategy[Rows]:
    """Rows of cells of one line each, none of them merged."""
    return _plain


@st.composite
def merged_rows(draw: st.DrawFn) -> Rows:
    """Rows of any cells that tile a grid."""
    height, width = draw(_sizes)
    taken: set[tuple[int, int]] = set()
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            if (row, column) in taken:
                continue
            free = 1
            while column + free < width and (row, column + free) not in taken:
                free += 1
            columns, down, align, formatted = draw(_tiles)
            columns, down = min(columns, free), min(down, height - row)
            taken |= {(row + y, column + x) for y in range(down) for x in range(columns)}
            looks = draw(_formats) if formatted else CellFormat()
            cells.append(TableCell(draw(_texts), columns, down, align, looks))
        rows.append(tuple(cells))
    return tuple(rows)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables in the form that equal tables have."""
    rows = draw(_rows)
    width = sum(cell.columns for cell in rows[0])
    shares = draw(_shares[width])
    flags, size, style = draw(_styles)
    return Table(rows, flags, shares, size, style, draw(_alts))


_sizes = mixed(lambda height, width: (height, width), range(1, 5), range(1, 5))
_rows = st.one_of(plain_rows(), merged_rows())
_shares = {
    width: st.one_of(st.just(()), st.tuples(*[st.integers(1, 150)] * width))
    for width in range(1, 5)
}
_styles = mixed(
    lambda *chosen: (TableStyleOptions(*chosen[:7]), *chosen[7:]),
    *[[False, True]] * 7,
    [0, 0, 9.5, 12, 20],
    ["", "none", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"],
)
