"""Tables in a presentation: normalizing what an editor saved, and updating what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import TypeVar

from msgspec import structs

from deckgen.appearance.inheritance import LEVELS
from deckgen.appearance.shapes import Box
from deckgen.appearance.text import InheritedText
from deckgen.appearance.theme import ThemeFonts
from deckgen.content import Page, graphic, non_visual_properties, slot_box, textbody
from deckgen.content.normalize import Normalizer
from deckgen.content.table import _drawing as drawing
from deckgen.content.table import _formatting as formatting
from deckgen.content.table import layout
from deckgen.content.table._model import (
    TableModel,
    formats_from,
    is_generated,
    map_rows,
    renumbered,
    row_origins,
    with_formats,
)
from deckgen.content.table.cells import (
    PLAIN_CELL,
    Rows,
    Saved,
    TableCell,
    places,
    regions,
    width_of,
)
from deckgen.content.table.layout import CellText
from deckgen.opc import xml
from deckgen.opc.xml import Element, coordinate, each, find, find_all, integer, make, textual
from deckgen.richtext import PLAIN, Paragraph
from deckgen.textfit.frame import FrameLevel

T = TypeVar("T", bound=TableModel)


def normalized(table: T, before: TableModel | None, place: InheritedText) -> T:
    """The table without formatting that only repeats its style.

    LibreOffice writes the table style out on the cells and drops its id; then the style of
    `before`, the table in the presentation that was built, still holds.
    """
    if table == before:
        return table
    if before is not None and (table.options, table.style) == (
        drawing.NO_OPTIONS,
        drawing.NO_STYLE,
    ):
        table = replace(table, options=before.options, style=before.style)
    if before is not None:
        table = _with_size(table, before.size)
    rows = _rows(table, before, place)
    table = replace(table, rows=rows)
    if before is None:
        return table
    table = renumbered(replace(table, rows=_with_known_formats(table, before)), before)
    if not table.alt:
        table = replace(table, alt=before.alt)
    if table.widths != before.widths and _same_widths(table, before, place):
        table = replace(table, widths=before.widths)
    return table


def plain(table: T, inherited: Callable[[], InheritedText]) -> T:
    """The table, its cells' text without formatting that would hold anyway."""
    lines = [line for row in table.rows for cell in row for line in cell.lines]
    if not any(line.opaque or run.style != PLAIN for line in lines for run in line.runs):
        return table
    place = inherited()
    forms: dict[tuple[str, ...], Normalizer] = {}
    rows: list[list[TableCell]] = [[] for _ in table.rows]
    for at in places(table.rows):
        parts = tuple(regions(at, table.rows, table.options))
        form = forms.setdefault(parts, Normalizer((), _within(place, parts, table.size)))
        rows[at.row].append(structs.replace(at.cell, lines=tuple(map(form.plain, at.cell.lines))))
    return replace(table, rows=tuple(map(tuple, rows)))


def _within(place: InheritedText, parts: tuple[str, ...], size: float) -> InheritedText:
    """What text in these regions of a table inherits, of which the table may say the size."""
    found = place.within(parts)
    level = found.level(0)
    sized = structs.replace(level, run={**level.run, "sz": drawing.in_hundredths(size)})
    return structs.replace(found, levels=(sized,)) if size else found


def _with_size(table: T, size: float) -> T:
    """The table with that size, in points, and others on its runs, if some of it has that size.

    The size read is that of most text, which may be another's where rows came.
    """
    runs = (run for row in table.rows for cell in row for line in cell.lines for run in line.runs)
    if not size or table.size in (0, size) or all(run.style.size != size for run in runs):
        return table

    def sized(line: Paragraph) -> Paragraph:
        runs = (replace(r, style=r.style.but(size=r.style.size or table.size)) for r in line.runs)
        return structs.replace(line, runs=tuple(runs))

    return replace(table, rows=map_rows(table.rows, sized), size=size)


