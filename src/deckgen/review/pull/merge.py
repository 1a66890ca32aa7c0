"""Three-way merging of sequences, paragraphs, orders, and of slides that were split into several.

`base` is what both sides started from, `ours` what the author and `theirs` what the reviewer made
of it. The merge of sequences is diff3 on the matching blocks of difflib; the library merge3 is
under the GPL, and others that were tried lost edits in silence.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from msgspec import structs

from deckgen.content import Content
from deckgen.content.minimal_diff import FactEdit, plain_diff
from deckgen.deck import DeckText, Section
from deckgen.deck.order import SlideOrder, with_keys
from deckgen.facts import references
from deckgen.plan import Plan, Slide
from deckgen.review.pull.report import UntrackedNote
from deckgen.richtext import Paragraph, Run, Style, merged

T = TypeVar("T", bound=Hashable)
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Clash(Generic[T]):
    """A stretch that both sides changed, each in its own way."""

    base: tuple[T, ...]
    ours: tuple[T, ...]
    theirs: tuple[T, ...]


def merge(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T | Clash[T]]:
    """The merged items, with a `Clash` for each stretch that both sides changed differently."""
    result: list[T | Clash[T]] = []
    at = (0, 0, 0)
    for b, o, t, length in [*_common(base, ours, theirs), (len(base), len(ours), len(theirs), 0)]:
        was, mine, other = tuple(base[at[0] : b]), tuple(ours[at[1] : o]), tuple(theirs[at[2] : t])
        if mine in (was, other):
            result += other
        elif other == was:
            result += mine
        else:
            result.append(Clash(was, mine, other))
        result += base[b : b + length]
        at = (b + length, o + length, t + length)
    return result


def _common(
    base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]
) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that all three have: the index in each, and the length."""
    mine = difflib.SequenceMatcher(None, base, ours, autojunk=False).get_matching_blocks()
    other = difflib.SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(mine) and j < len(other):
        first = max(mine[i].a, other[j].a)
        last = min(mine[i].a + mine[i].size, other[j].a + other[j].size)
        if first < last:
            yield (
                first,
                mine[i].b + first - mine[i].a,
                other[j].b + first - other[j].a,
                last - first,
            )
        if mine[i].a + mine[i].size < other[j].a + other[j].size:
            i += 1
        else:
            j += 1


def merge_paragraphs(
    base: Sequence[Paragraph], ours: Sequence[Paragraph], theirs: Sequence[Paragraph]
) -> tuple[Paragraph, ...] | None:
    """The paragraphs with both sides' changes, merged word by word where both changed the same one.

    None where the changes clash.
    """
    found: list[Paragraph] = []
    for item in merge(base, ours, theirs):
        if isinstance(item, Clash):
            if not len(item.base) == len(item.ours) == len(item.theirs):
                return None
            for was, mine, other in zip(item.base, item.ours, item.theirs, strict=True):
                line = _merge_line(was, mine, other)
                if line is None:
                    return None
                found.append(line)
        else:
            found.append(item)
    return tuple(found)


def _merge_line(was: Paragraph, mine: Paragraph, other: Paragraph) -> Paragraph | None:
    words = merge(_words(was), _words(mine), _words(other))
    runs: list[Run] = []
    for word in words:
        if isinstance(word, Clash):
            return None
        runs.append(Run(word[0], word[1]))
    shape = _pick(_shape(was), _shape(mine), _shape(other))
    if shape is None:
        return None
    level, number, opaque = shape
    return replace(mine, runs=merged(runs), level=level, number=number, opaque=opaque)


def _shape(line: Paragraph) -> tuple[int, int | None, str]:
    return line.level, line.number, line.opaque


def _pick(was: T, mine: T, other: T) -> T | None:
    """The value of the side that changed it, None where both did and differ."""
    if mine in (was, other):
        return other
    return mine if other == was else None


def _words(line: Paragraph) -> list[tuple[str, Style]]:
    return [(match.group(), run.style) for run in line.runs for match in _TOKENS.finditer(run.text)]


