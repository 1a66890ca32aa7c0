"""A plan on a template to a package."""

from __future__ import annotations

import zlib

from deckgen import comments, ooxml
from deckgen.content.base import Page, placeholder
from deckgen.content.text import body
from deckgen.model import Slot
from deckgen.ooxml import Element, find, make, textual
from deckgen.opc import CT_PRESENTATION, Package, Part
from deckgen.package import notes, properties, sections
from deckgen.package.tree import document, shape_tree
from deckgen.plan import Field, Plan, Slide
from deckgen.template import Layout, Template

_CT_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml"
_FIRST_ID = 256  # ECMA-376 part 1, 19.7.13 (ST_SlideId)


def write(plan: Plan, template: Template) -> Package:
    """A package with the plan's slides on the template's layouts; the template is used up."""
    package = template.package
    package.presentation.content_type = CT_PRESENTATION
    clear(package)
    parts = {
        slide.id: package.add("/ppt/slides/slide{}.xml", _CT_SLIDE, b"") for slide in plan.slides
    }
    remarks = comments.Writer(package)
    for slide in plan.slides:
        layout = template.layouts[slide.layout]
        part = parts[slide.id]
        page = Page(package, part, plan.language, parts)
        part.relate(package.parts[layout.part_name], "slideLayout")
        part.replace(_slide(slide, layout, page))
        if slide.notes is not None:
            notes.write(package, page, slide.notes)
        if slide.comments:
            remarks.write(part, slide.comments)
    remarks.finish()
    numbers = _list_slides(package, parts)
    sections.write(package.presentation, plan.sections, numbers)
    properties.write(package, plan)
    return package


def _slide(slide: Slide, layout: Layout, page: Page) -> Element:
    shapes = []
    for name, content in slide.slots:
        slot = layout.slot(name)
        assert slot is not None, f"planning checked the slot {name}"
        shapes.append(content.write(slot, page))
    texts = {field.type: field for field in slide.fields}
    shapes += [_field(texts[s.type], s, page) for s in layout.fields if s.type in texts]
    common = make("p:cSld", {"name": slide.id}, shape_tree(*shapes))
    root = document("p:sld", common)
    if slide.hidden:
        root.set("show", "0")
    return root


def _field(field: Field, slot: Slot, page: Page) -> Element:
    frame = body((), page)
    paragraph = find(frame, "a:p")
    assert paragraph is not None
    paragraph.clear()
    properties_ = make("a:rPr", {"lang": page.language})
    if field.type == "sldNum":
        number = make(
            "a:fld",
            {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"},
            properties_,
            textual("a:t", "‹#›"),
        )
        paragraph.append(number)
    else:
        paragraph.append(make("a:r", None, properties_, textual("a:t", field.text)))
    return make(
        "p:sp",
        None,
        make(
            "p:nvSpPr",
            None,
            make("p:cNvPr", {"id": page.next_id(), "name": slot.name}),
            make("p:cNvSpPr", None, make("a:spLocks", {"noGrp": "1"})),
            placeholder(slot),
        ),
        make("p:spPr"),
        frame,
    )


def clear(package: Package) -> None:
    """Take the template's own slides out, with everything that only they use."""
    presentation = package.presentation
    root = presentation.edit()
    gone = set()
    for item in presentation.rels.of("slide"):
        gone.add(item.target)
        presentation.rels.drop(item.id)
    for name in ("p:sldIdLst", "p:custShowLst"):
        element = find(root, name)
        if element is not None:
            root.remove(element)
    for word in ("commentAuthors", "authors"):
        for item in presentation.rels.of(word):
            gone.add(item.target)
            presentation.rels.drop(item.id)
    package.drop_unreached(gone)


def _list_slides(package: Package, parts: dict[str, Part]) -> dict[str, int]:
    """Write `p:sldIdLst`; a slide's number is made from its id, so that it keeps it."""
    presentation = package.presentation
    root = presentation.edit()
    listed = make("p:sldIdLst")
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for name, part in parts.items():
        number = _FIRST_ID + zlib.crc32(name.encode()) % (1 << 30)
        while number in taken:
            number += 1
        taken.add(number)
        numbers[name] = number
        listed.append(make("p:sldId", {"id": number, "r:id": presentation.relate(part, "slide")}))
    if len(listed):
        after = [e for e in root if ooxml.tag(e) in _BEFORE_SLIDES]
        root.insert(root.index(after[-1]) + 1 if after else 0, listed)
    return numbers


_BEFORE_SLIDES = ("p:sldMasterIdLst", "p:notesMasterIdLst", "p:handoutMasterIdLst")