def _with_known_formats(table: TableModel, before: TableModel) -> Rows:
    """The cells with the formatting of before, where an editor only spelled it out or left it
    out."""
    formats = formats_from(before.rows, table.rows, new=False)
    if table.saved is Saved.REWRITTEN:
        kept = {(at.row, at.column): PLAIN_CELL for at in places(table.rows)}
        return with_formats(table.rows, kept | formats)
    if table.saved is not Saved.BUILT:
        return table.rows
    own = {(at.row, at.column): at.cell.format for at in places(table.rows)}
    same = {place: was for place, was in formats.items() if formatting.shows_alike(was, own[place])}
    return with_formats(table.rows, same)


def _same_widths(table: TableModel, before: TableModel, place: InheritedText) -> bool:
    """Whether the columns are as wide as with the shares of before, or as they were before.

    Editors leave columns as they are where a cell gets a longer text.
    """
    box = Box(0, 0, place.width or 1, place.height or 1)
    fonts = ThemeFonts.among(place.theme.fonts)
    text = CellText((FrameLevel(font=fonts.minor),) * LEVELS, fonts)
    now = table.fitted(box, text).widths
    return any(
        layout.nearly_equal(same.fitted(box, text).widths, now, layout.ROUNDED_SHARES)
        for same in (replace(table, widths=before.widths), before)
    )


def _rows(table: TableModel, before: TableModel | None, place: InheritedText) -> Rows:
    normalizers: dict[tuple[str, ...], Normalizer] = {}
    lines_before: dict[tuple[str, ...], list[Paragraph]] = {}
    cells_before: dict[tuple[int, int], TableCell] = {}
    if before is not None:
        for at in places(before.rows):
            cells_before[at.row, at.column] = at.cell
            parts = tuple(regions(at, before.rows, before.options))
            lines_before.setdefault(parts, []).extend(at.cell.lines)
    rows: list[list[TableCell]] = [[] for _ in table.rows]
    for at in places(table.rows):
        parts = tuple(regions(at, table.rows, table.options))
        normalizer = normalizers.get(parts)
        if normalizer is None:
            there = _within(place, parts, table.size)
            normalizer = Normalizer(lines_before.get(parts, ()), there)
            normalizers[parts] = normalizer
        cell = structs.replace(at.cell, lines=normalizer.normalized(at.cell.lines))
        was = cells_before.get((at.row, at.column))
        if was is not None and {cell.align, was.align} == {"", "left"}:
            cell = structs.replace(cell, align=was.align)
        rows[at.row].append(cell)
    return tuple(tuple(row) for row in rows)


# Updating the table of a graphic frame; all that does not differ stays as it is.


def update(frame: Element, before: TableModel, after: TableModel, page: Page) -> None:
    """Change the table of a graphic frame from `before` to `after`.

    Rows that both have keep their elements; new ones are copies of the row above with other text.
    Widths and sizes that `after` leaves out stay where `before` has its own, else are fitted.
    """
    table = graphic(frame, "a:tbl")
    assert table is not None
    _describe(frame, before, after)
    box, stored = slot_box(frame, page), _heights(table)
    if width_of(before.rows) != width_of(after.rows) or _spans(before.rows) != _spans(after.rows):
        _rebuild(table, after, box, page)
    else:
        _Updater(table, before, after, box, page).update()
    heights = _heights(table)
    extent = find(frame, "p:xfrm/a:ext")
    if extent is not None and heights != stored:
        extent.set("cy", str(sum(heights)))


def _heights(table: Element) -> list[int]:
    return [coordinate(row, "h") for row in find_all(table, "a:tr")]


def widen(frame: Element, width: int) -> None:
    """Make the columns of a graphic frame's table fill a width in EMU, in their proportions."""
    columns = list(each(frame, "a:gridCol"))
    widths = [coordinate(column, "w") for column in columns]
    if sum(widths):
        for column, wide in zip(columns, layout.apportion(widths, width), strict=True):
            column.set("w", str(wide))


def _describe(frame: Element, before: TableModel, after: TableModel) -> None:
    about = non_visual_properties(frame)
    if about is None:
        return
    present = about.get("descr", "")
    if after.alt != before.alt or is_generated(present):
        about.set("descr", after.description)


def _spans(rows: Rows) -> list[list[tuple[int, int]]] | None:
    """The spans of the cells of each row; None where no cell is merged."""
    found = [[(cell.columns, cell.rows) for cell in row] for row in rows]
    return found if any(span != (1, 1) for row in found for span in row) else None


