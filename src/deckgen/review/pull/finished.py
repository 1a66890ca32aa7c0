"""A reviewed deck as it would be had no finisher changed it before it was sent.

What a finisher made is no part of YAML: what a reviewer left of it is neither the author's change
nor the reviewer's. What the reviewer changed is brought to what YAML gave, and listed where the
finisher had changed the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from msgspec import structs

from deckgen.appearance.shapes import Box
from deckgen.content import Content
from deckgen.content.text import Text
from deckgen.deck import Deck
from deckgen.plan import Plan, Slide
from deckgen.review.base import Base
from deckgen.review.compare import UntrackedChange
from deckgen.review.pull._content import ContentMerger, one_line
from deckgen.review.pull.merge import merge_slide_order, order_of
from deckgen.richtext.inline import FormatNames

T = TypeVar("T")


@dataclass
class Unfinished:
    """What a reviewer made of a finished deck; `base` is the deck as it was sent.

    `plan` is the reviewed deck without what the finisher did, `notes` are the reviewer's changes
    of what the finisher had changed.
    """

    base: Base
    deck: Deck
    theirs: Plan
    plan: Plan = field(init=False)
    notes: list[UntrackedChange] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = FormatNames({xml: name for name, xml in self.deck.formats.items()})
        self._merger = ContentMerger.of(self.deck, names)
        before, after = self.base.planned, self.base.plan
        if before is after:
            self.plan = self.theirs
            return
        slides = {}
        for slide in self.theirs.slides:
            made, planned = after.slide(slide.id), before.slide(slide.id)
            if made is None:
                slides[slide.id] = slide
            elif planned is None:
                self._compare_added(made, slide)
            else:
                slides[slide.id] = self._slide(planned, made, slide)
        for planned in before.slides:
            if after.slide(planned.id) is None:
                slides[planned.id] = planned
        own = order_of(before)
        order = merge_slide_order(order_of(after), own, order_of(self.theirs))
        if order is None:
            self._note("", "", "the order of the slides")
            order = own
        self.plan = structs.replace(
            self.theirs,
            title=before.title if self.theirs.title == after.title else self.theirs.title,
            slides=tuple(slides[name] for name in order.slides if name in slides),
            sections=order.sections,
        )

    def _note(self, slide: str, name: str, what: str, was: str = "", now: str = "") -> None:
        changed = f"{what}: {was} -> {now}" if was != now else f"{what} was changed"
        where = f"change it in the finisher `{self.base.finish}`, which made it what it was"
        self.notes.append(UntrackedChange(slide, name, f"{changed}; {where}"))

    def _compare_added(self, made: Slide, theirs: Slide) -> None:
        """Note what the reviewer changed of a slide that the finisher added."""
        for name in _names(made, theirs):
            self._content(made.id, name, None, made.content(name), theirs.content(name))
        self._content(made.id, "notes", None, made.notes, theirs.notes)

    def _slide(self, planned: Slide, made: Slide, theirs: Slide) -> Slide:
        slots = []
        for name in dict.fromkeys((*_names(planned, made), *_names(theirs))):
            sides = planned.content(name), made.content(name), theirs.content(name)
            content = self._content(planned.id, name, *sides)
            if content is not None:
                slots.append((name, content))
        notes = self._content(planned.id, "notes", planned.notes, made.notes, theirs.notes)
        assert notes is None or isinstance(notes, Text)
        return replace(
            theirs,
            layout=self._kept(planned.layout, made.layout, theirs.layout),
            hidden=self._kept(planned.hidden, made.hidden, theirs.hidden),
            comments=self._kept(planned.comments, made.comments, theirs.comments),
            notes=notes,
            slots=tuple(slots),
            boxes=tuple(self._boxes(planned, made, theirs, dict(slots))),
        )

    def _boxes(
        self, planned: Slide, made: Slide, theirs: Slide, shown: Collection[str]
    ) -> Iterator[tuple[str, Box]]:
        """The boxes that the reviewer would have given to what was planned."""
        names = sorted({name for slide in (planned, theirs) for name, _ in slide.boxes})
        for name in (name for name in names if name in shown):
            box = self._kept(planned.box(name), made.box(name), theirs.box(name))
            if box is not None:
                yield name, box

    def _content(
        self,
        slide: str,
        name: str,
        planned: Content | None,
        made: Content | None,
        theirs: Content | None,
    ) -> Content | None:
        """What the reviewer would have made of what was planned."""
        if theirs == made:
            return planned
        if planned == made or (planned is not None and theirs is None):
            return theirs
        if planned is None:
            self._note(slide, name, f"`{name}`", one_line(made), one_line(theirs))
            return None
        merged = self._merger.merge(made, planned, theirs)
        for clash in merged.clashes:
            was, now = (" / ".join(side) for side in (clash.base, clash.theirs))
            self._note(slide, name, f"`{name}`", was, now)
        return merged.content

    @staticmethod
    def _kept(planned: T, made: T, theirs: T) -> T:
        """The reviewer's value, or what was planned where the finisher set it."""
        return planned if theirs == made else theirs


def _names(*slides: Slide) -> dict[str, None]:
    return dict.fromkeys(name for slide in slides for name, _ in slide.slots)
