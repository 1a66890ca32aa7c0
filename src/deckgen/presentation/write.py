"""Writes a plan on a template as a package."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from copy import deepcopy

from msgspec import Struct, field, structs

from deckgen.appearance import relayout
from deckgen.appearance.shapes import Slot, children, tree_of
from deckgen.content import Content, Page, name_of
from deckgen.content.groups import read_mark
from deckgen.content.registry import scan_slide
from deckgen.deck import Comment, EmbedMode
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part, content_type
from deckgen.opc.xml import Element, find, integer, make, qn
from deckgen.plan import Plan, Slide
from deckgen.presentation import comments, document, marks, notes, slide_parts
from deckgen.presentation.notes import shape_tree, slide_document
from deckgen.template import Layout, Template, named_slides
from deckgen.textfit.autofit import Fitter, KnownFits

_CT_SLIDE = content_type("presentationml.slide")
_FIRST_ID = 256  # ECMA-376 part 1, 19.7.13 (ST_SlideId)


class Outline(Struct, frozen=True, array_like=True):
    """What a presentation needs to know of a slide ahead: its id, and whether it has notes.

    `like` is the id of the pattern slide that it is made from, "" for one made from its layout.
    """

    id: str
    like: str
    notes: bool
    hidden: bool

    @classmethod
    def of(cls, slide: Slide) -> Outline:
        """The outline of a planned slide."""
        return cls(slide.id, slide.like, slide.notes is not None, slide.hidden)


class Written(Struct, frozen=True):
    """A presentation that was written: its template, and what became of its slides.

    `package` is the presentation. By the slides' ids, `parts` are their parts and `numbers` their
    `p:sldId/@id`.
    """

    template: Template
    package: Package
    parts: dict[str, Part]
    numbers: dict[str, int]

    def fork(self) -> Written:
        """A copy that changes independently."""
        package = self.package.fork()
        parts = {name: package.parts[part.name] for name, part in self.parts.items()}
        return structs.replace(self, package=package, parts=parts)


class SlideWriter:
    """Writes slides one after the other on a fork of a template's package.

    A slide that is `like` a pattern slide is the pattern's own part, changed where it differs, or
    a clone of it from the second use on; other slides of the template are removed.
    """

    def __init__(
        self,
        template: Template,
        outlines: Sequence[Outline],
        language: str,
        embed: EmbedMode,
        known: KnownFits | None = None,
        *,
        extracted: bool = False,
    ) -> None:
        """For these slides, in their order. `known` is shared by presentations of one template.

        Where the deck was `extracted` from the template, its properties stay, and its own slides
        get no tags.
        """
        self.template, self.outlines, self.language = template, outlines, language
        self.embed, self.extracted = embed, extracted
        self.package = template.package.fork()
        self.parts = _parts(outlines, self.package)
        self.ids = {part.name: name for name, part in self.parts.items()}
        self._comments = comments.Writer(self.package)
        self._unused: set[str] = set()
        if any(outline.notes and not outline.like for outline in outlines):
            notes.master(self.package)
        self._fitter = Fitter(self.package, known)

    def write(self, slide: Slide) -> None:
        """Write a slide, without its comments where it is made from a layout."""
        page = Page(self.package, self.parts[slide.id], self.language, self.parts)
        layout = self.template.layouts.get(slide.layout)
        if slide.like:
            if layout is not None:
                relayout.put_on(layout.part_name, page.part, self.package)
            own = self.extracted and page.part.name in self.template.package.parts
            tagged = self.embed.marks and (not own or bool(slide.repeats))
            self._unused |= _update(slide, page, self._comments, self._fitter, tagged=tagged)
        else:
            self._lay_out(slide, page)

    def _lay_out(self, slide: Slide, page: Page) -> None:
        layout, package, part = self.template.layouts[slide.layout], page.package, page.part
        layout = layout.with_boxes(dict(slide.boxes))
        part.relate(package.parts[layout.part_name], "slideLayout")
        _write_slots(slide, layout, page, self._fitter)
        if slide.notes is not None:
            notes.write(package, page, slide.notes)
        if self.embed.marks:
            marks.write_tags(package, part, slide.id, shapes_of(slide, part, page))

    def comment(self, name: str, remarks: Sequence[Comment]) -> None:
        """Write the comments of a slide that is made from a layout."""
        if remarks:
            self._comments.write(self.parts[name], remarks)

    def finish(self, about: Plan, *, anchored: bool = False) -> Written:
        """The presentation with its slides listed, and its sections and properties from a plan.

        With `anchored`, each slide gets a custom show too, by which every editor lets it be
        recognised.
        """
        package, parts = self.package, self.parts
        self._comments.finish()
        numbers = _list_slides(package, parts)
        if self._unused:
            package.drop_unreached(self._unused)
        document.write_sections(package.presentation, about.sections, numbers)
        if anchored:
            marks.write_custom_shows(package, parts)
        noted = sum(outline.notes for outline in self.outlines)
        hidden = sum(outline.hidden for outline in self.outlines)
        counts = (len(parts), noted, hidden)
        kept = self.extracted or not self.embed.marks
        document.write_properties(package, about, counts, kept=kept)
        if anchored:
            marks.number_slides(package, parts.values())
        return Written(self.template, package, parts, numbers)


def write(
    plan: Plan, template: Template, embed: EmbedMode = EmbedMode.FULL, *, anchored: bool = False
) -> Written:
    """The presentation of the plan's slides, as a `SlideWriter` writes them."""
    writer = SlideWriter(
        template, [Outline.of(slide) for slide in plan.slides], plan.language, embed
    )
    for slide in plan.slides:
        writer.write(slide)
        if not slide.like:
            writer.comment(slide.id, slide.comments)
    return writer.finish(plan, anchored=anchored)


