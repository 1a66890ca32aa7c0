"""Where a finding is: on the slides, and in the author's files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from deckgen import plan
from deckgen.appearance.shapes import (
    FIELD_TYPES,
    TITLE_TYPES,
    Box,
    GroupTransform,
    InheritanceChain,
    inheritance_chain,
    own_box,
)
from deckgen.content.base import properties
from deckgen.diagnostics import DeckLocation, Place, Span
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, find, integer, qn, tag


@dataclass(frozen=True, slots=True)
class FindingLocation:
    """A place on the slides and, where a deck is checked, what the author wrote there."""

    spot: DeckLocation | None = None
    span: Span | None = None

    @property
    def place(self) -> Place | None:
        """What a message names: the author's own line before the shape that came of it."""
        return self.span or self.spot


# Slides and shapes as rules look at them: every shape with its box, names and ancestors.


_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

_SHAPES = ("p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp", "p:contentPart")


@dataclass(frozen=True, eq=False)
class ShapeView:
    """A shape of a slide, a layout or a master. `group` is the group it stands in, or None.

    `box` is where it stands on the slide, in EMU, through groups; a placeholder without a place
    of its own stands where its layout or master says. None where nobody says.
    """

    element: Element
    slide: SlideView
    part: Part
    group: ShapeView | None = None
    box: Box | None = None

    @cached_property
    def tag(self) -> str:
        """The element's name, such as `p:sp`."""
        return tag(self.element)

    @cached_property
    def about(self) -> Element | None:
        """The `p:cNvPr` (or `p14:cNvPr` of ink): id, name, alternative text."""
        own = properties(self.element)
        return next(each(self.element, "p14:cNvPr"), None) if own is None else own

    @property
    def name(self) -> str:
        """The name that the Selection Pane shows."""
        return "" if self.about is None else self.about.get("name", "")

    @property
    def id(self) -> int:
        """The shape's id on its slide; 0 where it has none."""
        return 0 if self.about is None else integer(self.about, "id")

    @property
    def alt(self) -> str:
        """Its alternative text."""
        return "" if self.about is None else self.about.get("descr", "").strip()

    @property
    def decorative(self) -> bool:
        """Whether it is marked as decorative."""
        marks = each(self.about, "adec:decorative") if self.about is not None else ()
        return any(mark.get("val", "0") in ("1", "true") for mark in marks)

    @property
    def hidden(self) -> bool:
        """Whether the Selection Pane hides it, or a group around it."""
        own = self.about is not None and self.about.get("hidden") in ("1", "true")
        return own or (self.group is not None and self.group.hidden)

    @cached_property
    def ph(self) -> Element | None:
        """The `p:ph` that binds it to a placeholder of its layout."""
        for child in self.element:
            found = find(child, "p:nvPr/p:ph")
            if found is not None:
                return found
        return None

    @property
    def type(self) -> str:
        """The placeholder's type (`title`, `body`, `obj` ...), "" for other shapes."""
        return "" if self.ph is None else self.ph.get("type", "obj")

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
        """Whether its own text body says anything."""
        return bool(self.text.strip())

    @property
    def groups(self) -> Iterator[ShapeView]:
        """The groups that it stands in, from the inside out."""
        at = self.group
        while at is not None:
            yield at
            at = at.group

    @cached_property
    def lineage(self) -> InheritanceChain:
        """The placeholders of layout and master that it takes after, and their styles."""
        return inheritance_chain(self.element, self.part, self.slide.package)

    @property
    def where(self) -> FindingLocation:
        """Where a finding about it is."""
        box = self.box.points if self.box is not None else None
        spot = DeckLocation(self.slide.file, self.slide.number, self.name or None, box)
        return FindingLocation(spot, self.slide.span_of(self))


@dataclass(frozen=True, eq=False)
class SlideView:
    """A slide: its number from 1, its part, its layout's and its master's, and its plan.

    `spans` are where the author wrote the shapes' slots, by the shapes' ids, and the slide
    itself under 0; empty where a presentation is checked without its deck.
    """

    package: Package
    number: int
    part: Part
    layout: Part | None
    master: Part | None
    planned: plan.Slide
    spans: Mapping[int, Span] = field(default_factory=dict, repr=False)

    @property
    def file(self) -> str:
        """The presentation, as messages call it."""
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
        """Where a finding about the whole slide is."""
        return FindingLocation(DeckLocation(self.file, self.number), self.spans.get(0))

    def slot(self, name: str) -> FindingLocation:
        """Where a finding about a slot is; the slide itself where no such slot is filled."""
        shape = next((s for s in self.shapes if s.name == name), None)
        spot = self.where.spot if shape is None else shape.where.spot
        return FindingLocation(spot, self.planned.spans.get(name, self.spans.get(0)))

    def span_of(self, shape: ShapeView) -> Span | None:
        """Where the author wrote what a shape shows: its own slot, its group's, or the slide."""
        found = (self.spans.get(at.id) for at in (shape, *shape.groups) if at.id)
        return next((span for span in found if span is not None), self.spans.get(0))

    @cached_property
    def shapes(self) -> tuple[ShapeView, ...]:
        """All shapes in the order in which they are read; groups come before what they hold."""
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
    tree = find(part.root, "p:cSld/p:spTree")
    if tree is not None:
        yield from _inside(slide, part, tree, None, GroupTransform())


def _inside(
    slide: SlideView, part: Part, parent: Element, group: ShapeView | None, frame: GroupTransform
) -> Iterator[ShapeView]:
    for element in _children(parent):
        shape = ShapeView(element, slide, part, group, _box(slide, part, element, frame))
        yield shape
        if shape.tag == "p:grpSp":
            yield from _inside(slide, part, element, shape, frame.inside(element))


def _children(parent: Element) -> Iterator[Element]:
    """The shapes below a tree or group; of alternatives, the first choice."""
    for child in parent:
        name = tag(child)
        if name in _SHAPES:
            yield child
        elif name == "mc:AlternateContent":
            first = next((c for c in child if tag(c) in ("mc:Choice", "mc:Fallback")), None)
            if first is not None:
                yield from _children(first)


def _box(slide: SlideView, part: Part, element: Element, frame: GroupTransform) -> Box | None:
    own = own_box(element)
    if own is not None:
        return frame.place(own)
    above = ShapeView(element, slide, part).lineage.shapes[1:]
    return next((box for box in map(own_box, above) if box is not None), None)


def paragraph_texts(body: Element) -> Iterator[str]:
    """The text of each paragraph of a text body; a line break is a space."""
    for paragraph in body.iterchildren(qn("a:p")):
        yield paragraph_text(paragraph)


def paragraph_text(paragraph: Element) -> str:
    """The text of one paragraph, formulas included; a line break is a space."""
    pieces = paragraph.iter(qn("a:t"), qn("a:br"), _FORMULA)
    return "".join(" " if tag(piece) == "a:br" else piece.text or "" for piece in pieces)
