"""Templates as data: their slide layouts and pattern slides, both with named slots.

A deck's slide is made from a layout (`layout:`) or like one of the template's own slides (`like:`),
which is called a pattern.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from deckgen import soundness
from deckgen.appearance.inheritance import inheritance_chain
from deckgen.appearance.shapes import (
    FIELD_TYPES,
    NO_BOX,
    TITLE_TYPES,
    Box,
    Slot,
    box,
    layout_name,
    layout_parts,
    placeholder_key,
    placeholder_type,
    placeholders,
    sheet_name,
)
from deckgen.appearance.text import TextInheritance
from deckgen.appearance.theme import Memory
from deckgen.cache import Cache, program
from deckgen.content import Page, UnsupportedObject, paragraph_texts, textbody
from deckgen.content.registry import SlotShape, scan_slide
from deckgen.content.text import Text
from deckgen.diagnostics import Span, shown
from deckgen.facts.references import Escapes, references
from deckgen.opc.package import LAYOUT_TYPE, Package, read_file
from deckgen.opc.part import Part, Relationship
from deckgen.opc.xml import Element, custom_show, each, find, make, qn
from deckgen.richtext import Paragraph, merged
from deckgen.soundness import Traits
from deckgen.source.keys import DEFAULT_LANGUAGE, NOTES_SLOT, SLIDE_ID, slug, unused
from deckgen.source.writing import YamlData


class Layout(Struct, frozen=True):
    """A slide layout, or a pattern slide in the form of one.

    `fields` are the slots of date, footer and slide number, which deck.yaml fills; `type` is
    ECMA-376's ST_SlideLayoutType, "" where the layout has none.
    """

    name: str
    part_name: str
    slots: tuple[Slot, ...]
    fields: tuple[Slot, ...]
    type: str = ""

    def slot(self, name: str) -> Slot | None:
        """The slot of that name, or None."""
        return next((slot for slot in (*self.slots, *self.fields) if slot.name == name), None)

    def is_field(self, name: str) -> bool:
        """Whether a slot is a date, footer or slide number."""
        return any(slot.name == name for slot in self.fields)

    def with_boxes(self, boxes: Mapping[str, Box]) -> Layout:
        """The layout as a slide has it that gives slots these boxes, in EMU.

        Names of no slot are slots of the slide alone, above its others.
        """
        if not boxes:
            return self

        def placed(slot: Slot) -> Slot:
            own = boxes.get(slot.name)
            return slot if own is None else structs.replace(slot, box=own, own=True)

        there = [slot.name for slot in (*self.slots, *self.fields)]
        free = (Slot(n, "", 0, one, own=True) for n, one in boxes.items() if n not in there)
        slots = (*map(placed, self.slots), *free)
        return structs.replace(self, slots=slots, fields=tuple(map(placed, self.fields)))

    def numbered(self, name: str) -> tuple[Slot, ...]:
        """The slots called `name 1`, `name 2` ..., in the order of their numbers."""
        found: list[Slot] = []
        while slot := self.slot(f"{name} {len(found) + 1}"):
            found.append(slot)
        return tuple(found)

    @property
    def duplicate_names(self) -> tuple[str, ...]:
        """The names that more than one slot of the layout has."""
        names = [slot.name for slot in (*self.slots, *self.fields)]
        return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))


class Template(Struct, frozen=True):
    """A presentation whose layouts slides are made from; slides are `width` x `height` EMU.

    `digest` is the SHA-256 of its file, "" for one that is in no file.
    """

    name: str
    width: int
    height: int
    layouts: dict[str, Layout]
    package: Package
    digest: str = ""

    @classmethod
    def open(cls, path: Path, span: Span | None = None, kept: Cache | None = None) -> Template:
        """The template in a file; its layouts are kept in `kept`.

        Raises `Problem` where it is no presentation.
        """
        data = read_file(path, span)
        digest = sha256(data).hexdigest()
        known = None if kept is None else _Known.find(digest, kept)
        if known is None:
            parts: dict[str, _KnownPart] = {}
            package = Package.load(data, shown(path), span, look=partial(_look, parts, Memory()))
            known = _Known(_layouts(package), parts)
            if kept is not None:
                known.keep(digest, kept)
        else:
            package = Package.load(data, shown(path), span, readable=True)
            for name, about in known.parts.items():
                about.tell(package.parts[name])
        found = cls.of(package, known.layouts)
        return structs.replace(found, digest=digest)

    @classmethod
    def of(cls, package: Package, layouts: dict[str, Layout] | None = None) -> Template:
        """The template in a package. Layouts of one name are numbered: `Title (2)`."""
        width, height = package.slide_size
        found = _layouts(package) if layouts is None else layouts
        return cls(package.name, width, height, found, package)

    def layout_of(self, part_name: str) -> Layout | None:
        """The layout in a part, or None."""
        return next((item for item in self.layouts.values() if item.part_name == part_name), None)


class _KnownPart(Struct, frozen=True, array_like=True):
    """What is kept of a part: its digest and relationships, and its `traits` where it is sound."""

    digest: bytes
    rels: tuple[Relationship, ...]
    traits: Traits | None

    @classmethod
    def of(cls, package: Package, part: Part) -> _KnownPart:
        return cls(part.digest, tuple(part.rels), soundness.examine(package, part))

    def tell(self, part: Part) -> None:
        part.recall(self.digest, self.rels)
        if self.traits is not None:
            soundness.trust(part, self.traits)


class _Known(Struct, frozen=True):
    """What is kept of a template whose file can be read: its layouts, and what is in its parts."""

    layouts: dict[str, Layout]
    parts: dict[str, _KnownPart]

    @classmethod
    def find(cls, digest: str, kept: Cache) -> _Known | None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(kept.get(cls._name(digest)) or b"", type=cls)
        return None

    def keep(self, digest: str, kept: Cache) -> None:
        kept.put(self._name(digest), msgspec.msgpack.encode(self))

    @staticmethod
    def _name(digest: str) -> str:
        return sha256(b"template file" + program() + digest.encode()).hexdigest()


def _look(parts: dict[str, _KnownPart], memory: Memory, package: Package, part: Part) -> None:
    """See what a part of a template is; the XML of a layout goes again, since few are used."""
    parts[part.name] = _KnownPart.of(package, part)
    if part.content_type == LAYOUT_TYPE:
        _read_layout(part, package, memory)
        part.release()


_MOST = 512
_read: dict[tuple[str, bytes, bytes], Layout] = {}
"""The layouts that were read last, by the part's name, its digest and that of its master: a
presentation has those of its template, and is often read after it."""


def _layouts(package: Package) -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    memory = Memory()
    if len(_read) > _MOST:
        _read.clear()
    for part, _ in layout_parts(package):
        layout = _read_layout(part, package, memory)
        name = unused(layout.name, found.__contains__, "{} ({})")
        found[name] = structs.replace(layout, name=name)
    return found


def _read_layout(part: Part, package: Package, memory: Memory) -> Layout:
    masters = b"".join(master.digest for master in package.related(part, "slideMaster"))
    key = part.name, part.digest, masters
    if key not in _read:
        _read[key] = _layout(part, package, memory)
    return _read[key]


def _layout(part: Part, package: Package, memory: Memory) -> Layout:
    slots: list[Slot] = []
    fields: list[Slot] = []
    for shape, ph in placeholders(part.root):
        kind, index = placeholder_key(ph)
        place = box(shape) or inheritance_chain(shape, part, package, memory).box or NO_BOX
        about = next(each(shape, "p:cNvPr"), None)
        name = "" if about is None else about.get("name", "")
        slot = Slot(name, kind, index, place, ph.get("orient", ""), ph.get("sz", ""))
        (fields if kind in FIELD_TYPES else slots).append(slot)
    return Layout(
        layout_name(part),
        part.name,
        tuple(slots),
        tuple(fields),
        part.root.get("type", ""),
    )


# Pattern slides.


class Pattern(Struct, frozen=True):
    """A pattern slide: its id, its part and the name of its layout's part.

    `slot_shapes` are the shapes that are slots, `kept` the objects that YAML cannot change, `once`
    the same with those that are idle, which earlier decks list too. `notes` is the shape of its
    speaker notes, None where it has none.
    """

    id: str
    part: Part
    layout: str
    slot_shapes: tuple[SlotShape, ...]
    once: tuple[UnsupportedObject, ...]
    notes: SlotShape | None = None

    @property
    def kept(self) -> tuple[UnsupportedObject, ...]:
        """The objects that YAML cannot change."""
        return tuple(entry for entry in self.once if not entry.idle)

    @property
    def groups(self) -> dict[str, tuple[SlotShape, ...]]:
        """The groups of shapes by name, each with its slots; only names of a single group."""
        found: dict[str, list[SlotShape]] = {}
        names = Counter(
            properties_of(group).get("name", "") for group in each(self.part.root, "p:grpSp")
        )
        for slot_shape in self.slot_shapes:
            for group in slot_shape.shape.iterancestors(qn("p:grpSp")):
                name = properties_of(group).get("name", "")
                found.setdefault(name, []).append(slot_shape)
        return {name: tuple(inside) for name, inside in found.items() if names[name] == 1}

    def shape(self, name: str) -> SlotShape | None:
        """The shape of a slot, or of the notes under `notes`; or None."""
        if name == NOTES_SLOT:
            return self.notes
        return next((item for item in self.slot_shapes if item.name == name), None)

    def is_field(self, name: str) -> bool:
        """Whether a slot is a date, footer or slide number."""
        found = self.shape(name)
        return found is not None and placeholder_type(found.shape) in FIELD_TYPES

    def counts_itself(self, shape: SlotShape) -> bool:
        """Whether a shape is a date, footer or slide number that shows fields alone, which stay as
        they are unless deck.yaml says something else."""
        lines = tuple(shape.content.paragraphs())
        fields = all(run.style.field for line in lines for run in line.runs)
        return fields and placeholder_type(shape.shape) in FIELD_TYPES

    def keeps(self, name: str) -> bool:
        """Whether a slide that leaves the slot of that name out shows what the pattern has in it.

        So it is with text that holds `${fact}` or a field, with the date, footer and slide number,
        and with pictures that fill no placeholder, which belong to the pattern's design.
        """
        found = self.shape(name)
        if found is None:
            return False
        is_loose = found.content.key == "picture" and not placeholder_type(found.shape)
        if is_loose or self.is_field(name):
            return True
        return any(map(_is_filled_in, found.content.paragraphs()))


def charts_among(listed: YamlData, pattern: Pattern) -> set[str]:
    """The slots of charts that a list of kept objects names: YAML once had no word for them."""
    names = {_chart_name(entry) for entry in listed} if isinstance(listed, list) else set[str]()
    return {one.name for one in pattern.slot_shapes if one.content.key == "chart"} & names


def without_charts(listed: YamlData, pattern: Pattern) -> YamlData:
    """A list of kept objects without those that are slots of charts now."""
    slots = charts_among(listed, pattern)
    known = listed if isinstance(listed, list) else []
    return [entry for entry in known if _chart_name(entry) not in slots]


def _chart_name(entry: YamlData) -> str:
    named = str(entry.get("chart", "")) if isinstance(entry, dict) else ""
    return named.partition(" | ")[0]


def one_lined(listed: YamlData) -> YamlData:
    """A list of kept objects, each entry a line; decks extracted before have `text:` lists too."""
    found: list[YamlData] = []
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and isinstance(texts := entry.get("text"), list):
            (word, name), *_ = entry.items()
            lines = (" ".join(str(text).split()) for text in (name, *texts))
            entry = {word: " | ".join(lines)}
        found.append(entry)
    return found


def _is_filled_in(line: Paragraph) -> bool:
    """Whether a paragraph's text holds a reference to a fact, or a field."""
    named = references(line.text, Escapes.NONE)
    return any(token.body for token in named) or any(run.style.field for run in line.runs)


