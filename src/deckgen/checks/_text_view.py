"""Texts as rules see them: runs and paragraphs with inherited formatting; passages with origins.

`PropertyLookup` looks properties up through list styles, layout and master.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from deckgen.appearance.fill import FILLS
from deckgen.appearance.inheritance import InheritanceChain, PropertyLookup
from deckgen.appearance.text import DEFAULT_SIZE
from deckgen.checks._slide_view import FindingLocation, ShapeView, SlideView
from deckgen.content import Content, graphic, paragraph_texts
from deckgen.diagnostics import Span
from deckgen.facts.references import Escapes, references
from deckgen.opc import xml
from deckgen.opc.xml import Element, each, find, hundredths, integer, qn, tag
from deckgen.plan.planner import SOURCE
from deckgen.richtext import Paragraph, TextOrigin
from deckgen.source.nodes import ScalarNode
from deckgen.template import notes_shape
from deckgen.textfit.frame import scale

_BULLETS = ("a:buNone", "a:buChar", "a:buAutoNum", "a:buBlip")


class RunView(Struct, frozen=True, dict=True):
    """A run that is not empty; `font_scale` is the share to which autofit shrinks it, 0 to 1."""

    text: str
    element: Element
    lookup: PropertyLookup
    font_scale: float = 1

    @property
    def explicit_size(self) -> float | None:
        """The size in points before autofit, its own or inherited; None where there is none."""
        return hundredths(self.lookup.run_attribute("sz"))

    @property
    def size(self) -> float:
        """The size in points after autofit; superscripts count with their full size."""
        return (self.explicit_size or DEFAULT_SIZE) * self.font_scale

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return xml.is_on(self.lookup.run_attribute("b"))

    @property
    def is_large(self) -> bool:
        """Whether WCAG calls it large: 18 points, or 14 in bold."""
        return self.size >= 18 or (self.size >= 14 and self.bold)

    @property
    def is_shifted(self) -> bool:
        """Whether it is a superscript or a subscript."""
        return self.lookup.run_attribute("baseline") not in (None, "0")

    @property
    def language(self) -> str | None:
        """Its language, its own or inherited, or None."""
        return self.lookup.run_attribute("lang") or None

    @property
    def fill(self) -> Element | None:
        """Its fill, its own or inherited, or None."""
        return self.lookup.run_child(*FILLS)

    @cached_property
    def link(self) -> Element | None:
        """The `a:hlinkClick` of the run itself."""
        return find(self.element, "a:rPr/a:hlinkClick")


class ParagraphView(Struct, frozen=True, dict=True):
    """A paragraph of a text body; `lookup` begins with its own properties."""

    element: Element
    lookup: PropertyLookup
    font_scale: float = 1

    @cached_property
    def runs(self) -> tuple[RunView, ...]:
        """The runs that have text."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[RunView]:
        for child in self.element:
            text = child.findtext(qn("a:t")) if tag(child) in ("a:r", "a:fld") else None
            if text:
                lookup = self.lookup.with_own(None, find(child, "a:rPr"))
                yield RunView(text, child, lookup, self.font_scale)

    @cached_property
    def text(self) -> str:
        """The text of the runs; a line break is a line break."""
        pieces = each(self.element, "a:t", "a:br")
        return "".join("\n" if tag(piece) == "a:br" else piece.text or "" for piece in pieces)

    @property
    def level(self) -> int:
        """Its level, from 0 to 8."""
        own = find(self.element, "a:pPr")
        return 0 if own is None else integer(own, "lvl")

    @property
    def has_bullet(self) -> bool:
        """Whether it has a bullet or a number, its own or inherited."""
        mark = self.lookup.child(*_BULLETS)
        return mark is not None and tag(mark) != "a:buNone"

    @property
    def has_number(self) -> bool:
        """Whether it has a number, its own or inherited."""
        mark = self.lookup.child(*_BULLETS)
        return mark is not None and tag(mark) == "a:buAutoNum"


def paragraphs(shape: ShapeView) -> tuple[ParagraphView, ...]:
    """The paragraphs of a shape's own text body, scaled by its autofit."""
    return shape.slide.memory.recall(_paragraphs, shape)


def _paragraphs(shape: ShapeView) -> tuple[ParagraphView, ...]:
    body = shape.text_body
    if body is None:
        return ()
    font_scale = scale(find(body, "a:bodyPr/a:normAutofit")).size / 100
    return tuple(body_paragraphs(body, shape.inheritance, font_scale))


