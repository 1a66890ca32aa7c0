"""How the texts and the tables of slides fit, each measured once. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deckgen.appearance.shapes import Box
from deckgen.checks._slide_view import ShapeView, SlideView
from deckgen.content import Page, graphic, textbody
from deckgen.content.table import row_heights
from deckgen.content.table.layout import RowHeights, TableOverflow
from deckgen.opc.xml import EMU_PER_POINT
from deckgen.textfit.autofit import Fit, fit
from deckgen.textfit.frame import Autofit, frame

_LABEL_TOLERANCE = 3.0
"""Points by which a line may exceed a label's shape: it has space above and below its glyphs."""


def text_fits(slide: SlideView) -> Iterator[tuple[ShapeView, Fit]]:
    """How the texts of shapes fit; shapes that grow with their text are left out."""
    page = Page(slide.package, slide.part, "")
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


# Tables that do not fit above the end of their slot, of the slide, or a shape below.


_STORED_TOLERANCE = 3.0  # points by which a table may have been stored below what bounds it
_GRAPHICS = ("p:pic", "p:graphicFrame")  # what shows something without a text body


def table_overflows(
    slide: SlideView, slide_height: int, *, in_deck: bool
) -> Iterator[tuple[ShapeView, TableOverflow]]:
    """The tables of a slide that do not fit, each with the nearest limit that it passes.

    `slide_height` is in EMU. A slot bounds the tables of a deck (`in_deck`); in a presentation
    without its deck, those whose stored height is within it. A shape below bounds only a table
    that was stored above it.
    """
    page = Page(slide.package, slide.part, "")
    for shape in slide.shapes:
        table = graphic(shape.element, "a:tbl")
        if table is None or shape.box is None or shape.hidden or shape.group is not None:
            continue
        heights = row_heights(table, page)
        limits = [(slide_height, "the slide"), *_limits(shape, shape.box, heights, in_deck=in_deck)]
        for bottom, limit in sorted(limits):
            found = heights.overflow((bottom - shape.box.y) / EMU_PER_POINT, limit)
            if found is not None:
                yield shape, found
                break


def _limits(
    shape: ShapeView, box: Box, heights: RowHeights, *, in_deck: bool
) -> Iterator[tuple[int, str]]:
    """The lower edges, in EMU, that a table should not pass on its slide."""
    stored = box.y + round(heights.stored * EMU_PER_POINT)
    slack = round(_STORED_TOLERANCE * EMU_PER_POINT)
    slot = shape.inheritance.inherited_box
    if slot is not None:
        bottom = slot.y + slot.height
        if in_deck or stored <= bottom + slack:
            yield bottom, "its slot"
    for other in shape.slide.shapes:
        below = other.box
        if other is shape or below is None or other.hidden or other.tag == "p:grpSp":
            continue
        beside = below.x >= box.x + box.width or below.x + below.width <= box.x
        shown = other.has_text or other.tag in _GRAPHICS
        if shown and not beside and below.y >= stored - slack:
            yield below.y, f"`{other.name}` below it"
