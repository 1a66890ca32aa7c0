"""The legend of a map: where it covers neither land nor a point, beside the map if need be.

All lengths are in points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deckgen.content.map._style import SMALL, ThemeColor
from deckgen.geo import PageBox, Point
from deckgen.geo.drawing import Drawing
from deckgen.textfit import Label

SWATCH, ROW, SPACE = 12.0, 19.0, 7.0
"""The side of a colour's square, the height of a row, the room beside the square."""
GAP = 9.0
"""The room between the map and a legend beside it, and twice that between entries in a row."""


class LegendEntry(NamedTuple):
    """An entry of a legend, with the boxes of the colour's square and of the text beside it."""

    name: str
    color: ThemeColor
    swatch: PageBox
    text: PageBox


class Legend(NamedTuple):
    """A legend and its box; `title` is the line above its entries and the box of that."""

    box: PageBox
    entries: tuple[LegendEntry, ...]
    title: tuple[str, PageBox] | None = None

    def moved(self, x: float, y: float) -> Legend:
        """The legend with its left and top edges there."""
        dx, dy = x - self.box.x, y - self.box.y

        def shifted(box: PageBox) -> PageBox:
            return box._replace(x=box.x + dx, y=box.y + dy)

        return Legend(
            shifted(self.box),
            tuple(
                entry._replace(swatch=shifted(entry.swatch), text=shifted(entry.text))
                for entry in self.entries
            ),
            self.title and (self.title[0], shifted(self.title[1])),
        )


def placed(
    title: str,
    names: Sequence[tuple[str, ThemeColor]],
    box: PageBox,
    drawing: Drawing,
    points: Sequence[Point],
    font: str,
) -> tuple[Legend, PageBox]:
    """The legend of a map that is drawn in a box, and the box that is left for the map.

    A legend stands in a corner that is free; where none is, below the map or at its right,
    whichever leaves the map larger.
    """
    column = _laid_out(title, names, font, 0.0)
    for x, y in _corners(box, column.box):
        corner = column.moved(x, y)
        if not (drawing.covers(corner.box) or any(map(corner.box.inset(-SPACE).holds, points))):
            return corner, box
    rows = _laid_out(title, names, font, box.width)
    below = box._replace(height=max(box.height - rows.box.height - GAP, 1.0))
    left = box._replace(width=max(box.width - column.box.width - GAP, 1.0))
    if _scale(below, drawing) >= _scale(left, drawing):
        return rows.moved(box.x, box.bottom - rows.box.height), below
    return column.moved(box.right - column.box.width, box.y), left


def _scale(box: PageBox, drawing: Drawing) -> float:
    """How large the map would be in a box."""
    bounds = drawing.bounds
    return min(box.width / (bounds.width or 1.0), box.height / (bounds.height or 1.0))


def _corners(box: PageBox, size: PageBox) -> Iterator[Point]:
    left, right = box.x, box.right - size.width
    top, bottom = box.y, box.bottom - size.height
    yield from ((right, bottom), (left, bottom), (right, top), (left, top))


def _laid_out(
    title: str, names: Sequence[tuple[str, ThemeColor]], font: str, width: float
) -> Legend:
    """The legend with its entries in rows of a width, or below one another where that is 0."""
    text, bold = Label(font, SMALL), Label(font, SMALL, bold=True)
    indent = SWATCH + SPACE
    widths = [indent + text.width(name) + SPACE for name, _ in names]
    heading = bold.width(title) + SPACE if title else 0.0
    on_one_row = heading + 2 * GAP + sum(widths) + 2 * GAP * (len(widths) - 1) <= width
    x, y = 0.0, 0.0
    if title:
        x, y = (heading + 2 * GAP, 0.0) if on_one_row else (0.0, ROW)
    start, across = x, heading
    entries: list[LegendEntry] = []
    for (name, color), wide in zip(names, widths, strict=True):
        if entries and x + wide > width:
            x, y = start, y + ROW
        swatch = PageBox(x, y + (ROW - SWATCH) / 2, SWATCH, SWATCH)
        entries.append(LegendEntry(name, color, swatch, PageBox(x + indent, y, wide - indent, ROW)))
        across = max(across, x + wide)
        x += wide + 2 * GAP
    return Legend(
        PageBox(0.0, 0.0, across, y + ROW),
        tuple(entries),
        (title, PageBox(0.0, 0.0, heading, ROW)) if title else None,
    )
