"""An edited presentation to the plan it shows, in the words of the deck that was built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from deckgen import comments, ooxml
from deckgen import package as packages
from deckgen.content.base import Content, Page
from deckgen.content.shapes import Held
from deckgen.content.shapes import survey as survey_shapes
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.identity import likeness, shapes, slides
from deckgen.identity.base import base_in
from deckgen.identity.sections import surmised
from deckgen.identity.slides import Seen
from deckgen.looks.inherited import Inherited, Level
from deckgen.looks.words import FORGOTTEN_BY_LIBREOFFICE, words
from deckgen.opc import Package, Part
from deckgen.package import marks, notes, properties, sections
from deckgen.package.base import Base
from deckgen.package.keeping import NOTES
from deckgen.package.reading import is_hidden
from deckgen.pattern import slug
from deckgen.plan import Plan, Slide
from deckgen.template import Template

_BLACK = "000000"


def read(package: Package, base: Base | None = None) -> Plan:
    """The plan of a presentation, with the base's slide ids and slot names.

    Without a base it is the one that the presentation keeps; without that one too, the plan is
    what the presentation shows.
    """
    known = base or base_in(package)
    return packages.read(package) if known is None else _Reader(package, known).plan()


@dataclass(frozen=True, slots=True)
class Identified:
    """A slide of a presentation: its id, its part, and its shapes under their slots' names."""

    id: str
    part: Part
    shapes: tuple[Held, ...]

    @property
    def title(self) -> str:
        """What the slide's title says, "" where it has none."""
        return _title_of(self.shapes)


def identify(package: Package, base: Base | None = None) -> tuple[Identified, ...]:
    """The slides of a presentation with the ids and slots that `read` gives them."""
    known = base or base_in(package) or Base(packages.read(package))
    return _Reader(package, known).identified()


