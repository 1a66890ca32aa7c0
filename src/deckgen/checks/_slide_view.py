"""Slides and shapes as rules see them, how their texts fit, and where findings about them are."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field

from deckgen import plan
from deckgen.appearance.inheritance import InheritanceChain, inheritance_chain
from deckgen.appearance.shapes import (
    FIELD_TYPES,
    TITLE_TYPES,
    Box,
    GroupTransform,
    placeholder_of,
    placeholder_type,
    shapes_in,
    tree_of,
)
from deckgen.appearance.theme import Memory
from deckgen.content import Page, graphic, is_decorative, non_visual_properties, textbody
from deckgen.content.table import row_heights
from deckgen.content.table.layout import RowHeights, TableOverflow
from deckgen.diagnostics import DeckLocation, Place, Span
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import EMU_PER_POINT, Element, each, find, integer, qn, tag
from deckgen.textfit.autofit import Fit, fit
from deckgen.textfit.frame import bounding_frame


class FindingLocation(Struct, frozen=True):
    """A location in the presentation and, where a deck is checked, in the author's files."""

    location: DeckLocation | None = None
    span: Span | None = None

    @property
    def place(self) -> Place | None:
        """The place for messages: the author's line, else the place in the presentation."""
        return self.span or self.location


_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


class ShapeView(Struct, frozen=True, eq=False, dict=True):
    """A shape of a slide, a layout or a master. `group` is the group that holds it, or None."""

    element: Element
    slide: SlideView
    part: Part
    group: ShapeView | None
    transform: GroupTransform

    @cached_property
    def box(self) -> Box | None:
        """Its box on the slide in EMU, through groups, its own or inherited from layout or master;
        None where there is neither."""
        found = self.inheritance.upright_box
        return None if found is None else self.transform.place(found)

    @cached_property
    def tag(self) -> str:
        """The element's name, such as `p:sp`."""
        return tag(self.element)

    @cached_property
    def non_visual(self) -> Element | None:
        """The `p:cNvPr` (or `p14:cNvPr` of ink): id, name, alternative text."""
        own = non_visual_properties(self.element)
        return next(each(self.element, "p14:cNvPr"), None) if own is None else own

    @property
    def name(self) -> str:
        """The name that the Selection Pane shows."""
        return "" if self.non_visual is None else self.non_visual.get("name", "")

    @property
    def id(self) -> int:
        """The shape's id on its slide; 0 where it has none."""
        return 0 if self.non_visual is None else integer(self.non_visual, "id")

    @property
    def alt(self) -> str:
        """Its alternative text."""
        return "" if self.non_visual is None else self.non_visual.get("descr", "").strip()

    @property
    def decorative(self) -> bool:
        """Whether it is marked as decorative."""
        return is_decorative(self.non_visual)

    @property
    def hidden(self) -> bool:
        """Whether the Selection Pane hides it, or a group around it."""
        own = self.non_visual is not None and xml.flag(self.non_visual, "hidden")
        return own or (self.group is not None and self.group.hidden)

    @cached_property
    def ph(self) -> Element | None:
        """The `p:ph` that binds it to a placeholder of its layout."""
        return placeholder_of(self.element)

    @cached_property
    def type(self) -> str:
        """The placeholder's type (`title`, `body`, `obj` ...), "" for other shapes."""
        return placeholder_type(self.element)

    @property
    def is_title(self) -> bool:
        """Whether it is the slide's title."""
        return self.type in TITLE_TYPES

    @property
    def is_field(self) -> bool:
        """Whether it is the date, the footer or the slide number."""
        return self.type in FIELD_TYPES

    @cached_property
    def text_body(self) -> Element | None:
        """Its text body, or None."""
        return find(self.element, "p:txBody")

    @cached_property
    def text(self) -> str:
        """The text of its own text body, one line a paragraph."""
        return "" if self.text_body is None else "\n".join(paragraph_texts(self.text_body))

    @property
    def has_text(self) -> bool:
        """Whether its own text body has text other than spaces."""
        return bool(self.text.strip())

    @property
    def groups(self) -> Iterator[ShapeView]:
        """The groups that hold it, from the inside out."""
        at = self.group
        while at is not None:
            yield at
            at = at.group

    @cached_property
    def inheritance(self) -> InheritanceChain:
        """The placeholders of layout and master that it inherits from, and their styles."""
        slide = self.slide
        return inheritance_chain(self.element, self.part, slide.package, slide.memory)

    @property
    def where(self) -> FindingLocation:
        """The location of a finding about it."""
        box = self.box.points if self.box is not None else None
        location = DeckLocation(self.slide.file, self.slide.number, self.name or None, box)
        return FindingLocation(location, self.slide.span_of(self))


def memory_of_rules() -> Memory:
    """A memory that keeps all: each rule looks at all slides, one rule after the other."""
    return Memory(sys.maxsize)


