"""Finding the base of a presentation: the one it keeps, or the one that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deckgen import template
from deckgen.appearance.text import (
    FORGOTTEN_BY_LIBREOFFICE,
    InheritedText,
    TextLevel,
    properties_of,
)
from deckgen.content.base import Content, Page
from deckgen.content.shapes import SlotShape, scan_slide
from deckgen.content.shapes import scan_slide as survey_shapes
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, each, integer, whole
from deckgen.plan import Plan, Slide
from deckgen.presentation import base, comments, document, tags
from deckgen.presentation import notes as presentation_notes
from deckgen.presentation import read as presentation_read
from deckgen.presentation.base import NO_BOX, Base, SlotPlace, forms
from deckgen.presentation.cache import NOTES
from deckgen.presentation.inherited import TextInheritance, box_of, notes_shape
from deckgen.presentation.read import is_hidden
from deckgen.review import _match_shapes as match_shapes
from deckgen.review import _match_slides as match_slides
from deckgen.review._match_shapes import Layouts
from deckgen.review._match_slides import (
    DUPLICATE,
    NEXT_DUPLICATE,
    Fits,
    SlideMatcher,
    TaggedSlide,
    View,
)
from deckgen.snapshot import snapshot
from deckgen.template import Template, slug


def base_in(package: Package) -> Base | None:
    """The base that a package keeps, None where it keeps none that is whole."""
    found = base.read(package)
    return found if isinstance(found, Base) else None


def base_shown(package: Package) -> Base:
    """The base of a package as deckgen built it: the one it keeps, else what it shows."""
    kept = base_in(package)
    if kept is not None:
        return kept
    plan = presentation_read.read(package)
    named = template.named_slides(package)
    parts = {name: part for name, (_, part) in named.items()}
    places = TextInheritance(package)
    return Base(
        plan=plan,
        layouts=tuple(Template.of(package).layouts),
        numbers={name: found for name, (n, _) in named.items() if (found := whole(n)) is not None},
        creations={name: tags.slide_creation(part) for name, part in parts.items()},
        places={
            (name, slot): place
            for name, part in parts.items()
            for slot, place in _places(part, Page(package, part, plan.language, parts), places)
        },
        forms={name: forms(part, package) for name, part in parts.items()},
        seen=snapshot(package, parts, _slots(package, parts, plan.language)),
    )


def _slots(
    package: Package, parts: Mapping[str, Part], language: str
) -> dict[str, dict[Element, str]]:
    """The shapes of each slide that hold content, with their slots' names."""
    surveyed = {
        name: scan_slide(part.root, Page(package, part, language, parts)).held
        for name, part in parts.items()
    }
    return {
        name: {item.shape: item.name for item in held if not item.content.is_blank()}
        for name, held in surveyed.items()
    }


def _places(part: Part, page: Page, places: TextInheritance) -> Iterator[tuple[str, SlotPlace]]:
    for held in scan_slide(part.root, page).held:
        box = box_of(held.shape, part, page.package)
        ph = next(each(held.shape, "p:ph"), None)
        kind, idx = ("", 0) if ph is None else (ph.get("type", "obj"), integer(ph, "idx"))
        yield held.name, SlotPlace(kind, idx, box, places.of(held.shape, part, box))
    for notes in page.package.related(part, "notesSlide"):
        shape = notes_shape(notes)
        if shape is not None:
            yield NOTES, SlotPlace("body", inherited=places.of(shape, notes, NO_BOX))


# The look that LibreOffice gives to notes by itself, whatever their master says.


_BLACK = "000000"