def properties_of(group: Element) -> Element:
    """A group's `p:cNvPr`."""
    found = find(group, "p:nvGrpSpPr/p:cNvPr")
    return make("p:cNvPr") if found is None else found


def read_patterns(package: Package, language: str = DEFAULT_LANGUAGE) -> dict[str, Pattern]:
    """The patterns of a template by id, in the order of its slides."""
    named = named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    patterns = {}
    inheritance = TextInheritance(package)
    for name, part in parts.items():
        page = Page(package, part, language, parts)
        found = scan_slide(part.root, page)
        notes = notes_of(package, part, page)
        layout = next((item.name for item in package.related(part, "slideLayout")), "")
        patterns[name] = Pattern(
            name,
            part,
            layout,
            tuple(_with_plain(shape, part, inheritance) for shape in found.slot_shapes),
            (*found.kept, *_kept_notes(package, part)),
            None if notes is None else _with_plain(notes[1], notes[0], inheritance),
        )
    return patterns


def notes_of(package: Package, part: Part, page: Page) -> tuple[Part, SlotShape] | None:
    """The notes slide of a slide and the shape with its notes; None where they are blank."""
    for notes in package.related(part, "notesSlide"):
        shape = notes_shape(notes)
        frame = None if shape is None else find(shape, "p:txBody")
        if shape is not None and frame is not None:
            lines = textbody.read(frame, Page(package, notes, page.language, page.slides))
            if not textbody.is_blank(lines):
                text = Text(lines)
                return notes, SlotShape(NOTES_SLOT, 0, True, text, shape, text)
    return None


