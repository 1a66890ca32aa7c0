"""Rules on tables: a header row, no merged or empty cells, and no tables used as page grids."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks._slide_view import ShapeView
from deckgen.checks.subject import Fault, Rule, Subject
from deckgen.content import graphic
from deckgen.diagnostics import Severity
from deckgen.opc.xml import Element, each, find, find_all

_MERGES = ("gridSpan", "rowSpan", "hMerge", "vMerge")
_ON = ("1", "true")


def tables(subject: Subject) -> Iterator[tuple[ShapeView, Element]]:
    """The tables on the slides, each with its `a:tbl`."""
    for slide in subject.slides:
        for shape in slide.shapes:
            table = graphic(shape.element, "a:tbl")
            if table is not None:
                yield shape, table


def without_header(subject: Subject) -> Iterator[tuple[ShapeView, Element]]:
    """The tables without a header row."""
    for shape, table in tables(subject):
        properties = find(table, "a:tblPr")
        if properties is None or properties.get("firstRow") not in _ON:
            yield shape, table


def has_text(cell: Element) -> bool:
    """Whether a cell has text."""
    return any((text.text or "").strip() for text in each(cell, "a:t"))


def _header(subject: Subject) -> Iterator[Fault]:
    for shape, _ in without_header(subject):
        yield Fault(
            "the table has no header row", shape.where, "",
            ("PowerPoint: Table Design > Header Row; `deckgen check --fix` sets it",),
        )  # fmt: skip


def _merge(subject: Subject) -> Iterator[Fault]:
    for shape, table in tables(subject):
        merged = sum(_is_merged(cell) for cell in each(table, "a:tc"))
        if merged:
            yield Fault(
                f"{merged} cells of the table are merged", shape.where, "",
                ("repeat the value in each cell, or make two tables",),
            )  # fmt: skip


def _is_merged(cell: Element) -> bool:
    return any(cell.get(name) not in (None, "0", "1", "false") for name in _MERGES[:2]) or any(
        cell.get(name) in _ON for name in _MERGES[2:]
    )


def _empty(subject: Subject) -> Iterator[Fault]:
    for shape, table in tables(subject):
        cells = [cell for cell in each(table, "a:tc") if not _is_merged(cell)]
        empty = sum(not has_text(cell) for cell in cells)
        if empty:
            yield Fault(
                f"{empty} of {len(cells)} cells of the table are empty", shape.where, "",
                ("say `none`, `n/a` or a dash where there is nothing",),
            )  # fmt: skip


def _layout(subject: Subject) -> Iterator[Fault]:
    for shape, table in tables(subject):
        rows, columns = len(find_all(table, "a:tr")), len(find_all(table, "a:tblGrid/a:gridCol"))
        if rows == 1 or columns == 1:
            word = "row" if rows == 1 else "column"
            yield Fault(
                f"the table has one {word} only", shape.where, "",
                ("use text or a list; a table is for data that has headings",),
            )  # fmt: skip


RULES = (
    Rule(
        id="TABLE-HEAD",
        severity=Severity.ERROR,
        summary="A table has a header row.",
        why="Screen readers say the heading with each cell; without one, a figure is a figure of "
        "nothing.",
        source="WCAG 1.3.1 (A); PowerPoint's checker (Table has no header row); AED COP 8.",
        decided="`a:tblPr/@firstRow` is not 1. Whether the first row's texts are headings, no "
        "program can tell.",
        mend="PowerPoint: Table Design > Header Row. `--fix` sets the flag where the first row "
        "is full.",
        check=_header,
    ),
    Rule(
        id="TABLE-MERGE",
        severity=Severity.WARNING,
        summary="No cells are merged.",
        why="Merged and split cells break the count of rows and columns that screen readers "
        "announce and move by.",
        source="PowerPoint's checker (Merged or split cells); WCAG 1.3.1.",
        decided="`gridSpan`, `rowSpan`, `hMerge` or `vMerge` on a cell.",
        mend="Split the cells: Layout > Split Cells. A heading over several columns can go into "
        "each column's own.",
        check=_merge,
    ),
    Rule(
        id="TABLE-EMPTY",
        severity=Severity.TIP,
        summary="No cell is empty.",
        why="An empty cell sounds like the end of the table, or like a fault.",
        source="HHS checklist for presentations.",
        decided="A cell that is not merged has no text.",
        mend="Write `none`, `n/a`, `0` or a dash, whichever is true.",
        check=_empty,
    ),
    Rule(
        id="TABLE-LAYOUT",
        severity=Severity.WARNING,
        summary="A table holds data, and is no page grid.",
        why="A table of one row or column has no headings to go with its cells; it is read as a "
        "table for nothing.",
        source="House rule, after WCAG's failure F46 and the HHS checklist.",
        decided="The table has one row or one column.",
        mend="Use text, a list, or a layout with several slots.",
        check=_layout,
    ),
)
