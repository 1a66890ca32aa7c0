"""The text measure: how much room text needs in a frame, and how PowerPoint shrinks it to fit.

`measure` is the entry. A paragraph is shaped first, which places its characters, as wide as the
fonts have them, on one endless line for each stretch between its line breaks; then these are broken
into lines as PowerPoint breaks them. Lengths and sizes are in points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import groupby
from math import inf
from typing import Any, NamedTuple, Self

from msgspec import Struct, field
from msgspec.structs import replace

from deckgen.appearance.inheritance import PropertyLookup
from deckgen.appearance.theme import ThemeFonts
from deckgen.opc import xml
from deckgen.richtext import PLAIN, Paragraph, Run, Style
from deckgen.textfit.fonts import Faces, face
from deckgen.textfit.frame import (
    FULL,
    POWERPOINT,
    Bullet,
    FrameLevel,
    Insets,
    LineHeightModel,
    Scale,
    TextFrame,
    paragraph_fields,
    run_fields,
)

_SMALL_CAPITAL = 0.8  # of the size: capitals in place of lower-case letters


def cased(text: str, capitals: str) -> Iterator[tuple[str, float]]:
    """The characters that are shown, as many as the text has, and their share of the font size.

    `capitals` is ECMA-376's ST_TextCapsType (the `cap` of `a:rPr`).
    """
    if capitals == "all":
        yield _upper(text), 1.0
    elif capitals == "small":
        for small, piece in groupby(text, str.islower):
            yield _upper("".join(piece)), _SMALL_CAPITAL if small else 1.0
    else:
        yield text, 1.0


def _upper(text: str) -> str:
    """The text in capitals; a character whose capital is not one character (`ß`) stays."""
    return "".join(c if len(c.upper()) != 1 else c.upper() for c in text)


# Where lines break: greedily, as PowerPoint and LibreOffice both do for Latin text.
#
# A line can break after spaces, hyphens and dashes (not after `/`), and before or after an East
# Asian wide character; spaces at its end hang over the edge; a word that is too long breaks
# anywhere.


_SPACE = r"[^\S\u00a0\u2007\u202f]|\u200b"  # no-break spaces left out
_DASH = r"[-\u00ad\u2010\u2012-\u2014]"
_CUT = re.compile(rf"(?:{_SPACE})+|(?<![\s-])(?<!^){_DASH}+(?!\s|\u200b|$)")
"""What a line can break after; a dash before a word (`-5`) belongs to the word."""
_BREAKING_SLACK = 1e-6
"""The rounding error, in points, between two sums of the same widths."""


class LineStretch(NamedTuple):
    """A line of a text: text[start:end] is what it shows; the next line starts at `next`."""

    start: int
    end: int
    next: int
    mid_word: bool = False
    """Whether the line ends inside a word, which was too long for it."""


class Breaks(NamedTuple):
    """Where a text can break: the ends of its unbreakable pieces, without spaces and with them."""

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
    """The offsets that have an East Asian wide character on one side."""
    if text.isascii():
        return []
    wide = [unicodedata.east_asian_width(char) in "WF" for char in text]
    return [i for i in range(1, len(text)) if (wide[i] or wide[i - 1]) and not text[i].isspace()]


def break_lines(
    text: str, starts: list[float], ends: list[float], first: float, rest: float
) -> list[LineStretch]:
    """The lines of a text whose characters start at `starts` and end at `ends`.

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
        reach = bisect_right(ends, edge, lo=at)  # characters before `reach` end within the room
        piece = bisect_right(bare, reach) - 1
        if piece >= 0 and full[piece] > at:
            found.append(LineStretch(at, max(bare[piece], at), full[piece]))
        else:
            cut = max(reach, at + 1)
            found.append(LineStretch(at, cut, cut, mid_word=cut < size))
        at = found[-1].next
        room = rest
    return found


# Shaped paragraphs: every character placed on an endless line.


_RAISED = 2 / 3  # of the size: superscript and subscript
_BULLET = Bullet()


