"""Tables out of DrawingML, from any editor (ECMA-376 part 1, 21.1.3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from deckgen.content import textbody
from deckgen.content.base import Page
from deckgen.content.style import PLAIN, Paragraph, Run, merged
from deckgen.content.table.cells import LOOKS, Look, Rows, TableCell
from deckgen.content.table.drawing import FLAGS, NO_STYLE, default_style, truth
from deckgen.ooxml import Element, coordinate, each, find, find_all, hundredths, integer, qn

_POWERPOINTS_SIZE = 18.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a presentation shows it.

    `size` is what most of its text has, in points, 0 where that is inherited; the runs keep
    only sizes that differ. `widths` are in EMU. `style` is a style's id, "" for the default,
    `none` for no style.
    """

    rows: Rows
    look: Look
    widths: tuple[int, ...]
    size: float
    style: str


def read(table: Element, page: Page) -> Shown | None:
    """The table of an `a:tbl`, or None where it has no cell.

    Spans that do not fit the grid are cut, and places without a cell filled, as editors do.
    """
    widths = tuple(max(coordinate(c, "w"), 1) for c in find_all(table, "a:tblGrid/a:gridCol"))
    grid = [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
    if not widths or not grid:
        return None
    sizes = Sizes.of(table, page)
    rows = tuple(
        tuple(_read_cell(cell, columns, down, sizes, page) for cell, columns, down in row)
        for row in _anchors(grid, len(widths))
    )
    properties = find(table, "a:tblPr")
    look, style = Look(header=False, first_column=False), NO_STYLE
    if properties is not None:
        look = Look(**{word: truth(properties.get(FLAGS[word])) for word in LOOKS})
        style = (properties.findtext(qn("a:tableStyleId")) or NO_STYLE).upper()
    if style == default_style(page).upper():
        style = ""
    return Shown(rows, look, widths, sizes.base, NO_STYLE if style == "NONE" else style)


def _anchors(grid: list[list[Element]], width: int) -> list[list[tuple[Element | None, int, int]]]:
    """The cells of each row that no other covers, with how many columns and rows they span."""
    covered: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(grid):
        anchors: list[tuple[Element | None, int, int]] = []
        for column in range(width):
            if (row, column) in covered:
                continue
            cell = cells[column] if column < len(cells) else None
            columns, down = 1, 1
            if cell is not None:
                free = 1
                while column + free < width and (row, column + free) not in covered:
                    free += 1
                columns = min(max(integer(cell, "gridSpan", 1), 1), free)
                down = min(max(integer(cell, "rowSpan", 1), 1), len(grid) - row)
            covered.update((row + y, column + x) for y in range(down) for x in range(columns))
            anchors.append((cell, columns, down))
        found.append(anchors)
    return found


def _read_cell(
    cell: Element | None, columns: int, rows: int, sizes: Sizes, page: Page
) -> TableCell:
    body = None if cell is None else find(cell, "a:txBody")
    lines = () if body is None else textbody.read(body, page)
    return TableCell(tuple(sizes.taken_out(line) for line in lines), columns, rows)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size that most of a table's text has, and what text has that says no size."""

    base: float
    inherited: float

    @classmethod
    def of(cls, table: Element, page: Page) -> Sizes:
        """The sizes of an `a:tbl`: what we marked, else what most runs have."""
        marked = _default_size(next(each(table, "a:lstStyle"), None))
        if marked:
            return cls(marked, marked)
        styles = find(page.package.presentation.root, "p:defaultTextStyle")
        inherited = _default_size(styles) or _POWERPOINTS_SIZE
        counts = Counter(_typed_size(run) or inherited for run in each(table, "a:r", "a:fld"))
        most = max(counts.values(), default=0)
        return cls(max((s for s, n in counts.items() if n == most), default=inherited), inherited)

    def taken_out(self, line: Paragraph) -> Paragraph:
        """The paragraph, whose runs keep a size only where it is not the table's."""
        return replace(line, runs=merged(self._plainer(run) for run in line.runs))

    def _plainer(self, run: Run) -> Run:
        size = run.style.size or self.inherited
        style = run.style.but(size=0.0 if size == self.base else size)
        return replace(run, style=PLAIN if style == PLAIN else style)


def _typed_size(run: Element) -> float | None:
    properties = find(run, "a:rPr")
    return None if properties is None else hundredths(properties.get("sz"))


def _default_size(style: Element | None) -> float:
    """The size of a list style's first level, 0 where it says none."""
    default = None if style is None else find(style, "a:lvl1pPr/a:defRPr")
    return 0 if default is None else hundredths(default.get("sz")) or 0
