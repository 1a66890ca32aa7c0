"""Tables for property tests: any text, any tiling, any choices."""

from __future__ import annotations

from hypothesis import strategies as st

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
from tests.support.strategies import lines, paragraph_lists, run_lists

_texts = st.one_of(run_lists.map(lambda runs: (Paragraph(runs),)), paragraph_lists(max_size=3))
_aligns = st.sampled_from(["", "", *ALIGN])
_colors = st.sampled_from(["accent2", "tx1", "C05600", "none"])
_lines = st.builds(
    lambda color, width, dash: border(color, width, dash),
    _colors,
    st.sampled_from([0.75, 1, 2.25]),
    st.sampled_from(["", "dash", "round-dot"]),
)
_formats = st.builds(
    CellFormat,
    st.sampled_from(["", "top", "bottom"]),
    st.one_of(st.just(""), _colors),
    st.one_of(st.just(()), st.tuples(*[st.integers(0, 200).map(lambda n: n / 10)] * 4)),
    st.one_of(st.just(()), st.tuples(*[_lines] * 4), st.tuples(_lines, *[st.just("")] * 3)),
)  # fmt: skip
_alts = st.one_of(st.just(""), lines.map(str.strip))


@st.composite
def plain_rows(draw: st.DrawFn) -> Rows:
    """Rows of cells of one line each, none of them merged."""
    width = draw(st.integers(1, 4))
    cells = st.builds(TableCell, run_lists.map(lambda runs: (Paragraph(runs),)))
    row = st.tuples(*[cells] * width)
    return tuple(draw(st.lists(row, min_size=1, max_size=4)))


@st.composite
def merged_rows(draw: st.DrawFn) -> Rows:
    """Rows of any cells that tile a grid."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
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
            columns = draw(st.integers(1, free)) if draw(st.booleans()) else 1
            down = draw(st.integers(1, height - row)) if draw(st.booleans()) else 1
            taken |= {(row + y, column + x) for y in range(down) for x in range(columns)}
            looks = draw(_formats) if draw(st.booleans()) else CellFormat()
            cells.append(TableCell(draw(_texts), columns, down, draw(_aligns), looks))
        rows.append(tuple(cells))
    return tuple(rows)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables in the form that equal tables have."""
    rows = draw(st.one_of(plain_rows(), merged_rows()))
    width = sum(cell.columns for cell in rows[0])
    flags = draw(st.lists(st.booleans(), min_size=7, max_size=7))
    shares = draw(st.one_of(st.none(), st.tuples(*[st.integers(1, 150)] * width)))
    return Table(
        rows,
        TableStyleOptions(*flags),
        shares or (),
        draw(st.sampled_from([0, 0, 9.5, 12, 20])),
        draw(st.sampled_from(["", "none", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"])),
        draw(_alts),
    )
