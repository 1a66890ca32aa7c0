"""Reads the plan that a package shows."""

from __future__ import annotations

from deckgen import template as template_room
from deckgen.content import Page
from deckgen.content.registry import scan_slide
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.plan import Plan, Slide
from deckgen.presentation import comments, document, notes
from deckgen.template import Template


def read(package: Package) -> Plan:
    """The plan of a presentation; shapes that no kind of content can read are left out."""
    template = Template.of(package)
    title, language, moment = document.read_properties(package)
    named = template_room.named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    numbers = {number: name for name, (number, _) in named.items()}
    slides = tuple(
        read_slide(name, part, template, Page(package, part, language, parts))
        for name, part in parts.items()
    )
    return Plan(
        title, language, slides, document.read_sections(package.presentation, numbers), moment
    )


def read_slide(name: str, part: Part, template: Template, page: Page) -> Slide:
    """The plan of the slide in `part`, with `name` as its id."""
    layout = next(iter(page.package.related(part, "slideLayout")), None)
    found = template.layout_of(layout.name) if layout else None
    slots = scan_slide(part.root, page).slot_shapes
    return Slide(
        id=name,
        layout=found.name if found else "",
        slots=tuple((item.name, item.content) for item in slots if not item.content.is_blank()),
        notes=notes.read(page.package, part, page),
        comments=comments.read_comments(page.package, part),
        hidden=is_hidden(part),
        names=tuple((item.name, item.id) for item in slots if not item.own),
    )


def is_hidden(part: Part) -> bool:
    """Whether PowerPoint's Hide Slide is on for a slide."""
    return not xml.flag(part.root, "show", default=True)