def all_paragraphs(shape: ShapeView) -> tuple[ParagraphView, ...]:
    """The paragraphs of a shape, those of its table's cells included."""
    return shape.slide.memory.recall(_all_paragraphs, shape)


def _all_paragraphs(shape: ShapeView) -> tuple[ParagraphView, ...]:
    return (*paragraphs(shape), *_cell_paragraphs(shape))


def _cell_paragraphs(shape: ShapeView) -> Iterator[ParagraphView]:
    table = graphic(shape.element, "a:tbl")
    if table is not None:
        for body in each(table, "a:txBody"):
            yield from body_paragraphs(body, shape.inheritance.in_cell(body))


def runs(shape: ShapeView) -> Iterator[RunView]:
    """The runs of a shape, those of its table's cells included."""
    return (run for paragraph in all_paragraphs(shape) for run in paragraph.runs)


def body_paragraphs(
    body: Element, inheritance: InheritanceChain, font_scale: float = 1
) -> Iterator[ParagraphView]:
    """The paragraphs of a text body, with the properties that its text inherits."""
    for paragraph in body.iterchildren(qn("a:p")):
        own = find(paragraph, "a:pPr")
        level = 0 if own is None else integer(own, "lvl")
        yield ParagraphView(paragraph, inheritance.chain(level).with_own(own), font_scale)


# Passages: every line of text in a presentation, visible or not, with its origins.
#
# The lines of slots and notes come from the plan, with their facts where there is a deck. Other
# lines come from the slides' XML: generated alternative text, the cached data of charts, and shapes
# that no kind of content reads.


_FILLER = "\ufffc"  # for each character that was not typed: of a field, of a reference
_LINE = re.compile(r"[^\n]+")


class PassageKind(Enum):
    """Where on a slide a passage is."""

    TEXT = "text"
    NOTES = "notes"
    ALT = "alternative text"
    DATA = "the stored data of a chart"


class Passage(Struct, frozen=True):
    """A line of a slide. `typed` is False where it was generated, such as a source line from facts.

    `markup` is False where YAML reads `${...}` alone, as in a picture's alternative text; `origins`
    are the places in the author's files of its parts; () without a deck.
    """

    text: str
    slide: SlideView
    where: FindingLocation
    kind: PassageKind = PassageKind.TEXT
    typed: bool = True
    markup: bool = True
    origins: tuple[TextOrigin, ...] = ()

    def fact(self, start: int, end: int) -> str:
        """The id of the fact that text[start:end] or a part of it comes from; "" for none."""
        return next((o.fact for o in self._origins_of(start, end) if o.fact), "")

    def _origins_of(self, start: int, end: int) -> list[TextOrigin]:
        return [o for o in self.origins if o.start < end and start < o.end]

    def is_in_yaml(self, start: int, end: int) -> bool:
        """Whether YAML writes text[start:end]: no file of data, no template."""
        found = self._origins_of(start, end)
        return bool(found) and all(o.span is not None and not o.from_data for o in found)

    def is_bare(self, start: int, end: int) -> bool:
        """Whether text[start:end] is typed in YAML without a reference or a backslash."""
        found = self._origins_of(start, end)
        return self.is_in_yaml(start, end) and not any(o.reference or o.escaped for o in found)

    def is_data(self, start: int, end: int) -> bool:
        """Whether text[start:end] is of a cell of a CSV or XLSX file."""
        return any(origin.from_data for origin in self._origins_of(start, end))

    def at(self, start: int, end: int) -> FindingLocation:
        """The location of text[start:end], as exact as it is known."""
        for origin in self.origins:
            if origin.start <= start < origin.end and origin.span is not None:
                return replace(self.where, span=_part_of(origin, origin.span, start, end))
        return self.where


def _part_of(origin: TextOrigin, span: Span, start: int, end: int) -> Span:
    """The part of an origin's span for text[start:end]; the whole span where lengths differ."""
    row = span.source.line(span.line)[span.column - 1 :]
    length = origin.end - origin.start
    if origin.reference or span.line != span.end_line or span.end_column - span.column != length:
        return span
    first = span.column + start - origin.start
    last = min(first + end - start, span.end_column)
    return Span(span.source, span.line, first, span.line, last) if row else span


def slot_passages(slide: SlideView) -> tuple[Passage, ...]:
    """The lines of a slide's slots; each cell of a table and label of a chart is a line."""
    return slide.memory.recall(_slot_passages, slide)


