"""Slides that go on over several, as the one slide that YAML has: the inverse of `continuing`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deckgen.content.base import Content
from deckgen.deck import Section
from deckgen.plan import Plan, Slide
from deckgen.pull.report import Unheld


@dataclass(slots=True)
class Rejoined:
    """The base and the reviewed deck with whole slides; `left` is what could not be joined."""

    base: Plan
    theirs: Plan
    left: list[Unheld] = field(default_factory=list)


def rejoined(base: Plan, theirs: Plan, ours: Plan, going_on: Collection[str]) -> Rejoined:
    """Both plans with the parts of the slides `going_on` joined, in the form that `ours` has.

    `ours` is planned whole. What stands on every part, as a title does, is what a reviewer made
    of it on any of them. A part that went takes what it held along.
    """
    done = Rejoined(base, theirs)
    known = {slide.id for slide in ours.slides}
    for first in going_on:
        parts = _parts(base, first, known)
        if len(parts) > 1:
            whole = _Whole(parts, ours.slide(first), done.left)
            ids = [part.id for part in parts]
            done.base = _with(done.base, ids, whole.of({part.id: part for part in parts}))
            there = {slide.id: slide for slide in theirs.slides if slide.id in ids}
            if there:
                done.theirs = _with(done.theirs, ids, whole.of(there))
    return done


def _parts(base: Plan, first: str, known: Collection[str]) -> list[Slide]:
    """A slide of the base with those that continue it."""
    ids = [slide.id for slide in base.slides]
    if first not in ids:
        return []
    at = ids.index(first)
    further = re.compile(rf"{re.escape(first)}-\d+")
    end = at + 1
    while end < len(ids) and further.fullmatch(ids[end]) and ids[end] not in known:
        end += 1
    return list(base.slides[at:end])


def _with(plan: Plan, ids: Sequence[str], whole: Slide) -> Plan:
    """The plan with one slide where the first of these stood, and without the others."""
    slides: list[Slide] = []
    for slide in plan.slides:
        if slide.id not in ids:
            slides.append(slide)
        elif whole not in slides:
            slides.append(whole)
    sections = tuple(_section(section, ids) for section in plan.sections)
    return replace(plan, slides=tuple(slides), sections=sections)


def _section(section: Section, ids: Sequence[str]) -> Section:
    names = dict.fromkeys(ids[0] if name in ids else name for name in section.slides)
    return replace(section, slides=tuple(names))


@dataclass(frozen=True, slots=True)
class _Whole:
    """Joins the parts of one slide, which stood so in the base."""

    base: Sequence[Slide]
    ours: Slide | None
    left: list[Unheld]

    def of(self, there: Mapping[str, Slide]) -> Slide:
        """The whole slide of the parts that are there."""
        shown = next(iter(there.values()))
        names = dict.fromkeys(
            name for slide in (*self.base, *there.values()) for name, _ in slide.slots
        )
        slots = ((name, self._slot(name, there)) for name in names)
        notes = [slide.notes for slide in there.values() if slide.notes is not None]
        return replace(
            shown,
            id=self.base[0].id,
            slots=tuple((name, content) for name, content in slots if content is not None),
            notes=notes[0].joined(notes) if notes else None,
            comments=tuple(one for slide in there.values() for one in slide.comments),
            hidden=all(slide.hidden for slide in there.values()),
        )

    def _slot(self, name: str, there: Mapping[str, Slide]) -> Content | None:
        pairs = list(self._pairs(name, there))
        was = [self._unmarked(part.content(name), at) for at, part in enumerate(self.base)]
        form = self.ours.content(name) if self.ours is not None else None
        divided = form is not None and form.joined([c for c in was if c is not None]) == form
        if not divided and all(content == was[0] for content in was):
            return self._said_on_all(name, pairs)
        now = [content for _, content in pairs if content is not None]
        whole = (form or now[0]).joined(now) if now else None
        if whole is None and now:
            self._leave(name, "its parts make no whole any more")
            return form
        return whole

    def _pairs(
        self, name: str, there: Mapping[str, Slide]
    ) -> Iterator[tuple[Content | None, Content | None]]:
        """What the slot held and holds on each part that is there, in the reviewed order."""
        places = {part.id: at for at, part in enumerate(self.base)}
        for key, slide in there.items():
            at = places[key]
            yield (
                self._unmarked(self.base[at].content(name), at),
                self._unmarked(slide.content(name), at),
            )

    def _said_on_all(
        self, name: str, pairs: Sequence[tuple[Content | None, Content | None]]
    ) -> Content | None:
        changed: list[Content | None] = []
        for before, now in pairs:
            if now != before and now not in changed:
                changed.append(now)
        if len(changed) > 1:
            self._leave(name, "its parts say different things now, and YAML says it once")
            return pairs[0][0]
        return changed[0] if changed else pairs[0][0]

    def _leave(self, name: str, what: str) -> None:
        self.left.append(Unheld(self.base[0].id, name, what))

    def _unmarked(self, content: Content | None, at: int) -> Content | None:
        """The content without the mark that titles of parts bear."""
        mark = f" ({at + 1} of {len(self.base)})"
        lines = list(content.paragraphs()) if content is not None else []
        if content is None or not lines or not lines[-1].text.endswith(mark):
            return content
        last = lines[-1]
        runs = list(last.runs)
        length = len(mark)
        while length:
            run = runs.pop()
            kept = run.text[: max(0, len(run.text) - length)]
            length -= len(run.text) - len(kept)
            if kept:
                runs.append(replace(run, text=kept))
        lines[-1] = replace(last, runs=tuple(runs))
        return content.with_paragraphs(lines) or content