def merge_order(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> list[str] | None:
    """The order of keys after both sides moved, added and removed some.

    Keys that one side removed are left out. None where both moved keys in ways that do not fit.
    """
    removed = {key for key in base if key not in ours or key not in theirs}
    both = [key for key in base if key not in removed]
    mine = [key for key in ours if key in both]
    other = [key for key in theirs if key in both]
    order = _pick_order(both, mine, other)
    if order is None:
        return None
    for side in (ours, theirs):
        order = with_keys(order, [k for k in side if k not in base and k not in order], side)
    return order


def merge_slide_order(base: SlideOrder, ours: SlideOrder, theirs: SlideOrder) -> SlideOrder | None:
    """The order with both sides' changes; None where they clash.

    An editor that dropped all sections (LibreOffice does) did not mean to delete them: they stay
    before the slides that they are before.
    """
    kept = any(map(SlideOrder.is_section, theirs.keys))
    had = any(map(SlideOrder.is_section, base.keys))
    if had and not kept:
        slides = merge_order(base.slides, ours.slides, theirs.keys)
        return None if slides is None else SlideOrder(tuple(_with_sections(ours.keys, slides)))
    found = merge_order(base.keys, ours.keys, theirs.keys)
    return None if found is None else SlideOrder(tuple(found))


def _with_sections(ours: tuple[str, ...], slides: list[str]) -> list[str]:
    """The slides, with each section of ours before the first of its slides that is still there."""
    order = list(slides)
    section = ""
    heads: dict[str, str] = {}
    for key in ours:
        if SlideOrder.is_section(key):
            section = key
        elif key in slides and section and section not in heads:
            heads[section] = key
    for name, first in heads.items():
        order.insert(order.index(first), name)
    return order


def typed_sections(
    plan: Plan, base: Plan, texts: Iterable[DeckText]
) -> tuple[Plan, list[FactEdit]]:
    """A plan with the names of sections as YAML types them, and what a reviewer changed of facts.

    A section that is not in the plan by its name was renamed where its first slide starts another.
    """
    by_name = {text.run.text: text for text in texts if text.key == "section"}
    present = {section.name for section in plan.sections}
    starts = {s.slides[0]: s.name for s in base.sections if s.slides and s.name not in present}
    edits: list[FactEdit] = []
    sections = []
    for section in plan.sections:
        before = starts.get(section.slides[0], "") if section.slides else ""
        text = by_name.get(section.name) or by_name.get(before)
        name = references.escaped(section.name)
        if text is not None:
            found = plain_diff(text.scalar, text.run, section.name)
            name = found.text
            edits += found.facts
        sections.append(structs.replace(section, name=name))
    return replace(plan, sections=tuple(sections)), edits


def _pick_order(base: list[str], ours: list[str], theirs: list[str]) -> list[str] | None:
    if ours == base:
        return theirs
    if theirs in (base, ours):
        return ours
    found = merge(base, ours, theirs)
    keys = [item for item in found if isinstance(item, str)]
    return keys if len(keys) == len(found) and sorted(keys) == sorted(base) else None


# Paginated slides: the slides that a build split one into, joined again to the one that YAML has.


@dataclass(slots=True)
class Rejoined:
    """The base and the reviewed deck with whole slides, and what could not be joined."""

    base: Plan
    theirs: Plan
    unresolved: list[UntrackedNote] = field(default_factory=list)


def rejoined(base: Plan, theirs: Plan, ours: Plan, paginated: Collection[str]) -> Rejoined:
    """Both plans with the slides `paginated` (ids) joined, in the form that `ours` has.

    `ours` is planned without splitting. A change of what every part repeats, such as the title,
    counts for all of them. A part that the reviewer deleted takes its content with it.
    """
    result = Rejoined(base, theirs)
    known = {slide.id for slide in ours.slides}
    for first in paginated:
        parts = _parts(base, first, known)
        if len(parts) > 1:
            joiner = _Joiner(parts, ours.slide(first), result.unresolved)
            ids = [part.id for part in parts]
            whole = joiner.whole({part.id: part for part in parts})
            result.base = _with(result.base, ids, whole)
            there = {slide.id: slide for slide in theirs.slides if slide.id in ids}
            if there:
                result.theirs = _with(result.theirs, ids, joiner.whole(there))
    return result


def _parts(base: Plan, first: str, known: Collection[str]) -> list[Slide]:
    """The slides of the base that one slide was split into: `first`, `first-2` and so on."""
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
    """The plan with one slide in the place of those with these ids."""
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
    return structs.replace(section, slides=tuple(names))


@dataclass(frozen=True, slots=True)
class _Joiner:
    """Joins the parts of one slide. `base` are its parts in the base, `ours` is it in YAML."""

    base: Sequence[Slide]
    ours: Slide | None
    unresolved: list[UntrackedNote]

    def whole(self, there: Mapping[str, Slide]) -> Slide:
        """The slide that the parts which are there, by id, make together."""
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
        was = [self._without_number(part.content(name), at) for at, part in enumerate(self.base)]
        form = self.ours.content(name) if self.ours is not None else None
        split = form is not None and form.joined([c for c in was if c is not None]) == form
        if not split and all(content == was[0] for content in was):
            return self._repeated(name, pairs)
        now = [content for _, content in pairs if content is not None]
        whole = (form or now[0]).joined(now) if now else None
        if whole is None and now:
            self._leave(name, "its parts make no whole any more")
            return form
        return whole

    def _pairs(
        self, name: str, there: Mapping[str, Slide]
    ) -> Iterator[tuple[Content | None, Content | None]]:
        """The slot's content before and now on each part that is there, in the reviewed order."""
        places = {part.id: at for at, part in enumerate(self.base)}
        for key, slide in there.items():
            at = places[key]
            yield (
                self._without_number(self.base[at].content(name), at),
                self._without_number(slide.content(name), at),
            )

    def _repeated(
        self, name: str, pairs: Sequence[tuple[Content | None, Content | None]]
    ) -> Content | None:
        """The content of a slot that every part repeats."""
        changed: list[Content | None] = []
        for before, now in pairs:
            if now != before and now not in changed:
                changed.append(now)
        if len(changed) > 1:
            self._leave(name, "its parts say different things now, and YAML says it once")
            return pairs[0][0]
        return changed[0] if changed else pairs[0][0]

    def _leave(self, name: str, what: str) -> None:
        self.unresolved.append(UntrackedNote(self.base[0].id, name, what))

    def _without_number(self, content: Content | None, at: int) -> Content | None:
        """The content without the ` (2 of 3)` that titles of parts end with."""
        number = f" ({at + 1} of {len(self.base)})"
        lines = list(content.paragraphs()) if content is not None else []
        if content is None or not lines or not lines[-1].text.endswith(number):
            return content
        last = lines[-1]
        runs = list(last.runs)
        length = len(number)
        while length:
            run = runs.pop()
            kept = run.text[: max(0, len(run.text) - length)]
            length -= len(run.text) - len(kept)
            if kept:
                runs.append(replace(run, text=kept))
        lines[-1] = replace(last, runs=tuple(runs))
        return content.with_paragraphs(lines) or content