def notes_shape(part: Part) -> Element | None:
    """The body placeholder of a notes slide, which holds the notes; None without one."""
    found = (shape for shape, ph in placeholders(part.root) if ph.get("type") == "body")
    return next(found, None)


def _with_plain(found: SlotShape, part: Part, inheritance: TextInheritance) -> SlotShape:
    """The shape of a pattern with its content in the plainest form."""
    plain = found.content.plain(lambda: inheritance.of(found.shape, part, NO_BOX))
    return found if plain is found.content else structs.replace(found, plain=plain)


def with_slot_names(
    found: Pattern, names: dict[str, int], package: Package, language: str
) -> Pattern:
    """The pattern with slots named by the author; `names` are shape ids by name."""
    parts = {name: part for name, (_, part) in named_slides(package).items()}
    page = Page(package, found.part, language, parts)
    scanned = scan_slide(found.part.root, page, names)
    shapes = tuple(
        structs.replace(shape, plain=known.plain)
        for shape, known in zip(scanned.slot_shapes, found.slot_shapes, strict=True)
    )
    return structs.replace(found, slot_shapes=shapes)


class Links(Struct, frozen=True):
    """The targets of links on pattern slides in a deck that is made from some of them.

    `made` is the id of the deck's slide for each pattern's id, `shows` are the ids of the custom
    shows that the deck keeps.
    """

    made: dict[str, str]
    shows: frozenset[str]

    @classmethod
    def of(cls, package: Package, made: dict[str, str]) -> Links:
        """The links of a deck; `made` has the first slide that is made from each pattern."""
        kept = {part.name for name, (_, part) in named_slides(package).items() if name in made}
        presentation = package.presentation
        shows = set()
        for show in each(presentation.root, "p:custShow"):
            targets = (package.target(presentation, e.get(qn("r:id"))) for e in each(show, "p:sld"))
            if any(part is not None and part.name in kept for part in targets):
                shows.add(show.get("id", ""))
        return cls(made, frozenset(shows))

    def within(self, pattern: str, slide: str) -> Links:
        """The links on one slide, where the pattern's links to itself lead to that slide."""
        return structs.replace(self, made={**self.made, pattern: slide})

    def follow(self, line: Paragraph) -> Paragraph:
        """The paragraph with links to the deck's own slides; links without a target are removed."""
        if not any(run.style.link for run in line.runs):
            return line
        runs = (
            replace(run, style=run.style.leading(self._to(run.style.link))) for run in line.runs
        )
        return structs.replace(line, runs=merged(runs))

    def _to(self, link: str) -> str:
        if link.startswith("#"):
            name = self.made.get(link[1:])
            return f"#{name}" if name else ""
        show = custom_show(link)
        return link if not show or show in self.shows else ""


