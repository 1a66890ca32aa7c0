"""Text in capitals as it is shown (a:rPr cap): what is set, and in what share of the size."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import groupby
from math import inf
from typing import Any, NamedTuple

from deckgen.appearance.shapes import PropertyLookup
from deckgen.appearance.theme import ThemeFonts
from deckgen.opc import xml
from deckgen.richtext.runs import PLAIN, Paragraph, Style
from deckgen.textfit.fonts import Faces, face
from deckgen.textfit.frame import (
    FULL,
    POWERPOINT,
    Bullet,
    FrameLevel,
    LineHeightModel,
    Scale,
    TextFrame,
    said_by_paragraph,
    said_by_run,
)

_SMALL = 0.8  # of the size: capitals that stand for small letters


def cased(text: str, capitals: str) -> Iterator[tuple[str, float]]:
    """The signs that are shown, as many as the text has, in pieces with their share of the size.

    `capitals` is ECMA-376's ST_TextCapsType.
    """
    if capitals == "all":
        yield _upper(text), 1.0
    elif capitals == "small":
        for small, piece in groupby(text, str.islower):
            yield _upper("".join(piece)), _SMALL if small else 1.0
    else:
        yield text, 1.0


def _upper(text: str) -> str:
    """The text in capitals; a sign whose capital is not one sign (`ß`) stays."""
    return "".join(c if len(c.upper()) != 1 else c.upper() for c in text)


# Where lines break: greedily, as PowerPoint and LibreOffice both do for Latin text.
#
# A line can break after spaces, hyphens and dashes (not after `/`), and before or after a sign
# that fills a square; spaces at its end hang over the edge; a word that is too long breaks
# anywhere.


_SPACE = r"[^\S\u00a0\u2007\u202f]|\u200b"  # no-break spaces left out

_DASH = r"[-\u00ad\u2010\u2012-\u2014]"

_CUT = re.compile(rf"(?:{_SPACE})+|(?<![\s-])(?<!^){_DASH}+(?!\s|\u200b|$)")

"""What a line can break after. A dash before a word (`-5`) belongs to it."""

_BREAKING_SLACK = 1e-6

"""What two sums of the same widths may differ by, in points."""


class LineStretch(NamedTuple):
    """A line's signs: text[start:end] is what is seen of it; the next line starts at `next`."""

    start: int
    end: int
    next: int
    torn: bool = False
    """Whether it ends inside a word."""


class Breaks(NamedTuple):
    """Where a text can break: the ends of its pieces without their spaces, and with them."""

    bare: tuple[int, ...]
    full: tuple[int, ...]


@lru_cache(maxsize=4096)
def breaks(text: str) -> Breaks:
    """Where a text without line breaks can break, its end included."""
    cuts = {match.end(): match.start() for match in _CUT.finditer(text) if match.end() < len(text)}
    bare, full = [], []
    for cut in sorted({*cuts, *_wide_cuts(text)}):
        hangs = cut in cuts and (text[cut - 1].isspace() or text[cut - 1] == "\u200b")
        bare.append(cuts[cut] if hangs else cut)
        full.append(cut)
    bare.append(len(text.rstrip()))
    full.append(len(text))
    return Breaks(tuple(bare), tuple(full))


def _wide_cuts(text: str) -> list[int]:
    """The places that have a sign as wide as high (an ideograph) on one side."""
    if text.isascii():
        return []
    wide = [unicodedata.east_asian_width(sign) in "WF" for sign in text]
    return [i for i in range(1, len(text)) if (wide[i] or wide[i - 1]) and not text[i].isspace()]


def lines(
    text: str, starts: list[float], ends: list[float], first: float, rest: float
) -> list[LineStretch]:
    """The lines of a text whose signs start and end there.

    `first` and `rest` are the room for the first line and for the others, in the same unit.
    """
    found: list[LineStretch] = []
    at, size = 0, len(text)
    room = first
    if not text or ends[-1] - starts[0] <= room + _BREAKING_SLACK:
        return [LineStretch(0, size, size)]
    bare, full = breaks(text)
    while at < size:
        edge = starts[at] + max(room, 0) + _BREAKING_SLACK
        reach = bisect_right(ends, edge, lo=at)  # signs before `reach` end within the room
        piece = bisect_right(bare, reach) - 1
        if piece >= 0 and full[piece] > at:
            found.append(LineStretch(at, max(bare[piece], at), full[piece]))
        else:
            cut = max(reach, at + 1)
            found.append(LineStretch(at, cut, cut, torn=cut < size))
        at = found[-1].next
        room = rest
    return found


