"""Tables: every row fills the grid, merged cells are whole, rows are told apart."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.ooxml import Element, each, find, find_all, integer
from deckgen.soundness.anatomy import Anatomy


def check(whole: Anatomy) -> Iterator[Diagnostic]:
    """The tables of every slide, layout and master."""
    for name in whole.trees:
        yield from whole.once("tables", name, _within)


def _within(whole: Anatomy, name: str, tree: Element) -> Iterator[Diagnostic]:
    if find(tree, "p:cSld") is None:
        return
    for frame in each(tree, "p:graphicFrame"):
        table = find(frame, "a:graphic/a:graphicData/a:tbl")
        if table is not None:
            shape = next((s.get("name", "") for s in each(frame, "p:cNvPr")), "")
            for code, message in _faults(table):
                yield Diagnostic(code, message, whole.spot(name, shape))


def _faults(table: Element) -> Iterator[tuple[str, str]]:
    width = len(find_all(table, "a:tblGrid/a:gridCol"))
    rows = [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
    full = True
    for number, cells in enumerate(rows, start=1):
        if len(cells) != width:
            full = False
            yield "SOUND-TABLE", f"row {number} has {len(cells)} cells for {width} columns"
    if full:
        yield from _merges(rows, width)
    seen: set[str] = set()
    for identity in each(table, "a16:rowId"):
        value = identity.get("val", "")
        if value in seen:
            yield "SOUND-ROW-ID", f"two rows have the id {value}"
        seen.add(value)


def _merges(rows: list[list[Element]], width: int) -> Iterator[tuple[str, str]]:
    """Cells under a merged one are marked so, and no others are."""
    covered: dict[tuple[int, int], tuple[bool, bool]] = {}
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            across, down = _span(cell, "gridSpan"), _span(cell, "rowSpan")
            if (across, down) == (1, 1) or _marks(cell) != (False, False):
                continue
            if x + across > width or y + down > len(rows):
                yield "SOUND-TABLE", f"{_at(y, x)} reaches out of the table"
                continue
            for row in range(y, y + down):
                for column in range(x, x + across):
                    covered[row, column] = (column > x, row > y)
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            if _marks(cell) != covered.get((y, x), (False, False)):
                yield "SOUND-TABLE", f"{_at(y, x)} is not merged as the cell before it says"


def _at(y: int, x: int) -> str:
    return f"the cell in row {y + 1}, column {x + 1}"


def _span(cell: Element, name: str) -> int:
    return integer(cell, name) if name in cell.attrib else 1


def _marks(cell: Element) -> tuple[bool, bool]:
    """Whether a cell belongs to one on its left, and to one above it."""
    return cell.get("hMerge") in _YES, cell.get("vMerge") in _YES


_YES = ("1", "true")
