"""A table in a presentation made to say something else, with everything else left as it is."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from copy import deepcopy

from deckgen.content import table_read, table_xml, textbody
from deckgen.content.base import Page, graphic, properties
from deckgen.content.table_cells import Rows, TableCell, width_of
from deckgen.content.table_model import TableModel, is_made
from deckgen.model import Box
from deckgen.ooxml import Element, each, find, find_all, make, textual


def update(frame: Element, before: TableModel, after: TableModel, page: Page) -> None:
    """Make the table of a frame, which shows `before`, show `after`.

    Rows that both have keep their elements; new ones are made like the row above them. Widths
    and sizes that `after` leaves out stay where `before` has its own, and are fitted otherwise.
    """
    table = graphic(frame, "a:tbl")
    assert table is not None
    _describe(frame, before, after)
    box = table_read.slot_box(frame, page)
    if width_of(before.rows) != width_of(after.rows) or _spans(before.rows) != _spans(after.rows):
        _rebuild(table, after, box, page)
    else:
        _Updater(table, before, after, box, page).update()
    heights = [int(row.get("h", "0")) for row in find_all(table, "a:tr")]
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
    made = table_xml.write(after.rows, after.look, after.style, after.fitted(box), page)
    old = find(table, "a:tblPr")
    new = find(made, "a:tblPr")
    if old is not None and new is not None and not after.style:
        kept = deepcopy(old)
        table_xml.set_look(kept, after.look)
        made.replace(new, kept)
    table[:] = list(made)


class _Updater:
    def __init__(
        self, table: Element, before: TableModel, after: TableModel, box: Box, page: Page
    ) -> None:
        self.table, self.before, self.after, self.page = table, before, after, page
        self.size = table_read.Sizes.of(table, page).base
        self.box = box

    def update(self) -> None:
        look = find(self.table, "a:tblPr")
        if look is not None:
            table_xml.set_look(look, self.after.look)
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
        matcher = difflib.SequenceMatcher(None, self.before.rows, self.after.rows, autojunk=False)
        for action, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
            if action == "equal":
                continue
            elements = present[i1:i2]
            for row in elements[j2 - j1 :]:
                self.table.remove(row)
            model = present[max(min(i1 + j2 - j1, i2) - 1, 0)]
            before = list(self.before.rows[i1:i2])
            previous = elements[: j2 - j1][-1] if elements[: j2 - j1] else None
            while len(elements) < j2 - j1:
                made = deepcopy(model)
                self._renumber(made)
                at = (
                    self.table.index(previous) + 1
                    if previous is not None
                    else self._at(present, i1)
                )
                self.table.insert(at, made)
                elements.append(made)
                before.append(self.before.rows[present.index(model)])
                previous = made
            for element, was, cells in zip(elements, before, self.after.rows[j1:j2], strict=False):
                self._cells(element, was, cells)

    def _at(self, present: Sequence[Element], number: int) -> int:
        if number < len(present):
            return self.table.index(present[number])
        return self.table.index(present[-1]) + 1

    def _renumber(self, row: Element) -> None:
        taken = [int(item.get("val", "0")) for item in each(self.table, "a16:rowId")]
        for number in each(row, "a16:rowId"):
            number.set("val", str((max(taken, default=9999) + 1) % (1 << 32)))

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
            textbody.update(body, table_xml.physical(cell, self.size), self.page)

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
            old, new = table_xml.hundredths(self.size), table_xml.hundredths(fitted.size)
            for element in each(self.table, "a:rPr", "a:endParaRPr", "a:defRPr"):
                if element.get("sz") == old:
                    element.set("sz", new)
        if not self.before.size or size != self.before.size:
            for row, height in zip(find_all(self.table, "a:tr"), fitted.heights, strict=True):
                row.set("h", str(height))
