"""Which slide and which shape of an edited presentation is which of the deck that was built.

`identify` gives the slides of a presentation the ids of the deck, and their shapes the names of
slots; `read` gives the plan of the presentation under these ids and names. Both compare with a
base: what deckgen stored in the presentation when it built it (`review.base`), else what
the presentation itself shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from msgspec import Struct, structs

from deckgen.appearance import relayout
from deckgen.appearance.inheritance import box_of
from deckgen.appearance.shapes import NO_BOX, Box, placeholder_key, placeholder_of, placeholders
from deckgen.appearance.text import (
    FORGOTTEN_BY_LIBREOFFICE,
    NOWHERE,
    InheritedText,
    TextInheritance,
    TextLevel,
    properties_of,
)
from deckgen.content import Content, Page, name_of
from deckgen.content.registry import SlotShape, scan_slide
from deckgen.content.text import Text
from deckgen.deck import Section
from deckgen.opc import xml
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import Element, find, make
from deckgen.plan import Plan, Slide
from deckgen.presentation import comments, document, marks
from deckgen.presentation import notes as presentation_notes
from deckgen.presentation import read as presentation_read
from deckgen.presentation.read import Pages, is_hidden
from deckgen.review.base import Base, base_in, slide_ids_in
from deckgen.review.match_shapes import LayoutMatcher, ShapeMatcher, is_field
from deckgen.review.match_slides import (
    ADJACENT_DUPLICATE,
    DUPLICATE,
    MARGIN,
    FitsLayout,
    SlideFeatures,
    SlideMatcher,
    TaggedSlide,
    TaggedSlideMatcher,
    features_of_base,
    features_of_part,
    tagged_slides,
    title_of,
)
from deckgen.review.places import SlotPlaces
from deckgen.review.snapshot import SheetSnapshot
from deckgen.review.snapshot.shapes import PLACEHOLDER, box_of_values
from deckgen.source.keys import NOTES_SLOT, slug, unused
from deckgen.template import Template, named_slides
from deckgen.textfit import frame
from deckgen.textfit.frame import FULL

# Notes: LibreOffice formats them itself, whatever the notes master says.


_BLACK = "000000"


def with_uniform_formatting(place: InheritedText, text: Text) -> InheritedText:
    """What notes inherit, with the font, size, margins and black that all of their text has.

    Formatting that is the same everywhere is LibreOffice's, so it counts as inherited and not as
    the author's.
    """
    styles = [run.style for line in text.lines for run in line.runs if not run.text.isspace()]
    run: dict[str, str] = {}
    fonts = {style.font for style in styles}
    if len(fonts) == 1:
        run["latin"] = place.theme.font(*fonts)
    if {style.color for style in styles if not style.link} == {_BLACK}:
        run["fill"] = f"#{_BLACK}"
    sizes = {style.size for style in styles}
    if len(sizes) == 1 and 0 not in sizes:
        run["sz"] = f"{sizes.pop() * 100:g}"
    uniform = TextLevel(
        _uniform_margins(text, place) | ({"buClr": f"#{_BLACK}"} if "fill" in run else {}), run
    )
    return structs.replace(place, levels=tuple(uniform.over(level) for level in place.levels))


def _uniform_margins(text: Text, place: InheritedText) -> dict[str, str]:
    """The margins that all paragraphs set to the same value."""
    found = [
        properties_of(xml.parse(line.opaque.encode()), place.theme) if line.opaque else {}
        for line in text.lines
        if line.runs
    ]
    return {
        name: found[0][name]
        for name in ("marL", "indent")
        if found and all(name in each and each[name] == found[0].get(name) for each in found)
    }


def _fills(item: SlotShape, wanted: Element | None) -> bool:
    """Whether a shape fills a layout's placeholder, given by its `p:ph`; dates, footers and numbers
    do where the layout has one at all."""
    own = placeholder_of(item.shape)
    if own is None or wanted is None or is_field(item.shape):
        return True
    return placeholder_key(own) == placeholder_key(wanted)


def _is_shrunk(shape: Element) -> bool:
    """Whether the text of a shape was made smaller to fit."""
    return frame.scale(find(shape, "p:txBody/a:bodyPr/a:normAutofit")).size < FULL.size


# Sections, for presentations whose editor dropped them (LibreOffice).


def inferred_sections(slides: Sequence[str], before: Sequence[Section]) -> tuple[Section, ...]:
    """The earlier sections with the slides as they are now, in the given order.

    The sections keep their order, and as few slides as possible change their section. A slide that
    was moved belongs to the section it is in now, as in PowerPoint; a new one to the section of
    the slide before it.
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
            if costs[index] < costs[best]:
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


