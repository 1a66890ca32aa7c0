"""Lays diagrams out in a slot: each shape with its place and its format. Lengths are in points.

The text of all shapes of a diagram has one size, the first of `SIZES` at which all of it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import NamedTuple

from msgspec.structs import replace

from deckgen.content.diagram._drawing import (
    DiagramMark,
    DiagramPiece,
    DiagramShape,
    Found,
)
from deckgen.content.diagram._style import SIZES, TEXT, FittedText, Level, Look, Tint, excess
from deckgen.geo import PageBox
from deckgen.richtext import Paragraph
from deckgen.richtext.outline import renumbered_lines, shown_numbers
from deckgen.textfit.frame import Insets

Lines = tuple[Paragraph, ...]

PADDING = 10.0
DETAIL = 2
"""By how many points details are smaller than what they belong to."""


_SIDE = 200.0
"""In shapes of this width an icon stands at the left of the text, in narrower ones above it."""


class DiagramLayout(NamedTuple):
    """The shapes of a diagram from back to front, and the pieces whose text does not fit."""

    shapes: tuple[DiagramShape, ...]
    overflowing: tuple[DiagramPiece, ...] = ()


# The text of the shapes and the outline that it is.


def rooted(lines: Lines) -> Lines:
    """The paragraphs, the first of them on the first level."""
    return lines and (replace(lines[0], level=0), *lines[1:])


def nested(lines: Lines) -> Lines:
    """The paragraphs, none of them more than a level deeper than the one before."""
    found: list[Paragraph] = []
    for line in lines:
        deepest = found[-1].level + 1 if found else 0
        found.append(replace(line, level=deepest) if line.level > deepest else line)
    return tuple(found)


def lifted(lines: Iterable[Paragraph], levels: int) -> Lines:
    """The paragraphs so many levels higher, without those that are higher already."""
    if not levels:
        return tuple(lines)
    return tuple(
        replace(line, level=min(line.level - levels, 8)) for line in lines if line.level >= levels
    )


def split(lines: Lines) -> list[DiagramPiece]:
    """The pieces of an outline: a paragraph of the first level, and the deeper ones under it.

    A numbered list that continues over several pieces starts in each with the number due.
    """
    numbers = tuple(shown_numbers(lines))
    starts = [at for at, line in enumerate(lines) if not line.level]
    return [
        DiagramPiece(str(count), tuple(renumbered_lines(lines[start:end], numbers[start:end])))
        for count, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1)
    ]


def joined(found: Iterable[Found]) -> Lines:
    """The inverse of `split`, for shapes of a presentation in the order of their text."""
    lines: list[Paragraph] = []
    numbers: list[int | None] = []
    for one in found:
        lines += lifted(one.piece.lines, -one.depth)
        numbers += shown_numbers(one.piece.lines)
    return tuple(renumbered_lines(lines, numbers))


# Icons and bars beside the text of shapes.


def badge_place(width: float) -> str:
    """Where the icon of a shape with that room for text stands."""
    return "left" if width >= _SIDE else "top"


def dressed(
    shape: DiagramShape,
    text: FittedText,
    look: Look,
    badge: str,
    within: PageBox | None = None,
) -> DiagramShape:
    """A shape, its text giving way to what stands beside its lines; `badge` is where an icon of the
    whole text stands, `within` the part of the shape where text can stand."""
    piece, fill = shape.piece, shape.fill
    marked = piece and (any(line.icon or line.highlight for line in piece.lines))
    if piece is None or fill is None or not marked:
        return shape
    from deckgen.textfit.beside import standing

    area = within or shape.area
    frame = look.frame(shape.levels, area.width, area.height, shape.insets, shape.anchor)
    marks = tuple(
        DiagramMark(
            one.line,
            piece.lines[one.line].icon if one.kind == "icon" else "",
            PageBox(area.x + one.x, area.y + one.y, one.width, one.height),
        )
        for one in standing(piece.lines, frame, shape.levels[0].align, badge)
    )
    insets = shape.insets.added(text.room)
    return shape._replace(insets=insets, marks=marks, badge=look.badge(fill))


# A process: arrows in a row, or in several.


_GAP = 4.0
_ROW_GAP = 12.0
_DEEPEST_POINT = 20.0
_POINT = 0.12
"""How long the point of an arrow is, as a share of the arrow's width."""
_TALLEST = 0.8
"""How high an arrow is at most, as a share of its width, where its text needs no more."""
_MOST_IN_ROW = 7