class ShapedLine(Struct):
    """A stretch of a paragraph between line breaks, and where its characters start and end.

    `sizes` are the font sizes of the characters, which set the height of their lines; where all
    are the same, there is only one. `certain` is false where a width is guessed.
    """

    text: str = ""
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    certain: bool = True

    def size(self, start: int, end: int) -> float:
        """The font size that the characters from `start` to `end` give to a line."""
        if len(self.sizes) == 1:
            return self.sizes[0]
        return max(self.sizes[start : max(end, start + 1)])


class ShapedParagraph(Struct, frozen=True):
    """A paragraph's lines, its format with its own properties applied, and its bullet's width."""

    lines: tuple[ShapedLine, ...]
    level: FrameLevel
    bullet: float
    certain: bool

    @property
    def indents(self) -> tuple[float, float]:
        """The room that indents take from the first line and from the others, in points."""
        rest = self.level.left + self.level.right
        if self.level.bullet is None:
            return rest + self.level.indent, rest
        return rest + max(self.level.indent + self.bullet, 0.0), rest


class LineLayouter(Struct, frozen=True):
    """Shapes the paragraphs of a frame at a scale; `faces` gives the font faces."""

    frame: TextFrame
    faces: Faces
    scale: Scale = FULL

    def shape(self, paragraph: Paragraph) -> ShapedParagraph:
        """The paragraph before it is broken into lines."""
        level = self.level(paragraph)
        lines = [ShapedLine()]
        for run in paragraph.runs:
            text_format = level if run.style is PLAIN else self.run_format(level, run.style)
            share = _RAISED if run.style.baseline else 1.0
            for number, text in enumerate(run.text.split("\n")):
                if number:
                    lines.append(ShapedLine())
                if text:
                    self.add(lines[-1], text, text_format, share)
        for line in lines:
            if not line.sizes:
                line.sizes.append(level.size)
            elif line.sizes.count(line.sizes[0]) == len(line.sizes):
                del line.sizes[1:]
        bullet = self.bullet_width(paragraph, level)
        return ShapedParagraph(tuple(lines), level, bullet, all(line.certain for line in lines))

    def level(self, paragraph: Paragraph) -> FrameLevel:
        """The format of a paragraph: its level's, with its own properties and the scale applied."""
        level = self.frame.levels[paragraph.level]
        if paragraph.opaque:
            level = replace(level, **_explicit_paragraph_fields(paragraph.opaque))
        if paragraph.number is not None:
            level = replace(level, bullet=Bullet("", "", (level.bullet or _BULLET).size))
        if self.scale != FULL:
            level = replace(level, size=self.scale.of(level.size))
        return level

    def run_format(self, level: FrameLevel, style: Style) -> FrameLevel:
        """The format of a run: its paragraph's, with the run's own properties applied."""
        explicit = _explicit_run_fields(style.opaque, self.frame.theme) if style.opaque else {}
        own: dict[str, Any] = {
            "bold": style.bold,
            "italic": style.italic,
            "size": style.size or explicit.get("size"),
            "font": self.frame.theme.name(style.font) if style.font else None,
        }
        if own["size"] is not None:
            own["size"] = self.scale.of(own["size"])
        changes = {**explicit, **{name: value for name, value in own.items() if value is not None}}
        return replace(level, **changes) if changes else level

    def add(self, line: ShapedLine, text: str, text_format: FrameLevel, share: float) -> None:
        """Place text at the end of a line; it is shown in this share of its font size."""
        face = self.faces(text_format.font, bold=text_format.bold, italic=text_format.italic)
        kerned = text_format.size >= text_format.kerned_from
        for piece, part in cased(text, text_format.capitals):
            size = text_format.size * share * part
            starts, ends, certain = face.place(piece, kerned=kerned)
            at = line.ends[-1] if line.ends else 0.0
            line.starts += [at + x * size for x in starts]
            line.ends += [at + x * size for x in ends]
            line.text += piece
            line.certain &= certain and "\t" not in piece
        if text_format.tracking:
            _track(line, text_format.tracking, len(line.text) - len(text))
        if "\t" in text:
            _reach_stops(line, self.frame.tab)
        line.sizes += [text_format.size] * (len(line.text) - len(line.sizes))

    def bullet_width(self, paragraph: Paragraph, level: FrameLevel) -> float:
        """The width of a paragraph's bullet or number; 0 where it has none."""
        bullet = level.bullet
        if bullet is None or not paragraph.runs:
            return 0.0
        size = -bullet.size if bullet.size < 0 else level.size * bullet.size / 100
        face = self.faces(level.font, bold=level.bold, italic=level.italic)
        placed = face.place(bullet.char or f"{paragraph.number or 1}.", kerned=True)
        return placed.ends[-1] * size


