"""Rules on fit: text in its frame, tables in their room. Lengths are in points.

PowerPoint lets each row of a table grow until the text of its cells fits, so a table's height is
estimated from its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from deckgen.appearance.shapes import Box
from deckgen.checks._slide_view import ShapeView
from deckgen.checks.subject import Check, Fault, Subject
from deckgen.content import Page, graphic, textbody
from deckgen.diagnostics import Diagnostic
from deckgen.opc import xml
from deckgen.opc.xml import EMU_PER_POINT, Element, coordinate, find, find_all, integer
from deckgen.plan.overflow import diagnose
from deckgen.textfit import measure
from deckgen.textfit.autofit import Fit, fit
from deckgen.textfit.frame import Autofit, FrameLevel, Insets, Levels, TextFrame, frame, points

_MARGINS = ("marL", "marT", "marR", "marB")  # in the order of Insets
_ANY_HEIGHT = 1.0
"""A height for frames whose text is only measured, in points."""


@dataclass(frozen=True, slots=True)
class RowHeights:
    """The estimated heights of a table's rows, and the sum of the heights that the file gives.

    `certain` is False where a font's widths are guessed, or a text is not horizontal.
    """

    rows: tuple[float, ...]
    stored: float
    certain: bool

    @property
    def total(self) -> float:
        """The height of the table."""
        return sum(self.rows)

    def overflowing(self, room: float) -> int:
        """How many rows end below that height."""
        return sum(bottom > room for bottom in accumulate(self.rows))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that is not covered by a merged one: its `a:tc`, its first and last row, its width,
    and whether its table style makes it a header."""

    element: Element
    first: int
    last: int
    width: float
    head: bool


def row_heights(shape: ShapeView, table: Element) -> RowHeights:
    """The heights of the rows of a shape's table (`a:tbl`).

    A row is as high as its `h` (ECMA-376 part 1, 21.1.3.18), or as its highest cell. A cell over
    several rows stretches the last of them. Header rows and columns of the table style
    (`firstRow`, `firstCol` ...) are assumed to be bold.
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
    """The cells of a table, except those that a merged cell covers."""
    widths = [
        coordinate(column, "w") / EMU_PER_POINT for column in find_all(table, "a:tblGrid/a:gridCol")
    ]
    rows, properties = find_all(table, "a:tr"), find(table, "a:tblPr")
    flags: Mapping[str, str] = {} if properties is None else _attributes(properties)
    bold = {
        name
        for name in ("firstRow", "lastRow", "firstCol", "lastCol")
        if xml.is_on(flags.get(name))
    }
    for number, row in enumerate(rows):
        for column, element in enumerate(find_all(row, "a:tc")):
            if any(xml.flag(element, name) for name in ("hMerge", "vMerge")):
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


def _frame(shape: ShapeView, cell: _Cell, body: Element) -> TextFrame:
    properties = find(cell.element, "a:tcPr")
    attributes: Mapping[str, str] = {} if properties is None else _attributes(properties)
    default_insets = Insets()
    insets = Insets(
        *(
            points(attributes[name]) if name in attributes else default
            for name, default in zip(_MARGINS, default_insets, strict=True)
        )
    )
    inheritance = shape.inheritance.in_cell(body)
    levels = Levels(inheritance, inheritance.fonts())
    return TextFrame(
        width=cell.width,
        height=_ANY_HEIGHT,
        levels=_bold(levels) if cell.head else levels,
        insets=insets,
        theme=inheritance.fonts(),
        certain=attributes.get("vert", "horz") == "horz",
    )


def _bold(levels: Levels) -> tuple[FrameLevel, ...]:
    return tuple(replace(level, bold=True) for level in levels)


def _attributes(element: Element) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


# Tables that do not fit above the end of their slot, of the slide, or a shape below.


_TABLE_TOLERANCE = 3.0  # points of error in any table
_HEIGHT_TOLERANCE = 0.01  # error as a share of the estimated height
_GRAPHICS = ("p:pic", "p:graphicFrame")  # what shows something without a text body


class TableOverflow(NamedTuple):
    """A table that is higher than its `room`; `limit` names what bounds it, for messages."""

    shape: ShapeView
    heights: RowHeights
    room: float
    limit: str

    @property
    def rows(self) -> int:
        """How many rows do not fit."""
        return self.heights.overflowing(self.room)

    @property
    def points(self) -> float:
        """By how much it is too high."""
        return self.heights.total - self.room


def table_overflows(subject: Subject) -> Iterator[TableOverflow]:
    """The tables of a presentation that do not fit, each with the nearest limit that it passes."""
    for shape in subject.shapes:
        table = graphic(shape.element, "a:tbl")
        if table is None or shape.box is None or shape.hidden or shape.group is not None:
            continue
        heights = row_heights(shape, table)
        allowed = _TABLE_TOLERANCE + heights.total * _HEIGHT_TOLERANCE
        for bottom, limit in sorted(_limits(subject, shape, heights)):
            room = (bottom - shape.box.y) / EMU_PER_POINT
            if heights.total > room + allowed:
                yield TableOverflow(shape, heights, room, limit)
                break


def _limits(subject: Subject, shape: ShapeView, heights: RowHeights) -> Iterator[tuple[int, str]]:
    """The lower edges, in EMU, that a table should not pass.

    A slot bounds the tables of a deck; in a presentation without its deck, those whose stored
    height is within it. A shape below bounds only a table that was stored above it.
    """
    box = shape.box or Box(0, 0, 0, 0)
    stored = box.y + round(heights.stored * EMU_PER_POINT)
    slack = round(_TABLE_TOLERANCE * EMU_PER_POINT)
    yield subject.template.height, "the slide"
    slot = shape.inheritance.inherited_box
    if slot is not None:
        bottom = slot.y + slot.height
        if subject.deck is not None or stored <= bottom + slack:
            yield bottom, "its slot"
    for other in shape.slide.shapes:
        below = other.box
        if other is shape or below is None or other.hidden or other.tag == "p:grpSp":
            continue
        beside = below.x >= box.x + box.width or below.x + below.width <= box.x
        shown = other.has_text or other.tag in _GRAPHICS
        if shown and not beside and below.y >= stored - slack:
            yield below.y, f"`{other.name}` below it"


# Text that does not fit its frame, and the rules.


_LABEL_TOLERANCE = 3.0
"""Points by which a line may exceed a label's shape: it has space above and below its glyphs."""


