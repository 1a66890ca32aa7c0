"""What is kept of a deck while it is written: the plan, and where its slots stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from deckgen import plan, snapshot
from deckgen.appearance.text import InheritedText
from deckgen.content.base import Page, properties
from deckgen.content.shapes import scan_slide
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
    """Where the slots of a slide stand and what it shows beside, with the plan that this is of."""

    slide: Slide
    places: tuple[tuple[str, SlotPlace], ...]
    seen: snapshot.SheetSnapshot


@dataclass(slots=True)
class DeckRecord:
    """What was found out before of decks on one template: its slides by their ids, and itself."""

    slides: dict[str, SlideRecord] = field(default_factory=dict)
    template: snapshot.TemplateSnapshot | None = None


NOTES = "notes"

"""The slot of a slide's notes; no shape is called so, for it is a word of ours."""


def base_of(
    plan: Plan,
    template: Template,
    parts: Mapping[str, Part],
    numbers: Mapping[str, int],
    places: TextInheritance,
    stood: DeckRecord,
) -> Base:
    """The base of a plan that was written to the slides in `parts`.

    `stood` are the places on slides of layouts that were written before, on the same template.
    """
    look = snapshot.package_view(template.package, parts)
    for slide in plan.slides:
        kept = stood.slides.get(slide.id)
        if kept is None or kept.slide is not slide or slide.like:
            stood.slides[slide.id] = _stand(slide, parts, template, places, look)
    if stood.template is None:
        stood.template = snapshot.template(look)
    stands = {slide.id: stood.slides[slide.id] for slide in plan.slides}
    return Base(
        plan=plan,
        layouts=tuple(template.layouts),
        numbers=dict(numbers),
        creations=_creations(parts),
        places={(name, slot): at for name, s in stands.items() for slot, at in s.places},
        forms={s.id: forms(parts[s.id], template.package) for s in plan.slides if s.like},
        seen=snapshot.Snapshot(
            snapshot.ALL,
            snapshot.deck(look),
            stood.template,
            {n: s.seen for n, s in stands.items()},
        ),
    )


def _creations(parts: Mapping[str, Part]) -> dict[str, int]:
    """The creation ids of slides that had one of their own, as pattern slides do."""
    found = {name: tags.slide_creation(part) for name, part in parts.items()}
    return {name: number for name, number in found.items() if number != tags.creation_of(name)}


def _stand(
    slide: Slide,
    parts: Mapping[str, Part],
    template: Template,
    places: TextInheritance,
    look: PackageView,
) -> SlideRecord:
    part = parts[slide.id]
    shapes = shapes_of(slide, part, Page(template.package, part, "", parts))
    slots = {shape: name for name, shape in shapes.items()}
    return SlideRecord(
        slide,
        tuple(_places(slide, part, template, places, shapes)),
        snapshot.slide(look, part, slots),
    )


def _places(
    slide: Slide,
    part: Part,
    template: Template,
    known: TextInheritance,
    shapes: Mapping[str, Element],
) -> Iterator[tuple[str, SlotPlace]]:
    package = template.package
    layout = None if slide.like else template.layouts[slide.layout]
    for name, shape in shapes.items():
        slot = layout.slot(name) if layout else None
        box = slot.box if slot else box_of(shape, part, package)
        ph = next(each(shape, "p:ph"), None)
        kind, idx = ("", 0) if ph is None else (ph.get("type", "obj"), integer(ph, "idx"))
        yield name, SlotPlace(kind, idx, box, known.of(shape, part, box))
    for notes in package.related(part, "notesSlide"):
        held = notes_shape(notes)
        if held is not None:
            yield NOTES, SlotPlace("body", inherited=known.of(held, notes, NO_BOX))