# Paragraphs made ready for breaking: every sign placed on an endless line. Lengths in points.


_RAISED = 2 / 3  # of the size: superscript and subscript

_BULLET = Bullet()


@dataclass(slots=True)
class ShapedLine:
    """A stretch of a paragraph between line breaks, and where its signs start and end.

    `sizes` are those that the signs' lines are high by; one for all where they agree.
    """

    text: str = ""
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    certain: bool = True

    def size(self, start: int, end: int) -> float:
        """The size of a line of these signs."""
        if len(self.sizes) == 1:
            return self.sizes[0]
        return max(self.sizes[start : max(end, start + 1)])


@dataclass(frozen=True, slots=True)
class ShapedParagraph:
    """A paragraph's rows, its level with what it says itself, and how wide its bullet is."""

    rows: tuple[ShapedLine, ...]
    level: FrameLevel
    bullet: float
    certain: bool


@dataclass(frozen=True, slots=True)
class LineLayouter:
    """Sets paragraphs in a frame at a scale, with the faces that a function gives."""

    frame: TextFrame
    faces: Faces
    scale: Scale = FULL

    def set(self, paragraph: Paragraph) -> ShapedParagraph:
        """A paragraph before it is broken into lines."""
        level = self.level(paragraph)
        rows = [ShapedLine()]
        for run in paragraph.runs:
            look = level if run.style is PLAIN else self.look(level, run.style)
            share = _RAISED if run.style.baseline else 1.0
            for number, text in enumerate(run.text.split("\n")):
                if number:
                    rows.append(ShapedLine())
                if text:
                    self.add(rows[-1], text, look, share)
        for row in rows:
            if not row.sizes:
                row.sizes.append(level.size)
            elif row.sizes.count(row.sizes[0]) == len(row.sizes):
                del row.sizes[1:]
        bullet = self.bullet_width(paragraph, level)
        return ShapedParagraph(tuple(rows), level, bullet, all(row.certain for row in rows))

    def level(self, paragraph: Paragraph) -> FrameLevel:
        """How a paragraph looks, its own words and the scale counted."""
        level = self.frame.levels[paragraph.level]
        if paragraph.opaque:
            level = replace(level, **_own(paragraph.opaque))
        if paragraph.number is not None:
            level = replace(level, bullet=Bullet("", "", (level.bullet or _BULLET).size))
        if self.scale != FULL:
            level = replace(level, size=self.scale.of(level.size))
        return level

    def look(self, level: FrameLevel, style: Style) -> FrameLevel:
        """A level as a run of that style shows it."""
        said = _own_of_run(style.opaque, self.frame.theme) if style.opaque else {}
        own: dict[str, Any] = {
            "bold": style.bold,
            "italic": style.italic,
            "size": style.size or said.get("size"),
            "font": self.frame.theme.name(style.font) if style.font else None,
        }
        if own["size"] is not None:
            own["size"] = self.scale.of(own["size"])
        changes = {**said, **{name: value for name, value in own.items() if value is not None}}
        return replace(level, **changes) if changes else level

    def add(self, row: ShapedLine, text: str, look: FrameLevel, share: float) -> None:
        """Place text after what a row has already; `share` is that of its size it is shown in."""
        face = self.faces(look.font, bold=look.bold, italic=look.italic)
        kerned = look.size >= look.kerned_from
        for piece, part in cased(text, look.capitals):
            size = look.size * share * part
            starts, ends, certain = face.place(piece, kerned=kerned)
            at = row.ends[-1] if row.ends else 0.0
            row.starts += [at + x * size for x in starts]
            row.ends += [at + x * size for x in ends]
            row.text += piece
            row.certain &= certain and "\t" not in piece
        if look.tracking:
            _track(row, look.tracking, len(row.text) - len(text))
        if "\t" in text:
            _reach_stops(row, self.frame.tab)
        row.sizes += [look.size] * (len(row.text) - len(row.sizes))

    def bullet_width(self, paragraph: Paragraph, level: FrameLevel) -> float:
        """How wide a paragraph's bullet or number is; 0 where it has none."""
        bullet = level.bullet
        if bullet is None or not paragraph.runs:
            return 0.0
        size = -bullet.size if bullet.size < 0 else level.size * bullet.size / 100
        face = self.faces(level.font, bold=level.bold, italic=level.italic)
        placed = face.place(bullet.sign or f"{paragraph.number or 1}.", kerned=True)
        return placed.ends[-1] * size