def process(lines: Lines, area: PageBox, look: Look) -> DiagramLayout:
    """Steps as arrows: in one row where their text fits there, else in more of them."""
    pieces = split(lines)
    count = len(pieces)
    least = 12 if count <= 5 else 14
    first = ceil(count / _MOST_IN_ROW)
    tries = [(first, size) for size in SIZES if size >= least]
    tries += [(rows, size) for rows in range(first + 1, count + 1) for size in SIZES]
    tries.append((first, SIZES[-1]))
    found = _arrows(pieces, area, look, *tries[-1])
    for rows, size in tries:
        laid_out = _arrows(pieces, area, look, rows, size)
        if not laid_out.overflowing:
            return laid_out
    return found


def _arrows(
    pieces: Sequence[DiagramPiece], area: PageBox, look: Look, rows: int, size: float
) -> DiagramLayout:
    in_row = ceil(len(pieces) / rows)
    point = min(_DEEPEST_POINT, area.width / in_row * _POINT)
    width = (area.width + (in_row - 1) * (point - _GAP)) / in_row
    room = (area.height - (rows - 1) * _ROW_GAP) / rows
    plain = all(len(piece.lines) == 1 for piece in pieces)
    align = "ctr" if plain else "l"
    levels = (
        Level(size, look.light, bold=True, align=align),
        *(
            Level(max(size - DETAIL, SIZES[-1]), look.light, left=12.0 * deeper, before=2)
            for deeper in range(3)
        ),
    )
    # The text of an arrow stands between its notch and its point (its preset's text rectangle).
    inner = [
        width - (2 * point if number % in_row else point / 2) - 1.5 * PADDING
        for number in range(len(pieces))
    ]
    measured = [
        look.fitted(piece.lines, levels, space, "top")
        for piece, space in zip(pieces, inner, strict=True)
    ]
    needed = max(one.height for one in measured)
    height = min(room, max(needed + 2 * PADDING, width * _TALLEST))
    top = area.y + (area.height - rows * height - (rows - 1) * _ROW_GAP) / 2
    above = max((height - needed) / 2, 0)
    overflowing = tuple(
        piece for piece, one in zip(pieces, measured, strict=True) if excess(one, room - PADDING)
    )
    shapes = []
    for number, (piece, fill) in enumerate(zip(pieces, look.ramp(len(pieces)), strict=True)):
        fill = look.strong("accent2") if piece.is_highlighted else fill
        row, column = divmod(number, in_row)
        x = area.x + column * (width - point + _GAP)
        y = top + row * (height + _ROW_GAP)
        shape = DiagramShape(
            PageBox(x, y, width, height),
            fill,
            "chevron" if column else "homePlate",
            round(point / min(width, height) * 100_000),
            piece=piece,
            levels=levels,
            insets=Insets(
                PADDING if column else 1.5 * PADDING,
                0 if plain else above,
                PADDING / 2 if column else 0,
                0,
            ),
            anchor="ctr" if plain else "t",
            plain_links=look.hides_links(fill),
        )
        left, right = (point, point) if column else (0, point / 2)
        within = PageBox(x + left, y, width - left - right, height)
        shapes.append(dressed(shape, measured[number], look, "top", within))
    return DiagramLayout(tuple(shapes), overflowing)


# A timeline: entries as cards at a line, in their order.


_CARD_GAP = 12.0
_DOT = 14.0
_STEM = 12.0
"""The room between a point of the line and the card that belongs to it."""
_EDGE = 3.0
"""The width of the rule from a point along its card."""
_TALL = 200.0
"""From this height of the slot on, cards stand above the line and below it in turn."""
_NARROW = 1.5
"""Slots of less width, as a share of their height, have a line from top to bottom."""