def shapes_of(slide: Slide, part: Part, page: Page) -> dict[str, Element]:
    """The shapes of a written slide by their slots."""
    wanted = {name for name, _ in slide.slots}
    if slide.like:
        held = scan_slide(part.root, page, dict(slide.names)).held
        return {item.name: item.shape for item in held if item.name in wanted}
    tree = find(part.root, "p:cSld/p:spTree")
    found = {}
    for shape in tree if tree is not None else ():
        about = properties(shape)
        if about is not None and about.get("name") in wanted:
            found[about.get("name", "")] = shape
    return found


# Slides that were written before, laid into another package without writing them anew.
#
# A slide of a layout is a function of its plan, the layout, the language and the marks. Its parts
# are kept packed; in the next deck they only get the names and targets that they have there.


_VERSIONS = 4

"""How many versions of one slide are kept: the decks of a batch differ in few slides."""


@dataclass(frozen=True, slots=True)
class Key:
    """All that the parts of a slide depend on."""

    slide: Slide
    layout: Layout
    language: str
    embed: EmbedMode

    def fits(self, other: Key) -> bool:
        """Whether the slide of the other key has the same parts.

        The plans must be one: equal plans may differ in what a presentation cannot say.
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
class _Print:
    """A part as it was written. Media have a `blob`, by which a package finds them."""

    pattern: str
    part: Part
    blob: bytes | None
    links: tuple[_Link, ...]


class SlideCache:
    """The slides that were written last, by their ids; for the decks of one template.

    `places` is what the template's placeholders give to their text, `fits` how text fits them;
    `stood` and `told` are the slots' places and the slides as the base keeps them.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, list[tuple[Key, tuple[_Print, ...]]]] = {}
        self.places: dict[inherited.Key, InheritedText] = {}
        self.fits = KnownFits()
        self.stood = DeckRecord()
        self.told = plan.SerializedSlides()

    def lay(self, key: Key, package: Package, part: Part, slides: Mapping[str, Part]) -> bool:
        """Give the part the slide as it was written before; False where it never was."""
        for written, prints in self._kept.get(key.slide.id, ()):
            if written.fits(key):
                _lay(prints, package, part, slides)
                return True
        return False

    @contextmanager
    def keeping(
        self, key: Key, package: Package, part: Part, slides: Mapping[str, Part]
    ) -> Iterator[None]:
        """Keep the slide that is written meanwhile."""
        with package.additions() as added:
            yield
        additions = [Addition("", part), *added]
        owned = {addition.part.name: index for index, addition in enumerate(additions)}
        ids = {slide.name: name for name, slide in slides.items() if slide is not part}
        prints = tuple(_print(addition, owned, ids) for addition in additions)
        versions = self._kept.setdefault(key.slide.id, [])
        versions.insert(0, (key, prints))
        del versions[_VERSIONS:]


def _print(addition: Addition, owned: dict[str, int], ids: dict[str, str]) -> _Print:
    part = addition.part
    links = []
    for item in part.rels:
        target = None if item.external else item.target
        links.append(_Link(item, owned.get(target or ""), ids.get(target or "")))
    blob = part.blob if addition.shared else None
    part.pack()
    return _Print(addition.pattern, part.fork(), blob, tuple(links))


def _lay(
    prints: tuple[_Print, ...], package: Package, part: Part, slides: Mapping[str, Part]
) -> None:
    first, *others = prints
    part.take(first.part)
    parts = [part, *(_added(item, package) for item in others)]
    for item, target in zip(prints, parts, strict=True):
        if item.links:
            target.rels.restore(_there(link, parts, slides) for link in item.links)


def _added(item: _Print, package: Package) -> Part:
    if item.blob is not None:
        extension = item.pattern.rpartition(".")[2]
        return package.media(item.blob, extension, item.part.content_type)
    part = package.add(item.pattern, item.part.content_type, b"")
    part.take(item.part)
    return part


def _there(link: _Link, parts: list[Part], slides: Mapping[str, Part]) -> Relationship:
    """The relationship, with the name that its target has in this package."""
    if link.part is not None:
        return replace(link.relationship, target=parts[link.part].name)
    if link.slide is not None:
        return replace(link.relationship, target=slides[link.slide].name)
    return link.relationship