def _kept_notes(package: Package, part: Part) -> Iterator[UnsupportedObject]:
    """The texts of a notes slide other than the notes: header, footer, number, further shapes."""
    for notes in package.related(part, "notesSlide"):
        others = [
            shape
            for shape in each(notes.root, "p:sp", "p:graphicFrame", "p:pic", "p:cxnSp")
            if not _is_notes(shape)
        ]
        said = [(shape, text) for shape in others for text in paragraph_texts(shape)]
        if said:
            idle = all(map(_is_number, {shape for shape, _ in said}))
            texts = tuple(text for _, text in said)
            yield UnsupportedObject("page", "the notes page", texts, idle=idle)


def _is_number(shape: Element) -> bool:
    """Whether a shape is a placeholder for the slide number and shows that alone."""
    fields = {field.get("type") for field in each(shape, "a:fld")}
    words = any(True for _ in each(shape, "a:r"))
    return placeholder_type(shape) == "sldNum" and fields == {"slidenum"} and not words


def _is_notes(shape: Element) -> bool:
    return placeholder_type(shape) == "body"


def named_slides(package: Package) -> dict[str, tuple[str, Part]]:
    """Each slide's `p:sldId/@id` and part by the slide's id, in order.

    Ids differ by more than case, since they name files. An entry without a slide is left out, as
    PowerPoint does.
    """
    found: dict[str, tuple[str, Part]] = {}
    used: set[str] = set()
    for entry, part in package.slides:
        free = unused(_stem(part), lambda name: name.casefold() in used)
        used.add(free.casefold())
        found[free] = (entry.get("id", ""), part)
    return found


def _stem(part: Part) -> str:
    """A slide's id before numbering: its own name if it is an id, else made from its title."""
    name = sheet_name(part)
    if SLIDE_ID.fullmatch(name):
        return name
    for shape in each(part.root, "p:sp"):
        if placeholder_type(shape) in TITLE_TYPES:
            return slug(" ".join(t.text or "" for t in each(shape, "a:t"))) or "slide"
    return "slide"
