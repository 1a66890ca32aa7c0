"""A table from an editor without what the editor only spelled out.

LibreOffice resolves a table's style into its cells and forgets which style it was; then the
style of before still holds.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import TypeVar

from deckgen.appearance.shapes import Box
from deckgen.appearance.text import InheritedText
from deckgen.content import textbody
from deckgen.content.base import Page, graphic, properties, slot_box
from deckgen.content.normalize import Normalizer
from deckgen.content.table import _drawing as drawing
from deckgen.content.table._model import TableModel, is_made
from deckgen.content.table.cells import CellPlace, Rows, TableCell, TableLook, places, width_of
from deckgen.opc.xml import Element, coordinate, each, find, find_all, integer, make, textual
from deckgen.richtext.runs import Paragraph

_NEAR = 0.01

"""The share of a table's width by which shares of columns are rounded."""

_FORGOTTEN = TableLook(header=False, first_column=False)


T = TypeVar("T", bound=TableModel)


def normalized(table: T, before: TableModel | None, place: InheritedText) -> T:
    """The table as its author would have written it."""
    if before is not None and (table.look, table.style) == (_FORGOTTEN, "none"):
        table = replace(table, look=before.look, style=before.style)
    rows = _rows(table, before, place)
    table = replace(table, rows=rows)
    if before is None:
        return table
    if not table.alt:
        table = replace(table, alt=before.alt)
    if table.widths != before.widths and _as_before(table, before, place):
        table = replace(table, widths=before.widths)
    return table


def _as_before(table: TableModel, before: TableModel, place: InheritedText) -> bool:
    """Whether the columns are as wide as those of before would be now."""
    box = Box(0, 0, place.width or 1, place.height or 1)
    usual = replace(table, widths=before.widths).fitted(box).widths
    now = table.fitted(box).widths
    near = sum(usual) * _NEAR
    return len(usual) == len(now) and all(
        abs(one - other) <= near for one, other in zip(usual, now, strict=True)
    )


def _rows(table: TableModel, before: TableModel | None, place: InheritedText) -> Rows:
    settlers: dict[tuple[str, ...], Normalizer] = {}
    held: dict[tuple[str, ...], list[Paragraph]] = {}
    spots: dict[tuple[int, int], TableCell] = {}
    if before is not None:
        for spot in places(before.rows):
            spots[spot.row, spot.column] = spot.cell
            held.setdefault(_regions(spot, before), []).extend(spot.cell.lines)
    rows: list[list[TableCell]] = [[] for _ in table.rows]
    for spot in places(table.rows):
        regions = _regions(spot, table)
        settler = settlers.get(regions)
        if settler is None:
            settler = Normalizer(held.get(regions, ()), place.within(regions))
            settlers[regions] = settler
        cell = replace(spot.cell, lines=settler.settled(spot.cell.lines))
        was = spots.get((spot.row, spot.column))
        if was is not None and {cell.align, was.align} == {"", "left"}:
            cell = replace(cell, align=was.align)
        rows[spot.row].append(cell)
    return tuple(tuple(row) for row in rows)


def _regions(spot: CellPlace, table: TableModel) -> tuple[str, ...]:
    """The parts of the table's style that a cell lies in, the strongest first."""
    return tuple(_named(spot, table))


def _named(spot: CellPlace, table: TableModel) -> Iterable[str]:
    look = table.look
    last_row = spot.row + spot.cell.rows == len(table.rows)
    last_column = spot.column + spot.cell.columns == sum(c.columns for c in table.rows[0])
    if look.header and spot.row == 0:
        yield "firstRow"
    elif look.total and last_row:
        yield "lastRow"
    if look.first_column and spot.column == 0:
        yield "firstCol"
    elif look.last_column and last_column:
        yield "lastCol"
    if look.banded and not (look.header and spot.row == 0):
        yield f"band{1 + (spot.row - look.header) % 2}H"
    if look.banded_columns:
        yield f"band{1 + (spot.column - look.first_column) % 2}V"
    yield "wholeTbl"


# A table in a presentation made to say something else, with everything else left as it is.


def update(frame: Element, before: TableModel, after: TableModel, page: Page) -> None:
    """Make the table of a frame, which shows `before`, show `after`.

    Rows that both have keep their elements; new ones are made like the row above them. Widths
    and sizes that `after` leaves out stay where `before` has its own, and are fitted otherwise.
    """
    table = graphic(frame, "a:tbl")
    assert table is not None
    _describe(frame, before, after)
    box = slot_box(frame, page)
    if width_of(before.rows) != width_of(after.rows) or _spans(before.rows) != _spans(after.rows):
        _rebuild(table, after, box, page)
    else:
        _Updater(table, before, after, box, page).update()
    heights = [coordinate(row, "h") for row in find_all(table, "a:tr")]
    extent = find(frame, "p:xfrm/a:ext")
    if extent is not None:
        extent.set("cy", str(sum(heights)))


