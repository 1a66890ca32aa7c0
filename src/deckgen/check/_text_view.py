"""Text as it looks: the properties of a run through list styles, layout and master.

Where each property is looked up is `deckgen.fit.inherit`'s to know; here the colour that a
shape's style gives its text joins in, behind the shape's own list style.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from deckgen.appearance.shapes import PropertyLookup
from deckgen.check._slide_view import FindingLocation, ShapeView, SlideView
from deckgen.content.base import Content, graphic
from deckgen.diagnostics import Span
from deckgen.facts.references import Escapes, references
from deckgen.opc.xml import Element, each, find, hundredths, integer, make, qn, tag
from deckgen.richtext.runs import Paragraph, TextOrigin
from deckgen.source.nodes import ScalarNode
from deckgen.textfit.frame import scale

FILLS = ("a:solidFill", "a:gradFill", "a:noFill", "a:blipFill", "a:pattFill", "a:grpFill")

_BULLETS = ("a:buNone", "a:buChar", "a:buAutoNum", "a:buBlip")

_ON = ("1", "true", "on")

DEFAULT_SIZE = 18.0

"""Points of a text for which nobody gives a size (ECMA-376 part 1, 21.1.2.3.9)."""


@dataclass(frozen=True)
class RunView:
    """A run of text that shows something. `shrunk` is the share to which autofit shrinks it."""

    text: str
    element: Element
    chain: PropertyLookup
    shrunk: float = 1

    @property
    def said_size(self) -> float | None:
        """The size in points that is said somewhere, before any shrinking."""
        return hundredths(self.chain.run_attribute("sz"))

    @property
    def size(self) -> float:
        """The size in points, shrunk as autofit says; superscripts count with their full size."""
        return (self.said_size or DEFAULT_SIZE) * self.shrunk

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return self.chain.run_attribute("b") in _ON

    @property
    def is_large(self) -> bool:
        """Whether WCAG calls it large: 18 points, or 14 in bold."""
        return self.size >= 18 or (self.size >= 14 and self.bold)

    @property
    def is_shifted(self) -> bool:
        """Whether it is a superscript or a subscript."""
        return self.chain.run_attribute("baseline") not in (None, "0")

    @property
    def language(self) -> str | None:
        """The nearest language, or None."""
        return self.chain.run_attribute("lang") or None

    @property
    def fill(self) -> Element | None:
        """The nearest fill, or None."""
        return self.chain.run_child(*FILLS)

    @cached_property
    def link(self) -> Element | None:
        """The `a:hlinkClick` of the run itself."""
        return find(self.element, "a:rPr/a:hlinkClick")


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph of a text body; `chain` starts with its own properties."""

    element: Element
    chain: PropertyLookup
    shrunk: float = 1

    @cached_property
    def runs(self) -> tuple[RunView, ...]:
        """The runs that have text."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[RunView]:
        for child in self.element:
            text = child.findtext(qn("a:t")) if tag(child) in ("a:r", "a:fld") else None
            if text:
                chain = self.chain.with_own(None, find(child, "a:rPr"))
                yield RunView(text, child, chain, self.shrunk)

    @property
    def text(self) -> str:
        """The text of the runs; a line break is a line break."""
        pieces = each(self.element, "a:t", "a:br")
        return "".join("\n" if tag(piece) == "a:br" else piece.text or "" for piece in pieces)

    @property
    def has_bullet(self) -> bool:
        """Whether a bullet or a number stands in front."""
        mark = self.chain.child(*_BULLETS)
        return mark is not None and tag(mark) != "a:buNone"


def paragraphs(shape: ShapeView) -> tuple[ParagraphView, ...]:
    """The paragraphs of a shape's own text body, shrunk as its autofit says."""
    body = shape.text_body
    if body is None:
        return ()
    shrunk = scale(find(body, "a:bodyPr/a:normAutofit")).size / 100
    return tuple(in_body(body, tuple(_styles(shape)), shrunk))


def all_paragraphs(shape: ShapeView) -> Iterator[ParagraphView]:
    """The paragraphs of a shape, those of its table's cells included."""
    yield from paragraphs(shape)
    table = graphic(shape.element, "a:tbl")
    if table is not None:
        for cell in each(table, "a:txBody"):
            yield from in_body(cell, behind_cells(shape))


