"""What a write leaves behind: the base of the deck, and packed slides for the next deck.

The decks of a batch share a template and most of their slides. A `SlideCache` keeps what was
written and computed for one of them, for the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from deckgen import plan, snapshot
from deckgen.appearance.text import InheritedText
from deckgen.content import Page, non_visual_properties
from deckgen.content.registry import scan_slide
from deckgen.deck import EmbedMode
from deckgen.opc.package import Addition, Package
from deckgen.opc.part import Part, Relationship
from deckgen.opc.xml import Element, each, find, integer
from deckgen.plan import Plan, Slide
from deckgen.presentation import inherited, tags
from deckgen.presentation.base import NO_BOX, Base, SlotPlace, forms
from deckgen.presentation.inherited import TextInheritance, box_of, notes_shape
from deckgen.snapshot.model import PackageView
from deckgen.template import Layout, Template
from deckgen.textfit.autofit import KnownFits


@dataclass(frozen=True, slots=True)
class SlideRecord:
    """The places of a slide's slots and its snapshot, for the plan in `slide`."""

    slide: Slide
    places: tuple[tuple[str, SlotPlace], ...]
    seen: snapshot.SheetSnapshot


@dataclass(slots=True)
class DeckRecord:
    """The slide records of decks on one template by slide id, and the template's snapshot."""

    slides: dict[str, SlideRecord] = field(default_factory=dict)
    template: snapshot.TemplateSnapshot | None = None


NOTES = "notes"
"""The slot name of a slide's notes, which is reserved: no shape has it."""


def base_of(
    plan: Plan,
    template: Template,
    parts: Mapping[str, Part],
    numbers: Mapping[str, int],
    inheritance: TextInheritance,
    record: DeckRecord,
) -> Base:
    """The base of a plan that was written to the slides in `parts`.

    `record` holds what was found of slides written before on the same template, and gets the rest.
    """
    view = snapshot.package_view(template.package, parts)
    for slide in plan.slides:
        known = record.slides.get(slide.id)
        if known is None or known.slide is not slide or slide.like:
            record.slides[slide.id] = _slide_record(slide, parts, template, inheritance, view)
    if record.template is None:
        record.template = snapshot.template(view)
    records = {slide.id: record.slides[slide.id] for slide in plan.slides}
    return Base(
        plan=plan,
        layouts=tuple(template.layouts),
        numbers=dict(numbers),
        creations=_creations(parts),
        places={(name, slot): at for name, s in records.items() for slot, at in s.places},
        forms={s.id: forms(parts[s.id], template.package) for s in plan.slides if s.like},
        seen=snapshot.Snapshot(
            snapshot.ALL,
            snapshot.deck(view),
            record.template,
            {n: s.seen for n, s in records.items()},
        ),
    )


def _creations(parts: Mapping[str, Part]) -> dict[str, int]:
    """The creation ids of slides that deckgen did not give, such as those of pattern slides."""
    found = {name: tags.slide_creation(part) for name, part in parts.items()}
    return {name: number for name, number in found.items() if number != tags.creation_of(name)}


def _slide_record(
    slide: Slide,
    parts: Mapping[str, Part],
    template: Template,
    inheritance: TextInheritance,
    view: PackageView,
) -> SlideRecord:
    part = parts[slide.id]
    shapes = shapes_of(slide, part, Page(template.package, part, "", parts))
    slots = {shape: name for name, shape in shapes.items()}
    return SlideRecord(
        slide,
        tuple(_places(slide, part, template, inheritance, shapes)),
        snapshot.slide(view, part, slots),
    )


def _places(
    slide: Slide,
    part: Part,
    template: Template,
    inheritance: TextInheritance,
    shapes: Mapping[str, Element],
) -> Iterator[tuple[str, SlotPlace]]:
    package = template.package
    layout = None if slide.like else template.layouts[slide.layout]
    for name, shape in shapes.items():
        slot = layout.slot(name) if layout else None
        box = slot.box if slot else box_of(shape, part, package)
        ph = next(each(shape, "p:ph"), None)
        kind, idx = ("", 0) if ph is None else (ph.get("type", "obj"), integer(ph, "idx"))
        yield name, SlotPlace(kind, idx, box, inheritance.of(shape, part, box))
    for notes in package.related(part, "notesSlide"):
        body = notes_shape(notes)
        if body is not None:
            yield NOTES, SlotPlace("body", inherited=inheritance.of(body, notes, NO_BOX))


