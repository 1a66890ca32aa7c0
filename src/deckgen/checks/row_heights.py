"""How high a table's rows come out: PowerPoint lets each grow until its cells' text fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from deckgen.checks.text import behind_cells
from deckgen.checks.view import ShapeView
from deckgen.content import textbody
from deckgen.content.base import Page
from deckgen.fit import Frame, Insets, Level, measure
from deckgen.fit.inherit import Lineage
from deckgen.fit.levels import Levels, points
from deckgen.ooxml import EMU_PER_POINT, Element, coordinate, find, find_all, integer

_ON = ("1", "true")
_MARGINS = ("marL", "marT", "marR", "marB")  # in the order of Insets
_TALL = 1.0
"""The height of a frame that is measured only, in points."""


@dataclass(frozen=True, slots=True)
class RowHeights:
    """The estimated heights of a table's rows, in points, and the sum of those that it stores.

    `certain` is false where a font's widths are guessed, or a text does not run from left to
    right.
    """

    rows: tuple[float, ...]
    stored: float
    certain: bool

    @property
    def total(self) -> float:
        """How high the table is."""
        return sum(self.rows)

    def beyond(self, room: float) -> int:
        """How many rows, from the last, end below that room in points."""
        return sum(bottom > room for bottom in accumulate(self.rows))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that shows text: its `a:tc`, the row it ends in, its width, whether it is a head."""

    element: Element
    first: int
    last: int
    width: float
    head: bool


def row_heights(shape: ShapeView, table: Element) -> RowHeights:
    """The heights of the rows of a shape's table (`a:tbl`).

    A row is as high as it says, or as its highest cell (ECMA-376 part 1, 21.1.3.18 `h`: the
    least). A cell over several rows stretches the last of them. Rows and columns that a table
    style sets off (`firstRow`, `firstCol` ...) are taken to be bold.
    """
    page = Page(shape.slide.package, shape.slide.part, "")
    heights = [coordinate(row, "h") / EMU_PER_POINT for row in find_all(table, "a:tr")]
    stored, certain = sum(heights), True
    for cell in sorted(_cells(table), key=lambda cell: cell.last):
        body = find(cell.element, "a:txBody")
        if body is None:
            continue
        found = measure(textbody.read(body, page), _frame(shape, cell, body))
        certain &= found.certain
        lacking = found.height_pt - sum(heights[cell.first : cell.last + 1])
        heights[cell.last] += max(lacking, 0.0)
    return RowHeights(tuple(heights), stored, certain)


def _cells(table: Element) -> Iterator[_Cell]:
    """The cells of a table but for those that another one covers."""
    widths = [
        coordinate(column, "w") / EMU_PER_POINT for column in find_all(table, "a:tblGrid/a:gridCol")
    ]
    rows, properties = find_all(table, "a:tr"), find(table, "a:tblPr")
    flags: Mapping[str, str] = {} if properties is None else _attributes(properties)
    bold = {
        name for name in ("firstRow", "lastRow", "firstCol", "lastCol") if flags.get(name) in _ON
    }
    for number, row in enumerate(rows):
        for column, element in enumerate(find_all(row, "a:tc")):
            if any(element.get(name) in _ON for name in ("hMerge", "vMerge")):
                continue
            across = max(integer(element, "gridSpan", 1), 1)
            last = min(number + max(integer(element, "rowSpan", 1), 1), len(rows)) - 1
            sides = {
                "firstRow": number == 0,
                "lastRow": last == len(rows) - 1,
                "firstCol": column == 0,
                "lastCol": column + across == len(widths),
            }
            head = any(sides[name] for name in bold)
            width = sum(widths[column : column + across])
            yield _Cell(element, number, last, width, head)


def _frame(shape: ShapeView, cell: _Cell, body: Element) -> Frame:
    properties = find(cell.element, "a:tcPr")
    said: Mapping[str, str] = {} if properties is None else _attributes(properties)
    usual = Insets()
    insets = Insets(
        *(
            points(said[name]) if name in said else default
            for name, default in zip(_MARGINS, usual, strict=True)
        )
    )
    own = find(body, "a:lstStyle")
    behind = behind_cells(shape)
    styles = behind if own is None else (own, *behind)
    lineage = Lineage((), "", styles, shape.lineage.theme, shape.lineage.memory)
    levels = Levels(lineage, lineage.fonts())
    return Frame(
        width=cell.width,
        height=_TALL,
        levels=_bold(levels) if cell.head else levels,
        insets=insets,
        theme=lineage.fonts(),
        certain=said.get("vert", "horz") == "horz",
    )


def _bold(levels: Levels) -> tuple[Level, ...]:
    return tuple(replace(level, bold=True) for level in levels)


def _attributes(element: Element) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}
