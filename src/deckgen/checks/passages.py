"""Every line that a presentation says, seen or unseen, with what is known of where it came from.

The plan gives the lines of slots and notes, with the facts behind them where there is a deck. The
slides' own XML gives what no plan holds: alternative text that was generated, the data that charts
have stored, and shapes that no kind of content reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from deckgen.checks import text
from deckgen.checks.view import ShapeView, SlideView
from deckgen.checks.where import Where
from deckgen.content.base import Content, graphic
from deckgen.content.style import Origin, Paragraph
from deckgen.diagnostics import Span
from deckgen.facts.references import Escapes, references
from deckgen.ooxml import Element, each, qn
from deckgen.source import Scalar

_SOURCE = "Source"
_UNSEEN = "\ufffc"  # stands for each character of what is not typed: a field, a fact
_LINE = re.compile(r"[^\n]+")


class Voice(Enum):
    """How a line is said."""

    TEXT = "text"
    NOTES = "notes"
    ALT = "alternative text"
    DATA = "the stored data of a chart"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of a slide. `typed` is False where it was made, as a source line is, from facts.

    `origins` say where its stretches came from; () where the presentation alone is known.
    """

    text: str
    slide: SlideView
    where: Where
    voice: Voice = Voice.TEXT
    typed: bool = True
    origins: tuple[Origin, ...] = ()

    def fact(self, start: int, end: int) -> str:
        """The id of the fact that gave text[start:end], or a part of it; "" where none did."""
        found = (o.fact for o in self.origins if o.fact and o.start < end and start < o.end)
        return next(found, "")

    def at(self, start: int, end: int) -> Where:
        """Where text[start:end] is, as exactly as it is known."""
        for origin in self.origins:
            if origin.start <= start < origin.end and origin.span is not None:
                return replace(self.where, span=_part(origin, origin.span, start, end))
        return self.where


def _part(origin: Origin, span: Span, start: int, end: int) -> Span:
    """The part of an origin's span, where its text stands there letter for letter."""
    row = span.source.line(span.line)[span.column - 1 :]
    length = origin.end - origin.start
    if origin.fact or span.line != span.end_line or span.end_column - span.column != length:
        return span
    first = span.column + start - origin.start
    last = min(first + end - start, span.end_column)
    return Span(span.source, span.line, first, span.line, last) if row else span


def planned(slide: SlideView) -> Iterator[Passage]:
    """The lines of a slide's slots, those of tables and charts one cell or label each."""
    fields = {shape.name for shape in slide.shapes if shape.is_field}
    laid_out = bool(slide.spans) and not slide.planned.like
    for name, content in slide.planned.slots:
        made = name == _SOURCE and laid_out and name not in slide.planned.spans
        if name not in fields:
            where = slide.slot(name)
            yield from _lines(content, Passage("", slide, where, typed=not made))


def noted(slide: SlideView) -> Iterator[Passage]:
    """The lines of a slide's notes."""
    if slide.planned.notes is not None:
        yield from _lines(slide.planned.notes, Passage("", slide, slide.where, Voice.NOTES))


def described(slide: SlideView, typed: Iterable[tuple[str, Scalar]]) -> Iterator[Passage]:
    """The alternative texts that an author typed, by slot, and that no line of a slot is.

    They are as typed: what stands for facts, between `${` and `}`, says nothing.
    """
    spans = (origin.span for line in planned(slide) for origin in line.origins)
    said = {(span.source, span.line) for span in spans if span is not None}
    for slot, scalar in typed:
        where = slide.slot(slot)
        for match in _LINE.finditer(scalar.text):
            span = scalar.at(*match.span())
            if (span.source, span.line) not in said:
                line = _without_references(match.group())
                origin = Origin(0, len(line), span)
                yield Passage(line, slide, where, Voice.ALT, origins=(origin,))


def _without_references(line: str) -> str:
    for reference in references(line, Escapes.OPENING):
        unseen = _UNSEEN * (reference.end - reference.start)
        line = line[: reference.start] + unseen + line[reference.end :]
    return line


def unplanned(slide: SlideView) -> Iterator[Passage]:
    """What else a slide says: alternative text, stored data, shapes that nothing reads."""
    said = {passage.text for passage in planned(slide)}
    for shape in slide.shapes:
        if shape.is_field:
            continue
        for voice, line in _raw(shape):
            if line not in said:
                said.add(line)
                yield Passage(line, slide, shape.where, voice, typed=False)


def _lines(content: Content, blank: Passage) -> Iterator[Passage]:
    for line in content.paragraphs():
        yield replace(blank, text=_shown(line), origins=tuple(_origins(line)))


def _shown(line: Paragraph) -> str:
    """The text of a line, in which fields say nothing."""
    return "".join(_UNSEEN * len(run.text) if run.style.field else run.text for run in line.runs)


def _origins(line: Paragraph) -> Iterator[Origin]:
    """The origins of a line's runs, counted from the start of the line."""
    at = 0
    for run in line.runs:
        for origin in run.origins:
            yield replace(origin, start=origin.start + at, end=origin.end + at)
        at += len(run.text)


def _raw(shape: ShapeView) -> Iterator[tuple[Voice, str]]:
    if shape.alt:
        yield Voice.ALT, shape.alt
    for line in text.all_paragraphs(shape):
        yield Voice.TEXT, line.text
    for value in stored(shape):
        yield Voice.DATA, value


def stored(shape: ShapeView) -> Iterator[str]:
    """The values and texts that a chart's part has stored."""
    frame = graphic(shape.element, "c:chart")
    part = None
    if frame is not None:
        part = shape.slide.package.target(shape.part, frame.get(qn("r:id")))
    if part is not None:
        yield from (element.text for element in _values(part.root) if element.text)


def _values(space: Element) -> Iterator[Element]:
    return each(space, "c:v", "a:t")
