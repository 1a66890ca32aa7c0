"""Tables as grids of text, and their rows and columns of totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from deckgen import figures
from deckgen.checks.passages import Passage, planned
from deckgen.checks.view import ShapeView, SlideView, paragraph_texts
from deckgen.checks.where import Where
from deckgen.content.base import graphic
from deckgen.figures import Figure
from deckgen.ooxml import Element, find, find_all

TOTAL = re.compile(
    r"\b(?:totals?|overall|altogether|in all|gesamt\w*|insgesamt|summe|ensemble)\b", re.IGNORECASE
)
"""What calls a figure a total, in English, German, Spanish and French."""

_ALL = re.compile(r"\s*(?:all\b(?! other).*|sum)\s*", re.IGNORECASE | re.DOTALL)
_PARTIAL = re.compile(r"\bsub-?totals?\b", re.IGNORECASE)
_EMPTY = re.compile(r"\s*(?:[-–—*.]|n/?a|none)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and the figure that it is, None where it says anything else."""

    text: str
    figure: Figure | None

    @property
    def empty(self) -> bool:
        """Whether it says nothing: no text, a dash, `n/a`."""
        return _EMPTY.fullmatch(self.text) is not None

    @property
    def is_total(self) -> bool:
        """Whether it is the heading of a total."""
        bare = self.figure is None and not _PARTIAL.search(self.text)
        return bare and bool(TOTAL.search(self.text) or _ALL.fullmatch(self.text))

    @property
    def is_subtotal(self) -> bool:
        """Whether it is the heading of the total of a part."""
        return _PARTIAL.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, row by row; what a merged cell covers is empty."""

    shape: ShapeView
    rows: tuple[tuple[Cell, ...], ...]

    def turned(self) -> Grid:
        """The same grid with columns for rows."""
        return replace(self, rows=tuple(zip(*self.rows, strict=True)))

    def passage(self, cell: Cell) -> Passage | None:
        """The line of the plan that the cell's text is, which knows its facts."""
        lines = (line for line in planned(self.shape.slide) if line.text == cell.text)
        spot = self.shape.where.spot
        return next((line for line in lines if line.where.spot == spot), None)

    def where(self, cell: Cell) -> Where:
        """Where a cell is: the author's own cell where that is known, else the table."""
        found = self.passage(cell)
        return self.shape.where if found is None else found.at(0, len(cell.text))


def grids(slide: SlideView) -> Iterator[Grid]:
    """The tables on a slide whose rows are equally long."""
    for shape in slide.shapes:
        table = graphic(shape.element, "a:tbl")
        rows = [] if table is None else [find_all(row, "a:tc") for row in find_all(table, "a:tr")]
        if rows and len({len(row) for row in rows}) == 1:
            yield Grid(shape, tuple(tuple(_cell(cell) for cell in row) for row in rows))


def _cell(element: Element) -> Cell:
    body = find(element, "a:txBody")
    text = "" if body is None else "\n".join(paragraph_texts(body)).strip()
    return Cell(text, figures.whole(text))