def runs(shape: ShapeView) -> Iterator[RunView]:
    """The runs of a shape, those of its table's cells included."""
    return (run for paragraph in all_paragraphs(shape) for run in paragraph.runs)


def behind_cells(shape: ShapeView) -> tuple[Element, ...]:
    """What the text of a table's cells takes after, behind the table's style.

    That is the presentation's default, even where the table stands in a content placeholder.
    """
    default = find(shape.slide.package.presentation.root, "p:defaultTextStyle")
    return () if default is None else (default,)


def in_body(
    body: Element, styles: tuple[Element, ...], shrunk: float = 1
) -> Iterator[ParagraphView]:
    """The paragraphs of a text body; `styles` stand behind its own list style."""
    own = find(body, "a:lstStyle")
    lists = styles if own is None else (own, *styles)
    for paragraph in body.iterchildren(qn("a:p")):
        properties = find(paragraph, "a:pPr")
        level = 0 if properties is None else integer(properties, "lvl")
        chain = PropertyLookup.of(tuple(_at_level(lists, level))).with_own(properties)
        yield ParagraphView(paragraph, chain, shrunk)


def _at_level(styles: tuple[Element, ...], level: int) -> Iterator[Element]:
    """The properties of a level in each list style; a style's `a:defPPr` stands behind it."""
    for style in styles:
        for name in (f"a:lvl{level + 1}pPr", "a:defPPr"):
            found = find(style, name)
            if found is not None:
                yield found


def _styles(shape: ShapeView) -> Iterator[Element]:
    """The list styles that a shape's text takes after, behind that of its own text body."""
    for number, element in enumerate(shape.lineage.shapes):
        listed = find(element, "p:txBody/a:lstStyle")
        if number and listed is not None:
            yield listed
        reference = find(element, "p:style/a:fontRef")
        if reference is not None and len(reference):
            yield coloured(reference[0])
    yield from shape.lineage.styles


def coloured(color: Element, bold: str | None = None) -> Element:
    """A list style of all levels that gives a colour, and a weight."""
    fill = make("a:solidFill", None, deepcopy(color))
    run = make("a:defRPr", {"b": bold}, fill)
    return make("a:lstStyle", None, make("a:defPPr", None, run))


# Every line that a presentation says, seen or unseen, with what is known of where it came from.
#
# The plan gives the lines of slots and notes, with the facts behind them where there is a deck.
# The slides' own XML gives what no plan holds: alternative text that was generated, the data that
# charts have stored, and shapes that no kind of content reads.


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
    where: FindingLocation
    voice: Voice = Voice.TEXT
    typed: bool = True
    origins: tuple[TextOrigin, ...] = ()

    def fact(self, start: int, end: int) -> str:
        """The id of the fact that gave text[start:end], or a part of it; "" where none did."""
        found = (o.fact for o in self.origins if o.fact and o.start < end and start < o.end)
        return next(found, "")

    def at(self, start: int, end: int) -> FindingLocation:
        """Where text[start:end] is, as exactly as it is known."""
        for origin in self.origins:
            if origin.start <= start < origin.end and origin.span is not None:
                return replace(self.where, span=_part(origin, origin.span, start, end))
        return self.where


def _part(origin: TextOrigin, span: Span, start: int, end: int) -> Span:
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


def described(slide: SlideView, typed: Iterable[tuple[str, ScalarNode]]) -> Iterator[Passage]:
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
                origin = TextOrigin(0, len(line), span)
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


def _origins(line: Paragraph) -> Iterator[TextOrigin]:
    """The origins of a line's runs, counted from the start of the line."""
    at = 0
    for run in line.runs:
        for origin in run.origins:
            yield replace(origin, start=origin.start + at, end=origin.end + at)
        at += len(run.text)


def _raw(shape: ShapeView) -> Iterator[tuple[Voice, str]]:
    if shape.alt:
        yield Voice.ALT, shape.alt
    for line in all_paragraphs(shape):
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
