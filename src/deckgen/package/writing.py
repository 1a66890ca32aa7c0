"""A plan on a template to a package."""

from __future__ import annotations

import zlib
from copy import deepcopy
from dataclasses import dataclass, field

from deckgen import comments, ooxml
from deckgen.content.base import Page
from deckgen.content.shapes import survey
from deckgen.embed import Embed
from deckgen.fit import Fitter
from deckgen.ooxml import Element, find, integer, make, qn
from deckgen.opc import Package, Part
from deckgen.package import (
    anchors,
    base,
    cloning,
    marks,
    notes,
    properties,
    removing,
    repeating,
    sections,
)
from deckgen.package.keeping import base_of, shapes_of
from deckgen.package.places import Places
from deckgen.package.prints import Key, Prints
from deckgen.package.reading import is_hidden, read
from deckgen.package.tree import document, shape_tree
from deckgen.pattern import named_slides
from deckgen.plan import Plan, Slide
from deckgen.template import Layout, Template

_CT_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml"
_FIRST_ID = 256  # ECMA-376 part 1, 19.7.13 (ST_SlideId)
_BEFORE_SLIDES = ("p:sldMasterIdLst", "p:notesMasterIdLst", "p:handoutMasterIdLst")


def write(
    plan: Plan,
    template: Template,
    embed: Embed = Embed.FULL,
    prints: Prints | None = None,
    *,
    anchored: bool = False,
) -> Package:
    """A package with the plan's slides on the template; the template is used up.

    A slide that is like a pattern is the pattern's own part, changed where it differs, or a
    clone of it from the second use on; the other slides of the template go. With `prints`, slides
    of a layout that were written before on the same template are taken from there. With
    `anchored`, each slide gets a custom show too, by which it is known in any editor.
    """
    package = template.package
    parts = _parts(plan, package)
    remarks = comments.Writer(package)
    prints = prints or Prints()
    if any(slide.notes is not None and not slide.like for slide in plan.slides):
        notes.master(package)
    fitter = Fitter(package, prints.fits)
    for slide in plan.slides:
        page = Page(package, parts[slide.id], plan.language, parts)
        if slide.like:
            _update(slide, page, remarks, embed, fitter)
        else:
            _lay_out(slide, template.layouts[slide.layout], page, embed, prints, fitter)
            if slide.comments:
                remarks.write(page.part, slide.comments)
    remarks.finish()
    numbers = _list_slides(package, parts)
    sections.write(package.presentation, plan.sections, numbers)
    if anchored:
        anchors.write(package, parts)
    properties.write(package, plan, embed)
    if embed is Embed.FULL:
        places = Places(package, prints.places)
        kept = base_of(plan, template, parts, numbers, places, prints.stood)
        base.write(package, kept, prints.told)
    elif embed is Embed.HASHES:
        base.write(package, base.Digests.of(read(package)))
    if anchored:
        anchors.number(package, parts.values())
    return package


def _lay_out(
    slide: Slide, layout: Layout, page: Page, embed: Embed, prints: Prints, fitter: Fitter
) -> None:
    """Make a slide of its layout, or lay it down as it was made before."""
    package, part = page.package, page.part
    key = Key(slide, layout, page.language, embed)
    if prints.lay(key, package, part, page.slides):
        return
    with prints.keeping(key, package, part, page.slides):
        part.relate(package.parts[layout.part_name], "slideLayout")
        part.replace(_slide(slide, layout, page, fitter))
        if slide.notes is not None:
            notes.write(package, page, slide.notes)
        if embed.marks:
            marks.write(package, part, slide.id, shapes_of(slide, part, page))


def _parts(plan: Plan, package: Package) -> dict[str, Part]:
    """The part of each slide by its id; slides of the template that none is like are removed."""
    patterns = {name: part for name, (_, part) in named_slides(package).items()}
    wanted = {slide.like for slide in plan.slides if slide.like}
    free = {name: part for name, part in patterns.items() if name in wanted}
    originals = dict(free)
    copies = {name: cloning.Original(package, part) for name, part in originals.items()}
    parts: dict[str, Part] = {}
    for slide in plan.slides:
        if not slide.like:
            parts[slide.id] = package.add("/ppt/slides/slide{}.xml", _CT_SLIDE, b"")
        elif slide.like in free:
            parts[slide.id] = free.pop(slide.like)
        else:
            parts[slide.id] = copies[slide.like].clone()
    removing.remove(package, [part for name, part in patterns.items() if name not in wanted])
    return parts


