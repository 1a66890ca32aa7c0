"""An edited presentation to the plan it shows, in the words of the deck that was built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deckgen import comments
from deckgen import package as packages
from deckgen.content.base import Content, Page
from deckgen.content.shapes import Held
from deckgen.content.shapes import survey as survey_shapes
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.identity import shapes, slides, views
from deckgen.identity.alike import DUPLICATE, NEXT_DUPLICATE, Fits, Pairing
from deckgen.identity.base import base_in
from deckgen.identity.faces import with_own_face
from deckgen.identity.layouts import Layouts
from deckgen.identity.sections import surmised
from deckgen.identity.slides import Seen
from deckgen.identity.views import View
from deckgen.looks.inherited import Inherited
from deckgen.looks.words import FORGOTTEN_BY_LIBREOFFICE
from deckgen.opc import Package, Part
from deckgen.package import marks, notes, properties, sections
from deckgen.package.base import Base
from deckgen.package.keeping import NOTES
from deckgen.package.reading import is_hidden
from deckgen.pattern import slug
from deckgen.plan import Plan, Slide


def read(package: Package, base: Base | None = None) -> Plan:
    """The plan of a presentation, with the base's slide ids and slot names.

    Without a base it is the one that the presentation keeps; without that one too, the plan is
    what the presentation shows.
    """
    known = base or base_in(package)
    return packages.read(package) if known is None else _Reader(package, known).plan()


@dataclass(frozen=True, slots=True)
class Identified:
    """A slide of a presentation: its id, its part, the template's layout that it is on, and its
    shapes under their slots' names."""

    id: str
    part: Part
    layout: str
    shapes: tuple[Held, ...]

    @property
    def title(self) -> str:
        """What the slide's title says, "" where it has none."""
        return views.title_of(self.shapes)


def identify(package: Package, base: Base | None = None) -> tuple[Identified, ...]:
    """The slides of a presentation with the ids and slots that `read` gives them."""
    known = base or base_in(package) or Base(packages.read(package))
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
    seen: dict[str, Seen] = field(init=False)
    layouts: Layouts = field(init=False)
    by_office: bool = field(init=False)
    forgotten: frozenset[str] = field(init=False)
    _views: dict[str, View] = field(init=False)

    def __post_init__(self) -> None:
        self.parts, self.seen, self._views = {}, {}, {}
        self.by_office = properties.application(self.package).startswith("LibreOffice")
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

    def _found(self) -> list[tuple[str, Seen]]:
        """The slides with their ids, in order."""
        seen = slides.survey(self.package)
        found = slides.Matcher(self.base, self._was, self._view).match(seen)
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
        title, _, _ = properties.read(self.package)
        return Plan(
            title=title or base.title,
            language=base.language,
            slides=tuple(read),
            sections=self._sections(names, seen, numbers),
            moment=base.moment,
        )

    def _layouts(self, known: Iterable[tuple[str, Part]]) -> Layouts:
        return Layouts(self.package, self.base, known, renamed=self.by_office)

    def _pair(self, seen: Sequence[Seen], found: dict[str, str]) -> None:
        """Find ids by what the slides show."""
        parts = {item.part.name: item.part for item in seen}
        was = {slide.id: self._was(slide.id) for slide in self.base.plan.slides}
        pairing = Pairing(was, {item.part.name: self._view(item) for item in seen}, found)

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
        return View() if slide is None else views.of_base(self.base, slide)

    def _view(self, seen: Seen) -> View:
        name = seen.part.name
        if name not in self._views:
            page = Page(self.package, seen.part, self.base.plan.language)
            self._views[name] = views.of_part(seen.part, page, self.package)
        return self._views[name]

    def _names(self, seen: Sequence[Seen], found: Mapping[str, str]) -> list[str]:
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

    def _slide(self, name: str, seen: Seen) -> Slide:
        part = seen.part
        before = self.base.plan.slide(name)
        model = self._model(name, seen)
        after = before or (model.slide if model.same and not model.slide.repeats else None)
        text = notes.read(self.package, part, self._page(part))
        remarks = comments.read(self.package, part)
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
            comments=remarks if before is None else comments.settled(remarks, before.comments),
            hidden=is_hidden(part),
            like=after.like if after else "",
            names=after.names if after else (),
            repeats=after.repeats if after else (),
        )

    def _model(self, name: str, seen: Seen) -> _Model:
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

    def _held(self, name: str, seen: Seen, model: _Model) -> tuple[Held, ...]:
        """The shapes of a slide under the names of their slots."""
        page = self._page(seen.part)
        matcher = shapes.Matcher(
            model.slide,
            lambda slot: self.base.place(model.slide.id, slot),
            marks.shape_tags(self.package, seen.part),
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

    def _place(self, slide: str, slot: str) -> Inherited:
        place = self.base.place(slide, slot).inherited
        return replace(place, forgotten=self.forgotten)

    def _sections(
        self, names: Sequence[str], seen: Sequence[Seen], numbers: dict[str, str]
    ) -> tuple[Section, ...]:
        """The sections; those of the base where the editor keeps none."""
        read = sections.read(self.package.presentation, numbers)
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