def with_own_face(place: InheritedText, text: Text) -> InheritedText:
    """The place of notes with the typeface, size and margins that all of them have, and black."""
    styles = [run.style for line in text.lines for run in line.runs if not run.text.isspace()]
    run: dict[str, str] = {}
    faces = {style.font for style in styles}
    if len(faces) == 1:
        run["latin"] = place.theme.font(*faces)
    if {style.color for style in styles if not style.link} == {_BLACK}:
        run["fill"] = f"#{_BLACK}"
    sizes = {style.size for style in styles}
    if len(sizes) == 1 and 0 not in sizes:
        run["sz"] = f"{sizes.pop() * 100:g}"
    own = TextLevel(
        _own_margins(text, place) | ({"buClr": f"#{_BLACK}"} if "fill" in run else {}), run
    )
    return replace(place, levels=tuple(own.over(level) for level in place.levels))


def _own_margins(text: Text, place: InheritedText) -> dict[str, str]:
    """The margins that all paragraphs of notes say alike."""
    said = [
        properties_of(xml.parse(line.opaque.encode()), place.theme) if line.opaque else {}
        for line in text.lines
        if line.runs
    ]
    return {
        word: said[0][word]
        for word in ("marL", "indent")
        if said and all(word in each and each[word] == said[0].get(word) for each in said)
    }


# The sections of an edited presentation whose editor keeps none.


def surmised(slides: Sequence[str], before: Sequence[Section]) -> tuple[Section, ...]:
    """The sections of before, in their order, so that as few slides as can be change theirs.

    A slide that was moved belongs where it stands now, as in PowerPoint; a new one to the
    section of the slide before it.
    """
    if not before or not slides:
        return ()
    belongs = {name: index for index, section in enumerate(before) for name in section.slides}
    costs = [0] * len(before)  # of the slides so far, where the last one is in that section
    steps: list[list[int]] = []
    for name in slides:
        own = belongs.get(name)
        came_from: list[int] = []
        best = 0
        for index in range(len(before)):
            if costs[index] <= costs[best]:
                best = index
            came_from.append(best)
        costs = [
            costs[source] + (own is not None and own != index)
            for index, source in enumerate(came_from)
        ]
        steps.append(came_from)
    at = min(range(len(before)), key=lambda index: costs[index])
    found: list[list[str]] = [[] for _ in before]
    for name, came_from in zip(reversed(slides), reversed(steps), strict=True):
        found[at].insert(0, name)
        at = came_from[at]
    return tuple(
        Section(section.name, tuple(ids)) for section, ids in zip(before, found, strict=True)
    )


# An edited presentation to the plan it shows, in the words of the deck that was built.


def read(package: Package, base: Base | None = None) -> Plan:
    """The plan of a presentation, with the base's slide ids and slot names.

    Without a base it is the one that the presentation keeps; without that one too, the plan is
    what the presentation shows.
    """
    known = base or base_in(package)
    return presentation_read.read(package) if known is None else _Reader(package, known).plan()


@dataclass(frozen=True, slots=True)
class Identified:
    """A slide of a presentation: its id, its part, the template's layout that it is on, and its
    shapes under their slots' names."""

    id: str
    part: Part
    layout: str
    shapes: tuple[SlotShape, ...]

    @property
    def title(self) -> str:
        """What the slide's title says, "" where it has none."""
        return match_slides.title_of(self.shapes)


def identify(package: Package, base: Base | None = None) -> tuple[Identified, ...]:
    """The slides of a presentation with the ids and slots that `read` gives them."""
    known = base or base_in(package) or Base(presentation_read.read(package))
    return _Reader(package, known).identified()


@dataclass(frozen=True, slots=True)
class _Model:
    """A slide of the base that tells the slots of another; `same` if it tells its content too."""

    slide: Slide
    same: bool


