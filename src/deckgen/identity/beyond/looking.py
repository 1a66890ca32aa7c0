"""A presentation to what was changed in it that no plan holds, a line each."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.beyond import Comparer, Seen, Snapshot, TemplateComparer, looked_at, snapshot
from deckgen.identity.base import base_in
from deckgen.identity.beyond import boxes, new_slides
from deckgen.identity.reading import Identified, identify
from deckgen.model import FIELD_TYPES
from deckgen.ooxml import Element
from deckgen.opc import Package
from deckgen.package import properties
from deckgen.package.base import Base

_KEEPING = ("Microsoft", "deckgen")
"""How the programs are called that write back what they do not edit; python-pptx leaves the name
that was there. Others write every part anew."""


def beyond(package: Package, base: Base | None = None) -> list[str]:
    """What was changed that no plan holds, a line each.

    A base of before deckgen kept what shows beside the plan tells of boxes and new shapes alone.
    """
    known = base or base_in(package)
    return [] if known is None else list(_Looker(package, known).lines())


class _Looker:
    """Looks at one presentation."""

    def __init__(self, package: Package, base: Base) -> None:
        self._package, self._base = package, base
        self._anew = not properties.application(package).startswith(_KEEPING)
        self._found = identify(package, base)

    def lines(self) -> Iterator[str]:
        """The lines, slide by slide, then those of the deck and its template."""
        new = [slide for slide in self._found if self._base.plan.slide(slide.id) is None]
        for slide in self._found:
            if slide not in new:
                yield from boxes.moved(slide, self._package, self._base, anew=self._anew)
        for slide in new:
            yield from new_slides.untold(slide, self._package, self._base)
        if self._base.seen is not None:
            yield from self._changes(self._base.seen)
            return
        for slide in self._found:
            yield from boxes.bare(slide, self._base)

    def _changes(self, before: Snapshot) -> Iterator[str]:
        """What shows otherwise than it did when the deck was built."""
        slots = {slide.id: dict(self._slots(slide)) for slide in self._found}
        parts = {slide.id: slide.part for slide in self._found}
        now = snapshot(self._package, parts, slots)
        comparer = Comparer(before.keys & now.keys, rewritten=self._anew)
        for slide in self._found:
            was = before.slides.get(slide.id)
            if was is not None:
                yield from self._slide(slide, was, now.slides[slide.id], comparer)
            elif not self._anew:
                yield from new_slides.changes(
                    slide, before, now.slides[slide.id], comparer, self._package
                )
        yield from comparer.words(looked_at.DECK, before.deck, now.deck)
        yield from TemplateComparer(comparer).changes(before.template, now.template)

    def _slots(self, slide: Identified) -> Iterator[tuple[Element, str]]:
        """The shapes that a plan holds: slots that were there, and what says something."""
        known = self._slot_names(slide.id)
        for held in slide.shapes:
            if held.name in known or not held.content.is_blank():
                yield held.shape, held.name

    def _slot_names(self, slide: str) -> set[str]:
        plan = self._base.plan.slide(slide)
        return set() if plan is None else {name for name, _ in plan.slots}

    def _slide(self, slide: Identified, was: Seen, now: Seen, comparer: Comparer) -> Iterator[str]:
        told = self._slot_names(slide.id) | {name for _, name in self._slots(slide)}
        fields = {name for name in told if self._type(slide.id, name) in FIELD_TYPES}
        for change in comparer.sheets(was, now, frozenset(told), frozenset(fields)):
            yield f"slide `{slide.id}`: {change.what}"

    def _type(self, slide: str, name: str) -> str:
        return self._base.place(slide, name).type