def shapes_of(slide: Slide, part: Part, page: Page) -> dict[str, Element]:
    """The shapes of a written slide by their slots."""
    wanted = {name for name, _ in slide.slots}
    if slide.like:
        shapes = scan_slide(part.root, page, dict(slide.names)).slot_shapes
        return {item.name: item.shape for item in shapes if item.name in wanted}
    tree = find(part.root, "p:cSld/p:spTree")
    found = {}
    for shape in tree if tree is not None else ():
        about = non_visual_properties(shape)
        if about is not None and about.get("name") in wanted:
            found[about.get("name", "")] = shape
    return found


# Slides that were written before, copied into another package.
#
# The parts of a slide on a layout depend on its `SlideKey` alone. They are kept packed; in the next
# deck they only get the names and relationship targets that they have there.


_VERSIONS = 4
"""How many versions of one slide are kept: the decks of a batch differ in few slides."""


@dataclass(frozen=True, slots=True)
class SlideKey:
    """All that the parts of a slide depend on."""

    slide: Slide
    layout: Layout
    language: str
    embed: EmbedMode

    def fits(self, other: SlideKey) -> bool:
        """Whether the slide of the other key has the same parts.

        The plans must be one object: equal plans may differ in what equality leaves out.
        """
        made = (self.layout, self.language, self.embed)
        return self.slide is other.slide and made == (other.layout, other.language, other.embed)


@dataclass(frozen=True, slots=True)
class _Link:
    """A relationship to one of the slide's own parts, to a slide of the deck, or elsewhere."""

    relationship: Relationship
    part: int | None = None
    slide: str | None = None


@dataclass(frozen=True, slots=True)
class _PackedPart:
    """A part as it was written. Media have a `blob`, by which a package shares them."""

    pattern: str
    part: Part
    blob: bytes | None
    links: tuple[_Link, ...]


class SlideCache:
    """The slides that were written last, for the next decks on the same template.

    `places` caches what the text of shapes inherits, `fits` how text fits them; `record` and
    `serialized` cache the slides' records and their data in the base.
    """

    def __init__(self) -> None:
        """An empty cache."""
        self._versions: dict[str, list[tuple[SlideKey, tuple[_PackedPart, ...]]]] = {}
        self.places: dict[inherited.InheritanceKey, InheritedText] = {}
        self.fits = KnownFits()
        self.record = DeckRecord()
        self.serialized = plan.SerializedSlides()

    def restore(
        self, key: SlideKey, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> bool:
        """Fill the part with the slide as it was written before; False where it never was."""
        for written, packed in self._versions.get(key.slide.id, ()):
            if written.fits(key):
                _restore(packed, package, part, slides)
                return True
        return False

    @contextmanager
    def recording(
        self, key: SlideKey, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> Iterator[None]:
        """Keep the parts of the slide that is written within this context."""
        with package.additions() as added:
            yield
        additions = [Addition("", part), *added]
        owned = {addition.part.name: index for index, addition in enumerate(additions)}
        ids = {slide.name: name for name, slide in slides.items() if slide is not part}
        packed = tuple(_pack(addition, owned, ids) for addition in additions)
        versions = self._versions.setdefault(key.slide.id, [])
        versions.insert(0, (key, packed))
        del versions[_VERSIONS:]


def _pack(addition: Addition, owned: dict[str, int], ids: dict[str, str]) -> _PackedPart:
    part = addition.part
    links = []
    for item in part.rels:
        target = None if item.external else item.target
        links.append(_Link(item, owned.get(target or ""), ids.get(target or "")))
    blob = part.blob if addition.shared else None
    part.pack()
    return _PackedPart(addition.pattern, part.fork(), blob, tuple(links))


def _restore(
    packed: tuple[_PackedPart, ...], package: Package, part: Part, slides: Mapping[str, Part]
) -> None:
    first, *others = packed
    part.take(first.part)
    parts = [part, *(_add(item, package) for item in others)]
    for item, target in zip(packed, parts, strict=True):
        if item.links:
            target.rels.restore(_relinked(link, parts, slides) for link in item.links)


def _add(item: _PackedPart, package: Package) -> Part:
    if item.blob is not None:
        extension = item.pattern.rpartition(".")[2]
        return package.media(item.blob, extension, item.part.content_type)
    part = package.add(item.pattern, item.part.content_type, b"")
    part.take(item.part)
    return part


def _relinked(link: _Link, parts: list[Part], slides: Mapping[str, Part]) -> Relationship:
    """The relationship, with the name that its target has in this package."""
    if link.part is not None:
        return replace(link.relationship, target=parts[link.part].name)
    if link.slide is not None:
        return replace(link.relationship, target=slides[link.slide].name)
    return link.relationship