def _describe(frame: Element, before: TableModel, after: TableModel) -> None:
    about = properties(frame)
    if about is None:
        return
    was = about.get("descr", "")
    if after.alt != before.alt or is_made(was):
        about.set("descr", after.description)


def _spans(rows: Rows) -> list[list[tuple[int, int]]] | None:
    """The cells' spans by row; None where no cell has any, whatever the number of rows."""
    found = [[(cell.columns, cell.rows) for cell in row] for row in rows]
    return found if any(span != (1, 1) for row in found for span in row) else None


def _rebuild(table: Element, after: TableModel, box: Box, page: Page) -> None:
    made = drawing.write(after.rows, after.look, after.style, after.fitted(box), page)
    old = find(table, "a:tblPr")
    new = find(made, "a:tblPr")
    if old is not None and new is not None and not after.style:
        kept = deepcopy(old)
        drawing.set_look(kept, after.look)
        made.replace(new, kept)
    table[:] = list(made)


class _Updater:
    def __init__(
        self, table: Element, before: TableModel, after: TableModel, box: Box, page: Page
    ) -> None:
        self.table, self.before, self.after, self.page = table, before, after, page
        self.size = drawing.Sizes.of(table, page).base
        self.box = box
        self.last_id = max((integer(item, "val") for item in each(table, "a16:rowId")), default=0)

    def update(self) -> None:
        look = find(self.table, "a:tblPr")
        if look is not None:
            drawing.set_look(look, self.after.look)
            self._set_style(look)
        self._rows()
        self._measures()

    def _set_style(self, look: Element) -> None:
        if self.after.style in ("", self.before.style):
            return
        for element in find_all(look, "a:tableStyleId"):
            look.remove(element)
        if self.after.style != "none":
            look.append(textual("a:tableStyleId", self.after.style))

    def _rows(self) -> None:
        present = find_all(self.table, "a:tr")
        before, after = self.before.rows, self.after.rows
        lined: list[tuple[Element, Sequence[TableCell]]] = []
        for i1, i2, j1, j2 in self._matches():
            for old in range(i1, i1 + j2 - j1):
                if old < i2:
                    lined.append((present[old], before[old]))
                else:
                    model = _model(i2, len(present))
                    lined.append((self._copy(present[model]), before[model]))
        start = self.table.index(present[0])
        for row in present:
            self.table.remove(row)
        for offset, (row, _) in enumerate(lined):
            self.table.insert(start + offset, row)
        for (row, was), cells in zip(lined, after, strict=True):
            self._cells(row, was, cells)

    def _matches(self) -> list[tuple[int, int, int, int]]:
        """Stretches of old rows with the new ones that take their places."""
        before, after = self.before.rows, self.after.rows
        if _spans(before):  # a merged cell's rows cannot be parted
            return [(0, len(before), 0, len(after))]
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        return [(i1, i2, j1, j2) for _, i1, i2, j1, j2 in matcher.get_opcodes()]

    def _copy(self, model: Element) -> Element:
        row = deepcopy(model)
        for number in each(row, "a16:rowId"):
            self.last_id += 1
            number.set("val", str(self.last_id % (1 << 32)))
        return row

    def _cells(self, row: Element, before: Sequence[TableCell], after: Sequence[TableCell]) -> None:
        """Covered places have elements too, but no cell: their text is nobody's."""
        elements = [
            element
            for element in find_all(row, "a:tc")
            if not {"hMerge", "vMerge"} & set(element.attrib)
        ]
        for element, was, cell in zip(elements, before, after, strict=False):
            if was == cell:
                continue
            body = find(element, "a:txBody")
            if body is None:
                body = make("a:txBody", None, make("a:bodyPr"), make("a:lstStyle"))
                element.insert(0, body)
            textbody.update(body, drawing.physical(cell, self.size), self.page)

    def _measures(self) -> None:
        """Widths, sizes and heights, as far as they were fitted or are given now."""
        size = self.after.size or (self.before.size and self.size)
        widths = self.after.widths or self.before.widths
        kind = type(self.after)
        told = kind(self.after.rows, self.after.look, widths, size)
        fitted = told.fitted(self.box)
        if widths != self.before.widths or not widths:
            for column, width in zip(
                find_all(self.table, "a:tblGrid/a:gridCol"), fitted.widths, strict=False
            ):
                column.set("w", str(width))
        if fitted.size != self.size:
            old, new = drawing.in_hundredths(self.size), drawing.in_hundredths(fitted.size)
            for element in each(self.table, "a:rPr", "a:endParaRPr", "a:defRPr"):
                if element.get("sz") == old:
                    element.set("sz", new)
        if not self.before.size or size != self.before.size:
            for row, height in zip(find_all(self.table, "a:tr"), fitted.heights, strict=True):
                row.set("h", str(height))


def _model(number: int, rows: int) -> int:
    """Which row a new one before row `number` is made like: the one above, but not the header."""
    return number - 1 if number > 1 else min(1, rows - 1)