def _parts(outlines: Sequence[Outline], package: Package) -> dict[str, Part]:
    """The part of each slide by its id; pattern slides that none is like are removed.

    A pattern's own part is that of the slide with its id, else of the first one like it.
    """
    patterns = {name: part for name, (_, part) in named_slides(package).items()}
    wanted = {outline.like for outline in outlines if outline.like}
    free = {name: part for name, part in patterns.items() if name in wanted}
    originals = dict(free)
    copies = {name: slide_parts.Original(package, part) for name, part in originals.items()}
    same = {outline.id for outline in outlines if outline.id == outline.like}
    parts: dict[str, Part] = {}
    for outline in outlines:
        if not outline.like:
            parts[outline.id] = package.add("/ppt/slides/slide{}.xml", _CT_SLIDE, b"")
        elif outline.like in free and (outline.id == outline.like or outline.like not in same):
            parts[outline.id] = free.pop(outline.like)
        else:
            parts[outline.id] = copies[outline.like].clone()
    slide_parts.remove(package, [part for name, part in patterns.items() if name not in wanted])
    return parts


def _write_slots(slide: Slide, layout: Layout, page: Page, fitter: Fitter) -> None:
    """Make the page's part a slide with a shape for each slot, and what stands beside it."""
    written: list[tuple[Element, Content]] = []
    owner = page.package.parts[layout.part_name]
    for name, content in slide.slots:
        slot = layout.slot(name)
        assert slot is not None, f"planning checked the slot {name}"
        shape = content.write(slot, page)
        fitter.store_slot_scale(shape, content.paragraphs(), slot, owner)
        written.append((shape, content))
    tree = shape_tree(*(shape for shape, _ in written))
    root = slide_document("p:sld", make("p:cSld", None, tree))
    if slide.hidden:
        root.set("show", "0")
    page.part.replace(root)
    for shape, content in written:
        for mark in reversed(content.beside(shape, page)):
            shape.addnext(mark)