def _fits(subject: Subject) -> Iterator[tuple[ShapeView, Fit]]:
    """How the texts of shapes fit; shapes that grow with their text are left out."""
    for slide in subject.slides:
        page = Page(slide.package, slide.part, subject.plan.language)
        for shape in slide.shapes:
            if shape.text_body is None or not shape.has_text or shape.is_field or shape.hidden:
                continue
            if shape.box is None:
                continue
            room = frame(shape.inheritance, shape.box)
            if shape.ph is None:  # a label may use the margins
                insets = room.insets._replace(top=0, bottom=0)
                room = replace(room, insets=insets, height=room.height + _LABEL_TOLERANCE)
            if room.autofit is not Autofit.GROW:
                yield shape, fit(textbody.read(shape.text_body, page), room)


def _diagnosed(subject: Subject, code: str) -> Iterator[Fault]:
    for shape, result in _fits(subject):
        if _is_certain(result):
            yield from (
                _fault(shape, d) for d in diagnose(result, shape.name, None) if d.code == code
            )


def _is_certain(result: Fit) -> bool:
    return result.certain and result.frame.certain


def _fault(shape: ShapeView, found: Diagnostic) -> Fault:
    return Fault(found.message, shape.where, found.label, found.helps)


def _overflow(subject: Subject) -> Iterator[Fault]:
    yield from _diagnosed(subject, "OVERFLOW")
    yield from (_table_fault(found) for found in table_overflows(subject) if found.heights.certain)


def _table_fault(found: TableOverflow) -> Fault:
    rows = f"the last {found.rows} rows do" if found.rows > 1 else "the last row does"
    return Fault(
        f"the table `{found.shape.name}` is about {found.heights.total:.0f} pt high, "
        f"{found.points:.0f} pt more than there is room: {rows} not fit {found.limit}",
        found.shape.where, "too many rows, by an estimate of their heights",
        ("divide it between slides, shorten its cells, or give long texts wider columns",),
    )  # fmt: skip


def _shrink(subject: Subject) -> Iterator[Fault]:
    return _diagnosed(subject, "SHRINK")


def _broken(subject: Subject) -> Iterator[Fault]:
    return _diagnosed(subject, "WORD-BROKEN")


def _undecided(subject: Subject) -> Iterator[Fault]:
    for shape, result in _fits(subject):
        if not _is_certain(result) and any(diagnose(result, shape.name, None)):
            yield Fault(
                f"whether the text of `{shape.name}` fits cannot be decided: its font or its way "
                "of writing is not known here, and by a guess it does not",
                shape.where, "", ("look at it in PowerPoint",),
            )  # fmt: skip
    for found in table_overflows(subject):
        if not found.heights.certain:
            yield Fault(
                f"whether the table `{found.shape.name}` fits {found.limit} cannot be decided: a "
                "font or a way of writing is not known here, and by a guess it does not",
                found.shape.where, "", ("look at it in PowerPoint",),
            )  # fmt: skip


CHECKS = (
    Check("OVERFLOW", _overflow),
    Check("SHRINK", _shrink),
    Check("WORD-BROKEN", _broken),
    Check("FIT-REVIEW", _undecided),
)
