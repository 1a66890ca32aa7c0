"""Reads the plan that a package shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from deckgen import template as template_room
from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.placement import own_box, to_tenths
from deckgen.appearance.shapes import Box
from deckgen.content import Page
from deckgen.content.registry import SlotShape, is_ours, scan_slide
from deckgen.opc import xml
from deckgen.opc.digest import Digests
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.plan import Plan, Slide
from deckgen.presentation import comments, document, notes
from deckgen.template import Layout, Template


class Pages:
    """The pages of a presentation, which must not change meanwhile.

    What is read of one is kept with the content of its part, and so is known of every equal slide
    that shares it (`Package.share`).
    """

    def __init__(
        self, package: Package, language: str, slides: Mapping[str, Part], names: Mapping[str, str]
    ) -> None:
        """`slides` are the parts of slides by the ids that links to them are read as.

        `names` are the ids of all slides by the names of their parts, "" where they are not known.
        """
        self._package, self._language, self._slides = package, language, slides
        self._digests = Digests(package, names)

    def digest(self, part: Part) -> bytes:
        """The digest of a slide with all that it leads to; equal slides have the same page."""
        return self._digests.of(part)

    def page(self, part: Part) -> Page:
        """The page of a slide."""
        key = ("page", self._language, self.digest(part))
        memory = part.memory.setdefault(key, {})
        return Page(self._package, part, self._language, self._slides, memory=memory)

    @classmethod
    def of(cls, package: Package, language: str, slides: Mapping[str, Part]) -> Pages:
        """The pages of slides by their ids."""
        return cls(package, language, slides, {part.name: name for name, part in slides.items()})


def read(package: Package) -> Plan:
    """The plan of a presentation; shapes that no kind of content can read are left out."""
    template = Template.of(package)
    title, language, moment = document.read_properties(package)
    named = template_room.named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    numbers = {number: name for name, (number, _) in named.items()}
    pages = Pages.of(package, language, parts)
    slides = tuple(
        read_slide(name, part, template, pages.page(part)) for name, part in parts.items()
    )
    return Plan(
        title, language, slides, document.read_sections(package.presentation, numbers), moment
    )


def _own_boxes(
    items: Iterable[SlotShape], page: Page, layout: Layout | None
) -> Iterator[tuple[str, Box]]:
    """The boxes of shapes that are not those of their layout's slots, by the slots' names.

    A shape of no placeholder is in the layout's slot of its name, as a drawn group is.
    """
    for item in items:
        now = item.place
        if now is None or not is_ours(item.content):
            continue
        chain = inheritance_chain(item.shape, page.part, page.package)
        slot = layout.slot(item.name) if layout and not chain.type else None
        there = slot.box if slot else chain.inherited_box
        own = own_box(item.shape, chain.body_properties(), there, now) if there else now
        if own is not None:
            yield item.name, to_tenths(own, there or own)


def read_slide(name: str, part: Part, template: Template, page: Page) -> Slide:
    """The plan of the slide in `part`, with `name` as its id."""
    layout = next(iter(page.package.related(part, "slideLayout")), None)
    found = template.layout_of(layout.name) if layout else None
    slots = scan_slide(part.root, page).slot_shapes
    filled = [item for item in slots if not item.content.is_blank()]
    return Slide(
        id=name,
        layout=found.name if found else "",
        slots=tuple((item.name, item.content) for item in filled),
        notes=notes.read(page.package, part, page),
        comments=comments.read_comments(page.package, part),
        hidden=is_hidden(part),
        boxes=tuple(sorted(_own_boxes(filled, page, found))),
        names=tuple((item.name, item.id) for item in slots if not item.own),
    )


def is_hidden(part: Part) -> bool:
    """Whether PowerPoint's Hide Slide is on for a slide."""
    return not xml.flag(part.root, "show", default=True)