# Slides and shapes under the ids and names of the base.


def read(package: Package, base: Base | None = None) -> Plan:
    """The plan of a presentation, with the slide ids and slot names of the base.

    Without `base` it is the one that is stored in the presentation; where there is none, slides
    and slots get the names that the presentation itself has for them.
    """
    known = base or base_in(package)
    return presentation_read.read(package) if known is None else SlideReader(package, known).plan


class IdentifiedSlide(Struct, frozen=True):
    """A slide of a presentation under the names of the deck that was built.

    `id` is the slide's id in the deck, `layout` the name of its slide layout in the template;
    `shapes` are its shapes with content, under the names of their slots.
    """

    id: str
    part: Part
    layout: str
    shapes: tuple[SlotShape, ...]

    @property
    def title(self) -> str:
        """The text of the slide's title, "" where it has none."""
        return title_of(self.shapes)


def identify(package: Package, base: Base | None = None) -> tuple[IdentifiedSlide, ...]:
    """The slides of a presentation, in order, with the ids and slots that `read` gives them."""
    return _reader(package, base).identified()


def slide_ids(package: Package) -> tuple[str, ...]:
    """The ids of a presentation's slides, in order.

    What is on their shapes is looked at only where their tags do not tell.
    """
    tags = tuple(item.tag for item in tagged_slides(package))
    known = slide_ids_in(package) or named_slides(package)
    if len(set(tags)) == len(tags) and all(tag in known for tag in tags):
        return tags
    return _reader(package, None).ids


def _reader(package: Package, base: Base | None) -> SlideReader:
    known = base or base_in(package) or Base(presentation_read.read(package))
    return SlideReader(package, known)


class _Model(Struct, frozen=True):
    """The slide of the base from which a slide of the presentation takes the names of its slots.

    `same` says that it is this slide or a duplicate of it, so that contents are comparable too;
    else the two only share a slide layout.
    """

    slide: Slide
    same: bool


