"""Tables as a kind of content: rows of cells in a table style of the template.

What the YAML leaves out follows from the content and the slot: alignment, column widths, text
size, row heights and the alternative text. Reading leaves out again what follows so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Self

from msgspec import structs

from deckgen.appearance.shapes import Box, Slot
from deckgen.appearance.text import InheritedText
from deckgen.content import (
    Content,
    Names,
    Page,
    Scope,
    alt_text,
    graphic,
    graphic_frame,
    matching_paragraphs,
    slot_box,
)
from deckgen.content.table import _drawing as drawing
from deckgen.content.table import _model as model
from deckgen.content.table import _update as update
from deckgen.content.table import _yaml as yaml
from deckgen.content.table._drawing import row_heights
from deckgen.content.table._formatting import unsaid
from deckgen.content.table._model import TableModel, map_rows
from deckgen.content.table.layout import CellText
from deckgen.diagnostics import Diagnostic, Severity
from deckgen.opc.xml import EMU_PER_POINT, Element
from deckgen.richtext import Paragraph
from deckgen.source.fields import AnyFields
from deckgen.source.nodes import Node
from deckgen.source.writing import YamlData
from deckgen.textfit.autofit import GUESSED, Measure

__all__ = ["Table", "row_heights", "unsaid"]


class Table(TableModel, Content):
    """A table as a kind of content; see `TableModel` for its fields."""

    key: ClassVar[str] = "table"

    @classmethod
    def parse(cls, node: Node, scope: Scope) -> Self:
        """The table of a mapping with `table` or `rows`."""
        return yaml.parse(cls, node, scope)

    @classmethod
    def yaml_fields(cls) -> tuple[AnyFields, ...]:
        """The keys of a table, and of a cell under `rows`."""
        return (yaml.FIELDS, yaml.CELL_FIELDS)

    def dump(self, names: Names) -> YamlData:
        """The mapping, with `table` if every cell is a line of text, else `rows`."""
        return yaml.dump(self, names)

    def write(self, slot: Slot, page: Page) -> Element:
        """A graphic frame as wide as the slot and as high as the rows."""
        fitted = self.fitted(slot.box, CellText.of(page))
        table = drawing.write(self.rows, self.options, self.style, fitted, page)
        box = slot.box._replace(height=sum(fitted.heights))
        return graphic_frame(
            structs.replace(slot, box=box), page, self.description, drawing.URI, table
        )

    @classmethod
    def read(cls, shape: Element, page: Page) -> Self | None:
        """The table of a graphic frame."""
        element = graphic(shape, "a:tbl")
        shown = None if element is None else drawing.read(element, page)
        if shown is None:
            return None
        read = cls(
            shown.rows,
            shown.options,
            (),
            shown.size,
            shown.style,
            alt_text(shape),
            saved=shown.saved,
            inherited=shown.inherited,
            inherited_size=shown.inherited_size,
        )
        return read.without_defaults(slot_box(shape, page), shown.widths, CellText.of(page))

    def covered(self, shape: Element) -> Sequence[str]:
        """The texts of cells that a merged cell covers."""
        return drawing.covered(shape)

    def move(self, shape: Element, to: Box) -> None:
        """Give its frame another box; its columns become wider or narrower with it."""
        update.widen(shape, to.width)
        super().move(shape, to)

    def update(self, shape: Element, page: Page) -> None:
        """Rewrite the cells that differ; new rows are formatted like the row above."""
        before = type(self).read(shape, page)
        if before is not None and before != self:
            update.update(shape, before, self, page)

    def normalized(self, before: Self | None, place: InheritedText) -> Self:
        """The table without formatting that only repeats that of its style."""
        return update.normalized(self, before, place)

    def plain(self, inherited: Callable[[], InheritedText]) -> Self:
        """The table, its cells' text without formatting that would hold anyway."""
        return update.plain(self, inherited)

    def divided(self, slot: Slot, page: Page, _measure: Measure) -> tuple[Self, ...]:
        """The table divided between rows, each part with the header row."""
        return model.divided(self, slot.box, CellText.of(page))

    def misfits(self, slot: Slot, page: Page) -> Iterator[Diagnostic]:
        """A warning where the table is higher than its slot, by more than an error of measure."""
        fitted = self.fitted(slot.box, CellText.of(page))
        found = fitted.shown.overflow(slot.box.height / EMU_PER_POINT, "its slot")
        if found is not None:
            guessed = () if fitted.certain else (GUESSED,)
            message, helps = found.message(slot.name), (found.help, *guessed)
            yield Diagnostic("OVERFLOW", message, None, found.label, helps, Severity.WARNING)

    def joined(self, parts: Sequence[Content]) -> Self | None:
        """This table with the rows of all the parts under one header."""
        found = [part.rows for part in parts if isinstance(part, Table)]
        rows = model.joined(self, found) if len(found) == len(parts) else None
        return None if rows is None else replace(self, rows=rows)

    def over(self, pattern: Content | None) -> Self:
        """The table with the formatting of the pattern's cells, where its YAML leaves that out."""
        return model.over(self, pattern) if isinstance(pattern, Table) else self

    def without(self, pattern: Content) -> Self:
        """The table, to be dumped with what its cells look like other than the pattern's.

        All of it is said where that is nothing, as of the pattern itself.
        """
        return model.without(self, pattern) if isinstance(pattern, Table) else self

    def reusing_files(self, before: Content | None, _save: Callable[[bytes, str], str]) -> Self:
        """The table with the lines of `cells` that `before`, the content in the YAML now, has."""
        return model.renumbered(self, before) if isinstance(before, Table) else self

    def bases(self, pattern: Content) -> Sequence[Paragraph]:
        """For each paragraph one of the pattern's cell at its place, or in its last row."""
        rows = pattern.rows if isinstance(pattern, Table) else ()
        found: list[Paragraph] = []
        for number, row in enumerate(self.rows):
            after = rows[min(number, len(rows) - 1)] if rows else ()
            for index, cell in enumerate(row):
                lines = after[min(index, len(after) - 1)].lines if after else ()
                found += matching_paragraphs(cell.lines, lines)
        return found

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs of all cells, row by row."""
        return (line for row in self.rows for cell in row for line in cell.lines)

    def map_paragraphs(self, change: Callable[[Paragraph], Paragraph]) -> Self:
        """The same table with each paragraph changed."""
        return replace(self, rows=map_rows(self.rows, change))
