"""Whether a table's rows fit where it stands: its slot, the slide, what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from deckgen.checks.row_heights import RowHeights, row_heights
from deckgen.checks.subject import Subject
from deckgen.checks.view import ShapeView
from deckgen.content.base import graphic
from deckgen.content.geometry import own_box
from deckgen.model import Box
from deckgen.ooxml import EMU_PER_POINT

_AIR = 3.0  # points that may be wrong in any table
_SHARE = 0.01  # of its height, that an estimate may be wrong
_SHOWN = ("p:pic", "p:graphicFrame")  # what says something without a text of its own


class Excess(NamedTuple):
    """A table that is higher than the room it has, in points. `limit` is what bounds it."""

    shape: ShapeView
    heights: RowHeights
    room: float
    limit: str

    @property
    def rows(self) -> int:
        """How many rows do not fit."""
        return self.heights.beyond(self.room)

    @property
    def points(self) -> float:
        """How much too high it is."""
        return self.heights.total - self.room


def excesses(subject: Subject) -> Iterator[Excess]:
    """The tables of a presentation that do not fit, each with the nearest limit that it passes."""
    for slide in subject.slides:
        for shape in slide.shapes:
            table = graphic(shape.element, "a:tbl")
            if table is None or shape.box is None or shape.hidden or shape.group is not None:
                continue
            heights = row_heights(shape, table)
            allowed = _AIR + heights.total * _SHARE
            for bottom, limit in sorted(_limits(subject, shape, heights)):
                room = (bottom - shape.box.y) / EMU_PER_POINT
                if heights.total > room + allowed:
                    yield Excess(shape, heights, room, limit)
                    break


def _limits(subject: Subject, shape: ShapeView, heights: RowHeights) -> Iterator[tuple[int, str]]:
    """The lower edges, in EMU, that a table should not pass.

    A slot bounds the tables of a deck, and in any presentation those that were left inside it;
    what stands below a table, only a table that grows over the height that was stored for it.
    """
    box = shape.box or Box(0, 0, 0, 0)
    stored = box.y + round(heights.stored * EMU_PER_POINT)
    slack = round(_AIR * EMU_PER_POINT)
    yield subject.template.height, "the slide"
    slot = _slot(shape)
    if slot is not None:
        bottom = slot.y + slot.height
        if subject.deck is not None or stored <= bottom + slack:
            yield bottom, "its slot"
    for other in shape.slide.shapes:
        below = other.box
        if other is shape or below is None or other.hidden or other.tag == "p:grpSp":
            continue
        beside = below.x >= box.x + box.width or below.x + below.width <= box.x
        shown = other.has_text or other.tag in _SHOWN
        if shown and not beside and below.y >= stored - slack:
            yield below.y, f"`{other.name}` below it"


def _slot(shape: ShapeView) -> Box | None:
    """The box of the placeholder that a table stands in, as the layout or the master says."""
    boxes = map(own_box, shape.lineage.shapes[1:])
    return next((box for box in boxes if box is not None), None)