def entries(lines: Lines) -> Lines:
    """The paragraphs, under each date its text on the second level, all else deeper."""
    found: list[Paragraph] = []
    for line in rooted(lines):
        level = line.level
        if level:
            level = 1 if not found[-1].level else max(level, 2)
        found.append(replace(line, level=level))
    return tuple(found)


def timeline(lines: Lines, area: PageBox, look: Look) -> DiagramLayout:
    """Entries at a line: on both its sides where the slot is tall, from top to bottom where it is
    narrow, in several rows where they are many."""
    pieces = split(lines)
    large = [size for size in SIZES if size > SIZES[-1]]
    sides = [_BothSides] if area.height >= _TALL and len(pieces) > 3 else []
    down = [_Down] if area.width < area.height * _NARROW else []
    kinds: list[Callable[..., _Cards]] = [
        *down, *sides, *(partial(_Rows, rows) for rows in (1, 2, 3)), _Down,
    ]  # fmt: skip
    tries = [(kind, size) for kind in kinds for size in large]
    tries += [(kind, SIZES[-1]) for kind in kinds]
    for kind, size in tries:
        found = kind(pieces, area, look, size).laid_out()
        if not found.overflowing:
            break
    return found


class _Cards:
    """The entries of a timeline at a size of text, in one row."""

    in_rows = 1

    def __init__(
        self, pieces: Sequence[DiagramPiece], area: PageBox, look: Look, size: float
    ) -> None:
        self.pieces, self.area, self.look = pieces, area, look
        text, detail = (max(size - less, SIZES[-1]) for less in (DETAIL, 2 * DETAIL))
        self.levels = (
            Level(size, look.ink("accent2", look.panel), bold=True),
            Level(text, TEXT, before=2),
            *(Level(detail, TEXT, left=12.0 * deeper, before=3) for deeper in range(3)),
        )
        self.strong = look.strong("accent2")
        self.on_strong = tuple(level._replace(color=look.light) for level in self.levels)
        self.in_row = ceil(len(pieces) / self.in_rows)
        self.width = self.card_width()
        inner = self.width - _EDGE - 2 * PADDING
        self.badge = badge_place(inner)
        self.measured = [
            look.fitted(piece.lines, self.levels, inner, self.badge) for piece in pieces
        ]
        self.needed = max(one.height for one in self.measured) + 1.5 * PADDING

    def card_width(self) -> float:
        return (self.area.width + _CARD_GAP) / self.in_row - _CARD_GAP

    @property
    def room(self) -> float:
        """The height that a card can have."""
        rows = self.area.height - (self.in_rows - 1) * 2 * _CARD_GAP
        return rows / self.in_rows - _DOT - _STEM

    def laid_out(self) -> DiagramLayout:
        fits = [not excess(one, self.room - 1.5 * PADDING) for one in self.measured]
        left = tuple(piece for piece, fit in zip(self.pieces, fits, strict=True) if not fit)
        return DiagramLayout((*self.lines(), *self.shapes()), left)

    def lines(self) -> Iterator[DiagramShape]:
        for row in range(self.in_rows):
            area = PageBox(self.area.x, self.line(row) - _EDGE / 2, self.area.width, _EDGE)
            yield DiagramShape(area, Tint("accent1"), name=f"Line {row + 1}")

    def line(self, row: int) -> float:
        """The height of a line on the slide."""
        whole = self.in_rows * (_DOT + _STEM + self.height) + (self.in_rows - 1) * 2 * _CARD_GAP
        top = self.area.y + max(self.area.height - whole, 0) / 2
        return top + row * (whole + 2 * _CARD_GAP) / self.in_rows + _DOT / 2

    @property
    def height(self) -> float:
        """The height of a card."""
        return min(self.room, self.needed * 1.15)

    def shapes(self) -> Iterator[DiagramShape]:
        cards = []
        for number, piece in enumerate(self.pieces):
            area, (x, y) = self.card(number)
            top, bottom = min(area.y, y), max(area.y + area.height, y)
            rule, point = PageBox(area.x, top, _EDGE, bottom - top), Tint("accent2")
            dot = PageBox(x - _DOT / 2, y - _DOT / 2, _DOT, _DOT)
            yield DiagramShape(rule, point, name=f"Rule {number + 1}")
            yield DiagramShape(dot, point, "ellipse", name=f"Point {number + 1}")
            fill = self.strong if piece.is_highlighted else self.look.panel
            card = DiagramShape(
                PageBox(area.x + _EDGE, area.y, area.width - _EDGE, area.height),
                fill,
                piece=piece,
                levels=self.on_strong if piece.is_highlighted else self.levels,
                insets=Insets(PADDING, PADDING * 0.75, PADDING, 0),
                plain_links=self.look.hides_links(fill),
            )
            cards.append(dressed(card, self.measured[number], self.look, self.badge))
        yield from cards

    def card(self, number: int) -> tuple[PageBox, tuple[float, float]]:
        """The place of a card, and of its point on the line."""
        row, column = divmod(number, self.in_row)
        x, y = self.area.x + column * (self.width + _CARD_GAP), self.line(row)
        place = PageBox(x, y + _DOT / 2 + _STEM, self.width, self.height)
        return place, (x + _EDGE / 2, y)