@dataclass(slots=True)
class _Reader:
    package: Package
    base: Base
    template: Template = field(init=False)
    parts: dict[str, Part] = field(init=False)
    forgotten: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.template = Template.of(self.package)
        self.parts = {}
        by_office = properties.application(self.package).startswith("LibreOffice")
        self.forgotten = FORGOTTEN_BY_LIBREOFFICE if by_office else frozenset()

    def identified(self) -> tuple[Identified, ...]:
        return tuple(
            Identified(name, item.part, self._held(item.part, self._page(item.part), like, layout))
            for name, item in self._found()
            for like in (self.base.plan.slide(name) or self._original(item),)
            for layout in (self._layout(item.part),)
        )

    def _found(self) -> list[tuple[str, Seen]]:
        """The slides with their ids, in order."""
        seen = slides.survey(self.package)
        found = slides.Matcher(self.base, self._was, self._words).match(seen)
        names = self._names(seen, found)
        self.parts = {name: item.part for name, item in zip(names, seen, strict=True)}
        return list(zip(names, seen, strict=True))

    def _page(self, part: Part) -> Page:
        return Page(self.package, part, self.base.plan.language, self.parts)

    def _layout(self, part: Part) -> str:
        layout = next(iter(self.package.related(part, "slideLayout")), None)
        found = self.template.layout_of(layout.name) if layout else None
        return found.name if found else ""

    def plan(self) -> Plan:
        named = self._found()
        names, seen = [name for name, _ in named], [item for _, item in named]
        base = self.base.plan
        read = [self._slide(name, item, base.slide(name)) for name, item in named]
        numbers = {str(item.number): name for name, item in zip(names, seen, strict=True)}
        title, _, _ = properties.read(self.package)
        return Plan(
            title=title or base.title,
            language=base.language,
            slides=tuple(self._laid_out(read, seen)),
            sections=self._sections(names, seen, numbers),
            moment=base.moment,
        )

    def _was(self, name: str) -> Counter[str]:
        slide = self.base.plan.slide(name)
        return Counter() if slide is None else likeness.slide_words(slide, slide.title)

    def _words(self, seen: Seen) -> Counter[str]:
        page = Page(self.package, seen.part, self.base.plan.language)
        held = survey_shapes(seen.part.root, page).held
        text = notes.read(self.package, seen.part, page)
        plain = Slide("", "", tuple((item.name, item.content) for item in held), text)
        return likeness.slide_words(plain, _title_of(held))

    def _names(self, seen: Sequence[Seen], found: Mapping[str, str]) -> list[str]:
        """The slides' ids: those of the base, and new ones made from titles."""
        taken = {slide.id for slide in self.base.plan.slides}
        names = []
        for item in seen:
            name = found.get(item.part.name)
            if name is None:
                name = _free(item.tag or slug(self._title(item)) or "slide", taken)
            taken.add(name)
            names.append(name)
        return names

    def _title(self, seen: Seen) -> str:
        page = Page(self.package, seen.part, self.base.plan.language)
        return _title_of(survey_shapes(seen.part.root, page).held)

    def _slide(self, name: str, seen: Seen, before: Slide | None) -> Slide:
        part = seen.part
        page, name_of_layout = self._page(part), self._layout(part)
        like = before or self._original(seen)
        held = self._held(part, page, like, name_of_layout)
        text = notes.read(self.package, part, page)
        remarks = comments.read(self.package, part)
        slots = [
            (item.name, self._settled(item.name, item.content, like))
            for item in held
            if not item.content.is_blank()
        ]
        return Slide(
            id=name,
            layout=name_of_layout,
            slots=tuple(_ordered(slots, like)),
            notes=None if text is None else self._settled_notes(text, like),
            comments=remarks if before is None else comments.settled(remarks, before.comments),
            hidden=is_hidden(part),
            like=before.like if before else "",
            names=before.names if before else (),
            repeats=before.repeats if before else (),
        )

    def _original(self, seen: Seen) -> Slide | None:
        """The slide that a new one is a duplicate of."""
        return self.base.plan.slide(seen.tag) if seen.tag else None

    def _held(self, part: Part, page: Page, like: Slide | None, layout: str) -> tuple[Held, ...]:
        held = survey_shapes(part.root, page).held
        if like is None:
            return held
        matcher = shapes.Matcher(
            like,
            lambda slot: self.base.place(like.id, slot),
            marks.shape_tags(self.package, part),
            laid_out=layout == like.layout,
        )
        return survey_shapes(part.root, page, matcher.match(held)).held

    def _settled(self, slot: str, content: Content, like: Slide | None) -> Content:
        before = None if like is None else like.content(slot)
        if before is not None and type(before) is not type(content):
            before = None
        return content.settled(before, self._place("" if like is None else like.id, slot))

    def _settled_notes(self, text: Text, like: Slide | None) -> Text:
        before = None if like is None else like.notes
        place = self._place("" if like is None else like.id, NOTES)
        return text.settled(before, _with_own_face(place, text))

    def _place(self, slide: str, slot: str) -> Inherited:
        place = self.base.place(slide, slot).inherited
        return replace(place, forgotten=self.forgotten)

    def _laid_out(self, read: Sequence[Slide], seen: Sequence[Seen]) -> list[Slide]:
        """The slides under the names that the template has for their layouts.

        LibreOffice makes a master of every layout and renames it; then the slides that were
        built on the layout tell which one it was.
        """
        votes: dict[str, Counter[str]] = {}
        parts = [next((i.target for i in item.part.rels.of("slideLayout")), "") for item in seen]
        for slide, part in zip(read, parts, strict=True):
            before = self.base.plan.slide(slide.id)
            if before is not None:
                votes.setdefault(part, Counter())[before.layout] += 1
        mapped = []
        for slide, part in zip(read, parts, strict=True):
            before = self.base.plan.slide(slide.id)
            if slide.layout in self.base.layouts:
                layout = slide.layout
            elif before is not None:
                layout = before.layout
            else:
                layout = votes[part].most_common(1)[0][0] if part in votes else slide.layout
            mapped.append(replace(slide, layout=layout))
        return mapped

    def _sections(
        self, names: Sequence[str], seen: Sequence[Seen], numbers: dict[str, str]
    ) -> tuple[Section, ...]:
        """The sections; those of the base where the editor keeps none."""
        read = sections.read(self.package.presentation, numbers)
        if read or any(item.tag for item in seen):
            return read
        return surmised(names, self.base.plan.sections)


def _title_of(held: Sequence[Held]) -> str:
    for item in held:
        if shapes.is_title(item.shape):
            lines = (line.text.replace("\n", " ") for line in item.content.paragraphs())
            return " ".join(lines).strip()
    return ""


def _with_own_face(place: Inherited, text: Text) -> Inherited:
    """The place of notes with the typeface, size and margins that all of them have, and black.

    LibreOffice gives notes a look of its own, whatever their master says.
    """
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
    own = Level(_own_margins(text, place) | ({"buClr": f"#{_BLACK}"} if "fill" in run else {}), run)
    return replace(place, levels=tuple(own.over(level) for level in place.levels))


def _own_margins(text: Text, place: Inherited) -> dict[str, str]:
    """The margins that all paragraphs of notes say alike."""
    said = [
        words(ooxml.parse(line.opaque.encode()), place.theme) if line.opaque else {}
        for line in text.lines
        if line.runs
    ]
    return {
        word: said[0][word]
        for word in ("marL", "indent")
        if said and all(word in each and each[word] == said[0].get(word) for each in said)
    }


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