def _rebuild(table: Element, after: TableModel, box: Box, page: Page) -> None:
    fitted = after.fitted(box, CellText.of(page))
    [made] = xml.elements(drawing.write(after.rows, after.options, after.style, fitted, page))
    old = find(table, "a:tblPr")
    new = find(made, "a:tblPr")
    if old is not None and new is not None and not after.style:
        kept = deepcopy(old)
        drawing.set_style_options(kept, after.options)
        made.replace(new, kept)
    table[:] = list(made)


class _Updater:
    def __init__(
        self, table: Element, before: TableModel, after: TableModel, box: Box, page: Page
    ) -> None:
        self.table, self.before, self.after, self.page = table, before, after, page
        self.size = drawing.Sizes.of(table, page).base
        self.box, self.built = box, drawing.is_built(table)
        self.last_id = max((integer(item, "val") for item in each(table, "a16:rowId")), default=0)

    def update(self) -> None:
        properties = find(self.table, "a:tblPr")
        if properties is not None:
            drawing.set_style_options(properties, self.after.options)
            self._set_style(properties)
        self._update_rows()
        self._set_measures()

    def _set_style(self, properties: Element) -> None:
        if self.after.style in ("", self.before.style):
            return
        for element in find_all(properties, "a:tableStyleId"):
            properties.remove(element)
        if self.after.style != "none":
            properties.append(textual("a:tableStyleId", self.after.style))

    def _update_rows(self) -> None:
        present = find_all(self.table, "a:tr")
        before, after = self.before.rows, self.after.rows
        aligned: list[tuple[Element, Sequence[TableCell]]] = [
            (present[old] if same else self._copied(present[old]), before[old])
            for old, same in row_origins(before, after)
        ]
        start = self.table.index(present[0])
        for row in present:
            self.table.remove(row)
        for offset, (row, _) in enumerate(aligned):
            self.table.insert(start + offset, row)
        lefts = layout.left_margins(after)
        by_row: list[list[int]] = [[] for _ in after]
        for at in places(after):
            by_row[at.row].append(lefts[at.column])
        for (row, was), cells, margins in zip(aligned, after, by_row, strict=True):
            self._update_cells(row, was, cells, margins)

    def _copied(self, row_above: Element) -> Element:
        row = deepcopy(row_above)
        for number in each(row, "a16:rowId"):
            self.last_id += 1
            number.set("val", str(self.last_id % (1 << 32)))
        return row

    def _update_cells(
        self,
        row: Element,
        before: Sequence[TableCell],
        after: Sequence[TableCell],
        margins: Sequence[int],
    ) -> None:
        # Places that a merged cell covers have elements, but are no cells.
        elements = [
            element
            for element in find_all(row, "a:tc")
            if not {"hMerge", "vMerge"} & set(element.attrib)
        ]
        for element, was, cell, left in zip(elements, before, after, margins, strict=False):
            if was == cell:
                continue
            body = find(element, "a:txBody")
            if body is None:
                body = make("a:txBody", None, make("a:bodyPr"), make("a:lstStyle"))
                element.insert(0, body)
            if (was.lines, was.align) != (cell.lines, cell.align):
                lines = drawing.with_explicit_formatting(cell, self.size)
                textbody.update(body, lines, self.page)
            if was.format != cell.format:
                self._update_format(element, was, cell, left)

    def _update_format(self, cell: Element, was: TableCell, now: TableCell, left: int) -> None:
        properties = find(cell, "a:tcPr")
        if properties is None:
            properties = make("a:tcPr")
            xml.insert(cell, properties, ("a:extLst",))
        formatting.update(properties, was.format, now.format, left=left, built=self.built)

    def _set_measures(self) -> None:
        """Set widths, text sizes and row heights, where they were fitted or are given now."""
        size = self.after.size or (self.before.size and self.size)
        widths = self.after.widths or self.before.widths
        kind = type(self.after)
        sized = kind(self.after.rows, self.after.options, widths, size)
        fitted = sized.fitted(self.box, CellText.of(self.page))
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