class SlideView(Struct, frozen=True, eq=False, dict=True):
    """A slide: its number from 1, its part, its layout's and its master's, and its plan.

    `spans` are the places in the author's files of the shapes' slots, by shape id, and of the
    slide itself under 0; empty where a presentation is checked without its deck. `memory` is shared
    by the slides of one presentation.
    """

    package: Package
    number: int
    part: Part
    layout: Part | None
    master: Part | None
    planned: plan.Slide
    spans: Mapping[int, Span] = field(default_factory=dict)
    memory: Memory = field(default_factory=memory_of_rules)

    @property
    def file(self) -> str:
        """The name of the presentation, for messages."""
        return self.package.name

    @property
    def id(self) -> str:
        """The slide's id in the plan."""
        return self.planned.id

    @property
    def hidden(self) -> bool:
        """Whether Hide Slide is on."""
        return self.planned.hidden

    @property
    def where(self) -> FindingLocation:
        """The location of a finding about the whole slide."""
        return FindingLocation(DeckLocation(self.file, self.number), self.spans.get(0))

    def slot(self, name: str) -> FindingLocation:
        """The location of a finding about a slot; the slide itself where the slot is not filled."""
        shape = next((s for s in self.shapes if s.name == name), None)
        location = self.where.location if shape is None else shape.where.location
        return FindingLocation(location, self.planned.spans.get(name, self.spans.get(0)))

    def span_of(self, shape: ShapeView) -> Span | None:
        """The author's place for a shape: that of its slot, its group's slot, or the slide."""
        found = (self.spans.get(at.id) for at in (shape, *shape.groups) if at.id)
        return next((span for span in found if span is not None), self.spans.get(0))

    @cached_property
    def shapes(self) -> tuple[ShapeView, ...]:
        """All shapes in reading order; groups come before the shapes in them."""
        return tuple(_walk(self, self.part))

    @cached_property
    def title(self) -> ShapeView | None:
        """The title placeholder, or None."""
        return next((shape for shape in self.shapes if shape.is_title), None)

    @cached_property
    def layout_shapes(self) -> tuple[ShapeView, ...]:
        """The shapes of its layout."""
        return () if self.layout is None else tuple(_walk(self, self.layout))

    @cached_property
    def master_shapes(self) -> tuple[ShapeView, ...]:
        """The shapes of its master."""
        return () if self.master is None else tuple(_walk(self, self.master))


def _walk(slide: SlideView, part: Part) -> Iterator[ShapeView]:
    views: dict[Element | None, ShapeView] = {}
    for element, group, transform in shapes_in(tree_of(part.root)):
        views[element] = ShapeView(element, slide, part, views.get(group), transform)
        yield views[element]


def paragraph_texts(body: Element) -> Iterator[str]:
    """The text of each paragraph of a text body; a line break is a space."""
    for paragraph in body.iterchildren(qn("a:p")):
        yield paragraph_text(paragraph)


def paragraph_text(paragraph: Element) -> str:
    """The text of one paragraph, formulas included; a line break is a space."""
    pieces = paragraph.iter(qn("a:t"), qn("a:br"), _FORMULA)
    return "".join(" " if tag(piece) == "a:br" else piece.text or "" for piece in pieces)


# How the texts and the tables of slides fit, each measured once. Lengths are in points.


def text_fits(slide: SlideView) -> Iterator[tuple[ShapeView, Fit]]:
    """How the texts of shapes fit; shapes that grow with their text are left out."""
    page = Page(slide.package, slide.part, "")
    for shape in slide.shapes:
        if shape.text_body is None or not shape.has_text or shape.is_field or shape.hidden:
            continue
        if shape.box is None:
            continue
        room = bounding_frame(shape.inheritance, shape.box, label=shape.ph is None)
        if room is not None:
            yield shape, fit(textbody.read(shape.text_body, page), room)


# Tables that do not fit above the end of their slot, of the slide, or a shape below.


_STORED_TOLERANCE = 3.0  # points by which a table may have been stored below what bounds it
_GRAPHICS = ("p:pic", "p:graphicFrame")  # what shows something without a text body


def table_overflows(
    slide: SlideView, slide_height: int, *, in_deck: bool
) -> Iterator[tuple[ShapeView, TableOverflow]]:
    """The tables of a slide that do not fit, each with the nearest limit that it passes.

    `slide_height` is in EMU. A slot bounds the tables of a deck (`in_deck`); in a presentation
    without its deck, those whose stored height is within it. A shape below bounds only a table
    that was stored above it.
    """
    page = Page(slide.package, slide.part, "")
    for shape in slide.shapes:
        table = graphic(shape.element, "a:tbl")
        if table is None or shape.box is None or shape.hidden or shape.group is not None:
            continue
        heights = row_heights(table, page)
        limits = [(slide_height, "the slide"), *_limits(shape, shape.box, heights, in_deck=in_deck)]
        for bottom, limit in sorted(limits):
            found = heights.overflow((bottom - shape.box.y) / EMU_PER_POINT, limit)
            if found is not None:
                yield shape, found
                break


def _limits(
    shape: ShapeView, box: Box, heights: RowHeights, *, in_deck: bool
) -> Iterator[tuple[int, str]]:
    """The lower edges, in EMU, that a table should not pass on its slide."""
    stored = box.y + round(heights.stored * EMU_PER_POINT)
    slack = round(_STORED_TOLERANCE * EMU_PER_POINT)
    slot = shape.inheritance.inherited_box
    if slot is not None:
        bottom = slot.y + slot.height
        if in_deck or stored <= bottom + slack:
            yield bottom, "its slot"
    for other in shape.slide.shapes:
        below = other.box
        if other is shape or below is None or other.hidden or other.tag == "p:grpSp":
            continue
        beside = below.x >= box.x + box.width or below.x + below.width <= box.x
        shown = other.has_text or other.tag in _GRAPHICS
        if shown and not beside and below.y >= stored - slack:
            yield below.y, f"`{other.name}` below it"
