"""How high text stands in a frame: its lines, the room between them, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

from deckgen.content.style import Paragraph
from deckgen.fit.breaking import lines as broken
from deckgen.fit.face import Faces
from deckgen.fit.faces import face
from deckgen.fit.frame import FULL, POWERPOINT, Frame, Leading, Scale
from deckgen.fit.setting import SetParagraph, Setter

_SLACK = 0.01
"""What text may be higher than its frame, in points: PowerPoint counts in whole EMU."""


class Line(NamedTuple):
    """A line: its text, how wide that is, how high the line, and whether it ends in a word."""

    text: str
    width: float
    height: float
    torn: bool = False


class Set(NamedTuple):
    """A paragraph's lines, and the room that it keeps before and after them."""

    lines: tuple[Line, ...]
    before: float
    after: float


@dataclass(frozen=True)
class Measured:
    """Text as it stands in a frame. `certain` is false where a width is guessed."""

    paragraphs: tuple[Set, ...]
    certain: bool
    insets: float
    more: float
    edges: bool = False

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return sum(len(paragraph.lines) for paragraph in self.paragraphs)

    @cached_property
    def height_pt(self) -> float:
        """How high a frame of one column must be to hold the text, insets included."""
        total = self.insets + self.more
        for number, paragraph in enumerate(self.paragraphs):
            total += sum(line.height for line in paragraph.lines)
            if number or self.edges:
                total += paragraph.before
            if number < len(self.paragraphs) - 1 or self.edges:
                total += paragraph.after
        return total

    @property
    def torn(self) -> tuple[str, ...]:
        """The lines that end inside a word."""
        return tuple(line.text for p in self.paragraphs for line in p.lines if line.torn)

    def beyond(self, depth: float, columns: int = 1) -> tuple[Line, ...]:
        """The lines that do not fit columns of that depth, filled one after another."""
        top = self.more
        column, used, gap = 1, top, 0.0
        left: list[Line] = []
        for number, paragraph in enumerate(self.paragraphs):
            if number or self.edges:
                gap += paragraph.before
            for line in paragraph.lines:
                full = used + gap + line.height > depth + _SLACK
                if full and column < columns and used > top:
                    column, used, gap = column + 1, top, 0.0
                used += gap + line.height
                gap = 0.0
                if used > depth + _SLACK:
                    left.append(line)
            gap = paragraph.after
        return tuple(left)


def measure(
    paragraphs: Iterable[Paragraph],
    frame: Frame,
    width_pt: float | None = None,
    scale: Scale = FULL,
    *,
    faces: Faces = face,
    leading: Leading = POWERPOINT,
) -> Measured:
    """The lines of paragraphs in a frame at a scale, and how high they stand.

    `width_pt` stands in for the length that the frame gives to a line without indents. `faces`
    and `leading` are for those who measure by other programs' lights.
    """
    room = frame.line_length if width_pt is None else width_pt
    if not frame.wraps:
        room = inf
    setter = Setter(frame, faces, scale)
    found, certain = [], frame.certain
    for paragraph in paragraphs:
        placed = setter.set(paragraph)
        found.append(_broken(placed, room, scale, leading.line))
        certain &= placed.certain
    insets = frame.insets.top + frame.insets.bottom
    return Measured(tuple(found), certain, insets, leading.more, frame.edges)


def _broken(paragraph: SetParagraph, room: float, scale: Scale, pitch: float) -> Set:
    level = paragraph.level
    inner = room - level.left - level.right
    first = inner - level.indent
    if level.bullet is not None:
        first = min(inner, first - paragraph.bullet)
    left = 1 - scale.reduction / 100
    found: list[Line] = []
    for row in paragraph.rows:
        for start, end, _, torn in broken(row.text, row.starts, row.ends, first, inner):
            height = level.line.of(row.size(start, end) * pitch, less=scale.reduction)
            width = row.ends[end - 1] - row.starts[start] if end > start else 0.0
            found.append(Line(row.text[start:end], width, height, torn))
        first = inner
    line = paragraph.rows[0].size(0, 1) * pitch
    return Set(tuple(found), level.before.of(line) * left, level.after.of(line) * left)