@dataclass(slots=True)
class _Reader:
    package: Package
    base: Base
    parts: dict[str, Part] = field(init=False)
    seen: dict[str, TaggedSlide] = field(init=False)
    layouts: Layouts = field(init=False)
    by_office: bool = field(init=False)
    forgotten: frozenset[str] = field(init=False)
    _views: dict[str, View] = field(init=False)

    def __post_init__(self) -> None:
        self.parts, self.seen, self._views = {}, {}, {}
        self.by_office = document.application(self.package).startswith("LibreOffice")
        self.layouts = self._layouts(())
        self.forgotten = FORGOTTEN_BY_LIBREOFFICE if self.by_office else frozenset()

    def identified(self) -> tuple[Identified, ...]:
        return tuple(
            Identified(
                name,
                item.part,
                self.layouts.name(name, item.part),
                self._held(name, item, self._model(name, item)),
            )
            for name, item in self._found()
        )

    def _found(self) -> list[tuple[str, TaggedSlide]]:
        """The slides with their ids, in order."""
        seen = match_slides.tagged_slides(self.package)
        found = match_slides.TaggedSlideMatcher(self.base, self._was, self._view).match(seen)
        if not any(item.marked for item in seen):
            self._pair(seen, found)
        names = self._names(seen, found)
        self.seen = dict(zip(names, seen, strict=True))
        self.parts = {name: item.part for name, item in self.seen.items()}
        self.layouts = self._layouts(self.parts.items())
        return list(zip(names, seen, strict=True))

    def _page(self, part: Part) -> Page:
        return Page(self.package, part, self.base.plan.language, self.parts)

    def plan(self) -> Plan:
        named = self._found()
        names, seen = [name for name, _ in named], [item for _, item in named]
        base = self.base.plan
        read = [self._slide(name, item) for name, item in named]
        numbers = {str(item.number): name for name, item in zip(names, seen, strict=True)}
        title, _, _ = document.read_properties(self.package)
        return Plan(
            title=title or base.title,
            language=base.language,
            slides=tuple(read),
            sections=self._sections(names, seen, numbers),
            moment=base.moment,
        )

    def _layouts(self, known: Iterable[tuple[str, Part]]) -> Layouts:
        return Layouts(self.package, self.base, known, renamed=self.by_office)

    def _pair(self, seen: Sequence[TaggedSlide], found: dict[str, str]) -> None:
        """Find ids by what the slides show."""
        parts = {item.part.name: item.part for item in seen}
        was = {slide.id: self._was(slide.id) for slide in self.base.plan.slides}
        pairing = SlideMatcher(was, {item.part.name: self._view(item) for item in seen}, found)

        def fitting() -> Fits:
            known = ((name, parts[part]) for part, name in found.items())
            layouts = self._layouts(known)

            def fits(part: str, name: str) -> bool:
                before = self.base.plan.slide(name)
                return before is None or layouts.surmised(parts[part]) in ("", before.layout)

            return fits

        pairing.pair_alike(fitting())
        pairing.pair_neighbours(fitting())

    def _was(self, name: str) -> View:
        slide = self.base.plan.slide(name)
        return View() if slide is None else match_slides.of_base(self.base, slide)

    def _view(self, seen: TaggedSlide) -> View:
        name = seen.part.name
        if name not in self._views:
            page = Page(self.package, seen.part, self.base.plan.language)
            self._views[name] = match_slides.of_part(seen.part, page, self.package)
        return self._views[name]

    def _names(self, seen: Sequence[TaggedSlide], found: Mapping[str, str]) -> list[str]:
        """The slides' ids: those of the base, and new ones made from titles."""
        taken = {slide.id for slide in self.base.plan.slides}
        names = []
        for item in seen:
            name = found.get(item.part.name)
            if name is None:
                name = _free(item.tag or slug(self._view(item).title) or "slide", taken)
            taken.add(name)
            names.append(name)
        return names

    def _slide(self, name: str, seen: TaggedSlide) -> Slide:
        part = seen.part
        before = self.base.plan.slide(name)
        model = self._model(name, seen)
        after = before or (model.slide if model.same and not model.slide.repeats else None)
        text = presentation_notes.read(self.package, part, self._page(part))
        remarks = comments.read_comments(self.package, part)
        slots = [
            (item.name, self._settled(item.name, item.content, model))
            for item in self._held(name, seen, model)
            if not item.content.is_blank()
        ]
        return Slide(
            id=name,
            layout=self.layouts.name(name, part),
            slots=tuple(_ordered(slots, model.slide)),
            notes=None if text is None else self._settled_notes(text, model),
            comments=remarks if before is None else comments.rethreaded(remarks, before.comments),
            hidden=is_hidden(part),
            like=after.like if after else "",
            names=after.names if after else (),
            repeats=after.repeats if after else (),
        )

    def _model(self, name: str, seen: TaggedSlide) -> _Model:
        """The slide of the base that a slide is, is a duplicate of, or shares its layout with."""
        before = self.base.plan.slide(name) or self.base.plan.slide(seen.tag)
        if before is not None:
            return _Model(before, same=True)
        layout = self.layouts.name(name, seen.part)
        view = self._view(seen)
        twin = self._duplicated(name, view)
        if twin is not None:
            return _Model(twin, same=True)
        alike = [
            (view.likeness(self._was(slide.id)), slide)
            for slide in self.base.plan.slides
            if slide.layout == layout
        ]
        if not alike:
            return _Model(Slide("", layout), same=False)
        score, found = max(alike, key=lambda pair: (pair[0], len(pair[1].slots)))
        return _Model(found, same=score >= DUPLICATE)

    def _duplicated(self, name: str, view: View) -> Slide | None:
        """The slide that a new one is a duplicate of, among those that the deck still has."""
        names = list(self.seen)
        ahead = names[names.index(name) - 1]
        found = []
        for other, item in self.seen.items():
            before = self.base.plan.slide(other)
            score = view.likeness(self._view(item))
            if before is not None and score >= (NEXT_DUPLICATE if other == ahead else DUPLICATE):
                found.append((score, before))
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def _held(self, name: str, seen: TaggedSlide, model: _Model) -> tuple[SlotShape, ...]:
        """The shapes of a slide under the names of their slots."""
        page = self._page(seen.part)
        matcher = match_shapes.ShapeMatcher(
            model.slide,
            lambda slot: self.base.place(model.slide.id, slot),
            tags.shape_tags(self.package, seen.part),
            laid_out=self.layouts.shown(seen.part) == model.slide.layout,
            by_layout=lambda held: self.layouts.slot(name, seen.part, held),
            new=not model.same,
        )
        names = matcher.match(survey_shapes(seen.part.root, page).held)
        return survey_shapes(seen.part.root, page, names).held

    def _settled(self, slot: str, content: Content, model: _Model) -> Content:
        before = model.slide.content(slot) if model.same else None
        if before is not None and type(before) is not type(content):
            before = None
        return content.settled(before, self._place(model.slide.id, slot))

    def _settled_notes(self, text: Text, model: _Model) -> Text:
        before = model.slide.notes if model.same else None
        return text.settled(before, with_own_face(self._place(model.slide.id, NOTES), text))

    def _place(self, slide: str, slot: str) -> InheritedText:
        place = self.base.place(slide, slot).inherited
        return replace(place, forgotten=self.forgotten)

    def _sections(
        self, names: Sequence[str], seen: Sequence[TaggedSlide], numbers: dict[str, str]
    ) -> tuple[Section, ...]:
        """The sections; those of the base where the editor keeps none."""
        read = document.read_sections(self.package.presentation, numbers)
        if read or any(item.tag for item in seen):
            return read
        return surmised(names, self.base.plan.sections)


def _ordered(slots: Sequence[tuple[str, Content]], like: Slide | None) -> list[tuple[str, Content]]:
    """The slots in the order of the slide that was built, new ones at the end."""
    known = [] if like is None else [name for name, _ in like.slots]
    rank = {name: index for index, name in enumerate(known)}
    return sorted(slots, key=lambda slot: rank.get(slot[0], len(rank)))


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return free