def _slide(slide: Slide, layout: Layout, page: Page, fitter: Fitter) -> Element:
    shapes = []
    owner = page.package.parts[layout.part_name]
    for name, content in slide.slots:
        slot = layout.slot(name)
        assert slot is not None, f"planning checked the slot {name}"
        shape = content.write(slot, page)
        fitter.settle_slot(shape, content.paragraphs(), slot, owner)
        shapes.append(shape)
    root = document("p:sld", make("p:cSld", None, shape_tree(*shapes)))
    if slide.hidden:
        root.set("show", "0")
    return root


def _update(
    slide: Slide, page: Page, remarks: comments.Writer, embed: Embed, fitter: Fitter
) -> None:
    """Make the slide that a pattern became say what the plan says, and change no more."""
    part, package = page.part, page.package
    names = dict(slide.names)
    wanted = dict(slide.slots)
    for group, count in slide.repeats:
        repeating.repeat(group, count, page)
    differing = [
        (held.name, held.id)
        for held in survey(part.root, page, names).held
        if held.name in wanted and held.content != wanted[held.name]
    ]
    if differing:
        root = part.edit()
        page.last_id = max((integer(e, "id") for e in ooxml.each(root, "p:cNvPr")), default=0)
        by_name = {held.name: held for held in survey(root, page, names).held}
        for name, _ in differing:
            shape = by_name[name].shape
            wanted[name].update(shape, page)
            fitter.settle_shape(shape, wanted[name].paragraphs(), part)
    if is_hidden(part) != slide.hidden:
        root = part.edit()
        if slide.hidden:
            root.set("show", "0")
        else:
            root.attrib.pop("show")
    if embed.marks:
        marks.write(package, part, slide.id, shapes_of(slide, part, page))
    if slide.notes is not None and slide.notes != notes.read(package, part, page):
        notes.update(package, page, slide.notes)
    if slide.comments != comments.read(package, part):
        comments.remove(package, part)
        if slide.comments:
            remarks.write(part, slide.comments)


@dataclass(slots=True)
class _Numbers:
    """Gives each slide a number that is made from its id, so that it keeps it."""

    taken: set[int] = field(default_factory=set)

    def give(self, name: str) -> int:
        number = _FIRST_ID + zlib.crc32(name.encode()) % (1 << 30)
        while number in self.taken:
            number += 1
        self.taken.add(number)
        return number


def _list_slides(package: Package, parts: dict[str, Part]) -> dict[str, int]:
    """Write `p:sldIdLst` where the slides or their order changed; each slide's number by its id."""
    presentation = package.presentation
    present: dict[str, Element] = {}
    for element in ooxml.each(presentation.root, "p:sldId"):
        target = package.target(presentation, element.get(qn("r:id")))
        if target is not None:
            present.setdefault(target.name, element)
    if list(present) == [part.name for part in parts.values()]:
        order = {part.name: name for name, part in parts.items()}
        return {order[name]: integer(e, "id") for name, e in present.items()}
    root = presentation.edit()
    numbers = _Numbers({integer(element, "id") for element in present.values()})
    listed = find(root, "p:sldIdLst")
    if listed is None:
        listed = make("p:sldIdLst")
        after = [e for e in root if ooxml.tag(e) in _BEFORE_SLIDES]
        root.insert(root.index(after[-1]) + 1 if after else 0, listed)
    for element in list(listed):
        listed.remove(element)
    found: dict[str, int] = {}
    for name, part in parts.items():
        entry = deepcopy(present.get(part.name))  # the template may share it
        if entry is None:
            rid = presentation.relate(part, "slide")
            entry = make("p:sldId", {"id": numbers.give(name), "r:id": rid})
        listed.append(entry)
        found[name] = integer(entry, "id")
    if not len(listed):
        root.remove(listed)
    return found
