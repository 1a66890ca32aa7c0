"""Paragraphs made ready for breaking: every sign placed on an endless line. Lengths in points."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from deckgen import ooxml
from deckgen.content.style import PLAIN, Paragraph, Style
from deckgen.fit.casing import cased
from deckgen.fit.chain import Chain
from deckgen.fit.face import Faces
from deckgen.fit.frame import FULL, Bullet, Frame, Level, Scale, ThemeFonts
from deckgen.fit.levels import said_by_paragraph, said_by_run

_RAISED = 2 / 3  # of the size: superscript and subscript
_BULLET = Bullet()


@dataclass(slots=True)
class Row:
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
class SetParagraph:
    """A paragraph's rows, its level with what it says itself, and how wide its bullet is."""

    rows: tuple[Row, ...]
    level: Level
    bullet: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets paragraphs in a frame at a scale, with the faces that a function gives."""

    frame: Frame
    faces: Faces
    scale: Scale = FULL

    def set(self, paragraph: Paragraph) -> SetParagraph:
        """A paragraph before it is broken into lines."""
        level = self.level(paragraph)
        rows = [Row()]
        for run in paragraph.runs:
            look = level if run.style is PLAIN else self.look(level, run.style)
            share = _RAISED if run.style.baseline else 1.0
            for number, text in enumerate(run.text.split("\n")):
                if number:
                    rows.append(Row())
                if text:
                    self.add(rows[-1], text, look, share)
        for row in rows:
            if not row.sizes:
                row.sizes.append(level.size)
            elif row.sizes.count(row.sizes[0]) == len(row.sizes):
                del row.sizes[1:]
        bullet = self.bullet_width(paragraph, level)
        return SetParagraph(tuple(rows), level, bullet, all(row.certain for row in rows))

    def level(self, paragraph: Paragraph) -> Level:
        """How a paragraph looks, its own words and the scale counted."""
        level = self.frame.levels[paragraph.level]
        if paragraph.opaque:
            level = replace(level, **_own(paragraph.opaque))
        if paragraph.number is not None:
            level = replace(level, bullet=Bullet("", "", (level.bullet or _BULLET).size))
        if self.scale != FULL:
            level = replace(level, size=self.scale.of(level.size))
        return level

    def look(self, level: Level, style: Style) -> Level:
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

    def add(self, row: Row, text: str, look: Level, share: float) -> None:
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

    def bullet_width(self, paragraph: Paragraph, level: Level) -> float:
        """How wide a paragraph's bullet or number is; 0 where it has none."""
        bullet = level.bullet
        if bullet is None or not paragraph.runs:
            return 0.0
        size = -bullet.size if bullet.size < 0 else level.size * bullet.size / 100
        face = self.faces(level.font, bold=level.bold, italic=level.italic)
        placed = face.place(bullet.sign or f"{paragraph.number or 1}.", kerned=True)
        return placed.ends[-1] * size


def _track(row: Row, tracking: float, first: int) -> None:
    """Add room after every sign from `first` on."""
    for number, i in enumerate(range(first, len(row.text))):
        row.starts[i] += tracking * number
        row.ends[i] += tracking * (number + 1)


def _reach_stops(row: Row, tab: float) -> None:
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
    return said_by_paragraph(Chain((ooxml.parse(opaque.encode()),), ()))


@lru_cache(maxsize=256)
def _own_of_run(opaque: str, fonts: ThemeFonts) -> dict[str, Any]:
    """What an `a:rPr` in canonical XML says about a level; nothing where it is a formula."""
    element = ooxml.parse(opaque.encode())
    if ooxml.tag(element) != "a:rPr":
        return {}
    return said_by_run(Chain((), (element,)), fonts)
