"""Ids for slides that a reviewer added: none that a file of another slide has already."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from deckgen.content.base import Content
from deckgen.content.style import Paragraph, merged
from deckgen.deck import Section
from deckgen.plan import Plan, Slide

C = TypeVar("C", bound=Content)


def renamed(theirs: Plan, known: Collection[str], is_taken: Callable[[str], bool]) -> Plan:
    """The plan with free ids for its new slides, and links that follow them.

    `known` are the ids of the deck as it was sent and as it is now. A slide of the latter under the
    new one's id, or under that with a number, is what an earlier pull made of it.
    """
    present = {slide.id for slide in theirs.slides}
    names: dict[str, str] = {}
    for slide in theirs.slides:
        name, number = slide.id, 2
        while name not in known and is_taken(name):
            name = f"{slide.id}-{number}"
            number += 1
            if name in present:
                name = slide.id
        if name != slide.id:
            names[slide.id] = name
            present.add(name)
    return _with_ids(theirs, names) if names else theirs


def _with_ids(plan: Plan, names: dict[str, str]) -> Plan:
    def follow(line: Paragraph) -> Paragraph:
        if not any(run.style.link[1:] in names for run in line.runs):
            return line
        runs = (replace(run, style=run.style.but(link=to(run.style.link))) for run in line.runs)
        return replace(line, runs=merged(runs))

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
    return replace(plan, slides=tuple(map(slide_of, plan.slides)), sections=tuple(sections))