@dataclass
class SlideReader:
    """Reads a presentation, which must not change meanwhile, under the names of a base.

    `source` is the template that the base was built of; None for the presentation's own layouts.
    """

    package: Package
    base: Base
    source: Template | None = None
    parts: dict[str, Part] = field(init=False)
    slides: dict[str, TaggedSlide] = field(init=False)
    template: Template = field(init=False)
    layouts: LayoutMatcher = field(init=False)
    from_libreoffice: bool = field(init=False)
    forgotten: frozenset[str] = field(init=False)
    _features: dict[str, SlideFeatures] = field(init=False)
    _pages: Pages = field(init=False)
    _unnamed_pages: Pages = field(init=False)
    _known_shapes: dict[str, tuple[SlotShape, ...]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.parts, self.slides, self._features = {}, {}, {}
        self.from_libreoffice = document.application(self.package).startswith("LibreOffice")
        self.template = Template.of(self.package)
        self.layouts = self._layout_matcher(())
        self.forgotten = FORGOTTEN_BY_LIBREOFFICE if self.from_libreoffice else frozenset()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the slides, in order."""
        return tuple(name for name, _ in self._named_slides)

    def identified(self) -> tuple[IdentifiedSlide, ...]:
        """The slides, in order, with the ids and slots that `plan` gives them."""
        return tuple(
            IdentifiedSlide(
                name,
                item.part,
                self.layouts.in_template(name, item.part),
                self._shapes(name, item, self._model(name, item)),
            )
            for name, item in self._named_slides
        )

    def names_on_new_layouts(self) -> dict[str, dict[str, str]]:
        """For each slide that got another slide layout of the template, what its slots are called
        there; no slide of a pattern, or with a slot that the layout has no placeholder for. Text
        boxes keep their names."""
        found = {}
        layouts = (self.source or self.template).layouts
        for slide in () if self.from_libreoffice else self.identified():
            before, layout = self.base.plan.slide(slide.id), layouts.get(slide.layout)
            if before is None or layout is None or before.like or before.layout == slide.layout:
                continue
            there = {slot.idx: slot.name for slot in (*layout.slots, *layout.fields)}
            places = [(item.name, placeholder_of(item.shape)) for item in slide.shapes]
            names = {
                name: there.get(placeholder_key(place)[1], "")
                if place is not None
                else name
                if before.content(name) is None or before.box(name) is not None
                else ""
                for name, place in places
            }
            if all(names.values()) and len(set(names.values())) == len(names):
                found[slide.id] = names
        return found

    def patterns_on_new_layouts(self) -> Iterator[str]:
        """The slides like a pattern slide that are on another slide layout of the template than
        before, or new, where their placeholders fill on it what a build lets them fill."""
        source = self.source or self.template
        parts = {name: part for name, (_, part) in named_slides(source.package).items()}
        for slide in () if self.from_libreoffice else self.identified():
            before, now = self.base.plan.slide(slide.id), self.plan.slide(slide.id)
            layout = source.layouts.get(slide.layout)
            if now is None or now.like not in parts or layout is None:
                continue
            if before is None or before.layout != slide.layout:
                part, on = parts[now.like], source.package.parts[layout.part_name]
                page, names = Page(source.package, part, self.base.plan.language), dict(now.names)
                there = relayout.partners(part.root, on.root)
                built = {
                    item.name: there.get(item.shape)
                    for item in scan_slide(part.root, page, names).slot_shapes
                }
                if all(_fills(item, built.get(item.name)) for item in slide.shapes):
                    yield slide.id

    @cached_property
    def _named_slides(self) -> list[tuple[str, TaggedSlide]]:
        """The slides with their ids, in order."""
        slides = tagged_slides(self.package)
        language, unnamed = self.base.plan.language, {item.part.name: "" for item in slides}
        self._unnamed_pages = Pages(self.package, language, {}, unnamed)
        numbered = not self.from_libreoffice
        matcher = TaggedSlideMatcher(
            self.base, self._base_features, self._features_of, self._unnamed_pages.digest, numbered
        )
        found = matcher.match(slides)
        known = numbered and 2 * len(found) >= len(slides)
        if not known and not any(item.is_tagged for item in slides):
            self._match_by_content(slides, found)
        names = self._names(slides, found)
        self.slides = dict(zip(names, slides, strict=True))
        self.parts = {name: item.part for name, item in self.slides.items()}
        self._pages = Pages.of(self.package, language, self.parts)
        self.layouts = self._layout_matcher(self.parts.items())
        return list(zip(names, slides, strict=True))

    def is_as_in_base(self, name: str) -> bool:
        """Whether the slide of that id is known to hold, with all that it leads to, just what the
        presentation holds that the base was made of."""
        digest = self.base.digests.get(name)
        return digest is not None and digest == self._pages.digest(self.parts[name])

    @cached_property
    def plan(self) -> Plan:
        """The plan of the presentation."""
        named = self._named_slides
        names, items = [name for name, _ in named], [item for _, item in named]
        base = self.base.plan
        slides = tuple(self._slide(name, item) for name, item in named)
        numbers = {str(item.number): name for name, item in named}
        title, _, _ = document.read_properties(self.package)
        return Plan(
            title=title or base.title,
            language=base.language,
            slides=slides,
            sections=self._sections(names, items, numbers),
            moment=base.moment,
        )

    def _layout_matcher(self, known: Iterable[tuple[str, Part]]) -> LayoutMatcher:
        return LayoutMatcher(self.template, self.base, known, renamed=self.from_libreoffice)

    def _match_by_content(self, slides: Sequence[TaggedSlide], found: dict[str, str]) -> None:
        """Add to `found`, by the names of parts, the ids of slides that are known by content."""
        parts = {item.part.name: item.part for item in slides}
        was = {slide.id: self._base_features(slide.id) for slide in self.base.plan.slides}
        now = {item.part.name: self._features_of(item) for item in slides}
        matcher = SlideMatcher(was, now, found)

        def fits_layout() -> FitsLayout:
            layouts = self._layout_matcher((name, parts[part]) for part, name in found.items())

            def fits(part: str, name: str) -> bool:
                before = self.base.plan.slide(name)
                return before is None or layouts.inferred(parts[part]) in ("", before.layout)

            return fits

        matcher.match_similar(fits_layout())
        matcher.match_between(fits_layout())

    def _base_features(self, name: str) -> SlideFeatures:
        slide = self.base.plan.slide(name)
        return SlideFeatures() if slide is None else features_of_base(self.base, slide)

    def _features_of(self, item: TaggedSlide) -> SlideFeatures:
        name = item.part.name
        if name not in self._features:
            page = self._unnamed_pages.page(item.part)
            self._features[name] = features_of_part(item.part, page, self.package)
        return self._features[name]

    def _names(self, slides: Sequence[TaggedSlide], found: Mapping[str, str]) -> list[str]:
        """The slides' ids: those of the base, and new ones made from titles."""
        used = {slide.id for slide in self.base.plan.slides}
        names = []
        for item in slides:
            name = found.get(item.part.name)
            if name is None:
                wanted = item.tag or slug(self._features_of(item).title) or "slide"
                name = unused(wanted, used.__contains__)
            used.add(name)
            names.append(name)
        return names

    def _slide(self, name: str, item: TaggedSlide) -> Slide:
        part = item.part
        before = self.base.plan.slide(name)
        if before is not None and self.is_as_in_base(name):
            return replace(before, layout=self.layouts.in_template(name, part))
        model = self._model(name, item)
        pattern = before or (model.slide if model.same and not model.slide.repeats else None)
        text = presentation_notes.read(self.package, part, self._pages.page(part))
        remarks = comments.read_comments(self.package, part)
        slots = [
            (shape.name, self._normalized(shape, model))
            for shape in self._shapes(name, item, model)
            if not shape.content.is_blank()
        ]
        rank = {slot: index for index, (slot, _) in enumerate(model.slide.slots)}
        slots.sort(key=lambda slot: rank.get(slot[0], len(rank)))
        shapes = (s for s in self._shapes(name, item, model) if not s.content.is_blank())
        return Slide(
            id=name,
            layout=self.layouts.in_template(name, part),
            slots=tuple(slots),
            notes=None if text is None else self._normalized_notes(text, model),
            comments=remarks if before is None else comments.rethreaded(remarks, before.comments),
            hidden=is_hidden(part),
            boxes=tuple(sorted(self.places(name).boxes(shapes))),
            like=pattern.like if pattern else "",
            names=pattern.names if pattern else (),
            repeats=pattern.repeats if pattern else (),
        )

    def _model(self, name: str, item: TaggedSlide) -> _Model:
        """The slide of the base that a slide is, is a duplicate of, or shares its layout with."""
        before = self.base.plan.slide(name) or self.base.plan.slide(item.tag)
        if before is not None:
            return _Model(before, same=True)
        layout = self.layouts.in_template(name, item.part)
        features = self._features_of(item)
        original = self._original(name, features)
        if original is not None:
            return _Model(original, same=True)
        scores = [
            (features.similarity(self._base_features(slide.id)), slide)
            for slide in self.base.plan.slides
            if slide.layout == layout
        ]
        if not scores:
            return _Model(Slide("", layout), same=False)
        score, found = max(scores, key=lambda pair: (pair[0], len(pair[1].slots)))
        return _Model(found, same=score >= DUPLICATE)

    def places(self, name: str) -> SlotPlaces:
        """Where the slots of the slide with that id stood before."""
        item = self.slides[name]
        model, layout = self._model(name, item), self.layouts.in_template(name, item.part)
        return SlotPlaces(
            self.package,
            item.part,
            model.slide if model.same else None,
            lambda slot: self.base.place(model.slide.id, slot).box,
            partial(self._laid_out, layout),
            document.is_rewritten(self.package),
            model.same and bool(model.slide.like) and model.slide.layout == layout,
        )

    def _laid_out(self, layout: str, slot: str) -> Box:
        """The box of a slot on a slide layout of the template, as far as that is known."""
        if self.source is None and self.base.seen is not None:
            sheets = (seen for name, seen in self.base.seen.layouts() if name == layout)
            there = next(sheets, SheetSnapshot()).shapes.get(slot, {})
            found = box_of_values(there) if there.get("sort") == PLACEHOLDER else None
            return found or NO_BOX
        known = (self.source or self.template).layouts.get(layout)
        placed = None if known is None else known.slot(slot)
        return NO_BOX if placed is None else placed.box

    def original(self, name: str) -> str:
        """The id of the slide of the base that a slide is, or is a duplicate of, "" for none."""
        model = self._model(name, self.slides[name])
        return model.slide.id if model.same else ""

    def _original(self, name: str, features: SlideFeatures) -> Slide | None:
        """The slide that a new one is a duplicate of, among those that the deck still has.

        Of those that are as similar it is the one right before it, where editors put duplicates.
        """
        names = list(self.slides)
        previous = names[names.index(name) - 1]
        found = []
        for other, item in self.slides.items():
            before = self.base.plan.slide(other)
            score = features.similarity(self._features_of(item))
            adjacent = other == previous
            if before is not None and score >= (ADJACENT_DUPLICATE if adjacent else DUPLICATE):
                found.append((score + MARGIN * adjacent, before))
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def _shapes(self, name: str, item: TaggedSlide, model: _Model) -> tuple[SlotShape, ...]:
        """The shapes of a slide under the names of their slots."""
        if name not in self._known_shapes:
            self._known_shapes[name] = self._match_shapes(name, item, model)
        return self._known_shapes[name]

    def _match_shapes(self, name: str, item: TaggedSlide, model: _Model) -> tuple[SlotShape, ...]:
        page = self._pages.page(item.part)
        matcher = ShapeMatcher(
            model.slide,
            lambda slot: self.base.place(model.slide.id, slot),
            marks.shape_tags(self.package, item.part),
            same_layout=self.layouts.own_name(item.part) == model.slide.layout,
            layout_slot=partial(self._layout_slot, name, item.part),
            new=not model.same,
            numbered=not self.from_libreoffice,
        )
        names = matcher.match(scan_slide(item.part.root, page).slot_shapes)
        return scan_slide(item.part.root, page, names).slot_shapes

    def _layout_slot(self, name: str, part: Part, shape: SlotShape) -> str:
        """How the slot of a slide's layout is called that a shape fills, "" where it fills none.

        Where no template tells, as all slides of the base on that layout call it.
        """
        own = self.layouts.slot(name, part, shape)
        if not own or self.source is not None:
            return own
        layout, ph = self.layouts.in_template(name, part), placeholder_of(shape.shape)
        wanted = ("", 0) if ph is None else placeholder_key(ph)
        called = self._called.get((layout, *wanted), set())
        return next(iter(called)) if len(called) == 1 else own

    @cached_property
    def _called(self) -> dict[tuple[str, str, int], set[str]]:
        """The slots of the base by layout, type and index of the placeholder."""
        found: dict[tuple[str, str, int], set[str]] = {}
        for slide in self.base.plan.slides:
            for slot, _ in slide.slots:
                place = self.base.place(slide.id, slot)
                if place.type:
                    key = (slide.layout, place.type, place.idx)
                    found.setdefault(key, set()).add(slot)
        return found

    def _normalized(self, shape: SlotShape, model: _Model) -> Content:
        before = model.slide.content(shape.name) if model.same else None
        if before is not None and type(before) is not type(shape.content):
            before = None
        place = self._place(model.slide, shape.name)
        shrunk = self.from_libreoffice and _is_shrunk(shape.shape)
        return shape.content.normalized(before, structs.replace(place, shrunk=shrunk))

    def _normalized_notes(self, text: Text, model: _Model) -> Text:
        before = model.slide.notes if model.same else None
        place = self._place(model.slide, NOTES_SLOT)
        return text.normalized(before, with_uniform_formatting(place, text))

    def _place(self, slide: Slide, slot: str) -> InheritedText:
        """What text inherits in a slot: as in the base, else as the slide's layout gives it."""
        known = self.base.places.get((slide.id, slot))
        place = self._layout_place(slide.layout, slot) if known is None else known.inherited
        return structs.replace(place, forgotten=self.forgotten)

    def _layout_place(self, name: str, slot: str) -> InheritedText:
        template = self.source or self.template
        layout = template.layouts.get(name)
        if layout is None:
            return NOWHERE
        part = template.package.parts[layout.part_name]
        for shape, _ in placeholders(part.root):
            if name_of(shape) == slot:
                return self._layout_text.of(shape, part, box_of(shape, part, template.package))
        return self._layout_text.of(make("p:sp"), part, NO_BOX)  # a text box

    @cached_property
    def _layout_text(self) -> TextInheritance:
        return TextInheritance((self.source or self.template).package)

    def _sections(
        self, names: Sequence[str], slides: Sequence[TaggedSlide], numbers: dict[str, str]
    ) -> tuple[Section, ...]:
        """The sections; inferred from those of the base where the editor dropped them.

        A script that moves or adds slides leaves the list of sections as it was.
        """
        found = document.read_sections(self.package.presentation, numbers)
        if found and not document.in_order(found, names):
            return inferred_sections(names, found)
        if found or any(item.tag for item in slides):
            return found
        return inferred_sections(names, self.base.plan.sections)