def _slot_passages(slide: SlideView) -> tuple[Passage, ...]:
    return tuple(_lines_of_slots(slide))


def _lines_of_slots(slide: SlideView) -> Iterator[Passage]:
    fields = {shape.name for shape in slide.shapes if shape.is_field}
    laid_out = bool(slide.spans) and not slide.planned.like
    for name, content in slide.planned.slots:
        made = name == SOURCE and laid_out and name not in slide.planned.spans
        if name not in fields:
            markup = content.key != "picture"
            passage = Passage("", slide, slide.slot(name), typed=not made, markup=markup)
            yield from _lines(content, passage)


def place_of(shape: ShapeView, words: str) -> FindingLocation:
    """The location of the first line of a shape that has these words; else that of the shape."""
    for passage in slot_passages(shape.slide):
        location, start = passage.where.location, passage.text.find(words)
        if start >= 0 and location is not None and location.shape == shape.name:
            return passage.at(start, start + len(words))
    return shape.where


def notes_passages(slide: SlideView) -> Iterator[Passage]:
    """The lines of a slide's notes."""
    if slide.planned.notes is not None:
        yield from _lines(slide.planned.notes, Passage("", slide, slide.where, PassageKind.NOTES))


def kept_notes_passages(slide: SlideView) -> Iterator[Passage]:
    """The lines of the notes that a slide has from its pattern, where no YAML gives it any."""
    parts = slide.package.related(slide.part, "notesSlide") if slide.planned.notes is None else []
    for shape in map(notes_shape, parts):
        for text in () if shape is None else paragraph_texts(shape):
            yield Passage(text, slide, slide.where, PassageKind.NOTES, typed=False)


def alt_text_passages(
    slide: SlideView, typed: Iterable[tuple[str, ScalarNode]]
) -> Iterator[Passage]:
    """The lines of the alternative texts in `typed`, by slot, that are no line of a slot.

    References to facts (`${...}`) are replaced by filler characters.
    """
    spans = (origin.span for line in slot_passages(slide) for origin in line.origins)
    known = {(span.source, span.line) for span in spans if span is not None}
    for slot, scalar in typed:
        where = slide.slot(slot)
        for match in _LINE.finditer(scalar.text):
            span = scalar.at(*match.span())
            if (span.source, span.line) not in known:
                line = _without_references(match.group())
                origin = TextOrigin(0, len(line), span)
                yield Passage(line, slide, where, PassageKind.ALT, origins=(origin,))


def _without_references(line: str) -> str:
    for reference in references(line, Escapes.OPENING):
        filler = _FILLER * (reference.end - reference.start)
        line = line[: reference.start] + filler + line[reference.end :]
    return line


def other_passages(slide: SlideView) -> tuple[Passage, ...]:
    """The other texts of a slide: alternative text, data of charts, shapes that no slot holds."""
    return slide.memory.recall(_other_passages, slide)


def _other_passages(slide: SlideView) -> tuple[Passage, ...]:
    return tuple(_lines_outside_slots(slide))


def _lines_outside_slots(slide: SlideView) -> Iterator[Passage]:
    known = {passage.text for passage in slot_passages(slide)}
    for shape in slide.shapes:
        if shape.is_field:
            continue
        for kind, line in _shape_texts(shape):
            if line not in known:
                known.add(line)
                yield Passage(line, slide, shape.where, kind, typed=False)


def _lines(content: Content, template: Passage) -> Iterator[Passage]:
    for line in content.paragraphs():
        yield replace(template, text=_text_without_fields(line), origins=tuple(line.origins()))


def _text_without_fields(line: Paragraph) -> str:
    """The text of a line, with filler characters for fields."""
    return "".join(_FILLER * len(run.text) if run.style.field else run.text for run in line.runs)


def _shape_texts(shape: ShapeView) -> Iterator[tuple[PassageKind, str]]:
    if shape.alt:
        yield PassageKind.ALT, shape.alt
    for line in all_paragraphs(shape):
        yield PassageKind.TEXT, line.text
    for value in chart_texts(shape):
        yield PassageKind.DATA, value


def chart_texts(shape: ShapeView) -> Iterator[str]:
    """The cached values and the texts in a chart's part."""
    frame = graphic(shape.element, "c:chart")
    part = None
    if frame is not None:
        part = shape.slide.package.target(shape.part, frame.get(qn("r:id")))
    if part is not None:
        yield from (value.text for value in each(part.root, "c:v", "a:t") if value.text)