class _Rows(_Cards):
    """The entries in several rows, each with its line."""

    def __init__(
        self, rows: int, pieces: Sequence[DiagramPiece], area: PageBox, look: Look, size: float
    ) -> None:
        self.in_rows = min(rows, len(pieces))
        super().__init__(pieces, area, look, size)


class _BothSides(_Cards):
    """The entries above the line and below it in turn, so that each has twice the width."""

    def card_width(self) -> float:
        return 2 * self._pitch - _CARD_GAP

    @property
    def _pitch(self) -> float:
        return (self.area.width + _CARD_GAP) / (len(self.pieces) + 1)

    @property
    def room(self) -> float:
        return (self.area.height - _DOT) / 2 - _STEM

    def line(self, row: int) -> float:
        return self.area.y + self.area.height / 2

    def card(self, number: int) -> tuple[PageBox, tuple[float, float]]:
        x, y = self.area.x + number * self._pitch, self.line(0)
        away = _DOT / 2 + _STEM
        top = y + away if number % 2 else y - away - self.height
        return PageBox(x, top, self.width, self.height), (x + _EDGE / 2, y)


class _Down(_Cards):
    """The entries under each other, at a line from top to bottom."""

    def card_width(self) -> float:
        return self.area.width - _DOT - _STEM

    @property
    def _pitch(self) -> float:
        return min((self.area.height + _CARD_GAP) / len(self.pieces), self.needed + 3 * _CARD_GAP)

    @property
    def room(self) -> float:
        return (self.area.height + _CARD_GAP) / len(self.pieces) - _CARD_GAP

    @property
    def height(self) -> float:
        return min(self._pitch - _CARD_GAP, self.needed)

    def lines(self) -> Iterator[DiagramShape]:
        (_, (x, first)), (_, (_, last)) = self.card(0), self.card(len(self.pieces) - 1)
        area = PageBox(x - _EDGE / 2, first, _EDGE, max(last - first, _DOT))
        yield DiagramShape(area, Tint("accent1"), name="Line 1")

    def card(self, number: int) -> tuple[PageBox, tuple[float, float]]:
        x, y = self.area.x + _DOT + _STEM, self.area.y + number * self._pitch
        middle = y + PADDING * 0.75 + self.levels[0].size * 0.6
        return PageBox(x, y, self.width, self.height), (self.area.x + _DOT / 2, middle)

    def shapes(self) -> Iterator[DiagramShape]:
        for shape in super().shapes():
            number = shape.name.removeprefix("Rule ")
            if number != shape.name:
                area = self.card(int(number) - 1)[0]
                shape = shape._replace(area=area._replace(width=_EDGE))
            yield shape
