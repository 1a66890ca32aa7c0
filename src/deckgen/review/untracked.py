"""What was changed in a presentation that no plan holds, such as formatting and positions.

Such changes cannot be written as YAML, so they are reported for a person to see to. A base keeps a
snapshot of what the deck showed when it was built; it is compared with a snapshot of the
presentation as it is now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from functools import cached_property, partial

from msgspec.structs import replace

from deckgen.appearance.inheritance import box_of
from deckgen.appearance.shapes import FIELD_TYPES, NO_BOX, placeholder_of
from deckgen.appearance.text import TextInheritance
from deckgen.content import Page, UnsupportedObject, non_visual_properties
from deckgen.content.groups import MarkName
from deckgen.content.registry import WHOLE_SLIDE, scan_slide
from deckgen.opc.package import Package
from deckgen.opc.part import Part
from deckgen.opc.xml import EMU_PER_POINT, Element, tag
from deckgen.presentation import document, marks
from deckgen.review import drawings
from deckgen.review import snapshot as snapshot_room
from deckgen.review.base import Base, SlotPlace, base_in
from deckgen.review.compare import Comparer, UntrackedChange, template_changes
from deckgen.review.identity import IdentifiedSlide, SlideReader
from deckgen.review.snapshot import SheetSnapshot, Snapshot, snapshot
from deckgen.review.snapshot.model import Values
from deckgen.review.snapshot.shapes import (
    PLACEHOLDER,
    box_change,
    with_new_series,
)
from deckgen.review.snapshot.words import LOOKS, WORDS


def untracked_changes(
    package: Package,
    base: Base | None = None,
    reader: SlideReader | None = None,
    *,
    rewritten: bool = False,
) -> list[UntrackedChange]:
    """What was changed that no plan holds, slide by slide, then of the deck and its template.

    Without `base` it is the one that the package keeps; there are no changes where it keeps none.
    A base without a snapshot, as early versions of deckgen kept it, tells of boxes and of new
    shapes only. `reader` is one that has read the presentation under the names of the base.
    `rewritten` says that the base itself describes a presentation that an editor saved which
    writes every part again.
    """
    known = base or base_in(package)
    if known is None:
        return []
    reader = reader or SlideReader(package, known)
    return list(_Scanner(reader, rewritten=rewritten or document.is_rewritten(package)).changes())


def as_shown(reader: SlideReader) -> Base:
    """The base of a presentation as it is now, under the slide ids and slot names of a base."""
    package, base = reader.package, reader.base
    scanner = _Scanner(reader, rewritten=document.is_rewritten(package))
    inheritance = TextInheritance(package)
    places: dict[tuple[str, str], SlotPlace] = {}
    for slide in scanner.slides:
        for item in slide.shapes:
            now = inheritance.box(item.shape, slide.part)
            place = base.places.get((slide.id, item.name))
            if place is None:
                inherited = inheritance.of(item.shape, slide.part, now)
                place = SlotPlace.of(item.shape, now, inherited)
            places[slide.id, item.name] = replace(place, box=now)
    kept = {key: place for key, place in base.places.items() if key not in places}
    return replace(base, plan=reader.plan, places=kept | places, seen=scanner.snapshot())


_OF_NEW_SLIDES = frozenset(
    (
        "turn", "group_turn", "fill", "line", "effects", "hidden", "link", "alt", "background",
        "transition", "animation", "furniture", WORDS, LOOKS,
    )
)  # fmt: skip
"""The properties of new slides that are compared: charts and tables look as a build makes them."""


class _Scanner:
    """Finds the untracked changes of one presentation.

    `rewritten` says whether its editor writes every part again.
    """

    def __init__(self, reader: SlideReader, *, rewritten: bool) -> None:
        self._reader, self._package, self._base = reader, reader.package, reader.base
        self.rewritten = rewritten
        self.slides = reader.identified()
        self._before = {slide.id: slide for slide in self._base.plan.slides}

    def changes(self) -> Iterator[UntrackedChange]:
        """The changes, slide by slide, then those of the deck and its template."""
        for slide in self._edited:
            if slide.id in self._before:
                yield from self._moved(slide)
        for slide in self._edited:
            if slide.id not in self._before:
                yield from self._unsupported(slide)
        if self._base.seen is not None:
            yield from self._compared(self._base.seen, self.snapshot())
            return
        for slide in self._edited:
            yield from self._empty_new_shapes(slide)

    @cached_property
    def _edited(self) -> list[IdentifiedSlide]:
        """The slides that are not known to be just as in the base."""
        return [slide for slide in self.slides if not self._reader.is_as_in_base(slide.id)]

    def snapshot(self) -> Snapshot:
        """The snapshot of the presentation as it is now."""
        slides = {slide.id: slide for slide in self.slides}
        return snapshot(self._package, self._reader.parts, lambda name: self._slots(slides[name]))

    def _compared(self, before: Snapshot, now: Snapshot) -> Iterator[UntrackedChange]:
        comparer = Comparer(before.keys & now.keys, rewritten=self.rewritten)
        for slide in self._edited:
            was, shown = before.slides.get(slide.id), now.slides[slide.id]
            if was is not None:
                slots = self._slot_names(slide) | set(self._slots(slide).values())
                held = slots | self._marks(slide, slots, (*was.shapes, *shown.shapes))
                fields = self._fields(slide, slots)
                built = partial(self._built, slide)
                was = self._as_planned(slide, was, shown)
                yield from comparer.sheets(was, shown, slide.id, held, fields, built)
            elif not self.rewritten:
                was = self._copied(slide, before, shown)
                yield from self._new_slide(slide, was, shown, comparer)
            if slide.id not in self._before:
                yield from self._moved(slide)
            yield from self._new_drawings(slide, was or SheetSnapshot(), shown, comparer)
        found = list(comparer.properties(snapshot_room.DECK, before.deck, now.deck))
        if not before.has_template_of(now):
            found += template_changes(comparer, before.template, now.template)
        yield from (UntrackedChange("", "", what) for what in found)

    def _copied(
        self, slide: IdentifiedSlide, before: Snapshot, now: SheetSnapshot
    ) -> SheetSnapshot | None:
        """The slide that a new one is a duplicate of: by its tag, else one that says the same and
        has no shape that it lacks."""
        tagged = before.slides.get(marks.slide_tag(self._package, slide.part))
        found = tagged or before.slides.get(self._reader.original(slide.id))
        alike = found is not None and found.shapes.keys() <= now.shapes.keys()
        return found if tagged or alike else None

    def _as_planned(
        self, slide: IdentifiedSlide, was: SheetSnapshot, now: SheetSnapshot
    ) -> SheetSnapshot:
        """The slide as it was, but for what the plans of its slots tell: the looks of series that
        came or went, and the alternative text of a kind that draws shapes, as a package's may."""
        before, shapes = self._before[slide.id], dict(was.shapes)
        for item in (item for item in slide.shapes if item.name in shapes):
            if tag(item.shape) == "p:sp" and item.content.key != "text":
                alt = now.shapes.get(item.name, {}).get("alt", "")
                shapes[item.name] = {**shapes[item.name], "alt": alt}
            old = before.content(item.name)
            if item.content.key == "chart" and old is not None:
                from deckgen.content.chart import Chart  # loaded by now

                if isinstance(old, Chart) and isinstance(item.content, Chart):
                    counts = (len(chart.plot.series) for chart in (old, item.content))
                    shapes[item.name] = with_new_series(shapes[item.name], *counts)
        return replace(was, shapes=shapes)

    def _slots(self, slide: IdentifiedSlide) -> dict[Element, str]:
        """The shapes that a plan holds: the slots of the base, and all that have content."""
        known = self._slot_names(slide)
        items = (i for i in slide.shapes if i.name in known or not i.content.is_blank())
        return {item.shape: item.name for item in items}

    def _slot_names(self, slide: IdentifiedSlide) -> set[str]:
        before = self._before.get(slide.id)
        return set() if before is None else {name for name, _ in before.slots}

    def _fields(self, slide: IdentifiedSlide, slots: Set[str]) -> set[str]:
        return {name for name in slots if self._base.place(slide.id, name).type in FIELD_TYPES}

    @staticmethod
    def _marks(slide: IdentifiedSlide, slots: Set[str], names: Iterable[str]) -> set[str]:
        """Those of the names whose shapes show a part of the content of slots, as icons do."""
        abouts = (non_visual_properties(item.shape) for item in slide.shapes)
        owners = slots | {about.get("name", "") for about in abouts if about is not None}
        said = ((name, MarkName.of(name)) for name in names)
        return {name for name, mark in said if mark is not None and mark.owner in owners}

    def _built(self, slide: IdentifiedSlide, slot: str) -> drawings.ShapeValues | None:
        """The shapes that a build draws of what a slot holds now; None where it is as it was."""
        before, now = self._before.get(slide.id), self._reader.plan.slide(slide.id)
        content = None if now is None else now.content(slot)
        if content is None or (before is not None and before.content(slot) == content):
            return None
        own = next(item.box for item in slide.shapes if item.name == slot)
        places = (self._base.place(slide.id, slot).box, own)
        place = next((place for place in places if place.width and place.height), None)
        if place is None:
            return None
        page = Page(self._package, slide.part, self._base.plan.language)
        return drawings.drawn(slot, content, place, slide.part, page, self._reader.parts)

    # Slots that were moved or resized, and new shapes.

    def _moved(self, slide: IdentifiedSlide) -> Iterator[UntrackedChange]:
        """The slots that stand elsewhere, which plans hold."""
        places, now = self._reader.places(slide.id), self._reader.plan.slide(slide.id)
        for item in slide.shapes:
            room, before = places.room(item), places.before
            was = None if before is None else before.box(item.name)
            if now is None or item.grouped or now.content(item.name) is None or room == NO_BOX:
                continue
            if now.box(item.name) != was:
                shown = places.now(item) or box_of(item.shape, slide.part, self._package)
                what = f"the box of `{item.name}`: {box_change(room, shown, EMU_PER_POINT)}"
                yield UntrackedChange(slide.id, item.name, what, held=True)

    def _empty_new_shapes(self, slide: IdentifiedSlide) -> Iterator[UntrackedChange]:
        """New shapes without content, for bases that do not keep which shapes there were."""
        before, slots = self._before.get(slide.id), self._slot_names(slide)
        for item in slide.shapes:
            is_empty = item.content.is_blank() and placeholder_of(item.shape) is None
            if before is not None and not before.like and item.name not in slots and is_empty:
                what = f"the new shape `{item.name}` has no content that YAML can hold"
                yield UntrackedChange(slide.id, item.name, what)

    # Slides that an editor added: what the YAML that is made of them does not say.

    def _unsupported(self, slide: IdentifiedSlide) -> Iterator[UntrackedChange]:
        """The objects of a new slide that are of no kind YAML has, such as SmartArt, but for those
        that it has from the pattern it is `like`."""
        original = self._before.get(self._reader.original(slide.id))
        copied: Counter[object] = Counter()
        if original is not None and original.like and original.id in self._reader.parts:
            copied.update(map(_unnamed, self._kept(self._reader.parts[original.id])))
        for kept in self._kept(slide.part):
            if copied[_unnamed(kept)] > 0:
                copied[_unnamed(kept)] -= 1
            else:
                what = f"YAML cannot hold its {kept.word} `{kept.name}`: see that the build has it"
                yield UntrackedChange(slide.id, kept.name, f"it is new, and {what}")

    def _kept(self, part: Part) -> Iterator[UnsupportedObject]:
        page = Page(self._package, part, self._base.plan.language)
        return (k for k in scan_slide(part.root, page).kept if k.name != WHOLE_SLIDE)

    def _new_drawings(
        self, slide: IdentifiedSlide, was: SheetSnapshot, now: SheetSnapshot, comparer: Comparer
    ) -> Iterator[UntrackedChange]:
        """How groups of a slide that it did not have say something else than a build draws."""
        limited = replace(comparer, keys=comparer.keys & {WORDS})
        groups = (i.name for i in slide.shapes if tag(i.shape) == "p:grpSp")
        for name in (name for name in groups if name not in was.shapes):
            built = self._built(slide, name) or {}
            before = SheetSnapshot(shapes={name: {}, **built})
            shown = SheetSnapshot(shapes={name: {}, **drawings.inside(now, name)})
            yield from limited.sheets(before, shown, slide.id, {name})

    def _new_slide(
        self,
        slide: IdentifiedSlide,
        original: SheetSnapshot | None,
        now: SheetSnapshot,
        comparer: Comparer,
    ) -> Iterator[UntrackedChange]:
        """How a new slide differs from the one that it is a duplicate of, else from its layout."""
        shapes = _without_placeholders(now)
        added: dict[str, Values] = {name: {} for name, w in shapes.items() if not w.get("sort")}
        was = SheetSnapshot(shapes=added)
        if original is not None:
            was = SheetSnapshot(original.words, _without_placeholders(original))
        slots = {name for name, words in was.shapes.items() if not words.get("sort")} | set(added)
        limited = replace(comparer, keys=comparer.keys & _OF_NEW_SLIDES)
        seen = SheetSnapshot(now.words, shapes)
        yield from limited.sheets(was, seen, slide.id, slots, built=partial(self._built, slide))


def _unnamed(kept: UnsupportedObject) -> UnsupportedObject:
    """An object without its name, which LibreOffice numbers anew in a copy."""
    return replace(kept, name="")


def _without_placeholders(seen: SheetSnapshot) -> dict[str, Values]:
    """The shapes of a sheet but for its empty placeholders."""
    return {name: one for name, one in seen.shapes.items() if one.get("sort") != PLACEHOLDER}