def shapes_of(slide: Slide, part: Part, page: Page) -> dict[str, Element]:
    """The shapes of a written slide by their slots."""
    wanted = {name for name, _ in slide.slots}
    if slide.like:
        tagged = {slot: number for number, slot in marks.shape_tags(page.package, part).items()}
        names = dict(slide.names) | (tagged if slide.repeats else {})
        shapes = scan_slide(part.root, page, names).slot_shapes
        return {item.name: item.shape for item in shapes if item.name in wanted}
    found = {}
    for shape in children(tree_of(part.root)):
        name = name_of(shape)
        if name in wanted:
            found[name] = shape
    return found


def _beside(shape: Element, page: Page) -> list[Element]:
    """The shapes that stand beside a slot's shape."""
    parent = shape.getparent()
    if parent is None or not any(map(read_mark, parent)):
        return []
    from deckgen.content.beside import marked

    return marked(shape, page)


def _update(
    slide: Slide, page: Page, comment_writer: comments.Writer, fitter: Fitter, *, tagged: bool
) -> set[str]:
    """Change a pattern slide where the plan differs from it, and tag it; nothing else.

    Returns the names of parts that only what the slide leaves off needed.
    """
    part, package = page.part, page.package
    names, wanted, unused = dict(slide.names), dict(slide.slots), set[str]()
    for group, count in slide.repeats:
        slide_parts.repeat(group, count, page)
    shapes = scan_slide(part.root, page, names).slot_shapes
    left_off = [s.name for s in shapes if s.name not in wanted and not s.content.is_blank()]
    differing = [s.name for s in shapes if s.name in wanted and s.content != wanted[s.name]]
    if left_off or differing or slide.boxes or tagged:
        root = part.edit()
        page.count_shapes()
        elements = {s.name: s.shape for s in scan_slide(root, page, names).slot_shapes}
        _place(slide, elements, page, fitter)
        for name in differing:
            wanted[name].update(elements[name], page)
            fitter.store_shape_scale(elements[name], wanted[name].paragraphs(), part)
        elements = {s.name: s.shape for s in scan_slide(root, page, names).slot_shapes}
        gone = [elements[name] for name in left_off]
        gone += [mark for shape in gone for mark in _beside(shape, page)]
        unused = slide_parts.leave_off(part, gone)
        if tagged:
            slots = {name: shape for name, shape in elements.items() if name in wanted}
            marks.write_tags(package, part, slide.id, slots)
    if xml.flag(part.root, "show", default=True) == slide.hidden:
        root = part.edit()
        if slide.hidden:
            root.set("show", "0")
        else:
            root.attrib.pop("show")
    if slide.notes is not None and slide.notes != notes.read(package, part, page):
        notes.update(package, page, slide.notes)
    if slide.comments != comments.read_comments(package, part):
        comments.remove_comments(package, part)
        if slide.comments:
            comment_writer.write(part, slide.comments)
    return unused


def _place(slide: Slide, elements: dict[str, Element], page: Page, fitter: Fitter) -> None:
    """Give the shapes of a pattern slide, by their slots, the boxes of the slide.

    What it has no slots for is put in front of the others, and added to the shapes.
    """
    tree = tree_of(page.part.root)
    for name, content in slide.slots:
        box = slide.box(name)
        if box is None:
            continue
        if name in elements:
            content.move(elements[name], box)
        else:
            elements[name] = content.write(Slot(name, "", 0, box, own=True), page)
            tree.append(elements[name])
        fitter.store_shape_scale(elements[name], content.paragraphs(), page.part)


class _Numbers(Struct):
    """Gives slides a `p:sldId/@id` computed from their ids, so that each keeps its own."""

    used: set[int] = field(default_factory=set)

    def give(self, name: str) -> int:
        number = _FIRST_ID + zlib.crc32(name.encode()) % (1 << 30)
        while number in self.used:
            number += 1
        self.used.add(number)
        return number


def _list_slides(package: Package, parts: dict[str, Part]) -> dict[str, int]:
    """Write `p:sldIdLst` where slides or their order changed; returns each `p:sldId/@id` by id."""
    presentation = package.presentation
    present: dict[str, Element] = {}
    for element in xml.each(presentation.root, "p:sldId"):
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
        xml.insert(root, listed, xml.PRESENTATION_ORDER)
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