def _track(row: ShapedLine, tracking: float, first: int) -> None:
    """Add room after every sign from `first` on."""
    for number, i in enumerate(range(first, len(row.text))):
        row.starts[i] += tracking * number
        row.ends[i] += tracking * (number + 1)


def _reach_stops(row: ShapedLine, tab: float) -> None:
    """Let every tab reach to the next stop; the stops are all as far apart."""
    shift = 0.0
    for i, sign in enumerate(row.text):
        row.starts[i] += shift
        if sign == "\t" and tab > 0:
            stop = (row.starts[i] // tab + 1) * tab
            shift += stop - (row.ends[i] + shift)
        row.ends[i] += shift


@lru_cache(maxsize=256)
def _own(opaque: str) -> dict[str, Any]:
    """What an `a:pPr` in canonical XML says about a level."""
    return said_by_paragraph(PropertyLookup((xml.parse(opaque.encode()),), ()))


@lru_cache(maxsize=256)
def _own_of_run(opaque: str, fonts: ThemeFonts) -> dict[str, Any]:
    """What an `a:rPr` in canonical XML says about a level; nothing where it is a formula."""
    element = xml.parse(opaque.encode())
    if xml.tag(element) != "a:rPr":
        return {}
    return said_by_run(PropertyLookup((), (element,)), fonts)


# How high text stands in a frame: its lines, the room between them, and what does not fit.


_MEASURE_SLACK = 0.01

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
                full = used + gap + line.height > depth + _MEASURE_SLACK
                if full and column < columns and used > top:
                    column, used, gap = column + 1, top, 0.0
                used += gap + line.height
                gap = 0.0
                if used > depth + _MEASURE_SLACK:
                    left.append(line)
            gap = paragraph.after
        return tuple(left)


def measure(
    paragraphs: Iterable[Paragraph],
    frame: TextFrame,
    width_pt: float | None = None,
    scale: Scale = FULL,
    *,
    faces: Faces = face,
    leading: LineHeightModel = POWERPOINT,
) -> Measured:
    """The lines of paragraphs in a frame at a scale, and how high they stand.

    `width_pt` stands in for the length that the frame gives to a line without indents. `faces`
    and `leading` are for those who measure by other programs' lights.
    """
    room = frame.line_length if width_pt is None else width_pt
    if not frame.wraps:
        room = inf
    setter = LineLayouter(frame, faces, scale)
    found, certain = [], frame.certain
    for paragraph in paragraphs:
        placed = setter.set(paragraph)
        found.append(_broken(placed, room, scale, leading.line))
        certain &= placed.certain
    insets = frame.insets.top + frame.insets.bottom
    return Measured(tuple(found), certain, insets, leading.more, frame.edges)


def _broken(paragraph: ShapedParagraph, room: float, scale: Scale, pitch: float) -> Set:
    level = paragraph.level
    inner = room - level.left - level.right
    first = inner - level.indent
    if level.bullet is not None:
        first = min(inner, first - paragraph.bullet)
    left = 1 - scale.reduction / 100
    found: list[Line] = []
    for row in paragraph.rows:
        for start, end, _, torn in lines(row.text, row.starts, row.ends, first, inner):
            height = level.line.of(row.size(start, end) * pitch, less=scale.reduction)
            width = row.ends[end - 1] - row.starts[start] if end > start else 0.0
            found.append(Line(row.text[start:end], width, height, torn))
        first = inner
    line = paragraph.rows[0].size(0, 1) * pitch
    return Set(tuple(found), level.before.of(line) * left, level.after.of(line) * left)
