"""A presentation to what was changed in it that no plan holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from deckgen.beyond import Comparer, Seen, Snapshot, TemplateComparer, looked_at, snapshot
from deckgen.identity.base import base_in
from deckgen.identity.beyond import boxes, new_slides
from deckgen.identity.beyond.change import Beyond
from deckgen.identity.reading import Identified, identify, read
from deckgen.model import FIELD_TYPES
from deckgen.ooxml import Element
from deckgen.opc import Package
from deckgen.package import properties
from deckgen.package.base import Base
from deckgen.package.places import box_of

_KEEPING = ("Microsoft", "deckgen")
"""How the programs are called that write back what they do not edit; python-pptx leaves the name
that was there. Others write every part anew."""


def beyond(package: Package, base: Base | None = None, *, anew: bool = False) -> list[Beyond]:
    """What was changed that no plan holds, slide by slide, then of the deck and its template.

    A base of before deckgen kept what shows beside the plan tells of boxes and new shapes alone.
    `anew` says that the base is of a presentation that an editor wrote anew.
    """
    known = base or base_in(package)
    return [] if known is None else list(_Looker(package, known, anew=anew).changes())


def as_shown(package: Package, base: Base) -> tuple[Base, bool]:
    """The base that a presentation would keep if it had been built as it shows now, under the ids
    and names that `base` gives it; and whether an editor wrote it anew."""
    looker = _Looker(package, base)
    places = {
        (slide.id, held.name): replace(
            base.place(slide.id, held.name), box=box_of(held.shape, slide.part, package)
        )
        for slide in looker.found
        for held in slide.shapes
    }
    kept = {key: place for key, place in base.places.items() if key not in places}
    shown = replace(base, plan=read(package, base), places=kept | places, seen=looker.snapshot())
    return shown, looker.anew


class _Looker:
    """Looks at one presentation. `anew` says whether its editor writes every part anew."""

    def __init__(self, package: Package, base: Base, *, anew: bool = False) -> None:
        self._package, self._base = package, base
        self.anew = anew or not properties.application(package).startswith(_KEEPING)
        self.found = identify(package, base)

    def changes(self) -> Iterator[Beyond]:
        """The changes, slide by slide, then those of the deck and its template."""
        new = [slide for slide in self.found if self._base.plan.slide(slide.id) is None]
        for slide in self.found:
            if slide not in new:
                yield from boxes.moved(slide, self._package, self._base, anew=self.anew)
        for slide in new:
            yield from new_slides.untold(slide, self._package, self._base)
        if self._base.seen is not None:
            yield from self._compared(self._base.seen, self.snapshot())
            return
        for slide in self.found:
            yield from boxes.bare(slide, self._base)

    def snapshot(self) -> Snapshot:
        """What the presentation shows now."""
        parts = {slide.id: slide.part for slide in self.found}
        slots = {slide.id: dict(self._slots(slide)) for slide in self.found}
        return snapshot(self._package, parts, slots)

    def _compared(self, before: Snapshot, now: Snapshot) -> Iterator[Beyond]:
        """What shows otherwise than it did."""
        comparer = Comparer(before.keys & now.keys, rewritten=self.anew)
        for slide in self.found:
            was = before.slides.get(slide.id)
            if was is not None:
                yield from self._slide(slide, was, now.slides[slide.id], comparer)
            elif not self.anew:
                yield from new_slides.changes(
                    slide, before, now.slides[slide.id], comparer, self._package
                )
            else:
                yield from new_slides.off_layout(slide, before, self._package)
        of_deck = comparer.words(looked_at.DECK, before.deck, now.deck)
        of_template = TemplateComparer(comparer).changes(before.template, now.template)
        yield from (Beyond("", "", what) for what in (*of_deck, *of_template))

    def _slots(self, slide: Identified) -> Iterator[tuple[Element, str]]:
        """The shapes that a plan holds: slots that were there, and what says something."""
        known = self._slot_names(slide.id)
        for held in slide.shapes:
            if held.name in known or not held.content.is_blank():
                yield held.shape, held.name

    def _slot_names(self, slide: str) -> set[str]:
        plan = self._base.plan.slide(slide)
        return set() if plan is None else {name for name, _ in plan.slots}

    def _slide(
        self, slide: Identified, was: Seen, now: Seen, comparer: Comparer
    ) -> Iterator[Beyond]:
        told = self._slot_names(slide.id) | {name for _, name in self._slots(slide)}
        fields = {name for name in told if self._type(slide.id, name) in FIELD_TYPES}
        for change in comparer.sheets(was, now, frozenset(told), frozenset(fields)):
            yield Beyond(slide.id, change.shape, change.what)

    def _type(self, slide: str, name: str) -> str:
        return self._base.place(slide, name).type