def _track(line: ShapedLine, tracking: float, first: int) -> None:
    """Add room after every character from `first` on."""
    for number, i in enumerate(range(first, len(line.text))):
        line.starts[i] += tracking * number
        line.ends[i] += tracking * (number + 1)


def _reach_stops(line: ShapedLine, tab: float) -> None:
    """Extend every tab to the next tab stop, of which there is one every `tab` points."""
    shift = 0.0
    for i, char in enumerate(line.text):
        line.starts[i] += shift
        if char == "\t" and tab > 0:
            stop = (line.starts[i] // tab + 1) * tab
            shift += stop - (line.ends[i] + shift)
        line.ends[i] += shift


@lru_cache(maxsize=256)
def _explicit_paragraph_fields(opaque: str) -> dict[str, Any]:
    """The fields of `FrameLevel` that an `a:pPr` in canonical XML sets."""
    return paragraph_fields(PropertyLookup((xml.parse(opaque.encode()),), ()))


@lru_cache(maxsize=256)
def _explicit_run_fields(opaque: str, fonts: ThemeFonts) -> dict[str, Any]:
    """The fields of `FrameLevel` that an `a:rPr` in canonical XML sets; none for a formula."""
    element = xml.parse(opaque.encode())
    if xml.tag(element) != "a:rPr":
        return {}
    return run_fields(PropertyLookup((), (element,)), fonts)


# Measured text: its lines, the room between them, and what does not fit.


_MEASURE_SLACK = 0.01
"""Points by which text may be higher than its frame: PowerPoint counts in whole EMU."""


class MeasuredLine(NamedTuple):
    """A line: its text, width and height in points, and whether it ends inside a word."""

    text: str
    width: float
    height: float
    mid_word: bool = False


class MeasuredParagraph(NamedTuple):
    """A paragraph's lines, and the room before and after them in points."""

    lines: tuple[MeasuredLine, ...]
    before: float
    after: float


class Measured(Struct, frozen=True, dict=True):
    """Text measured in a frame, in points.

    `insets` are those above and below the text, `extra` is what a text adds to its lines' heights
    (`LineHeightModel`), `edges` says whether the room before the first paragraph and after the last
    counts, and `certain` is false where a width is guessed.
    """

    paragraphs: tuple[MeasuredParagraph, ...]
    certain: bool
    insets: float
    extra: float
    edges: bool = False

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return sum(len(paragraph.lines) for paragraph in self.paragraphs)

    @cached_property
    def height_pt(self) -> float:
        """The height in points that a frame of one column needs for the text, insets included."""
        total = self.insets + self.extra
        for number, paragraph in enumerate(self.paragraphs):
            total += sum(line.height for line in paragraph.lines)
            if number or self.edges:
                total += paragraph.before
            if number < len(self.paragraphs) - 1 or self.edges:
                total += paragraph.after
        return total

    @property
    def mid_word(self) -> tuple[str, ...]:
        """The lines that end inside a word."""
        return tuple(line.text for p in self.paragraphs for line in p.lines if line.mid_word)

    def overflowing(self, depth: float, columns: int = 1) -> tuple[MeasuredLine, ...]:
        """The lines that do not fit into columns of this depth in points, filled in order."""
        top = self.extra
        column, used, gap = 1, top, 0.0
        remaining: list[MeasuredLine] = []
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
                    remaining.append(line)
            gap = paragraph.after
        return tuple(remaining)


class WidthRange(NamedTuple):
    """The width that text needs in points, indents included, insets not.

    `least` is that of the widest piece that cannot be broken, `full` that of the longest line.
    """

    least: float
    full: float


class ShapedText(Struct, frozen=True):
    """Paragraphs shaped for a frame, to be broken into lines of any length.

    `size` is how far their font size is shrunk, in percent.
    """

    paragraphs: tuple[ShapedParagraph, ...]
    frame: TextFrame
    size: float

    @classmethod
    def of(
        cls,
        paragraphs: Iterable[Paragraph],
        frame: TextFrame,
        scale: Scale = FULL,
        faces: Faces = face,
    ) -> Self:
        """The paragraphs with their characters placed."""
        layouter = LineLayouter(frame, faces, scale)
        return cls(tuple(map(layouter.shape, paragraphs)), frame, scale.size)

    @property
    def extent(self) -> WidthRange:
        """The width that the text needs, whatever that of its frame."""
        least = full = 0.0
        for paragraph in self.paragraphs:
            indent, rest = paragraph.indents
            for line in paragraph.lines:
                if line.text:
                    full = max(full, line.ends[-1] + indent)
                    least = max(least, max(_unbreakable(line), default=0.0) + indent)
                indent = rest
        return WidthRange(least, full)

    def broken(
        self, width_pt: float, line_heights: LineHeightModel = POWERPOINT, reduction: float = 0
    ) -> Measured:
        """The text on lines of `width_pt` points without indents, unless its frame never wraps.

        `reduction` is what line spacing loses, in percent.
        """
        room = width_pt if self.frame.wraps else inf
        insets = self.frame.insets.top + self.frame.insets.bottom
        return Measured(
            tuple(_break(one, room, reduction, line_heights.line) for one in self.paragraphs),
            self.frame.certain and all(one.certain for one in self.paragraphs),
            insets,
            line_heights.extra,
            self.frame.edges,
        )


def measure(
    paragraphs: Iterable[Paragraph],
    frame: TextFrame,
    width_pt: float | None = None,
    scale: Scale = FULL,
    *,
    faces: Faces = face,
    line_heights: LineHeightModel = POWERPOINT,
) -> Measured:
    """The lines of paragraphs in a frame at a scale, with their heights.

    `width_pt`, in points, replaces the frame's own length of a line without indents. `faces` and
    `line_heights` model another program than PowerPoint, as the comparison with LibreOffice does.
    """
    shaped = ShapedText.of(paragraphs, frame, scale, faces)
    room = frame.line_length if width_pt is None else width_pt
    return shaped.broken(room, line_heights, scale.reduction)


def _break(
    paragraph: ShapedParagraph, room: float, reduction: float, pitch: float
) -> MeasuredParagraph:
    level = paragraph.level
    first, inner = (room - indent for indent in paragraph.indents)
    spacing = 1 - reduction / 100
    found: list[MeasuredLine] = []
    for line in paragraph.lines:
        for start, end, _, mid_word in break_lines(line.text, line.starts, line.ends, first, inner):
            height = level.line.of(line.size(start, end) * pitch, less=reduction)
            width = line.ends[end - 1] - line.starts[start] if end > start else 0.0
            found.append(MeasuredLine(line.text[start:end], width, height, mid_word))
        first = inner
    first_height = paragraph.lines[0].size(0, 1) * pitch
    return MeasuredParagraph(
        tuple(found),
        level.before.of(first_height) * spacing,
        level.after.of(first_height) * spacing,
    )


def _unbreakable(line: ShapedLine) -> Iterator[float]:
    """The widths of the pieces of a line between which it can break."""
    start = 0
    for bare, full in zip(*breaks(line.text), strict=True):
        if bare > start:
            yield line.ends[bare - 1] - line.starts[start]
        start = full


# Labels of charts and maps.


class Label(Struct, frozen=True):
    """How text is set that has one format, as in charts and maps. `size` is in points."""

    font: str
    size: float
    bold: bool = False

    def width(self, text: str) -> float:
        """The width in points of the longest line of a text."""
        return _label_extent(self, text).full

    def longest_word(self, text: str) -> float:
        """The width in points of the widest piece of a text that cannot be broken."""
        return _label_extent(self, text).least

    def height(self, text: str, room: float = inf) -> float:
        """The height in points of a text on lines of this length in points."""
        return measure((Paragraph((Run(text),)),), self.frame, room).height_pt

    @property
    def frame(self) -> TextFrame:
        """A frame without insets for such text."""
        level = FrameLevel(self.size, self.bold, font=self.font)
        return TextFrame(0, 0, (level,), Insets(0, 0, 0, 0))


@lru_cache(maxsize=4096)
def _label_extent(label: Label, text: str) -> WidthRange:
    return ShapedText.of((Paragraph((Run(text),)),), label.frame).extent
