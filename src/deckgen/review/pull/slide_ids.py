"""Which slide of one plan is which of another, where ids came or changed since it was sent."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from msgspec import structs

from deckgen.content import Content
from deckgen.deck import Section
from deckgen.plan import Plan, Slide
from deckgen.review.pull._content import one_line
from deckgen.richtext import Paragraph, merged
from deckgen.source.keys import unused

C = TypeVar("C", bound=Content)


# Slides that the reviewer added.


def with_new_slide_ids(
    theirs: Plan, base: Plan, ours: Plan, is_used: Callable[[str], bool]
) -> Plan:
    """The plan with unused ids for its new slides, and with links that follow them.

    A slide of ours with the id of the new one, or with that and a number, that says much the same
    is what an earlier pull made of it.
    """
    sent = {slide.id for slide in base.slides}
    present = {slide.id for slide in theirs.slides}
    names: dict[str, str] = {}
    for slide in theirs.slides:
        if slide.id in sent:
            continue

        def is_taken(name: str, slide: Slide = slide) -> bool:
            mine = ours.slide(name)
            if name in sent or name in present - {slide.id}:
                return True
            return is_used(name) if mine is None else _alike(slide, mine) < _SAME_WORDS

        name = unused(slide.id, is_taken)
        if name != slide.id:
            names[slide.id] = name
            present.add(name)
    return with_ids(theirs, names) if names else theirs


def _alike(one: Slide, other: Slide) -> float:
    """How much two slides say the same, from 0 to 1, where both say something.

    The deck gives each of its slides a date, a footer and a number, which a new one may lack.
    """
    shared = [name for name, _ in one.slots if other.content(name) is not None]
    if not shared:
        return float(not one.slots)
    words = [
        [
            word
            for name, content in slide.slots
            if name in shared
            for word in one_line(content).split()
        ]
        for slide in (one, other)
    ]
    return difflib.SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()


_SAME_WORDS = 0.5
"""From this likeness on, a new slide of the deck is what an earlier pull made of theirs."""
_RENAMED = 0.8
"""From this likeness on, a new slide of the deck is one of the base under another id."""


# Slides that the author gave other ids.


def new_ids(base: Plan, ours: Plan, is_field: Callable[[Slide, str], bool]) -> dict[str, str]:
    """The ids of ours for slides of the base that have another id there, since their file was
    renamed.

    Of two that are alike neither counts. `is_field` knows dates, footers and numbers of slides.
    """

    def own(slide: Slide) -> Slide:
        slots = (slot for slot in slide.slots if not is_field(slide, slot[0]))
        return replace(slide, slots=tuple(slots))

    gone = [own(slide) for slide in base.slides if ours.slide(slide.id) is None]
    new = [own(slide) for slide in ours.slides if base.slide(slide.id) is None]
    pairs = [
        (was.id, now.id)
        for was in gone
        for now in new
        if (was.layout, was.like) == (now.layout, now.like) and _alike(was, now) >= _RENAMED
    ]
    counts = Counter(name for pair in pairs for name in pair)
    return {was: now for was, now in pairs if counts[was] == counts[now] == 1}


def with_ids(plan: Plan, names: dict[str, str]) -> Plan:
    """The plan with other ids for the slides in `names`, and with links that follow them."""

    def follow(line: Paragraph) -> Paragraph:
        if not any(run.style.link[1:] in names for run in line.runs):
            return line
        runs = (replace(run, style=run.style.but(link=to(run.style.link))) for run in line.runs)
        return structs.replace(line, runs=merged(runs))

    def to(link: str) -> str:
        return f"#{names[link[1:]]}" if link[:1] == "#" and link[1:] in names else link

    def linked(content: C) -> C:
        return content.map_paragraphs(follow)

    def slide_of(slide: Slide) -> Slide:
        return replace(
            slide,
            id=names.get(slide.id, slide.id),
            slots=tuple((name, linked(content)) for name, content in slide.slots),
            notes=None if slide.notes is None else linked(slide.notes),
        )

    sections = (
        Section(section.name, tuple(names.get(name, name) for name in section.slides))
        for section in plan.sections
    )
    return structs.replace(plan, slides=tuple(map(slide_of, plan.slides)), sections=tuple(sections))
