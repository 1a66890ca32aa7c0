"""Rules on tables: a header row, no merged or empty cells, and no tables used as page grids."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.checks._slide_view import ShapeView
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.content import graphic
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, find_all

_SPANS, _COVERED = ("gridSpan", "rowSpan"), ("hMerge", "vMerge")


def tables(subject: Subject) -> Iterator[tuple[ShapeView, Element]]:
    """The tables on the slides, each with its `a:tbl`."""
    for shape in subject.shapes:
        table = graphic(shape.element, "a:tbl")
        if table is not None:
            yield shape, table


def without_header(subject: Subject) -> Iterator[tuple[ShapeView, Element]]:
    """The tables without a header row."""
    for shape, table in tables(subject):
        properties = find(table, "a:tblPr")
        if properties is None or not xml.flag(properties, "firstRow"):
            yield shape, table


def has_text(cell: Element) -> bool:
    """Whether a cell has text."""
    return any((text.text or "").strip() for text in each(cell, "a:t"))


_HEADER_HELP = (
    "take out `header: no`; a table of the template: PowerPoint: Table Design > Header Row",
    "PowerPoint: Table Design > Header Row; `deckgen check --fix` sets it",
)


def _header(subject: Subject) -> Iterator[Fault]:
    for shape, _ in without_header(subject):
        yield Fault(
            "the table has no header row", shape.where, "",
            (subject.to_do(*_HEADER_HELP),),
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
    return _is_covered(cell) or any(cell.get(name) not in (None, "0", "1") for name in _SPANS)


def _is_covered(cell: Element) -> bool:
    """Whether a cell shows nothing of its own: one that is merged into another covers it."""
    return any(xml.flag(cell, name) for name in _COVERED)


def _empty(subject: Subject) -> Iterator[Fault]:
    for shape, table in tables(subject):
        cells = [cell for cell in each(table, "a:tc") if not _is_covered(cell)]
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


CHECKS = (
    Check("TABLE-HEAD", _header),
    Check("TABLE-MERGE", _merge),
    Check("TABLE-EMPTY", _empty),
    Check("TABLE-LAYOUT", _layout),
)
